"""Insure, reserve, or provide only: what each costs in a mean year and leaves in a bad one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    filled,
    none_negative,
    not_negative,
    pairs,
    same_length,
    share,
)
from ledgerguard.formulas.insurance import insured_loss
from ledgerguard.formulas.loss_distribution import mean_payment, sums_of
from ledgerguard.formulas.premium import premium
from ledgerguard.units import Cell, Column, Language, Money, Rate, Table

LARGEST_FACTOR: Final = 1e300
MOST_BUYERS: Final = 1000
"""Buyers of a portfolio whose sums are looked at: a first loss or a maximum takes all of them."""

HEADERS: Final[dict[Language, tuple[str, str, str, str]]] = {
    "en": ("Line", "Provision only", "Own reserve", "Credit insurance"),
    "zh": ("项目", "仅计提坏账准备", "自留风险准备", "信用保险"),
}
LINES: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "premium": "Premium and other costs",
        "expected": "Expected loss",
        "paid": "paid by the insurer",
        "retained": "retained within the cover",
        "outside": "outside of the cover",
        "capital": "Cost of the reserve",
        "cost": "Expected cost of a year",
        "bad": "Bad year: loss on the largest buyer",
        "bad_paid": "paid by the insurer",
        "bad_provision": "carried by the provision",
        "bad_reserve": "carried by the reserve",
        "bad_result": "Left to the result of that year",
        "bad_cost": "Cost of the bad year",
        "even_pd": "Break-even default probability",
        "even_rate": "Break-even premium rate",
    },
    "zh": {
        "premium": "保费及其他费用",
        "expected": "预期损失",
        "paid": "其中：保险公司赔付",
        "retained": "其中：承保范围内自留",
        "outside": "其中：承保范围外",
        "capital": "准备金占用成本",
        "cost": "年度预期成本",
        "bad": "不利年度：最大买方违约损失",
        "bad_paid": "其中：保险公司赔付",
        "bad_provision": "其中：坏账准备承担",
        "bad_reserve": "其中：自留风险准备承担",
        "bad_result": "计入当年损益",
        "bad_cost": "不利年度总成本",
        "even_pd": "盈亏平衡违约概率",
        "even_rate": "盈亏平衡保险费率",
    },
}


@dataclass(frozen=True, slots=True)
class Buyers:
    """A portfolio: probability, loss at default and its insured part for each buyer."""

    pds: tuple[float, ...]
    losses: tuple[float, ...]
    covered: tuple[float, ...]

    def expected(self, amounts: Sequence[float]) -> float:
        """The mean of amounts that fall due when buyers fail."""
        return sum(pd * amount for pd, amount in zip(self.pds, amounts, strict=True))

    @property
    def largest(self) -> int:
        """Place of the buyer whose loss is the largest."""
        return max(range(len(self.losses)), key=self.losses.__getitem__)


@dataclass(frozen=True, slots=True)
class Cover:
    """What a policy pays in a year, and what it costs."""

    insured_rate: float = 0.9
    deductible: float = 0.0
    first_loss: float = 0.0
    max_liability: float | None = None
    cost: float = 0.0

    def mean(self, buyers: Buyers, factor: float = 1.0) -> float:
        """The mean payment of a year, every default probability times a factor."""
        losses = [
            (min(1.0, pd * factor), max(0.0, covered - self.deductible))
            for pd, covered in zip(buyers.pds, buyers.covered, strict=True)
        ]
        if not self.first_loss and self.max_liability is None:
            return self.insured_rate * sum(pd * loss for pd, loss in losses)
        return mean_payment(sums_of(losses), self.first_loss, self.insured_rate, self.max_liability)

    def alone(self, covered: float) -> float:
        """The payment when one buyer alone fails."""
        above = max(0.0, covered - self.deductible - self.first_loss)
        payment = self.insured_rate * above
        return payment if self.max_liability is None else min(payment, self.max_liability)


@formula("INSURE_OR_RESERVE")
def insure_or_reserve(
    exposures: Column[Money],
    pd: Column[Rate],
    lgd: Rate,
    turnover: Money,
    premium_rate: Rate,
    limits: Column[Money] | None = None,
    insured_rate: Rate = 0.9,
    deductible: Money = 0,
    first_loss: Money = 0,
    max_liability: Money | None = None,
    minimum_premium: Money = 0,
    other_costs: Money = 0,
    capital_rate: Rate = 0.1,
    language: Language = "en",
) -> Table:
    """Insurance beside a provision and a reserve of one's own: mean year, bad year, break-even.

    Expected loss = sum of pd * lgd * exposure. Provision only books it and carries what comes
    beyond; a reserve of one's own also holds the rest of the bad year, at capital_rate; insurance
    costs its premium and leaves what the policy retains and what is outside of its limits. The bad
    year is the one in which the buyer with the largest loss fails and nobody else. The break-even
    probability is the mean PD (by exposure) at which, all of them rising alike, the insurer is
    expected to pay what the insurance costs; the break-even rate is the premium rate at which it
    does so today. A first loss and a maximum are those of the year: buyers are then taken to fail
    independently, exactly for up to eight of them.

    Args:
        exposures: What each buyer owes when it fails, on the basis that the policy insures.
        pd: Probability of default within a year: one for each buyer, or one for all.
        lgd: Loss given default as a share of the exposure.
        turnover: Insurable turnover of a year (INSURABLE_TURNOVER).
        premium_rate: Premium as a share of the turnover.
        limits: Insured limit of each buyer; a blank is no cover; left out: all is within limits.
        insured_rate: Share of a loss that the insurer bears.
        deductible: Deductible of each buyer's loss.
        first_loss: Aggregate first loss of the year, eroded by the loss itself.
        max_liability: Most that the insurer pays in a year; blank for no maximum. In LibreOffice
            Calc leave it out: a blank cell arrives there as 0.
        minimum_premium: Premium that is due in any case.
        other_costs: Limit and assessment fees, taxes and the work of administration in a year.
        capital_rate: What holding a reserve costs in a year, as a share of it.
        language: "en" or "zh", for headers and lines.

    Errors: #NUM! when an amount is negative, a rate outside 0 to 1, or more than 1,000 buyers stand
        beside a first loss or a maximum; #VALUE! when the ranges differ in length or a pd
        is blank beside its exposure; #N/A when a range is empty or a required number blank.
    Example: =INDEX(INSURE_OR_RESERVE({100000;50000}, 0.02, 0.6, 1000000, 0.0025), 8, 4) -> 2680
    Example: =INDEX(INSURE_OR_RESERVE({100000;50000}, 0.02, 0.6, 1000000, 0.0025), 13, 2) -> 58200
    Example: =INDEX(INSURE_OR_RESERVE({100000;50000}, 0.02, 0.6, 1000000, 0.0025), 15, 4)
        -> 0.030864
    Source: own arithmetic on EXPECTED_LOSS, PREMIUM and INDEMNITY; article on bad-debt crises
        (provision against credit insurance).
    """
    share(lgd=lgd, insured_rate=insured_rate, capital_rate=capital_rate)
    not_negative(deductible=deductible, first_loss=first_loss, other_costs=other_costs)
    if max_liability is not None:
        not_negative(max_liability=max_liability)
    buyers = _buyers(exposures, pd, lgd, limits)
    yearly = premium(turnover, premium_rate, minimum_premium) + other_costs
    cover = Cover(insured_rate, deductible, first_loss, max_liability, yearly)
    if (first_loss or max_liability is not None) and len(buyers.pds) > MOST_BUYERS:
        raise OutOfDomain(
            f"exposures must be at most {MOST_BUYERS:,} beside a first loss or a maximum, "
            f"got {len(buyers.pds):,}",
            hint="add the smallest buyers of one probability up",
        )
    lines = compared(buyers, cover, capital_rate)
    factor = break_even(buyers, cover)
    lines["even_pd"] = ("", "", "" if factor is None else _mean_pd(buyers, factor))
    above_other = max(0.0, cover.mean(buyers) - other_costs)
    lines["even_rate"] = ("", "", above_other / turnover if turnover else "")
    return [HEADERS[language], *((LINES[language][key], *lines[key]) for key in lines)]


def compared(
    buyers: Buyers, cover: Cover, capital_rate: float
) -> dict[str, tuple[Cell, Cell, Cell]]:
    """The lines of the comparison: provision only, own reserve, insurance."""
    expected, covered = buyers.expected(buyers.losses), buyers.expected(buyers.covered)
    paid = cover.mean(buyers)
    outside, retained = expected - covered, covered - paid
    loss = buyers.losses[buyers.largest]
    bad_paid = cover.alone(buyers.covered[buyers.largest])
    provision = min(expected, loss)
    kept_provision = min(outside + retained, loss - bad_paid)
    reserve = loss - provision
    capital = capital_rate * reserve
    left = loss - bad_paid
    return {
        "premium": (0.0, 0.0, cover.cost),
        "expected": (expected, expected, expected),
        "paid": (0.0, 0.0, -paid),
        "retained": (0.0, 0.0, retained),
        "outside": (expected, expected, outside),
        "capital": (0.0, capital, 0.0),
        "cost": (expected, expected + capital, cover.cost + retained + outside),
        "bad": (loss, loss, loss),
        "bad_paid": (0.0, 0.0, -bad_paid),
        "bad_provision": (-provision, -provision, -kept_provision),
        "bad_reserve": (0.0, -reserve, 0.0),
        "bad_result": (loss - provision, 0.0, left - kept_provision),
        "bad_cost": (loss, loss + capital, cover.cost + left),
    }


def break_even(buyers: Buyers, cover: Cover) -> float | None:
    """By how much all probabilities must rise for the insurer to pay the cost; None: never."""
    lowest = min((pd for pd in buyers.pds if pd > 0), default=0.0)
    if not lowest:
        return None
    low, high = 0.0, min(1 / lowest, LARGEST_FACTOR)
    if cover.mean(buyers, high) < cover.cost:
        return None
    for _ in range(50):
        middle = (low + high) / 2
        if cover.mean(buyers, middle) < cover.cost:
            low = middle
        else:
            high = middle
    return high


def _buyers(
    exposures: Sequence[float | None],
    pds: Sequence[float | None],
    lgd: float,
    limits: Sequence[float | None] | None,
) -> Buyers:
    """The portfolio of three ranges; a row without an exposure is passed over."""
    none_negative("exposures", exposures)
    filled("exposures", exposures)
    filled("pd", pds)
    of_each = [pds[0]] * len(exposures) if len(pds) == 1 else pds
    for probability in pds:
        share(pd=probability or 0.0)
    if limits is not None:
        same_length("exposures", exposures, "limits", limits)
        none_negative("limits", limits)
    rows = list(pairs("exposures", exposures, "pd", of_each))
    granted = [
        math.inf if limits is None else limits[place] or 0.0
        for place, exposure in enumerate(exposures)
        if exposure is not None
    ]
    losses = [lgd * exposure for exposure, _ in rows]
    covered = [insured_loss(loss, limit) for loss, limit in zip(losses, granted, strict=True)]
    return Buyers(tuple(pd for _, pd in rows), tuple(losses), tuple(covered))


def _mean_pd(buyers: Buyers, factor: float) -> float:
    """The mean probability by exposure, every one times a factor."""
    total = sum(buyers.losses)
    pds = (min(1.0, pd * factor) for pd in buyers.pds)
    weighed = sum(pd * loss for pd, loss in zip(pds, buyers.losses, strict=True))
    return weighed / total if total else 0.0

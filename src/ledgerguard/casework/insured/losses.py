"""The terms of a policy on the loss of one buyer, in minor units, and its share to invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from ledgerguard.formulas.insured_waterfall import LINES, insured_waterfall
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.insurance_file import InsuranceEntry

TERMS: Final = ("threshold", "deductible", "first_loss", "coinsurance", "retention", "liability")
"""What a policy takes away from an insured loss, line by line."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An insured loss under the terms of its policy, in minor units.

    The amounts of ``taken`` stand in the order of ``TERMS``; with the indemnity they add up to the
    loss. ``eroded`` is what the loss has used up of the aggregate first loss.
    """

    loss: int
    taken: tuple[int, ...]
    indemnity: int
    eroded: int


@dataclass(slots=True)
class Year:
    """What an insurance year still has of its first loss and its maximum, in minor units."""

    first_loss: int
    liability: int | None  # None: no maximum

    def take(self, settled: Settled) -> None:
        """Use up what a settled loss has used."""
        self.first_loss = max(0, self.first_loss - settled.eroded)
        if self.liability is not None:
            self.liability = max(0, self.liability - settled.indemnity)


def year_of(terms: InsuranceEntry, currency: str, premium: float | None = None) -> Year:
    """A whole insurance year of a policy in a currency.

    Args:
        terms: Terms of the policy.
        currency: Currency of the losses; an amount agreed in another one does not count for it.
        premium: Premium of the year in major units, where the maximum is a multiple of it; left
            out: the minimum premium.
    """
    most = terms.liability_of(currency, premium)
    return Year(
        _minor(terms.first_loss.get(currency, 0.0), currency),
        None if most is None else _minor(most, currency),
    )


def settle(loss: int, terms: InsuranceEntry, rate: float, currency: str, year: Year) -> Settled:
    """What the insurer pays on an insured loss, and what each term takes away from it.

    Args:
        loss: Insured loss in minor units, at least 0.
        terms: Terms of the policy.
        rate: Share of the loss that it bears.
        currency: Currency of the loss.
        year: What the insurance year still has; it is not changed.
    """
    net = terms.first_loss_erosion == "net"
    first_loss = year.first_loss / rate if net and rate else float(year.first_loss)
    table = insured_waterfall(
        loss,
        loss,
        insured_rate=rate,
        deductible=_minor(terms.deductible.get(currency, 0.0), currency),
        order=terms.deductible_order,
        minimum_retention=_minor(terms.minimum_retention.get(currency, 0.0), currency),
        threshold=_minor(terms.threshold.get(currency, 0.0), currency),
        first_loss_remaining=first_loss,
        liability_remaining=year.liability,
    )
    lines = {LINES["en"][term]: term for term in TERMS}
    taken = dict.fromkeys(TERMS, 0)
    exact, paid, eroded = float(loss), loss, 0.0
    # Each line is the difference of two rounded balances, so that no cent is lost between them.
    for line, amount, _ in table[1:]:
        term = lines.get(str(line))
        if term is None:
            continue
        exact += float(amount)  # type: ignore[arg-type]
        still_paid = min(paid, max(0, whole(exact)))
        taken[term] = paid - still_paid
        paid = still_paid
        if term == "first_loss":
            eroded = -float(amount) * (rate if net else 1.0)  # type: ignore[arg-type]
    return Settled(loss, tuple(taken[term] for term in TERMS), paid, whole(eroded))


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """A total shared out by weights to the last unit: the largest remainders get what is left.

    Of equal remainders the earlier one comes first. No share is larger than its weight where the
    total is not larger than their sum.
    """
    whole_weight = sum(weights)
    if not whole_weight:
        return [0] * len(weights)
    shares = [total * weight // whole_weight for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda place: (-(total * weights[place] % whole_weight), place)
    )
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def vat_in(gross: int, vat_rate: float) -> int:
    """The VAT that a gross amount contains, in minor units, half away from zero."""
    rate = Fraction(Decimal(repr(float(vat_rate))))
    vat = Fraction(gross) * rate / (1 + rate)
    return (2 * vat.numerator + vat.denominator) // (2 * vat.denominator)


def whole(number: float) -> int:
    """A number to the next whole one, half away from zero."""
    return int(Decimal(repr(number)).quantize(Decimal(1), ROUND_HALF_UP))


def _minor(major: float, currency: str) -> int:
    return Amount.of(major, currency).minor

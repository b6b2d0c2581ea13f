"""Provisions for receivables: the matrix, its table, CECL, and the amount net of cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.bucket_range import BESIDE_THE_BUCKETS, Bucket, buckets_of, canonical
from ledgerguard.formulas.checks import filled, none_negative, pairs, same_length, share
from ledgerguard.formulas.loss_rates import refuse_below_minus_one
from ledgerguard.units import Cell, Column, Flag, Language, Money, Rate, Table

NO_ADJUSTMENT: Final = (0.0,)

_WORDS: Final[dict[Language, tuple[str, str, str, str, str]]] = {
    "en": ("Bucket", "Balance", "Rate", "Provision", "Total"),
    "zh": ("账龄", "余额", "预期信用损失率", "坏账准备", "合计"),
}


@formula("PROVISION_MATRIX")
def provision_matrix(balances: Column[Money], rates: Column[Rate], floor: Flag = True) -> Money:
    """Loss allowance by a provision matrix: the balance of each aging bucket times its loss rate.

    sum of MAX(0, balance) * rate. A bucket of net credits counts as 0; with floor FALSE it is set
    off against the others, and the allowance as a whole is at least 0.

    Args:
        balances: Gross receivables in each bucket; a blank row is left out.
        rates: Expected loss rate of each bucket, on the same rows.
        floor: TRUE counts a negative bucket as 0, FALSE sets it off.

    Errors: #NUM! when a rate is not from 0 to 1; #VALUE! when the ranges differ in length or a
        balance has no rate; #N/A when a range is empty.
    Example: =PROVISION_MATRIX({15000000;7500000;4000000;2500000;1000000},
        {0.003;0.016;0.036;0.066;0.106}) -> 580000
    Source: IFRS 9 5.5.15, B5.5.35 and Illustrative Example 12 (IE74 to IE77).
    """
    lines = _lines(balances, rates, floor)
    return max(0.0, sum(lines))


@formula("PROVISION_NET_OF_COVER")
def provision_net_of_cover(
    balances: Column[Money],
    rates: Column[Rate],
    insured_balances: Column[Money],
    insured_rate: Rate = 0.9,
    integral: Flag = True,
) -> Money:
    """Loss allowance by a provision matrix, net of what credit insurance would pay.

    sum of MAX(0, balance) * rate - sum of MIN(insured balance, balance) * rate * insured_rate.
    IFRS 9 takes cover into the expected loss only when it is integral to the contractual terms
    and not recognised separately: otherwise set integral to FALSE, and the answer is the gross
    allowance, that of PROVISION_MATRIX. Deductibles and maximum liability work on single losses
    or the year and are not part of this; see EXPECTED_LOSS_INSURED.

    Args:
        balances: Gross receivables in each bucket; a negative one counts as 0.
        rates: Expected loss rate of each bucket, on the same rows.
        insured_balances: Part of each balance that is insured and within the insurer's limits; a
            blank is no cover, and more than the balance counts as the balance.
        insured_rate: Share of a loss that the insurer pays.
        integral: TRUE when the cover is integral to the receivables and not recognised
            separately, FALSE to leave it out.

    Errors: #NUM! when a rate is not from 0 to 1 or an insured balance negative; #VALUE! when the
        ranges differ in length or a balance has no rate; #N/A when a range is empty.
    Example: =PROVISION_NET_OF_COVER({1000000;200000}, {0.01;0.1}, {800000;50000}) -> 18300
    Example: =PROVISION_NET_OF_COVER({1000000;200000}, {0.01;0.1}, {800000;50000}, , FALSE) -> 30000
    Source: IFRS 9 B5.5.55 (credit enhancements); own arithmetic.
    """
    share(insured_rate=insured_rate)
    same_length("balances", balances, "insured_balances", insured_balances)
    none_negative("insured_balances", insured_balances)
    gross_provision = provision_matrix(balances, rates)
    if not integral:
        return gross_provision
    covers = [0.0 if cover is None else cover for cover in insured_balances]
    insured = [
        None if balance is None else min(cover, max(0.0, balance))
        for balance, cover in zip(balances, covers, strict=True)
    ]
    insured_provision = provision_matrix(insured, rates)
    indemnified = insured_provision * insured_rate
    return gross_provision - indemnified


@formula("CECL_PROVISION")
def cecl_provision(
    balances: Column[Money],
    historical_rates: Column[Rate],
    current_adjustment: Column[Rate] = NO_ADJUSTMENT,
    forecast_adjustment: Column[Rate] = NO_ADJUSTMENT,
    floor: Flag = True,
) -> Money:
    """Allowance for credit losses by an aging schedule under CECL, US GAAP.

    sum of MAX(0, balance) * MIN(1, historical_rate * (1 + current_adjustment)
    * (1 + forecast_adjustment)). An adjustment is one number for all buckets or one for each.
    Nothing is rounded: lines that are rounded one by one can add up to another total.

    Args:
        balances: Amortised cost of the receivables in each bucket; a blank row is left out.
        historical_rates: Historical loss rate of each bucket, on the same rows.
        current_adjustment: Change of the rates for current conditions: -0.1 is a tenth less.
        forecast_adjustment: Change for reasonable and supportable forecasts, on top of it.
        floor: TRUE counts a negative bucket as 0, FALSE sets it off.

    Errors: #NUM! when a rate is not from 0 to 1 or an adjustment below -1; #VALUE! when the ranges
        differ in length or a balance has no rate; #N/A when a range is empty.
    Example: =CECL_PROVISION({5984698;8272;2882;842;1100}, {0.003;0.08;0.26;0.58;0.82}, -0.1)
        -> 18679.98
    Source: ASC 326-20-55-37 to 55-40, Example 5 (aging schedule).
    """
    factors = _adjustment_factors(balances, current_adjustment, forecast_adjustment)
    for rate in historical_rates:
        share(historical_rates=rate or 0.0)
    same_length("balances", balances, "historical_rates", historical_rates)
    adjusted_rates = [
        None if rate is None else min(1.0, rate * factor)
        for rate, factor in zip(historical_rates, factors, strict=True)
    ]
    return provision_matrix(balances, adjusted_rates, floor)


@formula("PROVISION_TABLE")
def provision_table(aging: Table, rates: Table, language: Language = "en") -> Table:
    """Loss allowance of an aging, line by line: bucket, balance, rate, provision, and the total.

    provision = MAX(0, balance) * rate; the rate of the total line is the provision / balance.
    Buckets find their rates by label when both ranges have labels, else in order. What AGING
    spills can be given as it is: Unapplied credits keep their line with a provision of 0, and an
    Undated amount needs a rate of its own.

    Args:
        aging: Balances: one column, two columns (label, balance), or a header with one row of
            balances below it, such as AGING of one currency. A total is left out.
        rates: Loss rates in the same layouts: one column, or two columns (label, rate).
        language: "en" or "zh".

    Errors: #NUM! when a rate is not from 0 to 1; #VALUE! when a cell is no number, a label stands
        twice among the rates, or the number of rates differs from that of the buckets; #N/A when
        a positive balance has no rate or a range is empty.
    Example: =PROVISION_TABLE({"Current",1000;"1–30",500}, {"Current",0.01;"1–30",0.1})
        -> {"Bucket","Balance","Rate","Provision";"Current",1000,0.01,10;"1–30",500,0.1,50;
        "Total",1500,0.04,60}
    Source: IFRS 9 5.5.15, B5.5.35 and Illustrative Example 12 (IE74 to IE77).
    """
    bucket_word, balance_word, rate_word, provision_word, total_word = _WORDS[language]
    lines = _rated(buckets_of("aging", aging), buckets_of("rates", rates))
    total_balance = sum(line.balance for line in lines)
    total_provision = sum(line.provision for line in lines)
    coverage: Cell = total_provision / total_balance if total_balance > 0 else ""
    header: list[Cell] = [bucket_word, balance_word, rate_word, provision_word]
    body: list[list[Cell]] = [
        [line.label, line.balance, "" if line.rate is None else line.rate, line.provision]
        for line in lines
    ]
    return [header, *body, [total_word, total_balance, coverage, total_provision]]


@dataclass(frozen=True, slots=True)
class _Line:
    """One bucket with its rate; a bucket of credits needs none."""

    label: str
    balance: float
    rate: float | None

    @property
    def provision(self) -> float:
        return max(0.0, self.balance) * (self.rate or 0.0)


def _lines(
    balances: Sequence[float | None], rates: Sequence[float | None], floor: bool
) -> list[float]:
    """The provision of each bucket."""
    filled("balances", balances)
    lines = []
    for balance, rate in pairs("balances", balances, "rates", rates):
        share(rates=rate)
        lines.append((max(0.0, balance) if floor else balance) * rate)
    return lines


def _adjustment_factors(
    balances: Sequence[float | None],
    current: Sequence[float | None],
    forecast: Sequence[float | None],
) -> list[float]:
    """What each historical rate is multiplied by; a blank is no adjustment."""
    factors = [1.0] * len(balances)
    for name, column in (("current_adjustment", current), ("forecast_adjustment", forecast)):
        for adjustment in column:
            refuse_below_minus_one(name, adjustment or 0.0)
        spread = list(column) * len(balances) if len(column) == 1 else column
        same_length("balances", balances, name, spread)
        factors = [
            factor * (1 + (adjustment or 0.0))
            for factor, adjustment in zip(factors, spread, strict=True)
        ]
    return factors


def _rated(balances: Sequence[Bucket], rates: Sequence[Bucket]) -> list[_Line]:
    """Each balance with its rate: by label where both sides have labels, else in order."""
    for bucket in rates:
        share(**{f"rates ({bucket.label})" if bucket.label else "rates": bucket.number or 0.0})
    if all(bucket.label for bucket in (*balances, *rates)):
        found = _by_label(rates)
        lines = [_line(b.label, b, found.get(canonical(b.label))) for b in balances]
    else:
        lines = _in_order(balances, rates)
    # An empty Undated or Unapplied is no news.
    return [line for line in lines if line.rate is not None or line.balance != 0]


def _by_label(rates: Sequence[Bucket]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for bucket in rates:
        key = canonical(bucket.label)
        if key in found:
            raise InvalidValue(
                f"rates must name each bucket once, got {bucket.label} twice",
                hint="which of the two rates is meant?",
            )
        found[key] = bucket.number
    return found


def _in_order(balances: Sequence[Bucket], rates: Sequence[Bucket]) -> list[_Line]:
    inside = [b for b in balances if canonical(b.label) not in BESIDE_THE_BUCKETS]
    beside = [b for b in balances if canonical(b.label) in BESIDE_THE_BUCKETS]
    if len(rates) != len(inside):
        raise InvalidValue(
            f"rates must hold one rate for each of the {len(inside)} buckets, got {len(rates)}",
            hint="give both ranges labels, or the same number of rows",
        )
    lines = [
        _line(b.label or r.label or str(number), b, r.number)
        for number, (b, r) in enumerate(zip(inside, rates, strict=True), start=1)
    ]
    return lines + [_line(b.label, b, None) for b in beside]


def _line(label: str, bucket: Bucket, rate: float | None) -> _Line:
    balance = bucket.number or 0.0
    if rate is None and balance > 0:
        raise NotAvailable(
            f"rates must hold a rate for the bucket {label}, got none for its {balance:g}",
            hint="add a row with this label and its rate",
        )
    return _Line(label, balance, rate)

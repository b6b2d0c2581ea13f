"""The limit that is recommended of all the methods, and the table that shows what binds it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    TOLERANCE,
    above_zero,
    filled,
    none_negative,
    not_negative,
    pairs,
)
from ledgerguard.units import Cell, Column, Flag, Language, Money, Ratio, Table, Text

Combination = Literal["min", "average"]

_LARGEST: Final = 1e15  # from here on a float has no digits left below the unit

_HEADERS: Final = {
    "en": ["Method", "Amount", "Counted", "Binds"],
    "zh": ["方法", "金额", "计入金额", "起决定作用"],
}
_LABELS: Final = {
    "en": {
        "average": "Average of the methods",
        "min": "Lowest of the methods",
        "need": "Need",
        "insured": "Insurer's limit and retained appetite",
        "knock_out": "Knocked out",
        "limit": "Recommended limit",
    },
    "zh": {
        "average": "各方法平均值",
        "min": "各方法最低值",
        "need": "业务需求额度",
        "insured": "保险公司批复限额加自留额度",
        "knock_out": "一票否决",
        "limit": "建议信用额度",
    },
}


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What a limit must not pass; ``insured`` is None for a customer who is not insured."""

    need: float
    capacity: float
    insured: float | None

    @property
    def lowest(self) -> float:
        """The one that binds."""
        uninsured = min(self.need, self.capacity)
        return uninsured if self.insured is None else min(uninsured, self.insured)


@formula("LIMIT_RECOMMEND")
def limit_recommend(
    need: Money,
    capacities: Column[Money],
    multiplier: Ratio = 1,
    combine: Literal["min", "average"] = "min",
    insurer_limit: Money | None = None,
    retained_appetite: Money = 0,
    knock_out: Flag = False,
    rounding_unit: Money = 1000,
) -> Money:
    """Recommended credit limit: what the business needs, as far as the customer can bear it.

    MIN(need, capacity * multiplier), for an insured customer also at most insurer_limit +
    retained_appetite, rounded down to rounding_unit; 0 when knocked out. The capacity is the
    lowest of the capacity tests; combine "average" takes their mean, a milder practice. An own
    limit is never added to an insurer's: retained_appetite is what the firm accepts to carry
    uninsured on this customer.

    Args:
        need: Limit that the business needs, as of LIMIT_NEED.
        capacities: Limits by the capacity tests (net worth, working capital, references, pay
            behaviour and so on); blanks are left out.
        multiplier: What the grade makes of the capacity, as of LIMIT_MULTIPLIER.
        combine: min (default) or average of the capacity tests.
        insurer_limit: Limit granted by the insurer, 0 when refused; left out when not insured.
        retained_appetite: Uninsured exposure accepted above the insurer's limit.
        knock_out: TRUE when a rule forbids credit, such as insolvency.
        rounding_unit: The limit is rounded down to a multiple of it, above 0.

    Errors: #NUM! when an amount or the multiplier is negative or rounding_unit not above 0;
        #VALUE! when combine is another word; #N/A when need is blank or capacities are empty.
    Example: =LIMIT_RECOMMEND(69698.63, {50000;30000}) -> 30000
    Example: =LIMIT_RECOMMEND(69698.63, {50000;30000}, 1.25, "average") -> 50000
    Example: =LIMIT_RECOMMEND(69698.63, {80000;90000}, 1, "min", 40000, 10000) -> 50000
    Source: ledgerguard design; HighAko Academy averages the methods.
    """
    not_negative(need=need, multiplier=multiplier, retained_appetite=retained_appetite)
    above_zero(rounding_unit=rounding_unit)
    ceilings = _ceilings(need, capacities, multiplier, combine, insurer_limit, retained_appetite)
    lowest = ceilings.lowest
    if knock_out:
        return 0.0
    return _rounded_down(lowest, rounding_unit)


@formula("LIMIT_COMPARISON")
def limit_comparison(
    need: Money,
    methods: Column[Text],
    capacities: Column[Money],
    multiplier: Ratio = 1,
    combine: Literal["min", "average"] = "min",
    insurer_limit: Money | None = None,
    retained_appetite: Money = 0,
    knock_out: Flag = False,
    rounding_unit: Money = 1000,
    language: Language = "en",
) -> Table:
    """Every method that proposes a credit limit, what it comes to, and which one binds.

    One row a method: method, amount, counted (after the multiplier), binds. Then the lowest or
    the average of the methods, the need, the insurer's limit with the retained appetite where
    there is one, the knock-out where there is one, and the recommended limit as LIMIT_RECOMMEND
    answers it, before and after rounding.

    Args:
        need: Limit that the business needs, as of LIMIT_NEED.
        methods: Names of the capacity tests.
        capacities: Limit by each of them; a blank is left out.
        multiplier: What the grade makes of the capacity, as of LIMIT_MULTIPLIER.
        combine: min (default) or average of the capacity tests.
        insurer_limit: Limit granted by the insurer, 0 when refused; left out when not insured.
        retained_appetite: Uninsured exposure accepted above the insurer's limit.
        knock_out: TRUE when a rule forbids credit, such as insolvency.
        rounding_unit: The limit is rounded down to a multiple of it, above 0.
        language: "en" (default) or "zh".

    Errors: #NUM! when an amount or the multiplier is negative or rounding_unit not above 0;
        #VALUE! when the ranges differ in length, a method has no name or combine is another word;
        #N/A when need is blank or capacities are empty.
    Example: =INDEX(LIMIT_COMPARISON(60000, {"net worth";"references"}, {50000;30000}), 3, 4) ->
        TRUE
    Example: =INDEX(LIMIT_COMPARISON(60000, {"net worth";"references"}, {50000;30000}), 6, 3) ->
        30000
    Source: ledgerguard design.
    """
    limit = limit_recommend(
        need,
        capacities,
        multiplier,
        combine,
        insurer_limit,
        retained_appetite,
        knock_out,
        rounding_unit,
    )
    ceilings = _ceilings(need, capacities, multiplier, combine, insurer_limit, retained_appetite)
    lowest = 0.0 if knock_out else ceilings.lowest
    words = _LABELS[language]

    def row(name: Cell, amount: float, counted: float, *, may_bind: bool = True) -> list[Cell]:
        return [name, amount, counted, may_bind and not knock_out and counted == lowest]

    rows = [
        row(name, amount, amount * multiplier, may_bind=combine == "min")
        for amount, name in pairs("capacities", capacities, "methods", methods)
    ]
    combined = words[combine]
    before = _combined(capacities, combine)
    rows.append(row(combined, before, ceilings.capacity, may_bind=combine == "average"))
    rows.append(row(words["need"], need, need))
    if ceilings.insured is not None:
        rows.append(row(words["insured"], ceilings.insured, ceilings.insured))
    if knock_out:
        rows.append([words["knock_out"], 0.0, 0.0, True])
    return [_HEADERS[language], *rows, [words["limit"], lowest, limit, None]]


def _ceilings(
    need: float,
    capacities: Sequence[float | None],
    multiplier: float,
    combine: Combination,
    insurer_limit: float | None,
    retained_appetite: float,
) -> Ceilings:
    """The ceilings of a recommendation."""
    insured = None
    if insurer_limit is not None:
        not_negative(insurer_limit=insurer_limit)
        insured = insurer_limit + retained_appetite
    return Ceilings(need, _combined(capacities, combine) * multiplier, insured)


def _combined(capacities: Sequence[float | None], combine: Combination) -> float:
    none_negative("capacities", capacities)
    amounts = filled("capacities", capacities)
    return min(amounts) if combine == "min" else sum(amounts) / len(amounts)


def _rounded_down(amount: float, unit: float) -> float:
    """A multiple of a unit not above the amount; within the tolerance the amount reaches it."""
    units = amount / unit
    if units >= _LARGEST:
        return amount
    return min(amount, math.floor(units * (1 + TOLERANCE)) * unit)

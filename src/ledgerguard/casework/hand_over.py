"""Whether an agency is worth its fee: what it brings in, less its share, against one's own work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative, share
from ledgerguard.formulas.raw_cells import number_of, rows_below_header
from ledgerguard.units import Days, Money, Rate, Table

Curve = Sequence[tuple[float, float]]
"""Days past due and the share that is recovered of a debt up to that age, by rising days."""

SURVEY: Final[Curve] = ((90, 0.696), (180, 0.521), (365, 0.228))
"""Share of commercial debts that agencies still collect, by age, in the United States.

Survey of the members of the Commercial Collection Agency Association of the Commercial Law League
of America: 69.6 % after three months, 52.1 % after six, 22.8 % after a year (as Ross Gelfand Law
quotes it, 28 August 2012; another survey, of the Commercial Collection Agencies of America, has
68.9 % and 51.3 %). It is what agencies say of themselves, and no forecast: a firm that knows its
own recoveries puts them into its policy.
"""

_ROWS: Final = "a row holds days past due, then the share recovered: 90, 0.7"


@dataclass(frozen=True, slots=True)
class Weighing:
    """The two ways of collecting one debt, or several of one currency; amounts in major units."""

    amount: float
    by_agency: float  # what the agency is expected to recover, before its fee
    success_fee: float  # that fee, an amount
    by_ourselves: float
    own_cost: float

    @property
    def agency_net(self) -> float:
        """What the agency leaves."""
        return self.by_agency - self.success_fee

    @property
    def own_net(self) -> float:
        """What our own work leaves."""
        return self.by_ourselves - self.own_cost

    @property
    def gain(self) -> float:
        """How much more the agency leaves; negative: our own work is worth more."""
        return self.agency_net - self.own_net

    def __add__(self, other: Weighing) -> Weighing:
        return Weighing(
            self.amount + other.amount,
            self.by_agency + other.by_agency,
            self.success_fee + other.success_fee,
            self.by_ourselves + other.by_ourselves,
            self.own_cost + other.own_cost,
        )


def weigh(
    amount: float,
    success_fee: float,
    agency_recovery: float,
    own_recovery: float,
    own_cost: float = 0.0,
) -> Weighing:
    """Weigh an agency against our own work for one debt.

    Args:
        amount: The debt.
        success_fee: Share of what it recovers that the agency keeps.
        agency_recovery: Share of the debt that the agency is expected to recover.
        own_recovery: Share that we expect to recover ourselves.
        own_cost: What our own work costs.

    Raises:
        OutOfDomain: when an amount is negative, or a share not from 0 to 1.
    """
    not_negative(amount=amount, own_cost=own_cost)
    share(success_fee=success_fee, agency_recovery=agency_recovery, own_recovery=own_recovery)
    recovered = amount * agency_recovery
    return Weighing(amount, recovered, recovered * success_fee, amount * own_recovery, own_cost)


def recovery_at(curve: Curve, days_past_due: float) -> float:
    """The share that is recovered of a debt of an age: the first step that reaches it.

    Beyond the last step its share stays. Between two steps the later and lower one counts, so that
    nobody reckons with more than was seen.
    """
    return next((rate for days, rate in curve if days_past_due <= days), curve[-1][1])


@formula("HAND_OVER_GAIN")
def hand_over_gain(
    amount: Money,
    days_past_due: Days,
    success_fee: Rate,
    agency_recovery: Rate | Table,
    own_recovery: Rate | Table,
    own_cost: Money = 0,
) -> Money:
    """What handing a debt over to a collection agency brings, compared with collecting it oneself.

    amount * agency_recovery * (1 - success_fee) - (amount * own_recovery - own_cost)

    Above 0 the agency leaves more, in spite of its fee. A recovery may be a range with one row for
    each age: days past due, then the share recovered of a debt up to that age. The first row that
    reaches days_past_due counts, and the last one for anything older. Agencies in the United
    States report that they collect 69.6 % of commercial debts after three months, 52.1 % after
    six and 22.8 % after a year; one's own recoveries are a better guide.

    Args:
        amount: Amount that is owed.
        days_past_due: Age of the debt in days after its due date.
        success_fee: Share of the recovered amount that the agency keeps, from 0 to 1.
        agency_recovery: Share of the debt that the agency recovers, from 0 to 1; or a range of
            days and shares.
        own_recovery: Share that one recovers without an agency, from 0 to 1; or a range of days
            and shares.
        own_cost: What collecting it oneself costs.

    Errors: #NUM! when amount or own_cost is negative, a share is not from 0 to 1 or the days of a
        range do not rise; #VALUE! when a cell of a range is no number; #N/A when a range is empty.
    Example: =HAND_OVER_GAIN(10000, 120, 0.25, 0.521, 0.3, 500) -> 1407.5
    Example: =HAND_OVER_GAIN(10000, 120, 0.25, {90,0.696;180,0.521;365,0.228}, 0.3) -> 907.5
    Example: =HAND_OVER_GAIN(10000, 120, 0.25, 0.521, 0.45) -> -592.5
    Source: the articles on bad debts (hand over to an agency, payment by result); survey of the
        Commercial Collection Agency Association of the Commercial Law League of America, as quoted
        by Ross Gelfand Law, 2012.
    """
    not_negative(amount=amount, own_cost=own_cost)
    agency_share = _share_at("agency_recovery", agency_recovery, days_past_due)
    own_share = _share_at("own_recovery", own_recovery, days_past_due)
    share(success_fee=success_fee, agency_recovery=agency_share, own_recovery=own_share)
    left_by_agency = amount * agency_share * (1 - success_fee)
    left_by_ourselves = amount * own_share - own_cost
    return left_by_agency - left_by_ourselves


def _share_at(name: str, given: float | Table, days_past_due: float) -> float:
    """The share that an argument means at an age: itself, or that of a range."""
    if isinstance(given, (int, float)):
        return float(given)
    return recovery_at(_curve(name, given), days_past_due)


def _curve(name: str, rows: Table) -> Curve:
    steps: list[tuple[float, float]] = []
    for number, row in rows_below_header(rows):
        cells = [*row, None, None]
        days = number_of(f"{name}, row {number}, days", cells[0], _ROWS)
        rate = number_of(f"{name}, row {number}, share", cells[1], _ROWS)
        share(**{f"{name}, row {number}": rate})
        if steps and days <= steps[-1][0]:
            raise OutOfDomain(
                f"the days of {name} must rise, got {days:g} in row {number}",
                hint="sort the range by its first column, without repeated days",
            )
        steps.append((days, rate))
    if not steps:
        raise NotAvailable(f"{name} must hold at least one row, got none", hint=_ROWS)
    return steps

"""Roll rates: how much of an aging bucket moves on into the next one, and what is lost of it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Literal

from ledgerguard.errors import (
    NA,
    ErrorValue,
    InvalidValue,
    NotAvailable,
    OutOfDomain,
)
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import divisor, filled, not_negative
from ledgerguard.formulas.raw_cells import is_blank, number_of
from ledgerguard.units import Cell, Column, Money, Rate, Table, Unit

RateOrError = Annotated[float | ErrorValue, Unit("rate", "number", "a fraction: 0.08 is 8 %")]

Roll = tuple[float, float]
"""What stood in a bucket, and what stands in the next one an interval later."""


@formula("ROLL_RATE")
def roll_rate(earlier_balance: Money, later_balance: Money) -> Rate:
    """Roll rate: the share of an aging bucket that is one bucket older an interval later.

    later_balance / earlier_balance. The interval must be as long as a bucket is wide: buckets of
    30 days go with months. Above 1 is possible where items skip a bucket or are re-aged.

    Args:
        earlier_balance: Balance of the bucket at the start of the interval; above 0.
        later_balance: Balance of the next older bucket at its end; or what was written off.

    Errors: #DIV/0! when earlier_balance is 0; #NUM! when an amount is negative; #N/A when one is
        blank.
    Example: =ROLL_RATE(1000000, 200000) -> 0.2
    Source: calculator.city, how to calculate roll rates; OCC Comptroller's Handbook, roll-rate
        analysis.
    """
    not_negative(later_balance=later_balance)
    return later_balance / divisor("earlier_balance", earlier_balance)


@formula("ROLL_RATES")
def roll_rates(
    earlier: Table,
    later: Table | None = None,
    average: Literal["ratio of sums", "mean of ratios"] = "ratio of sums",
) -> Column[RateOrError]:
    """Roll rates of all buckets, from two agings or from a history with a row for each month.

    later balance of the next bucket / earlier balance of the bucket, youngest bucket first. Over
    several months the balances are added up first (ratio of sums), or the rates of the months are
    averaged. A pair with a blank is left out; a bucket that held nothing answers #N/A.

    Args:
        earlier: The buckets of one aging, youngest first, in a row or a column; or, without
            later, a table of agings: a row for each month, oldest first, a column for each
            bucket. A row of titles above it is skipped.
        later: The same buckets one interval later. A further cell behind the last bucket is what
            was written off meanwhile; a history carries it as its last column.
        average: "ratio of sums" or "mean of ratios", for a history.

    Errors: #N/A when a range is empty or a history has less than 2 months and, in place of a
        rate, for a bucket that held nothing; #NUM! when a balance is negative; #VALUE! when a
        cell is no number, the agings have less than 2 buckets or do not fit together.
    Example: =ROLL_RATES({1000;200;80;40}, {950;150;120;60;30}) -> {0.15;0.6;0.75;0.75}
    Example: =ROLL_RATES({1000,200,80;950,150,120;900,114,90}) -> {0.1354;0.6}
    Source: OCC Comptroller's Handbook, roll-rate analysis; ledgerguard design (ratio of sums).
    """
    if later is None:
        months = _matrix("earlier", earlier)
    else:
        before, after = _aging("earlier", earlier), _aging("later", later)
        if len(after) not in (len(before), len(before) + 1):
            raise InvalidValue(
                "later must have as many cells as earlier, or one more for what was written off, "
                f"got {len(after)} and {len(before)}",
                hint="do both ranges start at the youngest bucket?",
            )
        months = [[*before, None][: len(after)], after]
    if len(months[0]) < 2:
        raise InvalidValue(
            f"earlier must hold at least 2 buckets, got {len(months[0])}",
            hint="a history has a row for each month and a column for each bucket",
        )
    if len(months) < 2:
        raise NotAvailable(
            f"earlier must hold at least 2 months, got {len(months)}",
            hint="or give the aging of the next month as later",
        )
    return [_rate(rolls, average) for rolls in _rolls_by_bucket(months)]


@formula("LOSS_FACTORS")
def loss_factors(rolls: Column[Rate]) -> Column[Rate]:
    """Loss factor of each bucket: the product of its roll rate and those of all older buckets.

    factor = roll * factor of the next older bucket, and the last roll is the share that is
    written off. Factors exceed 1 where roll rates do.

    Args:
        rolls: Roll rates, youngest bucket first; the last one leads to the write-off.

    Errors: #NUM! when a roll rate is negative; #VALUE! when a roll rate is blank; #N/A when the
        range is empty or a roll rate is #N/A.
    Example: =LOSS_FACTORS({0.15;0.6;0.75;0.75}) -> {0.050625;0.3375;0.5625;0.75}
    Example: =LOSS_FACTORS(ROLL_RATES({1000;200;80;40}, {950;150;120;60;30}))
        -> {0.050625;0.3375;0.5625;0.75}
    Source: OCC Comptroller's Handbook, roll-rate analysis.
    """
    filled("rolls", rolls)
    factor = 1.0
    factors: list[float] = []
    for row, roll in reversed(list(enumerate(rolls, start=1))):
        if roll is None:
            raise InvalidValue(
                f"rolls must be filled from the first to the last bucket, got a blank in row {row}",
                hint="a bucket that never rolls has the rate 0",
            )
        not_negative(**{f"rolls ({row})": roll})
        factor = roll * factor
        factors.append(factor)
    return factors[::-1]


def _rolls_by_bucket(months: Sequence[Sequence[float | None]]) -> list[list[Roll]]:
    """The known pairs of balances of each bucket, over all months."""
    rolls: list[list[Roll]] = [[] for _ in months[0][1:]]
    for before, after in pairwise(months):
        for bucket, (held, rolled) in enumerate(zip(before, after[1:], strict=False)):
            if held is not None and rolled is not None:
                rolls[bucket].append((held, rolled))
    return rolls


def _rate(rolls: Sequence[Roll], average: str) -> RateOrError:
    """The roll rate of one bucket; an error value where it held nothing."""
    nothing_held = ErrorValue(
        NA,
        "the bucket must hold a balance at the start of an interval, got none. "
        "Hint: a bucket that held nothing has no roll rate",
    )
    if average == "mean of ratios":
        rates = [rolled / held for held, rolled in rolls if held]
        return sum(rates) / len(rates) if rates else nothing_held
    held_total = sum(held for held, _ in rolls)
    rolled_total = sum(rolled for _, rolled in rolls)
    if math.isinf(held_total):
        raise OutOfDomain(
            "the balances of a bucket must add up to a finite number, got one beyond 1.8e308",
            hint="are the amounts in the unit that was meant?",
        )
    return rolled_total / held_total if held_total else nothing_held


def _aging(name: str, cells: Table) -> list[float | None]:
    """The balances of one aging, whether it lies in a row or a column."""
    return [_balance(name, cell, row) for row, line in enumerate(cells, 1) for cell in line]


def _matrix(name: str, cells: Table) -> list[list[float | None]]:
    """The balances of a history, without its titles and without empty rows."""
    lines = list(cells)
    if lines and all(isinstance(cell, str) for cell in lines[0]) and not _typed(lines[0]):
        lines = lines[1:]  # titles, or a blank row that Calc sends as empty texts
    months = [[_balance(name, cell, row) for cell in line] for row, line in enumerate(lines, 1)]
    months = [month for month in months if any(balance is not None for balance in month)]
    if not months:
        raise NotAvailable(
            f"{name} must hold the aging of at least 2 months, got none",
            hint="does the range point at the balances?",
        )
    widths = {len(month) for month in months}
    if len(widths) > 1:
        raise InvalidValue(
            f"{name} must have as many buckets in every month, got {min(widths)} to {max(widths)}",
            hint="leave the cell of a missing balance blank",
        )
    return months


def _typed(line: Sequence[Cell]) -> bool:
    """Whether a row holds balances that are stored as text: as titles they would get lost."""
    words = [str(cell) for cell in line if not is_blank(cell)]
    return bool(words) and all(re.fullmatch(r"[\d.,\s]+", word) for word in words)


def _balance(name: str, cell: Cell, row: int) -> float | None:
    """One balance of a range; None for a blank cell."""
    if is_blank(cell):
        return None
    place = f"{name} (row {row})"
    balance = number_of(place, cell, "leave out columns with names or dates")
    not_negative(**{place: balance})
    return balance

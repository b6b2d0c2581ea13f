"""The checks of arguments and thresholds that formulas share; this module holds no formula."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, ZeroDenominator

T = TypeVar("T")

SHEET_ROWS: Final = 1_048_576
"""The rows of a sheet: no table can be asked to have more."""

LONGEST_PERIOD: Final = 36_525
"""Days of a hundred years: nobody measures a longer period."""

TOLERANCE: Final = 1e-9
"""Relative tolerance at a threshold: 0.1 + 0.2 has reached 0.3."""


def not_negative(**amounts: float) -> None:
    """Refuse a number below 0.

    Raises:
        OutOfDomain: naming the argument.
    """
    for name, amount in amounts.items():
        if amount < 0:
            raise OutOfDomain(
                f"{name} must not be negative, got {amount:g}",
                hint="is the sign of the column reversed?",
            )


def none_negative(name: str, column: Sequence[float | None]) -> None:
    """Refuse a column that holds a number below 0; blanks are left alone.

    Raises:
        OutOfDomain: naming the argument and the row.
    """
    for row, amount in enumerate(column, start=1):
        if amount is not None and amount < 0:
            raise OutOfDomain(
                f"{name} must not be negative, got {amount:g} in row {row}",
                hint="is the sign of the column reversed?",
            )


def above_zero(**numbers: float) -> None:
    """Refuse 0 and everything below, where 0 is no denominator but makes no sense.

    Raises:
        OutOfDomain: naming the argument.
    """
    for name, number in numbers.items():
        if number <= 0:
            raise OutOfDomain(
                f"{name} must be above 0, got {number:g}",
                hint="is the cell empty, or its sign reversed?",
            )


def share(**fractions: float) -> None:
    """Refuse what is no share of a whole: a number below 0 or above 1.

    Raises:
        OutOfDomain: naming the argument.
    """
    for name, fraction in fractions.items():
        if not 0 <= fraction <= 1:
            raise OutOfDomain(
                f"{name} must be from 0 to 1, got {fraction:g}",
                hint="8 % is the number 0.08",
            )


def counted(most: int, **counts: int) -> None:
    """Refuse a count below 1, and one so large that answering would never end.

    Raises:
        OutOfDomain: naming the argument.
    """
    for name, count in counts.items():
        if not 1 <= count <= most:
            raise OutOfDomain(
                f"{name} must be from 1 to {most:,}, got {count:,}",
                hint="is it the cell of an amount or a date?",
            )


def divisor(name: str, number: float) -> float:
    """A number that may stand under a fraction bar.

    Raises:
        OutOfDomain: when it is negative or infinite.
        ZeroDenominator: when it is 0.
    """
    if 0 < number < math.inf:
        return number
    if number > 0:  # a sum that no float holds: dividing by it would answer 0 without a word
        raise OutOfDomain(
            f"{name} must be a number that a cell can hold, got {number:g}",
            hint="are the amounts far too large?",
        )
    if number < 0:
        not_negative(**{name: number})
    raise ZeroDenominator(
        f"{name} must be above 0, got 0", hint="nothing can be divided by it; is the cell empty?"
    )


def part_of(part_name: str, part: float, whole_name: str, whole: float) -> None:
    """Refuse a part that is negative or larger than its whole.

    Raises:
        OutOfDomain: naming both arguments.
    """
    not_negative(**{part_name: part})
    if not at_most(part, whole):
        raise OutOfDomain(
            f"{part_name} must not be above {whole_name} ({whole:g}), got {part:g}",
            hint="are both taken from the same day and the same accounts?",
        )


def pairs(
    amount_name: str,
    amounts: Sequence[float | None],
    other_name: str,
    others: Sequence[T | None],
) -> Iterator[tuple[float, T]]:
    """The rows of two columns of equal length; a row without an amount is skipped.

    Raises:
        InvalidValue: when the lengths differ, or an amount stands beside a blank.
    """
    same_length(amount_name, amounts, other_name, others)
    for row, (amount, other) in enumerate(zip(amounts, others, strict=True), start=1):
        if amount is None:
            continue
        if other is None:
            raise InvalidValue(
                f"{other_name} must be filled where {amount_name} is {amount:g}, "
                f"got a blank in row {row}",
                hint="a row that is left out would hide its amount",
            )
        yield amount, other


def same_length(
    name: str, column: Sequence[object], other_name: str, other: Sequence[object]
) -> None:
    """Refuse two columns of different length.

    Raises:
        InvalidValue: naming both.
    """
    if len(column) != len(other):
        raise InvalidValue(
            f"{name} and {other_name} must have the same length, "
            f"got {len(column)} and {len(other)}",
            hint="do both ranges start and end in the same rows?",
        )


def filled(name: str, column: Sequence[T | None]) -> list[T]:
    """The cells of a column that hold anything.

    Raises:
        NotAvailable: when none does.
    """
    values = [value for value in column if value is not None]
    if not values:
        raise NotAvailable(
            f"{name} must hold at least one filled cell, got none",
            hint="does the range point at the right column?",
        )
    return values


def at_least(number: float, threshold: float) -> bool:
    """Whether a number has reached a threshold, within the tolerance."""
    return number >= threshold - TOLERANCE * abs(threshold)


def at_most(number: float, threshold: float) -> bool:
    """Whether a number has not passed a threshold, within the tolerance."""
    return number <= threshold + TOLERANCE * abs(threshold)

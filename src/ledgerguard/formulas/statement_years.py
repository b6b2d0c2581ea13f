"""Arguments that hold one amount a year; the measures of statement quality compare years."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerguard.errors import InvalidValue, NotAvailable


def years(name: str, amounts: Sequence[float | None], count: int) -> tuple[float, ...]:
    """The amounts of ``count`` years, oldest first.

    Raises:
        NotAvailable: when there are fewer years, or a year is blank.
        InvalidValue: when there are more: which of them are meant would be a guess.
    """
    filled = tuple(amount for amount in amounts if amount is not None)
    if len(amounts) > count:
        raise InvalidValue(
            f"{name} must hold {count} years, got {len(amounts)} cells",
            hint="give the range of these years only, the oldest first",
        )
    if len(filled) < count:
        raise NotAvailable(
            f"{name} must hold {count} years, got {len(filled)}",
            hint="give a range with the oldest year first and no blank",
        )
    return filled


def two_years(name: str, amounts: Sequence[float | None]) -> tuple[float, float]:
    """The amounts of the year before and of the year.

    Raises:
        NotAvailable: when a year is missing.
        InvalidValue: when there are more than two.
    """
    before, now = years(name, amounts, 2)
    return before, now

"""A rating scale of the firm's own that stands in a range of cells: rung, upper probability."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ledgerguard.errors import (
    InvalidValue,
    NotAvailable,
    OutOfDomain,
)
from ledgerguard.formulas.raw_cells import is_blank, sound
from ledgerguard.formulas.raw_cells import number_of as number_in
from ledgerguard.policy.scale import Rung, Scale, number_of, typical_between
from ledgerguard.units import Cell

KEY: Final = "of the range"

_FAILED = None  # a last row without probability: those that have defaulted


def scale_of_range(rows: Sequence[Sequence[Cell]]) -> Scale:
    """The scale of a range with one row a rung, from the best to the worst.

    Two columns: the rung, and the highest probability of default that still belongs to it. A last
    row without probability is the rung of those that have defaulted. Blank rows and a header row
    are skipped.

    Raises:
        InvalidValue: naming the row, for a shape, a rung or a probability that cannot be used.
        OutOfDomain: when the probabilities do not rise from above 0 to at most 1.
        NotAvailable: when no row holds a probability.
        PropagatedError: when a cell is an error.
    """
    stated: list[tuple[str, float | None]] = []
    for number, row in enumerate(rows, start=1):
        if len(row) != 2:
            raise InvalidValue(
                f"a scale's range must have two columns, rung and upper probability of default, "
                f"got {len(row)}",
                hint="or name a scale that RATING_SCALE lists",
            )
        if all(map(is_blank, sound(row))) or (not stated and _is_header(row)):
            continue
        if stated and stated[-1][1] is _FAILED:
            raise InvalidValue(
                f"upper probability of default must be filled but in the last row, got a blank "
                f"beside {stated[-1][0]!r}",
                hint="only the rung of those that have defaulted has none",
            )
        stated.append((_label(number, row[0]), _bound(number, row[1])))
    return _scale(stated)


def _scale(stated: Sequence[tuple[str, float | None]]) -> Scale:
    bounds = [bound for _, bound in stated if bound is not None]
    if not bounds:
        raise NotAvailable(
            "a scale's range must hold one rung with a probability of default, got none",
            hint="one row a rung, the best first: rung, upper probability of default",
        )
    if not all(low < high for low, high in pairwise([0.0, *bounds])) or bounds[-1] > 1:
        raise OutOfDomain(
            "upper probabilities of default must rise from above 0 to at most 1, got "
            + ", ".join(f"{bound:g}" for bound in bounds),
            hint="list the best rung first; 8 % is the number 0.08",
        )
    labels = [label.casefold() for label, _ in stated]
    doubled = next((label for label in labels if labels.count(label) > 1), None)
    if doubled is not None:
        raise InvalidValue(
            f"a rung must stand once in a scale's range, got {doubled!r} twice",
            hint="capitals make no difference",
        )
    risks = [*zip(typical_between(bounds), bounds, strict=True), (1.0, 1.0)]
    return Scale(
        KEY,
        tuple(
            _rung(label, bound is _FAILED, *risk)
            for (label, bound), risk in zip(stated, risks, strict=False)
        ),
    )


def _rung(label: str, failed: bool, pd: float, upper_pd: float) -> Rung:
    number = number_of(label)
    return Rung(label, pd, upper_pd, low=number, high=number, failed=failed)


def _label(number: int, cell: Cell) -> str:
    if isinstance(cell, bool) or is_blank(cell) or not isinstance(cell, (int, float, str)):
        raise InvalidValue(
            f"a rung must be a word or a number, got {cell!r} in row {number} of the scale's range",
            hint="the first column holds the rungs, the second their probabilities",
        )
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _bound(number: int, cell: Cell) -> float | None:
    if is_blank(cell):
        return _FAILED
    what = f"the upper probability of default in row {number} of the scale's range"
    return number_in(what, cell, "8 % is the number 0.08")


def _is_header(row: Sequence[Cell]) -> bool:
    """Two words, where a rung has a number beside it."""
    return all(isinstance(cell, str) and cell.strip() != "" for cell in row)

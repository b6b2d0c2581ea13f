"""The cheapest set of improvements of factors that gains enough points, found exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.credit_factors import BY_KEY, FACTORS, Factor
from ledgerguard.formulas.raw_cells import is_blank, number_of, sound
from ledgerguard.formulas.scoring import HEADERS, doubled_factor, unknown_factor
from ledgerguard.units import Cell

UNITS: Final = 12
"""Units in a point: every fraction that a factor can earn is a whole number of twelfths."""

EFFORTS: Final[Mapping[str, float | None]] = {
    "current_ratio": 3,
    "liabilities_to_assets": 4,
    "ebit_to_assets": 4,
    "operating_cash_flow_to_current_liabilities": 3,
    "altman_z_nonmanufacturer": 4,
    "days_beyond_terms": 1,
    "statements": 2,
    "bank_headroom": 2,
    "litigation_to_assets": 3,
    "ownership_change": 5,
    "order_fulfilment": 2,
    "years_trading": None,
    "country_risk": None,
}
"""Effort of one band up; None: nobody can do anything about it. A ledgerguard design."""

IMPOSSIBLE: Final = frozenset({"impossible", "不可能"})
MOST_EFFORT: Final = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Move:
    """A factor raised by some of its bands."""

    factor: Factor
    bands: int
    fraction: float  # of its weight that it then earns
    gain: int  # units of points
    effort: float


def moves(factor: Factor, fraction: float, effort: float | None) -> list[Move]:
    """Every way to raise a factor above the fraction that it earns; none where it is impossible."""
    if effort is None:
        return []
    better = [level for level in factor.levels if level > fraction]
    return [
        Move(factor, bands, level, units(factor, level) - units(factor, fraction), bands * effort)
        for bands, level in enumerate(better, start=1)
    ]


def units(factor: Factor, fraction: float) -> int:
    """The points of a factor in whole units."""
    return round(factor.weight * fraction * UNITS)


def cheapest(
    choices: Sequence[Sequence[Move]], needed: int, required: Iterable[str] = ()
) -> tuple[Move, ...] | None:
    """The moves of least effort, at most one of each factor, that gain the needed units.

    Factor by factor, for each number of units gained so far, only the best way there is kept; it
    stays the best whatever follows. Gains beyond what is needed count as needed. Ties go to fewer
    factors, then to fewer bands, then to the moves of later factors. None when there is no way.

    Args:
        choices: The moves of each factor that has any.
        needed: Units to gain.
        required: Keys of the factors that must be raised, whatever they gain.
    """
    must = frozenset(required)
    if not must <= {each[0].factor.key for each in choices if each}:
        return None
    best: dict[int, tuple[_Cost, tuple[Move, ...]]] = {0: ((0.0, 0, 0, ()), ())}
    for each in choices:
        optional = not each or each[0].factor.key not in must
        candidates: list[Move | None] = [None, *each] if optional else [*each]
        reached: dict[int, tuple[_Cost, tuple[Move, ...]]] = {}
        for gained, (cost, taken) in best.items():
            for move in candidates:
                total = min(needed, gained + (move.gain if move else 0))
                way = _added(cost, move), (*taken, move) if move else taken
                if total not in reached or way[0] < reached[total][0]:
                    reached[total] = way
        best = reached
    return best[needed][1] if needed in best else None


_Cost = tuple[float, int, int, tuple[int, ...]]


def _added(cost: _Cost, move: Move | None) -> _Cost:
    effort, factors, bands, each = cost
    if move is None:
        return effort, factors, bands, (*each, 0)
    return effort + move.effort, factors + 1, bands + move.bands, (*each, move.bands)


def in_order(chosen: Iterable[Move], first: Iterable[str] = ()) -> list[Move]:
    """The order to go about it: what holds the grade, then most points for the effort."""
    places = [factor.key for factor in FACTORS]
    holding = frozenset(first)
    return sorted(
        chosen,
        key=lambda move: (
            move.factor.key not in holding,
            -move.gain / move.effort if move.effort else float("-inf"),
            places.index(move.factor.key),
        ),
    )


def efforts_of_range(rows: Sequence[Sequence[Cell]]) -> dict[str, float | None]:
    """The efforts of a range with two columns, factor and effort; a blank effort is the default.

    Raises:
        LedgerguardError: naming the row or the factor that cannot be used.
    """
    efforts: dict[str, float | None] = {}
    for number, row in enumerate(rows, start=1):
        if len(row) != 2:
            raise InvalidValue(
                f"the range of efforts must have two columns, factor and effort, got {len(row)}",
                hint="leave it out for the default efforts",
            )
        name, effort = sound(row)
        key = name.strip().casefold() if isinstance(name, str) else ""
        if (is_blank(name) and is_blank(effort)) or (not efforts and key in HEADERS):
            continue
        if key not in BY_KEY:
            raise unknown_factor(name, number)
        if key in efforts:
            raise doubled_factor(key, number)
        efforts[key] = EFFORTS[key] if is_blank(effort) else _effort(key, effort)
    return efforts


def _effort(key: str, cell: Cell) -> float | None:
    if isinstance(cell, str) and cell.strip().casefold() in IMPOSSIBLE:
        return None
    effort = number_of(
        f"the effort of {key}", cell, "a number for each band, or the word impossible"
    )
    if not 0 <= effort <= MOST_EFFORT:
        raise OutOfDomain(
            f"the effort of {key} must be from 0 to {MOST_EFFORT:,.0f}, got {effort:g}",
            hint="what cannot be done has the effort impossible",
        )
    return effort

"""Beneish's M score: do the accounts of a customer look made up?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ledgerguard.errors import (
    InvalidValue,
    NotAvailable,
    OutOfDomain,
)
from ledgerguard.formula import formula
from ledgerguard.formulas.beneish_indices import MEANINGS, NEUTRAL, NEUTRAL_WHEN_MISSING
from ledgerguard.formulas.checks import at_least, at_most
from ledgerguard.formulas.raw_cells import is_blank, number_of, sound
from ledgerguard.units import Cell, Flag, Number, Rate, Ratio, Table

CUT_OFFS: Final = ((40.0, -1.89), (20.0, -1.78), (10.0, -1.49))
"""From which cost of a miss on, and the cut-off, the dearest miss first."""


@formula("BENEISH_M")
def beneish_m(
    dsri: Ratio | Table,
    gmi: Ratio | None = None,
    aqi: Ratio | None = None,
    sgi: Ratio | None = None,
    depi: Ratio | None = None,
    sgai: Ratio | None = None,
    lvgi: Ratio | None = None,
    tata: Rate | None = None,
) -> Number:
    """Beneish M score of eight indices: the higher, the likelier the earnings are manipulated.

    -4.84 + 0.920 * dsri + 0.528 * gmi + 0.404 * aqi + 0.892 * sgi + 0.115 * depi - 0.172 * sgai
    - 0.327 * lvgi + 4.679 * tata

    Above -1.78 the accounts deserve a closer look: see BENEISH_FLAG. (-2.22 is the cut-off of
    another model, of five variables.) A missing aqi, depi or sgai counts as 1, which is neutral;
    the other five are needed. In LibreOffice Calc leave a missing index out or give a range: Calc
    sends a blank cell that stands alone as 0.

    Args:
        dsri: Days sales in receivables index; or the range that BENEISH_INDICES spills, or one
            with the name of an index and its value in each row, in any order.
        gmi: Gross margin index.
        aqi: Asset quality index.
        sgi: Sales growth index.
        depi: Depreciation index.
        sgai: Sales, general and administrative expenses index.
        lvgi: Leverage index.
        tata: Total accruals to total assets.

    Errors: #N/A when an index other than aqi, depi and sgai is missing; #VALUE! when a range names
        an unknown index or one twice, holds text for a value, or has indices given beside it.
    Example: =BENEISH_M(1, 1, 1, 1, 1, 1, 1, 0) -> -2.48
    Example: =BENEISH_M({"DSRI",1.031;"GMI",1.014;"AQI",1.039;"SGI",1.134;"DEPI",1.001;
        "SGAI",1.054;"LVGI",1.037;"TATA",0.018}) -> -2.2459
    Source: Beneish (1999), Financial Analysts Journal 55(5); means of his control firms.
    """
    beside = {
        "GMI": gmi,
        "AQI": aqi,
        "SGI": sgi,
        "DEPI": depi,
        "SGAI": sgai,
        "LVGI": lvgi,
        "TATA": tata,
    }
    index = _complete(dsri, beside)
    return (
        -4.84
        + 0.920 * index["DSRI"]
        + 0.528 * index["GMI"]
        + 0.404 * index["AQI"]
        + 0.892 * index["SGI"]
        + 0.115 * index["DEPI"]
        - 0.172 * index["SGAI"]
        - 0.327 * index["LVGI"]
        + 4.679 * index["TATA"]
    )


@formula("BENEISH_FLAG")
def beneish_flag(beneish_m: Number, miss_cost: Number = 20) -> Flag:
    """Whether a Beneish M score points to manipulated earnings, given what a miss would cost.

    beneish_m > cut-off: -1.49 when a missed manipulator costs 10 times as much as a false alarm,
    -1.78 from 20 times on, -1.89 from 40 times on. The dearer the miss, the lower the cut-off.

    Args:
        beneish_m: The score, as BENEISH_M gives it.
        miss_cost: Cost of a missed manipulator over the cost of a false alarm; at least 10.

    Errors: #NUM! when miss_cost is below 10, for which no cut-off was published; #N/A when the
        score is blank.
    Example: =BENEISH_FLAG(-1.6) -> TRUE
    Example: =BENEISH_FLAG(-1.6, 10) -> FALSE
    Example: =BENEISH_FLAG(-1.8, 40) -> TRUE
    Source: Beneish (1999), Financial Analysts Journal 55(5).
    """
    for least, cut_off in CUT_OFFS:
        if at_least(miss_cost, least):
            return not at_most(beneish_m, cut_off)
    raise OutOfDomain(
        f"miss_cost must be at least 10, got {miss_cost:g}",
        hint="10 means that a missed manipulator costs ten times as much as a false alarm",
    )


def _complete(
    first: float | Sequence[Sequence[Cell]], beside: Mapping[str, float | None]
) -> dict[str, float]:
    """All eight indices by name, the neutral ones filled in."""
    given: dict[str, float | None] = {"DSRI": None, **beside}
    if isinstance(first, Sequence):
        doubled = [name.lower() for name, value in beside.items() if value is not None]
        if doubled:
            raise InvalidValue(
                f"the indices must be given as a range or one by one, got {', '.join(doubled)} "
                "beside a range",
                hint="leave the other arguments out",
            )
        given |= _of_range(first)
    else:
        given["DSRI"] = first
    complete = {}
    for name, value in given.items():
        if value is None and name not in NEUTRAL_WHEN_MISSING:
            raise NotAvailable(
                f"{name.lower()} must be given, got nothing",
                hint="only aqi, depi and sgai may be missing: they then count as 1",
            )
        complete[name] = NEUTRAL if value is None else value
    return complete


def _of_range(rows: Sequence[Sequence[Cell]]) -> dict[str, float | None]:
    """The indices of a range: the name in its first column, the value in its second."""
    found: dict[str, float | None] = {}
    for number, row in enumerate(rows, start=1):
        head, value = [*sound(row), None, None][:2]
        name = head.strip().upper() if isinstance(head, str) else head
        if is_blank(head) and is_blank(value):
            continue
        if name not in MEANINGS:
            if number == 1 and isinstance(value, str):
                continue  # a header
            raise InvalidValue(
                f"dsri must be a range of index names and values, got {head!r} in row {number}",
                hint=f"the indices are {', '.join(MEANINGS)}",
            )
        if name in found:
            raise InvalidValue(
                f"each index must stand once in the range, got {name} again in row {number}",
                hint="which of the two values is meant?",
            )
        found[str(name)] = _value(str(name), value)
    return found


def _value(name: str, cell: Cell) -> float | None:
    """The value of an index; a blank is missing."""
    return None if is_blank(cell) else number_of(name, cell, "is the second column the values?")

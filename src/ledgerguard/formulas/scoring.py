"""The transparent credit score of a customer, factor by factor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
)
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import at_least
from ledgerguard.formulas.credit_factors import (
    BY_KEY,
    FACTORS,
    CountryRisk,
    Factor,
    FactorValue,
    OwnershipChange,
    Statements,
)
from ledgerguard.formulas.raw_cells import is_blank, sound
from ledgerguard.units import Cell, Days, Number, Rate, Ratio, Score, Table

LEAST_WEIGHT: Final = 50
"""A score that stands on less than half of the weight would be a guess."""

HEADERS: Final = frozenset({"factor", "key", "因素", "指标"})
"""What the first cell of a header row says."""


@dataclass(frozen=True, slots=True)
class FactorPoints:
    """What one factor contributes to a score."""

    factor: str
    weight: float
    points: float  # 0 where the factor is not available
    available: bool

    @property
    def lost(self) -> float:
        """The points that the factor could have brought and did not."""
        return self.weight - self.points if self.available else 0.0


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A credit score taken apart: every factor in order, available or not."""

    factors: tuple[FactorPoints, ...]
    least_weight: float = LEAST_WEIGHT  # per cent of all the weight that must be available

    @property
    def weight(self) -> float:
        """The weight of the available factors; 100 of the packaged ones when none is missing."""
        return sum(part.weight for part in self.factors if part.available)

    @property
    def total(self) -> float:
        """The weight of all factors, available or not: 100 of the packaged ones."""
        return sum(part.weight for part in self.factors)

    @property
    def least(self) -> float:
        """The weight that must be available."""
        return self.least_weight * self.total / 100

    @property
    def is_enough(self) -> bool:
        """Whether enough of the weight is available: half of it, unless a firm says otherwise."""
        return self.weight > 0 and at_least(self.weight, self.least)

    @property
    def score(self) -> float:
        """The points over the available weight, rescaled to 100.

        Raises:
            NotAvailable: when too little of the weight is available.
        """
        if not self.is_enough:
            raise NotAvailable(
                f"the weight of the factors must be at least {self.least:g} of {self.total:g}, "
                f"got {self.weight:g}",
                hint="missing: " + ", ".join(p.factor for p in self.factors if not p.available),
            )
        return 100 * sum(part.points for part in self.factors) / self.weight


def breakdown(
    values: Mapping[str, FactorValue],
    factors: Sequence[Factor] = FACTORS,
    least_weight: float = LEAST_WEIGHT,
) -> Breakdown:
    """The points of each factor; blank values (None or "") are missing and not 0.

    Args:
        values: What is known, by key of the factor.
        factors: The scorecard: a firm's own weights and bands, or the packaged ones.
        least_weight: Per cent of the scorecard's weight that must be known for a score.

    Raises:
        InvalidValue: for an unknown factor or word.
        OutOfDomain: for a number that a factor cannot have.
    """
    for key in values:
        if key not in BY_KEY:
            raise unknown_factor(key)
    parts = []
    for factor in factors:
        value = values.get(factor.key)
        if value is None or value == "":
            parts.append(FactorPoints(factor.key, factor.weight, 0.0, available=False))
            continue
        points = factor.weight * factor.fraction(value)
        parts.append(FactorPoints(factor.key, factor.weight, points, available=True))
    return Breakdown(tuple(parts), least_weight)


@formula("CREDIT_SCORE")
def credit_score(
    current_ratio: Ratio | Table | None = None,
    liabilities_to_assets: Rate | None = None,
    ebit_to_assets: Rate | None = None,
    operating_cash_flow_to_current_liabilities: Ratio | None = None,
    altman_z_nonmanufacturer: Number | None = None,
    days_beyond_terms: Days | None = None,
    statements: Statements | None = None,
    bank_headroom: Rate | Literal["withdrawn"] | None = None,
    litigation_to_assets: Rate | Literal["enforcement"] | None = None,
    ownership_change: OwnershipChange | None = None,
    order_fulfilment: Rate | None = None,
    years_trading: Number | None = None,
    country_risk: CountryRisk | None = None,
) -> Score:
    """Credit score of a customer from 0 to 100 (higher is better), of thirteen factors.

    Each factor earns a fraction of its weight; missing factors are left out and the rest is
    rescaled to 100. At least half of the weight must be there. Weights and bands are a
    ledgerguard design, to be recalibrated on a firm's own defaults. In LibreOffice Calc give the
    factors as a range: Calc sends a blank cell that stands alone as 0.

    Args:
        current_ratio: Current assets / current liabilities, weight 8; or a range of two columns,
            factor and value, with any of the thirteen names in any order.
        liabilities_to_assets: Total liabilities / total assets, weight 10.
        ebit_to_assets: EBIT / total assets, weight 8.
        operating_cash_flow_to_current_liabilities: Operating cash flow / current liabilities,
            weight 10.
        altman_z_nonmanufacturer: Altman Z double prime without its constant, weight 10.
        days_beyond_terms: Weighted days late, early payments netted, weight 14.
        statements: audited, qualified, reviewed, management or none, weight 8.
        bank_headroom: Unused / granted bank lines, or withdrawn, weight 6.
        litigation_to_assets: Claims against the customer / total assets, or enforcement, weight 8.
        ownership_change: none (in 24 months), over_year, within_group, control or pending,
            weight 5.
        order_fulfilment: Share of orders fulfilled as agreed, weight 6.
        years_trading: Years in business, weight 4.
        country_risk: low, medium, sensitive or high, weight 3.

    Errors: #N/A when the factors given weigh less than 50; #NUM! when a number is outside what its
        factor can be; #VALUE! when a factor or a word is unknown.
    Example: =CREDIT_SCORE(1.35, 0.62, 0.07, 0.15, 2.44, 8, "audited", 0.3, 0, "over_year", 0.96,
        7, "medium") -> 67.75
    Example: =CREDIT_SCORE({"days_beyond_terms",8;"statements","audited";"current_ratio",1.35}) ->
        #N/A
    Source: ledgerguard design; scoring groups as in Microsoft Dynamics 365 Credit Management.
    """
    given: dict[str, Cell] = {
        "liabilities_to_assets": liabilities_to_assets,
        "ebit_to_assets": ebit_to_assets,
        "operating_cash_flow_to_current_liabilities": operating_cash_flow_to_current_liabilities,
        "altman_z_nonmanufacturer": altman_z_nonmanufacturer,
        "days_beyond_terms": days_beyond_terms,
        "statements": statements,
        "bank_headroom": bank_headroom,
        "litigation_to_assets": litigation_to_assets,
        "ownership_change": ownership_change,
        "order_fulfilment": order_fulfilment,
        "years_trading": years_trading,
        "country_risk": country_risk,
    }
    if isinstance(current_ratio, Sequence) and not isinstance(current_ratio, str):
        doubled = [key for key, value in given.items() if value is not None]
        if doubled:
            raise InvalidValue(
                "the factors must be given as a range or one by one, not both, got a range and "
                + ", ".join(doubled),
                hint="write them into the range too",
            )
        return breakdown(factors_of_range(current_ratio)).score
    return breakdown({"current_ratio": current_ratio, **_values(given)}).score


def factors_of_range(rows: Sequence[Sequence[Cell]]) -> dict[str, FactorValue]:
    """The factors of a range with two columns, factor and value.

    Blank rows and a header row are skipped.

    Raises:
        InvalidValue: naming the row, for a shape, a name or a value that cannot be used.
        PropagatedError: when a cell is an error.
    """
    cells: dict[str, Cell] = {}
    for number, row in enumerate(rows, start=1):
        if len(row) != 2:
            raise InvalidValue(
                f"the range of factors must have two columns, factor and value, got {len(row)}",
                hint="FRESH_FACTORS turns a range with dates into one of two columns",
            )
        name, value = sound(row)
        if is_blank(name) and is_blank(value):
            continue
        key = name.strip().casefold() if isinstance(name, str) else ""
        if not cells and key in HEADERS:
            continue
        if key not in BY_KEY:
            raise unknown_factor(name, number)
        if key in cells:
            raise doubled_factor(key, number)
        cells[key] = value
    return _values(cells)


def unknown_factor(name: Cell, row: int | None = None) -> InvalidValue:
    """The error for a factor that the score does not know."""
    place = "" if row is None else f" (row {row} of the range)"
    return InvalidValue(
        f"a factor must be one of the thirteen, got {name!r}{place}",
        hint=f"there is no factor {name!r}; the factors are {', '.join(BY_KEY)}",
    )


def doubled_factor(key: str, row: int) -> InvalidValue:
    """The error for a factor that a range states a second time."""
    return InvalidValue(
        f"a factor must stand once in the range, got {key} twice, again in row {row}",
        hint="keep the row that counts and clear the other",
    )


def _values(cells: Mapping[str, Cell]) -> dict[str, FactorValue]:
    """Cells as values of factors."""
    values: dict[str, FactorValue] = {}
    for key, cell in cells.items():
        if isinstance(cell, ErrorValue):
            raise PropagatedError(cell.code)
        if cell is not None and not isinstance(cell, (int, float, str)):
            raise InvalidValue(
                f"{key} must be a number or a word, got {cell}",
                hint="a date is none: how old a value is, FRESH_FACTORS looks at",
            )
        if isinstance(cell, float) and not math.isfinite(cell):
            raise OutOfDomain(
                f"{key} must be a finite number, got {cell:g}", hint="what computes this cell?"
            )
        values[key] = cell
    return values

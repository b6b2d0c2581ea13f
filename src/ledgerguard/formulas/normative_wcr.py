"""The normative working capital requirement: what it would be if every component kept its days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, divisor, not_negative
from ledgerguard.formulas.raw_cells import is_blank, is_caption, number_of, sound
from ledgerguard.units import Cell, Days, Language, Money, Table

HEADERS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Component", "Days", "Coefficient", "Days of sales", "Amount"),
    "zh": ("项目", "天数", "结构系数", "销售额天数", "金额"),
}
TOTAL: Final[Mapping[Language, str]] = {"en": "Total", "zh": "合计"}

SIGNS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("asset", "+", "资产"), 1),
    **dict.fromkeys(("liability", "-", "负债"), -1),
}
ASSET: Final = "asset"


@dataclass(frozen=True, slots=True)
class Component:
    """One component as a range states it."""

    name: str
    days: float
    base: float
    sign: int


@formula("WCR_NORMATIVE")
def wcr_normative(
    components: Table,
    sales: Money,
    period_days: Days = 365,
    base: Literal["amount", "coefficient"] = "amount",
    language: Language = "en",
) -> Table:
    """Normative working capital requirement by components, in days of sales and as an amount.

    Each component turns over in days of a base of its own: customers in days of sales with VAT,
    stock in days of purchases. coefficient = base amount / sales brings them to one measure:
    days of sales = days * coefficient, amount = days of sales * sales / period_days. Liabilities
    count negative, and the last row adds up. Average terms are given by WEIGHTED_TERMS.

    Args:
        components: A row for each component: its name, its days, its base as an amount of the
            period (or the coefficient, see base) and "asset" or "liability" (or 1 or -1; an asset
            when left out). A row of titles above them is skipped.
        sales: Sales of the period, net of VAT; above 0.
        period_days: Length of the period in days: 365, or 360 as French banks count.
        base: "amount" or "coefficient": what the third column holds.
        language: "en" or "zh", for the titles.

    Errors: #DIV/0! when sales are 0; #NUM! when sales, days or a base are negative or period_days
        is not above 0; #VALUE! when a cell is missing or of the wrong kind; #N/A when there is no
        component.
    Example: =INDEX(WCR_NORMATIVE({"customers",48,600000,"asset";"materials",45.625,200000,"asset";
        "finished goods",8,500000,"asset";"suppliers",39,240000,"liability"}, 500000), 6, 5)
        -> 89219
    Example: =WCR_NORMATIVE({"customers",60,1.2;"suppliers",40,0.6}, 365000, 365, "coefficient")
        -> {Component,Days,Coefficient,Days of sales,Amount;customers,60,1.2,72,72000;
        suppliers,40,0.6,24,24000;Total,,,96,96000}
    Source: compta-online, normative working capital requirement (structure coefficients);
        axio-solution on a case of Bpifrance (example).
    """
    above_zero(period_days=period_days)
    sales_a_day = divisor("sales", sales) / period_days
    rows: list[list[Cell]] = [list(HEADERS[language])]
    total_days = 0.0
    for component in _components(components):
        coefficient = component.base / sales if base == "amount" else component.base
        days_of_sales = component.sign * component.days * coefficient
        amount = days_of_sales * sales_a_day
        rows.append([component.name, component.days, coefficient, days_of_sales, amount])
        total_days += days_of_sales
    rows.append([TOTAL[language], "", "", total_days, total_days * sales_a_day])
    return rows


def _components(cells: Table) -> Iterator[Component]:
    """The components of a range; titles and empty rows are skipped."""
    seen = False
    for number, row in enumerate(cells, start=1):
        if all(map(is_blank, sound(row))) or (number == 1 and _is_titles(row)):
            continue
        seen = True
        yield _component(row, number)
    if not seen:
        raise NotAvailable(
            "components must hold at least one row, got none",
            hint="a row holds a name, days, a base and asset or liability",
        )


def _component(row: Sequence[Cell], number: int) -> Component:
    """One row as a component."""
    name, days, base, sign = [*row, None, None, None, None][:4]
    component = Component(
        f"{name:g}" if isinstance(name, float) else str(name or ""),
        _amount("days", days, number),
        _amount("base", base, number),
        _sign(sign, number),
    )
    not_negative(**{f"days (row {number})": component.days, f"base (row {number})": component.base})
    return component


def _amount(column: str, cell: Cell, row: int) -> float:
    hint = "the columns are: name, days, base, asset or liability"
    return number_of(f"the {column} of components (row {row})", cell, hint)


def _sign(cell: Cell, row: int) -> int:
    """1 for what ties up money, -1 for what finances it."""
    if is_blank(cell):
        return SIGNS[ASSET]
    if not isinstance(cell, bool) and cell in (1, -1):
        return 1 if cell == 1 else -1
    sign = SIGNS.get(str(cell).strip().casefold())
    if sign is None:
        raise InvalidValue(
            f'components must say "asset" or "liability" in the fourth column, '
            f"got {cell!r} in row {row}",
            hint="1 and -1 work too",
        )
    return sign


def _is_titles(row: Sequence[Cell]) -> bool:
    """Whether a row holds a word where the days belong; days typed as text are a mistake."""
    return len(row) > 1 and is_caption(row[1])

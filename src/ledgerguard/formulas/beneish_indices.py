"""The eight indices of Beneish's M score, from the statements of two years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import TOLERANCE, above_zero, divisor, none_negative, part_of
from ledgerguard.formulas.statement_years import two_years
from ledgerguard.units import Column, Language, Money, Table

NEUTRAL: Final = 1.0
NEUTRAL_WHEN_MISSING: Final = frozenset({"AQI", "DEPI", "SGAI"})
"""Indices that Beneish himself sets to 1 where a firm does not publish the items."""

MEANINGS: Final[Mapping[str, Mapping[Language, str]]] = {
    "DSRI": {"en": "days sales in receivables", "zh": "应收账款周转天数指数"},
    "GMI": {"en": "gross margin", "zh": "毛利率指数"},
    "AQI": {"en": "asset quality", "zh": "资产质量指数"},
    "SGI": {"en": "sales growth", "zh": "营业收入增长指数"},
    "DEPI": {"en": "depreciation", "zh": "折旧率指数"},
    "SGAI": {"en": "selling and administrative expenses", "zh": "销售及管理费用指数"},
    "LVGI": {"en": "leverage", "zh": "财务杠杆指数"},
    "TATA": {"en": "total accruals to total assets", "zh": "应计项目总额占资产总额比率"},
}
HEADERS: Final[Mapping[Language, tuple[str, str, str, str]]] = {
    "en": ("Index", "Value", "Basis", "Meaning"),
    "zh": ("指数", "数值", "依据", "含义"),
}
COMPUTED: Final[Mapping[Language, str]] = {"en": "computed", "zh": "计算值"}
ASSUMED: Final[Mapping[Language, str]] = {"en": "neutral", "zh": "中性值"}


@formula("BENEISH_INDICES")
def beneish_indices(
    receivables: Column[Money],
    sales: Column[Money],
    cost_of_goods_sold: Column[Money],
    total_assets: Column[Money],
    current_liabilities: Column[Money],
    long_term_debt: Column[Money],
    continuing_income: Money,
    operating_cash_flow: Money,
    current_assets: Column[Money] | None = None,
    property_plant_equipment: Column[Money] | None = None,
    securities: Column[Money] | None = None,
    depreciation: Column[Money] | None = None,
    selling_general_administrative: Column[Money] | None = None,
    language: Language = "en",
) -> Table:
    """The eight indices of the Beneish M score, from the statements of two years.

    Each index is this year over the year before, but gmi and depi the other way round:
    dsri of receivables / sales; gmi of (sales - cost_of_goods_sold) / sales; aqi of
    1 - (current_assets + property_plant_equipment + securities) / total_assets; sgi of sales;
    depi of depreciation / (depreciation + property_plant_equipment); sgai of
    selling_general_administrative / sales; lvgi of (current_liabilities + long_term_debt)
    / total_assets. tata is (continuing_income - operating_cash_flow) / total_assets of this year.

    AQI, DEPI and SGAI are 1, and marked neutral, when their items are missing or there is nothing
    to divide by. Every range holds two cells: the year before, then the year. The table fits into
    BENEISH_M as it is.

    Args:
        receivables: Net trade receivables, the year before and the year.
        sales: Sales of both years; above 0.
        cost_of_goods_sold: Cost of goods sold of both years.
        total_assets: Total assets of both years; above 0.
        current_liabilities: Current liabilities of both years.
        long_term_debt: Long-term debt of both years.
        continuing_income: Income of the year from continuing operations; may be negative.
        operating_cash_flow: Cash flow of the year from operations; may be negative.
        current_assets: Current assets of both years.
        property_plant_equipment: Net property, plant and equipment of both years.
        securities: Long-term securities of both years; 0 when left out.
        depreciation: Depreciation of both years, without amortisation of intangibles.
        selling_general_administrative: Selling, general and administrative expenses of both years.
        language: Language of the labels, "en" or "zh".

    Errors: #DIV/0! when receivables of the year before, the gross margin of the year or the debt
        of the year before are 0; #NUM! when an amount is negative, sales or total_assets are not
        above 0, the gross margin of the year is negative, or assets add up to more than
        total_assets; #VALUE! when a range has more than two cells; #N/A when a needed one has a
        blank.
    Example: =BENEISH_INDICES({100,100}, {1000,1000}, {600,600}, {500,500}, {100,100}, {50,50},
        40, 40) -> {Index,Value,Basis,Meaning;
        DSRI,1.00,computed,days sales in receivables;
        GMI,1.00,computed,gross margin;
        AQI,1.00,neutral,asset quality;
        SGI,1.00,computed,sales growth;
        DEPI,1.00,neutral,depreciation;
        SGAI,1.00,neutral,selling and administrative expenses;
        LVGI,1.00,computed,leverage;
        TATA,0.00,computed,total accruals to total assets}
    Source: Beneish (1999), Financial Analysts Journal 55(5); definitions as in Wikipedia.
    """
    receivables_before, receivables_now = _amounts("receivables", receivables)
    sales_before, sales_now = two_years("sales", sales)
    cost_before, cost_now = _amounts("cost_of_goods_sold", cost_of_goods_sold)
    assets_before, assets_now = two_years("total_assets", total_assets)
    short_before, short_now = _amounts("current_liabilities", current_liabilities)
    long_before, long_now = _amounts("long_term_debt", long_term_debt)
    above_zero(**{"sales (year before)": sales_before, "sales": sales_now})
    above_zero(**{"total_assets (year before)": assets_before, "total_assets": assets_now})
    receivable_share_before = divisor(
        "receivables of the year before / sales", receivables_before / sales_before
    )
    days_sales_index = receivables_now / sales_now / receivable_share_before
    margin_before = (sales_before - cost_before) / sales_before
    margin_now = divisor("the gross margin of the year", (sales_now - cost_now) / sales_now)
    gross_margin_index = margin_before / margin_now
    asset_quality_index = _asset_quality(
        (assets_before, assets_now), current_assets, property_plant_equipment, securities
    )
    sales_growth_index = sales_now / sales_before
    depreciation_index = _depreciation(depreciation, property_plant_equipment)
    expenses_index = _expenses(selling_general_administrative, (sales_before, sales_now))
    leverage_before = divisor(
        "the debt share of the year before", (short_before + long_before) / assets_before
    )
    leverage_index = (short_now + long_now) / assets_now / leverage_before
    accruals_share = (continuing_income - operating_cash_flow) / assets_now
    return _labelled(
        {
            "DSRI": days_sales_index,
            "GMI": gross_margin_index,
            "AQI": asset_quality_index,
            "SGI": sales_growth_index,
            "DEPI": depreciation_index,
            "SGAI": expenses_index,
            "LVGI": leverage_index,
            "TATA": accruals_share,
        },
        language,
    )


def _labelled(indices: Mapping[str, float | None], language: Language) -> Table:
    """The table that spills; an index that could not be computed is neutral, and says so."""
    rows: list[tuple[str | float, ...]] = [HEADERS[language]]
    for name, index in indices.items():
        basis = ASSUMED if index is None else COMPUTED
        value = NEUTRAL if index is None else index
        rows.append((name, value, basis[language], MEANINGS[name][language]))
    return rows


def _amounts(name: str, amounts: Column[Money]) -> tuple[float, float]:
    """Two amounts, neither of them negative."""
    none_negative(name, amounts)
    return two_years(name, amounts)


def _published(name: str, amounts: Column[Money] | None) -> tuple[float, float] | None:
    """The amounts of two years; nothing when the firm does not publish them for both."""
    if amounts is None or (len(amounts) <= 2 and None in amounts):
        return None
    return _amounts(name, amounts)


def _asset_quality(
    total: tuple[float, float],
    current_assets: Column[Money] | None,
    property_plant_equipment: Column[Money] | None,
    securities: Column[Money] | None,
) -> float | None:
    """The index of the share of assets that are neither current nor tangible nor securities."""
    current = _published("current_assets", current_assets)
    tangible = _published("property_plant_equipment", property_plant_equipment)
    invested = (0.0, 0.0) if securities is None else _published("securities", securities)
    if current is None or tangible is None or invested is None:
        return None
    shares = []
    for year, whole in enumerate(total):
        hard = current[year] + tangible[year] + invested[year]
        part_of(
            "current_assets + property_plant_equipment + securities", hard, "total_assets", whole
        )
        shares.append(1 - hard / whole)
    before, now = shares
    return now / before if before > TOLERANCE else None  # below it there is only rounding noise


def _depreciation(
    depreciation: Column[Money] | None, property_plant_equipment: Column[Money] | None
) -> float | None:
    """The index of the rate of depreciation, the year before over the year."""
    written_off = _published("depreciation", depreciation)
    tangible = _published("property_plant_equipment", property_plant_equipment)
    if written_off is None or tangible is None or not all(written_off):
        return None
    before, now = (off / (off + rest) for off, rest in zip(written_off, tangible, strict=True))
    return before / now


def _expenses(expenses: Column[Money] | None, sales: tuple[float, float]) -> float | None:
    """The index of the share of sales that selling and administration cost."""
    spent = _published("selling_general_administrative", expenses)
    if spent is None or not spent[0]:
        return None
    before, now = (cost / sold for cost, sold in zip(spent, sales, strict=True))
    return now / before

"""The sheet Scores: ratios of three years, and what the failure models make of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledgerguard.formulas.distress import EDGES, DistressModel
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Number
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.credit_application import altman_chart, newest
from ledgerguard.workbooks.templates.credit_application.statements import YEARS
from ledgerguard.workbooks.writer import address

HEAD: Final = 4
FIRST: Final = 2
CHANGE: Final = FIRST + len(YEARS)


@dataclass(frozen=True)
class Ratio:
    """A ratio of a year: a formula over names that end in ``{y}``.

    Those of the year before end in ``{p}``.
    """

    name: str
    label: str
    text: str
    needs: tuple[str, ...]
    form: str
    better: int  # 1: more is better, -1: less is better, 0: neither
    latest: bool = False  # only of the latest year, with those before it


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Scores"), widths=(2, 42, 15, 15, 15, 13, 14, 14), pages=(1, 1), portrait=True,
        about=draft.say("Ratios of three years, and what the failure models make of them."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    on.section(3, 1, say("Ratios"))
    _header(draft, on, HEAD, (say("Change"), say("Trend")))
    row = HEAD + 1
    for ratio in _ratios(draft):
        row = _ratio(draft, on, row, ratio)
    row = on.section(row, 1, say("Failure models"))
    _header(draft, on, row, (say("Change"), say("Zone"), say("Grey zone")))
    row += 1
    for model in _models(draft):
        row = _model(draft, on, row, model)
    row = _inputs(draft, data, on, row + 1)
    altman_chart.add(draft, on, row)
    newest.add(draft)
    _notes(draft)


def _header(draft: Draft, on: Page, row: int, last: tuple[str, ...]) -> None:
    on.put(row, 1, draft.say("Figure"), "header")
    for offset, year in enumerate(YEARS):
        name = "statement_day" if year == "now" else f"statement_day_{year}"
        on.formula(row, FIRST + offset, name, "header/date", needs=(name,))
    for offset, title in enumerate(last):
        on.put(row, CHANGE + offset, title, "header")
    on.heights[row] = 28


def _each(ratio: Ratio, place: int) -> tuple[str, tuple[str, ...]] | None:
    """The formula of a ratio for a year and its needs; None for one without a year before."""
    y = YEARS[place]
    if ("{p}" in ratio.text and not place) or (ratio.latest and place < len(YEARS) - 1):
        return None
    p = YEARS[place - 1] if place else ""
    return ratio.text.format(y=y, p=p), tuple(need.format(y=y, p=p) for need in ratio.needs)


def _ratio(draft: Draft, on: Page, row: int, ratio: Ratio) -> int:
    _figures(draft, on, row, ratio)
    change = address(row, CHANGE)
    if ratio.better:
        up = draft.say("better"), draft.say("worse")
        good, bad = (">", "<") if ratio.better > 0 else ("<", ">")
        text = f'IF({change}{good}0,"{up[0]}",IF({change}{bad}0,"{up[1]}",""))'
        on.formula(row, CHANGE + 1, text, "cell.ruled.center", needs=(change,))
        on.status(
            (row, CHANGE + 1),
            {"act": f"AND(ISNUMBER({change}),{change}{bad}0)",
             "good": f"AND(ISNUMBER({change}),{change}{good}0)"}, ink=True,
        )  # fmt: skip
    else:
        on.put(row, CHANGE + 1, None, "cell.ruled")
    return row + 1


def _figures(draft: Draft, on: Page, row: int, ratio: Ratio) -> None:
    on.put(row, 1, ratio.label, "cell.ruled.left")
    for place, year in enumerate(YEARS):
        made = _each(ratio, place)
        if made is None:
            on.put(row, FIRST + place, None, "cell.ruled")
            continue
        text, needs = made
        on.formula(
            row, FIRST + place, text, f"cell.ruled/{ratio.form}", needs=needs,
            name=f"{ratio.name}_{year}",
        )  # fmt: skip
    before, now = (address(row, FIRST + place) for place in (1, 2))
    on.formula(row, CHANGE, f"{now}-{before}", f"cell.ruled/{ratio.form}", needs=(before, now))


def _share(name: str, label: str, over: str, under: str, better: int, form: str) -> Ratio:
    text = f'IF({under}_{{y}}=0,"",{over}_{{y}}/{under}_{{y}})'
    return Ratio(name, label, text, (f"{over}_{{y}}", f"{under}_{{y}}"), form, better)


def _ratios(draft: Draft) -> list[Ratio]:
    say, call = draft.say, draft.call
    capital = ("current_assets_{y}", "current_liabilities_{y}")
    current = {"current_assets": capital[0], "current_liabilities": capital[1]}
    liquid = {"cash": "SUM(cash_{y})", "marketable_securities": "SUM(securities_{y})"}
    owed = 'IF(current_liabilities_{y}=0,"",'
    days = "{y}"
    return [
        Ratio("working_capital", say("Working capital"), call("WORKING_CAPITAL", **current),
              capital, "whole", 1),
        Ratio("current_ratio", say("Current ratio"), f"{owed}{call('WC_RATIO', **current)})",
              capital, "0.00", 1),
        Ratio("quick_ratio", say("Quick ratio"),
              owed + call("QUICK_RATIO", **liquid, receivables="SUM(trade_receivables_{y})",
                          current_liabilities=capital[1]) + ")",
              capital, "0.00", 1),
        Ratio("cash_ratio", say("Cash ratio"),
              owed + call("CASH_RATIO", **liquid, current_liabilities=capital[1]) + ")",
              capital, "0.00", 1),
        Ratio("liabilities_to_assets", say("Liabilities to assets"),
              'IF(total_assets_{y}<=0,"",MAX(0,total_liabilities_{y}/total_assets_{y}))',
              ("total_liabilities_{y}", "total_assets_{y}"), "percent", -1),
        Ratio("tangible_net_worth", say("Tangible net worth"),
              call("TANGIBLE_NET_WORTH", equity="equity_{y}",
                   intangible_assets="SUM(intangible_assets_{y})"),
              ("equity_{y}",), "whole", 1),
        _share("gross_margin", say("Gross margin"), "gross_profit", "revenue", 1, "percent"),
        _share("ebit_to_assets", say("EBIT to assets"), "ebit", "total_assets", 1, "percent"),
        _share("net_margin", say("Net margin"), "net_income", "revenue", 1, "percent"),
        _share("interest_cover", say("Interest cover"), "ebit", "interest_expense", 1, "0.0"),
        _share("cash_flow_to_liabilities", say("Operating cash flow to current liabilities"),
               "operating_cash_flow", "current_liabilities", 1, "percent"),
        Ratio("revenue_growth", say("Growth of revenue"),
              'IF(revenue_{p}=0,"",revenue_{y}/revenue_{p}-1)',
              ("revenue_{y}", "revenue_{p}"), "percent", 1),
        _days("dso_days", say("Days of customers (DSO)"),
              call("DSO", receivables="trade_receivables_" + days, credit_sales="revenue_" + days),
              "trade_receivables", "revenue", -1),
        _days("dio_days", say("Days of stock (DIO)"),
              call("DIO", average_inventory="stock_" + days,
                   cost_of_goods_sold="cost_of_goods_sold_" + days),
              "stock", "cost_of_goods_sold", -1),
        _days("dpo_days", say("Days of suppliers (DPO)"),
              call("DPO", average_payables="trade_payables_" + days,
                   cost_of_goods_sold="cost_of_goods_sold_" + days),
              "trade_payables", "cost_of_goods_sold", 0),
    ]  # fmt: skip


def _days(name: str, label: str, text: str, over: str, base: str, better: int) -> Ratio:
    guarded = f'IF({base}_{{y}}=0,"",{text})'
    return Ratio(name, label, guarded, (f"{over}_{{y}}", f"{base}_{{y}}"), "days", better)


@dataclass(frozen=True)
class Model:
    """A failure model: its score, and the name by which DISTRESS_ZONE knows it."""

    ratio: Ratio
    key: DistressModel | None = None
    grey: str = ""  # its grey zone, as published


_BASE: Final = (
    "total_assets_{y}", "current_assets_{y}", "current_liabilities_{y}",
)  # fmt: skip


def _models(draft: Draft) -> list[Model]:
    likely = Ratio(
        "zmijewski_pd", draft.say("Zmijewski: probability of distress"),
        draft.call("ZMIJEWSKI_PD", zmijewski="zmijewski_{y}"), ("zmijewski_{y}",), "0.0%", -1,
    )  # fmt: skip
    return [*_altman(draft), *_others(draft), Model(likely), *_quality(draft)]


def _guarded(text: str) -> str:
    return (
        'IF(total_assets_{y}<=0,"",IF(current_liabilities_{y}=0,"",'
        f'IF(total_liabilities_{{y}}=0,"",{text})))'
    )


def _altman(draft: Draft) -> list[Model]:
    say, call = draft.say, draft.call
    common = {
        "working_capital": "working_capital_{y}",
        "total_assets": "total_assets_{y}",
        "retained_earnings": "retained_earnings_{y}",
        "ebit": "ebit_{y}",
        "total_liabilities": "total_liabilities_{y}",
    }
    needs = (*_BASE, "retained_earnings_{y}", "ebit_{y}", "total_liabilities_{y}", "equity_{y}")
    book = {**common, "book_equity": "equity_{y}"}
    return [
        Model(Ratio("altman", say("Altman Z″ (any firm; counts in the grade)"),
                    _guarded(call("ALTMAN_Z_NONMANUFACTURER", **book)), needs, "0.00", 1),
              "altman-nonmanufacturer", "1.10 - 2.60"),
        Model(Ratio("altman_private", say("Altman Z′ (private manufacturers)"),
                    _guarded(call("ALTMAN_Z_PRIVATE", **book, sales="revenue_{y}")),
                    (*needs, "revenue_{y}"), "0.00", 1), "altman-private", "1.23 - 2.90"),
        Model(Ratio("altman_listed", say("Altman Z (listed manufacturers)"),
                    _guarded(call("ALTMAN_Z", **common, market_equity="market_value_{y}",
                                  sales="revenue_{y}")),
                    (*needs, "revenue_{y}", "market_value_{y}"), "0.00", 1), "altman",
              "1.81 - 2.99"),
    ]  # fmt: skip


def _others(draft: Draft) -> list[Model]:
    say, call = draft.say, draft.call
    profit = ("pretax_profit_{y}", "revenue_{y}")
    quick = "SUM(cash_{y})+SUM(securities_{y})+SUM(trade_receivables_{y})"
    owed = {"total_liabilities": "total_liabilities_{y}", "total_assets": "total_assets_{y}",
            "current_assets": "current_assets_{y}",
            "current_liabilities": "current_liabilities_{y}"}  # fmt: skip
    taffler = call(
        "TAFFLER", **owed, profit_before_tax="pretax_profit_{y}", quick_assets=quick,
        sales="revenue_{y}", depreciation="SUM(depreciation_{y})",
    )  # fmt: skip
    needs = (*_BASE, "total_liabilities_{y}")
    return [
        Model(Ratio("springate", say("Springate S"),
                    _guarded(call("SPRINGATE", working_capital="working_capital_{y}",
                                  total_assets="total_assets_{y}", ebit="ebit_{y}",
                                  profit_before_tax="pretax_profit_{y}",
                                  current_liabilities="current_liabilities_{y}",
                                  sales="revenue_{y}")),
                    (*needs, "ebit_{y}", *profit), "0.00", 1), "springate", "0.862"),
        Model(Ratio("taffler", say("Taffler z (industry)"),
                    _guarded(f'IF(revenue_{{y}}-pretax_profit_{{y}}-SUM(depreciation_{{y}})=0,"",'
                             f"{taffler})"),
                    (*needs, *profit), "0.00", 1), "taffler", "0.00"),
        Model(Ratio("ohlson", say("Ohlson O (less is safer)"),
                    _guarded(call("OHLSON_O", total_assets="total_assets_{y}",
                                  price_index="price_index", total_liabilities=owed[
                                      "total_liabilities"], current_assets="current_assets_{y}",
                                  current_liabilities="current_liabilities_{y}",
                                  net_income="net_income_{y}",
                                  funds_from_operations="net_income_{y}+SUM(depreciation_{y})",
                                  previous_net_income="net_income_{p}")),
                    (*needs, "net_income_{y}", "net_income_{p}", "price_index"), "0.00", -1),
              "ohlson", "0.00"),
        Model(Ratio("zmijewski", say("Zmijewski X (less is safer)"),
                    _guarded(call("ZMIJEWSKI", net_income="net_income_{y}", **owed)),
                    (*needs, "net_income_{y}"), "0.00", -1), "zmijewski", "0.00"),
    ]  # fmt: skip


def _quality(draft: Draft) -> list[Model]:
    """Measures that compare years: of the latest year only."""
    say, call = draft.say, draft.call
    two = ("before", "now")

    def both(line: str, first: str = "before") -> str:
        start, end = (draft.book.names[f"{line}_{year}"] for year in (first, "now"))
        return f"{start}:{end.rpartition('!')[2]}"

    lines = {
        "total_assets": "total_assets", "long_term_debt": "long_debt",
        "current_liabilities": "current_liabilities", "sales": "revenue",
    }  # fmt: skip
    common = {argument: both(line) for argument, line in lines.items()}
    flow = {"operating_cash_flow": "operating_cash_flow_now"}
    piotroski = call(
        "PIOTROSKI_F", **{**common, "total_assets": both("total_assets", "earlier")}, **flow,
        net_income=both("net_income"), current_assets=both("current_assets"),
        equity_issued="SUM(equity_issued_now)", gross_profit=both("gross_profit"),
    )  # fmt: skip
    beneish = call("BENEISH_M", dsri=call(
        "BENEISH_INDICES", **common, **flow, receivables=both("trade_receivables"),
        cost_of_goods_sold=both("cost_of_goods_sold"), continuing_income="net_income_now",
    ))  # fmt: skip
    sales = ("revenue", "total_assets", "current_liabilities", "long_debt")
    needs = tuple(f"{line}_{year}" for line in sales for year in two)
    strong = (*needs, "net_income_before", "net_income_now", "total_assets_earlier",
              "gross_profit_before", "gross_profit_now", "operating_cash_flow_now")  # fmt: skip
    honest = (*needs, "trade_receivables_before", "trade_receivables_now",
              "cost_of_goods_sold_before", "cost_of_goods_sold_now", "net_income_now",
              "operating_cash_flow_now")  # fmt: skip
    return [
        Model(Ratio("piotroski", say("Piotroski F (0 to 9, more is stronger)"), piotroski, strong,
                    "0", 1, latest=True)),
        Model(Ratio("beneish", say("Beneish M (above -1.78: check the accounts)"), beneish, honest,
                    "0.00", -1, latest=True)),
    ]  # fmt: skip


def _model(draft: Draft, on: Page, row: int, model: Model) -> int:
    ratio = model.ratio
    _figures(draft, on, row, ratio)
    now = address(row, FIRST + 2)
    if model.key:
        zone = draft.call("DISTRESS_ZONE", score=now, model=f'"{model.key}"')
        on.formula(
            row, CHANGE + 1, zone, "cell.ruled.center", needs=(now,), name=f"zone_{ratio.name}"
        )
        on.status((row, CHANGE + 1), zone_tests(model.key, now))
        on.put(row, CHANGE + 2, model.grey, "cell.ruled.center")
    else:
        for offset in (1, 2):
            on.put(row, CHANGE + offset, None, "cell.ruled")
    return row + 1


def zone_tests(key: DistressModel, score: str) -> dict[str, str]:
    """The tests by which a cell of a model's zone is coloured."""
    tests = _edges(key)
    return {state: f"AND(ISNUMBER({score}),{tests[state].format(value=score)})" for state in tests}


def _edges(key: DistressModel) -> dict[str, str]:
    """Tests of the zones, by the edges of DISTRESS_ZONE."""
    edges = EDGES[key]
    worse, better = ("<", ">") if edges.higher_is_safer else (">", "<")
    return {
        "act": f"{{value}}{worse}{edges.low}",
        "watch": f"AND({{value}}{better}={edges.low},{{value}}{worse}={edges.high})",
        "good": f"{{value}}{better}{edges.high}",
    }


def _inputs(draft: Draft, data: Data, on: Page, row: int) -> int:
    """What two of the models take beside the accounts."""
    say = draft.say
    on.section(row, 1, say("For two of the models"))
    on.put(row + 1, 1, say("Market value of the equity (listed firms)"), "cell.ruled.left")
    for offset, year in enumerate(YEARS):
        on.input(
            row + 1, FIRST + offset, f"market_value_{year}", Number("whole", least=0), labelled=0,
            label=say("Market value of the equity") + f" {year}", given=data.values,
            help=say("On the day of the balance sheet. Blank: Altman's Z of 1968 stays empty."),
        )  # fmt: skip
    on.input(
        row + 2, FIRST, "price_index", Number("0.0", least=0.001), given=data.values,
        label=say("Price index for Ohlson (1968 = 100)"),
        help=say("Level of the price index of national product. It moves the score, so it is not "
                 "guessed. Blank: Ohlson's O stays empty."),
    )  # fmt: skip
    return row + 4


def _notes(draft: Draft) -> None:
    say = draft.say
    draft.explain(
        say("Failure models"),
        say("Only Altman's Z″ counts in the grade; the others are there to be compared. Each model "
            "was estimated on other firms, years and countries: two that agree say more than one. "
            "Piotroski measures strength and Beneish honesty of the accounts, neither failure."),
    )  # fmt: skip

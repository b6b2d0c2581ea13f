"""The sheet Statements: balance sheet, profit and loss and cash flow of three years."""

from __future__ import annotations

from typing import Final

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Day, Number
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.writer import address, area

YEARS: Final = ("earlier", "before", "now")
"""The ends of the names of a line, from the oldest year to the latest, as the columns stand."""
FIRST: Final = 2  # column of the oldest year
POSITIVE: Final = Number("whole", least=0)
SIGNED: Final = Number("whole")
JUMP: Final = 20
"""No firm grows or shrinks by so many times in a year: one of the years is in another unit."""

Line = tuple[str, str, str]
"""Kind (input, signed or sum), name and label."""


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Annual accounts"), widths=(3, 52, 19, 19, 19), pages=(1, 1),
        portrait=True, freeze=(5, 2),
        about=draft.say("Three years, oldest first, in full units of the currency, without signs."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say = draft.say
    _days(draft, data, on)
    row = on.section(5, 1, say("Assets"))
    top = row
    row = _inputs(draft, data, on, row, _current_assets(draft))
    row = _sum(draft, on, row, ("current_assets", say("Current assets")), top)
    top = row - 1
    row = _inputs(draft, data, on, row, [
        ("intangible_assets", say("Intangible assets"), POSITIVE),
        ("fixed_assets", say("Fixed and financial assets"), POSITIVE),
    ])  # fmt: skip
    row = _sum(draft, on, row, ("total_assets", say("Total assets")), top)
    row = on.section(row, 1, say("Liabilities and equity"))
    top = row
    row = _inputs(draft, data, on, row, _current_liabilities(draft))
    row = _sum(draft, on, row, ("current_liabilities", say("Current liabilities")), top)
    top = row - 1
    row = _inputs(draft, data, on, row, [
        ("long_debt", say("Long-term debt"), POSITIVE),
        ("other_liabilities", say("Provisions and other liabilities"), POSITIVE),
    ])  # fmt: skip
    row = _sum(draft, on, row, ("total_liabilities", say("Total liabilities")), top)
    top = row
    row = _inputs(draft, data, on, row, [
        ("share_capital", say("Share capital and premium"), POSITIVE),
        ("retained_earnings", say("Retained earnings"), SIGNED),
        ("other_equity", say("Other equity"), SIGNED),
    ])  # fmt: skip
    row = _equity(draft, on, row, top)
    row = on.section(row, 1, say("Profit and loss"))
    row = _profit(draft, data, on, row)
    row = on.section(row, 1, say("Cash flow (outflow negative)"))
    top = row
    row = _inputs(draft, data, on, row, [
        ("operating_cash_flow", say("From operations"), SIGNED),
        ("investing_cash_flow", say("From investing"), SIGNED),
        ("financing_cash_flow", say("From financing"), SIGNED),
    ])  # fmt: skip
    row = _sum(draft, on, row, ("cash_change", say("Change of cash")), top)
    row = _inputs(draft, data, on, row, [
        ("equity_issued", say("of which shares issued"), POSITIVE),
    ])  # fmt: skip
    _plausible(draft, on, row)


def _days(draft: Draft, data: Data, on: Page) -> None:
    say = draft.say
    on.put(3, 1, say("Balance sheet of"), "header")
    for offset, months in enumerate((-24, -12)):
        on.formula(
            3, FIRST + offset, f"EDATE(statement_day,{months})", "header/date",
            needs=("statement_day",), name=f"statement_day_{YEARS[offset]}",
        )  # fmt: skip
    on.input(
        3, FIRST + 2, "statement_day", Day(), label=say("Latest balance sheet of"),
        help=say("The day of the latest balance sheet; the two before are a year apart."),
        given=data.values, labelled=0,
    )  # fmt: skip
    on.heights[3] = 28


def _inputs(
    draft: Draft, data: Data, on: Page, row: int, lines: list[tuple[str, str, Number]]
) -> int:
    say = draft.say
    years = (say("two years before"), say("year before"), say("latest year"))
    for name, label, accepts in lines:
        on.put(row, 1, label, "cell.ruled.left")
        for offset, year in enumerate(YEARS):
            on.input(
                row, FIRST + offset, f"{name}_{year}", accepts, labelled=0, given=data.values,
                label=f"{label}, {years[offset]}",
                help=say("{line} of the {year}, in full units of the currency. Blank: not stated.")
                .format(line=label, year=years[offset]),
            )  # fmt: skip
        row += 1
    return row


def _sum(draft: Draft, on: Page, row: int, line: tuple[str, str], top: int) -> int:
    name, label = line
    on.put(row, 1, label, "cell.total.left")
    for offset, year in enumerate(YEARS):
        cells = area(top, FIRST + offset, row - 1, FIRST + offset)
        on.formula(
            row, FIRST + offset, f'IF(COUNT({cells})=0,"",SUM({cells}))', "cell.total/whole",
            name=f"{name}_{year}",
        )  # fmt: skip
    on.heights[row] = 22
    return row + 1


def _equity(draft: Draft, on: Page, row: int, top: int) -> int:
    """The sum of equity; where nobody states it, what the assets are more than the liabilities."""
    on.put(row, 1, draft.say("Equity (negative if overindebted)"), "cell.total.left")
    for offset, year in enumerate(YEARS):
        cells = area(top, FIRST + offset, row - 1, FIRST + offset)
        sides = f"total_assets_{year}", f"total_liabilities_{year}"
        rest = f'IF(COUNT({sides[0]},{sides[1]})<2,"",{sides[0]}-{sides[1]})'
        on.formula(
            row, FIRST + offset, f"IF(COUNT({cells})=0,{rest},SUM({cells}))", "cell.total/whole",
            name=f"equity_{year}",
        )  # fmt: skip
    on.heights[row] = 22
    return row + 1


def _current_assets(draft: Draft) -> list[tuple[str, str, Number]]:
    say = draft.say
    return [
        ("cash", say("Cash"), POSITIVE),
        ("securities", say("Marketable securities"), POSITIVE),
        ("trade_receivables", say("Trade receivables"), POSITIVE),
        ("stock", say("Inventory"), POSITIVE),
        ("other_current_assets", say("Other current assets"), POSITIVE),
    ]


def _current_liabilities(draft: Draft) -> list[tuple[str, str, Number]]:
    say = draft.say
    return [
        ("trade_payables", say("Trade payables"), POSITIVE),
        ("short_debt", say("Short-term debt"), POSITIVE),
        ("other_short_liabilities", say("Other current liabilities"), POSITIVE),
    ]


def _profit(draft: Draft, data: Data, on: Page, row: int) -> int:
    say = draft.say
    row = _inputs(draft, data, on, row, [
        ("revenue", say("Revenue"), POSITIVE),
        ("cost_of_goods_sold", say("Cost of goods sold"), POSITIVE),
    ])  # fmt: skip
    row = _difference(on, row, ("gross_profit", say("Gross profit")), "revenue",
                      ("-cost_of_goods_sold",))  # fmt: skip
    row = _inputs(draft, data, on, row, [
        ("operating_costs", say("Selling and other operating costs"), POSITIVE),
        ("depreciation", say("Depreciation and amortisation"), POSITIVE),
    ])  # fmt: skip
    row = _difference(on, row, ("ebit", say("EBIT")), "gross_profit",
                      ("-operating_costs", "-depreciation"))  # fmt: skip
    row = _inputs(draft, data, on, row, [
        ("interest_expense", say("Interest expense"), POSITIVE),
        ("other_result", say("Other result (a loss is negative)"), SIGNED),
    ])  # fmt: skip
    row = _difference(on, row, ("pretax_profit", say("Profit before tax")), "ebit",
                      ("-interest_expense", "+other_result"))  # fmt: skip
    row = _inputs(draft, data, on, row, [("income_tax", say("Income tax"), SIGNED)])
    return _difference(on, row, ("net_income", say("Net income")), "pretax_profit",
                       ("-income_tax",))  # fmt: skip


def _difference(
    on: Page, row: int, line: tuple[str, str], start: str, rest: tuple[str, ...]
) -> int:
    name, label = line
    on.put(row, 1, label, "cell.total.left")
    for offset, year in enumerate(YEARS):
        text = f"{start}_{year}" + "".join(f"{part}_{year}" for part in rest)
        on.formula(
            row, FIRST + offset, text, "cell.total/whole", needs=(f"{start}_{year}",),
            name=f"{name}_{year}",
        )  # fmt: skip
    on.heights[row] = 22
    return row + 1


def _plausible(draft: Draft, on: Page, row: int) -> None:
    """Do the accounts fit together? Said on the sheet, and in the self-check."""
    say = draft.say
    row = on.section(row, 1, say("Do they fit together? The first two lines must be 0"))
    balance = say("Assets less liabilities and equity")
    moved = say("Cash flow less change of cash and securities")
    on.put(row, 1, balance, "cell.ruled.left")
    on.put(row + 1, 1, moved, "cell.ruled.left")
    for offset, year in enumerate(YEARS):
        sides = [f"{name}_{year}" for name in ("total_assets", "total_liabilities", "equity")]
        on.formula(
            row, FIRST + offset, f"{sides[0]}-{sides[1]}-{sides[2]}", "cell.ruled/whole",
            needs=sides,
        )  # fmt: skip
        draft.check(
            say("Assets against liabilities and equity, {year}").format(year=_called(draft, year)),
            sides[0], f"{sides[1]}+{sides[2]}", tolerance=0.5, needs=sides,
        )  # fmt: skip
    on.put(row + 1, FIRST, None, "cell.ruled")
    for offset, (last, year) in enumerate((YEARS[:2], YEARS[1:]), 1):
        flows = [f"{part}_cash_flow_{year}" for part in ("operating", "investing", "financing")]
        needs = (*flows, f"cash_{last}", f"cash_{year}")
        held = f"cash_{year}+securities_{year}-cash_{last}-securities_{last}"
        on.formula(
            row + 1, FIRST + offset, f"cash_change_{year}-({held})", "cell.ruled/whole",
            needs=needs,
        )  # fmt: skip
        draft.check(
            say("Cash flow against the change of cash, {year}").format(year=_called(draft, year)),
            f"cash_change_{year}", held, tolerance=0.5, needs=needs,
        )  # fmt: skip
    cell = address(row, FIRST, absolute=False)
    on.status(
        (row, FIRST, row + 1, FIRST + 2),
        {"act": f"AND(ISNUMBER({cell}),ABS({cell})>0.5)",
         "good": f"AND(ISNUMBER({cell}),ABS({cell})<=0.5)"},
    )  # fmt: skip
    _units(draft, on, row + 2)


def _units(draft: Draft, on: Page, row: int) -> None:
    """Are all amounts in the same unit? Thousands beside full units are the usual slip."""
    say = draft.say
    on.put(row, 1, say("Assets, times those of the year before"), "cell.ruled.left")
    on.put(row, FIRST, None, "cell.ruled")
    for offset, (last, year) in enumerate((YEARS[:2], YEARS[1:]), 1):
        assets = f"total_assets_{last}", f"total_assets_{year}"
        grown = on.formula(
            row, FIRST + offset, f'IF({assets[0]}=0,"",{assets[1]}/{assets[0]})',
            "cell.ruled/0.00", needs=assets,
        )  # fmt: skip
        draft.check(
            say("Assets in the unit of the year before, {year} (1: not)")
            .format(year=_called(draft, year)),
            f"IF(OR({grown}>{JUMP},{grown}<1/{JUMP}),1,0)", "0", needs=(grown,),
        )  # fmt: skip
    cell = address(row, FIRST + 1, absolute=False)
    on.status(
        (row, FIRST + 1, row, FIRST + 2),
        {"act": f"AND(ISNUMBER({cell}),OR({cell}>{JUMP},{cell}<1/{JUMP}))"},
    )
    row += 1
    on.put(row, 1, say("Purchases expected from us, of all its costs"), "cell.ruled.left")
    for offset in range(2):
        on.put(row, FIRST + offset, None, "cell.ruled")
    costs = "SUM(cost_of_goods_sold_now,operating_costs_now)"
    bought = on.formula(
        row, FIRST + 2, f'IF({costs}=0,"",annual_purchases/{costs})', "cell.ruled/percent",
        needs=("annual_purchases",),
    )  # fmt: skip
    on.status((row, FIRST + 2), {"act": f"AND(ISNUMBER({bought}),{bought}>1)"})
    draft.check(
        say("Purchases expected from us above all its costs (1: they are)"),
        f"IF({bought}>1,1,0)", "0", needs=(bought,),
    )  # fmt: skip
    draft.explain(
        say("Units of the accounts"),
        say("Assets of more than 20 times or less than a twentieth of the year before, and "
            "purchases above all costs of the customer, mostly mean that thousands stand beside "
            "full units. The scores do not notice, the limit does."),
    )  # fmt: skip


def _called(draft: Draft, year: str) -> str:
    say = draft.say
    words = (say("two years before"), say("year before"), say("latest year"))
    return words[YEARS.index(year)]

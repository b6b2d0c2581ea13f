"""SHOCK, SHOCK_COVENANTS and EMERGENCY_LIST: default of the largest buyers, and what to do then."""

from __future__ import annotations

import math
from typing import Final, Literal

from ledgerguard.casework.cash.covenants import SIDES, Covenant, covenants_of
from ledgerguard.casework.cash.emergency import (
    COLLECT_WEEKS,
    SUCCESS_RATE,
    Plan,
    collections,
    cuts,
    plan,
    suppliers,
)
from ledgerguard.casework.cash.ranges import payments_of, spending_of
from ledgerguard.casework.cash.scene import INDEMNITY_DAYS, Scene, Terms, scene
from ledgerguard.casework.cash.shock import Shock
from ledgerguard.casework.cash.shock_words import head, said
from ledgerguard.formula import formula
from ledgerguard.formulas.cashflow import DAYS_OF_A_WEEK, WEEKS
from ledgerguard.formulas.checks import SHEET_ROWS, counted, not_negative
from ledgerguard.ledger.captions import fitted
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import (
    Cell,
    Column,
    Count,
    Date,
    Language,
    Money,
    Rate,
    Table,
    Text,
    from_serial,
)

Form = Literal["summary", "weeks", "buyers"]

_MEASURES: Final = (
    *("rank", "measure", "whom", "amount", "days_won", "lowest_gain", "shortage_gain"),
    *("cost", "lowest_then", "shortage_then", "needed"),
)


@formula("SHOCK")
def shock(
    ledger: Table,
    as_of: Date,
    opening_balance: Money,
    payments: Table | None = None,
    buyers: Count | Column[Text] = 1,
    cover: Table | None = None,
    insured_rate: Rate = 0.9,
    indemnity_days: Count = INDEMNITY_DAYS,
    floor: Money = 0,
    spending: Table | None = None,
    contagion_rate: Rate = 0,
    provision: Money = 0,
    receipts: Text | Table | None = None,
    currency: Text | None = None,
    form: Form = "summary",
    language: Language = "en",
) -> Table:
    """What the default of the largest buyers does to 13 weeks of cash, with and without insurance.

    The buyers' expected receipts vanish in all weeks, and what they owe is lost but for the
    indemnity, which comes on its day. Of everybody else's receipts and debts the contagion rate
    vanishes as well, and none of that is presumed insured. Three columns: before, after without
    insurance, after with it. The charge on equity is the loss less the indemnity and what is
    already set aside. Week 1 begins on the day after as_of.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        opening_balance: Cash on the evening of that day; negative when overdrawn.
        payments: Range with what is to be paid: supplier, amount, due; other columns as in
            EMERGENCY_LIST.
        buyers: How many of the largest fail, 1 when left out; or their ids or names.
        cover: Range with customer and limit, the insured limits; or with the customers' files as
            in WATERFALL, where the firm's policies tell rate and days. VAT is taken out at the
            rate that the credit policy states. Left out: nothing is insured.
        insured_rate: Share of a loss within the limit that the insurer bears, with plain limits.
        indemnity_days: Days from as_of until the insurer pays, with plain limits; 210 when left
            out: six months of waiting and 30 days to pay.
        floor: Least balance that must be kept.
        spending: Range with running costs: item, weekly amount; other columns as in EMERGENCY_LIST.
        contagion_rate: Share of all other receipts that is lost as well; 0 when left out.
        provision: What is already set aside for the buyers that fail.
        receipts: "forecast" as RECEIPTS_FORECAST expects them (default), "due" on their due dates,
            or a range: customer, date, amount.
        currency: The currency; may be left out when the ledger has only one.
        form: "summary", "weeks" for the balances week by week, or "buyers" for each buyer.
        language: "en" or "zh", for headers and words.

    Errors: #VALUE! when a range has no header that can be read or an amount in another currency,
        the ledger several currencies and none is given, or a buyer has no open items; #NUM! when
        buyers is below 1, an amount negative, or a rate not from 0 to 1; #N/A when the terms of an
        insurance name no insured rate.
    Example: =INDEX(SHOCK({"Customer","Invoice date","Due date","Amount";"A",45292,45352,100;
        "B",45292,45352,40}, 45350, 30, {"Supplier","Amount","Due";"S",80,45360}, , , , , , , , ,
        "due"), 12, 3) -> -10
    Example: =INDEX(SHOCK({"Customer","Invoice date","Due date","Amount";"A",45292,45352,100;
        "B",45292,45352,40}, 45350, 30, , "A", {"Customer","Limit";"A",80}, 0.9), 6, 4) -> 72
    Source: ledgerguard design, after the article on cash-flow breaks and bad debts (买方集中度高,
        the concentration of buyers); the indemnity: INSURED_LOSS and INDEMNITY.
    """
    if isinstance(buyers, int):
        counted(SHEET_ROWS, buyers=buyers)
    terms = Terms(insured_rate, indemnity_days, contagion_rate, floor, provision)
    found = scene(
        ledger, as_of, opening_balance, payments, spending, buyers, cover, terms, receipts,
        currency, language,
    ).shock  # fmt: skip
    if form == "weeks":
        return _weeks(found, language)
    return _summary(found, language) if form == "summary" else _buyers(found, language)


@formula("SHOCK_COVENANTS")
def shock_covenants(
    covenants: Table,
    loss: Money,
    indemnity: Money = 0,
    indemnity_in_time: Money | None = None,
    language: Language = "en",
) -> Table:
    """Covenants before and after a loss of receivables, and how large a loss each one bears.

    Ratios of current assets fall by the loss / current liabilities; net debt rises by the loss and
    EBITDA falls by it; equity and total assets fall by it; DSO rises by what stays unpaid / sales
    a day. With insurance the loss is lower by the indemnity, for liquidity only by the part that
    has come in. All amounts must be in one currency.

    Args:
        covenants: Range with one row a covenant: name, value now, bound, side, base. Names:
            current ratio, quick ratio, liquidity, equity, equity ratio, interest cover, net debt /
            EBITDA, DSO. Side: min or max; blank as is usual. Base: current liabilities, total
            assets, interest, EBITDA or sales a day; none for liquidity and equity.
        loss: What is not paid any more, before insurance.
        indemnity: What the insurer pays of it at any time.
        indemnity_in_time: The part of it that comes in within the 13 weeks; all of it when left
            out. In LibreOffice Calc leave it out: a blank cell arrives there as 0.
        language: "en" or "zh", for headers and words.

    Errors: #VALUE! when a name or a side is unknown or a cell is no number; #DIV/0! when a base is
        missing; #NUM! when an amount is negative or a base not above 0; #N/A when the range holds
        no row.
    Example: =INDEX(SHOCK_COVENANTS({"Current ratio",1.5,1.2,"min",1000}, 400, 300), 2, 6) -> 1.1
    Example: =INDEX(SHOCK_COVENANTS({"Current ratio",1.5,1.2,"min",1000}, 400, 300), 2, 10) -> 300
    Source: ledgerguard design; the write-off in profit or loss: IFRS 9, 5.5.8.
    """
    not_negative(loss=loss, indemnity=indemnity)
    in_time = indemnity if indemnity_in_time is None else indemnity_in_time
    not_negative(indemnity_in_time=in_time)
    table: list[list[Cell]] = [
        head(
            language,
            *("covenant", "side", "bound", "before", "state", "uninsured", "state"),
            *("insured", "state", "bears"),
        )
    ]
    for covenant in covenants_of(covenants):
        paid = min(indemnity, in_time) if covenant.rule.in_cash else indemnity
        values = (covenant.value, covenant.after(loss), covenant.after(max(0.0, loss - paid)))
        bears = covenant.bears
        table.append(
            [
                covenant.name,
                SIDES[covenant.side].in_language(language),
                covenant.bound,
                *(cell for value in values for cell in _state(covenant, value, language)),
                said("no_limit", language) if bears is None else bears,
            ]
        )
    return table


@formula("EMERGENCY_LIST")
def emergency_list(
    ledger: Table,
    as_of: Date,
    opening_balance: Money,
    payments: Table | None = None,
    spending: Table | None = None,
    floor: Money = 0,
    buyers: Count | Column[Text] = 0,
    cover: Table | None = None,
    insured_rate: Rate = 0.9,
    indemnity_days: Count = INDEMNITY_DAYS,
    success_rate: Rate = SUCCESS_RATE,
    collect_weeks: Count = COLLECT_WEEKS,
    contagion_rate: Rate = 0,
    currency: Text | None = None,
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """What to do when cash runs short: collect first, ask suppliers, cut; the most effective first.

    Each next measure raises the lowest balance of 13 weeks most beside those above it, until the
    floor holds; what follows is a reserve. Collecting brings the success rate of what is overdue
    or due within the weeks, and expected later, to the end of those weeks; disputed items are left
    out. The first two rows show cash before any measure and what is still missing after all that
    is needed. Costs stand beside the cash and are not in it.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        opening_balance: Cash on the evening of that day; negative when overdrawn.
        payments: Range with what is to be paid: supplier, amount, due, flexibility (the share that
            the supplier lets run longer, 0 to 1; blank: none), days (by how many; blank: 30), cost.
        spending: Range with running costs, paid every week: item, weekly amount, notice weeks,
            core (yes or no; blank: yes, and it is not cut), cost.
        floor: Least balance that must be kept.
        buyers: How many of the largest fail first, or which ones, as in SHOCK; none when left out.
        cover: Their insured limits or files, as in SHOCK.
        insured_rate: Share of a loss within the limit that the insurer bears.
        indemnity_days: Days from as_of until the insurer pays, as in SHOCK.
        success_rate: Share of those asked to pay at once who do; 0.5 when left out.
        collect_weeks: Weeks after which they have paid; 2 when left out.
        contagion_rate: Share of all other receipts that is lost as well.
        currency: The currency; may be left out when the ledger has only one.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh", for headers and words.

    Errors: #VALUE! when a range has no header that can be read or an amount in another currency,
        the ledger several currencies and none is given, or a buyer has no open items; #NUM! when
        an amount is negative, a rate not from 0 to 1, or collect_weeks not from 1 to 13; #N/A when
        the terms of an insurance name no insured rate.
    Example: =INDEX(EMERGENCY_LIST({"Customer","Invoice date","Due date","Amount";"A",45292,45322,
        100}, 45350, 50, {"Supplier","Amount","Due","Flexibility";"S",60,45360,0.5}), 4, 6) -> 50
    Example: =INDEX(EMERGENCY_LIST({"Customer","Invoice date","Due date","Amount";"A",45292,45322,
        100}, 45350, 50, {"Supplier","Amount","Due","Flexibility";"S",60,45360,0.5}), 4, 2)
        -> Collect first
    Source: Article on cash-flow breaks and bad debts: 优先催收, 与供应商协商延长付款周期,
        收缩非核心业务 (collect first, ask suppliers for longer terms, cut what is not core); the
        ranking is ours.
    """
    terms = Terms(insured_rate, indemnity_days, contagion_rate, floor)
    found = scene(
        ledger, as_of, opening_balance, payments, spending, buyers, cover, terms, None, currency,
        language,
    )  # fmt: skip
    paying = payments_of(payments, found.shock.currency)
    ahead = found.ahead
    assert ahead is not None  # noqa: S101 - receipts are those of the forecast here
    measures = [
        *collections(
            found.frame, ahead, left_out={one.customer_id for one in found.shock.struck},
            success_rate=success_rate, weeks=collect_weeks, contagion_rate=contagion_rate,
        ),
        *suppliers(paying, found.shock.as_of),
        *cuts(spending_of(spending, found.shock.currency)),
    ]  # fmt: skip
    listed = plan(found.shock.insured, measures)
    body = _measures(listed, found, language)
    return fitted(head(language, *_MEASURES), body, rows, language, text_column=1)


def _summary(found: Shock, language: Language) -> list[list[Cell]]:
    courses = (found.before, found.uninsured, found.insured)
    uninsured, insured = found.hits
    left = found.receivables - found.loss
    amounts: list[tuple[str, tuple[int, int, int]]] = [
        ("receivables", (found.receivables, left, left)),
        ("loss", (0, found.loss, found.loss)),
        ("insured_loss", (0, 0, sum(one.indemnity.insured for one in found.struck))),
        ("indemnity", (0, 0, found.indemnity)),
        ("hit", (0, uninsured, insured)),
    ]
    columns: list[tuple[str, list[int]]] = [
        ("receipts", [sum(course.receipts) for course in courses]),
        ("indemnity_in_time", [sum(course.indemnities) for course in courses]),
        ("payments", [sum(course.payments) for course in courses]),
        ("closing", [course.closing[-1] for course in courses]),
        ("lowest", [course.lowest for course in courses]),
        ("lowest_week", [course.lowest_week for course in courses]),
        ("shortage", [course.shortage for course in courses]),
        ("first_below", [course.first_below for course in courses]),
    ]
    table: list[list[Cell]] = [head(language, "line", "before", "uninsured", "insured")]
    table.append([said("buyers", language), 0, len(found.struck), len(found.struck)])
    for key, values in [*amounts, *columns]:
        cells: list[Cell] = [to_major(value, found.currency) for value in values]
        if key in ("lowest_week", "first_below"):
            cells = [value or "" for value in values]
        table.append([said(key, language), *cells])
    return table


def _weeks(found: Shock, language: Language) -> list[list[Cell]]:
    table: list[list[Cell]] = [
        head(
            language,
            *("week", "from", "receipts_before", "vanished", "paid_by_insurer"),
            *("payments_of_week", "closing_before", "closing_uninsured", "closing_insured"),
        )
    ]
    courses = (found.before, found.uninsured, found.insured)
    for week in range(WEEKS):
        amounts = (
            found.before.receipts[week],
            found.vanished[week],
            found.indemnities[week],
            found.before.payments[week],
            *(course.closing[week] for course in courses),
        )
        cells = [to_major(amount, found.currency) for amount in amounts]
        table.append([week + 1, _week_start(found.as_of, week), *cells])
    later = (
        to_major(column[WEEKS], found.currency) for column in (found.vanished, found.indemnities)
    )
    last = [said("later", language), _week_start(found.as_of, WEEKS), "", *later]
    return [*table, [*last, "", "", "", ""]]


def _week_start(as_of: int, week: int) -> Cell:
    return from_serial(as_of + 1 + DAYS_OF_A_WEEK * week, "a week of the shock")


def _buyers(found: Shock, language: Language) -> list[list[Cell]]:
    table: list[list[Cell]] = [
        head(
            language,
            *("customer_id", "customer", "owed", "share", "lost_receipts", "insured_loss"),
            *("indemnity", "indemnity_by", "remains"),
        )
    ]
    whole = found.receivables

    def line(key: str, name: str, amounts: tuple[int, ...], last: Cell, remains: int) -> list[Cell]:
        owed, *rest = (to_major(amount, found.currency) for amount in amounts)
        part: Cell = amounts[0] / whole if whole else 0.0
        return [key, name, owed, part, *rest, last, to_major(remains, found.currency)]

    for one in found.struck:
        days = [day for day, _ in one.indemnity.paid]
        last: Cell = ""
        if days and NO_DAY not in days:
            last = from_serial(max(days), "the day of an indemnity")
        paid = one.indemnity.amount
        amounts = (one.exposure, sum(one.expected[:WEEKS]), one.indemnity.insured, paid)
        table.append(line(one.customer_id, one.customer, amounts, last, one.exposure - paid))
    direct = sum(sum(one.expected[:WEEKS]) for one in found.struck)
    lost = sum(found.vanished[:WEEKS])
    along = (found.drawn_along, lost - direct, 0, 0)
    table.append(line(said("drawn_along", language), "", along, "", found.drawn_along))
    insured = sum(one.indemnity.insured for one in found.struck)
    total = (found.loss, lost, insured, found.indemnity)
    remains = found.loss - found.indemnity
    return [*table, line(said("total", language), "", total, "", remains)]


def _state(covenant: Covenant, value: float, language: Language) -> list[Cell]:
    held = said("holds" if covenant.holds(value) else "broken", language)
    return [value if math.isfinite(value) else "", held]


def _measures(listed: Plan, found: Scene, language: Language) -> list[list[Cell]]:
    currency = found.shock.currency

    def money(*amounts: int) -> list[Cell]:
        return [to_major(amount, currency) for amount in amounts]

    def lead(key: str, lowest: int, shortage: int) -> list[Cell]:
        return ["", said(key, language), *[""] * 6, *money(lowest, shortage), ""]

    needed = [step for step in listed.steps if step.needed]
    lowest = needed[-1].lowest if needed else listed.before.lowest
    shortage = needed[-1].shortage if needed else listed.before.shortage
    body = [
        lead("now", listed.before.lowest, listed.before.shortage),
        lead("after_needed", lowest, shortage),
    ]
    for rank, step in enumerate(listed.steps, 1):
        one = step.measure
        body.append(
            [
                *(rank, said(one.kind, language), one.name, *money(one.amount)),
                one.days_won or "",
                *money(step.lowest_gain, step.shortage_gain, one.cost, step.lowest, step.shortage),
                said("yes" if step.needed else "reserve", language),
            ]
        )
    for one in listed.core:
        cells = [said("core", language), one.name, *money(one.amount)]
        body.append(["", *cells, "", "", "", *money(one.cost), "", "", ""])
    return body

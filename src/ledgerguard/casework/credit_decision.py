"""Credit decisions in cells: the decision itself, limits by kind, groups, the review calendar."""

from __future__ import annotations

from collections.abc import Iterator

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.reading import NOBODY, OWN
from ledgerguard.casework.decisions.account import account_of, spoken
from ledgerguard.casework.decisions.calendar_rows import DueReview, due_review
from ledgerguard.casework.decisions.decide import decide
from ledgerguard.casework.decisions.exposure import GroupExposure, exposure_of, group_exposures
from ledgerguard.casework.decisions.firm_model import with_firm_score
from ledgerguard.casework.decisions.limits import (
    LimitUse,
    currencies_of,
    stated_limits,
    uses,
)
from ledgerguard.casework.decisions.records import Request
from ledgerguard.casework.decisions.sheet import Desk, credit_for, desk_of
from ledgerguard.casework.decisions.table import decision_rows
from ledgerguard.casework.decisions.titles import HEADERS, STATES, TOTAL
from ledgerguard.casework.decisions.words import KINDS, said
from ledgerguard.casework.decisions.words import STATES as LIMIT_STATES
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.captions import fitted
from ledgerguard.ledger.currency import code_of
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy, load_policy
from ledgerguard.units import Cell, Count, Date, Language, Money, Table, Text, serial


@formula("CREDIT_DECISION")
def credit_decision(
    customer_file: Table,
    as_of: Date,
    ledger: Table | None = None,
    customer: Text | None = None,
    currency: Text | None = None,
    new_order: Money = 0,
    preset: Text | None = None,
    language: Language = "en",
) -> Table:
    """Credit decision about a customer: verdict, grade, limit, terms, approval, review, and why.

    Columns section, line, value, note. The grade is the worse of the own score's and the agencies',
    bounded by knock-outs and lowered for old data. The limit is the lowest of what the methods of
    the credit policy, the need, the insurer, the country and the rest allow: each is shown, and the
    binding one named. Where required data is missing or too old the decision is withheld, and says
    what is missing. Own and insured limits are never added, nor two currencies. The policy is the
    firm's own where one is set, with the profile of the customer's industry.

    Args:
        customer_file: Range of facts about the customer with its header row: item, value, date,
            until, currency, source; with customer_id where it is about several.
        as_of: Day from which one looks; what is dated later is not known yet.
        ledger: Range of the ledger with its header row; left out, nothing is open.
        customer: Customer id; may be left out where the range is about one.
        currency: Currency of the decision; may be left out where there is only one.
        new_order: New order with VAT: how much of it is paid ahead, how much goes on credit.
        preset: Preset of the credit policy such as sme; the firm's own choice when left out.
        language: "en" or "zh".

    Errors: #VALUE! when a header cannot be read, the customer or currency must be named, or no such
        preset is known; #NUM! when new_order is negative; #N/A when the range has nothing about the
        customer.
    Example: =INDEX(CREDIT_DECISION({"item","value","date";"name","A Ltd",""}, DATE(2026,6,30)),
        3, 3) -> "withheld"
    Example: =INDEX(CREDIT_DECISION({"item","value","date";"registry_status","insolvent",46203},
        DATE(2026,6,30)), 3, 3) -> "cash"
    Source: ledgerguard design, after the articles on credit control and on receivables protection.
    """
    not_negative(new_order=new_order)
    policy, day = load_policy(), serial(as_of)
    desk = desk_of(customer_file, ledger, day, _code(currency), language, policy)
    file = desk.customer(customer)
    credit = credit_for(policy, file, day, preset)
    book = desk.book(file)
    chosen = account_of(file, book, currency or "", day)
    insured = desk.insured(file, chosen, policy, credit)
    sales = desk.sales(chosen, credit)
    sold_on_credit, sold = sales.amounts() if sales else (None, None)
    request = Request(
        currency=chosen,
        order=Amount.of(new_order, chosen).minor,
        indemnity=insured.indemnity if insured else None,
        cover_left=insured.cover_left if insured else None,
        group_exposure=desk.rest_of_group(file, chosen),
        credit_sales=sold_on_credit.minor if sold_on_credit else None,
        all_sales=sold.minor if sold else None,
        merged=desk.merged(file),
    )
    request = with_firm_score(file, book, credit, day, policy=policy, request=request)
    decision = decide(file, book, credit, day, policy=policy, request=request)
    return decision_rows(decision, credit, language)


@formula("LIMIT_STATUS")
def limit_status(
    customer_file: Table,
    as_of: Date,
    ledger: Table | None = None,
    customer: Text | None = None,
    currency: Text | None = None,
    exposure: Money | None = None,
    language: Language = "en",
) -> Table:
    """Credit limits of a customer by kind: own, temporary, insured, discretionary, and their use.

    One row a limit of the file: limit, currency, days, use, what is free and over, state. Each is
    used by itself: own limits by all exposure, an insurer's by what was delivered. A temporary
    limit replaces the own one while it is in force; an insurer's named limit, a refusal too, the
    discretionary one. Limits are never added, whatever their kind, nor converted.

    Args:
        customer_file: Range of facts about the customer with its header row.
        as_of: Day from which one looks.
        ledger: Range of the ledger with its header row; left out, nothing is open.
        customer: Customer id; may be left out where the range is about one.
        currency: Only limits of this currency; all of them when left out.
        exposure: Exposure to take in place of the computed one, where one currency is left. In
            LibreOffice Calc leave it out: a blank cell arrives there as 0, which is no exposure.
        language: "en" or "zh".

    Errors: #VALUE! when a header cannot be read, or the customer or currency must be named; #N/A
        when the range has nothing about the customer.
    Example: =INDEX(LIMIT_STATUS({"item","value","date","currency";"own_limit",1000,46023,"EUR"},
        DATE(2026,6,30), , , , 400), 2, 8) -> 600
    Source: ledgerguard design; own, insured and temporary limits are kept apart as insurers ask.
    """
    day = serial(as_of)
    desk = desk_of(customer_file, ledger, day, _code(currency), language)
    file = desk.customer(customer)
    wanted = (_code(currency),) if currency else currencies_of(file)
    if exposure is not None and len(wanted) > 1:
        wanted = (account_of(file, desk.book(file), "", day),)
    rows = [
        _limit_row(use, language)
        for code in wanted
        for use in _uses(desk, file, code, day, exposure)
    ]
    return [list(HEADERS["limits"][language]), *rows]


@formula("GROUP_EXPOSURE")
def group_exposure(
    ledger: Table,
    as_of: Date,
    customer_files: Table,
    currency: Text | None = None,
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """Exposure to groups of customers: each group and currency with its members and the excess.

    A group is what the item group of the customers' files names. Exposure is that of EXPOSURE: open
    receivables, orders and bills less advances and collateral. First the group's total, with the
    policy's largest limit of one customer and what is over it; then the members, the largest first.
    Each currency is a group of its own: two are never added.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        customer_files: Range of facts about the customers, with customer_id.
        currency: Only this currency; all of them, each by itself, when left out.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh".

    Errors: #VALUE! when a header cannot be read; #NUM! when rows is below 1.
    Example: =INDEX(GROUP_EXPOSURE({"Customer","Invoice date","Due date","Amount","Currency";
        "A",46143,46173,100,"EUR";"B",46143,46173,50,"EUR"}, DATE(2026,6,30), {"customer_id",
        "item","value";"A","group","G";"B","group","G"}), 2, 4) -> 150
    Source: ledgerguard design, after the article on protecting receivables (exposure to a group).
    """
    day = serial(as_of)
    desk = desk_of(customer_files, ledger, day, _code(currency), language)
    largest = load_policy().credit.limits.largest
    groups = group_exposures(desk.files.values(), desk.groups, desk.books, day, largest)
    wanted = [group for group in groups if not currency or group.currency == _code(currency)]
    body = [row for group in wanted for row in _group_rows(group, language)]
    return fitted(list(HEADERS["groups"][language]), body, rows, language)


@formula("REVIEW_CALENDAR")
def review_calendar(
    customer_files: Table,
    as_of: Date,
    ledger: Table | None = None,
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """Review calendar: which customers are due for a new credit decision, when and why.

    After the last decision, which is the first day of the newest own limit, a review follows by the
    interval of the customer's grade or at the end of the next quarter, whichever comes first. At
    once: no decision yet, data too old to decide on, orders of a quarter more than 30 % off the
    mean of the quarters before, or news such as a change of control since the last decision.

    Args:
        customer_files: Range of facts about the customers, with customer_id.
        as_of: Day from which one looks.
        ledger: Range of the ledger with its header row; its sales by quarter stand in for orders.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh".

    Errors: #VALUE! when a header cannot be read; #NUM! when rows is below 1.
    Example: =INDEX(REVIEW_CALENDAR({"customer_id","item","value";"A","country","DE"},
        DATE(2026,6,30)), 2, 2) -> "due"
    Source: article on credit control and cash flow (quarterly review;
        当客户订单金额波动超过30%时启动临时评估).
    """
    policy, day = load_policy(), serial(as_of)
    desk = desk_of(customer_files, ledger, day, "", language, policy)
    found = [_due(file, desk, policy, day) for file in _customers(desk)]
    found.sort(key=lambda each: (each.due_on, each.customer_id))
    body = [_review_row(each, day, language) for each in found]
    return fitted(list(HEADERS["reviews"][language]), body, rows, language, text_column=7)


def _code(currency: str | None) -> str:
    return (code_of(currency) or currency.strip().upper()) if currency else ""


def _uses(
    desk: Desk, file: CustomerFile, currency: str, day: int, stated: float | None
) -> list[LimitUse]:
    """The limits of one currency, each with its use."""
    spoken_file = spoken(file, currency)
    found = exposure_of(spoken_file, desk.book(file).get(currency), currency, day)
    total, delivered = Amount(found.total, currency), Amount(found.delivered, currency)
    if stated is not None:
        total = delivered = Amount.of(stated, currency)
    return uses(stated_limits(spoken_file, currency), total, delivered, day)


def _limit_row(use: LimitUse, language: Language) -> list[Cell]:
    limit = use.limit
    return [
        KINDS[limit.kind].in_language(language),
        limit.amount.major,
        limit.currency,
        _day(limit.valid_from),
        _day(limit.valid_to),
        limit.source,
        use.used.major,
        use.free.major,
        use.over.major,
        LIMIT_STATES[use.state].in_language(language),
    ]


def _group_rows(group: GroupExposure, language: Language) -> Iterator[list[Cell]]:
    ceiling = "" if group.ceiling is None else group.ceiling.major
    name, total = group.group, group.total
    over = "" if group.ceiling is None else group.over.major
    yield [name, group.currency, TOTAL.in_language(language), total.major, 1.0, ceiling, over]
    for customer_id, amount in sorted(group.members, key=lambda each: -each[1].minor):
        share = amount.minor / total.minor if total.minor > 0 else ""
        yield [name, group.currency, customer_id, amount.major, share, "", ""]


def _customers(desk: Desk) -> list[CustomerFile]:
    named = [file for key, file in desk.files.items() if key not in (NOBODY, OWN)]
    return named or [desk.customer(None)]


def _due(file: CustomerFile, desk: Desk, policy: Policy, day: int) -> DueReview:
    credit = credit_for(policy, file, day)
    return due_review(file, desk.book(file), credit, day, policy=policy)


def _review_row(due: DueReview, day: int, language: Language) -> list[Cell]:
    stop = "; " if language == "en" else "；"
    return [
        due.due_on,
        STATES["due" if due.due_on <= day else "planned"].in_language(language),
        due.customer_id,
        due.name,
        "" if due.grade is None else due.grade,
        _day(due.last_decided),
        due.every_days or "",
        stop.join(said(reason, language) for reason in due.reasons),
    ]


def _day(day: int) -> Cell:
    return "" if day == NO_DAY else day

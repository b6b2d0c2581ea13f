"""Before the sale: who the customer is, and whether anybody has looked (nodes 1 to 4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.nodes.evidence import (
    check,
    currencies,
    day,
    fresh,
    missing,
    number,
    pays_cash,
    running,
    said,
    standing,
    word,
)
from ledgerguard.casework.nodes.records import Check, Decided, NodeContext
from ledgerguard.ledger.schema import NO_DAY

ALIVE: Final = "active"
"""The registry status of a company that may trade."""

STATEMENT_ITEMS: Final = (
    *("total_assets", "current_assets", "total_liabilities", "current_liabilities"),
    *("equity", "revenue", "net_income", "operating_cash_flow"),
)
"""Figures of which any shows that a year's statements are on file."""

BANK_ITEMS: Final = ("bank_line", "bank_line_used", "bank_average_balance", "bank_inflow")

RISK_ITEMS: Final = (
    *STATEMENT_ITEMS,
    *("registry_status", "rating", "insurer_decision", "litigation", "enforcement", "insolvency"),
    *("dishonest_debtor", "penalty", "ownership_change", "management_change"),
)
"""What calls for a new grade where it is newer than the last one."""

YEARS: Final = 2
"""Years of statements that are looked at (article on credit control: 近两年的审计报告)."""


def identity(context: NodeContext) -> Iterator[Check]:
    """Node 1: name, legal id and country are known, agree, and have been looked at lately."""
    if pays_cash(context):
        return
    for item in ("name", "legal_id", "country"):
        fact = context.file.latest(item, context.as_of)
        if fact is None or not str(fact.value).strip():
            yield missing(context, "identity", f"no-{item.replace('_', '-')}")
    yield from _one_id(context)
    if context.file.problems:
        first = context.file.problems[0]
        yield check("due", "unread-rows", len(context.file.problems), first.problem)
    looked = context.file.latest("identity_checked", context.as_of)
    legal_id = context.file.latest("legal_id", context.as_of)
    if said(looked) is False:
        yield check("failed", "identity-refuted", day(looked.day) if looked else "")
    elif looked is not None:
        yield fresh(context, looked, "identity", "identity-checked", day(looked.day))
    elif legal_id is not None:
        values = (str(legal_id.value), day(legal_id.day))
        yield fresh(context, legal_id, "identity", "legal-id", *values)


def _one_id(context: NodeContext) -> Iterator[Check]:
    """Two legal ids in force at a time are two companies."""
    known: dict[str, str] = {}
    for fact in context.file.known("legal_id", context.as_of):
        written = str(fact.value).strip()
        known.setdefault("".join(written.split()).casefold(), written)
    if len(known) > 1:
        yield check("failed", "two-ids", ", ".join(sorted(known.values())))


def registry(context: NodeContext) -> Iterator[Check]:
    """Node 2: the register calls the customer active, and its capital has been looked up."""
    if pays_cash(context):
        return
    status = context.file.latest("registry_status", context.as_of)
    if status is None:
        yield missing(context, "identity", "no-registry")
        return
    if word(status) != ALIVE:
        yield check("failed", "registry-ended", str(status.value), day(status.day))
        return
    yield fresh(context, status, "identity", "registry", day(status.day))
    yield _capital(context)


def _capital(context: NodeContext) -> Check:
    """What is paid in of the capital (seed on credit control: 注册资本真实性); it fails nothing."""
    subscribed = number(context.file.latest("registered_capital", context.as_of))
    paid = number(context.file.latest("paid_in_capital", context.as_of))
    if subscribed is None or paid is None:
        return check("passed", "capital-unknown")
    return check("passed", "capital", paid, subscribed)


def financials(context: NodeContext) -> Iterator[Check]:
    """Node 3: statements of two years, the newest of them fresh, and bank figures beside them.

    A limit within the fixed one of the policy's quick start is given without statements.
    """
    if pays_cash(context) or _within_quick_start(context):
        return
    kind = context.file.latest("statements", context.as_of)
    years = _balance_sheets(context)
    if years:
        newest = years[0]
        yield fresh(context, newest, "statements", "statements", day(newest.day), len(years))
        if len(years) < YEARS:
            yield check("due", "one-year", YEARS)
        if kind is not None:
            yield check("passed", "statements-kind", word(kind))
    elif word(kind) == "none":
        yield check("failed" if context.items else "open", "statements-none")
    else:
        yield missing(context, "statements", "no-statements")
    bank = _newest(context, BANK_ITEMS)
    if bank is not None:
        yield fresh(context, bank, "bank", "bank", day(bank.day))
    elif (entry := context.credit.freshness.get("bank")) is not None and entry.required:
        yield missing(context, "bank", "no-bank")
    else:
        yield check("passed", "bank-optional")


def _balance_sheets(context: NodeContext) -> list[Fact]:
    """One fact for each balance-sheet date, the newest first; an undated one counts last."""
    found: dict[int, Fact] = {}
    for item in STATEMENT_ITEMS:
        for fact in context.file.known(item, context.as_of):
            found.setdefault(fact.day, fact)
    return [found[key] for key in sorted(found, reverse=True)]


def _within_quick_start(context: NodeContext) -> bool:
    """Whether every limit granted is at most the fixed one that needs no statements."""
    fixed = context.credit.limits.default_limit
    granted = [standing(context, currency).granted for currency in currencies(context)]
    limits = [limit for limit in granted if limit is not None]
    return bool(limits) and all(
        one.currency in fixed and one.amount.major <= fixed[one.currency] for one in limits
    )


def _newest(context: NodeContext, items: tuple[str, ...]) -> Fact | None:
    found = [fact for item in items if (fact := context.file.latest(item, context.as_of))]
    return max(found, key=lambda fact: fact.day, default=None)


def scoring(context: NodeContext) -> Iterator[Check]:
    """Node 4: a grade is known, its review is not overdue, and nothing newer speaks against it."""
    if pays_cash(context):
        return
    graded = _graded(context)
    if graded is None or graded.grade is None:
        if context.grade_today is not None:
            yield check("passed", "grade-today", context.grade_today)
            return
        agency = _newest(context, ("rating", "insurer_grade", "report_score"))
        if agency is not None:
            yield check(
                "open", "agency-only", str(agency.value), agency.source or "-", day(agency.day)
            )
        else:
            yield check("open", "no-grade")
        return
    since, review = graded.decided_on, graded.next_review
    if review == NO_DAY and since != NO_DAY and 1 <= graded.grade <= len(context.credit.strategies):
        review = since + int(context.credit.strategy(graded.grade).review_days)
    if review == NO_DAY:
        yield check("due", "grade-undated", graded.grade)
    elif review < context.as_of:
        yield check("failed", "review-overdue", graded.grade, day(since), day(review),
                    due_on=review)  # fmt: skip
    else:
        yield check(running(context, review), "grade", graded.grade, day(since), day(review),
                    due_on=review)  # fmt: skip
    newer = _newest(context, RISK_ITEMS)
    if since != NO_DAY and newer is not None and newer.day > since:
        yield check("due", "grade-behind", newer.item, day(newer.day), day(since))


def _graded(context: NodeContext) -> Decided | None:
    """The newest decision that gives a grade."""
    found = [decided for decided in context.decided if decided.grade is not None]
    return max(found, key=lambda decided: decided.decided_on, default=None)

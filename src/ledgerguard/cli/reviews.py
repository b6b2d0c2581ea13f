"""``ledgerguard reviews``: which customers are due for a new credit decision, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from ledgerguard.cli import credit_options, options
from ledgerguard.cli.console import Column, print_json, print_table, working
from ledgerguard.cli.credit_desk import CreditDesk, code, desk, tell_unread
from ledgerguard.cli.credit_words import joined, word
from ledgerguard.cli.decision_words import shown_day, stacked
from ledgerguard.cli.ledger import read
from ledgerguard.units import Language, serial

if TYPE_CHECKING:
    from pathlib import Path

    from ledgerguard.casework.decisions.calendar_rows import DueReview


def reviews(
    facts: credit_options.FactsFile,
    as_of: options.AsOf,
    ledger: credit_options.OptionalLedger = None,
    policy_name: options.PolicyName = None,
    log: credit_options.LookedAt = None,
    file_sheet: credit_options.FactsSheet = None,
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show the review calendar: who is due when, and why.

    After the last decision (by the log, else the first day of the newest own limit) a review
    follows by the interval of the grade or at the end of the quarter. At once: nothing decided
    yet, data too old, orders out of their corridor, or news about the customer.
    """
    from ledgerguard.casework.decisions.calendar_rows import due_review
    from ledgerguard.ledger.schema import NO_DAY
    from ledgerguard.policy.firm import load_policy

    policy = load_policy(policy_name)
    source = None
    if ledger is not None:
        source = read(ledger, date_order, pairs, code(currency), sheet, encoding, language)
    with working("reviewing"):
        found = desk(
            facts, source, policy, serial(as_of),
            sheet=file_sheet, currency=code(currency), language=language,
        )  # fmt: skip
        last = _last(found, log)
        due = [
            due_review(
                file,
                found.book(file),
                found.credit(file),
                found.as_of,
                policy=policy,
                last_decided=last.get(file.customer_id, NO_DAY),
            )
            for file in map(found.customer, found.customers)
        ]
    tell_unread(found, facts, language)
    due.sort(key=lambda each: (each.due_on, each.customer_id))
    if as_json:
        print_json([_plain(each, found, language) for each in due])
        return
    _print(due, found, language)


def _last(found: CreditDesk, log: Path | None) -> dict[str, int]:
    from ledgerguard.cli.credit_log import last_days
    from ledgerguard.store.log import Log

    if log is None:
        return {}
    with Log.open(log, create=False) as book:
        return last_days(book, found.as_of)


def _print(due: list[DueReview], found: CreditDesk, language: Language) -> None:
    from ledgerguard.casework.decisions.titles import HEADERS, STATES

    titles = HEADERS["reviews"][language]
    right = {0, 4, 5, 6}  # days and numbers: broken nowhere
    columns = [
        Column(stacked(title) if place in right else title, right=place in right)
        for place, title in enumerate(titles)
    ]
    rows = [
        [
            shown_day(each.due_on),
            STATES[_state(each, found)].in_language(language),
            each.customer_id,
            each.name or found.name(each.customer_id),
            str(each.grade or ""),
            shown_day(each.last_decided),
            str(each.every_days or ""),
            _why(each, language),
        ]
        for each in due
    ]
    if rows:
        print_table(columns, rows, title=shown_day(found.as_of))
    now = sum(each.due_on <= found.as_of for each in due)
    typer.echo(word("reviews_due", language, now, len(due)))


def _plain(each: DueReview, found: CreditDesk, language: Language) -> dict[str, Any]:
    return {
        "due_on": shown_day(each.due_on),
        "state": _state(each, found),
        "customer_id": each.customer_id,
        "customer": each.name or found.name(each.customer_id),
        "grade": each.grade,
        "last_decided": shown_day(each.last_decided) or None,
        "every_days": each.every_days or None,
        "why": _why(each, language),
    }


def _state(each: DueReview, found: CreditDesk) -> str:
    return "due" if each.due_on <= found.as_of else "planned"


def _why(each: DueReview, language: Language) -> str:
    from ledgerguard.casework.decisions.words import said

    return joined([said(reason, language) for reason in each.reasons], language)

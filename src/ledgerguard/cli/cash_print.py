"""Thirteen weeks of cash on the screen, and what the default of the largest buyers does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from ledgerguard.cli.console import Column, print_table
from ledgerguard.cli.credit_words import joined, titled, word
from ledgerguard.cli.decision_words import shown_day, stacked
from ledgerguard.formulas.cashflow import WEEKS
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Language

if TYPE_CHECKING:
    from ledgerguard.casework.cash.course import Course
    from ledgerguard.casework.cash.forecast import Bucket, Forecast
    from ledgerguard.casework.cash.shock import Shock, Struck

_LINES = ("receipts", "payments", "closing", "lowest", "lowest_week", "shortage", "first_below")
_WEEKS_OF = ("lowest_week", "first_below")


def print_forecast(found: Forecast, course: Course | None, language: Language) -> None:
    """Receipts by week, and the balances where there is an opening one.

    Args:
        found: The receipts.
        course: The balances; None: nobody has said what there is to begin with.
        language: The language.
    """
    keys = ["receipts", "of_overdue", "of_disputed", "by_policy"]
    columns = [
        Column(word("week", language)),
        Column(word("from", language), right=True),  # a day is broken nowhere
        *(Column(stacked(word(key, language)), right=True) for key in keys),
    ]
    if course is not None:
        columns += [
            Column(word("payments", language), right=True),
            Column(word("balance", language), right=True),
            Column(word("note", language)),
        ]
    rows = [_row(bucket, found.currency, course, language) for bucket in found.buckets]
    total = [word("total_owed", language), "", money(found.owed, found.currency)]
    rows.append([*total, *[""] * (len(columns) - len(total))])
    title = word("cash_title", language, found.currency, shown_day(found.as_of + 1))
    print_table(columns, rows, title=title)
    if any(bucket.by_policy for bucket in found.buckets):
        typer.echo(word("beyond_history", language))
    typer.echo(word("no_opening", language) if course is None else _lowest(course, found, language))


def print_shock(hit: Shock, language: Language, *, insured: bool) -> None:
    """Who fails, and cash and loss before, after, and after with the insurance.

    Args:
        hit: The shock.
        language: The language.
        insured: Whether files say who is insured.
    """
    from ledgerguard.casework.cash.shock_words import said

    keys = (
        "owed",
        "share",
        "lost_receipts",
        "insured_loss",
        "indemnity",
        "indemnity_by",
        "remains",
    )
    columns = [
        Column(said("customer_id", language)),
        Column(said("customer", language)),
        *(Column(stacked(said(key, language)), right=True) for key in keys),
    ]
    typer.echo("")
    buyers = [_buyer(one, hit) for one in hit.struck]
    print_table(
        columns, buyers, title=titled([word("shock_title", language), hit.currency], language)
    )
    heads = ("before", "uninsured", "insured")
    columns = [Column(""), *(Column(stacked(said(key, language)), right=True) for key in heads)]
    print_table(
        columns,
        _before_and_after(hit, language),
        title=titled([word("shock_cash", language), hit.currency], language),
    )
    if not insured:
        typer.echo(word("not_insured", language))


def as_plain(found: Forecast, course: Course | None, hit: Shock | None) -> dict[str, Any]:
    """The same as JSON, amounts in major units.

    Args:
        found: The receipts.
        course: The balances.
        hit: The shock.
    """
    its = found.currency
    return {
        "as_of": shown_day(found.as_of),
        "currency": its,
        "owed": to_major(found.owed, its),
        "lines": [
            {
                "line": bucket.line,
                "week": bucket.week or None,
                "from": shown_day(bucket.first) or None,
                "to": shown_day(bucket.last) or None,
                "receipts": to_major(bucket.amount, its),
                "of_disputed": to_major(bucket.disputed, its),
                "of_overdue": to_major(bucket.overdue, its),
                "by_policy": to_major(bucket.by_policy, its),
            }
            for bucket in found.buckets
        ],
        "course": None if course is None else _course_plain(course, its),
        "shock": None
        if hit is None
        else {
            "buyers": [
                {
                    "customer_id": one.customer_id,
                    "customer": one.customer,
                    "owed": to_major(one.exposure, its),
                    "insured_loss": to_major(one.indemnity.insured, its),
                    "indemnity": to_major(one.indemnity.amount, its),
                }
                for one in hit.struck
            ],
            "loss": to_major(hit.loss, its),
            "indemnity": to_major(hit.indemnity, its),
            "uninsured": _course_plain(hit.uninsured, its),
            "insured": _course_plain(hit.insured, its),
        },
    }


def money(minor: int, currency: str) -> str:
    """An amount of the one currency of a table."""
    return f"{to_major(minor, currency):,.{exponent(currency)}f}"


def _row(bucket: Bucket, currency: str, course: Course | None, language: Language) -> list[str]:
    amounts = (bucket.amount, bucket.overdue, bucket.disputed, bucket.by_policy)
    name = str(bucket.week) if bucket.week else word(bucket.line, language)
    row = [name, shown_day(bucket.first), *(money(each, currency) for each in amounts)]
    if course is None:
        return row
    if not bucket.week:
        return [*row, "", "", ""]
    closing = course.closing[bucket.week - 1]
    note = word("below", language) if closing < course.floor else ""
    paid = course.payments[bucket.week - 1]
    return [*row, money(paid, currency), money(closing, currency), note]


def _lowest(course: Course, found: Forecast, language: Language) -> str:
    its = found.currency

    def shown(minor: int) -> str:
        return f"{its} {money(minor, its)}".strip()

    parts = [word("lowest", language, shown(course.lowest), course.lowest_week)]
    if course.shortage:
        values = (shown(course.shortage), shown(course.floor), course.first_below)
        parts.append(word("short", language, *values))
    else:
        parts.append(word("holds", language, shown(course.floor)))
    return joined(parts, language)


def _title(key: str, hit: Shock, language: Language) -> str:
    return titled([word(key, language), hit.currency], language)


def _buyer(one: Struck, hit: Shock) -> list[str]:
    days = [day for day, _ in one.indemnity.paid]
    known = days and NO_DAY not in days
    its, paid = hit.currency, one.indemnity.amount
    return [
        one.customer_id,
        one.customer,
        money(one.exposure, its),
        f"{one.exposure / hit.receivables:.1%}" if hit.receivables else "",
        money(sum(one.expected[:WEEKS]), its),
        money(one.indemnity.insured, its),
        money(paid, its),
        shown_day(max(days)) if known else "",
        money(one.exposure - paid, its),
    ]


def _before_and_after(hit: Shock, language: Language) -> list[list[str]]:
    from ledgerguard.casework.cash.shock_words import said

    its = hit.currency
    left = hit.receivables - hit.loss
    triples: dict[str, tuple[int, int, int]] = {
        "receivables": (hit.receivables, left, left),
        "loss": (0, hit.loss, hit.loss),
        "indemnity": (0, 0, hit.indemnity),
        "hit": (0, *hit.hits),
        "indemnity_in_time": (0, 0, sum(hit.insured.indemnities)),
    }
    courses = (hit.before, hit.uninsured, hit.insured)
    rows = [
        [said(key, language), *(money(each, its) for each in triple)]
        for key, triple in triples.items()
    ]
    for key in _LINES:
        values = [_figure(course, key) for course in courses]
        shown = [str(each or "") if key in _WEEKS_OF else money(each, its) for each in values]
        rows.append([said(key, language), *shown])
    return rows


def _figure(course: Course, key: str) -> int:
    if key in ("receipts", "payments"):
        return int(sum(getattr(course, key)))
    return course.closing[-1] if key == "closing" else int(getattr(course, key))


def _course_plain(course: Course, currency: str) -> dict[str, Any]:
    return {
        "opening": to_major(course.opening, currency),
        "floor": to_major(course.floor, currency),
        "payments": [to_major(each, currency) for each in course.payments],
        "closing": [to_major(each, currency) for each in course.closing],
        "lowest": to_major(course.lowest, currency),
        "lowest_week": course.lowest_week,
        "shortage": to_major(course.shortage, currency),
        "first_below": course.first_below or None,
    }

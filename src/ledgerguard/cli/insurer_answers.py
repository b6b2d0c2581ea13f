"""``ledgerguard insurer grade``, ``claim-status``, ``facts``: what insurers think, and its use."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledgerguard.cli import insurer_desk as desk
from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table, working
from ledgerguard.cli.insurer_print import money
from ledgerguard.cli.log_file import LogFile, opened
from ledgerguard.errors import InvalidValue, LedgerError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from ledgerguard.casework.customer_file.facts import Fact
    from ledgerguard.casework.insurers.opinions import Answer
    from ledgerguard.casework.insurers.steps import Item
    from ledgerguard.plugin.insurer import ClaimState, Grade
    from ledgerguard.store.covers import CoverBook

FACTS = ("customer_id", "item", "value", "date", "until", "currency", "source")
"""The columns of a customer's file."""


def grade(
    customers: desk.Customers = None,
    insurer: desk.InsurerName = "",
    as_json: options.AsJson = False,
) -> None:
    """Ask the insurers for their grade of buyers: of those named, or of all that they know.

    A grade means nothing without its scale and direction. Where none can be had today the last one
    stands, with the day on which it was told; the exit code is 1 then.
    """
    from ledgerguard.casework.insurers.opinions import grade_of

    found: list[tuple[str, str, Answer[Grade]]] = []
    with desk.book() as book:
        for one in desk.several(insurer, "grade"):
            for customer, reference in _known(book, one.name, customers):
                with working(f"asking {one.title}"):
                    found.append((customer, one.name, grade_of(book, one, reference)))
    if as_json:
        print_json([_grade_json(*each) for each in found])
    elif found:
        titles = ("customer", "insurer", "grade", "scale", "direction", "as of", "told", "error")
        print_table([Column(title) for title in titles], [_grade_row(*each) for each in found])
    else:
        typer.echo("no such customer is known to an insurer: `ledgerguard insurer buyers`")
    desk.unsettled(answer.error for *_, answer in found)


def claim_status(
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY]...", help="Only these claims; else all that were taken."),
    ] = None,
    log: LogFile = None,
    as_json: options.AsJson = False,
) -> None:
    """Ask the insurers how the claims stand that they have taken, in their own words.

    What has been accepted or paid is written down by `ledgerguard claim-status`: the words of an
    insurer decide nothing.
    """
    from ledgerguard.casework.insurers.opinions import claim_of
    from ledgerguard.casework.insurers.outbox import items_of, named

    with opened(log) as outbox:
        items = items_of(outbox)[1]
    wanted = [named(items, key) for key in keys] if keys else list(items.values())
    claims = [item for item in wanted if item.kind == "claim" and item.ticket]
    found: list[tuple[Item, Answer[ClaimState]]] = []
    with desk.book() as book:
        for item in claims:
            one = desk.chosen(item.insurer)
            with working(f"asking {one.title}"):
                found.append((item, claim_of(book, one, item.ticket)))
    if as_json:
        print_json([_claim_json(*each) for each in found])
    elif found:
        titles = ("key", "customer", "insurer", "its reference", "state", "paid", "as of", "told")
        columns = [Column(title, right=title == "paid") for title in (*titles, "error")]
        print_table(columns, [_claim_row(*each) for each in found])
    else:
        typer.echo("no insurer has taken such a claim")
    desk.unsettled(answer.error for _, answer in found)


def facts(
    customers: desk.Customers = None,
    insurer: Annotated[
        str, typer.Option("--insurer", metavar="NAME", help="Only what this insurer has said.")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", dir_okay=False, help="A .csv file; else printed."),
    ] = None,
) -> None:
    """Write what insurers have said as rows of the customers' files; nobody is asked.

    Insured and discretionary limit, decision, grade. Limits are never added: what cannot stand for
    the whole (a top-up, several insurers) is named on the error stream and left to a person.
    """
    from ledgerguard.casework.insurers.facts import facts_of

    rows: list[list[str]] = []
    with desk.book() as book:
        for customer in customers or _customers(book, insurer):
            said = facts_of(*_said(book, customer, insurer))
            rows += [[customer, *_cells(fact)] for fact in said.facts]
            for words in said.left_out:
                typer.echo(f"{customer}: left out, covers are never added: {words}", err=True)
    if not rows:
        raise InvalidValue(
            "an insurer must have told something, got nothing",
            hint="`ledgerguard insurer refresh` and `ledgerguard insurer grade` ask",
        )
    if out is None:
        csv.writer(sys.stdout, lineterminator="\n").writerows([FACTS, *rows])
        return
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([FACTS, *rows])
    except OSError as error:
        raise LedgerError(f"{out} must be a file that can be written, got {error}") from error
    typer.echo(f"{len(rows)} facts in {out}")


def _known(
    book: CoverBook, insurer: str, customers: Sequence[str] | None
) -> Iterator[tuple[str, str]]:
    """Customers with their references, those that count."""
    for buyer in book.buyers(insurer):
        if buyer.accepted and (not customers or buyer.customer_id in customers):
            yield buyer.customer_id, buyer.reference


def _customers(book: CoverBook, insurer: str) -> list[str]:
    return list(dict.fromkeys(buyer.customer_id for buyer in book.buyers(insurer)))


def _said(book: CoverBook, customer: str, insurer: str) -> tuple[Any, list[Grade]]:
    """What insurers have said of a customer, covers and grades."""
    from ledgerguard.casework.insurers.covers import known
    from ledgerguard.casework.insurers.opinions import remembered_grade

    found = known(book, customer, insurer)
    answers = [remembered_grade(book, one.insurer, one.reference) for one in found if not one.waits]
    return found, [answer.value for answer in answers if answer.value is not None]


def _cells(fact: Fact) -> list[str]:
    from ledgerguard.cli.decision_words import shown_day
    from ledgerguard.store.export import harmless

    value = f"{fact.value:.10g}" if isinstance(fact.value, float) else str(harmless(fact.value))
    days = [shown_day(day) for day in (fact.day, fact.until)]
    return [fact.item, value, *days, fact.currency, str(harmless(fact.source))]


def _day(moment: dt.datetime | None) -> str:
    return "" if moment is None else moment.date().isoformat()


def _grade_row(customer: str, insurer: str, answer: Answer[Grade]) -> list[str]:
    value = answer.value
    said = ["none", "", "", ""] if answer.told_at else [""] * 4
    if value is not None:
        said = [value.value, value.scale, value.direction, value.as_of.isoformat()]
    return [customer, insurer, *said, _day(answer.told_at), answer.error]


def _grade_json(customer: str, insurer: str, answer: Answer[Grade]) -> dict[str, Any]:
    return {"customer_id": customer, "insurer": insurer, **_answer_json(answer)}


def _claim_row(item: Item, answer: Answer[ClaimState]) -> list[str]:
    value = answer.value
    said = ["", "", ""]
    if value is not None:
        on = "" if value.as_of is None else value.as_of.isoformat()
        said = [value.state, money(value.paid, value.currency) if value.paid else "", on]
    told = [_day(answer.told_at), answer.error]
    return [item.key, item.customer_id, item.insurer, item.ticket, *said, *told]


def _claim_json(item: Item, answer: Answer[ClaimState]) -> dict[str, Any]:
    return {"key": item.key, "customer_id": item.customer_id, "insurer": item.insurer,
            "ticket": item.ticket, **_answer_json(answer)}  # fmt: skip


def _answer_json(answer: Answer[Any]) -> dict[str, Any]:
    from ledgerguard.casework.insurers.plain import plain

    return {
        "answer": None if answer.value is None else plain(answer.value),
        "told_at": None if answer.told_at is None else answer.told_at.isoformat(),
        "error": answer.error,
    }

"""``ledgerguard insurer list``, ``buyers``, ``refresh``, ``covers``, ``events``: what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledgerguard.cli import insurer_desk as desk
from ledgerguard.cli import options
from ledgerguard.cli.claim import FactsFile
from ledgerguard.cli.console import Column, is_number, print_json, print_table, spoken, working
from ledgerguard.cli.log_file import Actor
from ledgerguard.errors import LedgerguardError
from ledgerguard.units import Cell, from_serial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledgerguard.casework.insurers.refreshing import Refreshed
    from ledgerguard.plugin.insurer import Insurer
    from ledgerguard.store.covers import Buyer, CoverBook


def list_insurers(as_json: options.AsJson = False) -> None:
    """Show the connectors that are installed, and what each offers."""
    known = list(desk.connectors().values())
    if as_json:
        print_json(
            [
                {"name": one.name, "title": one.title, "offers": sorted(one.capabilities)}
                for one in known
            ]
        )
        return
    if not known:
        typer.echo(
            "no connector is installed; pip install adds one, such as ledgerguard-insurer-file"
        )
        return
    columns = [Column("insurer"), Column("title"), Column("offers")]
    print_table(
        columns, [[one.name, one.title, ", ".join(sorted(one.capabilities))] for one in known]
    )


def buyers(
    customers: desk.Customers = None,
    insurer: desk.InsurerName = "",
    facts: FactsFile = None,
    confirm: Annotated[
        str,
        typer.Option(
            "--confirm",
            metavar="CUSTOMER=REFERENCE",
            help="A person says who a customer is at the insurer; with --by NAME.",
        ),
    ] = "",
    actor: Actor = "",
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show who our customers are at the insurers; find those that are named, or confirm one.

    A match counts by itself when the legal id is ours, or the insurer is at least 90 % sure of it
    alone; any other waits until a person confirms it.
    """
    from ledgerguard.casework.insurers.buyers import confirmed, reference_of

    faults: dict[str, str] = {}
    with desk.book() as book:
        if confirm:
            customer, _, reference = confirm.partition("=")
            confirmed(book, desk.chosen(insurer).name, customer.strip(), reference.strip(), actor)
        elif customers or facts is not None:
            one = desk.chosen(insurer)
            for query in desk.queries(facts, customers, language):
                try:
                    reference_of(book, one, query)
                except LedgerguardError as error:
                    faults[query.customer_id] = str(error)
        found = book.buyers(insurer)
    if as_json:
        print_json({"buyers": [_buyer(one) for one in found], "faults": faults})
    else:
        _print_buyers(found)
        for fault in faults.values():
            typer.echo(fault, err=True)
    desk.unsettled(faults.values())


def refresh(
    customers: desk.Customers = None,
    insurer: desk.InsurerName = "",
    facts: FactsFile = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Ask the insurers what they cover now: of the customers named, or of all that they know.

    Without customers also those are asked about that cells have wished for. The exit code is 1 when
    something could not be asked.
    """
    from ledgerguard.casework.insurers.refreshing import refresh as ask

    named = bool(customers) or facts is not None
    found: list[tuple[str, Refreshed]] = []
    with desk.book() as book:
        for one in desk.several(insurer, "covers"):
            with working(f"asking {one.title}"):
                if named:
                    asked = ask(book, one, desk.queries(facts, customers, language))
                else:
                    asked = _all(book, one)
            found += [(one.name, each) for each in asked]
    if as_json:
        print_json(
            [{"insurer": name, "customer_id": e.customer_id, "error": e.error} for name, e in found]
        )
    elif found:
        columns = [Column("customer"), Column("insurer"), Column("result")]
        print_table(columns, [[e.customer_id, name, e.error or "told"] for name, e in found])
    else:
        typer.echo("no customer is known to an insurer yet: name some, or --facts FILE")
    desk.unsettled(each.error for _, each in found)


def covers(
    customer: Annotated[
        str, typer.Argument(help="Our id of a customer; all are shown without one.")
    ] = "",
    insurer: Annotated[
        str, typer.Option("--insurer", metavar="NAME", help="Only this insurer.")
    ] = "",
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show the cover as the insurers told it last; nobody is asked."""
    from ledgerguard.casework.insurer_cover import cover_lines
    from ledgerguard.casework.insurers.words import COLUMNS

    header, *rows = cover_lines(customer, insurer, None, None, language)
    days = [list(COLUMNS).index(key) for key in ("valid_from", "valid_to", "told_on")]
    body = [_dated(row, days) for row in rows]
    if as_json:
        print_json([dict(zip(COLUMNS, row, strict=True)) for row in body])
        return
    if not body:
        typer.echo("nothing was told yet: `ledgerguard insurer refresh` asks the insurers")
        return
    numbers = [any(is_number(row[place]) for row in body) for place in range(len(header))]
    columns = [Column(str(t), right=right) for t, right in zip(header, numbers, strict=True)]
    print_table(columns, [[_shown(cell) for cell in row] for row in body])


def events(insurer: desk.InsurerName = "", as_json: options.AsJson = False) -> None:
    """Read what has changed at an insurer since the last time, and ask anew about those buyers."""
    from ledgerguard.casework.insurers.refreshing import take_events

    one = desk.chosen(insurer)
    with desk.book() as book, working(f"asking {one.title}"):
        found = take_events(book, one)
    if as_json:
        print_json(
            [
                {
                    "id": event.id,
                    "at": event.at.isoformat(),
                    "kind": event.kind,
                    "reference": event.reference,
                    "body": dict(event.body),
                }
                for event in found
            ]
        )
        return
    columns = [Column("at"), Column("kind"), Column("reference"), Column("says")]
    rows = [
        [
            f"{event.at.astimezone():%Y-%m-%d %H:%M}",
            event.kind,
            event.reference,
            ", ".join(f"{key} {value}" for key, value in event.body.items()),
        ]
        for event in found
    ]
    if rows:
        print_table(columns, rows)
    typer.echo(f"{len(rows)} event{'s' * (len(rows) != 1)}")


def _all(book: CoverBook, insurer: Insurer) -> list[Refreshed]:
    """All known buyers of an insurer in one question, and then who is wished for beside."""
    from ledgerguard.casework.insurers.refreshing import Refreshed, refresh_all
    from ledgerguard.casework.insurers.refreshing import refresh as ask
    from ledgerguard.plugin.insurer import BuyerQuery, InsurerError

    ours = [one.customer_id for one in book.buyers(insurer.name) if one.accepted]
    wished = [BuyerQuery(one, "", "") for one in book.wishes() if one not in ours]
    try:
        told = refresh_all(book, insurer) if ours else []
    except InsurerError as error:
        return [Refreshed(customer, str(error)) for customer in ours]
    return [*told, *ask(book, insurer, wished)]


def _print_buyers(found: Sequence[Buyer]) -> None:
    if not found:
        typer.echo("no customer is known to an insurer yet: name some, or --facts FILE")
        return
    titles = ("customer", "insurer", "reference", "name there", "sure", "counts", "confirmed by")
    columns = [Column(title, right=title == "sure") for title in titles]
    print_table(
        columns,
        [
            [
                one.customer_id,
                one.insurer,
                one.reference,
                one.name,
                f"{one.confidence:.0%}",
                "yes" if one.accepted else "waits for a person",
                one.confirmed_by,
            ]
            for one in found
        ],
    )


def _buyer(one: Buyer) -> dict[str, Any]:
    return {
        "customer_id": one.customer_id,
        "insurer": one.insurer,
        "reference": one.reference,
        "name": one.name,
        "confidence": one.confidence,
        "accepted": one.accepted,
        "confirmed_by": one.confirmed_by,
    }


def _dated(row: Sequence[Cell], days: Sequence[int]) -> list[Any]:
    """A row with its days as people write them."""
    return [
        from_serial(cell).isoformat() if place in days and isinstance(cell, int) else cell
        for place, cell in enumerate(row)
    ]


def _shown(cell: Any) -> str:
    return f"{cell:,.2f}" if isinstance(cell, float) else spoken(cell)

"""``ledgerguard rates``: which reference rates are known, until when, and how to know more."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import typer

from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table, refuse, working
from ledgerguard.errors import InvalidValue, LedgerguardError
from ledgerguard.policy.reference_rates import PACKAGED, History, history, names

app = typer.Typer(
    no_args_is_help=True,
    help="Show the reference rates behind late-payment interest, or fetch newer ones.",
)


@app.command("list")
def list_rates(as_json: options.AsJson = False) -> None:
    """Show each rate: its days, its last value, until when it is known, its source."""
    records = [_record(history(name)) for name in names()]
    if as_json:
        print_json(records)
        return
    columns = [
        *(Column("rate"), Column("from"), Column("last change"), Column("percent", right=True)),
        *(Column("known until"), Column("file"), Column("page")),
    ]
    keys = ("name", "first", "last_change", "percent", "known_until", "file", "page")
    print_table(columns, [[str(record[key]) for key in keys] for record in records])
    typer.echo("A day after known until answers #N/A. Newer rates: ledgerguard rates update")


@app.command("update")
def update_rates(
    rate: Annotated[
        list[str] | None, typer.Argument(help="Rates to update, such as ECB; all when left out.")
    ] = None,
    given: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE_OR_URL",
            help="A file that you downloaded, or another address; for one rate.",
        ),
    ] = None,
    known_until: Annotated[
        dt.date | None,
        typer.Option(
            "--known-until",
            parser=options.day,
            metavar="DATE",
            help="Up to which day a given list of changes speaks: when it was downloaded.",
        ),
    ] = None,
) -> None:
    """Fetch newer rates from their publishers into your own folder.

    The new rates must agree with the history that is known, or nothing is stored. The folder is
    LEDGERGUARD_RATES, or else the one for the data of programs.
    """
    from ledgerguard.cli.rate_update import update

    chosen = rate or names()
    if given is not None and len(chosen) != 1:
        raise InvalidValue(
            f"--from must be given with one rate, got {len(chosen)}",
            hint=f"ledgerguard rates update ECB --from {given}",
        )
    if known_until is not None and given is None:
        raise InvalidValue(
            "--known-until must be given with --from, got it alone",
            hint="a publisher's own series says until when it speaks",
        )
    failed = False
    for name in chosen:
        try:
            with working(f"fetching {name}"):
                done = update(name, dt.date.today(), given, known_until)
        except (LedgerguardError, OSError) as error:
            failed = True
            refuse(error)
            continue
        if done.path is None:
            typer.echo(f"{done.name}: nothing new, known until {done.known_until}")
            continue
        typer.echo(
            f"{done.name}: {len(done.added)} rows added, {done.agreed} days agreed, known until "
            f"{done.known_until}, stored in {done.path}"
        )
    if failed:
        raise typer.Exit(2)


def _record(known: History) -> dict[str, Any]:
    own = known.path.parent != PACKAGED
    changes = [
        day
        for place, day in enumerate(known.days)
        if place == 0 or known.percents[place] != known.percents[place - 1]
    ]
    return {
        "name": known.name,
        "title": known.about["title"],
        "first": known.days[0].isoformat(),
        "last_change": changes[-1].isoformat(),
        "percent": str(known.percents[-1]),
        "known_until": known.known_until.isoformat(),
        "file": str(known.path) if own else "packaged",
        "publisher": known.about["publisher"],
        "page": known.about["page"],
        "verified": known.about.get("verified", ""),
    }

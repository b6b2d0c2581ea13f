"""``ledgerguard log``: begin, verify, replay, export, and read a filled worklist back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table, working
from ledgerguard.cli.ledger import read
from ledgerguard.cli.log_file import Actor, LogFile, opened, user
from ledgerguard.errors import InvalidValue
from ledgerguard.units import from_serial, serial

app = typer.Typer(
    no_args_is_help=True,
    help="The log of the collection work: append-only, each row chained to the one before.",
)


@app.command()
def begin(
    ledger: options.LedgerFile,
    as_of: options.AsOf,
    policy_name: options.PolicyName = None,
    log: LogFile = None,
    actor: Actor = "",
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
) -> None:
    """Begin a log in the middle of the work: earlier steps are presumed done.

    Without it every open item, however old, begins at the first step of its ladder.
    """
    from ledgerguard.casework.runs import open_log
    from ledgerguard.policy.firm import load_policy

    source = read(ledger, date_order, pairs, currency, sheet, encoding, "en")
    with opened(log, create=True) as book:
        count = open_log(
            source.frame, load_policy(policy_name), book, serial(as_of), actor=user(actor)
        )
        typer.echo(f"{count} items have earlier steps presumed done; head {book.head}")


@app.command()
def verify(
    log: LogFile = None,
    head: Annotated[
        str | None,
        typer.Option(
            "--head",
            metavar="HASH",
            help="A head that was printed on a workbook or a letter: finds a cut-off end, too.",
        ),
    ] = None,
) -> None:
    """Find every change and gap. Exit code 1 when there is any."""
    with opened(log) as book:
        faults = book.verify(head)
        if faults:
            columns = [Column("row", right=True), Column("what"), Column("hint")]
            rows = [["" if f.number is None else str(f.number), f.what, f.hint] for f in faults]
            print_table(columns, rows)
            typer.echo(f"{len(faults)} fault{'s' * (len(faults) != 1)}")
            raise typer.Exit(1)
        typer.echo(f"{len(book)} rows, no fault; head {book.head}")
    if head is None:
        typer.echo("a cut-off end is found only with --head HASH, from a workbook or a letter")


@app.command()
def runs(log: LogFile = None, as_json: options.AsJson = False) -> None:
    """List the runs."""
    from ledgerguard.casework.runs import RUN

    with opened(log) as book:
        rows = list(book.rows(kind=RUN))
    if as_json:
        print_json([{"run": row.run, "by": row.actor, **row.body} for row in rows])
        return
    columns = [
        Column("run"),
        Column("as of"),
        Column("tasks", right=True),
        Column("held", right=True),
        Column("recorded"),
        Column("by"),
        Column("policy"),
        Column("ledger"),
    ]
    print_table(
        columns,
        [
            [
                row.run,
                from_serial(int(str(row.body["as_of"]))).isoformat(),
                str(row.body["tasks"]),
                str(row.body["held"]),
                row.recorded_at,
                row.actor,
                row.policy_version[:12],
                row.ledger_fingerprint[:12],
            ]
            for row in rows
        ],
    )


@app.command()
def replay(
    run: Annotated[str, typer.Argument(help="A run, such as 20261031-1.")], log: LogFile = None
) -> None:
    """Derive a run again from the inputs in the log. Exit code 1 when it is not the same."""
    from ledgerguard.casework.runs import replay as derive_again

    with opened(log) as book, working(f"deriving {run} again"):
        found = derive_again(book, run)
    tasks = len(found.derived.worklist.tasks)
    if not found.equal:
        typer.echo(f"run {run}: derives to another worklist than was recorded")
        raise typer.Exit(1)
    typer.echo(f"run {run}: the same {tasks} tasks from the stored ledger, policy and log")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(dir_okay=False, help="A .csv or .xlsx file to write.")],
    log: LogFile = None,
    language: options.Lang = "en",
) -> None:
    """Write all rows into a csv or xlsx file."""
    with opened(log) as book:
        rows = list(book.rows())
    if out.suffix.lower() == ".xlsx":
        from ledgerguard.workbooks.log_book import build

        build(rows, out, language=language)
    elif out.suffix.lower() == ".csv":
        from ledgerguard.store.export import write_csv

        write_csv(rows, out)
    else:
        raise InvalidValue(
            f"the file must end in .csv or .xlsx, got {out.name}", hint="name it log.xlsx"
        )
    typer.echo(f"{len(rows)} rows: {out}")


@app.command("import")
def import_feedback(
    workbook: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="A worklist that was filled in."),
    ],
    log: LogFile = None,
    actor: Actor = "",
) -> None:
    """Read a filled worklist back, row by row. Exit code 1 when a row does not fit."""
    from ledgerguard.casework.feedback import read_feedback
    from ledgerguard.casework.runs import record

    with opened(log) as book:
        with working(f"reading {workbook.name}"):
            head = book.head
            found = read_feedback(workbook, book)
        # Whoever has written meanwhile may have written the same: read it again then.
        head = record(book, found.events, actor=user(actor), expected_head=head)
    if found.rejected:
        columns = [
            Column("sheet"),
            Column("row", right=True),
            Column("field"),
            Column("value"),
            Column("why not"),
        ]
        rows = [[x.sheet, str(x.row), x.field, x.value, x.reason] for x in found.rejected]
        print_table(columns, rows, title=f"not taken from {workbook.name}")
    known = f"{len(found.known)} recorded before, " if found.known else ""
    typer.echo(f"{len(found.accepted)} taken, {known}{len(found.rejected)} rejected; head {head}")
    if found.rejected:
        raise typer.Exit(1)

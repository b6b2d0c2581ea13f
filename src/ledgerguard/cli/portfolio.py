"""``ledgerguard portfolio``: the figures of a ledger of any size, into files or a database."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.units import Language, serial

if TYPE_CHECKING:
    from ledgerguard.ledger.running.question import Question
    from ledgerguard.ledger.running.run import Payments, Run
    from ledgerguard.ledger.running.waiting import Watcher

STOPPED = 130
"""The exit code of a command that Ctrl-C has stopped, by custom."""

SPOKEN = 10.0
"""Seconds between two lines about a long step, where nobody looks at a bar."""

_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]i?B?)?", re.IGNORECASE)
_UNITS = {"K": 1e-3, "M": 1.0, "G": 1e3, "T": 1e6}

EngineName = Literal["duckdb", "polars", "pandas", "pyspark"]
Allocation = Literal["oldest", "reference", "reference-then-oldest", "pro-rata"]


def portfolio(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="The ledger: csv, parquet, JSON lines or xlsx files or folders of them, SQLite, "
            "sqlite:///path?table=invoices, postgresql://user@host/database?table=invoices."
        ),
    ],
    as_of: options.AsOf,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="FOLDER|BOOK.xlsx|ADDRESS",
            help="A folder for one file a table, a workbook of what a sheet can hold, or the "
            "address of a database.",
        ),
    ],
    tables: Annotated[
        str,
        typer.Option("--tables", help="Which tables, with commas; `--tables help` lists them."),
    ] = "",
    kind: Annotated[
        Literal["parquet", "csv"], typer.Option("--format", help="Of the files in a folder.")
    ] = "parquet",
    engine: Annotated[
        EngineName,
        typer.Option("--engine", help="What computes; all answer alike, to the last minor unit."),
    ] = "duckdb",
    memory: Annotated[
        str,
        typer.Option(
            "--memory",
            metavar="SIZE",
            help="Bound on the engine's memory, such as 2GB; DuckDB and Spark keep to it.",
        ),
    ] = "",
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="Threads.")] = None,
    payments: Annotated[
        list[str] | None,
        typer.Option(
            "--payments",
            metavar="SOURCE",
            help="A table of payments of its own, which is allocated to the invoices.",
        ),
    ] = None,
    method: Annotated[
        Allocation, typer.Option("--allocate", help="How payments are allocated.")
    ] = "reference-then-oldest",
    months: Annotated[
        int, typer.Option("--months", min=1, max=500, help="Length of the histories.")
    ] = 36,
    top: Annotated[
        int, typer.Option("--top", min=1, help="Largest exposures of each currency.")
    ] = 100,
    least: Annotated[
        float, typer.Option("--least", min=0, help="Open items below it leave the worklist.")
    ] = 0.0,
    state: Annotated[
        Path | None,
        typer.Option(
            "--state",
            metavar="FOLDER",
            file_okay=False,
            help="Keeps the cleaned ledger and fingerprints: the next run reads only what has "
            "changed. After a stop, the same command again goes on where it was.",
        ),
    ] = None,
    policy_name: options.PolicyName = None,
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    table: Annotated[
        str | None, typer.Option("--table", help="Table of a database, if not in its address.")
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", help="Query of a database, instead of a table.")
    ] = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Compute the tables of a ledger of any size: customers, aging, histories, worklist.

    From 100 rows to a billion: the definitions are those of the formulas. What could not be read
    is counted by kind beside the tables, with the money that it concerns.
    """
    from ledgerguard.ledger.reading.clean import Options
    from ledgerguard.ledger.running.parts import Opening
    from ledgerguard.ledger.running.run import run

    if tables.strip() == "help":
        _list_tables()
        return
    question = _question(serial(as_of), policy_name, months, top, least)
    opening = Opening(
        Options(options.column_map(pairs), date_order, currency, language),
        sheet,
        encoding,
        table,
        query,
    )
    is_book = out.lower().endswith(".xlsx")
    folder = str(Path(out).with_suffix("")) if is_book else out
    with _shown(as_json, state) as watcher:
        found = run(
            sources,
            question,
            folder,
            tables=[name.strip() for name in tables.split(",") if name.strip()],
            kind=kind,
            engine=engine,
            memory_mb=_megabytes(memory),
            threads=threads,
            opening=opening,
            payments=_payments(payments, method, date_order, currency, language),
            state=state,
            keep=_KEPT if is_book else None,
            watcher=watcher,
        )
    if is_book:
        _write_book(Path(out), found, question, sources, language)
    if as_json:
        print_json(_as_json(found))
    else:
        _print(found, sources)
        if is_book:
            typer.echo(f"workbook: {out}; the whole tables are in {folder}")


_KEPT = {
    "customers": 1_000,
    "worklist": 1_000,
    "aging": 1_000,
    "aging-history": 5_000,
    "exposure": 500,
}
"""Rows of each table that a workbook takes; the rest stays in the files beside it."""


def _write_book(
    out: Path, found: Run, question: Question, sources: Sequence[str], language: Language
) -> None:
    from ledgerguard.workbooks.portfolio_book import Portfolio, build

    source = sources[0] if len(sources) == 1 else f"{len(sources)} sources"
    portfolio = Portfolio(
        question.as_of,
        found.totals,
        found.tally,
        found.kept,
        found.written,
        source,
        question.edges,
    )
    build(portfolio, out, language=language)


def _question(as_of: int, policy_name: str | None, months: int, top: int, least: float) -> Question:
    from ledgerguard.ledger.running.question import Question
    from ledgerguard.policy.firm import load_policy

    policy = load_policy(policy_name)
    settings = policy.settings()
    levels = tuple(entry.level() for entry in policy.ladders[settings.ladder].levels)
    return Question(
        as_of,
        levels,
        grace_days=settings.grace_days,
        months=months,
        top=top,
        least=round(least * 100),
    )


def _payments(
    sources: Sequence[str] | None,
    method: Allocation,
    date_order: Any,
    currency: str,
    language: Any,
) -> Payments | None:
    from ledgerguard.ledger.reading.clean import Options
    from ledgerguard.ledger.running.parts import Opening
    from ledgerguard.ledger.running.run import Payments

    if not sources:
        return None
    return Payments(list(sources), method, Opening(Options({}, date_order, currency, language)))


def _megabytes(text: str) -> int | None:
    if not text.strip():
        return None
    found = _MEMORY.fullmatch(text.strip())
    megabytes = round(float(found[1]) * _UNITS[(found[2] or "M")[0].upper()]) if found else 0
    if megabytes < 1:
        raise InvalidValue(f"--memory must be a size such as 500MB or 2GB, got {text!r}")
    return megabytes


def _list_tables() -> None:
    from ledgerguard.ledger.running.question import TABLES, USUAL

    rows = [[name, one.says, "yes" if name in USUAL else ""] for name, one in TABLES.items()]
    print_table([Column("table"), Column("what it holds"), Column("unless told otherwise")], rows)


@contextmanager
def _shown(quiet: bool, state: Path | None) -> Iterator[Watcher]:
    """Show how the steps of a run go on; Ctrl-C ends it with a word on how to go on."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    spoken: dict[str, float] = {}
    with Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    ) as progress:
        task = progress.add_task("starting", total=None)

        def watch(step: str, share: float | None, seconds: float) -> None:
            progress.update(task, description=step, total=None if share is None else 1.0)
            if share is not None:
                progress.update(task, completed=share)
            if not quiet and not console.is_terminal and seconds - spoken.get(step, 0) >= SPOKEN:
                spoken[step] = seconds
                done = "" if share is None else f", {share:.0%}"
                typer.echo(f"{step}: {seconds:.0f} s{done}", err=True)

        try:
            yield watch
        except KeyboardInterrupt:
            progress.stop()
            typer.echo("stopped; the tables that were finished stay", err=True)
            typer.echo(
                f"{state} holds what is done; to go on from there:\n{_command()}"
                if state is not None
                else "with --state FOLDER a run can go on where it was stopped",
                err=True,
            )
            raise typer.Exit(STOPPED) from None


def _command() -> str:
    """The command of this process as a shell takes it."""
    called, *arguments = sys.argv
    is_module = Path(called).name == "__main__.py"
    words = [*([sys.executable, "-m"] if is_module else []), "ledgerguard", *arguments]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _print(found: Run, sources: Sequence[str]) -> None:
    rows, read = found.tally.rows_counted, found.tally.rows_read
    named = sources[0] if len(sources) == 1 else f"{len(sources)} sources"
    rate = read / max(found.seconds, 0.1)
    typer.echo(
        f"{named}: {read:,} rows, {rows:,} counted, in {found.seconds:.1f} s ({rate:,.0f} rows/s)"
    )
    if found.note:
        typer.echo(found.note)
    if found.changes is not None:
        changes = found.changes
        typer.echo(
            f"since the last run: {changes.new:,} invoices new, {changes.changed:,} changed, "
            f"{changes.gone:,} gone; {found.parts_known} of {found.parts} parts not read again"
            + ("" if found.recomputed is None else f"; {found.recomputed:,} customers recomputed")
        )
    if found.tally.problems:
        _print_problems(found)
    for reason, count in found.unapplied.items():
        typer.echo(f"payments not allocated, {reason.replace('-', ' ')}: {count:,}")
    body = [
        [
            currency or "(none)",
            *(_money(one[name], currency) for name in _MONEY),
            f"{one['items']:,}",
        ]
        for currency, one in found.totals.items()
    ]
    columns = [Column("currency"), *(Column(name, right=True) for name in (*_MONEY, "items"))]
    print_table(columns, body, title="open at the day; customers and aging tie out to it")
    written = [
        [
            one.name,
            f"{one.rows:,}",
            "as before" if one.is_known else f"{one.seconds:.1f} s",
            one.where,
        ]
        for one in found.written
    ]
    print_table(
        [Column("table"), Column("rows", right=True), Column("time", right=True), Column("where")],
        written,
    )


_MONEY = ("open", "owed", "overdue", "disputed", "unapplied")


def _print_problems(found: Run) -> None:
    body = [
        [
            one.code.replace("_", " "),
            one.column,
            f"{one.rows:,}",
            ", ".join(f"{_money(m, c)} {c}".strip() for c, m in sorted(one.money.items())),
        ]
        for one in found.tally.problems
    ]
    columns = [
        Column("kind of problem"),
        Column("column"),
        Column("rows", right=True),
        Column("money affected", right=True),
    ]
    print_table(columns, body)
    for place in found.problems_in:
        typer.echo(f"problems: {place}")


def _money(minor: int, currency: str) -> str:
    return f"{to_major(minor, currency):,.{exponent(currency)}f}"


def _as_json(found: Run) -> dict[str, Any]:
    return {
        "rows_read": found.tally.rows_read,
        "rows_counted": found.tally.rows_counted,
        "seconds": round(found.seconds, 3),
        "problems": [
            {
                "code": one.code,
                "column": one.column,
                "rows": one.rows,
                "money": {c: to_major(minor, c) for c, minor in one.money.items()},
            }
            for one in found.tally.problems
        ],
        "totals": {
            currency: {
                name: count if name == "items" else to_major(count, currency)
                for name, count in one.items()
            }
            for currency, one in found.totals.items()
        },
        "changes": None
        if found.changes is None
        else {
            "new": found.changes.new,
            "changed": found.changes.changed,
            "gone": found.changes.gone,
            "parts": found.parts,
            "parts_known": found.parts_known,
            "customers_recomputed": found.recomputed,
        },
        "unapplied_payments": dict(found.unapplied),
        "tables": [
            {"table": one.name, "rows": one.rows, "where": one.where, "known": one.is_known}
            for one in found.written
        ],
        "problems_in": list(found.problems_in),
        "note": found.note,
    }

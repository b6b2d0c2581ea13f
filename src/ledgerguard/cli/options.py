"""The options that several commands share, each with its help in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ledgerguard.cli.plugin_notes import say_faults
from ledgerguard.ledger import schema
from ledgerguard.plugin import manager
from ledgerguard.plugin.reading import foreign
from ledgerguard.units import Language


def day(text: str) -> dt.date:
    """A day as it is written on the command line."""
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(
            f"a date is written YYYY-MM-DD, such as 2026-10-31, got {text!r}"
        ) from None


def column_map(pairs: Sequence[str] | None) -> dict[str, str]:
    """The pairs of ``--map``: our field, and the header that it has in the ledger."""
    found = {}
    for pair in pairs or []:
        field, sign, header = pair.partition("=")
        if not (field.strip() and sign and header.strip()):
            raise typer.BadParameter(
                f"a pair is written field=header, such as due='Net due date', got {pair!r}",
                param_hint="--map",
            )
        found[field.strip()] = header.strip()
    return found


def ledger_source(text: str) -> str:
    """A ledger that is there: a file, or what a plugin reads."""
    if Path(text).is_file() or foreign(manager.installed(), text, say_faults) is not None:
        return text
    what = "is a directory" if Path(text).is_dir() else "does not exist"
    raise typer.BadParameter(f"File {text!r} {what}.")


LedgerFile = Annotated[
    str,
    typer.Argument(
        parser=ledger_source,
        help="The ledger: a csv or xlsx file with one row an invoice, or what a plugin reads.",
    ),
]
AsOf = Annotated[
    dt.date,
    typer.Option(
        "--as-of", parser=day, metavar="DATE", help="The day from which to look, as YYYY-MM-DD."
    ),
]
PolicyName = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="NAME|FILE",
        help="A packaged ladder (five-stage, three-stage, monitoring, friendly, sme), a policy "
        "that a plugin brings, or the firm's own file; else what LEDGERGUARD_POLICY names, else "
        "five-stage.",
    ),
]
DateOrder = Annotated[
    schema.DateOrder | None,
    typer.Option(
        "--date-order", help="How dates in words are written; else the column itself tells."
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=HEADER",
        help="The header of a field, such as due='Net due date'; once for each field.",
    ),
]
Currency = Annotated[
    str, typer.Option("--currency", help="The currency of rows that name none, such as EUR.")
]
Sheet = Annotated[
    str | None, typer.Option("--sheet", help="The sheet of an xlsx file; else the first that fits.")
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", help="The encoding of a csv file, such as gb18030; else detected."),
]
Lang = Annotated[
    Language, typer.Option("--lang", help="The language of headers, labels and texts.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]

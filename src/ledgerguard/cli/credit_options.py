"""The options that the commands about customers' credit share."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Annotated

import typer

from ledgerguard.cli.options import ledger_source

_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


def amount(text: str) -> float:
    """An amount as it is written on the command line: 12000, 12000.50 or 12,000.50."""
    plain = str(text).strip()  # a default comes as a number
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        found = float(plain)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise typer.BadParameter(f"an amount is written 12000 or 12,000.50, got {text!r}")
    return found


def plain_amount(text: str) -> float:
    """The same of what cannot be negative."""
    found = amount(text)
    if found < 0:
        raise typer.BadParameter(f"the amount must not be negative, got {text!r}")
    return found


_FILE_HELP = (
    "Customers' files: csv or xlsx with one row a fact; see `ledgerguard credit-file template`."
)
FactsFile = Annotated[
    Path,
    typer.Option(
        "--file", "--facts", metavar="FACTS", exists=True, dir_okay=False, help=_FILE_HELP
    ),
]
OptionalFacts = Annotated[
    Path | None,
    typer.Option(
        "--file", "--facts", metavar="FACTS", exists=True, dir_okay=False, help=_FILE_HELP
    ),
]
OptionalLedger = Annotated[
    str | None,
    typer.Argument(
        parser=ledger_source,
        help="The ledger: a csv or xlsx file with one row an invoice, or what a plugin reads; left "
        "out, nothing is open.",
    ),
]
LookedAt = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="FILE",
        envvar="LEDGERGUARD_LOG",
        exists=True,
        dir_okay=False,
        help="The log of what was done and decided; it is read, and nothing is written.",
    ),
]
OnlyCurrency = Annotated[
    str,
    typer.Option(
        "--currency",
        metavar="CODE",
        help="Only this currency; also that of rows which name none. Two are never added.",
    ),
]
CustomerOption = Annotated[str, typer.Option("--customer", metavar="ID", help="One customer only.")]
FactsSheet = Annotated[
    str | None,
    typer.Option("--file-sheet", help="The sheet of an xlsx file of customers' files."),
]

"""``ledgerguard cockpit``, ``demo`` and ``recalc``: live workbooks and their recalculation."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ledgerguard.cells.spelling import Host
from ledgerguard.cli import options
from ledgerguard.cli.console import Column, is_number, print_json, print_table, spoken, working
from ledgerguard.cli.factors import read_factors
from ledgerguard.cli.ledger import read
from ledgerguard.errors import HostError
from ledgerguard.units import Cell

if TYPE_CHECKING:
    from ledgerguard.hosts.calc import Recalculation
    from ledgerguard.workbooks.cockpit import CockpitSummary

_FORMS: Final = {
    "money": ",.2f",
    "whole": ",.0f",
    "days": ",.1f",
    "percent": ".1%",
    "index": ".4f",
    "score": ".1f",
}
_FORMULA_WIDTH: Final = 60
HostOption = Annotated[
    Host,
    typer.Option(
        "--host",
        help="Where the workbook will live: desktop (Excel with xlwings), calc (LibreOffice), "
        "lite (xlwings Lite).",
    ),
]
Out = Annotated[
    Path,
    typer.Option("--out", metavar="FILE", dir_okay=False, help="The .xlsx workbook to write."),
]
Factors = Annotated[
    Path | None,
    typer.Option(
        "--factors",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        readable=True,
        help="Factors of the credit score by customer, csv or xlsx: a column customer_id, and one "
        "for each factor, such as current_ratio.",
    ),
]


def cockpit(
    ledger: options.LedgerFile,
    as_of: options.AsOf,
    out: Out,
    host: HostOption = "desktop",
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    factors: Factors = None,
) -> None:
    """Build a live credit-control workbook: every figure is a formula over the ledger sheet."""
    from ledgerguard.workbooks.cockpit import build

    out = workbook_path(out)
    known = None if factors is None else read_factors(factors)
    source = read(ledger, date_order, pairs, currency, sheet, encoding, language)
    with working("building the workbook"):
        summary = build(source, as_of, out, host=host, language=language, factors=known)
    _show(summary, as_of)


def demo(
    out: Out = Path("ledgerguard-demo.xlsx"),
    host: HostOption = "desktop",
    language: options.Lang = "en",
) -> None:
    """Build the workbook of the packaged sample ledger, and recalculate it in LibreOffice.

    Without LibreOffice one line says that nothing was recalculated and why; that is an error only
    where LEDGERGUARD_REQUIRE_HOSTS=1.
    """
    from ledgerguard.hosts.calc import reason_missing, recalculate
    from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
    from ledgerguard.workbooks.cockpit import build

    out = workbook_path(out)
    source = read(sample_path(), language=language)
    with working("building the workbook"):
        summary = build(source, SAMPLE_AS_OF, out, host=host, language=language)
    _show(summary, SAMPLE_AS_OF)
    reason = reason_missing()
    if reason is not None:
        if os.environ.get("LEDGERGUARD_REQUIRE_HOSTS") == "1":
            raise HostError(f"nothing was recalculated: {reason}")
        typer.echo(f"nothing was recalculated: {reason}")
        return
    with working("recalculating in LibreOffice"):
        recalculation = recalculate(out)
    _show_recalculation(recalculation)


def recalc(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="An .xlsx workbook for any host; it is only read.",
        ),
    ],
    as_json: options.AsJson = False,
) -> None:
    """Recalculate a copy of a workbook in LibreOffice and show every cell that differs.

    The exit code is 1 when a cached value is not what LibreOffice computes.
    """
    from ledgerguard.hosts.calc import recalculate

    with working("recalculating in LibreOffice"):
        recalculation = recalculate(file)
    if as_json:
        print_json({"file": str(file), **dataclasses.asdict(recalculation)})
        if recalculation.differences:
            raise typer.Exit(1)
        return
    _show_recalculation(recalculation)


def workbook_path(out: Path) -> Path:
    """The path to write to; its folder is made, since nothing is gained by refusing."""
    if out.suffix.lower() != ".xlsx":
        raise typer.BadParameter(
            f"the workbook must be an .xlsx file, got {out.name!r}", param_hint="--out"
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.exists():  # open in Excel, or read-only: better said before the work than after it
        out.open("r+b").close()
    return out


def _show(summary: CockpitSummary, as_of: dt.date) -> None:
    when = f"{as_of.isoformat()}, {summary.currency}".rstrip(", ")
    columns = [Column("key figure"), Column(when, right=True)]
    print_table(columns, [[label, _figure(value, form)] for label, value, form in summary.figures])
    typer.echo(f"workbook: {summary.path}")


def _figure(value: Cell, form: str) -> str:
    """A figure as its tile on the dashboard shows it."""
    if not is_number(value):
        return spoken(value)
    number = float(str(value))
    return f"{number:{_FORMS[form]}}" if form in _FORMS else spoken(value)


def _shortened(formula: str) -> str:
    """Enough of a formula to recognise it; the cell holds the rest."""
    return formula if len(formula) <= _FORMULA_WIDTH else formula[: _FORMULA_WIDTH - 1] + "…"


def _show_recalculation(found: Recalculation) -> None:
    count = len(found.differences)
    if count:
        columns = [Column(title) for title in ("cell", "formula", "cached", "recalculated")]
        rows = [
            [f"{d.sheet}!{d.cell}", _shortened(d.formula), spoken(d.cached), spoken(d.recalculated)]
            for d in found.differences
        ]
        print_table(columns, rows)
    noun = "difference" if count == 1 else "differences"
    typer.echo(
        f"recalculated {found.compared} formula cells in LibreOffice: {count} {noun}\n"
        f"ours {found.ours}, filled by arrays {found.filled}, native {found.native}"
    )
    if count:
        raise typer.Exit(1)

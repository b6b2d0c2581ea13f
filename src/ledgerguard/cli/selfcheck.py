"""``ledgerguard selfcheck``: a workbook that tells whether the formulas work where it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from ledgerguard.cli import options
from ledgerguard.cli.console import working
from ledgerguard.cli.workbook import HostOption, workbook_path

WHERE: Final = {
    "desktop": "Open it in Excel (after: ledgerguard addin install desktop), press Ctrl+Alt+F9",
    "calc": "Open it in LibreOffice (after: ledgerguard addin install calc), press Ctrl+Shift+F9",
    "lite": "Open it in Excel with xlwings Lite and ledgerguard in it, press Ctrl+Alt+F9",
}


def selfcheck(
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", dir_okay=False, help="The .xlsx to write.")
    ] = Path("ledgerguard-selfcheck.xlsx"),
    host: HostOption = "desktop",
    language: options.Lang = "en",
) -> None:
    """Write a workbook with every formula's example, the expected value and a live verdict."""
    from ledgerguard.workbooks.selfcheck import build

    with working("building the workbook"):
        summary = build(workbook_path(out), host=host, language=language)
    typer.echo(f"{summary.checks} checks of {summary.formulas} formulas: {summary.path}")
    typer.echo(f"{WHERE[host]}, and read the verdict on its first sheet.")

"""``ledgerguard template retarget``: a workbook taken to another spreadsheet program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ledgerguard.cells.spelling import Host
from ledgerguard.cli import options
from ledgerguard.cli.template_lint import WorkbookFile
from ledgerguard.translation import Say, mark, texts

if TYPE_CHECKING:
    from ledgerguard.workbooks.stored.retarget import Retargeted

_DONE: Final = mark(
    "{file}: {calls} calls respelled for {host}; {unchanged} parts kept byte for byte"
)
_MARKED: Final = mark(
    "{cells} cells became dynamic formulas, so that Excel shows no @ before the call"
)
_METADATA: Final = mark("{part} was added: it says what a dynamic formula is")
_UNMARKED: Final = mark("{cells} dynamic formulas became plain ones again")
_PLAIN: Final = mark(
    "{cells} cells stay plain, because a dynamic formula might answer more than one cell there: "
    "Excel shows @ before the call and takes the first value"
)
_SIGNED: Final = mark("the file was signed: the signature no longer holds")


def retarget(
    file: WorkbookFile,
    host: Annotated[
        Host,
        typer.Option(
            "--host",
            help="Where the workbook will live: desktop (Excel with xlwings), calc (LibreOffice), "
            "lite (xlwings Lite).",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", dir_okay=False, help="The workbook to write; else NAME-HOST."
        ),
    ] = None,
    language: options.Lang = "en",
) -> None:
    """Respell the calls of our formulas for another program; nothing else in the file changes."""
    from ledgerguard.workbooks.stored.retarget import retarget_file

    out = file.with_name(f"{file.stem}-{host}{file.suffix}") if out is None else out
    if out.suffix.lower() != file.suffix.lower():
        raise typer.BadParameter(
            f"the kind of file must stay {file.suffix}, got {out.name!r}", param_hint="--out"
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    for line in _lines(retarget_file(file, out, host), texts(language)):
        typer.echo(line)


def _lines(done: Retargeted, say: Say) -> list[str]:
    lines = [
        say(_DONE).format(
            file=done.path, calls=done.calls, host=done.host, unchanged=done.unchanged
        )
    ]
    if done.marked:
        lines.append(say(_MARKED).format(cells=done.marked))
    if done.added:
        lines.append(say(_METADATA).format(part=done.added))
    if done.unmarked:
        lines.append(say(_UNMARKED).format(cells=done.unmarked))
    if done.plain:
        lines.append(say(_PLAIN).format(cells=done.plain))
    if done.signed:
        lines.append(say(_SIGNED))
    return lines

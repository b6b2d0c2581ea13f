"""``ledgerguard template lint``: what is wrong with a hand-made workbook that uses our formulas."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from ledgerguard.cells.spelling import Host
from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table
from ledgerguard.translation import Say, mark, texts

if TYPE_CHECKING:
    from ledgerguard.workbooks.stored.lint import Finding

WorkbookFile = Annotated[
    Path,
    typer.Argument(
        exists=True,
        dir_okay=False,
        readable=True,
        help="The workbook, .xlsx or .xlsm; it is only read.",
    ),
]
_HEADERS: Final = (
    mark("where"),
    mark("level"),
    mark("code"),
    mark("what is wrong, and what stands there"),
    mark("what belongs there, and what to do"),
)
_LEVELS: Final = {"error": mark("error"), "warning": mark("warning")}
_SUM: Final = mark("{file}: {errors} errors, {warnings} warnings")


def lint(
    file: WorkbookFile,
    host: Annotated[
        Host | None,
        typer.Option(
            "--host",
            help="Where the workbook will live; else what most of its calls are spelled for.",
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Let warnings fail as errors do.")
    ] = False,
    form: Annotated[
        Literal["table", "json"], typer.Option("--format", help="How to print the findings.")
    ] = "table",
    language: options.Lang = "en",
) -> None:
    """Check a hand-made workbook that uses our formulas; nothing in it is changed.

    The exit code is 1 when there is an error; with --strict a warning is enough.
    """
    from ledgerguard.workbooks.stored.lint import lint as findings_of

    findings = findings_of(file, host=host, language=language)
    counts = Counter(finding.level for finding in findings)
    if form == "json":
        print_json([dataclasses.asdict(finding) for finding in findings])
    else:
        say = texts(language)
        if findings:
            columns = [Column(say(header)) for header in _HEADERS]
            print_table(columns, [_row(finding, say) for finding in findings])
        errors, warnings = str(counts["error"]), str(counts["warning"])
        typer.echo(say(_SUM).format(file=file.name, errors=errors, warnings=warnings))
    if counts["error"] or (strict and findings):
        raise typer.Exit(1)


def _row(finding: Finding, say: Say) -> list[str]:
    where = f"{finding.sheet}!{finding.cell}" if finding.sheet else finding.cell
    level = say(_LEVELS[finding.level])
    # Two lines each, so that four texts fit beside each other on a screen.
    wrong, right = f"{finding.what}\n{finding.got}", f"{finding.allowed}\n{finding.hint}"
    return [where, level, finding.code, wrong, right]

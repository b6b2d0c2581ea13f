"""``python -m ledgerguard_insurer_file``: fates of rows, the check of a layout, a beginning."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from ledgerguard.cli.console import Column, print_table, refuse, speak_utf8
from ledgerguard.errors import InvalidValue, LedgerguardError

from ledgerguard_insurer_file import report
from ledgerguard_insurer_file.connector import FileInsurer
from ledgerguard_insurer_file.layout import PACKAGED, load
from ledgerguard_insurer_file.plugin import insurers
from ledgerguard_insurer_file.settings import FILE, FILE_VARIABLE

PRINTED: Final = 12
"""Columns of the report at the prompt: the file and the row stand in the csv as well."""

_RIGHT: Final = ("amount", "granted or paid", "row")
_SETTINGS: Final = """\
# Connections to credit insurers by files; relative paths count from the folder of this file.
[mutual]                     # how you name it in commands and formulas
title = "Example Mutual"
layout = "{layout}"
folder = "mutual"            # gets outgoing, incoming and records
# policy = "4711"            # where a file has no place for it; a write of another one is refused
# currency = "EUR"           # where a file has no place for it
# outgoing = "S:/portal/up"  # instead of outgoing in the folder; on the same drive
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; answers the exit code.

    Args:
        arguments: The words of the command line; those of this process when left out.
    """
    parser = argparse.ArgumentParser(
        prog="python -m ledgerguard_insurer_file",
        description="Files to and from credit insurers.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    fate = commands.add_parser("report", help="what became of each row, and what is not understood")
    fate.add_argument("--insurer", default="", help="only this one")
    fate.add_argument("--open", action="store_true", help="only what still waits for an answer")
    check = commands.add_parser("check", help="check a layout, or all connections")
    check.add_argument("layout", nargs="?", help="name or file of a layout")
    init = commands.add_parser("init", help="write a settings file and a layout to change")
    init.add_argument("folder", type=Path)
    init.add_argument("--layout", choices=PACKAGED, default=PACKAGED[0])
    given = parser.parse_args(arguments)
    speak_utf8(sys.stdout, sys.stderr)
    try:
        if given.command == "report":
            return _report(given.insurer, only_open=given.open)
        if given.command == "check":
            return _check(given.layout)
        return _init(given.folder, given.layout)
    except (LedgerguardError, OSError) as error:
        refuse(error)
        return 1


def _report(name: str, *, only_open: bool) -> int:
    ours = _connections()
    if name and name not in ours:
        raise InvalidValue(f"insurer must be one of {', '.join(ours)}, got {name!r}")
    problems = 0
    for insurer in [ours[name]] if name else ours.values():
        known = insurer.known()
        fates = insurer.fates()
        rows = report.fate_rows(insurer.folders, fates)
        if only_open:
            rows = [row for row in rows if row[report.FATES.index("fate")] in _OPEN]
        title = f"{insurer.title} ({insurer.name})"
        print_table(
            [Column(header, header in _RIGHT) for header in report.FATES[:PRINTED]],
            [row[:PRINTED] for row in rows],
            f"{title}: {len(rows)} rows",
        )
        found = report.problem_rows(known.problems)
        problems += len(found)
        if found:
            print_table(
                [Column(header, header in _RIGHT) for header in report.PROBLEMS],
                found,
                f"{title}: not understood",
            )
        try:
            report.write_reports(insurer.folders, fates, known.problems)
        except OSError as error:  # a spreadsheet program has it open
            print(f"not written anew: {error.filename}: {error.strerror}")
        else:
            place = insurer.folders.records / report.FATES_FILE
            print(f"also in {place} and {report.PROBLEMS_FILE}")
    return 2 if problems else 0


_OPEN: Final = ("waiting", "taken", "investigating", "registered", "examining", "not understood")


def _connections() -> dict[str, FileInsurer]:
    ours = {one.name: one for one in insurers()}
    if not ours:
        raise InvalidValue(
            f"a connection must stand in {FILE} of the user's settings, got none",
            hint=f"`python -m ledgerguard_insurer_file init FOLDER` writes one; {FILE_VARIABLE} "
            "names another place",
        )
    return ours


def _check(layout: str | None) -> int:
    if layout is not None:
        found = load(layout)
        print(f"{layout}: {found.title}; no fault. It describes {', '.join(found.stated())}")
        return 0
    for insurer in _connections().values():
        offers = ", ".join(sorted(insurer.capabilities))
        print(f"{insurer.name}: no fault. It offers {offers}")
    return 0


def _init(folder: Path, layout: str) -> int:
    settings, copy = folder / FILE, folder / f"my-{layout}.toml"
    for path in (settings, copy):
        if path.exists():
            raise InvalidValue(f"{path} must be missing, got one", hint="nothing was written")
    folder.mkdir(parents=True, exist_ok=True)
    text = (files(__package__) / "layouts" / f"{layout}.toml").read_text(encoding="utf-8")
    copy.write_text(text, encoding="utf-8")
    settings.write_text(_SETTINGS.format(layout=copy.name), encoding="utf-8")
    print(f"{settings} and {copy} written; set {FILE_VARIABLE}={settings}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``ledgerguard doctor``: what keeps the formulas from working in a spreadsheet program."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ledgerguard.cells.functions import plugin_faults
from ledgerguard.cells.spelling import Host
from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table
from ledgerguard.errors import LedgerguardError

if TYPE_CHECKING:
    from ledgerguard.hosts.findings import Finding

NAMES: Final = {"desktop": "Excel", "calc": "LibreOffice Calc", "lite": "xlwings Lite"}
SIGNS: Final = {"ok": "ok", "warning": "warning", "fault": "fault", "absent": "not here"}


def doctor(
    host: Annotated[
        Host | None, typer.Argument(help="Only this one: desktop (Excel), calc or lite.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Look for what keeps the formulas from working, and say what mends it.

    The exit code is 1 when something is wrong. What is not on this machine is no fault.
    """
    report(host, as_json=as_json, only_install=False)


def report(host: Host | None, *, as_json: bool, only_install: bool) -> None:
    """Print what was found; exit code 1 where there is a fault."""
    found = list(_findings(host, only_install=only_install))
    faults = [] if only_install else plugin_faults()
    if as_json:
        print_json(
            {
                "findings": [dataclasses.asdict(finding) for finding in found],
                "plugins": [dataclasses.asdict(fault) for fault in faults],
            }
        )
    else:
        columns = [Column("program"), Column("looked at"), Column(""), Column("found")]
        rows = [
            [NAMES[f.host], f.check, SIGNS[f.state], "\n".join(filter(None, [f.text, f.mend]))]
            for f in found
        ]
        rows += [
            ["plugin", fault.package, "fault", f"{fault.text}\n{fault.mend}"] for fault in faults
        ]
        print_table(columns, rows)
    if faults or any(finding.state == "fault" for finding in found):
        raise typer.Exit(1)


def _findings(host: Host | None, *, only_install: bool) -> Iterator[Finding]:
    from ledgerguard.hosts import calc_doctor, desktop_doctor
    from ledgerguard.hosts.findings import Finding

    if host in (None, "desktop"):
        look = desktop_doctor.status if only_install else desktop_doctor.findings
        yield from _looked_at("desktop", look)
    if host in (None, "calc"):
        yield from _looked_at("calc", calc_doctor.findings)
    if host == "lite":
        text = "It is installed from Excel's add-in store and keeps its code in the workbook."
        mend = "ledgerguard addin build lite writes the two files that it needs"
        yield Finding("lite", "installation", "absent", text, mend)


def _looked_at(host: Host, look: Callable[[], list[Finding]]) -> list[Finding]:
    """What a look finds; one that fails costs only its own program."""
    from ledgerguard.hosts.findings import Finding

    try:
        return look()
    except (LedgerguardError, OSError) as error:
        mend = "mend that first; nothing else was looked at"
        return [Finding(host, "looking itself", "fault", f"It failed: {error}", mend)]

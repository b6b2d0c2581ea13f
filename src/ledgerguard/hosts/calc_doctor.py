"""What usually breaks ledgerguard in LibreOffice, and the mend of each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ledgerguard.hosts.calc_machine import Machine, look
from ledgerguard.hosts.findings import Finding, State

INSTALL = "ledgerguard addin install calc"
AGAIN = f"Run `{INSTALL}` with the Python you use now."
OLDEST = (7, 4)  # of the versions of LibreOffice that we have run
FEW = 3  # names that one sentence can hold


def findings(machine: Machine | None = None) -> list[Finding]:
    """Everything that was looked at, in the order in which one would ask.

    Args:
        machine: The facts; without them this machine is looked at.
    """
    machine = look() if machine is None else machine
    found = [*_office(machine)]
    if machine.office is not None:
        found += [*_extension(machine), *_python(machine), *_formulas(machine), *_log(machine)]
    return found


def _finding(check: str, state: State, text: str, mend: str = "") -> Finding:
    return Finding("calc", check, state, text, mend)


def _office(machine: Machine) -> Iterator[Finding]:
    if machine.office is None:
        yield _finding(
            "LibreOffice",
            "absent",
            "LibreOffice is not on this machine, or not where it is usually put.",
            "Install LibreOffice Calc, or name its soffice in the variable LEDGERGUARD_SOFFICE.",
        )
        return
    version = machine.office_version
    number = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if number and number < OLDEST:
        yield _finding(
            "LibreOffice",
            "warning",
            f"LibreOffice {version} is older than 7.4, the oldest that was tried.",
            "Install a newer LibreOffice.",
        )
    else:
        text = f"LibreOffice {version or '(it did not tell its version)'} is at {machine.office}."
        yield _finding("LibreOffice", "ok", text)
    parts = set(machine.office.parts)
    if {"snap", "flatpak"} & parts:
        yield _finding(
            "LibreOffice's packing",
            "warning",
            "LibreOffice comes as a snap or flatpak, which may keep it from starting your Python.",
            "If cells show #NAME?, install LibreOffice from libreoffice.org or your distribution.",
        )
    if not machine.has_python:
        yield _finding(
            "LibreOffice's Python",
            "fault",
            "LibreOffice's own Python lacks its module uno, so no Python extension can run.",
            "Debian and Ubuntu: apt install python3-uno libreoffice-script-provider-python.",
        )


def _extension(machine: Machine) -> Iterator[Finding]:
    taken = machine.taken
    if taken is None:
        yield _finding("the extension", "absent", "The extension is not installed.", INSTALL)
        return
    where = f"The extension {taken.version} is installed for {_WHOSE[taken.place]}"
    if taken.is_registered is False:
        yield _finding(
            "the extension",
            "fault",
            f"{where}, but LibreOffice has it not registered: cells show #NAME?.",
            INSTALL,
        )
    elif taken.version != machine.version:
        text = f"{where}; ledgerguard here is {machine.version}."
        yield _finding("the extension", "warning", text, INSTALL)
    elif not machine.is_same:
        text = f"{where}, but its files are not those of ledgerguard {machine.version} here."
        yield _finding("the extension", "warning", text, INSTALL)
    else:
        yield _finding("the extension", "ok", f"{where}: {machine.profile.folder}.")
    if len(machine.extensions) > 1:
        places = ", ".join(f"{_WHOSE[one.place]} ({one.version})" for one in machine.extensions)
        yield _finding(
            "installations",
            "warning",
            f"The extension is there more than once: for {places}.",
            "Keep one: `ledgerguard addin uninstall calc` takes yours away; the administrator "
            "takes away the others (LibreOffice: Tools, Extensions).",
        )
    if machine.is_running:
        yield _finding(
            "LibreOffice's windows",
            "ok",
            "LibreOffice is running with this profile.",
            "Close it before you install or uninstall.",
        )


def _python(machine: Machine) -> Iterator[Finding]:
    check, found = "the extension's Python", machine.interpreter
    if found is None:
        return
    if not found.path:
        text = "The extension has no record of its Python: cells show #NAME?."
        yield _finding(check, "fault", text, INSTALL)
    elif not found.exists:
        text = f"ledgerguard's Python {found.path} is gone: cells show #NAME?."
        yield _finding(check, "fault", text, AGAIN)
    elif not found.version:
        text = f"ledgerguard cannot be imported in its Python {found.path}: {found.complaint}"
        yield _finding(check, "fault", text, AGAIN)
    elif found.version != machine.version:
        yield _finding(
            check,
            "warning",
            f"Formulas are computed by ledgerguard {found.version} in {found.path}; "
            f"here is {machine.version}.",
            AGAIN,
        )
    else:
        text = f"Formulas are computed by {found.path} with ledgerguard {found.version}."
        yield _finding(check, "ok", text)


def _formulas(machine: Machine) -> Iterator[Finding]:
    """Formulas come from Python when LibreOffice starts: a new plugin needs no new installation."""
    taken = machine.taken
    if taken is None or not machine.names:
        return
    new, gone = machine.names - taken.names, taken.names - machine.names
    if not new and not gone:
        text = f"The extension knows all {len(machine.names)} formulas."
        yield _finding("the formulas", "ok", text)
        return
    changes = [f"{len(new)} more ({_few(new)})"] if new else []
    changes += [f"{len(gone)} fewer ({_few(gone)})"] if gone else []
    yield _finding(
        "the formulas",
        "ok",
        f"Since the installation there are {' and '.join(changes)} formulas. LibreOffice asks "
        "Python for them at each start; only what it shows while Python is gone is old.",
        f"Restart LibreOffice; `{INSTALL}` brings the old list up to date.",
    )


def _log(machine: Machine) -> Iterator[Finding]:
    if machine.trouble and machine.extensions:
        yield _finding(
            "the log",
            "warning",
            f"The last that went wrong: {machine.trouble.rstrip('.')}.",
            f"Press Ctrl+Shift+F9 in Calc to try again; {machine.log} says more.",
        )


_WHOSE = {"user": "you", "shared": "all users", "bundled": "all users with LibreOffice itself"}


def _few(names: frozenset[str]) -> str:
    first = sorted(names)[:FEW]
    return ", ".join(first) + (", ..." if len(names) > FEW else "")

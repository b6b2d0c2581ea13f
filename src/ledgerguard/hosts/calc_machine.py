"""What is true of ledgerguard and LibreOffice on this machine; ``calc_doctor`` judges it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import ledgerguard
from ledgerguard.hosts import calc_addin, calc_log, calc_office, calc_profile
from ledgerguard.hosts.calc_profile import Extension, Profile

ASK_SECONDS = 60.0
ASKED = "import ledgerguard; print(ledgerguard.__version__)"


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python that the extension calls, as it was found."""

    path: str
    exists: bool
    version: str = ""  # of ledgerguard in it; empty when it cannot be imported
    complaint: str = ""  # why not, its last line


@dataclass(frozen=True, slots=True)
class Machine:
    """The facts that are judged; :func:`look` gathers them."""

    office: Path | None = None
    office_version: str = ""  # empty: it did not tell
    has_python: bool = True  # whether LibreOffice's own Python has its module uno
    profile: Profile = field(default_factory=lambda: Profile(Path()))
    is_running: bool = False
    extensions: tuple[Extension, ...] = ()
    interpreter: Interpreter | None = None  # of the extension that LibreOffice takes
    is_same: bool = True  # whether its files are those that we would install
    trouble: str = ""  # the log's last failure, when nothing went well after it
    log: Path = field(default_factory=Path)
    version: str = ledgerguard.__version__  # ours
    names: frozenset[str] = frozenset()  # of our formulas, plugins' included

    @property
    def taken(self) -> Extension | None:
        """The extension that LibreOffice takes: the user's own comes before the others."""
        return self.extensions[0] if self.extensions else None


def look() -> Machine:
    """The facts of this machine. Starts no sheet and changes nothing."""
    from ledgerguard.cells.functions import functions

    office = calc_office.find_office()
    profile = calc_profile.find_profile(office)
    extensions = calc_profile.extensions(profile, office)
    taken = extensions[0] if extensions else None
    return Machine(
        office,
        _office_version(office),
        office is None or calc_office.find_python() is not None,
        profile,
        calc_profile.is_running(profile),
        extensions,
        _asked(taken) if taken else None,
        taken is None or _is_same(taken),
        calc_log.last_trouble(),
        calc_log.path(),
        names=frozenset(functions()),
    )


def _office_version(office: Path | None) -> str:
    if office is None:
        return ""
    # the one for the console prints where the one for windows is silent
    console = office.with_suffix(".com") if office.suffix == ".exe" else office
    said = _said([str(console if console.is_file() else office), "--version"])[1]
    found = re.search(r"LibreOffice\S* ([\d.]+)", said)
    return found[1] if found else ""


def _asked(extension: Extension) -> Interpreter:
    """Whether the recorded Python is there, and which ledgerguard it has, as the worker sees it."""
    python = extension.python
    if not python or not os.access(python, os.X_OK):
        return Interpreter(python, exists=False)
    works, said = _said([python, "-c", ASKED], extension.import_path, extension.path)
    last = said.strip().rpartition("\n")[2]
    gone = not works and "No Python at" in said  # a virtual environment on Windows
    return Interpreter(python, not gone, last if works else "", "" if works else last)


def _said(
    command: list[str], import_path: str = "", folder: Path | None = None
) -> tuple[bool, str]:
    """Whether a short command went well, and what it printed."""
    environment = calc_office.clean_environment()
    if import_path:
        environment["PYTHONPATH"] = import_path
    try:
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
            timeout=ASK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    return ran.returncode == 0, ran.stdout.decode("utf-8", "replace")


def _is_same(extension: Extension) -> bool:
    """Whether the fixed files are ours; the list of formulas and the Python are judged apart."""
    ours = dict(calc_addin.files(calc_addin.worker_command(sys.executable), {}))
    return all(
        (extension.path / name).is_file() and (extension.path / name).read_bytes() == content
        for name, content in ours.items()
        if not name.endswith(".json")
    )

"""Where LibreOffice is on this machine, and the Python that can talk to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ledgerguard.errors import HostError

WITHOUT_VENV = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "__PYVENV_LAUNCHER__")


def find_office() -> Path | None:
    """The program ``soffice``: from ``LEDGERGUARD_SOFFICE``, PATH or where it is usually put."""
    override = os.environ.get("LEDGERGUARD_SOFFICE")
    if override is not None:
        return Path(override) if Path(override).is_file() else None
    return next((path for path in _usual_places() if path.is_file()), None)


@cache
def find_python() -> Path | None:
    """A Python that has LibreOffice's module ``uno``: not the one that runs ledgerguard."""
    for path in _pythons():
        if path.is_file() and _has_uno(path):
            return path
    return None


def reason_missing() -> str | None:
    """Why nothing can be recalculated here, in one line; None when everything is there."""
    if find_office() is None:
        return "LibreOffice is not installed (no soffice; LEDGERGUARD_SOFFICE can name it)"
    if find_python() is None:
        return (
            "LibreOffice's Python has no module uno (Debian: python3-uno; "
            "LEDGERGUARD_LO_PYTHON can name the right Python)"
        )
    return None


def installed() -> tuple[Path, Path]:
    """LibreOffice and its Python.

    Raises:
        HostError: when one of them is missing.
    """
    office, python = find_office(), find_python()
    if office is None or python is None:
        raise HostError(reason_missing() or "LibreOffice is missing")
    return office, python


def clean_environment() -> dict[str, str]:
    """The environment for LibreOffice.

    A virtual environment that comes first on PATH would become LibreOffice's Python: ``import
    uno`` then fails and no sheet opens, without any error.
    """
    environment = {k: v for k, v in os.environ.items() if k not in WITHOUT_VENV}
    if sys.platform == "win32":
        root = os.environ.get("SYSTEMROOT", r"C:\Windows")
        environment["PATH"] = os.pathsep.join([rf"{root}\System32", root])
    else:
        environment["PATH"] = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
        if sys.platform == "linux":
            environment["SAL_USE_VCLPLUGIN"] = "svp"  # draws without a display
    return environment


def _usual_places() -> Iterator[Path]:
    for name in ("soffice", "libreoffice"):
        if on_path := shutil.which(name):
            yield Path(on_path)
    for folder in ("/usr/lib/libreoffice", "/usr/lib64/libreoffice", "/usr/local/lib/libreoffice"):
        yield Path(folder, "program/soffice")
    yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)
    yield Path("/snap/bin/libreoffice")
    for applications in (Path("/Applications"), Path.home() / "Applications"):
        yield applications / "LibreOffice.app/Contents/MacOS/soffice"
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if programs := os.environ.get(variable):
            yield Path(programs, "LibreOffice/program/soffice.exe")
            yield Path(programs, "Programs/LibreOffice/program/soffice.exe")


def _pythons() -> Iterator[Path]:
    if override := os.environ.get("LEDGERGUARD_LO_PYTHON"):
        yield Path(override)
        return
    office = find_office()
    if office is not None:
        program = office.resolve().parent
        yield program / "python"
        yield program / "python.exe"
        yield program.parent / "Resources/python"  # macOS
    yield Path("/usr/bin/python3")


def _has_uno(python: Path) -> bool:
    try:
        found = subprocess.run(
            [python, "-c", "import uno"], capture_output=True, env=clean_environment(), timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return found.returncode == 0

"""Where Excel's start folder is, and where the add-in looks for xlwings' DLL."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from ledgerguard.errors import HostError

OVERRIDE: Final = "LEDGERGUARD_XLSTART"

# Excel opens what lies in this folder when it starts, and trusts it: one of the "Default Trusted
# Locations for Excel" ("User startup"), whose files "bypass all other security and policy checks":
# https://learn.microsoft.com/en-us/microsoft-365-apps/security/trusted-locations
# It is what Excel's Application.StartupPath names, and where `xlwings addin install` copies to.
XLSTART: Final = ("Microsoft", "Excel", "XLSTART")


def start_folder() -> Path | None:
    """The user's XLSTART, there or not; None where there is no Windows.

    The variable ``LEDGERGUARD_XLSTART`` names another one: for tests, and for a firm that has
    moved it.
    """
    if chosen := os.environ.get(OVERRIDE):
        return Path(chosen).expanduser().absolute()
    if sys.platform != "win32":
        return None
    return _roaming().joinpath(*XLSTART)


def needed_start_folder(what: str) -> Path:
    """The user's XLSTART.

    Raises:
        HostError: where there is no Windows; says what to use instead.
    """
    folder = start_folder()
    if folder is None:
        raise HostError(
            f"the add-in must be {what} on Windows, where Excel can load it, got {sys.platform}",
            hint="Excel on a Mac or in the browser: `ledgerguard addin build lite`; LibreOffice: "
            "`ledgerguard addin install calc`; `ledgerguard addin build desktop` only makes the "
            "file",
        )
    return folder


def is_of_the_store(base: str = "") -> bool:
    """Whether a Python, by default this one, comes from the Microsoft Store.

    What it writes below AppData goes into a copy of its own, which Excel does not see; it sees that
    copy as if it were the real folder (cpython issue 85368). Its virtual environments are the same.

    Args:
        base: The folder of the installation: ``sys.base_prefix``.
    """
    path = (base or sys.base_prefix).lower().replace("/", "\\")
    return "\\windowsapps\\pythonsoftwarefoundation." in path


def addins_folder() -> Path | None:
    """Where Excel's dialog looks for add-ins that are ticked by hand."""
    return _roaming() / "Microsoft" / "AddIns" if sys.platform == "win32" else None


def dll_folders(python: Path) -> tuple[Path, ...]:
    """The folders in which xlwings' VBA looks for its DLL: ``XLPyLoadDLL`` of xlwings.bas.

    pip puts the DLL into ``sys.prefix``: beside python.exe, or above ``Scripts`` in a virtual
    environment; both are found. ``pip install --user`` and Python from the Microsoft Store put it
    where nobody looks (xlwings issues 1538 and 1803).
    """
    return (python.parent, python.parent.parent)


def dlls(python: Path) -> frozenset[str]:
    """The names of the DLLs of xlwings that the add-in finds for a Python."""
    found = (folder.glob("xlwings*.dll") for folder in dll_folders(python))
    return frozenset(file.name for files in found for file in files)


def dll_name(version: str, bits: int) -> str:
    """The DLL that Excel loads; 32 or 64 is Excel's, not Python's."""
    return f"xlwings{bits}-{version}.dll"


def _roaming() -> Path:
    return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")

"""Puts the Excel add-in into the user's own start folder, and takes it away.

Needs neither an administrator nor "Trust access to the VBA project object model": the file is
complete when it arrives, and Excel trusts the folder.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ledgerguard
from ledgerguard.errors import HostError
from ledgerguard.hosts import desktop_addin
from ledgerguard.hosts.desktop_addin import AddinFile
from ledgerguard.hosts.desktop_folders import (
    OVERRIDE,
    dll_name,
    dlls,
    is_of_the_store,
    needed_start_folder,
)
from ledgerguard.hosts.desktop_registry import settings, values_here
from ledgerguard.units import Language


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation has done."""

    path: Path
    version: str
    python: str  # computes the formulas
    language: Language
    before: AddinFile | None  # what it has replaced
    changed: bool  # False: the very same file was there already


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """What taking the add-in away has done."""

    path: Path
    version: str  # of the one that was there; empty when there was none


def build(path: Path, *, python: str = sys.executable, language: Language = "en") -> Path:
    """Write the add-in that computes with ``python``; works on any operating system."""
    return desktop_addin.build(path, python=python, language=language)


def install(*, python: str = sys.executable, language: Language | None = None) -> Installed:
    """Put the add-in into the user's XLSTART; an older one is replaced in one step.

    Args:
        python: The Python that is to compute, where ledgerguard and xlwings are installed.
        language: Of the help and the ribbon; by default that of the add-in that is there, or
            English.

    Raises:
        HostError: without Windows, while Excel has the file open, when xlwings' DLL is missing,
            with the Microsoft Store's Python, or when a file of that name is there that is not
            ours.
    """
    folder = needed_start_folder("installed")
    path = folder / desktop_addin.NAME
    before = _ours(path)
    if sys.platform == "win32":
        _refuse_the_store()
        _need_dll(Path(python))
    wanted: Language = language or ("zh" if before and before.language == "zh" else "en")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ledgerguard-", dir=folder.parent) as nearby:
        built = build(Path(nearby) / desktop_addin.NAME, python=python, language=wanted)
        # a rename within one disk is complete or not done at all, whatever happens meanwhile
        changed = not path.is_file() or path.read_bytes() != built.read_bytes()
        if changed:
            with _closed(path):
                os.replace(built, path)
    return Installed(path, ledgerguard.__version__, python, wanted, before, changed)


def uninstall() -> Uninstalled:
    """Take the add-in out of the user's XLSTART; that there is none is no error.

    Raises:
        HostError: without Windows, while Excel has the file open, or when it is not ours.
    """
    path = needed_start_folder("taken away") / desktop_addin.NAME
    before = _ours(path)
    if before is not None:
        with _closed(path):
            path.unlink()
    return Uninstalled(path, before.ledgerguard if before else "")


def _ours(path: Path) -> AddinFile | None:
    """The add-in that is there, or nothing.

    Raises:
        HostError: when something else has taken its name.
    """
    if not path.exists():
        return None
    try:
        found = desktop_addin.read(path)
    except HostError as error:
        trouble = error.message
    else:
        if found.ledgerguard:
            return found
        trouble = f"{path} must say which ledgerguard has built it, got nothing"
    raise HostError(
        f"{trouble}; it was left as it is",
        hint="close Excel, look at the file, delete it, and run the command again",
    )


def _refuse_the_store() -> None:
    """The file would arrive in the Store's own copy of the folder, and Excel would not see it."""
    if is_of_the_store() and OVERRIDE not in os.environ:
        raise HostError(
            "ledgerguard must be installed with a Python that Excel can share files with, got "
            f"that of the Microsoft Store, {sys.base_prefix}",
            hint="install Python from python.org (for yourself, without an administrator), then "
            "ledgerguard with it",
        )


def _need_dll(python: Path) -> None:
    """Without it Excel would load the add-in and every cell would show #NAME?."""
    version, values = importlib.metadata.version("xlwings"), values_here()
    bits = settings(values).bits if values else 0
    needed = {dll_name(version, one) for one in ((bits,) if bits else (64, 32))}
    there = dlls(python)
    if missing := sorted(needed - there, reverse=True):
        raise HostError(
            f"xlwings' file {missing[0]} must stand beside {python} or in the folder above, "
            f"got {', '.join(sorted(there)) or 'none'}",
            hint="install ledgerguard into a virtual environment, without --user: "
            r"`py -m venv %LOCALAPPDATA%\ledgerguard`, then "
            r"`%LOCALAPPDATA%\ledgerguard\Scripts\pip install ledgerguard`",
        )


@contextmanager
def _closed(path: Path) -> Iterator[None]:
    """Excel keeps its add-ins open, and Windows then lets nobody replace them."""
    try:
        yield
    except PermissionError:
        raise HostError(
            f"{path} must not be in use, but Excel has it open or the folder is not yours",
            hint="close Excel first (all its windows; in the task manager end EXCEL.EXE if one is "
            "left), then run the command again",
        ) from None

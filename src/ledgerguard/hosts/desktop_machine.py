"""What is true of ledgerguard and Excel on this machine; ``desktop_doctor`` judges it."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ledgerguard
from ledgerguard.errors import HostError
from ledgerguard.hosts import desktop_addin
from ledgerguard.hosts.desktop_addin import AddinFile
from ledgerguard.hosts.desktop_folders import (
    OVERRIDE,
    addins_folder,
    dlls,
    is_of_the_store,
    start_folder,
)
from ledgerguard.hosts.desktop_registry import Settings, settings, values_here
from ledgerguard.hosts.fixed_files import import_path

ASK_SECONDS = 60.0
ASKED = """
import importlib.metadata, json, sys
import ledgerguard, xlwings
if sys.platform == "win32":
    import xlwings.com_server
from ledgerguard.cells.functions import functions
from ledgerguard.hosts.desktop_addin import fingerprint
print(json.dumps([ledgerguard.__version__, importlib.metadata.version("xlwings"),
                  64 if sys.maxsize > 2**32 else 32, fingerprint(functions())]))
"""
BITS = 64 if sys.maxsize > 2**32 else 32
_ONEDRIVE = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_ZONE = re.compile(r"^ZoneId=(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python that the add-in calls, as it was found."""

    path: str
    exists: bool
    version: str = ""  # of ledgerguard in it; empty when it cannot be imported
    xlwings: str = ""
    bits: int = 0  # 0: not told
    fingerprint: str = ""  # of the formulas there, plugins' included
    complaint: str = ""  # why it cannot be imported, its last line
    is_slow: bool = False  # it did not answer in time, so that nothing more is known


@dataclass(frozen=True, slots=True)
class Machine:
    """The facts that are judged; :func:`look` gathers them. Paths are as Windows writes them."""

    platform: str = "win32"
    folder: str = ""  # the user's XLSTART; empty where there is none
    file: str = ""  # our add-in in it; empty when it is not installed
    addin: AddinFile | None = None  # None with a file: it cannot be read
    trouble: str = ""  # why it cannot
    zone: int = 0  # from where Windows believes the file to come: 3 and 4 are the internet
    is_open: bool = False  # Excel has it open
    copies: tuple[str, ...] = ()  # further files of that name where Excel may open them
    xlwings_addin: str = ""  # xlwings' own add-in in XLSTART
    xlwings_addin_version: str = ""  # empty: it does not tell
    interpreter: Interpreter | None = None
    dlls: frozenset[str] = frozenset()  # of xlwings, where the add-in looks for them
    dll_astray: str = ""  # a folder that has them and in which nobody looks
    settings: Settings | None = None  # None: not looked at
    code_page: int = 0  # of programs that know no Unicode; 0: not looked at
    synced: tuple[str, ...] = ()  # the folders of OneDrive
    is_of_the_store: bool = False  # our Python, whose view of the folders is not Excel's
    python: str = sys.executable  # ours, as all that follows
    version: str = ledgerguard.__version__


def look() -> Machine:
    """The facts of this machine. Starts nothing but Python, and changes nothing."""
    folder = start_folder()
    if folder is None:
        return Machine(sys.platform)
    values = values_here()
    found = settings(values) if values else None
    file = folder / desktop_addin.NAME
    addin, trouble = _read(file)
    python = Path(addin.python) if addin and addin.python else None
    own = folder / "xlwings.xlam"
    return Machine(
        "win32" if OVERRIDE in os.environ else sys.platform,
        str(folder),
        str(file) if file.is_file() else "",
        addin,
        trouble,
        _zone(file),
        (folder / f"~${desktop_addin.NAME}").exists(),
        tuple(str(copy) for copy in _copies(folder, found)),
        str(own) if own.is_file() else "",
        _xlwings_version(own) if own.is_file() else "",
        asked(str(python)) if python else None,
        dlls(python) if python else frozenset(),
        _astray(python),
        found,
        _code_page(),
        tuple({os.environ[name] for name in _ONEDRIVE if os.environ.get(name)}),
        is_of_the_store(),
    )


def asked(python: str) -> Interpreter:
    """Whether a Python is there, and which ledgerguard it has, as Excel would start it."""
    if not Path(python).is_file():
        return Interpreter(python, exists=False)
    if python == sys.executable:
        return _own(python)
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    if import_path():
        environment["PYTHONPATH"] = import_path()
    try:
        ran = subprocess.run(
            [python, "-B", "-c", ASKED],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment,
            timeout=ASK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Interpreter(python, exists=True, is_slow=True)
    except OSError as error:
        return Interpreter(python, exists=True, complaint=str(error))
    said = ran.stderr.decode("utf-8", "replace").strip()
    try:
        version, xlwings, bits, mark = json.loads(ran.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        # the python.exe of a virtual environment outlives the Python that it was made from
        gone = "No Python at" in said
        return Interpreter(python, not gone, complaint=said.rpartition("\n")[2])
    return Interpreter(python, True, version, xlwings, bits, mark)


def _own(python: str) -> Interpreter:
    """The Python that is asking; under Excel's ribbon to start another one would take seconds."""
    from ledgerguard.cells.functions import functions

    try:
        if sys.platform == "win32":
            importlib.import_module("xlwings.com_server")  # fails where pywin32 is broken
        xlwings = importlib.metadata.version("xlwings")
    except ImportError as error:
        return Interpreter(python, exists=True, complaint=f"{type(error).__name__}: {error}")
    mark = desktop_addin.fingerprint(functions())
    return Interpreter(python, True, ledgerguard.__version__, xlwings, BITS, mark)


def _read(file: Path) -> tuple[AddinFile | None, str]:
    if not file.is_file():
        return None, ""
    try:
        found = desktop_addin.read(file)
    except HostError as error:
        return None, error.message
    if found.ledgerguard:
        return found, ""
    return None, f"{file} must say which ledgerguard has built it, got nothing"


def _zone(file: Path) -> int:
    """The mark of the web, a second stream of a file on Windows' disks; 0 when there is none."""
    try:
        text = Path(f"{file}:Zone.Identifier").read_text("utf-8", "replace")
    except OSError:
        return 0
    found = _ZONE.search(text)
    return int(found[1]) if found else 0


def _copies(folder: Path, found: Settings | None) -> list[Path]:
    """Further add-ins of ours where Excel opens files, or the user may tick them."""
    folders = [addins_folder()]
    if found is not None:
        folders += [Path(found.alternate)] if found.alternate else []
        folders += [Path(found.excel).parent / "XLSTART"] if found.excel else []
    files = [one / desktop_addin.NAME for one in folders if one and one != folder]
    files += [Path(path) for path in map(_opened, found.opened if found else ()) if path]
    kept: dict[str, Path] = {}
    for file in files:
        if file.is_absolute() and file.is_file() and file != folder / desktop_addin.NAME:
            kept.setdefault(str(file).lower(), file)
    return list(kept.values())


def _opened(command: str) -> str:
    r"""The path in what Excel opens: ``/R "C:\...\ledgerguard.xlam"``; "" for another add-in."""
    path = command.strip().removeprefix("/R").strip().strip('"')
    return path if path.lower().endswith(desktop_addin.NAME) else ""


def _xlwings_version(file: Path) -> str:
    from pyopenvba import ExcelFile

    try:
        with ExcelFile(str(file)) as book:
            found = re.search(r"xlwings64-([\w.]+)\.dll", book.get_module("Main"))
    except Exception:  # somebody else's file, and only a remark hangs on it
        return ""
    return found[1] if found else ""


def _astray(python: Path | None) -> str:
    """A folder into which ``pip install --user`` has put the DLL; only of our own Python."""
    if python is None or str(python) != sys.executable:
        return ""
    for name in importlib.metadata.files("xlwings") or ():
        if name.suffix.lower() == ".dll":
            place = Path(str(name.locate())).resolve().parent
            if place not in {python.parent.resolve(), python.parent.parent.resolve()}:
                return str(place)
    return ""


def _code_page() -> int:
    if sys.platform != "win32":
        return 0
    import ctypes

    kernel: Any = ctypes.windll.kernel32
    return int(kernel.GetACP())

"""What the buttons of the Excel ribbon ask Python: each answers text, or a fault behind a mark."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import ledgerguard
from ledgerguard.errors import LedgerguardError
from ledgerguard.hosts.desktop import MARK, incoming
from ledgerguard.hosts.xlwings_record import argument, offer
from ledgerguard.translation import default_language
from ledgerguard.units import from_serial

FOLDER: Final = "ledgerguard"


def _offered(function: Callable[..., str]) -> Callable[..., list[list[str]]]:
    """A function that xlwings can call; what goes wrong comes back as words for a message box."""

    @functools.wraps(function)
    def call(*arguments: Any) -> list[list[str]]:
        try:
            return [[function(*arguments)]]
        except (LedgerguardError, OSError) as error:
            return [[f"{MARK}{error}"]]

    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    offer(call, function.__name__, (argument(name, at, name) for at, name in enumerate(names)))
    return call


@_offered
def about() -> str:
    """Which ledgerguard this is, and where it runs."""
    from ledgerguard.cells.functions import functions
    from ledgerguard.plugin.manager import installed

    plugins = ", ".join(f"{p.package} {p.version}" for p in installed().running) or "none"
    return (
        f"ledgerguard {ledgerguard.__version__}, {len(functions())} formulas\n"
        f"Python {sys.version.split()[0]}: {sys.executable}\n"
        f"Plugins: {plugins}\n\n"
        '=LG_HELP() lists all formulas, =LG_HELP("DSO") explains one.'
    )


@_offered
def doctor(trouble: str) -> str:
    """What is wrong with the add-in and what mends it."""
    from ledgerguard.hosts.desktop_doctor import findings

    lines = []
    if trouble:
        lines += [f"The last call failed: {trouble}", ""]
    for finding in findings():
        if finding.state in ("warning", "fault"):
            lines.append(f"{finding.check}: {finding.text} {finding.mend}".strip())
    return "\n".join(lines) or "Nothing is wrong that can be seen from here."


@_offered
def sample_cockpit() -> str:
    """Build the cockpit of the sample ledger; answers its path."""
    from ledgerguard.ledger.read import read
    from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
    from ledgerguard.workbooks.cockpit import build

    out = _free_path("cockpit-sample")
    language = default_language()
    ledger = read(sample_path(), language=language)
    return str(build(ledger, SAMPLE_AS_OF, out, host="desktop", language=language).path)


@_offered
def cockpit_of(rows: Any, as_of: float) -> str:
    """Build the cockpit of a ledger range; answers its path.

    Args:
        rows: The range with its header row.
        as_of: Serial number of the day.
    """
    from ledgerguard.ledger.read import from_cells
    from ledgerguard.workbooks.cockpit import build

    language = default_language()
    cells: Any = incoming(rows)
    ledger = from_cells(cells if isinstance(cells, (list, tuple)) else [[cells]], language=language)
    day = from_serial(as_of, "as_of")
    out = _free_path("cockpit")
    return str(build(ledger, day, out, host="desktop", language=language).path)


def _free_path(name: str) -> Path:
    """A new file in the user's documents, or among temporary files where there are none."""
    documents = Path.home() / "Documents"
    folder = (documents if documents.is_dir() else Path(tempfile.gettempdir())) / FOLDER
    folder.mkdir(exist_ok=True)
    stamp = dt.datetime.now().strftime("%Y%m%d-%H%M%S")  # a file name for a person
    for number in itertools.count(1):
        path = folder / f"{name}-{stamp}{f'-{number}' if number > 1 else ''}.xlsx"
        if not path.exists():
            break
    return path

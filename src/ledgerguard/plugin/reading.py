"""Asks the plugins who can read a ledger, and takes its rows only once they are rows of cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.errors import ErrorValue, LedgerError, LedgerguardError
from ledgerguard.plugin.actions import LedgerReader
from ledgerguard.plugin.asking import aside
from ledgerguard.plugin.records import Fault, Plugins
from ledgerguard.units import Cell

_CELLS: Final = (str, float, int, bool, dt.date, ErrorValue, type(None))


@dataclass(frozen=True, slots=True)
class Foreign:
    """A source that a plugin reads."""

    package: str
    reader: LedgerReader
    source: str

    @property
    def label(self) -> str:
        """The source as reports name it: with who has read it."""
        return f"{self.source} (read by {self.reader.name} of {self.package})"


def foreign(
    plugins: Plugins, source: str, failed: Callable[[Sequence[Fault]], None]
) -> Foreign | None:
    """The first reader that accepts a source; None where none does.

    Args:
        plugins: The installed plugins.
        source: A path or an address.
        failed: Told of readers that could not even say whether they accept it.
    """
    faults: list[Fault] = []
    found = None
    for plugin in plugins.running:
        for reader in plugin.brings.readers:
            if found is None and _accepts(plugin.package, reader, source, faults):
                found = Foreign(plugin.package, reader, source)
    if faults:
        failed(faults)
    return found


def _accepts(package: str, reader: LedgerReader, source: str, faults: list[Fault]) -> bool:
    try:
        with aside():
            return reader.accepts(source) is True
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # also one that calls sys.exit
        text = f"its reader must say whether it accepts {source}, got {_named(error)}"
        faults.append(Fault(package, text, f"report it to whoever made {package}"))
        return False


def rows_of(found: Foreign) -> list[tuple[Cell, ...]]:
    """The rows that a reader makes of its source.

    Raises:
        LedgerError: naming the package, when it fails or answers anything else than rows of cells;
            and whatever it says on purpose.
    """
    try:
        with aside():
            answer = found.reader.read(found.source)
            return _checked(answer, found)
    except (KeyboardInterrupt, MemoryError, LedgerguardError):
        raise
    except BaseException as error:  # also one that calls sys.exit
        raise LedgerError(
            f"{found.source} must be read by {found.reader.name} of {found.package}, "
            f"got {_named(error)}",
            hint=f"report it to whoever made {found.package}",
        ) from error


def _checked(answer: Any, found: Foreign) -> list[tuple[Cell, ...]]:
    if not _is_sequence(answer):
        raise _wrong(found, "a list of rows", answer)
    rows: list[tuple[Cell, ...]] = []
    for number, row in enumerate(answer, start=1):
        if not _is_sequence(row):
            raise _wrong(found, f"a list of cells as row {number}", row)
        for cell in row:
            if not isinstance(cell, _CELLS):
                raise _wrong(found, f"text, numbers, days and flags in row {number}", cell)
        rows.append(tuple(row))
    return rows


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _wrong(found: Foreign, allowed: str, got: Any) -> LedgerError:
    return LedgerError(
        f"the reader {found.reader.name} of {found.package} must answer {allowed}, "
        f"got {type(got).__name__} {repr(got)[:100]}",
        hint=f"report it to whoever made {found.package}",
    )


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"

"""SQLite from the standard library; where it is left out (Pyodide), only opening a log fails.

Formulas over a ledger must load there all the same, though they may know of logs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from ledgerguard.errors import LogError

if TYPE_CHECKING:
    import sqlite3 as sqlite3
else:
    try:
        import sqlite3
    except ModuleNotFoundError:  # pragma: no cover  # run in tests/hosts/test_pyodide.py

        class sqlite3:  # noqa: N801  # the name of the module
            """Stands where the module would."""

            Error = ProgrammingError = LogError

            @staticmethod
            def connect(*_words: Any, **_more: Any) -> NoReturn:
                """Say what is missing."""
                raise LogError(
                    "a log must be opened by a Python with SQLite, got one without",
                    hint="in xlwings Lite there are no logs; use the desktop add-in or the prompt",
                )

"""Formulas that show what LibreOffice sends and what it makes of an answer.

Run as a script it is a worker, as ``python -m ledgerguard.hosts.calc_worker`` is one, with these
formulas instead of the packaged ones.
"""

from __future__ import annotations

import os
import signal

from ledgerguard.catalogue import Catalogue, with_functions
from ledgerguard.errors import ErrorValue, InvalidValue, NotAvailable, OutOfDomain, ZeroDenominator
from ledgerguard.formula import formula
from ledgerguard.hosts import calc_worker
from ledgerguard.units import Cell, Column, Count, Number, Table, Text

RAISED = {
    "#DIV/0!": ZeroDenominator,
    "#NUM!": OutOfDomain,
    "#VALUE!": InvalidValue,
    "#N/A": NotAvailable,
}
_seen: list[object] = []


@formula("PROBE_RATIO")
def ratio(part: Number, whole: Number, factor: Number = 1) -> Number:
    """Part of a whole.

    Args:
        part: The part.
        whole: The whole.
        factor: What the result is multiplied by.

    Errors: #DIV/0! when whole is 0.
    Example: =PROBE_RATIO(1, 4, 100) -> 25
    Source: arithmetic.
    """
    return part / whole * factor


@formula("PROBE_ERROR")
def error(code: Text) -> Number:
    """Fails on purpose.

    Args:
        code: The error to answer with.

    Errors: the one that is asked for.
    Example: =PROBE_ERROR("#N/A") -> #N/A
    Source: this test.
    """
    raise RAISED[code]("this was asked for")


@formula("PROBE_ERRORS")
def errors(count: Count = 4) -> Table:
    """A table with every error of ours in it.

    Args:
        count: How many errors.

    Errors: none of its own.
    Example: =PROBE_ERRORS(4) -> table
    Source: this test.
    """
    rows: list[list[Cell]] = [["Name", "Value", "Flag"]]
    return rows + [[code, ErrorValue(code, "planted"), None] for code in list(RAISED)[:count]]


@formula("PROBE_SHAPE")
def shape(block: Table) -> Text:
    """Rows and columns that arrive.

    Args:
        block: A range.

    Errors: none of its own.
    Example: =PROBE_SHAPE({1,2;3,4}) -> 2x2
    Source: this test.
    """
    return f"{len(block)}x{len(block[0])}"


@formula("PROBE_LENGTH")
def length(column: Column[Number]) -> Count:
    """Cells of a column that arrive.

    Args:
        column: A range.

    Errors: none of its own.
    Example: =PROBE_LENGTH({1;2}) -> 2
    Source: this test.
    """
    return len(column)


@formula("PROBE_PRINT")
def noise(text: Text) -> Number:
    """Prints, reads standard input, and answers how many characters it printed.

    Args:
        text: What to print.

    Errors: none of its own.
    Example: =PROBE_PRINT("ab") -> 2
    Source: this test.
    """
    os.write(1, text.encode())
    print(text)
    assert os.read(0, 10) == b""
    return len(text)


@formula("PROBE_PROCESS")
def process() -> Number:
    """The number of the worker process.

    Errors: none of its own.
    Example: =PROBE_PROCESS() -> 1
    Source: this test.
    """
    return os.getpid()


@formula("PROBE_CRASH")
def crash(answer: Number) -> Number:
    """Kills its own process, always.

    Args:
        answer: Never given back.

    Errors: none of its own.
    Example: =PROBE_CRASH(1) -> 1
    Source: this test.
    """
    os.kill(os.getpid(), signal.SIGKILL)
    return answer


CATALOGUE = with_functions(
    Catalogue([]),
    [ratio, error, errors, shape, length, noise, process, crash],
    "tests",
)

if __name__ == "__main__":
    calc_worker.main(CATALOGUE)

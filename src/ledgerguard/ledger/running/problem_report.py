"""The problem report of a large ledger, beside its tables: counts by kind, and examples.

It stands where the tables stand: two files in their folder, or two tables in their database.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import narwhals as nw

from ledgerguard.ledger.captions import headers
from ledgerguard.ledger.cleaning.tally import EXAMPLES, Affected, Tally
from ledgerguard.ledger.currency import exact
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.engines.small import beside
from ledgerguard.ledger.problems import MESSAGES
from ledgerguard.ledger.schema import Problem
from ledgerguard.ledger.sources.results import ResultTable
from ledgerguard.units import Language

COUNTS: Final = "problems"
CASES: Final = "problem-examples"

_COUNT_COLUMNS: Final = {
    "problem": nw.String,
    "column": nw.String,
    "rows": nw.Int64,
    "currency": nw.String,
    "money_affected": nw.Int64,
    "done": nw.String,
}
_CASE_COLUMNS: Final = {
    "file": nw.String,
    "row": nw.Int64,
    "column": nw.String,
    "value": nw.String,
    "problem": nw.String,
    "done": nw.String,
}
_NO_MONEY: Final = -1


@dataclass(frozen=True, slots=True)
class Count:
    """One kind of problem in one column, and its money in one currency."""

    problem: str
    column: str
    rows: int  # in all currencies
    currency: str
    money: int | None  # minor units; None where the problem concerns no amounts
    done: str


def counts(tally: Tally, language: Language) -> list[Count]:
    """What a tally says, a line for each currency whose money a problem affects."""
    found = []
    for one in tally.problems:
        problem, done = MESSAGES[one.code].of_many(language)
        money: list[tuple[str, int | None]] = [*sorted(one.money.items())]
        for currency, minor in money or [("", None)]:
            found.append(Count(problem, one.column, one.rows, currency, minor, done))
    return found


def united(tallies: Iterable[Tally]) -> Tally:
    """What was found in all parts of a ledger."""
    read = kept = 0
    kinds: dict[tuple[str, str], tuple[int, Counter[str]]] = {}
    for tally in tallies:
        read, kept = read + tally.rows_read, kept + tally.rows_counted
        for one in tally.problems:
            rows, money = kinds.get((one.code, one.column), (0, Counter()))
            kinds[one.code, one.column] = rows + one.rows, money + Counter(one.money)
    problems = (Affected(*kind, rows, dict(money)) for kind, (rows, money) in kinds.items())
    largest_first = sorted(problems, key=lambda one: (-one.rows, one.code, one.column))
    return Tally(read, kept, tuple(largest_first))


def write_problems(
    folder: Path, tally: Tally, examples: Sequence[Problem], language: Language
) -> list[Path]:
    """Write both as files of csv; money in major units, currency by currency."""
    counted = [
        [
            *(one.problem, one.column, one.rows, one.currency),
            "" if one.money is None else exact(one.money, one.currency),
            one.done,
        ]
        for one in counts(tally, language)
    ]
    files = []
    for name, columns, rows in (
        (COUNTS, _COUNT_COLUMNS, counted),
        (CASES, _CASE_COLUMNS, [_cells(case) for case in examples[:EXAMPLES]]),
    ):
        files.append(folder / f"{name}.csv")
        with files[-1].open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([headers(language, *columns), *rows])
    return files


def problem_tables(
    frame: LazyFrame, tally: Tally, examples: Sequence[Problem], language: Language
) -> dict[str, ResultTable]:
    """Both as tables for a database, on the engine of some frame.

    Where a problem concerns no amounts, its money is null.
    """
    counted = [
        (
            *(one.problem, one.column, one.rows, one.currency),
            _NO_MONEY if one.money is None else one.money,
            one.done,
        )
        for one in counts(tally, language)
    ]
    of_counts = _table(frame, _COUNT_COLUMNS, counted)
    if of_counts.implementation.is_pandas():  # a null beside whole numbers would make them floats
        native = of_counts.to_native().astype({"money_affected": "Int64"})
        of_counts = nw.from_native(native).lazy()
    money = nw.col("money_affected")
    of_counts = of_counts.with_columns(money_affected=nw.when(money != _NO_MONEY).then(money))
    cases = [_cells(case) for case in examples[:EXAMPLES]]
    return {
        COUNTS: ResultTable(of_counts, money=["money_affected"]),
        CASES: ResultTable(_table(frame, _CASE_COLUMNS, cases)),
    }


def _cells(case: Problem) -> tuple[str | int, ...]:
    return case.file, case.row, case.column, case.value, case.problem, case.action


def _table(
    frame: LazyFrame, schema: Mapping[str, type], rows: Sequence[tuple[object, ...]]
) -> LazyFrame:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return beside(frame, dict(zip(schema, columns, strict=True)), schema)

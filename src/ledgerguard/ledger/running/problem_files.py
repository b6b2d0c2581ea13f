"""The problem report of a large ledger, beside its tables: counts by kind, and examples."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from ledgerguard.ledger.captions import headers
from ledgerguard.ledger.cleaning.tally import EXAMPLES, Affected, Tally
from ledgerguard.ledger.currency import exact
from ledgerguard.ledger.problems import MESSAGES
from ledgerguard.ledger.schema import Problem
from ledgerguard.units import Language

COUNTS: Final = "problems.csv"
CASES: Final = "problem-examples.csv"


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
    """Write both files; the money is that of the rows, in major units, currency by currency."""
    counts, cases = folder / COUNTS, folder / CASES
    with counts.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            headers(language, "problem", "column", "rows", "currency", "money_affected", "done")
        )
        for one in tally.problems:
            message = MESSAGES[one.code]
            for currency, minor in sorted(one.money.items()) or [("", 0)]:
                writer.writerow(
                    [
                        plain(message.problem[language]),
                        one.column,
                        one.rows,
                        currency,
                        exact(minor, currency) if one.money else "",
                        plain(message.action[language]),
                    ]
                )
    with cases.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers(language, "file", "row", "column", "value", "problem", "done"))
        for case in examples[:EXAMPLES]:
            found = (case.file, case.row, case.column, case.value, case.problem, case.action)
            writer.writerow(found)
    return [counts, cases]


def plain(text: str) -> str:
    """A message about many rows: what differs from row to row is left open."""
    while "{" in text:
        start, _, rest = text.partition("{")
        text = f"{start}...{rest.partition('}')[2]}"
    return text

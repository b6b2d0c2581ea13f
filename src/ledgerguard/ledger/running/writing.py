"""The tables of a run: computed, tied out to the ledger, written, and remembered."""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import narwhals as nw

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.cleaning.counting import rows_of
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.measures import Measure, added_up
from ledgerguard.ledger.running import fingerprints
from ledgerguard.ledger.running.presented import presented
from ledgerguard.ledger.running.question import TABLES, Ledgers, Question, key_of, money_columns
from ledgerguard.ledger.running.state import State
from ledgerguard.ledger.sources.results import ResultTable, write_tables

Format = Literal["parquet", "csv"]
Totals = Mapping[str, Mapping[str, int]]

_TIED: Final = {"customers": "open", "aging": "total", "customer-aging": "total"}
"""Tables whose sums are the ledger's own, and the column that shows it."""


@dataclass(frozen=True)
class Written:
    """One table that a run has written."""

    name: str
    where: str
    rows: int
    seconds: float
    is_known: bool  # it was there already, and nothing that it depends on has changed


@dataclass(frozen=True)
class Basis:
    """The ledger that tables stand on, by fingerprints, and what differs from the last one."""

    revision: str
    before: str  # the ledger that a state held before this run
    affected: LazyFrame | None  # customers who differ between the two; None where nobody knows


@dataclass
class Writing:
    """Writes tables one after the other."""

    engine: Engine
    question: Question
    out: str | Path
    kind: Format
    ledgers: Ledgers
    basis: Basis
    totals: Totals
    state: State | None
    scratch: Path
    recomputed: int | None = None  # customers, where only those that differ were computed
    results: dict[str, LazyFrame] = field(default_factory=dict)

    def table(self, name: str) -> Written:
        """Compute a table unless it is known, and write it where it is wanted.

        Raises:
            LedgerError: when it does not tie out to the ledger.
        """
        start = time.monotonic()
        question = fingerprints.of_values(key_of(self.question))
        stands_on = {"question": question, "ledger": self.basis.revision}
        entry = None if self.state is None else self.state.tables.get(name)
        known = self._file_of(entry)
        is_known = known is not None and _stands_on(entry, stands_on)
        if known is not None and is_known:
            file = known
        else:
            # A name of its own: until the state names it, the file that it names stays whole.
            folder = self.scratch if self.state is None else self.state.folder
            file = folder / f"table-{name}-{uuid.uuid4().hex}.parquet"
            self._compute(name, file, known, self._affected(name, entry, question))
        frame = self.engine.parquet([file])
        self._tie_out(name, frame)
        rows = rows_of(self.engine, frame)
        outs = dict(entry["outs"]) if entry is not None else {}
        where, is_known = self._written(name, frame, stands_on, outs)
        self.results[name] = frame
        if self.state is not None:
            self.state.tables[name] = {**stands_on, "file": file.name, "outs": outs}
            self.state.save()
        return Written(name, where, rows, time.monotonic() - start, is_known=is_known)

    def to_database(self, problems: Mapping[str, ResultTable]) -> list[str]:
        """Write all tables into the database that the run names, in one transaction.

        Args:
            problems: What was found in the ledger, by name.

        Returns:
            The names that the problems have in the database.
        """
        tables = {}
        for name, frame in self.results.items():
            columns = frame.collect_schema().names()
            days = [day for day in TABLES[name].days if day in columns]
            money = money_columns(name, columns)
            tables[_in_database(name)] = ResultTable(frame, money=money, days=days)
        report = {_in_database(name): table for name, table in problems.items()}
        write_tables(self.engine, str(self.out), {**tables, **report})
        return list(report)

    def largest(self, name: str, count: int) -> list[dict[str, Any]]:
        """The largest rows of each currency, or the latest days of a history, as plain values.

        Amounts of two currencies cannot be compared: each gets its part of ``count``.
        """
        frame = self.results[name]
        columns = frame.collect_schema().names()
        by = next((c for c in ("day", "open", "total", "amount") if c in columns), None)
        if by is None or by == "day" or not self.totals:
            ordered = frame if by is None else frame.sort(by, descending=True)
            return list(self.engine.all_rows(ordered.head(count)))
        share = max(count // len(self.totals), 1)
        found: list[dict[str, Any]] = []
        for currency in self.totals:
            mine = frame.filter(nw.col("currency") == currency).sort(by, descending=True)
            found += self.engine.all_rows(mine.head(share))
        return found

    def _file_of(self, entry: Mapping[str, Any] | None) -> Path | None:
        """The file of a table that the state names, if it is there."""
        if entry is None or self.state is None:
            return None
        file = self.state.folder / entry["file"]
        return file if file.exists() else None

    def _affected(
        self, name: str, entry: Mapping[str, Any] | None, question: str
    ) -> LazyFrame | None:
        """The customers that must be computed again, where that is all there is to do.

        The table must stand on the very ledger from which the differences were taken: a run that
        was stopped may have left it further behind.
        """
        before = {"question": question, "ledger": self.basis.before}
        is_next = TABLES[name].by_account and _stands_on(entry, before)
        return self.basis.affected if is_next else None

    def _compute(
        self, name: str, file: Path, known: Path | None, affected: LazyFrame | None
    ) -> None:
        compute = TABLES[name].compute
        if affected is None or known is None:
            found = compute(self.ledgers, self.question)
        else:
            self.recomputed = rows_of(self.engine, affected)
            mine = replace(
                self.ledgers,
                at_day=self.ledgers.at_day.join(affected, on="customer_id", how="semi"),
                over_time=self.ledgers.over_time.join(affected, on="customer_id", how="semi"),
            )
            before = self.engine.parquet([known])
            names = before.collect_schema().names()
            others = before.join(affected, on="customer_id", how="anti").select(*names)
            found = nw.concat([others, compute(mine, self.question).select(*names)], how="vertical")
        _replaced(file, lambda new: self.engine.write_parquet(found, new))

    def _written(
        self, name: str, frame: LazyFrame, stands_on: Mapping[str, str], outs: dict[str, Any]
    ) -> tuple[str, bool]:
        """Write a table where it is wanted, unless the very file is there; whether it was.

        ``outs`` remembers what stands where: one state may serve several days and folders.
        """
        if is_address(self.out):
            return _in_database(name), False
        file = Path(self.out) / f"{name}.{self.kind}"
        place = str(file.resolve())
        if file.is_file() and outs.get(place) == [*stands_on.values(), fingerprints.seen_as(file)]:
            return str(file), True
        shown = presented(name, frame)
        write = self.engine.write_csv if self.kind == "csv" else self.engine.write_parquet
        _replaced(file, lambda new: write(shown, new))
        if file.is_file():
            outs[place] = [*stands_on.values(), fingerprints.seen_as(file)]
        return str(file), False

    def _tie_out(self, name: str, frame: LazyFrame) -> None:
        column = _TIED.get(name)
        if column is None:
            return
        added = added_up(frame, ("currency",), [Measure(column, nw.col(column))])
        found = {currency: int(amount) for currency, amount in self.engine.rows(added) if amount}
        own = {currency: one["open"] for currency, one in self.totals.items() if one["open"]}
        if found != own:
            raise LedgerError(
                f"the table {name} does not tie out to the ledger: {found}, the ledger {own} "
                "(minor units)",
                hint="please report this, with the command",
            )


def _stands_on(entry: Mapping[str, Any] | None, wanted: Mapping[str, str]) -> bool:
    return entry is not None and all(entry[key] == value for key, value in wanted.items())


def is_address(out: str | Path) -> bool:
    """Whether results go to a database."""
    return isinstance(out, str) and "://" in out


def _in_database(name: str) -> str:
    return name.replace("-", "_")


def _replaced(file: Path, write: Callable[[Path], None]) -> None:
    """Write a file, or a folder of Spark's, under another name first, so that it is never half."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.new")
    write(new)
    if file.is_dir():
        shutil.rmtree(file)
    os.replace(new, file)

"""One run over a ledger of any size: from its sources to the tables that are asked for."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import narwhals as nw

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.allocation.allocate import Method, allocate
from ledgerguard.ledger.cleaning.clean import Cleaned
from ledgerguard.ledger.cleaning.tally import EXAMPLES, Tally
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.engines.engine import engine as started
from ledgerguard.ledger.measures import Measure, added_up, one_if
from ledgerguard.ledger.portfolio import open_items, refuse_overflow
from ledgerguard.ledger.running import fingerprints
from ledgerguard.ledger.running.changes import Changes, counted, customers_of
from ledgerguard.ledger.running.parts import (
    Opening,
    Part,
    are_paths,
    gone_part,
    part_names,
    read_part,
    united,
)
from ledgerguard.ledger.running.places import of_files, of_one_file, of_parts
from ledgerguard.ledger.running.problem_report import problem_tables, write_problems
from ledgerguard.ledger.running.problem_report import united as all_problems
from ledgerguard.ledger.running.question import Ledgers, Question, named
from ledgerguard.ledger.running.shared_numbers import (
    Numbered,
    Shared,
    of_plain,
    plain_of,
    shared_numbers,
)
from ledgerguard.ledger.running.state import State
from ledgerguard.ledger.running.waiting import Watcher, silent, waited_for
from ledgerguard.ledger.running.writing import Basis, Format, Totals, Writing, Written, is_address
from ledgerguard.ledger.schema import FRAME, Problem
from ledgerguard.ledger.sources.payments import opened_payments, payments_frame

TOTALS: Final = ("open", "owed", "overdue", "disputed", "unapplied", "items")


@dataclass(frozen=True)
class Payments:
    """A table of payments, and how it is allocated."""

    sources: Sequence[Any]
    method: Method = "oldest"
    opening: Opening = field(default_factory=Opening)


@dataclass(frozen=True)
class Run:
    """What a run has done."""

    tally: Tally
    examples: tuple[Problem, ...]
    totals: Totals  # by currency, minor units: TOTALS, of the day
    written: tuple[Written, ...]
    problems_in: tuple[str, ...]  # paths of files, or names of tables in the database
    parts: int
    parts_known: int
    changes: Changes | None  # since the state was written; None without one
    recomputed: int | None  # customers; None where all were
    kept: Mapping[str, Sequence[Mapping[str, Any]]]
    unapplied: Mapping[str, int]  # payments that could not be allocated, by reason
    note: str
    seconds: float


def run(
    sources: Sequence[Any],
    question: Question,
    out: str | Path,
    *,
    tables: Sequence[str] = (),
    kind: Format = "parquet",
    engine: Engine | str = "duckdb",
    memory_mb: int | None = None,
    threads: int | None = None,
    opening: Opening | None = None,
    payments: Payments | None = None,
    state: str | Path | None = None,
    keep: Mapping[str, int] | None = None,
    watcher: Watcher = silent,
) -> Run:
    """Read a ledger, and write the tables that answer a question about it.

    Args:
        sources: Files, folders, addresses of databases, or frames: see :func:`sources.opened`.
        question: The day, and how one looks.
        out: A folder for one file a table, or the address of a database.
        tables: Names of :data:`question.TABLES`; the usual ones when empty.
        kind: Of the files: parquet or csv. Both hold major units and dates.
        engine: Its name, or one at work, which stays open.
        memory_mb: Bound on the engine's memory; DuckDB and Spark keep to it.
        threads: Number of its threads.
        opening: How the ledger is opened and read.
        payments: A table of payments that is allocated first.
        state: A folder that keeps the cleaned ledger and its fingerprints: the next run with it
            reads only files that have changed, computes customers only where an invoice is new,
            changed or gone, and goes on where one was stopped. Local engines only.
        keep: Rows of each table to hand over, the largest first; days as serial numbers and money
            in minor units.
        watcher: Is told how each step goes on.

    Raises:
        LedgerError: when a source cannot be read, or the tables do not tie out to the ledger.
        InvalidValue: when there is no such table or engine.
        KeyboardInterrupt: when the user stops it: what was finished stays, and a state goes on
            from there.
    """
    names = named(tables)
    if isinstance(engine, Engine):
        return _Running(engine, question, out, names, kind, state, watcher).done(
            sources, opening or Opening(), payments, keep or {}
        )
    with started(engine, memory_mb=memory_mb, threads=threads) as at:
        return _Running(at, question, out, names, kind, state, watcher).done(
            sources, opening or Opening(), payments, keep or {}
        )


@dataclass
class _Running:
    engine: Engine
    question: Question
    out: str | Path
    names: Sequence[str]
    kind: Format
    state_folder: str | Path | None
    watcher: Watcher
    paid: Cleaned | None = None  # what reading the payments has found

    def done(
        self,
        sources: Sequence[Any],
        opening: Opening,
        payments: Payments | None,
        keep: Mapping[str, int],
    ) -> Run:
        start = time.monotonic()
        if self.state_folder is not None and self.engine.name == "pyspark":
            raise InvalidValue(
                "a state must be kept by a local engine, got pyspark",
                hint="leave --state out, or use --engine duckdb",
            )
        state = None if self.state_folder is None else State.load(Path(self.state_folder))
        scratch = Path(tempfile.mkdtemp(prefix="ledgerguard-run-"))
        try:
            return self._run(sources, opening, payments, keep, state, scratch, start)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _run(
        self,
        sources: Sequence[Any],
        opening: Opening,
        payments: Payments | None,
        keep: Mapping[str, int],
        state: State | None,
        scratch: Path,
        start: float,
    ) -> Run:
        known = {} if state is None else {n: e["revision"] for n, e in state.parts.items()}
        before = _revision(known, payments)
        parts, gone = self._parts(sources, opening, state, scratch)
        frame = united(parts)
        total = self._wait("checking amounts", lambda: refuse_overflow(frame))
        ledgers, unapplied = self._allocated(frame, payments, total)
        if payments is None and len(parts) == 1:  # payments may be of other customers, too
            ledgers = replace(ledgers, names=parts[0].names)
        totals = self._wait("adding up", lambda: self._totals(ledgers))
        changes, affected = self._changes(parts, gone, state)
        basis = Basis(_revision(_of_parts(parts), payments), before, affected)
        writing = Writing(
            self.engine,
            self.question,
            self.out,
            self.kind,
            ledgers,
            basis,
            totals,
            state,
            scratch,
        )
        written = [
            self._wait(f"table {name}", lambda n=name: writing.table(n)) for name in self.names
        ]
        tally, examples = self._problems(sources, opening, parts, payments, state)
        language = opening.options.language
        if is_address(self.out):
            report = problem_tables(ledgers.at_day, tally, examples, language)
            problems_in = self._wait("writing to the database", lambda: writing.to_database(report))
        else:
            Path(self.out).mkdir(parents=True, exist_ok=True)
            files = write_problems(Path(self.out), tally, examples, language)
            problems_in = [str(file) for file in files]
        kept = {n: writing.largest(n, count) for n, count in keep.items() if n in writing.results}
        if state is not None:
            state.save()
            state.tidy()
        return Run(
            tally,
            examples[:EXAMPLES],
            totals,
            tuple(written),
            tuple(problems_in),
            len(parts),
            sum(part.is_known for part in parts),
            changes,
            writing.recomputed,
            kept,
            unapplied,
            state.note if state else "",
            time.monotonic() - start,
        )

    def _wait(self, step: str, work: Any) -> Any:
        return waited_for(self.engine, step, work, self.watcher)

    def _parts(
        self, sources: Sequence[Any], opening: Opening, state: State | None, scratch: Path
    ) -> tuple[list[Part], list[LazyFrame]]:
        found = part_names(sources, by_file=state is not None)
        parts = []
        for place, (name, of_part) in enumerate(found, 1):
            step = f"reading {Path(name).name}" + (f" ({place}/{len(found)})" if found[1:] else "")
            part = self._wait(
                step,
                lambda n=name, s=of_part: read_part(self.engine, n, s, opening, state, scratch),
            )
            parts.append(part)
            if state is not None:
                state.save()  # whoever is stopped now need not read this part again
        if state is None:
            return parts, []
        names = {name for name, _ in found}
        lost = [gone_part(self.engine, n, state) for n in list(state.parts) if n not in names]
        return parts, [rows for rows in lost if rows is not None]

    def _problems(
        self,
        sources: Sequence[Any],
        opening: Opening,
        parts: Sequence[Part],
        payments: Payments | None,
        state: State | None,
    ) -> tuple[Tally, tuple[Problem, ...]]:
        """What reading the ledger and its payments has found."""
        shared = self._shared(parts, state)
        tallies = [*(part.tally for part in parts), Tally(0, 0, shared.problems)]
        if state is not None and are_paths(sources):
            examples = of_parts(parts, shared, opening.options.language)
        else:
            (whole,) = parts
            examples = self._wait(
                "finding the rows of problems",
                lambda: of_files(self.engine, sources, opening, whole.examples),
            )
        if self.paid is not None and payments is not None:
            tallies.append(replace(self.paid.tally, rows_read=0, rows_counted=0))
            examples += of_one_file(payments.sources, self.paid.examples)
        return all_problems(tallies), examples

    def _shared(self, parts: Sequence[Part], state: State | None) -> Shared:
        """What the files of a state share; it is looked for where one of them was read anew."""
        if state is None:
            return Shared()
        of = [[part.name, state.parts[part.name]["file"]] for part in parts]
        if state.shared.get("of") != of:
            numbered = [
                Numbered(place, part.numbers, part.frame)
                for place, part in enumerate(parts)
                if part.numbers is not None
            ]
            found = self._wait(
                "looking for invoices in several files",
                lambda: shared_numbers(self.engine, numbered),
            )
            state.shared = {"of": of, **plain_of(found)}
        return of_plain(state.shared)

    def _allocated(
        self, frame: LazyFrame, payments: Payments | None, total: float
    ) -> tuple[Ledgers, Mapping[str, int]]:
        if payments is None:
            return Ledgers(frame, frame, total), {}
        given = payments.opening
        opened = self._wait(
            "reading payments",
            lambda: payments_frame(
                opened_payments(
                    self.engine,
                    list(payments.sources),
                    column_map=given.options.column_map,
                    sheet=given.sheet,
                    encoding=given.encoding,
                    table=given.table,
                    query=given.query,
                ),
                given.options,
            ),
        )
        self.paid = opened.problems
        found = self._wait(
            "allocating payments",
            lambda: allocate(frame, opened.frame, payments.method, engine=self.engine),
        )
        at_day, over_time = self._wait(
            "allocating payments",
            lambda: tuple(
                self.engine.held(one.select(*FRAME))
                for one in (found.at(self.question.as_of), found.parts)
            ),
        )
        reasons = found.reasons.group_by("reason").agg(nw.len().alias("payments"))
        unapplied = {
            reason: int(n)
            for reason, n in sorted(self.engine.rows(reasons.select("reason", "payments")))
        }
        return Ledgers(at_day, over_time, total + refuse_overflow(over_time)), unapplied

    def _totals(self, ledgers: Ledgers) -> dict[str, dict[str, int]]:
        opened = open_items(ledgers.at_day, self.question.as_of)
        measures = [
            *(Measure(name, nw.col(name)) for name in ("open", "owed", "overdue")),
            Measure("disputed", nw.col("disputed_owed")),
            Measure("unapplied", nw.col("unapplied")),
            Measure("items", one_if(nw.col("open") != 0)),
        ]
        rows = self.engine.rows(added_up(opened, ("currency",), measures))
        return {row[0]: dict(zip(TOTALS, map(int, row[1:]), strict=True)) for row in sorted(rows)}

    def _changes(
        self, parts: Sequence[Part], gone: Sequence[LazyFrame], state: State | None
    ) -> tuple[Changes | None, LazyFrame | None]:
        if state is None:
            return None, None
        differing = [part.differing for part in parts if part.differing is not None]
        differing += gone
        if not differing:
            return Changes(0, 0, 0), None
        rows = differing[0] if len(differing) == 1 else nw.concat(differing, how="vertical")
        changes = self._wait("comparing", lambda: counted(self.engine, rows))
        # Ctrl-C is heard only while something is waited for.
        return changes, self._wait("comparing", lambda: self.engine.held(customers_of(rows)))


def _of_parts(parts: Sequence[Part]) -> dict[str, str]:
    return {part.name: part.revision for part in parts}


def _revision(parts: Mapping[str, str], payments: Payments | None) -> str:
    """The fingerprint of a whole ledger; payments from elsewhere than a file are always others."""
    paid: Any = None
    if payments is not None:
        paid = [
            fingerprints.of_file(Path(source)) if Path(str(source)).is_file() else time.time_ns()
            for source in payments.sources
        ]
    return fingerprints.of_values({"parts": parts, "payments": paid})

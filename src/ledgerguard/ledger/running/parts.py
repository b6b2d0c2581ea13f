"""The parts of a ledger, each read and cleaned on its own; a state keeps those that are clean."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import narwhals as nw

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.cleaning.clean import clean_frame
from ledgerguard.ledger.cleaning.counting import rows_of
from ledgerguard.ledger.cleaning.tally import Affected, Tally
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.reading.clean import Options
from ledgerguard.ledger.running import fingerprints
from ledgerguard.ledger.running.changes import differing
from ledgerguard.ledger.running.state import State
from ledgerguard.ledger.schema import FRAME, LAST_DAY, NO_DAY, Problem
from ledgerguard.ledger.sources.kinds import files_of
from ledgerguard.ledger.sources.opened import opened
from ledgerguard.ledger.sources.raw import Raw

ROWS_OF_A_PART: Final = 10**10
"""The rows of the second part are numbered from here on, those of the third from twice this."""


@dataclass(frozen=True)
class Opening:
    """How a ledger is opened and read."""

    options: Options = field(default_factory=Options)
    sheet: str | None = None
    encoding: str | None = None
    table: str | None = None
    query: str | None = None

    def key(self) -> dict[str, Any]:
        """The same in plain values, for fingerprints."""
        return {**asdict(self), "options": {**asdict(self.options), "source": ""}}


@dataclass(frozen=True)
class Part:
    """One part of a ledger, cleaned."""

    name: str
    frame: LazyFrame
    tally: Tally
    examples: tuple[Problem, ...]
    revision: str  # another one when its rows are others
    is_known: bool  # whether it was taken from the state
    differing: LazyFrame | None  # rows that are new or gone since the state was written
    numbers: str | None = None  # header of the invoice numbers; None where nobody looked at them
    names: LazyFrame | None = None  # Cleaned.names, of a part that was just cleaned


def are_paths(sources: Sequence[Any]) -> bool:
    """Whether sources are files and folders of this machine."""
    return all(isinstance(one, str | Path) and "://" not in str(one) for one in sources)


def part_names(sources: Sequence[Any], *, by_file: bool) -> list[tuple[str, list[Any]]]:
    """The parts of some sources by name: each file, or all together."""
    if not (by_file and are_paths(sources)):
        return [("ledger", list(sources))]
    return [(str(file.resolve()), [file]) for file in files_of(sources)]


def opened_part(engine: Engine, sources: Sequence[Any], opening: Opening) -> Raw:
    """One part as its source holds it."""
    return opened(
        engine,
        sources if len(sources) > 1 else sources[0],
        column_map=opening.options.column_map,
        sheet=opening.sheet,
        encoding=opening.encoding,
        table=opening.table,
        query=opening.query,
    )


def read_part(
    engine: Engine,
    name: str,
    sources: Sequence[Any],
    opening: Opening,
    state: State | None,
    scratch: Path,
) -> Part:
    """Read and clean a part, or take it from the state when its file is the same.

    A ledger in canonical columns is used where it lies.
    """
    wanted = _wanted(name, opening) if state is not None else {}
    if state is not None and wanted:
        known = state.part(name, wanted)
        if known is None and name in state.parts:
            wanted["content"] = fingerprints.of_file(Path(name))
            known = state.part(name, wanted)
        if known is not None:
            known["seen"] = wanted["seen"]
            return _known(engine, name, known, state.folder)
        # Before the file is read: one that grows meanwhile must be read again next time.
        wanted.setdefault("content", fingerprints.of_file(Path(name)))
    raw = opened_part(engine, sources, opening)
    if raw.is_canonical:
        _refuse_uncleaned(engine, raw.frame, raw.source)
    if raw.is_canonical and state is None:
        frame = raw.frame.select(*FRAME)
        rows = rows_of(engine, frame)
        return Part(name, frame, Tally(rows, rows, ()), (), "", is_known=False, differing=None)
    if raw.is_canonical:
        rows = rows_of(engine, raw.frame)
        clean, tally = raw.frame.select(*FRAME), Tally(rows, rows, ())
        examples: tuple[Problem, ...] = ()
        numbers = names = None
    else:
        found = clean_frame(raw, opening.options)
        clean, tally, examples = found.frame, found.tally, found.examples
        numbers, names = found.columns.get("invoice"), found.names
    folder = scratch if state is None else state.folder
    file = folder / f"part-{uuid.uuid4().hex}.parquet"
    _write(engine, clean, file)
    frame = engine.parquet([file])
    part = Part(
        name,
        frame,
        tally,
        examples,
        "",
        is_known=False,
        differing=None,
        numbers=numbers,
        names=names,
    )
    if state is None:
        return part
    return _stated(engine, part, file, wanted, state, opening)


def _stated(
    engine: Engine,
    part: Part,
    file: Path,
    wanted: dict[str, Any],
    state: State,
    opening: Opening,
) -> Part:
    """A part that was just cleaned, compared with what the state holds of it, and remembered."""
    before = state.parts.get(part.name)
    old = None
    if before is not None and (state.folder / before["file"]).exists():
        old = engine.parquet([state.folder / before["file"]])
    rows = engine.held(differing(old, part.frame))
    is_same = old is not None and not engine.rows(rows.head(1))
    revision = before["revision"] if before is not None and is_same else uuid.uuid4().hex
    state.parts[part.name] = {
        "options": fingerprints.of_values(opening.key()),
        "seen": wanted.get("seen"),
        "content": wanted.get("content"),
        "file": file.name,
        "revision": revision,
        "tally": _tally_out(part.tally),
        "examples": [asdict(example) for example in part.examples],
        "numbers": part.numbers,
    }
    return replace(part, revision=revision, differing=rows)


def gone_part(engine: Engine, name: str, state: State) -> LazyFrame | None:
    """The rows of a part that the ledger no longer has; the state forgets it."""
    entry = state.parts.pop(name)
    file = state.folder / entry["file"]
    if not file.exists():
        return None
    return engine.held(differing(engine.parquet([file]), None))


def united(parts: Sequence[Part]) -> LazyFrame:
    """All parts as one ledger; the rows of each part keep their own numbers."""
    frames = [
        part.frame.select(*FRAME).with_columns(row=nw.col("row") + place * ROWS_OF_A_PART)
        if place
        else part.frame.select(*FRAME)
        for place, part in enumerate(parts)
    ]
    return frames[0] if len(frames) == 1 else nw.concat(frames, how="vertical")


def _refuse_uncleaned(engine: Engine, frame: LazyFrame, source: str) -> None:
    """Refuse canonical columns with what cleaning would never leave in them.

    Nobody cleans such a ledger: days beyond the calendar would be lost in a join, and nulls are
    counted in one way by one engine and in another by the next.
    """
    days = ("issued", "due", "delivered", "paid_on")
    found = engine.rows(
        frame.select(
            *(nw.col(day).min().alias(f"{day}_first") for day in days),
            *(nw.col(day).max().alias(f"{day}_last") for day in days),
            *(nw.col(name).null_count().alias(f"{name}_nulls") for name in FRAME),
        )
    )[0]
    firsts, lasts, nulls = (
        found[: len(days)],
        found[len(days) : 2 * len(days)],
        found[2 * len(days) :],
    )
    for day, first, last in zip(days, firsts, lasts, strict=True):
        if first is not None and (first < NO_DAY or last > LAST_DAY):
            wrong = first if first < NO_DAY else last
            raise LedgerError(
                f"{day} of {source} must be a serial number of a day up to {LAST_DAY} "
                f"(31 December 2099), or {NO_DAY} for none, got {wrong}",
                hint="the columns are named as those of a cleaned ledger; is it one?",
            )
    for name, count in zip(FRAME, nulls, strict=True):
        if count:
            raise LedgerError(
                f"{name} of {source} must hold no nulls, got {count:,}",
                hint=f'a cleaned ledger has "" for no text and {NO_DAY} for no day',
            )


def _wanted(name: str, opening: Opening) -> dict[str, Any]:
    file = Path(name)
    if not file.is_file():
        return {}
    return {"options": fingerprints.of_values(opening.key()), "seen": fingerprints.seen_as(file)}


def _known(engine: Engine, name: str, entry: Mapping[str, Any], folder: Path) -> Part:
    examples = tuple(Problem(**example) for example in entry["examples"])
    frame = engine.parquet([folder / entry["file"]])
    tally = _tally_in(entry["tally"])
    return Part(
        name,
        frame,
        tally,
        examples,
        entry["revision"],
        is_known=True,
        differing=None,
        numbers=entry["numbers"],
    )


def _write(engine: Engine, frame: LazyFrame, file: Path) -> None:
    new = file.with_suffix(".new")
    file.parent.mkdir(parents=True, exist_ok=True)
    engine.write_parquet(frame.select(*FRAME), new)
    os.replace(new, file)


def _tally_out(tally: Tally) -> dict[str, Any]:
    problems = [[p.code, p.column, p.rows, dict(p.money)] for p in tally.problems]
    return {"read": tally.rows_read, "counted": tally.rows_counted, "problems": problems}


def _tally_in(entry: Mapping[str, Any]) -> Tally:
    problems = tuple(Affected(*problem) for problem in entry["problems"])
    return Tally(entry["read"], entry["counted"], problems)

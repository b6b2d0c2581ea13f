"""Files of csv as one frame: in any encoding and dialect, many of them united by name."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO

import narwhals as nw

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.engines.engine import Engine, LazyFrame, may_be_pattern
from ledgerguard.ledger.sources.dialects import (
    PIECE,
    Dialect,
    HeaderRow,
    dialect,
    is_compressed,
    opened_bytes,
)
from ledgerguard.ledger.sources.scratch import scratch
from ledgerguard.ledger.sources.watch import Progress, silent, stoppable


def csv_frame(
    engine: Engine, paths: Sequence[Path], encoding: str | None, header_row: HeaderRow
) -> tuple[LazyFrame, int]:
    """Files of csv as one frame of text, and the lines above the header of a single one.

    What an engine cannot read as it is (another encoding than UTF-8, gzip, lines that end as on old
    Macs, on Spark lines above the header and paths such as a[1].csv) is copied into a temporary
    file, a piece at a time.

    Raises:
        LedgerError: when files have different columns, or one has no header.
    """
    found = {path: _dialect(path, encoding, header_row, len(paths)) for path in paths}
    _check_alike(found)
    before = next(iter(found.values())).lines_before if len(found) == 1 else 0
    groups: dict[tuple[str, int], list[Path]] = {}
    folder: Path | None = None
    for number, (path, own) in enumerate(found.items()):
        ready = own
        for_spark = own.lines_before or may_be_pattern(path)
        if own.must_be_copied or (engine.name == "pyspark" and for_spark):
            folder = folder or scratch(
                engine,
                f"{path.name}, which must be rewritten as UTF-8 that begins with its header,",
            )
            path, ready = _copied(
                path, own, folder / f"{number:06}.csv", stoppable(engine, path.name)
            )  # the copy stands for it
        if engine.name == "pyspark":
            _check_quotes(path)
        groups.setdefault((ready.delimiter, ready.lines_before), []).append(path)
    frames = [
        engine.csv(same, delimiter=delimiter, skip=skip)
        for (delimiter, skip), same in groups.items()
    ]
    return united(frames), before


def _dialect(path: Path, encoding: str | None, header_row: HeaderRow, files: int) -> Dialect:
    try:
        return dialect(path, encoding, header_row)
    except LedgerError as error:
        if files == 1:
            raise
        raise LedgerError(f"{path}: {error.message}", hint=error.hint) from error


def united(frames: Sequence[LazyFrame]) -> LazyFrame:
    """Frames of the same columns, in any order, one below the other."""
    names = frames[0].collect_schema().names()
    if len(frames) == 1:
        return frames[0]
    return nw.concat([frame.select(*names) for frame in frames], how="vertical")


def _check_quotes(path: Path) -> None:
    """Spark alone takes all that follows an open quotation mark for one cell, and says nothing."""
    with path.open("rb") as file:
        marks = sum(piece.count(b'"') for piece in iter(lambda: file.read(PIECE), b""))
    if marks % 2:
        raise LedgerError(
            f"quotation marks must stand in pairs on Spark, got {marks} in {path.name}",
            hint='a mark inside a cell is written twice, and the cell in marks: "5"" pipe"',
        )


def _check_alike(found: dict[Path, Dialect]) -> None:
    (first, own), *others = found.items()
    for path, other in others:
        if sorted(own.names) != sorted(other.names):
            only = [
                f"only {one.name} has {', '.join(sorted(set(a.names) - set(b.names)))}"
                for one, a, b in ((first, own, other), (path, other, own))
                if set(a.names) - set(b.names)
            ]
            raise LedgerError(
                f"files that are read together must have the same columns, got {first} and {path}: "
                + ("; ".join(only) or "a column stands there more often"),
                hint="read them one by one, or give them the same headers",
            )


def _copied(path: Path, own: Dialect, to: Path, progress: Progress) -> tuple[Path, Dialect]:
    """The file as every engine reads it: UTF-8, its header first."""
    for encoding in own.encodings:
        try:
            with opened_bytes(path) as source, to.open("w", encoding="utf-8", newline="") as target:
                lines = _lines(source, encoding, progress, old_ends=own.old_ends)
                for _ in islice(lines, own.lines_before):
                    pass
                if own.blank_cells:
                    header = next(lines)
                    bare = header.rstrip("\r\n")
                    target.write(bare + own.delimiter * own.blank_cells + header[len(bare) :])
                target.writelines(lines)
            return to, replace(own, lines_before=0)
        except UnicodeDecodeError:
            continue
        except (OSError, EOFError) as error:
            raise LedgerError(f"{path} cannot be read: {error}") from error
    raise LedgerError(
        f"{path.name} is not {own.encodings[0]}",
        hint="leave the encoding out, or try utf-8, gb18030 or cp1252",
    )


def uncompressed(engine: Engine, path: Path) -> Path:
    """A file without its gzip."""
    if not is_compressed(path):
        return path
    to = scratch(engine, path.name) / path.stem
    watched = stoppable(engine, path.name)
    with opened_bytes(path) as source, to.open("wb") as target:
        while piece := source.read(PIECE):
            watched(0, None)
            target.write(piece)
    return to


def _lines(
    source: IO[bytes], encoding: str, progress: Progress = silent, *, old_ends: bool
) -> Iterator[str]:
    """Lines with their ends, a piece of the file at a time."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest = ""
    is_first = True
    while True:
        progress(0, None)
        data = source.read(PIECE)
        text = decoder.decode(data, final=not data)
        if is_first:
            text, is_first = text.removeprefix("\ufeff"), False
        whole, end, rest = (rest + (text.replace("\r", "\n") if old_ends else text)).rpartition(
            "\n"
        )
        yield from (f"{line}\n" for line in (whole + end).split("\n")[:-1])
        if not data:
            break
    if rest:
        yield rest

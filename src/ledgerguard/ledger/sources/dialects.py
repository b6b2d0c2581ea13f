"""How a file of text is written: encoding, delimiter, and the lines above its header."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Final

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.reading.textfile import delimiter_of, encoding_of

HEAD: Final = 1 << 20
"""Bytes that are looked at for the dialect."""

PIECE: Final = 1 << 18
"""Bytes that are read at a time: larger pieces leave the cache, and each is new memory."""

HeaderRow = Callable[[Sequence[Sequence[str]]], int]
"""Finds the index of the header among the first rows of a file."""

_BOM: Final = codecs.BOM_UTF8
_GZIP: Final = b"\x1f\x8b"
_UTF_8: Final = {"utf-8", "utf-8-sig"}
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Dialect:
    """How one file is written."""

    encodings: tuple[str, ...]  # the likeliest first
    delimiter: str
    lines_before: int
    names: tuple[str, ...]  # the header's cells as they are written
    blank_cells: int  # that rows have beyond the header, all of them blank
    old_ends: bool  # lines end in a carriage return alone
    must_be_copied: bool  # no engine reads the file as it is


def dialect(path: Path, encoding: str | None, header_row: HeaderRow) -> Dialect:
    """The dialect of a file, by its first megabyte; its encoding by all of it.

    Args:
        path: The file, which may be compressed by gzip.
        encoding: Its encoding, if the caller knows it.
        header_row: Finds the header.

    Raises:
        LedgerError: when there is no header, or a row of the head has more cells than it.
    """
    found = _encodings(path)
    encodings = (_known(encoding),) if encoding else found
    text = _head(path, encodings[0])
    lines = text[:HEAD].partition("\n")[0].strip()
    is_named = lines.lower().startswith("sep=") and len(lines) == len("sep=;")
    # Excel writes and obeys such a line.
    delimiter = lines[-1] if is_named else delimiter_of(text)
    rows, ends = _rows(text, delimiter)
    at = header_row([[] if is_named and n == 0 else row for n, row in enumerate(rows)])
    names = tuple(rows[at])
    blank = _beyond(path, len(names), rows[at + 1 :], ends[at + 1 :])
    before = ends[at - 1] if at else 0
    is_plain = {encodings[0], found[0]} <= _UTF_8 and not is_compressed(path)
    has_old_ends = "\r" in text and "\n" not in text
    quoted_above = '"' in "\n".join(text.splitlines()[:before])
    return Dialect(
        encodings,
        delimiter,
        before,
        names,
        blank,
        has_old_ends,
        not is_plain or has_old_ends or quoted_above or blank > 0,
    )


def is_compressed(path: Path) -> bool:
    """Whether a file is one of gzip."""
    with path.open("rb") as file:
        return file.read(len(_GZIP)) == _GZIP


def opened_bytes(path: Path) -> IO[bytes]:
    """The bytes of a file, uncompressed."""
    return gzip.open(path, "rb") if is_compressed(path) else path.open("rb")  # type: ignore[return-value]  # it reads bytes


def _head(path: Path, encoding: str) -> str:
    with opened_bytes(path) as file:
        data = file.read(HEAD)
        is_whole = not file.read(1)
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    if is_whole:
        return text
    for end in ("\n", "\r"):  # the last line is cut off
        whole, found, _ = text.rpartition(end)
        if found:
            return whole + end
    return text


def _known(encoding: str) -> str:
    """The usual name of an encoding."""
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise LedgerError(
            f"{encoding} is no encoding", hint="utf-8, gb18030 and cp1252 are usual"
        ) from error


def _encodings(path: Path) -> tuple[str, ...]:
    """Encodings that a file may have, by all of its bytes."""
    with opened_bytes(path) as file:
        data = file.read(HEAD)
        marked = encoding_of(data[:3])
        if marked not in _UTF_8 and data[:2] in _UTF_16:
            return (marked,)
        if data.removeprefix(_BOM).isascii() and (len(data) < HEAD or _is_ascii(path)):
            return (marked,)
        decoder = codecs.getincrementaldecoder("utf-8")()
        while data:
            try:
                if not data.isascii() or decoder.getstate()[0]:
                    decoder.decode(data)
            except UnicodeDecodeError:
                return _foreign(data + file.read(HEAD))
            data = file.read(PIECE)
        return _foreign(decoder.getstate()[0]) if decoder.getstate()[0] else (marked,)


def _is_ascii(path: Path) -> bool:
    """Whether a file that is not compressed is ASCII after a mark at its beginning."""
    if is_compressed(path):
        return False
    size, readers = path.stat().st_size, os.cpu_count() or 1
    ends = [len(_BOM), *(size * part // readers for part in range(1, readers + 1))]
    with ThreadPoolExecutor(readers) as pool:
        return all(pool.map(lambda ends: _is_ascii_between(path, *ends), pairwise(ends)))


def _is_ascii_between(path: Path, start: int, end: int) -> bool:
    piece = bytearray(PIECE)
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        # What a short piece leaves of the one before has been looked at.
        while start < end and (read := file.readinto(piece)):
            if not piece.isascii():
                return False
            start += read
    return True


def _foreign(data: bytes) -> tuple[str, ...]:
    """Encodings of text that is not UTF-8: whole lines of it are looked at."""
    _, _, rest = data.partition(b"\n")
    lines, _, _ = rest.rpartition(b"\n")
    found = encoding_of(lines) if lines and not lines.isascii() else encoding_of(data)
    likely = found if found not in _UTF_8 else "cp1252"
    # cp1252 leaves five bytes without a meaning; latin-1 none.
    return tuple(dict.fromkeys((likely, "cp1252", "latin-1")))


def _rows(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The rows of a text, and the number of the line at which each ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, ends = [], []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error as error:
        raise LedgerError(f"the file is not a table of text: {error}") from error
    return rows, ends


def _beyond(path: Path, width: int, rows: Sequence[Sequence[str]], ends: Sequence[int]) -> int:
    """How many blank cells rows have beyond the header; a cell that holds something is refused."""
    wide = [(row, end) for row, end in zip(rows, ends, strict=True) if len(row) > width]
    for row, end in wide:
        if any(cell.strip() for cell in row[width:]):
            raise LedgerError(
                f"line {end} of {path.name} has {len(row)} cells, its header has {width}",
                hint="does a name or an amount hold the delimiter without quotes around it?",
            )
    return max((len(row) - width for row, _ in wide), default=0)

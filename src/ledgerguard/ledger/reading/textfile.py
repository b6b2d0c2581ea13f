"""Rows of a delimited text file: its encoding and its delimiter are found by the evidence."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.columns import squash, synonyms

DELIMITERS = (",", ";", "\t", "|")
_SNIFFED_LINES = 50
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON_SHARE = 0.7  # of the wide characters in real Chinese text that GB 2312 already knows


def text_rows(data: bytes, encoding: str | None = None, name: str = "") -> list[list[str]]:
    """The rows of a csv file.

    Raises:
        LedgerError: when the bytes are not text of the given encoding.
    """
    text = _decode(data, encoding, name)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # Excel writes and obeys such a line. It is no row of the ledger, but it is a line.
        return [[], *_split(rest, first.strip()[4])]
    return _split(text, delimiter_of(text))


def encoding_of(data: bytes) -> str:
    """The encoding of a text: utf-8 where it is, else Chinese or Western by plausibility."""
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030" if _looks_chinese(data) else "cp1252"
    return "utf-8"


def _decode(data: bytes, encoding: str | None, name: str) -> str:
    chosen = encoding or encoding_of(data)
    try:
        return data.decode(chosen).removeprefix("\ufeff")
    except LookupError as error:
        raise LedgerError(
            f"{encoding} is no encoding", hint="utf-8, gb18030 and cp1252 are usual"
        ) from error
    except UnicodeDecodeError as error:
        if encoding is None:
            return data.decode("latin-1")  # cp1252 leaves five bytes without a meaning
        raise LedgerError(
            f"{name} is not {encoding}: byte {error.start} cannot be read",
            hint="leave the encoding out, or try utf-8, gb18030 or cp1252",
        ) from error


def _looks_chinese(data: bytes) -> bool:
    """Whether bytes that are not utf-8 are Chinese rather than Western European.

    Read as Chinese, an accented letter swallows its neighbour and makes a rare character; real
    Chinese text consists of common ones.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    wide = [character for character in text if not character.isascii()]
    common = sum(_is_common(character) for character in wide)
    return common >= _COMMON_SHARE * len(wide)


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def delimiter_of(text: str) -> str:
    """The delimiter under which the first lines have the most recognised headers and fit best."""
    known = synonyms()
    lines = "\n".join(text.splitlines()[:_SNIFFED_LINES])

    def worth(delimiter: str) -> tuple[int, float, int]:
        rows = [row for row in _split(lines, delimiter) if any(row)]
        if not rows:
            return 0, 0.0, 0
        named = max(sum(squash(cell) in known for cell in row) for row in rows)
        width, regular = Counter(map(len, rows)).most_common(1)[0]
        return named, regular / len(rows) if width > 1 else 0.0, width

    return max(DELIMITERS, key=worth)


def _split(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise LedgerError(f"the file is not a table of text: {error}") from error

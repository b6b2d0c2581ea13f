"""Our calls respelled inside the XML of a stored workbook; not a byte beside them changes."""

from __future__ import annotations

import re
from typing import Final

from ledgerguard.cells.spelling import Host, respelled
from ledgerguard.workbooks.stored.package import FORMULA_TEXT, decoded, encoded, spoken

# What a part must hold to be looked at: the letters may stand as numbers, by whoever wrote them.
_SUSPECT: Final = re.compile(rb"l\x00?g\x00?[_.]|&#", re.IGNORECASE)


def respell_part(content: bytes, host: Host) -> tuple[bytes, int]:
    """A part, or a piece of one, with the formulas in it respelled, and how many calls changed."""
    if not _SUSPECT.search(content):
        return content, 0
    text, encoding = decoded(content)
    text, count = respell_xml(text, host)
    return (encoded(text, encoding) if count else content), count


def respell_xml(text: str, host: Host) -> tuple[str, int]:
    """The same for a text that is decoded already."""
    count = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal count
        if found["tag"] is None:
            return found[0]
        inside, calls = respell_text(found["text"], host)
        count += calls
        begin, end = found.start("text") - found.start(), found.end("text") - found.start()
        return found[0][:begin] + inside + found[0][end:]

    return FORMULA_TEXT.sub(replaced, text), count


def respell_text(raw: str, host: Host) -> tuple[str, int]:
    """One formula as it is written in XML, with its calls respelled, and how many changed."""
    text, places = spoken(raw)
    count = 0
    for start, end, word in reversed(list(respelled(text, host))):
        if text[start:end] != word:
            raw = raw[: places[start][0]] + word + raw[places[end - 1][1] :]
            count += 1
    return raw, count

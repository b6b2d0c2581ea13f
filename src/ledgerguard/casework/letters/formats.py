"""The formats a letter leaves in, and the files it is written to."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from ledgerguard.casework.letters.draft import to_eml
from ledgerguard.casework.letters.render import Letter
from ledgerguard.casework.letters.text import to_text
from ledgerguard.casework.letters.web_page import to_html
from ledgerguard.casework.letters.word import to_docx
from ledgerguard.casework.letters.wording import one_line
from ledgerguard.errors import InvalidValue

__all__ = ["Format", "safe_name", "to_docx", "to_eml", "to_html", "to_text", "write_letters"]

Format = Literal["docx", "html", "eml", "txt"]

_WRITERS: Final[Mapping[str, Callable[[Letter], bytes]]] = {
    "docx": to_docx,
    "html": lambda letter: to_html(letter).encode(),
    "eml": to_eml,
    "txt": lambda letter: (to_text(letter) + "\n").encode("utf-8-sig"),  # for Windows' Notepad
}

_LONGEST: Final = 120  # bytes of a name: any file system has room, and for the folder besides
_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in (*range(10), "¹", "²", "³")}
)


def write_letters(
    letters: Iterable[Letter],
    folder: Path,
    formats: Sequence[Format] = ("docx", "html", "eml"),
    *,
    replace: bool = False,
) -> list[Path]:
    """Write each letter in each format; nothing is sent.

    A file is named for the letter's reference and customer. One that already stands there and
    holds something else, perhaps a draft that somebody has edited, is not overwritten.

    Args:
        letters: The letters, in the order in which equal names are numbered.
        folder: Where they go; it is made where it is missing.
        formats: docx, html, eml or txt.
        replace: Overwrite what stands there.

    Returns:
        The paths, letter by letter in the order of the formats.

    Raises:
        InvalidValue: for an unknown format, or a file that would be overwritten; nothing has been
            written then.
    """
    for name in formats:
        if name not in _WRITERS:
            raise InvalidValue(f"format must be one of {', '.join(_WRITERS)}, got {name!r}")
    taken: set[str] = set()
    contents: dict[Path, bytes] = {}
    for letter in letters:
        stem = _free(safe_name(f"{letter.data.reference} {_whom(letter)}"), taken)
        for name in formats:
            contents[folder / f"{stem}.{name}"] = _WRITERS[name](letter)
    for path, content in contents.items():
        if not replace and path.exists() and path.read_bytes() != content:
            raise InvalidValue(
                f"{path} must not hold anything else, got a file that differs",
                hint="it may have been edited by hand; take another folder, or --replace it",
            )
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        path.write_bytes(content)
    return list(contents)


def safe_name(text: str) -> str:
    """Text as the name of a file that Windows, Linux and macOS all take; never empty.

    Forbidden characters become "_"; names of devices get one before them; ends are trimmed.
    """
    plain = unicodedata.normalize("NFC", one_line(text))
    name = "".join("_" if c in _FORBIDDEN else c for c in plain)
    name = name.encode()[:_LONGEST].decode(errors="ignore").strip(" .")
    # "NUL.txt" and "con ." are devices, too: what counts is the name before the first dot.
    if name.partition(".")[0].strip().casefold() in _DEVICES:
        name = f"_{name}"
    return name or "letter"


def _whom(letter: Letter) -> str:
    """Number and name of the customer; the number tells apart customers of one name."""
    data = letter.data
    return " ".join(dict.fromkeys(filter(None, (data.customer_id, data.customer.name))))


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered when it is taken; Windows and macOS know no capitals there."""
    chosen, number = name, 1
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{name} ({number})"
    taken.add(chosen.casefold())
    return chosen

"""The texts that are translated, and the catalogue files that hold their translations."""

from __future__ import annotations

import ast
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ledgerguard.cells.functions import functions
from ledgerguard.translation import DOMAIN, FOLDER, LANGUAGES, messages

TRANSLATED: Final = tuple(language for language in LANGUAGES if language != "en")
SOURCES: Final = FOLDER.parent
SAYING: Final = frozenset({"say", "_say", "mark"})
"""Functions whose text is translated."""

UNCHANGING: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""Stands for the dates of a catalogue, so that the same texts make the same file."""


def texts() -> dict[str, list[str]]:
    """Every text that is translated, with where it stands, in the order of the reference."""
    found: dict[str, list[str]] = {}
    for text, place in (*_said(), *_of_units(), *_of_formulas()):
        places = found.setdefault(text, [])
        if place not in places:
            places.append(place)
    return found


def file_of(language: str, suffix: str = ".po") -> Path:
    """The catalogue of a language: ``.po`` as people edit it, ``.mo`` as Python reads it."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}{suffix}"


def read(path: Path) -> Catalog:
    """A catalogue as it is in a file; an empty one where there is none."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def updated(language: str, others: Iterable[Catalog] = ()) -> Catalog:
    """The catalogue of a language with exactly the texts of the code.

    Translations are those of the file, and then those of others, the last of which counts.
    """
    known: dict[str, str] = {}
    for catalog in (read(file_of(language)), *others):
        for message in catalog:
            if message.id and message.string and not message.fuzzy:
                known[str(message.id)] = str(message.string)
    fresh = Catalog(
        locale=language,
        domain=DOMAIN,
        project="ledgerguard",
        header_comment="# The texts of ledgerguard. English stands above, the translation below.",
        creation_date=UNCHANGING,
        revision_date=UNCHANGING,
        last_translator="ledgerguard",
        language_team="ledgerguard",
        copyright_holder="ledgerguard",
        fuzzy=False,
    )
    for text, places in texts().items():
        fresh.add(text, known.get(text, ""), auto_comments=[", ".join(places)])
    return fresh


def as_po(catalog: Catalog) -> bytes:
    """The content of the .po file of a catalogue."""
    stream = io.BytesIO()
    write_po(stream, catalog, width=100)
    return stream.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The content of the .mo file of a catalogue."""
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """The texts without a translation, or with one that nobody has confirmed."""
    return [str(m.id) for m in catalog if m.id and (not m.string or m.fuzzy)]


def _of_formulas() -> Iterator[tuple[str, str]]:
    for formula in functions().values():
        for part, text in messages(formula):
            yield text, f"{formula.name} {part}"


def _of_units() -> Iterator[tuple[str, str]]:
    for formula in functions().values():
        for unit in (formula.returns, *(u for p in formula.parameters for u in p.units)):
            yield unit.name, "unit"
            yield unit.description, "unit"


def _said() -> Iterator[tuple[str, str]]:
    """The texts in the code itself: ``say("Arguments")``, ``mark("Receivables")``."""
    for path in sorted(SOURCES.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not any(f"{name}(" in source for name in SAYING):
            continue  # most files say nothing, and parsing them all takes seconds
        tree = ast.parse(source)
        place = path.relative_to(SOURCES).with_suffix("").as_posix().replace("/", ".")
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and _called(node.func) in SAYING
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(node.args[0].value), place


def _called(function: ast.expr) -> str:
    """The last name of what is called: ``say`` of ``say(...)`` and of ``self.say(...)``."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""

"""Texts in the reader's language: the gettext catalogues under ``locale/``.

The English text is the key. What has no translation, such as the formulas of a plugin, stays
English. ``python -m translations`` in the repository keeps the catalogues (``make messages``).
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final, get_args

from ledgerguard.formula import Formula
from ledgerguard.units import Language

Say = Callable[[str], str]
"""Answers a text in one language."""

DOMAIN: Final = "ledgerguard"
FOLDER: Final = Path(__file__).parent / "locale"
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
VARIABLE: Final = "LEDGERGUARD_LANGUAGE"
"""The environment variable that says which language help speaks where nobody asks for one."""


def mark(text: str) -> str:
    """The text itself: marks it for translation where it stands, to be said later."""
    return text


@cache
def texts(language: Language) -> Say:
    """What says a text in a language."""
    found = gettext.translation(DOMAIN, FOLDER, [language], fallback=True)
    # The empty text is the key of the catalogue's own header.
    return lambda text: found.gettext(text) if text else ""


def default_language() -> Language:
    """The language of help where nobody asks for one: English, unless the environment says."""
    wanted = os.environ.get(VARIABLE, "").strip().lower()
    return next((language for language in LANGUAGES if wanted.startswith(language)), "en")


def messages(formula: Formula) -> Iterator[tuple[str, str]]:
    """The texts of a formula that are translated, each with what it is."""
    yield "summary", formula.summary
    if formula.details:
        yield "details", formula.details
    for parameter in formula.parameters:
        yield f"argument {parameter.name}", parameter.description
    yield "errors", formula.errors


def translated(formula: Formula, language: Language) -> Formula:
    """A formula's record with its prose in a language; names, units, examples and source stay."""
    if language == "en":
        return formula
    say = texts(language)
    return replace(
        formula,
        summary=say(formula.summary),
        details=say(formula.details),
        parameters=tuple(replace(p, description=say(p.description)) for p in formula.parameters),
        errors=say(formula.errors),
    )

"""What an input cell accepts, and the validation that a spreadsheet program makes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.errors import DefinitionError
from ledgerguard.translation import Say

TITLE_LIMIT: Final = 32
MESSAGE_LIMIT: Final = 255
LIST_LIMIT: Final = 255
"""What Excel allows in the title and the text of a message, and in a list written out."""

_LEAST, _MOST = -1e15, 1e15
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)


@dataclass(frozen=True)
class Number:
    """A number between two bounds, both allowed; ``form`` is the number format it shows in."""

    form: str = "money"
    least: float = _LEAST
    most: float = _MOST
    whole: bool = False


@dataclass(frozen=True)
class Day:
    """A date between two days, both allowed."""

    earliest: dt.date = FIRST_DAY
    latest: dt.date = LAST_DAY


@dataclass(frozen=True)
class Choice:
    """One of a list: written out, or the cells of a range (``source``, an absolute address)."""

    options: Sequence[str] = ()
    source: str = ""
    strict: bool = True  # otherwise the list only offers, and anything may be typed


@dataclass(frozen=True)
class Words:
    """Text of a limited length."""

    longest: int = 250


Accepts = Number | Day | Choice | Words


@dataclass(frozen=True)
class Input:
    """One input of a workbook: a cell, or the cells of a column of a table."""

    name: str  # the defined name
    label: str
    help: str
    accepts: Accepts
    sheet: str
    first: tuple[int, int]
    last: tuple[int, int]
    filled: int  # cells that hold something


def style(accepts: Accepts) -> str:
    """The style of a cell that accepts it."""
    if isinstance(accepts, Number):
        return f"input.number/{accepts.form}"
    return "input.day/date" if isinstance(accepts, Day) else "input.words/text"


def wanted(accepts: Accepts, say: Say) -> str:
    """What is accepted, as a sentence for who typed something else."""
    if isinstance(accepts, Number):
        kind = say("A whole number") if accepts.whole else say("A number")
        if accepts.least <= _LEAST and accepts.most >= _MOST:
            return kind
        if accepts.most >= _MOST:
            return say("{kind}, {least} or more").format(kind=kind, least=_shown(accepts.least))
        span = {"least": _shown(accepts.least), "most": _shown(accepts.most)}
        return say("{kind} from {least} to {most}").format(kind=kind, **span)
    if isinstance(accepts, Day):
        span = {"earliest": accepts.earliest.isoformat(), "latest": accepts.latest.isoformat()}
        return say("A date from {earliest} to {latest}").format(**span)
    if isinstance(accepts, Choice):
        return say("One of the list")
    return say("Text of at most {longest} characters").format(longest=accepts.longest)


def validation(accepts: Accepts, title: str, help_text: str, say: Say) -> dict[str, Any]:
    """The validation of a cell as XlsxWriter takes it, with its message.

    Raises:
        DefinitionError: when the help or a list is longer than Excel allows.
    """
    for what, text, limit in (("help", help_text, MESSAGE_LIMIT),):
        if not 0 < len(text) <= limit:
            raise DefinitionError(
                f"the {what} of {title!r} must have 1 to {limit} characters, got {len(text)}"
            )
    return {
        **_rule(accepts, title),
        "input_title": title[:TITLE_LIMIT],
        "input_message": help_text,
        "error_title": title[:TITLE_LIMIT],
        "error_message": wanted(accepts, say),
    }


def _rule(accepts: Accepts, title: str) -> dict[str, Any]:
    if isinstance(accepts, Number):
        return {
            "validate": "integer" if accepts.whole else "decimal",
            "criteria": "between",
            "minimum": accepts.least,
            "maximum": accepts.most,
        }
    if isinstance(accepts, Day):
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": accepts.earliest,
            "maximum": accepts.latest,
        }
    if isinstance(accepts, Choice):
        if not accepts.source and len(",".join(accepts.options)) > LIST_LIMIT:
            raise DefinitionError(
                f"the list of {title!r} must have at most {LIST_LIMIT} characters written out",
                hint="put it into cells and name them as its source",
            )
        return {
            "validate": "list",
            "source": f"={accepts.source}" if accepts.source else list(accepts.options),
            "error_type": "stop" if accepts.strict else "information",
            "show_error": accepts.strict,
        }
    return {"validate": "length", "criteria": "<=", "value": accepts.longest}


def _shown(number: float) -> str:
    return f"{number:,.10g}"

"""Days as files write them: dd, mm and yyyy in any order, with or without marks between."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Final

_TOKENS: Final = {"yyyy": r"(?P<year>\d{4})", "mm": r"(?P<month>\d{2})", "dd": r"(?P<day>\d{2})"}
_FORM: Final = re.compile(r"yyyy|mm|dd|[^A-Za-z0-9]")


def is_form(form: str) -> bool:
    """Whether a text says how a day is written."""
    parts = _FORM.findall(form)
    return "".join(parts) == form and all(parts.count(token) == 1 for token in _TOKENS)


def written(day: dt.date, form: str) -> str:
    """A day in a form."""
    text = form.replace("yyyy", f"{day.year:04}")
    return text.replace("mm", f"{day.month:02}").replace("dd", f"{day.day:02}")


def read(text: str, form: str) -> dt.date:
    """The day that a text in a form means.

    Raises:
        ValueError: when it means none.
    """
    match = _pattern(form).fullmatch(text)
    if match is None:
        raise ValueError(text)
    return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))


@cache
def _pattern(form: str) -> re.Pattern[str]:
    parts = [_TOKENS.get(part) or re.escape(part) for part in _FORM.findall(form)]
    return re.compile("".join(parts), re.ASCII)

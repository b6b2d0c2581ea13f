"""How each host spells a formula in a stored workbook: LG_DSO, LG.DSO, _xldudf_LG_DSO."""

from __future__ import annotations

import re
from typing import Literal, get_args

Host = Literal["desktop", "calc", "lite"]
HOSTS: tuple[Host, ...] = get_args(Host)

PREFIX: dict[Host, str] = {"desktop": "LG_", "calc": "LG.", "lite": "_xldudf_LG_"}

_TEXT = re.compile(r'("(?:[^"]|"")*"|\'(?:[^\']|\'\')*\')')  # a string, or a quoted sheet name
_CALL = re.compile(r"(?<![\w.])(?:_xldudf_LG_|LG[_.])([A-Z]+(?:_[A-Z]+)*)\(", re.IGNORECASE)


def spell(name: str, host: Host) -> str:
    """The stored spelling of the formula ``name`` in a workbook for ``host``."""
    return PREFIX[host] + name


def bare(name: str) -> str:
    """The formula's own name, whichever host's spelling it arrives in."""
    found = _CALL.fullmatch(name + "(")
    return (found[1] if found else name).upper()


def is_ours(text: str) -> bool:
    """Whether a formula text calls one of our formulas."""
    return any(_CALL.search(part) for part in _TEXT.split(text)[::2])


def retarget(text: str, host: Host) -> str:
    """A formula text with our calls respelled for ``host``; strings and sheet names untouched."""
    parts = _TEXT.split(text)
    parts[::2] = (_CALL.sub(lambda call: spell(call[1].upper(), host) + "(", p) for p in parts[::2])
    return "".join(parts)

"""Escalation ladders by name, as ledgerguard brings them or as a file of the firm states them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ledgerguard.errors import InvalidValue
from ledgerguard.formulas.escalation import Level
from ledgerguard.policy.schema import EscalationFile, read
from ledgerguard.units import Language

PACKAGED: Final = Path(__file__).with_name("escalation.toml")


@dataclass(frozen=True, slots=True)
class Ladder:
    """A named ladder with its levels in order."""

    name: str
    levels: tuple[Level, ...]
    source: str


def ladder(name: str, language: Language = "en", file: Path = PACKAGED) -> Ladder:
    """A ladder by its name; capitals do not matter.

    Raises:
        InvalidValue: when there is no ladder of that name; it lists those there are.
        PolicyError: when the file cannot be followed.
    """
    known = {key.casefold(): key for key in ladder_names(file)}
    key = known.get(name.strip().casefold())
    if key is None:
        raise InvalidValue(
            f"ladder must be one of {', '.join(known.values())}, got {name!r}",
            hint="or give a range: days, counted_from, action",
        )
    entry = _escalation(file).ladders[key]
    return Ladder(key, tuple(level.level(language) for level in entry.levels), entry.source)


def ladder_names(file: Path = PACKAGED) -> tuple[str, ...]:
    """The names of the ladders, in the order of the file."""
    return tuple(_escalation(file).ladders)


def default_ladder(language: Language = "en", file: Path = PACKAGED) -> Ladder:
    """The ladder that holds where none is named."""
    return ladder(_escalation(file).default, language, file)


@cache
def _escalation(file: Path) -> EscalationFile:
    return read(file, EscalationFile)

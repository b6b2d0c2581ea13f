"""Escalation ladders by name, as ledgerguard brings them or as a file of the firm states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ledgerguard.errors import InvalidValue
from ledgerguard.formulas.escalation import Level
from ledgerguard.policy.files_by_name import files_by_name
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.ladder_file import EscalationFile, LadderEntry, LevelEntry
from ledgerguard.policy.schema import read
from ledgerguard.units import Language

PACKAGED: Final = Path(__file__).with_name("escalation.toml")


@dataclass(frozen=True, slots=True)
class Ladder:
    """A named ladder with its levels in order: as days count, and as a file states them."""

    name: str
    levels: tuple[Level, ...]
    source: str
    entries: tuple[LevelEntry, ...]


def ladder(name: str, language: Language = "en", file: Path | None = None) -> Ladder:
    """A ladder by its name; capitals do not matter.

    Without a file it is a packaged one, or one of the firm's file that LEDGERGUARD_POLICY names.
    The name of a policy that a plugin brings means the ladder that holds in that policy.

    Raises:
        InvalidValue: when there is no ladder of that name; it lists those there are.
        PolicyError: when the file cannot be followed.
    """
    ladders = _ladders(file)
    known = {key.casefold(): key for key in ladders}
    key = known.get(name.strip().casefold())
    if key is None and file is None and name.strip().casefold() in files_by_name():
        brought = load_policy(name)
        key, ladders = brought.settings().ladder, brought.ladders
    if key is None:
        raise InvalidValue(
            f"ladder must be one of {', '.join(ladders)}, got {name!r}",
            hint="or give a range: days, counted_from, action",
        )
    entry = ladders[key]
    levels = tuple(level.level(language) for level in entry.levels)
    return Ladder(key, levels, entry.source, entry.levels)


def ladder_names(file: Path | None = None) -> tuple[str, ...]:
    """The names of the ladders, in the order of the file."""
    return tuple(_ladders(file))


def default_ladder(language: Language = "en", file: Path | None = None) -> Ladder:
    """The ladder that holds where none is named: the company's."""
    default = _escalation(file).default if file else load_policy().settings().ladder
    return ladder(default, language, file)


def _ladders(file: Path | None) -> Mapping[str, LadderEntry]:
    return _escalation(file).ladders if file else load_policy().ladders


@cache
def _escalation(file: Path) -> EscalationFile:
    return read(file, EscalationFile)

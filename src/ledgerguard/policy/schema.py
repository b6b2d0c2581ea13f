"""The shape of the policy files, and the faults that a file can have, told by file and key."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import attrs
from cattrs import Converter, ForbiddenExtraKeysError, transform_error

from ledgerguard.errors import PolicyError
from ledgerguard.formulas.escalation import CountedFrom, Level
from ledgerguard.units import Language

T = TypeVar("T")

_AT = " @ $"  # where transform_error sets the key apart from the fault

_KINDS = {int: "a whole number", str: "text in quotes", dt.date: "a date such as 2026-01-31"}


def not_empty(_: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    """A validator of attrs: refuse an empty list, and text that is blank."""
    if not value or (isinstance(value, str) and not value.strip()):
        raise ValueError(f"{attribute.name} must not be empty")


@attrs.frozen
class Wording:
    """A text in every language."""

    en: str = attrs.field(validator=not_empty)
    zh: str = attrs.field(validator=not_empty)

    def in_language(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en


@attrs.frozen
class LevelEntry:
    """One level of a ladder as a file states it."""

    days: int
    action: Wording
    counted_from: CountedFrom = "due"

    def level(self, language: Language) -> Level:
        """The level with its action in one language."""
        return Level(self.days, self.counted_from, self.action.in_language(language))


@attrs.frozen
class LadderEntry:
    """One ladder as a file states it: dated, sourced, and its levels in order."""

    dated: dt.date
    source: str = attrs.field(validator=not_empty)
    levels: tuple[LevelEntry, ...] = attrs.field(validator=not_empty)

    @levels.validator
    def _rise(self, _: object, levels: tuple[LevelEntry, ...]) -> None:
        fault = falling_level([entry.level("en") for entry in levels])
        if fault is not None:
            raise ValueError(
                f"days of level {fault + 1} must be above those of the level before it that "
                f"counts from the same day, got {levels[fault].days}"
            )


@attrs.frozen
class EscalationFile:
    """A file of escalation ladders and the one that holds where none is named."""

    default: str = attrs.field(validator=not_empty)
    ladders: dict[str, LadderEntry] = attrs.field(validator=not_empty)

    @ladders.validator
    def _knows_default(self, _: object, ladders: dict[str, LadderEntry]) -> None:
        if self.default not in ladders:
            raise ValueError(f"default must be one of {', '.join(ladders)}, got {self.default!r}")


def falling_level(levels: list[Level]) -> int | None:
    """The first level that does not come after the one before it counted from the same day."""
    last: dict[str, int] = {}
    for place, level in enumerate(levels):
        if level.days <= last.get(level.counted_from, level.days - 1):
            return place
        last[level.counted_from] = level.days
    return None


def read(path: Path, shape: type[T]) -> T:
    """A policy file in its shape.

    Raises:
        PolicyError: naming the file, the key and the mend.
    """
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PolicyError(f"{path.name} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path.name} is no TOML in UTF-8: {error}") from error
    try:
        return _CONVERTER.structure(text, shape)
    except Exception as error:  # cattrs raises groups of whatever its hooks and validators raise
        faults = [line.rpartition(_AT) for line in transform_error(error, "$", _fault)]
        raise PolicyError(
            "; ".join(
                f"{path.name}, {key.lstrip('.') or 'top'}: {what}" for what, _, key in faults
            ),
            hint=f"mend the key; ledgerguard's own {path.name} shows how the file must look",
        ) from error


def _fault(error: BaseException, kind: type | None) -> str:
    """What is wrong with one key, and what is allowed."""
    if isinstance(error, ForbiddenExtraKeysError):
        known = ", ".join(field.name for field in attrs.fields(error.cl))
        return f"has the unknown key {', '.join(sorted(error.extra_fields))}; known are {known}"
    if isinstance(error, KeyError):
        return "is missing"
    if get_origin(kind) is Literal:
        return f"must be one of {', '.join(get_args(kind))}"
    if isinstance(error, AttributeError):  # cattrs asked something that is no table for its keys
        return "must be a table { key = value }"
    if get_origin(kind) is tuple:
        return "must be a list [ ... ]"
    return str(error)


def _strict(kind: type) -> Any:
    """A hook that converts nothing: 7.5 days or "7" days are a mistake and not 7 days."""

    def hook(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"must be {_KINDS[kind]}, got {value!r}")
        return value

    return hook


_CONVERTER = Converter(forbid_extra_keys=True, detailed_validation=True)
for _kind in _KINDS:
    _CONVERTER.register_structure_hook(_kind, _strict(_kind))

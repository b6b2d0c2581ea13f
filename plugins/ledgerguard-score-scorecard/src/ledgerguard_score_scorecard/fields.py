"""Reads JSON field by field, and says where and what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from ledgerguard.errors import LedgerguardError

T = TypeVar("T")

LARGEST_FILE: Final = 16 * 1024 * 1024
"""Bytes; a scorecard of hundreds of variables has a few hundred thousand."""


class ModelError(LedgerguardError):
    """A model file that cannot be used."""

    excel = "#N/A"


def load_object(path: Path) -> dict[str, Any]:
    """The JSON object of a file.

    Raises:
        ModelError: when there is none, or it names a field twice or holds no finite numbers.
    """
    hint = "copy the file anew from where training wrote it"
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ModelError(f"{path} must be at most {LARGEST_FILE:,} bytes", hint=hint)
        content = json.loads(
            path.read_text(encoding="utf-8"),
            object_pairs_hook=_distinct,
            parse_constant=_refused,
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise ModelError(f"{path} must be a file that can be read, got {reason}") from None
    except (ValueError, RecursionError) as error:  # also UnicodeDecodeError, JSONDecodeError
        raise ModelError(f"{path} must be JSON, got: {error}", hint=hint) from None
    if not isinstance(content, dict):
        raise ModelError(f"{path} must be a JSON object, got {shown(content)}", hint=hint)
    return content


def shown(value: Any) -> str:
    """A value in a message, cut where it is long."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"a field twice: {next(n for n in names if names.count(n) > 1)}")
    return found


def _refused(constant: str) -> float:
    raise ValueError(f"{constant}, which is no number")


@dataclass
class Fields:
    """The fields of one object; each may be asked for, and none may be left over."""

    path: Path
    place: str  # "variables[2].bins[0]"; "" at the top
    content: Mapping[str, Any]
    asked: set[str] = field(default_factory=set)

    def fault(self, name: str, allowed: str, got: Any) -> ModelError:
        """What is wrong with a field."""
        place = ".".join(part for part in (self.place, name) if part)
        return ModelError(
            f"{self.path}: {place} must be {allowed}, got {shown(got)}",
            hint="the file is not as training wrote it; copy it anew, or train again",
        )

    def done(self) -> None:
        """Refuse fields that nobody asked for."""
        unknown = sorted(set(self.content) - self.asked)
        if unknown:
            raise self.fault("", "without unknown fields", ", ".join(unknown))

    def has(self, name: str) -> bool:
        """Whether a field stands there and is not null."""
        self.asked.add(name)
        return self.content.get(name) is not None

    def text(self, name: str, *, blank: bool = False) -> str:
        """A text."""
        found = self._value(name, "a text")
        if not isinstance(found, str) or not (found.strip() or blank):
            raise self.fault(name, "a text", found)
        return found

    def flag(self, name: str) -> bool:
        """True or false."""
        found = self._value(name, "true or false")
        if not isinstance(found, bool):
            raise self.fault(name, "true or false", found)
        return found

    def number(self, name: str) -> float:
        """A finite number."""
        found = self._value(name, "a number")
        number = finite(found)
        if number is None:
            raise self.fault(name, "a finite number", found)
        return number

    def number_or_none(self, name: str) -> float | None:
        """A finite number, or None where the field is null or absent."""
        return self.number(name) if self.has(name) else None

    def count(self, name: str, least: int = 0) -> int:
        """A whole number."""
        found = self._value(name, "a whole number")
        if isinstance(found, bool) or not isinstance(found, int) or found < least:
            raise self.fault(name, f"a whole number of at least {least}", found)
        return found

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of some words."""
        found = self._value(name, " or ".join(allowed))
        if found not in allowed:
            raise self.fault(name, " or ".join(allowed), found)
        return str(found)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; none where it is absent."""
        return tuple(self._list(name, "texts", lambda one: one if isinstance(one, str) else None))

    def numbers(self, name: str) -> tuple[float, ...]:
        """A list of finite numbers; none where it is absent."""
        return tuple(self._list(name, "finite numbers", finite))

    def objects(self, name: str) -> list[Fields]:
        """A list of objects."""
        found = self._list(name, "objects", lambda one: one if isinstance(one, dict) else None)
        place = f"{self.place}.{name}" if self.place else name
        return [Fields(self.path, f"{place}[{n}]", one) for n, one in enumerate(found)]

    def inner(self, name: str) -> Fields:
        """An object."""
        found = self._value(name, "an object")
        if not isinstance(found, dict):
            raise self.fault(name, "an object", found)
        return Fields(self.path, f"{self.place}.{name}" if self.place else name, found)

    def mapping(self, name: str, take: Callable[[Fields, str], T]) -> dict[str, T]:
        """An object whose fields have any name; empty where it is absent."""
        if not self.has(name):
            return {}
        inner = self.inner(name)
        return {key: take(inner, key) for key in inner.content}

    def _list(self, name: str, allowed: str, take: Callable[[Any], T | None]) -> list[T]:
        if not self.has(name):
            return []
        found = self.content[name]
        items = [take(one) for one in found] if isinstance(found, list) else [None]
        kept = [one for one in items if one is not None]
        if len(kept) < len(items):
            raise self.fault(name, f"a list of {allowed}", found)
        return kept

    def _value(self, name: str, allowed: str) -> Any:
        self.asked.add(name)
        if name not in self.content:
            raise self.fault(name, allowed, "nothing")
        return self.content[name]


def finite(value: Any) -> float | None:
    """A finite number as a float; None of anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None

"""The shape of the policy files, and the faults that a file can have, told by file and key."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final, Literal, NamedTuple, TypeVar, get_args, get_origin

import attrs
from cattrs import Converter

from ledgerguard.errors import LedgerguardError, PolicyError
from ledgerguard.policy.toml_lines import Path as KeyPath
from ledgerguard.policy.toml_lines import line_of, lines_of
from ledgerguard.units import Language

T = TypeVar("T")

_KINDS: Final = {
    int: "a whole number",
    str: "text in quotes",
    bool: "true or false",
    dt.date: "a date such as 2026-01-31",
}

_PLACE: Final = re.compile(r" \(at line (\d+), column \d+\)")  # in an error of tomllib

_MEND: Final = "mend the key; ledgerguard's own files show how one must look"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a policy file: where, what is allowed and got, and the mend."""

    file: str
    key: str
    line: int | None
    what: str
    mend: str = ""

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        return f"{self.file}{line}, {self.key or 'top'}: {self.what}"


class FaultyPolicy(PolicyError):
    """A policy that has faults: all of them at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        keys: dict[str, list[str]] = {}  # by mend: one that mends all needs no keys
        for fault in self.faults:
            if fault.mend:
                keys.setdefault(fault.mend, []).append(fault.key)
        mends = [f"{', '.join(of)}: {mend}" for mend, of in keys.items()]
        hint = "; ".join(mends if len(keys) > 1 else keys)
        super().__init__("; ".join(map(str, self.faults)), hint=hint)


def not_empty(_: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    """A validator of attrs: refuse an empty list, and text that is blank."""
    if not value or (isinstance(value, str) and not value.strip()):
        raise ValueError(f"{attribute.name} must not be empty, got {value!r}")


@attrs.frozen
class Wording:
    """A text in every language."""

    en: str = attrs.field(validator=not_empty)
    zh: str = attrs.field(validator=not_empty)

    def in_language(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en


def read(path: Path, shape: type[T]) -> T:
    """A policy file in its shape.

    Raises:
        PolicyError: naming the file and, for every fault, line, key and mend.
    """
    return structured(text_of(path), path.name, shape)


def text_of(path: Path) -> str:
    """The text of a policy file, with line ends as Unix writes them.

    Raises:
        PolicyError: when it cannot be read, or is not in UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise PolicyError(
            f"{path.name} cannot be read: {error.strerror}", hint=f"is this the place? {path}"
        ) from error
    except UnicodeDecodeError as error:
        raise PolicyError(
            f"{path.name} must be text in UTF-8, got another encoding: {error}",
            hint="save the file as UTF-8",
        ) from error
    return text.replace("\r\n", "\n")


def structured(text: str, name: str, shape: type[T]) -> T:
    """The text of a policy file in its shape.

    Raises:
        PolicyError: naming the file and, for every fault, line, key and mend.
    """
    try:
        return converted(toml_table(text, name), shape)
    except Misfits as misfits:
        raise FaultyPolicy(located(misfits.all, text, name)) from misfits


def toml_table(text: str, name: str) -> dict[str, Any]:
    """What a TOML text states.

    Raises:
        PolicyError: when it is no TOML; tomllib says where, and stops there.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        what = f"must be TOML, got: {str(error)[: place.start() if place else None]}"
        mend = "one key = value a line, text stands in quotes, each key and table once"
        raise FaultyPolicy(
            [Fault(name, "", int(place[1]) if place else None, what, mend)]
        ) from error


def converted(stated: Any, shape: type[T]) -> T:
    """What a file states in its shape.

    Raises:
        Misfits: all that does not fit.
    """
    parts = _Gathering()
    found: T = parts.part(None, stated, shape)
    parts.settle()
    return found


def located(misfits: Iterable[Misfit], text: str, name: str, mend: str = _MEND) -> list[Fault]:
    """The misfits of a TOML file as faults, with the line of each, from the top down.

    Args:
        misfits: What does not fit.
        text: Text of the file.
        name: Name of the file.
        mend: What to say where a misfit does not know its own mend.
    """
    lines = lines_of(text)
    faults = [
        Fault(name, key_text(each.path), line_of(lines, each.path), each.what, each.mend or mend)
        for each in misfits
    ]
    return sorted(faults, key=lambda fault: fault.line or 0)


def key_text(path: KeyPath) -> str:
    """A path of keys as a message shows it: ladders['five-stage'].levels[1].days."""
    shown = ""
    for key in path:
        if isinstance(key, str) and key.isidentifier():
            shown += f".{key}"
        else:
            shown += f"[{key!r}]"
    return shown.removeprefix(".")


class Misfit(NamedTuple):
    """One thing that does not fit its shape: the path to it, what must be and what was got."""

    path: KeyPath
    what: str
    mend: str = ""


class Misfits(Exception):
    """Everything in a part of a file that does not fit its shape."""

    def __init__(self, all_: Iterable[Misfit]) -> None:
        self.all = tuple(all_)
        super().__init__("; ".join(f"{key_text(each.path)}: {each.what}" for each in self.all))


class _Gathering:
    """Structures the parts of a whole one by one, and gathers what does not fit."""

    def __init__(self) -> None:
        self.found: list[Misfit] = []

    def part(self, key: str | int | None, value: Any, kind: Any) -> Any:
        """One part in its shape; None, and one misfit or more, where it does not fit."""
        try:
            return _CONVERTER.structure(value, kind)
        except Misfits as misfits:
            self.within(key, misfits)
        except Exception as error:  # whatever the hooks and validators raise is a fault of the file
            self.refuse(() if key is None else (key,), error, _choices(kind), value)
        return None

    def within(self, key: str | int | None, misfits: Misfits) -> None:
        """Take up what does not fit in a part."""
        at = () if key is None else (key,)
        self.found += [each._replace(path=(*at, *each.path)) for each in misfits.all]

    def refuse(
        self, path: KeyPath, error: Exception, choices: tuple[str, ...] = (), value: Any = None
    ) -> None:
        """Take an error up as a misfit."""
        if choices:
            near = nearest(value, choices)
            what = f"must be one of {', '.join(choices)}, got {value!r}"
            self.found.append(Misfit(path, what, near))
        elif isinstance(error, LedgerguardError):
            self.found.append(Misfit(path, error.message, error.hint))
        else:
            self.found.append(Misfit(path, str(error)))

    def settle(self) -> None:
        """Raise what was gathered.

        Raises:
            Misfits: when there is any.
        """
        if self.found:
            raise Misfits(self.found)


def nearest(value: object, known: Iterable[str]) -> str:
    """A mend that names the word most like a wrong one; blank where none is like it."""
    near = get_close_matches(str(value), list(known), 1)
    return f"did you mean {near[0]}?" if near else ""


def _record(shape: type[Any]) -> Callable[[Any, Any], Any]:
    """A hook for a record of attrs: every key and every validator has its say.

    cattrs would stop at the first validator that refuses, and a file tells all its faults at once.
    """
    attrs.resolve_types(shape)
    fields = {field.name: field for field in attrs.fields(shape)}

    def hook(value: Any, _: Any) -> Any:
        stated = _mapping(value)
        parts = _Gathering()
        for key in stated:
            if key not in fields:
                what = f"is an unknown key: must be one of {', '.join(fields)}, got {key!r}"
                parts.found.append(Misfit((key,), what, nearest(key, fields)))
        found: dict[str, Any] = {}
        for name, field in fields.items():
            if name in stated:
                before = len(parts.found)
                part = parts.part(name, stated[name], field.type)
                if len(parts.found) == before:
                    found[name] = part
            elif field.default is attrs.NOTHING:
                parts.found.append(Misfit((name,), "must be stated, got nothing"))
        _validate(shape, found, parts)
        parts.settle()
        try:
            return shape(**found)
        except (ValueError, TypeError, LedgerguardError) as error:
            parts.refuse((), error)
            raise Misfits(parts.found) from error

    return hook


def _validate(shape: type[Any], found: Mapping[str, Any], parts: _Gathering) -> None:
    """Run the validators of a record that may lack parts."""
    fields = {field.name: field for field in attrs.fields(shape)}
    stated = SimpleNamespace(**{**_defaults(fields), **found})
    for name, value in found.items():
        validator = fields[name].validator
        if validator is None:
            continue
        try:
            validator(stated, fields[name], value)
        except Misfits as misfits:
            parts.within(name, misfits)
        except AttributeError:
            continue  # it looks at another key, which is missing or wrong: a fault of its own
        except (ValueError, TypeError, LedgerguardError) as error:
            parts.refuse((name,), error)


def _defaults(fields: Mapping[str, attrs.Attribute[Any]]) -> dict[str, Any]:
    plain: dict[str, Any] = {name: field.default for name, field in fields.items()}
    return {
        name: default.factory() if hasattr(default, "factory") else default
        for name, default in plain.items()
        if default is not attrs.NOTHING
    }


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"must be a table {{ key = value }}, got {value!r}")
    return value


def _table(kind: Any) -> Callable[[Any, Any], Any]:
    inner = get_args(kind)[1]

    def hook(value: Any, _: Any) -> Any:
        parts = _Gathering()
        found = {key: parts.part(key, item, inner) for key, item in _mapping(value).items()}
        parts.settle()
        return found if get_origin(kind) is dict else MappingProxyType(found)

    return hook


def _list(kind: Any) -> Callable[[Any, Any], Any]:
    inner = get_args(kind)[0]

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise TypeError(f"must be a list [ ... ], got {value!r}")
        parts = _Gathering()
        found = tuple(parts.part(place, item, inner) for place, item in enumerate(value))
        parts.settle()
        return found

    return hook


def _is_table(kind: Any) -> bool:
    return get_origin(kind) in (dict, Mapping)


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _choices(kind: Any) -> tuple[str, ...]:
    """The words that a key may have: those of a Literal, blank or not."""
    if get_origin(kind) is Literal:
        return tuple(word or '""' for word in get_args(kind))
    return next((found for part in get_args(kind) if (found := _choices(part))), ())


def _strict(kind: type) -> Any:
    """A hook that converts nothing: 7.5 days or "7" days are a mistake and not 7 days."""

    def hook(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"must be {_KINDS[kind]}, got {value!r}")
        return value

    return hook


def _number(value: Any, _: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise TypeError(f"must be a number, got {value!r}")
    return float(value)


def _period(value: Any, _: Any) -> int | str | None:
    if value is not None and type(value) not in (int, str):
        raise TypeError(f'must be a number of days or text such as "8 months", got {value!r}')
    return value  # type: ignore[no-any-return]  # whatever the file holds


_CONVERTER = Converter()
for _kind in _KINDS:
    _CONVERTER.register_structure_hook(_kind, _strict(_kind))
_CONVERTER.register_structure_hook(float, _number)
_CONVERTER.register_structure_hook(int | str | None, _period)
_CONVERTER.register_structure_hook_factory(attrs.has, _record)
_CONVERTER.register_structure_hook_factory(_is_table, _table)
_CONVERTER.register_structure_hook_factory(_is_list, _list)

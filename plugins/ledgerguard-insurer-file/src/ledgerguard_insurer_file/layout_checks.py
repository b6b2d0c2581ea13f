"""What can be wrong in a layout beyond its shape: every fault with the keys that lead to it."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ledgerguard.policy.schema import Misfit, Misfits, nearest

from ledgerguard_insurer_file.days import is_form
from ledgerguard_insurer_file.fields import CODES, CONTROLS, FIELDS, READ, Field, SectionName

_LETTERS: Final = "aäžĞΩж中あ한"  # of alphabets that encodings of several bytes know

LEFT_OUT: Final = ("note", "documents")
"""Fields that a layout may leave out; of anything else the insurer must learn."""

MOST_DECIMALS: Final = 6
_NAME_PARTS: Final = ("key", "date")
_SAFE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def checked_pattern(_: object, attribute: Any, value: str) -> None:
    """A validator of attrs: a regular expression."""
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(
            f"{attribute.name} must be a regular expression, got {value!r}: {error}"
        ) from None


def checked_join(stated: Any, _: object, value: str) -> None:
    """A validator of attrs: the parts of the pattern, each once, such as {country}{number}."""
    parts = sorted(re.compile(stated.pattern).groupindex)
    try:
        named = sorted(name for _, name, _, _ in string.Formatter().parse(value) if name)
    except ValueError as error:
        raise ValueError(f"join must be text with {{names}}, got {value!r}: {error}") from None
    if not parts or named != parts:
        wanted = ", ".join(f"{{{part}}}" for part in parts) or "(?P<name>...) groups of the pattern"
        raise ValueError(f"join must name each part of the pattern once ({wanted}), got {value!r}")


def checked_codes(
    _: object, __: object, value: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> None:
    """A validator of attrs: known lists, known words, and no code of the insurer's twice."""
    found = []
    for name, words in value.items():
        if name not in CODES:
            what = f"is an unknown list: must be one of {', '.join(CODES)}, got {name!r}"
            found.append(Misfit((name,), what, nearest(name, CODES)))
            continue
        seen: dict[str, str] = {}
        for word, codes in words.items():
            if word not in CODES[name]:
                what = f"must be one of {', '.join(CODES[name])}, got {word!r}"
                found.append(Misfit((name, word), what, nearest(word, CODES[name])))
            if not codes or not all(code and code == code.strip() for code in codes):
                what = f"must be a list of the insurer's codes without blanks, got {list(codes)}"
                found.append(Misfit((name, word), what))
            for code in codes:
                if seen.setdefault(code, word) != word:
                    what = f"must be a code that no other word has, got {code!r} of {seen[code]}"
                    found.append(Misfit((name, word), what))
    _raise(found)


def checked_form(_: object, __: object, form: Any) -> None:
    """A validator of attrs: an encoding that exists, marks that cannot be confused."""
    if form is None:
        return
    found = []
    try:
        one_byte = all(len(sign.encode(form.encoding, "ignore")) <= 1 for sign in _LETTERS)
    except (LookupError, ValueError):
        found.append(Misfit(("encoding",), f"must be an encoding, got {form.encoding!r}"))
    else:
        if form.format == "fixed" and not one_byte:
            what = f"must have one byte a character in a fixed-width file, got {form.encoding!r}"
            found.append(Misfit(("encoding",), what, "such as iso-8859-15 or ascii"))
    if not is_form(form.date):
        what = f"must have dd, mm and yyyy once each, got {form.date!r}"
        found.append(Misfit(("date",), what, "such as dd.mm.yyyy"))
    if form.thousands == form.decimal:
        found.append(Misfit(("thousands",), f"must differ from decimal, got {form.thousands!r}"))
    found += _delimiter(form)
    _raise(found)


def _delimiter(form: Any) -> Iterator[Misfit]:
    mark = form.delimiter
    if form.format != "csv":
        if form.format == "fixed" and form.column_names:
            yield Misfit(("column_names",), "must be false in a fixed-width file, got true")
    elif len(mark) != 1 or mark.isalnum() or mark in "\"'\r\n.-":
        what = f"must be one character that no value has, got {mark!r}"
        yield Misfit(("delimiter",), what)
    elif form.quoting == "never" and mark == form.decimal:
        what = f"must differ from decimal where nothing is quoted, got {mark!r}"
        yield Misfit(("delimiter",), what)


def checked_section(stated: Any, attribute: Any, section: Any) -> None:
    """A validator of attrs: columns that fit the kind of file and one another."""
    if section is None:
        return
    name: SectionName = attribute.name
    form = section.form or stated.form
    buyer = stated.buyer
    parts = tuple(f"reference.{part}" for part in buyer.parts) if buyer else ()
    fields = {**FIELDS[name], **{part: Field("text") for part in parts}}
    found = list(_names(name, section))
    found += _columns(("columns",), section.columns, fields, form)
    framed: list[str] = []
    for part in ("header", "trailer"):
        frame = getattr(section, part)
        if frame is not None:
            path = (part, "columns")
            found += _columns(path, frame.columns, {**fields, **CONTROLS}, form)
            if not any(column.value for column in frame.columns):
                found.append(Misfit(path, "must hold a value that tells the record, got none"))
            framed += [column.field for column in frame.columns if column.field]
    held = {*section.fields(), *framed}
    if parts and held.issuperset(parts):
        held.add("reference")
    lacking = [key for key, field in FIELDS[name].items() if field.needed and key not in held]
    if lacking:
        found.append(Misfit(("columns",), f"must have the fields {', '.join(lacking)}, got none"))
    for place, field in enumerate(section.leaves_out):
        if field not in LEFT_OUT or field not in FIELDS[name] or field in held:
            allowed = ", ".join(one for one in LEFT_OUT if one in FIELDS[name] and one not in held)
            what = f"must be one of {allowed or 'none'}, got {field!r}"
            found.append(Misfit(("leaves_out", place), what))
    _raise(found)


def _names(name: SectionName, section: Any) -> Iterator[Misfit]:
    """What is wrong with how its files are called."""
    if name in READ:
        if not section.files or "/" in section.files or "\\" in section.files:
            what = f"must find the insurer's files, such as DEC_*.csv, got {section.files!r}"
            yield Misfit(("files",), what)
        if section.file:
            yield Misfit(("file",), f"must be left out of what we read, got {section.file!r}")
        return
    if section.files:
        yield Misfit(("files",), f"must be left out of what we write, got {section.files!r}")
    try:
        named = [part for _, part, _, _ in string.Formatter().parse(section.file) if part]
    except ValueError:
        named = []
    whole = section.file
    for part in _NAME_PARTS:
        whole = whole.replace(f"{{{part}}}", "x")
    if "key" not in named or not set(named) <= set(_NAME_PARTS) or not _SAFE_NAME.fullmatch(whole):
        what = f"must be a file name with {{key}}, and {{date}} if wanted, got {section.file!r}"
        yield Misfit(("file",), what, 'such as "LIMITS_{date}_{key}.csv"')


def _columns(
    path: tuple[str | int, ...], columns: Iterable[Any], fields: Mapping[str, Field], form: Any
) -> Iterator[Misfit]:
    names: set[str] = set()
    held: set[str] = set()
    for place, column in enumerate(columns):
        at: tuple[str | int, ...] = (*path, place)
        if column.name in names:
            yield Misfit((*at, "name"), f"must differ from the others, got {column.name!r}")
        if column.field and column.field in held:
            yield Misfit((*at, "field"), f"must stand in one column, got {column.field!r} twice")
        names.add(column.name)
        held.add(column.field)
        field = fields.get(column.field)
        if column.field and field is None:
            what = f"must be one of {', '.join(fields)}, got {column.field!r}"
            yield Misfit((*at, "field"), what, nearest(column.field, fields))
        if column.field and column.value:
            what = f"must be left out where a column has a field, got {column.value!r}"
            yield Misfit((*at, "value"), what)
        yield from _measures(at, column, form)
        if field is not None:
            yield from _decimals(at, column, field)


def _measures(at: tuple[str | int, ...], column: Any, form: Any) -> Iterator[Misfit]:
    if form.format == "fixed":
        if column.width < 1:
            yield Misfit((*at, "width"), f"must be 1 or more characters, got {column.width}")
        elif max(column.length, len(column.value)) > column.width:
            longest = max(column.length, len(column.value))
            yield Misfit((*at, "width"), f"must hold {longest} characters, got {column.width}")
        if len(column.fill) > 1:
            yield Misfit((*at, "fill"), f"must be one character, got {column.fill!r}")
    elif column.width or column.fill or column.align:
        what = "must have neither width, fill nor align in a file without fixed widths, got one"
        yield Misfit(at, what, "length limits the characters")
    if column.length < 0:
        yield Misfit((*at, "length"), f"must not be negative, got {column.length}")


def _decimals(at: tuple[str | int, ...], column: Any, field: Field) -> Iterator[Misfit]:
    if field.kind != "amount" and (column.implied or column.decimals != -1):
        yield Misfit(at, "must have neither decimals nor implied, as it is no amount, got one")
    elif not -1 <= column.decimals <= MOST_DECIMALS:
        what = f"must be 0 to {MOST_DECIMALS}, got {column.decimals}"
        yield Misfit((*at, "decimals"), what)
    elif column.field == "control_sum" and column.decimals < 0:
        what = "must be stated of a control sum, which has no currency, got nothing"
        yield Misfit((*at, "decimals"), what)


def _raise(found: Iterable[Misfit]) -> None:
    every = list(found)
    if every:
        raise Misfits(every)

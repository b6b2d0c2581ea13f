"""Invoice numbers, customer numbers and names: one spelling for one thing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledgerguard.errors import ErrorValue
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

NOBODY = "(none)"
"""The customer of rows that name none."""

_FLOAT_TEXT = re.compile(r"\d+\.0+")
_POWER_TEXT = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
_UNTIDY = ("  ", "\n ", " \n", "\t", "\r", "\v", "\f", ".0\n", "E+", "e+")


@dataclass(frozen=True)
class Texts:
    """A column of ids or names, and the distinct cells that were not clean."""

    values: list[str]
    numbers: tuple[str, ...] = ()  # ids that ended in .0
    damaged: tuple[str, ...] = ()  # ids that a spreadsheet shortened to 1.93E+09


def texts(values: Sequence[Cell], *, is_id: bool = True) -> Texts:
    """Cells as trimmed text; ids that became floats get their digits back."""
    if set(map(type, values)) == {str}:
        column: list[str] = list(values)  # type: ignore[arg-type]
        joined = "\n".join(("", *column, ""))
        whole = joined.count("\n") == len(column) + 1 and joined.isascii()
        if whole and not any(mark in joined for mark in _UNTIDY):
            return Texts(column)  # nearly all columns: nothing to mend in any cell
    known = {value: _text(value, is_id) for value in dict.fromkeys(values)}
    odd = [value for value in known if isinstance(value, str)] if is_id else []
    return Texts(
        [known[value] for value in values],
        tuple(value for value in odd if _FLOAT_TEXT.fullmatch(value.strip())),
        tuple(value for value in odd if _POWER_TEXT.fullmatch(value.strip())),
    )


def entities(values: Sequence[Cell]) -> Texts:
    """Our own entities: a code is mended like any id, a name stays as it is written.

    In Chinese company names the full-width brackets are part of the registered name.
    """
    found = texts(values)
    names = texts(values, is_id=False).values
    mended = [
        code if code.isascii() else name for code, name in zip(found.values, names, strict=True)
    ]
    return replace(found, values=mended)


def same(name: str) -> str:
    """What two spellings of one name have in common: no case, width, spaces or punctuation."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in plain if c.isalnum()) or plain


@dataclass(frozen=True)
class Customers:
    """The customer of each row under one id and one display name."""

    ids: list[str]
    names: list[str]
    spellings: tuple[tuple[int, str, str, int], ...]  # first row, spelling, display name, rows


def customers(ids: Sequence[str] | None, names: Sequence[str] | None) -> Customers:
    """One id and one name for each row.

    The most frequent spelling of a customer's name is shown, the first one of equals. A row
    without an id takes the id that its name has elsewhere, where there is exactly one.
    """
    import numpy as np

    codes, distinct, first = _pairs(ids, names)
    # numpy counts with the machine's own index type only, which has 32 bits in Pyodide
    rows = np.bincount(np.asarray(codes, np.intp), minlength=len(distinct))
    counts = dict(zip(distinct, rows.tolist(), strict=True))
    resolved = resolve(counts)
    spellings = tuple(
        (row, pair[1], name, counts[pair])
        for pair, (_, name), row in zip(distinct, resolved, first, strict=True)
        if pair[1] and pair[1] != name
    )
    columns = np.array(resolved, dtype=object).reshape(-1, 2)[codes]
    return Customers(columns[:, 0].tolist(), columns[:, 1].tolist(), spellings)


def resolve(counts: Mapping[tuple[str, str], int]) -> list[tuple[str, str]]:
    """The id and the name that each different pair of id and name is shown under.

    Args:
        counts: How many rows have a pair, in the order in which the pairs first stand.
    """
    distinct = list(counts)
    ids_by_name: dict[str, set[str]] = {}
    for identity, name in distinct:
        if identity and name:
            ids_by_name.setdefault(same(name), set()).add(identity)
    known = {identity for identity, _ in distinct}
    keys = {pair: _key(*pair, known, ids_by_name) for pair in distinct}
    spelled: dict[tuple[str, str], Counter[str]] = {}
    for pair, count in counts.items():
        if pair[1]:
            spelled.setdefault(keys[pair], Counter())[pair[1]] += count
    return [_resolve(keys[pair], spelled.get(keys[pair])) for pair in distinct]


def _pairs(
    ids: Sequence[str] | None, names: Sequence[str] | None
) -> tuple[npt.NDArray[np.int64], list[tuple[str, str]], list[int]]:
    """Each row's number of its pair of id and name, the pairs, and where each first stands."""
    import numpy as np
    import pandas as pd

    blank = [""] * len(ids if ids is not None else names or ())
    id_codes, known_ids = pd.factorize(np.array(blank if ids is None else ids, dtype=object))
    name_codes, known_names = pd.factorize(
        np.array(blank if names is None else names, dtype=object)
    )
    width = max(len(known_names), 1)
    codes, pairs = pd.factorize(id_codes.astype(np.int64) * width + name_codes)
    _, first = np.unique(codes, return_index=True)
    distinct = [(known_ids[n // width], known_names[n % width]) for n in pairs.tolist()]
    return codes.astype(np.int64), distinct, first.tolist()


def _key(
    identity: str, name: str, known: set[str], ids_by_name: dict[str, set[str]]
) -> tuple[str, str]:
    """What makes rows one customer: the id, or what the spellings of a bare name share."""
    if identity or not name:
        return identity, ""
    if name in known:
        return name, ""  # an id that stands in the column of names
    named = ids_by_name.get(same(name), set())
    return (next(iter(named)), "") if len(named) == 1 else ("", same(name))


def _resolve(key: tuple[str, str], spellings: Counter[str] | None) -> tuple[str, str]:
    name = spellings.most_common(1)[0][0] if spellings else key[0] or NOBODY
    return key[0] or name, name


def _text(value: Cell, is_id: bool) -> str:
    if value is None or isinstance(value, ErrorValue):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    text = " ".join(str(value).split())
    if not is_id:
        return text
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return text.split(".")[0] if _FLOAT_TEXT.fullmatch(text) else text

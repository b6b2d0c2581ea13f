"""Finds the header row of a ledger and the field that each of its columns holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ledgerguard.errors import LedgerError
from ledgerguard.ledger import currency
from ledgerguard.ledger.columns import FIELDS, Field, squash, synonyms
from ledgerguard.units import Cell

SEARCHED_ROWS = 40
"""How far down a header is looked for: title lines stand above it in many exports."""

_CURRENCY_AT_END = re.compile(
    r"^(.*?)[\s_/-]*[(\[（【]?\s*(?:\bin\s+)?([^\s()\[\]（）【】_/-]+)\s*[)\]）】]?$"
)
_NOTE_AT_END = re.compile(r"[(\[（【][^()（）]*[)\]）】]\s*$")


@dataclass(frozen=True)
class Header:
    """Where the header stands, and which column holds which field."""

    row: int  # index into the rows that were searched
    texts: tuple[str, ...]
    columns: Mapping[Field, int]
    spare: tuple[tuple[Field, int], ...] = ()  # a second column for a field that has a better one
    currency: str = ""  # named by the header of the amount column

    @property
    def names(self) -> dict[str, str]:
        """Canonical field -> header in the source."""
        return {field: self.texts[index] for field, index in self.columns.items()}


def find(rows: Sequence[Sequence[Cell]], column_map: Mapping[str, str] | None = None) -> Header:
    """The header of a ledger: the row that names the most fields.

    Raises:
        LedgerError: no row names an amount and a date, or ``column_map`` names what is not there.
    """
    wanted = column_map or {}
    _check_fields(wanted)
    best: Header | None = None
    for index, row in enumerate(_first(rows)):
        if row is None:
            continue
        header = _match(index, tuple(_text(cell) for cell in row), wanted)
        if best is None or _worth(header, wanted) > _worth(best, wanted):
            best = header
    if best is None:
        raise LedgerError(
            "the ledger must have a header row and invoices, got nothing",
            hint="is it another sheet, or another range?",
        )
    _check_map(best, wanted)
    if not _is_complete(best.columns):
        raise _incomplete(best)
    return best


def _first(rows: Sequence[Sequence[Cell]]) -> Iterable[Sequence[Cell] | None]:
    """The rows that are searched; a blank one as None."""
    seen = 0
    for row in rows:
        blank = all(cell is None or cell == "" for cell in row)
        yield None if blank else row
        seen += not blank
        if seen == SEARCHED_ROWS:
            return


def _match(index: int, texts: tuple[str, ...], wanted: Mapping[str, str]) -> Header:
    claims: dict[Field, list[tuple[int, int]]] = {}
    money = ""
    mapped = {squash(name): field for field, name in wanted.items()}
    for position, text in enumerate(texts):
        if not text:
            continue
        field, rank, code = _field(text)
        if squash(text) in mapped:
            field, rank = _as_field(mapped[squash(text)]), -1
        elif field in wanted:
            continue
        if field:
            claims.setdefault(field, []).append((rank, position))
            money = money or (code if field in ("amount", "open") else "")
    columns = {field: min(found)[1] for field, found in claims.items()}
    spare = [(f, position) for f, found in claims.items() for _, position in sorted(found)[1:]]
    if "amount" not in columns and "open" in columns:
        # Open amounts are net of what was paid: a paid column beside them would count twice.
        columns["amount"] = columns.pop("open")
        if "paid" in columns:
            spare.append(("paid", columns.pop("paid")))
    if "issued" not in columns and "baseline" in columns:
        columns["issued"] = columns.pop("baseline")
    ordered = {field: columns[field] for field in FIELDS if field in columns}
    return Header(index, texts, ordered, tuple(spare), money)


@cache
def _known() -> Mapping[str, tuple[Field, int]]:
    return synonyms()


def _field(text: str) -> tuple[Field | None, int, str]:
    """The field that a header means, its rank, and the currency that it names."""
    known = _known()
    found = _CURRENCY_AT_END.match(text)
    # In capitals, as codes are written: "Amount all" is not in Albanian lek.
    code = currency.code_of(found[2]) if found and found[2] == found[2].upper() else None
    if found and code and squash(found[1]) in known:
        return *known[squash(found[1])], code
    name = squash(text)
    if name not in known:
        name = squash(_NOTE_AT_END.sub("", text))
    return (*known[name], "") if name in known else (None, 0, "")


def _worth(header: Header, wanted: Mapping[str, str]) -> tuple[int, bool, int]:
    mapped = sum(field in header.columns for field in wanted)
    return mapped, _is_complete(header.columns), len(header.columns)


def _is_complete(columns: Mapping[Field, int]) -> bool:
    return "amount" in columns and ("issued" in columns or "due" in columns)


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _as_field(name: str) -> Field:
    return next(field for field in FIELDS if field == name)


def _check_fields(wanted: Mapping[str, str]) -> None:
    for field in wanted:
        if field not in FIELDS:
            raise LedgerError(
                f"--map names the field {field!r}, which a ledger does not have",
                hint="fields are " + ", ".join(FIELDS),
            )


def _check_map(header: Header, wanted: Mapping[str, str]) -> None:
    present = {squash(text) for text in header.texts}
    for field, name in wanted.items():
        if squash(name) not in present:
            raise LedgerError(
                f"--map {field}={name!r} names a column that is not there; "
                f"the headers are {_listed(header.texts)}",
            )


def _incomplete(header: Header) -> LedgerError:
    missing = [] if "amount" in header.columns else ["amount"]
    if "issued" not in header.columns and "due" not in header.columns:
        missing.append("issued or due")
    used = set(header.columns.values())
    spare = [t for i, t in enumerate(header.texts) if t and i not in used]
    examples = [*spare, "HEADER", "HEADER"]
    maps = " ".join(
        f'--map {field.split()[0]}="{example}"'
        for field, example in zip(missing, examples, strict=False)
    )
    return LedgerError(
        f"the ledger must have a column for {' and one for '.join(missing)}, "
        f"got the headers {_listed(header.texts)}",
        hint=f"say which column it is, for instance {maps}",
    )


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(text for text in texts if text) or "(none)"

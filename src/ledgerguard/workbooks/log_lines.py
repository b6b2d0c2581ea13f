"""The log as a person reads it: one line a row, days as dates, money in its currency, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.schema import Wording
from ledgerguard.store.entries import Row
from ledgerguard.store.export import harmless
from ledgerguard.units import Cell, Language
from ledgerguard.workbooks.log_insurers import PREPARED, shaped
from ledgerguard.workbooks.log_words import KINDS, outcome
from ledgerguard.workbooks.style import lines, width
from ledgerguard.workbooks.writer import Book

NAME: Final = Wording("What happened", "事件一览")
FIRST: Final[Mapping[str, str]] = {"claim-filed": "claim", PREPARED: "key"}
"""Kinds of rows that later ones only name, and the key of the name in both."""

MOST_INVOICES: Final = 20
"""Invoices that a cell lists; the others are in the sheet of the rows."""

COLUMNS: Final[Mapping[str, tuple[Wording, float]]] = {
    "number": (Wording("Row", "行号"), 8.0),
    "on": (Wording("Day", "日期"), 12.0),
    "kind": (Wording("What", "事项"), 22.0),
    "customer": (Wording("Customer", "客户"), 12.0),
    "invoices": (Wording("Invoices", "发票"), 22.0),
    "currency": (Wording("Currency", "币种"), 9.0),
    "amount": (Wording("Amount", "金额"), 15.0),
    "until": (Wording("Until, or by", "截止日"), 12.0),
    "outcome": (Wording("Outcome", "结果"), 40.0),
    "reference": (Wording("Reference", "编号"), 19.0),
    "note": (Wording("Reason or note", "原因或备注"), 28.0),
    "actor": (Wording("By", "经办人"), 10.0),
    "hash": (Wording("Hash of the row", "行校验值"), 18.0),
}
"""Headers and widths."""

_DATES: Final = ("on", "until")
_HASH: Final = 16
_USUAL: Final = 2
_CURRENCY, _AMOUNT = (list(COLUMNS).index(key) for key in ("currency", "amount"))
_LONGEST: Final = 32_000
_LINE: Final[Mapping[Language, int]] = {"en": 15, "zh": 17}

Body = Mapping[str, Any]


def add(book: Book, rows: Sequence[Row], language: Language) -> None:
    """Add the sheet. What a row does not say, or says in another shape, stays blank.

    Args:
        book: The workbook.
        rows: The rows of the log.
        language: Of headers and words.
    """
    sheet = book.sheet(NAME.in_language(language))
    for place, (title, _) in enumerate(COLUMNS.values()):
        sheet.put(0, place, title.in_language(language), "header")
    first = firsts(rows)
    told = [list(line(row, language, first).values()) for row in rows]
    heights = [_height(cells, language) for cells in told]
    for number, cells in enumerate(told, 1):
        # The column has two decimals: an amount in another unit brings a format of its own.
        places = exponent(str(cells[_CURRENCY]))
        if places != _USUAL and cells[_AMOUNT] is not None:
            sheet.put(number, _AMOUNT, cells[_AMOUNT], f"cell/{_format(places)}")
            cells[_AMOUNT] = None
    if told:
        sheet.block(1, 0, told, [_style(key) for key in COLUMNS])

    def dress(_workbook: Any, worksheet: Any, formats: Any) -> None:
        for place, (title, size) in enumerate(COLUMNS.values()):
            worksheet.set_column(place, place, max(size, width(title.in_language(language)) + 4))
        worksheet.set_row_pixels(0, 24)
        for number, height in enumerate(heights, 1):
            worksheet.set_row_pixels(number, height)
        ruled = {"type": "formula", "criteria": "=LEN($A2)>0", "format": formats.rule("row")}
        if rows:
            worksheet.conditional_format(1, 0, len(rows), len(COLUMNS) - 1, ruled)
        worksheet.freeze_panes(1, 3)
        worksheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
        worksheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)
        worksheet.repeat_rows(0)
        worksheet.set_footer("&L&8 ledgerguard · &A&R&8 &P / &N")

    sheet.dress(dress)


def firsts(rows: Iterable[Row]) -> dict[str, Body]:
    """The claims that were filed, and the writes to insurers: what follows names them only."""
    return {str(row.body.get(FIRST[row.kind])): row.body for row in rows if row.kind in FIRST}


def line(row: Row, language: Language, first: Mapping[str, Body]) -> dict[str, Cell]:
    """A row of the log by the keys of the columns: days as serial numbers, money in major units.

    Args:
        row: The row.
        language: Of the words.
        first: What :func:`firsts` answers.
    """
    body, kind = shaped(row, first), KINDS.get(row.kind)
    _, customer, currency, _ = _account(body)
    customer = customer or _account(first.get(str(body.get("claim")), {}))[1]
    minor = _first(body, "amount", "limit")
    return {
        "number": row.number,
        "on": _day(_first(body, "on", "as_of")),
        "kind": kind.in_language(language) if kind else _safe(row.kind),
        "customer": _safe(customer),
        "invoices": _safe(_listed(_invoices(row.kind, body), language)),
        "currency": _safe(currency),
        # A whole customer's promise names no currency, and so no unit either.
        "amount": to_major(minor, currency) if currency and isinstance(minor, int) else None,
        "until": _day(_first(body, "until", "by", "pay_by", "new", "due")),
        "outcome": _safe(outcome(row.kind, body, language)),
        "reference": _safe(_text(_first(body, "claim", "id", "task", "decision")) or row.run),
        "note": _safe(_text(_first(body, "reason", "note", "words"))),
        "actor": _safe(row.actor),
        "hash": row.hash[:_HASH],
    }


def _account(body: Body) -> tuple[str, str, str, list[Any] | None]:
    """Entity, customer, currency, and the item where a row is about one."""
    scope = body.get("scope")
    item = scope[2] if isinstance(scope, list) and len(scope) == 3 else body.get("item")
    item = item if isinstance(item, list) and len(item) == 5 else None
    if item is not None:
        return str(item[0]), str(item[1]), str(item[2]), item
    if isinstance(scope, list) and len(scope) == 3:
        return str(scope[0]), str(scope[1]), "", None
    named = ("entity", "customer_id", "currency")
    entity, customer, currency = (_text(body.get(key)) for key in named)
    return entity, customer, currency, None


def _invoices(kind: str, body: Body) -> list[str]:
    """The invoices of a row, an instalment with its number."""
    item = _account(body)[3]
    if item is not None:
        return [str(ItemKey(*item))]
    found = []
    for one in body.get("items") or []:
        # A step that was done names the whole key of its item, the others only what differs.
        key = one[0] if kind == "done" else ["", "", "", *one[:2]]
        if isinstance(key, list) and len(key) == 5:
            found.append(str(ItemKey(*key)))
    return found


def _listed(invoices: Sequence[str], language: Language) -> str:
    comma = "、" if language == "zh" else ", "
    more = len(invoices) - MOST_INVOICES
    return comma.join(invoices[:MOST_INVOICES]) + (f" … +{more}" if more > 0 else "")


def _first(body: Body, *keys: str) -> Any:
    """The first of some keys that a body has, and that says something."""
    found = (body[key] for key in keys if body.get(key) not in (None, "", NO_DAY))
    return next(found, None)


def _day(value: Any) -> Cell:
    return value if isinstance(value, int) and value > NO_DAY else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _height(cells: Sequence[Cell], language: Language) -> int:
    """Pixels of a row: as many lines as its longest text takes."""
    sizes = (size for _, size in COLUMNS.values())
    texts = [lines(str(cell), size - 1) for cell, size in zip(cells, sizes, strict=True) if cell]
    return 6 + _LINE[language] * max(texts, default=1)


def _safe(text: str) -> str:
    """A text that a cell holds and no spreadsheet runs; the whole of it is in the other sheet."""
    return str(harmless(text[:_LONGEST]))


def _style(key: str) -> str:
    if key in _DATES:
        return "cell.center/date"
    if key in ("amount", "number"):
        return f"cell/{_format(_USUAL) if key == 'amount' else 'whole'}"
    return "cell.left.wrap/text"


def _format(places: int) -> str:
    whole = f"#,##0.{'0' * places}" if places else "#,##0"
    return f"{whole};-{whole};{whole}"

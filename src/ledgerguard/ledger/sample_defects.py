"""What real exports suffer from, planted into the sample ledger and listed.

Every defect has its own rows, so that a test can hold the problem report to exactly this list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

INVOICE, NUMBER, NAME, CURRENCY = "Invoice No", "Customer No", "Customer Name", "Currency"
ISSUED, DUE, TERMS, DELIVERED = "Invoice Date", "Due Date", "Payment Terms", "Delivery Date"
AMOUNT, PAID, PAID_ON, DISPUTED = "Amount", "Paid Amount", "Payment Date", "Disputed"

COLUMNS: Final = (
    *(INVOICE, NUMBER, NAME, CURRENCY, ISSUED, DUE, TERMS, DELIVERED),
    *(AMOUNT, PAID, PAID_ON, DISPUTED),
)
"""The headers of the sample ledger."""

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Defect:
    """One planted defect; its kind is the code of the problem that it causes, if any."""

    kind: str
    row: int  # as a spreadsheet counts: the header is row 1
    column: str  # "" for the whole row
    value: str  # what stands in the cell now


@dataclass(frozen=True, slots=True)
class _Plan:
    kind: str
    column: str
    places: tuple[int, ...]  # per mille of the ledger's length: look for a fitting row from there
    fits: Callable[[Record], bool]
    spoil: Callable[[Record, Record], None]  # changes the first; the second is the row before it


def plant(rows: list[list[str]]) -> tuple[Defect, ...]:
    """Spoil rows in place (the header first) and tell where; a total row is added at the end.

    A ledger too short to hold a defect goes without it.
    """
    total = _total(rows)  # of the clean rows: the report writer knew what the export garbled
    taken: set[int] = set()
    found = []
    for plan in _PLANS:
        for place in plan.places:
            position = _free_row(rows, plan, max(2, len(rows) * place // 1000), taken)
            if position is None:
                continue
            taken |= {position - 1, position}
            record = _record(rows[position])
            plan.spoil(record, _record(rows[position - 1]))
            rows[position] = list(record.values())
            found.append(Defect(plan.kind, position + 1, plan.column, record[plan.column]))
    rows.append(total)
    return (*found, Defect("total_row", len(rows), "", ""))


def _free_row(rows: list[list[str]], plan: _Plan, start: int, taken: set[int]) -> int | None:
    """The first row from ``start`` on that fits; it and the one before it are still clean."""
    for position in range(start, len(rows)):
        if not taken & {position - 1, position} and plan.fits(_record(rows[position])):
            return position
    return None


def _record(row: list[str]) -> Record:
    return dict(zip(COLUMNS, row, strict=True))


def _total(rows: list[list[str]]) -> list[str]:
    """What a report writer leaves under the table: a sum, here even over both currencies."""
    place = COLUMNS.index(AMOUNT)
    cents = sum(int(row[place].replace(".", "")) for row in rows[1:])
    record = dict.fromkeys(COLUMNS, "")
    record |= {INVOICE: "Total", AMOUNT: f"{cents // 100}.{cents % 100:02d}"}
    return list(record.values())


def _invoice(record: Record) -> bool:
    return record[INVOICE].startswith("INV")


def _settled(record: Record) -> bool:
    return _invoice(record) and record[PAID] == record[AMOUNT]


def _open(record: Record) -> bool:
    return _invoice(record) and record[PAID] == "0.00" and record[DISPUTED] == "No"


def _credit_note(record: Record) -> bool:
    return not _invoice(record) and len(record[AMOUNT]) > len("-999.99")


def _day_tells_order(record: Record) -> bool:
    return _settled(record) and int(record[ISSUED][8:]) > 12


def _western(record: Record) -> bool:
    return _settled(record) and record[NAME].isascii() and record[NAME].endswith("Ltd")


def _as_printed(record: Record, _: Record) -> None:
    record[ISSUED] = "/".join(reversed(record[ISSUED].split("-")))


def _no_such_day(record: Record, _: Record) -> None:
    record[DUE] = record[DUE][:5] + "02-30"


def _in_words(record: Record, _: Record) -> None:
    record[AMOUNT] = "see contract"


def _without_due(record: Record, _: Record) -> None:
    record[DUE] = ""


def _without_due_and_terms(record: Record, _: Record) -> None:
    record[DUE] = record[TERMS] = ""


def _same_number(record: Record, before: Record) -> None:
    record[INVOICE] = before[INVOICE]


def _paid_early(record: Record, _: Record) -> None:
    day = dt.date.fromisoformat(record[ISSUED]) - dt.timedelta(days=9)
    record[PAID_ON] = day.isoformat()


def _paid_too_much(record: Record, _: Record) -> None:
    record[PAID] = f"{int(record[AMOUNT][:-3]) + 250}{record[AMOUNT][-3:]}"


def _other_spelling(record: Record, _: Record) -> None:
    record[NAME] = record[NAME].removesuffix("Ltd").upper() + "LIMITED"


def _digits_swapped(record: Record, _: Record) -> None:
    record[DUE] = "2206" + record[DUE][4:]


def _with_separators(record: Record, _: Record) -> None:
    units, cents = record[AMOUNT].split(".")
    record[AMOUNT] = f"{int(units):,}.{cents}"


def _with_sign(record: Record, before: Record) -> None:
    _with_separators(record, before)
    record[AMOUNT] = ("€ " if record[CURRENCY] == "EUR" else "¥") + record[AMOUNT]


def _in_brackets(record: Record, before: Record) -> None:
    record[AMOUNT] = record[AMOUNT].lstrip("-")
    _with_separators(record, before)
    record[AMOUNT] = f"({record[AMOUNT]})"


def _paid_some_day(record: Record, _: Record) -> None:
    record[PAID_ON] = ""


def _with_reason(record: Record, _: Record) -> None:
    record[DISPUTED] = "price differs from order"


def _without_customer(record: Record, _: Record) -> None:
    record[NUMBER] = record[NAME] = ""


_PLANS: Final[tuple[_Plan, ...]] = (
    _Plan("text_date", ISSUED, (100, 320, 540), _day_tells_order, _as_printed),
    _Plan("unreadable_date", DUE, (450,), _settled, _no_such_day),
    _Plan("implausible_date", DUE, (760,), _settled, _digits_swapped),
    _Plan("unreadable_amount", AMOUNT, (400,), _settled, _in_words),
    _Plan("due_from_terms", DUE, (870, 930, 975), _open, _without_due),
    _Plan("missing_due", DUE, (960,), _open, _without_due_and_terms),
    _Plan("duplicate_invoice", INVOICE, (210, 660), _settled, _same_number),
    _Plan("paid_before_issued", PAID_ON, (280, 590), _settled, _paid_early),
    _Plan("paid_without_date", PAID_ON, (180,), _settled, _paid_some_day),
    _Plan("unknown_dispute", DISPUTED, (945,), _open, _with_reason),
    _Plan("overpaid", PAID, (700, 820), _settled, _paid_too_much),
    _Plan("customer_spelling", NAME, (350,), _western, _other_spelling),
    _Plan("missing_customer", NAME, (150,), _settled, _without_customer),
    # Unusual but readable: no problem, the amount is simply understood.
    _Plan("readable", AMOUNT, (50, 480), _settled, _with_separators),
    _Plan("readable", AMOUNT, (620,), _settled, _with_sign),
    _Plan("readable", AMOUNT, (250, 780), _credit_note, _in_brackets),
)

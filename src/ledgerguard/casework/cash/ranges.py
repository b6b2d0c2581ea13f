"""The ranges beside a ledger that a person types: payments, running costs, limits, receipts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.casework.cash.typed_days import days_of
from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.checks import not_negative
from ledgerguard.formulas.raw_cells import is_blank, is_number, number_of, sound
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.columns import squash
from ledgerguard.ledger.currency import code_of
from ledgerguard.units import Cell, Table

LARGEST: Final = 1e15
"""No amount of a firm reaches it; sums of thirteen weeks stay exact below."""

LONGEST_DAYS: Final = 3_650
LONGEST_NOTICE: Final = 520  # weeks

_YES: Final = frozenset({"yes", "y", "true", "core", "是", "核心"})
_NO: Final = frozenset({"no", "n", "false", "noncore", "否", "非核心"})

_AMOUNT: Final = ("amount", "金额", "应付金额", "回款金额")
_CURRENCY: Final = ("currency", "币种", "货币")
_COST: Final = ("cost", "成本", "代价")
_DUE: Final = ("due", "due date", "date", "day", "到期日", "付款日", "日期", "预计回款日")
_CUSTOMER: Final = ("customer id", "customer", "buyer", "客户编号", "客户", "买方")

_PAYMENT: Final = {
    "payee": ("supplier", "payee", "creditor", "name", "供应商", "收款人", "名称"),
    "amount": _AMOUNT,
    "due": _DUE,
    "flexibility": ("flexibility", "flexible", "share", "可展期比例", "可延期比例", "弹性"),
    "days": ("days", "extension", "extension days", "展期天数", "延期天数"),
    "cost": _COST,
    "currency": _CURRENCY,
}
_SPENDING: Final = {
    "item": ("item", "spending", "name", "项目", "支出", "支出项目", "名称"),
    "amount": ("weekly amount", "weekly", "amount", "每周金额", "周金额", "金额"),
    "notice": ("notice weeks", "notice", "通知周数", "提前通知周数"),
    "core": ("core", "kind", "是否核心", "核心"),
    "cost": _COST,
    "currency": _CURRENCY,
}
_RECEIPT: Final = {
    "customer": _CUSTOMER, "due": _DUE, "amount": _AMOUNT, "currency": _CURRENCY,
}  # fmt: skip
_LIMIT: Final = {
    "customer": _CUSTOMER,
    "amount": ("insured limit", "limit", "amount", "保险限额", "限额", "金额"),
    "currency": _CURRENCY,
}


@dataclass(frozen=True, slots=True)
class Payment:
    """Something to be paid once; amounts in minor units.

    Attributes:
        payee: To whom.
        amount: How much.
        day: Serial number of the day.
        flexibility: Share that the payee is expected to let run longer; 0: it cannot be put off.
        days: By how many days; None: as many as are asked for.
        cost: What that costs.
    """

    payee: str
    amount: int
    day: int
    flexibility: float = 0.0
    days: int | None = None
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Spending:
    """Something that is paid every week; amounts in minor units.

    Attributes:
        item: For what.
        weekly: How much each week.
        notice_weeks: Weeks for which it goes on after it is cut.
        core: The business cannot do without it; what nobody says is taken to be so.
        cost: What the cut costs.
    """

    item: str
    weekly: int
    notice_weeks: int = 0
    core: bool = True
    cost: int = 0


Row = Mapping[str, Cell]
Synonyms = Mapping[str, Sequence[str]]


def payments_of(rows: Table | None, currency: str) -> tuple[Payment, ...]:
    """Payments with the columns supplier, amount, due, and optionally flexibility, days, cost.

    Raises:
        LedgerguardError: naming the row and what it must hold.
    """
    found = []
    read = list(_read("payments", rows, _PAYMENT, ("amount", "due"), currency))
    for (place, row), day in zip(read, _due("payments", read), strict=True):
        days = row["days"]
        found.append(
            Payment(
                _text(row["payee"]) or _text(row["due"]),
                _money(place, "amount", row, currency),
                day,
                _share(place, row["flexibility"]),
                None if is_blank(days) else _count(place, "days", days, LONGEST_DAYS),
                _money(place, "cost", row, currency),
            )
        )
    return tuple(found)


def spending_of(rows: Table | None, currency: str) -> tuple[Spending, ...]:
    """Running costs with the columns item, weekly amount, notice weeks, core, cost.

    Raises:
        LedgerguardError: naming the row and what it must hold.
    """
    found = []
    for place, row in _read("spending", rows, _SPENDING, ("item", "amount"), currency):
        notice = row["notice"]
        found.append(
            Spending(
                _text(row["item"]),
                _money(place, "amount", row, currency),
                0 if is_blank(notice) else _count(place, "notice", notice, LONGEST_NOTICE),
                is_blank(row["core"]) or _flag(place, row["core"]),
                _money(place, "cost", row, currency),
            )
        )
    return tuple(found)


def receipts_of(rows: Table, currency: str) -> list[tuple[str, int, int]]:
    """Expected receipts with the columns customer, date, amount: customer, day, minor units.

    Raises:
        LedgerguardError: naming the row and what it must hold.
    """
    read = list(_read("receipts", rows, _RECEIPT, ("customer", "due", "amount"), currency))
    return [
        (_text(row["customer"]), day, _money(place, "amount", row, currency))
        for (place, row), day in zip(read, _due("receipts", read), strict=True)
    ]


def limits_of(rows: Table, currency: str) -> dict[str, int]:
    """Insured limits with the columns customer, limit: minor units by customer as typed.

    A customer that stands in several rows has the smallest of its limits: two are never added.

    Raises:
        LedgerguardError: naming the row and what it must hold.
    """
    found: dict[str, int] = {}
    for place, row in _read("cover", rows, _LIMIT, ("customer", "amount"), currency):
        name, limit = _text(row["customer"]), _money(place, "amount", row, currency)
        found[name] = min(limit, found.get(name, limit))
    return found


def minor(name: str, amount: float, currency: str) -> int:
    """An amount that a person types, in minor units.

    Raises:
        OutOfDomain: when it is too large for the sums of thirteen weeks.
    """
    if abs(amount) > LARGEST:
        raise OutOfDomain(
            f"{name} must be at most {LARGEST:.0e}, got {amount:g}", hint="is it an id?"
        )
    return Amount.of(amount, currency).minor


def _read(
    what: str, rows: Table | None, synonyms: Synonyms, required: Sequence[str], currency: str
) -> Iterator[tuple[str, Row]]:
    """The rows that hold an amount, by column, with the words that name their place."""
    held = [
        (number, row)
        for number, row in enumerate(rows or (), start=1)
        if not all(map(is_blank, row))
    ]
    if not held:
        return
    places = _places(what, held[0][1], synonyms, required)
    for number, cells in held[1:]:
        row = {
            name: sound([cells[places[name]]])[0]
            if name in places and places[name] < len(cells)
            else None
            for name in synonyms
        }
        place = f"in row {number} of {what}"
        if is_blank(row["amount"]):
            continue  # nothing is owed or spent
        _same_currency(place, row["currency"], currency)
        yield place, row


def _places(
    what: str, header: Sequence[Cell], synonyms: Synonyms, required: Sequence[str]
) -> dict[str, int]:
    """The place of each column; of several headers for one column the first counts."""
    known = {squash(word): name for name, words in synonyms.items() for word in words}
    found: dict[str, int] = {}
    for place, cell in enumerate(sound(header)):
        name = known.get(squash(cell)) if isinstance(cell, str) else None
        if name is not None:
            found.setdefault(name, place)
    missing = [name for name in required if name not in found]
    if missing:
        got = ", ".join(_text(cell) for cell in header if not is_blank(cell))
        raise InvalidValue(
            f"{what} must have a header row with {', '.join(synonyms[n][0] for n in required)}, "
            f"got {got[:80]}",
            hint="the columns may stand in any order; others are left alone",
        )
    return found


def _same_currency(place: str, cell: Cell, currency: str) -> None:
    if is_blank(cell):
        return
    stated = code_of(_text(cell)) or _text(cell)
    if currency and stated != currency:
        raise InvalidValue(
            f"the currency {place} must be {currency}, got {stated}",
            hint="two currencies are never added; convert the amount and say at which rate",
        )


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # an id that a sheet keeps as a number
    return "" if is_blank(cell) else str(cell).strip()


def _money(place: str, name: str, row: Row, currency: str) -> int:
    if is_blank(row[name]):
        return 0
    amount = number_of(f"the {name} {place}", row[name], "is it a word or a date?")
    not_negative(**{f"the {name} {place}": amount})
    return minor(f"the {name} {place}", amount, currency)


def _due(what: str, rows: Sequence[tuple[str, Row]]) -> list[int]:
    return days_of(what, [(place, row["due"]) for place, row in rows])


def _share(place: str, cell: Cell) -> float:
    """A share from 0 to 1; yes and no are 1 and 0, and a blank is 0."""
    if is_blank(cell):
        return 0.0
    if not is_number(cell):
        return float(_flag(place, cell))
    if not 0 <= cell <= 1:
        raise OutOfDomain(
            f"the flexibility {place} must be from 0 to 1, got {cell:g}", hint="50 % is 0.5"
        )
    return float(cell)


def _flag(place: str, cell: Cell) -> bool:
    word = squash(_text(cell))
    if isinstance(cell, bool) or word in _YES | _NO or word in ("0", "1"):
        return cell if isinstance(cell, bool) else word in _YES or word == "1"
    raise InvalidValue(
        f"the word {place} must be yes or no, got {_text(cell)[:40]!r}", hint="or 是 and 否"
    )


def _count(place: str, name: str, cell: Cell, most: int) -> int:
    number = number_of(f"the {name} {place}", cell, "a whole number belongs here")
    if number != int(number) or not 0 <= number <= most:
        raise OutOfDomain(
            f"the {name} {place} must be a whole number from 0 to {most}, got {number:g}",
            hint="is it a date?",
        )
    return int(number)

"""Ledgers as they are really exported: mostly plain, with every sort of cell that is not."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hypothesis import strategies as st

Rows = list[list[str]]

HEADERS: Final = {
    "invoice": "Invoice No",
    "customer_id": "Customer No",
    "customer": "Customer Name",
    "currency": "Currency",
    "issued": "Invoice Date",
    "due": "Due Date",
    "terms": "Payment Terms",
    "amount": "Amount",
    "paid": "Paid Amount",
    "open": "Open Amount",
    "paid_on": "Payment Date",
    "status": "Status",
    "kind": "Document Type",
    "disputed": "Disputed",
    "delivered": "Delivery Date",
    "entity": "Entity",
    "note": "Remarks",
}

_ORDERS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y")
_ODD_DATES = ("", "", "soon", "2024-02-30", "0000-00-00", "1950-01-01", "45300", "5 March 2024",
              "20240305", "2024-03-05 10:00:00", " 2024-03-05", "13/13/2024", "n/a",
              # What DuckDB would take for dates.
              "2024\\03\\05", "2024 03 05", "2024/03/05", "02024-3-05", "2024-03-5 ", "epoch",
              "infinity")  # fmt: skip
_ODD_AMOUNTS = ("", "-", "(12.50)", "12.50-", "EUR 7.10", "$5", "¥9", "1,234.56", "1.234,56",
                "1.234", "1,234", "12,5", "+3", " 4.00", "1e3", "abc", "12.345", "0.005", "1e15",
                "123456789012", "9 999.10", "-0", "99999999999.99", "12\n", "7.5 CR",
                # What DuckDB would take for numbers.
                "1_000", "inf", "nan", ".5", "5.", "5e-1")  # fmt: skip
_ODD_IDS = ("", " 17", "17 ", "A  B", "1930571429.0", "1.93E+09", "Ｎ１", "12.0\n", "N\xa01", "a.0")
_NAMES = (
    "Acme Ltd",
    "ACME LTD",
    "Acme, Ltd.",
    "",
    " Acme Ltd",
    "Acme\xa0Ltd",
    "长泽纺织",
    "(none)x",
)
_CURRENCIES = ("EUR", "EUR", "USD", "JPY", "KWD", "CLF", "eur", "€", "", "XXX", " GBP", "dollars")


def _text(day: dt.date, pattern: str) -> str:
    return day.strftime(pattern)


def _dates(order: str) -> st.SearchStrategy[str]:
    days = st.dates(dt.date(2023, 1, 1), dt.date(2024, 12, 31))
    plain = days.map(lambda day: _text(day, order))
    other = days.map(lambda day: _text(day, "%Y-%m-%d"))
    return st.one_of(plain, plain, plain, plain, other, st.sampled_from(_ODD_DATES))


def _amounts(mark: str) -> st.SearchStrategy[str]:
    cents = st.integers(-200_000, 2_000_000)
    plain = cents.map(lambda c: f"{c / 100:.2f}".replace(".", mark))
    whole = st.integers(-500, 5000).map(str)
    few = st.sampled_from(("100", f"250{mark}50", f"-80{mark}00"))
    return st.one_of(plain, plain, few, few, whole, st.sampled_from(_ODD_AMOUNTS))


def _ids(prefix: str) -> st.SearchStrategy[str]:
    plain = st.integers(1, 12).map(lambda n: f"{prefix}{n:03d}")
    return st.one_of(plain, plain, plain, st.sampled_from(_ODD_IDS))


@st.composite
def ledgers(draw: st.DrawFn) -> Rows:
    """The header and the rows of a ledger, all cells text."""
    optional = [field for field in HEADERS if field not in ("amount", "issued", "due")]
    fields = {"amount", *draw(st.sets(st.sampled_from(optional)))}
    fields |= set(
        draw(st.sampled_from((("issued", "due"), ("issued", "due"), ("issued",), ("due",))))
    )
    order = draw(st.sampled_from(_ORDERS))
    mark = draw(st.sampled_from((".", ".", ",")))
    words = {
        "currency": _CURRENCIES,
        "terms": ("Net 30", "30", "EOM", "", "later", "2/10 net 45"),
        "status": ("open", "paid", "", "Paid", "whatever", "yes", "no"),
        "kind": ("RV", "Invoice", "credit note", "DG", ""),
        "disputed": ("No", "Yes", "", "quality", "0", "x"),
        "entity": ("", "1000", "Ours Ltd", "OURS LTD", "我们（北京）公司", "1000.0"),
        "note": ("", "", "", "see mail", "Total"),
        "customer": _NAMES,
    }
    cells: dict[str, st.SearchStrategy[str]] = {
        **{field: st.sampled_from(found) for field, found in words.items()},
        **dict.fromkeys(("issued", "due", "paid_on", "delivered"), _dates(order)),
        **dict.fromkeys(("amount", "paid", "open"), _amounts(mark)),
        "invoice": _ids("INV-"),
        "customer_id": _ids("C"),
    }
    if draw(st.booleans()):
        cells["currency"] = st.sampled_from(("EUR", "USD"))
    if draw(st.integers(0, 9)) == 0:
        cells["paid"] = st.sampled_from(("yes", "no", ""))
    present = [field for field in HEADERS if field in fields]
    header = [HEADERS[field] for field in present]
    row = st.tuples(*(cells[field] for field in present)).map(list)
    rows = draw(st.lists(row, min_size=1, max_size=25))
    if draw(st.integers(0, 4)) == 0:
        rows.insert(draw(st.integers(0, len(rows))), header)
    if draw(st.integers(0, 3)) == 0:
        place = draw(st.integers(0, len(present) - 1))
        amount = present.index("amount")
        total = ["" for _ in present]
        total[amount] = f"{sum(_number(r[amount], mark) for r in rows):.2f}".replace(".", mark)
        if place != amount and draw(st.booleans()):
            total[place] = "Total"
        rows.append(total)
    return [header, *rows]


def _number(text: str, mark: str) -> float:
    try:
        return float(text.replace(mark, "."))
    except ValueError:
        return 0.0

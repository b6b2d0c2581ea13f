"""Whatever a ledger holds: no row disappears, and the amounts tie out to the minor unit."""

import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerguard.ledger.currency import exponent
from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.units import Cell

NOT_COUNTED = {
    "total_row", "repeated_header", "note_row", "missing_amount", "unreadable_amount", "too_large",
}  # fmt: skip
HEADER: list[Cell] = ["Invoice", "Customer ID", "Customer", "Currency", "Invoice date", "Due date",
                      "Amount", "Paid", "Paid on", "Disputed", "Delivered", "Terms"]  # fmt: skip

texts = st.sampled_from(["A1", "B 2", "007", "", None, 12.0, "Total", "合计", "1.93E+09", "  x "])
currencies = st.sampled_from(["EUR", "JPY", "KWD", "usd", "元", None, "Taler"])
dates = st.one_of(
    st.integers(43000, 46000),
    st.floats(43000, 46000),
    st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)),
    st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)).map(dt.date.isoformat),
    st.sampled_from([None, "", "soon", "0", "31/12/2023", "2024年2月30日", 7]),
)
amounts = st.one_of(
    st.decimals(-(10**6), 10**6, places=3, allow_nan=False).map(float),
    st.integers(-(10**6), 10**6),
    st.sampled_from([None, "", "abc", "1,234.50", "(5.00)", "€ 3.10", "7.5 %", 1e15, True, "-"]),
)
rows = st.lists(
    st.tuples(
        texts, texts, texts, currencies, dates, dates, amounts, amounts, dates,
        st.sampled_from([None, True, "no", "late"]), dates, st.sampled_from([None, "Net 30", "?"]),
    ),
    max_size=12,
)  # fmt: skip
law = settings(max_examples=max(10, settings().max_examples // 4))  # each builds a ledger


@law
@given(rows)
def test_no_row_disappears(cells: list[tuple[Cell, ...]]) -> None:
    ledger = from_cells([HEADER, *cells])
    not_counted = [p.row for p in ledger.problems if p.code in NOT_COUNTED]
    assert len(set(not_counted)) == len(not_counted)
    counted = ledger.frame.get_column("row").to_list()
    held = [n for n, row in enumerate(cells, 2) if any(c is not None and c != "" for c in row)]
    assert sorted([*counted, *not_counted]) == held
    assert ledger.rows_read == len(held)


@law
@given(rows)
def test_amounts_tie_out_to_the_minor_unit(cells: list[tuple[Cell, ...]]) -> None:
    ledger = from_cells([HEADER, *cells])
    expected: dict[str, int] = defaultdict(int)
    frame = ledger.frame.select("row", "currency", "amount")
    actual: dict[str, int] = defaultdict(int)
    for row, currency, amount in frame.iter_rows():
        actual[currency] += amount
        expected[currency] += _minor(cells[row - 2][6], currency)
    assert actual == expected
    readable = [n for n, row in enumerate(cells, 2) if _is_number(row[6])]
    dropped = {p.row for p in ledger.problems if p.code in NOT_COUNTED - {"total_row"}}
    assert not dropped & set(readable)


@law
@given(rows, st.sampled_from(["en", "zh"]))
def test_the_ledger_sheet_reads_back(cells: list[tuple[Cell, ...]], language: str) -> None:
    ledger = from_cells([HEADER, *cells])
    again = from_cells(sheet_rows(ledger, language))  # type: ignore[arg-type]
    columns = [name for name in ledger.frame.columns if name != "row"]
    assert again.frame.select(columns).rows() == ledger.frame.select(columns).rows()
    assert again.rows_read == ledger.rows_read


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e14


def _minor(cell: Cell, currency: str) -> int:
    known = {"1,234.50": "1234.50", "(5.00)": "-5", "€ 3.10": "3.10"}
    value = Decimal(known[cell]) if isinstance(cell, str) else Decimal(repr(cell))
    scaled = value.scaleb(exponent(currency))
    return int(scaled.quantize(Decimal(1), ROUND_HALF_UP))

"""A ledger cleaned on an engine is the ledger cleaned as cells: rows, problems, counts."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, note, settings
from messy_ledgers import Rows, ledgers
from shared_files import shared

from ledgerguard.errors import LedgerError
from ledgerguard.ledger import sample
from ledgerguard.ledger.cleaning import evidence, odd
from ledgerguard.ledger.cleaning.clean import Cleaned, clean_frame
from ledgerguard.ledger.engines.engine import Engine, engine
from ledgerguard.ledger.reading.clean import Options, clean
from ledgerguard.ledger.reading.textfile import text_rows
from ledgerguard.ledger.schema import FRAME, Ledger
from ledgerguard.ledger.sources.raw import Raw

EXAMPLES = max(8, int(os.environ.get("LEDGERGUARD_EXAMPLES", "100")) // 10)
ENGINES = ("duckdb", "polars", "pandas")


@pytest.fixture(scope="module", params=ENGINES)
def at_work(request: pytest.FixtureRequest) -> Any:
    with engine(request.param) as found:
        yield found


def frame_of(at_work: Engine, rows: Rows, options: Options = Options()) -> Cleaned:  # noqa: B008  # frozen
    header, *cells = rows
    native = pd.DataFrame(cells, columns=header, dtype="str")
    return clean_frame(Raw(at_work.own(native), at_work, "test"), options)


def assert_equal(at_work: Engine, found: Cleaned, ledger: Ledger) -> None:
    rows = at_work.rows(found.frame.select(*FRAME))
    assert sorted(rows) == sorted(ledger.frame.select(*FRAME).rows())
    assert sorted(map(repr, found.examples)) == sorted(map(repr, ledger.problems))
    counts = Counter((p.code, p.column) for p in ledger.problems)
    assert {(p.code, p.column): p.rows for p in found.tally.problems} == counts
    assert found.tally.rows_read == ledger.rows_read
    assert found.tally.rows_counted == len(ledger.frame)
    assert found.date_order == ledger.date_order
    assert found.columns == ledger.columns


@pytest.mark.parametrize("head", [1, 4, 10_000])
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ledgers())
def test_messy_ledgers_are_cleaned_as_cells_are(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch, head: int, rows: Rows
) -> None:
    monkeypatch.setattr(evidence, "SAMPLE", head)
    # Whether rows are sorted by date is seen in the first rows only: a few of them cannot tell.
    options = Options(can_ask=False, date_order="dmy" if head < len(rows) else None)
    for row in rows:
        note(repr(row))
    try:
        ledger = clean(rows, options)
    except LedgerError:
        with pytest.raises(LedgerError):
            frame_of(at_work, rows, options)
        return
    assert_equal(at_work, frame_of(at_work, rows, options), ledger)


def test_the_sample_ledger(at_work: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "SAMPLE", 500)
    rows: Rows = text_rows(sample.sample_path().read_bytes())
    assert_equal(at_work, frame_of(at_work, rows), clean(rows, Options()))


def test_the_sample_with_defects_in_parts(at_work: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "SAMPLE", 500)
    monkeypatch.setattr(odd, "PART", 20)
    rows = sample.generate(invoices=2000)
    ledger = clean(rows, Options(language="zh"))
    found = frame_of(at_work, rows, Options(language="zh"))
    assert_equal(at_work, found, ledger)
    assert_money(found, ledger)


def assert_money(found: Cleaned, ledger: Ledger) -> None:
    """The money of each kind is that of its rows, added up from the cell cleaner's ledger."""
    amounts = {
        row: (currency, abs(amount))
        for row, currency, amount in ledger.frame.select("row", "currency", "amount").rows()
    }
    for kind in found.tally.problems:
        if kind.code == "customer_spelling":
            continue  # one problem stands for all rows with that spelling
        money: Counter[str] = Counter()
        for problem in ledger.problems:
            if (problem.code, problem.column) == (kind.code, kind.column) and problem.row > 1:
                currency, amount = amounts.get(problem.row, ("", 0))
                money[currency] += amount
        assert dict(kind.money) == {c: a for c, a in money.items() if c}, kind.code


@pytest.mark.parametrize("name", ["ibm_ar_us_mdy.csv", "ibm_ar_eu_dmy.csv"])
def test_a_real_ledger(at_work: Engine, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(evidence, "SAMPLE", 500)
    rows = text_rows(shared(name).read_bytes())
    assert_equal(at_work, frame_of(at_work, rows), clean(rows, Options()))


def test_a_csv_is_numbered_as_its_lines_stand(tmp_path: Path) -> None:
    """DuckDB reads a csv with several threads; the numbers are those of the file all the same."""
    path = tmp_path / "many.csv"
    with path.open("w", newline="") as file:
        file.write("Invoice,Customer,Due,Amount\n")
        for row in range(2, 400_002):
            amount = "(1.00)" if row % 50_000 == 0 else "1.00"
            file.write(f"INV-{row},Customer {row % 97} of a long name,2024-05-{row % 28 + 1:02d},")
            file.write(f"{amount}\n")
    with engine("duckdb", threads=2) as at_work:
        found = clean_frame(Raw(at_work.csv([path]), at_work, str(path)), Options())
        rows = found.frame.with_columns(number=nw.concat_str(nw.lit("INV-"), nw.col("row")))
        assert at_work.rows(rows.filter(nw.col("number") != nw.col("invoice"))) == []
        assert found.tally.rows_counted == 400_000
        credits_ = at_work.rows(found.frame.filter(nw.col("amount") < 0).select("row").sort("row"))
        assert [row for (row,) in credits_] == list(range(50_000, 400_002, 50_000))


def test_typed_columns(at_work: Engine) -> None:
    """Cells of a database or a parquet file: numbers, dates and flags instead of text."""
    days = [dt.date(2024, 1, 31), dt.date(2024, 2, 29), None, dt.date(1960, 1, 1)]
    columns: dict[str, Any] = {
        "Invoice No": [1, 2, 3, 3],
        "Customer": ["A", "B", "A", "B "],
        "Invoice Date": [dt.datetime(2024, 1, 1, 12), dt.datetime(2024, 1, 2)] * 2,
        "Due Date": days,
        "Amount": [Decimal("10.50"), Decimal("-3.00"), Decimal("7.255"), None],
        "Paid Amount": [10.5, None, 0.0, 1.0],
        "Disputed": [True, False, None, True],
    }
    kinds = {
        "Invoice No": pa.int64(),
        "Customer": pa.string(),
        "Invoice Date": pa.timestamp("us"),
        "Due Date": pa.date32(),
        "Amount": pa.decimal128(18, 3),
        "Paid Amount": pa.float64(),
        "Disputed": pa.bool_(),
    }
    table = pa.table({n: pa.array(v, kinds[n]) for n, v in columns.items()})
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    cells = [[float(c) if isinstance(c, Decimal) else c for c in row] for row in rows]
    native: Any = table
    if at_work.name == "pandas":
        native = table.to_pandas(types_mapper=pd.ArrowDtype)
    found = clean_frame(Raw(at_work.own(native), at_work, "test"), Options())
    assert_equal(at_work, found, clean(cells, Options()))


def test_a_ledger_without_amounts_is_refused(at_work: Engine) -> None:
    with pytest.raises(LedgerError, match="amount"):
        frame_of(at_work, [["Invoice", "Due date"], ["1", "2024-01-01"]])


def test_the_rest_of_the_file_corrects_the_first_rows(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head shows no decimals and one date that may be May or April; what follows tells."""
    monkeypatch.setattr(evidence, "SAMPLE", 2)
    rows = [
        ["Invoice", "Customer", "Invoice date", "Due date", "Amount", "Paid"],
        ["1", "A", "04/05/2024", "2024-06-04", "100", ""],
        ["2", "A", "05/05/2024", "2024-06-04", "1.234", ""],
        ["3", "B", "13/05/2024", "2024-06-04", "12,50", "12,50"],
        ["4", "B", "14/05/2024", "2024-06-04", "7,25", "soon"],
    ]
    found = frame_of(at_work, rows)
    assert_equal(at_work, found, clean(rows, Options()))
    assert found.date_order == "dmy"

"""A ledger cleaned on an engine is the ledger cleaned as cells: rows, problems, counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, note, settings
from messy_ledgers import Rows, ledgers
from shared_files import shared

from ledgerguard.errors import LedgerError
from ledgerguard.ledger import sample
from ledgerguard.ledger.cleaning import counting, evidence, odd
from ledgerguard.ledger.cleaning.clean import Cleaned, clean_frame
from ledgerguard.ledger.customers import portfolio_table
from ledgerguard.ledger.engines.engine import Engine, engine
from ledgerguard.ledger.reading.clean import Options, clean
from ledgerguard.ledger.reading.textfile import text_rows
from ledgerguard.ledger.schema import FRAME, Ledger
from ledgerguard.ledger.sources.raw import Raw
from ledgerguard.policy.load import ladder

EXAMPLES = max(5, settings().max_examples // 10)
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
    assert found.names is not None
    names = sorted(at_work.rows(found.names.select("customer_id", "name")))
    assert names == sorted(set(ledger.frame.select("customer_id", "customer").rows()))
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


@pytest.mark.parametrize("others", [["10.00", "-10.00"], ["10.00", "10.00"], ["10.00", ""]])
def test_a_payment_on_an_invoice_of_nothing(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch, others: list[str]
) -> None:
    """Its sign is told by the other payments of the ledger, read as cells or not."""
    monkeypatch.setattr(evidence, "SAMPLE", 1)
    rows: Rows = [["Invoice Date", "Amount", "Paid Amount"]]
    rows += [["2023-01-01", *others], ["2023-01-02", "0.00", "0.01"]]
    assert_equal(at_work, frame_of(at_work, rows), clean(rows, Options()))


def test_the_sample_ledger(at_work: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "SAMPLE", 500)
    rows: Rows = text_rows(sample.sample_path().read_bytes())
    assert_equal(at_work, frame_of(at_work, rows), clean(rows, Options()))


@pytest.mark.parametrize("few", [odd.PART, 20])
def test_the_sample_with_defects_in_parts(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """The rows that are looked at again are held by themselves where they are few, or are not."""
    monkeypatch.setattr(evidence, "SAMPLE", 500)
    monkeypatch.setattr(evidence, "PART", few)
    monkeypatch.setattr(odd, "PART", 20)
    rows = sample.generate(invoices=2000)
    ledger = clean(rows, Options(language="zh"))
    found = frame_of(at_work, rows, Options(language="zh"))
    assert_equal(at_work, found, ledger)
    assert_money(found, ledger)


@pytest.mark.parametrize("has_ids", [True, False])
def test_customers_are_the_same_by_the_names_that_cleaning_knows(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch, *, has_ids: bool
) -> None:
    monkeypatch.setattr(evidence, "SAMPLE", 500)
    rows = sample.generate(invoices=2000)
    if not has_ids:  # who is known by the name alone has several spellings, too
        place = rows[0].index("Customer No")
        rows = [[*row[:place], *row[place + 1 :]] for row in rows]
    found = frame_of(at_work, rows)
    assert has_ids == ("customer_spelling" in {problem.code for problem in found.tally.problems})
    levels = ladder("five-stage").levels
    chosen, known = (
        sorted(at_work.rows(portfolio_table(found.frame, 46_326, levels, names=names)), key=repr)
        for names in (None, found.names)
    )
    assert known == chosen
    assert len(known) > 40


def test_money_beyond_64_bits_adds_up(at_work: Engine) -> None:
    frame = at_work.own(pd.DataFrame({"currency": ["EUR", "JPY"] * 3, "amount": [-(2**62)] * 6}))
    money = {"EUR": 3 * 2**62, "JPY": 3 * 2**62}
    assert counting.money_of(at_work, frame) == money
    assert counting.affected(at_work, frame, [nw.col("amount") < 0]) == [(6, money)]
    plain = frame.with_columns(paid=nw.lit(1, nw.Int64), row=nw.lit(7, nw.Int64))
    total = odd.totals(at_work, plain).total
    assert total == -3 * 2**62 / 100 - 3 * 2**62


@pytest.mark.parametrize("has_ids", [True, False])
def test_a_spelling_has_the_money_of_its_rows(at_work: Engine, *, has_ids: bool) -> None:
    """By currency, credits as well, also of rows read as cells; not of those without a name."""
    rows = [["Invoice", "Customer No", "Customer", "Currency", "Due date", "Amount"]]
    rows += [[f"{row}", "C1", "Acme Ltd", "EUR", "2024-06-04", "5.00"] for row in range(5)]
    rows += [
        ["5", "C1", "ACME LTD", "EUR", "2024-06-04", "1.00"],
        ["6", "C1", "ACME LTD", "EUR", "2024-06-04", "-20.00"],
        ["7", "C1", "ACME LTD", "JPY", "2024-06-04", "300"],
        ["8", "C1", "ACME LTD", "EUR", "2024-06-04", "(4000.00)"],
        ["9", "C1", "Acme, Ltd.", "USD", "2024-06-04", "60000.00"],
        ["10", "C1", "", "USD", "2024-06-04", "7.00"],
        ["11", "C2", "ACME LTD." if has_ids else "Best Ltd", "USD", "2024-06-04", "8.00"],
        # Its name tells the id.
        ["12", "C1" if has_ids else "", "ACME LTD", "EUR", "2024-06-04", "500000.00"],
    ]
    found = frame_of(at_work, rows)
    assert_equal(at_work, found, clean(rows, Options()))
    (kind,) = (one for one in found.tally.problems if one.code == "customer_spelling")
    assert kind.rows == (2 if has_ids else 3)
    assert kind.money == {"EUR": 50_402_100, "JPY": 300, "USD": 6_000_000}


def test_a_table_without_names_spares_their_join() -> None:
    """DuckDB sees that a row has one new name at most, and need not look it up."""
    rows = [["Invoice", "Customer No", "Customer", "Due date", "Amount"]]
    rows += [[f"{row}", "C1", "Acme Ltd", "2024-06-04", "5.00"] for row in range(3)]
    rows += [["3", "C1", "ACME LTD", "2024-06-04", "5.00"]]
    with engine("duckdb") as at_work:
        frame = frame_of(at_work, rows).frame
        plans = [
            frame.group_by(key).agg(nw.col("amount").sum()).to_native().explain()
            for key in ("customer_id", "customer")
        ]
    assert ["join" in plan.lower() for plan in plans] == [False, True]


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
            same = (problem.code, problem.column) == (kind.code, kind.column)
            if same and problem.row in amounts:
                currency, amount = amounts[problem.row]
                money[currency] += amount
        assert dict(kind.money) == money, kind.code


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
        "row": [7, 7, 7, 7],
    }
    kinds = {
        "Invoice No": pa.int64(),
        "Customer": pa.string(),
        "Invoice Date": pa.timestamp("us"),
        "Due Date": pa.date32(),
        "Amount": pa.decimal128(18, 3),
        "Paid Amount": pa.float64(),
        "Disputed": pa.bool_(),
        "row": pa.int64(),
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


def test_a_part_that_ends_in_an_unlabelled_total(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(odd, "PART", 1)
    rows = [
        ["Invoice", "Customer", "Invoice date", "Due date", "Amount", "row"],
        ["1", "A", "2024-05-01", "2024-06-04", "100.00", "x"],
        ["2", " A", "2024-05-01", "2024-06-04", "(20.00)", "x"],
        ["3", "B", "2024-05-02", "soon", "7.50", "x"],
        ["", "", "", "", "", ""],
        ["", "", "", "", "87.50", ""],
    ]
    assert_equal(at_work, frame_of(at_work, rows), clean(rows, Options()))


@pytest.mark.parametrize("paid", ["yes", "-100.00"])
def test_a_paid_column_is_read_as_a_whole(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch, paid: str
) -> None:
    """Yes and no make it a status; payments all against their invoices have their sign turned."""
    monkeypatch.setattr(evidence, "SAMPLE", 1)
    rows = [
        ["Invoice", "Customer", "Due date", "Amount", "Paid"],
        *([str(row), "A", "2024-06-04", "100.00", paid] for row in range(4)),
    ]
    found = frame_of(at_work, rows)
    assert_equal(at_work, found, clean(rows, Options()))
    assert {row[0] for row in at_work.rows(found.frame.select("paid"))} == {10_000}


def test_nobody_is_named(at_work: Engine) -> None:
    rows = [["Invoice", "Due date", "Amount", "Entity"]]
    rows += [[str(row % 3), "2024-06-04", "1.00", "" if row % 2 else "Ours"] for row in range(6)]
    found = frame_of(at_work, rows)
    assert_equal(at_work, found, clean(rows, Options()))
    assert_money(found, clean(rows, Options()))


def test_many_odd_words_are_looked_up_once(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head of a sorted ledger shows one currency and one year only."""
    monkeypatch.setattr(evidence, "SAMPLE", 1)
    rows = [["Invoice", "Customer", "Due date", "Amount", "Currency", "Status"]]
    rows += [["a", "A", "2024-06-04", "1.00", "EUR", "open"]]
    rows += [[str(row), "A", "4 June 2025", "1.00", "us$", "paid"] for row in range(9)]
    found = frame_of(at_work, rows)
    assert_equal(at_work, found, clean(rows, Options()))


def test_comma_decimals_and_three_decimals(at_work: Engine) -> None:
    for amounts, currency in ((("1.234,50", "7,25", "12"), "EUR"), (("1.234", "7.250"), "KWD")):
        rows = [["Invoice", "Customer", "Due date", "Amount", "Currency"]]
        rows += [[a, "A", "2024-06-04", a, currency] for a in amounts]
        assert_equal(at_work, frame_of(at_work, rows), clean(rows, Options()))


def test_a_fraction_of_a_cent_is_no_group_of_thousands(at_work: Engine) -> None:
    rows = [["Invoice", "Customer", "Due date", "Amount"]]
    rows += [[str(row), "A", "2024-06-04", f"{row},50"] for row in range(9)]
    rows += [["9", "A", "2024-06-04", "0.005"], ["10", "A", "2024-06-04", "1.005"]]
    found = frame_of(at_work, rows)
    assert_equal(at_work, found, clean(rows, Options()))
    amounts = at_work.rows(found.frame.sort("row").select("amount"))
    assert amounts[-2:] == [(1,), (100_500,)]


def test_what_is_only_reported_makes_no_cells(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight problems of rows that stay as they are; the row in brackets alone is read as cells."""
    rows = [["Invoice", "Customer", "Invoice date", "Due date", "Amount", "Paid", "Paid on"]]
    rows += [
        ["1", "A", "2024-05-01", "", "100.00", "", ""],
        ["2", "A", "", "2024-06-01", "100.00", "", ""],
        ["3", "A", "2024-05-01", "2024-06-01", "100.00", "120.00", "2024-05-09"],
        ["4", "A", "2024-05-01", "2024-06-01", "100.00", "100.00", ""],
        ["5", "A", "2024-05-01", "2024-04-01", "100.00", "", ""],
        ["6", "A", "2024-05-01", "2024-06-01", "100.00", "50.00", "2024-04-09"],
        ["7", "A", "2024-05-01", "2024-06-01", "100.00", "0.00", "2024-05-09"],
        ["8", "", "2024-05-01", "2024-06-01", "100.00", "", ""],
        ["9", "A", "2024-05-01", "", "-20.00", "", ""],
        ["10", "A", "2024-05-01", "2024-06-01", "(30.00)", "", ""],
    ]
    read: list[int] = []
    as_cells = odd.clean_part

    def watched(facts: Any, options: Any, found: Any, *rest: Any, **more: Any) -> Any:
        read.extend(found[0])
        return as_cells(facts, options, found, *rest, **more)

    monkeypatch.setattr(odd, "clean_part", watched)
    found = frame_of(at_work, rows)
    assert_equal(at_work, found, clean(rows, Options()))
    assert_money(found, clean(rows, Options()))
    assert read == [11]
    assert len(found.tally.problems) == 8


def test_numbers_for_everything(at_work: Engine) -> None:
    """A sheet that was loaded as numbers: serials, ids with .0, flags as 0 and 1."""
    columns: dict[str, list[Any]] = {
        "Invoice": [1930571429.0, 2.5, 3.0, 4.0],
        "Customer No": ["1", "2", "2", "1"],
        "Invoice date": [45300, 45301, 0, 20240305],
        "Due date": [45330.5, 45331.0, 45332.0, None],
        "Amount": [100, 250, 300, 120],
        "Is paid": [1, 0, 1, 7],
        "Disputed": [0.0, 1.0, None, 0.0],
        "Delivered": [True, None, False, True],
        "Entity": [True, True, False, None],
    }
    native = pl.DataFrame(columns)
    found = clean_frame(Raw(at_work.own(native.to_arrow()), at_work, "test"), Options())
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    assert_equal(at_work, found, clean(rows, Options()))


def test_open_amounts_alone(at_work: Engine) -> None:
    rows = [["Invoice", "Customer", "Due date", "Amount", "Balance", "Status", "Kind"]]
    rows += [
        ["1", "A", "2024-06-04", "100", "40", "open", "RV"],
        ["2", "A", "2024-06-04", "100", "", "paid", "RV"],
        ["3", "A", "2024-06-04", "100", "", "", "DG"],
        ["4", "A", "2024-06-04", "-100", "-100", "", "DG"],
    ]
    assert_equal(at_work, frame_of(at_work, rows), clean(rows, Options()))

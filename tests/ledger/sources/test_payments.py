"""Payments as a table of their own: found, read by the rules of ledgers, the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ledger_rows import DAY, Row, frame_of

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.allocation.allocate import allocate
from ledgerguard.ledger.allocation.payments import PAYMENTS
from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.reading.clean import Options
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.ledger.sources.payment_headers import payment_header
from ledgerguard.ledger.sources.payments import Payments, opened_payments, payments_frame
from ledgerguard.ledger.sources.raw import Raw

BANK = """Export of the bank
Payment ID;Customer No;Value date;Amount received (EUR);Invoice number;Due date
P1;0042;31.01.2024;1.234,50;INV-1;01.01.2024
P2;0043;13.02.2024;-5,00;;
;0043;;7,00;1930571429.0;
P4;44;13.02.2024;abc;9;
Total;;;1.236,50;;
"""


def read(engine: Engine, path: Path, text: str, **options: Any) -> Payments:
    path.write_text(text, encoding="utf-8")
    asked = Options(**options)
    raw = opened_payments(engine, path, column_map=asked.column_map)
    return payments_frame(raw, asked)


def rows(engine: Engine, found: Payments) -> list[tuple[Any, ...]]:
    assert found.frame.collect_schema() == {name: kind() for name, kind in PAYMENTS.items()}
    return sorted(engine.rows(found.frame))


def test_an_export_of_a_bank(engine: Engine, tmp_path: Path) -> None:
    found = read(engine, tmp_path / "a.csv", BANK)
    assert rows(engine, found) == [
        (3, "P1", "0042", "EUR", 45_322, 123_450, "INV-1"),
        (4, "P2", "0043", "EUR", 45_335, -500, ""),
        (5, "", "0043", "EUR", NO_DAY, 700, "1930571429"),
    ]
    said = {(p.row, p.column, p.code): p for p in found.problems.examples}
    assert set(said) == {
        (2, "Invoice number", "number_as_id"),
        (5, "Value date", "paid_without_date"),
        (6, "Amount received (EUR)", "unreadable_amount"),
        (7, "", "total_row"),
    }
    assert said[5, "Value date", "paid_without_date"].action == (
        "counted as paid at every as-of date"
    )
    assert (found.problems.tally.rows_read, found.problems.tally.rows_counted) == (5, 3)
    counted = {p.code: p for p in found.problems.tally.problems}
    assert counted["paid_without_date"].money == {"EUR": 700}
    assert found.problems.columns["reference"] == "Invoice number"


def test_receipts_as_the_books_show_them(engine: Engine, tmp_path: Path) -> None:
    """Credits are negative there; a payment that was taken back is then positive."""
    lines = "".join(f"{n},A,2024-01-{n:02},-10.5,KWD,X{n}\n" for n in range(1, 21))
    text = f"Payment,Customer,Date,Amount,Currency,Reference\n{lines}21,A,2024-02-01,5,JPY,\n"
    found = read(engine, tmp_path / "a.csv", text)
    table = rows(engine, found)
    assert table[0] == (2, "1", "A", "KWD", 45_292, 10_500, "X1")
    assert table[-1] == (22, "21", "A", "JPY", 45_323, -5, "")
    said = [p for p in found.problems.examples if p.code == "paid_column_sign"]
    assert [(p.row, p.column) for p in said] == [(1, "Amount")]
    assert "21 rows" in said[0].problem
    few = read(engine, tmp_path / "b.csv", text.replace("-10.5", "10.5", 4))
    assert rows(engine, few)[-1][5] == 5


def test_columns_that_are_named_by_the_caller(engine: Engine, tmp_path: Path) -> None:
    text = "what,who,when,how much,Invoice\nP1,A,03/04/2024,5,7\n"
    with pytest.raises(LedgerError, match="none for paid and paid_on and customer_id or customer"):
        read(engine, tmp_path / "a.csv", text)
    named = {"payment": "what", "customer": "who", "paid_on": "when", "paid": "how much"}
    found = read(
        engine, tmp_path / "a.csv", text, column_map=named, date_order="dmy", currency="USD"
    )
    assert rows(engine, found) == [(2, "P1", "A", "USD", 45_385, 500, "7")]
    with pytest.raises(LedgerError, match="a column that is not there"):
        read(engine, tmp_path / "a.csv", text, column_map={**named, "reference": "nix"})
    with pytest.raises(LedgerError, match="no field 'due'"):
        read(engine, tmp_path / "a.csv", text, column_map={"due": "when"})


def test_the_problems_in_chinese(engine: Engine, tmp_path: Path) -> None:
    text = "流水号,客户名称,收款日期,收款金额\n1,北京公司,,5.00\n2,北京公司,2024-01-31,6.00\n"
    found = read(engine, tmp_path / "a.csv", text, language="zh", currency="CNY")
    assert [p.problem for p in found.problems.examples] == ["已付但没有付款日期"]
    assert rows(engine, found)[1] == (3, "2", "北京公司", "CNY", 45_322, 600, "")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["Payment", "Customer", "Date"], {"paid": "Payment", "paid_on": "Date"}),
        (["Payment", "Amount", "Customer", "Date"], {"payment": "Payment", "paid": "Amount"}),
        (
            ["Payment", "Receipt no", "Amount", "Customer", "Date"],
            {"payment": "Receipt no", "paid": "Amount"},
        ),
        (
            ["Invoice date", "Payment date", "Customer ID", "Customer", "Invoice amount", "Paid"],
            {"paid_on": "Payment date", "paid": "Paid", "customer_id": "Customer ID"},
        ),
        (["Document no", "Invoice", "Payer", "Value date", "Credit"], {"payment": "Document no"}),
        (["Betrag (EUR)", "Valuta", "Zahler", "Verwendungszweck"], {"paid": "Betrag (EUR)"}),
    ],
)  # fmt: skip
def test_headers(headers: list[str], expected: dict[str, str]) -> None:
    at, found = payment_header([["A title"], [], headers, ["x"] * len(headers)])
    assert at == 2
    assert expected.items() <= dict(found).items()


def test_nothing_is_no_header() -> None:
    with pytest.raises(LedgerError, match=r"among \(none\)"):
        payment_header([])


def test_a_frame_of_payments_is_taken_as_it_is(engine: Engine) -> None:
    columns = {
        "row": [1, 2], "payment": ["a", "b"], "customer_id": ["A", "A"], "currency": ["EUR"] * 2,
        "paid_on": [DAY, NO_DAY], "paid": [-5, 7], "reference": ["", "I2"],
    }  # fmt: skip
    raw = Raw(engine.own(pd.DataFrame(columns)), engine, "a frame")
    found = payments_frame(raw, Options())
    assert rows(engine, found) == sorted(zip(*columns.values(), strict=True))
    assert found.problems.tally.rows_counted == 2
    assert found.problems.examples == ()


def test_they_can_be_allocated(engine: Engine, tmp_path: Path) -> None:
    ledger = frame_of([Row("0042", due=DAY), Row("0042", due=DAY - 1)])
    text = (
        "Payment ID,Customer No,Value date,Amount,Currency,Reference\nP,0042,2024-02-01,30,EUR,I2\n"
    )
    found = read(engine, tmp_path / "a.csv", text)
    for method, invoice in (("oldest", 3), ("reference", 2)):
        pieces = allocate(engine.own(ledger), found.frame, method, engine=engine).pieces  # type: ignore[arg-type]  # one of the methods
        assert engine.rows(pieces.select("row", "piece")) == [(invoice, 3_000)]

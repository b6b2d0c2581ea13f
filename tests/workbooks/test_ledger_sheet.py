"""The Ledger sheet of the cockpit: the entity is its last column, within table and range."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from ledgerguard.ledger.read import read
from ledgerguard.units import Language
from ledgerguard.workbooks.cockpit import build

SOURCE = """Company code,Invoice,Customer ID,Invoice date,Due date,Amount,Delivery date
0010,I1,007,2024-06-01,2024-07-01,1000,2024-06-02
0020,I1,007,2024-06-01,2024-07-01,500,
,I2,008,2024-06-01,2024-07-01,30,
"""


@pytest.mark.parametrize(
    ("language", "sheet", "header"), [("en", "Ledger", "Entity"), ("zh", "台账", "公司主体")]
)
def test_the_entity_is_the_last_column(
    tmp_path: Path, language: Language, sheet: str, header: str
) -> None:
    source, path = tmp_path / "ledger.csv", tmp_path / "cockpit.xlsx"
    source.write_text(SOURCE, encoding="utf-8")
    ledger = read(source)
    build(ledger, dt.date(2024, 6, 30), path, language=language)
    book = openpyxl.load_workbook(path)
    column = [cell.value for cell in book[sheet]["L"]]
    assert column[:4] == [header, "0010", "0020", None]
    assert book[sheet]["L2"].number_format == "@"  # a typed 0010 keeps its zeros
    assert book[sheet]["K2"].value == dt.datetime(2024, 6, 2)  # delivered has not moved
    assert book[sheet].tables["ledger_table"].ref == "A1:L4"
    assert "$A$1:$L$" in book.defined_names["ledger_rows"].attr_text
    assert read(path).frame.rows() == ledger.frame.rows()

from pathlib import Path

import pytest

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.read import read
from ledgerguard.ledger.reading.textfile import encoding_of, text_rows

ENGLISH = "Customer,Invoice date,Due date,Amount\nAcme,2024-01-01,2024-01-31,12.50\n"
CHINESE = "客户名称,开票日期,到期日,金额\n上海机械有限公司,2024-01-01,2024-01-31,12.50\n"
WESTERN = "Customer,Invoice date,Due date,Amount\nMüller & Söhne,2024-01-01,2024-01-31,12.50\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (ENGLISH, "ascii", "utf-8"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "gb18030", "gb18030"),
        (WESTERN, "cp1252", "cp1252"),
        ("Société Générale; 5 €; Crédit à échéance", "cp1252", "cp1252"),
        ("Ação São João Peñarol GRÖSSE", "cp1252", "cp1252"),
        ("产品销售发票", "gb18030", "gb18030"),
    ],
)
def test_encoding_by_the_evidence(text: str, encoding: str, found: str) -> None:
    assert encoding_of(text.encode(encoding)) == found
    assert "".join(cell for row in text_rows(text.encode(encoding)) for cell in row)


@pytest.mark.parametrize(
    ("text", "encoding", "customer"),
    [
        (CHINESE, "utf-8-sig", "上海机械有限公司"),
        (CHINESE, "gb18030", "上海机械有限公司"),
        (CHINESE, "utf-16", "上海机械有限公司"),
        (WESTERN, "cp1252", "Müller & Söhne"),
    ],
)
def test_files_of_any_encoding(tmp_path: Path, text: str, encoding: str, customer: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(text.encode(encoding))
    ledger = read(path)
    assert ledger.frame.get_column("customer").to_list() == [customer]
    assert ledger.frame.get_column("amount").to_list() == [1250]
    assert ledger.source == str(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("hint", ["", "sep={}\n"])
def test_delimiters(tmp_path: Path, delimiter: str, hint: str) -> None:
    rows = [
        ["Customer", "Invoice date", "Due date", "Amount"],
        ['"Acme, Inc; | Ltd"', "2024-01-01", "2024-01-31", '"1.234,50"'],
        ["Bolt", "2024-01-01", "2024-01-31", '"7,25"'],
    ]
    path = tmp_path / "ledger.csv"
    body = "\n".join(delimiter.join(row) for row in rows)
    path.write_text(hint.format(delimiter) + body, encoding="utf-8")
    ledger = read(path)
    assert ledger.frame.get_column("customer").to_list() == ["Acme, Inc; | Ltd", "Bolt"]
    assert ledger.frame.get_column("amount").to_list() == [123450, 725]
    assert ledger.frame.get_column("row").to_list() == ([3, 4] if hint else [2, 3])


def test_title_lines_do_not_mislead_the_delimiter() -> None:
    text = "Open items, all companies, 2024\n\nCustomer;Due date;Amount\nA;2024-01-31;5,5\n"
    assert text_rows(text.encode())[2] == ["Customer", "Due date", "Amount"]


def test_options(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("Who,Falls,Sum\nA,03/04/2024,5\n", encoding="utf-8")
    wanted = {"amount": "Sum", "due": "Falls", "customer": "Who"}
    ledger = read(path, column_map=wanted, date_order="mdy", currency="eur", language="zh")
    assert ledger.frame.get_column("due").to_list() == [45355]  # 4 March 2024
    assert ledger.frame.get_column("currency").to_list() == ["EUR"]
    assert ledger.date_order == "mdy"
    assert ledger.problems[0].problem.startswith("台账没有开票日期列")


def test_an_encoding_that_does_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(WESTERN.encode("cp1252"))
    with pytest.raises(LedgerError, match=r"ledger\.csv is not utf-8: byte \d+"):
        read(path, encoding="utf-8")
    with pytest.raises(LedgerError, match="klingon is no encoding"):
        read(path, encoding="klingon")
    assert len(read(path, encoding="cp1252").frame) == 1


def test_bytes_that_no_western_table_knows() -> None:
    assert text_rows(b"Acme \x81\xff, 1") == [["Acme \x81ÿ", " 1"]]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be read: No such file"):
        read(tmp_path / "none.csv")


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("")
    with pytest.raises(LedgerError, match="the ledger must have a header row"):
        read(path)


def test_a_cell_too_large_for_a_table(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="not a table of text"):
        text_rows(b'"' + b"x" * 200_000)

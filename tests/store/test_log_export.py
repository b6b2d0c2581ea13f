import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_logs import MOMENT, fill

from ledgerguard.errors import LogError
from ledgerguard.store.entries import COLUMNS, GENESIS, JSON, Entry
from ledgerguard.store.export import harmless, table, write_csv
from ledgerguard.store.log import Log

EVIL = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠1")


def test_the_table_has_the_columns_of_the_row_and_the_keys_of_the_bodies() -> None:
    with Log.memory() as log:
        fill(log)
        rows = list(log.rows())
    header, lines = table(rows)
    assert header[: len(COLUMNS)] == COLUMNS
    assert header[len(COLUMNS) :] == tuple(
        f"body.{key}"
        for key in (
            "ledger", "policy", "amount", "customer", "level", "day", "kept", "share",
            "reasons", "until",
        )
    )  # fmt: skip
    assert [len(line) for line in lines] == [len(header)] * 5
    second = dict(zip(header, lines[1], strict=True))
    assert (second["number"], second["recorded_at"], second["run"]) == (2, MOMENT, "R1")
    assert second["body"] == '{"amount":12050,"customer":"木兰公司","level":3}'
    assert (second["body.amount"], second["body.customer"]) == (12050, "木兰公司")
    assert second["body.until"] is None
    assert second["hash"] == rows[1].hash
    assert dict(zip(header, lines[3], strict=True))["body.reasons"] == '["dispute","credit note"]'


def test_no_rows_make_a_header() -> None:
    assert table([]) == (COLUMNS, [])


@pytest.mark.parametrize("text", EVIL)
def test_no_text_is_run_as_a_formula_wherever_it_stands(text: str) -> None:
    body: dict[str, JSON] = {"customer": text, "list": [text], "deep": {"x": text}, text: 1}
    with Log.memory() as log:
        log.append([Entry(text, body, run=text, actor=text, policy_version=text)])
        header, (line,) = table(log.rows())
    cells = dict(zip(header, line, strict=True))
    for name in ("kind", "run", "actor", "policy_version", "body.customer"):
        assert cells[name] == f"'{text}"
    for cell in (*header, *line):
        assert not str(cell).lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠")), cell


@given(st.text())
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    shown = harmless(text)
    assert shown in (text, f"'{text}")
    assert (shown == text) == (text.lstrip(" ")[:1] not in [*"=+-@\t\r\n＝＋－＠"])


@pytest.mark.parametrize("value", [-5, -0.5, 0, True, None])
def test_numbers_stay_numbers(value: float | None) -> None:
    assert harmless(value) is value


def test_csv_reads_back_and_says_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    note = 'a "quoted", line\r\nand 下一行'
    with Log.memory() as log:
        log.append([Entry("action", {"note": note, "done": True, "amount": -5, "who": "=cmd()"})])
        write_csv(log.rows(), path)
        head = log.head
    assert path.read_bytes().startswith(b"\xef\xbb\xbfnumber,recorded_at,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["number"], line["previous"], line["hash"]) == ("1", GENESIS, head)
    assert (line["body.note"], line["body.done"], line["body.amount"]) == (note, "TRUE", "-5")
    assert line["body.who"] == "'=cmd()"


def test_a_csv_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="must be a file that can be written") as caught:
        write_csv([], tmp_path / "no folder" / "log.csv")
    assert caught.value.hint

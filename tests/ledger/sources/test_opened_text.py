"""Csv in every dialect and encoding, alone and many together, the same on every engine."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.sources import dialects, textfiles
from ledgerguard.ledger.sources.opened import opened
from ledgerguard.ledger.sources.watch import Progress, stoppable

HEADER = "Invoice;Customer;Invoice date;Amount"
LINES = '1;Müller;31.01.2024;1.234,50\n2;"Ä; Söhne";01.02.2024;5,00\n'
TEXT = f"{HEADER}\n{LINES}"
EXPECTED = [("1", "Müller", "31.01.2024", "1.234,50"), ("2", "Ä; Söhne", "01.02.2024", "5,00")]
NAMES = ["Invoice", "Customer", "Invoice date", "Amount"]


def written(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def rows(engine: Engine, sources: Any, **options: Any) -> list[tuple[Any, ...]]:
    frame = opened(engine, sources, **options).frame
    return sorted(engine.rows(frame.select(*NAMES)))


@pytest.mark.parametrize(
    ("data", "before"),
    [
        (TEXT.encode(), 0),
        (TEXT.encode("utf-8-sig"), 0),
        (TEXT.encode("cp1252"), 0),
        (TEXT.encode("utf-16"), 0),
        (TEXT.replace("\n", "\r\n").encode(), 0),
        (TEXT.replace("\n", "\r").encode(), 0),
        (TEXT.removesuffix("\n").encode("cp1252"), 0),
        (f"Export of 1 May\n\n{TEXT}".encode(), 2),
        (f'"Export\nof";1 May\n{TEXT}'.encode(), 2),
        (f"sep=;\n{TEXT}".replace("\n", "\r\n").encode(), 1),
        (gzip.compress(TEXT.encode()), 0),
        (gzip.compress(f"x\n{TEXT}".encode("utf-16")), 1),
        (f"{HEADER}\n{LINES.replace(chr(10), ';;' + chr(10))}".encode(), 0),
    ],
    ids=[
        "utf-8", "mark", "cp1252", "utf-16", "crlf", "old ends", "no end", "titles",
        "quoted title", "sep", "gzip", "gzip utf-16", "blank cells beyond",
    ],
)  # fmt: skip
def test_a_csv_in_any_dialect(engine: Engine, tmp_path: Path, data: bytes, before: int) -> None:
    path = written(tmp_path / "a.csv", data)
    raw = opened(engine, path)
    assert sorted(engine.rows(raw.frame.select(*NAMES))) == EXPECTED
    assert (raw.lines_before, raw.source, raw.is_canonical) == (before, str(path), False)


def test_chinese(engine: Engine, tmp_path: Path) -> None:
    text = "发票号码,客户名称,开票日期,金额\n1,北京公司,2024-01-31,5.00\n"
    frame = opened(engine, written(tmp_path / "a.csv", text.encode("gb18030"))).frame
    assert engine.rows(frame) == [("1", "北京公司", "2024-01-31", "5.00")]


@pytest.mark.parametrize("pieces", [0, 1, 5])
def test_the_first_odd_letter_at_the_end_of_a_piece(tmp_path: Path, pieces: int) -> None:
    """Half of it is no evidence: the lines that follow are."""
    end = dialects.HEAD + pieces * dialects.PIECE
    plain = (b"1;M;31.01.2024;1,00\n" * (end // 20))[: end - 1]
    name = "北京公司;31.01.2024;1,00\n1;北京公司;31.01.2024;1,00\n".encode("gb18030")
    path = written(tmp_path / "a.csv", plain.ljust(end - 1, b"M") + name)
    assert dialects._encodings(path)[0] == "gb18030"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_the_first_odd_byte_far_below(engine: Engine, tmp_path: Path, encoding: str) -> None:
    """The head of the file is plain ASCII, and pieces end inside of letters."""
    plain = "1;M;31.01.2024;1,00\n" * 70_000
    data = f"{HEADER}\n{plain}{LINES}{LINES}".encode(encoding)
    assert len(data) > dialects.HEAD
    found = opened(engine, written(tmp_path / "a.csv", data)).frame
    assert sorted(engine.rows(found.select(*NAMES)))[-3:] == [EXPECTED[0], *EXPECTED[1:] * 2]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16", "gb18030"])
def test_pieces_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    text = f"{HEADER}\n" + ("1;北京;31.01.2024;1\n" if encoding == "gb18030" else LINES) * 5
    path = written(tmp_path / "a.csv", text.encode(encoding))
    for piece in (1, 2, 3, 5, 64):
        monkeypatch.setattr(dialects, "HEAD", piece)
        monkeypatch.setattr(dialects, "PIECE", piece)
        monkeypatch.setattr(textfiles, "PIECE", piece)
        with path.open("rb") as source:
            lines = "".join(textfiles._lines(source, encoding, old_ends=False))
        assert lines == text
        if encoding == "utf-8":
            assert dialects._encodings(path) == ("utf-8",)


def test_bytes_that_no_encoding_knows(engine: Engine, tmp_path: Path) -> None:
    """cp1252 has no 0x81: the file is then read as latin-1, as a small one is."""
    data = f"{HEADER}\n1;M\xfcller\x81;31.01.2024;5,00\n".encode("latin-1")
    path = written(tmp_path / "a.csv", data)
    assert rows(engine, path) == [("1", "Müller\x81", "31.01.2024", "5,00")]
    with pytest.raises(LedgerError, match=r"a\.csv is not utf-8"):
        rows(engine, path, encoding="utf-8")
    with pytest.raises(LedgerError, match="is no encoding"):
        rows(engine, path, encoding="utf-9")
    assert rows(engine, path, encoding="latin-1")[0][1] == "Müller\x81"


def test_many_files_are_united_by_name(engine: Engine, tmp_path: Path) -> None:
    """In another order, dialect and encoding; below a folder too, and some compressed."""
    (tmp_path / "more").mkdir()
    (tmp_path / "_notes").mkdir()
    written(tmp_path / "1.csv", TEXT)
    other = "Amount,Customer,Invoice,Invoice date\n7.00,É,3,2024-01-01\n"
    written(tmp_path / "2.txt", other.encode("cp1252"))
    written(tmp_path / "more" / "3.csv.gz", gzip.compress(b"title\n" + other.encode()))
    written(tmp_path / "_notes" / "4.csv", "no,ledger\n")
    third = ("3", "É", "2024-01-01", "7.00")
    assert rows(engine, tmp_path) == [*EXPECTED, third, third]
    assert rows(engine, [f"{tmp_path}/*.csv", tmp_path / "2.txt"]) == [*EXPECTED, third]
    assert rows(engine, f"{tmp_path}/**/*.gz") == [third]
    source = opened(engine, tmp_path).source
    assert source.startswith("3 files, ")


def test_files_of_different_columns(engine: Engine, tmp_path: Path) -> None:
    one = written(tmp_path / "1.csv", TEXT)
    two = written(tmp_path / "2.csv", TEXT.replace("Customer", "Client"))
    with pytest.raises(LedgerError, match="must have the same columns") as caught:
        opened(engine, [one, two])
    said = str(caught.value)
    assert f"only {one.name} has Customer" in said
    assert f"only {two.name} has Client" in said
    three = written(tmp_path / "3.csv", TEXT.replace("Amount", "Amount;Amount", 1))
    with pytest.raises(LedgerError, match="stands there more often"):
        opened(engine, [one, three])
    four = written(tmp_path / "4.csv", "nothing,here\n1,2\n")
    with pytest.raises(LedgerError, match=r"4\.csv: the ledger must have a column for amount"):
        opened(engine, [one, four])


def test_rows_that_do_not_fit_are_never_lost(engine: Engine, tmp_path: Path) -> None:
    wide = written(tmp_path / "a.csv", f"{TEXT}9;x;01.01.2024;5;7\n")
    with pytest.raises(LedgerError, match=r"line 4 of a\.csv has 5 cells, its header has 4"):
        opened(engine, wide)
    short = written(tmp_path / "b.csv", f"{TEXT}9;x\n")
    found = engine.rows(opened(engine, short).frame)
    assert [row for row in found if row[0] == "9"] == [("9", "x", None, None)]


@pytest.mark.parametrize("line", ['8;"x;01.01.2024;5', "8;x;01.01.2024;5;7"])
def test_a_broken_line_far_below(engine: Engine, tmp_path: Path, line: str) -> None:
    """A quote that never ends, or a row too wide: an error, or all the other rows are there."""
    plain = "1;M;31.01.2024;1,00\n" * 70_000
    path = written(tmp_path / "a.csv", f"{HEADER}\n{plain}{line}\n{plain}")
    with pytest.raises(Exception):  # noqa: B017  # each engine has an error of its own
        engine.rows(opened(engine, path).frame)


def test_a_copy_ends_when_the_engine_is_told_to_stop(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.csv", TEXT.encode("utf-16"))

    def stopped_at_once(engine: Engine, what: str) -> Progress:
        watched = stoppable(engine, what)
        engine.stop()
        return watched

    monkeypatch.setattr(textfiles, "stoppable", stopped_at_once)
    with pytest.raises(LedgerError, match=r"reading a\.csv was stopped"):
        opened(engine, path)


def test_a_csv_whose_name_could_be_a_pattern(engine: Engine, tmp_path: Path) -> None:
    """Spark, which would take it for one, is given a copy."""
    other = TEXT.replace("1", "9")
    for name, text in (("a[1].csv", TEXT), ("a1.csv", other)):
        written(tmp_path / name, text.encode())
    found = opened(engine, tmp_path / "a[1].csv").frame
    assert sorted(engine.rows(found.select(*NAMES))) == sorted(EXPECTED)


def test_what_cannot_be_read(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no such file or folder"):
        opened(engine, f"{tmp_path}/*.csv")
    with pytest.raises(LedgerError, match="holds no ledger"):
        opened(engine, tmp_path)
    with pytest.raises(LedgerError, match="a source must be named"):
        opened(engine, [])
    damaged = written(tmp_path / "a.csv.gz", gzip.compress(TEXT.encode())[:40])
    with pytest.raises(LedgerError, match="cannot be read"):
        opened(engine, damaged)
    with pytest.raises(LedgerError, match="has a table or a query"):
        opened(engine, written(tmp_path / "b.csv", TEXT), table="x")
    empty = written(tmp_path / "c.csv", "")
    with pytest.raises(LedgerError, match="got nothing"):
        opened(engine, empty)
    long = written(tmp_path / "d.csv", f'{HEADER}\n1;"{"x" * 200_000}";31.01.2024;1\n')
    with pytest.raises(LedgerError, match="not a table of text"):
        opened(engine, long)

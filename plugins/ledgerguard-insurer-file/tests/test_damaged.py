"""Files that are not whole, not ours, not there yet: named, and none of it used."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from file_samples import (
    EXAMPLES,
    answer,
    decision,
    folders,
    insurer,
    lay,
    receipt,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgerguard.casework.insurers.covers import checked
from ledgerguard.plugin.insurer import (
    Unreachable,
)
from openpyxl import Workbook

from ledgerguard_insurer_file.layout import load
from ledgerguard_insurer_file.tables import composed

LAYOUTS = ("typical-csv", "typical-fixed", "typical-workbook")
NAMES = {
    "typical-csv": "DECISION_20260702.csv",
    "typical-fixed": "DEC0702.txt",
    "typical-workbook": "decisions 2 July.xlsx",
}


def test_a_file_that_is_still_growing_waits(tmp_path: Path) -> None:
    ours = insurer(tmp_path, settle_seconds=30)
    data = composed(load("typical-csv"), "decisions", [decision(key="")])
    path = lay(tmp_path, "DECISION_1.csv", data, age=1)
    assert ours.covers() == []
    assert path.exists()
    lay(tmp_path, "DECISION_1.csv", data, age=31)
    lay(tmp_path, "DECISION_2.csv.part", data)
    lay(tmp_path, ".DECISION_3.csv", data)
    assert len(ours.covers()) == 1
    assert {one.name for one in (tmp_path / "incoming").iterdir()} == {
        "DECISION_2.csv.part", ".DECISION_3.csv",
    }  # fmt: skip


def test_a_file_of_an_unknown_name_is_told_and_left(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    path = lay(tmp_path, "newsletter.pdf", b"%PDF")
    (problem,) = ours.known().problems
    assert (problem.file, problem.done) == (
        "newsletter.pdf",
        "left in the incoming folder; not read",
    )
    assert path.exists()


def test_a_damaged_file_is_named_and_none_of_it_used(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    whole = composed(load("typical-csv"), "decisions", [decision(), decision(kind="top-up")])
    text = whole.decode("cp1252")
    wrong = {
        "count": text.replace("T;2;", "T;3;"),
        "sum": text.replace("T;2;400000,00", "T;2;400000,01"),
        "trailer": text[: text.index("\r\nT;")],
        "cut": text[:-60],
        "names": text.replace("Decided on", "Date"),
        "twice": text.replace("Valid to", "Amount"),
        "quote": text.replace("D;P-1", 'D;"P-1', 1),
        "broken trailer": text.replace("T;2;400000,00", "T;two;400000,00"),
    }
    for name, damaged in wrong.items():
        lay(tmp_path, f"DECISION_{name}.csv", damaged.encode("cp1252"))
    lay(tmp_path, "DECISION_empty.csv", b"")
    lay(tmp_path, "DECISION_bytes.csv", b"\x81\x8d" * 40)
    assert ours.covers() == []
    problems = {one.file[16:-4]: one.problem for one in ours.known().problems}
    assert problems.keys() == {*wrong, "empty", "bytes"}
    assert problems["count"] == "the file must have 3 rows, as it says itself, got 2"
    assert problems["sum"] == (
        "the rows must add up to 400000.01, as the file says itself, got 400000.00"
    )
    assert "last line must be the trailer" in problems["trailer"]
    assert "columns must include Decided on" in problems["names"]
    assert "columns must include Valid to" in problems["twice"]
    assert "line 4 must be a line of a csv file" in problems["quote"]
    assert "Rows (count) must be a whole number, got 'two'" in problems["broken trailer"]
    assert "got an empty file" in problems["empty"]
    assert "must be text in cp1252" in problems["bytes"]
    assert {event.kind for event in ours.events().events} == {"problem"}
    assert len(list(folders(tmp_path).answers.iterdir())) == 10


def test_a_column_that_stands_there_twice(tmp_path: Path) -> None:
    text = composed(load("typical-csv"), "receipts", [receipt()]).decode("cp1252")
    ours = insurer(tmp_path)
    lay(tmp_path, "ACK_1.csv", text.replace("Date\r\n", "Date;Date\r\n").encode())
    assert "each column must stand there once, got Date" in ours.known().problems[0].problem


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 no zip at all", b"Rec;Policy\r\n", b"\x00" * 100]
)
def test_a_damaged_workbook_is_named(tmp_path: Path, data: bytes) -> None:
    ours = insurer(tmp_path, "typical-workbook")
    lay(tmp_path, "decisions.xlsx", data)
    assert ours.covers() == []
    (problem,) = ours.known().problems
    assert problem.file == "000001_decisions.xlsx"
    assert problem.problem.startswith("a file must be a workbook (xlsx), got ")


def test_a_workbook_without_the_sheet(tmp_path: Path) -> None:
    target = io.BytesIO()
    Workbook().save(target)
    ours = insurer(tmp_path, "typical-workbook")
    lay(tmp_path, "decisions.xlsx", target.getvalue())
    (problem,) = ours.known().problems
    assert problem.problem == "a workbook must have the sheet 'Data', got Sheet"


def test_a_file_that_is_far_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledgerguard_insurer_file.grids.MOST_BYTES", 100)
    ours = insurer(tmp_path)
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision()] * 5)
    assert "must have at most 100 bytes" in ours.known().problems[0].problem


def test_columns_may_stand_in_another_order_and_more_may_come(tmp_path: Path) -> None:
    text = composed(load("typical-csv"), "decisions", [decision(key="")]).decode("cp1252")
    lines = [line.split(";") for line in text.splitlines()]
    lines[0].insert(1, "Colour")
    lines[1].insert(1, "red")
    mixed = [[*line[:2], *reversed(line[2:])] for line in lines[:2]]
    data = "\n".join(";".join(line) for line in [*mixed, lines[2]])
    ours = insurer(tmp_path)
    lay(tmp_path, "DECISION_1.csv", data.encode())
    assert ours.covers()[0].amount == 200000
    (problem,) = ours.known().problems
    assert (problem.field, problem.done) == ("Colour", "not read")


def test_a_folder_that_cannot_be_read_is_unreachable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = insurer(tmp_path)
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision(key="")])
    ours.covers()

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(Unreachable, match="must be readable and writable"):
        ours.covers()


def test_a_file_that_is_open_elsewhere_keeps_no_other_from_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = insurer(tmp_path)
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision(key="")])
    answer(tmp_path, "DECISION_2.csv", "decisions", [decision(key="", kind="top-up")])
    real = os.replace

    def refuse(source: Path, target: Path) -> None:
        if source.name == "DECISION_1.csv":
            raise PermissionError(13, "The process cannot access the file", str(source))
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", refuse)
        assert [one.kind for one in ours.covers()] == ["top-up"]
        (problem,) = ours.known().problems
        assert problem.file == "DECISION_1.csv"
        assert problem.problem == "the file cannot be moved: The process cannot access the file"
    assert len(ours.covers()) == 2
    assert ours.known().problems == []


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(LAYOUTS), st.binary(max_size=300), st.integers(0, 400), st.booleans())
def test_whatever_bytes_come_they_are_cover_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, layout: str, junk: bytes, at: int, alone: bool
) -> None:
    base = tmp_path_factory.mktemp("junk")
    ours = insurer(base, layout)
    data = composed(load(layout), "decisions", [decision(key="")])
    lay(base, NAMES[layout], junk if alone else data[:at] + junk + data[at + len(junk) :])
    covers = ours.covers()
    known = ours.known()
    assert covers or known.problems
    assert checked(covers) or not covers
    assert len(ours.events().events) == len(known.events)


def test_a_fixed_line_that_is_too_long(tmp_path: Path) -> None:
    ours = insurer(tmp_path, "typical-fixed")
    text = composed(load("typical-fixed"), "decisions", [decision(key="")]).decode()
    header, row, trailer = text.splitlines()
    lay(tmp_path, "DEC1.txt", "\n".join([header, row + "  more", trailer]).encode())
    (problem,) = ours.known().problems
    assert problem.field == "the row"
    assert problem.problem == f"must have {len(row)} characters, got {len(row) + 6}"


def test_a_fixed_line_whose_blanks_an_editor_has_cut(tmp_path: Path) -> None:
    ours = insurer(tmp_path, "typical-fixed")
    text = composed(load("typical-fixed"), "decisions", [decision(key="")]).decode()
    lay(tmp_path, "DEC1.txt", "\r\n".join(line.rstrip() for line in text.splitlines()).encode())
    assert ours.covers()[0].amount == 200000


def test_answers_that_no_layout_reads_any_more(tmp_path: Path) -> None:
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision(key="")])
    assert insurer(tmp_path).covers()
    ours = insurer(tmp_path, "typical-fixed")
    assert ours.covers() == []
    assert ours.known().problems[0].problem == "no part of the layout reads files of this name"

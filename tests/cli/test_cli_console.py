"""What is printed loses nothing: not in a pipe, not in a narrow terminal, not in a code page."""

from __future__ import annotations

import io
from typing import TextIO

import pytest

from ledgerguard.cli.console import Column, print_table, refuse, speak_utf8, working
from ledgerguard.errors import InvalidValue

COLUMNS = [Column("customer"), Column("total", right=True)]
ROWS = [["Société [bold]Générale[/bold] " * 8, "1,234,567,890.12"], ["华光电子", "-1.00"]]


def test_a_pipe_gets_long_lines(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(COLUMNS, ROWS, title="ledger")
    printed = capsys.readouterr().out
    assert ROWS[0][0].strip() in printed
    assert printed.startswith("ledger")


def test_a_narrow_terminal_folds_text_and_breaks_no_number(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    for width in ("10", "60"):
        monkeypatch.setenv("COLUMNS", width)
        print_table(COLUMNS, ROWS)
        printed = capsys.readouterr().out
        assert "1,234,567,890.12" in printed
        assert "…" not in printed


def test_a_narrow_terminal_cuts_no_number_and_no_title_of_two_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = [
        Column("customer"),
        Column("Days beyond\nterms", right=True),
        Column("总额", right=True),
    ]
    rows = [["Société Générale " * 8, "1 234", "EUR 20,000.00"], ["A", "5", "人民币 1,000.00 元"]]
    monkeypatch.setenv("FORCE_COLOR", "1")
    for width in ("10", "30", "60"):
        monkeypatch.setenv("COLUMNS", width)
        print_table(columns, rows)
        printed = capsys.readouterr().out
        for text in ("Days beyond", "1 234", "EUR 20,000.00", "人民币 1,000.00 元"):
            assert text in printed
        assert "…" not in printed


def test_a_progress_bar_only_where_a_person_looks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with working("reading"):
        pass
    assert capsys.readouterr() == ("", "")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with working("reading"):
        pass
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "reading" in captured.err


def test_refusals_name_the_file_or_the_hint(capsys: pytest.CaptureFixture[str]) -> None:
    refuse(PermissionError(13, "Permission denied", "out.xlsx"))
    refuse(InvalidValue("by must be one word, got [red]", hint="quote it"))
    assert capsys.readouterr().err == (
        "error: out.xlsx: Permission denied\n"
        "error: by must be one word, got [red]. Hint: quote it\n"
    )


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "written"),
    [
        (io.TextIOWrapper(io.BytesIO(), encoding="cp1252"), "华".encode()),
        (io.TextIOWrapper(io.BytesIO(), encoding="utf8"), "华".encode()),
        (Terminal(io.BytesIO(), encoding="cp1252"), b"?"),
    ],
)
def test_names_in_any_script_are_written(stream: io.TextIOWrapper, written: bytes) -> None:
    other: TextIO = io.StringIO()  # what a test or a notebook puts in the place of stdout
    speak_utf8(stream, other)
    stream.write("华")
    stream.flush()
    assert stream.buffer.getvalue() == written  # type: ignore[attr-defined]

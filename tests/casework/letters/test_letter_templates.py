"""What a template's own text may be; every fault is told by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledgerguard.casework.letters.template_file import Paragraph, letter_names, read_template
from ledgerguard.errors import PolicyError


def read(folder: Path, text: str | bytes) -> object:
    raw = text if isinstance(text, bytes) else text.encode()
    (folder / "own.en.txt").write_bytes(raw)
    return read_template("own", "en", folder)


def test_head_paragraphs_and_lines(tmp_path: Path) -> None:
    text = "\ufeff\nTo: agency\nSubject：你好\nFrom: lawyer\n\n# 标题\n- 甲\n- 乙\n\n[[totals]]\n"
    (tmp_path / "own.zh.txt").write_text(text, encoding="utf-8")
    template = read_template("own", "zh", tmp_path)
    assert (template.to, template.author) == ("agency", "lawyer")
    assert template.subject == Paragraph("text", "你好", 3)
    assert template.body == (
        Paragraph("heading", "标题", 6),
        Paragraph("bullet", "甲", 7),
        Paragraph("bullet", "乙", 8),
        Paragraph("totals", "", 10),
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: a template must begin with Subject"),
        ("\n \n", "line 1: a template must begin with Subject"),
        ("To: agency\n\na\n", "line 1: the first paragraph must hold a line Subject"),
        ("Dear all,\n\na\n", "line 1: the first paragraph must hold lines Subject"),
        ("Subject: S\nDear all,\n", "line 2: the first paragraph must hold lines Subject"),
        ("Subject:  \n\na\n", "line 1: the first paragraph must hold lines Subject"),
        ("Subject: S\nTo: everybody\n", "line 2: To: and From: must be one of customer"),
        ("Subject: S\n\na\n\nsee\n[[items]]\n", "line 6: a marker must be one of"),
        ("Subject: S\n\n[[itmes]]\n", r"line 3: a marker must be one of .*got \[\[itmes\]\]"),
        ("Subject: S\n\n[[items]] [[totals]]\n", "line 3: a marker must be one of"),
    ],
)
def test_a_fault_is_told_by_file_and_line(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(PolicyError, match=rf"^own\.en\.txt, {fault}") as found:
        read(tmp_path, text)
    assert found.value.hint


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"own\.en\.txt must be text in UTF-8"):
        read(tmp_path, "Subject: Grüße\n".encode("latin-1"))


def test_a_file_that_cannot_be_read_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    read(tmp_path, "Subject: S\n")
    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(PolicyError, match=r"own\.en\.txt cannot be read: Permission denied"):
        read_template("own", "en", tmp_path)


@pytest.mark.parametrize(
    "name",
    ["no-such", "../statement", "statement.en", "", "Statement", "a/b", "statement\x00", "9" * 400],
)
def test_an_unknown_letter_is_told_with_those_there_are(tmp_path: Path, name: str) -> None:
    (tmp_path / "own.en.txt").write_text("Subject: S\n")
    with pytest.raises(PolicyError, match=r"letter must be one of .*own.*statement") as found:
        read_template(name, "en", tmp_path)
    assert "NAME.en.txt" in found.value.hint


def test_a_letter_that_a_language_lacks_is_no_letter_of_another(tmp_path: Path) -> None:
    (tmp_path / "own.en.txt").write_text("Subject: S\n")
    assert "own" in letter_names("en", tmp_path)
    with pytest.raises(PolicyError, match="in the language zh, got 'own'"):
        read_template("own", "zh", tmp_path)

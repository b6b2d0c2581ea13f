"""The Chinese texts: whole, compiled, and in the words of the field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledgerguard.cells.functions import functions
from ledgerguard.formula import Formula
from ledgerguard.translation import (
    LANGUAGES,
    VARIABLE,
    default_language,
    mark,
    messages,
    texts,
    translated,
)
from translations import messages as tool
from translations.__main__ import main

HAN = re.compile(r"[\u4e00-\u9fff]")
ERROR = re.compile(r"#(?:DIV/0!|NUM!|VALUE!|N/A|NAME\?|REF!|NULL!)")
PLACE = re.compile(r"\{\w*\}")
FORMULAS = list(functions().values())
TEXTS = tool.texts()

by_formula = pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.name)


@pytest.mark.parametrize("language", tool.TRANSLATED)
def test_every_text_is_translated_and_confirmed(language: str) -> None:
    catalog = tool.read(tool.file_of(language))
    known = {str(message.id) for message in catalog if message.id}
    assert known == set(TEXTS), "run `make messages`"
    assert tool.missing(catalog) == []


@pytest.mark.parametrize("language", tool.TRANSLATED)
def test_the_files_are_those_of_the_tool(language: str) -> None:
    source = tool.file_of(language)
    assert source.read_bytes() == tool.as_po(tool.updated(language)), "run `make messages`"
    compiled = tool.file_of(language, ".mo").read_bytes()
    assert compiled == tool.as_mo(tool.read(source)), "run `make messages`"


@by_formula
def test_summary_and_arguments_are_chinese(formula: Formula) -> None:
    for part, text in messages(formula):
        if part != "details":  # which may be nothing but a formula
            assert HAN.search(texts("zh")(text)), f"{formula.name} {part}"


@by_formula
def test_a_translation_names_the_same_errors(formula: Formula) -> None:
    chinese = translated(formula, "zh")
    assert set(ERROR.findall(chinese.errors)) == set(ERROR.findall(formula.errors))


@by_formula
def test_only_the_prose_is_translated(formula: Formula) -> None:
    chinese = translated(formula, "zh")
    assert (chinese.name, chinese.function) == (formula.name, formula.function)
    assert (chinese.examples, chinese.source) == (formula.examples, formula.source)
    assert [p.name for p in chinese.parameters] == [p.name for p in formula.parameters]
    assert [p.units for p in chinese.parameters] == [p.units for p in formula.parameters]
    assert translated(formula, "en") is formula


def test_days_sales_outstanding_are_days_and_no_turnover() -> None:
    zh = texts("zh")
    for formula in FORMULAS:
        if "DSO" in formula.name:
            assert "周转率" not in zh(formula.summary), formula.name
    for text in TEXTS:
        if "ales outstanding" in text and "turnover" not in text:
            assert "周转率" not in zh(text), text
    assert "应收账款周转天数" in zh(functions()["DSO"].summary)


@pytest.mark.parametrize("text", [t for t in TEXTS if PLACE.search(t)])
def test_places_to_fill_stay(text: str) -> None:
    assert sorted(PLACE.findall(texts("zh")(text))) == sorted(PLACE.findall(text))


def test_what_is_not_known_stays_english() -> None:
    assert texts("zh")("nobody has translated this") == "nobody has translated this"
    assert texts("zh")("") == texts("en")("") == ""
    assert texts("en")("Argument") == mark("Argument") == "Argument"


@pytest.mark.parametrize(
    ("value", "language"),
    [("", "en"), ("zh", "zh"), (" ZH_cn ", "zh"), ("en_GB", "en"), ("de", "en")],
)
def test_the_default_language(value: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert default_language() == language
    monkeypatch.delenv(VARIABLE)
    assert default_language() == "en"
    assert set(LANGUAGES) == {"en", "zh"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Empty catalogues of their own."""
    monkeypatch.setattr(tool, "FOLDER", tmp_path)
    return tmp_path


def test_update_keeps_what_is_translated_and_says_what_is_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("update") == 1
    printed = capsys.readouterr().out
    assert "zh: not translated: Days sales outstanding by the closing-balance method." in printed
    path = tool.file_of("zh")
    content = path.read_text(encoding="utf-8")
    assert 'msgid "Argument"\nmsgstr ""' in content
    path.write_text(
        content.replace('msgid "Argument"\nmsgstr ""', 'msgid "Argument"\nmsgstr "参数"')
        + '\nmsgid "Gone"\nmsgstr "已删除"\n',
        encoding="utf-8",
    )
    assert main("update") == 1
    content = path.read_text(encoding="utf-8")
    assert 'msgstr "参数"' in content
    assert "Gone" not in content
    assert tool.file_of("zh", ".mo").stat().st_size > 100
    assert folder in path.parents


@pytest.mark.usefixtures("folder")
def test_merge_takes_the_last_translation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    for name, words in (("one.po", "论据"), ("two.po", "参数")):
        path = tmp_path / name
        path.write_text(f'{head}\nmsgid "Argument"\nmsgstr "{words}"\n', encoding="utf-8")
    unsure = tmp_path / "unsure.po"
    unsure.write_text(f'{head}\n#, fuzzy\nmsgid "Unit"\nmsgstr "单位"\n', encoding="utf-8")
    files = [str(tmp_path / name) for name in ("one.po", "two.po", "unsure.po")]
    assert main("merge", *files) == 1
    found = {m.id: m.string for m in tool.read(tool.file_of("zh"))}
    assert found["Argument"] == "参数"
    assert found["Unit"] == ""
    capsys.readouterr()
    assert main("missing") == 1
    assert "zh: not translated: Unit" in capsys.readouterr().out


@pytest.mark.parametrize("command", [[], ["merge"], ["update", "x.po"], ["nonsense"]])
def test_a_wrong_command_shows_the_usage(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(*command) == 2
    assert "python -m translations" in capsys.readouterr().out


def test_nothing_is_missing_in_the_repository(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("missing") == 0
    assert capsys.readouterr().out == ""


def test_texts_are_taken_from_the_code_with_their_places() -> None:
    assert TEXTS["Receivables"] == ["cells.subjects"]
    assert "DSO summary" in TEXTS[functions()["DSO"].summary]
    assert TEXTS["an amount in one currency"] == ["unit"]
    assert "cli.reference" in TEXTS["Answers"]

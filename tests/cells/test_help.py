"""HELP: what stands in the cells."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import pairwise
from typing import Any, Literal

import pytest

from ledgerguard.catalogue import packaged
from ledgerguard.cells.evaluate import apply
from ledgerguard.cells.functions import functions
from ledgerguard.cells.help import error_lines, kind_text, paragraphs
from ledgerguard.errors import ErrorValue
from ledgerguard.formula import Formula, Parameter, units_of
from ledgerguard.translation import texts
from ledgerguard.units import Column, Date, Days, Flag, Money


@pytest.fixture(autouse=True)
def _nobody_asks_for_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDGERGUARD_LANGUAGE", raising=False)


def help_on(*arguments: Any) -> list[list[Any]]:
    answer = apply("HELP", list(arguments), functions())
    assert isinstance(answer, list), answer
    return answer


def test_the_whole_help_of_dso() -> None:
    rows = help_on("DSO")
    assert {len(row) for row in rows} == {3}
    assert rows[0] == ["DSO", packaged()["DSO"].summary, ""]
    assert ["In Excel", "LG_DSO(receivables, credit_sales, [period_days])", ""] in rows
    assert ["In Calc", "LG.DSO(receivables, credit_sales, [period_days])", ""] in rows
    assert ["Formula", "receivables / credit_sales * period_days", ""] in rows
    assert ["Argument", "Meaning", "Unit"] in rows
    assert ["[period_days]", "Length of the period in days, above 0.", "days; default 365"] in rows
    assert ["Answers", "days: a number of days", ""] in rows
    assert ["Errors", "#DIV/0! when credit_sales is 0", ""] in rows
    assert ["Example", "=DSO(1200000, 10000000, 365)", 43.8] in rows
    assert ["Source", packaged()["DSO"].source, ""] in rows
    assert ["Subject", "Receivables", ""] in rows
    related = next(row for row in rows if row[0] == "See also")[1]
    assert "BEST_DSO" in related
    assert not related.startswith("DSO,")


@pytest.mark.parametrize("name", ["dso", "LG_DSO", "lg.dso", "_xldudf_LG_DSO", " DSO ", [["DSO"]]])
def test_any_spelling_is_understood(name: Any) -> None:
    assert help_on(name) == help_on("DSO")


@pytest.mark.parametrize("formula", functions().values(), ids=lambda formula: formula.name)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_formula_has_its_help(formula: Formula, language: str) -> None:
    rows = help_on(formula.name, language)
    first = [row[0] for row in rows]
    assert first[0] == formula.name
    for parameter in formula.parameters:
        assert {parameter.name, f"[{parameter.name}]"} & set(first)
    assert not [cell for row in rows for cell in row if isinstance(cell, str) and "\n" in cell]


def test_help_on_help() -> None:
    rows = help_on("HELP")
    assert ["[name]", functions()["HELP"].parameters[0].description, "text; optional"] in rows
    rows = help_on("explain")
    assert next(row for row in rows if row[0] == "[arguments]")[2] == "any; any number of them"


def test_without_a_name_all_formulas_by_subject() -> None:
    rows = help_on()
    assert rows[0] == ["Subject", "Formula", "Meaning"]
    assert len(rows) == 1 + len(functions())
    assert ["Receivables", functions()["DSO"].signature, functions()["DSO"].summary] in rows
    subjects = [row[0] for row in rows[1:]]
    assert subjects[-1] == "Help"
    changes = sum(before != after for before, after in pairwise(subjects))
    assert changes == len(set(subjects)) - 1, "a subject stands together"


@pytest.mark.parametrize("name", ["Receivables", "receivables", "应收账款"])
def test_a_subject_lists_its_formulas(name: str) -> None:
    rows = help_on(name)
    assert {row[0] for row in rows[1:]} == {"Receivables"}
    assert any(row[1].startswith("DSO(") for row in rows)
    assert not any(row[1].startswith("CCC(") for row in rows)


def test_chinese_on_request() -> None:
    rows = help_on("DSO", "zh")
    assert "应收账款周转天数" in rows[0][1]
    assert ["参数", "含义", "单位"] in rows
    assert next(row for row in rows if row[0] == "[period_days]")[2] == "天数；默认 365"
    assert help_on("应收账款", "zh")[1][0] == "应收账款"


def test_chinese_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_LANGUAGE", "zh_CN.UTF-8")
    assert help_on("DSO") == help_on("DSO", "zh")
    assert help_on("DSO", "en")[0][1] == packaged()["DSO"].summary
    monkeypatch.setenv("LEDGERGUARD_LANGUAGE", "fr")
    assert help_on("DSO") == help_on("DSO", "en")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["DOS"], "#N/A", "did you mean DSO"),
        (["LG_DSOO"], "#N/A", "did you mean DSO"),
        (["receivable"], "#N/A", "Receivables"),
        (["qqqqqqqqqqqq"], "#N/A", "HELP()"),
        (["DSO", "fr"], "#VALUE!", "en, zh"),
        ([ErrorValue("#REF!")], "#REF!", "#REF!"),
    ],
)
def test_what_is_not_known(arguments: list[Any], code: str, words: str) -> None:
    answer = apply("HELP", arguments, functions())
    assert isinstance(answer, ErrorValue)
    assert answer.code == code
    assert words in answer.message


def test_a_broken_line_is_joined_as_its_script_wants() -> None:
    assert paragraphs("one\ntwo\n\n  three\n") == ["one two", "three"]
    assert paragraphs("第一行，\n第二行\nDSO") == ["第一行，第二行DSO"]
    assert paragraphs("") == []


def test_errors_stand_one_a_line() -> None:
    english = functions()["DSO"]
    assert [line.split()[0] for line in error_lines(english)] == ["#DIV/0!", "#NUM!", "#N/A"]
    chinese = dataclasses.replace(english, errors="为 0；或空白时返回 #N/A；为负时返回 #NUM!。")
    assert error_lines(chinese) == ["为 0；或空白时返回 #N/A", "为负时返回 #NUM!。"]


def test_what_an_argument_takes_in_few_words() -> None:
    def kind(default: Any, *units: Any) -> str:
        found = tuple(u for unit in units for u in units_of(unit, "x"))
        return kind_text(Parameter("x", "An x.", found, False, default), texts("en"))

    assert kind(None, Money, Column[Money]) == "money or range of money; optional"
    assert kind((0, 30), Column[Days]) == "range of days; default 0; 30"
    assert kind(dt.date(2024, 3, 1), Date) == "date; default 2024-03-01"
    assert kind(True, Flag) == "flag; default TRUE"
    assert kind("cogs", Literal["cogs", "purchases"]) == "cogs, purchases; default cogs"


def test_headings_are_translated() -> None:
    assert texts("zh")("Argument") == "参数"
    assert texts("en")("Argument") == "Argument"

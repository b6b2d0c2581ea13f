"""Styles and labels: one name each, both languages whole."""

from __future__ import annotations

import re

import pytest

from ledgerguard.errors import DefinitionError
from ledgerguard.workbooks.labels import TEXTS, Labels
from ledgerguard.workbooks.named_styles import StyledWorkbook
from ledgerguard.workbooks.sheets.about import as_cell
from ledgerguard.workbooks.sheets.plan import shown, widths
from ledgerguard.workbooks.style import STYLES, Formats, lines, properties, width


def test_a_style_joins_a_look_and_a_number_format() -> None:
    assert properties("cell/percent")["num_format"] == "0.0%"
    assert properties('cell/0" days"')["num_format"] == '0" days"'
    assert "num_format" not in properties("cell")
    with pytest.raises(DefinitionError, match="no style is called"):
        properties("sparkling")


def test_formats_are_made_once_and_name_a_font_that_has_chinese() -> None:
    formats = Formats(StyledWorkbook("unused.xlsx"), "zh")
    assert formats("cell/date") is formats("cell/date")
    assert formats("cell").font_name == "Microsoft YaHei"
    assert formats.rule("act") is formats.rule("act")


def test_every_colour_of_a_style_is_a_colour() -> None:
    for style in STYLES.values():
        for key, value in style.items():
            if key.endswith("color"):
                assert re.fullmatch(r"#[0-9A-F]{6}", value), (key, value)


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_stands_in_both_languages(key: str) -> None:
    english, chinese = TEXTS[key]
    assert chinese
    assert english or key == "page.end"
    assert re.search(r"[\u4e00-\u9fff]", chinese) or key in {"series.dso"}
    assert Labels("en")(key) == english
    assert Labels("zh")(key) == chinese


def test_an_unknown_text_is_a_fault_of_the_template() -> None:
    with pytest.raises(DefinitionError, match="no text is called"):
        Labels("en")("nothing")


def test_widths_follow_what_is_shown() -> None:
    assert width("发票") == 4
    assert width("one\nthree") == 5
    assert shown(None, "cell") == shown("", "cell") == 0
    assert shown(45000, "cell/date") == 10
    assert shown(1234.5, "cell/money") == len("1,234.50")
    assert widths([["A", "Customer name"], ["x", "y" * 30]], ("cell", "cell")) == [8.0, 32.5]
    assert widths([["Days past due"], [1]], ("cell",), wrap=False) == [15.5]
    assert widths([], ("cell",)) == [8.0]


def test_an_example_is_respelled_but_its_strings_are_not() -> None:
    from ledgerguard.catalogue import packaged

    text = '=ADD(DSO(1, 2), INDEX({"DSO(1)"}, 1))'
    assert as_cell(text, packaged()) == 'LG_ADD(LG_DSO(1, 2), INDEX({"DSO(1)"}, 1))'


def test_lines_count_breaks_and_overlong_text() -> None:
    assert lines("a\nb", 10) == 2
    assert lines("x" * 40, 20) == 2

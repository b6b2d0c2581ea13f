"""Every packaged template: texts fit, inputs are named and explained, nothing is broken."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from clipping import clipped
from openpyxl.workbook import Workbook
from template_drafts import NAMES, draft, template

from ledgerguard.errors import ErrorValue
from ledgerguard.translation import LANGUAGES
from ledgerguard.units import Language
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.finish import FAILED, results
from ledgerguard.workbooks.inputs import MESSAGE_LIMIT
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.template import FIXED_DAY
from ledgerguard.workbooks.writer import address

VOLATILE = re.compile(r"\b(TODAY|NOW|RAND|RANDBETWEEN|OFFSET|INDIRECT|CELL)\(")
UNKNOWN_TO_CALC = re.compile(r"\b(LET|LAMBDA|XLOOKUP|FILTER|SEQUENCE|UNIQUE|SORT|ANCHORARRAY)\(")
WHOLE_COLUMN = re.compile(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}(?!\d)")
WHICH = (False, True)  # with the sample data, and blank


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@cache
def loaded(name: str, folder: Path) -> Workbook:
    path = folder / f"{name}.xlsx"
    save(draft(name).book, path, language="en", title=name, created=FIXED_DAY)
    return openpyxl.load_workbook(path)


def texts_of(made: Draft) -> list[str]:
    return [text for _, _, _, text, _ in made.book.cells()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("blank", WHICH)
@pytest.mark.parametrize("name", NAMES)
def test_no_text_or_number_is_cut_off(name: str, blank: bool, language: Language) -> None:
    assert clipped(draft(name, language, blank=blank)) == []


@pytest.mark.parametrize("blank", WHICH)
@pytest.mark.parametrize("name", NAMES)
def test_only_cells_that_say_so_show_an_error(name: str, blank: bool) -> None:
    made = draft(name, blank=blank)
    allowed = {(failure.sheet, failure.cell) for failure in made.failures}
    wrong = [
        (sheet.name, address(row, column, absolute=False), text, value)
        for sheet, row, column, text, value in made.book.cells()
        if isinstance(value, ErrorValue)
        and (sheet.name, address(row, column, absolute=False)) not in allowed
    ]
    assert wrong == []
    assert all(failure.reason for failure in made.failures)


@pytest.mark.parametrize("blank", WHICH)
@pytest.mark.parametrize("name", NAMES)
def test_the_self_check_holds(name: str, blank: bool) -> None:
    made = draft(name, blank=blank)
    assert [line.label for line in results(made) if not line.holds] == []
    sheet, cell = made.book.names[FAILED].rsplit("!", 1)
    assert sheet.strip("'") == made.say("Checks")
    assert made.book.lookup(made.start.sheet, f"{sheet}!{cell}") == 0
    assert len(made.checks) >= 1


@pytest.mark.parametrize("name", NAMES)
def test_formulas_are_calm_and_known_to_every_host(name: str) -> None:
    for text in texts_of(draft(name)):
        bare = re.sub(r'"[^"]*"', '""', text)
        assert not VOLATILE.search(bare), text
        assert not UNKNOWN_TO_CALC.search(bare), text
        assert not WHOLE_COLUMN.search(bare), text


@pytest.mark.parametrize("name", NAMES)
def test_every_input_has_a_name_a_validation_and_a_message(name: str, folder: Path) -> None:
    made, book = draft(name), loaded(name, folder)
    assert len(made.inputs) > 1
    for one in made.inputs:
        assert one.name in book.defined_names
        sheet = book[one.sheet]
        cells = [sheet.cell(row + 1, column + 1) for row, column in (one.first, one.last)]
        for cell in cells:
            rules = [r for r in sheet.data_validations.dataValidation if cell.coordinate in r.sqref]
            assert len(rules) == 1, (one.name, cell.coordinate)
            assert rules[0].type, one.name
            assert 0 < len(rules[0].prompt) <= MESSAGE_LIMIT
            assert rules[0].promptTitle
            assert not cell.protection.locked, one.name


@pytest.mark.parametrize("name", NAMES)
def test_only_inputs_can_be_typed_into(name: str, folder: Path) -> None:
    made, book = draft(name), loaded(name, folder)
    open_cells = {
        (one.sheet, row + 1, column + 1)
        for one in made.inputs
        for row in range(one.first[0], one.last[0] + 1)
        for column in range(one.first[1], one.last[1] + 1)
    }
    for sheet in book.worksheets:
        assert sheet.protection.sheet, sheet.title
        assert sheet.protection.password is None
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked and cell.value is not None:
                    legend = sheet.title == made.start.name
                    assert legend or (sheet.title, cell.row, cell.column) in open_cells


@pytest.mark.parametrize("name", NAMES)
def test_every_page_can_be_printed_and_every_chart_is_described(name: str, folder: Path) -> None:
    for sheet in loaded(name, folder).worksheets:
        setup, footer = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter
        assert setup is not None
        assert setup.fitToPage, sheet.title
        assert footer is not None
        assert "&P" in str(footer.right.text)
    with zipfile.ZipFile(folder / f"{name}.xlsx") as archive:
        drawings = [n for n in archive.namelist() if n.startswith("xl/drawings/drawing")]
        xml = "".join(archive.read(n).decode() for n in drawings)
    frames = re.findall(r"<xdr:cNvPr [^>]*>", xml)
    assert all('descr="' in frame for frame in frames), frames


@pytest.mark.parametrize("name", NAMES)
def test_two_builds_are_equal(name: str, folder: Path) -> None:
    loaded(name, folder)
    path = folder / f"{name}-again.xlsx"
    again = template(name).draft("en", "desktop", template(name).sample())
    save(again.book, path, language="en", title=name, created=FIXED_DAY)
    assert path.read_bytes() == (folder / f"{name}.xlsx").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_one_keeps_only_defaults(name: str) -> None:
    sample, blank = draft(name), draft(name, blank=True)
    assert [one.name for one in blank.inputs] == [one.name for one in sample.inputs]
    assert sum(one.filled for one in blank.inputs) < sum(one.filled for one in sample.inputs)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_differ_in_every_page(name: str) -> None:
    english, chinese = draft(name), draft(name, "zh")
    assert len(english.pages) == len(chinese.pages)
    assert not {page.name for page in english.pages} & {page.name for page in chinese.pages}
    for page in chinese.pages:
        assert re.search(r"[\u4e00-\u9fff]", page.name + page.about), page.name

"""The self-check workbook: a row for every example, verdicts that hold before it is opened."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import HOSTS, PREFIX, Host
from ledgerguard.hosts.calc_package import formula_cells
from ledgerguard.workbooks.selfcheck import build


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_example_has_a_verdict(host: Host, language: str, tmp_path: Path) -> None:
    summary = build(tmp_path / "check.xlsx", host=host, language=language)  # type: ignore[arg-type]
    assert summary.formulas == len(functions())
    assert summary.examples >= sum(len(f.examples) for f in functions().values())
    assert summary.checks == summary.examples + summary.cells
    sheets = formula_cells(summary.path)
    texts = [cell.text for sheet in sheets for cell in sheet.cells.values() if cell.ours]
    assert all(PREFIX[host] in text for text in texts)
    verdicts = {
        str(cell.cached)
        for sheet in sheets
        for (row, column), cell in sheet.cells.items()
        if cell.text.startswith("=IF(ISERROR(")
    }
    assert len(verdicts) == 1  # OK, in the workbook's language
    assert summary.path.stat().st_size < 300_000


def test_two_builds_are_equal(tmp_path: Path) -> None:
    first, second = (build(tmp_path / f"{name}.xlsx").path for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_the_chinese_one_speaks_chinese(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(build(tmp_path / "zh.xlsx", language="zh").path)
    text = " ".join(str(c.value) for row in book.worksheets[0].iter_rows() for c in row if c.value)
    assert sum("\u4e00" <= letter <= "\u9fff" for letter in text) > 50

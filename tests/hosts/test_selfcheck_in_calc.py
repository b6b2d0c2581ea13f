"""The self-check workbook in LibreOffice: every verdict is OK, and each can be another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledgerguard.hosts.calc import Calc, recalculate
from ledgerguard.units import Language
from ledgerguard.workbooks.selfcheck import build

RUNS = int(os.environ.get("LEDGERGUARD_RUNS", "2"))


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_recalculates_without_a_difference_run_after_run(
    language: Language, tmp_path: Path
) -> None:
    path = build(tmp_path / "check.xlsx", host="calc", language=language).path
    for _ in range(RUNS if language == "en" else 1):
        done = recalculate(path)
        assert list(done.differences) == []
        assert done.ours > 400


def test_a_wrong_expectation_is_seen(calc: Calc, tmp_path: Path) -> None:
    path = build(tmp_path / "check.xlsx", host="calc").path
    book = calc.open(path)
    try:
        book.recalculate()
        assert book.get("Cells", "F5") == "OK"
        whole = book.get("Start", "B6")
        book.set("Cells", "E5", 10.9)
        book.recalculate()
        assert book.get("Cells", "F5") == "differs"
        assert book.get("Start", "B6") != whole
        assert book.get("Start", "E24") == "Amounts come from cells"
    finally:
        book.close()

"""The self-check workbook in LibreOffice: every verdict is OK, and each can be another.

LEDGERGUARD_RUNS says how often it is recalculated, in a LibreOffice of its own each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledgerguard.hosts.calc import Book, Calc, recalculate
from ledgerguard.workbooks.selfcheck import SelfCheckSummary, build

RUNS = int(os.environ.get("LEDGERGUARD_RUNS", "2"))


@pytest.fixture(scope="module")
def english(office: None, tmp_path_factory: pytest.TempPathFactory) -> SelfCheckSummary:
    return build(tmp_path_factory.mktemp("selfcheck") / "check.xlsx", host="calc")


@pytest.fixture
def opened(calc: Calc, english: SelfCheckSummary) -> Iterator[Book]:
    book = calc.open(english.path)
    book.recalculate()
    yield book
    book.close()


@pytest.mark.parametrize("run", range(RUNS))
def test_it_recalculates_without_a_difference_run_after_run(
    run: int, english: SelfCheckSummary
) -> None:
    done = recalculate(english.path)
    assert list(done.differences) == []
    assert done.ours > 400
    print(f"run {run + 1}: {done.compared} cells, 0 differences, LibreOffice {done.version}")


def test_so_does_the_chinese_one(calc: Calc, tmp_path: Path) -> None:
    path = build(tmp_path / "check.xlsx", host="calc", language="zh").path
    assert list(recalculate(path, calc=calc).differences) == []


def test_every_verdict_is_ok(opened: Book, english: SelfCheckSummary) -> None:
    checks, agreeing, differing, missing, skipped = opened.get_rows("Start", "C20:G20")[0]
    print(opened.get("Start", "B6"))
    assert checks == agreeing == english.checks - skipped
    assert skipped == 3
    assert differing == missing == 0


def test_a_wrong_expectation_is_seen(opened: Book) -> None:
    assert opened.get("Cells", "F5") == "OK"
    whole = opened.get("Start", "B6")
    opened.set("Cells", "E5", 10.9)
    opened.set("Formulas", "E5", "=NA()")
    assert opened.get("Cells", "F5") == "differs"
    assert opened.get("Start", "B6") != whole
    assert opened.get("Start", "E24") == "Amounts come from cells"
    assert opened.get("Start", "B24") == opened.get("Formulas", "B5")


def test_an_error_of_calcs_own_differs(opened: Book) -> None:
    opened.set("Formulas", "D5", "=LG_CONCENTRATION_HHI(Inputs!$B$33:$D$33)")
    assert opened.get("Formulas", "D5") == "Err:504"  # which has no ERROR.TYPE
    assert opened.get("Formulas", "F5") == "differs"


def test_the_edit_test_follows(opened: Book) -> None:
    opened.set("Inputs", "B5", 2_400_000)
    assert opened.get("Inputs", "C5") == pytest.approx(87.6)  # 2.4 / 10 x 365
    assert opened.get("Inputs", "E5") == "OK"


def test_without_the_add_in_the_verdict_says_so(english: SelfCheckSummary, tmp_path: Path) -> None:
    with Calc(worker=[str(tmp_path / "no-python")], formulas={}) as calc:
        book = calc.open(english.path)
        book.recalculate()
        checks, agreeing, _, missing, _ = book.get_rows("Start", "C20:G20")[0]
        first = book.get("Cells", "F5")
        book.close()
    assert first == "no add-in"
    assert agreeing <= 1  # COUNTA in the example of LETTER_TEXT counts an error, too
    assert missing >= checks - 1

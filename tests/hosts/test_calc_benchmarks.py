"""The benchmarks that need LibreOffice, at a size that takes seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import aging_in_calc, cockpit_recalculation, ledgers


@pytest.mark.usefixtures("office")
def test_aging_and_sumifs_give_the_same_table(tmp_path: Path) -> None:
    edited, again = aging_in_calc.run(ledgers.rows_of(300), tmp_path)
    assert edited.theirs is not None
    assert "accounts in Calc" in again.what


@pytest.mark.usefixtures("office")
def test_the_cockpit_is_recalculated(tmp_path: Path) -> None:
    source = tmp_path / "ledger.xlsx"
    ledgers.write_xlsx(source, ledgers.rows_of(300))
    assert len(list(cockpit_recalculation.run(source, tmp_path, 300))) == 2

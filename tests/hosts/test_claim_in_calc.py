"""The claim file's workbook in a real Calc: nothing differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from claim_desk import FIRM, Desk, claim_of, day, firm, reported

from ledgerguard.hosts.calc import Calc, recalculate
from ledgerguard.units import Language
from ledgerguard.workbooks.claim_file import build


@pytest.mark.parametrize("language", ["en", "zh"])
def test_calc_computes_what_the_claim_shows(calc: Calc, tmp_path: Path, language: Language) -> None:
    out = tmp_path / "claim.xlsx"
    with Desk(reported(day(2024, 2, 20), "A-1", "A-2")) as desk:
        build(desk.claim(), out, language=language)
    done = recalculate(out, calc=calc)
    assert done.differences == ()
    assert done.ours >= 15
    assert done.native > 50


def test_calc_takes_a_maximum_liability_and_none(calc: Calc, tmp_path: Path) -> None:
    limited = firm(FIRM + "[insurances.mine.max_liability]\nEUR = 50000\n")
    out = tmp_path / "claim.xlsx"
    claim = claim_of(policy=limited)
    assert claim.found.expected.major == 50_000
    build(claim, out)
    assert recalculate(out, calc=calc).differences == ()

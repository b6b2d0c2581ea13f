"""The collector's workbook in a real Calc: nothing differs, and the status follows an edit."""

from __future__ import annotations

from pathlib import Path

import pytest
from filled_worklist import ROWS
from ledger_rows import DAY, frame_of

from ledgerguard.casework import runs
from ledgerguard.hosts.calc import Calc, recalculate
from ledgerguard.policy.firm import load_policy
from ledgerguard.store.log import Log
from ledgerguard.units import Language
from ledgerguard.workbooks.worklist import build


@pytest.mark.parametrize("language", ["en", "zh"])
def test_calc_computes_what_is_shown(probe_calc: Calc, tmp_path: Path, language: Language) -> None:
    policy, out = load_policy("five-stage"), tmp_path / "worklist.xlsx"
    with Log.memory() as log:
        found = runs.run(frame_of(list(ROWS)), policy, log, DAY)
    build(found.derived, policy, out, head=found.head, language=language)
    done = recalculate(out, calc=probe_calc)
    assert done.differences == ()
    assert done.native > 30

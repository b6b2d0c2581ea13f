"""The portfolio's workbook in a real Calc: nothing differs from what it was stored with."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledger_rows import DAY, Row, frame_of

from ledgerguard.formulas.escalation import Level
from ledgerguard.hosts.calc import Calc, recalculate
from ledgerguard.ledger.aging import aging_table
from ledgerguard.ledger.calendar import month_points
from ledgerguard.ledger.cleaning.tally import Tally
from ledgerguard.ledger.customers import portfolio_table
from ledgerguard.ledger.history.agings import aging_history
from ledgerguard.units import Language
from ledgerguard.workbooks.portfolio_book import Portfolio, build

ROWS = [
    Row("A", amount=100_000),
    Row("D", amount=-2_000),
    Row("J", "JPY", amount=70_000),
    Row("K", "KWD", amount=1_234_567),
    Row("N", "", amount=500),
]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_calc_computes_what_is_shown(probe_calc: Calc, tmp_path: Path, language: Language) -> None:
    frame, out = frame_of(ROWS), tmp_path / "portfolio.xlsx"
    customers = portfolio_table(frame, DAY, (Level(3),)).rows(named=True)
    totals: dict[str, dict[str, int]] = {}
    for row in customers:
        total = totals.setdefault(row["currency"], {})
        for name in ("open", "owed", "overdue", "disputed", "unapplied", "items"):
            total[name] = total.get(name, 0) + row[name]
    tables = {
        "customers": customers,
        "aging": aging_table(frame, DAY).rows(named=True),
        "aging-history": aging_history(frame, month_points(DAY, 36)).rows(named=True),
    }
    build(Portfolio(DAY, totals, Tally(5, 5, ()), tables), out, language=language)
    done = recalculate(out, calc=probe_calc)
    assert done.differences == ()
    assert done.native > 30

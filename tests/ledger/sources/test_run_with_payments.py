"""A run whose payments are a table of their own: its problems stand in the run's report."""

from __future__ import annotations

from pathlib import Path

from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.reading.clean import Options
from ledgerguard.ledger.running.parts import Opening
from ledgerguard.ledger.running.question import Question
from ledgerguard.ledger.running.run import Payments, run
from ledgerguard.ledger.schema import Problem
from ledgerguard.policy.load import ladder

LEDGER = """Invoice,Customer ID,Invoice date,Due date,Amount,Currency
I1,A,2024-01-01,2024-01-31,100.00,EUR
I2,A,2024-01-02,2024-02-01,50.00,EUR
"""
PAYMENTS = """Receipt,Account,When,Amount,Currency,Reference
P1,A,2024-02-01,30.00,EUR,I2
P2,A,2024-02-02,abc,EUR,I2
"""


def test_payments_and_their_problems(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(LEDGER)
    (tmp_path / "paid.csv").write_text(PAYMENTS)
    opening = Opening(Options({"paid_on": "When"}))
    done = run(
        [tmp_path / "ledger.csv"],
        Question(45_350, ladder("five-stage").levels),
        tmp_path / "out",
        tables=["aging"],
        engine=engine,
        payments=Payments([tmp_path / "paid.csv"], "reference", opening),
    )
    assert done.totals["EUR"]["open"] == 12_000
    said = [(p.row, p.column, p.code) for p in done.examples]
    assert said == [(3, "Amount", "unreadable_amount")]
    assert all(isinstance(p, Problem) for p in done.examples)
    assert (done.tally.rows_read, done.tally.rows_counted) == (2, 2)
    assert [(p.code, p.rows) for p in done.tally.problems] == [("unreadable_amount", 1)]

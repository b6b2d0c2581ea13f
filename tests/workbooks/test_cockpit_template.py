"""The template credit-control-cockpit: it ties out to the ledger it was filled with."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from shared_files import shared
from template_drafts import draft, template

from ledgerguard.ledger.read import read
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.finish import results
from ledgerguard.workbooks.template import Data

NAME = "credit-control-cockpit"


def failing(made: Draft) -> list[str]:
    return [line.label for line in results(made) if not line.holds]


def total(made: Draft, name: str) -> float:
    """The sum of the numbers of a named range."""
    rows = made.book.lookup(made.start.sheet, made.book.names[name])
    assert isinstance(rows, list)
    return sum(cell for row in rows for cell in row if isinstance(cell, (int, float)))


def test_the_sample_holds_every_check() -> None:
    made = draft(NAME)
    assert failing(made) == []
    assert len(results(made)) >= 9


def test_the_ibm_ledger_ties_out_to_an_independent_count() -> None:
    ledger, oracle = shared("ibm_ar_us_mdy.csv"), shared("ibm_month_end.csv")
    with Path(oracle).open(encoding="utf-8") as lines:
        last = next(row for row in csv.DictReader(lines) if row["as_of"] == "2013-07-31")
    data = Data(as_of=dt.date(2013, 7, 31), ledger=read(ledger, date_order="mdy"))
    made = template(NAME).draft("en", "desktop", data)
    assert total(made, "balances") == pytest.approx(float(last["open_ar"]), abs=1e-4)
    overdue = sum(float(last[key]) for key in ("d1_30", "d31_60", "d61_90", "d90_plus"))
    assert total(made, "customer_overdue") == pytest.approx(overdue, abs=1e-4)
    assert failing(made) == []

"""A ledger cleaned on an engine is the ledger cleaned as cells: rows, problems, counts."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, note, settings
from messy_ledgers import Rows, ledgers

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.cleaning import evidence
from ledgerguard.ledger.cleaning.clean import Cleaned, clean_frame
from ledgerguard.ledger.engines.engine import Engine, engine
from ledgerguard.ledger.reading.clean import Options, clean
from ledgerguard.ledger.schema import FRAME, Ledger
from ledgerguard.ledger.sources.raw import Raw

EXAMPLES = int(os.environ.get("LEDGERGUARD_EXAMPLES", "100"))
ENGINES = ("duckdb", "polars", "pandas")
WHOLE = {"customer_spelling"}


@pytest.fixture(scope="module", params=ENGINES)
def at_work(request: pytest.FixtureRequest) -> Any:
    with engine(request.param) as found:
        yield found


def frame_of(at_work: Engine, rows: Rows, options: Options = Options()) -> Cleaned:  # noqa: B008  # frozen
    header, *cells = rows
    native = pd.DataFrame(cells, columns=header, dtype="str")
    return clean_frame(Raw(at_work.own(native), at_work, "test"), options)


def assert_equal(at_work: Engine, found: Cleaned, ledger: Ledger) -> None:
    rows = at_work.rows(found.frame.select(*FRAME))
    assert sorted(rows) == sorted(ledger.frame.select(*FRAME).rows())
    assert sorted(map(repr, found.examples)) == sorted(map(repr, ledger.problems))
    counts = Counter((p.code, p.column) for p in ledger.problems)
    assert {(p.code, p.column): p.rows for p in found.tally.problems} == counts
    assert found.tally.rows_read == ledger.rows_read
    assert found.tally.rows_counted == len(ledger.frame)
    assert found.date_order == ledger.date_order
    assert found.columns == ledger.columns


@pytest.mark.parametrize("sample", [1, 4, 10_000])
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ledgers())
def test_messy_ledgers_are_cleaned_as_cells_are(
    at_work: Engine, monkeypatch: pytest.MonkeyPatch, sample: int, rows: Rows
) -> None:
    monkeypatch.setattr(evidence, "SAMPLE", sample)
    # Whether rows are sorted by date is seen in the first rows only: a few of them cannot tell.
    options = Options(can_ask=False, date_order="dmy" if sample < len(rows) else None)
    for row in rows:
        note(repr(row))
    try:
        ledger = clean(rows, options)
    except LedgerError:
        with pytest.raises(LedgerError):
            frame_of(at_work, rows, options)
        return
    assert_equal(at_work, frame_of(at_work, rows, options), ledger)

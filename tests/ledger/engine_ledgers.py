"""Every engine over the same ledgers: one place that starts engines, makes ledgers and compares.

A plugin of pytest (tests/conftest.py names it): the fixture ``engine`` is each engine in turn.
Spark takes seconds to start, so it is asked for by LEDGERGUARD_SPARK=1 (`make test-spark`), and one
session serves the whole run.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, get_args

import narwhals as nw
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, up_to
from shared_files import shared
from spark_session import session

from ledgerguard.ledger.engines.engine import Engine, LazyFrame, Name
from ledgerguard.ledger.engines.engine import engine as start
from ledgerguard.ledger.read import read
from ledgerguard.ledger.schema import NO_DAY

Program = Callable[[LazyFrame], LazyFrame]
Table = list[dict[str, Any]]

HAS_SPARK: Final = os.environ.get("LEDGERGUARD_SPARK") == "1"
NO_SPARK: Final = "Spark runs in an environment of its own: make test-spark"
SAMPLE: Final = Path(__file__).parents[2] / "src" / "ledgerguard" / "ledger" / "sample.csv"
NAMES: Final[tuple[Name, ...]] = get_args(Name)

# A job takes as long for forty rows as for one, and on Spark a hundred times that of the others:
# few ledgers, of many rows.
engine_law = settings(max_examples=max(2 if HAS_SPARK else 4, settings().max_examples // 40))

_running: dict[Name, Engine] = {}


def running() -> list[Name]:
    """The engines of this run."""
    return [name for name in NAMES if HAS_SPARK or name != "pyspark"]


def started(name: Name) -> Engine:
    """The one engine of this name in this run of the tests; it ends with the run."""
    if name not in _running:
        _running[name] = (
            start(name, session=session()) if name == "pyspark" else start(name, threads=2)
        )
    return _running[name]


def engine_of(frame: LazyFrame) -> Engine:
    """The engine that a frame is of, for programs that hold a result."""
    (name,) = (name for name in NAMES if name == frame.implementation.value)
    return started(name)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "spark: what `make test-spark` runs once more on Spark")


def pytest_sessionfinish() -> None:
    spark = _running.pop("pyspark", None)
    for one in _running.values():
        one.close()
    _running.clear()
    if spark is not None:
        spark.close()
        session().stop()


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(
            name,
            marks=[pytest.mark.spark, pytest.mark.skipif(not HAS_SPARK, reason=NO_SPARK)]
            if name == "pyspark"
            else [],
        )
        for name in NAMES
    ],
)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    return started(request.param)


@pytest.fixture(scope="session")
def spark() -> Engine:
    """Spark alone, for what only Spark does."""
    return started("pyspark")


def equal_on_all(
    program: Program, ledger: nw.DataFrame[Any], *, keys: Sequence[str] | None = None
) -> Table:
    """The table that a program makes of a ledger, the same on every engine.

    Integers and texts must be equal, floats to the last bit (or null or NaN on all), and the types
    of the columns too. The rows' order is free unless the keys do not settle it.

    Args:
        program: Makes the table of a frame of any engine.
        ledger: The canonical frame.
        keys: Columns that name a row; they must be unique. All but the floats when left out.
    """
    tables = {name: _table(started(name), program, ledger, keys) for name in running()}
    first, *others = tables
    for name in others:
        assert tables[name][0] == tables[first][0], f"columns: {name} against {first}"
        for one, other in zip(tables[name][1], tables[first][1], strict=True):
            assert _bits(one) == _bits(other), f"{name}: {one}\n{first}: {other}"
    return tables[first][1]


def _table(
    engine: Engine, program: Program, ledger: nw.DataFrame[Any], keys: Sequence[str] | None
) -> tuple[list[tuple[str, str]], Table]:
    made = program(engine.own(ledger))
    schema = made.collect_schema()
    rows = [{name: _plain(cell) for name, cell in row.items()} for row in engine.all_rows(made)]
    by = keys if keys is not None else [name for name in schema if schema[name] != nw.Float64]
    rows.sort(key=lambda row: [_sortable(row[name]) for name in by])
    if keys is not None:
        named = [tuple(row[name] for name in keys) for row in rows]
        assert len(set(named)) == len(named), f"{engine.name}: rows that {keys} does not tell apart"
    return [(name, str(kind)) for name, kind in schema.items()], rows


def _plain(cell: Any) -> Any:
    cell = cell.item() if hasattr(cell, "item") else cell
    return None if isinstance(cell, float) and math.isnan(cell) else cell


def _sortable(cell: Any) -> tuple[bool, Any]:
    return (cell is not None, 0 if cell is None else cell)


def _bits(row: dict[str, Any]) -> dict[str, Any]:
    """Values with their types: 1 is not 1.0, and 0.0 is not -0.0."""
    return {
        name: struct.pack("<d", cell) if isinstance(cell, float) else (type(cell).__name__, cell)
        for name, cell in row.items()
    }


def sample_ledger() -> nw.DataFrame[Any]:
    """The ledger that the package brings: three currencies, credits, defects."""
    return read(SAMPLE).frame


def ibm_ledger(name: str = "ibm_ar_us_mdy.csv") -> nw.DataFrame[Any]:
    """A real ledger of 2,466 invoices, all of them settled in the end."""
    return read(shared(name)).frame


_SPELLINGS = ["Müller GmbH", "Mueller GmbH", "MÜLLER GMBH", "'; DROP --", '"quoted", Inc.', "客户"]
_days = st.one_of(
    st.integers(DAY - 1_200, DAY + 200),
    st.integers(DAY - 100, DAY + 20),
    st.sampled_from([DAY, DAY - 30, DAY - 31, DAY + 1]),
)
_perhaps = st.one_of(st.just(NO_DAY), _days, _days, _days)
_amounts = st.one_of(
    st.integers(-50_000, 200_000),
    st.integers(-200_000, -1),
    st.integers(10**11, 2 * 10**12),
    st.sampled_from([0, 1, -1]),
)


@st.composite
def ledger_rows(draw: st.DrawFn) -> Row:
    """A row as real ledgers have them: credits, part payments, overpayments, no days, disputes."""
    amount = draw(_amounts)
    paid = draw(st.sampled_from([0, 0, amount, amount, amount // 3, amount + 500, -700]))
    customer = draw(st.sampled_from("ABCDE"))
    return Row(
        customer_id=customer,
        # Two, no and three decimals, and a source that names none.
        currency=draw(st.sampled_from(["EUR", "EUR", "USD", "JPY", "KWD", ""])),
        issued=draw(_perhaps),
        due=draw(_perhaps),
        amount=amount,
        paid=paid,
        paid_on=draw(_perhaps) if paid else NO_DAY,
        disputed=draw(st.sampled_from([0, 0, 0, 1])),
        delivered=draw(_perhaps),
        customer=draw(st.sampled_from(_SPELLINGS)),
        entity=draw(st.sampled_from(["", "DE01", "FR01"])),
    )


engine_ledgers = up_to(40, ledger_rows()).map(frame_of)
"""Canonical frames of up to 40 rows, together at most 1e14 either way; empty ones too."""

days = st.integers(DAY - 400, DAY + 100)

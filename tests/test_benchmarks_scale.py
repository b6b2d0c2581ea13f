"""The scale benchmarks compare what is equal, at a small size: never how long something takes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from benchmarks import (
    scale,
    scale_csv,
    scale_history,
    scale_ledgers,
    scale_pandas,
    scale_portfolio,
    scale_trend,
)
from benchmarks.children import CaseFailed, Once, Runs, in_turns
from benchmarks.measure import Measurement, Target
from benchmarks.scale_ledgers import AS_OF, HEADERS, ScaleLedger
from benchmarks.scale_sql import LADDER
from benchmarks.scale_table import HEADERS as COLUMNS
from benchmarks.scale_table import Line, markdown, table
from benchmarks.scale_trend import CASES
from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.escalation import Level
from ledgerguard.formulas.payment import ANCHORS
from ledgerguard.ledger.engines.engine import engine
from ledgerguard.ledger.read import read
from ledgerguard.ledger.schema import FRAME
from ledgerguard.policy.load import ladder
from ledgerguard.units import from_serial

ROWS = 10_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ScaleLedger:
    return scale_ledgers.ledger(ROWS, with_csv=True, folder=tmp_path_factory.mktemp("scale"))


def numbers(query: str) -> tuple[int, ...]:
    with duckdb.connect() as connection:
        found = connection.execute(query).fetchone()
    assert found
    return tuple(map(int, found))


def test_the_ledger_is_canonical_and_as_it_says(made: ScaleLedger) -> None:
    (path,) = made.parquet
    with engine("duckdb") as duck:
        assert dict(duck.parquet([path]).collect_schema()) == dict(FRAME)
    rows, negative, disputed, is_open, part, currencies, last, spare = numbers(
        "SELECT count(*), sum((amount < 0)::INT), sum(disputed), sum((amount <> paid)::INT), "  # noqa: S608  # our own files
        "sum((paid <> 0 AND abs(paid) < abs(amount))::INT), count(DISTINCT currency), "
        f"max(greatest(issued, paid_on)), count(*) - count(DISTINCT invoice) FROM '{path}'"
    )
    assert (rows, currencies, last, spare) == (ROWS, 3, AS_OF, 0)
    assert 0.02 < negative / rows < 0.04
    assert 0.005 < disputed / rows < 0.015
    assert 0.10 < is_open / rows < 0.20
    assert 0.03 < part / rows < 0.07


def test_a_ledger_is_the_same_at_every_run_and_made_once(made: ScaleLedger, tmp_path: Path) -> None:
    again = scale_ledgers.ledger(ROWS, folder=tmp_path)
    (one,), (other,) = made.parquet, again.parquet
    assert numbers(f"SELECT count(*) FROM (FROM '{one}' EXCEPT FROM '{other}')") == (0,)  # noqa: S608  # our own files
    when = other.stat().st_mtime_ns
    assert scale_ledgers.ledger(ROWS, folder=tmp_path) == again
    assert other.stat().st_mtime_ns == when
    (other.parent / "generator.json").write_text('{"version": 0}')
    scale_ledgers.ledger(ROWS, folder=tmp_path)
    assert other.stat().st_mtime_ns != when


def test_a_large_ledger_lies_in_several_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale_ledgers, "FILE_ROWS", 400)
    parts = scale_ledgers.ledger(1_000, 7, folder=tmp_path).parquet
    listed = [str(path) for path in parts]
    query = "SELECT count(DISTINCT row), count(DISTINCT customer_id) FROM read_parquet({})"
    assert len(parts) == 3
    assert numbers(query.format(listed)) == (1_000, 7)


def test_the_csv_export_holds_the_ledger_and_odd_rows(made: ScaleLedger) -> None:
    header, *lines = made.csv[0].read_text().splitlines()
    assert tuple(header.split(",")) == HEADERS
    totals = [line for line in lines if line.startswith("Total,")]
    invoices = [line for line in lines if not line.startswith("Total,")]
    assert totals
    assert len(set(invoices)) == ROWS < len(invoices)
    assert any("2026-02-30" in line for line in invoices)


@pytest.mark.parametrize("name", ["duckdb", "polars", "pandas"])
@pytest.mark.parametrize("which", ["invented", "sample"])
def test_the_portfolio_by_hand_is_ours(
    name: str, which: str, made: ScaleLedger, tmp_path: Path
) -> None:
    files = list(made.parquet)
    if which == "sample":
        files = [tmp_path / "sample.parquet"]
        with engine("duckdb") as duck:
            duck.write_parquet(duck.own(read(SAMPLE).frame), files[0])
    scale_portfolio.sql(files, tmp_path / "sql.parquet")
    if name == "pandas":
        rows = scale_portfolio.pandas(files, tmp_path / "other.parquet")
    else:
        rows = scale_portfolio.ours(
            name, None, scale_portfolio.ladder_levels(), files, tmp_path / "other.parquet"
        )
    assert rows > 20
    scale_portfolio.same(tmp_path / "other.parquet", tmp_path / "sql.parquet")


SAMPLE = Path(scale_ledgers.__file__).parents[1] / "src/ledgerguard/ledger/sample.csv"


def test_another_table_is_not_the_same(made: ScaleLedger, tmp_path: Path) -> None:
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    scale_portfolio.sql(list(made.parquet), one)
    with duckdb.connect() as connection:
        for change, told in (
            ("* REPLACE (open + 1 AS open)", "open"),
            ("* EXCLUDE open", "columns"),
        ):
            connection.execute(f"COPY (SELECT {change} FROM '{one}') TO '{other}'")  # noqa: S608  # our own files
            with pytest.raises(CaseFailed, match=told):
                scale_portfolio.same(other, one)


def test_what_the_hand_written_ones_know_by_heart() -> None:
    levels = ladder(scale_portfolio.LADDER).levels
    assert [(one.days, one.counted_from) for one in levels] == [(days, "due") for days in LADDER]
    assert tuple(zip(*scale_pandas.POINTS, strict=True)) == ANCHORS
    assert isinstance(levels[0], Level)


def test_cases_run_in_turns_in_processes_of_their_own(tmp_path: Path) -> None:
    commands = {
        name: ("scale_portfolio", name, "2000", str(tmp_path / f"{name}.parquet"))
        for name in ("duckdb", "sql")
    }
    found = in_turns(commands, 2)
    assert len(found["sql"].found) == 2
    assert found["sql"].rows == found["duckdb"].rows > 0
    assert 0 < found["sql"].best <= found["sql"].median
    assert found["duckdb"].peak_mb > 30
    with pytest.raises(CaseFailed, match="no-engine"):
        in_turns({"bad": ("scale_portfolio", "no-engine", "2000", str(tmp_path / "x"))}, 1)


def test_histories_and_csv_at_a_small_size(made: ScaleLedger, tmp_path: Path) -> None:
    files, out = list(made.parquet), tmp_path / "out.parquet"
    days = scale_history.month_ends()
    assert len(days) == scale_history.MONTHS
    assert days[-1] == AS_OF
    assert all((from_serial(day) + dt.timedelta(days=1)).day == 1 for day in days)
    assert scale_history.ours("aging", "currency", files, out) == 3
    assert scale_history.ours("agings", "currency", files, out) == 3 * scale_history.MONTHS
    assert scale_csv.bare(list(made.csv), out) > 100
    by_hand = scale_csv.same(list(made.csv), out)
    assert scale_csv.ours(scale_portfolio.ladder_levels(), list(made.csv), out) == by_hand > 100
    assert "total_row" in out.with_suffix(".json").read_text()


def test_trends_are_lines_beside_an_aging(made: ScaleLedger, tmp_path: Path) -> None:
    (file,) = made.parquet
    assert scale_trend.latest(file) <= AS_OF
    cases = {
        name: scale_trend.case(name, file.parent, AS_OF, tmp_path / "t.parquet")() for name in CASES
    }
    assert cases["dso-36-customer"] > cases["dso-13-customer"] > 1_000
    assert (cases["dso-36-currency"], cases["concentration-currency"]) == (3 * 36, 3)
    assert cases["delays-customer"] > 20


def runs(*seconds: float, peak_mb: float = 400.0) -> Runs:
    return Runs(tuple(Once(one, 2 * one, peak_mb, 7) for one in seconds))


def test_a_line_tells_both_sides_and_whether_the_promise_is_kept() -> None:
    most = Target("at most", 1.2)
    line = Line("ours", runs(2.0, 1.2), "theirs", runs(1.0, 3.0), most, most_mb=500)
    assert line.ratio().ratio == pytest.approx(1.2)
    assert line.verdict == "at most 1.2x of its time: met, at most 500 MB: met"
    cells = line.cells(judged=True)
    assert len(cells) == len(COLUMNS)
    assert cells[1:4] == ("1.20 (1.60)", "2.40", "400")
    assert line.cells(judged=False)[-1] == ""
    a_row = Line("ours", runs(13.0, peak_mb=900), "fewer", runs(1.0), most, 500, (100, 10))
    assert a_row.ratio().ratio == pytest.approx(1.3)
    assert a_row.verdict == "at most 1.2x of its time: missed, at most 500 MB: missed"


def test_the_tables_have_a_row_for_each_line() -> None:
    plain = Line.of(Measurement("loop", 1.0, "peer", 2.0))
    found = [plain, Line("alone", runs(1.0))]
    assert plain.cells(judged=True)[-3:] == ("0.50x", "", "")
    assert table(found, judged=True).row_count == 2
    assert len(markdown(found, judged=True).splitlines()) == 4


def test_sizes_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(scale.ROWS, "5000")
    assert scale.number(scale.ROWS, 1, 1_000) == 5_000
    for text in ("many", "999", "-1"):
        monkeypatch.setenv(scale.ROWS, text)
        with pytest.raises(OutOfDomain, match=scale.ROWS):
            scale.number(scale.ROWS, 1, 1_000)

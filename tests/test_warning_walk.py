"""The walk forward of the warnings: statistics by hand, no leakage, and the packaged weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import narwhals as nw
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of
from shared_files import shared

from benchmarks import warning_walk as command
from benchmarks.warning_cases import halves, known_at, origins, outcomes
from benchmarks.warning_statistics import Cases, auc, draws, interval, precision
from ledgerguard.casework.watch.score import CHOSEN
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.read import read
from ledgerguard.units import from_serial

FILE = "ibm_ar_us_mdy.csv"


def cases(*rows: tuple[int, int, bool]) -> Cases:
    origin, customer, bad = zip(*rows, strict=True)
    return Cases(np.array(origin), np.array(customer), np.array(bad))


def pairs(risk: Sequence[float], bad: Sequence[bool]) -> float:
    """Every bad case against every good one: a win is 1, a tie a half."""
    ill = [one for one, flag in zip(risk, bad, strict=True) if flag]
    well = [one for one, flag in zip(risk, bad, strict=True) if not flag]
    return sum((a > b) + (a == b) / 2 for a in ill for b in well) / len(ill) / len(well)


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=30))
def test_the_auc_is_that_of_all_pairs(drawn: list[tuple[int, bool]]) -> None:
    risk = [float(one) for one, _ in drawn] + [1.0, 2.0]
    bad = [flag for _, flag in drawn] + [True, False]
    assert auc(np.array(risk), np.array(bad)) == pytest.approx(pairs(risk, bad))


def test_auc_by_hand() -> None:
    # Bad: 3 and 1; good: 2, 1, 0. Wins: 3 beats all (3), 1 beats 0 and ties 1 (1.5): 4.5 of 6.
    risk, bad = np.array([3.0, 1, 2, 1, 0]), np.array([True, True, False, False, False])
    assert auc(risk, bad) == pytest.approx(0.75)
    assert math.isnan(auc(risk, np.array([True] * 5)))


def test_precision_at_the_top_decile_by_hand() -> None:
    # Origin 0: eleven customers, so that two are taken: risk 9 (bad), then one of three equals at
    # 8 of which one is bad: 1 + 1/3. Origin 1: three customers, one is taken: not bad.
    first = [(9.0, True), (8.0, False), (8.0, True), (8.0, False), *[(1.0, False)] * 7]
    second = [(5.0, False), (4.0, True), (3.0, True)]
    risk = np.array([r for r, _ in (*first, *second)])
    rows = [(0, n, b) for n, (_, b) in enumerate(first)] + [
        (1, n, b) for n, (_, b) in enumerate(second)
    ]
    assert precision(risk, cases(*rows)) == pytest.approx((1 + 1 / 3) / 3)


def test_a_draw_takes_customers_whole() -> None:
    rows = [(origin, customer, False) for customer in range(5) for origin in range(3)]
    for places in draws(cases(*rows), 20):
        assert len(places) == 15
        taken = [rows[place][:2] for place in places]
        for customer in {c for _, c in taken}:
            counts = [taken.count((origin, customer)) for origin in range(3)]
            assert len(set(counts)) == 1


def test_an_interval_holds_the_middle_of_its_draws() -> None:
    found = interval(0.5, [n / 1000 for n in range(1001)])
    assert [found.low, found.high] == pytest.approx([0.025, 0.975])


def test_outcomes_by_hand() -> None:
    origin = DAY
    rows = [
        Row("A", due=origin + 74, paid=9, amount=9, paid_on=origin + 90),  # 16 late on the last day
        Row("B", due=origin + 74, paid=9, amount=9, paid_on=origin + 89),  # 15 late: in time
        Row("C", due=origin + 75, paid=9, amount=9, paid_on=origin + 200),  # cannot be judged
        Row(
            "D", due=origin, paid=9, amount=9, paid_on=origin + 60
        ),  # was due at the origin already
        Row("E", due=origin + 10, paid=9, amount=9, paid_on=origin + 400),  # unpaid when seen
        Row("F", due=origin + 10, paid=9, amount=9, paid_on=origin + 15),  # 5 late
        Row(
            "F", due=origin + 10, paid=9, amount=9, paid_on=origin + 5
        ),  # and 5 early: on average 0
    ]
    found = {customer: one for (customer, _), one in outcomes(frame_of(rows), origin).items()}
    assert set(found) == {"A", "B", "E", "F"}
    assert [found[name].late for name in "ABEF"] == [True, False, True, False]
    assert [found[name].late_on_average for name in "ABEF"] == [True, True, True, False]


def test_nothing_of_later_days_is_known() -> None:
    rows = [
        Row(issued=DAY - 9, paid=9, amount=9, paid_on=DAY),
        Row(issued=DAY - 9, paid=9, amount=9, paid_on=DAY + 1, disputed=1),
        Row(issued=DAY + 1),
    ]
    known = known_at(frame_of(rows), DAY)
    assert known.get_column("paid").to_list() == [9, 0]
    assert known.get_column("paid_on").to_list() == [DAY, -1]
    assert known.get_column("disputed").to_list() == [0, 0]


def small() -> Frame:
    """Ten customers, two years, one invoice a month; customer n pays 3n - 12 days late, or more."""
    rows = [
        Row(f"C{n}", issued=DAY + 30 * month, due=DAY + 30 * month + 30, amount=1_000 + n,
            paid=1_000 + n, paid_on=DAY + 30 * month + 30 + 3 * n - 12 + (month * n) % 5)
        for n in range(10)
        for month in range(24)
    ]  # fmt: skip
    return frame_of(rows)


@pytest.fixture(scope="module")
def walked() -> command.Walk:
    return command.walk(small(), resamples=20)


def test_the_halves_do_not_touch(walked: command.Walk) -> None:
    days = origins(small())
    early, later = halves(days)
    assert later == days[len(days) // 2 :]
    assert early[-1] + 90 <= later[0]
    assert (list(walked.chosen_by), list(walked.reported)) == (early, later)
    assert all(from_serial(day + 1).day == 1 for day in days)


def test_customers_that_keep_their_habits_are_told_apart(walked: command.Walk) -> None:
    # The last three pay 9 to 19 days late; nobody else is ever more than 10 late.
    assert [one.signal for one in walked.results[0]] == list(command.SIGNALS)
    score = walked.results[0][0]
    assert score.auc.value > 0.95
    assert score.auc.low <= score.auc.value <= score.auc.high
    index = next(one for one in walked.results[0] if one.signal == command.INDEX)
    assert (index.lead.value, index.lead.low, index.lead.high) == (0, 0, 0)


def test_a_signal_knows_nothing_of_what_comes_after() -> None:
    frame, day = small(), origins(small())[3]
    late = (
        nw.when(nw.col("paid_on") > day).then(nw.col("paid_on") + 500).otherwise(nw.col("paid_on"))
    )
    other = frame.with_columns(paid_on=late, disputed=(nw.col("issued") > day).cast(nw.Int64))
    one, two = command.stand(frame, day), command.stand(other, day)
    assert one.told == two.told
    assert one.signals == two.signals
    assert one.did != two.did


def test_late_last_month_is_the_calendar_month() -> None:
    end = next(day for day in range(DAY, DAY + 40) if from_serial(day + 1).day == 1)
    first = end - from_serial(end).day + 1
    rows = [
        Row("A", issued=first - 90, due=first - 1, amount=9, paid=9, paid_on=first),  # late
        Row("A", issued=first - 90, due=end, amount=9, paid=9, paid_on=end),  # in time
        Row("B", issued=first - 90, due=first - 9, amount=9, paid=9, paid_on=first - 1),  # before
    ]
    assert command.last_month(known_at(frame_of(rows), end), end) == {("A", "EUR"): 0.5}


def test_the_page_and_the_tables(walked: command.Walk) -> None:
    page = command.page(walked)
    assert page.startswith("<!-- generated by python -m benchmarks.warning_walk --markdown")
    assert page.count("| warning score |") == 2
    assert command.table("t", command.HEADERS, [command.cells(walked.results[0][0])]).row_count == 1


def test_without_the_data_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--data", str(tmp_path / "none.csv")]) == 0
    assert "SKIPPED" in capsys.readouterr().out


def test_the_packaged_weights_are_those_of_the_first_half() -> None:
    frame = read(shared(FILE)).frame
    early, _ = halves(origins(frame))
    chosen, _ = command.best([command.stand(frame, day) for day in early])
    assert chosen == CHOSEN


def test_the_facts_on_which_the_outcome_was_chosen() -> None:
    frame = read(shared(FILE)).frame
    delays = (frame.get_column("paid_on") - frame.get_column("due")).to_list()
    customers = frame.get_column("customer_id").to_list()
    assert len(delays) == 2_466
    assert sum(delay > 30 for delay in delays) == 8
    assert sum(delay > 15 for delay in delays) / len(delays) == pytest.approx(0.07, abs=0.005)
    assert len({c for c, delay in zip(customers, delays, strict=True) if delay > 15}) == 47
    assert max(delays) == 45

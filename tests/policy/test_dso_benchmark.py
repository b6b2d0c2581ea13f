"""Benchmarks of DSO: what is packaged, the day it holds from, and faults of a file of one's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, PolicyError
from ledgerguard.policy.benchmarks import (
    PACKAGED,
    BenchmarkFile,
    benchmark,
    dso_benchmark,
    dso_benchmarks,
    dso_vs_benchmark,
    figure_on,
)
from ledgerguard.policy.schema import read

GOOD = PACKAGED.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "as_of", "published"),
    [
        pytest.param("CN", dt.date(2025, 9, 28), 94, id="article-on-bad-debts"),
        pytest.param("CN", dt.date(2025, 9, 27), 92, id="euler-hermes-until-the-article"),
        pytest.param("CN", dt.date(2018, 6, 30), 92, id="euler-hermes-2017"),
        pytest.param("CN", dt.date(2016, 12, 31), 89, id="euler-hermes-2016"),
        pytest.param("WORLD", dt.date(2018, 1, 1), 66, id="euler-hermes-world-2017"),
        pytest.param("WORLD", dt.date(2019, 1, 1), 65, id="euler-hermes-world-2018"),
        pytest.param("WORLD", dt.date(2023, 12, 31), 59, id="allianz-trade-world-2023"),
        pytest.param("WORLD", dt.date(2025, 6, 18), 62, id="allianz-trade-world-2024"),
        pytest.param("APAC", dt.date(2024, 6, 30), 63, id="allianz-trade-apac-2023"),
        pytest.param("APAC", None, 66, id="allianz-trade-apac-2024"),
    ],
)
def test_published(name: str, as_of: dt.date | None, published: int) -> None:
    assert dso_benchmark(name, as_of) == published


def test_the_default_is_the_china_of_the_articles_and_capitals_do_not_matter() -> None:
    assert dso_benchmark() == dso_benchmark(" cn ") == dso_benchmark("") == 94


def test_the_distance_from_a_name_a_number_and_a_day() -> None:
    # own arithmetic
    assert dso_vs_benchmark(43.8) == pytest.approx(-50.2)
    assert dso_vs_benchmark(71.5, "apac", dt.date(2024, 6, 30)) == pytest.approx(8.5)
    assert dso_vs_benchmark(71.5, 60) == pytest.approx(11.5)


def test_the_list_shows_every_figure_with_its_source() -> None:
    table = dso_benchmarks()
    assert list(table[0]) == ["Benchmark", "Date", "Days", "Source"]
    assert {row[0] for row in table[1:]} == {"China", "World", "Asia-Pacific"}
    assert table[4][:3] == ["China", dt.date(2025, 9, 28), 94]
    chinese = dso_benchmarks("cn", "zh")
    assert list(chinese[0]) == ["基准", "日期", "天数", "来源"]
    assert {row[0] for row in chinese[1:]} == {"中国"}
    for entry in read(PACKAGED, BenchmarkFile).benchmarks.values():
        assert all(figure.source for figure in entry.figures)


def test_errors() -> None:
    with pytest.raises(NotAvailable) as early:
        dso_benchmark("CN", dt.date(2016, 12, 30))
    assert str(early.value) == (
        "as_of must not lie before the first figure of China (2016-12-31), got 2016-12-30. "
        "Hint: DSO_BENCHMARKS lists the figures with their dates"
    )
    with pytest.raises(InvalidValue) as unknown:
        dso_benchmark("FR")
    assert str(unknown.value) == (
        "benchmark must be one of CN, WORLD, APAC, got 'FR'. Hint: or give a number of days"
    )
    with pytest.raises(InvalidValue):
        dso_benchmarks("FR")
    with pytest.raises(OutOfDomain):
        dso_vs_benchmark(-1)
    with pytest.raises(OutOfDomain):
        dso_vs_benchmark(1, 0)


@pytest.mark.parametrize(
    ("wrong", "right", "what"),
    [
        pytest.param("days = 89", "days = 0", "days must be above 0, got 0", id="zero"),
        pytest.param("days = 89", 'days = "89"', "must be a whole number", id="text"),
        pytest.param("2016-12-31, days = 89", "2018-12-31, days = 89", "rising order", id="order"),
        pytest.param('default = "CN"', 'default = "FR"', "default must be one of", id="default"),
        pytest.param(
            'source = "Euler Hermes, China on the spot, 30 June 2017"',
            'source = " "',
            "source must not be empty",
            id="no-source",
        ),
        pytest.param('zh = "中国"', 'zh = ""', "zh must not be empty", id="no-chinese"),
    ],
)
def test_a_file_of_ones_own_is_told_its_faults(
    tmp_path: Path, wrong: str, right: str, what: str
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(GOOD.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(PolicyError, match=what):
        benchmark("CN", own)


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(GOOD.replace("days = 94", "days = 70"), encoding="utf-8")
    assert figure_on(benchmark("CN", own)).days == 70


@given(st.dates(dt.date(2016, 12, 31), dt.date(2100, 1, 1)))
def test_the_figure_in_force_is_the_latest_that_is_not_later(as_of: dt.date) -> None:
    chosen = benchmark("CN")
    figure = figure_on(chosen, as_of)
    assert figure.dated <= as_of
    assert not any(figure.dated < other.dated <= as_of for other in chosen.figures)

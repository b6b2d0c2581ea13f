"""Benchmarks of days sales outstanding by name, dated and sourced, and the distance from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import attrs

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, not_negative
from ledgerguard.policy.schema import Wording, not_empty, read
from ledgerguard.units import Cell, Date, Days, Language, Table, Text

PACKAGED: Final = Path(__file__).with_name("benchmarks.toml")

HEADERS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Benchmark", "Date", "Days", "Source"),
    "zh": ("基准", "日期", "天数", "来源"),
}


def _above_zero(_: object, attribute: attrs.Attribute[Any], value: int) -> None:
    if value <= 0:
        raise ValueError(f"{attribute.name} must be above 0, got {value}")


@attrs.frozen
class Figure:
    """One published figure with the day it describes and its source."""

    dated: dt.date
    days: int = attrs.field(validator=_above_zero)
    source: str = attrs.field(validator=not_empty)


@attrs.frozen
class Benchmark:
    """One country or region with its figures, oldest first."""

    title: Wording
    figures: tuple[Figure, ...] = attrs.field(validator=not_empty)

    @figures.validator
    def _rise(self, _: object, figures: tuple[Figure, ...]) -> None:
        for older, newer in pairwise(figures):
            if newer.dated <= older.dated:
                raise ValueError(
                    f"figures must be dated in rising order, got {newer.dated} after {older.dated}"
                )


@attrs.frozen
class BenchmarkFile:
    """A file of benchmarks and the one that holds where none is named."""

    default: str = attrs.field(validator=not_empty)
    benchmarks: dict[str, Benchmark] = attrs.field(validator=not_empty)

    @benchmarks.validator
    def _knows_default(self, _: object, benchmarks: dict[str, Benchmark]) -> None:
        if self.default not in benchmarks:
            raise ValueError(
                f"default must be one of {', '.join(benchmarks)}, got {self.default!r}"
            )


def benchmark(name: str = "", file: Path = PACKAGED) -> Benchmark:
    """A benchmark by its name; capitals do not matter, and no name means the default.

    Raises:
        InvalidValue: when there is no benchmark of that name; it lists those there are.
        PolicyError: when the file cannot be followed.
    """
    known = _file(file)
    keys = {key.casefold(): key for key in known.benchmarks}
    key = keys.get((name.strip() or known.default).casefold())
    if key is None:
        raise InvalidValue(
            f"benchmark must be one of {', '.join(known.benchmarks)}, got {name!r}",
            hint="or give a number of days",
        )
    return known.benchmarks[key]


def figure_on(chosen: Benchmark, as_of: dt.date | None = None) -> Figure:
    """The figure in force on a day: the latest one dated on or before it; without a day the last.

    Raises:
        NotAvailable: when the day lies before the first figure.
    """
    if as_of is None:
        return chosen.figures[-1]
    figures = [figure for figure in chosen.figures if figure.dated <= as_of]
    if not figures:
        raise NotAvailable(
            f"as_of must not lie before the first figure of {chosen.title.en} "
            f"({chosen.figures[0].dated}), got {as_of}",
            hint="DSO_BENCHMARKS lists the figures with their dates",
        )
    return figures[-1]


@formula("DSO_BENCHMARK")
def dso_benchmark(name: Text = "CN", as_of: Date | None = None) -> Days:
    """Benchmark of days sales outstanding of a country or region, as published.

    The latest figure dated on or before as_of. Published averages differ by panel and industry:
    they say what is usual, not what is good.

    Args:
        name: "CN" (default), "WORLD" or "APAC"; DSO_BENCHMARKS lists the figures and sources.
        as_of: Day for which the figure is wanted; blank takes the latest one on file.

    Errors: #VALUE! when the name is unknown; #N/A when as_of lies before the first figure.
    Example: =DSO_BENCHMARK("CN") -> 94
    Example: =DSO_BENCHMARK("CN", DATE(2018,6,30)) -> 92
    Example: =DSO_BENCHMARK("CN", DATE(2016,6,30)) -> #N/A
    Source: Article on bad debts: 中国企业的平均DSO为94天; Euler Hermes and Allianz Trade, surveys
        of DSO.
    """
    return float(figure_on(benchmark(name), as_of).days)


@formula("DSO_VS_BENCHMARK")
def dso_vs_benchmark(
    dso: Days, benchmark_days: Text | Days = "CN", as_of: Date | None = None
) -> Days:
    """How many days the DSO lies above its benchmark; below 0 it is better than usual.

    dso - benchmark. A DSO far below the benchmark is not good by itself: TIGHT_POLICY_TEST asks
    what it costs.

    Args:
        dso: Days sales outstanding of the firm.
        benchmark_days: Name of a benchmark as in DSO_BENCHMARK, or a number of days above 0.
        as_of: Day for which the benchmark is wanted; blank takes the latest one on file.

    Errors: #VALUE! when the name is unknown; #NUM! when the DSO is negative or the number of days
        not above 0; #N/A when the DSO is blank or as_of lies before the first figure.
    Example: =DSO_VS_BENCHMARK(43.8) -> -50.2
    Example: =DSO_VS_BENCHMARK(71.5, "APAC", DATE(2024,6,30)) -> 8.5
    Example: =DSO_VS_BENCHMARK(71.5, 60) -> 11.5
    Source: Article on bad debts: 中国企业的平均DSO为94天; Euler Hermes and Allianz Trade, surveys
        of DSO.
    """
    not_negative(dso=dso)
    if isinstance(benchmark_days, str):
        usual_days = dso_benchmark(benchmark_days, as_of)
    else:
        usual_days = benchmark_days
        above_zero(benchmark_days=usual_days)
    return dso - usual_days


@formula("DSO_BENCHMARKS")
def dso_benchmarks(name: Text = "", language: Language = "en") -> Table:
    """Every figure of the benchmarks of days sales outstanding, with its date and source.

    A row for each figure, oldest first.

    Args:
        name: "CN", "WORLD" or "APAC"; blank lists them all.
        language: "en" or "zh", for the titles and the names.

    Errors: #VALUE! when the name or the language is unknown.
    Example: =INDEX(DSO_BENCHMARKS("CN"), 5, 3) -> 94
    Source: Article on bad debts: 中国企业的平均DSO为94天; Euler Hermes and Allianz Trade, surveys
        of DSO.
    """
    chosen = [benchmark(name)] if name.strip() else list(_file(PACKAGED).benchmarks.values())
    rows: list[list[Cell]] = [list(HEADERS[language])]
    for entry in chosen:
        for figure in entry.figures:
            title = entry.title.in_language(language)
            rows.append([title, figure.dated, figure.days, figure.source])
    return rows


@cache
def _file(file: Path) -> BenchmarkFile:
    return read(file, BenchmarkFile)

"""What the guard around a plugin's formula costs: one as ours, and the same function as a plugin's.

DSO is the commonest formula, ADD the shortest: one subtraction, so that the guard shows most. Both
sides are called in turn, some hundred calls each, and the best of each counts: whatever else the
machine does meets both alike, and the ratio is of one run.
"""

from __future__ import annotations

import os
import tempfile
import timeit
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final
from unittest import mock

from benchmarks.measure import Measurement, Target
from ledgerguard.cells.foreign import guarded
from ledgerguard.cells.functions import functions
from ledgerguard.cells.lift import call
from ledgerguard.formula import Formula
from ledgerguard.plugin import running
from ledgerguard.plugin.settings import FILE_VARIABLE

CALLS: Final = 500
TURNS: Final = 400
ROWS: Final = 100_000
COLUMNS: Final = 15
SINGLE: Final[tuple[tuple[str, list[float]], ...]] = (
    ("DSO", [1_200_000.0, 10_000_000.0, 365.0]),
    ("ADD", [43.8, 29.2]),
)
MICROSECONDS: Final = 1e6
PEER: Final = "the same as ours"
TARGET: Final = Target("at most", 1.2)


def run(
    calls: int = CALLS, turns: int = TURNS, rows: int = ROWS, columns: int = COLUMNS
) -> Iterator[Measurement]:
    """One call through ``lift`` and through Excel's wrapper, and a column."""
    with tempfile.TemporaryDirectory(prefix="ledgerguard-bench-") as folder, noted(folder):
        for name, given in SINGLE:
            yield from _single(functions()[name], given, calls, turns)
        dso = functions()["DSO"]
        column = [[(100.0 + n,) for n in range(rows)], [(1e6 + n,) for n in range(rows)], 365.0]
        sides = [_called(one, column) for one in (as_plugin(dso), dso)]
        plugin, built_in = in_turn(sides, 1, columns)
        what = f"{rows:,} rows through DSO as a plugin's"
        yield Measurement(what, plugin, PEER, built_in, TARGET)


def _single(
    formula: Formula, given: Sequence[Any], calls: int, turns: int
) -> Iterator[Measurement]:
    from ledgerguard.hosts.desktop import wrapper

    both = (as_plugin(formula), formula)
    for host, sides in (
        ("cells.lift", [_called(one, given) for one in both]),
        ("Excel, desktop wrapper", [_wrapped(wrapper(one), given) for one in both]),
    ):
        plugin, built_in = in_turn(sides, calls, turns)
        yield Measurement(
            f"1,000,000 calls of {formula.name} as a plugin's, {host}",
            plugin * MICROSECONDS,
            PEER,
            built_in * MICROSECONDS,
            TARGET,
        )


def as_plugin(formula: Formula) -> Formula:
    """The same formula, as if a package had brought it."""
    return guarded(replace(formula, name=f"ACME_{formula.name}", owner="acme"))


@contextmanager
def noted(folder: str) -> Iterator[None]:
    """A process with plugins: what runs is noted in shared memory, as it is in a host."""
    with mock.patch.dict(os.environ, {FILE_VARIABLE: os.path.join(folder, "plugins.toml")}):
        running.attach()
        try:
            yield
        finally:
            running.detach()


def in_turn(sides: Sequence[Callable[[], Any]], calls: int, turns: int) -> list[float]:
    """Seconds of one call of each, the best of some turns: noise only ever slows."""
    best = [float("inf")] * len(sides)
    for _ in range(turns):
        for side, function in enumerate(sides):
            best[side] = min(best[side], timeit.timeit(function, number=calls) / calls)
    return best


def _called(formula: Formula, given: Sequence[Any]) -> Callable[[], Any]:
    return lambda: call(formula, given)


def _wrapped(function: Callable[..., Any], given: Sequence[Any]) -> Callable[[], Any]:
    return lambda: function(*given)

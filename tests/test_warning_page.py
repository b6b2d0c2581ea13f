"""The page of the warnings' walk: its figures are those of a run, and so are those of its prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

import pytest
from shared_files import shared

from benchmarks import warning_walk as command
from benchmarks.warning_cases import halves, origins
from benchmarks.warning_notes import FIRST_RUN, NOTES
from benchmarks.warning_statistics import auc, precision
from ledgerguard.casework.watch.score import CHOSEN, Weights, scored
from ledgerguard.ledger.read import read

FILE = "ibm_ar_us_mdy.csv"


@dataclass(frozen=True)
class Stands:
    """What was known and what came of it at the origins of both halves."""

    early: list[command.Origin]
    later: list[command.Origin]


@cache
def stands() -> Stands:
    frame = read(shared(FILE)).frame
    early, later = halves(origins(frame))
    return Stands(
        [command.stand(frame, day) for day in early], [command.stand(frame, day) for day in later]
    )


def reported(weights: Weights) -> float:
    """The AUC of the score on the reported half, first outcome."""
    there = stands().later
    rated = [scored(dict(one.told), weights) for one in there]
    return auc(command.risk_of(there, rated, command.SCORE), command.cases_of(there, 0).bad)


def test_the_figures_of_the_first_run_are_those_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    early, grid = stands().early, command.GRID
    found = {}
    for counts in (False, True):
        monkeypatch.setattr(command, "GRID", tuple(replace(one, overdue=counts) for one in grid))
        weights, there = command.best(early)
        found[counts] = (there, reported(weights))
    shown = [found[counts][place] for place in (0, 1) for counts in (False, True)]
    assert re.findall(r"0\.\d{3}", FIRST_RUN) == [f"{one:.3f}" for one in shown]
    assert FIRST_RUN in NOTES
    # The first half alone would have left them out.
    assert found[False][0] > found[True][0]


def test_the_page_holds_the_figures_of_a_run() -> None:
    """Without the bootstrap, which takes most of the time: its intervals are not looked at."""
    there = stands().later
    if not command.PAGE.exists():
        pytest.skip(f"{command.PAGE.name} is not written: python -m benchmarks.warning_walk "
                    "--markdown")  # fmt: skip
    page = command.PAGE.read_text(encoding="utf-8")
    rated = [scored(dict(one.told), CHOSEN) for one in there]
    risks = {name: command.risk_of(there, rated, name) for name in command.SIGNALS}
    for row in command.markdown((), map(command.origin_cells, command.by_origin(there, risks))):
        if row.startswith("| 20"):
            assert row in page
    for outcome in range(len(command.OUTCOMES)):
        cases = command.cases_of(there, outcome)
        for name in command.SIGNALS:
            figures = (auc(risks[name], cases.bad), precision(risks[name], cases))
            lines = [line for line in page.splitlines() if line.startswith(f"| {name} |")]
            cells = lines[outcome].split(" | ")
            assert (cells[1], cells[4]) == (f"{figures[0]:.3f}", f"{figures[1]:.1%}")

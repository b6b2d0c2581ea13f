"""FIRM_SCORE and its sisters over scorers made in memory, through the call of a cell."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ledgerguard.casework import firm_score
from ledgerguard.cells import lift
from ledgerguard.errors import NA, ErrorValue, OutOfDomain
from ledgerguard.formula import describe
from ledgerguard.plugin import manager
from ledgerguard.plugin.journal import remembered
from ledgerguard.plugin.records import Brings, Plugin, Plugins
from ledgerguard.plugin.scoring import InputValue, OutsideTraining, Score, ScorerInput
from ledgerguard.units import serial

NAMES = ("FIRM_SCORE", "FIRM_PD", "FIRM_GRADE", "FIRM_REASONS")
FORMULAS = {n: describe(getattr(firm_score, n.lower()), "ledgerguard") for n in NAMES}
DAY = dt.date(2026, 6, 30)
FOUR_PARTS = re.compile(r".+ must .+, got .+\. Hint: .+", re.DOTALL)
GOOD = Score(61.5, DAY, "acme 3", probability=0.02, grade="B", reasons=("young", "late"))


class Scorer:
    """A scorer that answers what a test wants, and keeps what it was told."""

    title = "Acme's own"
    version = "3"
    inputs = (
        ScorerInput("years_trading", "years in business"),
        ScorerInput("acme_visits", "visits of the firm", required=False),
        ScorerInput("name", "the customer's name", required=False),
    )

    def __init__(self, answer: Any = GOOD, name: str = "acme") -> None:
        self.name = name
        self.answer = answer
        self.told: list[tuple[Mapping[str, InputValue], dt.date]] = []

    def score(self, inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
        self.told.append((inputs, as_of))
        return self.answer() if callable(self.answer) else self.answer  # type: ignore[no-any-return]  # also what no scorer may answer


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scorer]:
    def install(*scorers: Scorer) -> Scorer:
        plugin = Plugin("acme-risk", "1", "acme", "runs", brings=Brings(scorers=scorers))
        monkeypatch.setattr(manager, "installed", lambda: Plugins((plugin,)))
        return scorers[0]

    return install


def call(name: str, rows: Any = (("years_trading", 7),), *rest: Any) -> Any:
    return lift.call(FORMULAS[name], [[list(row) for row in rows], serial(DAY), *rest])


def fault(name: str = "FIRM_SCORE", *arguments: Any) -> ErrorValue:
    answer = call(name, *arguments)
    assert isinstance(answer, ErrorValue)
    assert FOUR_PARTS.fullmatch(answer.message), answer.message
    return answer


def test_what_the_model_says(install: Callable[..., Scorer]) -> None:
    install(Scorer())
    assert call("FIRM_SCORE") == 61.5
    assert call("FIRM_PD") == 0.02
    assert call("FIRM_GRADE") == "B"
    model = ["Acme's own", "3"]
    assert call("FIRM_REASONS") == [
        ["No", "Reason", "Model", "Version"],
        [1, "young", *model],
        [2, "late", *model],
    ]
    short = call("FIRM_REASONS", [["years_trading", 7]], "acme", 1, "zh")
    assert short == [["序号", "原因", "模型", "版本"], ["", "另有 2 行", "", ""]]


def test_a_model_without_reasons_still_says_which_one_it_is(
    install: Callable[..., Scorer],
) -> None:
    install(Scorer(Score(1, DAY, "acme 3", grade="C")))
    assert call("FIRM_REASONS")[1:] == [["", "", "Acme's own", "3"]]


def test_it_is_told_what_it_wants_to_know_and_nothing_else(
    install: Callable[..., Scorer],
) -> None:
    scorer = install(Scorer())
    rows = [
        ["Factor", "Value"],
        ["", None],
        ["Years_Trading", dt.date(1900, 3, 1)],
        ["acme_visits", " "],
        ["current_ratio", 1.4],  # a factor
        ["industry", "steel"],  # an item of the file
        ["name", "Acme"],
    ]
    assert call("FIRM_SCORE", rows) == 61.5
    assert scorer.told == [({"years_trading": 61.0, "acme_visits": None, "name": "Acme"}, DAY)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["name", "Value"], ["years_trading", 7]], {"years_trading": 7.0}),
        ([["name", "Value GmbH"], ["years_trading", True]],
         {"name": "Value GmbH", "years_trading": True}),
        ([["item", ""], ["years_trading", "7"]], {"years_trading": "7"}),
    ],
)  # fmt: skip
def test_a_header_is_told_from_the_name_of_a_customer(
    rows: Any, told: Any, install: Callable[..., Scorer]
) -> None:
    scorer = install(Scorer())
    assert call("FIRM_SCORE", rows) == 61.5
    assert scorer.told == [(told, DAY)]


@pytest.mark.parametrize(
    ("rows", "code", "text"),
    [
        ([["years_trading", 7, 8]], "#VALUE!", "two columns, name and value, got 3"),
        ([["year_trading", 7]], "#VALUE!", "got 'year_trading' (row 1 of the range)"),
        ([["years_trading", 7], ["years_trading", 8]], "#VALUE!", "years_trading twice"),
        ([[7, 7]], "#VALUE!", "got 7 (row 1"),
        ([["years_trading", math.inf]], "#NUM!", "finite"),
        ([["current_ratio", 1.4]], NA, "must be told years_trading, got no years_trading"),
        ([["years_trading", ""]], NA, "got no years_trading"),
    ],
)
def test_a_range_that_cannot_be_used(
    rows: Any, code: str, text: str, install: Callable[..., Scorer]
) -> None:
    scorer = install(Scorer())
    found = fault("FIRM_SCORE", rows)
    assert (found.code, scorer.told) == (code, [])
    assert text in found.message


def test_an_error_in_the_range_stays_that_error(install: Callable[..., Scorer]) -> None:
    install(Scorer())
    assert fault("FIRM_SCORE", [["years_trading", ErrorValue("#REF!")]]).code == "#REF!"


def _raising(error: BaseException) -> Callable[[], Any]:
    def function() -> Any:
        raise error

    return function


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (_raising(ZeroDivisionError("by zero")), "got ZeroDivisionError: by zero"),
        (_raising(SystemExit(3)), "got SystemExit: 3"),
        (61.5, "must answer a Score, got 61.5"),
        (None, "must answer a Score, got None"),
        (dataclasses.replace(GOOD, score=math.nan), "score is a finite number, got nan"),
        (dataclasses.replace(GOOD, score=True), "score is a finite number, got True"),
        (dataclasses.replace(GOOD, probability=1.5), "from 0 to 1, got 1.5"),
        (dataclasses.replace(GOOD, probability=-0.1), "from 0 to 1, got -0.1"),
        (dataclasses.replace(GOOD, probability=math.nan), "from 0 to 1, got nan"),
        (dataclasses.replace(GOOD, probability=None, grade=""), "or a grade, got neither"),
        (dataclasses.replace(GOOD, grade=3), "grade is text, got 3"),  # type: ignore[arg-type]  # is refused
        (dataclasses.replace(GOOD, model=" "), "model is text with a version, got ' '"),
        (dataclasses.replace(GOOD, reasons="late"), "reasons is a tuple of texts, got 'late'"),  # type: ignore[arg-type]  # is refused
        (dataclasses.replace(GOOD, reasons=("",)), "reasons is a tuple of texts, got ('',)"),
        (
            dataclasses.replace(GOOD, as_of=dt.date(2026, 7, 1)),
            "as_of is a day not after 2026-06-30, got datetime.date(2026, 7, 1)",
        ),
        (
            dataclasses.replace(GOOD, as_of=dt.datetime(2026, 6, 1)),
            "as_of is a day not after 2026-06-30, got datetime.datetime(2026, 6, 1, 0, 0)",
        ),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_believed_costs_the_cell_and_names_the_package(
    name: str, answer: Any, text: str, install: Callable[..., Scorer]
) -> None:
    install(Scorer(answer))
    found = fault(name)
    assert found.code == NA
    assert text in found.message
    assert "acme-risk" in found.message


def test_what_it_says_on_purpose_is_passed_on(install: Callable[..., Scorer]) -> None:
    install(Scorer(_raising(OutsideTraining("years_trading must be below 90, got 700"))))
    answer = call("FIRM_SCORE")
    assert (answer.code, answer.message) == (NA, "years_trading must be below 90, got 700.")
    install(Scorer(_raising(OutOfDomain("years_trading must be above 0, got -1"))))
    assert call("FIRM_PD").code == "#NUM!"


@pytest.mark.usefixtures("own_journal")
def test_what_it_prints_spoils_no_answer(
    install: Callable[..., Scorer], capsys: pytest.CaptureFixture[str]
) -> None:
    def chatty() -> Score:
        print("thinking")
        print("aloud", file=sys.stderr)
        return GOOD

    install(Scorer(chatty))
    assert call("FIRM_SCORE") == 61.5
    assert capsys.readouterr() == ("", "")
    (said,) = remembered()
    assert (said.kind, said.text.split()) == ("printed", ["thinking", "aloud"])


def test_the_user_can_still_interrupt(install: Callable[..., Scorer]) -> None:
    install(Scorer(_raising(KeyboardInterrupt())))
    with pytest.raises(KeyboardInterrupt):
        call("FIRM_SCORE")


def test_which_model_is_meant(
    install: Callable[..., Scorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(Scorer(), Scorer(Score(7, DAY, "other 1", grade="A"), "other"))
    rows = [["years_trading", 7]]
    assert call("FIRM_SCORE", rows, " Other ") == 7
    assert "several are installed (acme, other), got no name" in fault().message
    found = fault("FIRM_SCORE", rows, "third")
    assert (found.code, "(acme, other), got third" in found.message) == (NA, True)
    monkeypatch.setattr(manager, "installed", Plugins)
    assert "that is installed (none), got no name" in fault().message


@pytest.mark.parametrize(
    ("name", "answer", "text"),
    [
        ("FIRM_PD", Score(1, DAY, "m 1", grade="A"), "must give a probability of default"),
        ("FIRM_GRADE", Score(1, DAY, "m 1", probability=0.1), "must give a grade"),
    ],
)
def test_a_model_that_gives_only_one_of_two(
    name: str, answer: Score, text: str, install: Callable[..., Scorer]
) -> None:
    install(Scorer(answer))
    found = fault(name)
    assert (found.code, text in found.message) == (NA, True)

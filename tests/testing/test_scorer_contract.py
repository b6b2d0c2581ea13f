"""The scorer's contract: a good one is green, and each question has one that it catches."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from suite_runs import outcome, questions

from ledgerguard.errors import NotAvailable
from ledgerguard.plugin.scoring import InputValue, Score, Scorer, ScorerInput
from ledgerguard.testing import ScorerContract

Judge = Callable[[Mapping[str, InputValue], dt.date], Any]


class Sample:
    """A sound scorer, until one of its parts is replaced."""

    name = "sample"
    title = "Sample"
    version = "1.2"
    inputs: Any = (
        ScorerInput("years", "Years of trading."),
        ScorerInput("late", "Share past due.", required=False),
    )

    def score(self, inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
        years = inputs.get("years")
        if years is None:
            raise NotAvailable("years must be known, got nothing")
        if not isinstance(years, float) or not 0 <= years <= 1000:
            raise NotAvailable("years must be a number from 0 to 1000")
        late = inputs.get("late")
        share = late if isinstance(late, float) and 0 <= late <= 1 else 0.5
        return Score(years - share, as_of, "sample 1.2", grade="B", reasons=("it is old",))


def suite_of(**parts: Any) -> type[ScorerContract]:
    """A suite over the sample with some parts replaced; ``judge`` replaces score."""
    judge = parts.pop("judge", None)
    given = parts.pop("given", {"years": 7.0, "late": 0.1})
    if judge is not None:
        parts["score"] = lambda self, inputs, as_of: judge(inputs, as_of)
    broken: Any = type("Broken", (Sample,), parts)

    class Suite(ScorerContract):
        patience = 0.5

        def scorer(self) -> Scorer:
            made: Scorer = broken()
            return made

        def inputs(self) -> Mapping[str, InputValue]:
            answer: Mapping[str, InputValue] = given
            return answer

    return Suite


def sound(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    return Sample().score(inputs, as_of)


def changed(**fields: Any) -> Judge:
    """The sample's score with other fields."""
    return lambda inputs, as_of: dataclasses.replace(sound(inputs, as_of), **fields)


def remembering() -> Judge:
    seen: list[float] = []

    def judge(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
        score = sound(inputs, as_of)
        seen.append(score.score)
        return Score(score.score + len(seen), as_of, "sample 1.2", grade="B")

    return judge


def taking(inputs: Any, as_of: dt.date) -> Score:
    score = sound(inputs, as_of)
    inputs.pop("years")
    return score


def adding(inputs: Any, as_of: dt.date) -> Score:
    inputs["late"] = inputs["late"]
    return sound(inputs, as_of)


def clocked(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    dt.date.today()
    return sound(inputs, as_of)


def rolled(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    random.random()
    return sound(inputs, as_of)


def demanding(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    if inputs.get("late") is None:
        raise NotAvailable("late must be known, got nothing")
    return sound(inputs, as_of)


def lenient(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    return sound({**inputs, "years": inputs.get("years") or 0.0}, as_of)


def mute(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    if inputs.get("years") is None:
        raise NotAvailable("something must be known, got nothing")
    return sound(inputs, as_of)


def fragile(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    if "years" not in inputs or inputs["years"] is None:
        raise NotAvailable("years must be known, got nothing")
    return Score(float(str(inputs["years"])), as_of, "sample 1.2", grade="B")  # NaN, ValueError


def leaving(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    raise SystemExit(3)


def slow(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    time.sleep(0.6)
    return sound(inputs, as_of)


def loud(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    print("scoring")
    return sound(inputs, as_of)


def yearless(inputs: Mapping[str, InputValue], as_of: dt.date) -> Score:
    return dataclasses.replace(sound(inputs, as_of), as_of=dt.date(1999, 1, 1))


ORDINARY = "test_it_judges_an_ordinary_customer"
DAY = "test_its_day_is_the_one_it_is_asked_for"
A_SCORER = "test_it_is_a_scorer"
BROKEN: list[tuple[str, dict[str, Any], str]] = [
    (A_SCORER, {"name": "Not A Word"}, "a name must be a word"),
    (A_SCORER, {"title": " "}, "title"),
    (A_SCORER, {"version": 2}, "version"),
    (A_SCORER, {"inputs": (ScorerInput("years", ""),)}, "describe its input years"),
    (A_SCORER, {"given": {"years": 7.0, "odd": 1.0}}, "declare all that it is told"),
    (A_SCORER, {"given": {"late": 1.0}}, "be told all that it requires"),
    (ORDINARY, {"judge": changed(score=float("nan"))}, "score is a finite number"),
    (ORDINARY, {"judge": changed(score=True)}, "score is a finite number"),
    (ORDINARY, {"judge": changed(probability=1.5)}, "probability is None or a number from 0 to 1"),
    (ORDINARY, {"judge": changed(grade="")}, "a probability of default or a grade"),
    (ORDINARY, {"judge": changed(reasons=["a list"])}, "reasons is a tuple"),
    (ORDINARY, {"judge": changed(model="sample")}, "its version in model"),
    (ORDINARY, {"judge": changed(as_of="2026-06-30")}, "as_of is a date"),
    (ORDINARY, {"judge": lambda inputs, as_of: 42}, "answer a Score"),
    (ORDINARY, {"judge": leaving}, "SystemExit"),
    (ORDINARY, {"judge": slow}, "within 0.5 s"),
    (ORDINARY, {"judge": loud}, "print nothing"),
    (DAY, {"judge": changed(as_of=dt.date(2030, 1, 1))}, "judge as of 2026-06-30"),
    (DAY, {"judge": yearless}, "of which day"),
    (DAY, {"judge": clocked}, "date.today"),
    (DAY, {"judge": rolled}, "random.random"),
    ("test_the_same_gives_the_same", {"judge": remembering()}, "judge the same"),
    ("test_it_leaves_its_inputs_alone", {"judge": taking}, "leave its inputs"),
    ("test_it_leaves_its_inputs_alone", {"judge": adding}, "take any Mapping"),
    ("test_a_required_input_that_is_missing_is_said", {"judge": lenient}, "raise NotAvailable"),
    ("test_a_required_input_that_is_missing_is_said", {"judge": mute}, "name years"),
    ("test_an_optional_input_may_be_missing", {"judge": demanding}, "judge inputs that are sound"),
    ("test_junk_never_breaks_it", {"judge": fragile}, "for {"),
    ("test_a_score_can_be_written_down", {"judge": changed(reasons=("\ud800",))}, "as JSON"),
]


@pytest.mark.parametrize("question", questions(ScorerContract))
def test_a_good_scorer_is_green(question: str) -> None:
    assert outcome(suite_of(), question) == "passed"


@pytest.mark.parametrize(("question", "parts", "words"), BROKEN)
def test_a_broken_one_is_caught(question: str, parts: dict[str, Any], words: str) -> None:
    said = outcome(suite_of(**parts), question)
    assert words in said
    assert "a scorer must" in said
    assert "docs/plugins.md" in said


def test_no_question_is_toothless() -> None:
    assert {question for question, _, _ in BROKEN} == {*questions(ScorerContract)}


def test_without_optional_inputs_that_question_is_skipped() -> None:
    inputs = (ScorerInput("years", "Years of trading."),)
    suite = suite_of(inputs=inputs, given={"years": 7.0})
    assert outcome(suite, "test_an_optional_input_may_be_missing") == "skipped"


def test_who_forgets_to_override_is_told() -> None:
    with pytest.raises(NotImplementedError, match="override scorer"):
        ScorerContract().test_it_is_a_scorer()
    with pytest.raises(NotImplementedError, match="override inputs"):
        ScorerContract().inputs()

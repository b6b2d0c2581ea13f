"""The contract of a scorer: :class:`ledgerguard.plugin.scoring.Scorer`, tested."""

from __future__ import annotations

import copy
import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, ClassVar, Final

import pytest
from hypothesis import strategies as st

from ledgerguard.errors import DefinitionError, LedgerguardError, NotAvailable
from ledgerguard.plugin.scoring import InputValue, Score, Scorer
from ledgerguard.testing.contract import Contract, watched
from ledgerguard.testing.loading import brought

DAYS: Final = (
    dt.date(2026, 6, 30),
    dt.date(2024, 2, 29),
    dt.date(1999, 12, 31),
    dt.date(2031, 1, 1),
)
"""Days of judgement: in the future too, because no score may depend on the day it is asked for."""

JUNK: Final[st.SearchStrategy[InputValue]] = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**18), 10**18).map(float),
    st.sampled_from([0.0, -0.0, 1e308, -1e308, 5e-324]),
    st.text(max_size=30),
    st.sampled_from(["", " ", "n/a", "12", "1.200,50", "是", "x" * 5000]),
)
"""What stands in cells where nobody expects it."""


class ScorerContract(Contract):
    """Subclass it as ``Test...`` and answer two questions: which scorer, and what it is told."""

    who: ClassVar[str] = "a scorer"
    where: ClassVar[str] = "ledgerguard.plugin.scoring.Scorer and docs/plugins.md, A scorer"

    def scorer(self) -> Scorer:
        """The scorer, made anew: two of them must judge alike."""
        raise NotImplementedError("override scorer(): return your scorer")

    def inputs(self) -> Mapping[str, InputValue]:
        """What is known of some ordinary customer: every required input, by name."""
        raise NotImplementedError("override inputs(): values by name, as your scorer wants them")

    def test_it_is_a_scorer(self) -> None:
        """It has all members of the protocol, and names that formulas and policies can use."""
        scorer = self.scorer()
        self.require(
            isinstance(scorer, Scorer),
            "have name, title, version, inputs and score",
            type(scorer).__name__,
        )
        try:
            brought("ledgerguard_register_scorers", [scorer], "contract")
        except DefinitionError as error:
            raise self.broken("be one that ledgerguard takes", str(error)) from error
        for member in ("title", "version"):
            value = getattr(scorer, member)
            self.require(
                isinstance(value, str) and value.strip(), f"have a {member}, as text", value
            )
        self._require_inputs(scorer)

    def test_it_judges_an_ordinary_customer(self) -> None:
        """A finite score with a probability or a grade, and the model that has judged."""
        scorer = self.scorer()
        score = self._judged(scorer, self.inputs(), DAYS[0])
        self.require(
            scorer.version in score.model,
            "name itself with its version in model: a recorded decision must tell which has judged",
            score.model,
        )

    def test_its_day_is_the_one_it_is_asked_for(self) -> None:
        """``as_of`` of the score is not after the day of the judgement, and today plays no part."""
        scorer, inputs = self.scorer(), self.inputs()
        self._judged(scorer, inputs, DAYS[0])  # what it imports or reads once may ask for the time
        for day in DAYS:
            with watched() as asked:
                score = self._judged(scorer, inputs, day)
            self.require(
                score.as_of <= day, f"judge as of {day}, on nothing later", str(score.as_of)
            )
            self.require(not asked, "look at no clock and roll no dice: as_of is the day", asked)
        self.require(
            len({self._judged(scorer, inputs, day).as_of for day in DAYS[:2]}) == 2,
            "say of which day the score is: as_of follows the day it was asked for",
            "one day for two",
        )

    def test_the_same_gives_the_same(self) -> None:
        """It is pure: nothing that happens between two judgements changes the second."""
        scorer, inputs, day = self.scorer(), dict(self.inputs()), DAYS[0]
        first = self._judged(scorer, inputs, day)
        for other in self._neighbours(inputs):
            self._tried(scorer, other, DAYS[1])
        for again, who in ((scorer, "asked again"), (self.scorer(), "made anew")):
            score = self._judged(again, inputs, day)
            self.require(score == first, f"judge the same when it is {who} (first {first})", score)

    def test_it_leaves_its_inputs_alone(self) -> None:
        """The mapping belongs to whoever asks."""
        scorer, inputs = self.scorer(), dict(self.inputs())
        before = copy.deepcopy(inputs)
        try:
            scorer.score(inputs, DAYS[0])
            self.require(inputs == before, "leave its inputs as they were", inputs)
            scorer.score(MappingProxyType(inputs), DAYS[0])
        except (TypeError, AttributeError) as error:
            raise self.broken("take any Mapping, one that cannot be changed too", error) from error

    def test_a_required_input_that_is_missing_is_said(self) -> None:
        """Missing or None: NotAvailable, so that the cell shows #N/A and the message says why."""
        scorer, inputs = self.scorer(), dict(self.inputs())
        for wanted in scorer.inputs:
            if not wanted.required:
                continue
            for lacking in (_without(inputs, wanted.name), {**inputs, wanted.name: None}):
                answer = self._tried(scorer, lacking, DAYS[0])
                self.require(
                    isinstance(answer, NotAvailable),
                    f"raise NotAvailable when {wanted.name} is missing or None",
                    answer,
                )
                self.require(
                    wanted.name in str(answer), f"name {wanted.name}, which is missing", answer
                )

    def test_an_optional_input_may_be_missing(self) -> None:
        """What is declared as not required is not required."""
        scorer, inputs = self.scorer(), dict(self.inputs())
        optional = [wanted.name for wanted in scorer.inputs if not wanted.required]
        if not optional:
            pytest.skip("every input of this scorer is required")
        for name in optional:
            self._judged(scorer, _without(inputs, name), DAYS[0])
            self._judged(scorer, {**inputs, name: None}, DAYS[0])

    def test_junk_never_breaks_it(self) -> None:
        """Whatever stands in the cells: a sound score, or a LedgerguardError that says why not."""
        scorer, usual = self.scorer(), dict(self.inputs())
        names = [wanted.name for wanted in scorer.inputs]
        junk = st.dictionaries(st.sampled_from(names), JUNK) if names else st.just({})
        everywhere = st.fixed_dictionaries(dict.fromkeys(names, JUNK))
        day = st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31))

        def check(case: tuple[dict[str, InputValue], dict[str, InputValue], dt.date]) -> None:
            some, all_of_them, as_of = case
            for given in ({**usual, **some}, all_of_them):
                answer = self._tried(scorer, given, as_of)
                if isinstance(answer, Score):
                    self._require_sound(answer)

        self.explore(st.tuples(junk, everywhere, day), check)

    def test_a_score_can_be_written_down(self) -> None:
        """A decision is recorded: its texts can stand in a log as JSON."""
        score = asdict(self._judged(self.scorer(), self.inputs(), DAYS[0]))
        try:
            json.dumps(
                score | {"as_of": str(score["as_of"])}, allow_nan=False, ensure_ascii=False
            ).encode()
        except (TypeError, ValueError) as error:
            raise self.broken("answer what can be written down as JSON", error) from error

    def _judged(self, scorer: Scorer, inputs: Mapping[str, InputValue], day: dt.date) -> Score:
        """The score of inputs that are sound."""
        answer = self._tried(scorer, inputs, day)
        if isinstance(answer, LedgerguardError):
            raise self.broken(f"judge inputs that are sound: {dict(inputs)}", repr(answer))
        self._require_sound(answer)
        return answer

    def _tried(
        self, scorer: Scorer, inputs: Mapping[str, InputValue], day: dt.date
    ) -> Score | LedgerguardError:
        """The score, or the error on purpose; anything else is a broken contract."""
        try:
            return self.timed("score", lambda: scorer.score(dict(inputs), day))
        except LedgerguardError as error:
            return error
        except (AssertionError, KeyboardInterrupt):
            raise
        except BaseException as error:  # also one that calls sys.exit
            raise self.broken(
                f"answer or raise a LedgerguardError (NotAvailable, OutsideTraining) for "
                f"{str(dict(inputs))[:300]}",
                f"{type(error).__name__}: {error}",
            ) from error

    def _require_sound(self, score: Any) -> None:
        self.require(isinstance(score, Score), "answer a Score", score)
        checks = (
            ("score", "a finite number", _is_finite(score.score)),
            (
                *("probability", "None or a number from 0 to 1"),
                score.probability is None
                or (_is_finite(score.probability) and 0 <= score.probability <= 1),
            ),
            ("grade", "text", isinstance(score.grade, str)),
            ("model", "text", _is_text(score.model)),
            ("as_of", "a date", type(score.as_of) is dt.date),
            (
                *("reasons", "a tuple of texts"),
                isinstance(score.reasons, tuple) and all(map(_is_text, score.reasons)),
            ),
        )
        for field, allowed, holds in checks:
            self.require(holds, f"answer a Score whose {field} is {allowed}", getattr(score, field))
        self.require(
            score.probability is not None or score.grade,
            "give a probability of default or a grade, or both",
            score,
        )

    def _require_inputs(self, scorer: Scorer) -> None:
        for wanted in scorer.inputs:
            self.require(wanted.description.strip(), f"describe its input {wanted.name}", "nothing")
        names = {wanted.name: wanted.required for wanted in scorer.inputs}
        self.require(len(names) == len(scorer.inputs), "want each input once", [*scorer.inputs])
        given = self.inputs()
        unknown = sorted(set(given) - set(names))
        self.require(not unknown, "declare all that it is told in inputs", unknown)
        missing = [name for name, needed in names.items() if needed and given.get(name) is None]
        self.require(not missing, "be told all that it requires, by inputs() of the suite", missing)

    def _neighbours(self, inputs: Mapping[str, InputValue]) -> list[dict[str, InputValue]]:
        """Customers who are a little different, to be judged in between."""
        return [
            {**inputs, name: value * 2 if isinstance(value, float | int) else None}
            for name, value in inputs.items()
        ]


def _without(inputs: Mapping[str, InputValue], name: str) -> dict[str, InputValue]:
    return {key: value for key, value in inputs.items() if key != name}


def _is_finite(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())

"""What lifting and the plans of calls must not do: raise, leak, grow without bound, or go stale."""

from __future__ import annotations

import gc
import math
import weakref
from dataclasses import replace
from typing import Any

import pytest

from ledgerguard.catalogue import packaged
from ledgerguard.cells import lift, values
from ledgerguard.cells.functions import functions
from ledgerguard.cells.plans import plan_of
from ledgerguard.cells.readers import reader
from ledgerguard.cells.whole_columns import in_use
from ledgerguard.errors import ErrorValue, LedgerguardError
from ledgerguard.formula import Formula, Parameter, describe, formula, units_of
from ledgerguard.units import Count, Date, Flag, Money, Number, Text

DSO = packaged()["DSO"]
HUGE: Any = 10**400


def acme(function: Any) -> Formula:
    return describe(formula("ACME_TEST")(function), "acme")


def answer_of(amount: Money, factor: Number = 2, note: Text = "-") -> Money:
    """Whatever the test makes of it.

    Args:
        amount: An amount.
        factor: A factor.
        note: A note.

    Errors: #VALUE! never.
    Example: =ACME_TEST(1) -> 2
    Source: this test.
    """
    return amount * factor + len(note) - 1


def total_of(first: Money, *others: Money) -> Money:
    """A sum.

    Args:
        first: An amount.
        others: More amounts.

    Errors: #VALUE! never.
    Example: =ACME_TEST(1) -> 1
    Source: this test.
    """
    return first + sum(others)


def code(cell: Any) -> Any:
    return cell.code if isinstance(cell, ErrorValue) else cell


def codes(rows: Any) -> list[list[Any]]:
    return [[code(cell) for cell in row] for row in rows]


def test_a_whole_number_that_no_float_holds_stays_in_its_element() -> None:
    assert code(values.call(DSO, [HUGE, 1.0])) == "#NUM!"
    assert codes(lift.call(DSO, [[[HUGE], [100.0]], 1000.0, 30])) == [["#NUM!"], [3.0]]
    assert codes(lift.call(DSO, [[[1.0], [100.0]], HUGE, 30])) == [["#NUM!"], ["#NUM!"]]


def test_a_blank_among_values_is_the_default_or_missing() -> None:
    own = acme(answer_of)
    rows = lift.call(own, [[[1.0], [2.0], [None]], [[None], [5.0], [3.0]]])
    assert codes(rows) == [[2.0], [10.0], ["#N/A"]]
    texts = lift.call(own, [[[1.0], [1.0]], 2, [["abc"], [""]]])
    assert codes(texts) == [[4.0], [2.0]]


def test_a_ragged_range_ends_in_blanks() -> None:
    ragged: Any = [[1.0], [1.0, 2.0]]
    assert lift.call(acme(answer_of), [ragged]) == [[2.0, ""], [2.0, 4.0]]


def test_what_repeats_is_lifted_each_for_itself() -> None:
    own = acme(total_of)
    assert lift.call(own, [[[1.0], [2.0]], 10.0, [[100.0], [200.0]]]) == [[111.0], [212.0]]
    assert lift.call(own, [1.0, [[1.0, 2.0]]]) == [[2.0, 3.0]]
    assert values.call(own, [1.0]) == 1.0


def test_an_answer_that_is_not_finite_costs_its_element() -> None:
    def odd(amount: Money) -> Money:
        """Whatever.

        Args:
            amount: An amount.

        Errors: #NUM! above 1.
        Example: =ACME_TEST(1) -> 1
        Source: this test.
        """
        if amount == 3:
            raise StopIteration
        return [1.0] if amount == 4 else (math.inf if amount > 1 else amount)  # type: ignore[return-value]

    found = lift.call(acme(odd), [[[1.0], [2.0], [3.0], [4.0], [0.5]]])
    assert codes(found) == [[1.0], ["#NUM!"], ["#N/A"], ["#VALUE!"], [0.5]]


def test_a_grid_too_large_for_a_sheet_is_refused_at_once() -> None:
    column, row = [[1.0]] * 100_000, [[1.0] * 1_000]
    answer = lift.call(DSO, [column, row, 30.0])
    assert isinstance(answer, ErrorValue)
    assert answer.code == "#NUM!"
    assert "got 100,000 x 1,000. Hint:" in answer.message


def test_collection_goes_on_after_a_lifted_call() -> None:
    lift.call(DSO, [[[1.0], [2.0]], 1.0])
    assert gc.isenabled()


def test_a_record_that_nobody_holds_any_more_is_let_go() -> None:
    record = replace(DSO)
    assert plan_of(record) is plan_of(record)
    assert plan_of(record) is not plan_of(DSO)
    gone = weakref.ref(record)
    del record
    gc.collect()
    assert gone() is None


def test_explain_leaves_no_record_behind() -> None:
    explain = functions()["EXPLAIN"]

    def count() -> int:
        gc.collect()
        return sum(isinstance(one, Formula) for one in gc.get_objects())

    lift.call(explain, ["DSO", 1.0, 2.0])
    before = count()
    for _ in range(5):
        lift.call(explain, ["DSO", 1.0, 2.0])
    assert count() == before


JUNK: tuple[Any, ...] = (
    *(None, "", "x", "TRUE", "7", True, False, 0, 0.0, 3, 3.0, 2.5, -1, 61.0, 45000.0, 45000),
    *(math.inf, math.nan, HUGE, -HUGE, 2**53 + 1, 2_958_466.0, ErrorValue("#REF!")),
)


@pytest.mark.parametrize("boxed", [lambda v: v, lambda v: [[v]], lambda v: ((v,),), lambda v: [v]])
@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("annotation", [Money, Count, Text, Date, Flag])
def test_the_short_way_reads_as_the_long_one(annotation: Any, required: bool, boxed: Any) -> None:
    parameter = Parameter("x", "what x is", units_of(annotation, "x"), required, "default")
    short = reader(parameter)

    def outcome(read: Any) -> Any:
        try:
            value = read()
        except (LedgerguardError, ArithmeticError) as error:
            return type(error), str(error)
        return type(value), value

    for junk in JUNK:
        raw = boxed(junk)
        assert outcome(lambda: short(raw)) == outcome(lambda: values.coerce(parameter, raw)), raw  # noqa: B023


@pytest.mark.parametrize(
    ("rows", "height"),
    [
        (((None,),) * 65_536, 1),
        (((1.0,), *((None,),) * 65_535), 1),
        ((*((None,),) * 65_535, (1.0,)), 65_536),
        ((*((None,),) * 5_000, ("x",), *(("",),) * 60_535), 5_001),
        ((*((None, 0.0),) * 4_096, *((None, None),) * 61_440), 4_096),
        ([*[[1.0]] * 3, *[[None]] * 65_533], 3),
        ([*[1.0] * 3, *[None] * 65_533], 3),
    ],
)
def test_the_last_row_in_use(rows: Any, height: int) -> None:
    (cut,) = in_use([rows])
    assert cut == rows[:height]


def test_whole_rows_are_cut_to_the_longest() -> None:
    first: Any = [[1.0, *[None] * 16_383], [None] * 16_384]
    second: Any = [[None, None, 3.0, *[""] * 16_381]]
    cut = in_use([first, second, 7.0, []])
    assert cut == [[[1.0, None, None], [None] * 3], [[None, None, 3.0]], 7.0, []]

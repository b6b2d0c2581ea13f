"""A column through a scalar formula: each element is what the same call of single cells answers."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.catalogue import packaged
from ledgerguard.cells import values
from ledgerguard.cells.evaluate import evaluate
from ledgerguard.cells.functions import functions
from ledgerguard.cells.grammar import Call, Constant, parse
from ledgerguard.cells.lift import call
from ledgerguard.cells.whole_columns import in_use, is_range
from ledgerguard.errors import ErrorValue
from ledgerguard.formula import Formula, describe, formula
from ledgerguard.units import Date, Money, Text

FORMULAS = packaged()
DSO = FORMULAS["DSO"]
JUNK: Any = st.one_of(
    st.none(),
    st.sampled_from(["", "x", "收款", "1001", True, False, 0, -1, 1e308, float("nan"), 45000.0]),
    st.floats(allow_nan=False, width=32),
    st.builds(ErrorValue, st.sampled_from(["#DIV/0!", "#N/A", "#REF!"])),
    st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)),
)


def codes(answer: Any) -> Any:
    """An answer with errors as their codes, to be compared."""
    if isinstance(answer, list):
        return [codes(cell) for cell in answer]
    return answer.code if isinstance(answer, ErrorValue) else answer


def test_a_column_answers_a_column() -> None:
    assert call(DSO, [[[1200000], [600000]], [[10000000], [10000000]], 365]) == [[43.8], [21.9]]


def test_a_scalar_and_a_range_of_one_cell_are_repeated() -> None:
    assert call(DSO, [[[100.0], [200.0]], [[1000.0]], 30]) == [[3.0], [6.0]]
    assert call(DSO, [[[100.0]], [[1000.0]], [[30.0]]]) == 3.0


def test_a_column_against_a_row_is_a_grid() -> None:
    answer = call(DSO, [[[100.0], [200.0]], [[1000.0, 2000.0, 4000.0]], 40.0])
    assert answer == [[4.0, 2.0, 1.0], [8.0, 4.0, 2.0]]


def test_a_flat_list_is_a_column() -> None:
    flat: Any = [100.0, 200.0]
    assert call(DSO, [flat, 1000.0, 30]) == [[3.0], [6.0]]


def test_a_shorter_range_ends_in_not_available() -> None:
    answer = call(DSO, [[[100.0], [200.0], [300.0]], [[1000.0], [1000.0]], 30])
    assert codes(answer) == [[3.0], [6.0], ["#N/A"]]
    wide = call(DSO, [[[100.0, 200.0, 300.0]], [[1000.0, 1000.0], [500.0, 500.0]], 30])
    assert codes(wide) == [[3.0, 6.0, "#N/A"], [6.0, 12.0, "#N/A"]]


def test_an_error_stays_in_its_element() -> None:
    sales: Any = [[1000.0], [0.0], ["x"], [-1.0], [None], [ErrorValue("#REF!")], [1000.0]]
    answer = call(DSO, [[[100.0]] * 7, sales, 30])
    assert codes(answer) == [[3.0], ["#DIV/0!"], ["#VALUE!"], ["#NUM!"], ["#N/A"], ["#REF!"], [3.0]]


def test_rows_without_data_stay_empty() -> None:
    answer = call(DSO, [[[100.0], [None], [""]], [[1000.0], [""], [None]], 30])
    assert answer == [[3.0], [""], [""]]


def test_a_fault_in_a_single_argument_is_in_every_element() -> None:
    answer = call(DSO, [[[100.0], [200.0], [None]], 0.0, 30])
    assert codes(answer) == [["#DIV/0!"], ["#DIV/0!"], [""]]
    assert codes(call(DSO, [[[100.0], [200.0]], "x", 30])) == [["#VALUE!"], ["#VALUE!"]]


def test_a_formula_that_takes_a_column_takes_it_whole() -> None:
    hhi = FORMULAS["CONCENTRATION_HHI"]
    assert call(hhi, [[[50.0], [50.0]]]) == 5000.0


def test_a_scalar_beside_a_column_is_lifted() -> None:
    shares = FORMULAS["TOPN_SHARE"]
    amounts = [[50.0], [30.0], [20.0]]
    assert call(shares, [amounts, [[1], [2], [3]]]) == [[0.5], [0.8], [1.0]]


def test_a_table_formula_refuses_a_column_where_a_cell_belongs() -> None:
    aging = FORMULAS["AGING"]
    answer = call(aging, [[["amount", "due"], [1.0, 45000.0]], [[45000.0], [45001.0]]])
    assert isinstance(answer, ErrorValue)
    assert "as_of must be one cell, got a range of 2 x 1" in answer.message


def test_too_many_arguments_say_so() -> None:
    answer = call(DSO, [[[1.0], [2.0]], 1.0, 1.0, [[1.0], [2.0]]])
    assert isinstance(answer, ErrorValue)
    assert "at most 3 arguments, got 4" in answer.message


def test_arguments_that_repeat_are_lifted() -> None:
    names = [f for f in FORMULAS.values() if f.parameters and f.parameters[-1].repeats]
    for one in names:
        if one.returns.shape == "cell" and one.parameters[-1].units[0].shape == "cell":
            single = call(one, [1.0, 2.0])
            assert codes(call(one, [[[1.0], [1.0]], [[2.0], [2.0]]])) == [[codes(single)]] * 2


def test_dates_ids_and_choices() -> None:
    @formula("ACME_LABEL")
    def label(name: Text, day: Date, amount: Money = 1.0) -> Text:
        """A label.

        Args:
            name: The name.
            day: The day.
            amount: The amount.

        Errors: #VALUE! when day is no date.
        Example: =ACME_LABEL("a", DATE(2026, 1, 1)) -> "a 2026-01-01 1"
        Source: Acme.
        """
        return f"{name} {day} {amount:g}"

    own = describe(label, "acme")
    days: Any = [[46023.0], [46023.5], [dt.date(2026, 1, 2)], ["x"]]
    answer = call(own, [[[1001.0], ["007"], ["客户"], ["a"]], days])
    assert codes(answer) == [
        *(["1001 2026-01-01 1"], ["007 2026-01-01 1"], ["客户 2026-01-02 1"], ["#VALUE!"])
    ]


def test_a_formula_that_exits_or_breaks_costs_its_element() -> None:
    @formula("ACME_EXIT")
    def leave(amount: Money) -> Money:
        """Leaves.

        Args:
            amount: Above 1 it exits, below 0 it breaks.

        Errors: #N/A always.
        Example: =ACME_EXIT(1) -> 1
        Source: Acme.
        """
        if amount > 1:
            raise SystemExit(3)
        if amount < 0:
            raise RuntimeError("broken")
        return amount

    own = describe(leave, "acme-risk")
    answer = call(own, [[[1.0], [2.0], [-1.0]]])
    assert codes(answer) == [[1.0], ["#N/A"], ["#N/A"]]
    assert "this is a fault of acme-risk" in answer[2][0].message  # type: ignore[index,union-attr]
    alone = call(own, [2.0])
    assert isinstance(alone, ErrorValue)
    assert alone.code == "#N/A"


def test_no_memory_is_no_fault_of_a_cell() -> None:
    @formula("ACME_HUGE")
    def huge(amount: Money) -> Money:
        """Asks for too much.

        Args:
            amount: Whatever.

        Errors: #N/A never.
        Example: =ACME_HUGE(1) -> 1
        Source: Acme.
        """
        raise MemoryError

    own = describe(huge)
    for arguments in ([1.0], [[[1.0], [2.0]]]):
        with pytest.raises(MemoryError):
            call(own, arguments)


@given(st.lists(st.tuples(JUNK, JUNK, JUNK), min_size=2, max_size=6))
@pytest.mark.parametrize("name", ["DSO", "CEI", "NEXT_STAGE_DATE", "INDEMNITY", "IS_BUSINESS_DAY"])
def test_an_element_is_what_single_cells_answer(name: str, rows: list[tuple[Any, ...]]) -> None:
    own = FORMULAS[name]
    single = [all(u.shape == "cell" for u in p.units) for p in own.parameters[:3]]
    count = single.index(False) if False in single else len(single)
    lifted: Any = call(own, [[[row[place]] for row in rows] for place in range(count)])
    for whole, answer in zip(rows, lifted, strict=True):
        row = whole[:count]
        if all(cell is None or cell == "" for cell in row):
            assert answer == [""]
        else:
            assert codes(answer) == [codes(values.call(own, row))]


def liftable() -> list[tuple[Formula, Call]]:
    """The scalar formulas with an example whose arguments are plain cells."""
    found = []
    for own in FORMULAS.values():
        if own.returns.shape == "cell" and own.parameters:
            node = parse(own.examples[0][0])
            if isinstance(node, Call) and node.name == own.name:
                found.append((own, node))
    return found


@pytest.mark.parametrize(("own", "node"), liftable(), ids=[f.name for f, _ in liftable()])
def test_every_scalar_formula_lifts(own: Formula, node: Call) -> None:
    arguments: list[Any] = [
        part.value if isinstance(part, Constant) else evaluate_part(part) for part in node.arguments
    ]
    single = call(own, arguments)
    places = [
        place
        for place, parameter in enumerate(own.parameters[: len(arguments)])
        if all(unit.shape == "cell" for unit in parameter.units)
        and not is_range(arguments[place])
        and arguments[place] not in (None, "")
    ]
    if not places:
        pytest.skip("its example has no argument of one cell")
    for place in places:
        column = [*arguments]
        column[place] = [[arguments[place]], [arguments[place]]]
        assert codes(call(own, column)) == [[codes(single)], [codes(single)]]


def evaluate_part(part: Any) -> Any:
    from ledgerguard.cells.evaluate import _Evaluation

    return _Evaluation(functions(), None).value(part)


def test_the_evaluator_lifts_too() -> None:
    assert evaluate("DSO({100;200}, {1000;1000}, 30)", functions()) == [[3.0], [6.0]]


@pytest.mark.parametrize("height", [1_048_576, 65_536])
def test_whole_columns_are_cut_together(height: int) -> None:
    empty: Any = ((None,),)
    first: Any = ((100.0,), (200.0,), *empty * (height - 2))
    second: Any = ((1000.0,), (1000.0,), (None,), (500.0,), *empty * (height - 4))
    started = time.perf_counter()
    cut = in_use([first, second, 30.0])
    assert [len(cut[0]), len(cut[1])] == [4, 4]  # type: ignore[arg-type]
    assert codes(call(DSO, [first, second, 30.0])) == [[3.0], [6.0], [""], ["#N/A"]]
    assert time.perf_counter() - started < 60  # a cell a look, and not a minute


def test_whole_rows_are_cut_together() -> None:
    width = 16_384
    first: Any = ((100.0, 200.0, *[None] * (width - 2)),)
    second: Any = ((1000.0, 1000.0, *[""] * (width - 2)),)
    assert call(DSO, [first, second, 30.0]) == [[3.0, 6.0]]


def test_whole_columns_of_a_formula_that_takes_columns() -> None:
    column: Any = ((50.0,), (50.0,), *((None,),) * 1_048_574)
    assert call(FORMULAS["CONCENTRATION_HHI"], [column]) == 5000.0


def test_an_empty_whole_column_is_one_blank() -> None:
    blank: Any = ((None,),) * 65_536
    assert codes(call(DSO, [blank, 1.0])) == "#N/A"

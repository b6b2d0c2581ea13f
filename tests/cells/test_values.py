"""What a spreadsheet sends, made clean; what a formula answers, made into cells."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.catalogue import packaged
from ledgerguard.cells.functions import functions
from ledgerguard.cells.values import bind, call, coerce, serial, to_cells
from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
)
from ledgerguard.formula import Parameter, units_of
from ledgerguard.units import Anything, Column, Count, Date, Days, Flag, Money, Number, Table, Text

DAY = dt.date(2024, 3, 31)


def parameter(annotation: Any, required: bool = True, default: Any = None) -> Parameter:
    return Parameter("x", "what x is", units_of(annotation, "x"), required, default)


@pytest.mark.parametrize(
    ("annotation", "raw", "clean"),
    [
        (Money, 5, 5.0),
        (Money, 5.5, 5.5),
        (Money, [[5]], 5.0),
        (Money, [5], 5.0),
        (Money, ((5,),), 5.0),
        (Count, 3.0, 3),
        (Text, 1001.0, "1001"),
        (Text, 10.5, "10.5"),
        (Text, "007", "007"),
        (Text, True, "TRUE"),
        (Text, False, "FALSE"),
        (Flag, True, True),
        (Flag, 1.0, True),
        (Flag, 0.0, False),
        (Flag, " true ", True),
        (Flag, "FALSE", False),
        (Date, 45_382.75, DAY),
        (Date, DAY, DAY),
        (Date, dt.datetime(2024, 3, 31, 23, 59), DAY),
        (Days, DAY, 45_382.0),
        (Days, dt.datetime(2024, 3, 31, 6), 45_382.0),
        (Literal["due", "invoice"], " DUE ", "due"),
        (Column[Money], 7, [7.0]),
        (Column[Money], [[1, 2], [3, None]], [1.0, 2.0, 3.0, None]),
        (Column[Money], [["", 2]], [None, 2.0]),
        (Column[Date], [[45_382], [None]], [DAY, None]),
        (Column[Days] | Column[Date], [[DAY], [3]], [45_382.0, 3.0]),
        (Table, [["a", ""], [1, None]], [["a", ""], [1, None]]),  # as it came
        (Table, 5, [[5]]),
        (Text | Table, "five-stage", "five-stage"),
        (Text | Table, [["five-stage"]], "five-stage"),
        (Text | Table, [[1], [2]], [[1], [2]]),
        (Text | Table, 30, [[30]]),
        (Money | Table, 30, 30.0),
        (Money | Table, [["a", 1]], [["a", 1]]),
        (Money | Literal["none"], "None", "none"),
        (Money | Literal["none"], 3, 3.0),
    ],
)
def test_arguments(annotation: Any, raw: Any, clean: Any) -> None:
    answer = coerce(parameter(annotation), raw)
    assert answer == clean
    assert type(answer) is type(clean)


@pytest.mark.parametrize(
    ("annotation", "raw", "error", "words"),
    [
        (Money, "5", InvalidValue, r"x must be a number \(an amount in one currency\), got '5'"),
        (Money, True, InvalidValue, "got True"),
        (Money, DAY, InvalidValue, "must be a number"),
        (Money, math.inf, OutOfDomain, "finite"),
        (Money, math.nan, OutOfDomain, "finite"),
        (Money, [[1, 2]], InvalidValue, "one cell, got a range of 1 x 2"),
        (Money | Table, "word", InvalidValue, "must be a number"),
        (Count, 2.5, OutOfDomain, "whole number, got 2.5"),
        (Flag, "yes", InvalidValue, "TRUE or FALSE, got 'yes'"),
        (Flag, DAY, InvalidValue, "TRUE or FALSE"),
        (Date, "2024-03-31", InvalidValue, "must be a date, got '2024-03-31'. Hint: text"),
        (Date, True, InvalidValue, "must be a date"),
        (Date, 60, OutOfDomain, "1 March 1900"),
        (Date, dt.datetime(1899, 12, 30), OutOfDomain, "1 March 1900"),
        (Literal["due", "invoice"], "paid", InvalidValue, "one of due, invoice, got 'paid'"),
        (Literal["due", "invoice"], 1, InvalidValue, "got 1"),
        (Money, ErrorValue("#REF!"), PropagatedError, "#REF!"),
        (Column[Money], [[1], [ErrorValue("#DIV/0!")]], PropagatedError, "#DIV/0!"),
        (Column[Money], [[1], ["x"]], InvalidValue, "got 'x'"),
    ],
)
def test_arguments_that_are_refused(
    annotation: Any, raw: Any, error: type[LedgerguardError], words: str
) -> None:
    with pytest.raises(error, match=words):
        coerce(parameter(annotation), raw)


@pytest.mark.parametrize("blank", [None, "", [[None]], [[None, ""], ["", None]], []])
@pytest.mark.parametrize("annotation", [Money, Column[Money], Table, Text, Date])
def test_blank_is_missing_and_not_zero(annotation: Any, blank: Any) -> None:
    with pytest.raises(NotAvailable, match=r"x must be given, got a blank\. Hint: what x is"):
        coerce(parameter(annotation), blank)
    assert coerce(parameter(annotation, required=False, default=7), blank) == 7


@pytest.mark.parametrize("annotation", [Text, Date, Text | Table, Literal["a", "b"]])
def test_calc_sends_a_blank_cell_as_zero(annotation: Any) -> None:
    assert coerce(parameter(annotation, required=False, default="left out"), 0.0) == "left out"


@pytest.mark.parametrize("annotation", [Money, Count, Flag, Money | Literal["none"], Money | Table])
def test_zero_stays_zero_where_a_number_belongs(annotation: Any) -> None:
    assert coerce(parameter(annotation, required=False, default=7), 0.0) == 0


def test_bind_pads_and_counts() -> None:
    dso = packaged()["DSO"]
    assert bind(dso, [1, 2]) == [1.0, 2.0, 365]
    with pytest.raises(InvalidValue, match="DSO must be given at most 3 arguments, got 4"):
        bind(dso, [1, 2, 3, 4])


def test_a_repeated_argument_takes_all_that_is_left() -> None:
    explain = functions()["EXPLAIN"]
    assert bind(explain, ["DSO"]) == ["DSO"]
    assert bind(explain, ["DSO", 1, None, [[2, ""]], 0.0]) == ["DSO", 1, None, [[2, ""]], 0.0]
    with pytest.raises(NotAvailable, match="name must be given"):
        bind(explain, [])


def test_anything_is_handed_on_as_it_came() -> None:
    error = ErrorValue("#REF!")
    sent: list[Any] = [5, "x", True, 0.0, error, [[1, None], ["", error]], DAY]
    for raw in sent:
        assert coerce(parameter(Anything), raw) is raw
        assert coerce(parameter(Anything, required=False), raw) is raw
    assert coerce(parameter(Anything, required=False), "") is None


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("DSO", [1, 0], "#DIV/0!"),
        ("DSO", [1, -1], "#NUM!"),
        ("DSO", ["a", 1], "#VALUE!"),
        ("DSO", [None, 1], "#N/A"),
        ("DSO", [ErrorValue("#REF!"), 1], "#REF!"),
        ("DSO", [1e308, 1e-300], "#NUM!"),
        ("DAYS_PAST_DUE", ["2024-01-01", 45_382], "#VALUE!"),
        ("DAYS_PAST_DUE", [59, 45_382], "#NUM!"),
        ("CONCENTRATION_HHI", [[[None], [""]]], "#N/A"),
        ("ESCALATION_STAGE", [45_382, 45_382, "six-stage"], "#VALUE!"),
        ("ESCALATION_STAGE", [45_382, 45_382, None, None, 1.5], "#NUM!"),
        ("NEXT_STAGE_DATE", [45_000, 45_382], "#N/A"),
        ("CREDIT_SCORE", [[["current_ratio", ErrorValue("#DIV/0!")]]], "#DIV/0!"),
    ],
)
def test_a_call_never_raises_and_answers_the_error_of_the_table(
    name: str, arguments: list[Any], code: str
) -> None:
    answer = call(packaged()[name], arguments)
    assert isinstance(answer, ErrorValue)
    assert answer.code == code
    if name != "DSO" or code != "#NUM!":
        assert answer.message


def test_a_call_takes_what_cells_hold() -> None:
    formulas = packaged()
    assert call(formulas["DSO"], [1_200_000, 10_000_000]) == pytest.approx(43.8)
    assert call(formulas["NEXT_STAGE_DATE"], [45_352, 45_353]) == 45_355
    assert call(formulas["AGE_BUCKET"], [45_352, dt.datetime(2024, 3, 31)]) == "1–30"
    assert call(formulas["PAY_INDEX"], [33]) == pytest.approx(49)
    assert call(formulas["ESCALATION_STAGE"], [45_352, 45_382, 30]) == 1  # a ladder of one cell
    # COM sends dates where Calc sends serial numbers; the answer is the same.
    as_dates = call(
        formulas["WADTP"],
        [[[1.0]], [[dt.datetime(2024, 3, 31)]], [[dt.datetime(2024, 3, 1)]]],
    )
    as_serials = call(formulas["WADTP"], [[[1.0]], [[45_382.0]], [[45_352.0]]])
    assert as_dates == as_serials == 30
    ends = [[dt.datetime(2024, 3, 31)], [dt.datetime(2024, 2, 29)]]
    assert call(formulas["DSO_COUNTBACK"], [150, [[100], [100]], ends]) == pytest.approx(45.5)


def test_an_exception_without_words_is_named() -> None:
    import dataclasses

    def broken(*_: object) -> None:
        raise KeyError

    answer = call(dataclasses.replace(packaged()["DSO"], function=broken), [1, 2])
    assert isinstance(answer, ErrorValue)
    assert answer.code == "#VALUE!"
    assert answer.message == (
        "DSO must answer or say why not, got KeyError: . "
        "Hint: this is a fault of ledgerguard, please report it."
    )


class Scalar:
    """Stands for a numpy scalar."""

    def item(self) -> float:
        return 2.5


@pytest.mark.parametrize(
    ("answer", "cells"),
    [
        (None, ""),
        (True, True),
        (3, 3),
        (2.5, 2.5),
        ("text", "text"),
        (DAY, 45_382),
        (dt.datetime(2024, 3, 31, 12), 45_382),
        (Decimal("2.5"), 2.5),
        (Fraction(5, 2), 2.5),
        (Scalar(), 2.5),
        (1 + 2j, "#VALUE!"),
        (math.nan, "#NUM!"),
        (-math.inf, "#NUM!"),
        ([], "#N/A"),
        ([[]], "#N/A"),
        ([1, 2], [[1], [2]]),
        ([("a", None), [DAY]], [["a", ""], [45_382, ""]]),
    ],
)
def test_answers(answer: Any, cells: Any) -> None:
    found = to_cells(answer)
    if isinstance(found, ErrorValue):  # a message of four parts: what, allowed, got, hint
        assert re.fullmatch(r".+ must .+, got .+\. Hint: .+", found.message)
        found = found.code
    assert found == cells


def test_numpy_scalars_become_plain_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    assert type(to_cells(numpy.float64(2.5))) is float
    assert type(to_cells(numpy.int64(2))) is int
    assert type(to_cells(numpy.bool_(True))) is bool


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(), st.text()), max_size=4), max_size=4))
def test_every_table_becomes_a_rectangle(rows: list[list[Any]]) -> None:
    cells = to_cells(rows)
    if isinstance(cells, ErrorValue):
        assert not any(rows)
    else:
        assert isinstance(cells, list)
        assert len({len(row) for row in cells}) == 1
        assert len(cells) == len(rows)


@given(st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.booleans(), st.dates()))
def test_no_value_whatever_breaks_a_call(value: Any) -> None:
    for name in ("DSO", "AGE_BUCKET", "CREDIT_GRADE", "ESCALATION_STAGE", "PAY_INDEX"):
        answer = call(packaged()[name], [value, 45_382])
        assert isinstance(answer, (int, float, str, ErrorValue))


def test_serial_is_found_here_too() -> None:
    assert serial(DAY) == 45_382
    assert coerce(parameter(Number), 1) == 1

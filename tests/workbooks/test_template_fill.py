"""A person's own rows go into the inputs; what cannot be taken is listed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from template_drafts import template

from ledgerguard.errors import InvalidValue
from ledgerguard.units import Cell
from ledgerguard.workbooks import Choice, Data, Day, Number, Words
from ledgerguard.workbooks.fill import FillProblem, filled, taken

WCR = template("working-capital")
AS_OF = dt.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("accepts", "cell", "value"),
    [
        (Number(), "1,234.5", 1234.5),
        (Number(whole=True), 7, 7),
        (Day(), "2026-01-31", AS_OF),
        (Day(), dt.datetime(2026, 1, 31, 12), AS_OF),
        (Day(), AS_OF, AS_OF),
        (Day(), 46053.0, AS_OF),
        (Words(5), 12345, "12345"),
        (Choice(("a",), strict=False), "other", "other"),
        (None, "as it is", "as it is"),
    ],
)
def test_what_is_taken(accepts: Any, cell: Any, value: Any) -> None:
    assert taken(accepts, cell) == value


@pytest.mark.parametrize(
    ("accepts", "cell"),
    [
        (Number(least=0), -1),
        (Number(), "many"),
        (Number(whole=True), 7.5),
        (Day(), "31/01/2026"),
        (Day(), dt.date(1980, 1, 1)),
        (Words(3), "four"),
        (Choice(("a", "b")), "c"),
    ],
)
def test_what_is_not_taken(accepts: Any, cell: Any) -> None:
    with pytest.raises(InvalidValue, match="is wanted, got"):
        taken(accepts, cell)


def test_names_and_labels_in_any_language_are_found() -> None:
    rows: list[list[Cell]] = [
        ["item", "value"],
        ["inventory", 5],
        ["Trade receivables", "", 7],
        ["应付账款", 3],
        [],
        ["payables_base", "cost of goods sold"],
        ["rainfall", 9],
        ["sales", "many"],
        ["cash"],
    ]
    found = filled(WCR, {"figures": rows}, Data(as_of=AS_OF), "zh")
    assert found.data.as_of == AS_OF
    assert found.data.values == {
        "inventory": 5,
        "receivables": 7,
        "payables": 3,
        "payables_base": "销售成本",
    }
    assert found.problems == (
        FillProblem("figures", 7, "rainfall", "9", "no input is called so"),
        FillProblem("figures", 8, "sales", "many", "A number, 0 or more is wanted, got 'many'."),
        FillProblem("figures", 9, "cash", "", "no value stands beside it"),
    )


def test_a_sheet_called_like_a_table_holds_its_rows() -> None:
    rows: list[list[Cell]] = [
        ["类别", "Component", "days", "unknown"],
        ["liability", "Suppliers", 45, 1],
        ["nonsense", None, None, 1],
        [None, None, "many", 1],
    ]
    found = filled(WCR, {"Components": rows}, Data(), "en")
    assert found.data.tables == {"components": [["liability", "Suppliers", 45, None]]}
    assert [(p.row, p.field) for p in found.problems] == [(1, "base"), (3, "kind"), (4, "days")]


def test_a_file_that_names_nothing_is_refused() -> None:
    with pytest.raises(InvalidValue, match="no row names an input of working-capital"):
        filled(WCR, {"figures": [["rainfall", 9]]}, Data())


def test_a_file_of_values_that_are_not_accepted_says_which() -> None:
    rows: list[list[Cell]] = [["name", "value"], ["period_days", "abc"]]
    found = filled(WCR, {"figures": rows}, Data())
    assert [(p.row, p.field, p.value) for p in found.problems] == [(2, "period_days", "abc")]
    assert found.data.values == {}


@pytest.mark.parametrize(
    ("cell", "number"),
    [("80%", 0.8), (" 12.5 % ", 0.125), ("80％", 0.8), ("1,500", 1500), (0.8, 0.8)],
)
def test_numbers_are_taken_as_people_write_them(cell: Cell, number: float) -> None:
    assert taken(Number("percent", 0, 2_000), cell) == number


def test_a_share_beyond_its_bound_is_not_taken() -> None:
    with pytest.raises(InvalidValue, match=r"from 0 to 1 is wanted, got '150%'"):
        taken(Number("percent", 0, 1), "150%")

"""The formula mark: what a record holds, and that a broken convention is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest

from ledgerguard.errors import DefinitionError
from ledgerguard.formula import describe, formula
from ledgerguard.units import Column, Days, Money, Table


@formula("HALF_LIFE")
def half_life(
    amount: Money, each: Column[Days], mode: Literal["slow", "fast"] = "slow", days: Days = 30
) -> Days:
    """What it is.

    What it does,
    in two lines.

    Args:
        amount: First words
            and more words.
        each: One after the other.
        mode: How.
        days: How long.

    Errors: #NUM! when it fails;
        #N/A when it is blank.
    Example: =HALF_LIFE(1, {2;3},
        "fast") -> 1.5
    Example: =HALF_LIFE(1, 2) -> 0
    Source: A book.
    """
    return amount / days


def test_a_record_is_read_from_types_and_docstring() -> None:
    record = describe(half_life, "a plugin")
    assert record.name == "HALF_LIFE"
    assert record.function is half_life
    assert record.owner == "a plugin"
    assert record.summary == "What it is."
    assert record.details == "What it does,\nin two lines."
    assert record.errors == "#NUM! when it fails; #N/A when it is blank."
    assert record.source == "A book."
    assert record.examples == (('=HALF_LIFE(1, {2;3}, "fast")', "1.5"), ("=HALF_LIFE(1, 2)", "0"))
    assert record.signature == "HALF_LIFE(amount, each, [mode], [days])"
    assert not record.is_table
    assert record.returns.name == "days"
    amount, each, mode, days = record.parameters
    assert amount.description == "First words and more words."
    assert (amount.required, days.required, days.default) == (True, False, 30)
    assert each.units[0].shape == "column"
    assert mode.units[0].choices == ("slow", "fast")


@formula("TOGETHER")
def together(first: Money, *others: Money) -> Money:
    """Add amounts up.

    Args:
        first: The first amount.
        others: Further amounts.

    Errors: #VALUE! when one is text.
    Example: =TOGETHER(1, 2, 3) -> 6
    Source: this test.
    """
    return first + sum(other or 0 for other in others)


def test_the_last_argument_may_repeat() -> None:
    record = describe(together)
    assert record.signature == "TOGETHER(first, [others, ...])"
    assert [(p.repeats, p.required) for p in record.parameters] == [(False, True), (True, False)]


def test_marking_changes_nothing() -> None:
    assert half_life(60, []) == 2


@pytest.mark.parametrize(
    "name", ["dso", "DSO1", "DSO-X", "_DSO", "DSO_", "", "EXPAND", "LEDGER_FILTER", "TO_MAP"]
)
def test_names_that_no_host_could_carry(name: str) -> None:
    with pytest.raises(DefinitionError, match="cannot be named"):
        formula(name)


TAIL = "\n\nErrors: none.\nExample: =F(1) -> 1\nSource: x."
ARGS = "\n\nArgs:\n    a: An amount."


def good(a: Money) -> Money:
    return a


def keyword(*, a: Money) -> Money:
    return a


def unitless(a: float) -> Money:
    return a


def table(a: Money) -> Table:
    return [[a]]


@pytest.mark.parametrize(
    ("function", "text", "fault"),
    [
        (good, "", "summary"),
        (good, "x" * 256 + ARGS + TAIL, "summary must have 1 to 255 characters, got 256"),
        (good, "One." + TAIL, "does not describe a"),
        (good, "One." + ARGS + "\n    b: Another." + TAIL, "describes b, which is not there"),
        (keyword, "One." + ARGS + TAIL, "must be an ordinary argument"),
        (unitless, "One." + ARGS + TAIL, "carries no unit"),
        (good, "One." + ARGS + "\n\nErrors: none.\nSource: x.", "Example: is missing"),
        (good, "One." + ARGS + TAIL.replace(" -> ", " = "), "must read"),
        (good, "One." + ARGS + TAIL.replace("=F", "F"), "must read"),
        (good, "One." + ARGS + TAIL.replace("Errors: none.", ""), "Errors: is missing"),
        (good, "One." + ARGS + TAIL.replace("x.", ""), "Source: is missing"),
    ],
)
def test_a_broken_convention_is_named(
    function: Callable[..., Any], text: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(function, "__doc__", text)
    with pytest.raises(DefinitionError, match=fault):
        describe(formula("F")(function))


def test_a_table_is_known_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "__doc__", "One." + ARGS + TAIL)
    record = describe(formula("F")(table))
    assert record.is_table
    assert record.details == ""

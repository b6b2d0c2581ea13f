"""Own and insured limits can't be added by any path, nor can two currencies: every path is tried.

What can't be closed is arithmetic on bare numbers (``.minor``, ``.major``): the last tests look at
the source and at the tables instead, for no sum of two limits is computed or shown anywhere.
"""

from __future__ import annotations

import ast
import datetime as dt
import functools
import itertools
import math
import operator
import pickle
import re
from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from decision_cases import FACTS, LOOKED, TODAY
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import ledgerguard
from ledgerguard.casework.alerts import alerts, portfolio_mix
from ledgerguard.casework.control_nodes import control_nodes, control_summary
from ledgerguard.casework.credit_decision import (
    credit_decision,
    group_exposure,
    limit_status,
    review_calendar,
)
from ledgerguard.casework.decisions.limits import KINDS, Kind, Limit, LimitAmount, standing_of
from ledgerguard.casework.waterfall import cover_portfolio, cover_status, waterfall
from ledgerguard.errors import InvalidValue, LedgerguardError
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell, Table

AS_OF = dt.date(2026, 6, 30)
Pair = tuple[Any, Any]

OWN = Limit("own", LimitAmount(300_00, "EUR", "own"), source="board")
INSURED = Limit("insured", LimitAmount(500_00, "EUR", "insured"), source="P-1")
NOTHING = Amount(0, "EUR")

ADDITIONS: dict[str, Callable[[Any, Any], Any]] = {
    "plus": operator.add,
    "in place": operator.iadd,
    "sum from 0": lambda one, other: sum([one, other]),
    "sum from nothing": lambda one, other: sum([one, other], NOTHING),
    "sum from the first": lambda one, other: sum([other], one),
    "fsum": lambda one, other: math.fsum([one, other]),
    "mean": lambda one, other: mean([one, other]),
    "prod": lambda one, other: math.prod([one, other]),
    "reduced": lambda one, other: functools.reduce(operator.add, [one, other]),
    "accumulated": lambda one, other: list(itertools.accumulate([one, other])),
    "Amount's own plus": lambda one, other: Amount.__add__(one, other),
    "Amount's plus from nothing": lambda one, other: functools.reduce(
        Amount.__add__, [one, other], NOTHING
    ),
    "by way of the minus sign": lambda one, other: one - (NOTHING - other),
    "by way of two minus signs": lambda one, other: NOTHING - ((NOTHING - one) - other),
    "Amount's minus": lambda one, other: Amount.__sub__(one, Amount.__sub__(NOTHING, other)),
    "what is left of it": lambda one, other: (one - NOTHING) + other,
    "what is left of both": lambda one, other: (one - NOTHING) + (other - NOTHING),
    "times": lambda one, other: one * 2 + other,
}

SIDES: dict[str, Callable[[Limit], Any]] = {
    "limit": lambda limit: limit,
    "amount": lambda limit: limit.amount,
    "for showing": lambda limit: limit.amount.plain,
    "replaced": lambda limit: replace(limit.amount, minor=limit.amount.minor),
    "of no limit": lambda limit: replace(limit.amount, of_limit=False),
    "copied": lambda limit: copy(limit.amount),
    "deeply copied": lambda limit: deepcopy(limit).amount,
    "pickled": lambda limit: pickle.loads(pickle.dumps(limit.amount)),  # noqa: S301
    "left": lambda limit: limit.amount - NOTHING,
    "over": lambda limit: NOTHING - limit.amount,
    "renamed": lambda limit: LimitAmount.of_kind(limit.amount, "temporary"),
    "standing": lambda limit: getattr(standing_of([limit], TODAY), limit.kind).amount,
}


REFUSALS = (TypeError, AttributeError)
"""A whole limit has no minor units: Amount's own methods find nothing in it to add."""


@pytest.mark.parametrize("way", sorted(ADDITIONS))
def test_an_own_and_an_insured_limit_are_added_by_no_path(way: str) -> None:
    for left, right in itertools.product(SIDES.values(), repeat=2):
        for one, other in ((OWN, INSURED), (INSURED, OWN)):
            with pytest.raises(REFUSALS):
                ADDITIONS[way](left(one), right(other))


@given(
    st.sampled_from(KINDS), st.sampled_from(KINDS),
    st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12),
    st.sampled_from(sorted(ADDITIONS)), st.sampled_from(sorted(SIDES)),
    st.sampled_from(sorted(SIDES)),
)  # fmt: skip
def test_whatever_the_kinds_and_amounts(
    one: Kind, other: Kind, first: int, second: int, way: str, left: str, right: str
) -> None:
    a = Limit(one, LimitAmount(first, "EUR", one))
    b = Limit(other, LimitAmount(second, "EUR", other))
    with pytest.raises(REFUSALS):
        ADDITIONS[way](SIDES[left](a), SIDES[right](b))


def test_a_limit_holds_an_amount_of_its_own_kind_and_nothing_else() -> None:
    """Else a kind could be changed, or lost, and with it what refuses the sum."""
    with pytest.raises(TypeError, match="must be of its kind, own, got insured"):
        replace(OWN, amount=INSURED.amount)
    with pytest.raises(TypeError, match="got no limit"):
        replace(OWN, amount=Amount(1, "EUR"))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="must be of its kind, insured, got own"):
        replace(OWN, kind="insured")
    with pytest.raises(FrozenInstanceError):
        OWN.amount = INSURED.amount  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        OWN.amount.minor = 1  # type: ignore[misc]


def test_what_is_no_sum_still_works() -> None:
    exposure = Amount(400_00, "EUR")
    assert OWN.amount - Amount(100_00, "EUR") == Amount(200_00, "EUR")
    assert exposure - OWN.amount == Amount(100_00, "EUR")
    assert OWN.amount < exposure < INSURED.amount
    assert (exposure - OWN.amount) - Amount(50_00, "EUR") == Amount(50_00, "EUR")
    assert max(OWN.amount, INSURED.amount) is INSURED.amount
    assert OWN.amount.plain == Amount(300_00, "EUR")
    assert exposure + exposure == Amount(800_00, "EUR")


CURRENCIES = st.sampled_from(["EUR", "CNY", "USD", "JPY"])
NO_SUM = (*ADDITIONS, "minus")


@given(CURRENCIES, CURRENCIES, st.integers(), st.integers(), st.sampled_from(NO_SUM))
def test_two_currencies_are_added_by_no_path(
    one: str, other: str, first: int, second: int, way: str
) -> None:
    a, b = Amount(first, one), Amount(second, other)
    add = ADDITIONS.get(way, operator.sub)
    if one == other:
        return
    with pytest.raises((TypeError, InvalidValue)):
        add(a, b)
    with pytest.raises(InvalidValue):
        a < b  # noqa: B015


# ---------------------------------------------------------------------------------------------
# The source: nobody adds the bare numbers of limits.

LIMITS = re.compile(
    r"\b(own|temporary|insured|discretionary|granted|borne|limit|named)\.amount(\.minor|\.major)?\b"
)
SOURCE = Path(ledgerguard.__file__).parent


def sums(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Add)) or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name | ast.Attribute)
            and ast.unparse(node.func) in ("sum", "math.fsum", "fsum", "itertools.accumulate")
        ):
            yield node


def adds_limits(text: str) -> list[str]:
    return [found for node in sums(ast.parse(text)) if LIMITS.search(found := ast.unparse(node))]


def test_the_source_has_no_sum_of_the_bare_numbers_of_limits() -> None:
    assert adds_limits("x = standing.own.amount.minor + standing.insured.amount.minor")
    assert adds_limits("x = sum(limit.amount.minor for limit in limits)")
    assert adds_limits("x += granted.amount.major")
    assert not adds_limits("x = max(own.amount.minor, insured.amount.minor) - 1")
    files = sorted(SOURCE.rglob("*.py"))
    assert len(files) > 300
    found = {
        str(path.relative_to(SOURCE)): lines
        for path in files
        if (lines := adds_limits(path.read_text(encoding="utf-8")))
    }
    assert found == {}


# ---------------------------------------------------------------------------------------------
# The tables: no cell holds the sum of two limits, nor of two currencies.

HEADER: list[Cell] = ["customer_id", "item", "value", "date", "until", "currency", "source"]


def facts(*limits: tuple[str, float, str]) -> list[list[Cell]]:
    """The facts of Beispiel GmbH as a range, with limits: item, amount, currency."""
    rows: list[list[Cell]] = [
        ["1001", f.item, f.value, None if f.day == NO_DAY else f.day, None, f.currency, f.source]
        for f in FACTS
    ]
    named: list[list[Cell]] = [
        ["1001", item, amount, LOOKED, None, currency, "x"] for item, amount, currency in limits
    ]
    return [HEADER, *rows, *named]


def ledger(*rows: tuple[str, float, str]) -> list[list[Cell]]:
    head: list[Cell] = ["Customer", "Invoice", "Invoice date", "Due date", "Amount", "Currency"]
    body: list[list[Cell]] = [
        [who, f"R{number}", TODAY - 40, TODAY + 10, owed, code]
        for number, (who, owed, code) in enumerate(rows)
    ]
    return [head, *body]


def numbers(table: Table) -> set[float]:
    """Every number of a table, those in its sentences too."""
    found: set[float] = set()
    for row in table:
        for cell in row:
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                found.add(round(float(cell), 2))
            elif isinstance(cell, str):
                texts = re.findall(r"\d[\d,]*\.\d\d", cell)
                found |= {float(text.replace(",", "")) for text in texts}
    return found


def all_sums(amounts: list[float]) -> set[float]:
    """The sums of any two or more of some amounts."""
    return {
        round(sum(some), 2)
        for count in range(2, len(amounts) + 1)
        for some in itertools.combinations(amounts, count)
    }


# Odd cents at a place of its own for each, so that no other figure looks like a sum by accident.
def a_limit(cents: float) -> st.SearchStrategy[float]:
    return st.integers(100_000, 900_000).map(lambda units: units + cents)


@settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(a_limit(0.01), a_limit(0.02), a_limit(0.04), a_limit(0.08), st.integers(0, 400_000))
def test_no_table_shows_the_sum_of_two_kinds_of_limits(
    own: float, temporary: float, insured: float, discretionary: float, owed: int
) -> None:
    amounts = [own, temporary, insured, discretionary]
    stated = [(f"{kind}_limit", amount, "EUR") for kind, amount in zip(KINDS, amounts, strict=True)]
    file, open_items = facts(*stated), ledger(("1001", owed + 0.5, "EUR"))
    tables: list[Table] = [
        credit_decision(file, AS_OF, open_items, new_order=1_000),
        limit_status(file, AS_OF, open_items),
        cover_status(file, AS_OF, "extension-sixty"),
        waterfall(open_items, AS_OF, file, "extension-sixty"),
        cover_portfolio(open_items, AS_OF, file, "extension-sixty"),
        control_nodes(file, AS_OF, open_items),
        alerts(open_items, AS_OF, file),
    ]
    assert set(amounts) <= numbers(tables[1])
    for table in tables:
        assert numbers(table) & all_sums(amounts) == set()


EUR, CNY = 3_000.25, 70_000.5
"""Open in each currency: the sum, 73,000.75, is like nothing else."""


def two() -> tuple[list[list[Cell]], list[list[Cell]]]:
    file = facts(
        ("own_limit", 40_000.25, "EUR"), ("own_limit", 900_000.5, "CNY"),
        ("insured_limit", 20_000.25, "EUR"), ("insured_limit", 500_000.5, "CNY"),
        ("order_backlog", 110.25, "EUR"), ("order_backlog", 2_200.5, "CNY"),
    )  # fmt: skip
    file += [["1001", "group", "Holding", LOOKED, None, "", ""],
             ["1002", "group", "Holding", LOOKED, None, "", ""]]  # fmt: skip
    return file, ledger(("1001", EUR, "EUR"), ("1001", CNY, "CNY"), ("1002", 9.25, "EUR"))


TABLES: dict[str, Callable[[list[list[Cell]], list[list[Cell]]], Table]] = {
    "CREDIT_DECISION": lambda file, rows: credit_decision(file, AS_OF, rows, "1001", "EUR"),
    "LIMIT_STATUS": lambda file, rows: limit_status(file, AS_OF, rows, "1001"),
    "GROUP_EXPOSURE": lambda file, rows: group_exposure(rows, AS_OF, file),
    "REVIEW_CALENDAR": lambda file, rows: review_calendar(file, AS_OF, rows),
    "ALERTS": lambda file, rows: alerts(rows, AS_OF, file),
    "PORTFOLIO_MIX": lambda file, rows: portfolio_mix(rows, AS_OF, file, "EUR"),
    "WATERFALL": lambda file, rows: waterfall(rows, AS_OF, file, "extension-sixty"),
    "COVER_PORTFOLIO": lambda file, rows: cover_portfolio(rows, AS_OF, file, "extension-sixty"),
    "COVER_STATUS": lambda file, rows: cover_status(file, AS_OF, "extension-sixty"),
    "CONTROL_NODES": lambda file, rows: control_nodes(file, AS_OF, rows, "1001"),
    "CONTROL_SUMMARY": lambda file, rows: control_summary(file, rows, AS_OF),
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_no_table_adds_two_currencies(name: str) -> None:
    """Of all amounts of one currency and all of the other no sum of two stands in any cell."""
    file, rows = two()
    found = numbers(TABLES[name](file, rows))
    euros = [EUR, EUR + 9.25, EUR + 110.25, 40_000.25, 20_000.25, 110.25]
    yuan = [CNY, CNY + 2_200.5, 900_000.5, 500_000.5, 2_200.5]
    added = {round(one + other, 2) for one in euros for other in yuan}
    assert len(TABLES[name](file, rows)) > 1
    assert found & added == set()


def test_what_needs_one_currency_asks_which() -> None:
    file, rows = two()
    calls: list[Callable[[], Table]] = [
        lambda: credit_decision(file, AS_OF, rows, "1001"),
        lambda: limit_status(file, AS_OF, rows, "1001", exposure=5),
        lambda: portfolio_mix(rows, AS_OF, file),
    ]
    for call in calls:
        with pytest.raises(LedgerguardError, match="CNY"):
            call()

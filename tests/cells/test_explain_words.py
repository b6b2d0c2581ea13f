"""Expressions of Python in the notation of a spreadsheet."""

from __future__ import annotations

import ast
import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

import pytest

from ledgerguard.cells.explain_numbers import cut, figure, shown, size_of
from ledgerguard.cells.explain_words import Words
from ledgerguard.errors import ErrorValue
from ledgerguard.formulas import checks, receivables
from ledgerguard.translation import texts

SAY = texts("en")


@dataclass(frozen=True)
class Step:
    """Something with parts."""

    days: int
    label: str = ""

    def reaches(self, limit: float) -> bool:
        return self.days >= limit


KNOWN: dict[str, Any] = {
    "POINTS": 10_000,
    "math": math,
    "dso": receivables.dso,
    "divisor": checks.divisor,
    "filled": checks.filled,
    "at_least": checks.at_least,
    "at_most": checks.at_most,
    "_helper": len,
}
SCOPE: dict[str, Any] = {
    "a": 1.5,
    "b": -3.0,
    "n": 2,
    "sales": [40.0, 30.0, 15.0, 15.0],
    "rows": [[1.0, 2.0], [3.0, 4.0]],
    "word": "due",
    "flag": True,
    "day": dt.date(2024, 3, 1),
    "other": dt.date(2024, 2, 1),
    "step": Step(3, "x"),
    "table": {"k": 5.0},
    "once": iter([1, 2]),
    "nothing": None,
}


@pytest.mark.parametrize(
    ("source", "words", "numbers"),
    [
        ("a * n / 2", "a × n / 2", "1.5 × 2 / 2"),
        ("a + b", "a + b", "1.5 + (-3)"),
        ("a - (n - b)", "a - (n - b)", "1.5 - (2 - (-3))"),
        ("a / (n * b)", "a / (n × b)", "1.5 / (2 × (-3))"),
        ("(a + n) * b", "(a + n) × b", "(1.5 + 2) × (-3)"),
        ("b ** n", "b^n", "(-3)^2"),
        ("-(a * n)", "-(a × n)", "-(1.5 × 2)"),
        ("-a ** 2", "-(a^2)", "-(1.5^2)"),
        ("n ** -a", "n^(-a)", "2^(-1.5)"),
        ("+a", "a", "1.5"),
        ("a % n", "MOD(a, n)", "MOD(1.5, 2)"),
        ("a // n", "INT(a / n)", "INT(1.5 / 2)"),
        ("n << 2", "n << 2", "8"),
        ("a * POINTS", "a × 10,000", "1.5 × 10,000"),
        ("a == n != b", "a = n <> b", "1.5 = 2 <> -3"),
        ("a is None", "a = blank", "1.5 = blank"),
        ("a < n and not flag or a >= n", "OR(AND(a < n, NOT(flag)), a >= n)", None),
        ('word in ("due", "x")', 'word is one of {"due"; "x"}', '"due" is one of {"due"; "x"}'),
        ('word not in ("x",)', 'word is none of {"x"}', '"due" is none of {"x"}'),
        ("a if flag else b", "IF(flag, a, b)", "1.5"),
        ("n * (b if not flag else a)", "n × IF(NOT(flag), b, a)", "2 × 1.5"),
        ("a if unknown(a) else b", "IF(unknown(a), a, b)", "IF(unknown(1.5), 1.5, -3)"),
        ("min(1.0, a / n)", "MIN(1, a / n)", "MIN(1, 1.5 / 2)"),
        ("math.log(a) + math.exp(n)", "LN(a) + EXP(n)", "LN(1.5) + EXP(2)"),
        ("int(a)", "INT(a)", "INT(1.5)"),
        ("float(a)", "a", "1.5"),
        ('divisor("n", n)', "n", "2"),
        ('a / divisor("n + 1", n + 1)', "a / (n + 1)", "1.5 / (2 + 1)"),
        ('filled("sales", sales)', "sales", "{40; 30; 15; 15}"),
        ("at_least(a, n)", "a >= n", "1.5 >= 2"),
        ("not at_most(a, n)", "NOT(a <= n)", "NOT(1.5 <= 2)"),
        ("dso(a, n, period_days=30)", "DSO(a, n, 30)", "DSO(1.5, 2, 30)"),
        ("_helper(sales)", "helper(sales)", "helper({40; 30; 15; 15})"),
        ("(day - other).days", "day - other", "2024-03-01 - 2024-02-01"),
        ("day.toordinal() + n", "day + n", "2024-03-01 + 2"),
        ("sum(sales)", "SUM(sales)", "SUM({40; 30; 15; 15})"),
        (
            "sum((s / n) ** 2 for s in sales)",
            "SUM((s / n)^2 for each s of sales)",
            "SUM((40 / 2)^2; (30 / 2)^2; (15 / 2)^2; (15 / 2)^2)",
        ),
        (
            "[s for s in sales if s > 20]",
            "sales where s > 20",
            "40; 30",
        ),
        (
            "sum(x * y for x, y in rows)",
            "SUM(x × y for each x, y of rows)",
            "SUM(1 × 2; 3 × 4)",
        ),
        (
            "[n for _ in range(6)]",
            "n for range(6)",
            "2; 2; 2; 2; … (6 values)",
        ),
        ("[s for r in rows for s in r]", "s", "s"),
        ("sum(x for x in once)", "SUM(once)", None),
        ("[s for s in sales if unknown(s)]", "sales where unknown(s)", None),
        ("[s for s in a]", "a", "1.5"),
        ("next((s for s in sales if s < 20), n)", None, "15"),
        ("next((s for s in sales if s < 0), n)", None, "2"),
        ("next((s for s in once), n)", "first once, otherwise n", None),
        ("sales[0]", "sales[0]", "40"),
        ("sales[:n]", "sales[…n]", "{40; 30}"),
        ("sales[1:]", "sales[1…]", "{30; 15; 15}"),
        ("once[0]", "once[0]", None),
        ("step.days + n", "days of step + n", "3 + 2"),
        ("self.days", "days", None),
        ("step.missing", "missing of step", 'missing of {days 3, label "x"}'),
        ("table.get(word)", "table[word]", 'table["due"]'),
        ("[a, *sales]", "{a; sales}", "{1.5; {40; 30; 15; 15}}"),
        ('{"k": a}', "{…}", '{"k" 1.5}'),
        ("(c := a + 1)", "c".replace("c", "a + 1"), "1.5 + 1"),
        ('f"{n} rows"', "…", '"2 rows"'),
        ("sorted(sales, key=lambda s: -s, reverse=True)", "SORT(sales)", None),
        ("lambda s: s", "…", None),
        ("nothing", "nothing", "blank"),
        ("sum(x for (x, y) in sales)", "SUM(x for each x, y of sales)", None),
        ("[0 for step.x in sales]", None, None),
        ("b * -a", "b × (-a)", "-3 × (-1.5)"),
        ("(a < n) + (not flag)", "(a < n) + NOT(flag)", None),
    ],
)
def test_an_expression(source: str, words: str | None, numbers: str | None) -> None:
    node = ast.parse(source, mode="eval").body
    if words is not None:
        assert Words(SAY, KNOWN).write(node) == words
    written = Words(SAY, KNOWN, SCOPE).write(node)
    if numbers is not None:
        assert written == numbers


def test_an_iterator_is_never_used_up() -> None:
    once = iter([1, 2])
    node = ast.parse("sum(x for x in once) + max(once)", mode="eval").body
    Words(SAY, KNOWN, {"once": once}).write(node)
    assert list(once) == [1, 2]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (1_200_000.0, "1,200,000"),
        (43.8, "43.8"),
        (55.351470588, "55.3515"),
        (0.0476190476, "0.047619"),
        (1 / 3, "0.333333"),
        (0.00001234, "0.00001234"),
        (-0.5, "-0.5"),
        (1e-9, "1E-09"),
        (1.5e15, "1.5E+15"),
        (2**60, "1.15292E+18"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
        (10**400, "∞"),
        (12_345.678, "12,345.678"),
    ],
)
def test_a_number_for_a_reader(number: float, text: str) -> None:
    assert figure(number) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "blank"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("x" * 50, '"' + "x" * 39 + '…"'),
        (dt.date(2024, 3, 1), "2024-03-01"),
        (dt.datetime(2024, 3, 1, 5), "2024-03-01"),
        (ErrorValue("#N/A"), "#N/A"),
        ([], "{}"),
        ([1, None, 2.5], "{1; blank; 2.5}"),
        (list(range(9)), "{0; 1; 2; 3; 4; 5; …} (9 values)"),
        ([[1, 2], ["a", None]], '{1, 2; "a", blank}'),
        ({"a": 1}, '{"a" 1}'),
        (Step(3, "x"), '{days 3, label "x"}'),
        ([Step(3), Step(4)], "{3; 4}"),
        ([[[[1]]]], "{{{…}}}"),
        (len, "len"),
        (object(), "…"),
    ],
)
def test_a_value_for_a_reader(value: Any, text: str) -> None:
    assert shown(value, SAY) == text


def test_sizes_and_cuts() -> None:
    assert size_of([[1, 2], [3, 4], [5, 6]], SAY) == "3 rows, 2 columns"
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"

"""The formula's contract: good ones are green, and each question has one that it catches."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from suite_runs import outcome, questions

from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.testing import FormulaContract
from ledgerguard.units import Cell, Column, Money, Table

DOC = """Twice an amount.

    Args:
        amount: The amount.

    Errors: #NUM! when amount is negative.
    Example: =ACME_TWICE(2) -> 4
    Source: Acme.
    """


def made(
    work: Callable[[float], Any], name: str = "ACME_TWICE", doc: str = DOC
) -> Callable[..., Any]:
    def twice(amount: Money) -> Money:
        answer: float = work(amount)
        return answer

    twice.__doc__ = doc.replace("ACME_TWICE", name)
    return formula(name)(twice)


def careful(amount: float) -> float:
    if amount < 0:
        raise OutOfDomain(f"amount must be 0 or more, got {amount:g}")
    return 2 * amount


@formula("ACME_TOTAL")
def total(amounts: Column[Money]) -> Money:
    """Sum of amounts.

    Args:
        amounts: The amounts.

    Errors: #VALUE! when one is text.
    Example: =ACME_TOTAL({1;2}) -> 3
    Source: Acme.
    """
    return float(sum(one or 0 for one in amounts))


@formula("ACME_TURNED")
def turned(rows: Table) -> Table:
    """The rows of a range, the last one first.

    Args:
        rows: The range.

    Errors: #N/A when there are no rows.
    Example: =ACME_TURNED({1;2}) -> {2;1}
    Source: Acme.
    """
    answer: list[list[Cell]] = [[*row] for row in rows]
    return answer[::-1]


@formula("ACME_SPENT")
def disturbing(amounts: Column[Money]) -> Money:
    """Sum of amounts; it uses up what it is given.

    Args:
        amounts: The amounts.

    Errors: #VALUE! when one is text.
    Example: =ACME_SPENT({1;2}) -> 3
    Source: Acme.
    """
    answer = total(amounts)
    list.clear(amounts)  # type: ignore[arg-type]  # this is the fault that shall be found
    return answer


def suite_of(*functions: Callable[..., Any]) -> type[FormulaContract]:
    class Suite(FormulaContract):
        def formulas(self) -> Iterable[Callable[..., Any]]:
            return functions

    return Suite


def counting() -> Callable[[float], float]:
    numbers = itertools.count()
    return lambda amount: 4.0 if amount == 2 and next(numbers) < 2 else 0.0


def changing() -> Callable[[float], float]:
    numbers = itertools.count()
    return lambda amount: float(next(numbers))


def clocked(amount: float) -> float:
    dt.date.today()
    return careful(amount)


def fragile(amount: float) -> float:
    if amount > 1e6:
        raise KeyError(amount)
    return careful(amount)


def rare(amount: float) -> float:
    if 0 < amount != 2 and amount == int(amount) and amount % 3 == 1 and amount < 1e8:
        raise RuntimeError("only now and then")
    return careful(amount)


def odd(amount: float) -> Any:
    return object()


def loud(amount: float) -> float:
    print(amount)
    return careful(amount)


TAKEN, WHOLE, NAMES, EXAMPLES, JUNK, GENERATED, COLUMNS, SAME = (
    "test_ledgerguard_takes_them",
    "test_the_docstrings_are_whole",
    "test_the_names_suit_every_host",
    "test_the_examples_are_true",
    "test_junk_in_cells_never_breaks_them",
    "test_generated_junk_never_breaks_them",
    "test_columns_go_through_them",
    "test_the_same_gives_the_same",
)
BROKEN: list[tuple[str, Callable[..., Any], str]] = [
    (TAKEN, careful, "functions marked with @formula"),
    (TAKEN, made(careful, doc="Twice."), "Example: is missing"),
    (WHOLE, made(careful, doc=DOC.replace("Acme.", "Acme")), "Source: must end"),
    (WHOLE, made(careful, doc=DOC.replace("#NUM!", "#NAME?")), "Errors: must name only"),
    (WHOLE, made(careful, doc=DOC.replace("The amount.", "The amount")), "amount must be"),
    (WHOLE, made(careful, doc=DOC.replace("=ACME_TWICE(2)", "=DSO(1,1,4)")), "must call"),
    (NAMES, made(careful, "SUM"), "Excel's functions"),
    (NAMES, made(careful, "DSO"), "the firm's own prefix"),
    (EXAMPLES, made(careful, doc=DOC.replace("-> 4", "-> 5")), "with 5"),
    (JUNK, made(loud), "print nothing"),
    (JUNK, made(fragile), "KeyError"),
    (JUNK, made(odd), "what a cell can hold"),
    (GENERATED, made(rare), "only now and then"),
    (COLUMNS, made(counting()), "answer a column as it answers its cells"),
    (SAME, made(changing()), "the same each time"),
    (SAME, made(clocked), "date.today"),
    (SAME, disturbing, "leave its arguments"),
]


@pytest.mark.parametrize("question", questions(FormulaContract))
def test_good_formulas_are_green(question: str) -> None:
    assert outcome(suite_of(made(careful), total, turned), question) == "passed"


@pytest.mark.parametrize(("question", "function", "words"), BROKEN)
def test_a_broken_one_is_caught(question: str, function: Any, words: str) -> None:
    said = outcome(suite_of(function), question)
    assert words in said
    assert "a formula must" in said
    assert "docs/plugins.md" in said


def test_no_question_is_toothless() -> None:
    assert {question for question, _, _ in BROKEN} == {*questions(FormulaContract)}


def test_nothing_to_test_is_a_failure() -> None:
    assert "be there to test" in outcome(suite_of(), TAKEN)


def test_tables_alone_have_no_columns_to_go_through() -> None:
    assert outcome(suite_of(turned), COLUMNS) == "skipped"


def test_who_forgets_to_override_is_told() -> None:
    with pytest.raises(NotImplementedError, match="override formulas"):
        FormulaContract().formulas()


def test_sys_exit_is_caught_and_ctrl_c_is_not() -> None:
    def leaving(amount: float) -> float:
        if amount > 1e6:
            raise SystemExit(3)
        return careful(amount)

    assert "SystemExit" in outcome(suite_of(made(leaving)), JUNK)

    def interrupted(amount: float) -> float:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outcome(suite_of(made(interrupted)), JUNK)


def twofold(amount: float) -> float:
    if amount > 0 and amount != 1:
        raise KeyError(amount) if amount > 1 else RuntimeError("small")
    return careful(amount)


def test_two_faults_are_told_as_one() -> None:
    found = outcome(suite_of(made(twofold)), "test_generated_junk_never_breaks_them")
    assert ("KeyError" in found) != ("RuntimeError" in found)

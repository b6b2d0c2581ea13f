"""HELP and EXPLAIN are formulas like all others, and know every other one."""

from __future__ import annotations

import re

import pytest

from ledgerguard.catalogue import Catalogue, packaged, with_functions
from ledgerguard.cells.evaluate import apply, evaluate
from ledgerguard.cells.functions import functions
from ledgerguard.cells.subjects import SUBJECTS, by_subject, subject_of
from ledgerguard.errors import DefinitionError, ErrorValue
from ledgerguard.formula import NAME_PATTERN, formula
from ledgerguard.units import Money, Number

OURS = ("HELP", "EXPLAIN")


@formula("ACME_UPLIFT")
def acme_uplift(amount: Money, factor: Number = 2) -> Money:
    """Raise an amount by a factor.

    Args:
        amount: An amount.
        factor: How often.

    Errors: #N/A when the amount is blank.
    Example: =ACME_UPLIFT(3) -> 6
    Source: this test.
    """
    raised = amount * factor
    return raised + 0


@formula("HELP")
def another_help(amount: Money) -> Money:
    """Answer the amount.

    Args:
        amount: An amount.

    Errors: #N/A when the amount is blank.
    Example: =HELP(1) -> 1
    Source: this test.
    """
    return amount


def test_the_packaged_formulas_and_the_help_on_them() -> None:
    assert list(functions()) == [*packaged(), *OURS]
    assert functions() is functions()
    assert not set(OURS) & set(packaged())


@pytest.mark.parametrize("name", OURS)
def test_help_keeps_the_conventions_of_a_formula(name: str) -> None:
    record = functions()[name]
    assert NAME_PATTERN.fullmatch(record.name)
    assert record.function.__name__ == name.lower()
    assert record.function.__module__ == f"ledgerguard.cells.{name.lower()}"
    assert record.is_table
    assert record.owner == "ledgerguard"
    assert len(record.summary) <= 255
    assert record.summary.endswith(".")
    assert record.source.endswith(".")
    assert all(p.description.endswith(".") for p in record.parameters)
    assert re.search(r"#N/A", record.errors)


def test_only_what_repeats_is_given_as_often_as_wanted() -> None:
    explain = functions()["EXPLAIN"]
    assert explain.signature == "EXPLAIN(name, [arguments, ...])"
    assert [p.repeats for p in explain.parameters] == [False, True]
    assert not any(p.repeats for f in packaged().values() for p in f.parameters)


@pytest.mark.parametrize(
    ("call", "expected"),
    [(call, value) for name in OURS for call, value in functions()[name].examples],
)
def test_the_examples_are_true(call: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDGERGUARD_LANGUAGE", raising=False)
    answer = evaluate(call, functions())
    if isinstance(answer, float):
        assert answer == pytest.approx(float(expected))
    else:
        assert str(answer) == expected


def test_a_plugin_is_helped_and_explained_too() -> None:
    own = functions(with_functions(packaged(), [acme_uplift], "acme"))
    found = apply("HELP", ["acme_uplift"], own)
    assert isinstance(found, list)
    assert found[0][:2] == ["ACME_UPLIFT", "Raise an amount by a factor."]
    steps = apply("EXPLAIN", ["ACME_UPLIFT", 3], own)
    assert isinstance(steps, list)
    assert steps[-2:] == [
        [1, "raised = amount × factor", "3 × 2", 6],
        [2, "ACME_UPLIFT = raised + 0", "6 + 0", 6],
    ]
    assert isinstance(apply("HELP", ["ACME_UPLIFT"], functions()), ErrorValue)


def test_a_plugin_cannot_take_the_name_of_the_help() -> None:
    with pytest.raises(DefinitionError, match="HELP is defined twice"):
        functions(with_functions(Catalogue([]), [another_help], "acme"))


def test_every_formula_has_a_subject_with_a_title() -> None:
    found = by_subject(functions())
    assert sum(map(len, found.values())) == len(functions())
    assert list(found)[-1] == "Help"
    for record in functions().values():
        assert subject_of(record) in SUBJECTS, f"{record.function.__module__}: name its subject"


def test_what_a_plugin_brings_stands_under_its_own_name() -> None:
    own = with_functions(packaged(), [acme_uplift], "acme")
    assert subject_of(own["ACME_UPLIFT"]) == "acme"
    assert list(by_subject(own))[-1] == "acme"

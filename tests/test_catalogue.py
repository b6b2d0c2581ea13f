"""The catalogue: complete, free of duplicates, and every formula keeps the conventions."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ledgerguard import catalogue
from ledgerguard.catalogue import Catalogue, find, formulas_of, packaged, with_functions
from ledgerguard.errors import DefinitionError
from ledgerguard.formula import Formula, describe, formula
from ledgerguard.formulas import receivables
from ledgerguard.units import Money

SCALAR_FORMULAS = (
    "DSO DSO_AVG DSO_COUNTBACK DSO_ROLLING BEST_DSO ADD CEI AR_TURNOVER WADTP DBT PCT_CURRENT "
    "AGE_BUCKET DAYS_PAST_DUE DIO DPO CCC WORKING_CAPITAL WC_RATIO QUICK_RATIO CASH_RATIO WCR "
    "WCR_DAYS CONCENTRATION_HHI TOPN_SHARE CREDIT_SCORE CREDIT_GRADE SCORE_TO_PD PAY_INDEX "
    "ESCALATION_STAGE NEXT_STAGE_DATE"
)


@formula("DSO")
def another_dso(amount: Money) -> Money:
    """Answer the amount.

    Args:
        amount: An amount.

    Errors: none.
    Example: =DSO(1) -> 1
    Source: this test.
    """
    return amount


@formula("ACME_DSO")
def acme_dso(amount: Money) -> Money:
    """Answer the amount.

    Args:
        amount: An amount.

    Errors: none.
    Example: =ACME_DSO(1) -> 1
    Source: this test.
    """
    return amount


def test_the_scalar_formulas_of_the_project_are_there() -> None:
    assert set(SCALAR_FORMULAS.split()) <= set(packaged())


def test_a_module_gives_what_it_defines_itself_in_the_order_of_its_text() -> None:
    names = [f.name for f in formulas_of(receivables)]
    assert names[:3] == ["DSO", "DSO_AVG", "DSO_ROLLING"]
    assert all(f.function.__module__ == receivables.__name__ for f in formulas_of(receivables))


def test_a_duplicate_raises_and_names_both_owners() -> None:
    with pytest.raises(DefinitionError) as caught:
        with_functions(packaged(), [another_dso], "acme")
    message = str(caught.value)
    assert "DSO is defined twice" in message
    assert "ledgerguard (ledgerguard.formulas.receivables.dso)" in message
    assert "acme (test_catalogue.another_dso)" in message


def test_a_plugin_adds_its_formulas_to_a_new_catalogue() -> None:
    more = with_functions(packaged(), [acme_dso], "acme")
    assert more["ACME_DSO"].owner == "acme"
    assert len(more) == len(packaged()) + 1
    assert "ACME_DSO" not in packaged()
    assert list(more)[:-1] == list(packaged())


def test_the_same_record_twice_is_no_duplicate() -> None:
    record = describe(acme_dso)
    assert list(Catalogue([record, record])) == ["ACME_DSO"]


@pytest.mark.parametrize("record", packaged().values(), ids=lambda record: record.name)
def test_every_formula_keeps_the_conventions(record: Formula) -> None:
    # A missing section, argument or unit has already raised while the record was read.
    function, room = record.function, record.function.__module__.split(".")[1]
    assert room in catalogue.ROOMS
    assert function.__name__ == record.name.lower()
    assert record.summary.endswith(".")
    assert len(record.summary) <= 255
    assert record.source.endswith(".")
    for parameter in record.parameters:
        assert parameter.description, parameter.name
        assert not any(map(str.isdigit, parameter.name)), parameter.name
    # The wizard of classic Excel breaks beyond this (xlwings issue 1489).
    assert len(record.parameters) + sum(len(p.name) for p in record.parameters) <= 254
    for call, _ in record.examples:
        assert f"{record.name}(" in call, call


ASK_ABOUT_A_DAY = {"calendars", "statutory_rates"}


def test_arguments_that_mean_the_same_are_called_the_same() -> None:
    # as_of is explicit everywhere, and optional arguments follow the required ones.
    for record in packaged().values():
        names = [p.name for p in record.parameters]
        assert not {"today", "asof", "as_of_date"} & set(names), record.name
        if "date" in names:  # only where the day itself is asked about
            assert record.function.__module__.rpartition(".")[2] in ASK_ABOUT_A_DAY, record.name
        required = [p.required for p in record.parameters]
        assert required == sorted(required, reverse=True), record.name


def test_importing_ledgerguard_loads_neither_pandas_nor_numpy() -> None:
    code = "import sys, ledgerguard; sys.exit(bool({'pandas', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_one_formula_is_found_without_the_others() -> None:
    code = (
        "import sys; from ledgerguard.catalogue import find; "
        "print(find('DSO').name, find('NO_SUCH'), 'ledgerguard.casework.engine' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["DSO", "None", "False"]


def test_every_formula_is_found_and_is_the_one_in_the_catalogue() -> None:
    for name, known in packaged().items():
        assert find(name) is known


def test_without_sources_the_whole_catalogue_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_homes", dict)
    assert find("DSO") is packaged()["DSO"]

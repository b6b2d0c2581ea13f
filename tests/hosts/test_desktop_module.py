"""The module that xlwings imports: light to start, one wrapper a formula, answers COM can carry."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal

import pytest

from ledgerguard.cells.functions import functions
from ledgerguard.cells.ranges import LARGE
from ledgerguard.errors import ErrorValue
from ledgerguard.hosts import desktop
from ledgerguard.hosts.desktop import MARK, incoming, outgoing


def test_the_first_formula_starts_without_the_others() -> None:
    code = (
        "import sys; from ledgerguard.hosts import desktop; "
        "print(desktop.LG_DSO(1200000.0, 10000000.0, 365.0)); "
        "heavy = {'pandas', 'numpy', 'xlwings', 'ledgerguard.casework.engine'}; "
        "print(heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[[43.8]]", "set()"]


def test_every_formula_is_listed_for_xlwings_own_import() -> None:
    listed = {name for name in dir(desktop) if name.startswith("LG_")}
    assert listed == {"LG_" + name for name in functions()}


@pytest.mark.parametrize("name", ["DSO", "AGING", "HELP", "LIMIT_RECOMMEND"])
def test_a_wrapper_has_no_annotations_and_the_record_of_its_formula(name: str) -> None:
    wrapper, formula = getattr(desktop, "LG_" + name), functions()[name]
    assert wrapper is getattr(desktop, "LG_" + name)
    assert wrapper.__annotations__ == {}
    record = wrapper.__xlfunc__
    assert [argument["name"] for argument in record["args"]] == [p.name for p in formula.parameters]
    assert all(argument["options"] == {"convert": "raw"} for argument in record["args"])
    optional = [argument["name"] for argument in record["args"] if "optional" in argument]
    assert optional == [p.name for p in formula.parameters if not p.required and not p.repeats]
    assert record["call_in_wizard"] is not formula.is_table


def test_no_other_names() -> None:
    with pytest.raises(AttributeError, match="no attribute 'LG_NO_SUCH'"):
        desktop.LG_NO_SUCH  # noqa: B018
    with pytest.raises(AttributeError, match="no attribute 'anything'"):
        desktop.anything  # noqa: B018


def test_an_equal_range_is_the_same_object() -> None:
    rows = tuple((float(n), "x") for n in range(200))
    first = incoming(rows)
    assert incoming(tuple((float(n), "x") for n in range(200))) is first
    assert incoming(((1.0, 2.0),)) == ((1.0, 2.0),)
    assert incoming((1.0, 2.0)) == [(1.0, 2.0)]  # VBA's Array(1, 2) is a row


def test_error_cells_in_a_range() -> None:
    rows = incoming(((1.0, -2146826246), (True, 7)))
    assert rows == ((1.0, ErrorValue("#N/A", "the argument is an error cell")), (True, 7))


def test_what_com_cannot_carry() -> None:
    assert outgoing([[None, 2**40, 5, ErrorValue("#REF!")]]) == [
        ["", float(2**40), 5, MARK + "#REF!"]
    ]
    assert outgoing("文本") == [["文本"]]


def test_what_somebodys_own_vba_hands_over() -> None:
    # Currency comes as a Decimal, Date as a datetime with a time zone, Integer as an int
    assert desktop.LG_DSO(Decimal("100"), 1000, 30) == [[3.0]]
    assert desktop.LG_DSO(((Decimal("100"), 200),), Decimal("1000"), 30) == [[3.0, 6.0]]
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert desktop.LG_DAYS_PAST_DUE(day, day + dt.timedelta(days=31)) == [[31]]
    assert desktop.LG_DSO((), 1000, 30) == [[MARK + "#N/A"]]
    assert desktop.LG_DSO(object(), 1000, 30) == [[MARK + "#VALUE!"]]


def test_only_a_large_range_is_compared() -> None:
    rows = tuple((float(n),) for n in range(LARGE - 1))
    assert incoming(rows) is rows
    assert incoming(tuple((float(n),) for n in range(LARGE - 1))) is not rows


def test_plugins_are_loaded_with_a_watchdog(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def known() -> object:
        asked.append("functions")
        return functions()

    monkeypatch.setattr("ledgerguard.cells.functions.functions", known)
    monkeypatch.setattr("ledgerguard.hosts.watchdog.enable", lambda: asked.append("enable"))
    assert desktop._formula("DSO") is not None
    assert asked == []  # one of ours is there without them
    assert desktop._formula("HELP") is not None
    assert asked == ["enable", "functions"]

"""Work on many files grows with their number, not with its square: counted, not timed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ledgerguard.casework.customer_file import identity, names
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.identity import groups
from ledgerguard.casework.decisions.sheet import desk_of
from ledgerguard.units import Cell

DAY = 46_203


def many(number: int) -> dict[str, CustomerFile]:
    """Every customer in a group of three."""
    return {
        f"C{n}": CustomerFile(
            f"C{n}", (Fact("name", f"Customer {n}"), Fact("group", f"Group {n // 3}"))
        )
        for n in range(number)
    }


def test_groups_look_at_each_name_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[str] = Counter()
    plain = names.registered

    def counted(name: str) -> Any:
        calls["registered"] += 1
        return plain(name)

    monkeypatch.setattr(identity, "registered", counted)
    found = groups(many(300), DAY)
    assert len(found) == 100
    assert found["Group 7"] == ("C21", "C22", "C23")
    assert calls["registered"] <= 2 * 300


def test_a_customer_may_be_of_one_group_by_its_id_and_of_another_by_its_name() -> None:
    files = {
        "Alpha": CustomerFile("Alpha", (Fact("name", "Beta Ltd"),)),
        "C1": CustomerFile("C1", (Fact("group", "Alpha"),)),
        "C2": CustomerFile("C2", (Fact("group", "Beta Limited"),)),
        "C3": CustomerFile("C3", (Fact("group", "alpha"),)),
    }
    assert groups(files, DAY) == {"Alpha": ("Alpha", "C1", "C3"), "Beta Limited": ("Alpha", "C2")}


def test_the_facts_of_an_item_the_newest_first_and_of_one_day_the_lower_row() -> None:
    facts = (
        Fact("rating", "1", DAY - 5), Fact("rating", "2", DAY), Fact("name", "A"),
        Fact("rating", "3", DAY - 5), Fact("rating", "4", DAY + 1),
        Fact("rating", "5", DAY - 9, DAY - 1), Fact("rating", "6", DAY - 9, DAY),
    )  # fmt: skip
    file = CustomerFile("A", facts)
    assert [fact.value for fact in file.known("rating", DAY)] == ["2", "3", "1", "6"]
    assert file.known("alias", DAY) == []
    assert file == CustomerFile("A", facts)  # what it has looked up is no part of it
    assert hash(file) == hash(CustomerFile("A", facts))


def test_the_firms_own_file_is_no_customer() -> None:
    table: list[list[Cell]] = [
        ["customer_id", "item", "value", "date", "currency"],
        ["own", "credit_sales", 900, DAY - 5, "EUR"],
        ["own", "all_sales", 1_000, DAY - 5, "EUR"],
        ["A", "country", "DE", DAY, ""],
    ]
    desk = desk_of(table, None, DAY, "", "en")
    assert desk.customer(None).customer_id == "A"

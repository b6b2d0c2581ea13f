"""Insurance and claims against plain Python: cover, indemnity, deadlines, tie-outs."""

from __future__ import annotations

from typing import Any

import pytest
from template_drafts import draft, template

from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.units import serial
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.finish import results

NAME = "insurance-and-claims"


def numbers(made: Draft, name: str) -> list[Any]:
    found: Any = made.book.lookup(made.start.sheet, made.book.names[name])
    return [cell for row in found for cell in row] if isinstance(found, list) else [found]


def test_the_open_items_are_the_ledgers_and_every_check_holds() -> None:
    data, made = template(NAME).sample(), draft(NAME)
    assert data.ledger is not None
    assert data.as_of is not None
    day, owed = serial(data.as_of), 0.0
    for row in sheet_rows(data.ledger)[1:]:
        amount, due, paid, on = row[6], row[5], row[7], row[8]
        if row[3] != "EUR" or not isinstance(amount, float | int) or not isinstance(due, int):
            continue
        if isinstance(row[4], int) and row[4] > day:
            continue
        gone = isinstance(paid, float | int) and not (isinstance(on, int) and on > day)
        owed += amount - (float(str(paid)) if gone else 0)
    assert sum(filter(None, numbers(made, "items_amount"))) == pytest.approx(owed)
    assert [line.label for line in results(made) if not line.holds] == []


def test_cover_never_adds_the_discretionary_limit_to_the_insurers() -> None:
    made = draft(NAME)
    lines = zip(
        numbers(made, "buyers_limit"), numbers(made, "buyers_outstanding"),
        numbers(made, "buyers_insured"), numbers(made, "buyers_over"), strict=True,
    )  # fmt: skip
    seen = set()
    for limit, owed, insured, over in lines:
        if not isinstance(owed, float | int):
            continue
        counts = 20_000 if limit is None else limit
        seen.add(limit)
        assert insured == pytest.approx(0.9 * min(max(owed, 0), counts))
        assert over == pytest.approx(max(owed, 0) - min(max(owed, 0), counts))
    assert {None, 0, 80_000} <= seen


def test_the_indemnity_is_worked_out_after_the_deductible() -> None:
    made = draft(NAME)
    (loss,), (paid,) = numbers(made, "loss_insured"), numbers(made, "loss_indemnity")
    assert (loss, paid) == (80_000, pytest.approx(0.9 * (80_000 - 5_000)))
    assert numbers(made, "premium_year") == [pytest.approx(30_000)]
    assert numbers(made, "premium_per_thousand") == [pytest.approx(2.5)]


def test_deadlines_count_from_the_extension_and_are_sorted_one_a_buyer() -> None:
    made = draft(NAME)
    due, report = numbers(made, "items_due"), numbers(made, "items_report")
    assert [b - a for a, b in zip(due, report, strict=True) if isinstance(a, int)] == [90] * len(
        [day for day in due if isinstance(day, int)]
    )
    days = [day for day in numbers(made, "next_key") if isinstance(day, float | int)]
    who = [one for one in numbers(made, "next_buyer") if one]
    assert days == sorted(days)
    assert len(who) == len(set(who)) == len(days) > 10

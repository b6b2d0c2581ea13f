"""Rows that cannot be understood: told with row and field; nobody relies on what they change."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from file_samples import (
    BUYER,
    CLAIM_KEY,
    KEY,
    OVERDUE_KEY,
    answer,
    claim,
    claim_row,
    decision,
    insurer,
    lay,
    limit,
    overdue,
    receipt,
)
from ledgerguard.casework.insurers.covers import checked

from ledgerguard_insurer_file.fields import Value
from ledgerguard_insurer_file.layout import load
from ledgerguard_insurer_file.tables import composed


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("200000,00;EUR", "2OO,00;EUR", "Amount (amount) must be an amount such as 1250,00"),
        ("200000,00;EUR", "-200000,00;EUR", "Amount (amount) must be 0 or more"),
        ("200000,00;EUR", "200000,005;EUR", "Amount (amount) must have at most 2 decimals"),
        ("200000,00;EUR", ";EUR", "amount (amount) must be stated"),
        ("200000,00;EUR", "200000,00;", "Amount (amount) must be in a known currency"),
        (";A;", ";X;", "Decision (decision) must be one of A, AF, AP, AC"),
        (";PERM;", ";EVER;", "Type (kind) must be one of PERM, TEMP"),
        ("02.07.2026", "2026-07-02", "Decided on (on) must be a day written dd.mm.yyyy"),
        ("02.07.2026", "31.06.2026", "Decided on (on) must be a day written dd.mm.yyyy"),
        ("02.07.2026", "", "Decided on (on) must be stated"),
        ("D;P-1", "X;P-1", "Rec must be 'D', got 'X'"),
        ("D;P-1", "D;;P-1", "the row must have 13 columns, got 14"),
        (f";{BUYER};", ";;", "Buyer (reference) must be stated"),
        (f";{BUYER};", ";FR1;", f"reference (reference) must be {BUYER} as in {KEY}, got FR1"),
        (KEY, OVERDUE_KEY, f"key (key) must be of a limit request, got {OVERDUE_KEY}"),
    ],
)
def test_a_row_that_cannot_be_understood(tmp_path: Path, old: str, new: str, said: str) -> None:
    """It is told with its row and field; nobody relies on what it may have changed."""
    ours = insurer(tmp_path)
    ticket = ours.request_limit(limit())
    ours.declare_overdue(overdue())
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision(on=dt.date(2026, 7, 1))])
    assert ours.covers(BUYER)[0].decision == "approved"
    text = composed(load("typical-csv"), "decisions", [decision()]).decode("cp1252")
    assert old in text
    changed = text.replace(old, new, 1)
    if new == ";EUR":
        changed = changed.replace("T;1;200000,00", "T;1;0,00")
    lay(tmp_path, "DECISION_2.csv", changed.encode("cp1252"))
    found = [one for one in ours.known().problems if one.file == "000002_DECISION_2.csv"]
    assert any(said in f"{one.field} {one.problem}" for one in found), found
    assert {(one.row, one.done) for one in found} == {(2, "the row was not used")}
    assert ours.events("1").events[0].kind == "problem"
    if "the row" not in said and new != OVERDUE_KEY:
        progress = ours.poll(ticket)
        assert progress.state == "pending"
        assert "row 2 of DECISION_2.csv cannot be understood" in progress.note
        assert [one.fate for one in ours.fates()[KEY]] == ["not understood"]
        assert ours.covers("FR1" if "FR1" in new else BUYER)[0].decision == "investigating"


def test_cover_in_doubt_is_no_cover(tmp_path: Path) -> None:
    """A later row on the line that means nothing: the amount of before may hold no more."""
    ours = insurer(tmp_path)
    both = [decision(key="", kind=kind) for kind in ("permanent", "top-up")]
    answer(tmp_path, "DECISION_1.csv", "decisions", both)
    text = composed(load("typical-csv"), "decisions", [decision(key="", on=dt.date(2026, 8, 1))])
    lay(tmp_path, "DECISION_2.csv", text.replace(b";A;", b";ZZ;"))
    first, second = ours.covers()
    assert (first.kind, first.decision) == ("permanent", "investigating")
    assert first.amount == 0
    assert first.condition.startswith("row 2 of DECISION_2.csv cannot be understood")
    assert (second.kind, second.decision) == ("top-up", "approved")
    answer(tmp_path, "DECISION_3.csv", "decisions", [decision(key="", on=dt.date(2026, 8, 2))])
    assert ours.covers()[0].decision == "approved"


def test_a_doubt_about_a_buyer_without_cover(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    text = composed(load("typical-csv"), "decisions", [decision(key="")])
    lay(tmp_path, "DECISION_1.csv", text.replace(b";A;", b";ZZ;"))
    (cover,) = ours.covers(BUYER)
    assert (cover.decision, cover.policy) == ("investigating", "P-1")
    assert cover.amount == 0
    assert checked([cover], BUYER)


def test_a_doubt_older_than_the_cover_is_settled(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    answer(tmp_path, "DECISION_1.csv", "decisions", [decision(key="", on=dt.date(2026, 8, 2))])
    text = composed(load("typical-csv"), "decisions", [decision(key="")])
    lay(tmp_path, "DECISION_2.csv", text.replace(b";A;", b";ZZ;"))
    assert ours.covers()[0].decision == "approved"


def test_what_was_not_understood_is_once_the_layout_is_mended(tmp_path: Path) -> None:
    layout = load("typical-csv")
    ours = insurer(tmp_path)
    ticket = ours.request_limit(limit())
    text = composed(layout, "decisions", [decision()])
    lay(tmp_path, "DECISION_1.csv", text.replace(b";A;", b";ZZ;"))
    assert ours.poll(ticket).state == "pending"
    codes = {**layout.codes, "decision": {**layout.codes["decision"], "approved": ("A", "ZZ")}}
    mended = insurer(tmp_path, attrs.evolve(layout, codes=codes))
    assert mended.poll(ticket).decision == "approved"
    assert mended.known().problems == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (receipt("limit-9"), "must be a key of ours, got limit-9"),
        (receipt(OVERDUE_KEY, line=3), "must be 1 to 2, the rows of OVERDUE_20260630"),
        (receipt(OVERDUE_KEY, line=0), "must be 1 to 2, the rows of OVERDUE_20260630"),
        (receipt(OVERDUE_KEY, invoice="B-1"), "must be an invoice in OVERDUE_20260630"),
    ],
)
def test_a_receipt_for_something_else(
    tmp_path: Path, row: dict[str, Value | None], said: str
) -> None:
    ours = insurer(tmp_path)
    ticket = ours.declare_overdue(overdue())
    answer(tmp_path, "ACK_1.csv", "receipts", [row])
    (problem,) = ours.known().problems
    assert problem.problem.startswith(said)
    assert ours.poll(ticket).state == "pending"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (claim_row("claim-9"), "must be of a claim of ours, got claim-9"),
        (claim_row(paid=Decimal(5), currency=""), "must be in a known currency"),
    ],
)
def test_a_claim_row_that_means_nothing(
    tmp_path: Path, row: dict[str, Value | None], said: str
) -> None:
    ours = insurer(tmp_path)
    ours.file_claim(claim())
    given = {**row, "currency": "EUR"}
    text = composed(load("typical-csv"), "claims", [given])
    lay(tmp_path, "CLAIMS_1.csv", text.replace(b";EUR;", b";;") if not row["currency"] else text)
    assert any(said in one.problem for one in ours.known().problems)


def test_a_claim_in_doubt(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ticket = ours.file_claim(claim())
    answer(tmp_path, "CLAIMS_1.csv", "claims", [claim_row()])
    text = composed(load("typical-csv"), "claims", [claim_row(on=dt.date(2026, 9, 1))])
    lay(tmp_path, "CLAIMS_2.csv", text.replace(b";REG;", b";XXX;"))
    for reference in ("C-9", ticket.reference):
        state = ours.claim_status(reference)
        assert state.state.startswith("not understood: row 2 of CLAIMS_2.csv")
        assert state.as_of == dt.date(2026, 9, 1)
    assert ours.poll(ticket).state == "pending"
    answer(tmp_path, "CLAIMS_3.csv", "claims", [claim_row(on=dt.date(2026, 9, 2))])
    assert ours.claim_status("C-9").state == "registered"


def test_two_words_of_one_day(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    rows = [decision(key=""), decision(key="", decided="reduced", amount=Decimal(1))]
    answer(tmp_path, "DECISION_1.csv", "decisions", rows)
    assert ours.covers()[0].amount == 1
    (problem,) = ours.known().problems
    assert (problem.row, problem.done) == (3, "the later row counts")


def test_a_row_whose_needed_cell_the_layout_does_not_require(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ours.file_claim(claim())
    layout = load("typical-csv")
    text = composed(layout, "claims", [claim_row()]).decode()
    lay(tmp_path, "CLAIMS_1.csv", text.replace(f"C-9;{CLAIM_KEY}", ";").encode())
    assert layout.claims is not None
    columns = tuple(attrs.evolve(one, required=False) for one in layout.claims.columns)
    loose = attrs.evolve(layout, claims=attrs.evolve(layout.claims, columns=columns))
    mended = insurer(tmp_path, loose)
    mended.events()
    assert [one.problem for one in mended.known().problems] == ["must be stated, got nothing"]


def test_paid_without_a_currency(tmp_path: Path) -> None:
    layout = load("typical-csv")
    assert layout.claims is not None
    columns = tuple(
        attrs.evolve(one, decimals=2) if one.field == "paid" else one
        for one in layout.claims.columns
    )
    plain = attrs.evolve(layout, claims=attrs.evolve(layout.claims, columns=columns))
    ours = insurer(tmp_path, plain)
    row = claim_row("", paid=Decimal(5), currency="")
    answer(tmp_path, "CLAIMS_1.csv", "claims", [row], plain)
    (problem,) = ours.known().problems
    assert (problem.field, problem.problem) == (
        "currency (currency)",
        "must be stated, got nothing",
    )


def test_an_amount_without_a_currency(tmp_path: Path) -> None:
    layout = load("typical-fixed")
    ours = insurer(tmp_path, layout)
    answer(tmp_path, "DEC1.txt", "decisions", [decision(key="", currency="")], layout)
    assert ours.covers()[0].decision == "investigating"
    (problem,) = ours.known().problems
    assert (problem.field, problem.problem) == (
        "currency (currency)",
        "must be stated, got nothing",
    )

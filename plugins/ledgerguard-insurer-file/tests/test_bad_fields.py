"""What does not fit its layout is declined with field, got, allowed and hint; nothing is there."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from file_samples import claim, insurer, invoice, limit, overdue
from ledgerguard.plugin.insurer import Declined, OverdueDeclaration, Write

from ledgerguard_insurer_file.connector import FileInsurer
from ledgerguard_insurer_file.layout import Layout, load

CSV = load("typical-csv")


def hand_over(ours: FileInsurer, write: Write) -> Any:
    kind = type(write).__name__
    method = {
        "LimitRequest": ours.request_limit,
        "OverdueDeclaration": ours.declare_overdue,
        "ClaimFiling": ours.file_claim,
    }[kind]
    return method(write)  # type: ignore[operator]  # chosen by its kind


def declined(base: Path, write: Write, layout: str | Layout = "typical-csv") -> str:
    """What is said of a write; nothing of it may lie anywhere."""
    ours = insurer(base, layout)
    with pytest.raises(Declined) as error:
        hand_over(ours, write)
    assert not list(base.rglob("*"))
    assert ours.find(write.key) is None
    assert error.value.hint
    return str(error.value)


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (limit(policy=""), "Policy (policy) must be stated, got nothing"),
        (limit(policy="P 1"), "Policy (policy) must look like [A-Za-z0-9/-]+, got 'P 1'"),
        (limit(policy="1234567890123"), "Policy (policy) must have at most 12 characters, got 13"),
        (limit(reference="  "), "Buyer (reference) must be stated, got nothing"),
        (limit(note="two\nlines"), "Remarks (note) must stand on one line of printable"),
        (limit(note="bell\x07"), "Remarks (note) must stand on one line of printable"),
        (limit(note="x" * 251), "Remarks (note) must have at most 250 characters, got 251"),
        (limit(note="华东阀门"), "must have only characters of cp1252, got '华东阀门'"),
        (limit(currency="EURO"), "currency must be an ISO code, got 'EURO'"),
        (limit(currency=""), "currency must be an ISO code, got ''"),
        (limit(amount="0"), "amount must be above 0"),
        (limit(amount="-5"), "amount must be above 0"),
        (limit(amount="NaN"), "amount must be above 0"),
        (limit(amount="sNaN"), "amount must be above 0"),
        (limit(amount="Infinity"), "amount must be above 0"),
        (limit(amount="1e30"), "amount must be above 0 and below 1,000,000,000,000,000"),
        (limit(amount="1.005"), "at most 2 decimals in EUR, got 1.005"),
        (limit(amount="1.5", currency="JPY"), "at most 0 decimals in JPY, got 1.5"),
        (limit(until=dt.date(1, 1, 1)), "Valid to (until) must be a day from 1900-01-01 on"),
        (limit(kind="eternal"), "Type (kind) must be one of permanent, temporary, top-up"),
        (limit(key="limit-" + "0" * 40), "Your ref (key) must have at most 35 characters"),
        (overdue(invoice(number="")), "Invoice (invoice) must be stated, got nothing"),
        (overdue(invoice(amount="0")), "amount of A-1 must be above 0"),
        (OverdueDeclaration("overdue-1", "P-1", "DE4711", ()), "must name an invoice, got none"),
        (
            dataclasses.replace(claim(), cause="bad luck"),
            "Cause (cause) must be one of insolvency, protracted-default",
        ),
        (
            dataclasses.replace(claim(), items=(invoice(), invoice(currency="USD"))),
            "must be in its currency EUR, got USD",
        ),
        (claim(documents=("a,b.pdf",)), "names of documents must be without ','"),
    ],
)
def test_every_kind_of_bad_field(tmp_path: Path, write: Write, said: str) -> None:
    assert said in declined(tmp_path, write)


def test_all_faults_of_a_write_are_told_at_once(tmp_path: Path) -> None:
    said = declined(tmp_path, limit(policy="", note="x" * 300, kind="topup"))
    assert "Policy (policy) must be stated" in said
    assert "Remarks (note) must have at most 250" in said
    assert "did you mean top-up?" in said


def test_a_buyer_number_that_cannot_be_cut_into_its_parts(tmp_path: Path) -> None:
    said = declined(tmp_path, limit(reference="4711-DE"), "typical-fixed")
    assert "reference must look like" in said
    assert "ledgerguard insurer buyers" in said


def test_leading_zeros_that_a_host_would_lose(tmp_path: Path) -> None:
    assert "reference must look like" in declined(
        tmp_path, limit(reference="DE004711"), "typical-fixed"
    )


def test_an_amount_that_its_width_cannot_hold(tmp_path: Path) -> None:
    narrow = changed("limit", "amount", width=8, layout=load("typical-fixed"))
    said = declined(tmp_path, limit(amount="1000000"), narrow)
    assert "amount (amount) must have at most 8 characters, got 9" in said


def test_decimals_that_the_file_has_no_place_for(tmp_path: Path) -> None:
    said = declined(tmp_path, limit(amount="1.005", currency="KWD"), "typical-fixed")
    assert "amount (amount) must have at most 2 decimals, got 1.005" in said


def test_a_control_sum_of_finer_currencies(tmp_path: Path) -> None:
    said = declined(tmp_path, overdue(invoice(amount="1.005", currency="KWD")))
    assert "Sum (control_sum) must have at most 2 decimals" in said


def test_a_fill_that_swallows_the_value(tmp_path: Path) -> None:
    """The number of the buyer ends in what the layout fills up with: reading back finds it out."""
    odd = changed("limit", "reference.number", align="left", fill="0", layout=load("typical-fixed"))
    said = declined(tmp_path, limit(reference="DE4710"), odd)
    assert "must say what the write says, got another reference" in said


def test_a_fill_that_swallows_a_value_whole(tmp_path: Path) -> None:
    odd = changed(
        "limit", "note", align="right", fill="0", required=True, layout=load("typical-fixed")
    )
    said = declined(tmp_path, limit(note="0"), odd)
    assert "must be read back as it was written, got: text (note) must be stated" in said


def test_a_delimiter_where_nothing_is_quoted(tmp_path: Path) -> None:
    plain = attrs_evolve(CSV, form=attrs_evolve(CSV.form, quoting="never"))
    assert "must have neither ; nor quotes" in declined(tmp_path, limit(note="a;b"), plain)
    assert insurer(tmp_path, plain).request_limit(limit(note="a b"))


def test_a_value_outside_the_allowed_ones(tmp_path: Path) -> None:
    few = changed("limit", "currency", allowed=("EUR", "USD"))
    said = declined(tmp_path, limit(currency="GBP"), few)
    assert "Cur (currency) must be one of EUR, USD, got 'GBP'" in said


@pytest.mark.parametrize(
    ("field", "write"),
    [
        ("until", limit(until=dt.date(2026, 12, 31))),
        ("note", limit(note="urgent")),
        ("kind", limit(kind="temporary")),
        ("policy", limit()),
    ],
)
def test_what_the_file_has_no_column_for(tmp_path: Path, field: str, write: Write) -> None:
    """Nothing is left out in silence."""
    said = declined(tmp_path, write, without("limit", field))
    assert f"must say what the write says, got another {field}" in said


def test_what_a_layout_leaves_out_may_be_lost(tmp_path: Path) -> None:
    section = without("limit", "note").limit
    brief = attrs_evolve(CSV, limit=attrs_evolve(section, leaves_out=("note",)))
    assert insurer(tmp_path, brief).request_limit(limit(note="urgent"))


def test_the_connection_says_what_the_file_does_not(tmp_path: Path) -> None:
    stated = {"policy": "P-1", "currency": "EUR"}
    bare = without("limit", "policy", "currency")
    ours = insurer(tmp_path, bare, stated=stated)
    assert ours.request_limit(limit())
    with pytest.raises(Declined, match="another currency"):
        ours.request_limit(limit(key="limit-2", currency="USD"))


def attrs_evolve(record: Any, **changes: Any) -> Any:
    return attrs.evolve(record, **changes)


def changed(section: str, field: str, layout: Layout = CSV, **more: Any) -> Layout:
    """A layout with another column."""
    part = getattr(layout, section)
    columns = tuple(
        attrs_evolve(one, **more) if one.field == field else one for one in part.columns
    )
    changed_layout: Layout = attrs_evolve(layout, **{section: attrs_evolve(part, columns=columns)})
    return changed_layout


def without(section: str, *fields: str) -> Layout:
    """The csv layout without some columns."""
    part = getattr(CSV, section)
    columns = tuple(one for one in part.columns if one.field not in fields)
    changed_layout: Layout = attrs_evolve(CSV, **{section: attrs_evolve(part, columns=columns)})
    return changed_layout


def test_amounts_are_exact(tmp_path: Path) -> None:
    ours = insurer(tmp_path)
    ours.request_limit(limit(amount="999999999999999.99"))
    found = ours.sent()[limit().key].write
    assert getattr(found, "amount", None) == Decimal("999999999999999.99")


def test_a_workbook_cannot_hold_more_digits_than_a_number_has(tmp_path: Path) -> None:
    said = declined(tmp_path, limit(amount="999999999999999.99"), "typical-workbook")
    assert "got another amount" in said or "must have at most" in said

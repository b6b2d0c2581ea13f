"""Age buckets: examples, labels, and that the buckets partition every age."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import LedgerguardError, NotAvailable, OutOfDomain
from ledgerguard.formulas.aging import (
    Basis,
    age_bucket,
    bucket_labels,
    bucket_number,
    days_past_due,
)

AS_OF = dt.date(2024, 3, 31)


@pytest.mark.parametrize(
    ("due_date", "days", "label"),
    [
        (dt.date(2024, 3, 31), 0, "Current"),
        (dt.date(2024, 3, 30), 1, "1–30"),
        (dt.date(2024, 3, 1), 30, "1–30"),
        (dt.date(2024, 2, 29), 31, "31–60"),
        (dt.date(2023, 12, 31), 91, ">90"),
        (dt.date(2024, 4, 30), -30, "Current"),
    ],
)  # own arithmetic on the calendar: 2024 is a leap year
def test_by_due_date(due_date: dt.date, days: int, label: str) -> None:
    assert days_past_due(due_date, AS_OF) == days
    assert age_bucket(due_date, AS_OF) == label


@pytest.mark.parametrize(
    ("issued", "label"),
    [
        (dt.date(2024, 3, 31), "0–30"),
        (dt.date(2024, 3, 1), "0–30"),
        (dt.date(2024, 2, 29), "31–60"),
        (dt.date(2024, 1, 1), "61–90"),
        (dt.date(2023, 12, 31), ">90"),
    ],
)
def test_by_invoice_date(issued: dt.date, label: str) -> None:
    assert age_bucket(issued, AS_OF, basis="invoice") == label


def test_labels() -> None:
    assert bucket_labels() == ("Current", "1–30", "31–60", "61–90", ">90")
    assert bucket_labels(language="zh") == ("未到期", "1–30", "31–60", "61–90", ">90")
    assert bucket_labels(basis="invoice") == ("0–30", "31–60", "61–90", ">90")
    assert bucket_labels([30.0, 60.0]) == ("Current", "1–30", "31–60", ">60")
    assert bucket_labels([0.0, 1.0, 3.0]) == ("Current", "1", "2–3", ">3")
    assert bucket_labels([0.0]) == ("Current", ">0")
    assert age_bucket(AS_OF, AS_OF + dt.timedelta(46), [None, 45.0, None]) == ">45"


@pytest.mark.parametrize(
    ("edges", "error"),
    [
        ([], NotAvailable),
        ([None], NotAvailable),
        ([0.0, 30.0, 30.0], OutOfDomain),
        ([0.0, 60.0, 30.0], OutOfDomain),
        ([-7.0, 0.0], OutOfDomain),
        ([0.0, 30.5], OutOfDomain),
    ],
)
def test_edges_that_cannot_be_used(edges: list[Any], error: type[LedgerguardError]) -> None:
    with pytest.raises(error):
        age_bucket(AS_OF, AS_OF, edges)


def test_an_invoice_has_no_age_before_its_date_and_no_single_bucket() -> None:
    with pytest.raises(OutOfDomain):
        age_bucket(AS_OF, AS_OF - dt.timedelta(1), basis="invoice")
    with pytest.raises(OutOfDomain):
        bucket_labels([0.0], "invoice")


@given(
    age=st.integers(-400, 4_000),
    edges=st.lists(st.integers(0, 400), min_size=1, max_size=8, unique=True).map(sorted),
    basis=st.sampled_from(["due", "invoice"]),
)
def test_every_age_lies_in_exactly_the_bucket_that_its_label_says(
    age: int, edges: list[int], basis: Basis
) -> None:
    if basis == "invoice":
        age, edges = abs(age), [*edges, edges[-1] + 1]
    labels = bucket_labels(edges, basis)
    assert len(set(labels)) == len(labels)
    holding = [label for label in labels if _says(label, age)]
    assert holding == [labels[bucket_number(age, edges, basis)]]
    assert holding == [age_bucket(AS_OF, AS_OF + dt.timedelta(age), edges, basis)]


def _says(label: str, age: int) -> bool:
    """Read a label as a person does."""
    if label == "Current":
        return age <= 0
    if label.startswith(">"):
        return age > int(label[1:])
    low, _, high = label.partition("–")
    return int(low) <= age <= int(high or low)

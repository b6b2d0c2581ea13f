"""One range of buckets in every layout a person may point at."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ledgerguard.errors import (
    ErrorValue,
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
    PropagatedError,
)
from ledgerguard.formulas.bucket_range import buckets_of, canonical


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([[1.0], [2.0]], [("", 1.0), ("", 2.0)], id="a-column"),
        pytest.param([["Balance"], [1.0], [None], [2.0]], [("", 1.0), ("", 2.0)], id="its-header"),
        pytest.param([[1.0, 2.0, 3.0]], [("", 1.0), ("", 2.0), ("", 3.0)], id="a-row"),
        pytest.param(
            [["Current", 1.0], ["1–30", 2.0]], [("Current", 1.0), ("1–30", 2.0)], id="labels"
        ),
        pytest.param(
            [["Bucket", "Balance"], ["Current", 1.0], [30.0, 2.0], ["Total", 3.0]],
            [("Current", 1.0), ("30", 2.0)],
            id="labels-header-and-total",
        ),
        pytest.param(
            [["Current", None], ["1-30", 2.0]], [("Current", None), ("1-30", 2.0)], id="x"
        ),
        pytest.param(
            [
                ["Currency", "Current", "1–30", "Undated", "Unapplied", "Total"],
                ["EUR", 1.0, 2.0, 0, -1.0, 2.0],
                ["", "", "", "", "", ""],
            ],
            [("Current", 1.0), ("1–30", 2.0), ("Undated", 0.0), ("Unapplied", -1.0)],
            id="aging-of-a-currency",
        ),
        pytest.param(
            [["币种", "未到期", "1–30", "合计"], ["CNY", 1.0, 2.0, 3.0]],
            [("未到期", 1.0), ("1–30", 2.0)],
            id="aging-in-chinese",
        ),
        pytest.param([["Current", ">0"], [1.0, 2.0]], [("Current", 1.0), (">0", 2.0)], id="lies"),
        pytest.param([["A", 1.0, None], ["B", 2.0]], [("A", 1.0), ("B", 2.0)], id="ragged"),
        pytest.param([["A", "Amount"], ["B", 2.0]], [("B", 2.0)], id="upright-with-one-bucket"),
        pytest.param([["1–30", 1.0]], [("1–30", 1.0)], id="one-bucket"),
        pytest.param([["A", 1.5], [0.5, 2.0]], [("A", 1.5), ("0.5", 2.0)], id="odd-label"),
    ],
)
def test_layouts(rows: list[list[Any]], expected: list[tuple[str, float | None]]) -> None:
    assert [(b.label, b.number) for b in buckets_of("aging", rows)] == expected


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        pytest.param([], NotAvailable, id="nothing"),
        pytest.param([[]], NotAvailable, id="an-empty-row"),
        pytest.param([[None, ""], [" ", None]], NotAvailable, id="blanks"),
        pytest.param([["Balance"]], NotAvailable, id="only-a-header"),
        pytest.param([["A", ""], ["B", None], ["C", "x"]], InvalidValue, id="text-for-a-number"),
        pytest.param([["Balance", "Rate"]], NotAvailable, id="only-headers"),
        pytest.param([["Total", 3.0]], NotAvailable, id="only-a-total"),
        pytest.param([["A", "1,000"], ["B", 2.0]], InvalidValue, id="number-as-text"),
        pytest.param([["1,000"], [2.0]], InvalidValue, id="number-as-text-in-a-column"),
        pytest.param([["1,000", 2.0]], InvalidValue, id="number-as-text-in-a-row"),
        pytest.param([["A", True], ["B", 2.0]], InvalidValue, id="boolean"),
        pytest.param([["A", dt.date(2024, 1, 1)], ["B", 2.0]], InvalidValue, id="date"),
        pytest.param([["A", 1.0, 2.0]], InvalidValue, id="a-row-that-starts-with-text"),
        pytest.param([[1.0], [float("inf")]], OutOfDomain, id="infinite"),
        pytest.param([[1.0], [float("nan")]], OutOfDomain, id="nan"),
        pytest.param([["A", 1.0, 2.0], ["B", 1.0, 2.0], ["C", 1, 2]], InvalidValue, id="3-columns"),
        pytest.param([["A", 1.0, 2.0], ["B", 1.0, 2.0]], InvalidValue, id="2-rows-no-header"),
        pytest.param(
            [["Currency", "Current", ">0"], ["EUR", 1, 2], ["USD", 3, 4]],
            InvalidValue,
            id="two-currencies",
        ),
        pytest.param([["A", 1.0], ["B", ErrorValue("#DIV/0!")]], PropagatedError, id="error-cell"),
    ],
)
def test_errors(rows: list[list[Any]], error: type[LedgerguardError]) -> None:
    with pytest.raises(error) as caught:
        buckets_of("aging", rows)
    if error is not PropagatedError:
        assert caught.value.hint


def test_an_error_cell_keeps_its_code() -> None:
    with pytest.raises(PropagatedError) as caught:
        buckets_of("rates", [[ErrorValue("#REF!")]])
    assert caught.value.code == "#REF!"


def test_labels_agree_however_they_are_typed() -> None:
    assert len({canonical(label) for label in ("1–30", "1-30", " 1 — 30 ", "1~30")}) == 1
    assert canonical("CURRENT") == canonical("Current")

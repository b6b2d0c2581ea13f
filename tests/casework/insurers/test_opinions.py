"""What insurers are asked beside covers is remembered, and stands with its day later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desk_samples import NOON, at
from fake_insurer import FakeInsurer

from ledgerguard.casework.insurers.opinions import Answer, claim_of, grade_of, remembered_grade
from ledgerguard.errors import NotAvailable
from ledgerguard.plugin.insurer import ClaimState, Grade
from ledgerguard.store.covers import CoverBook

DAY = dt.date(2026, 6, 30)
GRADE = Grade("3", "1 to 10", "low is best", DAY)
CLAIM = ClaimState("C-1", "被保险人资料已收齐", Decimal("103500.50"), "EUR", DAY)


class Answering(FakeInsurer):
    """Answers what a test wants."""

    answer: Any = GRADE

    def grade(self, reference: str) -> Any:
        self._read("grade")
        return self.answer

    def claim_status(self, reference: str) -> Any:
        self._read("claim_status")
        return self.answer


@pytest.fixture
def book(tmp_path: Path) -> Iterator[CoverBook]:
    with CoverBook.open(tmp_path / "covers.db") as book:
        yield book


def test_a_grade_is_told_and_remembered(book: CoverBook) -> None:
    insurer = Answering()
    assert remembered_grade(book, "mutual", "B-1") == Answer(None, None)
    assert grade_of(book, insurer, "B-1", clock=at(0)) == Answer(GRADE, NOON)
    insurer.fault = lambda: "unreachable"
    late = grade_of(book, insurer, "B-1", clock=at(60))
    assert (late.value, late.told_at) == (GRADE, NOON)
    assert "got nothing" in late.error
    assert remembered_grade(book, "mutual", "B-1") == Answer(GRADE, NOON)
    assert remembered_grade(book, "other", "B-1").value is None
    insurer.fault, insurer.answer = (lambda: ""), None  # it has no opinion any more
    assert grade_of(book, insurer, "B-1", clock=at(90)) == Answer(None, at(90)())


def test_a_claim_is_told_and_remembered(book: CoverBook) -> None:
    insurer = Answering()
    insurer.answer = CLAIM
    assert claim_of(book, insurer, "C-1", clock=at(0)) == Answer(CLAIM, NOON)
    insurer.answer = undated = ClaimState("C-1", "open")
    assert claim_of(book, insurer, "C-1", clock=at(1)).value == undated
    insurer.fault = lambda: "locked out"
    assert "got locked" in claim_of(book, insurer, "C-1", clock=at(2)).error


@pytest.mark.parametrize(
    ("answer", "got"),
    [
        ("3", "got str"),
        (Grade("", "1 to 10", "low is best", DAY), "without its value or its scale"),
        (Grade("3", " ", "low is best", DAY), "without its value or its scale"),
        (Grade("3", "1 to 10", "up", DAY), "the direction 'up'"),  # type: ignore[arg-type]
        (Grade("3", "1 to 10", "letters", NOON), "the day datetime"),
        (Grade("3", "1 to 10", "letters", None), "the day None"),  # type: ignore[arg-type]
    ],
)
def test_a_grade_that_is_none(book: CoverBook, answer: Any, got: str) -> None:
    """A number without its scale and direction is none: 3 may be good or bad."""
    insurer = Answering()
    insurer.answer = answer
    assert got in grade_of(book, insurer, "B-1").error
    assert remembered_grade(book, "mutual", "B-1").told_at is None


@pytest.mark.parametrize(
    ("answer", "got"),
    [
        (None, "got NoneType"),
        (ClaimState("", "open"), "without its reference or its state"),
        (ClaimState("C-1", ""), "without its reference or its state"),
        (ClaimState("C-1", "paid", Decimal("NaN"), "EUR"), "the amount Decimal('NaN')"),
        (ClaimState("C-1", "paid", 5.0, "EUR"), "the amount 5.0"),  # type: ignore[arg-type]
        (ClaimState("C-1", "paid", Decimal(5)), "an amount without a currency"),
        (ClaimState("C-1", "paid", Decimal(5), "EUR", NOON), "the day datetime"),
    ],
)
def test_a_claim_that_is_none(book: CoverBook, answer: Any, got: str) -> None:
    insurer = Answering()
    insurer.answer = answer
    assert got in claim_of(book, insurer, "C-1").error


def test_what_is_not_offered_is_not_asked(book: CoverBook) -> None:
    insurer = Answering()
    insurer.capabilities = frozenset({"covers"})
    assert "must offer grade" in grade_of(book, insurer, "B-1").error
    assert "must offer claim_status" in claim_of(book, insurer, "C-1").error
    assert insurer.calls == []


@pytest.mark.parametrize("payload", ["{", '{"as_of": "x"}', "[1]", '{"as_of": null, "odd": 1}'])
def test_a_damaged_book_says_so(book: CoverBook, payload: str) -> None:
    book.put_answer("mutual", "grade", "B-1", payload, NOON.isoformat())
    with pytest.raises(NotAvailable, match="must hold what an insurer has said"):
        remembered_grade(book, "mutual", "B-1")


def test_an_older_answer_gives_way(book: CoverBook) -> None:
    book.put_answer("mutual", "grade", "B-1", "null", at(5)().isoformat())
    book.put_answer("mutual", "grade", "B-1", "{", at(4)().isoformat())
    assert remembered_grade(book, "mutual", "B-1") == Answer(None, at(5)())

"""A ladder in a range of cells with all its columns, and the words that it may use."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerguard.errors import ErrorValue, InvalidValue, OutOfDomain, PropagatedError
from ledgerguard.policy.escalation import resolve
from ledgerguard.policy.ladder_file import LevelEntry
from ledgerguard.policy.ladder_range import entries_of_range
from ledgerguard.policy.ladder_words import KINDS, LETTERS, POSTS, key_of, words_of
from ledgerguard.policy.schema import Wording


def test_every_column_of_a_row() -> None:
    rows: list[list[Any]] = [
        ["Days", "Counted from", "Action", "Kind", "Letter", "Channels", "Owner", "Approval"],
        [-3, "", "Ask", "", "", "", "", ""],
        [5, "交货", "Call", "电话催收", "", "Phone，微信、sms", "Wang", ""],
        [9, "month-end", "", "Formal notice", "Formal-Notice", "email", "", "finance director"],
        [2, "previous", "Tell", "insurer", "insurer-notification", "", "", ""],
    ]
    assert entries_of_range(rows) == (
        LevelEntry(-3, Wording("Ask", "Ask")),
        LevelEntry(
            *(5, Wording("Call", "Call"), "delivery", "call", "", ("phone", "wechat", "sms")),
            owner="Wang",
        ),
        LevelEntry(
            *(9, Wording("level 3", "第 3 级"), "month-end", "notice", "formal-notice"),
            channels=("email",),
            approval="finance director",
        ),
        LevelEntry(
            *(2, Wording("Tell", "Tell"), "previous", "insurer", "insurer-notification"),
            blocked_by=(),  # the insurer is told whatever the customer says
            wait_days=0,
        ),
    )
    assert resolve(rows).entries == entries_of_range(rows)
    assert [entry.lapsing for entry in entries_of_range(rows)] == [True, False, False, False]


def test_a_level_before_the_due_date_lapses_unless_the_file_says_no() -> None:
    assert LevelEntry(-1, Wording("a", "a")).lapsing
    assert not LevelEntry(-1, Wording("a", "a"), lapses=False).lapsing
    assert not LevelEntry(-1, Wording("a", "a"), "delivery").lapsing
    assert LevelEntry(7, Wording("a", "a"), "delivery", lapses=True).lapsing


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([1, "", "a", "shout"], "the kind in the ladder's row 1 must be one of confirm-receipt"),
        ([1, "", "a", "", "", "email, fax"], "the channel in the ladder's row 1 must be one of"),
    ],
)
def test_an_unknown_word_names_the_row(row: list[Any], said: str) -> None:
    with pytest.raises(InvalidValue, match=said) as caught:
        entries_of_range([row])
    assert "days, counted from, action, kind, letter" in caught.value.hint


def test_an_error_in_any_column_and_a_first_level_without_one_before_it() -> None:
    with pytest.raises(PropagatedError):
        entries_of_range([[1, "", "a", "", ErrorValue("#REF!")]])
    with pytest.raises(OutOfDomain, match="row 1"):
        entries_of_range([[1, "previous"]])


def test_words_are_known_in_both_languages() -> None:
    for key, wording in KINDS.items():
        found = [key_of(word, KINDS) for word in (f" {key.upper()} ", wording.en, wording.zh)]
        assert found == [key] * 3
    assert key_of("shout", KINDS) is None
    assert key_of("保险人", KINDS) == "insurer"  # its name in workbooks filled in before
    assert key_of("保险人", LETTERS) is None


def test_posts_are_named_in_both_languages_and_the_firms_own_stay() -> None:
    assert words_of("credit manager", POSTS, "zh") == "信用经理"
    assert words_of("credit manager", POSTS, "en") == "credit manager"
    assert words_of("Wang Fang", POSTS, "zh") == "Wang Fang"


def test_the_packaged_ladders_name_known_posts_and_letters_only() -> None:
    for name in ("five-stage", "three-stage", "monitoring", "friendly", "sme"):
        for entry in resolve(name).entries:
            assert {entry.owner, entry.approval} - {""} <= set(POSTS)
            assert {entry.letter} - {""} <= set(LETTERS)

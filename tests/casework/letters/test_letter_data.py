"""Totals of a letter, added up by hand in tests/casework/sample_letters.py; a currency each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from sample_letters import DATA, DAY, item

from ledgerguard.casework.letters.data import LetterData, last_day


def euros(**amounts: str) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in amounts.items()}


def test_the_totals_of_three_currencies_by_hand() -> None:
    assert DATA.currencies == ("EUR", "JPY", "KWD")
    assert DATA.claimed == euros(EUR="600", JPY="120000", KWD="12.345")
    assert DATA.not_yet_due == euros(EUR="250.50", JPY="0", KWD="0")
    assert DATA.disputed == euros(EUR="99.50", JPY="0", KWD="0")
    assert DATA.other == euros(EUR="40", JPY="0", KWD="0")
    assert DATA.interest == euros(EUR="10", JPY="0", KWD="0")
    assert DATA.fees == euros(EUR="40", JPY="0", KWD="0")
    assert DATA.open == euros(EUR="990", JPY="120000", KWD="12.345")
    assert DATA.to_pay == euros(EUR="500", JPY="120000", KWD="12.345")  # 600 + 10 + 40 - 150
    assert DATA.balance == euros(EUR="890", JPY="120000", KWD="12.345")  # 990 + 10 + 40 - 150
    assert DATA.oldest_days == 30


def test_credits_of_another_currency_stay_apart_and_never_turn_a_claim_around() -> None:
    rich = replace(DATA, unapplied=euros(EUR="700", USD="5", CHF="0"))
    assert rich.currencies == ("EUR", "JPY", "KWD", "USD")
    assert rich.to_pay["EUR"] == 0  # 650 - 700: nothing is asked for
    assert rich.balance["EUR"] == 340
    assert rich.balance["USD"] == -5


def test_nothing_overdue_is_no_day_old() -> None:
    early = replace(DATA, items=(item(days_past_due=-3),))
    assert early.oldest_days == 0
    assert replace(DATA, items=()).oldest_days == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["EUR", "JPY"]),
            st.decimals(1, 10**6, places=2),
            st.booleans(),
            st.booleans(),
            st.integers(-40, 40),
        ),
        max_size=12,
    )
)
def test_every_open_item_stands_in_exactly_one_total(
    rows: list[tuple[str, Decimal, bool, bool, int]],
) -> None:
    items = tuple(
        item(currency=name, open=amount, claimed=asked, disputed=contested, days_past_due=days)
        for name, amount, asked, contested, days in rows
    )
    letter: LetterData = replace(DATA, items=items, unapplied={})
    for name in letter.currencies:
        parts = (letter.claimed, letter.disputed, letter.not_yet_due, letter.other)
        assert sum(part[name] for part in parts) == letter.open[name]
        assert letter.balance[name] == letter.open[name]


def test_payment_is_asked_for_within_some_days_and_before_the_next_step() -> None:
    assert last_day(DAY, 7, None) == dt.date(2024, 3, 8)
    assert last_day(DAY, 7, dt.date(2024, 4, 1)) == dt.date(2024, 3, 8)
    assert last_day(DAY, 7, dt.date(2024, 3, 5)) == dt.date(2024, 3, 4)
    assert last_day(DAY, 7, dt.date(2024, 2, 1)) == DAY  # never a day that is past

"""Late interest and fixed fees of an invoice, derived by hand from the published rates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ledgerguard.casework.letters.interest import Charges, charges, rounded
from ledgerguard.errors import InvalidValue

DUE, DAY = dt.date(2023, 5, 31), dt.date(2023, 9, 30)


@pytest.mark.parametrize(
    ("currency", "interest"), [("EUR", "388.77"), ("JPY", "389"), ("KWD", "388.767")]
)
def test_interest_by_half_years_in_the_decimals_of_the_currency(
    currency: str, interest: str
) -> None:
    # ECB 2.5 % on 1 January 2023 and 4.0 % on 1 July 2023, 8 points more: 30 days at 10.5 % and
    # 92 days at 12 % on 10,000: 86.3013 + 302.4657 = 388.7671.
    found = charges("EU", currency, Decimal(10000), DUE, DAY)
    assert found.interest == Decimal(interest)
    assert str(found.interest) == interest


def test_the_fee_of_the_eu_is_40_euros_and_none_in_another_currency() -> None:
    assert charges("EU", "EUR", Decimal(10000), DUE, DAY) == Charges(
        Decimal("388.77"), Decimal("40.00")
    )
    foreign = charges("eu", "USD", Decimal(10000), DUE, DAY)
    assert foreign.interest == Decimal("388.77")
    assert foreign.fee == 0
    assert foreign.note == "no fee: eu fixes it in EUR, the invoice is in USD"


@pytest.mark.parametrize(
    ("owed", "when_late", "fee"),
    [
        # The Act of 1998: 40 below 1,000, 70 below 10,000, else 100 pounds.
        ("999.99", None, 40),
        ("1000", None, 70),
        ("10000", None, 100),
        ("500", "1500", 70),  # paid in part since: what was owed when it became late decides
    ],
)
def test_the_british_fee_goes_by_the_debt_when_it_became_late(
    owed: str, when_late: str | None, fee: int
) -> None:
    late = Decimal(when_late) if when_late else None
    found = charges(
        "UK",
        "GBP",
        Decimal(owed),
        dt.date(2025, 5, 15),
        dt.date(2025, 8, 15),
        amount_when_late=late,
    )
    assert found.fee == fee


def test_british_interest_by_hand() -> None:
    # Base rate 4.75 % on 31 December 2024, 8 points more: 92 days at 12.75 % on 10,000.
    found = charges("UK", "GBP", Decimal(10000), dt.date(2025, 5, 15), dt.date(2025, 8, 15))
    assert found.interest == Decimal("321.37")


@pytest.mark.parametrize(
    ("regime", "amount", "due", "day"),
    [
        ("", 100, DUE, DAY),
        ("EU", 100, None, DAY),
        ("EU", 100, DAY, DAY),  # the due day itself is in time
        ("EU", 100, DAY, DUE),
        ("EU", 0, DUE, DAY),
        ("EU", -5, DUE, DAY),
    ],
)
def test_what_costs_nothing(regime: str, amount: int, due: dt.date | None, day: dt.date) -> None:
    assert charges(regime, "EUR", Decimal(amount), due, day) == Charges()


def test_a_rate_that_nobody_knows_is_a_note_and_no_crash() -> None:
    old = charges("EU", "EUR", Decimal(100), dt.date(1990, 1, 1), dt.date(1990, 2, 1))
    assert old.interest == old.fee == 0
    assert old.note.startswith("no interest: ")
    assert "; no fee: " in old.note
    future = charges("EU", "EUR", Decimal(100), dt.date(2098, 1, 1), dt.date(2098, 2, 1))
    assert future.interest == 0
    assert future.fee == 40
    assert future.note.startswith("no interest: ")


def test_an_unknown_regime_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"regime must be one of EU, .*got 'XX'"):
        charges("XX", "EUR", Decimal(1), DUE, DAY)


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (0.125, "EUR", "0.13"),
        (2.675, "EUR", "2.68"),  # as a float it lies a trifle below
        (0.5, "JPY", "1"),
        (1.0005, "KWD", "1.001"),
        (0.004999, "EUR", "0.00"),
    ],
)
def test_half_a_unit_is_rounded_up(amount: float, currency: str, expected: str) -> None:
    assert str(rounded(amount, currency)) == expected

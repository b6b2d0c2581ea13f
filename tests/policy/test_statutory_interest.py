"""Statutory interest, fees and terms by regime: published examples, modes, boundaries, laws."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import (
    InvalidValue,
    LedgerguardError,
    NotAvailable,
    OutOfDomain,
)
from ledgerguard.policy.interest import (
    interest_statement,
    late_payment_claim,
    statutory_interest,
)
from ledgerguard.policy.late_payment import fixed_fee
from ledgerguard.policy.regimes import RateMode
from ledgerguard.policy.statutory_rates import statutory_rate

REGIMES = ["EU", "DE", "FR", "IE", "UK", "CN-SME", "CN", "US"]
D = dt.date


@pytest.fixture(autouse=True, scope="module")
def packaged_rates(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDGERGUARD_RATES", str(tmp_path_factory.mktemp("rates")))
        yield


@pytest.mark.parametrize(
    ("arguments", "published"),
    [
        pytest.param((1_000, D(2023, 3, 1), D(2023, 3, 31), "EU"), 8.63, id="payrequest"),
        pytest.param((10_000, D(2023, 5, 31), D(2023, 9, 30), "EU"), 388.77, id="own-piecewise"),
        pytest.param(
            (10_000, D(2023, 5, 31), D(2023, 9, 30), "EU", "frozen"), 350.96, id="own-frozen"
        ),
        pytest.param((10_000, D(2025, 5, 15), D(2025, 8, 15), "UK"), 321.37, id="own-uk"),
        pytest.param(
            (100_000, D(2026, 1, 31), D(2026, 3, 17), "CN-SME"), 2_250, id="own-china-sme"
        ),
        pytest.param(
            (100_000, D(2024, 12, 1), D(2025, 3, 1), "CN"), 1_146.58, id="own-china-lpr-90-days"
        ),
        pytest.param((1_000, D(2026, 1, 1), D(2026, 2, 15), "US"), 22.19, id="own-us-45-days"),
    ],
)
def test_statutory_interest_published(arguments: tuple[Any, ...], published: float) -> None:
    assert statutory_interest(*arguments) == pytest.approx(published, abs=0.005)


def test_the_american_rate_by_30_days_is_the_basis_of_360() -> None:
    answer = statutory_interest(1_000, D(2026, 1, 1), D(2026, 2, 15), "US", basis=360)
    assert answer == pytest.approx(22.50)


def test_paidnice_takes_the_bank_rate_of_the_day_where_the_statute_takes_31_december() -> None:
    # Its 169.68 (101 days at a daily 1.68 on 5,000) is on the list of wrong examples; the rate of
    # 12.75 % gives 176.40, with 70 of compensation.
    due = D(2025, 1, 31)
    interest = statutory_interest(5_000, due, due + dt.timedelta(days=101), "UK")
    assert interest == pytest.approx(176.40, abs=0.005)
    assert fixed_fee(5_000, "UK") == 70


def test_the_british_rate_is_frozen_when_the_bank_rate_moves() -> None:
    # Bank Rate fell on 2025-05-08 and 2025-08-07; neither touches a debt of April
    whole = statutory_interest(36_500, D(2025, 4, 1), D(2025, 12, 1), "UK")
    assert whole == pytest.approx(36_500 * 0.1275 * 244 / 365)


def test_the_half_year_of_the_first_late_day_counts_in_the_uk() -> None:
    # Due on 30 June: interest starts on 1 July, so that the Bank Rate of 30 June counts (4.25).
    assert statutory_interest(365, D(2025, 6, 30), D(2025, 7, 1), "UK") == pytest.approx(0.1225)
    assert statutory_interest(365, D(2025, 6, 29), D(2025, 6, 30), "UK") == pytest.approx(0.1275)


def test_piecewise_in_china_follows_each_publication() -> None:
    # 3.35 until 2024-10-20, 3.10 from 2024-10-21
    arguments = (365_000, D(2024, 10, 10), D(2024, 10, 30), "CN")
    by_hand = 1_000 * 1.5 * (10 * 0.0335 + 10 * 0.0310)
    assert statutory_interest(*arguments, "piecewise") == pytest.approx(by_hand)
    frozen = statutory_interest(*arguments)
    assert frozen == pytest.approx(1_000 * 1.5 * 20 * 0.0335)


@pytest.mark.parametrize("mode", [None, "piecewise", "frozen"])
def test_a_fixed_rate_has_no_pieces(mode: RateMode | None) -> None:
    answer = statutory_interest(100_000, D(2026, 1, 31), D(2026, 3, 17), "CN-SME", mode)
    assert answer == pytest.approx(2_250)


def test_an_agreed_rate_replaces_the_statutory_one() -> None:
    arguments = (36_500, D(2024, 1, 31), D(2024, 2, 10), "EU", None, None, None, None, 0.1)
    assert statutory_interest(*arguments) == pytest.approx(100)
    assert statutory_interest(*arguments[:-1], 0) == statutory_interest(*arguments[:4])


@pytest.mark.parametrize(
    ("agreed_rate", "contract_date", "error", "said"),
    [
        (0.0299, D(2025, 7, 1), OutOfDomain, "at least 0.03, the LPR on 2025-07-01, got 0.0299"),
        (0.0300, None, NotAvailable, "contract_date must be given where CN-SME"),
        (0.0300, D(2019, 8, 19), NotAvailable, "from 2019-08-20 to"),
        (3.0, D(2025, 7, 1), OutOfDomain, "agreed_rate must be from 0 to 1"),
    ],
)
def test_an_agreed_rate_must_reach_the_lpr_of_the_contract(
    agreed_rate: float, contract_date: dt.date | None, error: type[LedgerguardError], said: str
) -> None:
    arguments = (36_500, D(2025, 12, 1), D(2025, 12, 11), "CN-SME", None, None, None)
    assert statutory_interest(*arguments, D(2025, 7, 1), 0.03) == pytest.approx(30)
    with pytest.raises(error, match=said) as caught:
        statutory_interest(*arguments, contract_date, agreed_rate)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ((1, D(2024, 1, 1), D(2024, 2, 1), "XX"), InvalidValue, "one of EU, DE, FR, IE, UK"),
        ((-1, D(2024, 1, 1), D(2024, 2, 1), "EU"), OutOfDomain, "must not be negative"),
        ((1, D(2013, 3, 15), D(2013, 4, 1), "EU"), NotAvailable, "due_date must not be before 20"),
        ((1, D(2026, 11, 1), D(2026, 11, 22), "CN"), NotAvailable, "2026-11-02"),
        ((1, D(2026, 10, 1), D(2026, 11, 22), "CN", "piecewise"), NotAvailable, "2026-11-22"),
        ((1, D(2026, 10, 1), D(2027, 1, 2), "EU"), NotAvailable, "2027-01-01"),
        ((1, D(2026, 10, 1), D(9999, 12, 31), "DE"), NotAvailable, "2027-01-01"),
        ((1, D(2027, 2, 1), D(2027, 3, 1), "UK"), NotAvailable, "2026-12-31"),
        (
            (1, D(2024, 1, 1), D(2024, 2, 1), "UK", None, None, None, D(2002, 8, 6)),
            NotAvailable,
            "contract_date must not be before 2002-08-07",
        ),
        (
            (1, D(2024, 1, 1), D(2024, 2, 1), "EU", None, [D(2024, 1, 5)], [2]),
            OutOfDomain,
            "must not be above the amount owed",
        ),
    ],
)
def test_statutory_interest_refuses(
    arguments: tuple[Any, ...], error: type[LedgerguardError], said: str
) -> None:
    for function in (statutory_interest, interest_statement, late_payment_claim):
        with pytest.raises(error, match=said) as caught:
            function(*arguments)
        assert caught.value.hint


def test_the_hint_says_how_to_know_more() -> None:
    with pytest.raises(NotAvailable) as caught:
        statutory_interest(1, D(2026, 10, 1), D(2027, 1, 2), "EU")
    assert caught.value.hint == "ledgerguard rates update ECB"


@pytest.mark.parametrize("name", REGIMES)
def test_the_second_half_of_2026_is_known_where_a_half_year_counts(name: str) -> None:
    if name in ("CN", "CN-SME", "US"):
        assert statutory_rate(name, D(2026, 10, 19)) > 0
    else:
        assert statutory_interest(100, D(2026, 7, 1), D(2026, 12, 31), name) > 0


@pytest.mark.parametrize("name", REGIMES)
def test_paid_in_time_is_nothing_even_before_the_regime(name: str) -> None:
    assert statutory_interest(100, D(1990, 1, 2), D(1990, 1, 2), name) == 0
    assert statutory_interest(100, dt.date.max, D(1990, 1, 2), name) == 0
    assert late_payment_claim(100, D(1990, 1, 2), D(1990, 1, 1), name) == 100
    rows = interest_statement(100, D(1990, 1, 2), D(1990, 1, 2), name)
    assert rows[1:] == [["Total", "", 0, "", "", 0]]


def test_the_statement_has_a_row_for_each_half_year() -> None:
    rows = interest_statement(10_000, D(2023, 5, 31), D(2023, 9, 30), "EU")
    assert rows[0] == ["From", "To", "Days", "Base", "Rate", "Interest"]
    assert rows[1][:5] == [D(2023, 6, 1), D(2023, 6, 30), 30, 10_000, pytest.approx(0.105)]
    assert rows[2][:5] == [D(2023, 7, 1), D(2023, 9, 30), 92, 10_000, pytest.approx(0.12)]
    assert rows[3] == ["Total", "", 122, "", "", pytest.approx(388.77, abs=0.005)]


def test_a_half_year_without_a_change_is_no_new_row_and_a_payment_is() -> None:
    # 2017 to 2018: the ECB's rate stayed at 0
    payments = ([D(2018, 3, 31)], [400])
    rows = interest_statement(1_000, D(2017, 12, 31), D(2018, 12, 31), "FR", None, *payments)
    assert [row[:5] for row in rows[1:-1]] == [
        [D(2018, 1, 1), D(2018, 3, 31), 90, 1_000, 0.1],
        [D(2018, 4, 1), D(2018, 12, 31), 275, 600, 0.1],
    ]


def test_the_statement_in_chinese() -> None:
    rows = interest_statement(
        100_000, D(2026, 1, 31), D(2026, 3, 17), "CN-SME", basis=360, language="zh"
    )
    assert rows[0] == ["起日", "止日", "天数", "计息本金", "年利率", "利息"]
    # the source says 相当于年利率18%
    assert rows[1][4] == pytest.approx(0.18)
    assert rows[1][5] == pytest.approx(2_250)
    assert rows[2][0] == "合计"


def test_the_claim_published_by_payrequest() -> None:
    claim = late_payment_claim(1_000, D(2023, 3, 1), D(2023, 3, 31), "EU")
    assert claim == pytest.approx(1_048.63, abs=0.005)


def test_the_own_claim_of_the_uk() -> None:
    claim = late_payment_claim(10_000, D(2025, 5, 15), D(2025, 8, 15), "UK")
    assert claim == pytest.approx(10_000 + 321.37 + 100, abs=0.005)


def test_the_claim_counts_what_is_still_unpaid_and_one_fee_on_what_became_late() -> None:
    due, as_of = D(2024, 1, 31), D(2024, 3, 1)
    paid = ([D(2024, 1, 10), D(2024, 2, 10), as_of, D(2024, 3, 2)], [9_100, 300, 100, 500])
    claim = late_payment_claim(10_000, due, as_of, "UK", None, *paid)
    interest = statutory_interest(10_000, due, as_of, "UK", None, *paid)
    # 900 became late, so that the fee is 40 and not 70 or 100; 500 are open on the day
    assert claim == pytest.approx(500 + interest + 40)
    whole = ([due], [10_000])
    assert late_payment_claim(10_000, due, as_of, "UK", None, *whole) == 0


amounts = st.floats(0, 1e9)
days = st.dates(D(2020, 9, 1), D(2026, 10, 8))


@given(amounts, days, days, days, st.sampled_from(["EU", "DE", "FR", "IE", "US", "CN-SME"]))
def test_interest_is_additive_over_adjoining_periods(
    amount: float, first: dt.date, second: dt.date, third: dt.date, name: str
) -> None:
    # with one contract, whose law holds throughout; a frozen rate would be another for each start
    due, middle, paid = sorted((first, second, third))
    parts = statutory_interest(amount, due, middle, name, "piecewise") + statutory_interest(
        amount, middle, paid, name, "piecewise"
    )
    whole = statutory_interest(amount, due, paid, name, "piecewise")
    assert parts == pytest.approx(whole, rel=1e-9, abs=1e-6)


@given(amounts, days, days, st.sampled_from(REGIMES), st.floats(0, 1), days)
def test_interest_is_never_negative_and_a_part_payment_never_raises_it(
    amount: float, due: dt.date, paid: dt.date, name: str, share: float, day: dt.date
) -> None:
    whole = statutory_interest(amount, due, paid, name)
    less = statutory_interest(amount, due, paid, name, None, [day], [share * amount])
    assert 0 <= less <= whole * (1 + 1e-9)


@given(amounts, st.sampled_from(REGIMES), st.dates(D(2020, 9, 1), D(2021, 12, 31)), st.data())
def test_frozen_is_piecewise_while_the_rate_does_not_change(
    amount: float, name: str, due: dt.date, data: st.DataObject
) -> None:
    # Between 1 Sep 2020 and the end of 2021 only the LPR moved, on 2021-12-20.
    paid = data.draw(st.dates(due, D(2021, 12, 19) if due < D(2021, 12, 19) else due))
    frozen = statutory_interest(amount, due, paid, name, "frozen")
    assert statutory_interest(amount, due, paid, name, "piecewise") == pytest.approx(frozen)

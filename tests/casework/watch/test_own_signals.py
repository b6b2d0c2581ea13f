"""The book of a currency and the firm's own liquidity, by hand."""

from __future__ import annotations

import pytest
from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.watch.own_signals import bad_debt_reading, bank_reading, own_readings
from ledgerguard.casework.watch.portfolio_signals import account_readings, book_readings, owed_by
from ledgerguard.casework.watch.readings import Reading
from ledgerguard.casework.watch.series import AccountPoint, Picture, picture
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_policy import packaged_credit

CREDIT = packaged_credit()
SEEN = picture(frame_of([Row(issued=DAY - 800, amount=100)]), DAY)


def seen_of(*accounts: list[AccountPoint]) -> Picture:
    named = {(f"C{n}", "EUR"): tuple(points) for n, points in enumerate(accounts)}
    return Picture(SEEN.days, named, {}, {"EUR": 0}, DAY - 800)


def book(*accounts: list[AccountPoint]) -> dict[str, Reading]:
    seen = seen_of(*accounts)
    return {r.indicator: r for r in book_readings(seen.of_currency("EUR"), seen, (None,) * 6)}


def bank(*facts: Fact) -> Reading:
    return bank_reading(CustomerFile("own", facts), "EUR", SEEN, CREDIT)


def line(item: str, value: float, day: int, source: str = "ICBC", currency: str = "EUR") -> Fact:
    return Fact(item, value, day, currency=currency, source=source)


def test_late_share_and_concentration_of_the_book() -> None:
    one = [AccountPoint(open=300, owed=300, overdue=60, sales=900)] * 6
    other = [AccountPoint(open=100, owed=140, overdue=50, sales=900)] * 6
    found = book(one, other, [AccountPoint(open=-40)] * 6)
    assert found["late_share"].value == pytest.approx(110 / 440)
    # Shares of the positive balances: 3/4 and 1/4; squares 9/16 + 1/16.
    assert found["concentration_hhi"].value == pytest.approx(10 / 16)
    # DSO of all: 360 / 1800 * 90.
    assert list(found["dso_trend"].series) == pytest.approx([18.0] * 6)
    assert found["own_dso_rises"].value == 0
    assert book([AccountPoint()] * 6)["concentration_hhi"].value is None


@pytest.mark.parametrize(
    ("balances", "rises"),
    [
        ((1, 2, 3, 4, 5, 6), 5),
        ((9, 9, 3, 4, 5, 6), 3),
        ((1, 2, 3, 4, 6, 6), 0),
        ((6, 5, 4, 3, 2, 1), 0),
    ],
)
def test_months_in_a_row_that_dso_rose(balances: tuple[int, ...], rises: int) -> None:
    found = book([AccountPoint(open=b, owed=b, sales=90) for b in balances])
    assert found["own_dso_rises"].value == rises


def test_a_month_without_sales_ends_the_row() -> None:
    points = [
        AccountPoint(open=b, owed=b, sales=s)
        for b, s in zip((1, 2, 3, 4, 5, 6), (9, 9, 9, 0, 9, 9), strict=True)
    ]
    assert book(points)["own_dso_rises"].value == 1


def test_a_share_of_the_book_and_the_trends_of_an_account() -> None:
    points = [
        AccountPoint(open=o, owed=o, overdue=1, sales=90, weight=2, late=6) for o in range(1, 7)
    ]
    found = {r.indicator: r for r in account_readings(points, 12.0, [10] * 5 + [24], SEEN)}
    assert found["delay"].value == 12.0
    assert found["delay_trend"].series == (3.0,) * 6
    assert found["concentration"].value == pytest.approx(6 / 24)
    assert found["dso_trend"].series == tuple(pytest.approx(o) for o in range(1, 7))
    # Nothing is overdue: that DSO rises is a matter of when goods were sold.
    calm = [AccountPoint(open=o, owed=o, sales=90) for o in range(1, 7)]
    assert {r.indicator: r for r in account_readings(calm, None, [0] * 6, SEEN)}[
        "dso_trend"
    ].series == ()


def test_a_young_ledger_has_no_dso_yet() -> None:
    young = Picture(SEEN.days, {}, {}, {}, DAY - 60)
    points = [AccountPoint(open=9, owed=9, overdue=9, sales=9)] * 6
    found = {r.indicator: r for r in account_readings(points, None, [9] * 6, young)}
    # The window of 90 days may be short by one month: sales of 60 days are there at the last point.
    assert found["dso_trend"].series == (None,) * 5 + (90.0,)


def test_positive_balances_add_up() -> None:
    seen = seen_of([AccountPoint(open=5)] * 6, [AccountPoint(open=-3)] * 6)
    assert owed_by(seen.of_currency("EUR"), seen) == [5] * 6


def test_bank_lines_of_one_currency_together() -> None:
    facts = (
        line("bank_line", 1_000, DAY - 100),
        line("bank_line_used", 500, DAY - 100),
        line("bank_line_used", 900, DAY - 20),
        line("bank_line", 1_000, DAY - 100, "BOC"),
        line("bank_line_used", 100, DAY - 100, "BOC"),
        line("bank_line", 5_000, DAY - 100, "CCB"),  # nobody says how much of it is used
        line("bank_line", 1, DAY - 100, "ICBC", "USD"),
        line("bank_line_used", 1, DAY - 100, "ICBC", "USD"),
    )
    found = bank(*facts)
    # 600 of 2000 until the draw of twenty days ago, then 1000 of 2000.
    assert found.series == (None, None, 0.3, 0.3, 0.3, 0.5)
    assert found.value == 0.5


def test_a_line_too_old_is_told() -> None:
    most = CREDIT.freshness["bank"].max_days
    facts = (line("bank_line", 9, DAY - most - 1), line("bank_line_used", 9, DAY - 1))
    found = bank(*facts)
    assert (found.value, found.fixed) == (None, "watch")
    assert found.facts[0].values == ("bank_line", most + 1, most)


def test_a_draw_renewed_since_is_not_old() -> None:
    most = CREDIT.freshness["bank"].max_days
    old = (line("bank_line", 9, DAY - most - 60), line("bank_line_used", 3, DAY - most - 60))
    new = (line("bank_line", 10, DAY - 10), line("bank_line_used", 4, DAY - 10))
    found = bank(*old, *new)
    assert (found.value, found.fixed, found.facts) == (0.4, None, ())


def test_emergency_money_and_late_payments_to_suppliers() -> None:
    facts = (
        Fact("emergency_money_used", 500.0, DAY - 3, currency="EUR"),
        Fact("emergency_money_used", 500.0, DAY - 300, currency="EUR"),
        Fact("emergency_money_used", 500.0, DAY - 400, currency="EUR"),
        Fact("emergency_money_used", 0.0, DAY - 2, currency="EUR"),
        Fact("suppliers_paid_late", 0.2, DAY - 3),
    )
    found = {r.indicator: r for r in own_readings(CustomerFile("own", facts), SEEN.days, CREDIT)}
    assert found["emergency_money_used"].value == 2
    assert found["suppliers_paid_late"].value == 0.2


def test_bad_debts_over_the_sales_of_the_year() -> None:
    rows = [
        Row(issued=DAY - 500, amount=77_000),
        Row(issued=DAY - 364, amount=600_000),
        Row(issued=DAY - 9, amount=400_000),
        Row(issued=DAY - 365, amount=55_000),  # the year is (day - 365, day]
    ]
    frame = frame_of(rows)
    facts = (
        Fact("written_off", 30.0, DAY - 1, currency="EUR"),
        Fact("written_off", 20.0, DAY - 364, currency="EUR"),
        Fact("written_off", 999.0, DAY - 365, currency="EUR"),
        Fact("written_off", 999.0, DAY - 5, currency="USD"),
        Fact("written_off", 999.0, DAY + 5, currency="EUR"),
    )
    own = CustomerFile("own", facts)
    found = bad_debt_reading(own, frame, "EUR", picture(frame, DAY))
    assert found.value == pytest.approx(50 / 10_000)  # the target of the article, to the last cent
    nothing = bad_debt_reading(CustomerFile("own"), frame, "EUR", picture(frame, DAY))
    assert nothing.value is None


def test_bad_debts_of_a_ledger_younger_than_a_year() -> None:
    frame = frame_of([Row(issued=DAY - 40, amount=100_000)])
    own = CustomerFile("own", (Fact("written_off", 10.0, DAY - 1, currency="EUR"),))
    found = bad_debt_reading(own, frame, "EUR", picture(frame, DAY))
    assert found.value == pytest.approx(0.01)
    assert found.series[:-1] == (None,) * 5
    empty = frame_of([Row(issued=NO_DAY, amount=100)])
    assert bad_debt_reading(own, empty, "EUR", picture(empty, DAY)).value is None

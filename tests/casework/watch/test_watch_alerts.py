"""All alerts of a day: whom they are about, their order, and what they say."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from ledger_rows import DAY, Row, frame_of, law, ledgers

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact, FileProblem
from ledgerguard.casework.watch.alerts import Alert, alerts_of
from ledgerguard.casework.watch.indicators import LEVELS
from ledgerguard.casework.watch.words import reason_words
from ledgerguard.errors import InvalidValue
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.units import Language

CREDIT = packaged_credit()


def files(*named: CustomerFile) -> dict[str, CustomerFile]:
    return {file.customer_id: file for file in named}


def found(rows: list[Row], *named: CustomerFile) -> dict[tuple[str, str, str], Alert]:
    alerts = alerts_of(frame_of(rows), files(*named), CREDIT, DAY)
    return {(one.indicator, one.customer_id, one.currency): one for one in alerts}


def later_and_later(customer: str = "A", step: int = 4) -> list[Row]:
    """One payment a month, each 4 days later than the one before: 0, 4, ... 20 days late."""
    return [
        Row(customer, issued=DAY - 30 * back - 60, due=DAY - 30 * back - step * (5 - back),
            amount=1_000, paid=1_000, paid_on=DAY - 30 * back)
        for back in range(6)
    ]  # fmt: skip


def test_payments_that_get_later() -> None:
    rows = [*later_and_later(), Row("A", due=DAY + 9, amount=5_000), Row("B", amount=15_000)]
    alert = found(rows)["delay_trend", "A", "EUR"]
    assert (alert.level, alert.threshold) == ("warn", 3)
    assert alert.value == pytest.approx(4)
    assert [one.value for one in alert.ahead] == [pytest.approx(32), pytest.approx(44)]
    assert alert.at_stake == 5_000
    assert alert.share == pytest.approx(0.25)
    assert alert.advice == CREDIT.warnings["delay_trend"].advice["warn"]
    said = reason_words(alert, "en")
    assert said.startswith("+4.0 days a month, threshold +3.0 days a month; in 90 days 32 days (32")
    assert reason_words(alert, "zh").startswith(
        "每月 +4.0 天，阈值 每月 +3.0 天；90 天后 32 天（32 天 至"
    )


def test_soft_signals_stand_in_each_currency_that_is_owed() -> None:
    asks = CustomerFile("A", (Fact("extension_request", 30.0, DAY - 5),))
    rows = [Row(amount=100), Row(currency="USD", amount=100), Row("B", amount=100)]
    alerts = found(rows, asks)
    assert {key for key in alerts if key[0] == "extension_requests"} == {
        ("extension_requests", "A", "EUR"),
        ("extension_requests", "A", "USD"),
    }
    # Who owes nothing is still spoken of, once.
    alone = found([Row("B")], asks)["extension_requests", "A", ""]
    assert (alone.at_stake, alone.customer) == (0, "A")


def test_the_worst_level_first_then_the_larger_share_of_its_currency() -> None:
    def asks(customer: str, times: int) -> CustomerFile:
        facts = tuple(Fact("extension_request", 1.0, DAY - n) for n in range(times))
        return CustomerFile(customer, facts)

    rows = [
        Row("A", "EUR", due=DAY + 9, amount=600),
        Row("B", "EUR", due=DAY + 9, amount=400),
        Row("C", "USD", due=DAY + 9, amount=500),
        Row("D", "USD", due=DAY + 9, amount=500),
    ]
    named = files(asks("A", 1), asks("B", 1), asks("C", 1), asks("D", 3))
    alerts = alerts_of(frame_of(rows), named, CREDIT, DAY)
    order = [one.customer_id for one in alerts if one.indicator == "extension_requests"]
    # D acts; then 600 of 1000 EUR, 500 of 1000 USD, 400 of 1000 EUR: no rate of exchange is used.
    assert order == ["D", "A", "C", "B"]


def test_the_books_and_the_firm_itself() -> None:
    own = CustomerFile("own", (
        Fact("bank_line", 100.0, DAY - 9, currency="EUR", source="ICBC"),
        Fact("bank_line_used", 98.0, DAY - 9, currency="EUR", source="ICBC"),
        Fact("suppliers_paid_late", 0.06, DAY - 9),
        Fact("written_off", 1.0, DAY - 9, currency="EUR"),
    ))  # fmt: skip
    rows = [Row(amount=10_000), Row("B", due=DAY + 5, amount=10_000)]
    alerts = found(rows, own)
    assert alerts["bank_line_use", "", "EUR"].level == "act"
    assert alerts["bank_line_use", "", "EUR"].scope == "own"
    assert alerts["suppliers_paid_late", "", ""].level == "watch"
    # One euro of 200 invoiced: 0.5 %, the target itself.
    assert alerts["bad_debt_rate", "", "EUR"].level == "warn"
    assert alerts["late_share", "", "EUR"].level == "act"
    assert alerts["late_share", "", "EUR"].scope == "portfolio"
    # The firm is none of its customers.
    assert not any(one.customer_id == "own" for one in alerts.values())


def test_one_currency_alone() -> None:
    rows = [Row(), Row(currency="USD")]
    alerts = alerts_of(frame_of(rows), {}, CREDIT, DAY, currency="usd")
    assert {one.currency for one in alerts} == {"USD"}
    with pytest.raises(InvalidValue, match="EUR, USD"):
        alerts_of(frame_of(rows), {}, CREDIT, DAY, currency="GBP")


def test_a_threshold_that_the_trend_will_reach() -> None:
    # What A owes grows by 100 a month: 100 ... 600 of a limit of 1000; 800 in 60 days, 1000 in 120.
    rows = [Row("A", issued=DAY - 30 * back, due=DAY + 300, amount=10_000) for back in range(6)]
    file = CustomerFile("A", (Fact("own_limit", 1_000.0, DAY - 400, currency="EUR"),))
    alert = found(rows, file)["utilisation", "A", "EUR"]
    assert (alert.level, alert.coming) == ("watch", True)
    assert alert.crossing is not None
    assert (alert.crossing.level, alert.crossing.on) == ("act", DAY + 120)
    assert reason_words(alert, "en").startswith(
        "60.0%, no threshold reached yet; of the own limit; "
        "if the trend goes on, 100.0% (act) is reached about 2024-06-27; in 90 days 90.0%"
    )


def test_old_data_is_told_and_asked_for() -> None:
    file = CustomerFile("A", (Fact("sector_default_rate", 0.9, DAY - 900),))
    alert = found([Row()], file)["sector_default_rate", "A", "EUR"]
    assert (alert.level, alert.value) == ("watch", None)
    assert alert.advice.en == "Renew the data"
    most = CREDIT.freshness["signals"].max_days
    assert reason_words(alert, "en") == (
        f"Default rate of its sector left out: 900 days old, at most {most} allowed"
    )
    undated = CustomerFile("A", (Fact("sector_default_rate", 0.9),))
    alert = found([Row()], undated)["sector_default_rate", "A", "EUR"]
    assert reason_words(alert, "zh") == "未采用 行业违约率：无日期"


EVERYTHING = CustomerFile("A", (
    Fact("own_limit", 0.0, DAY - 9, currency="EUR"),
    Fact("rating", "A", DAY - 90, source="sp"),
    Fact("rating", "B", DAY - 9, source="sp"),
    Fact("rating", "Q7", DAY - 8, source="sp"),
    Fact("litigation", 9.0, DAY - 9, currency="EUR"),
    Fact("insolvency", True, DAY - 9),
    Fact("sector_default_rate", 0.03, DAY - 9),
), (FileProblem(7, "x", "?", "no such item"),))  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_alert_has_words(language: Language) -> None:
    alerts = found([*later_and_later(), Row("A", amount=100)], EVERYTHING)
    said = {key[0]: reason_words(alert, language) for key, alert in alerts.items()}
    assert {"utilisation", "rating_drop", "litigation", "unread_rows", "delay_trend"} <= set(said)
    for words in said.values():
        assert words
        assert "{" not in words
    if language == "en":
        assert said["utilisation"] == "the own limit is 0 and something is owed"
        assert said["litigation"] == (
            "insolvency filed; claims of EUR 9.00, total assets in that currency not known"
        )
        assert 'the rating "Q7" cannot be read on the scale "sp"' in said["rating_drop"]
        assert said["unread_rows"].endswith("row 7 (x): no such item")


def test_an_indicator_that_the_policy_sets_to_other_thresholds() -> None:
    calm = replace_warning("late_share", 2.0)
    alerts = alerts_of(frame_of([Row()]), {}, calm, DAY)
    assert "late_share" not in {one.indicator for one in alerts}


def test_a_policy_without_thresholds_leaves_ours() -> None:
    silent = attrs.evolve(CREDIT, warnings={})
    rows = [Row(due=DAY - 30), Row(due=DAY - 20, paid=10_000, paid_on=DAY)]
    alerts = alerts_of(frame_of(rows), {}, silent, DAY)
    assert [(one.indicator, one.level) for one in alerts] == [("delay", "watch")]


def replace_warning(indicator: str, watch: float) -> CreditPolicy:
    entry = attrs.evolve(CREDIT.warnings[indicator], watch=watch, warn=watch + 1, act=watch + 2)
    return attrs.evolve(CREDIT, warnings={**CREDIT.warnings, indicator: entry})


@law
@given(ledgers)
def test_alerts_of_any_ledger(rows: list[Row]) -> None:
    limits = CustomerFile("A", (Fact("own_limit", 9.0, DAY - 99, currency="EUR"),))
    alerts = alerts_of(frame_of(rows), files(limits), CREDIT, DAY)
    assert list(alerts) == sorted(alerts, key=lambda one: one.rank)
    owed: dict[str, int] = {}
    for row in rows:
        owed[row.currency] = owed.get(row.currency, 0) + max(0, row.open(DAY))
    for alert in alerts:
        assert alert.level in LEVELS
        assert 0 <= alert.share <= 1
        assert alert.at_stake <= owed.get(alert.currency, 0)
        assert reason_words(alert, "zh")

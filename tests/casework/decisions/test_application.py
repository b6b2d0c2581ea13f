"""The application in the file: limit, terms and uplift that are asked for, and how old they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from decision_cases import FACTS, LOOKED, TODAY, codes, credit, customer, day, decided, money

from ledgerguard.casework.credit_decision import credit_decision, review_calendar
from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.decisions.account import accounts_of
from ledgerguard.casework.decisions.application import Application, application_of
from ledgerguard.casework.decisions.words import said
from ledgerguard.casework.records import Reason
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_policy import packaged_credit


def asks(item: str, value: float, on: int = LOOKED, until: int = NO_DAY) -> Fact:
    return Fact(item, value, on, until)


def test_the_limit_that_the_file_asks_for_bounds_the_recommended_one() -> None:
    """33,000 without an application; 20,000 are asked for, which is all that is needed."""
    found = decided(customer(money("requested_limit", 20_000.0)))
    assert found.binding is not None
    assert (found.binding.code, found.limit) == ("asked", 2_000_000)
    assert decided().limit == 3_300_000


def test_what_is_above_the_recommended_limit_goes_to_the_post_that_may_grant_it() -> None:
    """200,000 EUR of grade 5: beyond the 125,000 of the credit manager."""
    found = decided(customer(money("requested_limit", 200_000.0)))
    assert found.asked is not None
    assert found.asked.post == "finance-director"


def test_the_terms_that_the_file_asks_for() -> None:
    """Grade 5 gets 45 days: 30 are granted as asked, 60 are not."""
    short = decided(customer(asks("requested_terms", 30.0)))
    assert short.terms is not None
    assert short.terms.days == 30
    long = decided(customer(asks("requested_terms", 60.0)))
    assert long.terms is not None
    assert long.terms.days == 45
    assert Reason("terms-asked", (60, 45)) in long.terms.bounds


BEST: Any = {"upper_bounds": (1e-6, 2e-6, 1e-5, 0.5, 0.6, 0.7, 0.8, 0.9)}


def test_the_uplift_that_the_file_asks_for() -> None:
    """Grade 4 and 3 days late: 10 % on 42,000 (grade 4 multiplies by 1.0) are 46,200."""
    punctual = customer(
        asks("days_beyond_terms", 3.0), asks("requested_uplift", 0.1), without=["days_beyond_terms"]
    )
    found = decided(punctual, policy=credit(**BEST))
    assert found.elastic is not None
    assert (found.limit, found.elastic.limit) == (4_200_000, 4_620_000)
    assert decided(policy=credit(**BEST)).elastic is None


def test_what_the_request_names_prevails_over_the_file() -> None:
    file = customer(
        money("requested_limit", 20_000.0), asks("requested_terms", 30.0),
        asks("requested_uplift", 0.1),
    )  # fmt: skip
    found = decided(file, limit=1_500_000, terms_days=10, uplift_rate=0.2)
    assert found.limit == 1_500_000
    assert found.terms is not None
    assert found.terms.days == 10


def test_an_application_counts_until_its_answer_else_as_long_as_facts_about_orders() -> None:
    """92 days by the packaged policy."""
    policy = packaged_credit()

    def asked(on: int, until: int = NO_DAY) -> Application:
        file = customer(money("requested_limit", 20_000.0, on, until))
        return application_of(file, policy, "EUR", TODAY)

    assert asked(TODAY - 92) == Application(2_000_000)
    old = asked(TODAY - 93)
    assert old == Application(notes=(Reason("application-old", ("requested_limit", 93, 92)),))
    assert asked(NO_DAY).notes == (Reason("application-old", ("requested_limit", NO_DAY, 92)),)
    assert asked(TODAY - 400, TODAY).limit == 2_000_000  # still unanswered
    assert asked(TODAY - 5, TODAY - 1) == Application()  # answered yesterday
    assert asked(TODAY + 1) == Application()  # not known yet


def test_an_application_that_is_not_counted_is_said() -> None:
    file = customer(money("requested_limit", 20_000.0, TODAY - 93))
    found = decided(file)
    assert found.limit == 3_300_000
    assert "application-old" in codes(found.notes)
    old = Reason("application-old", ("requested_limit", 93, 92))
    assert said(old, "en") == "Limit asked for not counted: 93 days old, at most 92"
    assert said(old, "zh") == "未计入 申请信用额度：已 93 天，最长 92 天"
    undated = Reason("application-old", ("requested_terms", NO_DAY, 92))
    assert said(undated, "en") == "Terms asked for not counted: nobody says of which day"


def test_a_limit_in_another_currency_is_an_application_of_its_own() -> None:
    file = customer(money("requested_limit", 20_000.0, currency="USD"))
    assert accounts_of(file, {}, TODAY) == ("EUR", "USD")
    found = decided(file, currency="EUR")
    assert found.limit == 3_300_000
    assert Reason("application-currency", ("USD",)) in found.notes
    assert said(Reason("application-currency", ("USD",)), "zh").startswith("另以 USD 申请额度")


def test_a_request_for_nothing_is_none() -> None:
    file = customer(money("requested_limit", 0.0), asks("requested_uplift", 0.0))
    assert application_of(file, packaged_credit(), "EUR", TODAY) == Application()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_elastic_limit_shows_in_a_cell(language: Any) -> None:
    """The labels of either language; the grade of 5 stands against the uplift, and is said."""
    labels = {
        "en": ("Limit asked for", "Terms asked for", "Uplift asked for", "Elastic limit"),
        "zh": ("申请信用额度", "申请账期", "申请上浮比例", "弹性额度"),
    }[language]
    head: list[Any] = ["item", "value", "date", "currency"]
    known: list[list[Any]] = [
        [f.item, f.value, None if f.day == NO_DAY else f.day, f.currency] for f in FACTS
    ]
    asked: list[list[Any]] = [
        [labels[0], 20_000, LOOKED, "EUR"], [labels[1], 30, LOOKED, ""],
        [labels[2], "10%", LOOKED, ""],
    ]  # fmt: skip
    found = credit_decision([head, *known, *asked], dt.date(2026, 6, 30), language=language)
    rows = {row[1]: row[2] for row in found}
    assert rows[labels[3]] == 20_000
    assert rows[{"en": "Asked for", "zh": "申请额度"}[language]] == 20_000
    assert rows[{"en": "Terms in days", "zh": "账期（天）"}[language]] == 30
    assert day(2026, 6, 30) == TODAY


def test_the_cap_on_credit_sales_takes_the_firms_own_sales() -> None:
    """900 of 1,000 were on credit; with 100 of 100 more they are 1,000 of 1,100: 90.9 %."""
    head: list[Any] = ["customer_id", "item", "value", "date", "currency", "source"]
    known: list[list[Any]] = [
        ["1001", f.item, f.value, None if f.day == NO_DAY else f.day, f.currency, f.source]
        for f in FACTS
    ]

    def notes(sold: int, on: int = TODAY - 5) -> list[str]:
        sales: list[list[Any]] = [
            ["own", "credit_sales", sold, on, "EUR", ""],
            ["own", "all_sales", 1_000, on, "EUR", ""],
        ]
        found = credit_decision([head, *known, *sales], dt.date(2026, 6, 30), new_order=100)
        return [str(row[3]) for row in found if row[1] == "Note"]

    assert "credit sales would be 90.9% of all, at most 90%" in notes(900)
    assert not [note for note in notes(800) if note.startswith("credit sales")]
    assert not [note for note in notes(900, TODAY - 184) if note.startswith("credit sales")]
    assert not [row for row in review_calendar([head, *known, ["own", "all_sales", 1, TODAY, "EUR",
                ""]], dt.date(2026, 6, 30)) if row[2] == "own"]  # fmt: skip

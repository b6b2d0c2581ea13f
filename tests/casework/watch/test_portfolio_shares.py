"""Shares that the policy bounds: of countries by class, and of the firm's sales on credit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest
from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework.alerts import alerts as alerts_in_a_cell
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.watch.alerts import Alert, alerts_of
from ledgerguard.casework.watch.words import reason_words
from ledgerguard.policy.credit_file import CreditPolicy, WarningEntry
from ledgerguard.policy.credit_policy import packaged_credit

CREDIT = packaged_credit()


def bounded(code: str, most: float) -> CreditPolicy:
    """The packaged policy with another bound of one class."""
    entry = attrs.evolve(CREDIT.countries[code], portfolio_share=most)
    return attrs.evolve(CREDIT, countries={**CREDIT.countries, code: entry})


def of(customer: str, *facts: Fact) -> CustomerFile:
    return CustomerFile(customer, facts)


def in_country(**countries: str) -> dict[str, CustomerFile]:
    return {who: of(who, Fact("country", code)) for who, code in countries.items()}


def owing(**amounts: int) -> list[Row]:
    return [Row(who, due=DAY + 9, amount=amount) for who, amount in amounts.items()]


def shares(
    rows: list[Row], files: dict[str, CustomerFile], credit: CreditPolicy = CREDIT
) -> list[Alert]:
    found = alerts_of(frame_of(rows), files, credit, DAY)
    return [one for one in found if one.indicator == "country_share"]


# Brazil is of class 4 in the packaged list (at most 20 % of the balance), Germany is not
# classified, which bounds nothing.


@pytest.mark.parametrize(
    ("owed", "level", "used"),
    [
        # 159 of 1,000 are 15.9 %, or 0.795 of the 20 % that may be: nothing is said.
        (159, None, 0.795),
        (160, "watch", 0.8),
        (190, "warn", 0.95),
        (199, "warn", 0.995),
        (200, "act", 1.0),
        (400, "act", 2.0),
    ],
)
def test_three_thresholds_of_a_country_class(owed: int, level: str | None, used: float) -> None:
    found = shares(owing(A=owed, B=1_000 - owed), in_country(A="BR", B="DE"))
    assert [one.level for one in found] == ([level] if level else [])
    for one in found:
        assert one.value == pytest.approx(used)
        assert (one.scope, one.currency, one.at_stake) == ("portfolio", "EUR", 1_000)
        assert one.advice == CREDIT.warnings["country_share"].advice[one.level]


def test_the_share_and_its_bound_are_said_in_both_languages() -> None:
    (one,) = shares(owing(A=190, B=810), in_country(A="BR", B="DE"))
    assert reason_words(one, "en") == (
        "95.0%, threshold 95.0%; class 4: 19.0% of the open balance, at most 20%"
    )
    assert reason_words(one, "zh") == ("95.0%，阈值 95.0%；国别风险 4 类占未清余额 19.0%，上限 20%")


def test_a_class_takes_its_countries_together_and_each_currency_by_itself() -> None:
    """Two customers of one class: 100 and 100 of 1,000 EUR, which is the bound of 20 %."""
    rows = [*owing(A=100, C=100, B=800), Row("A", "USD", due=DAY + 9, amount=50)]
    found = shares(rows, in_country(A="BR", C="BR", B="DE"))
    levels = {(one.currency, one.level) for one in found}
    # All that is owed in USD is of the class.
    assert levels == {("EUR", "act"), ("USD", "act")}


def test_a_class_that_may_have_nothing() -> None:
    files = in_country(A="BR", B="DE")
    (one,) = shares(owing(A=1, B=999), files, bounded("4", 0.0))
    assert (one.level, one.value) == ("act", None)
    assert shares([Row("A", amount=-5), *owing(B=9)], files, bounded("4", 0.0)) == []
    assert shares(owing(A=999, B=1), files, bounded("4", 1.0)) == []


def test_customers_without_a_country_are_counted_and_said() -> None:
    """C and D have none: 30 % of the balance. They are of no class, and no smaller for it."""
    files = {**in_country(A="BR", B="DE"), "C": of("C", Fact("name", "C Ltd"))}
    found = shares(owing(A=160, B=540, C=200, D=100), files)
    assert [one.level for one in found] == ["watch", "watch"]
    assert found[0].value == pytest.approx(0.8)
    assert found[1].value is None
    said = "2 customers without a country, 30.0% of the open balance"
    assert [said in reason_words(one, "en") for one in found] == [True, True]
    assert found[1].advice.en == "Enter the country of each customer"
    assert reason_words(found[1], "zh") == "2 个客户未填国家，占未清余额 30.0%"


def test_the_home_country_is_part_of_the_balance_and_bounded_by_nothing() -> None:
    """China is of class 2, of which at most 50 % may be owed: not by customers at home."""
    rows, files = owing(A=159, B=841), in_country(A="BR", B="CN")
    assert [one.level for one in shares(rows, files)] == ["act"]
    home = attrs.evolve(CREDIT.new_markets, home_countries=("CN",))
    assert shares(rows, files, attrs.evolve(CREDIT, new_markets=home)) == []


def test_where_no_country_is_known_nothing_is_said() -> None:
    assert shares(owing(A=1), {}) == []
    assert shares(owing(A=1), {"A": of("A", Fact("name", "A Ltd"))}) == []
    assert shares([Row("A", amount=-9)], in_country(A="BR")) == []  # nobody owes anything


def test_what_is_no_country_is_none() -> None:
    found = shares(owing(A=1, B=9), in_country(A="Atlantis", B="DE"))
    assert [one.value for one in found] == [None]


def test_a_country_on_no_list_is_of_no_known_class() -> None:
    """At most 10 % by the packaged policy."""
    (one,) = shares(owing(A=100, B=900), in_country(A="ZZ", B="DE"))
    assert one.level == "act"
    assert one.value == pytest.approx(1.0)


def test_a_share_that_grows_towards_its_bound() -> None:
    """Each month 200 of 11,200 move from B to A, which has 400 at first and 1,400 now: 12.5 %, or
    0.625 of the 20 % that may be. That is 0.0892857 a month: the rest of 0.375 takes 4.2 months of
    30 days, 126 days, within the look-ahead of 180.
    """
    rows = [Row("A", issued=DAY - 30 * (5 - n), due=DAY + 400, amount=200) for n in range(6)]
    rows.append(Row("A", issued=DAY - 900, due=DAY + 400, amount=200))
    rows.append(Row("B", issued=DAY - 900, due=DAY + 400, amount=9_800))
    rows += [
        Row("B", issued=DAY - 900, due=DAY + 400, amount=200, paid=200,
            paid_on=DAY - 30 * (5 - n)) for n in range(6)
    ]  # fmt: skip
    (one,) = shares(rows, in_country(A="BR", B="DE"), bounded("4", 0.2))
    assert (one.level, one.coming) == ("watch", True)
    assert one.value == pytest.approx(1_400 / 11_200 / 0.2)
    assert one.crossing is not None
    assert (one.crossing.level, one.crossing.on) == ("act", DAY + 126)


def own(*facts: Fact) -> dict[str, CustomerFile]:
    return {"own": CustomerFile("own", facts)}


def sold(credit: float, whole: float, day: int = DAY - 5, currency: str = "EUR") -> list[Fact]:
    return [
        Fact("credit_sales", credit, day, currency=currency),
        Fact("all_sales", whole, day, currency=currency),
    ]


def credit_share(*facts: Fact, credit: CreditPolicy = CREDIT) -> list[Alert]:
    found = alerts_of(frame_of([Row(due=DAY + 9)]), own(*facts), credit, DAY)
    return [one for one in found if one.indicator == "credit_sales_share"]


@pytest.mark.parametrize(
    ("credit_sales", "level"),
    [(719, None), (720, "watch"), (855, "warn"), (899, "warn"), (900, "act"), (1_000, "act")],
)
def test_three_thresholds_of_the_cap_on_credit_sales(credit_sales: int, level: str | None) -> None:
    """The cap is 90 %: of 1,000 there are 720 at 80 % of it, 855 at 95 %, 900 at all of it."""
    found = credit_share(*sold(credit_sales, 1_000))
    assert [one.level for one in found] == ([level] if level else [])
    for one in found:
        assert (one.scope, one.currency) == ("own", "EUR")
        assert one.value == pytest.approx(credit_sales / 900)
        said = f"{credit_sales / 1000:.1%} of all sales were on credit, at most 90%"
        assert said in reason_words(one, "en")


def test_the_newest_whole_period_counts_and_each_currency_by_itself() -> None:
    older, newer = sold(990, 1_000, DAY - 60), sold(100, 1_000, DAY - 30)
    assert credit_share(*older, *newer) == []
    assert credit_share(*older, *sold(100, 1_000, DAY + 1))[0].level == "act"  # not known yet
    both = credit_share(*sold(100, 1_000), *sold(950, 1_000, currency="USD"))
    assert [(one.currency, one.level) for one in both] == [("USD", "act")]


def test_half_a_period_is_said_and_not_guessed() -> None:
    found = credit_share(
        *sold(100, 1_000, DAY - 60), Fact("credit_sales", 9.0, DAY, currency="EUR")
    )
    assert [one.level for one in found] == ["watch"]
    assert found[0].value == pytest.approx(100 / 900)
    assert "Sales on credit of 2024-02-28 left out: the other half is missing" in reason_words(
        found[0], "en"
    )
    (alone,) = credit_share(Fact("all_sales", 9.0, DAY, currency="EUR"))
    assert (alone.level, alone.value) == ("watch", None)
    assert alone.advice.en == "State both sales of the period"
    assert reason_words(alone, "zh") == "未采用 2024-02-28 的全部销售额：缺少对应的另一项"


def test_old_sales_are_left_out_and_said() -> None:
    """Facts of that group may be 183 days old."""
    (one,) = credit_share(*sold(950, 1_000, DAY - 184))
    assert (one.level, one.value) == ("watch", None)
    assert one.advice.en == "Renew the data"
    assert credit_share(*sold(950, 1_000, DAY - 183))[0].level == "act"


def capped(cap: float) -> CreditPolicy:
    return attrs.evolve(CREDIT, targets=attrs.evolve(CREDIT.targets, credit_sales_cap=cap))


def test_a_cap_of_all_or_nothing() -> None:
    assert credit_share(*sold(1_000, 1_000), credit=capped(1.0)) == []
    (one,) = credit_share(*sold(1, 1_000), credit=capped(0.0))
    assert (one.level, one.value) == ("act", None)
    assert credit_share(*sold(0, 1_000), credit=capped(0.0)) == []
    assert credit_share(*sold(0, 0)) == []


def test_thresholds_of_the_firm() -> None:
    early = WarningEntry(watch=0.1, warn=0.2, act=0.9)
    credit = attrs.evolve(CREDIT, warnings={**CREDIT.warnings, "credit_sales_share": early})
    assert credit_share(*sold(200, 1_000), credit=credit)[0].level == "warn"


def test_the_classes_of_the_firms_own_list(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A firm that takes Germany to be of class 7 is told so: at most 5 % of the balance."""
    (tmp_path / "classes.csv").write_text(
        "country,class,dated,source\nDE,7,2023-01-01,ours\n", encoding="utf-8"
    )
    firm = tmp_path / "firm.toml"
    firm.write_text('[credit]\ncountry_classes_file = "classes.csv"\n', encoding="utf-8")
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(firm))
    ledger: list[Any] = [
        ["Customer", "Invoice date", "Due date", "Amount"],
        ["A", DAY - 30, DAY + 30, 100],
    ]
    facts: list[Any] = [["customer_id", "item", "value"], ["A", "country", "DE"]]
    found = alerts_in_a_cell(ledger, dt.date(2024, 2, 28), facts)
    (row,) = [row for row in found if row[5] == "Share of a country class"]
    assert row[0] == "act"
    assert row[6] == pytest.approx(20)

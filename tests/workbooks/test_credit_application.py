"""The template credit-application: published scores and limits; it decides as the house does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from template_drafts import draft, template

from ledgerguard.casework.customer_file.reading import from_cells
from ledgerguard.casework.decisions.decide import decide
from ledgerguard.casework.decisions.records import Decision, Request
from ledgerguard.casework.decisions.words import CEILINGS
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.firm import load_policy
from ledgerguard.units import Cell, Language, serial
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.fill import filled
from ledgerguard.workbooks.finish import results
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.template import FIXED_DAY, Data
from ledgerguard.workbooks.templates.credit_application import policy_page, words

NAME = "credit-application"
DAY = dt.date(2026, 10, 31)
YEARS = ("earlier", "before", "now")


def made_of(data: Data, language: Language = "en") -> Draft:
    return template(NAME).draft(language, "desktop", data)


def with_values(**values: Any) -> Draft:
    """The sample with other inputs."""
    sample = template(NAME).sample()
    return made_of(replace(sample, values={**sample.values, **values}))


def cell(made: Draft, name: str) -> Any:
    return made.book.lookup(made.start.sheet, made.book.names[name])


def failing(made: Draft) -> list[str]:
    return [line.label for line in results(made) if not line.holds]


def accounts(**amounts: Any) -> Data:
    """A workbook with nothing but the latest accounts."""
    values: dict[str, Cell] = {f"{line}_now": amount for line, amount in amounts.items()}
    return Data(as_of=DAY, values={**values, "statement_day": dt.date(2026, 6, 30)})


# -- published scores ------------------------------------------------------------------------------


def test_altman_of_exinfm() -> None:
    """Working capital 100, assets 1000, earnings 400, EBIT 50, market value 600, debt 700."""
    made = made_of(accounts(
        cash=300, fixed_assets=700, trade_payables=200, long_debt=500, retained_earnings=400,
        other_equity=-100, revenue=1500, operating_costs=1450, market_value=600,
    ))  # fmt: skip
    assert round(cell(made, "altman_listed_now"), 2) == 2.86
    assert cell(made, "altman_private_now") == pytest.approx(2.2429, abs=1e-4)


def test_altman_of_seether() -> None:
    """Ross, Westerfield and Jaffe's Seether LLC, with Altman's own coefficients: 2.442."""
    made = made_of(accounts(
        cash=23_900, fixed_assets=54_100, short_debt=20_000, long_debt=35_000,
        retained_earnings=26_000, other_equity=-11_000, revenue=8_600,
    ))  # fmt: skip
    assert round(cell(made, "altman_now"), 3) == 2.442


def test_the_score_of_the_reference_example() -> None:
    """Definitions B15: 67.75, odds of 68.45 to 1, 1.44 %, grade 5."""
    data = accounts(
        cash=1350, fixed_assets=3650, short_debt=1000, long_debt=2100, retained_earnings=1000,
        share_capital=900, revenue=350, operating_cash_flow=150,
    )  # fmt: skip
    values = {
        **data.values, "days_late": 8, "statements_quality": "audited", "bank_line": 100,
        "bank_used": 70, "sued_for": 0, "owners_changed": "over a year ago",
        "orders_fulfilled": 0.96, "founded": dt.date(2019, 10, 1), "country_view": "medium risk",
        "facts_day": DAY, "registry_state": "active", "currency": "EUR",
    }  # fmt: skip
    made = made_of(replace(data, values=values))
    assert cell(made, "credit_score") == pytest.approx(67.75, abs=1e-9)
    assert cell(made, "own_pd") == pytest.approx(1 / (1 + 68.45), rel=1e-3)
    assert cell(made, "credit_grade") == 5
    assert cell(made, "known_weight") == 100


@pytest.mark.parametrize(
    ("method", "amount"),
    [("net_worth", 8_000), ("working_capital", 30_000), ("turnover", 35_000),
     ("references", 30_000), ("pay_behaviour", 42_000), ("financial", 28_000), ("years", 100_000)],
)  # fmt: skip
def test_limits_of_published_examples(method: str, amount: float) -> None:
    """My DSO Manager's 28,000 of 80,000 and 700,000; HighAko's rates; Dynamics 365's table."""
    data = accounts(
        cash=300_000, intangible_assets=20_000, fixed_assets=80_000, short_debt=100_000,
        long_debt=200_000, share_capital=100_000, retained_earnings=0, revenue=700_000,
    )  # fmt: skip
    values = {**data.values, "highest_paid": 35_000, "paid_factor": 1.2,
              "founded": dt.date(2019, 10, 1)}  # fmt: skip
    tables = {"references": [("a", 20_000), ("b", 50_000), ("c", 30_000)]}
    made = made_of(replace(data, values=values, tables=tables))
    limit = made.book.sheets["Limit and terms"]
    rows = {made.book.value(limit, row, 1): row for row in range(5, 12)}
    own = {"financial": "LIMIT_FINANCIAL", "years": "LIMIT_BY_YEARS"}
    title = own.get(method) or CEILINGS[method].en
    row = next(at for label, at in rows.items() if str(label).startswith(title))
    assert made.book.value(limit, row, 4) == pytest.approx(amount)


# -- by hand ---------------------------------------------------------------------------------------


def test_the_sample_by_hand() -> None:
    made = draft(NAME)
    z = 6.56 * 1350 / 5000 + 3.26 * 1400 / 5000 + 6.72 * 400 / 5000 + 1.05 * 2000 / 3000
    assert cell(made, "altman_now") == pytest.approx(z)
    # current ratio 1.675, debts 0.6, EBIT 0.08, cash flow 0.173, Z″ safe, 6 days late, audited,
    # 0.3 of the bank lines free, sued for 0.006 of the assets, a change over a year ago, 14 years,
    # Germany; nobody knows how orders are fulfilled
    points = 8 + 5 + 6 + 5 + 10 + 7 + 8 + 4.5 + 6 + 3.75 + 4 + 3
    score = 100 * points / 94
    assert cell(made, "credit_score") == pytest.approx(score)
    pd = 1 / (1 + 20 * 2 ** ((score - 50) / 10))
    assert cell(made, "shown_pd") == pytest.approx(pd)
    assert 0.006 < pd <= 0.01
    assert cell(made, "credit_grade") == 4
    need = 1_200_000 * (30 + 6) / 365
    assert need < 120_000  # the references
    assert cell(made, "bound_need") == pytest.approx(need, abs=0.005)
    assert cell(made, "recommended_limit") == need / 2 // 1000 * 1000 == 59_000
    assert (cell(made, "granted_days"), cell(made, "granted_prepaid")) == (30, 0.3)
    assert (cell(made, "order_ahead"), cell(made, "order_credit")) == (12_000, 28_000)
    assert cell(made, "next_review") == serial(dt.date(2026, 12, 31))
    assert failing(made) == []


# -- the house decides the same --------------------------------------------------------------------


@cache
def _policy() -> Any:
    return load_policy()


def decided(made: Draft) -> Decision:
    """What the house decides on the sheet Customer file."""
    rows: Any = made.book.lookup(made.start.sheet, made.book.names["file_rows"])
    currency = str(cell(made, "currency"))
    order = cell(made, "first_order") or 0
    request = Request(currency=currency, order=Amount.of(order, currency).minor)
    policy = _policy()
    file = from_cells(rows)
    assert file.problems == ()
    return decide(file, {}, policy.credit_book.policy(None), serial(DAY), policy=policy,
                  request=request)  # fmt: skip


CASES: dict[str, dict[str, Any]] = {
    "sample": {},
    "known for years": {"customer_since": dt.date(2019, 3, 1), "highest_paid": 90_000},
    "new again on the last day": {"customer_since": dt.date(2025, 11, 1)},
    "known since today": {"customer_since": dt.date(2025, 10, 31)},
    "short terms asked": {"requested_days": 14},
    "no terms asked": {"requested_days": 0},
    "nothing asked": {"requested_limit": None, "requested_days": None},
    "nothing asked, no purchases": {"requested_limit": None, "annual_purchases": None},
    "early payer": {"days_late": -5},
    "insured": {"insurer_answer": "approved", "insurer_limit": 70_000},
    "refused": {"insurer_answer": "refused", "customer_since": dt.date(2019, 3, 1)},
    "insolvent": {"insolvency_filed": "yes"},
    "licence revoked": {"registry_state": "licence revoked"},
    "dormant": {"registry_state": "dormant"},
    "enforced": {"enforced": "yes"},
    "dishonest": {"dishonest": "yes"},
    "long overdue with us": {"oldest_overdue": 91},
    "not long enough overdue": {"oldest_overdue": 90},
    "overindebted": {"other_equity_now": -2_500_000, "other_liabilities_now": 2_700_000},
    "no auditor": {"statements_quality": None},
    "no register": {"registry_state": None},
    "old searches": {"facts_day": dt.date(2026, 4, 1)},
    "very old searches": {"facts_day": dt.date(2025, 10, 1)},
    "undated searches": {"facts_day": None},
    "old accounts": {"statement_day": dt.date(2024, 12, 31)},
    "bad rating": {"agency_rating": "320"},
    "rating of another scale": {"agency_rating": "BBB"},
    "failed rating": {"agency_rating": "600"},
    "loss": {"operating_costs_now": 2_900_000, "operating_cash_flow_now": -100_000},
    "country of class 5": {"country_code": "VN", "currency": "CNY", "requested_limit": 9_000_000,
                           "annual_purchases": 90_000_000},
    "country of class 6": {"country_code": "BD"},
    "country of class 7": {"country_code": "AF"},
    "unknown country": {"country_code": "ZZ"},
    "no country": {"country_code": None},
    "country overridden": {"country_view": "high risk"},
    "currency of no post": {"currency": "SEK"},
    "bank gone": {"bank_withdrawn": "yes"},
    "no line at all": {"bank_line": 0, "bank_used": None},
    "little known": {"bank_line": None, "sued_for": None, "owners_changed": None, "founded": None,
                     "country_code": None, "days_late": None, "agency_rating": None},
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_house_decides_the_same(case: str) -> None:
    made = with_values(**CASES[case])
    house = decided(made)
    code = {"credit": 1, "cash": 0, "withheld": -1}[house.outcome]
    assert cell(made, "outcome_code") == code
    accounts_fit = ("Assets against", "Cash flow against", "Purchases expected")
    assert not [label for label in failing(made) if not label.startswith(accounts_fit)]
    if house.outcome == "withheld":
        assert cell(made, "recommended_limit") == ""
        return
    assert house.grading is not None
    assert house.terms is not None
    assert cell(made, "credit_grade") == house.grading.grade
    assert cell(made, "shown_pd") == pytest.approx(house.grading.pd)
    if house.grading.score is not None:
        assert cell(made, "credit_score") == pytest.approx(house.grading.score)
    assert house.limit is not None
    assert round(cell(made, "recommended_limit") * 100) == house.limit
    assert cell(made, "granted_days") == house.terms.days
    assert cell(made, "granted_prepaid") == (house.terms.prepayment_rate if house.terms.days else 1)
    secured = dict(words.security(made))
    assert cell(made, "security_word") == secured[house.terms.security]
    assert cell(made, "insurance_word") == dict(words.insurance(made))[house.terms.insurance]
    assert round(cell(made, "order_ahead") * 100) == house.terms.prepay
    assert house.review is not None
    assert cell(made, "next_review") == house.review.next_on
    if house.approval is not None:
        place = int(cell(made, "post_recommended"))
        assert _policy().credit.approvals[place - 1].post == house.approval.post
    if house.asked is not None:
        place = int(cell(made, "post_asked"))
        assert _policy().credit.approvals[place - 1].post == house.asked.post
    if house.limit and house.binding is not None:
        code_of = house.binding.code
        own = "What it can bear" if code_of in _policy().credit.limits.methods else None
        title = own or CEILINGS[code_of].en
        titles: Any = cell(made, "bound_titles")
        places = [row[0] for row in cell(made, "bound_places") if isinstance(row[0], float)]
        assert titles[int(min(places)) - 1][0] == title


def test_the_chinese_workbook_decides_the_same() -> None:
    chinese, english = draft(NAME, "zh"), draft(NAME)
    for name in ("credit_score", "credit_grade", "recommended_limit", "granted_days",
                 "outcome_code", "order_ahead", "post_asked"):  # fmt: skip
        assert cell(chinese, name) == cell(english, name), name
    assert decided(chinese).limit == decided(english).limit == 5_900_000


# -- what may be changed ---------------------------------------------------------------------------


def test_the_tables_of_the_policy_rule() -> None:
    data = template(NAME).sample()
    values = {**data.values, "customer_since": dt.date(2019, 3, 1), "requested_days": None}
    grades = [list(row) for row in _grades()]
    grades[3][2], grades[3][3] = 21, 0.05  # days and prepayment of grade 4
    posts: list[list[Cell]] = [
        ["Owner", "Ms Li", *[1_000_000] * 5, 10, 0], ["Bank", None, *[None] * 5, 10, 30],
    ]  # fmt: skip
    made = made_of(
        replace(data, values=values, tables={**data.tables, "grades": grades, "approvals": posts})
    )
    assert (cell(made, "granted_days"), cell(made, "granted_prepaid")) == (21, 0.05)
    assert cell(made, "post_recommended") == 1
    assert "Owner: Ms Li" in [
        made.book.value(made.book.sheets["Decision"], row, 3) for row in range(30, 70)
    ]
    # and whoever has changed the rules is told that the policy in force says otherwise
    assert any("APPROVAL_POST" in label for label in failing(made))


def _grades() -> list[list[Cell]]:
    made = draft(NAME)
    sheet = made.book.sheets["Credit policy"]
    return [[made.book.value(sheet, row, column) for column in range(1, 9)]
            for row in range(5, 15)]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "bears"),
    [
        ({"use_references": "no"}, 185_000),
        ({"use_references": "no", "use_net_worth": "no"}, 202_500),
        ({"use_years": "yes", "use_references": "no", "use_net_worth": "no"}, 200_000),
        ({"combine_by": "average"}, (185_000 + 202_500 + 490_000 + 120_000) / 4),
    ],
)  # fmt: skip
def test_methods_are_switched_and_combined(changes: dict[str, Any], bears: float) -> None:
    assert cell(with_values(**changes), "capacity") == pytest.approx(bears)


@pytest.mark.parametrize(
    ("taken", "limit", "granted", "place"),
    [
        ("as recommended", None, 59_000, 2),
        ("otherwise", 20_000, 20_000, 2),  # the analyst may not override
        ("otherwise", 700_000, 700_000, 4),
        ("otherwise", None, 59_000, 2),
        ("declined", None, 0, 1),
    ],
)
def test_what_was_decided_names_the_post(
    taken: str, limit: float | None, granted: float, place: int
) -> None:
    made = with_values(decision_taken=taken, decided_limit=limit)
    assert cell(made, "decided_amount") == granted
    assert cell(made, "post_decided") == place


def test_an_override_ends_and_needs_a_reason() -> None:
    """As `ledgerguard decisions override`: override_days of the post, and why."""
    otherwise = {"decision_taken": "otherwise", "decided_limit": 100_000}
    made = with_values(**otherwise)
    last = serial(DAY) + 30
    assert _granted_until(made) == (last, "Credit manager: a reason is missing")
    longer = with_values(**otherwise, decided_until=dt.date(2027, 6, 30), decision_reason="Season")
    assert _granted_until(longer) == (last, "Credit manager")
    shorter = with_values(**otherwise, decided_until=DAY, decision_reason="Season")
    assert _granted_until(shorter)[0] == serial(DAY)
    followed = with_values(decision_taken="as recommended", decided_until=dt.date(2027, 6, 30))
    assert _granted_until(followed) == (serial(dt.date(2026, 12, 31)), "Credit manager")


def test_nothing_is_granted_where_there_is_no_decision() -> None:
    made = with_values(registry_state=None, decision_taken="otherwise", decided_limit=100_000)
    assert cell(made, "decided_amount") == ""
    assert _granted_until(made) == ("", "")


def _granted_until(made: Draft) -> tuple[Any, Any]:
    """The last day of what is granted, and who has to decide it."""
    sheet, label = made.book.sheets["Decision"], "Has to be decided by"
    row = next(at for (at, column), (words_of, _) in sheet.values.items()
               if column == 1 and words_of == label)  # fmt: skip
    return made.book.value(sheet, row - 1, 6), made.book.value(sheet, row, 3)


def test_accounts_that_do_not_fit_fail_the_check() -> None:
    assert len(failing(with_values(cash_now=420_001))) == 2


def test_piotroski_and_beneish_of_the_sample() -> None:
    made = draft(NAME)
    # ROA 228/4675 < 262/4350, leverage lower by average assets? 900/4837.5 > 841/4512.5: both fail
    assert cell(made, "piotroski_now") == sum(
        (True, True, 228 / 4675 > 262 / 4350, 346 > 228, 900 / 4837.5 < 841 / 4512.5,
         3350 / 2000 > 3065 / 1967, True, 2940 / 9800 > 2738 / 9250, 9800 / 4675 > 9250 / 4350)
    )  # fmt: skip
    dsri = (1640 / 9800) / (1495 / 9250)
    gmi = (2738 / 9250) / (2940 / 9800)
    sgi, lvgi = 9800 / 9250, (2900 / 5000) / (2808 / 4675)
    tata = (228 - 346) / 5000
    m = (-4.84 + 0.92 * dsri + 0.528 * gmi + 0.404 + 0.892 * sgi + 0.115 - 0.172 - 0.327 * lvgi
         + 4.679 * tata)  # fmt: skip
    assert cell(made, "beneish_now") == pytest.approx(m)


def test_a_blank_one_decides_nothing() -> None:
    made = draft(NAME, blank=True)
    assert cell(made, "outcome_code") == -1
    for name in ("recommended_limit", "credit_score", "credit_grade", "granted_days"):
        assert cell(made, name) == "", name


def test_it_is_filled_by_names_and_by_labels() -> None:
    rows: list[list[Cell]] = [
        ["item", "value"], ["cash_now", 5_000], ["Name of the customer", "Acme"], ["公司", 1],
        ["工商登记状态", "注销"], ["Companies register says", "dissolved"],
    ]  # fmt: skip
    got = filled(template(NAME), {"data": rows}, Data(as_of=DAY))
    assert got.data.values == {
        "cash_now": 5_000, "customer_name": "Acme", "registry_state": "dissolved",
    }  # fmt: skip
    assert [fault.field for fault in got.problems] == ["公司"]


def test_the_decision_is_one_upright_page(tmp_path: Path) -> None:
    path = tmp_path / "decision.xlsx"
    save(draft(NAME).book, path, language="en", title=NAME, created=FIXED_DAY)
    setup = openpyxl.load_workbook(path)["Decision"].page_setup
    assert (setup.orientation, setup.paperSize) == ("portrait", 9)
    assert (setup.fitToWidth or 1, setup.fitToHeight or 1) == (1, 1)


def test_rules_of_the_policy_are_all_on_the_sheets() -> None:
    """A rule or a group of facts that is added to the packaged policy has to be added here too."""
    credit = _policy().credit
    assert set(policy_page.KNOCK_OUTS) == set(credit.knock_outs)
    ours = {group for group, entry in credit.freshness.items() if entry.rule != "note"}
    assert ours <= set(policy_page.AGED)

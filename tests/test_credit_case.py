"""One customer from application to claim: docs/credit-file.md, every number derived by hand here.

The files are those of docs/credit-case. Nothing below is taken from what the program says: each
expected number stands behind the arithmetic that gives it. Amounts are in CNY.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from ledgerguard.casework.customer_file.behaviour import behaviour_of
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.reading import read_files
from ledgerguard.casework.decisions.decide import decide
from ledgerguard.casework.decisions.records import Decision, Request
from ledgerguard.casework.insured.buyer import insured_of
from ledgerguard.casework.insured.cover import cover_of
from ledgerguard.casework.insured.rows import Waterfalls
from ledgerguard.casework.insured.waterfall import insured_waterfalls
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.read import read
from ledgerguard.policy.credit_policy import credit_of
from ledgerguard.policy.firm import Policy, load_policy
from ledgerguard.units import serial

CASE = Path(__file__).parents[1] / "docs" / "credit-case"
APPLICATION = dt.date(2025, 6, 30)
REVIEW = dt.date(2025, 11, 5)
CLAIM = dt.date(2026, 7, 1)
TOLERANCE = 1e-9


def minor(major: float) -> int:
    """Cents of an amount with at most two decimals."""
    return round(major * 100)


@cache
def policy() -> Policy:
    return load_policy(CASE / "firm.toml")


@cache
def customer() -> CustomerFile:
    return read_files(CASE / "customer.csv")["2001"]


@cache
def frame() -> Frame:
    return read(CASE / "invoices.csv").frame


def decided(day: dt.date, request: Request | None = None) -> Decision:
    behaviour = behaviour_of(frame(), "2001", serial(day))
    credit = credit_of(policy(), "")
    return decide(customer(), behaviour, credit, serial(day), policy=policy(), request=request)


def ceilings(decision: Decision) -> dict[str, int | None]:
    return {one.code: one.counted for one in decision.ceilings}


# ---------------------------------------------------------------------------------------------
# 1. The application, 30 June 2025: audited statements of 2024, no invoice yet.


def test_the_score_of_the_application() -> None:
    # current ratio                12,000,000 / 8,000,000 = 1.5        >= 1.5  all of   8     8.00
    # liabilities to assets        11,000,000 / 20,000,000 = 0.55      <= 0.55 0.75 of 10     7.50
    # EBIT to assets                1,400,000 / 20,000,000 = 0.07      >= 0.06 0.75 of  8     6.00
    # operating cash flow           1,200,000 / 8,000,000 = 0.15       >= 0.10 0.5  of 10     5.00
    # Altman Z''  6.56 * 4/20 + 3.26 * 3/20 + 6.72 * 0.07 + 1.05 * 9/11
    #             = 1.312 + 0.489 + 0.4704 + 0.8591 = 3.1305           >  2.6  all of  10    10.00
    # days beyond terms             no invoice yet                      left out, weight 14
    # statements                    audited                                     all of   8     8.00
    # bank headroom                 1 - 1,400,000 / 2,000,000 = 0.30    >= 0.25 0.75 of  6     4.50
    # litigation                    100,000 / 20,000,000 = 0.005        <  0.01 0.75 of  8     6.00
    # ownership                     no change                                   all of   5     5.00
    # order fulfilment              no order yet                        left out, weight 6
    # years trading                 1 May 2016 to 30 June 2025 = 9.2    >= 5    0.75 of  4     3.00
    # country                       China, OECD class 2: medium                 2/3  of  3     2.00
    # together 65 of 80 points: 65 / 80 * 100 = 81.25
    grading = decided(APPLICATION).grading
    assert grading is not None
    assert grading.score == pytest.approx(81.25, abs=TOLERANCE)
    # odds 20 * 2 ^ ((81.25 - 50) / 10) = 20 * 2 ^ 3.125 = 20 * 8.7240618 = 174.481235
    # PD = 1 / (1 + 174.481235) = 0.00569861; grade 3 ends at 0.006
    assert grading.pd == pytest.approx(0.00569861, abs=5e-9)
    assert grading.grade == 3


def test_an_agency_that_counts_the_other_way_does_not_worsen_the_grade() -> None:
    # Coface's 6 is between its 10 (best) and 1 (PD 25 %). It states 2 % for 4; three rungs down
    # are 12.5 times that, so a rung is 12.5 ^ (1/3) = 2.320794, and 6 stands for
    # 0.02 / 2.320794 ^ 2 = 0.0037133: better than our own 0.0056986, which prevails as the worse.
    # Read as a grade of 1 (best) to 10 it would have been "below average".
    grading = decided(APPLICATION).grading
    assert grading is not None
    assert [rating.pd for rating in grading.ratings] == [pytest.approx(0.0037133, abs=5e-7)]
    assert grading.grade == 3


def test_the_limit_of_the_application_and_what_binds_it() -> None:
    # Grade 3 multiplies the capacity by 1.1.
    # net worth        (9,000,000 - 1,000,000) * 10 % = 800,000            * 1.1 =   880,000
    # working capital  (12,000,000 - 8,000,000) * 15 % = 600,000           * 1.1 =   660,000
    # turnover         30,000,000 * 5 % = 1,500,000                        * 1.1 = 1,650,000
    # references       median of 300,000, 400,000, 500,000 = 400,000       * 1.1 =   440,000
    # pay behaviour    nothing paid yet                                             not known
    # need             2,400,000 * 30 / 365 * 1.13 = 222,904.109589        222,904.11
    #                  (terms of 60 days are halved for a new customer)
    # insurer          200,000, and no appetite beside it                  200,000: binds
    # new customer     half of it: 100,000; a multiple of 10,000 already
    decision = decided(APPLICATION)
    found = ceilings(decision)
    assert found["net_worth"] == minor(880_000)
    assert found["working_capital"] == minor(660_000)
    assert found["turnover"] == minor(1_650_000)
    assert found["references"] == minor(440_000)
    assert found["pay_behaviour"] is None
    assert found["need"] == minor(222_904.11)
    assert found["insurer"] == minor(200_000)
    assert [one.code for one in decision.ceilings if one.binds] == ["insurer"]
    assert decision.limit == minor(100_000)


def test_the_terms_of_the_application() -> None:
    # Grade 3: 60 days, nothing paid ahead. A new customer gets half the days, pays 30 % ahead.
    # 100,000 of grade 3 lie within the 200,000 and the grade 5 of the credit analyst.
    decision = decided(APPLICATION)
    assert decision.outcome == "credit"
    assert decision.terms is not None
    assert (decision.terms.days, decision.terms.prepayment_rate) == (30, 0.3)
    assert decision.approval is not None
    assert decision.approval.post == "credit-analyst"
    # The grade's year ends after the quarter: 30 September 2025.
    assert decision.review is not None
    assert decision.review.next_on == serial(dt.date(2025, 9, 30))


@pytest.mark.parametrize(
    ("order", "ahead"),
    [
        # 30 % of 80,000 = 24,000 ahead; 56,000 on credit fit into 100,000.
        (80_000, 24_000),
        # 30 % of 200,000 = 60,000 would leave 140,000 on credit; 100,000 fit: 100,000 ahead.
        (200_000, 100_000),
    ],
)
def test_an_order_is_settled_in_part_ahead_and_in_part_on_credit(order: int, ahead: int) -> None:
    decision = decided(APPLICATION, Request(currency="CNY", order=minor(order)))
    assert decision.terms is not None
    assert decision.terms.prepay == minor(ahead)
    assert decision.terms.on_credit == minor(order - ahead)


# ---------------------------------------------------------------------------------------------
# 2. The review of 5 November 2025: three invoices paid, A-101 a day early, the others late.


def test_the_score_of_the_review() -> None:
    # days beyond terms  (90,400 * -1 + 67,800 * 8 + 90,400 * 12) / 248,600
    #                    = (-90,400 + 542,400 + 1,084,800) / 248,600 = 6.181818   <= 15, 0.5 of 14
    # All else is as it was: (65 + 7) / (80 + 14) * 100 = 76.595745
    # odds 20 * 2 ^ 2.6595745 = 20 * 6.3184667 = 126.369334; PD = 1 / 127.369334 = 0.00785118:
    # above 0.006, at most 0.01: grade 4
    behaviour = behaviour_of(frame(), "2001", serial(REVIEW))["CNY"]
    assert behaviour.days_beyond_terms == pytest.approx(6.1818182, abs=5e-8)
    grading = decided(REVIEW).grading
    assert grading is not None
    assert grading.score == pytest.approx(72 / 94 * 100, abs=TOLERANCE)
    assert grading.pd == pytest.approx(0.00785118, abs=5e-9)
    assert grading.grade == 4


def test_the_limit_of_the_review_is_what_was_paid_in_time() -> None:
    # Grade 4 multiplies by 1. The highest balance that was paid in time is A-101: 90,400, which
    # is below all other methods, the need of 2,400,000 * (60 + 6.181818) / 365 * 1.13 =
    # 491,739.98 and the insurer's 200,000. Rounded down to 10,000: 90,000. No longer new: the
    # first invoice is of 10 July 2025, three months are over on 10 October.
    decision = decided(REVIEW)
    found = ceilings(decision)
    assert found["pay_behaviour"] == minor(90_400)
    assert found["need"] == minor(491_739.98)
    assert [one.code for one in decision.ceilings if one.binds] == ["pay_behaviour"]
    assert decision.limit == minor(90_000)
    assert decision.terms is not None
    assert (decision.terms.days, decision.terms.prepayment_rate) == (60, 0.0)
    # Half a year of the grade ends after the quarter: 31 December 2025.
    assert decision.review is not None
    assert decision.review.next_on == serial(dt.date(2025, 12, 31))


# ---------------------------------------------------------------------------------------------
# 3. The insurer cancels the limit on 20 December 2025; the customer fails on 15 June 2026.


def test_the_run_off_of_the_cancelled_limit() -> None:
    # 20 December 2025 and 30 days: deliveries up to 19 January 2026 keep the 200,000.
    terms = policy().insurances["case"]
    cover = cover_of(customer(), terms, "CNY", serial(CLAIM), insurance="case")
    expected = [
        (dt.date(2025, 11, 8), "in-force", 200_000),
        (dt.date(2025, 12, 6), "in-force", 200_000),
        (dt.date(2026, 1, 3), "run-off", 200_000),
        (dt.date(2026, 1, 19), "run-off", 200_000),
        (dt.date(2026, 1, 20), "cancelled", 0),
        (dt.date(2026, 1, 24), "cancelled", 0),
    ]
    for day, state, limit in expected:
        found = cover.on(serial(day))
        assert (found.state, found.minor) == (state, minor(limit)), day


@cache
def waterfalls() -> Waterfalls:
    files = {"2001": customer()}
    return insured_waterfalls(frame(), files, policy(), serial(CLAIM), vat_rate=0.13)


@pytest.mark.parametrize(
    ("invoice", "gross", "vat", "outside", "over_limit", "retained", "indemnity"),
    [
        # Without VAT: 113,000 / 1.13 = 100,000; 80,000; 50,000; 20,000. A-107 was delivered after
        # the run-off. The 200,000 are used up oldest first: 100,000 and 80,000, then 20,000 of
        # the 50,000. The loss is 200,000; less the deductible of 5,000, of the rest 90 %:
        # 195,000 * 0.9 = 175,500, so 0.8775 of each insured amount.
        ("A-104", 113_000, 13_000, 0, 0, 12_250, 87_750),
        ("A-105", 90_400, 10_400, 0, 0, 9_800, 70_200),
        ("A-106", 56_500, 6_500, 0, 30_000, 2_450, 17_550),
        ("A-107", 22_600, 2_600, 20_000, 0, 0, 0),
    ],
)
def test_the_waterfall_of_an_invoice(
    invoice: str,
    gross: int,
    vat: int,
    outside: int,
    over_limit: int,
    retained: int,
    indemnity: int,
) -> None:
    assert gross == vat + outside + over_limit + retained + indemnity
    row = next(row for row in waterfalls().invoices if row.key.invoice == invoice)
    assert row.gross == minor(gross)
    assert row.vat == minor(vat)
    assert row.outside == minor(outside)
    assert row.over_limit == minor(over_limit)
    assert row.retained == minor(retained)
    assert row.indemnity == minor(indemnity)


def test_the_waterfall_of_the_customer() -> None:
    # 282,500 gross = 32,500 VAT + 20,000 without cover + 30,000 over the limit
    #               + 24,500 retained (5,000 deductible, 19,500 co-insurance) + 175,500 indemnity
    (total,) = waterfalls().totals
    assert total.currency == "CNY"
    assert total.parts["vat"] == minor(32_500)
    assert total.parts["outside"] == minor(20_000)
    assert total.parts["over_limit"] == minor(30_000)
    assert total.parts["retained"] == minor(24_500)
    assert total.parts["indemnity"] == minor(175_500)
    assert total.taken["deductible"] == minor(5_000)
    assert total.taken["coinsurance"] == minor(19_500)
    assert sum(total.parts.values()) == minor(282_500)


def test_the_days_of_the_claim() -> None:
    # Insolvency waits for nothing: 15 June 2026. Filing ends 8 months after the due date of
    # 9 January 2026: 9 September. Filed on 1 July, paid within 30 days: 31 July 2026.
    row = next(row for row in waterfalls().invoices if row.key.invoice == "A-104")
    assert row.claim_from == dt.date(2026, 6, 15)
    assert row.claim_by == dt.date(2026, 9, 9)
    assert row.paid_by == dt.date(2026, 7, 31)


def test_nothing_is_sold_on_credit_any_more() -> None:
    decision = decided(CLAIM)
    assert decision.outcome == "cash"
    assert decision.limit == 0
    assert decision.grading is not None
    assert decision.grading.grade == 10
    # Oldest: A-104, due 9 January 2026; to 1 July are 22 + 28 + 31 + 30 + 31 + 30 + 1 = 173 days.
    assert ("stop-overdue", (173, 30)) in [(r.code, r.values) for r in decision.stops]


def test_what_the_default_costs() -> None:
    # 60 % of the 282,500 are lost in the end: 169,500. The insurer pays 175,500 and gets its part
    # of what is recovered: 60 % of it stay with the firm, 105,300. Remain 64,200.
    found = insured_of(frame(), customer(), policy(), "CNY", serial(CLAIM), vat_rate=0.13)
    assert found is not None
    assert (found.indemnity, found.cover_left) == (minor(175_500), 0)
    asked = Request(currency="CNY", indemnity=found.indemnity, cover_left=found.cover_left)
    loss = decided(CLAIM, asked).loss
    assert loss is not None
    assert (loss.exposure, loss.loss) == (minor(282_500), minor(169_500))
    assert (loss.indemnity, loss.net) == (minor(105_300), minor(64_200))

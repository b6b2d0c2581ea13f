"""The waterfall of a ledger: worked cases by hand, and the law that nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from insured_desk import decision, file_of, ledger_of, limit, policy_of

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.events import Dispute, Scope
from ledgerguard.casework.history import History, ItemHistory
from ledgerguard.casework.insured.insure_or_reserve import bad_years, comparison
from ledgerguard.casework.insured.rows import PARTS, InvoiceRow, Waterfalls
from ledgerguard.casework.insured.waterfall import insured_waterfalls
from ledgerguard.casework.records import CLAIM, REPORT, ItemKey
from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.ledger.portfolio import balances

AS_OF = 45_500


def found(
    *rows: tuple[Any, ...],
    terms: str = "",
    facts: Mapping[str, tuple[Fact, ...]] | None = None,
    as_of: int = AS_OF,
    before: str = "",
    **options: Any,
) -> Waterfalls:
    files = {key: CustomerFile(key, of) for key, of in (facts or {}).items()}
    return insured_waterfalls(ledger_of(*rows), files, policy_of(terms, before), as_of, **options)


def parts(row: InvoiceRow) -> dict[str, int]:
    """The parts of an invoice that are not 0."""
    return {part: getattr(row, part) for part in PARTS if getattr(row, part)}


@pytest.mark.parametrize(
    ("granted", "owed", "paid"),
    [(1_000_000, 950_000, 855_000), (500_000, 800_000, 450_000)],  # E1, credriskseguros
)
def test_published_cases_of_limit_and_share(granted: int, owed: int, paid: int) -> None:
    (row,) = found(("A", "1", 45_400, 45_460, owed), facts={"A": (limit(granted),)}).invoices
    assert row.indemnity == paid * 100
    assert row.reason == ("over-limit" if owed > granted else "")


def test_older_deliveries_use_the_limit_up_first_and_the_deductible_is_shared() -> None:
    # Limit 80,000. The older invoice of 60,000 is delivered first, of the other 30,000 only 20,000
    # are left: insured 80,000, over the limit 10,000. (80,000 - 5,000) x 90 % = 67,500, shared
    # 60:20 = 50,625 and 16,875.
    newer, older = ("A", "2", 45_410, 45_440, 30_000), ("A", "1", 45_400, 45_460, 60_000)
    all_of = found(newer, older, terms="deductible = { EUR = 5000 }", facts={"A": (limit(80_000),)})
    first, second = all_of.invoices
    assert (first.key.invoice, parts(first)) == (
        "1", {"retained": 937_500, "indemnity": 5_062_500}
    )  # fmt: skip
    assert (second.key.invoice, parts(second)) == (
        "2", {"over_limit": 1_000_000, "retained": 312_500, "indemnity": 1_687_500}
    )  # fmt: skip
    (total,) = all_of.totals
    assert {term: amount for term, amount in total.taken.items() if amount} == {
        "deductible": 500_000, "coinsurance": 750_000
    }  # fmt: skip
    assert (total.gross, total.insured, total.open) == (9_000_000, 8_000_000, 9_000_000)
    assert second.firm == 3_000_000 - 1_687_500


def test_vat_interest_and_credits_come_off_before_the_limit() -> None:
    # 113,000 less a credit of 11,300 is 101,700: VAT at 13 % is 11,700, interest 2,000, so that
    # 88,000 are left; the limit is 80,000: 8,000 over it; 72,000 are paid.
    all_of = found(
        ("A", "1", 45_400, 45_460, 113_000),
        ("A", "C", 45_410, 45_410, -11_300),
        facts={"A": (limit(80_000),)},
        vat_rate=0.13,
        interest={("A", "1"): 200_000},
    )
    (row,) = all_of.invoices
    assert parts(row) == {
        "credits": 1_130_000, "vat": 1_170_000, "interest": 200_000, "over_limit": 800_000,
        "retained": 800_000, "indemnity": 7_200_000,
    }  # fmt: skip
    assert row.firm == 11_300_000 - 1_130_000 - 7_200_000
    assert all_of.totals[0].open == 10_170_000


def test_a_policy_that_insures_vat_and_disputed_debts_pays_them() -> None:
    row = ("A", "1", 45_400, 45_460, 113, "EUR", "", "", "", "yes")
    plain = found(row, facts={"A": (limit(500),)}, vat_rate=0.13).invoices[0]
    assert parts(plain) == {"vat": 1_300, "disputed": 10_000}
    assert plain.reason == "disputed"
    all_in = found(row, terms="excluded = []", facts={"A": (limit(500),)}, vat_rate=0.13)
    assert parts(all_in.invoices[0]) == {"retained": 1_130, "indemnity": 10_170}


def test_credits_pay_the_oldest_due_date_first_and_the_rest_is_told() -> None:
    all_of = found(
        ("A", "1", 45_400, 45_470, 100), ("A", "2", 45_400, 45_460, 50),
        ("A", "3", 45_400, "", 10), ("A", "C", 45_410, 45_410, -70),
        ("B", "C", 45_410, 45_410, -30),
    )  # fmt: skip
    credits_of = {row.key.invoice: row.credits for row in all_of.invoices}
    assert credits_of == {"2": 5_000, "1": 2_000, "3": 0}
    (total,) = all_of.totals
    assert total.unused_credits == 3_000
    assert total.open == 16_000 - 7_000 - 3_000


def test_a_delivery_finds_the_limit_of_its_own_day() -> None:
    # Limit 100 from day 45,400 on, cancelled on 45,430, run-off to 45,460
    facts = {"A": (limit(100, 45_400), decision("cancelled", 45_430))}
    rows = [("A", str(day), 45_000, 45_490, 10, "EUR", day) for day in
            (45_399, 45_400, 45_460, 45_461)]  # fmt: skip
    all_of = found(*rows, terms="run_off_days = 30", facts=facts)
    assert [(row.key.invoice, row.state, row.insured) for row in all_of.invoices] == [
        ("45399", "none", 0),
        ("45400", "in-force", 1_000),
        ("45460", "run-off", 1_000),
        ("45461", "cancelled", 0),
    ]
    assert [row.reason for row in all_of.invoices] == ["no-limit", "", "", "cancelled"]


def test_after_a_cut_what_older_deliveries_use_is_no_longer_free() -> None:
    # 70 of the 100 are used before the limit is cut to 50: nothing of it is left after the run-off
    facts = {"A": (limit(100, 45_300), limit(50, 45_430))}
    rows = [("A", "1", 45_310, 45_490, 70), ("A", "2", 45_440, 45_490, 40)]
    assert [row.insured for row in found(*rows, facts=facts).invoices] == [7_000, 0]
    run_off = found(*rows, facts=facts, terms="run_off_days = 30")
    assert [row.insured for row in run_off.invoices] == [7_000, 3_000]


def test_deliveries_after_the_stop_are_not_insured() -> None:
    # Due 45,330 and 60 days of extension: deliveries stop on 45,391
    rows = [("A", "1", 45_300, 45_330, 10), ("A", "2", 45_390, 45_480, 10),
            ("A", "3", 45_391, 45_480, 10)]  # fmt: skip
    all_of = found(
        *rows, terms='mep_period = 60\nstop_shipment = "mep"', facts={"A": (limit(100),)}
    )
    assert [parts(row).get("after_stop", 0) for row in all_of.invoices] == [0, 0, 1_000]
    assert all_of.invoices[2].reason == "after-stop"


def key(invoice: str) -> ItemKey:
    return ItemKey("", "A", "EUR", invoice)


def test_what_the_log_does_not_show_as_reported_is_lost() -> None:
    history = History(
        items={
            key("in time"): ItemHistory(45_470, days={REPORT: 45_485}),
            key("late"): ItemHistory(45_470, days={REPORT: 45_486}),
        }
    )
    rows = [("A", name, 45_400, due, 10) for name, due in
            (("in time", 45_470), ("late", 45_470), ("never", 45_470), ("soon", 45_485),
             ("undue", 45_505))]  # fmt: skip
    facts = {"A": (limit(1000),)}
    told = found(*rows, terms="report_period = 15", facts=facts, history=history)
    lost = {row.key.invoice for row in told.invoices if row.too_late}
    assert lost == {"late", "never"}
    assert {row.reason for row in told.invoices if row.too_late} == {"too-late"}
    without_log = found(*rows, terms="report_period = 15", facts=facts)
    assert not any(row.too_late for row in without_log.invoices)
    dateless = found(
        ("A", "1", "", 45_470, 10, "EUR", 45_400),
        terms='report_period = 1\nmep_period = 1\nmep_from = "invoice"\nreport_from = "mep"',
        facts=facts,
        history=history,
    )
    assert parts(dateless.invoices[0]) == {"retained": 100, "indemnity": 900}  # nobody can tell


def test_a_dispute_of_the_log_counts_like_one_of_the_ledger() -> None:
    history = History()
    history.add(Dispute(Scope("", "A", key("1")), 45_490, reason="weight"))
    all_of = found(("A", "1", 45_400, 45_470, 10), facts={"A": (limit(9),)}, history=history)
    assert parts(all_of.invoices[0]) == {"disputed": 1_000}


def test_the_first_loss_goes_through_the_buyers_by_their_oldest_due_date() -> None:
    # E4: 30,000, 25,000 and 60,000 with a first loss of 50,000: 0, 4,500 and 54,000
    rows = [("C", "1", 45_400, 45_430, 30_000), ("A", "2", 45_400, 45_440, 25_000),
            ("B", "3", 45_400, 45_450, 60_000)]  # fmt: skip
    facts = {name: (limit(1e6),) for name in "ABC"}
    all_of = found(*rows, terms="first_loss = { EUR = 50000 }", facts=facts)
    paid = {buyer.customer_id: buyer.settled.indemnity for buyer in all_of.buyers}
    assert paid == {"A": 450_000, "B": 5_400_000, "C": 0}
    # each alone meets the whole first loss: only B's 60,000 are above it, 10,000 x 90 %
    alone = {buyer.customer_id: buyer.alone.indemnity for buyer in all_of.buyers}
    assert alone == {"A": 0, "B": 900_000, "C": 0}
    # the worst buyer leaves 60,000 - 9,000 = 51,000
    worst = bad_years(all_of)[0]
    assert (worst.customer_id, str(worst.remains)) == ("B", "EUR 51,000.00")
    assert str(worst.indemnity) == "EUR 9,000.00"


def test_the_maximum_as_a_multiple_of_the_premium_that_is_given() -> None:
    terms = "premium_rate = 0.0025\nliability_multiple = 2"
    row, facts = ("A", "1", 45_400, 45_460, 100_000), {"A": (limit(1e6),)}
    free = found(row, terms=terms, facts=facts).invoices[0]
    assert free.indemnity == 9_000_000
    capped = found(row, terms=terms, facts=facts, premiums={"ours": 30_000}).invoices[0]
    assert capped.indemnity == 6_000_000  # 2 x 30,000


def test_two_currencies_have_their_own_limits_and_totals() -> None:
    rows = [("A", "1", 45_400, 45_460, 100, "EUR"), ("A", "2", 45_400, 45_460, 100, "USD"),
            ("A", "3", 45_400, 45_460, 1000, "JPY")]  # fmt: skip
    all_of = found(*rows, facts={"A": (limit(60), limit(500, currency="JPY"))})
    insured = {total.currency: total.insured for total in all_of.totals}
    assert insured == {"EUR": 6_000, "JPY": 500, "USD": 0}
    assert [row.reason for row in all_of.invoices if row.key.currency == "USD"] == [
        "other-currency"
    ]


def test_who_is_not_insured_by_the_firms_file_gets_nothing() -> None:
    all_of = found(
        ("A", "1", 45_400, 45_460, 100),
        facts={"A": (limit(1e6),)},
        before='[customers."A"]\ninsurance = "none"\n',
    )
    assert parts(all_of.invoices[0]) == {"outside": 10_000}
    assert all_of.invoices[0].reason == "no-policy"


def test_a_cause_that_is_not_insured_is_outside() -> None:
    facts = {"A": (limit(1e6, 45_000), Fact("insolvency", True, 45_490))}
    row = ("A", "1", 45_400, 45_460, 100)
    both = found(row, facts=facts).invoices[0]
    assert both.insured == 10_000
    only = found(row, facts=facts, terms='causes = ["protracted-default"]').invoices[0]
    assert (parts(only), only.reason) == ({"outside": 10_000}, "cause-not-insured")


def test_when_the_insurer_pays() -> None:
    # Due 45,460 = 17 June 2024; + 5 months: 17 November; paid 30 days later: 17 December
    terms = 'waiting_period = "5 months"\nfiling_period = "8 months"\nsettlement_period = 30'
    row, facts = ("A", "1", 45_400, 45_460, 100), {"A": (limit(1e6, 45_000),)}
    default = found(row, terms=terms, facts=facts).invoices[0]
    assert default.claim_from == dt.date(2024, 11, 17)
    assert default.claim_by == dt.date(2025, 2, 17)
    assert default.paid_by == dt.date(2024, 12, 17)
    # insolvent since 45,490: claimed at once, on 45,500 = 27 July; paid on 26 August
    insolvent = {"A": (*facts["A"], Fact("insolvency", True, 45_490))}
    at_once = found(row, terms=terms, facts=insolvent).invoices[0]
    assert at_once.claim_from == dt.date(2024, 7, 17)
    assert at_once.paid_by == dt.date(2024, 8, 26)
    history = History(items={key("1"): ItemHistory(45_460, days={CLAIM: 45_495})})
    claimed = found(row, terms=terms, facts=insolvent, history=history).invoices[0]
    assert claimed.paid_by == dt.date(2024, 8, 21)  # 22 July + 30
    undated = found(("A", "1", 45_400, "", 100), terms=terms, facts=facts).invoices[0]
    assert (undated.insured, undated.claim_from) == (10_000, None)


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(OutOfDomain, match="vat_rate must not be negative"):
        found(("A", "1", 45_400, 45_460, 100), vat_rate=-0.1)
    with pytest.raises(NotAvailable, match="insured_rate must be stated"):
        insured_waterfalls(
            ledger_of(("A", "1", 45_400, 45_460, 100)),
            {"A": file_of(limit(9))},
            policy_of(rate=None),
            AS_OF,
        )


def test_the_comparison_takes_the_insured_part_of_each_buyer() -> None:
    # A owes 100,000, insured up to 60,000; B owes 50,000 without cover. PD 2 %, LGD 60 %:
    # expected loss .02 x .6 x 150,000 = 1,800. A's loss of 60,000 is within its limit, 90 % of it
    # at 2 % are 1,080 a year. Premium 1 m x 0.25 % = 2,500.
    rows = [("A", "1", 45_400, 45_460, 100_000), ("B", "2", 45_400, 45_460, 50_000)]
    all_of = found(*rows, facts={"A": (limit(60_000),)})
    terms = policy_of("premium_rate = 0.0025").insurances["ours"]
    options: dict[str, Any] = {"lgd": 0.6, "turnover": 1_000_000.0}
    table = comparison(all_of, "EUR", "ours", terms, {"A": 0.02, "B": 0.02}, **options)
    lines = {str(row[0]): row[3] for row in table[::-1]}
    assert lines["Premium and other costs"] == 2_500
    assert lines["Expected loss"] == pytest.approx(1_800)
    assert lines["paid by the insurer"] == pytest.approx(-1_080)
    assert lines["outside of the cover"] == pytest.approx(600)
    for pds, currency, lacking in (
        ({"A": 0.02}, "EUR", "a probability of default of B"),
        ({}, "USD", "buyers"),
    ):
        with pytest.raises(NotAvailable, match=f"{lacking} must be known"):
            comparison(all_of, currency, "ours", terms, pds, **options)
    with pytest.raises(NotAvailable, match="premium_rate must be known"):
        comparison(
            all_of, "EUR", "ours", policy_of().insurances["ours"], {"A": 1, "B": 1}, **options
        )


days = st.integers(45_300, 45_520)
amounts = st.integers(-5_000, 50_000)
rows_of = st.tuples(st.sampled_from("AB"), days, days, amounts, st.sampled_from(["EUR", "JPY"]))
facts_of = st.lists(
    st.one_of(
        st.builds(limit, st.integers(0, 90_000).map(float), days, st.just(-1)),
        st.builds(limit, st.integers(0, 90_000).map(float), days, days, st.just("JPY")),
        st.builds(decision, st.sampled_from(["refused", "cancelled", "reduced"]), days),
        st.builds(Fact, st.just("insolvency"), st.booleans(), days),
        st.builds(Fact, st.just("own_limit"), st.just(1e9), days, st.just(-1), st.just("EUR")),
    ),
    max_size=5,
)
TERMS = (
    'run_off_days = 30\nmep_period = 30\nstop_shipment = "mep"\ndeductible = { EUR = 500 }\n'
    "threshold = { EUR = 100 }\nfirst_loss = { EUR = 900 }\nmax_liability = { EUR = 20000 }\n"
    "minimum_retention = { EUR = 800 }\n"
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(rows_of, max_size=12), known=facts_of, vat_rate=st.floats(0, 1))
def test_parts_add_up_to_the_ledger_and_no_buyer_gets_more_than_its_highest_limit(
    rows: list[tuple[str, int, int, int, str]], known: list[Fact], vat_rate: float
) -> None:
    cells = [
        (customer, f"I{number}", issued, due, amount / 100 if code == "EUR" else amount, code)
        for number, (customer, issued, due, amount, code) in enumerate(rows)
    ]
    frame = ledger_of(*cells, ("Z", "Z", 45_300, 45_300, 1, "EUR"))
    files = {"A": CustomerFile("A", tuple(known))}
    all_of = insured_waterfalls(frame, files, policy_of(TERMS), AS_OF, vat_rate=vat_rate)
    for row in all_of.invoices:
        assert all(getattr(row, part) >= 0 for part in PARTS)
        assert sum(getattr(row, part) for part in PARTS) == row.gross
        assert row.firm + row.credits + row.indemnity == row.gross
    for total in all_of.totals:
        ledger = [one for one in balances(frame, AS_OF) if one.currency == total.currency]
        assert total.open == sum(one.open for one in ledger)
        assert sum(total.taken.values()) == total.parts["retained"]
        # own limits of a thousand million count for nothing
        named = [
            fact for fact in known
            if fact.item == "insured_limit" and fact.currency == total.currency
        ]  # fmt: skip
        unit = 100 if total.currency == "EUR" else 1
        assert total.insured <= max((int(float(fact.value)) * unit for fact in named), default=0)

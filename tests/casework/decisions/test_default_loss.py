"""What a default would cost: the waterfall's indemnity, else an estimate that says it is one.

The customer, the ledger and the policy are those of docs/credit-case, in CNY.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from decision_cases import customer, decided, money
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.credit_decision import credit_decision
from ledgerguard.casework.customer_file.behaviour import behaviour_of
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.reading import read_files
from ledgerguard.casework.decisions.decide import decide
from ledgerguard.casework.decisions.loss import loss_of, vat_rate_of
from ledgerguard.casework.decisions.recording import record_decision, replay_decision
from ledgerguard.casework.decisions.records import Exposure, Loss, Request
from ledgerguard.casework.decisions.table import decision_rows
from ledgerguard.casework.insured.buyer import Insured, insured_of
from ledgerguard.casework.insured.waterfall import insured_waterfalls
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.read import read
from ledgerguard.policy.credit_policy import credit_of
from ledgerguard.policy.firm import Policy, load_policy
from ledgerguard.store.log import Log
from ledgerguard.units import Cell, Table, serial

CASE = Path(__file__).parents[3] / "docs" / "credit-case"
REVIEW = serial(dt.date(2025, 11, 5))
RUN_OFF = serial(dt.date(2026, 1, 10))
CLAIM = serial(dt.date(2026, 7, 1))


def cents(major: float) -> int:
    return round(major * 100)


@cache
def policy() -> Policy:
    return load_policy(CASE / "firm.toml")


@cache
def file() -> CustomerFile:
    return read_files(CASE / "customer.csv")["2001"]


@cache
def frame() -> Frame:
    return read(CASE / "invoices.csv").frame


def insured(day: int) -> Insured:
    found = insured_of(frame(), file(), policy(), "CNY", day, vat_rate=0.13)
    assert found is not None
    return found


def lost(day: int, **asked: Any) -> Loss:
    reckoned = insured(day)
    request = Request("CNY", indemnity=reckoned.indemnity, cover_left=reckoned.cover_left, **asked)
    behaviour = behaviour_of(frame(), "2001", day)
    credit = credit_of(policy(), "")
    found = decide(file(), behaviour, credit, day, policy=policy(), request=request).loss
    assert found is not None
    return found


def test_after_a_cut_the_open_invoices_keep_their_cover() -> None:
    # 1 July 2026: 282,500 are open. The waterfall pays 175,500 (tests/test_credit_case.py derives
    # it), although the limit of today is 0. Of everything 60 % are lost in the end:
    #   lost 169,500; of the indemnity 60 % = 105,300; net 0.6 * (282,500 - 175,500) = 64,200.
    # The customer has failed: the probability is 1.
    found = lost(CLAIM)
    assert insured(CLAIM) == Insured(cents(175_500), 0)
    assert (found.exposure, found.loss) == (cents(282_500), cents(169_500))
    assert (found.indemnity, found.net) == (cents(105_300), cents(64_200))
    assert (found.expected, found.expected_net) == (cents(169_500), cents(64_200))
    assert not found.estimated


def test_without_the_waterfall_there_is_an_estimate_by_the_limit_of_today() -> None:
    behaviour = behaviour_of(frame(), "2001", CLAIM)
    request = Request("CNY")
    credit = credit_of(policy(), "")
    found = decide(file(), behaviour, credit, CLAIM, policy=policy(), request=request).loss
    assert found is not None
    assert (found.indemnity, found.net) == (0, cents(169_500))


def test_the_insured_part_of_an_order_is_without_vat() -> None:
    # 5 November 2025: nothing is open, the limit of 200,000 is in force. An order of 80,000 goes
    # on credit whole (own limit recommended: 90,000). Without VAT: 80,000 / 1.13 = 70,796.46.
    # 90 % of it are 63,716.814; 60 % of that 38,230.09. Lost: 48,000. Net: 9,769.91.
    found = lost(REVIEW, order=cents(80_000))
    assert insured(REVIEW) == Insured(0, cents(200_000))
    assert (found.exposure, found.loss) == (cents(80_000), cents(48_000))
    assert (found.indemnity, found.net) == (cents(38_230.09), cents(9_769.91))


def test_what_is_left_of_the_cover_bounds_the_order() -> None:
    # 10 January 2026, in the run-off: deliveries still find 200,000. Open and insured without VAT
    # are 100,000, 80,000 and 20,000 of A-106: nothing is left for another order.
    assert insured(RUN_OFF).cover_left == 0
    # 20 December 2025, the day of the cut: use 180,000 of the 200,000.
    assert insured(serial(dt.date(2025, 12, 20))).cover_left == cents(20_000)


def test_who_had_to_be_supplied_no_more_has_no_cover_left() -> None:
    # A-104 of 113,000 gross was due on 9 January 2026; 60 days of extension end on 10 March. A new
    # limit in April does not help while it is unpaid.
    renewed = CustomerFile(
        "2001",
        (*file().facts, Fact("insured_limit", 900_000.0, serial(dt.date(2026, 4, 1)),
                             currency="CNY"),
         Fact("insurer_decision", "approved", serial(dt.date(2026, 4, 1)))),
    )  # fmt: skip
    day = serial(dt.date(2026, 4, 2))
    found = insured_of(frame(), renewed, policy(), "CNY", day, vat_rate=0.13)
    assert found is not None
    assert found.cover_left == 0


def test_nobody_says_on_which_terms() -> None:
    uninsured = policy().restated({"insurance": ""})
    assert insured_of(frame(), file(), uninsured, "CNY", CLAIM) is None


def test_the_indemnity_is_that_of_the_waterfall_table() -> None:
    for day in range(REVIEW, CLAIM, 17):
        found = insured_waterfalls(frame(), {"2001": file()}, policy(), day, vat_rate=0.13)
        paid = sum(total.parts["indemnity"] for total in found.totals)
        assert insured(day).indemnity == paid


def test_the_vat_of_the_file_prevails_over_that_of_the_policy() -> None:
    credit = credit_of(policy(), "")
    assert vat_rate_of(file(), credit, CLAIM) == 0.13
    own = CustomerFile("2001", (Fact("vat_rate", 0.09),))
    assert vat_rate_of(own, credit, CLAIM) == 0.09


@given(
    st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9),
    st.floats(0, 1), st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip
def test_an_insurer_never_pays_more_than_is_lost(
    owed: int, order: int, pays: int, covered: int, pd: float, lgd: float, rate: float
) -> None:
    found = loss_of(
        Exposure(owed), order, pd, lgd, "EUR", cover=None, insured_rate=rate,
        indemnity_of_open=pays, insured_order=covered,
    )  # fmt: skip
    assert found.exposure == owed + order
    assert 0 <= found.indemnity <= found.loss + 1  # each is rounded to the cent by itself
    assert found.net == found.loss - found.indemnity
    assert found.expected_net <= found.expected


def cells(name: str) -> list[list[Cell]]:
    with (CASE / name).open(encoding="utf-8", newline="") as opened:
        return [[cell or None for cell in row] for row in csv.reader(opened)]


def line(found: Table, title: str) -> list[Any]:
    return next(list(row) for row in found if row[1] == title)


def test_the_loss_in_a_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(CASE / "firm.toml"))
    facts, day = cells("customer.csv"), dt.date(2026, 7, 1)
    found = credit_decision(facts, day, cells("invoices.csv"))
    assert line(found, "Indemnity")[2:] == [105_300, ""]
    assert line(found, "Borne by us")[2] == 64_200


def test_a_cell_says_that_the_indemnity_is_estimated() -> None:
    # 33,000 EUR of limit; an order of 10,000 fits. Lost: 6,000, all within the insured 80,000:
    # 90 % are 5,400.
    found = decided(customer(money("insured_limit", 80_000.0)), order=1_000_000)
    assert found.loss is not None
    assert (found.loss.indemnity, found.loss.estimated) == (540_000, True)
    policy_in_force = credit_of(load_policy(), "")
    for language, start in (("en", "estimate by the limit"), ("zh", "按现行限额估算")):
        rows = decision_rows(found, policy_in_force, language)  # type: ignore[arg-type]
        assert [str(row[3]) for row in rows if str(row[3]).startswith(start)]
    none = decided(order=1_000_000)
    assert none.loss is not None
    assert not none.loss.estimated  # nothing is insured: there is nothing to guess


def test_a_reckoned_indemnity_replays_bit_for_bit() -> None:
    reckoned = insured(CLAIM)
    request = Request("CNY", indemnity=reckoned.indemnity, cover_left=reckoned.cover_left)
    behaviour = behaviour_of(frame(), "2001", CLAIM)
    credit = credit_of(policy(), "")
    with Log.memory() as log:
        made = record_decision(
            log, file(), behaviour, credit, CLAIM, policy=policy(), request=request
        )
        again = replay_decision(log, made.id)
    assert again.equal
    assert again.decision.loss is not None
    assert again.decision.loss.indemnity == cents(105_300)


def test_the_part_that_is_lost_is_the_policys_unless_it_is_named() -> None:
    # An order of 10,000: 60 % of it by the packaged policy, 45 % by another, a quarter by request.
    found = decided(order=1_000_000).loss
    assert found is not None
    assert found.loss == 600_000
    credit = credit_of(load_policy(), "")
    milder = attrs.evolve(credit, limits=attrs.evolve(credit.limits, loss_given_default=0.45))
    for asked, expected in ((None, 450_000), (0.25, 250_000)):
        one = decided(policy=milder, order=1_000_000, lgd=asked).loss
        assert one is not None
        assert one.loss == expected


def test_a_request_refuses_a_negative_reckoning() -> None:
    with pytest.raises(InvalidValue, match="indemnity"):
        Request(indemnity=-1)
    with pytest.raises(InvalidValue, match="cover_left"):
        Request(cover_left=-1)

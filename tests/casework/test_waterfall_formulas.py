"""WATERFALL, COVER_PORTFOLIO and COVER_STATUS as a cell sees them; their numbers by hand."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerguard.casework.insured.words import COLUMNS, REASONS, STATES
from ledgerguard.casework.waterfall import cover_portfolio, cover_status, waterfall
from ledgerguard.errors import InvalidValue
from ledgerguard.units import from_serial

AS_OF = from_serial(45_500)
LEDGER: list[list[Any]] = [
    ["Customer", "Invoice", "Invoice date", "Due date", "Amount", "Currency", "Disputed"],
    ["A", "1", 45_400, 45_460, 113_000, "EUR", ""],
    ["A", "2", 45_410, 45_470, 22_600, "EUR", "yes"],
    ["B", "3", 45_400, 45_460, 500, "USD", ""],
]
FACTS: list[list[Any]] = [
    ["Customer", "Item", "Value", "Date", "Until", "Currency", "Source"],
    ["A", "insured_limit", 80_000, 45_000, "", "EUR", "Insurer"],
    ["A", "own_limit", 500_000, 45_000, "", "EUR", "us"],
    ["B", "insured_limit", 400, 45_000, 45_420, "USD", "Insurer"],
]
TERMS = "extension-sixty"  # 90 %, run-off of 30 days


def test_totals_come_first_and_the_columns_add_up() -> None:
    # 113,000 at 13 %: 100,000 net, 80,000 within the limit, 72,000 paid. 22,600: 20,000 disputed.
    table = waterfall(LEDGER, AS_OF, FACTS, TERMS, vat_rate=0.13)
    head, euro, dollar, first, second, third = table
    assert head[0] == "Customer ID"
    assert head[5:17] == [
        *("Open", "Credits set off", "VAT", "Disputed", "Without cover", "After the stop"),
        *("Over the limit", "Insured loss", "Retained", "Indemnity", "Remains with the firm"),
        "Cover",
    ]
    assert euro[:3] == ["Total", "", "EUR"]
    assert euro[5:16] == [
        *(135_600, 0, 15_600, 20_000, 0, 0), *(20_000, 80_000, 8_000, 72_000, 63_600)
    ]  # fmt: skip
    assert dollar[2] == "USD"
    assert first[3:5] == ["1", 45_460]
    assert first[12:18] == [80_000, 8_000, 72_000, 41_000, "in force", "over the limit"]
    assert second[17] == "disputed"
    # 500 / 1.13 = 442.48 net: the limit of 400 holds on the day of delivery
    assert third[7:16] == [57.52, 0, 0, 0, 42.48, 400, 40, 360, 140]
    for row in table[1:]:
        assert row[5] == pytest.approx(sum(row[6:13]))  # type: ignore[arg-type]
        assert row[12] == pytest.approx(row[13] + row[14])  # type: ignore[operator]


def test_rows_language_and_currency() -> None:
    table = waterfall(LEDGER, AS_OF, FACTS, TERMS, "EUR", 0.13, 2, "zh")
    assert table[0][:3] == ["客户编号", "客户", "币种"]
    assert table[1][0] == "合计"
    assert table[2][0] == "另有 2 行"
    assert len(table) == 3
    padded = waterfall(LEDGER, AS_OF, FACTS, TERMS, "EUR", 0.13, 9)
    assert padded[-1] == [""] * 20


def test_a_range_about_one_customer_is_that_of_the_ledgers_only_one() -> None:
    facts: list[list[Any]] = [["Item", "Value"], ["insured_limit", 50]]
    ledger = [LEDGER[0][:6], ["A", "1", 45_400, 45_460, 100, "EUR"]]
    assert waterfall(ledger, AS_OF, facts, TERMS)[2][12] == 50
    with pytest.raises(InvalidValue, match="facts must name the customer of each row, got rows"):
        waterfall(LEDGER, AS_OF, facts, TERMS)


def test_without_facts_nothing_is_covered_and_without_policy_nobody_is_insured() -> None:
    assert waterfall(LEDGER, AS_OF, None, TERMS)[3][16:18] == [
        "none", "the insurer has named no limit"
    ]  # fmt: skip
    assert waterfall(LEDGER, AS_OF, FACTS)[3][17] == "not insured"
    with pytest.raises(InvalidValue, match="insurance must be one of"):
        waterfall(LEDGER, AS_OF, FACTS, "nobody")


def test_the_portfolio_leads_from_open_to_what_remains() -> None:
    table = cover_portfolio(LEDGER, AS_OF, FACTS, TERMS, "EUR", 0.13)
    amounts = {row[1]: row[2] for row in table[1:]}
    assert amounts["Open"] == 135_600
    assert amounts["VAT"] == -15_600
    assert amounts["Insured loss"] == 80_000
    assert amounts["Co-insurance"] == -8_000
    assert amounts["Indemnity"] == 72_000
    assert amounts["Remains with the firm"] == 63_600
    assert table[15][3] == pytest.approx(72_000 / 135_600)
    assert len(cover_portfolio(LEDGER, AS_OF, FACTS, TERMS)) == 1 + 2 * 16


def test_the_status_of_each_buyer_and_currency() -> None:
    facts = [
        *FACTS,
        ["A", "insurer_decision", "cancelled", 45_490, "", "", "Insurer"],
        ["C", "own_limit", 9, 45_000, "", "EUR", "us"],
    ]
    assert cover_status(facts, AS_OF, TERMS)[1:] == [
        ["A", "EUR", "run-off", 80_000, 45_000, "", 45_520, 0.9, "Insurer",
         "the limit was cut: deliveries in its run-off keep the one of before"],
        ["B", "USD", "ended", 0, "", "", "", 0.9, "", "the limit has ended by its last day"],
        ["C", "", "none", 0, "", "", "", 0.9, "", "the insurer has named no limit"],
    ]  # fmt: skip
    uninsured = cover_status(facts, AS_OF, language="zh")[1]
    assert (uninsured[2], uninsured[7], uninsured[9]) == ("无保障", "", "未投保")


def test_every_word_is_in_both_languages() -> None:
    for words in (COLUMNS, REASONS, STATES):
        for wording in words.values():
            assert wording.en.isascii()
            assert not wording.zh.isascii()

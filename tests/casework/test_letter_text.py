"""LETTER_TEXT: the letter of the highest level reached, in a cell; days and amounts by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from ledgerguard.casework.letter_text import CELL, letter_text
from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain, PolicyError
from ledgerguard.policy.firm import VARIABLE
from ledgerguard.units import serial

AS_OF = dt.date(2024, 3, 1)
DAY = serial(AS_OF)
HEADER = [
    *("Invoice", "Customer ID", "Customer", "Currency", "Invoice date", "Due date"),
    *("Amount", "Paid amount", "Payment date", "Disputed"),
]


def row(
    invoice: str,
    late: int,
    amount: float,
    customer: str = "A",
    currency: str = "EUR",
    paid: float | None = None,
    disputed: bool = False,
) -> list[Any]:
    """An invoice that is so many days past its due date on 1 March 2024."""
    return [
        *(invoice, customer, f"{customer} Ltd", currency, DAY - late - 30, DAY - late, amount),
        *(paid, DAY - 1 if paid else None, True if disputed else None),
    ]


def ledger(*rows: list[Any]) -> list[list[Any]]:
    return [HEADER, *rows]


@pytest.fixture(autouse=True)
def no_firm_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def firm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "firm.toml"
    (tmp_path / "letters").mkdir()
    path.write_text(
        """
templates = "letters"
[company]
regime = "EU"
catch_up_days = 5
[customers.A]
contact = "Ms Brandt"
address = "Hafenstr. 5"
insurance = "ours"
[sender]
name = "Our Firm Ltd."
bank = "IBAN XX00"
[senders.DE01]
name = "Our Firm GmbH"
[insurances.ours]
dated = 2024-01-01
source = "policy"
title = { en = "Ours", zh = "我方" }
report_period = 30
insurer = "Example Credit Insurance"
policy_number = "4711"
""",
        encoding="utf-8",
    )
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def test_the_highest_level_decides_and_all_items_are_listed() -> None:
    text = letter_text(
        ledger(
            row("I1", 5, 1000, paid=400),  # formal notice since the 27th of February
            row("I2", 3, 50),  # since today
            row("I3", -4, 70),  # reminded, and not asked for in a formal letter
            row("I4", -20, 80),
            row("I5", 90, 900, disputed=True),
            row("I6", 9, -30),  # a credit note
            row("J1", 4, 12000, currency="JPY"),
            row("B1", 40, 5, customer="B"),
        ),
        "A",
        AS_OF,
    )
    assert "Formal notice: EUR 620.00 and JPY 12,000 overdue, A Ltd" in text  # 600 + 50 - 30
    assert "The unpaid amount is EUR 650.00 and JPY 12,000; the oldest invoice is 5 days" in text
    for line in (
        "- I1, dated 26 January 2024, due 25 February 2024, 5 days overdue: EUR 600.00\n",
        "- I3, dated 4 February 2024, due 5 March 2024: EUR 70.00\n",
        "90 days overdue: EUR 900.00, disputed\n",
        "Less credits not yet applied: EUR -30.00\n",
        "Not yet due: EUR 150.00\n",
        "Disputed, not asked for here: EUR 900.00\n",
        "Balance of the account: EUR 1,670.00\n",  # 600 + 50 + 70 + 80 + 900 - 30
        "Balance of the account: JPY 12,000\n",
    ):
        assert line in text, line
    assert "B1" not in text
    # I1 goes to legal ten days later; seven days are given before that.
    assert "to reach our account by 8 March 2024" in text
    assert "next step of our collection procedure on 11 March 2024: Escalate to legal." in text
    assert "Reference: A-20240301" in text


def test_the_deadline_is_before_the_next_level_where_that_comes_sooner() -> None:
    # 12 days past due: legal on the 15th day, the 4th of March.
    text = letter_text(ledger(row("I1", 12, 100)), "A", AS_OF)
    assert "by 3 March 2024" in text
    assert "on 4 March 2024" in text


def test_before_the_due_date_a_friendly_reminder_without_a_deadline() -> None:
    text = letter_text(ledger(row("I1", -3, 100), row("I2", -25, 5)), "A Ltd ", AS_OF)
    assert "Payment reminder: EUR 100.00 falls due shortly" in text
    assert "Please pay by" not in text
    assert "Not yet due: EUR 5.00" in text


def test_in_chinese_and_by_another_ladder() -> None:
    text = letter_text(ledger(row("I1", 31, 100)), "a", AS_OF, "three-stage", language="zh")
    assert "律师函：关于A Ltd拖欠【我公司】款项 EUR 100.00 事宜" in text
    assert "2024年3月8日" in text


def test_a_named_letter_is_written_whatever_the_level() -> None:
    table = ledger(row("I1", 1, 100), row("I2", -25, 5))
    text = letter_text(table, "A", AS_OF, letter="Statement ")
    assert "Statement of account as of 1 March 2024, A Ltd" in text
    assert "Of these, EUR 100.00 is past its due date." in text
    early = letter_text(ledger(row("I2", -25, 5)), "A", AS_OF, letter="statement")
    assert "Balance of the account: EUR 5.00" in early
    assert "is to be paid next" not in early


def test_interest_and_fee_by_the_levels_that_claim_them() -> None:
    # EU, first half of 2024: 4.5 % and 8 points more. 20 days of 1,000: 1000 * 12.5 % * 20 / 365.
    table = ledger(row("I1", 20, 1000))
    text = letter_text(table, "A", AS_OF, regime="eu")
    assert "EUR 1,000.00, interest EUR 6.85, fee EUR 40.00" in text
    assert "Total to pay: EUR 1,046.85" in text
    without = letter_text(table, "A", AS_OF, "three-stage", regime="EU")  # its call claims none
    assert "interest EUR" not in without
    named = letter_text(table, "A", AS_OF, "three-stage", "final-notice", "EU")
    assert "interest EUR 6.85" in named
    assert "interest" not in letter_text(table, "A", AS_OF)


def test_a_range_as_ladder_needs_a_letter() -> None:
    steps: Any = [[1, "due", "Call"], [10, "due", "Visit"]]
    table = ledger(row("I1", 2, 100))
    with pytest.raises(NotAvailable, match="letter must be named where the level has none"):
        letter_text(table, "A", AS_OF, steps)
    text = letter_text(table, "A", AS_OF, steps, "formal-notice")
    assert "on 9 March 2024: Visit." in text


def test_at_the_last_level_nothing_follows() -> None:
    steps: Any = [[1, "due", "Call"]]
    text = letter_text(ledger(row("I1", 2, 100)), "A", AS_OF, steps, "formal-notice")
    assert "we will take further steps" in text
    assert "by 8 March 2024" in text


def test_the_firms_file_gives_sender_address_regime_and_insurer(firm: Path) -> None:
    table = ledger(row("I1", 20, 1000))
    text = letter_text(table, "A", AS_OF, letter="formal-notice")
    for said in ("Our Firm Ltd.", "Hafenstr. 5\nAttn: Ms Brandt", "Bank details: IBAN XX00"):
        assert said in text
    assert "interest EUR 6.85" in text  # the company's regime
    assert "by 6 March 2024" in text  # its five days
    insurer = letter_text(table, "A", AS_OF, letter="insurer-notification")
    assert "Example Credit Insurance\n" in insurer
    assert "under our credit insurance policy 4711" in insurer
    own = firm.parent / "letters"
    (own / "formal-notice.en.txt").write_text("Subject: Pay\n\nNow, {{ customer.name }}!\n")
    assert "Now, A Ltd!" in letter_text(table, "A", AS_OF, letter="formal-notice")


def test_the_entity_that_issued_the_invoices_writes(firm: Path) -> None:
    table = [[*HEADER, "Company code"], [*row("I1", 20, 1000), "DE01"]]
    text = letter_text(table, "A", AS_OF)
    assert "We act for Our Firm GmbH" in text


def test_instalments_of_one_invoice_are_told_apart() -> None:
    text = letter_text(ledger(row("I1", 5, 100), row("I1", 35, 50)), "A", AS_OF)
    assert "- I1, part 1, dated 27 December 2023" in text
    assert "- I1, part 2, dated 26 January 2024" in text


def test_a_cell_holds_it_however_long_the_list() -> None:
    table = ledger(*(row(f"INV-{number:06}", 5, 100) for number in range(1000)))
    text = letter_text(table, "A", AS_OF)
    assert 32_500 < len(text) <= CELL
    shown = text.count("\n- INV-")
    assert f"... and {1000 - shown} more" in text
    assert "EUR 100,000.00" in text


def test_a_due_date_that_is_missing_is_no_crash() -> None:
    bare = [*row("I2", 5, 50)]
    bare[4] = bare[5] = None
    text = letter_text(ledger(row("I1", 5, 100), bare), "A", AS_OF)
    assert "- I2: EUR 50.00\n" in text


def test_an_item_without_a_number_and_the_fee_of_a_debt_paid_in_part() -> None:
    # UK: 70 pounds for a debt from 1,000 on when it became late, though 600 are left of it.
    text = letter_text(ledger(row("", 20, 1000, currency="GBP", paid=400)), "A", AS_OF, regime="UK")
    assert "- (no number), dated 11 January 2024" in text
    assert "GBP 600.00, interest" in text
    assert "fee GBP 70.00" in text
    early = letter_text(ledger(row("", -3, 100)), "A", AS_OF)
    assert "note that the items below will fall due shortly" in early


def test_a_customer_name_in_markup_stays_a_name() -> None:
    odd = row("{{ 7*7 }}", 5, 100)
    odd[2] = "[[items]]\n\n{{ customer_id }}"
    text = letter_text(ledger(odd), "A", AS_OF)
    assert "Dear [[items]] {{ customer_id }}," in text
    assert "- {{ 7*7 }}, dated" in text


@pytest.mark.parametrize(
    ("arguments", "fault", "text"),
    [
        (("Z", AS_OF), InvalidValue, r"customer must be one of A, B, C, D, E and 2 more, got 'Z'"),
        (("Same", AS_OF), InvalidValue, "customer must mean one customer, got 'Same': F, G"),
        (("B", AS_OF), NotAvailable, "must have an item that has reached a level, got 'B'"),
        (("C", AS_OF), NotAvailable, "must have an item that has reached a level"),
        (("C", AS_OF, None, "statement"), NotAvailable, "must have an open item at as_of"),
        (("A", AS_OF, "no-such"), InvalidValue, "no-such"),
        (("A", AS_OF, None, "love-letter"), PolicyError, "letter must be one of agency-hand-over"),
        (("A", AS_OF, None, "../x"), PolicyError, "letter must be one of"),
        (("A", AS_OF, None, None, "XX"), InvalidValue, "regime must be one of EU"),
        (("A", AS_OF, [[5, "due"], [1, "due"]]), OutOfDomain, "must rise|rising"),
    ],
)
def test_what_is_refused(arguments: Any, fault: type[Exception], text: str) -> None:
    same_f, same_g = row("F1", 5, 1, customer="F"), row("G1", 5, 1, customer="G")
    same_f[2] = same_g[2] = "Same"
    table = ledger(
        row("A1", 5, 100),
        row("B1", -40, 100, customer="B"),
        row("C1", 5, 100, customer="C", paid=100),
        row("D1", 5, 1, customer="D"),
        row("E1", 5, 1, customer="E"),
        *(same_f, same_g),
    )
    with pytest.raises(fault, match=text):
        letter_text(table, *arguments)

"""The worklist against a plain loop over the open items."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from ledger_rows import plain as as_lists

from ledgerguard.casework.worklist import worklist
from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.escalation import standing
from ledgerguard.policy.load import ladder
from ledgerguard.units import from_serial, serial

AS_OF = dt.date(2024, 2, 28)
DAY = serial(AS_OF)
HEADER = [
    *("Invoice", "Customer ID", "Customer", "Currency", "Invoice date", "Due date"),
    *("Amount", "Disputed"),
]


def cells(*rows: tuple[str, str, int, float, bool]) -> list[list[Any]]:
    """Rows of customer, currency, days past due, amount, disputed."""
    return [
        HEADER,
        *(
            [
                *(f"I{number}", customer, f"{customer} Ltd", currency),
                *(DAY - late - 30, DAY - late, amount, True if disputed else None),
            ]
            for number, (customer, currency, late, amount, disputed) in enumerate(rows)
        ),
    ]


def test_the_worklist_of_a_few_invoices_by_hand() -> None:
    table = worklist(
        cells(
            ("A", "EUR", 20, 100.0, False),  # stage 3 since 5 days, the insurer in 10
            ("A", "EUR", -3, 50.0, False),  # stage 1: reminded before it is due
            ("A", "EUR", -8, 70.0, False),  # not yet
            ("A", "EUR", 95, 900.0, True),  # disputed: frozen
            ("A", "EUR", 5, -30.0, False),  # credit note: does not cover the oldest invoice
            ("B", "EUR", 16, 400.0, False),  # stage 3 since yesterday
            ("C", "USD", 91, 1.0, False),  # stage 5, the last one
            ("D", "EUR", -8, 999.0, False),  # nothing to do yet
        ),
        AS_OF,
    )
    legal, insurer = "Escalate to legal", "Notify the credit insurer"
    agency = "Hand over to a collection agency"
    assert table[0] == [
        *("Priority", "Customer ID", "Customer", "Currency", "Stage", "Action now"),
        *("Amount to chase", "Items", "Oldest days past due", "Since", "Next stage"),
        *("Act before", "Channel", "Letter", "Owner", "Approval by", "Days until cover is lost"),
        "Why",
    ]
    assert [row[:17] for row in table[1:]] == [
        [1, "C", "C Ltd", "USD", 5, agency, 1.0, 1, 91, DAY - 1, "", "",
         "E-mail", "Agency hand-over", "credit manager", "finance director", ""],
        [2, "B", "B Ltd", "EUR", 3, legal, 400.0, 1, 16, DAY - 1, insurer, DAY + 14,
         "Letter", "Lawyer's letter", "legal", "credit manager", ""],
        [3, "A", "A Ltd", "EUR", 3, legal, 150.0, 2, 20, DAY - 5, insurer, DAY + 10,
         "Letter", "Lawyer's letter", "legal", "credit manager", ""],
    ]  # fmt: skip
    assert all(row[17] for row in table)


def test_the_worklist_is_standing_item_by_item() -> None:
    chance = random.Random(11)
    rows = [
        (
            chance.choice("ABCDEFGH"),
            chance.choice(["EUR", "USD"]),
            chance.randrange(-20, 120),
            chance.randrange(-20_000, 100_000) / 100,
            chance.random() < 0.2,
        )
        for _ in range(120)
    ]
    table = worklist(cells(*rows), AS_OF, "three-stage", None, 2)[1:]
    assert {(row[1], row[3]): row[4:9:2] for row in table} == {
        account: [
            max(stage for stage, _, _ in items),
            pytest.approx(sum(amount for _, amount, _ in items)),
            max(late for _, _, late in items),
        ]
        for account, items in _expected(rows).items()
    }
    assert {(row[1], row[3]): row[7] for row in table} == {
        account: len(items) for account, items in _expected(rows).items()
    }
    assert [row[0] for row in table] == list(range(1, len(table) + 1))


def _expected(
    rows: list[tuple[str, str, int, float, bool]],
) -> dict[tuple[str, str], list[tuple[int, float, int]]]:
    """Stage, amount and days past due of what is to be chased, by customer and currency."""
    credit: dict[tuple[str, str], float] = {}
    for customer, currency, _, amount, _ in rows:
        if amount < 0:
            credit[customer, currency] = credit.get((customer, currency), 0) - amount
    found: dict[tuple[str, str], list[tuple[int, float, int]]] = {}
    for customer, currency, late, amount, disputed in sorted(rows, key=lambda row: -row[2]):
        due = from_serial(DAY - late)
        stage = standing(ladder("three-stage").levels, due, AS_OF, grace_days=2).stage
        if stage == 1 and late > 0:
            continue  # the reminder before the due date has lapsed with it
        if stage == 0 or amount <= 0 or disputed:
            continue
        left = credit.get((customer, currency), 0)
        if amount <= left:  # the oldest invoices are covered first, whole ones only
            credit[customer, currency] = left - amount
            continue
        credit[customer, currency] = 0
        found.setdefault((customer, currency), []).append((stage, amount, max(late, 0)))
    return found


def test_the_insurer_has_a_row_of_its_own_until_its_day() -> None:
    # Due on 1 March 2024: under report-fifteen the report is put up 13 days after, lost after 15.
    def rows_on(late: int, insurance: str) -> list[list[Any]]:
        ledger = cells(("A", "EUR", late, 100.0, False))
        return as_lists(worklist(ledger, AS_OF, insurance=insurance)[1:])

    assert [row[4:6] for row in rows_on(12, "report-fifteen")] == [[2, "Formal dunning letter"]]
    told = {row[5]: row for row in rows_on(13, "report-fifteen")}["Notify the credit insurer"]
    assert told[16] == 2
    assert told[12] == "Insurer"
    assert told[13] == "Insurer notification"
    last = {row[5]: row for row in rows_on(15, "Report-Fifteen")}["Notify the credit insurer"]
    assert last[16] == 0
    # No log: after that day it is presumed to have been made; then the claim is what counts.
    assert "Notify the credit insurer" not in {row[5] for row in rows_on(16, "report-fifteen")}
    assert "Notify the credit insurer" not in {row[5] for row in rows_on(40, "none")}
    assert "Notify the credit insurer" in {row[5] for row in rows_on(40, "")}


def test_a_ladder_in_a_range_may_name_letters_and_channels() -> None:
    ledger = cells(("A", "EUR", 12, 100.0, False))
    plain: list[list[Any]] = [["Days", "From", "Action"], [5, "", "Call"], [30, "due", "Lawyer"]]
    assert worklist(ledger, AS_OF, plain)[1][4:14] == [
        *(1, "Call", 100.0, 1, 12, DAY - 7, "Lawyer", DAY + 18, "E-mail", ""),
    ]
    full: list[list[Any]] = [
        [5, "", "Call", "Call", "formal-notice", "wechat, phone", "Ann", "Bob"],
        [30, "due", "Lawyer", "法务"],
    ]
    assert worklist(ledger, AS_OF, full)[1][12:16] == ["WeChat", "Formal notice", "Ann", "Bob"]
    with pytest.raises(InvalidValue, match=r"kind in the ladder's row 1 must be one of .* 'Cal'"):
        worklist(ledger, AS_OF, [[5, "", "Call", "Cal"]])
    with pytest.raises(InvalidValue, match="channel in the ladder's row 1 must be one of"):
        worklist(ledger, AS_OF, [[5, "", "Call", "", "", "pigeon"]])


def test_one_currency_both_languages_and_a_fixed_number_of_rows() -> None:
    ledger = cells(("A", "EUR", 20, 1.0, False), ("B", "USD", 20, 2.0, False))
    assert [row[1] for row in worklist(ledger, AS_OF, currency="EUR")[1:]] == ["A"]
    chinese = worklist(ledger, AS_OF, rows=1, language="zh")
    assert chinese[0][:2] == ["优先级", "客户编号"]
    assert chinese[1] == ["", "另有 2 行", *[""] * 16]
    row = worklist(ledger, AS_OF, rows=3, language="zh")[1]
    assert [row[5], row[12], row[14], row[15]] == ["升级法务介入", "信函", "法务", "信用经理"]


def test_what_is_refused() -> None:
    ledger = cells(("A", "EUR", 20, 1.0, False))
    with pytest.raises(InvalidValue, match="currency must be one of EUR, got 'USD'"):
        worklist(ledger, AS_OF, currency="USD")
    with pytest.raises(OutOfDomain, match="grace_days must not be negative"):
        worklist(ledger, AS_OF, grace_days=-1)
    with pytest.raises(InvalidValue, match=r"insurance must be one of .* got 'no-such'"):
        worklist(ledger, AS_OF, insurance="no-such")

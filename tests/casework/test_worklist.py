"""The worklist against a plain loop over the open items."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

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
            ("A", "EUR", 20, 100.0, False),  # stage 3 since 5 days, stage 4 in 10
            ("A", "EUR", -3, 50.0, False),  # stage 1: reminded before it is due
            ("A", "EUR", -8, 70.0, False),  # not yet
            ("A", "EUR", 95, 900.0, True),  # disputed: frozen
            ("A", "EUR", 5, -30.0, False),  # credit note: not set off
            ("B", "EUR", 16, 400.0, False),  # stage 3 since yesterday
            ("C", "USD", 91, 1.0, False),  # stage 5, the last one
            ("D", "EUR", -8, 999.0, False),  # nothing to do yet
        ),
        AS_OF,
    )
    legal, insurer = "Escalate to legal", "Notify the credit insurer"
    agency = "Hand over to a collection agency"
    assert table == [
        [
            *("Priority", "Customer ID", "Customer", "Currency", "Stage", "Action now"),
            *("Amount to chase", "Items", "Oldest days past due", "Since", "Next stage"),
            "Act before",
        ],
        [1, "C", "C Ltd", "USD", 5, agency, 1.0, 1, 91, DAY - 1, "", ""],
        [2, "B", "B Ltd", "EUR", 3, legal, 400.0, 1, 16, DAY - 1, insurer, DAY + 14],
        [3, "A", "A Ltd", "EUR", 3, legal, 150.0, 2, 20, DAY - 5, insurer, DAY + 10],
    ]


def test_the_worklist_is_standing_item_by_item() -> None:
    chance = random.Random(11)  # noqa: S311
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
    expected: dict[tuple[str, str], list[tuple[int, float, int]]] = {}
    for customer, currency, late, amount, disputed in rows:
        due = from_serial(DAY - late)
        stage = standing(ladder("three-stage").levels, due, AS_OF, grace_days=2).stage
        if stage and amount > 0 and not disputed:
            expected.setdefault((customer, currency), []).append((stage, amount, max(late, 0)))
    table = worklist(cells(*rows), AS_OF, "three-stage", None, 2)[1:]
    assert {(row[1], row[3]): row[4:9:2] for row in table} == {
        account: [
            max(stage for stage, _, _ in items),
            pytest.approx(sum(amount for _, amount, _ in items)),
            max(late for _, _, late in items),
        ]
        for account, items in expected.items()
    }
    assert {(row[1], row[3]): row[7] for row in table} == {k: len(v) for k, v in expected.items()}
    order = [(-row[4], -row[6], row[1]) for row in table]  # type: ignore[operator]
    assert order == sorted(order)
    assert [row[0] for row in table] == list(range(1, len(table) + 1))


def test_one_currency_both_languages_and_a_fixed_number_of_rows() -> None:
    ledger = cells(("A", "EUR", 20, 1.0, False), ("B", "USD", 20, 2.0, False))
    assert [row[1] for row in worklist(ledger, AS_OF, currency="EUR")[1:]] == ["A"]
    chinese = worklist(ledger, AS_OF, rows=1, language="zh")
    assert chinese[0][:2] == ["优先级", "客户编号"]
    assert chinese[1] == ["", "另有 2 行", *[""] * 10]
    assert worklist(ledger, AS_OF, rows=3, language="zh")[1][5] == "升级法务介入"


def test_what_is_refused() -> None:
    ledger = cells(("A", "EUR", 20, 1.0, False))
    with pytest.raises(InvalidValue, match="currency must be one of EUR, got 'USD'"):
        worklist(ledger, AS_OF, currency="USD")
    with pytest.raises(OutOfDomain, match="grace_days must not be negative"):
        worklist(ledger, AS_OF, grace_days=-1)

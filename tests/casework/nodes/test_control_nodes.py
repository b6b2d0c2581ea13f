"""The formulas CONTROL_NODES and CONTROL_SUMMARY."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ledgerguard.casework.control_nodes import control_nodes, control_summary
from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.units import Cell, serial

AS_OF = dt.date(2026, 6, 30)
DAY = serial(AS_OF)

FACTS: list[list[Cell]] = [
    ["customer_id", "Item", "Value", "Date", "Until", "Currency", "Source"],
    ["A", "name", "Rhein GmbH", DAY - 10, "", "", ""],
    ["A", "legal_id", "HRB 77", DAY - 10, "", "", ""],
    ["A", "country", "DE", DAY - 10, "", "", ""],
    ["A", "registry_status", "active", DAY - 10, "", "", "Handelsregister"],
    ["A", "own_limit", 1_500, DAY - 10, DAY + 60, "", "credit-manager"],
    ["B", "registry_status", "revoked", DAY - 10, "", "", ""],
]
LEDGER: list[list[Cell]] = [
    ["Customer", "Invoice", "Invoice date", "Due date", "Amount", "Currency"],
    ["A", "R1", DAY - 50, DAY - 20, 1_000, "EUR"],
    ["A", "R2", DAY - 10, DAY + 20, 400, "EUR"],
    ["B", "R3", DAY - 50, DAY - 20, 700, "EUR"],
]


def table(**more: Any) -> dict[str, list[Cell]]:
    """The rows of CONTROL_NODES for customer A by the title of the node."""
    rows = control_nodes(FACTS, AS_OF, LEDGER, "A", **more)
    return {str(row[1]): list(row) for row in rows}


def test_sixteen_rows_below_the_header() -> None:
    rows = table()
    assert len(rows) == 17
    assert rows["Node"] == [
        "Number", "Node", "Phase", "State", "Evidence", "Owner", "Due", "Advice",
    ]  # fmt: skip
    assert [row[0] for row in list(rows.values())[1:]] == list(range(1, 17))


def test_a_customer_by_hand() -> None:
    # 1,400 open of a limit of 1,500, that ends in 60 days; R1 is 20 days late.
    rows = table(insurance="report-fifteen")
    states = [row[3] for row in list(rows.values())[1:]]
    assert states == [
        "passed", "passed", "open", "open", "passed", "open",  # identity ... terms approval
        "open", "failed", "passed", "open", "passed",  # contract ... invoice accuracy
        "passed", "passed", "passed",  # reminder, notice, stop: presumed
        "failed", "not applicable",  # R1 was to be reported by day 15
    ]  # fmt: skip
    assert rows["Credit limit"][6] == DAY + 60
    assert rows["Notice to the insurer"][6] == DAY - 5
    assert rows["Order release"][4] == (
        "exposure EUR 1,400.00 within EUR 1,500.00, room EUR 100.00"
    )
    assert rows["Overdue notice"][4] == "1 item with steps presumed done: no record"


def test_the_words_in_chinese() -> None:
    rows = control_nodes(FACTS, AS_OF, LEDGER, "A", language="zh")
    assert rows[0][:4] == ["序号", "控制节点", "阶段", "状态"]
    assert rows[2][1:4] == ["工商登记", "事前防范", "通过"]
    assert (
        rows[5][4]
        == "自有额度 EUR 1,500.00，自 2026-06-20 起，核定人 credit-manager，2026-08-29 到期"
    )


def test_a_ladder_and_a_currency_may_be_named() -> None:
    # friendly reminds on the first day after the due date, and never before it.
    assert table(ladder="friendly")["Reminder before the due date"][3] == "not applicable"
    assert table(currency="EUR")["Credit limit"][3] == "passed"
    with pytest.raises(InvalidValue, match="currency must be one of EUR"):
        table(currency="USD")


def test_a_file_alone_will_do_and_several_need_a_name() -> None:
    one = control_nodes([FACTS[0], FACTS[6]], AS_OF)
    assert one[2][3] == "failed"
    with pytest.raises(InvalidValue, match="customer must be one of A, B, got none"):
        control_nodes(FACTS, AS_OF, LEDGER)
    with pytest.raises(NotAvailable, match="customer must be one of A, B, got 'C'"):
        control_nodes(FACTS, AS_OF, LEDGER, "C")


def test_a_file_that_names_nobody_is_about_the_one_who_is_asked_for() -> None:
    unnamed: list[list[Cell]] = [["Item", "Value"], ["registry_status", "revoked"]]
    assert control_nodes(unnamed, AS_OF)[2][3] == "failed"
    named = control_nodes(unnamed, AS_OF, LEDGER, "A")
    assert (named[2][3], named[5][4]) == ("failed", "no limit in EUR, and EUR 1,400.00 open")
    only = control_nodes(unnamed, AS_OF, LEDGER[:2])
    assert only[5][4] == "no limit in EUR, and EUR 1,000.00 open"


def test_a_customer_of_the_ledger_without_a_file_has_its_nodes() -> None:
    rows = control_nodes(FACTS[:2], AS_OF, LEDGER, "B")
    assert rows[5][4] == "no limit in EUR, and EUR 700.00 open"


def test_rows_that_cannot_be_read_are_told() -> None:
    wrong: list[list[Cell]] = [
        *FACTS[:4],
        ["A", "registered_capital", "plenty", DAY - 9, "", "EUR", ""],
    ]
    identity = control_nodes(wrong, AS_OF, customer="A")[1]
    assert identity[3] == "due"
    assert str(identity[4]).startswith("rows of the file that could not be read: 1 (")


def test_an_amount_without_a_currency_is_in_the_only_one_of_the_ledger() -> None:
    dollars: list[list[Cell]] = [LEDGER[0], *([*row[:5], "USD"] for row in LEDGER[1:])]
    rows = control_nodes(FACTS, AS_OF, dollars, "A")
    assert rows[9][4] == "exposure USD 1,400.00 within USD 1,500.00, room USD 100.00"


def test_a_ledger_without_currencies_is_spoken_of_as_such() -> None:
    bare = [row[:5] for row in LEDGER]
    rows = control_nodes(FACTS[:2], AS_OF, bare, "A")
    assert rows[5][4] == "no limit in (no currency), and 1,400.00 open"


def test_files_without_customers_are_refused_in_the_summary() -> None:
    unnamed: list[list[Cell]] = [["Item", "Value"], ["registry_status", "revoked"]]
    with pytest.raises(InvalidValue, match="facts must have a column customer_id, got none"):
        control_summary(unnamed, LEDGER, AS_OF)


def test_the_summary_by_hand() -> None:
    rows = control_summary(FACTS, LEDGER, AS_OF)
    assert rows[0] == [
        "Number", "Node", "Phase", "failed", "due", "open", "passed", "not applicable",
        "At stake EUR", "Customers failed",
    ]  # fmt: skip
    # B's register entry is revoked; 700 hang on it.
    assert rows[2] == [2, "Registry", "Prevention", 1, 0, 0, 1, 0, 700.0, "B"]
    assert len(rows) == 17


def test_the_summary_keeps_currencies_apart_and_names_five_customers() -> None:
    ledger = [LEDGER[0]]
    ledger += [[f"K{n}", f"R{n}", DAY - 50, DAY - 20, 10, "EUR" if n % 2 else "USD"]
               for n in range(6)]  # fmt: skip
    rows = control_summary([FACTS[0], FACTS[1]], ledger, AS_OF)
    assert rows[0][8:10] == ["At stake EUR", "At stake USD"]
    limit = rows[5]
    assert limit[3] == 6
    assert limit[8:10] == [30.0, 30.0]
    assert limit[10] == "K1, K3, K5, K0, K2 ..."

"""The formulas of the customer's file, as a cell calls them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from ledger_rows import DAY, Row, cells_of, plain

from ledgerguard.casework.file_check import (
    aliases,
    customer_file,
    file_factors,
    statement_years,
)
from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formulas.credit_path import credit_path
from ledgerguard.formulas.credit_reasons import credit_reasons
from ledgerguard.formulas.scoring import credit_score
from ledgerguard.units import from_serial

AS_OF = from_serial(DAY)  # 28 February 2024
HEADER: list[Any] = ["Item", "Value", "Date", "Currency", "Source"]
ASSETS = ["Total assets", 1_000, 45_291, "EUR", "Annual report"]


def rows_by_item(table: Any) -> dict[Any, dict[Any, Any]]:
    header, *rows = plain(table)
    return {row[0]: dict(zip(header, row, strict=True)) for row in rows}


def test_a_line_a_fact_with_age_and_what_follows() -> None:
    facts = [HEADER, ASSETS, ["registry_status", "active", DAY - 366], ["foo", 1]]
    found = rows_by_item(customer_file(facts, AS_OF))
    assert found["Total assets"] == {
        "Item": "Total assets",
        "Value": 1_000.0,
        "Currency": "EUR",
        "Date": 45_291,
        "Age in days": 59,
        "Maximum": 548,
        "State": "fresh",
        "Source": "Annual report",
        "Note": "",
    }
    assert found["Registry status"]["State"] == "stale"
    assert found["Registry status"]["Note"] == (
        "Identity: no decision until it is brought up to date"
    )
    assert found["Bank"]["State"] == "missing"
    assert found["foo"]["State"] == "problem"
    assert found["foo"]["Note"] == ("row 4: there is no such item. A blank file lists all items.")


def test_the_same_in_chinese() -> None:
    facts: list[list[Any]] = [
        ["项目", "值", "日期", "币种"],
        ["审计意见", "已审计", DAY - 549, None],
        ["成立日期", 1998, None, None],
        ["流动资产", "不详", DAY, "CNY"],
    ]
    found = rows_by_item(customer_file(facts, AS_OF, language="zh"))
    assert (found["报表质量"]["值"], found["报表质量"]["状态"]) == ("已审计", "已过期")
    assert found["报表质量"]["说明"] == "财务报表：信用等级下调 1 级"
    assert found["成立日期"]["值"] == "1998-01-01"
    assert found["流动资产"]["说明"] == "第 4 行：值必须是数字。请填写 1200000 或 1,200,000。"


def test_statements_that_do_not_balance_are_told() -> None:
    facts = [
        HEADER,
        ASSETS,
        ["equity", 300, 45_291, "EUR"],
        ["total_liabilities", 650, 45_291, "EUR"],
    ]
    last = plain(customer_file(facts, AS_OF))[-1]
    assert (last[0], last[6]) == ("Total assets", "problem")
    assert last[8] == "assets differ from liabilities and equity by 50.00"
    years = rows_by_item(statement_years(facts, AS_OF))
    assert years["Assets less liabilities and equity"][45_291] == 50


def test_several_customers_need_a_name() -> None:
    facts = [["Customer ID", *HEADER], ["A", *ASSETS], ["B", *ASSETS]]
    with pytest.raises(InvalidValue, match="one of A, B"):
        customer_file(facts, AS_OF)
    assert rows_by_item(customer_file(facts, AS_OF, "B"))["Total assets"]["Value"] == 1_000


FACTS: list[list[Any]] = [
    HEADER,
    ["current_assets", 1_350, 45_291],
    ["current_liabilities", 1_000, 45_291],
    ASSETS[:3],
    ["equity", 380, 45_291],
    ["ebit", 70, 45_291],
    ["retained_earnings", 300, 45_291],
    ["operating_cash_flow", 150, 45_291],
    ["statements", "audited", 45_291],
    ["order_fulfilment", 0.96, 45_291],
]


def test_the_factors_are_what_the_score_takes() -> None:
    rows = [Row("A", paid=10_000, paid_on=DAY - 22)]  # 8 days late
    table = file_factors(FACTS, AS_OF, cells_of(rows))
    found = {row[0]: row[1] for row in plain(table)}
    assert len(found) == 13
    assert found["days_beyond_terms"] == 8
    assert found["current_ratio"] == 1.35
    assert found["bank_headroom"] == ""
    # Points of the known weights: 6 of 8, 5 of 10 (.62), 6 of 8, 5 of 10 (.15: 0.5), Z over 2.6:
    # 10, 7 of 14, 8 of 8, 4.5 of 6 = 51.5 of 74.
    assert credit_score(table) == pytest.approx(100 * 51.5 / 74)
    assert credit_reasons(table)
    assert credit_path(table)


def test_the_ledger_is_asked_about_the_customer_of_the_file() -> None:
    rows = [Row("A", paid=10_000, paid_on=DAY - 22), Row("B", paid=10_000, paid_on=DAY - 30)]
    ledger = cells_of(rows)

    def late(facts: Any, **more: Any) -> Any:
        return dict(map(tuple, plain(file_factors(facts, AS_OF, ledger, **more))))[
            "days_beyond_terms"
        ]

    with pytest.raises(InvalidValue, match="customer must be named"):
        late(FACTS)
    assert late(FACTS, customer="B") == 0
    about = [["Customer ID", *HEADER], ["A", *ASSETS]]
    assert late(about) == 8
    assert late([*about, ["B", *ASSETS]], customer="B") == 0
    assert late(FACTS, customer="C") == ""


def test_the_ledger_is_asked_in_one_currency() -> None:
    rows = [
        Row(paid=10_000, paid_on=DAY - 22),
        Row(currency="USD", paid=10_000, paid_on=DAY - 10),
    ]
    ledger = cells_of(rows)
    late = [
        plain(file_factors(FACTS, AS_OF, ledger, currency=currency))[5][1]
        for currency in ("EUR", "USD", None)
    ]
    assert late == [8, 20, 20]
    with pytest.raises(InvalidValue, match="currency must be one of EUR, USD"):
        file_factors(FACTS, AS_OF, ledger, currency="CNY")


def test_years_side_by_side_with_their_change() -> None:
    before = [[*row[:2], 44_926] for row in FACTS[1:3]]
    before[0][1] = 1_000
    table = plain(statement_years([*FACTS, *before], AS_OF, language="zh"))
    assert table[0] == ["指标", 45_291, 44_926, "变动"]
    found = {row[0]: row[1:] for row in table}
    assert found["流动比率"] == [1.35, 1.0, pytest.approx(0.35)]
    assert found["报表质量"] == ["已审计", "", ""]
    assert found["推算项目"] == ["总负债", "", ""]
    with pytest.raises(NotAvailable, match="must hold statements"):
        statement_years(FACTS, dt.date(2023, 12, 30))


def test_merges_and_conflicts_are_shown() -> None:
    header: list[Any] = ["Customer ID", "Item", "Value", "Date"]
    files: list[list[Any]] = [
        header,
        ["A", "name", "Alpha Co., Ltd."],
        ["B", "name", "ALPHA LIMITED"],
        ["C", "name", "Beta GmbH"],
        ["D", "name", "Beta AG"],
        ["E", "legal_id", "1", 45_291],
        ["F", "legal_id", "1", 45_400],
    ]
    table = plain(aliases(files, AS_OF))
    assert table[0] == ["Kept as", "Also", "Result", "Rule", "What they share"]
    assert table[1:] == [
        ["A", "B", "merged", "the same registered name", "ALPHA LIMITED"],
        ["C", "D", "not merged", "different legal forms", "Beta AG"],
    ]
    assert ["E", "F", "merged", "the same number in the register", "1"] in plain(aliases(files))
    assert plain(aliases([header], language="zh")) == [
        ["保留编号", "另一编号", "结果", "规则", "共同内容"]
    ]

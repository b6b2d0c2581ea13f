"""ALERTS, PORTFOLIO_MIX and BAD_DEBT_CHECK as a cell sees them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from ledger_rows import DAY, Row, cells_of, frame_of, plain

from ledgerguard.casework.alerts import alerts, bad_debt_check, portfolio_mix
from ledgerguard.casework.watch.mix import Graded, by_grade, mix_of
from ledgerguard.errors import InvalidValue, LedgerError, OutOfDomain, ZeroDenominator
from ledgerguard.ledger.portfolio import balances
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.units import from_serial

AS_OF: dt.date = from_serial(DAY)
ROWS = [Row("A", amount=10_000), Row("B", due=DAY + 5, amount=30_000)]
FACTS: list[list[Any]] = [
    ["customer_id", "item", "value", "date", "currency"],
    ["A", "extension_request", 30, DAY - 5, None],
    ["own", "suppliers_paid_late", 0.4, DAY - 5, None],
    ["A", "nonsense", 1, DAY, None],
]


def by_header(table: list[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def test_a_row_an_alert() -> None:
    table = plain(alerts(cells_of(ROWS), AS_OF, FACTS))
    assert {len(row) for row in table} == {18}
    rows = by_header(table)
    assert rows[0]["Level"] == "act"
    asks = next(row for row in rows if row["Indicator"] == "Asks for longer terms")
    assert (asks["Level"], asks["About"], asks["Customer ID"]) == ("watch", "customer", "A")
    assert (asks["Value"], asks["Threshold"], asks["At stake"]) == (1, 1, 100.0)
    assert asks["Advised step"] == "Ask for the reason and for recent figures"
    late = next(row for row in rows if row["About"] == "own liquidity")
    assert (late["Level"], late["Value"], late["At stake"]) == ("act", 0.4, "")
    lost = next(row for row in rows if row["Indicator"] == "Rows that cannot be read")
    assert "row 4 (nonsense)" in lost["Why"]


def test_in_chinese_and_cut_to_a_number_of_rows() -> None:
    table = plain(alerts(cells_of(ROWS), AS_OF, FACTS, language="zh", rows=2))
    assert len(table) == 3
    assert table[0][0] == "级别"
    assert table[0][9] == "90 天后"
    assert table[1][0] == "行动"
    assert table[2][-2].startswith("另有")


def test_a_range_that_is_no_file_is_refused() -> None:
    with pytest.raises(LedgerError):
        alerts(cells_of(ROWS), AS_OF, [["a", "b"], [1, 2]])


def test_the_mix_by_hand() -> None:
    owing = balances(
        frame_of([*ROWS, Row("C", amount=60_000), Row("D", amount=-500), Row("E", amount=20_000)]),
        DAY,
    )
    grades = {
        "A": Graded(4, 0.008),
        "B": Graded(4, 0.01),
        "C": Graded(10, 1.0),
        "D": Graded(1, 0.001),
    }
    mix = mix_of(owing, grades, packaged_credit(), 0.5)
    assert [row.grade for row in mix] == [*range(1, 11), None]
    fourth, failed, without = mix[3], mix[9], mix[10]
    # 10,000 and 30,000 of 120,000; half of (0.008 * 10,000 + 0.01 * 30,000) = 190.
    assert (fourth.customers, fourth.amount) == (2, 40_000)
    assert fourth.share == pytest.approx(1 / 3)
    assert fourth.expected_loss == pytest.approx(190)
    assert fourth.target == packaged_credit().targets.mix["4"]
    assert failed.expected_loss == pytest.approx(30_000)
    assert (without.customers, without.amount, without.expected_loss) == (1, 20_000, None)
    # D is in credit: no part of the mix.
    assert mix[0].customers == 0
    assert sum(row.share for row in mix) == pytest.approx(1)


def test_stated_grades_have_the_middle_of_their_bounds() -> None:
    found = by_grade({"A": 1, "B": 5.0, "C": 9, "D": 10}, packaged_credit())
    # Bounds of the master scale: 0 to 0.2 %, 1 % to 1.75 %, 12 % to 1, and in default.
    assert [found[name].pd for name in "ABCD"] == [
        pytest.approx(0.001),
        pytest.approx(0.01375),
        pytest.approx(0.56),
        1.0,
    ]
    for grade, error in (
        (0, OutOfDomain),
        (11, OutOfDomain),
        ("good", InvalidValue),
        (1.5, InvalidValue),
    ):
        with pytest.raises(error, match="grade of A"):
            by_grade({"A": grade}, packaged_credit())


def test_the_mix_of_stated_grades() -> None:
    grades: list[list[Any]] = [
        ["customer_id", "Credit grade"],
        [1001.0, 10],
        ["A", 10],
        ["B", None],
    ]
    rows = by_header(plain(portfolio_mix(cells_of(ROWS), AS_OF, grades, None, 0.4)))
    failed, without, total = rows[9], rows[10], rows[11]
    assert (failed["Amount"], failed["Expected loss"], failed["Expected loss rate"]) == (
        100,
        40,
        0.4,
    )
    assert failed["Difference"] == pytest.approx(0.25)  # a quarter, where nothing is aimed at
    assert (without["Meaning"], without["Amount"]) == ("not graded", 300)
    assert (total["Customers"], total["Amount"], total["Expected loss"]) == (2, 400, 40)
    chinese = plain(portfolio_mix(cells_of(ROWS), AS_OF, grades, language="zh"))
    assert chinese[11][1] == "未评级"


def test_the_mix_by_factors_has_the_grades_of_customer_summary() -> None:
    factors: list[list[Any]] = [
        ["customer_id", "statements", "current_ratio", "liabilities_to_assets", "ebit_to_assets",
         "operating_cash_flow_to_current_liabilities", "altman_z_nonmanufacturer", "years_trading"],
        ["B", "audited", 2, 0.3, 0.2, 0.5, 3, 20],
    ]  # fmt: skip
    rows = by_header(plain(portfolio_mix(cells_of(ROWS), AS_OF, factors)))
    # Every factor earns its full weight: a score of 100, a pd of 1 / (1 + 20 * 2^5) = 0.156 %: 1.
    assert rows[0]["Amount"] == 300
    assert rows[0]["Expected loss"] == pytest.approx(300 * 0.6 / 641)
    assert rows[10]["Amount"] == 100


FILES: list[list[Any]] = [
    ["customer_id", "item", "value", "date", "source", "currency"],
    ["A", "insolvency", True, DAY - 5, None, None],
    ["A", "rating", "B", DAY - 5, "sp", None],
    ["A", "statements", "audited", DAY - 50, None, None],
    ["A", "total_assets", 900, DAY - 50, None, "EUR"],
    ["A", "total_liabilities", 400, DAY - 50, None, "EUR"],
    ["A", "bank_line", 900, DAY - 50, None, "EUR"],
    ["A", "bank_line_used", 100, DAY - 50, None, "EUR"],
    ["A", "registry_status", "insolvent", DAY - 5, None, None],
    ["A", "litigation", 0, DAY - 5, None, "EUR"],
    ["A", "ownership_change", "none", DAY - 5, None, None],
    ["B", "extension_request", 30, DAY - 5, None, None],
    ["own", "suppliers_paid_late", 0.4, DAY - 5, None, None],
]


def test_the_mix_by_files_has_the_grades_of_decisions() -> None:
    rows = by_header(plain(portfolio_mix(cells_of(ROWS), AS_OF, FILES)))
    # A is insolvent: in default, all of it times the loss given default; of B nothing is known.
    assert (rows[9]["Amount"], rows[9]["Expected loss"]) == (100, 60)
    assert (rows[10]["Amount"], rows[11]["Customers"]) == (300, 2)


def test_a_customer_with_too_few_factors_is_not_graded() -> None:
    factors: list[list[Any]] = [["customer_id", "factor", "value"], ["A", "current_ratio", 2]]
    rows = by_header(plain(portfolio_mix(cells_of(ROWS), AS_OF, factors)))
    assert rows[10]["Amount"] == 400


def test_currencies_are_not_mixed() -> None:
    rows = [*ROWS, Row("A", "USD", amount=999)]
    with pytest.raises(InvalidValue, match="EUR, USD"):
        portfolio_mix(cells_of(rows), AS_OF, [["customer_id", "grade"], ["A", 4]])
    table = by_header(
        plain(portfolio_mix(cells_of(rows), AS_OF, [["customer_id", "grade"], ["A", 4]], "EUR"))
    )
    assert table[11]["Amount"] == 400


def test_nobody_owes_anything() -> None:
    rows = [Row(amount=100, paid=100, paid_on=DAY - 9)]
    table = by_header(
        plain(portfolio_mix(cells_of(rows), AS_OF, [["customer_id", "grade"], ["A", 4]]))
    )
    assert (table[11]["Amount"], table[11]["Share"], table[11]["Expected loss rate"]) == (0, 0, "")


@pytest.mark.parametrize(
    ("written_off", "met", "above", "level"),
    [(0, True, 0, ""), (24_999, True, 0, ""), (25_000, True, 0, "watch"), (50_000, True, 0, "warn"),
     (50_001, False, 1, "warn"), (100_000, False, 50_000, "act")],
)  # fmt: skip
def test_the_target_of_half_a_percent(
    written_off: float, met: bool, above: float, level: str
) -> None:
    table = plain(bad_debt_check(written_off, 10_000_000))
    assert [row[1] for row in table[1:]] == [
        written_off / 10_000_000,
        0.005,
        met,
        50_000,
        pytest.approx(above),
        level,
    ]


def test_another_target_and_what_is_refused() -> None:
    assert plain(bad_debt_check(60_000, 10_000_000, 0.01, "zh"))[3] == ["是否达标", True]
    with pytest.raises(ZeroDenominator):
        bad_debt_check(1, 0)
    with pytest.raises(OutOfDomain):
        bad_debt_check(-1, 10)
    with pytest.raises(OutOfDomain):
        bad_debt_check(1, 10, 5)

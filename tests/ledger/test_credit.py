"""Credit scores of customers from a Factors range."""

from __future__ import annotations

from typing import Any

import pytest
from ledger_rows import DAY, Row, cells_of

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.credit import credit_of, factors_by_customer
from ledgerguard.ledger.customer_table import customer_summary
from ledgerguard.units import from_serial

AS_OF = from_serial(DAY)
# definitions.md B15: 67.75 points, grade 5.
EXAMPLE: list[tuple[str, Any]] = [
    ("current_ratio", 1.35),
    ("liabilities_to_assets", 0.62),
    ("ebit_to_assets", 0.07),
    ("operating_cash_flow_to_current_liabilities", 0.15),
    ("altman_z_nonmanufacturer", 2.44),
    ("days_beyond_terms", 8),
    ("statements", "audited"),
    ("bank_headroom", 0.3),
    ("litigation_to_assets", 0),
    ("ownership_change", "over_year"),
    ("order_fulfilment", 0.96),
    ("years_trading", 7),
    ("country_risk", "medium"),
]
WIDE = [
    ["customer_id", "Customer", *(key for key, _ in EXAMPLE)],
    ["A", "A Ltd", *dict(EXAMPLE).values()],
]
LONG = [["customer_id", "factor", "value"], *(["A", key, value] for key, value in EXAMPLE)]


@pytest.mark.parametrize("factors", [WIDE, LONG])
def test_the_published_example_in_both_shapes(factors: list[list[Any]]) -> None:
    row = customer_summary(cells_of([Row(due=DAY + 5)]), AS_OF, factors=factors)[1]
    assert row[16:] == [pytest.approx(67.75), 5]


def test_long_overdue_in_the_own_ledger_lowers_the_grade() -> None:
    rows = cells_of([Row(issued=DAY - 130, due=DAY - 91)])
    assert customer_summary(rows, AS_OF, factors=WIDE)[1][16:] == [pytest.approx(67.75), 8]


def test_the_ledger_fills_in_days_beyond_terms_but_carries_no_score() -> None:
    without = [pair for pair in EXAMPLE if pair[0] != "days_beyond_terms"]
    # By hand from B15: 67.75 points include 7 of 14 for a DBT of 8; at 3 days it earns 10.5.
    credit = credit_of(without, 3.0, 0)
    assert credit is not None
    assert credit.score == pytest.approx(67.75 + 3.5)
    alone = credit_of(without, None, 0)
    assert alone is not None
    assert alone.score == pytest.approx(100 * (67.75 - 7) / 86)
    # 14 of the ledger and 48 of the factors would make 62, but the factors alone weigh too little.
    few = [pair for pair in without if pair[0] not in ("statements", "years_trading")][:5]
    assert credit_of(few[:5], 3.0, 0) is None


def test_missing_statements_and_negative_equity_bound_the_grade() -> None:
    best: dict[str, Any] = {
        "current_ratio": 2,
        "ebit_to_assets": 0.2,
        "operating_cash_flow_to_current_liabilities": 0.5,
        "altman_z_nonmanufacturer": 3,
        "litigation_to_assets": 0,
        "order_fulfilment": 1,
    }
    missing = credit_of(list(best.items()), 0.0, 0)
    assert missing is not None
    assert (missing.score, missing.grade) == (100, 6)
    audited = credit_of([*best.items(), ("statements", "audited")], 0.0, 0)
    assert audited is not None
    assert audited.grade == 1
    drowned = [*best.items(), ("statements", "audited"), ("liabilities_to_assets", 1.1)]
    negative = credit_of(drowned, 0.0, 0)
    assert negative is not None
    assert negative.grade == 7


def test_a_mistyped_factor_is_an_error_of_its_customer_only() -> None:
    factors = [["customer_id", "factor", "value"], *LONG[1:], ["B", "years", 3]]
    rows = [Row("A", due=DAY + 5, amount=20_000), Row("B", due=DAY + 5)]
    _, first, second = customer_summary(cells_of(rows), AS_OF, factors=factors)
    assert first[17] == 5
    assert isinstance(second[16], ErrorValue)
    assert second[16].code == "#VALUE!"
    assert "there is no factor 'years'" in second[16].message


def test_ids_are_compared_as_the_ledger_spells_them() -> None:
    table: list[list[Any]] = [
        ["id", "years_trading"],
        [1001.0, 3],
        [None, 4],
        ["  ", ""],
        ["C7 ", None],
    ]
    assert factors_by_customer(table) == {"1001": [("years_trading", 3)], "C7": []}
    assert factors_by_customer([]) == {}
    assert factors_by_customer([["id"], ["A"]]) == {"A": []}


def test_customers_without_factors_have_no_score() -> None:
    rows = [Row("B", due=DAY + 5)]
    assert customer_summary(cells_of(rows), AS_OF, factors=WIDE)[1][16:] == ["", ""]

"""Currencies and separators; expected figures are worked out by hand beside each case."""

from cell_ledgers import DUE, ISSUED, codes, column, ledger


def test_several_currencies_stay_apart() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount|Currency",
        ["A", ISSUED, DUE, 10.5, "EUR"],
        ["A", ISSUED, DUE, 1050, "JPY"],
        ["A", ISSUED, DUE, 1.234, "kwd"],
        ["A", ISSUED, DUE, 5, "人民币"],
        ["A", ISSUED, DUE, 5, "Taler"],
        ["A", ISSUED, DUE, 5, None],
        ["A", ISSUED, DUE, 5, 3],
    )
    assert column(found, "currency") == ["EUR", "JPY", "KWD", "CNY", "TALER", "", "3"]
    assert column(found, "amount") == [1050, 1050, 1234, 500, 500, 500, 500]
    assert codes(found) == {"unknown_currency": 2, "missing_currency": 1}
    assert found.currencies == ("", "3", "CNY", "EUR", "JPY", "KWD", "TALER")


def test_signs_name_the_currency_where_no_column_does() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount",
        ["A", ISSUED, DUE, "€5.00"],
        ["A", ISSUED, DUE, "¥7.00"],
    )
    assert column(found, "currency") == ["EUR", "CNY"]
    assert codes(found) == {"ambiguous_sign": 1}


def test_the_currency_column_wins_over_a_sign() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount|Currency",
        ["A", ISSUED, DUE, "€5.00", "USD"],
        ["A", ISSUED, DUE, "¥500", "JPY"],
    )
    assert column(found, "currency") == ["USD", "JPY"]
    assert column(found, "amount") == [500, 500]
    assert codes(found) == {"currency_differs": 1}


def test_the_header_may_name_the_currency() -> None:
    assert column(ledger("Customer|Due date|Amount (JPY)", ["A", DUE, 5]), "amount") == [5]


def test_three_decimals_where_all_currencies_have_them() -> None:
    found = ledger("Customer|Due date|Amount|Currency", ["A", DUE, "1.234", "KWD"])
    assert column(found, "amount") == [1234]


def test_separators_are_reported_where_they_cannot_tell() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount",
        ["A", ISSUED, DUE, "1,234"],
        ["A", ISSUED, DUE, "9"],
    )
    assert column(found, "amount") == [123400, 900]
    assert codes(found) == {"ambiguous_separator": 1}
    mixed = ledger(
        "Customer|Invoice date|Due date|Amount",
        ["A", ISSUED, DUE, "1,234.00"], ["A", ISSUED, DUE, "1.5"], ["A", ISSUED, DUE, "7,25"],
    )  # fmt: skip
    assert column(mixed, "amount") == [123400, 150, 725]
    assert codes(mixed) == {"mixed_separators": 1}


def test_more_decimals_than_the_currency_has() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount|Currency", ["A", ISSUED, DUE, 2.345, "EUR"]
    )
    assert column(found, "amount") == [235]
    assert found.problems[0].action == "rounded half away from zero to 2.35"


def test_amounts_beyond_a_float() -> None:
    found = ledger(
        "Customer|Invoice date|Due date|Amount", ["A", ISSUED, DUE, "92,233,720,368,547.75"]
    )
    assert column(found, "amount") == [9_223_372_036_854_775]
    assert codes(found) == {"inexact": 1}

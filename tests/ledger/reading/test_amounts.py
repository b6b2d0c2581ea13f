"""Expected values are the numbers as a person reads them, in Decimal."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.reading import amounts
from ledgerguard.ledger.reading.amounts import (
    decimal_mark,
    is_blank,
    read_column,
    read_number,
    to_minor,
)
from ledgerguard.units import Cell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1'234.56", "1234.56"),
        ("1’234.56", "1234.56"),
        ("12,34,567.00", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1234.567", "1234.567"),
        ("0.125", "0.125"),
        (".5", "0.5"),
        ("12,5", "12.5"),
        ("(1,234.50)", "-1234.5"),
        ("1,234.50-", "-1234.5"),
        ("-1,234.50", "-1234.5"),
        ("−5.00", "-5"),
        ("（5.00）", "-5"),
        ("100.00 CR", "-100"),
        ("100.00 DR", "100"),
        ("+7", "7"),
        ("1.2E+05", "120000"),
        ("１，２３４．５０", "1234.5"),
    ],
)
def test_a_number_in_any_writing(text: str, value: str) -> None:
    number = read_number(text)
    assert number is not None
    assert number.value == Decimal(value)
    assert not number.ambiguous


@pytest.mark.parametrize(
    ("text", "value", "sign"),
    [
        ("€1,000.00", 1000, "EUR"),
        ("1.000,00 €", 1000, "EUR"),
        ("USD 1,000.00", 1000, "USD"),
        ("1,000.00USD", 1000, "USD"),
        ("US$5", 5, "USD"),
        ("$5", 5, "USD"),
        ("-£5", -5, "GBP"),
        ("£-5", -5, "GBP"),
        ("(USD 5)", -5, "USD"),
        ("USD (5)", -5, "USD"),
        ("￥500", 500, "¥"),
        ("500元", 500, "CNY"),
        ("RMB 500", 500, "CNY"),
        ("人民币500", 500, "CNY"),
        ("HK$ 8", 8, "HKD"),
        ("Rs. 500", 500, "INR"),
        ("SCR 5", 5, "SCR"),
        ("USD 5.00 CR", -5, "USD"),
    ],
)
def test_currency_signs_and_codes(text: str, value: int, sign: str) -> None:
    number = read_number(text)
    assert number is not None
    assert number.value == value
    assert number.sign == sign


@pytest.mark.parametrize(
    "text", ["5 %", "abc", "1.2.3,4,5", "1,23,4", "12 apples", "EUR 5 USD", "--5--", "1,,5", "(5"]
)
def test_what_is_no_amount(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["", " ", "-", "N/A", "null", "无"])
def test_blank(text: str) -> None:
    assert is_blank(text)
    assert read_column([text], None).blank.tolist() == [True]
    assert not read_column([text], None).unreadable.any()


def test_thousands_or_decimals_by_the_convention_of_the_file() -> None:
    assert read_number("1,234", ".") == read_number("1234", ".")
    assert read_number("1,234", ",").value == Decimal("1.234")  # type: ignore[union-attr]
    alone = read_number("1,234")
    assert alone is not None
    assert alone.value == 1234
    assert alone.ambiguous
    three = read_number("1.234", None, three_decimals=True)
    assert three is not None
    assert (three.value, three.ambiguous) == (Decimal("1.234"), False)


def test_a_number_against_the_convention_reads_by_itself() -> None:
    number = read_number("12,34", ".")
    assert number is not None
    assert (number.value, number.against) == (Decimal("12.34"), True)


@pytest.mark.parametrize(
    ("columns", "mark"),
    [
        ([["1,234.56", "5"]], "."),
        ([["1.234,56", "5"]], ","),
        ([["1.234", "1,5"]], ","),
        ([["1,234,567"]], "."),
        ([["1,234"]], None),
        ([["12", 5.0, None]], None),
        ([["1,5"], ["1.5"]], None),
        ([["abc"]], None),
    ],
)
def test_the_mark_of_a_file(columns: list[list[Cell]], mark: str | None) -> None:
    assert decimal_mark(columns) == mark


def minor(values: list[Cell], exponent: int = 2) -> list[int]:
    amounts = read_column(values, ".")
    units: list[int] = to_minor(amounts, np.full(len(values), exponent, np.int64))[0].tolist()
    return units


def test_mixed_cells() -> None:
    column = read_column([5, 2.5, "1,000.00", None, "x", ErrorValue("#N/A"), True], ".")
    assert column.blank.tolist() == [False, False, False, True, False, False, False]
    assert column.unreadable.tolist() == [False, False, False, False, True, True, True]
    plain = read_column(["7.25", "", "12.5"], None)
    assert plain.blank.tolist() == [False, True, False]
    assert minor(["7.25", "", "12.5"]) == [725, 0, 1250]


def test_infinite_is_unreadable() -> None:
    assert read_column([float("inf"), 1.0], None).unreadable.tolist() == [True, False]


@pytest.mark.parametrize(
    ("value", "exponent", "expected", "is_rounded"),
    [
        (2.345, 2, 235, True),  # half away from zero, on the decimal that a person sees
        (-2.345, 2, -235, True),
        ("2.345", 2, 235, True),
        (0.1 + 0.2, 2, 30, False),  # noise of floats is no third decimal
        (1234.5, 0, 1235, True),
        (1.2345, 3, 1235, True),
        (1.234, 3, 1234, False),
        (45_035_996_273_704.95, 2, 4_503_599_627_370_495, False),
        ("92,233,720,368,547.75", 2, 9_223_372_036_854_775, False),
        ("12345678901234.56", 2, 1_234_567_890_123_456, False),
    ],
)
def test_minor_units(value: Cell, exponent: int, expected: int, is_rounded: bool) -> None:
    amounts = read_column([value], ".")
    whole, rounded, too_large = to_minor(amounts, np.array([exponent]))
    assert (whole.tolist(), rounded.tolist()) == ([expected], [is_rounded])
    assert not too_large.any()


def test_too_large_for_64_bits() -> None:
    assert to_minor(read_column([1e19], None), np.array([2]))[2].tolist() == [True]


@given(st.integers(-(2**50), 2**50), st.sampled_from([0, 2, 3]))
def test_every_amount_survives_a_float(units: int, exponent: int) -> None:
    assert minor([units / 10**exponent], exponent) == [units]


@given(st.decimals(-(10**9), 10**9, places=4, allow_nan=False))
def test_text_rounds_half_away_from_zero(value: Decimal) -> None:
    expected = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert minor([f"{value:f}", "x"])[0] == int(expected.scaleb(2))


@given(st.integers(0, 10**12))
def test_grouped_text_in_both_conventions(cents: int) -> None:
    english = f"{cents // 100:,}.{cents % 100:02d}"
    german = english.translate(str.maketrans(".,", ",."))
    for text in (english, german, english.replace(",", "'"), german.replace(".", " ")):
        number = read_number(text)
        assert number is not None
        assert number.value * 100 == cents


@given(st.text("0123456789.,-+ ", max_size=9))
def test_shortcuts_say_what_the_whole_reading_says(text: str) -> None:
    core = amounts._core(text)
    if amounts._POINT.fullmatch(text):
        assert amounts._mark_of(core) == "."
    elif amounts._SILENT.fullmatch(text):
        assert amounts._mark_of(core) is None
    for mark, plain in amounts._PLAIN.items():
        number = amounts.read_number(text, mark) if plain.fullmatch(text) else None
        if number is not None:
            assert (float(number.value), number.sign) == (float(text), "")
            assert not number.ambiguous
            assert not number.against

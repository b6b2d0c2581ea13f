"""Values on their way to an insurer and back: exact, or refused."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.currency import exponent

from ledgerguard_insurer_rest.mapping import Mapper, at, parsed, put
from ledgerguard_insurer_rest.profile import load


def mapper(**values: Any) -> Mapper:
    profile = load("sandbox")
    return Mapper(attrs.evolve(profile, values=attrs.evolve(profile.values, **values)))


CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF", "CNY"])


@given(st.integers(1, 10**15 - 1), CURRENCIES, st.sampled_from(["text", "minor"]))
def test_amounts_come_back_as_they_went(minor: int, currency: str, kind: str) -> None:
    amount = Decimal(minor).scaleb(-exponent(currency))
    one = mapper(amount=kind)
    body = one.body({"a.b": "amount"}, {"amount": amount, "currency": currency})
    back = parsed(json.dumps(body).encode())
    assert one.amount(back, "a.b", currency) == amount


@given(st.integers(1, 10**17 - 1), st.sampled_from(["EUR", "KWD"]))
def test_a_json_number_is_exact_or_not_sent(minor: int, currency: str) -> None:
    amount = Decimal(minor).scaleb(-exponent(currency))
    one = mapper(amount="number")
    values = {"amount": amount, "currency": currency}
    if Decimal(repr(float(amount))) == amount or amount == int(amount):
        body = one.body({"a": "amount"}, values)
        assert one.amount(parsed(json.dumps(body).encode()), "a", currency) == amount
    else:
        assert len(str(minor).rstrip("0")) > 15
        with pytest.raises(InvalidValue, match="holds exactly"):
            one.body({"a": "amount"}, values)


@pytest.mark.parametrize("kind", ["text", "number", "minor"])
@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("0.001", "EUR", "amount must have at most 2 decimals in EUR, got 0.001"),
        ("0.5", "JPY", "amount must have at most 0 decimals in JPY, got 0.5"),
        ("1E+15", "EUR", "amount must be below 1,000,000,000,000,000, got 1E+15"),
        ("NaN", "EUR", "amount must be below 1,000,000,000,000,000, got NaN"),
        ("-Infinity", "EUR", "amount must be below 1,000,000,000,000,000, got -Infinity"),
        ("1", "EURO", "currency must be an ISO code, got 'EURO'"),
        ("1", "", "currency must be an ISO code, got ''"),
    ],
)
def test_amounts_that_are_not_sent(kind: str, amount: str, currency: str, said: str) -> None:
    """Rounded silently, another amount would be insured than the one that was confirmed."""
    with pytest.raises(InvalidValue) as caught:
        mapper(amount=kind).body({"a": "amount"}, {"amount": Decimal(amount), "currency": currency})
    assert caught.value.message == said


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.sampled_from(["iso", "%d.%m.%Y"]))
def test_days_come_back_as_they_went(day: dt.date, form: str) -> None:
    one = mapper(date=form)
    assert one.maybe_day(one.body({"d": "until"}, {"until": day}), "d") == day


@given(st.lists(st.text("abc", min_size=1), min_size=1, max_size=4), st.integers())
def test_what_is_put_is_found(way: list[str], value: int) -> None:
    data: dict[str, Any] = {}
    put(data, ".".join(way), value)
    assert at(data, ".".join(way)) == value
    assert at(data, ".".join([*way, "more"])) is None


@pytest.mark.parametrize(
    ("kind", "stated", "said"),
    [
        ("text", 12, "must be decimal text, got 12"),
        ("text", "12,50", "must be decimal text, got '12,50'"),
        ("text", "NaN", "must be finite"),
        ("text", None, "must be decimal text, got None"),
        ("text", {"value": 1}, "must be decimal text, got dict"),
        ("number", "12", "must be a number, got '12'"),
        ("number", True, "must be a number, got True"),
        ("minor", 12.5, "must be a whole number"),
        ("minor", "12", "must be a whole number, got '12'"),
    ],
)
def test_amounts_that_are_none(kind: str, stated: Any, said: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        mapper(amount=kind).amount(parsed(json.dumps({"a": stated}).encode()), "a", "EUR")
    assert said in caught.value.message


def test_an_amount_in_cents_needs_its_currency() -> None:
    with pytest.raises(InvalidValue, match="must come with its currency"):
        mapper(amount="minor").amount({"a": 1}, "a", "")


@pytest.mark.parametrize(
    ("read", "data", "said"),
    [
        ("text", {"a": None}, "a must be text, got nothing"),
        ("text", {"a": [1]}, "a must be text, got list"),
        ("text", {"a": True}, "a must be text, got bool"),
        ("day", {"a": "31/12/2026"}, r"a must be a day (iso), got '31/12/2026'"),
        ("day", {}, "a must be a day, got nothing"),
        ("moment", {"a": "noon"}, "a must be an ISO moment, got 'noon'"),
        ("currency", {"a": "EURO"}, "a must be an ISO code, got 'EURO'"),
        ("confidence", {"a": "0.5"}, "a must be a number, got '0.5'"),
        ("confidence", {"a": Decimal("1.5")}, "a must be a fraction"),
    ],
)
def test_values_that_are_none(read: str, data: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        getattr(mapper(), read)(data, "a")
    assert said in caught.value.message


def test_what_may_be_missing() -> None:
    one = mapper()
    assert one.maybe_text({}, "a.b") == ""
    assert one.maybe_text({"a": 7}, "a") == "7"
    assert one.maybe_day({}, "a") is None
    assert one.maybe_day({"a": "2026-12-31T23:00:00Z"}, "a") == dt.date(2026, 12, 31)
    assert one.currency({"a": "eur"}, "a") == "EUR"
    assert one.plain({"a": {"x": 1, "y": "z", "n": None, "t": True, "l": []}}, "a") == {
        "x": "1", "y": "z",
    }  # fmt: skip
    assert one.plain({"a": [1]}, "a") == {}
    assert one.moment({"a": "2026-01-01T00:00:00"}, "a").tzinfo is dt.UTC


def test_words_and_constants() -> None:
    one = Mapper(load("meridian"))
    values = {"kind": "top-up", "cause": "insolvency", "until": None, "documents": ("a", "b")}
    paths = {"t": "kind", "c": "cause", "u": "until", "d": "documents", "channel": "=API"}
    assert one.body(paths, values) == {
        "t": "ADDITIONAL", "c": "INSOLVENCY", "d": ["a", "b"], "channel": "API",
    }  # fmt: skip
    assert one.word("decision", {"a": "LOWERED"}, "a") == "reduced"
    with pytest.raises(InvalidValue, match="a decision must be one of FULLY_GRANTED, "):
        one.word("decision", {"a": "approved"}, "a")
    with pytest.raises(InvalidValue, match="a cause must be one of insolvency, "):
        one.body({"c": "cause"}, {"cause": "bad luck"})
    assert one.word("event", {"a": "SOMETHING_NEW"}, "a") == "SOMETHING_NEW"
    assert mapper().word("decision", {"a": "partly"}, "a") == "partly"
    with pytest.raises(InvalidValue, match="a decision must be one of approved, partly"):
        mapper().word("decision", {"a": "PARTLY"}, "a")


@pytest.mark.parametrize("content", [b"<html>", b"", b"\xff", b'{"a": NaN}', b"[" * 100_000])
def test_what_is_no_json(content: bytes) -> None:
    with pytest.raises(InvalidValue, match=r"must be JSON, got \d+ bytes of something else"):
        parsed(content)


def test_numbers_are_read_exactly() -> None:
    assert parsed(b'{"a": 0.1, "b": 12345678901234567890.12}') == {
        "a": Decimal("0.1"), "b": Decimal("12345678901234567890.12"),
    }  # fmt: skip

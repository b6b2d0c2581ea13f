"""Addresses of databases: read whole, shown without passwords."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.sources.locations import location

passwords = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=4)


@given(passwords, st.sampled_from(["ann", "Ad min", "a@b:c/d"]))
@example("p@ss:w/rd%41?#", "ann")
def test_a_password_reaches_the_driver_and_nobody_else(password: str, user: str) -> None:
    secret = "Qz" + password
    who = f"{quote(user, safe='')}:{quote(secret, safe='')}"
    place = location(f"postgresql://{who}@db.example:5433/books?table=a%2Bb&sslmode=require")
    assert place is not None
    login = urlsplit(place.uri).netloc.rpartition("@")[0]
    assert unquote(login.partition(":")[2]) == secret
    assert (place.table, place.query) == ("a+b", None)
    assert "sslmode=require" in place.uri
    assert "table" not in place.uri
    for shown in (repr(place), place.name, place.source):
        assert secret not in shown
        assert quote(secret, safe="") not in shown
    assert place.name == f"postgresql://{user}@db.example:5433/books"
    said = place.hidden(f"bad token: {secret} or {quote(secret, safe='')}")
    assert said == "bad token: *** or ***"


def test_an_unescaped_at_is_part_of_the_password() -> None:
    place = location("postgresql://ann:pa@ss@db/books")
    assert place is not None
    assert place.uri.startswith("postgresql://ann:pa%40ss@db/books?")
    assert place.name == "postgresql://ann@db/books"


@pytest.mark.parametrize("sign", ["/", "?", "#"])
def test_an_address_that_breaks_at_its_password_is_not_repeated(sign: str) -> None:
    with pytest.raises(LedgerError, match="cannot be read") as caught:
        location(f"postgresql://ann:se{sign}cret@db/books")
    assert "cret" not in str(caught.value)
    with pytest.raises(LedgerError, match="cannot be read"):
        location("postgresql://ann:secret@[db/books")


def test_a_password_among_the_parameters_is_hidden() -> None:
    place = location("postgres://db/books?user=ann&password=s%26cret&query=SELECT 1+1")
    assert place is not None
    assert "cret" not in place.name + repr(place)
    assert place.hidden("got s&cret and s%26cret") == "got *** and ***"
    assert place.query == "SELECT 1+1"
    assert place.scheme == "postgresql"


def test_a_file_of_sqlite() -> None:
    relative = location("sqlite:///books/a%20b.db?table=x")
    absolute = location("sqlite:////srv/books.db")
    assert relative is not None
    assert absolute is not None
    assert (relative.uri, relative.table) == (str(Path("books/a b.db")), "x")
    assert absolute.uri == str(Path("/srv/books.db"))


def test_what_is_no_database() -> None:
    assert location("s3a://bucket/x.parquet") is None
    assert location("ledger.csv") is None


def test_a_table_or_a_query() -> None:
    place = location("sqlite:///a.db?table=x")
    assert place is not None
    assert place.meant(None, "SELECT 1").query == "SELECT 1"
    assert place.meant(None, None).table == "x"
    with pytest.raises(LedgerError, match="either a table or a query"):
        place.meant("x", "SELECT 1")
    with pytest.raises(LedgerError, match="either a table or a query"):
        location("sqlite:///a.db?table=x&query=SELECT 1")

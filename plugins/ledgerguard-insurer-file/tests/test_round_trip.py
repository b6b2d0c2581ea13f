"""Any write that fits a layout is in its file as it is, whatever the layout."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from file_samples import EXAMPLES, TODAY, claim, insurer, limit, overdue
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgerguard.ledger.currency import exponent
from ledgerguard.plugin.insurer import (
    ClaimFiling,
    CoverKind,
    LimitRequest,
    OverdueDeclaration,
    OverdueItem,
    Write,
)

from ledgerguard_insurer_file.fields import SectionName, Value
from ledgerguard_insurer_file.grids import Damaged
from ledgerguard_insurer_file.layout import PACKAGED, load
from ledgerguard_insurer_file.tables import Row, parsed
from ledgerguard_insurer_file.writes import file_of, write_from

LAYOUTS = {name: load(name) for name in PACKAGED}
days = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
# What all three layouts can hold: no letter outside the Western European alphabets, no separator.
texts = (
    st.text(
        st.characters(
            codec="iso-8859-15", categories=("L", "N", "P", "S", "Zs"), exclude_characters=","
        ),
        max_size=20,
    )
    .map(str.strip)
    .filter(lambda text: all(sign.encode("cp1252", "ignore") for sign in text))
)
currencies = st.sampled_from(["EUR", "USD", "CNY", "JPY"])
COVERS: tuple[CoverKind, ...] = ("permanent", "temporary", "top-up")
keys = st.from_regex(r"(limit|overdue|claim)-[0-9a-f]{20}", fullmatch=True)
policies = st.from_regex(r"[A-Z0-9-]{1,10}", fullmatch=True)
buyers = st.from_regex(r"[A-Z]{2}[1-9][0-9]{0,9}", fullmatch=True)
numbers = texts.filter(bool)


@st.composite
def amounts(draw: st.DrawFn, currency: str) -> Decimal:
    return Decimal(draw(st.integers(1, 10**12))).scaleb(-exponent(currency))


@st.composite
def items(draw: st.DrawFn, currency: str) -> OverdueItem:
    return OverdueItem(draw(numbers), draw(days), draw(days), draw(amounts(currency)), currency)


@st.composite
def writes(draw: st.DrawFn) -> Write:
    kind = draw(st.sampled_from(["limit", "overdue", "claim"]))
    key, policy, buyer, note = draw(keys), draw(policies), draw(buyers), draw(texts)
    currency = draw(currencies)
    if kind == "limit":
        cover: CoverKind = draw(st.sampled_from(COVERS))
        until = draw(st.none() | days)
        return LimitRequest(
            key, policy, buyer, draw(amounts(currency)), currency, cover, until, note
        )
    if kind == "overdue":
        several = draw(st.lists(currencies.flatmap(items), min_size=1, max_size=4).map(tuple))
        return OverdueDeclaration(key, policy, buyer, several, note)
    claimed = draw(st.lists(items(currency), min_size=1, max_size=4).map(tuple))
    cause = draw(st.sampled_from(["insolvency", "protracted-default", "war"]))
    documents = tuple(draw(st.lists(numbers, max_size=3)))
    return ClaimFiling(
        key, policy, buyer, claimed, cause, draw(amounts(currency)), currency, documents, note
    )


@pytest.mark.parametrize("name", PACKAGED)
@settings(max_examples=EXAMPLES, deadline=None)
@given(write=writes())
def test_what_is_written_is_read_again(name: str, write: Write) -> None:
    layout = LAYOUTS[name]
    kind: SectionName = (
        "limit" if isinstance(write, LimitRequest)
        else "overdue" if isinstance(write, OverdueDeclaration) else "claim"
    )  # fmt: skip
    section = layout.section(kind)
    if section is None:
        return  # no claims by the workbook
    data, rows = file_of(write, layout, TODAY, {})
    table = parsed(layout, kind, data)
    expected = write
    if isinstance(write, ClaimFiling) and section.leaves_out:
        expected = dataclasses.replace(write, documents=())
    assert write_from(kind, table.rows, layout) == expected
    assert len(table.rows) == rows
    assert all(row.values["key"] == write.key for row in table.rows)


def test_rows_that_tell_no_write() -> None:
    layout = LAYOUTS["typical-csv"]
    whole: dict[str, Value | None] = {
        "key": "limit-1",
        "reference": "DE1",
        "policy": "P-1",
        "amount": Decimal(5),
    }
    assert write_from("limit", [Row(1, whole)], layout)
    for rows, said in (
        ([], "must have a row"),
        ([Row(1, whole), Row(2, {**whole, "key": "limit-2"})], "the same key"),
        ([Row(1, {**whole, "amount": None})], "must hold a write"),
    ):
        with pytest.raises(Damaged, match=said):
            write_from("limit", rows, layout)


def test_a_csv_file_is_what_a_person_expects(tmp_path: Path) -> None:
    insurer(tmp_path).request_limit(limit(note='Müller; "Süd"'))
    file = tmp_path / "outgoing" / "LIMIT_20260630_limit-0123456789abcdef0123.csv"
    assert file.read_bytes().decode("cp1252") == (
        "Rec;Policy;Buyer;Your ref;Type;Amount;Cur;Valid to;Remarks\r\n"
        'D;P-1;DE4711;limit-0123456789abcdef0123;PERM;250000,00;EUR;;"Müller; ""Süd"""\r\n'
        "T;1;250000,00\r\n"
    )


def test_a_fixed_width_file_is_what_a_host_expects(tmp_path: Path) -> None:
    insurer(tmp_path, "typical-fixed").declare_overdue(overdue())
    (file,) = (tmp_path / "outgoing").iterdir()
    header, first, second, trailer = file.read_text("iso-8859-15").splitlines()
    assert header == "HOVERDUESP-1       20260630"
    assert first == (
        "D" "DE" "0000004711" "overdue-0123456789abcdef0123  " "0001" "A-1                 "
        "20260331" "20260430" "EUR" "000000000120050" + " " * 60
    )  # fmt: skip
    assert second[43:47] == "0002"
    assert trailer == "T" + "000002" + "00000000000129950"


def test_a_workbook_has_numbers_and_days(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    insurer(tmp_path, "typical-workbook").request_limit(
        limit(note="=1+1", kind="temporary", until=dt.date(2026, 12, 31))
    )
    (file,) = (tmp_path / "outgoing").iterdir()
    sheet = load_workbook(file)["Data"]
    names, row = sheet.iter_rows()
    assert names[3].value == "Requested amount"
    assert [cell.value for cell in row] == [
        "P-1", "DE4711", "Temporary limit", 250000, "EUR", dt.datetime(2026, 12, 31),
        "limit-0123456789abcdef0123", "=1+1",
    ]  # fmt: skip
    assert row[7].data_type == "s"


def test_a_claim_names_its_documents(tmp_path: Path) -> None:
    insurer(tmp_path).file_claim(claim(documents=("contract.pdf", "delivery note.pdf")))
    (file,) = (tmp_path / "outgoing").iterdir()
    assert "contract.pdf,delivery note.pdf" in file.read_text("cp1252")

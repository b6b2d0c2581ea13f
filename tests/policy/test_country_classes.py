"""Country risk classes: the packaged list, a firm's own over it, and the faults of such a file."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from ledgerguard.errors import InvalidValue, NotAvailable, PolicyError
from ledgerguard.policy.country_classes import (
    CLASSES,
    countries_of,
    country_class,
    packaged_countries,
    read_countries,
)
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.policy.credit_terms import country_class as in_a_cell
from ledgerguard.policy.firm import load_policy, policy_from_texts

LISTED = dt.date(2026, 1, 30)
HEAD = "country,class,dated,source\n"


# Published by the export credit agencies when they changed (2 February 2024) and unchanged in the
# list of 2026: Montenegro 6, Georgia 5, Qatar 2, Oman 4. Singapore alone is in class 0.
@pytest.mark.parametrize(
    ("country", "code"),
    [
        *(("ME", "6"), ("GE", "5"), ("QA", "2"), ("OM", "4"), ("SG", "0")),
        *(("CN", "2"), ("VN", "4"), ("BR", "4"), ("RU", "7"), ("IN", "3")),
        *(("DE", "-"), ("US", "-"), ("uk", "-"), (" el ", "-"), ("HR", "-"), ("KR", "-")),
        *(("MO", "?"), ("LI", "?"), ("ZZ", "?")),
    ],
)
def test_packaged_classes(country: str, code: str) -> None:
    assert country_class(country, dt.date(2026, 6, 1)).code == code


def test_the_packaged_list_is_whole_and_each_class_has_its_terms() -> None:
    rows = packaged_countries().rows
    assert len(rows) == 201
    counts = Counter(of[-1].code for of in rows.values())
    assert set(counts) <= set(CLASSES) == set(packaged_credit().countries)
    assert counts["0"] == 1
    assert {of[-1].dated for of in rows.values()} == {LISTED}


def test_a_country_on_no_list_is_of_no_known_class_and_it_is_said() -> None:
    found = country_class("ZZ")
    assert (found.dated, found.source) == (LISTED, "no list of classes names ZZ")


def test_before_the_first_list_the_answer_is_marked() -> None:
    assert country_class("CN", LISTED - dt.timedelta(1)).early
    assert not country_class("CN", LISTED).early
    assert not country_class("CN").early
    with pytest.raises(NotAvailable, match="must not lie before the first list that names CN"):
        in_a_cell("CN", LISTED - dt.timedelta(1))


@pytest.mark.parametrize("country", ["", "China", "C", "1A", "中国"])
def test_what_is_no_code(country: str) -> None:
    with pytest.raises(InvalidValue, match="must be an ISO code of two letters"):
        country_class(country)


def test_rows_are_a_history() -> None:
    text = HEAD + "VN,5,2020-06-30,a\nVN,4,2022-06-30,b\n"
    table = countries_of(text, "c.csv")
    days = [dt.date(2020, 6, 29), dt.date(2022, 6, 29), dt.date(2022, 6, 30), None]
    found = [table.of("VN", day) for day in days]
    assert [(f.code, f.source, f.early) for f in found] == [
        ("5", "a", True),
        ("5", "a", False),
        ("4", "b", False),
        ("4", "b", False),
    ]


def test_a_firms_own_rows_replace_those_of_their_country_alone() -> None:
    text = "# ours\nsource;dated;class;country\n;2025-01-01;6;vn\n"
    policy = policy_from_texts(
        {"f.toml": '[credit]\ncountry_classes_file = "c.csv"\n', "c.csv": text}
    )
    found = country_class("VN", None, policy)
    assert (found.code, found.dated, found.source) == ("6", dt.date(2025, 1, 1), "c.csv")
    assert country_class("CN", None, policy).code == "2"
    assert country_class("VN").code == "4"
    again = policy_from_texts(policy.texts)
    assert country_class("VN", None, again) == found


def test_a_firms_file_stands_beside_its_policy_and_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "firm.toml"
    file.write_text('[credit]\ncountry_classes_file = "c.csv"\n', encoding="utf-8")
    (tmp_path / "c.csv").write_text(HEAD + "VN,7,2026-02-01,us\n", encoding="utf-8")
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(file))
    assert in_a_cell("VN") == 7
    (tmp_path / "c.csv").write_text(HEAD + "VN,-,2026-02-01,us and others\n", encoding="utf-8")
    assert in_a_cell("VN") == "-"
    assert in_a_cell("CN") == 2
    (tmp_path / "c.csv").unlink()
    with pytest.raises(PolicyError, match=r"line 2, credit.country_classes_file: must be a file"):
        load_policy(file)


def test_customers_and_countries_may_both_be_named(tmp_path: Path) -> None:
    file = tmp_path / "firm.toml"
    file.write_text(
        'customers_file = "k.csv"\n[credit]\ncountry_classes_file = "c.csv"\n', encoding="utf-8"
    )
    (tmp_path / "k.csv").write_text("customer_id,grace_days\n7,3\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text(HEAD + "VN,7,2026-02-01,us\n", encoding="utf-8")
    policy = load_policy(file)
    assert policy.settings("7").grace_days == 3
    assert country_class("VN", None, policy).code == "7"


@pytest.mark.parametrize(
    ("text", "line", "key", "what"),
    [
        (HEAD + "China,2,2026-01-30,x\n", 2, "country", "must be an ISO code"),
        (HEAD + "\n# note\nCN,8,2026-01-30,x\n", 4, "class", "must be one of 0, 1, 2"),
        (HEAD + "CN,2,30.1.2026,x\n", 2, "dated", "must be a date such as 2026-01-30"),
        (HEAD + "CN,2\n", 2, "dated", "must be a date"),
        (
            HEAD + "CN,2,2026-01-30,x\ncn,3,2026-01-30,x\n",
            *(3, "country", "must stand once for 2026-01-30, got CN a second time"),
        ),
        ("# only a comment\n", 1, "country", "columns of the header: country, class, dated"),
        ("#\ncountry;dated\n", 2, "class", "columns of the header: class; got country, dated"),
        (HEAD, None, "country", "must have a row, got only the header"),
    ],
)
def test_faults_of_a_list(text: str, line: int | None, key: str, what: str) -> None:
    _, faults = read_countries(text, "c.csv")
    assert [(fault.line, fault.key) for fault in faults] == [(line, key)]
    assert what in faults[0].what
    with pytest.raises(PolicyError, match=r"c\.csv"):
        countries_of(text, "c.csv")
    firm = {"f.toml": '[credit]\ncountry_classes_file = "c.csv"\n', "c.csv": text}
    with pytest.raises(PolicyError, match=r"c\.csv"):
        policy_from_texts(firm)


def test_a_row_with_two_faults_tells_both_and_the_others_are_read() -> None:
    table, faults = read_countries(HEAD + "X,9,2026-01-30,x\nCN,2,2026-01-30,x\n", "c.csv")
    assert [fault.key for fault in faults] == ["country", "class"]
    assert list(table.rows) == ["CN"]

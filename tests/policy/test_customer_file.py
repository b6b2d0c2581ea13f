"""Settings of many customers in a csv: what cells mean, and all faults with line and column."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.policy.customer_file import customer_rows
from ledgerguard.policy.firm import Policy, policy_from_texts
from ledgerguard.policy.schema import FaultyPolicy
from ledgerguard.policy.settings import KEYS, CustomerTable


def tables(text: str) -> dict[str, CustomerTable]:
    rows = customer_rows(text, "c.csv")
    assert rows.faults == ()
    return dict(rows.tables)


def faults(text: str) -> list[tuple[int | None, str, str]]:
    found = customer_rows(text, "c.csv").faults
    assert all(fault.file == "c.csv" and fault.mend for fault in found)
    return [(fault.line, fault.key, fault.what) for fault in found]


def policy(csv: str, toml: str = "") -> Policy:
    return policy_from_texts({"f.toml": 'customers_file = "c.csv"\n' + toml, "c.csv": csv})


FULL = {
    "customer_id": "10023",
    "group": "g",
    "ladder": "sme",
    "grace_days": "3",
    "tolerance.EUR": "5.5",
    "tolerance.CNY": "50",
    "convention": "following",
    "calendar": "CN",
    "catch_up_days": "1",
    "promise_days": "2",
    "contact_gap_days": "4",
    "statement_days": "30",
    "tier": "core",
    "insurance": "none",
    "regime": "CN",
    "language": "zh",
    "channels": "email; phone wechat",
    "email": "a@b.example",
    "phone": "+86 21",
    "address": '"Road 1, Shanghai"',
    "contact": "Ms Li",
    "risk": "0.25",
    "owner": "Wang",
}


def test_every_setting_has_a_column() -> None:
    assert {key.partition(".")[0] for key in FULL} == {"customer_id", "group", *KEYS}
    assert tables(",".join(FULL) + "\n" + ",".join(FULL.values())) == {
        "10023": CustomerTable(
            group="g",
            ladder="sme",
            grace_days=3,
            tolerance={"EUR": 5.5, "CNY": 50},
            convention="following",
            calendar="CN",
            catch_up_days=1,
            promise_days=2,
            contact_gap_days=4,
            statement_days=30,
            tier="core",
            insurance="none",
            regime="CN",
            language="zh",
            channels=("email", "phone", "wechat"),
            email="a@b.example",
            phone="+86 21",
            address="Road 1, Shanghai",
            contact="Ms Li",
            risk=0.25,
            owner="Wang",
        )
    }


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_separators_and_line_ends(separator: str, line_end: str) -> None:
    lines = ["customer_id, owner ,grace_days", '1,"a",2', "", " , , ", "2, b ,3"]
    text = line_end.join(lines).replace(",", separator)
    found = {key: (table.owner, table.grace_days) for key, table in tables(text).items()}
    assert found == {"1": ("a", 2), "2": ("b", 3)}


def test_a_blank_says_nothing_and_a_dash_says_none() -> None:
    text = "customer_id,insurance,channels,email,owner\n1,-,-,-,\n2,,,,\n3,exim-like\n"
    found = tables(text)
    assert found["1"] == CustomerTable(insurance="", channels=(), email="")
    assert found["2"] == CustomerTable()
    assert found["3"] == CustomerTable(insurance="exim-like")


def test_an_id_is_text_whatever_it_looks_like() -> None:
    assert list(tables("customer_id\n007\n1e5\n客户\n")) == ["007", "1e5", "客户"]


def test_all_faults_of_a_csv_at_once_with_line_and_column() -> None:
    text = (
        "customer_id,grace_days,risk,channels,tolerance.EUR,tolerance.eur,language\n"  # 1
        "1,three,2,fax,-5,,\n"
        "\n"
        '"2\n2",3.5,high,email,five,,fr\n'  # 4 and 5
        ",1,,,,,\n"
        "1,-1,,,,7,\n"
        "3,1,,,,,,,x\n"
    )
    assert faults(text) == [
        (2, "grace_days", "must be a whole number, got 'three'"),
        (2, "channels.0", "must be one of email, letter, phone, sms, wechat, got 'fax'"),
        (2, "tolerance", "tolerance must not be negative, got -5 EUR"),
        (2, "risk", "risk must be from 0 to 1, got 2"),
        (4, "grace_days", "must be a whole number, got '3.5'"),
        (4, "risk", "must be a number with a decimal point, got 'high'"),
        (4, "tolerance.EUR", "must be a number with a decimal point, got 'five'"),
        (4, "language", "must be one of en, zh, got 'fr'"),
        (6, "customer_id", "must be filled, got a blank"),
        (7, "customer_id", "must stand once, got 1 in line 2 as well"),
        (7, "grace_days", "grace_days must not be negative, got -1"),
        (7, "tolerance", "tolerance must name currencies such as EUR, got 'eur'"),
        (8, "row", "must have at most 7 cells, got 9"),
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("customer,owner", [("customer_id", "must be a column of the header, got customer, owner"),
                            ("customer", "is an unknown column: must be one of customer_id, gr")]),
        ("customer_id,owner,owner", [("owner", "must be a column once, got it twice")]),
        ("customer_id,tolerance", [("tolerance", "must have a column for each currency")]),
        ("customer_id,,owner", [("column 2", "is an unknown column: must be one of")]),
        ("customer_id,gracedays", [("gracedays", "got 'gracedays'")]),
    ],
)  # fmt: skip
def test_a_wrong_header(header: str, expected: list[tuple[str, str]]) -> None:
    found = faults(header + "\n1,,\n")
    assert [(line, key) for line, key, _ in found] == [(1, key) for key, _ in expected]
    for (_, _, what), (_, said) in zip(found, expected, strict=True):
        assert said in what


def test_a_column_that_is_nearly_right() -> None:
    (fault,) = customer_rows("customer_id,gracedays\n", "c.csv").faults
    assert fault.mend == "did you mean grace_days?"


@pytest.mark.parametrize("text", ["", "\n\n", " , \n"])
def test_an_empty_file(text: str) -> None:
    assert faults(text) == [(1, "customer_id", "must have a header with customer_id, got nothing")]


def test_a_policy_with_a_csv() -> None:
    found = policy(
        "customer_id,group,tolerance.EUR,owner\n1,g,7,a\n2,,,\n",
        "[groups.g]\ngrace_days = 4\n[company]\ntolerance = { EUR = 1, USD = 2 }\n",
    )
    first, second = found.settings("1"), found.settings("2")
    assert (first.grace_days, first.origin("grace_days")) == (4, "group g")
    assert (first.owner, first.origin("owner")) == ("a", "customer 1")
    assert first.tolerance == {"EUR": 7, "USD": 2}
    assert first.origin("tolerance.USD") == "company"
    assert second.origin("owner") == "packaged"
    assert found.named_customers == {"1", "2"}


def test_what_the_file_says_of_a_customer_prevails_over_its_row() -> None:
    found = policy(
        "customer_id,group,tolerance.EUR,tolerance.CNY,owner,grace_days\n1,g,7,8,a,1\n2,g,,,b,2\n",
        '[groups.g]\n[groups.h]\nregime = "CN"\n'
        '[customers."1"]\ngroup = "h"\nowner = "c"\ntolerance = { EUR = 9 }\n'
        '[customers."3"]\nowner = "d"\n[customers."2"]\n',
    )
    one = found.settings("1")
    assert (one.owner, one.grace_days, one.regime) == ("c", 1, "CN")
    assert one.tolerance == {"EUR": 9, "CNY": 8}
    assert found.settings("2").owner == "b"
    assert found.settings("3").owner == "d"


def test_references_of_rows_that_miss_name_line_and_column() -> None:
    with pytest.raises(FaultyPolicy) as caught:
        policy(
            "customer_id,ladder,tier,group,insurance,regime,calendar,grace_days\n"
            "1,five-stage,core,,none,CN,DE,\n"
            "2,fiv-stage,cor,g,lloyd,XX,Atlantis,x\n"
        )
    assert [(fault.file, fault.line, fault.key) for fault in caught.value.faults] == [
        ("c.csv", 3, key)
        for key in ("grace_days", "ladder", "insurance", "tier", "group", "regime", "calendar")
    ]
    assert "did you mean five-stage?" in caught.value.hint


ROWS = st.dictionaries(
    st.from_regex(r"[A-Za-z0-9]{1,6}", fullmatch=True),
    st.fixed_dictionaries(
        {
            "owner": st.none() | st.from_regex(r"[a-z,; \"]{0,4}[a-z]", fullmatch=True),
            "grace_days": st.none() | st.integers(0, 99),
            "risk": st.none() | st.floats(0, 1),
            "channels": st.none() | st.lists(st.sampled_from(["email", "sms"]), min_size=1),
        }
    ),
    max_size=5,
)


@given(ROWS, st.sampled_from(",;\t"))
def test_what_is_written_is_what_is_read(rows: dict[str, Any], separator: str) -> None:
    def cell(value: Any) -> str:
        if isinstance(value, list):
            value = " ".join(value)
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"'

    keys = ["owner", "grace_days", "risk", "channels"]
    lines = [separator.join(["customer_id", *keys])]
    lines += [separator.join([name, *(cell(row[k]) for k in keys)]) for name, row in rows.items()]
    found = tables("\n".join(lines))
    assert list(found) == list(rows)
    for name, row in rows.items():
        stated = {key: value for key, value in row.items() if value is not None}
        stated |= {"channels": tuple(stated["channels"])} if "channels" in stated else {}
        stated |= {"owner": stated["owner"].strip()} if "owner" in stated else {}
        assert found[name].stated() == stated

"""Who a customer is, and which files are one: merged by rule, never by likeness, and shown."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.casework.customer_file.aliases import Conflict, Merge, Merged, merged
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact, FileProblem
from ledgerguard.casework.customer_file.identity import groups, identity_of
from ledgerguard.casework.customer_file.names import Name, registered
from ledgerguard.ledger.amount import Amount

AS_OF = 45_350


def file(key: str, **facts: str | list[str]) -> CustomerFile:
    return CustomerFile(
        key,
        tuple(
            Fact(item, value)
            for item, given_ in facts.items()
            for value in ([given_] if isinstance(given_, str) else given_)
        ),
    )


def files(*each: CustomerFile) -> dict[str, CustomerFile]:
    return {one.customer_id: one for one in each}


def told(found: Merged) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    return (
        [(m.kept, m.merged, m.rule) for m in found.merges],
        [(c.first, c.second, c.because) for c in found.conflicts],
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Alpha Co., Ltd.", Name("alpha", "ltd")),
        ("ALPHA  Company Limited", Name("alpha", "ltd")),
        ("Ａｌｐｈａ Ltd", Name("alpha", "ltd")),
        ("Alpha & Co. KG", Name("alpha", "kg")),
        ("Alpha G.m.b.H.", Name("alpha", "gmbh")),
        ("Alpha GmbH & Co. KG", Name("alpha", "gmbh kg")),
        ("Alpha A/S", Name("alpha", "as")),
        ("Alpha S.A.", Name("alpha", "sa")),
        ("Alpha Co.", Name("alpha", "co")),
        ("Stahl-Werk Nord AG", Name("stahlwerknord", "ag")),
        ("Stahlwerk Nord", Name("stahlwerknord", "")),
        ("O'Neill's Inc", Name("oneills", "inc")),
        ("上海甲贸易有限公司", Name("上海甲贸易", "有限")),
        ("上海 甲贸易有限责任公司", Name("上海甲贸易", "有限")),
        ("甲（上海）股份有限公司", Name("甲上海", "股份")),
        ("甲集团有限公司", Name("甲集团", "有限")),  # a group is another company
        ("Limited", Name("ltd", "")),
        ("有限公司", Name("有限公司", "有限")),
        ("§", Name("", "")),
    ],
)
def test_what_tells_one_name_from_another(name: str, expected: Name) -> None:
    assert registered(name) == expected


def test_the_identity_of_a_file_on_a_day() -> None:
    facts = (
        Fact("name", "Alpha"),
        Fact("alias", "Beta"),
        Fact("alias", "Gamma"),
        Fact("alias", "Beta"),
        Fact("legal_id", "HRB 1"),
        Fact("registry_status", "active", 45_000),
        Fact("registry_status", "insolvent", 45_351),  # not known yet
        Fact("registered_capital", 5_000_000.0, 45_000, currency="CNY"),
        Fact("paid_in_capital", 1_000_000.0, 45_100, currency="CNY"),
        Fact("founded", 36_925.0),
        Fact("country", "CN"),
        Fact("group", "Alpha Group"),
        Fact("industry", "wholesale"),
    )
    one = identity_of(CustomerFile("A", facts), AS_OF)
    assert (one.name, one.aliases, one.legal_id) == ("Alpha", ("Beta", "Gamma"), "HRB 1")
    assert (one.registry_status, one.registry_day) == ("active", 45_100)
    assert one.paid_in_capital == Amount(100_000_000, "CNY")
    assert one.paid_in_rate == 0.2
    assert (one.founded, one.country, one.group) == (36_925, "CN", "Alpha Group")
    assert one.industry == "wholesale"


@pytest.mark.parametrize(
    ("promised", "paid"), [((1.0, "EUR"), (1.0, "USD")), ((0.0, "EUR"), (0.0, "EUR")), (None, None)]
)
def test_capital_of_two_currencies_or_of_nothing_has_no_rate(
    promised: tuple[float, str] | None, paid: tuple[float, str] | None
) -> None:
    given_ = {"registered_capital": promised, "paid_in_capital": paid}
    facts = [Fact(item, pair[0], 1, currency=pair[1]) for item, pair in given_.items() if pair]
    assert identity_of(CustomerFile("A", tuple(facts)), AS_OF).paid_in_rate is None


def test_the_same_number_in_the_register_is_the_same_customer() -> None:
    found = merged(
        files(
            file("A", legal_id="HRB 12-3", name="Alpha", country="DE"),
            file("B", legal_id="hrb123", name="Something else", country="AT"),
        )
    )
    assert told(found) == ([("A", "B", "legal-id")], [])
    assert (found.kept_of("B"), found.kept_of("X")) == ("A", "X")
    assert list(found.files) == ["A"]


def test_the_same_registered_name_is_the_same_customer() -> None:
    found = merged(
        files(
            file("A", name="Alpha Co., Ltd.", legal_id="1"),
            file("B", name="ALPHA LIMITED"),
            file("C", name="Alfa Limited"),  # alike is not the same
        )
    )
    assert found.merges == (Merge("A", "B", "name", "ALPHA LIMITED"),)
    assert list(found.files) == ["A", "C"]


def test_a_name_that_a_file_states_as_its_own_other_name() -> None:
    one = file("A", name="Alpha", alias=["Old Alpha Works", "Gamma"])
    found = merged(files(one, file("B", name="Old Alpha Works"), file("C", alias="Gamma Ltd")))
    assert told(found) == ([("A", "B", "alias"), ("A", "C", "alias")], [])


def test_a_stated_alias_may_bridge_two_legal_forms() -> None:
    one = file("A", name="Alpha AG", alias="Alpha GmbH")
    assert told(merged(files(one, file("B", name="Alpha GmbH"))))[0] == [("A", "B", "alias")]


@pytest.mark.parametrize(
    ("first", "second", "because"),
    [
        ({"legal_id": "1"}, {"legal_id": "2"}, "legal-id"),
        ({"country": "DE"}, {"country": "AT"}, "country"),
        ({"name": "Alpha GmbH"}, {"name": "Alpha AG"}, "form"),
    ],
)
def test_what_contradicts_is_shown_and_not_merged(
    first: dict[str, str], second: dict[str, str], because: str
) -> None:
    found = merged(
        files(file("A", **{"name": "Alpha", **first}), file("B", **{"name": "Alpha", **second}))
    )
    assert told(found) == ([], [("A", "B", because)])
    assert list(found.files) == ["A", "B"]


def test_an_alias_of_another_number_or_form_is_no_proof() -> None:
    one = file("A", name="Alpha", legal_id="1", alias="Beta GmbH")
    assert told(merged(files(one, file("B", name="Beta", legal_id="2"))))[1] == [
        ("A", "B", "legal-id")
    ]
    assert told(merged(files(one, file("B", name="Beta AG"))))[1] == [("A", "B", "form")]


THREE = (
    file("A", name="Alpha", legal_id="1"),
    file("B", name="Alpha"),
    file("C", name="Alpha", legal_id="2"),
)


@pytest.mark.parametrize("order", list(permutations(THREE)))
def test_a_file_between_two_that_contradict_goes_to_neither(
    order: tuple[CustomerFile, ...],
) -> None:
    merges, conflicts = told(merged(files(*order)))
    assert merges == []
    assert {(frozenset((a, b)), why) for a, b, why in conflicts} == {
        (frozenset("AC"), "legal-id"),
        (frozenset("AB"), "ambiguous"),
        (frozenset("BC"), "ambiguous"),
    }


def test_a_name_without_form_between_two_forms_goes_to_neither() -> None:
    found = merged(
        files(file("A", name="Alpha GmbH"), file("B", name="Alpha"), file("C", name="Alpha AG"))
    )
    assert found.merges == ()
    assert Conflict("A", "B", "Alpha", "ambiguous") in found.conflicts


def test_a_merged_file_holds_all_facts_once_and_all_problems() -> None:
    shared = Fact("litigation", 5.0, 45_000, currency="EUR", row=3)
    problem = FileProblem(9, "equity", "x", "no number")
    first = CustomerFile("A", (Fact("legal_id", "1"), shared))
    second = CustomerFile(
        "B",
        (Fact("legal_id", "1"), Fact("litigation", 5.0, 45_000, currency="EUR", row=8)),
        (problem,),
    )
    (one,) = merged(files(first, second)).files.values()
    assert one == CustomerFile("A", (Fact("legal_id", "1"), shared), (problem,))


def test_what_is_dated_later_does_not_merge_yet() -> None:
    late = CustomerFile("B", (Fact("legal_id", "1", 45_400),))
    assert merged(files(file("A", legal_id="1"), late), AS_OF).merges == ()
    assert len(merged(files(file("A", legal_id="1"), late)).merges) == 1


def test_a_name_of_nothing_but_punctuation_is_no_name() -> None:
    known = files(file("A", name="§"), file("B", name="!", alias="--"), file("C", alias="?"))
    assert told(merged(known)) == ([], [])


def test_the_members_of_a_group() -> None:
    known = files(
        file("A", name="Alpha", group="North Group Co., Ltd."),
        file("B", name="Beta", group="NORTH GROUP LTD"),
        file("C", name="North Group Limited"),  # the parent itself
        file("D", name="Delta", group="South"),
        file("South", name="Other"),
        file("E", name="Alone"),
        file("", name="Nobody", group="South"),
    )
    assert groups(known, AS_OF) == {
        "North Group Co., Ltd.": ("A", "B", "C"),
        "South": ("D", "South"),
    }


some = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Alpha", "Alpha AG", "Alpha GmbH", "Beta", "Beta Ltd"]),
        "legal_id": st.sampled_from(["1", "2", "3"]),
        "country": st.sampled_from(["DE", "AT"]),
        "alias": st.sampled_from(["Alpha", "Beta", "Gamma"]),
    },
)


@given(st.lists(some, max_size=6))
def test_laws_of_merging(given_: list[dict[str, str]]) -> None:
    known = files(*(file(str(n), **facts) for n, facts in enumerate(given_)))
    found = merged(known)
    assert set(found.kept) == set(known)
    assert {found.kept_of(m.merged) for m in found.merges} <= set(found.files)
    for one in found.files.values():
        assert len({f.value for f in one if f.item == "legal_id"}) <= 1
    # Nothing is lost: every fact stands in the file that is kept.
    for key, before in known.items():
        assert set(before) <= set(found.files[found.kept_of(key)])
    # Whoever comes first in the table is kept, but who is merged with whom does not depend on it.
    turned = merged(dict(reversed(known.items())))
    assert {frozenset(k for k in known if found.kept[k] == kept) for kept in found.files} == {
        frozenset(k for k in known if turned.kept[k] == kept) for kept in turned.files
    }

"""Who prevails: packaged < company < tier < group < customer < invoice, and each value's origin."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue
from ledgerguard.policy.firm import Policy, policy_from_texts
from ledgerguard.policy.settings import KEYS, Settings

# What holds where nobody says anything; typed from the issue and the contract, not from the file.
PACKAGED: dict[str, Any] = {
    "ladder": "five-stage",
    "grace_days": 0,
    "tolerance": {},
    "convention": "none",
    "calendar": "",
    "catch_up_days": 7,
    "promise_days": 3,
    "contact_gap_days": 5,
    "statement_days": 0,
    "tier": "standard",
    "insurance": "",
    "regime": "",
    "language": "en",
    "channels": ("email", "phone", "letter"),
    "email": "",
    "phone": "",
    "address": "",
    "contact": "",
    "risk": None,
    "owner": "credit control",
}
# By key: what the company, the group, the customer and the invoice say, as TOML.
STATED: dict[str, tuple[Any, Any, Any, Any]] = {
    "ladder": ("three-stage", "monitoring", "friendly", "sme"),
    "grace_days": (1, 2, 3, 4),
    "convention": ("following", "preceding", "modified-following", "modified-preceding"),
    "calendar": ("CN", "DE", "FR", "TARGET"),
    "catch_up_days": (1, 2, 3, 4),
    "promise_days": (11, 12, 13, 14),
    "contact_gap_days": (21, 22, 23, 24),
    "statement_days": (31, 32, 33, 34),
    "tier": ("risky", "core", "standard", "risky"),
    "insurance": ("exim-like", "none", "report-fifteen", "invoice-based"),
    "regime": ("CN", "DE", "FR", "EU"),
    "language": ("zh", "en", "zh", "en"),
    "channels": (["sms"], ["wechat", "phone"], ["letter"], ["email"]),
    "email": ("a@a.example", "b@b.example", "c@c.example", "d@d.example"),
    "phone": ("1", "2", "3", "4"),
    "address": ("Road 1", "Road 2", "Road 3", "Road 4"),
    "contact": ("A", "B", "C", "D"),
    "risk": (0.1, 0.2, 0.3, 0.4),
    "owner": ("a", "b", "c", "d"),
}
TABLES = ("[company]", "[groups.g]", '[customers."1"]', '[invoices."I-1"]')
ORIGINS = ("company", "group g", "customer 1", "invoice I-1")


def policy(*lines: str) -> Policy:
    return policy_from_texts({"firm.toml": "\n".join(lines)})


def layered(key: str, stated: list[int]) -> Policy:
    """A policy in which those of the four layers state a key."""
    lines = []
    for layer, table in enumerate(TABLES):
        lines.append(table)
        if layer == 2:
            lines.append('group = "g"')
        if layer in stated:
            value = STATED[key][layer]
            lines.append(f"{key} = {str(value).lower() if isinstance(value, bool) else value!r}")
    return policy(*lines)


def seen(key: str, settings: Settings) -> Any:
    value = getattr(settings, key)
    return list(value) if key == "channels" else value


def test_the_tables_name_every_setting() -> None:
    assert set(PACKAGED) == set(KEYS) == {*STATED, "tolerance"}


def test_what_is_packaged() -> None:
    settings = policy_from_texts({}).settings("1", "I-1")
    for key, value in PACKAGED.items():
        assert getattr(settings, key) == value, key
        assert settings.origin(key) == "packaged", key


@pytest.mark.parametrize("key", STATED)
@pytest.mark.parametrize("highest", [0, 1, 2, 3])
def test_the_highest_layer_that_states_a_key_prevails(key: str, highest: int) -> None:
    for stated in ([highest], list(range(highest + 1))):
        settings = layered(key, stated).settings("1", "I-1")
        assert seen(key, settings) == STATED[key][highest]
        assert settings.origin(key) == ORIGINS[highest]
        own = {"contact_gap_days", "statement_days"} if key == "tier" else set()
        for other in set(PACKAGED) - {key, *own}:
            assert settings.origin(other) == "packaged", other


@given(
    st.fixed_dictionaries(
        {key: st.lists(st.integers(0, 3), max_size=4) for key in ("grace_days", "owner", "risk")}
    )
)
def test_any_mixture_of_layers(stated: dict[str, list[int]]) -> None:
    lines = []
    for layer, table in enumerate(TABLES):
        lines += [table, *(['group = "g"'] if layer == 2 else [])]
        lines += [f"{key} = {STATED[key][layer]!r}" for key, on in stated.items() if layer in on]
    settings = policy(*lines).settings("1", "I-1")
    for key, on in stated.items():
        value, origin = (
            (STATED[key][max(on)], ORIGINS[max(on)]) if on else (PACKAGED[key], "packaged")
        )
        assert (getattr(settings, key), settings.origin(key)) == (value, origin)


def test_a_layer_holds_only_for_whom_it_names() -> None:
    found = layered("owner", [0, 1, 2, 3])
    assert found.settings().owner == "a"
    assert found.settings("2").owner == "a"
    assert found.settings("2", "I-2").owner == "a"
    assert found.settings("1").owner == found.settings("1", "I-2").owner == "c"
    assert found.settings("2", "I-1").owner == "d"  # the invoice names no customer
    assert found.settings("2", "I-1").origin("owner") == "invoice I-1"


def test_an_invoice_may_name_its_customer() -> None:
    found = policy('[invoices."I-1"]', 'customer = "1"', 'owner = "d"', '[customers."2"]')
    assert found.settings("1", "I-1").owner == "d"
    assert found.settings("2", "I-1").owner == found.settings("", "I-1").owner == "credit control"


def test_customers_that_no_file_names_share_their_settings() -> None:
    found = layered("owner", [0, 1, 2, 3])
    assert found.settings("2", "X") is found.settings("3", "Y") is found.settings()
    assert found.settings("1", "X") is found.settings("1")
    assert found.named_customers == {"1"}
    assert found.named_invoices == {"I-1"}


@pytest.mark.parametrize(
    ("tier", "gap", "statement"), [("core", 7, 30), ("risky", 3, 14), ("standard", 5, 0)]
)
def test_a_tier_gives_defaults_for_its_two_settings(tier: str, gap: int, statement: int) -> None:
    settings = policy('[customers."1"]', f'tier = "{tier}"').settings("1")
    assert (settings.contact_gap_days, settings.statement_days) == (gap, statement)
    expected = "packaged" if tier == "standard" else f"tier {tier}"
    assert settings.origin("statement_days") == settings.origin("contact_gap_days") == expected


def test_a_tier_prevails_over_the_company_and_gives_way_to_the_group() -> None:
    company = ["[company]", "contact_gap_days = 9", "statement_days = 9", 'tier = "core"']
    settings = policy(*company).settings()
    assert (settings.contact_gap_days, settings.statement_days) == (7, 30)
    group = ["[groups.g]", "statement_days = 60", '[customers."1"]', 'group = "g"']
    settings = policy(*company, *group).settings("1")
    assert (settings.contact_gap_days, settings.origin("contact_gap_days")) == (7, "tier core")
    assert (settings.statement_days, settings.origin("statement_days")) == (60, "group g")


def test_an_invoice_may_change_the_tier() -> None:
    found = policy('[customers."1"]', 'tier = "core"', '[invoices."I-1"]', 'tier = "risky"')
    assert found.settings("1").statement_days == 30
    assert found.settings("1", "I-1").statement_days == 14
    assert found.settings("1", "I-1").origin("statement_days") == "tier risky"


def test_a_firm_changes_a_packaged_tier_and_adds_its_own() -> None:
    found = policy(
        *("[tiers.core]", "statement_days = 10", "[tiers.vip]", "contact_gap_days = 40"),
        *('[customers."1"]', 'tier = "core"', '[customers."2"]', 'tier = "vip"'),
    )
    core, vip = found.settings("1"), found.settings("2")
    assert (core.statement_days, core.contact_gap_days) == (10, 5)  # the whole table is replaced
    assert (vip.statement_days, vip.contact_gap_days) == (0, 40)
    assert vip.origin("contact_gap_days") == "tier vip"


def test_tolerances_are_merged_by_currency() -> None:
    found = policy(
        *("[company]", "tolerance = { EUR = 5, CNY = 50 }"),
        *("[groups.g]", "tolerance = { EUR = 8 }"),
        *('[customers."1"]', 'group = "g"', "tolerance = { USD = 9 }"),
        *('[invoices."I-1"]', "tolerance = { CNY = 0 }"),
    )
    settings = found.settings("1", "I-1")
    assert settings.tolerance == {"EUR": 8, "CNY": 0, "USD": 9}
    assert settings.origin("tolerance.EUR") == "group g"
    assert settings.origin("tolerance.CNY") == "invoice I-1"
    assert settings.origin("tolerance.USD") == "customer 1"
    assert found.settings().tolerance == {"EUR": 5, "CNY": 50}
    assert found.settings().origin("tolerance.CNY") == "company"


def test_a_blank_says_none_and_prevails() -> None:
    found = policy(
        *("[company]", 'insurance = "exim-like"', 'calendar = "CN"', 'email = "a@a.example"'),
        *('[customers."1"]', 'insurance = ""', 'calendar = ""', 'email = ""', "channels = []"),
    )
    settings = found.settings("1")
    assert (settings.insurance, settings.calendar, settings.email) == ("", "", "")
    assert settings.channels == ()
    assert settings.origin("insurance") == settings.origin("email") == "customer 1"


def test_arguments_of_a_cell_prevail_over_everything() -> None:
    found = layered("grace_days", [0, 1, 2, 3]).restated({"grace_days": 9, "insurance": "none"})
    for settings in (found.settings(), found.settings("1", "I-1")):
        assert (settings.grace_days, settings.origin("grace_days")) == (9, "argument")
        assert (settings.insurance, settings.origin("insurance")) == ("none", "argument")
    assert layered("grace_days", [0]).settings().grace_days == 1


def test_an_unknown_setting_has_no_origin() -> None:
    with pytest.raises(InvalidValue, match="setting must be one of ladder, grace_days") as caught:
        policy().settings().origin("colour")
    assert "tolerance.EUR" in caught.value.hint
    with pytest.raises(InvalidValue):
        policy().settings().origin("tolerance.EUR")

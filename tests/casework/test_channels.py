"""By which channel a customer is reached: what is wanted, by whom, and what has an address."""

from __future__ import annotations

import pytest
from case_ledgers import policy

from ledgerguard.casework.channels import channel_for, channel_words
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.ladder_file import LevelEntry
from ledgerguard.policy.settings import Settings

FIVE = load_policy("five-stage").ladders["five-stage"].levels
REMINDER, NOTICE, LEGAL, INSURER = FIVE[:4]  # e-mail, WeChat; e-mail, letter; letter, e-mail
BARE = load_policy("monitoring").ladders["monitoring"].levels[0]  # phone, e-mail
ALL = 'email = "a@b.example"\nphone = "1"\naddress = "1 Road"\ncontact = "wx"\n'


def settings(company: str = "", more: str = "") -> Settings:
    return policy(company, more).settings("A")


def chosen(step: LevelEntry | None, told: Settings) -> str:
    return channel_for(step, step.kind if step else "statement", told)


def test_the_first_channel_of_the_level_is_taken_where_it_reaches() -> None:
    told = settings(ALL)
    assert [chosen(step, told) for step in (REMINDER, NOTICE, LEGAL, BARE)] == [
        *("email", "email", "letter", "phone"),
    ]


@pytest.mark.parametrize(
    ("known", "reminder", "notice", "legal", "call"),
    [
        ('email = "a@b.example"', "email", "email", "email", "email"),
        ('address = "1 Road"', "email", "letter", "letter", "phone"),
        ('contact = "wx"', "wechat", "email", "letter", "phone"),
        ('phone = "1"', "email", "email", "letter", "phone"),
        ("", "email", "email", "letter", "phone"),  # nothing is known: the first one is named
    ],
)
def test_the_next_channel_for_which_an_address_is_known(
    known: str, reminder: str, notice: str, legal: str, call: str
) -> None:
    told = settings(known)
    found = [chosen(step, told) for step in (REMINDER, NOTICE, LEGAL, BARE)]
    assert found == [reminder, notice, legal, call]


@pytest.mark.parametrize(
    ("company", "expected"),
    [
        (ALL, "email"),  # as packaged: email, phone, letter
        (ALL + 'channels = ["letter", "email"]', "letter"),
        ('phone = "1"', "phone"),
        ('phone = "1"\nchannels = ["email", "sms", "phone"]', "sms"),  # sms goes to the phone
        ("", "email"),
        (ALL + "channels = []", "email"),
    ],
)
def test_where_a_level_names_none_those_of_the_settings_hold(company: str, expected: str) -> None:
    assert chosen(None, settings(company)) == expected
    bare = load_policy().ladders["five-stage"].levels[0].__class__(3, REMINDER.action)
    assert chosen(bare, settings(company)) == expected


@pytest.mark.parametrize(
    "table",
    [
        '[customers.A]\nchannels = ["wechat", "phone"]',
        '[customers.A]\ngroup = "g"\n[groups.g]\nchannels = ["phone", "wechat"]',
    ],
)
def test_a_customers_own_order_prevails_among_those_of_the_level(table: str) -> None:
    assert chosen(REMINDER, settings(ALL, table)) == "wechat"
    # A notice goes by e-mail or letter: what the customer wants is none of these.
    assert chosen(NOTICE, settings(ALL, table)) == "email"


def test_a_customers_order_is_a_wish_and_the_level_falls_back() -> None:
    table = '[customers.A]\nchannels = ["letter"]'
    assert chosen(NOTICE, settings('email = "a@b.example"', table)) == "email"
    assert chosen(NOTICE, settings(ALL, table)) == "letter"


def test_the_companys_order_does_not_change_that_of_a_level() -> None:
    assert chosen(REMINDER, settings(ALL + 'channels = ["wechat", "email"]')) == "email"


def test_the_insurer_is_told_by_no_channel_of_the_customer() -> None:
    told = settings(ALL, '[customers.A]\nchannels = ["phone"]')
    assert (chosen(INSURER, told), channel_for(None, "claim", told)) == ("insurer", "insurer")


@pytest.mark.parametrize(
    ("channel", "english", "chinese"),
    [("email", "E-mail", "电子邮件"), ("insurer", "Insurer", "保险公司")],
)
def test_channels_in_words(channel: str, english: str, chinese: str) -> None:
    assert (channel_words(channel, "en"), channel_words(channel, "zh")) == (english, chinese)

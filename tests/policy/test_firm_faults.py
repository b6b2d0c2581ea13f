"""A firm's file that is wrong: all its faults at once, each with file, line, key and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledgerguard.errors import PolicyError
from ledgerguard.policy.firm import load_policy, policy_from_texts
from ledgerguard.policy.schema import Fault, FaultyPolicy


def faults(text: str, **others: str) -> tuple[Fault, ...]:
    with pytest.raises(FaultyPolicy) as caught:
        policy_from_texts({"firm.toml": text, **others})
    return caught.value.faults


EVERYTHING_WRONG = """\
[company]
ladder = "five-stge"
grace_dayz = 3
grace_days = "3"
convention = "following-on"
calendar = "Atlantis"
catch_up_days = 7.5
promise_days = -1
tier = "cor"
insurance = "report-fiveteen"
regime = "XX"
language = "fr"
channels = ["email", "fax"]
email = "a b"
phone = "1\\n2"
risk = 1.5

[company.tolerance]
eur = 5
EUR = -1

[groups.export]
ladder = "ourz"
group = "x"

[customers."10023"]
group = "exprt"
tolerance = 5

[invoices."I-1"]
customer = 10023
ladder = "SME"

[ladders.ours]
dated = "2026"
title = { en = "Ours" }

[[ladders.ours.levels]]
days = 3
action = { en = "", zh = "甲" }
kind = "remind"
letter = "friendly"
blocked_by = ["holiday"]

[[ladders.ours.levels]]
days = 3
action = { en = "b", zh = "乙" }
wait_days = -1
lapses = "yes"

[insurances.ours]
dated = 2026-01-31
source = " "
title = { en = "a", zh = "甲" }
report_period = "15 moons"

[tiers.vip]
statement_days = -30

[priority]
age = -1
age_full_days = 0

[agency]
success_fee = 1
recovery = [{ days = 90, agency = 1.2, own = 0.1 }, { days = 30, agency = 0.1, own = 0.1 }]

[sender]
email = "nobody"

[colours]
"""

# Line, key, a part of what is said, a part of the mend; typed from the file above.
EXPECTED = [
    (2, "company.ladder", "must be one of five-stage, three-stage", "did you mean five-stage?"),
    (3, "company.grace_dayz", "is an unknown key: must be one of", "did you mean grace_days?"),
    (4, "company.grace_days", "must be a whole number, got '3'", "policy example"),
    (5, "company.convention", "modified-following", "did you mean following?"),
    (6, "company.calendar", "got 'Atlantis'", ""),
    (7, "company.catch_up_days", "must be a whole number, got 7.5", "policy example"),
    (8, "company.promise_days", "promise_days must not be negative, got -1", ""),
    (9, "company.tier", "must be one of core, standard, risky, vip", "did you mean core?"),
    (10, "company.insurance", "exim-like, ours, none, got", "did you mean report-fifteen?"),
    (11, "company.regime", "got 'XX'", ""),
    (12, "company.language", "must be one of en, zh, got 'fr'", ""),
    (13, "company.channels[1]", "must be one of email, letter, phone, sms, wechat", ""),
    (14, "company.email", "must be one address such as a@b.example, got 'a b'", ""),
    (15, "company.phone", "must stand on one line", ""),
    (16, "company.risk", "risk must be from 0 to 1, got 1.5", ""),
    (18, "company.tolerance", "tolerance must name currencies such as EUR, got 'eur'", ""),
    (23, "groups.export.ladder", "friendly, sme, ours, got 'ourz'", "did you mean ours?"),
    (24, "groups.export.group", "is an unknown key", ""),
    (27, "customers['10023'].group", "must be one of export, got 'exprt'", "mean export?"),
    (28, "customers['10023'].tolerance", "must be a table { key = value }, got 5", ""),
    (31, "invoices['I-1'].customer", "must be text in quotes, got 10023", ""),
    (32, "invoices['I-1'].ladder", "got 'SME'", ""),
    (34, "ladders.ours.source", "must be stated, got nothing", ""),
    (35, "ladders.ours.dated", "must be a date such as 2026-01-31, got '2026'", ""),
    (36, "ladders.ours.title.zh", "must be stated, got nothing", ""),
    (40, "ladders.ours.levels[0].action.en", "en must not be empty", ""),
    (41, "ladders.ours.levels[0].kind", "must be one of confirm-receipt", "mean reminder?"),
    (42, "ladders.ours.levels[0].letter", "friendly-reminder", "friendly-reminder"),
    (43, "ladders.ours.levels[0].blocked_by[0]", "one of dispute, promise, hold", ""),
    (48, "ladders.ours.levels[1].wait_days", "must not be negative, got -1", ""),
    (49, "ladders.ours.levels[1].lapses", "must be true or false, got 'yes'", ""),
    (53, "insurances.ours.source", "source must not be empty, got ' '", ""),
    (55, "insurances.ours.report_period", "report_period must be a number of days or", "8 months"),
    (58, "tiers.vip.statement_days", "must not be negative, got -30", ""),
    (61, "priority.age", "age must not be negative, got -1", ""),
    (62, "priority.age_full_days", "age_full_days must be above 0, got 0", ""),
    (65, "agency.success_fee", "success_fee must be from 0 to below 1, got 1", ""),
    (66, "agency.recovery[0].agency", "agency must be from 0 to 1, got 1.2", ""),
    (69, "sender.email", "email must be one address", ""),
    (71, "colours", "is an unknown key: must be one of company, groups", ""),
]


def test_all_faults_of_a_file_at_once() -> None:
    found = faults(EVERYTHING_WRONG)
    assert [(fault.line, fault.key) for fault in found] == [(n, key) for n, key, _, _ in EXPECTED]
    for fault, (_, key, what, mend) in zip(found, EXPECTED, strict=True):
        assert fault.file == "firm.toml"
        assert what in fault.what, key
        assert mend in fault.mend, key
        assert fault.mend, key
        assert "must" in fault.what, key
        assert "got" in fault.what, key


def test_the_message_tells_them_all_and_which_mend_belongs_to_which_key() -> None:
    with pytest.raises(PolicyError) as caught:
        policy_from_texts({"f.toml": '[company]\ntier = "cor"\nlader = "x"\n'})
    message = str(caught.value)
    assert message.startswith("f.toml, line 2, company.tier: must be one of core, standard, risky")
    assert "got 'cor'; f.toml, line 3, company.lader: is an unknown key" in message
    hint = "company.tier: did you mean core?; company.lader: did you mean ladder?"
    assert caught.value.hint == hint
    with pytest.raises(PolicyError) as caught:
        policy_from_texts({"f.toml": '[company]\ntier = "cor"\n'})
    assert caught.value.hint == "did you mean core?"


@pytest.mark.parametrize("key", ["days = 3", "days = 2"])
def test_levels_out_of_order(key: str) -> None:
    text = (
        '[ladders.o]\ndated = 2026-01-31\nsource = "S"\n'
        '[[ladders.o.levels]]\ndays = 3\naction = { en = "a", zh = "甲" }\n'
        '[[ladders.o.levels]]\naction = { en = "b", zh = "乙" }\n' + key + "\n"
    )
    (fault,) = faults(text)
    assert (fault.line, fault.key) == (9, "ladders.o.levels[1].days")
    said = "must be above those of the level before it that counts from the same day, got"
    assert fault.what == f"{said} {key[-1]}"


@pytest.mark.parametrize(
    ("levels", "line", "key", "what"),
    [
        (
            [("5", "previous"), ("9", "due")],
            *(7, "ladders.o.levels[0].counted_from", "must not be previous in the first level"),
        ),
        ([("5", "due"), ("0", "previous")], 9, "ladders.o.levels[1].days", "must be 1 or more"),
        ([("5", "month-end"), ("5", "month-end")], 9, "ladders.o.levels[1].days", "above those"),
    ],
)
def test_the_order_of_levels_by_what_they_count_from(
    levels: list[tuple[str, str]], line: int, key: str, what: str
) -> None:
    text = '[ladders.o]\ndated = 2026-01-31\nsource = "S"\n'
    for days, counted_from in levels:
        text += f'[[ladders.o.levels]]\ndays = {days}\naction = {{ en = "a", zh = "甲" }}\n'
        text += f'counted_from = "{counted_from}"\n'
    (fault,) = faults(text)
    assert (fault.line, fault.key) == (line, key)
    assert what in fault.what


def test_levels_of_different_origins_need_no_order() -> None:
    text = '[ladders.o]\ndated = 2026-01-31\nsource = "S"\n'
    for days, counted_from in (("30", "due"), ("7", "delivery"), ("5", "previous"), ("31", "due")):
        text += f'[[ladders.o.levels]]\ndays = {days}\naction = {{ en = "a", zh = "甲" }}\n'
        text += f'counted_from = "{counted_from}"\n'
    assert len(policy_from_texts({"f.toml": text}).ladders["o"].levels) == 4


def test_what_is_no_table_is_told_and_does_not_hide_the_rest() -> None:
    text = (
        'company = 3\ngroups = "x"\ncustomers = []\nladders = { o = { levels = 3 } }\ntiers = 1\n'
    )
    found = [(fault.line, fault.key) for fault in faults(text)]
    assert found == [
        *((1, "company"), (2, "groups"), (3, "customers")),
        *((4, "ladders.o.dated"), (4, "ladders.o.source"), (4, "ladders.o.levels"), (5, "tiers")),
    ]


def test_a_recovery_that_does_not_rise() -> None:
    steps = "[{ days = 90, agency = 0.5, own = 0.1 }, { days = 90, agency = 0.1, own = 0.1 }]"
    (fault,) = faults(f"[agency]\nrecovery = {steps}\n")
    assert fault.what == "recovery must be given in rising order of days, got [90, 90]"


@pytest.mark.parametrize("name", ["none", "None"])
def test_no_insurance_may_be_called_none(name: str) -> None:
    terms = 'dated = 2026-01-31\nsource = "S"\ntitle = { en = "a", zh = "甲" }\n'
    (fault,) = faults(f"[insurances.{name}]\n{terms}")
    assert (fault.line, fault.key) == (1, f"insurances.{name}")
    assert fault.what == f"must be another name than none, got {name!r}"
    assert fault.mend == "none means that there is no cover"


def test_references_may_be_blank_or_none_or_the_firms_own() -> None:
    text = (
        '[company]\ninsurance = "none"\nregime = ""\ncalendar = "DE-BY"\ntier = "vip"\n'
        '[customers."1"]\ninsurance = ""\ngroup = ""\n[tiers.vip]\n'
    )
    policy = policy_from_texts({"f.toml": text})
    assert policy.settings().insurance == "none"
    assert policy.settings("1").insurance == ""
    (fault,) = faults('[customers."1"]\ngroup = "g"\n')
    assert fault.what == "must be one of (none is stated), got 'g'"
    (fault,) = faults('[company]\nladder = ""\n')
    assert fault.key == "company.ladder"


def test_a_text_that_is_no_toml_tells_its_line() -> None:
    (fault,) = faults("[company]\ngrace_days = \n")
    assert (fault.file, fault.line) == ("firm.toml", 2)
    assert fault.what == "must be TOML, got: Invalid value"
    (fault,) = faults("[company")
    assert fault.line is None or fault.line == 1
    (fault,) = faults("[company]\n[company]\n")
    assert "twice" in fault.what
    assert "each key and table once" in fault.mend


def test_files_that_miss(tmp_path: Path) -> None:
    file = tmp_path / "firm.toml"
    file.write_text(
        'customers_file = "c.csv"\ntemplates = "letters"\n[company]\ntier = "x"\n', encoding="utf-8"
    )
    with pytest.raises(FaultyPolicy) as caught:
        load_policy(file)
    assert [(fault.line, fault.key, fault.what) for fault in caught.value.faults[:2]] == [
        (1, "customers_file", "must be a file that can be read, got 'c.csv'"),
        (2, "templates", "must be a folder beside the file, got 'letters'"),
    ]
    assert caught.value.faults[2].key == "company.tier"


@pytest.mark.parametrize("key", ["customers_file", "templates"])
@pytest.mark.parametrize("value", ["3", '" "'])
def test_names_of_files_that_are_none(key: str, value: str) -> None:
    (fault,) = faults(f"{key} = {value}\n")
    assert (fault.line, fault.key) == (1, key)
    assert "must" in fault.what


def test_a_letter_that_there_is_not(tmp_path: Path) -> None:
    ladder = (
        '[ladders.o]\ndated = 2026-01-31\nsource = "S"\n'
        'levels = [{ days = 1, action = { en = "a", zh = "甲" }, letter = "xyz" }]\n'
    )
    (fault,) = faults(ladder)
    assert (fault.line, fault.key) == (4, "ladders.o.levels[0].letter")
    assert fault.mend == "state templates, the folder of your own letters"
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "xyzz.en.txt").write_text("Dear", encoding="utf-8")
    file = tmp_path / "firm.toml"
    file.write_text('templates = "letters"\n' + ladder, encoding="utf-8")
    with pytest.raises(FaultyPolicy, match="agency-hand-over, xyzz, got 'xyz'") as caught:
        load_policy(file)
    assert caught.value.hint == "did you mean xyzz?"


def test_faults_of_the_csv_come_with_those_of_the_file() -> None:
    text = 'customers_file = "c.csv"\n[company]\ntier = "cor"\n'
    found = faults(text, **{"c.csv": "customer_id,ladder,risk\n1,fast,high\n"})
    assert [(fault.file, fault.line, fault.key) for fault in found] == [
        ("firm.toml", 3, "company.tier"),
        ("c.csv", 2, "risk"),
        ("c.csv", 2, "ladder"),
    ]


def test_a_packaged_text_that_is_wrong_is_named() -> None:
    with pytest.raises(FaultyPolicy, match=r"defaults\.toml, line 1, colour"):
        policy_from_texts({"packaged/defaults.toml": "colour = 1\n"})

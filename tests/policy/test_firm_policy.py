"""A firm's policy: how it is loaded, what it holds, its version, and that its texts rebuild it."""

from __future__ import annotations

import os
import re
from itertools import pairwise
from pathlib import Path

import attrs
import pytest

from ledgerguard.errors import InvalidValue, PolicyError
from ledgerguard.policy.cover_clock import insurance_key
from ledgerguard.policy.escalation import escalation_stage
from ledgerguard.policy.firm import EXAMPLE, Policy, load_policy, policy_from_texts, version_of
from ledgerguard.policy.firm_file import FirmFile, RecoveryStep, Sender
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.ladder_file import LadderEntry, LevelEntry
from ledgerguard.policy.load import default_ladder, ladder_names
from ledgerguard.policy.settings import CustomerTable, InvoiceTable
from ledgerguard.units import from_serial

LADDERS = ["five-stage", "three-stage", "monitoring", "friendly", "sme"]
OURS = """
[ladders.ours]
dated = 2026-01-31
source = "Credit manual 4.2"
levels = [{ days = 10, action = { en = "Call", zh = "致电" } }]
"""


def firm(tmp_path: Path, text: str, name: str = "firm.toml") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_what_is_packaged() -> None:
    policy = load_policy()
    assert list(policy.ladders) == LADDERS
    assert list(policy.tiers) == ["core", "standard", "risky"]
    assert list(policy.texts) == [
        "packaged/defaults.toml",
        "packaged/escalation.toml",
        "packaged/insurance.toml",
        "packaged/credit.toml",
        "packaged/credit_presets.toml",
        "packaged/country_classes.csv",
    ]
    assert (policy.priority.age_full_days, policy.priority.cover_full_days) == (90, 0)
    assert policy.templates is None
    assert policy.named_customers == policy.named_invoices == frozenset()
    assert policy.sender() == policy.sender("DE01") == Sender()
    assert load_policy() is policy


@pytest.mark.parametrize("name", LADDERS)
def test_the_name_of_a_ladder_is_a_policy(name: str) -> None:
    policy = load_policy(f" {name.upper()} ")
    assert policy.settings().ladder == name
    assert policy.settings().origin("ladder") == "company"
    assert policy.version != load_policy().version
    assert policy_from_texts(policy.texts).settings().ladder == name


def test_what_is_no_policy() -> None:
    with pytest.raises(
        InvalidValue, match=r"one of five-stage, .*, sme or a file, got 'six-stage', which is no"
    ) as caught:
        load_policy("six-stage")
    assert "ledgerguard policy example" in caught.value.hint


def test_a_file_prevails_where_the_variable_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = firm(tmp_path, '[company]\nladder = "ours"\n' + OURS)
    assert load_policy().settings().ladder == "five-stage"
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(file))
    assert load_policy().settings().ladder == default_ladder().name == "ours"
    assert ladder_names() == (*LADDERS, "ours")
    assert escalation_stage(from_serial(45_000), from_serial(45_010)) == 1
    assert escalation_stage(from_serial(45_000), from_serial(45_010), "five-stage") == 2
    # A name means what is packaged, whatever the variable says.
    assert "ours" not in load_policy("sme").ladders
    monkeypatch.setenv("LEDGERGUARD_POLICY", " ")
    assert load_policy().settings().ladder == "five-stage"
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(tmp_path / "gone.toml"))
    with pytest.raises(InvalidValue, match=r"gone\.toml', which is no file"):
        insurance_key("none")


def test_a_file_must_be_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=r"must end in \.toml, got firm\.txt") as caught:
        load_policy(firm(tmp_path, "[company]\ngrace_days = 9\n", "firm.txt"))
    assert caught.value.hint == "name it firm.toml"
    shouted = firm(tmp_path, "[company]\ngrace_days = 9\n", "FIRM.TOML")
    assert load_policy(shouted).settings().grace_days == 9


def test_a_file_may_bear_the_name_of_a_ladder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm(tmp_path, "[company]\ngrace_days = 9\n", "sme")
    monkeypatch.chdir(tmp_path)
    assert load_policy("sme").settings().ladder == "sme"
    with pytest.raises(InvalidValue, match=r"must end in \.toml, got sme"):
        load_policy(Path("sme"))


def test_a_changed_file_is_read_anew_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    file = firm(tmp_path, 'customers_file = "c.csv"\n[company]\ngrace_days = 1\n')
    listed = firm(tmp_path, "customer_id,owner\n1,a\n", "c.csv")
    first = load_policy(file)
    assert load_policy(str(file)) is first
    assert first.settings("1").owner == "a"
    listed.write_text("customer_id,owner\n1,b\n", encoding="utf-8")
    os.utime(listed, ns=(1, 1))
    second = load_policy(file)
    assert second.settings("1").owner == "b"
    assert second.version != first.version
    file.write_text('customers_file = "c.csv"\n[company]\ngrace_days = 2\n', encoding="utf-8")
    os.utime(file, ns=(2, 2))
    assert load_policy(file).settings().grace_days == 2
    assert first.settings().grace_days == 1


def test_the_texts_rebuild_the_policy(tmp_path: Path) -> None:
    text = 'customers_file = "sub/c.csv"\n[company]\nladder = "ours"\n' + OURS
    (tmp_path / "sub").mkdir()
    firm(tmp_path / "sub", "customer_id,group,grace_days\n7,g,4\n", "c.csv")
    policy = load_policy(firm(tmp_path, text + "[groups.g]\nowner = 'x'\n"))
    again = policy_from_texts(policy.texts)
    assert again.version == policy.version == version_of(policy.texts)
    assert again.settings("7") == policy.settings("7")
    assert again.settings("7").origins == policy.settings("7").origins
    assert (again.settings("7").grace_days, again.settings("7").owner) == (4, "x")
    assert again.ladders == policy.ladders
    assert set(policy.texts) - set(load_policy().texts) == {"firm.toml", "sub/c.csv"}


def test_the_packaged_files_of_another_day_can_be_given() -> None:
    texts = dict(load_policy().texts)
    texts["packaged/defaults.toml"] = texts["packaged/defaults.toml"].replace(
        "grace_days = 0", "grace_days = 6"
    )
    assert policy_from_texts(texts).settings().grace_days == 6


def test_the_version_knows_every_byte_and_no_order() -> None:
    texts = {"a": "1", "b": "23"}
    assert version_of(texts) == version_of(dict(reversed(texts.items())))
    others = [{"a": "1", "b": "24"}, {"a": "12", "b": "3"}, {"ab": "123"}, {"a": "1"}, {}]
    assert len({version_of(found) for found in (texts, *others)}) == 6
    assert re.fullmatch("[0-9a-f]{64}", version_of({}))


def test_two_files_of_a_firm_are_one_too_many() -> None:
    with pytest.raises(PolicyError, match=r"one file of the firm, got a\.toml, b\.toml"):
        policy_from_texts({"a.toml": "", "b.toml": ""})


def test_senders_by_legal_entity() -> None:
    policy = policy_from_texts(
        {"f.toml": '[sender]\nname = "Firm"\n[senders."DE01"]\nname = "Firm GmbH"\n'}
    )
    assert policy.sender().name == policy.sender("FR01").name == "Firm"
    assert policy.sender("DE01").name == "Firm GmbH"


def test_a_line_end_of_windows_and_a_mark_of_byte_order_change_nothing(tmp_path: Path) -> None:
    unix, windows = tmp_path / "a" / "f.toml", tmp_path / "b" / "f.toml"
    text = "[company]\ngrace_days = 3\n"
    for file, content in ((unix, text), (windows, "\ufeff" + text.replace("\n", "\r\n"))):
        file.parent.mkdir()
        file.write_bytes(content.encode())
    assert load_policy(unix).version == load_policy(windows).version


def test_templates_are_a_folder_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "our-call.en.txt").write_text("Dear", encoding="utf-8")
    level = (
        '[[ladders.o.levels]]\ndays = 1\naction = { en = "a", zh = "甲" }\nletter = "our-call"\n'
    )
    head = 'templates = "letters"\n[ladders.o]\ndated = 2026-01-31\nsource = "S"\n'
    policy = load_policy(firm(tmp_path, head + level))
    assert policy.templates == tmp_path / "letters"
    again = policy_from_texts(policy.texts)  # a log does not know where they stand
    assert again.templates is None
    assert again.ladders["o"].levels[0].letter == "our-call"


def example() -> Policy:
    return load_policy(EXAMPLE)


def test_the_example_is_without_fault_and_shows_what_it_says() -> None:
    policy = example()
    assert list(policy.ladders) == [*LADDERS, "ours"]
    plain, export, key = policy.settings(), policy.settings("10042"), policy.settings("10023")
    assert (plain.ladder, plain.insurance, plain.regime) == ("ours", "our-insurer", "CN")
    assert (export.ladder, export.insurance, export.language) == ("friendly", "none", "en")
    assert export.tolerance == {"CNY": 50, "EUR": 20}
    assert (key.grace_days, key.statement_days) == (5, 30)
    assert key.address == "88 Example Road\n200001 Shanghai"
    assert policy.settings("10042", "INV-2024-118").ladder == "three-stage"
    assert policy.agency.recovery[1] == RecoveryStep(180, 0.5, 0.35)
    assert policy.sender("DE01").name == "Our Firm GmbH"
    assert policy.insurances["our-insurer"].stop_shipment == "mep"


def test_the_example_without_its_marks_of_comment_names_the_files_that_it_speaks_of(
    tmp_path: Path,
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    text = text.replace("# customers_file =", "customers_file =")
    file = firm(tmp_path, text.replace("# templates =", "templates ="))
    firm(tmp_path, "customer_id;grace_days\n10042;3\n4;3\n", "customers.csv")
    (tmp_path / "letters").mkdir()
    policy = load_policy(file)
    assert policy.templates == tmp_path / "letters"
    assert policy.named_customers == {"10023", "10042", "4"}
    assert policy.settings("10042").ladder == "friendly"
    assert policy.settings("10042").grace_days == policy.settings("4").grace_days == 3


SHAPES = (FirmFile, CustomerTable, InvoiceTable, LadderEntry, LevelEntry, InsuranceEntry)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_example_shows_every_key(shape: type[attrs.AttrsInstance]) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for field in attrs.fields(shape):
        header = rf"^\[+(?:\S+\.)?{field.name}\b|^(?:# )?{field.name} = "
        assert re.search(header, text, re.MULTILINE), field.name


def test_the_example_says_what_each_key_and_table_is() -> None:
    commented: set[str] = set()
    inside = False  # of a text that runs over lines
    for above, line in pairwise(EXAMPLE.read_text(encoding="utf-8").splitlines()):
        opens = line.count('"""') % 2 == 1
        key = re.match(r"\[*([\w-]+)", line)
        if key is not None and not inside and not key[1].isupper():  # a currency
            name = key[1]
            if "#" in line or above.startswith(("#", " " * 20 + "#")) or opens:
                commented.add(name)
            assert name in commented, f"{name} comes without a comment: {line}"
        inside ^= opens

"""Policy files: what is packaged, and that every fault names file, key and mend."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from ledgerguard.errors import InvalidValue, PolicyError
from ledgerguard.formulas.escalation import Level
from ledgerguard.policy.ladder_file import EscalationFile, falling_level
from ledgerguard.policy.load import PACKAGED, default_ladder, ladder, ladder_names
from ledgerguard.policy.schema import read

GOOD = PACKAGED.read_text(encoding="utf-8")


def test_the_packaged_ladders_are_those_of_the_articles() -> None:
    assert ladder_names() == ("five-stage", "three-stage", "monitoring", "friendly", "sme")
    days = {
        name: [(x.days, x.counted_from) for x in ladder(name).levels] for name in ladder_names()
    }
    assert days == {
        "five-stage": [(-7, "due"), (3, "due"), (15, "due"), (30, "due"), (90, "due")],
        "three-stage": [(-5, "due"), (1, "due"), (30, "due")],
        "monitoring": [(7, "delivery"), (-15, "due"), (30, "due")],
        "friendly": [(1, "due"), (15, "due"), (30, "due"), (60, "due")],
        "sme": [(-3, "due"), (7, "due"), (15, "due"), (30, "due")],
    }
    assert default_ladder().name == "five-stage"


def test_every_ladder_is_dated_sourced_and_worded_in_both_languages() -> None:
    for name, entry in read(PACKAGED, EscalationFile).ladders.items():
        assert isinstance(entry.dated, dt.date)
        assert ladder(name).source == entry.source
        for english, chinese in zip(ladder(name).levels, ladder(name, "zh").levels, strict=True):
            assert english.action.isascii()
            assert not chinese.action.isascii()
            assert english.days == chinese.days


def test_an_unknown_name() -> None:
    with pytest.raises(
        InvalidValue, match="must be one of five-stage, three-stage, monitoring, friendly"
    ):
        ladder("nine-stage")


def test_a_file_of_the_firm(tmp_path: Path) -> None:
    file = tmp_path / "company.toml"
    file.write_text(
        'default = "ours"\n[ladders.ours]\ndated = 2026-01-31\nsource = "Credit manual 4.2"\n'
        'levels = [{ days = 10, action = { en = "Call", zh = "致电" } }]\n',
        encoding="utf-8",
    )
    ours = default_ladder("zh", file)
    assert (ours.name, ours.levels) == ("ours", (Level(10, "due", "致电"),))
    assert ladder("OURS", file=file).source == "Credit manual 4.2"


@pytest.mark.parametrize(
    ("old", "new", "key", "mend"),
    [
        (
            "days = 3\n",
            'days = "3"\n',
            "five-stage'].levels[1].days",
            "must be a whole number, got '3'",
        ),
        ("days = 3\n", "days = 3.5\n", "five-stage'].levels[1].days", "must be a whole number"),
        ("days = 3\n", "days = true\n", "five-stage'].levels[1].days", "must be a whole number"),
        ("days = 3\n", "", "five-stage'].levels[1].days", "must be stated"),
        (
            "days = 3\n",
            "days = -9\n",
            "ladders['five-stage'].levels[1].days",
            "must be above those",
        ),
        ("days = 3\n", "days = 3\ncolour = 1\n", "levels[1].colour", "must be one of days, action"),
        ('= "delivery"', '= "birth"', "levels[0].counted_from", "one of due, delivery"),
        ("dated = 2026-11-22", 'dated = "2026"', "dated", "must be a date such as 2026-01-31"),
        ("dated = 2026-11-22", "", "ladders['five-stage'].dated", "must be stated"),
        ('en = "Friendly reminder"', 'en = " "', "levels[0].action", "en must not be empty"),
        ('en = "Friendly reminder"', "en = 3", "levels[0].action.en", "must be text in quotes"),
        (', zh = "发送温馨提醒"', "", "levels[0].action.zh", "must be stated"),
        ("dated = 2026-11-22", "dated = 2026-11-22 3", "", "TOML"),
        ('default = "five-stage"', 'default = "x"', "default", "must be one of five-stage"),
        ('default = "five-stage"', "", "default", "must be stated"),
        ("default =", "default", "", "must be TOML, got: Expected '='"),
        (
            "[ladders.five-stage]",
            "[ladders]\nx = 3\n[ladders.five-stage]",
            "ladders.x",
            "be a table",
        ),
    ],
)
def test_a_fault_names_file_key_and_mend(
    old: str, new: str, key: str, mend: str, tmp_path: Path
) -> None:
    assert old in GOOD
    file = tmp_path / "company.toml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        ladder_names(file)
    message = str(caught.value)
    assert message.startswith("company.toml")
    assert key in message
    assert mend in message


@pytest.mark.parametrize(
    ("levels", "mend"), [("3", "must be a list"), ("[]", "levels must not be empty")]
)
def test_levels_that_are_none(levels: str, mend: str, tmp_path: Path) -> None:
    file = tmp_path / "company.toml"
    file.write_text(
        f'default = "a"\n[ladders.a]\ndated = 2026-01-31\nsource = "s"\nlevels = {levels}\n',
        encoding="utf-8",
    )
    with pytest.raises(PolicyError, match=mend):
        ladder_names(file)


def test_a_file_that_is_not_there_and_one_in_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"none\.toml cannot be read"):
        ladder_names(tmp_path / "none.toml")
    file = tmp_path / "company.toml"
    file.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(PolicyError, match="UTF-8"):
        ladder_names(file)


def test_levels_rise_for_each_day_they_count_from() -> None:
    rising = [Level(7, "delivery"), Level(-15), Level(9, "delivery"), Level(30)]
    assert falling_level(rising) is None
    assert falling_level([*rising, Level(9, "delivery")]) == 4
    assert falling_level([Level(3), Level(3)]) == 1


def test_formulas_and_policies_load_neither_pandas_nor_numpy() -> None:
    code = (
        "import sys, ledgerguard.policy.escalation, ledgerguard.formulas.scoring; "
        "sys.exit(bool({'pandas', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

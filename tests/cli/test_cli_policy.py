"""``ledgerguard policy``: example, check, ladders and show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledgerguard.cli import app

RUNNER = CliRunner()
FIRM = """\
[company]
grace_days = 2
tolerance = { EUR = 5, CNY = 50 }
[groups.export]
language = "zh"
[customers."10042"]
group = "export"
channels = ["email", "phone"]
[invoices."I-1"]
ladder = "sme"
"""


def run(*arguments: str) -> Result:
    return RUNNER.invoke(app, ["policy", *arguments])


def firm(folder: Path, text: str) -> str:
    file = folder / "firm.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def rows(result: Result) -> dict[str, list[str]]:
    """The rows of a printed table by their first word."""
    lines = [line.split() for line in result.stdout.splitlines() if line.strip()]
    return {words[0]: words[1:] for words in lines}


def test_the_example_is_a_file_that_passes_the_check(tmp_path: Path) -> None:
    printed = run("example")
    assert printed.exit_code == 0
    assert printed.stdout.startswith("# A firm's policy")
    checked = run("check", firm(tmp_path, printed.stdout))
    assert checked.exit_code == 0
    assert checked.stdout.startswith(
        "firm.toml: no fault; 6 ladders, 5 insurance policies, 2 customers; version "
    )


def test_check_tells_every_fault_on_lines_of_its_own(tmp_path: Path) -> None:
    file = firm(tmp_path, '[company]\nladder = "five-stge"\n\ngrace_day = 3\nrisk = 2\n')
    result = run("check", file)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith("firm.toml, line 2, company.ladder: must be one of five-stage, ")
    assert lines[0].endswith("got 'five-stge'")
    assert lines[1] == "  did you mean five-stage?"
    assert lines[2].startswith("firm.toml, line 4, company.grace_day: is an unknown key")
    assert lines[3] == "  did you mean grace_days?"
    assert lines[4] == "firm.toml, line 5, company.risk: risk must be from 0 to 1, got 2"
    assert lines[5].startswith("  mend the key")
    assert lines[6:] == ["3 faults"]


def test_check_of_what_is_no_toml_and_of_what_cannot_be_read(tmp_path: Path) -> None:
    result = run("check", firm(tmp_path, "[company\n"))
    assert result.exit_code == 1
    assert result.stdout.startswith("firm.toml, line 1, top: must be TOML, got: Expected ']'")
    assert result.stdout.endswith("1 fault\n")
    (tmp_path / "firm.toml").write_bytes("# 客户".encode("gb18030"))
    result = run("check", str(tmp_path / "firm.toml"))
    assert result.exit_code == 2
    assert "must be text in UTF-8" in result.stderr
    assert run("check", str(tmp_path / "none.toml")).exit_code == 2


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Escalate to legal"), ("zh", "升级法务介入")]
)
def test_ladders_show_every_level_with_its_source(language: str, words: str) -> None:
    result = run("ladders", "--lang", language)
    assert result.exit_code == 0
    assert words in result.stdout
    third = next(line.split() for line in result.stdout.splitlines() if words in line)
    assert third[:3] == ["3", "+15", "due"]
    assert third[-2:] == ["credit", "manager"]
    assert result.stdout.count("source: Article") == 5


def test_ladders_of_a_file_stand_behind_the_packaged_ones(tmp_path: Path) -> None:
    level = 'levels = [{ days = -4, action = { en = "Ask", zh = "问" } }]\n'
    file = firm(tmp_path, '[ladders.ours]\ndated = 2026-01-31\nsource = "Manual 4"\n' + level)
    result = run("ladders", "--policy", file)
    assert result.stdout.rstrip().endswith("source: Manual 4")
    assert rows(result)["1"] == ["-4", "due", "Ask"]


def test_show_tells_for_each_setting_where_it_was_decided(tmp_path: Path) -> None:
    file = firm(tmp_path, FIRM)
    found = rows(run("show", "--policy", file, "--customer", "10042", "--invoice", "I-1"))
    assert found["ladder"] == ["sme", "invoice", "I-1"]
    assert found["grace_days"] == ["2", "company"]
    assert found["tolerance"] == ["EUR", "5,", "CNY", "50", "company"]
    assert found["language"] == ["zh", "group", "export"]
    assert found["channels"] == ["email,", "phone", "customer", "10042"]
    assert found["risk"] == ["packaged"]
    assert found["catch_up_days"] == ["7", "packaged"]
    assert "ladder" in rows(run("show"))


def test_show_as_json(tmp_path: Path) -> None:
    file = firm(tmp_path, FIRM)
    found = json.loads(run("show", "--policy", file, "--customer", "10042", "--json").stdout)
    assert found["channels"] == {"value": ["email", "phone"], "from": "customer 10042"}
    assert found["tolerance"] == {"value": {"EUR": 5, "CNY": 50}, "from": "company"}
    assert found["ladder"] == {"value": "five-stage", "from": "packaged"}
    assert found["risk"] == {"value": None, "from": "packaged"}


def test_the_file_that_the_variable_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_POLICY", firm(tmp_path, FIRM))
    assert rows(run("show"))["grace_days"] == ["2", "company"]


@pytest.mark.parametrize("command", ["show", "ladders"])
def test_an_unknown_policy_is_refused(command: str) -> None:
    result = run(command, "--policy", "six-stage")
    assert result.exit_code == 2
    assert "policy must be one of five-stage, three-stage" in result.stderr
    assert "Hint:" in result.stderr

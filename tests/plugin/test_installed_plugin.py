"""A package that is really installed brings every hook, and the command line really uses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MODULE = """
import datetime as dt
from pathlib import Path

from ledgerguard.plugin.actions import Verdict
from ledgerguard.plugin.hookspecs import hookimpl
from ledgerguard.plugin.scoring import Score, ScorerInput

LEDGERGUARD_API = 1
HERE = Path(__file__).parent
print("acme is here")  # must spoil no answer


class Years:
    name = "acme-years"
    title = "Acme's years"
    version = "2.1"
    inputs = (ScorerInput("years_trading", "years in business"),)

    def score(self, inputs, as_of):
        print("judging")
        years = inputs["years_trading"]
        return Score(years * 10, as_of, "years 2.1", probability=1 / (1 + years), grade="B",
                     reasons=(f"{years:g} years in business",))


class Books:
    name = "acme-books"

    def accepts(self, source):
        return source.startswith("books://")

    def read(self, source):
        return [
            ["Invoice", "Customer ID", "Customer", "Currency", "Issue date", "Due date", "Amount"],
            ["A-1", "0042", "Alpha GmbH", "EUR", dt.date(2024, 3, 1), dt.date(2024, 3, 31), 1000.0],
            ["B-1", "7", "Beta", "EUR", dt.date(2024, 3, 1), dt.date(2024, 3, 31), 500.25],
        ]


@hookimpl
def ledgerguard_register_scorers():
    return [Years()]


@hookimpl
def ledgerguard_register_ledger_readers():
    return [Books()]


@hookimpl
def ledgerguard_register_policies():
    return {"acme-strict": HERE / "acme_strict.toml"}


@hookimpl
def ledgerguard_register_letters():
    return [HERE / "acme_letters"]


@hookimpl
def ledgerguard_before_action(action):
    if action.customer_id == "7":
        return Verdict("veto", "a lawyer has it")
    return Verdict("comment", f"level {action.level} by {action.as_of}")


@hookimpl
def ledgerguard_on_event(event):
    with (HERE / "heard.txt").open("a", encoding="utf-8") as file:
        file.write(f"{event.number} {event.kind}\\n")
"""
POLICY = """\
[company]
ladder = "acme"
insurance = "none"

[ladders.acme]
dated = 2026-01-01
source = "Acme"

[[ladders.acme.levels]]
days = 5
kind = "notice"
letter = "formal-notice"
action = {en = "Write", zh = "发函"}
"""
METADATA = "Metadata-Version: 2.1\nName: acme-risk\nVersion: 1.4\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages, as pip lays it out."""
    folder = tmp_path / "site"
    info = folder / "acme_risk-1.4.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(METADATA, encoding="utf-8")
    (info / "entry_points.txt").write_text("[ledgerguard]\nacme = acme_risk\n", encoding="utf-8")
    (folder / "acme_risk.py").write_text(MODULE, encoding="utf-8")
    (folder / "acme_strict.toml").write_text(POLICY, encoding="utf-8")
    letters = folder / "acme_letters"
    letters.mkdir()
    text = "Subject: Acme writes\n\nDear {{ customer.name }}, please pay.\n"
    (letters / "formal-notice.en.txt").write_text(text, encoding="utf-8")
    return folder


def test_every_hook_is_really_used(site: Path, tmp_path: Path) -> None:
    paths = [str(site), *filter(None, [os.environ.get("PYTHONPATH")])]
    kept = {
        k: v for k, v in os.environ.items() if k not in ("LEDGERGUARD_POLICY", "LEDGERGUARD_LOG")
    }
    settings = {"LEDGERGUARD_PLUGINS": str(tmp_path / "plugins.toml"), "PYTHONUTF8": "1"}
    environment = {**kept, **settings, "PYTHONPATH": os.pathsep.join(paths)}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "ledgerguard", *words],
            env=environment, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    (listed,) = json.loads(run("plugins", "list", "--json"))
    assert (listed["state"], listed["scorers"], listed["readers"]) == (
        *("runs", ["acme-years"]),
        ["acme-books"],
    )
    score = '=FIRM_SCORE({"years_trading",7}, DATE(2026,6,30))'
    assert run("eval", score).strip() == "70"
    assert run("eval", score.replace("SCORE", "PD")).strip() == "0.125"
    why = '=INDEX(FIRM_REASONS({"years_trading",7}, DATE(2026,6,30)), 2, 2)'
    assert run("eval", why).strip() == "7 years in business"

    day = ("--as-of", "2024-04-20", "--policy", "acme-strict")
    ledger = "books://2024"
    found = json.loads(
        run("worklist", ledger, *day, "--log", "firm.log", "--letters", "letters", "--format",
            "txt", "--json").partition("\nletters: ")[0]
    )  # fmt: skip
    (task,) = found["tasks"]
    assert (task["customer_id"], task["action"], task["ladder"]) == ("0042", "Write", "acme")
    assert 'acme-risk remarks: "level 1 by 2024-04-20"' in task["why"]
    assert [one["words"] for one in found["held"] if one["reason"] == "veto"] == [
        'kept back by a plugin: "acme-risk: a lawyer has it"'
    ]
    (letter,) = (tmp_path / "letters").glob("**/*.txt")
    assert "Dear Alpha GmbH, please pay." in letter.read_text(encoding="utf-8")
    heard = (site / "heard.txt").read_text(encoding="utf-8").split()
    assert heard[:4] == ["1", "run", *heard[2:4]]
    assert "task" in heard

    # The run is derived again from the log where the package is gone.
    environment["PYTHONPATH"] = os.pathsep.join(paths[1:])
    assert json.loads(run("plugins", "list", "--json")) == []
    assert "the same 1 tasks" in run("log", "replay", "20240420-1", "--log", "firm.log")

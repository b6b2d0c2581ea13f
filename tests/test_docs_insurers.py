"""docs/insurers.md: its commands are run in docs/credit-case, against a fake insurer."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
import typer
from fake_insurer import FAULTS, FakeInsurer
from test_credit_case import CASE
from test_docs_escalation import plain
from test_docs_examples import DOCS
from typer.testing import CliRunner

from ledgerguard.casework.insurers.states import STATES
from ledgerguard.casework.insurers.words import STATES as STATE_WORDS
from ledgerguard.cli import Commands, insurer, log
from ledgerguard.plugin import manager
from ledgerguard.plugin.insurer import BuyerMatch, Cover, EventPage, InsurerEvent, Progress
from ledgerguard.plugin.records import Brings, Plugin, Plugins

PAGE = (DOCS / "insurers.md").read_text("utf-8")
COMMANDS = re.findall(r"^```console\n\$ ledgerguard (.*?)\n(.*?)^```$", PAGE, re.M | re.DOTALL)
NUMBERS = {13: "thirteen"}

app = typer.Typer(cls=Commands)
app.add_typer(insurer.app, name="insurer")
app.add_typer(log.app, name="log")


def printed(text: str) -> list[list[str]]:
    """What a command prints, without what differs each time: hashes, keys and moments."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "…", text)
    text = re.sub(r"\b[0-9a-f]{20}\b", "KEY", text)
    return plain(re.sub(r"\b20\d\d-\d\d-\d\d( \d\d:\d\d)?\b", "DAY", text))


def the_insurer() -> FakeInsurer:
    made = FakeInsurer()
    name = "Huadong Valve Co., Ltd."
    made.matches = [BuyerMatch("B-77310", name, "CN", 0.97, "91310115-MA1K3X7Y2Q")]
    limit, since = Decimal(200000), dt.date(2025, 7, 1)
    cover = Cover("B-77310", "4711", "permanent", "approved", limit, "CNY", since)
    made.known = {"B-77310": [cover]}
    note = "second half after the accounts of 2025"
    at, body = dt.datetime(2026, 3, 9, 8, 0, tzinfo=dt.UTC), {"decision": "approved"}
    made.pages = {"": EventPage((InsurerEvent("E-1", at, "cover", "B-77310", body),), "E-1")}
    made.progress = Progress("done", "partly", Decimal(250000), "CNY", note)
    return made


def test_the_commands_print_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(CASE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for name, value in (("LOG", "case.log"), ("POLICY", "firm.toml"), ("COVERS", "covers.db")):
        monkeypatch.setenv(f"LEDGERGUARD_{name}", value)
    plugin = Plugin("acme", "1", "acme", "runs", "", Brings(insurers=(the_insurer(),)))
    monkeypatch.setattr(manager, "installed", lambda: Plugins((plugin,)))
    assert len(COMMANDS) == 19
    for command, expected in COMMANDS:
        result = CliRunner().invoke(app, shlex.split(command))
        assert printed(result.stdout) == printed(expected), result.output


def test_the_table_of_states_is_whole() -> None:
    table = PAGE.split("| state | what it means |")[1].split("\n\n")[0].split("\n")[2:]
    named = [line.split("|")[1].strip() for line in table]
    assert named == [STATE_WORDS[state].en for state in ("prepared", "confirmed", "sending",
                     "unsure", "taken", "settled", "declined", "withdrawn")]  # fmt: skip
    assert set(STATE_WORDS) == set(STATES)


def test_the_page_counts_the_faults() -> None:
    assert f"fails in {NUMBERS[len(FAULTS) + 1]} ways" in PAGE  # and the late one

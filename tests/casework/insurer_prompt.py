"""``ledgerguard insurer`` in a folder of its own, with the connectors that a test wants.

The ledger is that of claim_desk: 112,800.00 of A-1 and 50,000.00 of A-2, together 162,800.00.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from claim_desk import FIRM
from fake_insurer import FakeInsurer
from typer.testing import CliRunner, Result

from ledgerguard.casework.insurers import wishes
from ledgerguard.cli import Commands, insurer, log
from ledgerguard.plugin import manager
from ledgerguard.plugin.insurer import BuyerMatch, Cover, Insurer
from ledgerguard.plugin.records import Brings, Plugin, Plugins
from ledgerguard.store.log import Log

app = typer.Typer(cls=Commands)
app.add_typer(insurer.app, name="insurer")
app.add_typer(log.app, name="log")

LEDGER = """\
Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount,Delivered
A-1,A,Nordwerk GmbH,EUR,2023-11-01,2023-12-01,113000.00,2023-11-03
A-2,A,Nordwerk GmbH,EUR,2023-12-20,2024-01-19,50000.00,
CN,A,Nordwerk GmbH,EUR,2024-01-05,2024-01-05,-200.00,
B-1,B,Undated Ltd,EUR,,2024-01-05,700.00,
"""
FACTS = """\
customer_id,item,value,date
A,name,Nordwerk GmbH,2023-01-01
A,country,DE,2023-01-01
A,legal_id,HRB 1234,2023-01-01
A,no such item,1,2023-01-01
"""


def furnish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with ledger, facts, policy and an empty log."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("ledger.csv", LEDGER), ("facts.csv", FACTS), ("firm.toml", FIRM)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(tmp_path / "firm.toml"))
    monkeypatch.setenv("LEDGERGUARD_LOG", str(tmp_path / "firm.log"))
    monkeypatch.setenv("LEDGERGUARD_COVERS", str(tmp_path / "covers.db"))
    Log.open(tmp_path / "firm.log").close()
    wishes.forget()


def a_mutual() -> FakeInsurer:
    """It knows A as B-1, whom it covers with 120,000 EUR."""
    made = FakeInsurer()
    made.matches = [BuyerMatch("B-1", "Nordwerk GmbH", "DE", 0.97, "HRB1234")]
    made.known = {"B-1": [Cover("B-1", "P-4711", "permanent", "approved", Decimal(120000), "EUR")]}
    return made


def install(monkeypatch: pytest.MonkeyPatch, *insurers: Insurer) -> None:
    """These connectors are installed, and no others."""
    plugin = Plugin("acme", "1", "acme", "runs", "", Brings(insurers=insurers))
    monkeypatch.setattr(manager, "installed", lambda: Plugins((plugin,)))


def run(*words: str, code: int = 0) -> Result:
    """What a command answers."""
    result = CliRunner().invoke(app, ["insurer", *words])
    assert result.exit_code == code, result.output
    return result


def said(*words: str, code: int = 0) -> Any:
    """What a command says to a program."""
    return json.loads(run(*words, "--json", code=code).stdout)

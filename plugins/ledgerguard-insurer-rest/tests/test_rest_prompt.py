"""``python -m ledgerguard_insurer_rest``: list, keep, check, listen."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from ledgerguard.casework.insurers.buyers import confirmed
from ledgerguard.casework.insurers.covers import known
from ledgerguard.store.covers import CoverBook
from rest_world import CLIENT, HOOK_SECRET, NAME, SECRET, World, environment, world
from rest_writes import limit

from ledgerguard_insurer_rest.__main__ import main
from ledgerguard_insurer_rest.secret import variable


def settings(one: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = one.folder / "insurer-rest.toml"
    path.write_text(f'[mutual]\nprofile = "sandbox"\nbase_url = "{one.url}"\npolicy = "P-1"\n')
    monkeypatch.setenv("LEDGERGUARD_INSURER_REST", str(path))
    return path


def test_check_says_whether_the_access_is_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path) as one:
        settings(one, monkeypatch)
        assert main(["list"]) == 0
        assert main(["check", "mutual"]) == 0
        monkeypatch.setenv(variable(NAME, "client_secret"), "wrong")
        assert main(["check", "mutual"]) == 1
        assert main(["check", "atlantis"]) == 1
        said = one.witness.printed.getvalue()
        assert f"mutual: sandbox at {one.url}\n" in said
        assert "mutual accepts the login; it offers claim_status, covers, declare_overdue" in said
        assert "mutual must accept the login, got it refused (status 401)" in said
        assert "connection must be one of mutual, got 'atlantis'" in said


def test_keep_asks_for_the_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, str] = {}

    def keep(service: str, user: str, secret: str) -> None:
        kept[f"{service} {user}"] = secret

    monkeypatch.setattr("keyring.set_password", keep)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: {"client_id: ": CLIENT}[prompt])
    with world(tmp_path) as one:
        settings(one, monkeypatch)
        one.connector().log_in()
        assert main(["keep", "mutual", "client_id"]) == 0
        assert kept == {"ledgerguard-insurer-rest mutual/client_id": CLIENT}
        said = one.witness.printed.getvalue()
    assert said == "the client_id of mutual is in the keyring\n"


def test_listen_brings_decisions_into_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a program of its own: the webhook is told, the book has the new cover."""
    book_path = tmp_path / "covers.db"
    with world(tmp_path) as one:
        path = settings(one, monkeypatch)
        with CoverBook.open(book_path) as book:
            confirmed(book, NAME, "1001", "B-1", "Li Na")
        variables: dict[str, Any] = {
            **environment(tmp_path),
            "LEDGERGUARD_INSURER_REST": str(path),
            "LEDGERGUARD_COVERS": str(book_path),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "ledgerguard_insurer_rest", "listen", "mutual", "--port", "0"],
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            address = first.split()[-1]
            assert address.startswith("http://127.0.0.1:"), first
            one.office.put_webhook(address, HOOK_SECRET, "sandbox")
            one.connector().request_limit(limit(450_000, "limit-1"))
            deliver = f"{one.url}/control/deliver"
            answer = httpx.post(deliver, timeout=30, trust_env=False)
            assert answer.json() == {"late": 0, "events": 1}
            assert process.stdout.readline() == "1 new: cover\n"
        finally:
            process.terminate()
            one.witness.printed.write(process.communicate(timeout=20)[0])
        with CoverBook.open(book_path) as book:
            amounts = [cover.amount for told in known(book) for cover in told.covers or ()]
        assert 450_000 in amounts
        assert SECRET not in first

"""Policies that plugins bring, by name: at the prompt, in the environment, as a cell's ladder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledgerguard import catalogue
from ledgerguard.cells.evaluate import evaluate
from ledgerguard.errors import InvalidValue
from ledgerguard.plugin import manager
from ledgerguard.plugin.records import Brings, Plugin, Plugins
from ledgerguard.policy import files_by_name
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.load import ladder

STRICT = """\
[company]
ladder = "acme"
grace_days = 1

[ladders.acme]
dated = 2026-01-01
source = "Acme"

[[ladders.acme.levels]]
days = 2
action = {en = "Call", zh = "致电"}

[[ladders.acme.levels]]
days = 9
action = {en = "Sue", zh = "起诉"}
"""


@pytest.fixture
def strict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "acme.toml"
    path.write_text(STRICT, encoding="utf-8")
    brings = Brings(policies={"acme-strict": path})
    plugins = Plugins((Plugin("acme-risk", "1", "acme", "runs", brings=brings),))
    monkeypatch.setattr(manager, "installed", lambda: plugins)
    monkeypatch.delenv("LEDGERGUARD_POLICY", raising=False)
    return path


@pytest.fixture
def untold() -> Iterator[None]:
    """Nobody has said where names come from, as when only this room is imported."""
    told = list(files_by_name._sources)
    files_by_name._sources.clear()
    yield
    files_by_name._sources[:] = told


def test_a_plugin_s_policy_is_known_by_its_name(strict: Path) -> None:
    named = load_policy(" Acme-Strict ")
    assert named is load_policy(strict)
    assert (named.settings().ladder, named.settings().grace_days) == ("acme", 1)


def test_the_environment_may_name_it(strict: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_POLICY", "acme-strict")
    assert load_policy() is load_policy(strict)


def test_a_cell_may_name_its_ladder(strict: Path) -> None:
    found = ladder("ACME-strict", "zh")
    assert [(level.days, level.action) for level in found.levels] == [(2, "致电"), (9, "起诉")]
    stages = [
        evaluate(
            f'=ESCALATION_STAGE(DATE(2026,6,1), DATE(2026,6,{day}), "acme-strict")',
            catalogue.packaged(),
        )
        for day in (2, 3, 9, 10)
    ]
    assert stages == [0, 1, 1, 2]


def test_a_name_that_nobody_has_lists_it_too(strict: Path) -> None:
    with pytest.raises(InvalidValue, match="sme, acme-strict or a file, got 'acme-lax'"):
        load_policy("acme-lax")
    with pytest.raises(InvalidValue, match="ladder must be one of five-stage"):
        ladder("acme-lax")


def test_a_path_is_never_a_name(strict: Path) -> None:
    with pytest.raises(InvalidValue, match="sme or a file, got 'acme-strict'"):
        load_policy(Path("acme-strict"))


def test_without_plugins_there_are_no_names(strict: Path, untold: None) -> None:
    assert files_by_name.files_by_name() == {}
    with pytest.raises(InvalidValue, match="sme or a file, got 'acme-strict'"):
        load_policy("acme-strict")

"""Letters that plugins bring: before the packaged ones, behind the firm's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sample_letters import DATA

from ledgerguard.casework.letters.formats import to_text
from ledgerguard.casework.letters.render import render
from ledgerguard.casework.letters.template_file import letter_names, read_template
from ledgerguard.errors import PolicyError
from ledgerguard.plugin import manager
from ledgerguard.plugin.records import Brings, Plugin, Plugins

TEXT = "Subject: {}\n\nDear {{customer}}\n"


def folder(parent: Path, name: str, **letters: str) -> Path:
    made = parent / name
    made.mkdir()
    for letter, text in letters.items():
        (made / f"{letter}.en.txt").write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two plugins, of which both have a statement."""
    acme = folder(tmp_path, "acme", statement=TEXT.format("Acme's"), welcome="Subject: Hello\n")
    other = folder(tmp_path, "other", statement=TEXT.format("Other's"), broken="no subject\n")
    monkeypatch.setattr(
        manager,
        "installed",
        lambda: Plugins(
            (
                Plugin("acme-letters", "1", "acme", "runs", brings=Brings(letters=(acme,))),
                Plugin("other-letters", "1", "other", "runs", brings=Brings(letters=(other,))),
            )
        ),
    )
    return acme


def test_the_order_is_firm_then_plugins_then_packaged(brought: Path, tmp_path: Path) -> None:
    firm = folder(tmp_path, "firm", statement=TEXT.format("Firm's"))
    assert read_template("statement", "en", firm).subject.text == "Firm's"
    assert read_template("statement", "en").subject.text == "Acme's"
    packaged = read_template("statement", "zh")  # no plugin writes Chinese here
    assert packaged.path.parent.name == "templates"
    assert read_template("final-notice", "en").path.parent.name == "templates"


def test_a_letter_is_written_from_it(brought: Path) -> None:
    assert "Acme's" in to_text(render(replace(DATA, letter="statement")))


def test_its_own_letters_are_known(brought: Path) -> None:
    assert {"welcome", "statement", "final-notice"} <= set(letter_names("en"))
    assert "welcome" not in letter_names("zh")


def test_a_fault_in_it_names_the_package(brought: Path) -> None:
    with pytest.raises(PolicyError, match=r"broken.en.txt of other-letters, line 1: "):
        read_template("broken", "en")

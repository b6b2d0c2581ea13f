"""What the ribbon's buttons ask: each answers text, and a fault as words for a message box."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledgerguard import __version__
from ledgerguard.hosts import desktop_ribbon
from ledgerguard.hosts.calc_package import formula_cells
from ledgerguard.hosts.desktop import MARK


def asked(name: str, *arguments: Any) -> str:
    function: Any = getattr(desktop_ribbon, name)
    ((answer,),) = function(*arguments)
    assert len(function.__xlfunc__["args"]) == len(arguments)
    return str(answer)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    (tmp_path / "Documents").mkdir()
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


def test_about() -> None:
    assert asked("about").startswith(f"ledgerguard {__version__}, ")


def test_the_cockpit_of_a_selection(home: Path) -> None:
    rows = (
        ("Customer", "Invoice", "Amount", "Invoice date", "Due date"),
        ("Acme", "A-1", 100.0, 45970.0, 46000.0),
        ("客户", "A-2", 50.0, 46060.0, 46090.0),
    )
    path = Path(asked("cockpit_of", rows, 46100.0))
    assert path.parent == home / "Documents" / "ledgerguard"
    texts = [c.text for sheet in formula_cells(path) for c in sheet.cells.values()]
    assert any(text.startswith("=LG_") or "LG_" in text for text in texts)


def test_a_selection_that_is_no_ledger_is_told() -> None:
    answer = asked("cockpit_of", (("a", "b"), ("c", "d")), 46100.0)
    assert answer.startswith(MARK)
    assert "Hint:" in answer
    assert asked("cockpit_of", "text", 46100.0).startswith(MARK)
    assert asked("cockpit_of", (("Amount", "Due date"), (1.0, 46000.0)), 0.0).startswith(MARK)


def test_the_sample(home: Path) -> None:
    assert Path(asked("sample_cockpit")).stat().st_size > 50_000


def test_without_documents_it_goes_to_the_temporary_files(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "Documents").rmdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(home))
    assert Path(asked("sample_cockpit")).parent == home / "ledgerguard"

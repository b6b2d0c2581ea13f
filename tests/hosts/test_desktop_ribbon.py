"""What the ribbon's buttons ask: each answers text, and a fault as words for a message box."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ledgerguard import __version__
from ledgerguard.hosts import desktop_ribbon
from ledgerguard.hosts.calc_package import formula_cells
from ledgerguard.hosts.desktop import MARK
from ledgerguard.hosts.findings import Finding, State
from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
from ledgerguard.ledger.schema import Ledger


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


def test_the_sample(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledgerguard.workbooks.cockpit.build", built)
    path = Path(asked("sample_cockpit"))
    assert path.parent == home / "Documents" / "ledgerguard"
    assert path.read_text() == f"{len(read(sample_path()).frame)} invoices at {SAMPLE_AS_OF}"


def test_without_documents_it_goes_to_the_temporary_files(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "Documents").rmdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(home))
    monkeypatch.setattr("ledgerguard.workbooks.cockpit.build", built)
    assert Path(asked("sample_cockpit")).parent == home / "ledgerguard"


def test_two_in_the_same_second(monkeypatch: pytest.MonkeyPatch) -> None:
    # the first one is open in Excel, and cannot be written again
    monkeypatch.setattr("ledgerguard.workbooks.cockpit.build", built)
    paths = {asked("sample_cockpit") for _ in range(3)}
    assert len(paths) == 3


def built(ledger: Ledger, as_of: object, out: Path, **options: object) -> Any:
    """A cockpit takes seconds; this one takes none."""
    assert options["host"] == "desktop"
    out.write_text(f"{len(ledger.frame)} invoices at {as_of}")
    return SimpleNamespace(path=out)


def found(*states: State) -> list[Finding]:
    return [Finding("desktop", f"Check {s}", s, f"It is {s}.", f"Mend {s}.") for s in states]


def test_the_doctor_tells_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "ledgerguard.hosts.desktop_doctor.findings"
    monkeypatch.setattr(name, lambda: found("ok", "warning", "fault", "absent"))
    told = "Check warning: It is warning. Mend warning.\nCheck fault: It is fault. Mend fault."
    assert asked("doctor", "") == told
    assert asked("doctor", "no DLL") == f"The last call failed: no DLL\n\n{told}"
    monkeypatch.setattr(name, lambda: found("ok"))
    assert asked("doctor", "") == "Nothing is wrong that can be seen from here."

"""``ledgerguard addin``, ``doctor`` and ``selfcheck`` at the prompt."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledgerguard.cli import app
from ledgerguard.hosts import desktop_addin

linux = pytest.mark.skipif(sys.platform == "win32", reason="what Linux says")


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


def test_build_writes_each_file(tmp_path: Path) -> None:
    xlam, oxt, lite = tmp_path / "a.xlam", tmp_path / "a.oxt", tmp_path / "lite"
    assert run("addin", "build", "desktop", "--out", xlam, "--lang", "zh")[0] == 0
    assert desktop_addin.read(xlam).language == "zh"
    assert run("addin", "build", "calc", "--out", oxt)[0] == 0
    assert oxt.read_bytes()[:2] == b"PK"
    code, text = run("addin", "build", "lite", "--out", lite)
    assert code == 0
    assert (lite / "main.py").is_file()
    assert "xlwings Lite" in text
    assert run("addin", "build", "lite", "--out", tmp_path / "main.py")[0] == 2


@pytest.mark.parametrize(
    "words", [("build", "calc"), ("build", "lite"), ("install", "calc")], ids=" ".join
)
def test_a_language_that_would_have_no_effect_is_refused(words: tuple[str, str]) -> None:
    code, text = run("addin", *words, "--lang", "zh")
    assert code == 2
    assert f"--lang must be left out for {words[1]}, got zh" in " ".join(text.split())


@linux
def test_excel_needs_windows() -> None:
    code, text = run("addin", "install", "desktop")
    assert code == 2
    assert "must be installed on Windows" in text
    assert run("addin", "uninstall", "desktop")[0] == 2


def test_install_status_and_uninstall_in_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LEDGERGUARD_XLSTART", str(tmp_path / "XLSTART"))
    code, text = run("addin", "install", "desktop")
    assert code == 0, text
    assert "it answers 43.8" in text
    assert (tmp_path / "XLSTART" / "ledgerguard.xlam").is_file()
    assert run("addin", "uninstall", "desktop") == (0, "ledgerguard 0.1.0 is taken away\n")
    assert run("addin", "uninstall", "desktop") == (0, "there was none\n")


@linux
def test_what_is_not_here_is_no_fault() -> None:
    code, text = run("doctor", "desktop", "--json")
    assert code == 0
    states = [finding["state"] for finding in json.loads(text)["findings"]]
    assert states == ["absent"]
    code, text = run("doctor", "lite")
    assert code == 0
    assert "addin build lite" in text
    assert run("addin", "status", "desktop")[0] == 0


def test_selfcheck_tells_what_to_do_next(tmp_path: Path) -> None:
    code, text = run("selfcheck", "--host", "lite", "--out", tmp_path / "check.xlsx")
    assert code == 0
    assert "checks of" in text
    assert "Ctrl+Alt+F9" in text


def test_a_look_that_fails_costs_only_its_own_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[object]:
        raise OSError("no disk")

    monkeypatch.setattr("ledgerguard.hosts.calc_doctor.findings", fail)
    code, text = run("doctor", "--json")
    assert code == 1
    found = {f["host"]: f for f in json.loads(text)["findings"]}
    assert found["calc"]["text"] == "It failed: no disk"
    assert "desktop" in found

"""The command as a user runs it, in a process of its own, with the real LibreOffice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

LAST_LINES = re.compile(
    r"recalculated (\d+) formula cells in LibreOffice: 0 differences\n"
    r"ours (\d+), filled by arrays (\d+), native (\d+)\n$"
)
CELL = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)><f>([^<]*)</f><v>([\d.]+)</v></c>')


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ledgerguard", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"LEDGERGUARD_REQUIRE_HOSTS": "1"},
        timeout=600,
    )


@pytest.fixture(scope="module")
def demo(office: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("demo") / "demo.xlsx"
    done = command("demo", "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return out, done.stdout


def test_demo_builds_and_recalculates(demo: tuple[Path, str]) -> None:
    out, printed = demo
    assert f"workbook: {out}\n" in printed
    found = LAST_LINES.search(printed)
    assert found is not None, printed
    compared, *parts = map(int, found.groups())
    assert compared == sum(parts)
    assert compared > 500


def test_recalc_names_exactly_the_planted_cell(demo: tuple[Path, str], tmp_path: Path) -> None:
    """One cached number of the dashboard is raised by 1; everything else stays byte for byte."""
    planted = tmp_path / "planted.xlsx"
    cell, old = "", ""
    with zipfile.ZipFile(demo[0]) as source, zipfile.ZipFile(planted, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                text = content.decode()
                found = CELL.search(text)
                assert found is not None
                cell, old = found[1], found[4]
                wrong = found[0].replace(f"<v>{old}</v>", f"<v>{float(old) + 1}</v>")
                content = (text[: found.start()] + wrong + text[found.end() :]).encode()
            target.writestr(item, content)
    untouched = planted.read_bytes()
    done = command("recalc", planted)
    assert done.returncode == 1, done.stderr
    assert re.findall(r"\w+!([A-Z]+\d+) ", done.stdout) == [cell]
    assert ": 1 difference\n" in done.stdout
    assert planted.read_bytes() == untouched


def test_recalc_of_a_file_that_is_no_workbook(office: None, tmp_path: Path) -> None:
    path = tmp_path / "poem.xlsx"
    path.write_text("roses are red", encoding="utf-8")
    done = command("recalc", path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr

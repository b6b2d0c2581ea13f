"""workbooks/: what is stale is found, part by part."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from gallery.__main__ import main
from gallery.books import BEGIN, END, build, differences, stale


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("workbooks")
    (made / "README.md").write_text(f"Before\n{BEGIN}\nwhat stood here\n{END}\nAfter\n", "utf-8")
    build(made)
    return made


def test_a_fresh_build_is_not_stale(folder: Path, tmp_path: Path) -> None:
    assert stale(folder, tmp_path) == []
    readme = (folder / "README.md").read_text("utf-8")
    assert readme.startswith("Before\n")
    assert readme.endswith("After\n")
    assert "### Working capital" in readme
    assert "what stood here" not in readme


def test_a_changed_part_is_stale_but_its_day_is_not(folder: Path, tmp_path: Path) -> None:
    fresh = folder / "working-capital-en.xlsx"
    (tmp_path / "kept").mkdir()
    kept = tmp_path / "kept" / fresh.name
    assert differences(kept, fresh) == [f"{fresh.name}: missing"]
    _rewritten(fresh, kept, "docProps/core.xml")
    assert differences(kept, fresh) == []
    _rewritten(fresh, kept, "xl/worksheets/sheet2.xml")
    assert differences(kept, fresh) == [f"{fresh.name}: xl/worksheets/sheet2.xml differs"]


def test_what_no_template_makes_is_stale(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "orphan.xlsx").write_bytes(b"")
    (copy / "README.md").write_text(f"{BEGIN}{END}", "utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert stale(copy, scratch) == [
        "orphan.xlsx: no template makes it",
        "README.md: the part on the templates differs",
    ]


def test_an_unknown_command_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("nothing") == 2
    assert "python -m gallery check" in capsys.readouterr().out


def _rewritten(source: Path, target: Path, part: str) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b" " if name == part else b""))

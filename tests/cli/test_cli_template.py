"""``ledgerguard template lint`` and ``template retarget``."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from foreign_books import FOREIGN, parts, with_ours
from typer.testing import CliRunner, Result

from ledgerguard.cli import app

RUNNER = CliRunner()


def run(*arguments: object) -> Result:
    return RUNNER.invoke(app, ["template", *map(str, arguments)])


def book(path: Path, *texts: str) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for text in texts:
        sheet.append([text])
    made.save(path)
    return path


def test_errors_fail_and_warnings_only_when_strict(tmp_path: Path) -> None:
    sound = book(tmp_path / "sound.xlsx", "=LG_DSO(1,2)")
    doubtful = book(tmp_path / "doubtful.xlsx", "=LG_CONCENTRATION_HHI(F:F)")
    wrong = book(tmp_path / "wrong.xlsx", "=LG_DSO(1)")
    assert run("lint", sound).output == "sound.xlsx: 0 errors, 0 warnings\n"
    results = [run("lint", path) for path in (sound, doubtful, wrong)]
    assert [result.exit_code for result in results] == [0, 0, 1]
    assert "doubtful.xlsx: 0 errors, 1 warnings" in results[1].output
    assert run("lint", "--strict", sound).exit_code == 0
    assert run("lint", "--strict", doubtful).exit_code == 1
    assert run("lint", "--host", "calc", sound).exit_code == 1


def test_the_table_says_where_what_and_what_to_do(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", "=LG_DSOO(1)")
    lines = [line for line in run("lint", path).output.splitlines() if line.strip()]
    assert lines[0].split()[:3] == ["where", "level", "code"]
    assert "no formula has this name" in lines[2]
    assert lines[2].split()[:3] == ["Sheet!A1", "error", "unknown"]
    assert lines[3].split()[0] == "LG_DSOO"
    assert "LG_DSO is the nearest name" in lines[3]
    chinese = run("lint", path, "--lang", "zh").output
    assert "最接近的名称是 LG_DSO" in chinese
    assert "a.xlsx：1 个错误，0 个警告" in chinese


def test_json_is_for_scripts(tmp_path: Path) -> None:
    result = run("lint", book(tmp_path / "a.xlsx", "=LG_DSO(1)"), "--format", "json")
    assert result.exit_code == 1
    (finding,) = json.loads(result.output)
    assert list(finding) == ["sheet", "cell", "code", "level", "what", "got", "allowed", "hint"]
    assert (finding["sheet"], finding["cell"], finding["code"]) == ("Sheet", "A1", "arguments")
    sound = run("lint", book(tmp_path / "b.xlsx", "=LG_DSO(1,2)"), "--format", "json")
    assert json.loads(sound.output) == []


def test_retarget_says_what_it_did(tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", "=LG_DSO(1,2)", "=LG_AGING(D1:E9,1)")
    result = run("retarget", source, "--host", "lite")
    assert result.exit_code == 0, result.output
    assert "a-lite.xlsx: 2 calls respelled for lite" in result.output
    assert "1 cells became dynamic formulas" in result.output
    assert "xl/metadata.xml was added" in result.output
    assert "1 cells stay plain" in result.output
    back = run(
        "retarget", tmp_path / "a-lite.xlsx", "--host", "desktop", "--out", tmp_path / "x/b.xlsx"
    )
    assert "1 dynamic formulas became plain ones again" in back.output
    assert parts(tmp_path / "x" / "b.xlsx") == parts(source)


def test_a_signature_is_said_to_be_broken(tmp_path: Path) -> None:
    signed = next(path for path in FOREIGN if "signed" in path.name)
    result = run("retarget", with_ours(signed, tmp_path / "a.xlsx"), "--host", "calc")
    assert "the signature no longer holds" in result.output


def test_the_kind_of_file_cannot_change(tmp_path: Path) -> None:
    macro = next(path for path in FOREIGN if path.suffix == ".xlsm")
    result = run("retarget", macro, "--host", "calc", "--out", tmp_path / "a.xlsx")
    assert result.exit_code == 2
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize("command", [["lint"], ["retarget", "--host", "calc"]])
def test_what_is_no_workbook_is_one_clean_message(command: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("customer,amount\n", encoding="utf-8")
    result = run(*command, path)
    assert result.exit_code == 2
    assert "must be an .xlsx or .xlsm workbook, got a.xlsx" in result.output
    assert "Traceback" not in result.output
    assert not zipfile.is_zipfile(tmp_path / "a-calc.xlsx")

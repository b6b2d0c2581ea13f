"""The add-in file and the VBA in it, read back by other people's tools."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ledgerguard import __version__
from ledgerguard.catalogue import with_functions
from ledgerguard.cells.functions import functions
from ledgerguard.errors import HostError
from ledgerguard.formula import formula
from ledgerguard.hosts import desktop_addin, desktop_parts
from ledgerguard.hosts.desktop_addin import AddinFile, build, fingerprint, read
from ledgerguard.hosts.desktop_vba import arguments, modules, reserved
from ledgerguard.units import Money

GOLDEN = Path(__file__).parents[1] / "golden" / "desktop_functions.bas"
FEW = ("DSO", "AGING", "ADD")


def few() -> Mapping[str, Any]:
    known = functions()
    varying = next(f for f in known.values() if f.parameters and f.parameters[-1].repeats)
    return {name: known[name] for name in (*FEW, varying.name)}


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("addin") / "ledgerguard.xlam", python="C:\\Py\\python.exe")


@pytest.fixture(scope="module")
def code(addin: Path) -> dict[str, str]:
    with warnings.catch_warnings():
        # oletools 0.60.2 calls pyparsing by names that pyparsing 3.3 has renamed
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(addin))
        found = {name: text for _, _, name, text in parser.extract_macros()}
        parser.close()
    return {name.removesuffix(".bas").removesuffix(".cls"): text for name, text in found.items()}


def test_it_says_what_it_is(addin: Path) -> None:
    import importlib.metadata

    assert read(addin) == AddinFile(
        ledgerguard=__version__,
        xlwings=importlib.metadata.version("xlwings"),
        fingerprint=fingerprint(functions()),
        python="C:\\Py\\python.exe",
        language="en",
    )


def test_two_builds_are_equal(addin: Path, tmp_path: Path) -> None:
    again = build(tmp_path / "new folder" / "again.xlam", python="C:\\Py\\python.exe")
    assert again.read_bytes() == addin.read_bytes()


def test_a_new_formula_makes_another_fingerprint() -> None:
    @formula("ACME_RISK")
    def risk(amount: Money) -> Money:
        """Risk.

        Args:
            amount: The amount.

        Errors: #VALUE! when amount is no number.
        Example: =ACME_RISK(1) -> 1
        Source: Acme.
        """
        return amount

    more = with_functions(functions(), [risk], "acme")
    assert fingerprint(more) != fingerprint(functions())
    assert "Public Function LG_ACME_RISK(amount)" in "".join(modules(more).values())


def test_the_modules(code: dict[str, str]) -> None:
    ours = {name for name in code if name.startswith("ledgerguard")}
    assert ours == {"ledgerguard_calls", "ledgerguard_ribbon", *modules(functions())}
    assert {"xlwings", "Dictionary", "ThisWorkbook"} <= set(code)
    assert "RibbonMyAddin" not in code
    assert 'PROJECT_NAME As String = "ledgerguard"' in code["xlwings"]


def test_every_formula_is_a_function_with_its_help(code: dict[str, str]) -> None:
    every = "\n".join(text for name, text in code.items() if re.fullmatch(r"ledgerguard_\d", name))
    assert re.findall(r"Public Function LG_(\w+)\(", every) == list(functions())
    described = dict(re.findall(r'Attribute LG_(\w+)\.VB_Description = "(.*)"', every))
    for name, record in functions().items():
        assert described[name].replace('""', '"') == record.summary.replace("–", "-")
    assert every.count('VB_Invoke_Func = " \\n20"') == len(functions())


def test_a_workbook_cannot_say_which_python_runs(code: dict[str, str]) -> None:
    # a sheet of the open workbook, or a file beside it, would run whatever program it names
    assert 'SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf")' not in code["xlwings"]
    assert 'If source = "" Or source = "directory" Then' not in code["xlwings"]


def test_the_generated_code_is_as_reviewed() -> None:
    text = "".join(modules(few()).values()).replace("\r\n", "\n")
    assert text == GOLDEN.read_text(encoding="ascii")


def test_vba_limits(code: dict[str, str]) -> None:
    for name, text in code.items():
        if name.startswith("ledgerguard"):
            lines = text.splitlines()
            assert text.isascii(), name
            assert max(map(len, lines)) < 1023
            assert len(text) < 64_000
            runs = re.findall(r"(?:.* _\r?\n)+", text)
            assert all(run.count(" _") <= 24 for run in runs)
    for record in functions().values():
        names = [name.casefold() for name in arguments(record)]
        assert len(set(names)) == len(names) <= 60
        assert not set(names) & reserved()
        assert len(names) + sum(map(len, names)) <= 254  # beyond, Excel's wizard breaks


def test_blocks_are_closed(code: dict[str, str]) -> None:
    for name, text in code.items():
        if name.startswith("ledgerguard"):
            for opening, closing in (
                (r"^(?:Public |Private )?Function ", r"^End Function"),
                (r"^(?:Public |Private )?Sub ", r"^End Sub"),
                (r"^\s*For ", r"^\s*Next\b"),
                (r"^\s*With ", r"^\s*End With"),
                (r"^\s*Select Case ", r"^\s*End Select"),
                (r"^\s*If .* Then\s*$", r"^\s*End If"),
            ):
                opened = len(re.findall(opening, text, re.MULTILINE))
                assert opened == len(re.findall(closing, text, re.MULTILINE)), (name, opening)


def test_an_analyser_of_vba_finds_no_fault(code: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "vba"
    folder.mkdir()
    for name, text in code.items():
        if name.startswith("ledgerguard") or name == "xlwings":
            (folder / f"{name}.bas").write_text(text, encoding="ascii", newline="")
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("vbalidator"), folder, "--host", "excel"),
            *("--define", "VBA7=True,WIN64=True", "--output", tmp_path / "report.json"),
        ],
        capture_output=True,
        text=True,
    )
    found = [line for line in done.stdout.splitlines() if " ERROR " in line or " WARNING " in line]
    assert "Files scanned : 6" in done.stdout  # ours, and xlwings' own, whose faults are its own
    assert [line for line in found if not line.startswith("xlwings.bas")] == []


def test_the_analyser_can_find_a_fault(tmp_path: Path) -> None:
    text = (
        'Attribute VB_Name = "a"\r\nOption Explicit\r\nPublic Sub B()\r\n    c = 1\r\nEnd Sub\r\n'
    )
    (tmp_path / "a.bas").write_text(text, encoding="ascii", newline="")
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("vbalidator"), tmp_path, "--host", "excel"),
            *("--output", tmp_path / "report.json"),
        ],
        capture_output=True,
        text=True,
    )
    assert "ERROR" in done.stdout


def part(addin: Path, name: str) -> str:
    with zipfile.ZipFile(addin) as package:
        return package.read(name).decode()


def test_every_part_is_well_formed_and_known(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))
    kinds = part(addin, "[Content_Types].xml")
    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in kinds
    assert 'PartName="/xl/worksheets/sheet2.xml"' in kinds


def test_the_group_and_the_help_on_arguments(addin: Path) -> None:
    book = part(addin, "xl/workbook.xml")
    assert '<functionGroup name="ledgerguard"/>' in book
    root = ElementTree.fromstring(book)
    names = {
        one.get("name"): [d.text for d in one.iter(f"{{{desktop_parts.X14}}}argumentDescription")]
        for one in root.iter(f"{{{desktop_parts.X14}}}definedName")
    }
    assert set(names) == {"LG_" + f.name for f in functions().values() if f.parameters}
    dso = functions()["DSO"]
    assert names["LG_DSO"] == [p.description for p in dso.parameters]
    assert max(len(text or "") for texts in names.values() for text in texts) <= 255
    uri = "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"
    assert f'<ext uri="{uri}"' in book


def test_the_hidden_help_sheet(addin: Path) -> None:
    rows = desktop_parts.intellisense(functions(), "en")
    assert rows[0] == ["FunctionInfo", "1.0"]
    assert len(rows) == len(functions()) + 1
    assert 'name="_IntelliSense_" sheetId="3" state="hidden"' in part(addin, "xl/workbook.xml")
    assert "LG_DSO" in part(addin, "xl/worksheets/sheet2.xml")


def test_the_ribbon(addin: Path, tmp_path: Path, code: dict[str, str]) -> None:
    tab = part(addin, "customUI/customUI.xml")
    assert "@" not in tab
    actions = re.findall(r'onAction="ledgerguard_ribbon\.(\w+)"', tab)
    assert len(actions) == 5
    for action in actions:
        assert f"Public Sub {action}(control As IRibbonControl)" in code["ledgerguard_ribbon"]
    assert "customUI/customUI.xml" in part(addin, "_rels/.rels")
    chinese = build(tmp_path / "zh.xlam", few(), language="zh")
    assert "全部公式" in part(chinese, "customUI/customUI.xml")
    assert "应收账款" in part(chinese, "xl/worksheets/sheet2.xml")
    assert read(chinese).language == "zh"


def test_what_is_no_add_in_of_ours(tmp_path: Path) -> None:
    other = tmp_path / "other.xlam"
    other.write_bytes(b"no zip")
    with pytest.raises(HostError, match="must be an add-in that ledgerguard has built"):
        read(other)


def test_another_xlwings_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    edits = (("a line that is not there", ""),)
    monkeypatch.setattr(desktop_addin, "_EDITS", edits)
    with pytest.raises(HostError, match="must hold 'a line that is not there' once, got 0"):
        build(tmp_path / "a.xlam", few())
    monkeypatch.setattr(desktop_addin, "BASE", "no_such.xlam")
    with pytest.raises(HostError, match=r"xlwings must be installed with its file no_such\.xlam"):
        build(tmp_path / "a.xlam", few())

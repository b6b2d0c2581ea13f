"""Reading and respelling the formulas of a stored workbook, without LibreOffice."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ledgerguard.hosts import calc_package
from ledgerguard.hosts.calc_package import FormulaCell, address, formula_cells, retarget_copy

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="A &amp; B" sheetId="1" r:id="rId1"/></sheets>'
    '<definedNames><definedName name="n">LG_DSO(1,2,3)</definedName></definedNames></workbook>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="/xl/worksheets/sheet1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    "</Relationships>"
)
STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<si><t>zero</t></si><si><r><t>o</t></r><r><t>ne</t></r><rPh><t>x</t></rPh></si></sst>"
)


def package(path: Path, rows: str, prefix: str = "") -> Path:
    space = f"xmlns{':' if prefix else ''}{prefix[:-1]}"
    sheet = (
        f'<{prefix}worksheet {space}="{calc_package.MAIN}" xmlns:y="urn:y">'
        f"<{prefix}sheetData>{rows}</{prefix}sheetData></{prefix}worksheet>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", LINKS)
        archive.writestr("xl/sharedStrings.xml", STRINGS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def cells(path: Path) -> dict[str, FormulaCell]:
    (sheet,) = formula_cells(path)
    assert sheet.name == "A & B"
    return {address(position): cell for position, cell in sheet.cells.items()}


# the kinds of cached value are those of ECMA-376, part 1, 18.18.11 (ST_CellType)
@pytest.mark.parametrize(
    ("cell", "cached"),
    [
        ("<c r='B2'><f>1+1</f><v>2</v></c>", 2.0),
        ("<c r='B2' t='b'><f>TRUE</f><v>1</v></c>", 1.0),
        ("<c r='B2' t='e'><f>1/0</f><v>#DIV/0!</v></c>", "#DIV/0!"),
        ("<c r='B2' t='str'><f>A1</f><v>a&amp;b_x0009_</v></c>", "a&b\t"),
        ("<c r='B2' t='str'><f>A1</f><v></v></c>", ""),
        ("<c r='B2'><f>A1</f></c>", ""),
        ("<c r='B2' t='s'><f>A1</f><v>1</v></c>", "one"),
        ("<c r='B2' t='d'><f>A1</f><v>2024-01-31</v></c>", 45322.0),
        ("<c r='B2' t='inlineStr'><f>A1</f><is><t>in</t></is></c>", "in"),
        ("<c r='B2'><f>TRUE</f><v>True</v></c>", "True"),
    ],
)
def test_cached_values(tmp_path: Path, cell: str, cached: float | str) -> None:
    path = package(tmp_path / "a.xlsx", f"<row r='2'><c r='A2'><v>7</v></c>{cell}</row>")
    assert {name: one.cached for name, one in cells(path).items()} == {"B2": cached}


def test_an_array_counts_every_cell_it_fills(tmp_path: Path) -> None:
    rows = (
        "<row r='1'><c r='A1' cm='1' t='str'><f t='array' ref='A1:B2'>LG_AGING(D1:E9)</f>"
        "<v>x</v></c><c r='B1'><v>5</v></c><c r='C1'><v>6</v></c></row>"
        "<row r='2' y:more='1'><c r='A2' t='s'><v>0</v></c></row>"
        "<row r='3'><c r='A3'><v>9</v></c></row>"
    )
    found = cells(package(tmp_path / "a.xlsx", rows))
    assert {name: (one.cached, one.filled) for name, one in found.items()} == {
        "A1": ("x", False),
        "B1": (5.0, True),
        "A2": ("zero", True),
        "B2": ("", True),
    }
    assert all(one.ours for one in found.values())


def test_a_shared_formula_is_shown_for_its_own_cell(tmp_path: Path) -> None:
    rows = (
        "<row r='1'><c r='B1'><f t='shared' ref='B1:B2' si='0'>LG_DSO(A1,$C$1)</f>"
        "<v>1</v></c></row>"
        "<row r='2'><c r='B2'><f t='shared' si='0'/><v>2</v></c></row>"
    )
    (sheet,) = formula_cells(package(tmp_path / "a.xlsx", rows))
    assert sheet.cells[2, 2].formula((2, 2)) == "=LG_DSO(A2,$C$1)"
    assert sheet.cells[2, 2].ours


def test_blocks_join_to_the_whole_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f"<row r='{n}'><c r='A{n}'><f>LG_DSO({n},1,1)</f><v>{n}</v></c></row>"
        for n in range(1, 200)
    )
    path = package(tmp_path / "a.xlsx", rows)
    whole = cells(path)
    monkeypatch.setattr(calc_package, "BLOCK_BYTES", 37)
    assert cells(path) == whole
    assert len(whole) == 199


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_only_our_calls_are_respelled(tmp_path: Path, prefix: str) -> None:
    p = prefix
    texts = [
        "_xldudf_LG_DSO(A1,2,3)&amp;&quot;LG_DSO(&quot;",
        "SUM('LG_A (1)'!A1:A2)",
        'IF(A1="a\n&lt;",LG_DSO(1,2,3),1)',
    ]
    row = "".join(
        f"<{p}c r='{column}1'><{p}f>{text}</{p}f><{p}v>LG_DSO(</{p}v></{p}c>"
        for column, text in zip("ABC", texts, strict=True)
    )
    source = package(tmp_path / "a.xlsx", f"<{p}row r='1'>{row}</{p}row>", prefix)
    retarget_copy(source, tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "LG.DSO(1,2,3)" in archive.read("xl/workbook.xml").decode()
    assert f"<{p}f>{texts[0].replace('_xldudf_LG_DSO', 'LG.DSO')}</{p}f>" in sheet
    assert f"<{p}f>{texts[1]}</{p}f>" in sheet
    assert f'<{p}f>IF(A1="a\n&lt;",LG.DSO(1,2,3),1)</{p}f>' in sheet
    assert sheet.count(f"<{p}v>LG_DSO(</{p}v>") == 3
    assert [one.text for one in cells(source).values()][1] == "=SUM('LG_A (1)'!A1:A2)"


def test_a_sheet_without_rows_has_no_formulas(tmp_path: Path) -> None:
    assert cells(package(tmp_path / "a.xlsx", "")) == {}

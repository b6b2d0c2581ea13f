"""A workbook taken to another host: the calls are respelled, and every other byte stays."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from foreign_books import FOREIGN, parts, rewritten, with_ours
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import HOSTS, PREFIX, Host, retarget
from ledgerguard.errors import HostError
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.stored.dynamic_cells import mark_chain, number_of_mark
from ledgerguard.workbooks.stored.lint import lint
from ledgerguard.workbooks.stored.respell import respell_part, respell_text, respell_xml
from ledgerguard.workbooks.stored.retarget import Retargeted, retarget_file
from ledgerguard.workbooks.stored.single_values import is_single
from ledgerguard.workbooks.writer import Book

SPELLED = {"calc": b"LG.DSO", "lite": b"_xldudf_LG_DSO", "desktop": b"LG_DSO"}
by_file = pytest.mark.parametrize("file", FOREIGN, ids=lambda path: path.name)


def moved(source: Path, host: Host) -> Retargeted:
    return retarget_file(source, source.with_name(f"{source.stem}-{host}{source.suffix}"), host)


@by_file
def test_a_foreign_workbook_keeps_every_other_byte(file: Path, tmp_path: Path) -> None:
    source = with_ours(file, tmp_path / file.name)
    done = moved(source, "calc")
    # Only what does not stand in quotes is a call.
    call = re.compile(rb'(?<!")(?<!&quot;)LG_DSO\(')
    expected, touched = [], set()
    for name, date, kind, content in parts(source):
        if re.search(r"xl/(workbook|worksheets/[^/]+)\.xml", name):
            new = call.sub(SPELLED["calc"] + b"(", content)
            touched |= {name} if new != content else set()
            content = new
        expected.append((name, date, kind, content))
    assert touched
    assert parts(done.path) == expected
    assert set(done.parts) == touched
    assert done.unchanged == len(expected) - len(touched)
    changed = b"".join(content for name, _, _, content in expected if name in touched)
    assert done.calls == changed.count(b"LG.DSO(") > 0


@by_file
def test_a_round_trip_gives_every_byte_back(file: Path, tmp_path: Path) -> None:
    for text in (None, "LG_DSO(1,2,3)", "SUM(A1:A9)*LG_DSO(A1,B1)"):
        source = with_ours(file, tmp_path / file.name, **({"text": text} if text else {}))
        there = moved(source, "calc")
        lite = moved(there.path, "lite")
        back = moved(lite.path, "desktop")
        assert parts(back.path) == parts(source)
        assert there.calls == lite.calls == back.calls > 0
        assert lite.marked == back.unmarked


@by_file
def test_without_calls_of_ours_nothing_changes(file: Path, tmp_path: Path) -> None:
    for host in HOSTS:
        done = retarget_file(file, tmp_path / file.name, host)
        assert parts(done.path) == parts(file)
        assert (done.calls, done.parts, done.added) == (0, (), "")
        assert done.signed is ("signed" in file.name)


PLACES = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:x14="urn:x14" xmlns:xm="urn:xm"><sheetData><row r="1">
<c r="A1"><f t="shared" ref="A1:A2" si="0">LG_DSO(B1,2)</f></c><c r="B1"><f t="shared" si="0"/></c>
<c r="C1"><f t="array" ref="C1:D9">LG_AGING(E1:F9)</f></c><c r='D1'><f
>[1]!LG_DSO(1)</f></c><c r="E1"><f><![CDATA[IF(A1<2,LG_DSO(1,2),"LG_DSO(")]]></f></c>
<c r="F1" t="str"><v>LG_DSO(1)</v></c><c r="G1"><f note="a > b">&#76;G_DSO(1)</f></c></row>
</sheetData><!-- <f>LG_DSO(1)</f> --><note><![CDATA[<f>LG_DSO(1)</f>]]></note>
<conditionalFormatting sqref="A1"><cfRule><formula>LG_DSO(1)>1</formula></cfRule>
</conditionalFormatting><dataValidations><dataValidation><formula1>LG_DSO(1)</formula1><formula2
>LG_DSO(2)</formula2></dataValidation></dataValidations><extLst><x14:cfRule><xm:f>LG_DSO(1)</xm:f>
</x14:cfRule></extLst><t><calculatedColumnFormula>LG_DSO(T[[#This Row],[LG_DSO(x)]],T['[LG_DSO(])
</calculatedColumnFormula><totalsRowFormula>LG_DSO(1)</totalsRowFormula></t></worksheet>"""
CALC = (
    PLACES.replace(">LG_DSO(B1", ">LG.DSO(B1")
    .replace(">LG_AGING(", ">LG.AGING(")
    .replace("[1]!LG_DSO", "LG.DSO")
    .replace("IF(A1<2,LG_DSO", "IF(A1<2,LG.DSO")
    .replace("&#76;G_DSO", "LG.DSO")
    .replace("<formula>LG_", "<formula>LG.")
    .replace("<formula1>LG_", "<formula1>LG.")
    .replace("formula2\n>LG_", "formula2\n>LG.")
    .replace("<xm:f>LG_", "<xm:f>LG.")
    .replace("Formula>LG_", "Formula>LG.")
)


def test_every_element_that_holds_a_formula_and_no_other() -> None:
    assert respell_xml(PLACES, "calc") == (CALC, 11)
    assert CALC.count("LG_") == 6  # a comment, a marked section, a value, a string, two columns


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_part_keeps_its_encoding(encoding: str) -> None:
    xml = "<x>客户</x><f>LG_DSO(&quot;客户&quot;)</f>"
    content, calls = respell_part(xml.encode(encoding), "lite")
    assert calls == 1
    assert content == xml.replace("LG_", "_xldudf_LG_").encode(encoding)
    broken = b"\xff<f>LG_DSO(1)</f>\xe9"
    assert respell_part(broken, "calc") == (b"\xff<f>LG.DSO(1)</f>\xe9", 1)


# Pieces of formula text, each with what it is in Calc.
CALLS = st.sampled_from(["LG_DSO(", "LG.DSO(", "_xldudf_LG_DSO(", "lg_dso(", "[12]!LG_DSO("]).map(
    lambda text: (text, "LG.DSO(")
)
PLAIN = st.one_of(
    st.text("LG_DSO(\"'[]", max_size=9).map(lambda t: '"' + t.replace('"', '""') + '"'),
    st.text("LG_DSO(\"'[]", min_size=1, max_size=9).map(
        lambda t: "'" + t.replace("'", "''") + "'!A1"
    ),
    st.text("LG_DSO(\"'[]#", max_size=9).map(
        lambda t: "T[[" + re.sub(r"(['\[\]#])", r"'\1", t) + "],[x]]"
    ),
    st.sampled_from(
        ["SUM(A1:A9)", '{1,2;"LG_DSO(",4}', "'LG_DSO'!A1", "LG_DSO", "XLG_DSO(1)", "A.LG_DSO(1)"]
    ),
    st.sampled_from(["[1]LG_DSO!A1", "_xll.LG_DSO(1)", "LG_DSO2(1)", "LG_(1)", "#REF!", "A1#"]),
).map(lambda text: (text, text))
PIECES = st.lists(
    st.tuples(st.one_of(CALLS, PLAIN), st.sampled_from(["+", ",", "&", " ", ")", ">", "="])),
    min_size=1,
    max_size=8,
)


@given(PIECES)
def test_any_formula_text_is_respelled_where_it_calls_us(
    pieces: list[tuple[tuple[str, str], str]],
) -> None:
    text = "".join(piece[0] + gap for piece, gap in pieces)
    expected = "".join(piece[1] + gap for piece, gap in pieces)
    assert retarget(text, "calc") == expected
    # and so in XML, whichever way its writer escaped it
    for old, new in ((text, expected),):
        for write in (
            lambda t: t.replace("&", "&amp;").replace(">", "&gt;").replace('"', "&quot;"),
            lambda t: "".join(f"&#{ord(c)};" if c in "'&>\"<" else c for c in t),
        ):
            assert respell_text(write(old), "calc")[0] == write(new)


@given(PIECES, st.permutations(HOSTS))
def test_a_text_that_came_back_is_the_one_that_left(
    pieces: list[tuple[tuple[str, str], str]], hosts: list[Host]
) -> None:
    text = retarget("".join(piece[0] + gap for piece, gap in pieces), hosts[0])
    if "[12]!" not in text:  # a link to a file is not found again
        assert retarget(retarget(retarget(text, hosts[1]), hosts[2]), hosts[0]) == text


def test_a_link_to_the_file_of_an_add_in_stays_only_in_desktop_excel() -> None:
    assert retarget("[1]!LG_DSO(1)+LG.DSO(2)", "desktop") == "[1]!LG_DSO(1)+LG_DSO(2)"
    assert retarget("[1]!LG_DSO(1)", "lite") == "_xldudf_LG_DSO(1)"


# --- dynamic cells ---------------------------------------------------------------------------


def book_for(host: Host, path: Path) -> Path:
    """One of our own: a value, a value that lies in a native function, a table that spills."""
    book = Book(functions(), host)
    sheet = book.sheet("Figures")
    for row, (left, right) in enumerate(((1200000, 10000000), (900000, 8000000))):
        sheet.put(row, 0, left)
        sheet.put(row, 1, right)
    sheet.formula(0, 2, "LG_DSO(A1,B1,365)")
    sheet.formula(1, 2, 'IF(LG_DSO(A2,B2)>40,"late","")')
    sheet.formula(2, 2, "SUM(A1:A2)")
    save(book, path, language="en", title="", created=dt.date(2026, 1, 1))
    return path


@pytest.mark.parametrize("host", HOSTS)
def test_the_checker_finds_nothing_in_ours(host: Host, tmp_path: Path) -> None:
    path = book_for(host, tmp_path / "a.xlsx")
    assert lint(path, host=host) == lint(path) == ()
    other = moved(path, "calc" if host != "calc" else "desktop").path
    assert {one.code for one in lint(other, host=host)} == {"spelling"}


def cells(path: Path) -> dict[str, tuple[str, str | None, str | None, str | None]]:
    """Formula, kind, range and mark of every formula cell of the first sheet."""
    with zipfile.ZipFile(path) as package:
        root = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    found = {}
    for cell in root.iterfind(".//{*}c"):
        formula = cell.find("{*}f")
        if formula is not None:
            kind = (formula.get("t"), formula.get("ref"), cell.get("cm"))
            found[cell.get("r", "")] = (formula.text or "", *kind)
    return found


def test_a_desktop_workbook_becomes_what_is_built_for_lite(tmp_path: Path) -> None:
    desktop, lite = (book_for(host, tmp_path / f"{host}.xlsx") for host in ("desktop", "lite"))
    done = moved(desktop, "lite")
    assert cells(done.path) == cells(lite)
    assert (done.marked, done.added, done.plain) == (2, "xl/metadata.xml", 0)
    with zipfile.ZipFile(done.path) as ours, zipfile.ZipFile(lite) as built:
        read = ElementTree.fromstring
        for name in ("xl/metadata.xml", "[Content_Types].xml"):
            assert sorted(ElementTree.tostring(e) for e in read(ours.read(name))) == sorted(
                ElementTree.tostring(e) for e in read(built.read(name))
            )
        links = {
            (e.get("Type"), e.get("Target")) for e in read(ours.read("xl/_rels/workbook.xml.rels"))
        }
        assert links == {
            (e.get("Type"), e.get("Target")) for e in read(built.read("xl/_rels/workbook.xml.rels"))
        }
    assert parts(moved(done.path, "desktop").path) == parts(desktop)


def test_a_workbook_with_dynamic_formulas_keeps_their_metadata(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_dynamic_array_formula("A1:A1", "=LG_ADD(1,2)")
    sheet.write_formula("B1", "=LG_DSO(1,2,3)")
    sheet.write_formula("C1", "=LG_AGING(E1:F9)")
    sheet.write_formula("D1", "=SUM(E1:E9)")
    book.close()
    done = moved(path, "lite")
    assert (done.marked, done.plain, done.added) == (1, 1, "")
    assert cells(done.path) == {
        "A1": ("_xldudf_LG_ADD(1,2)", "array", "A1", "1"),
        "B1": ("_xldudf_LG_DSO(1,2,3)", "array", "B1", "1"),
        "C1": ("_xldudf_LG_AGING(E1:F9)", None, None, None),
        "D1": ("SUM(E1:E9)", None, None, None),
    }
    back = moved(done.path, "desktop")
    assert back.unmarked == 1  # the one that Excel itself would have marked stays
    assert parts(back.path) == parts(path)


def test_the_calculation_chain_follows(tmp_path: Path) -> None:
    source = next(path for path in FOREIGN if path.name.startswith("50755"))

    def change(name: str, xml: str) -> str:
        return re.sub(r"<f>[^<]*</f>", "<f>LG_DSO(1,2,3)</f>", xml)

    path = rewritten(source, tmp_path / "a.xlsx", change)
    done = moved(path, "lite")
    assert done.marked > 0
    with zipfile.ZipFile(done.path) as package:
        chain = package.read("xl/calcChain.xml").decode()
        sheets = "".join(
            package.read(name).decode() for name in package.namelist() if "worksheets/s" in name
        )
    assert chain.count(' a="1"') == sheets.count(' t="array"') == done.marked
    assert parts(moved(done.path, "desktop").path) == parts(path)


def test_the_chain_names_a_sheet_once_for_all_that_follow() -> None:
    chain = '<calcChain><c r="A1" i="1"/><c r="B1"/><c r="A1" i="2"/><c r="B1" a="1"/></calcChain>'
    wanted = frozenset({("1", "B1"), ("2", "B1"), ("2", "A1")})
    marked = mark_chain(chain, wanted, array=True)
    assert marked == chain.replace('"1"/><c r="B1"/>', '"1"/><c r="B1" a="1"/>').replace(
        'i="2"/>', 'i="2" a="1"/>'
    )
    assert mark_chain(marked, frozenset({("1", "B1")}), array=False).count(' a="1"') == 2


def test_the_mark_is_found_among_others() -> None:
    rich = (
        '<metadata xmlns="urn:m"><metadataTypes><metadataType name="XLRICHVALUE"/>{0}'
        '</metadataTypes><futureMetadata name="XLDAPR"><bk><p fDynamic="{1}"/></bk>'
        '</futureMetadata><cellMetadata><bk><rc t="1" v="0"/></bk><bk><rc t="2" v="0"/></bk>'
        "</cellMetadata></metadata>"
    )
    assert number_of_mark(rich.format('<metadataType name="XLDAPR"/>', 1)) == 2
    assert number_of_mark(rich.format('<metadataType name="XLDAPR"/>', 0)) is None
    assert number_of_mark(rich.format("", 1)) is None


@pytest.mark.parametrize(
    ("text", "single"),
    [
        ("LG_DSO(A1,Data!$B$2,days)", True),
        ("-LG_DSO('It''s'!A1,2)%+1", True),
        ("LG.CONCENTRATION_HHI(A1:A9)", True),  # takes a range, answers one value
        ("IFERROR(ROUND(_xldudf_LG_DSO(1,2,3),0),0)", True),
        ("SUM(A1:A9)/LG_DSO(1,2)", True),
        ("INDEX(LG_AGING(Ledger,45000),2,3)", True),
        ("LG_DSO(A1:A9,B1:B9)", False),  # lifted: answers a column
        ("LG_DSO(sales,1)", False),  # a name for a range
        ("LG_DSO(nobody,1)", False),
        ("LG_AGING(Ledger,45000)", False),
        ("A1:A9*LG_DSO(1,2)", False),
        ("LG_DSO({1;2},2)", False),
        ("LG_DSO(OFFSET(A1,1,1),2)", False),
        ("LG_NOBODY(1)", False),
        ("INDEX(LG_AGING(Ledger,45000),0)", False),
        ("LG_DSO(A1 B1,2)", False),  # an intersection, which our grammar does not read
        ("IF(A:A>1,LG_DSO(1,2),0)", False),
    ],
)
def test_only_what_surely_answers_one_value_may_become_dynamic(text: str, single: bool) -> None:
    names = {"DAYS": "Data!$C$1", "SALES": "Data!$A$1:$A$9", "LEDGER": "Data!$A$1:$F$99"}
    assert is_single(text, functions(), names) is single


# --- the file --------------------------------------------------------------------------------


def small(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "=LG_DSO(1,2,3)"
    book.save(path)
    return path


def test_a_file_may_be_written_over_itself(tmp_path: Path) -> None:
    path = small(tmp_path / "a.xlsx")
    path.chmod(0o640)
    retarget_file(path, path, "calc")
    assert cells(path)["A1"][0] == "LG.DSO(1,2,3)"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


def test_parts_that_nobody_knows_are_kept(tmp_path: Path) -> None:
    """Web extensions, threaded comments, custom XML, a comment of the archive, a doubled name."""
    path = tmp_path / "b.xlsx"
    rewritten(
        small(tmp_path / "a.xlsx"),
        path,
        lambda _, xml: xml,
        **{
            "xl/webextensions/webextension1.xml": "<we:webextension>LG_DSO(</we:webextension>",
            "xl/threadedComments/threadedComment1.xml": "<f>LG_DSO(1)</f>",
            "customXml/item1.xml": "<f>LG_DSO(1)</f>",
        },
    )
    with zipfile.ZipFile(path, "a") as package:
        package.comment = b"kept"
        package.mkdir("xl/empty")
    done = moved(path, "calc")
    assert done.parts == ("xl/worksheets/sheet1.xml",)
    assert done.unchanged == len(parts(path)) - 1
    with zipfile.ZipFile(done.path) as package:
        assert package.comment == b"kept"
        assert "xl/empty/" in package.namelist()


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = small(tmp_path / "a.xlsx")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="full"):
        moved(path, "calc")
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (None, "not a zip file"),
        ({"content.xml": "<a/>"}, "an archive of another kind"),
        (
            {
                "[Content_Types].xml": '<Types><Default Extension="bin" ContentType='
                '"application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
            },
            "binary workbook",
        ),
        ({"[Content_Types].xml": "<Types/>"}, "holds none"),
        ({"[Content_Types].xml": "<Types>"}, "damaged"),
        (
            {
                "[Content_Types].xml": '<Types><Override PartName="/xl/workbook.xml" ContentType='
                '"application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
                "xl/workbook.xml": "<workbook>",
            },
            "damaged",
        ),
    ],
)
def test_what_is_no_workbook_is_refused(
    entries: dict[str, str] | None, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    if entries is None:
        path.write_bytes(b"\xd0\xcf\x11\xe0" * 99)  # how a workbook with a password begins
    else:
        with zipfile.ZipFile(path, "w") as package:
            for name, text in entries.items():
                package.writestr(name, text)
    with pytest.raises(HostError, match=words) as caught:
        moved(path, "calc")
    assert "saved as .xlsx" in caught.value.hint


def test_a_workbook_without_a_list_of_relations_gets_no_marks(tmp_path: Path) -> None:
    """Rather an @ than a file that Excel repairs."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(small(tmp_path / "b.xlsx")) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "[Content_Types].xml":
                content = content.replace(b"</Types>", b"</Types><!-- odd -->")
            new.writestr(entry, content)
    done = moved(path, "lite")
    assert (done.marked, done.plain, done.added) == (0, 1, "")
    assert cells(done.path)["A1"] == ("_xldudf_LG_DSO(1,2,3)", None, None, None)
    assert PREFIX["lite"] == "_xldudf_LG_"

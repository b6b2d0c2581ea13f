"""The VBA of the add-in runs, all of it: in LibreOffice, whose Basic takes VBA.

It is not Excel: LibreOffice knows no ``Value2``, so the trial says ``Value``, and shows an error
made by CVErr as "Error 2042". A stand-in for the Python server says what it has been given.
"""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pyopenvba import ExcelFile, VBAModuleKind

from ledgerguard.catalogue import with_functions
from ledgerguard.cells.functions import functions
from ledgerguard.formula import formula
from ledgerguard.hosts.calc_office import clean_environment, installed
from ledgerguard.hosts.desktop_addin import build
from ledgerguard.hosts.desktop_vba import arguments, modules
from ledgerguard.units import Money

SERVER = """Attribute VB_Name = "xlwings"
Option Explicit
Public Function XLPy() As Object
    Set XLPy = New StandIn
End Function
"""
STAND_IN = """VERSION 1.0 CLASS
BEGIN
  MultiUse = -1  'True
END
Attribute VB_Name = "StandIn"
Option Explicit
Public Function CallUDF(ByVal moduleName As String, ByVal functionName As String, _
        ByVal arguments As Variant) As Variant
    Dim place As Long, said As String, table(0 To 1, 0 To 1) As Variant
    If functionName = "LG_GONE" Then Err.Raise &H800706BA, "server", "the server is gone"
    If functionName = "LG_NOT_THERE" Then Err.Raise 1000, "server", "no attribute"
    If functionName = "LG_MARKED" Then
        CallUDF = ChrW(&HE000) & arguments(0)
        Exit Function
    End If
    If functionName = "LG_ADD" Then
        table(0, 0) = 1.5
        table(0, 1) = ChrW(&HE000) & "#N/A"
        table(1, 0) = "#N/A"
        table(1, 1) = ChrW(&HE000) & "#DIV/0!"
        CallUDF = table
        Exit Function
    End If
    For place = LBound(arguments) To UBound(arguments)
        said = said & "|" & TypeName(arguments(place))
        If IsArray(arguments(place)) Then
            said = said & UBound(arguments(place), 1) & "x" & UBound(arguments(place), 2)
        End If
    Next place
    CallUDF = functionName & said
End Function
"""
TRIAL = """Attribute VB_Name = "Trial"
Option Explicit
Public Function SeveralRanges()
    SeveralRanges = LgCall("LG_X", Array(Union(Range("A1:A2"), Range("C3:D4"))))
End Function
Public Function Gone()
    Gone = LgCall("LG_GONE", Array(1))
End Function
Public Function NotThere()
    NotThere = LgCall("LG_NOT_THERE", Array(1))
End Function
Public Function Trouble()
    Dim ignored
    ignored = LgCall("LG_NOT_THERE", Array(1))
    Trouble = LgLastTrouble()
End Function
Public Function Marked(code)
    Marked = LgCall("LG_MARKED", Array(code))
End Function
Public Function Asked()
    Asked = LgAsk("module", "about", Array())
End Function
Public Function Refused()
    On Error GoTo failed
    Refused = LgAsk("module", "LG_MARKED", Array("what went wrong"))
    Exit Function
failed:
    Refused = "raised " & Err.Description
End Function
"""
ASKED: list[tuple[str, Any]] = [
    ("=LG_DSO(1;2;3)", "LG_DSO|Double|Double|Double"),
    ("=LG_DSO(1;2)", "LG_DSO|Double|Double|Empty"),  # what is left out
    ('=LG_DSO(Data.A1;"x";3)', "LG_DSO|Double|String|Double"),
    ("=LG_DSO(Data.A1:B3;1;3)", "LG_DSO|Variant()3x2|Double|Double"),
    # the sheet is in use down to row 5: two whole columns are cut there, a range of its own is not
    ("=LG_DSO(Data.A:A;Data.A1:B9;3)", "LG_DSO|Variant()5x1|Variant()9x2|Double"),
    ("=LG_DSO(Data.A:A;Data.B:B;3)", "LG_DSO|Variant()5x1|Variant()5x1|Double"),
    ("=LG_DSO(Data.1:1;Data.2:3;3)", "LG_DSO|Variant()1x2|Variant()2x2|Double"),
    ('=LG_EXPLAIN("DSO";1;Data.A1:A2)', "LG_EXPLAIN|String|Double|Variant()2x1"),
    ('=LG_EXPLAIN("DSO")', "LG_EXPLAIN|String"),
    ("{=LG_ADD(1;2)}", [["1.5", "Error 2042"], ["#N/A", "Error 2007"]]),
    ('=MARKED("#N/A")', "Error 2042"),
    ('=MARKED("#NULL!")', "Error 2000"),
    ('=MARKED("#DIV/0!")', "Error 2007"),
    ('=MARKED("#VALUE!")', "Error 2015"),
    ('=MARKED("#REF!")', "Error 2023"),
    ('=MARKED("#NAME?")', "Error 2029"),
    ('=MARKED("#NUM!")', "Error 2036"),
    ("=SEVERALRANGES()", "Error 2015"),
    ("=GONE()", "Error 2029"),
    ("=NOTTHERE()", "Error 2029"),
    ("=TROUBLE()", "no attribute"),
    ("=ASKED()", "about"),
    ("=REFUSED()", "raised what went wrong"),
]


def trial(path: Path) -> Path:
    """The add-in as a workbook, in which a stand-in takes the place of xlwings' server."""
    build(path)
    with ExcelFile(str(path)) as book:
        calls = book.get_module("ledgerguard_calls")
        assert calls.count(".Value2") == 1
        book.set_module("ledgerguard_calls", calls.replace(".Value2", ".Value"))
        project = book.vba_project()
        for name in ("xlwings", "Dictionary"):
            project.delete_module(name)
        project.add_module("xlwings", SERVER.replace("\n", "\r\n"))
        project.add_module("Trial", TRIAL.replace("\n", "\r\n"))
        kind = VBAModuleKind.other
        project.add_module("StandIn", STAND_IN.replace("\n", "\r\n"), kind=kind)
        book.save()
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    kinds = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = kinds.replace(b"ms-excel.addin.macro", b"ms-excel.sheet.macro")
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


@pytest.fixture(scope="module")
def answers(office: None, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("vba")
    soffice, python = installed()
    done = subprocess.run(
        [
            *(python, Path(__file__).with_name("vba_in_office.py"), soffice, folder / "profile"),
            *(build(folder / "ledgerguard.xlam"), trial(folder / "trial.xlsm")),
        ],
        input=json.dumps([text for text, _ in ASKED]),
        capture_output=True,
        text=True,
        timeout=180,
        env=clean_environment(),
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("number", range(len(ASKED)), ids=[text for text, _ in ASKED])
def test_our_code_in_libreoffice(answers: Any, number: int) -> None:
    expected, shown = ASKED[number][1], answers["shown"][number]
    assert (shown if isinstance(expected, list) else shown[0][0]) == expected


def test_the_addin_opens_in_libreoffice_without_loss(answers: Any) -> None:
    found = answers["addin"]
    ours = {name: text.count("\r\nEnd Function") for name, text in modules(functions()).items()}
    assert sum(ours.values()) == len(functions())
    assert {name: found["functions"].get(name) for name in ours} == ours
    assert ["UDF MODULES", "ledgerguard.hosts.desktop"] in found["settings"]
    assert ["DEBUG UDFS", "False"] in found["settings"]  # whatever another add-in has set
    assert found["visible"] == {"ledgerguard.conf": True, "_IntelliSense_": False}


def test_names_that_vba_cannot_spell() -> None:
    @formula("ACME_RISK")
    def risk(größe: Money, _rest: Money, Next: Money, amount: Money) -> Money:  # noqa: N803
        """Risk.

        Args:
            größe: The size.
            _rest: The rest.
            Next: What comes next.
            amount: The amount.

        Errors: #VALUE! when amount is no number.
        Example: =ACME_RISK(1, 2, 3, 4) -> 10
        Source: Acme.
        """
        return größe + _rest + Next + amount

    record = with_functions(functions(), [risk], "acme")["ACME_RISK"]
    assert arguments(record) == ["argument_1", "argument_2", "Next_", "amount"]
    text = "".join(modules({"ACME_RISK": record}).values())
    assert re.search(r"LG_ACME_RISK\(argument_1, argument_2, Next_, amount\)", text)

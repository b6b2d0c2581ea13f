"""The parts of the add-in's file that are no code: sheets, help on arguments, groups, ribbon."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

from ledgerguard.cells.spelling import PREFIX
from ledgerguard.errors import HostError
from ledgerguard.formula import Formula
from ledgerguard.translation import translated
from ledgerguard.units import Language

GROUP: Final = "ledgerguard"
HELP_SHEET: Final = "_IntelliSense_"
MOST_HELP: Final = 255  # characters that Excel keeps of the help on an argument
ARGUMENTS: Final = "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"
X14: Final = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

RIBBON: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "WORK": "Credit control",
        "COCKPIT": "Cockpit of the selection",
        "COCKPIT_TIP": "Builds a live credit-control workbook of the selected ledger range.",
        "TEMPLATE": "Open a template",
        "TEMPLATE_TIP": "Opens the cockpit of a sample ledger.",
        "KNOW": "Help",
        "HELP": "All formulas",
        "HELP_TIP": "Lists every formula with what it computes, in a new workbook.",
        "DOCTOR": "Doctor",
        "DOCTOR_TIP": "Looks for what is wrong with the add-in and says what mends it.",
        "ABOUT": "About",
    },
    "zh": {
        "WORK": "信用管理",
        "COCKPIT": "所选台账的驾驶舱",
        "COCKPIT_TIP": "用所选的应收账款台账区域生成实时的信用管理工作簿。",
        "TEMPLATE": "打开模板",
        "TEMPLATE_TIP": "打开示例台账的驾驶舱。",
        "KNOW": "帮助",
        "HELP": "全部公式",
        "HELP_TIP": "在新工作簿中列出所有公式及其含义。",
        "DOCTOR": "诊断",
        "DOCTOR_TIP": "检查加载项的问题并给出解决办法。",
        "ABOUT": "关于",
    },
}


def workbook(base: str, formulas: Mapping[str, Formula], language: Language) -> str:
    """``xl/workbook.xml``: our two sheets, the function group, help on every argument."""
    text = re.sub(r"<sheets>.*?</sheets>", _SHEETS, base)
    text = re.sub(r"<mc:AlternateContent.*?</mc:AlternateContent>", "", text)
    groups = (
        f'<functionGroups builtInGroupCount="19"><functionGroup name="{GROUP}"/></functionGroups>'
    )
    text = replaced(text, "<definedNames />", groups)
    return replaced(text, "<extLst>", "<extLst>" + _argument_help(formulas, language))


_SHEETS: Final = (
    '<sheets><sheet name="ledgerguard.conf" sheetId="2" r:id="rId3"/>'
    f'<sheet name="{HELP_SHEET}" sheetId="3" state="hidden" r:id="rId6"/></sheets>'
)


def relationships(base: str) -> str:
    """``xl/_rels/workbook.xml.rels`` with the help sheet."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    added = f'<Relationship Id="rId6" Type="{kind}" Target="worksheets/sheet2.xml"/>'
    return replaced(base, "</Relationships>", added + "</Relationships>")


def content_types(base: str) -> str:
    """``[Content_Types].xml`` with the help sheet."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    added = f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{kind}"/>'
    return replaced(base, "</Types>", added + "</Types>")


def sheet(rows: Sequence[Sequence[str]], code_name: str = "") -> str:
    """A worksheet of texts."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{get_column_letter(place)}{number}" t="inlineStr"><is><t xml:space="preserve">'
            f"{escape(text)}</t></is></c>"
            for place, text in enumerate(row, 1)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    properties = f"<sheetPr codeName={quoteattr(code_name)}/>" if code_name else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<worksheet xmlns="{MAIN}">{properties}<sheetData>{"".join(lines)}</sheetData></worksheet>'
    )


def intellisense(formulas: Mapping[str, Formula], language: Language) -> list[list[str]]:
    """The rows that Excel-DNA's IntelliSense add-in reads while somebody types."""
    rows = [["FunctionInfo", "1.0"]]
    for formula in formulas.values():
        one = translated(formula, language)
        row = [PREFIX["desktop"] + one.name, one.summary, ""]
        for parameter in one.parameters:
            row += [parameter.name, parameter.description]
        rows.append(row)
    return rows


def ribbon(base: str, language: Language) -> str:
    """The ribbon tab in the reader's language."""
    return re.sub(r"@(\w+)@", lambda found: escape(RIBBON[language][found[1]]), base)


def _argument_help(formulas: Mapping[str, Formula], language: Language) -> str:
    names = []
    for formula in formulas.values():
        parameters = translated(formula, language).parameters
        if not parameters:
            continue
        described = "".join(
            f'<x14:argumentDescription index="{place}">{escape(_short(p.description))}'
            "</x14:argumentDescription>"
            for place, p in enumerate(parameters)
        )
        names.append(
            f'<x14:definedName name="{PREFIX["desktop"]}{formula.name}">'
            f'<x14:argumentDescriptions count="{len(parameters)}">{described}'
            "</x14:argumentDescriptions></x14:definedName>"
        )
    return (
        f'<ext uri="{ARGUMENTS}" xmlns:x14="{X14}"><x14:definedNames>{"".join(names)}'
        "</x14:definedNames></ext>"
    )


def _short(text: str) -> str:
    """The whole text, or as many whole words as Excel keeps."""
    if len(text) <= MOST_HELP:
        return text
    return text[: MOST_HELP - 1].rsplit(" ", 1)[0] + "…"


def replaced(text: str, old: str, new: str) -> str:
    """A text with one place changed, which must be there: the base may be of another version."""
    if text.count(old) != 1:
        raise HostError(
            f"xlwings' add-in file must hold {old!r} once, got {text.count(old)}",
            hint="this xlwings is newer than ledgerguard knows: pip install xlwings==0.37.8",
        )
    return text.replace(old, new)

"""Workbooks of others: what is in their parts, and formulas of ours put among their cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parent / "workbooks" / "foreign"
FOREIGN = sorted(path for path in FOLDER.iterdir() if path.suffix in (".xlsx", ".xlsm"))

OURS = "IF(LG_DSO(A1,&quot;LG_DSO(&quot;)&gt;45,\"LG_DSO(\",'LG_X (1)'!A1)&amp;LG_DSO(1,2,3)"
"""A formula text as it stands in XML: two calls, and four texts that are none."""


def parts(path: Path) -> list[tuple[str, tuple[int, ...], int, bytes]]:
    """Name, date, compression and content of every part, in the order of the file."""
    with zipfile.ZipFile(path) as package:
        return [
            (entry.filename, entry.date_time, entry.compress_type, package.read(entry))
            for entry in package.infolist()
        ]


def rewritten(source: Path, target: Path, change: Callable[[str, str], str], **added: str) -> Path:
    """A copy with the XML of its sheets, workbook and tables changed, and with further parts."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if re.search(r"xl/(workbook|worksheets/[^/]+|tables/[^/]+)\.xml", entry.filename):
                content = change(entry.filename, content.decode()).encode()
            new.writestr(entry, content, entry.compress_type)
        for name, text in added.items():
            new.writestr(name, text)
    return target


def with_ours(source: Path, target: Path, text: str = OURS) -> Path:
    """A copy in which up to five numbers of each sheet are formulas of ours, and two names."""

    def change(name: str, xml: str) -> str:
        if name == "xl/workbook.xml":
            names = f'<definedName name="lg_{{}}">{text}</definedName>'
            if "<definedNames>" in xml:
                return xml.replace("<definedNames>", "<definedNames>" + names.format(1), 1)
            return re.sub(
                r"</((?:\w+:)?)sheets>",
                lambda end: (
                    f"{end[0]}<definedNames>{names.format(2)}</definedNames>"
                    if not end[1]
                    else end[0]
                ),
                xml,
            )
        xml = re.sub(
            r'<((?:\w+:)?)c((?:\s(?!t=|cm=)[\w:]+="[^"]*")*)><(?:\w+:)?v>',
            lambda cell: f"<{cell[1]}c{cell[2]}><{cell[1]}f>{text}</{cell[1]}f><{cell[1]}v>",
            xml,
            count=5,
        )
        return xml.replace(
            "<sheetData/>",
            f'<sheetData><row r="1"><c r="A1"><f>{text}</f></c></row></sheetData>',
        )

    return rewritten(source, target, change)

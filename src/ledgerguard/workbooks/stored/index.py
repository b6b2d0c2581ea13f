"""What a stored workbook lists: its sheets with their parts, and its defined names."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from ledgerguard.workbooks.stored.package import Parts

_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_LINK: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet by its name, its number in the file and the part that holds it."""

    name: str
    number: str
    path: str


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name, what it stands for, and the sheet in which alone it is known."""

    name: str
    text: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """The lists of a workbook."""

    sheets: tuple[SheetEntry, ...]
    names: tuple[DefinedName, ...]


def index_of(package: zipfile.ZipFile, parts: Parts) -> Index:
    """Read the lists of a workbook."""
    path = parts.of("workbook")[0]
    root = ElementTree.fromstring(package.read(path))  # noqa: S314  # expat of today bounds entities
    targets = relations(package, path)
    titles = [sheet.get("name", "") for sheet in root.iterfind("{*}sheets/{*}sheet")]
    sheets = tuple(
        SheetEntry(sheet.get("name", ""), sheet.get("sheetId", ""), target)
        for sheet in root.iterfind("{*}sheets/{*}sheet")
        if (target := targets.get(sheet.get(_LINK, sheet.get(_STRICT_LINK, ""))))
        and parts.roles.get(target) == "sheet"
    )
    names = tuple(
        DefinedName(entry.get("name", ""), entry.text or "", _scope(entry, titles))
        for entry in root.iterfind("{*}definedNames/{*}definedName")
    )
    return Index(sheets, names)


def relations(package: zipfile.ZipFile, path: str) -> dict[str, str]:
    """What a part refers to inside the package: paths by id."""
    folder = posixpath.dirname(path)
    try:
        content = package.read(relations_path(path))
    except KeyError:
        return {}
    return {
        entry.get("Id", ""): posixpath.normpath(
            posixpath.join("/", folder, entry.get("Target", ""))
        ).lstrip("/")
        for entry in ElementTree.fromstring(content)  # noqa: S314  # expat of today bounds entities
        if entry.get("TargetMode") != "External"
    }


def relations_path(path: str) -> str:
    """The path of the part that lists what another one refers to."""
    return posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels")


def _scope(entry: ElementTree.Element, titles: list[str]) -> str:
    number = entry.get("localSheetId", "")
    return titles[int(number)] if number.isdigit() and int(number) < len(titles) else ""

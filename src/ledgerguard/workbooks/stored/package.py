"""The package that an .xlsx file is: which part is what, and which elements hold a formula text.

Parts are told by their content type, not by their path: the paths are only a habit of writers.
"""

from __future__ import annotations

import codecs
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from xml.etree import ElementTree

from ledgerguard.errors import HostError

Role = Literal["workbook", "sheet", "table", "strings", "styles", "calculation chain", "metadata"]

CONTENT_TYPES: Final = "[Content_Types].xml"
_ROLES: Final[dict[str, Role]] = {
    "sheet.main+xml": "workbook",
    "template.main+xml": "workbook",
    "sheet.macroenabled.main+xml": "workbook",
    "template.macroenabled.main+xml": "workbook",
    "addin.macroenabled.main+xml": "workbook",
    "worksheet+xml": "sheet",
    "macrosheet+xml": "sheet",
    "intlmacrosheet+xml": "sheet",
    "dialogsheet+xml": "sheet",
    "table+xml": "table",
    "sharedstrings+xml": "strings",
    "styles+xml": "styles",
    "calcchain+xml": "calculation chain",
    "sheetmetadata+xml": "metadata",
}
"""By the end of the content type: Excel's own kinds have two beginnings."""

_PREFIXES: Final = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.",
    "application/vnd.ms-excel.",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a package that matter to its formulas, by path."""

    roles: dict[str, Role]

    def of(self, role: Role) -> list[str]:
        """The paths of all parts of a kind, in the order of the file."""
        return [path for path, found in self.roles.items() if found == role]

    def one(self, role: Role) -> str | None:
        """The path of the only part of a kind."""
        return next(iter(self.of(role)), None)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A workbook's package, to be read.

    Raises:
        HostError: when the file is no workbook of this format, locked or damaged.
    """
    try:
        with zipfile.ZipFile(path) as package:
            if CONTENT_TYPES not in package.namelist():
                raise _no_workbook(path, "it is an archive of another kind")
            yield package
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as fault:
        raise _no_workbook(path, str(fault)) from fault
    except (ElementTree.ParseError, KeyError, UnicodeError, ValueError) as fault:
        raise _no_workbook(path, f"a part of it is damaged: {fault}") from fault


def parts_of(package: zipfile.ZipFile) -> Parts:
    """What the parts of a package are, as its list of content types says.

    Raises:
        HostError: when there is no workbook among them that holds XML.
    """
    root = ElementTree.fromstring(package.read(CONTENT_TYPES))  # noqa: S314  # expat of today bounds entities
    by_ending, by_path = {}, {}
    for entry in root:
        kind = entry.get("ContentType", "")
        if entry.tag.endswith("Override"):
            by_path[entry.get("PartName", "").lstrip("/").lower()] = kind
        else:
            by_ending[entry.get("Extension", "").lower()] = kind
    roles: dict[str, Role] = {}
    for name in package.namelist():
        ending = posixpath.splitext(name)[1][1:].lower()
        role = _role(by_path.get(name.lower(), by_ending.get(ending, "")))
        if role:
            roles[name] = role
    parts = Parts(roles)
    if not parts.of("workbook"):
        where = Path(str(package.filename))
        binary = any("sheet.binary" in kind for kind in (*by_path.values(), *by_ending.values()))
        raise _no_workbook(where, "it is a binary workbook (.xlsb)" if binary else "it holds none")
    return parts


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a part, and the encoding that gives its very bytes back."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # The name with its byte order: the plain one would write a second mark.
        encoding = "utf-16-le" if content.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
        return content.decode(encoding, "surrogatepass"), encoding
    # What is no UTF-8 passes through: only ASCII is looked for and written.
    return content.decode("utf-8", "surrogateescape"), "utf-8"


def encoded(text: str, encoding: str) -> bytes:
    """The bytes of a text that :func:`decoded` has read."""
    return text.encode(encoding, "surrogateescape" if encoding == "utf-8" else "surrogatepass")


def _role(kind: str) -> Role | None:
    kind = kind.lower()
    for prefix in _PREFIXES:
        if kind.startswith(prefix):
            return _ROLES.get(kind.removeprefix(prefix))
    return None


def _no_workbook(path: Path, why: str) -> HostError:
    return HostError(
        f"the file must be an .xlsx or .xlsm workbook, got {path.name}: {why}",
        hint="a workbook with a password, an .xls or an .xlsb has to be saved as .xlsx first",
    )


ELEMENTS: Final = (
    "f",  # a cell's formula; in the extensions of Excel 2010 also those of formats and validations
    "definedName",
    "formula",  # of a conditional format
    "formula1",  # of a validation
    "formula2",
    "calculatedColumnFormula",
    "totalsRowFormula",
)
"""Every element of a workbook, a sheet or a table whose text is a formula."""

ASIDE: Final = r"<!--.*?-->|<!\[CDATA\[.*?\]\]>"
"""Comments and marked sections: nothing inside them is an element."""
ATTRIBUTES: Final = r"""(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?"""
INSIDE: Final = rf"[^<]*(?:(?:{ASIDE})[^<]*)*"
FORMULA_TEXT: Final = re.compile(
    rf"{ASIDE}|<(?P<tag>(?:[\w.-]+:)?(?:{'|'.join(ELEMENTS)}))(?P<attributes>{ATTRIBUTES})(?<!/)>"
    rf"(?P<text>{INSIDE})</(?P=tag)\s*>",
    re.DOTALL,
)
_PIECES: Final = re.compile(
    r"<!--.*?-->|<!\[CDATA\[(?P<raw>.*?)\]\]>|&(?:\#x(?P<hex>[0-9A-Fa-f]+)|\#(?P<number>\d+)|"
    r"(?P<name>amp|lt|gt|quot|apos));|(?P<plain>[^&<])",
    re.DOTALL,
)
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def spoken(raw: str) -> tuple[str, list[tuple[int, int]]]:
    """The text that an XML text stands for, and where in the XML each of its characters stands."""
    if "&" not in raw and "<" not in raw:
        return raw, [(place, place + 1) for place in range(len(raw))]
    characters: list[str] = []
    places: list[tuple[int, int]] = []
    for piece in _PIECES.finditer(raw):
        if piece["raw"] is not None:
            characters += piece["raw"]
            places += ((place, place + 1) for place in range(*piece.span("raw")))
        elif character := _character(piece):
            characters.append(character)
            places.append(piece.span())
    return "".join(characters), places


def _character(piece: re.Match[str]) -> str:
    if piece["plain"]:
        return piece["plain"]
    if piece["hex"] or piece["number"]:
        return chr(int(piece["hex"], 16) if piece["hex"] else int(piece["number"]))
    return _ENTITIES.get(piece["name"], "")

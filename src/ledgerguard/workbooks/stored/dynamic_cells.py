"""The mark by which Excel knows a dynamic formula, set in a stored workbook and taken away again.

Excel shows ``@`` before a custom function in a plain cell. A cell marked ``cm`` is a dynamic one;
what the mark means stands in a part of its own (metadata), which the calculation chain follows.
A cell that was marked here is known by the order of its attributes, which means nothing to XML:
``<f ref="A1" t="array">``, where Excel writes ``t`` first. So every step can be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from xml.etree import ElementTree

from ledgerguard.cells.spelling import calls
from ledgerguard.workbooks.stored.package import ASIDE, ATTRIBUTES, INSIDE, spoken

_CELL: Final = re.compile(
    rf"{ASIDE}|(?P<open><(?P<prefix>(?:[\w.-]+:)?)c)(?P<cell>{ATTRIBUTES})(?<!/)>(?P<gap>\s*)"
    rf"<(?P=prefix)f(?P<formula>{ATTRIBUTES})(?<!/)>(?P<text>{INSIDE})</(?P=prefix)f\s*>",
    re.DOTALL,
)
_ADDRESS: Final = re.compile(r"""\sr=["']([A-Z]+[0-9]+)["']""")
_MARK: Final = re.compile(r"""\s[cv]m=["']""")
_OURS: Final = re.compile(r'(.*) cm="\d+"', re.DOTALL)
_CHAIN: Final = re.compile(rf"<(?:[\w.-]+:)?c(?P<inside>{ATTRIBUTES})/>")
_SHEET: Final = re.compile(r"""\si=["'](\d+)["']""")
_ARRAY: Final = ' a="1"'

PART: Final = "metadata.xml"
CONTENT: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" '
    'pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" '
    'clearComments="1" assign="1" coerce="1" cellMeta="1"/></metadataTypes>'
    '<futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    '<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk>'
    '</futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
_RELATION: Final = (
    '<{0}Relationship Id="rIdLedgerguardDynamic" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/sheetMetadata" Target="metadata.xml"/>'
)
_OVERRIDE: Final = f'<{{0}}Override PartName="/{{1}}" ContentType="{_TYPE}"/>'


def mark_cells(
    text: str, number: int | None, is_single: Callable[[str], bool]
) -> tuple[str, list[str], int]:
    """Mark the plain cells of a sheet that call us and answer one value.

    Args:
        text: The sheet.
        number: Of the mark in the metadata; None marks nothing.
        is_single: Judges a formula text.

    Returns:
        The sheet, the addresses that were marked, and how many plain cells with our calls stay.
    """
    marked: list[str] = []
    kept = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal kept
        if found["open"] is None or _is_array(found["formula"]):
            return found[0]
        formula = spoken(found["text"])[0]
        if not any(calls(formula)):
            return found[0]
        address = _ADDRESS.search(found["cell"])
        changes = (
            number is not None
            and address is not None
            and not found["formula"]
            and not _MARK.search(found["cell"])
            and is_single(formula)
        )
        if not changes or address is None:
            kept += 1
            return found[0]
        marked.append(address[1])
        return (
            f'{found["open"]}{found["cell"]} cm="{number}">{found["gap"]}'
            f'<{found["prefix"]}f ref="{address[1]}" t="array">{_rest(found)}'
        )

    return _CELL.sub(replaced, text), marked, kept


def unmark_cells(text: str) -> tuple[str, list[str]]:
    """Take away what :func:`mark_cells` has set: the sheet, and the addresses."""
    unmarked: list[str] = []

    def replaced(found: re.Match[str]) -> str:
        if found["open"] is None:
            return found[0]
        address, mark = _ADDRESS.search(found["cell"]), _OURS.fullmatch(found["cell"])
        if not address or not mark or found["formula"] != f' ref="{address[1]}" t="array"':
            return found[0]
        unmarked.append(address[1])
        prefix = found["prefix"]
        return f"{found['open']}{mark[1]}>{found['gap']}<{prefix}f>{_rest(found)}"

    return _CELL.sub(replaced, text), unmarked


def has_marks(text: str) -> bool:
    """Whether any cell of a sheet carries a mark."""
    return re.search(r"<(?:[\w.-]+:)?c\s(?:[^<>]*\s)?cm=", text) is not None


def number_of_mark(metadata: str) -> int | None:
    """The number by which cells name the mark of dynamic formulas; None when there is none."""
    root = ElementTree.fromstring(metadata)  # noqa: S314  # expat of today bounds entities
    types = [kind.get("name") for kind in root.iterfind("{*}metadataTypes/{*}metadataType")]
    if "XLDAPR" not in types:
        return None
    kind = types.index("XLDAPR") + 1
    blocks = root.iterfind("{*}futureMetadata[@name='XLDAPR']/{*}bk")
    dynamic = {
        str(place)
        for place, block in enumerate(blocks)
        if any(item.get("fDynamic") == "1" for item in block.iter())
    }
    for place, block in enumerate(root.iterfind("{*}cellMetadata/{*}bk"), start=1):
        records = list(block)
        if (
            len(records) == 1
            and records[0].get("t") == str(kind)
            and records[0].get("v") in dynamic
        ):
            return place
    return None


def mark_chain(text: str, cells: frozenset[tuple[str, str]], *, array: bool) -> str:
    """The calculation chain where cells (number of the sheet, address) changed their kind."""
    sheet = ""

    def replaced(found: re.Match[str]) -> str:
        nonlocal sheet
        inside = found["inside"]
        if named := _SHEET.search(inside):
            sheet = named[1]
        address = _ADDRESS.search(inside)
        if address is None or (sheet, address[1]) not in cells:
            return found[0]
        if array and " a=" not in inside:
            return found[0][:-2] + _ARRAY + "/>"
        if not array and inside.endswith(_ARRAY):
            return found[0][: -2 - len(_ARRAY)] + "/>"
        return found[0]

    return _CHAIN.sub(replaced, text)


def listed(types: str, relations: str, path: str) -> tuple[str, str] | None:
    """Content types and the workbook's relations with the part of the marks added.

    None where these lists are not what they should be.
    """
    ends = [
        re.search(rf"</((?:[\w.-]+:)?){tag}\s*>\s*$", text)
        for tag, text in (("Types", types), ("Relationships", relations))
    ]
    if ends[0] is None or ends[1] is None:
        return None
    entry, relation = _OVERRIDE.format(ends[0][1], path), _RELATION.format(ends[1][1])
    return (
        types[: ends[0].start()] + entry + types[ends[0].start() :],
        relations[: ends[1].start()] + relation + relations[ends[1].start() :],
    )


def unlisted(types: str, relations: str, path: str) -> tuple[str, str] | None:
    """The same lists without it; None where it was not we who added it."""
    entry = re.search(r"<((?:[\w.-]+:)?)Types[\s>]", types)
    relation = re.search(r"<((?:[\w.-]+:)?)Relationships[\s>]", relations)
    if entry is None or relation is None:
        return None
    ours = _OVERRIDE.format(entry[1], path), _RELATION.format(relation[1])
    if ours[0] not in types or ours[1] not in relations:
        return None
    return types.replace(ours[0], ""), relations.replace(ours[1], "")


def _is_array(attributes: str) -> bool:
    return re.search(r"""\st=["']array["']""", attributes) is not None


def _rest(found: re.Match[str]) -> str:
    """What follows the opening tag of the formula."""
    return found[0][found.start("text") - found.start() :]

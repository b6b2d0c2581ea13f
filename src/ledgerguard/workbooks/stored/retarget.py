"""A stored workbook taken to another host: our calls are respelled, and nothing else changes.

Parts are edited as text and copied as they are; no library reads the file and writes it anew,
because none keeps everything. The one thing beside the spelling, which xlwings Lite wants, stands
in :mod:`~ledgerguard.workbooks.stored.dynamic_cells`.
"""

from __future__ import annotations

import copy
import os
import posixpath
import tempfile
import warnings
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import Host
from ledgerguard.workbooks.stored import dynamic_cells
from ledgerguard.workbooks.stored.index import Index, index_of, relations_path
from ledgerguard.workbooks.stored.package import (
    CONTENT_TYPES,
    Parts,
    decoded,
    encoded,
    opened,
    parts_of,
)
from ledgerguard.workbooks.stored.respell import respell_part
from ledgerguard.workbooks.stored.single_values import is_single

_SIGNATURE: Final = "_xmlsignatures/"


@dataclass(frozen=True, slots=True)
class Retargeted:
    """What was done to a workbook."""

    path: Path
    host: Host
    calls: int  # respelled
    parts: tuple[str, ...]  # that changed, were added or went
    unchanged: int  # parts that are equal to the byte
    added: str = ""  # the part that says what a dynamic formula is, where there was none
    marked: int = 0  # plain cells that became dynamic ones
    unmarked: int = 0  # dynamic cells that became plain ones again
    plain: int = 0  # cells before whose call Excel shows @
    signed: bool = False  # the file was signed, and the signature holds no longer


@dataclass(slots=True)
class _Work:
    """The parts as they are being rewritten; None for one that goes."""

    package: zipfile.ZipFile
    parts: Parts
    changed: dict[str, bytes | None] = field(default_factory=dict)
    calls: int = 0
    marked: int = 0
    unmarked: int = 0
    plain: int = 0

    def text(self, path: str) -> tuple[str, str]:
        """A part as it is now, and its encoding."""
        content = self.changed.get(path)
        return decoded(self.package.read(path) if content is None else content)

    def put(self, path: str, text: str, encoding: str = "utf-8") -> None:
        """Keep a part that may have changed."""
        content = encoded(text, encoding)
        if path in self.changed or content != self.package.read(path):
            self.changed[path] = content


def retarget_file(source: Path, target: Path, host: Host) -> Retargeted:
    """Write a workbook whose formulas are spelled for a host.

    Args:
        source: The workbook: .xlsx, .xlsm or a template of these.
        target: The file to write; it may be the same.
        host: Where the workbook will live.

    Raises:
        HostError: when the source is no workbook that can be read.
        OSError: when the target cannot be written.
    """
    with opened(source) as package:
        work = _Work(package, parts_of(package))
        _dress_cells(work, host)
        for role in ("workbook", "sheet", "table"):
            for path in work.parts.of(role):
                _respell(work, path, host)
        entries = package.infolist()
        before = {entry.filename for entry in entries}
        _store(work, target)
    return Retargeted(
        target,
        host,
        work.calls,
        tuple(sorted(work.changed)),
        sum(entry.filename not in work.changed for entry in entries),
        "".join(work.changed.keys() - before),
        work.marked,
        work.unmarked,
        work.plain,
        any(entry.filename.startswith(_SIGNATURE) for entry in entries),
    )


def _respell(work: _Work, path: str, host: Host) -> None:
    earlier = work.changed.get(path)
    content, calls = respell_part(work.package.read(path) if earlier is None else earlier, host)
    work.calls += calls
    if calls:
        work.changed[path] = content


def _dress_cells(work: _Work, host: Host) -> None:
    """Make cells dynamic for xlwings Lite, or take that back for the others."""
    index = index_of(work.package, work.parts)
    cells = _marked(work, index) if host == "lite" else _unmarked(work, index)
    chain = work.parts.one("calculation chain")
    if cells and chain is not None:
        text, encoding = work.text(chain)
        marked = dynamic_cells.mark_chain(text, frozenset(cells), array=host == "lite")
        work.put(chain, marked, encoding)


def _marked(work: _Work, index: Index) -> list[tuple[str, str]]:
    number, added = _number_of_mark(work)
    names = _global_names(index)
    cells = []
    for sheet in index.sheets:
        text, encoding = work.text(sheet.path)
        if "lg" not in text.lower():
            continue
        text, addresses, kept = dynamic_cells.mark_cells(
            text, number, lambda formula: is_single(formula, functions(), names)
        )
        work.plain += kept
        work.put(sheet.path, text, encoding)
        cells += [(sheet.number, address) for address in addresses]
    work.marked = len(cells)
    if cells and added:
        for path, content in added.items():
            work.changed[path] = content
    return cells


def _unmarked(work: _Work, index: Index) -> list[tuple[str, str]]:
    cells = []
    for sheet in index.sheets:
        text, encoding = work.text(sheet.path)
        if "f ref=" not in text:  # as we write it, and hardly anybody else
            continue
        text, addresses = dynamic_cells.unmark_cells(text)
        work.put(sheet.path, text, encoding)
        cells += [(sheet.number, address) for address in addresses]
    work.unmarked = len(cells)
    metadata = work.parts.one("metadata")
    if cells and metadata and not any(map(dynamic_cells.has_marks, _sheet_texts(work))):
        _drop_metadata(work, metadata)
    return cells


def _sheet_texts(work: _Work) -> list[str]:
    return [work.text(path)[0] for path in work.parts.of("sheet")]


def _number_of_mark(work: _Work) -> tuple[int | None, dict[str, bytes]]:
    """The number of the mark, and the parts that have to be there for it."""
    metadata = work.parts.one("metadata")
    if metadata is not None:
        return dynamic_cells.number_of_mark(work.text(metadata)[0]), {}
    workbook = work.parts.of("workbook")[0]
    path = posixpath.join(posixpath.dirname(workbook), dynamic_cells.PART)
    links = relations_path(workbook)
    names = work.package.namelist()
    if path in names or links not in names:
        return None, {}
    (types, types_encoding), (relations, encoding) = work.text(CONTENT_TYPES), work.text(links)
    lists = dynamic_cells.listed(types, relations, path)
    if lists is None:
        return None, {}
    return 1, {
        CONTENT_TYPES: encoded(lists[0], types_encoding),
        links: encoded(lists[1], encoding),
        path: dynamic_cells.CONTENT.encode(),
    }


def _drop_metadata(work: _Work, path: str) -> None:
    """Take the metadata away if it was we who added it."""
    links = relations_path(work.parts.of("workbook")[0])
    (types, types_encoding), (relations, encoding) = work.text(CONTENT_TYPES), work.text(links)
    lists = dynamic_cells.unlisted(types, relations, path)
    if lists is not None and work.text(path)[0] == dynamic_cells.CONTENT:
        work.put(CONTENT_TYPES, lists[0], types_encoding)
        work.put(links, lists[1], encoding)
        work.changed[path] = None


def _global_names(index: Index) -> dict[str, str]:
    """What each name stands for; one that a sheet has for itself stands for nothing certain."""
    local = {entry.name.upper() for entry in index.names if entry.sheet}
    return {
        entry.name.upper(): entry.text for entry in index.names if entry.name.upper() not in local
    }


def _store(work: _Work, target: Path) -> None:
    """Write the package: the same entries in the same order, with their dates and compression."""
    handle, name = tempfile.mkstemp(prefix=".ledgerguard-", suffix=target.suffix, dir=target.parent)
    draft = Path(name)
    try:
        with (
            warnings.catch_warnings(),
            os.fdopen(handle, "wb") as file,
            zipfile.ZipFile(file, "w") as new,
        ):
            # Two entries of one name stay two, as they were.
            warnings.simplefilter("ignore", UserWarning)
            _copy(work, new)
        _take_mode(target, draft)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _copy(work: _Work, new: zipfile.ZipFile) -> None:
    new.comment = work.package.comment
    entries = work.package.infolist()
    for entry in entries:
        content = work.changed.get(entry.filename, b"")
        if content is None:
            continue
        with work.package.open(entry) as old:
            content = content if entry.filename in work.changed else old.read()
        new.writestr(_same(entry), content, entry.compress_type)
    for path in work.changed.keys() - {entry.filename for entry in entries}:
        added = zipfile.ZipInfo(path, work.package.getinfo(work.parts.of("workbook")[0]).date_time)
        new.writestr(added, work.changed[path] or b"", zipfile.ZIP_DEFLATED)


def _same(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """An entry as it stands in the list of the old package, without its sizes."""
    fresh = copy.copy(entry)
    fresh.header_offset = 0
    return fresh


def _take_mode(target: Path, draft: Path) -> None:
    """A file that is replaced keeps its permissions; a new one gets the usual ones."""
    if target.exists():
        draft.chmod(target.stat().st_mode & 0o777)
        return
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o666 & ~mask)

"""Builds ``ledgerguard.xlam`` from the add-in that the installed xlwings brings.

Any operating system can do it. The VBA in it names the DLL of one version of xlwings, and the file
records one Python, so it is built on the machine and for the Python that will compute.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import ledgerguard
from ledgerguard.cells.functions import functions
from ledgerguard.errors import HostError
from ledgerguard.formula import Formula
from ledgerguard.hosts import archives
from ledgerguard.hosts import desktop_parts as parts
from ledgerguard.hosts.desktop_vba import fingerprint as fingerprint
from ledgerguard.hosts.desktop_vba import modules
from ledgerguard.hosts.fixed_files import fixed_files, import_path
from ledgerguard.units import Language

NAME: Final = "ledgerguard.xlam"
BASE: Final = "quickstart_addin_ribbon.xlam"

# What is changed in xlwings' own module, each found exactly once. A workbook, or a file beside it,
# may not say which program runs as Python: opening somebody's workbook must not run their code.
_EDITS: Final = (
    ('PROJECT_NAME As String = "myaddin"', 'PROJECT_NAME As String = "ledgerguard"'),
    ('If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then', "If False Then"),
    (
        'If source = "" Or source = "directory" Then',
        'If source = "directory" Then',
    ),
)
_KEYS: Final = ("ledgerguard", "xlwings", "fingerprint", "python", "language")


@dataclass(frozen=True, slots=True)
class AddinFile:
    """What an add-in file says of itself; "" where it says nothing."""

    ledgerguard: str
    xlwings: str
    fingerprint: str
    python: str
    language: str


def build(
    path: Path,
    formulas: Mapping[str, Formula] | None = None,
    *,
    python: str = sys.executable,
    language: Language = "en",
) -> Path:
    """Write the add-in.

    Args:
        path: The .xlam file to write.
        formulas: What it offers; by default all, those of plugins included.
        python: The Python that computes; ledgerguard and xlwings are installed there.
        language: Of the help and the ribbon.

    Raises:
        HostError: when xlwings is not installed, or is one whose add-in is not known.
    """
    formulas = functions() if formulas is None else formulas
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder, NAME)
        draft.write_bytes((_xlwings() / BASE).read_bytes())
        _write_code(draft, formulas)
        with zipfile.ZipFile(draft) as old:
            content = {name: old.read(name) for name in old.namelist()}
    _write_parts(content, formulas, python, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    return archives.write(path, content.items())


def read(path: Path) -> AddinFile:
    """What an add-in file says of itself.

    Raises:
        HostError: when it is no add-in of ours.
    """
    try:
        with zipfile.ZipFile(path) as package:
            root = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # our own, or refused
    except (OSError, KeyError, zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise HostError(
            f"{path} must be an add-in that ledgerguard has built, got {type(error).__name__}",
            hint="build it again: ledgerguard addin install desktop",
        ) from None
    texts = [
        [cell.findtext(f".//{{{parts.MAIN}}}t") or "" for cell in row]
        for row in root.iter(f"{{{parts.MAIN}}}row")
    ]
    said = {row[0]: row[1] for row in texts if len(row) > 1}
    return AddinFile(*(said.get(_label(key), "") for key in _KEYS))


def _write_code(draft: Path, formulas: Mapping[str, Formula]) -> None:
    from pyopenvba import ExcelFile

    with ExcelFile(str(draft)) as book:
        xlwings_module = book.get_module("xlwings")
        for old, new in _EDITS:
            xlwings_module = parts.replaced(xlwings_module, old, new)
        book.set_module("xlwings", xlwings_module)
        project = book.vba_project()
        project.delete_module("RibbonMyAddin")
        for name in ("ledgerguard_calls", "ledgerguard_ribbon"):
            source = (fixed_files("desktop") / f"{name}.bas").read_text(encoding="ascii")
            project.add_module(name, re.sub(r"\r?\n", "\r\n", source))
        for name, source in modules(formulas).items():
            project.add_module(name, source)
        book.save()


def _write_parts(
    content: dict[str, bytes], formulas: Mapping[str, Formula], python: str, language: Language
) -> None:
    def edit(name: str, text: str) -> None:
        content[name] = text.encode()

    book = content["xl/workbook.xml"].decode()
    edit("xl/workbook.xml", parts.workbook(book, formulas, language))
    links = content["xl/_rels/workbook.xml.rels"].decode()
    edit("xl/_rels/workbook.xml.rels", parts.relationships(links))
    kinds = content["[Content_Types].xml"].decode()
    edit("[Content_Types].xml", parts.content_types(kinds))
    edit("xl/worksheets/sheet1.xml", parts.sheet(_settings(formulas, python, language), "Sheet2"))
    edit("xl/worksheets/sheet2.xml", parts.sheet(parts.intellisense(formulas, language)))
    tab = (fixed_files("desktop") / "customUI.xml").read_text(encoding="utf-8")
    edit("customUI/customUI.xml", parts.ribbon(tab, language))


def _settings(formulas: Mapping[str, Formula], python: str, language: Language) -> list[list[str]]:
    """The sheet that xlwings' VBA reads, and our own marks below."""
    own = (
        ledgerguard.__version__,
        importlib.metadata.version("xlwings"),
        fingerprint(formulas),
        python,
        language,
    )
    return [
        ["INTERPRETER_WIN", python],
        ["UDF MODULES", "ledgerguard.hosts.desktop"],
        ["PYTHONPATH", import_path()],
        ["ADD_WORKBOOK_TO_PYTHONPATH", "false"],
        ["SHOW CONSOLE", "False"],
        ["DEBUG UDFS", "False"],  # what another add-in of xlwings has set for this user
        ["USE UDF SERVER", "True"],
        *([_label(key), value] for key, value in zip(_KEYS, own, strict=True)),
    ]


def _label(key: str) -> str:
    return f"LEDGERGUARD ADDIN {key.upper()}"


def _xlwings() -> Path:
    """The folder of the installed xlwings, without importing it: that takes half a second."""
    found = importlib.util.find_spec("xlwings")
    if found is None or found.origin is None or not (Path(found.origin).parent / BASE).is_file():
        raise HostError(
            f"xlwings must be installed with its file {BASE}, got none",
            hint=f"{sys.executable} -m pip install xlwings",
        )
    return Path(found.origin).parent

"""Drives one LibreOffice: a script for LibreOffice's own Python, which has the module ``uno``.

It needs nothing but that module and the standard library (Python 3.8). One JSON object a line on
standard input asks for a method of :class:`Office`; one line on standard output answers.
``calc_session.py`` is the other end.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

# Calc would trust the values that a file brings; it must compute every one itself.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{}</oor:items>
"""
SETTING = (
    '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse">'
    "<value>{}</value></prop></item>\n"
)
CHOSEN = (
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("Office.Calc/Formula/Load", "ODFRecalcMode", "0"),
    ("Office.Common/Misc", "UseDocumentOOoLockFile", "false"),
    ("Office.Common/Misc", "UseDocumentSystemFileLocking", "false"),
    ("Setup/Office", "FirstRun", "false"),
)
OPTIONS = (
    "--headless",
    "--invisible",
    "--norestore",
    "--nologo",
    "--nodefault",
    "--nolockcheck",
    "--nofirststartwizard",
)
ERRORS = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".pdf": "calc_pdf_Export"}
WITH_ERROR = 4  # com.sun.star.sheet.FormulaResult.ERROR
POLL_SECONDS = 0.03


class Office:
    """One headless LibreOffice with a profile of its own; it never touches another one."""

    def __init__(self, folder: str, soffice: str, environment: dict[str, str], wait: float):
        self._folder = Path(folder)
        self._documents: dict[str, Any] = {}
        settings = self._folder / "profile/user/registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(
            SETTINGS.format("".join(SETTING.format(*item) for item in CHOSEN)), encoding="utf-8"
        )
        pipe = self._folder.name  # as unique as the folder
        with open(self._folder / "soffice.log", "wb") as log:
            self._process = subprocess.Popen(  # in our process group: one signal ends all of it
                [
                    soffice,
                    *OPTIONS,
                    "-env:UserInstallation=" + (self._folder / "profile").as_uri(),
                    "-env:BUNDLED_EXTENSIONS=" + (self._folder / "extensions").as_uri(),
                    f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **environment},
            )
        self._context = self._connect(pipe, time.monotonic() + wait)
        self._desktop = self._service("com.sun.star.frame.Desktop")

    def _connect(self, pipe: str, end: float) -> Any:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except NoConnectException:
                if self._process.poll() is not None:
                    log = (self._folder / "soffice.log").read_text("utf-8", "replace").strip()
                    raise RuntimeError(
                        f"soffice ended with {self._process.returncode}: {log}"
                    ) from None
                if time.monotonic() > end:
                    raise RuntimeError("soffice did not answer") from None
                time.sleep(POLL_SECONDS)

    def _service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    # ---- documents
    def open(self, path: str | None) -> dict[str, Any]:
        """Load a workbook, or make an empty one."""
        url = "private:factory/scalc" if path is None else uno.systemPathToFileUrl(path)
        document = self._desktop.loadComponentFromURL(
            url, "_blank", 0, _properties(Hidden=True, MacroExecutionMode=0, UpdateDocMode=0)
        )
        if document is None or not hasattr(document, "Sheets"):
            raise RuntimeError(f"LibreOffice cannot load {path} as a workbook")
        key = uuid.uuid4().hex
        self._documents[key] = document
        return {"key": key, "sheets": list(document.Sheets.ElementNames)}

    def close_document(self, key: str) -> None:
        """Close a workbook without saving."""
        self._documents.pop(key).close(True)

    def recalculate(self, key: str) -> None:
        """Compute every formula cell again, changed or not."""
        self._documents[key].calculateAll()

    def store(self, key: str, path: str) -> None:
        """Save a copy in the format that the ending of the path tells."""
        name = FILTERS[os.path.splitext(path)[1].lower()]
        self._documents[key].storeToURL(
            uno.systemPathToFileUrl(path), _properties(FilterName=name, Overwrite=True)
        )

    # ---- cells
    def get(self, key: str, sheet: str, address: str) -> list[list[Any]]:
        """The values of a range, an error as its text."""
        cells = self._range(key, sheet, address)
        at = cells.RangeAddress
        rows = [list(row) for row in cells.getDataArray()]
        for bad in cells.queryFormulaCells(WITH_ERROR).RangeAddresses:
            for y in range(bad.StartRow, bad.EndRow + 1):
                for x in range(bad.StartColumn, bad.EndColumn + 1):
                    row, column = y - at.StartRow, x - at.StartColumn
                    number = cells.getCellByPosition(column, row).getError()
                    rows[row][column] = ERRORS.get(number, f"Err:{number}")
        return rows

    def formulas(self, key: str, sheet: str, address: str) -> list[list[str]]:
        """The formula texts of a range as Calc keeps them; the content where there is none."""
        return [list(row) for row in self._range(key, sheet, address).getFormulaArray()]

    def paste(self, key: str, sheet: str, address: str, rows: list[list[Any]]) -> None:
        """Put values, and formulas in Calc's own syntax, into the cells from ``address`` on."""
        first = self._range(key, sheet, address).RangeAddress
        target = (
            self._documents[key]
            .Sheets.getByName(sheet)
            .getCellRangeByPosition(
                first.StartColumn,
                first.StartRow,
                first.StartColumn + len(rows[0]) - 1,
                first.StartRow + len(rows) - 1,
            )
        )
        target.setDataArray(tuple(tuple(_cell(value) for value in row) for row in rows))
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    target.getCellByPosition(x, y).setFormula(value)

    def array_formula(self, key: str, sheet: str, address: str, text: str) -> None:
        """One formula, in Calc's own syntax, for a whole range."""
        self._range(key, sheet, address).setArrayFormula(text)

    def _range(self, key: str, sheet: str, address: str) -> Any:
        return self._documents[key].Sheets.getByName(sheet).getCellRangeByName(address)

    # ---- the program
    def version(self) -> str:
        """The version of LibreOffice."""
        provider = self._service("com.sun.star.configuration.ConfigurationProvider")
        product = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess",
            _properties(nodepath="/org.openoffice.Setup/Product"),
        )
        return str(product.getByName("ooSetupVersionAboutBox"))

    def functions(self) -> list[dict[str, Any]]:
        """The help of our functions as LibreOffice's function wizard shows it."""
        descriptions = self._service("com.sun.star.sheet.FunctionDescriptions")
        found = []
        for index in range(descriptions.Count):
            one = {p.Name: p.Value for p in descriptions.getByIndex(index)}
            if one["Name"].startswith(("LG.", "LG_", "_XLDUDF_LG_")):
                found.append(
                    {
                        "name": one["Name"],
                        "description": one["Description"],
                        "category": one["Category"],
                        "arguments": [[a.Name, a.Description] for a in one["Arguments"] or ()],
                    }
                )
        return found

    def close(self) -> None:
        """End LibreOffice, and see to it that it has ended."""
        try:
            self._desktop.terminate()
        except Exception as error:  # the connection breaks while it goes down
            print("closing:", error, file=sys.stderr)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _properties(**values: Any) -> tuple[Any, ...]:
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, str) and value.startswith("=")):
        return ""
    return value if isinstance(value, str) else float(value)


def main() -> None:
    """Answer until the other end closes the pipe or asks to close."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nothing else may write among the answers
    office = None
    for line in sys.stdin:
        question = json.loads(line)
        method, arguments = question["method"], question["arguments"]
        try:
            if method == "start":
                office = Office(**arguments)
                answer = {"result": office.version()}
            else:
                answer = {"result": getattr(office, method)(**arguments)}
        except Exception as error:  # told to the other end, which decides
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
        if method == "close":
            return
    if office is not None:  # the other end has died
        office.close()


if __name__ == "__main__":
    main()

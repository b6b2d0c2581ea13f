"""Run by LibreOffice's Python: opens workbooks with macros, asks formulas, says what they answer.

Arguments: soffice, a folder for the profile, the add-in, the workbook of the trial; a JSON list of
formulas on standard input. LibreOffice reads VBA as its own Basic, in which our modules run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

RUN_MACROS = uno.Any("short", 4)  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN


def started(soffice: str, folder: str, pipe: str) -> Any:
    """The desktop of a LibreOffice of its own, and its process."""
    process = subprocess.Popen(
        [
            *(soffice, "--headless", "--invisible", "--norestore", "--nologo", "--nodefault"),
            *("--nolockcheck", "--nofirststartwizard"),
            "-env:UserInstallation=" + Path(folder).as_uri(),
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    local = uno.getComponentContext()
    manager = local.ServiceManager
    resolver = manager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except NoConnectException:
            time.sleep(0.1)
    else:
        raise RuntimeError("soffice did not answer")
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )
    return process, desktop


def opened(desktop: Any, path: str) -> Any:
    """A document with its macros."""
    properties = [
        ("Hidden", True),
        ("MacroExecutionMode", RUN_MACROS),
        ("FilterName", "Calc MS Excel 2007 VBA XML"),  # it does not guess that of .xlam
    ]
    return desktop.loadComponentFromURL(
        uno.systemPathToFileUrl(path),
        "_blank",
        0,
        tuple(PropertyValue(name, 0, value, 0) for name, value in properties),
    )


def read(desktop: Any, path: str) -> dict[str, Any]:
    """The modules of the add-in, and the texts of its first sheet."""
    document = opened(desktop, path)
    library = document.BasicLibraries.getByName("MyAddin")
    sheet = document.Sheets.getByIndex(0)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(True)
    answer = {
        "functions": {
            n: library.getByName(n).count("\nEnd Function") for n in library.ElementNames
        },
        "settings": cursor.getDataArray(),
        "visible": {s.Name: s.IsVisible for s in document.Sheets},
    }
    document.close(True)
    return answer


def asked(desktop: Any, path: str, formulas: list[str]) -> list[list[list[str]]]:
    """What the cells with the formulas show, on a sheet with five rows of data in A1:B5."""
    document = opened(desktop, path)
    document.Sheets.insertNewByName("Data", 2)
    document.Sheets.insertNewByName("Asked", 3)
    data = ((1.0, 2.0), (3.0, 4.0), (5.0, "x"), ("", 6.0), (7.0, ""))
    document.Sheets.getByName("Data").getCellRangeByName("A1:B5").setDataArray(data)
    sheet = document.Sheets.getByName("Asked")
    shown: list[list[list[str]]] = []
    for place, formula in enumerate(formulas):
        cells = sheet.getCellRangeByPosition(0, 3 * place, 1, 3 * place + 1)
        if formula.startswith("{"):
            cells.setArrayFormula(formula.strip("{}"))
        else:
            cells.getCellByPosition(0, 0).setFormula(formula)
        shown.append(_strings(cells))
    document.close(True)
    return shown


def _strings(cells: Any) -> list[list[str]]:
    return [[cells.getCellByPosition(x, y).getString() for x in (0, 1)] for y in (0, 1)]


def main() -> None:
    soffice, folder, addin, trial = sys.argv[1:]
    process, desktop = started(soffice, folder, f"ledgerguard-vba-{os.getpid()}")
    try:
        answer = {
            "addin": read(desktop, addin),
            "shown": asked(desktop, trial, json.load(sys.stdin)),
        }
        print(json.dumps(answer))
    finally:
        try:
            desktop.terminate()
            process.wait(30)
        finally:
            process.kill()


if __name__ == "__main__":
    main()

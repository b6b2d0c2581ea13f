# ruff: noqa: E402, F704, F821, S102, S108 - a script that run.mjs awaits, inside Pyodide
# Every example through the function that Lite would call. Answers JSON.
import glob
import importlib
import json
import os
import pathlib
import sys
import time
import types

importlib.invalidate_caches()
for machine_code in glob.glob("/lib/python3*/site-packages/**/*linux-gnu.so", recursive=True):
    os.remove(machine_code)
os.environ["XLWINGS_LICENSE_KEY"] = "noncommercial"
os.environ["XLWINGS_ON_SERVER"] = "true"

began = time.perf_counter()
import xlwings
import xlwings.server as server

xlwings_seconds = time.perf_counter() - began
began = time.perf_counter()
from ledgerguard.hosts import lite

import_seconds = time.perf_counter() - began

from ledgerguard.cells import evaluate as evaluating
from ledgerguard.cells.evaluate import evaluate
from ledgerguard.cells.functions import functions
from ledgerguard.errors import EXCEL_ERRORS, ErrorValue
from ledgerguard.hosts import lite_files

main = types.ModuleType("main")  # as Lite has it: the file that a user pastes, and nothing else
(written, _) = lite_files.write(pathlib.Path("/tmp/lite"))
exec(written.read_text(encoding="utf-8"), main.__dict__)


def spread(value, change):
    """A cell or rows of cells with every cell changed."""
    if isinstance(value, (list, tuple)):
        return [spread(part, change) for part in value]
    return change(value)


class Through:
    """Stands where the evaluator calls a formula: the function that Lite has is called instead."""

    @staticmethod
    def call(formula, arguments):
        given = [spread(one, lambda cell: getattr(cell, "code", cell)) for one in arguments]
        answer = getattr(lite, "LG_" + formula.name)(*given)
        return spread(answer, lambda cell: ErrorValue(cell) if cell in EXCEL_ERRORS else cell)


evaluating.lift = Through


def plain(cell):
    return {"error": cell.code} if isinstance(cell, ErrorValue) else cell


def told(answer):
    if isinstance(answer, list):
        return [[plain(cell) for cell in row] for row in answer]
    return plain(answer)


async def asked(name, *arguments):
    """What Lite does with a cell's formula: Office.js sends every argument as rows."""
    return await server.custom_functions_call(
        {
            "func_name": name,
            "args": list(arguments),
            "client": "Office.js",
            "version": xlwings.__version__,
            "runtime": "1.4",
            "date_format": None,
            "caller_address": None,
        },
        main,
    )


examples = []
for formula in functions().values():
    for call, _expected in formula.examples:
        try:
            answer = told(evaluate(call, functions()))
        except ImportError as error:
            answer = {"missing": str(error)}
        examples.append([formula.name, call, answer])

error = {"type": "Error", "basicValue": "#DIV/0!"}


def formatted(number):
    """A cell that is formatted as a date or as money; others arrive as plain numbers."""
    return {"type": "FormattedNumber", "basicValue": number, "numberFormat": "yyyy-mm-dd"}


calls = {
    "scalar": await asked("LG_DSO", [[1200000]], [[10000000]], [[365]]),
    "left out": await asked("LG_DSO", [[1200000]], [[10000000]], None),
    "error in": await asked("LG_DSO", [[error]], [[10000000]], None),
    "error out": await asked("LG_DSO", [[1]], [[0]], None),
    "column": await asked("LG_DSO", [[100], [200], [""]], [[1000], [0], [""]], [[30]]),
    "formatted": await asked("LG_DSO", [[formatted(1200000)]], [[formatted(10000000)]], [[""]]),
    "date": await asked("LG_STATUTORY_RATE", "UK", [[formatted(45870)]], None, None),
    "word in other case": await asked("LG_STATUTORY_RATE", "uk", [[45870]], None, None),
    "word from a cell": await asked("LG_STATUTORY_RATE", [["UK"]], [[45870]], None, None),
    "unknown word": await asked("LG_STATUTORY_RATE", "Atlantis", [[45870]], None, None),
    "flag": await asked("LG_IS_BUSINESS_DAY", [[46000]], [["CN"]], None),
    "error in a column": await asked("LG_DSO", [[100], [error]], [[1000], [1000]], [[30]]),
    "text for a number": await asked("LG_DSO", [["客户"]], [[10000000]], None),
    "chinese": await asked("LG_HELP", [["DSO"]], "zh"),
    "varargs": await asked("LG_EXPLAIN", [["DSO"]], [[[100]], [[1000]], [[30]]]),
    "table": await asked("LG_HELP", [["Receivables"]], None),
}
ledger_seconds = {}
if HEAVY:
    ledger = [["Customer", "Amount", "Due date"], ["客户", 100, 46000], ["Acme", 50, 46090]]
    others = [None] * (len(functions()["AGING"].parameters) - 2)
    calls["ledger"] = await asked("LG_AGING", ledger, [[46100]], *others)
    large = [["Customer", "Invoice", "Amount", "Issued", "Due date", "Currency"]]
    large += [[f"C{n % 400}", f"I{n}", 100.5, 45900, 46000 + n % 90, "EUR"] for n in range(10_000)]
    for name in ("first", "again"):
        began = time.perf_counter()
        calls["large"] = await asked("LG_AGING", [[*row] for row in large], [[46100]], *others)
        ledger_seconds[name] = time.perf_counter() - began
meta = server.custom_functions_meta(main)
began = time.perf_counter()
for _ in range(300):
    await asked("LG_DSO", [[1200000]], [[10000000]], [[365]])
per_call = (time.perf_counter() - began) / 300
json.dumps(
    {
        "python": sys.version.split()[0],
        "pandas": bool(HEAVY),
        "xlwings_seconds": xlwings_seconds,
        "import_seconds": import_seconds,
        "per_call": per_call,
        "ledger_seconds": ledger_seconds,
        "examples": examples,
        "calls": calls,
        "functions": len(meta["functions"]),
        "enums": [[one["id"], one["values"]] for one in meta["enums"]],
        "dso": next(one for one in meta["functions"] if one["name"] == "LG_DSO"),
    },
    ensure_ascii=True,
    default=str,
)

# ruff: noqa: E402, F403, F405, F704 - a script that run.mjs awaits, inside Pyodide
# Every example through the function that Lite would call. Answers JSON.
import glob
import importlib
import json
import os
import sys
import time

importlib.invalidate_caches()
for machine_code in glob.glob("/lib/python3*/site-packages/**/*linux-gnu.so", recursive=True):
    os.remove(machine_code)
os.environ["XLWINGS_LICENSE_KEY"] = "noncommercial"
os.environ["XLWINGS_ON_SERVER"] = "true"

began = time.perf_counter()
import xlwings.server as server

xlwings_seconds = time.perf_counter() - began
began = time.perf_counter()
from ledgerguard.hosts import lite

import_seconds = time.perf_counter() - began

from ledgerguard.cells import evaluate as evaluating
from ledgerguard.cells.evaluate import evaluate
from ledgerguard.cells.functions import functions
from ledgerguard.errors import EXCEL_ERRORS, ErrorValue
from ledgerguard.hosts.lite import *


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
            "version": "0.37.8",
            "runtime": "1.4",
            "date_format": None,
            "caller_address": None,
        },
        lite,
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
calls = {
    "scalar": await asked("LG_DSO", [[1200000]], [[10000000]], [[365]]),
    "left out": await asked("LG_DSO", [[1200000]], [[10000000]], None),
    "error in": await asked("LG_DSO", [[error]], [[10000000]], None),
    "error out": await asked("LG_DSO", [[1]], [[0]], None),
    "column": await asked("LG_DSO", [[100], [200], [""]], [[1000], [0], [""]], [[30]]),
    "chinese": await asked("LG_HELP", [["DSO"]], "zh"),
    "varargs": await asked("LG_EXPLAIN", [["DSO"]], [[[100]], [[1000]], [[30]]]),
    "table": await asked("LG_HELP", [["Receivables"]], None),
}
if HEAVY:
    ledger = [["Customer", "Amount", "Due date"], ["客户", 100, 46000], ["Acme", 50, 46090]]
    calls["ledger"] = await asked("LG_AGING", ledger, [[46100]], None, None, None, None, None, None)
meta = server.custom_functions_meta(lite)
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
        "examples": examples,
        "calls": calls,
        "functions": len(meta["functions"]),
        "enums": [
            [
                one["id"],
                [
                    value["value"] if isinstance(value, dict) and "value" in value else value
                    for value in one["values"]
                ],
            ]
            for one in meta["enums"]
        ],
        "dso": next(one for one in meta["functions"] if one["name"] == "LG_DSO"),
    },
    ensure_ascii=True,
    default=str,
)

# ruff: noqa: E402, F821 - a script that run.mjs awaits, inside Pyodide; SITE is put before it
# Hostile plugins beside a good one: what Lite shows for each. Answers JSON.
import importlib
import json
import pathlib
import sys

tools = pathlib.Path("/tmp/tools")  # noqa: S108 - of the browser
tools.mkdir()
(tools / "hostile_site.py").write_text(SITE, encoding="utf-8")
sys.path.insert(0, str(tools))
importlib.invalidate_caches()
import hostile_site

sys.path.insert(0, str(hostile_site.install(tools / "site", hostile_site.SOURCES)))
importlib.invalidate_caches()

from ledgerguard.cells.functions import plugin_faults
from ledgerguard.hosts import lite

answers = {"DSO(1200000,10000000,365)": lite.LG_DSO([[1_200_000.0]], [[10_000_000.0]], [[365.0]])}
for name in CALLS:
    answers[f"{name}(1)"] = getattr(lite, "LG_" + name)([[1.0]])
faults = sorted({fault.package for fault in plugin_faults()})
json.dumps({"answers": answers, "faults": faults})

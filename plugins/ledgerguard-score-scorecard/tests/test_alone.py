"""Scoring needs the model file, ledgerguard and the standard library: nothing of training."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TRAINING = ("cvxpy", "numpy", "optbinning", "ortools", "pandas", "scipy", "sklearn", "jinja2")

SCRIPT = """
import importlib.abc, json, sys
sys.path[:0] = json.loads(sys.argv[3])

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in json.loads(sys.argv[2]):
            raise ImportError(f"scoring must not import {name}")
        return None

sys.meta_path.insert(0, Refuse())
import datetime as dt, os
os.environ["LEDGERGUARD_SCORECARDS"] = sys.argv[1]
from ledgerguard_score_scorecard.plugin import ledgerguard_register_scorers
(scorer,) = ledgerguard_register_scorers()
score = scorer.score({"debt": 0.5, "margin": 0.1, "region": "north"}, dt.date(2026, 6, 30))
loaded = sorted({name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names))
print(json.dumps({"score": score.score, "loaded": loaded}))
"""


def test_nothing_of_training_is_imported(model_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-I", "-c", SCRIPT, str(model_path)),
            *(json.dumps(TRAINING), json.dumps(sys.path)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["score"] > 0
    own = {"__main__", "__mp_main__", "ledgerguard", "ledgerguard_score_scorecard", "pluggy"}
    started = {"a1_coverage", "coverage", "distutils", "_distutils_hack", "sitecustomize"}
    strangers = {name for name in found["loaded"] if not name.startswith("_")} - own - started
    assert strangers == set()

"""A worklist from a million open items, beside a plain pandas groupby over the same items.

Each case runs in a process of its own, so that its peak of memory is its own too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.measure import Measurement, timed
from ledgerguard.casework.engine import derive
from ledgerguard.casework.history import History, folded
from ledgerguard.casework.opening import opening
from ledgerguard.errors import OutOfDomain
from ledgerguard.policy.firm import load_policy

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

VARIABLE: Final = "LEDGERGUARD_BENCH_OPEN_ITEMS"
DEFAULT: Final = 1_000_000
ITEMS_A_CUSTOMER: Final = 50
CURRENCIES: Final = ("EUR", "CNY", "USD", "GBP")
AS_OF: Final = 46_326  # 2026-10-31
SEED: Final = 20_261_031


@dataclass(frozen=True, slots=True)
class Case:
    """One process: what it took."""

    seconds: float
    before_mb: float  # peak of memory before it began: the items themselves
    peak_mb: float
    rows: int  # tasks or groups that it found


def open_items() -> int:
    """The number of open items to measure with."""
    text = os.environ.get(VARIABLE, str(DEFAULT))
    if not text.isdigit() or int(text) < 100:
        raise OutOfDomain(f"{VARIABLE} must be a number from 100, got {text!r}")
    return int(text)


def run(items: int) -> list[Measurement]:
    """Measure the cases at a size."""
    plain = measured("groupby", items)
    peer = f"pandas groupby to {plain.rows:,} groups{_memory(plain)}"
    found = []
    for name, words in (("new", "no log"), ("known", "a log knows half")):
        case = measured(name, items)
        what = f"{items:,} open items to {case.rows:,} tasks, {words}{_memory(case)}"
        found.append(Measurement(what, case.seconds, peer, plain.seconds))
    return found


def measured(name: str, items: int) -> Case:
    """Run a case in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.worklist_run", name, str(items)]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    return Case(**json.loads(done.stdout))


def ledger(items: int) -> pd.DataFrame:
    """So many open items: four currencies, due from five months ago to two months ahead."""
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(SEED)
    customers = max(1, items // ITEMS_A_CUSTOMER)
    customer = random.integers(0, customers, items)
    due = AS_OF + random.integers(-150, 61, items)
    ids = np.array([f"C{number:06d}" for number in range(customers)], object)
    names = np.array([f"Customer {number}" for number in range(customers)], object)
    blank = np.full(items, -1, np.int64)
    amount = (random.lognormal(11, 1.2, items)).astype(np.int64) + 100
    return pd.DataFrame(
        {
            "row": np.arange(2, items + 2),
            "invoice": [f"INV{number:08d}" for number in range(items)],
            "customer_id": ids[customer],
            "customer": names[customer],
            "currency": np.array(CURRENCIES, object)[customer % len(CURRENCIES)],
            "issued": np.minimum(due - 30, AS_OF),
            "due": due,
            "delivered": blank,
            "amount": amount,
            "paid": np.zeros(items, np.int64),
            "paid_on": blank,
            "disputed": (random.random(items) < 0.01).astype(np.int64),
            "entity": np.full(items, "", object),
        }
    )


def groupby(frame: pd.DataFrame) -> int:
    """What a spreadsheet person does with pandas: stage by days past due, then sum and count."""
    import numpy as np

    late = AS_OF - frame["due"]
    stage = np.select(
        [late >= 90, late >= 30, late >= 15, late >= 3, late >= -7], [5, 4, 3, 2, 1], 0
    )
    groups = frame.assign(stage=stage).groupby(["customer_id", "currency", "stage"])["amount"]
    return len(groups.agg(["sum", "count"]))


def half_known(frame: nw.DataFrame[Any]) -> History:
    """A log that knows every other item, each at the step where it stood yesterday."""
    return folded(opening(frame.gather_every(2), load_policy("five-stage"), AS_OF - 1))


def case(name: str, items: int) -> Case:
    """Measure one case in this process."""
    import narwhals as nw

    pandas_frame = ledger(items)
    frame = nw.from_native(pandas_frame, eager_only=True)
    policy = load_policy("five-stage")
    history = half_known(frame) if name == "known" else History()
    cases: dict[str, Callable[[], int]] = {
        "groupby": lambda: groupby(pandas_frame),
        "new": lambda: len(derive(frame, policy, History(), AS_OF).worklist.tasks),
        "known": lambda: len(derive(frame, policy, history, AS_OF).worklist.tasks),
    }
    before = peak_mb()
    seconds, rows = timed(cases[name])
    return Case(seconds, before, peak_mb(), rows)


def peak_mb() -> float:
    """The most memory that this process has held so far; 0 where the system does not say.

    Linux tells it of the program itself; what getrusage tells there begins with the memory of the
    process that started it.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024 / 1e6
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _memory(case: Case) -> str:
    if not case.peak_mb:
        return ""
    return f" (peak {case.peak_mb:,.0f} MB, {case.before_mb:,.0f} before)"


if __name__ == "__main__":
    import dataclasses

    print(json.dumps(dataclasses.asdict(case(sys.argv[1], int(sys.argv[2])))))

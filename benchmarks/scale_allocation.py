"""As many payments as invoices allocated on DuckDB, beside a plain pandas loop on a few of them.

Each case runs in a process of its own, so that its peak of memory is its own too. The loop is what
a person writes first: for each payment the open invoices of its customer, the oldest first. It
runs at two sizes, which shows its slope.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.measure import Measurement, timed
from benchmarks.worklist_run import peak_mb
from ledgerguard.ledger.allocation.allocate import METHODS, allocate
from ledgerguard.ledger.engines.duckdb_files import invented
from ledgerguard.ledger.engines.engine import engine

if TYPE_CHECKING:
    import pandas as pd

"""Building the cockpit of a ledger, against XlsxWriter alone writing the very same workbook.

Ours is everything but reading: computing every figure, laying out the sheets, writing. The peer
repeats the calls that the cockpit made on XlsxWriter: the same cells, formats, charts and memory
mode (see :mod:`benchmarks.replay`), with every value ready at hand.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measurement, Target, median, timed
from benchmarks.replay import Replay, recording, same_content
from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import SAMPLE_AS_OF
from ledgerguard.workbooks import cockpit, save

RUNS = 3


def run(source: Path, folder: Path, rows: int) -> Iterator[Measurement]:
    """Build the cockpit, record one more build, and repeat it without us."""
    out = folder / "cockpit.xlsx"
    read_too = median(lambda: read(source), RUNS)
    ledger = read(source)
    ours = median(lambda: cockpit.build(ledger, SAMPLE_AS_OF, out), RUNS)
    with recording(save, "StyledWorkbook") as recorded:
        cockpit.build(ledger, SAMPLE_AS_OF, out)
    alone = folder / "xlsxwriter.xlsx"
    theirs = statistics.median(timed(Replay(recorded, alone).write)[0] for _ in range(RUNS))
    assert same_content(out, alone), "XlsxWriter alone wrote another workbook"
    peer = f"XlsxWriter alone, the same {len(recorded.calls):,} calls"
    yield Measurement(f"cockpit of {rows:,} invoices", ours, peer, theirs, Target("at most", 1.5))
    yield Measurement(
        f"cockpit of {rows:,} invoices, reading included", ours + read_too, peer, theirs
    )

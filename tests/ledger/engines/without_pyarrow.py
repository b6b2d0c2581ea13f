"""A program for test_engine_base: every way into an engine and out of it.

``python without_pyarrow.py ENGINE FOLDER`` prints what it has read again.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd

from ledgerguard.ledger.engines.engine import engine
from ledgerguard.ledger.engines.small import beside

LARGE = 2**53 + 1


def main(name: str, folder: Path) -> None:
    frame = pd.DataFrame({"n": pd.array([1, None, LARGE], dtype="Int64"), "t": ["x", None, "é"]})
    csv = folder / "in.csv"
    csv.write_text("n,t\n1,x\n,\n9007199254740993,é\n", encoding="utf-8")
    lines = folder / "in.jsonl"
    lines.write_text('{"n":1,"t":"x"}\n{}\n{"n":9007199254740993,"t":"é"}\n', encoding="utf-8")
    frames: list[Any] = [frame]
    if importlib.util.find_spec("polars"):
        import polars as pl

        frames.append(pl.DataFrame({"n": [1, None, LARGE], "t": ["x", None, "é"]}))
        frames.append(frames[-1].lazy())
    with engine(name) as one:
        opened = [one.own(each) for each in frames] + [one.csv([csv]), one.json_lines([lines])]
        for number, each in enumerate(opened):
            level = beside(each, {"t": ["x"], "level": [7]}, {"t": nw.String, "level": nw.Int64})
            joined = one.held(each.join(level, on="t", how="left"))
            parquet, written = folder / f"{number}.parquet", folder / f"{number}.csv"
            one.write_parquet(joined, parquet)
            one.write_csv(one.parquet([parquet]), written)
            found = one.rows(one.csv([written]).select("n", "t", "level"))
            print(sorted((n or "", t or "", str(level or "")[:1]) for n, t, level in found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

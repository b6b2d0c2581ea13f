"""What is cheap on one engine and not on another, for programs that answer the same either way."""

from __future__ import annotations

from typing import Any

import narwhals as nw

EitherFrame = nw.DataFrame[Any] | nw.LazyFrame[Any]


def adds_floats_sooner(frame: EitherFrame) -> bool:
    """Whether sums of groups are cheaper of floats than of integers.

    DuckDB keeps 32 bytes for a sum of integers of each group, for one of floats 16: half as much
    goes through the memory, and a ledger of many customers fits in twice the bound.
    """
    return frame.implementation.is_duckdb()


def tells_extremes(frame: EitherFrame) -> bool:
    """Whether the number of rows, minima and maxima are told without reading the rows.

    Files and tables say them of themselves, and DuckDB believes them.
    """
    return frame.implementation.is_duckdb()


def keeps_a_bound(frame: EitherFrame) -> bool:
    """Whether parts of one query share a bound of memory, and go to disk beyond it."""
    return frame.implementation.is_duckdb()


def adds_in_128_bits(frame: EitherFrame) -> bool:
    """Whether sums of integers hold whatever integers of 64 bits add up to."""
    return frame.implementation.is_duckdb()

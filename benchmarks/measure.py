"""How a benchmark measures, and what it reports."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Target:
    """What the project promises: at most so many times a peer's time, or so many times faster."""

    kind: Literal["at most", "at least"]
    factor: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """Our seconds, beside a peer's where there is one."""

    what: str
    ours: float
    peer: str = ""
    theirs: float | None = None
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        """Our time over the peer's, or the peer's over ours where speed is promised."""
        if self.theirs is None:
            return None
        faster = self.target is not None and self.target.kind == "at least"
        return self.theirs / self.ours if faster else self.ours / self.theirs

    @property
    def verdict(self) -> str:
        """``met``, ``missed`` or nothing."""
        if self.target is None or self.ratio is None:
            return ""
        if self.target.kind == "at least":
            return "met" if self.ratio >= self.target.factor else "missed"
        return "met" if self.ratio <= self.target.factor else "missed"


def timed(function: Callable[[], T]) -> tuple[float, T]:
    """The seconds of one call, and its result.

    What is alive already is frozen: neither side pays for searching the other side's garbage.
    """
    gc.collect()
    gc.freeze()
    try:
        start = time.perf_counter()
        result = function()
        return time.perf_counter() - start, result
    finally:
        gc.unfreeze()


def median(function: Callable[[], object], runs: int = 3) -> float:
    """The median seconds of several calls."""
    return statistics.median(timed(function)[0] for _ in range(runs))

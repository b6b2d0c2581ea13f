"""Cases that run in a process of their own, in turns: time, processor time and memory of each.

On a busy machine one side of a ratio must not meet all the noise: the cases alternate, and the best
of several runs stands for each.
"""

from __future__ import annotations

import dataclasses
import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import timed
from benchmarks.worklist_run import peak_mb
from ledgerguard.errors import LedgerguardError

Command = tuple[str, ...]
"""A module of ``benchmarks`` that calls :func:`tell`, and its arguments."""


class CaseFailed(LedgerguardError):
    """A case ended with an error."""


@dataclass(frozen=True, slots=True)
class Once:
    """One process: what it took."""

    seconds: float
    processor: float  # seconds of all its threads
    peak_mb: float  # of the whole process, the interpreter and its libraries included
    rows: int  # what the case answers: rows of its result


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs of one case."""

    found: tuple[Once, ...]

    @property
    def best(self) -> float:
        """The least seconds."""
        return min(one.seconds for one in self.found)

    @property
    def median(self) -> float:
        """The median seconds."""
        return statistics.median(one.seconds for one in self.found)

    @property
    def processor(self) -> float:
        """The least seconds of the processor."""
        return min(one.processor for one in self.found)

    @property
    def peak_mb(self) -> float:
        """The most memory."""
        return max(one.peak_mb for one in self.found)

    @property
    def rows(self) -> int:
        """What the case answered."""
        return self.found[0].rows


def tell(case: Callable[[], int]) -> None:
    """Measure a case in this process, and print what it took for the process that started it."""
    start = _processor()
    seconds, rows = timed(case)
    print(json.dumps(dataclasses.asdict(Once(seconds, _processor() - start, peak_mb(), rows))))


def in_turns(commands: Mapping[str, Command], runs: int) -> dict[str, Runs]:
    """Run each case ``runs`` times, one after the other and again."""
    found: dict[str, list[Once]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(once(command))
    return {name: Runs(tuple(times)) for name, times in found.items()}


def once(command: Sequence[str]) -> Once:
    """Run a case in a process of its own.

    Raises:
        CaseFailed: with what it wrote to its standard error.
    """
    module, *arguments = command
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    if done.returncode:
        raise CaseFailed(f"{' '.join(command[:2])} ended with {done.returncode}: {done.stderr}")
    return Once(**json.loads(done.stdout.splitlines()[-1]))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

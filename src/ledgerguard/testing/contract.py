"""What all contract suites share: how they fail, what they measure, how they explore."""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import time
import types
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Final, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

EXAMPLES_VARIABLE: Final = "LEDGERGUARD_EXAMPLES"
"""Environment variable: how many cases each question with generated values makes."""

_EXAMPLES: Final = 50
_CLOCKS: Final = frozenset({"today", "now", "utcnow", "time", "time_ns", "localtime", "gmtime"})
_DICE: Final = frozenset({"random", "getrandbits", "urandom", "uuid4"})


class ContractBroken(AssertionError):
    """What is tested does not do what the contract demands."""


class Contract:
    """Base of the suites. A suite is a plain class; pytest collects the subclasses ``Test...``."""

    who: ClassVar[str] = ""
    """What is tested, as failures name it."""

    where: ClassVar[str] = ""
    """Where it stands what is demanded."""

    patience: float = 1.0
    """Seconds that one call may take; a subclass may allow more, with a reason."""

    @property
    def examples(self) -> int:
        """How many cases a question with generated values makes."""
        return int(os.environ.get(EXAMPLES_VARIABLE, _EXAMPLES))

    def broken(self, demand: str, got: object) -> ContractBroken:
        """The failure: what is demanded, what came instead, and where that is written."""
        shown = got if isinstance(got, str) else repr(got)
        return ContractBroken(f"{self.who} must {demand}; got {shown[:400]}.\nSee {self.where}")

    def require(self, holds: object, demand: str, got: object) -> None:
        """Fail unless it holds.

        Args:
            holds: What must be true.
            demand: What the contract demands, to stand after "must".
            got: What came instead.

        Raises:
            ContractBroken: unless it holds.
        """
        if not holds:
            raise self.broken(demand, got)

    def explore(self, strategy: SearchStrategy[T], check: Callable[[T], None]) -> None:
        """Check many generated values; a failure shows the smallest one that fails."""

        # The function is made anew in each call: subclasses of one suite never share it.
        @settings(
            max_examples=self.examples,
            deadline=None,  # calls are timed one by one, and a busy machine is no failure
            database=None,  # nothing is left in the folder of the author
            report_multiple_bugs=False,  # one at a time: a group of them says none clearly
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        @given(strategy)
        def generated(value: T) -> None:
            check(value)

        generated()

    def timed(self, what: str, call: Callable[[], T]) -> T:
        """What a call answers, if it does in time and prints nothing.

        Raises:
            ContractBroken: when it takes too long, or prints.
        """
        with printed() as said:
            started = time.monotonic()
            try:
                return call()
            finally:
                seconds = time.monotonic() - started
                if sys.exc_info()[0] is None:
                    self._require_quick(what, seconds)
                    self._require_silent(what, said.getvalue())

    def _require_quick(self, what: str, seconds: float) -> None:
        self.require(
            seconds <= self.patience,
            f"answer {what} within {self.patience:g} s: a person waits",
            f"{seconds:.1f} s",
        )

    def _require_silent(self, what: str, said: str) -> None:
        self.require(
            not said,
            f"print nothing ({what}): in a spreadsheet nobody sees it, at the prompt it spoils "
            "the answer",
            said,
        )


@contextlib.contextmanager
def printed() -> Iterator[io.StringIO]:
    """What is written to standard output and error meanwhile."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        yield said


@contextlib.contextmanager
def watched() -> Iterator[set[str]]:
    """The clocks and dice that Python code asks meanwhile: ``date.today``, ``random.random`` ..."""
    asked: set[str] = set()

    def note(frame: Any, event: str, function: Any) -> None:  # pragma: no cover - runs untraced
        name, owner = getattr(function, "__name__", ""), getattr(function, "__self__", None)
        if event != "c_call" or name not in _CLOCKS | _DICE:
            return
        if isinstance(owner, type | types.ModuleType):
            asked.add(f"{owner.__name__}.{name}")
        elif owner is getattr(random, "_inst", None):  # one with a seed of its own is no dice
            asked.add(f"random.{name}")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield asked
    finally:
        sys.setprofile(before)

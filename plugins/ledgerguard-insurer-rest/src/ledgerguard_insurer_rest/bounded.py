"""A call that ends in time, whatever the network does: name look-up and dripping answers included.

The call works in a thread of its own. When the patience is over it is left to itself, and may send
nothing more: whether it has sent something is known exactly.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

_EDGE: Final = 0.01
"""Seconds below which nothing more is begun."""


class OutOfTime(Exception):
    """The patience is over. ``sent`` tells whether a write may have gone out."""

    def __init__(self, *, sent: bool) -> None:
        self.sent = sent
        super().__init__("the patience is over")


class Attempt:
    """How long there is still time, and what has gone out."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._lock = threading.Lock()
        self._over = False
        self._flying = False
        self._doubt = False
        self.woken = threading.Event()

    @property
    def left(self) -> float:
        """Seconds."""
        return self._end - self._clock()

    @property
    def sent(self) -> bool:
        """Whether a write may have gone out and nobody knows what became of it."""
        return self._flying or self._doubt

    def begin(self, *, write: bool) -> None:
        """Something goes out now.

        Raises:
            OutOfTime: when it must not any more.
        """
        with self._lock:
            if self._over or self.left < _EDGE:
                raise OutOfTime(sent=self.sent)
            self._flying = write

    def landed(self, *, doubt: bool) -> None:
        """What went out has an answer, or is known not to have arrived; else doubt remains."""
        with self._lock:
            if not self._over:  # whoever waited was told already what is known
                self._doubt = self._doubt or (self._flying and doubt)
                self._flying = False

    def rest(self, seconds: float) -> None:
        """Wait before the next try.

        Raises:
            OutOfTime: when there is no time for that.
        """
        if seconds >= self.left or self.woken.wait(seconds):
            raise OutOfTime(sent=self.sent)

    def close(self) -> bool:
        """Nothing goes out from now on; whether a write may have gone out."""
        with self._lock:
            self._over = True
            self.woken.set()
            return self.sent


def bounded(attempt: Attempt, call: Callable[[], T]) -> T:
    """What a call answers or raises, if it does in time.

    Raises:
        OutOfTime: when it does not.
    """
    answers: list[T] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(call())
        except BaseException as error:  # told to whoever waits, also a SystemExit
            faults.append(error)

    thread = threading.Thread(target=work, name="ledgerguard asks an insurer", daemon=True)
    try:
        thread.start()
        # A little longer than the call itself, which knows better why it gives up.
        thread.join(max(0.0, attempt.left) + _EDGE)
    finally:
        sent = attempt.close()
    if answers:
        return answers[0]
    if faults:
        raise faults[0]
    raise OutOfTime(sent=sent)

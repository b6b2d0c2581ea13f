"""Waits for an engine: shows how far it is, and stops it when the user has had enough."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from ledgerguard.ledger.engines.engine import Engine

T = TypeVar("T")

POLL: Final = 0.2
"""Seconds between two looks at the engine."""


class Watcher(Protocol):
    """Whoever is told how a run goes on."""

    def __call__(self, step: str, share: float | None, seconds: float) -> None:
        """Called again and again while a step runs; ``share`` is None where nobody can tell."""


def silent(step: str, share: float | None, seconds: float) -> None:
    """Tell nobody."""


def waited_for(engine: Engine, step: str, work: Callable[[], T], watcher: Watcher) -> T:
    """What a step answers. It runs in a thread of its own, so that Ctrl-C is heard at once.

    Raises:
        KeyboardInterrupt: after the engine was stopped.
        Exception: what the step raised.
    """
    todo, answers = [work], list[T]()
    faults: list[BaseException] = []
    finished = threading.Event()  # a thread whose join is interrupted counts as ended in Python

    def run() -> None:
        try:
            answers.extend(one() for one in todo)
        except BaseException as fault:  # it is raised again below
            faults.append(fault)
        finally:
            finished.set()

    start = time.monotonic()
    thread = threading.Thread(target=run, name=step, daemon=True)
    try:
        thread.start()  # Ctrl-C may be heard in here, with the thread at work or not
        while not finished.wait(POLL):
            watcher(step, engine.progress(), time.monotonic() - start)
    except KeyboardInterrupt:
        todo.clear()  # a thread that has yet to begin does nothing
        # One step may be several queries: whichever comes next is stopped too.
        engine.stop()
        while not finished.wait(POLL) and thread.ident is not None:
            engine.stop()
        raise
    if faults:
        raise faults[0]
    return answers[0]

"""Asks a connector in a thread of its own: one that never answers costs that thread and no more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from ledgerguard.plugin.insurer import Capability, Insurer, InsurerError, NotOffered, Unreachable

READ_SECONDS: Final = 30.0
"""How long a read may take; a connector should answer or give up well before."""

T = TypeVar("T")

_hanging: dict[str, threading.Thread] = {}
"""The last question to each insurer that was not answered in time."""


def ask(insurer: Insurer, capability: Capability, call: Callable[[], T], seconds: float) -> T:
    """What a connector answers to a read, if it offers that and answers in time.

    Args:
        insurer: The connector.
        capability: What it must offer.
        call: The call.
        seconds: How long to wait.

    Raises:
        NotOffered: when it does not offer that.
        InsurerError: as :func:`within` does.
    """
    if capability not in insurer.capabilities:
        raise NotOffered(
            f"{insurer.name} must offer {capability}, got a connector that does not",
            hint="`ledgerguard insurer list` shows what each offers",
        )
    return within(insurer.name, call, seconds)


def within(insurer: str, call: Callable[[], T], seconds: float = READ_SECONDS) -> T:
    """What a call to a connector answers, if it does in time. Only for reads.

    Args:
        insurer: Name of the insurer: a second question waits until the first has come to an end.
        call: The call.
        seconds: How long to wait.

    Raises:
        InsurerError: whatever the connector raises; a fault of its own by its type alone, because
            its text may quote an address or a token.
        Unreachable: when it does not answer in time, or has not answered an earlier question yet.
    """
    earlier = _hanging.get(insurer)
    if earlier is not None and earlier.is_alive():
        raise Unreachable(
            f"{insurer} must answer one question before the next, got no answer yet",
            hint="its connector hangs; start the program anew",
        )
    _hanging.pop(insurer, None)
    answers: list[T] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(call())
        except BaseException as error:  # also one that calls sys.exit
            faults.append(error)

    thread = threading.Thread(target=work, name=f"ledgerguard asks {insurer}", daemon=True)
    thread.start()
    thread.join(seconds)
    if answers:
        return answers[0]
    if not faults:
        _hanging[insurer] = thread
        raise Unreachable(f"{insurer} must answer within {seconds:g} s, got no answer")
    if isinstance(faults[0], InsurerError):
        raise faults[0]
    raise InsurerError(
        f"the connector of {insurer} must answer or raise an InsurerError, "
        f"got {type(faults[0]).__name__}",
        hint="this is a fault of the connector, please report it to its makers",
    ) from faults[0]

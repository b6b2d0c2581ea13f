"""The states of a write to an insurer, and which step leads from where to where.

A write is prepared, confirmed by a person, and sent. ``sending`` is written down before the insurer
is called, so that a crash leaves a trace: what stands in ``sending`` or ``unsure`` may have
arrived, and the insurer is asked before anything is sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

State = Literal[
    "prepared", "confirmed", "sending", "unsure", "taken", "settled", "declined", "withdrawn"
]
Step = Literal[
    "prepared", "confirmed", "sending", "unsent", "unsure", "taken", "settled", "declined",
    "withdrawn",
]  # fmt: skip

STATES: Final[tuple[State, ...]] = get_args(State)
STEPS: Final[tuple[Step, ...]] = get_args(Step)

LEADS_TO: Final[Mapping[Step, State]] = MappingProxyType(
    {
        "prepared": "prepared",
        "confirmed": "confirmed",
        "sending": "sending",
        "unsent": "confirmed",
        "unsure": "unsure",
        "taken": "taken",
        "settled": "settled",
        "declined": "declined",
        "withdrawn": "withdrawn",
    }
)
"""The state after each step."""

FROM: Final[Mapping[Step, frozenset[State]]] = MappingProxyType(
    {
        "prepared": frozenset(),
        "confirmed": frozenset({"prepared"}),
        "sending": frozenset({"confirmed"}),
        "unsent": frozenset({"sending", "unsure"}),
        "unsure": frozenset({"sending"}),
        # A ticket is the truth, whenever it turns up: a process that was taken for dead may still
        # hear from the insurer after another one has given the write up.
        "taken": frozenset({"confirmed", "sending", "unsure", "declined", "withdrawn"}),
        "settled": frozenset({"taken"}),
        "declined": frozenset({"sending"}),
        "withdrawn": frozenset({"prepared", "confirmed"}),
    }
)
"""The states from which each step may be taken."""

OPEN: Final[frozenset[State]] = frozenset({"prepared", "confirmed", "sending", "unsure", "taken"})
"""What still waits for something."""

ADRIFT: Final[frozenset[State]] = frozenset({"sending", "unsure"})
"""What may or may not have arrived."""


def may(step: Step, state: State) -> bool:
    """Whether a step may be taken in a state."""
    return state in FROM[step]

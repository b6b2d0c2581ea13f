"""The inputs and the outcome of a run as bytes: kept in the log, so that it can be derived again.

The bytes are JSON in one fixed form; their SHA-256 is the fingerprint that every row of the run
carries.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from ledgerguard.casework.records import Worklist
from ledgerguard.errors import LogError
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.reading.clean import as_frame
from ledgerguard.ledger.schema import FRAME
from ledgerguard.policy.firm import Policy, policy_from_texts

NAMED: Final = "sha256:"
"""Stands before the fingerprint of a content where a row refers to it."""


def ledger_bytes(frame: Frame) -> bytes:
    """A ledger's frame, column by column."""
    return _bytes({name: frame.get_column(name).to_list() for name in FRAME})


def frame_of(content: bytes) -> Frame:
    """The frame that bytes hold.

    Raises:
        LogError: when they hold another shape.
    """
    columns = mapping_of(content)
    missing = [name for name in FRAME if name not in columns]
    if missing:
        raise LogError(
            f"the ledger of a run must hold the column {missing[0]}, got none",
            hint="the run was recorded by another version of ledgerguard",
        )
    return as_frame(columns)


def policy_bytes(policy: Policy) -> bytes:
    """All texts that decide, by file name."""
    return _bytes(dict(policy.texts))


def policy_of(content: bytes) -> Policy:
    """The policy that bytes hold."""
    return policy_from_texts({name: str(text) for name, text in mapping_of(content).items()})


def worklist_bytes(worklist: Worklist) -> bytes:
    """Everything that a run has found."""
    return _bytes(dataclasses.asdict(worklist, dict_factory=_plain_dict))


def fingerprint(content: bytes) -> str:
    """The SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def _plain_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in pairs}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) or isinstance(value, Mapping | tuple | list):
        return value
    # A Wording is an attrs class: its two texts.
    return [value.en, value.zh] if hasattr(value, "in_language") else value


def _bytes(value: Any) -> bytes:
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def mapping_of(content: bytes) -> dict[str, Any]:
    """A content of the log as plain values, such as a worklist.

    Raises:
        LogError: when it is no JSON object.
    """
    try:
        held = json.loads(content)
    except ValueError as error:
        raise LogError(
            f"a content of the log must be JSON, got {error}", hint="run ledgerguard log verify"
        ) from error
    if not isinstance(held, dict):
        raise LogError(
            f"a content of the log must be a JSON object, got {type(held).__name__}",
            hint="run ledgerguard log verify",
        )
    return held

"""What a column of a file can hold: our fields, by the kind of file, and the words of our codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

from ledgerguard.plugin.insurer import COVER_KINDS, DECISIONS
from ledgerguard.policy.loss_causes import CAUSES

FieldKind = Literal["text", "amount", "date", "code", "number"]
Value = str | Decimal | dt.date | int

SectionName = Literal["limit", "overdue", "claim", "receipts", "decisions", "claims"]
WRITTEN: Final[tuple[SectionName, ...]] = ("limit", "overdue", "claim")
"""Kinds of files that we write."""
READ: Final[tuple[SectionName, ...]] = ("receipts", "decisions", "claims")
"""Kinds of files that the insurer writes."""

ClaimStateName = Literal[
    "registered", "examining", "approved", "partly", "refused", "paid", "closed"
]
CLAIM_STATES: Final[tuple[ClaimStateName, ...]] = get_args(ClaimStateName)
STATUSES: Final = ("taken", "rejected")

CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": COVER_KINDS,
    "decision": DECISIONS,
    "cause": tuple(CAUSES),
    "status": STATUSES,
    "claim_state": CLAIM_STATES,
}
"""Code lists, with the words that we use; a layout says what the insurer uses for each."""


@dataclass(frozen=True, slots=True)
class Field:
    """One of our fields.

    Attributes:
        kind: What its values are.
        codes: The code list of a code.
        needed: Whether a file of this kind is no use without it.
    """

    kind: FieldKind
    codes: str = ""
    needed: bool = False


_TEXT: Final = Field("text")
_DATE: Final = Field("date")
_AMOUNT: Final = Field("amount")
_NUMBER: Final = Field("number")
_KEY: Final = Field("text", needed=True)

_SENT: Final[Mapping[str, Field]] = {
    "key": _KEY,
    "policy": _TEXT,
    "reference": Field("text", needed=True),
    "written": _DATE,
    "note": _TEXT,
}
_ITEM: Final[Mapping[str, Field]] = {
    "line": _NUMBER,
    "invoice": Field("text", needed=True),
    "issued": Field("date", needed=True),
    "due": Field("date", needed=True),
    "open": Field("amount", needed=True),
}

FIELDS: Final[Mapping[SectionName, Mapping[str, Field]]] = {
    "limit": {
        **_SENT,
        "amount": Field("amount", needed=True),
        "currency": _TEXT,
        "kind": Field("code", "kind"),
        "until": _DATE,
    },
    "overdue": {**_SENT, **_ITEM, "currency": _TEXT},
    "claim": {
        **_SENT,
        **_ITEM,
        "currency": _TEXT,
        "amount": Field("amount", needed=True),
        "cause": Field("code", "cause", needed=True),
        "documents": _TEXT,
    },
    "receipts": {
        "written": _DATE,
        "key": _KEY,
        "line": _NUMBER,
        "invoice": _TEXT,
        "status": Field("code", "status", needed=True),
        "reason": _TEXT,
        "their_reference": _TEXT,
        "on": _DATE,
    },
    "decisions": {
        "written": _DATE,
        "key": _TEXT,  # without such a column an answer is known by buyer, policy and kind
        "reference": Field("text", needed=True),
        "policy": _TEXT,
        "kind": Field("code", "kind"),
        "decision": Field("code", "decision", needed=True),
        "amount": Field("amount", needed=True),
        "currency": _TEXT,
        "valid_from": _DATE,
        "valid_to": _DATE,
        "condition": _TEXT,
        "their_reference": _TEXT,
        "on": Field("date", needed=True),
    },
    "claims": {
        "written": _DATE,
        "key": _KEY,
        "their_reference": _TEXT,
        "state": Field("code", "claim_state", needed=True),
        "paid": _AMOUNT,
        "currency": _TEXT,
        "note": _TEXT,
        "on": Field("date", needed=True),
    },
}
"""The fields of each kind of file. ``open`` is what is unpaid of an invoice, ``amount`` the whole
of a limit or claim, ``written`` the day on which a file was written."""

SUMMED: Final[Mapping[SectionName, str]] = {
    "limit": "amount", "overdue": "open", "claim": "open", "decisions": "amount", "claims": "paid",
}  # fmt: skip
"""What a control sum adds up. It is a check of the transport and no amount: it adds whatever
stands in the column, as these files do, also where currencies differ."""

CONTROLS: Final[Mapping[str, Field]] = {"count": _NUMBER, "control_sum": _AMOUNT}
"""Fields of a header or trailer besides those of the rows: number of rows and sum of them."""

"""Decisions in the log: recorded with all that they were made from, and made again from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ledgerguard import __version__
from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.account import account_of
from ledgerguard.casework.decisions.decide import decide
from ledgerguard.casework.decisions.encoding import (
    Inputs,
    decision_bytes,
    inputs_bytes,
    inputs_of,
)
from ledgerguard.casework.decisions.firm_model import with_firm_score
from ledgerguard.casework.decisions.overrides import override_in_force
from ledgerguard.casework.decisions.past import DECISION, decisions_of, last_decided, made
from ledgerguard.casework.decisions.records import Decision, Request
from ledgerguard.casework.events import Reassessed, Scope, kind_of, to_body
from ledgerguard.casework.snapshot import NAMED, fingerprint, policy_bytes, policy_of
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.firm import Policy
from ledgerguard.store.entries import Entry, Row
from ledgerguard.store.log import Log
from ledgerguard.units import from_serial

__all__ = [
    "DECISION",
    "DecisionReplay",
    "RecordedDecision",
    "decisions_of",
    "last_decided",
    "record_decision",
    "replay_decision",
]

SHOWN: Final = 5


@dataclass(frozen=True)
class RecordedDecision:
    """A decision that stands in the log, and the id by which it is made again."""

    id: str
    decision: Decision
    head: str  # hash of the last row written


@dataclass(frozen=True)
class DecisionReplay:
    """A decision made again from what the log holds.

    Attributes:
        id: The decision.
        decision: What this version decides from the same inputs.
        equal: Whether that is what was decided then, bit for bit.
        recorded_by: The version of ledgerguard that recorded it.
        version: The version that made it again.
    """

    id: str
    decision: Decision
    equal: bool
    recorded_by: str
    version: str

    @property
    def other_version(self) -> bool:
        """Whether another version has recorded it: a difference may be the version's."""
        return self.recorded_by != self.version


def record_decision(
    log: Log,
    file: CustomerFile,
    behaviour: Mapping[str, Behaviour],
    credit: CreditPolicy,
    as_of: int,
    *,
    policy: Policy | None = None,
    request: Request | None = None,
    entity: str = "",
    actor: str = "",
    note: str = "",
) -> RecordedDecision:
    """Decide, and write the decision with all its inputs into the log, in one transaction.

    An event beside it says that the customer was looked at anew, so that the worklist does not
    ask for it again. A withheld decision is recorded too, but is no look at the customer's credit.

    Args:
        log: The log.
        file: The customer's file.
        behaviour: What the ledger says, by currency.
        credit: The credit policy.
        as_of: Serial number of the day.
        policy: The firm's whole policy; None: what is packaged.
        request: What is asked for.
        entity: Our legal entity.
        actor: Who decides.
        note: What the person adds.
    """
    asked = request or Request()
    asked = replace(asked, currency=account_of(file, behaviour, asked.currency, as_of))
    asked = _completed(log, file, entity, asked, as_of)
    asked = with_firm_score(file, behaviour, credit, as_of, policy=policy, request=asked)
    decision = decide(file, behaviour, credit, as_of, policy=policy, request=asked)
    inputs = inputs_bytes(Inputs(file, behaviour, credit, as_of, asked))
    outcome = decision_bytes(decision)
    texts = b"" if policy is None else policy_bytes(policy)
    contents = {fingerprint(each): each for each in (inputs, outcome, texts) if each}
    identity = _identity(log, decision)
    body: dict[str, Any] = {
        "id": identity,
        "entity": entity,
        "customer_id": decision.customer_id,
        "currency": decision.currency,
        "as_of": as_of,
        "outcome": decision.outcome,
        "grade": decision.grading.grade if decision.grading else None,
        "limit": decision.limit,
        "inputs": NAMED + fingerprint(inputs),
        "policy": NAMED + fingerprint(texts) if texts else "",
        "decision": NAMED + fingerprint(outcome),
        "note": note,
        **_scored(asked),
        "ledgerguard": __version__,
    }
    version = "" if policy is None else policy.version
    entries = [Entry(DECISION, body, identity, actor, version)]
    if decision.outcome != "withheld":
        event = Reassessed(Scope(entity, decision.customer_id), as_of, note or identity)
        entries.append(Entry(kind_of(event), to_body(event), identity, actor, version))
    rows = log.append(entries, contents=contents)
    return RecordedDecision(identity, decision, rows[-1].hash)


def replay_decision(log: Log, identity: str) -> DecisionReplay:
    """Decide again from the inputs that the log holds, and compare to the last bit.

    Raises:
        InvalidValue: when the log has no such decision.
        LogError: when an input is missing, damaged or of another shape.
    """
    body = _row(log, identity).body
    inputs = inputs_of(log.content(str(body["inputs"])))
    texts = str(body["policy"])
    policy = policy_of(log.content(texts)) if texts else None
    again = decide(
        inputs.file,
        inputs.behaviour,
        inputs.credit,
        inputs.as_of,
        policy=policy,
        request=inputs.request,
    )
    stored = log.content(str(body["decision"]))
    equal = decision_bytes(again) == stored
    return DecisionReplay(identity, again, equal, str(body["ledgerguard"]), __version__)


def _scored(asked: Request) -> dict[str, Any]:
    """Which model of the firm has judged, where one has; a replay hears it from the inputs."""
    firm = asked.firm
    if firm is None or firm.fault:
        return {}
    return {"scorer": [firm.scorer, firm.version, firm.package]}


def _completed(log: Log, file: CustomerFile, entity: str, request: Request, as_of: int) -> Request:
    """The request with what the log knows and it does not say: last decision, override in force."""
    if request.last_decided == NO_DAY:
        rows = made(decisions_of(log, file.customer_id, "", entity))
        days = [day for row in rows if (day := int(str(row.body["as_of"]))) <= as_of]
        request = replace(request, last_decided=max(days, default=NO_DAY))
    if request.override_limit is None and request.currency:
        found = override_in_force(log, file.customer_id, request.currency, as_of, entity)
        if found is not None and found.limit is not None:
            request = replace(request, override_limit=found.limit, override_until=found.until)
    return request


def _identity(log: Log, decision: Decision) -> str:
    """Customer, currency, day, and which one of that day it is."""
    account = f"{decision.customer_id}-{decision.currency}".strip("-")
    stem = f"{account}-{from_serial(decision.as_of):%Y%m%d}"
    known = {row.body["id"] for row in log.rows(kind=DECISION)}
    number = 1
    while f"{stem}-{number}" in known:
        number += 1
    return f"{stem}-{number}"


def _row(log: Log, identity: str) -> Row:
    known = []
    for row in log.rows(kind=DECISION):
        if row.body["id"] == identity:
            return row
        known.append(str(row.body["id"]))
    raise InvalidValue(
        f"decision must be one of {', '.join(known[-SHOWN:]) or 'none yet'}, got {identity!r}",
        hint="the log holds its own ids: customer, currency, day and number",
    )

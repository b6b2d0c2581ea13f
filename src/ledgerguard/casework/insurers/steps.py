"""What the log's rows say about the outbox: each row is a step, and the steps make its items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from ledgerguard.casework.insurers.states import LEADS_TO, STEPS, State, Step, may
from ledgerguard.casework.insurers.writes import WriteKind, kind_of, write_of
from ledgerguard.errors import LogError
from ledgerguard.plugin.insurer import Progress, Write
from ledgerguard.store.entries import Entry, Row

PREFIX: Final = "insurer-"
KINDS: Final[tuple[str, ...]] = tuple(PREFIX + step for step in STEPS)
"""The kinds of the log's rows."""

_VERIFY: Final = "run ledgerguard log verify"


@dataclass(frozen=True, slots=True)
class Item:
    """One write to an insurer, as the log has it.

    Attributes:
        write: The write, with our own key.
        insurer: Name of the connector.
        customer_id: Our id of the buyer.
        state: Where it stands.
        since: When it came there, by the clock of the machine that wrote it; UTC.
        prepared_by: Who has prepared it.
        confirmed_by: Who has confirmed it; blank while nobody has.
        attempts: How often it was handed to the connector.
        ticket: The insurer's reference of it; blank until it was taken.
        reason: Why it is where it is, in the insurer's words or ours.
        progress: What the insurer decided; None until it was settled.
        then: The row that follows once the insurer has it; None where none does.
    """

    write: Write
    insurer: str
    customer_id: str
    state: State
    since: dt.datetime
    prepared_by: str
    confirmed_by: str = ""
    attempts: int = 0
    ticket: str = ""
    reason: str = ""
    progress: Progress | None = None
    then: Entry | None = None

    @property
    def key(self) -> str:
        """Our own key."""
        return self.write.key

    @property
    def kind(self) -> WriteKind:
        """What it is: limit, overdue or claim."""
        return kind_of(self.write)


def folded(rows: Iterable[Row]) -> dict[str, Item]:
    """The items of the outbox by their keys, from rows in the order of the log.

    Raises:
        LogError: when a row tells a step that cannot follow on the one before.
    """
    found: dict[str, Item] = {}
    for row in rows:
        if row.kind not in KINDS:
            continue
        step: Step = next(step for step in STEPS if PREFIX + step == row.kind)
        try:
            if step == "prepared":
                item = _prepared(row, row.body)
                allowed = item.key not in found
            else:
                before = found[str(row.body["key"])]
                allowed = may(step, before.state)
                item = _after(before, step, row, row.body)
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise LogError(
                f"row {row.number} must tell a step of a write that was prepared, got {error!r}",
                hint=_VERIFY,
            ) from error
        if not allowed:
            raise LogError(
                f"row {row.number} must tell a step that can follow on "
                f"{found[item.key].state!r}, got {step!r}",
                hint=_VERIFY,
            )
        found[item.key] = item
    return found


def progress_body(progress: Progress) -> dict[str, Any]:
    """What an insurer decided, as it lies in a row."""
    return {
        "outcome": progress.state,
        "decision": progress.decision,
        "amount": None if progress.amount is None else f"{progress.amount:f}",
        "currency": progress.currency,
        "note": progress.note,
    }


def _prepared(row: Row, body: Mapping[str, Any]) -> Item:
    write = write_of(body["write"], str(body["key"]), body["body"])
    then = body.get("then")
    return Item(
        write,
        str(body["insurer"]),
        str(body["customer_id"]),
        "prepared",
        _moment(row),
        row.actor,
        then=None if then is None else Entry("done", then, "", row.actor, row.policy_version),
    )


def _after(item: Item, step: Step, row: Row, body: Mapping[str, Any]) -> Item:
    """An item after one more step."""
    item = replace(
        item, state=LEADS_TO[step], since=_moment(row), reason=str(body.get("reason", ""))
    )
    if step == "confirmed":
        return replace(item, confirmed_by=row.actor)
    if step == "sending":
        return replace(item, attempts=item.attempts + 1)
    if step == "taken":
        return replace(item, ticket=str(body["ticket"]))
    return replace(item, progress=_progress(body)) if step == "settled" else item


def _progress(body: Mapping[str, Any]) -> Progress:
    amount = body["amount"]
    return Progress(
        body["outcome"],
        body["decision"],
        None if amount is None else Decimal(amount),
        str(body["currency"]),
        str(body["note"]),
    )


def _moment(row: Row) -> dt.datetime:
    return dt.datetime.fromisoformat(row.recorded_at)

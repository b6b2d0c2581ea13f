"""What was said and done about a buyer, in the order of the days, as the log proves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from ledgerguard.casework import events
from ledgerguard.casework.channels import channel_words
from ledgerguard.casework.claims.events import KINDS as CLAIM_KINDS
from ledgerguard.casework.claims.events import Filed, Recovery, StatusChanged, claim_event
from ledgerguard.casework.claims.status_words import STATUS
from ledgerguard.casework.claims.words import Told, the_same
from ledgerguard.casework.records import OWN_STEPS, ItemKey
from ledgerguard.casework.runs import RUN
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy
from ledgerguard.policy.ladder_words import KINDS, words_of
from ledgerguard.policy.schema import Wording
from ledgerguard.store.entries import Row
from ledgerguard.units import Language, from_serial

Direction = Literal["to customer", "from customer", "internal", "insurer"]

DIRECTIONS: Final[Mapping[Direction, Wording]] = {
    "to customer": Wording("to the customer", "致客户"),
    "from customer": Wording("from the customer", "客户来函"),
    "internal": Wording("internal", "内部"),
    "insurer": Wording("insurer", "保险公司"),
}

TITLES: Final[Mapping[str, Wording]] = {
    "promise": Wording("Promise to pay", "承诺付款"),
    "dispute": Wording("Dispute", "争议"),
    "dispute-closed": Wording("Dispute settled", "争议解决"),
    "hold": Wording("Hold", "暂停催收"),
    "hold-lifted": Wording("Hold lifted", "恢复催收"),
    "reply": Wording("Reply", "客户答复"),
    "due-change": Wording("Due date changed", "到期日变更"),
    "claim-filed": Wording("Claim filed", "提出索赔"),
    "claim-status": Wording("Claim status", "索赔状态"),
    "claim-recovery": Wording("Recovery", "追回款项"),
}
"""What a kind of row is called; a step that was done has the words of its level."""

_PROMISED: Final = Wording("by {day}{amount}", "承诺于 {day} 前支付{amount}")
_UNTIL: Final = Wording("until {day}", "至 {day}")
_MOVED: Final = Wording("from {old} to {new}", "由 {old} 改为 {new}")


@dataclass(frozen=True, slots=True)
class Contact:
    """One line of the correspondence."""

    on: int
    number: int  # of the row in the log
    hash: str  # of that row: it proves the line
    direction: Direction
    title: Wording
    words: Told
    invoices: tuple[str, ...]  # none: the whole account
    actor: str
    step: str = ""  # kind of the step of a ladder toward the customer; blank: none

    @property
    def is_step(self) -> bool:
        """Whether it is a step of dunning toward the customer."""
        return bool(self.step)


def correspondence_of(
    rows: Iterable[Row], policy: Policy, entity: str, customer_id: str, currency: str
) -> tuple[Contact, ...]:
    """The lines about a buyer's account, the oldest first.

    Steps that are presumed done before the log began prove nothing and are left out; so is what
    only concerns our own work: overrides, items seen, re-assessments.

    Args:
        rows: The rows of the log.
        policy: The firm's policy, for the words of its steps.
        entity: Our legal entity.
        customer_id: The buyer.
        currency: The account's currency; what is about the whole buyer is told as well.
    """
    found: list[Contact] = []
    claims: set[str] = set()
    runs: dict[str, int] = {}
    for row in rows:
        if row.kind == RUN:
            runs[row.run] = int(str(row.body["as_of"]))
        elif row.kind in events.KINDS:
            event = events.from_body(row.kind, row.body)
            accounts = ((entity, customer_id, ""), (entity, customer_id, currency))
            if _account_of(event) not in accounts:
                continue
            if isinstance(event, events.DueChange):
                found.append(_due_change(row, event, runs.get(row.run, event.new)))
            elif not (isinstance(event, events.Done) and event.task in claims):
                found += _contact(row, event, policy)
        elif row.kind in CLAIM_KINDS:
            filed = claim_event(row.kind, row.body)
            if isinstance(filed, Filed) and filed.account == (entity, customer_id, currency):
                claims.add(filed.claim)
            if filed.claim in claims:
                found.append(_claimed(row, filed))
    return tuple(sorted(found, key=lambda contact: (contact.on, contact.number)))


def _account_of(event: events.Event) -> tuple[str, str, str]:
    if isinstance(event, events.Done):
        return event.entity, event.customer_id, event.currency
    if isinstance(event, events.DueChange | events.Seen):
        return event.item.entity, event.item.customer_id, event.item.currency
    scope = event.scope
    return scope.entity, scope.customer_id, scope.item.currency if scope.item else ""


def _contact(row: Row, event: events.Event, policy: Policy) -> list[Contact]:
    tell = _TELLERS.get(type(event))
    return [] if tell is None else tell(row, event, policy)


def _done(row: Row, event: events.Done, policy: Policy) -> list[Contact]:
    if event.task == events.OPENING:
        return []
    outside = event.kind in ("insurer", "claim")
    words = _spoken(_channel(event.channel), the_same(event.note))
    invoices = [step.item for step in event.items]
    direction: Direction = "insurer" if outside else "to customer"
    made = _made(row, event.on, direction, _step(event, policy), words, invoices)
    return [made if outside else replace(made, step=event.kind)]


def _channel(channel: str) -> Told:
    if not channel:
        return Told()
    return Told(channel_words(channel, "en"), channel_words(channel, "zh"))


def _step(event: events.Done, policy: Policy) -> Wording:
    if event.level in OWN_STEPS:
        return OWN_STEPS[event.level][1]
    ladder = policy.ladders.get(event.ladder)
    if ladder is not None and 0 < event.level <= len(ladder.levels):
        return ladder.levels[event.level - 1].action
    return Wording(*(words_of(event.kind, KINDS, language) for language in ("en", "zh")))


def _promise(row: Row, event: events.Promise, _: Policy) -> list[Contact]:
    item = event.scope.item
    told = str(Amount(event.amount, item.currency if item else "")) if event.amount else ""
    words = Told(
        _PROMISED.en.format(day=_day(event.by), amount=told and f": {told}"),
        _PROMISED.zh.format(day=_day(event.by), amount=told and f" {told}"),
    )
    spoken = _spoken(words, the_same(event.note))
    return [_scoped(row, event.on, "from customer", event.scope, spoken)]


def _dispute(row: Row, event: events.Dispute, _: Policy) -> list[Contact]:
    return [_scoped(row, event.on, "from customer", event.scope, the_same(_joined(event.reason)))]


def _hold(row: Row, event: events.Hold, _: Policy) -> list[Contact]:
    day = _day(event.until)
    until = Told(_UNTIL.en.format(day=day), _UNTIL.zh.format(day=day))
    words = _spoken(the_same(event.reason), until)
    return [_scoped(row, event.on, "internal", event.scope, words)]


def _ended(row: Row, event: events.DisputeClosed | events.HoldLifted, _: Policy) -> list[Contact]:
    return [_scoped(row, event.on, "internal", event.scope, the_same(_joined(event.note)))]


def _reply(row: Row, event: events.Reply, _: Policy) -> list[Contact]:
    words = _spoken(_channel(event.channel), the_same(event.words))
    return [_scoped(row, event.on, "from customer", event.scope, words)]


def _due_change(row: Row, event: events.DueChange, on: int) -> Contact:
    """Found by the run of a day: nobody says on which day it was agreed."""
    days = {"old": _day(event.old), "new": _day(event.new)}
    words = Told(_MOVED.en.format(**days), _MOVED.zh.format(**days))
    return _made(row, on, "internal", TITLES["due-change"], words, [event.item])


_TELLERS: Final[Mapping[type, Callable[[Row, Any, Policy], list[Contact]]]] = {
    events.Done: _done,
    events.Promise: _promise,
    events.Dispute: _dispute,
    events.DisputeClosed: _ended,
    events.Hold: _hold,
    events.HoldLifted: _ended,
    events.Reply: _reply,
}


def _claimed(row: Row, event: Filed | StatusChanged | Recovery) -> Contact:
    amount = the_same(str(Amount(event.amount, event.currency)) if event.amount else "")
    claim = the_same(event.claim)
    if isinstance(event, Filed):
        items = [one.item for one in event.items]
        return _made(row, event.on, "insurer", TITLES[row.kind], _spoken(claim, amount), items)
    status = Told()
    if isinstance(event, StatusChanged):
        status = Told(STATUS[event.status].en, STATUS[event.status].zh)
    words = _spoken(claim, status, amount, the_same(event.note))
    return _made(row, event.on, "insurer", TITLES[row.kind], words, [])


def _scoped(row: Row, on: int, direction: Direction, scope: events.Scope, words: Told) -> Contact:
    items = [scope.item] if scope.item else []
    return _made(row, on, direction, TITLES[row.kind], words, items)


def _made(
    row: Row,
    on: int,
    direction: Direction,
    title: Wording,
    words: Told,
    items: Iterable[ItemKey],
) -> Contact:
    invoices = tuple(map(str, items))
    return Contact(on, row.number, row.hash, direction, title, words, invoices, row.actor)


def _joined(*parts: str, by: str = "; ") -> str:
    return by.join(" ".join(part.split()) for part in parts if part.strip())


def _day(number: int) -> str:
    return "" if number == NO_DAY else from_serial(number).isoformat()


def _spoken(*parts: Told) -> Told:
    return Told(
        _joined(*(part.en for part in parts)), _joined(*(part.zh for part in parts), by="；")
    )


def in_words(contact: Contact, language: Language) -> str:
    """A line of the correspondence as plain text."""
    parts = [_day(contact.on), DIRECTIONS[contact.direction].in_language(language)]
    parts.append(contact.title.in_language(language))
    if contact.invoices:
        parts.append(", ".join(contact.invoices))
    said = contact.words.in_language(language)
    head = " | ".join(parts)
    return f"{head}{'：' if language == 'zh' else ': '}{said}" if said else head

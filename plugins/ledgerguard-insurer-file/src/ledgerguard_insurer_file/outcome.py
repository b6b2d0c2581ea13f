"""What follows from the insurer's files: the cover of a buyer, and how far each row of ours is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from ledgerguard.plugin.insurer import (
    COVER_KINDS,
    DECISIONS,
    ClaimState,
    Cover,
    CoverKind,
    DecisionCode,
    LimitRequest,
    Progress,
)

from ledgerguard_insurer_file.fields import ClaimStateName
from ledgerguard_insurer_file.known import ClaimRow, Decision, Known, Receipt
from ledgerguard_insurer_file.sent import Sent

Fate = Literal["waiting", "taken", "rejected", "not understood"] | ClaimStateName | DecisionCode

_CLAIM_DECISIONS: Final[Mapping[str, DecisionCode]] = {
    "approved": "approved", "partly": "partly", "refused": "refused", "paid": "approved",
}  # fmt: skip
_UNDER_WAY: Final = ("registered", "examining")


@dataclass(frozen=True, slots=True)
class RowFate:
    """What became of one row that we have sent.

    Attributes:
        sent: The write that it tells.
        line: Which row of it, from 1.
        fate: Where it stands.
        amount: What was granted or paid; None while nothing is said.
        currency: Of that amount.
        on: When the insurer said so; None while it has said nothing.
        theirs: The insurer's own number of it.
        note: The insurer's words, or why nothing is known.
    """

    sent: Sent
    line: int
    fate: Fate = "waiting"
    amount: Decimal | None = None
    currency: str = ""
    on: dt.date | None = None
    theirs: str = ""
    note: str = ""


def covers(known: Known, reference: str | None = None) -> list[Cover]:
    """The last word on each line of cover, of a buyer or of all.

    A line on which a later row cannot be understood is under investigation: what was said before
    may hold no more, and nobody may rely on it.
    """
    last: dict[tuple[str, str, str], Decision] = {}
    for one in sorted(known.decisions, key=lambda one: one.order):
        last[one.reference, one.policy, one.kind] = one
    found = {at: (one.order, _cover(one)) for at, one in last.items()}
    for doubt in known.doubts:
        if not doubt.reference:
            continue
        lines = [at for at in found if _same(at, doubt.reference, doubt.policy, doubt.kind)]
        if not lines:
            kind: CoverKind = next((one for one in COVER_KINDS if one == doubt.kind), "permanent")
            unsaid = Cover(
                doubt.reference, doubt.policy, kind, "investigating", Decimal(0), "",
                condition=doubt.text,
            )  # fmt: skip
            found[doubt.reference, doubt.policy, kind] = (doubt.order, unsaid)
        for at in lines:
            order, cover = found[at]
            if order < doubt.order:
                changed = replace(
                    cover, decision="investigating", amount=Decimal(0), condition=doubt.text
                )
                found[at] = (doubt.order, changed)
    every = [cover for _, cover in found.values()]
    return [one for one in every if reference is None or one.reference == reference]


def fates(known: Known, sent: Mapping[str, Sent], *, keyed: bool) -> dict[str, list[RowFate]]:
    """What became of each row, by our key.

    Args:
        known: What the insurer's files say.
        sent: What has left, by our key, the oldest first.
        keyed: Whether decisions carry our key; else they are known by buyer, policy and kind.
    """
    index = _Index(known, sent, keyed=keyed)
    return {key: [index.fate(one, line) for line in range(1, one.rows + 1)]
            for key, one in sent.items()}  # fmt: skip


def progress(rows: list[RowFate]) -> Progress:
    """How far a write is, from the fates of its rows."""
    kind = rows[0].sent.kind
    rejected = [row for row in rows if row.fate == "rejected"]
    if len(rejected) == len(rows):
        return Progress("failed", note=f"rejected by the insurer: {_notes(rejected)}")
    told = f"{len(rejected)} of {len(rows)} rows rejected: {_notes(rejected)}" if rejected else ""
    first = next(row for row in rows if row.fate != "rejected")
    if kind == "overdue":
        if all(row.fate in ("taken", "rejected") for row in rows):
            return Progress("done", note=told or "taken")
        return Progress("pending", note="; ".join(filter(None, (told, _open(rows)))))
    fate = first.fate
    if fate in ("waiting", "taken", "not understood", *_UNDER_WAY):
        return Progress("pending", note="; ".join(filter(None, (told, _open(rows)))))
    decided = next((one for one in DECISIONS if one == fate), None)
    decision = decided if kind == "limit" else _CLAIM_DECISIONS.get(fate)
    state: Literal["pending", "done"] = "pending" if decision == "investigating" else "done"
    note = "; ".join(filter(None, (told, first.note)))
    return Progress(state, decision, first.amount, first.currency, note)


def claim_state(known: Known, sent: Mapping[str, Sent], reference: str) -> ClaimState | None:
    """How far a claim is, by the insurer's number, our key or the name of our file."""
    if not reference.strip():
        return None
    keys = {one.key for one in known.claims if one.key and reference in (one.theirs, one.key)}
    keys |= {one.key for one in known.receipts if reference == one.theirs}
    keys |= {key for key, one in sent.items() if reference in (key, one.file)}
    numbers = {reference} | {one.theirs for one in known.claims if one.key in keys and one.theirs}
    rows = [one for one in known.claims if one.key in keys or one.theirs in numbers]
    last = max(rows, key=lambda one: one.order, default=None)
    doubts = [one for one in known.doubts if one.key in keys]
    doubt = max(doubts, key=lambda one: one.order, default=None)
    if doubt is not None and (last is None or last.order < doubt.order):
        return ClaimState(reference, f"not understood: {doubt.text}", as_of=doubt.order.on)
    if last is not None:
        words = f"{last.state}: {last.note}" if last.note else last.state
        return ClaimState(reference, words, last.paid, last.currency, last.order.on)
    ours = [sent[key] for key in keys if key in sent and sent[key].kind == "claim"]
    if ours:
        return ClaimState(reference, f"waiting: sent on {ours[0].at.date()}, no answer yet")
    return None


class _Index:
    """The insurer's words by our key."""

    def __init__(self, known: Known, sent: Mapping[str, Sent], *, keyed: bool) -> None:
        self.decisions: dict[str, Decision] = {}
        for one in sorted(known.decisions, key=lambda one: one.order):
            key = one.key if keyed else _asked(one, sent)
            if key in sent:
                self.decisions[key] = one
        numbers = {one.theirs: one.key for one in known.receipts if one.theirs}
        numbers |= {one.theirs: one.key for one in known.claims if one.theirs and one.key}
        self.claims: dict[str, ClaimRow] = {}
        for row in sorted(known.claims, key=lambda one: one.order):
            self.claims[row.key or numbers.get(row.theirs, "")] = row
        self.receipts: dict[str, list[Receipt]] = {}
        for receipt in sorted(known.receipts, key=lambda one: one.order):
            self.receipts.setdefault(receipt.key, []).append(receipt)
        self.doubts = {
            one.key: one for one in sorted(known.doubts, key=lambda one: one.order) if one.key
        }

    def fate(self, sent: Sent, line: int) -> RowFate:
        """What became of a row: a decision before a receipt, a later doubt before both."""
        key = sent.write.key
        found = RowFate(sent, line)
        at = None
        items = getattr(sent.write, "items", ())
        for receipt in self.receipts.get(key, ()):
            invoice = items[line - 1].invoice.strip() if items else ""
            if receipt.line in (None, line) and receipt.invoice in ("", invoice):
                at = receipt.order
                fate: Fate = "rejected" if receipt.status == "rejected" else "taken"
                found = replace(
                    found, fate=fate, on=at.on, theirs=receipt.theirs, note=receipt.reason
                )
        decision, claim = self.decisions.get(key), self.claims.get(key)
        if decision is not None:
            at = decision.order
            found = replace(
                found, fate=decision.decision, amount=decision.amount, on=at.on,
                currency=decision.currency, theirs=decision.theirs, note=decision.condition,
            )  # fmt: skip
        elif claim is not None and found.fate != "rejected":
            at = claim.order
            found = replace(
                found, fate=claim.state, currency=claim.currency, on=at.on,
                amount=claim.paid if claim.currency else None,
                theirs=claim.theirs, note=claim.note,
            )  # fmt: skip
        doubt = self.doubts.get(key)
        if doubt is not None and (at is None or at < doubt.order):
            return RowFate(sent, line, "not understood", on=doubt.order.on, note=doubt.text)
        return found


def _asked(decision: Decision, sent: Mapping[str, Sent]) -> str:
    """The request that a decision without our key answers: the last one before it on that line."""
    fitting = [
        key
        for key, one in sent.items()
        if isinstance(one.write, LimitRequest)
        and one.at.date() <= decision.order.on
        and (one.write.reference, one.write.kind) == (decision.reference, decision.kind)
        and (not decision.policy or one.write.policy == decision.policy)
    ]
    return fitting[-1] if fitting else ""


def _cover(one: Decision) -> Cover:
    return Cover(
        one.reference, one.policy, one.kind, one.decision, one.amount, one.currency,
        one.valid_from, one.valid_to, one.condition,
    )  # fmt: skip


def _same(at: tuple[str, str, str], reference: str, policy: str, kind: str) -> bool:
    return at[0] == reference and policy in ("", at[1]) and kind in ("", at[2])


def _notes(rows: list[RowFate]) -> str:
    """Why rows were rejected, with the invoice of each where there are several rows."""
    found = []
    for row in rows:
        items = getattr(row.sent.write, "items", ())
        of = f"{items[row.line - 1].invoice}: " if len(items) > 1 else ""
        found.append(of + (row.note or "no reason given"))
    return "; ".join(dict.fromkeys(found))


def _open(rows: list[RowFate]) -> str:
    """What is still awaited, or why nothing is known."""
    words = {row.note if row.fate == "not understood" else row.fate: None for row in rows
             if row.fate != "rejected"}  # fmt: skip
    return "; ".join(words)

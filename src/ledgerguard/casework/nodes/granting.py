"""The limit and the terms: granted, approved by whoever may, and kept within (nodes 5, 6 and 9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledgerguard.casework.decisions.exposure import exposure_of
from ledgerguard.casework.decisions.limits import Limit
from ledgerguard.casework.nodes.evidence import (
    check,
    currencies,
    day,
    ended,
    number,
    open_net,
    pays_cash,
    running,
    said,
    spoken,
    standing,
    word,
)
from ledgerguard.casework.nodes.records import Check, Finding, NodeContext, OpenInvoice
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import ApprovalEntry

REFUSED: Final = frozenset({"no", "refused", "rejected", "否", "拒绝", "未批准"})
"""Words that stand where the approver should, and say that there is none."""


def limit(context: NodeContext) -> Iterator[Check]:
    """Node 5: a limit of our own is in force in every currency in which something is open.

    The insurer's limit is no answer: it says what would be paid, not what may be owed.
    """
    if pays_cash(context):
        return
    asked = currencies(context)
    if not asked:
        yield check("open", "no-limit-yet")
    for currency in asked:
        granted = standing(context, currency).granted
        owed = _items(context, currency)
        if granted is not None:
            yield _in_force(context, granted)
        elif (past := ended(context, "own_limit")) is not None and past.currency == currency:
            finding = Finding("limit-ended", (spoken(currency), day(past.until)))
            yield Check("failed" if owed else "open", finding, past.until, owed)
        elif owed:
            amount = open_net(context, currency)
            yield Check("failed", Finding("no-limit", (spoken(currency), amount)), items=owed)
        else:
            yield check("open", "no-limit-in", spoken(currency))


def _in_force(context: NodeContext, granted: Limit) -> Check:
    values = (granted.kind, granted.amount.plain, day(granted.valid_from), granted.source or "-")
    if granted.valid_to == NO_DAY:
        return check("passed", "limit", *values)
    state = running(context, granted.valid_to)
    until = day(granted.valid_to)
    return check(state, "limit-until", *values, until, due_on=granted.valid_to)


def terms_approval(context: NodeContext) -> Iterator[Check]:
    """Node 6: limit and terms were approved by a post that may, and nothing changed since.

    The fact ``terms_approved`` names the post; without it, a decision may name one.
    """
    if pays_cash(context):
        return
    fact = context.file.latest("terms_approved", context.as_of)
    if fact is None:
        yield from _decided_approval(context)
    elif said(fact) is False or word(fact) in REFUSED:
        yield check("failed", "terms-refused", day(fact.day))
    else:
        post = (fact.source if said(fact) else str(fact.value)) or "-"
        yield check("passed", "terms-approved", post, day(fact.day))
        for currency in currencies(context):
            granted = standing(context, currency).granted
            if granted is not None:
                yield from _still_approved(context, post, fact.day, granted)
    yield from _within_terms(context)


def _decided_approval(context: NodeContext) -> Iterator[Check]:
    """The approval that a decision itself names."""
    approved = [decided for decided in context.decided if decided.approved_by]
    if not approved:
        yield check("open", "no-approval")
    for decided in approved:
        yield check("passed", "terms-approved", decided.approved_by, day(decided.decided_on))
        if decided.limit is not None:
            yield from _may(context, decided.approved_by, decided.limit)


def _still_approved(
    context: NodeContext, post: str, approved: int, granted: Limit
) -> Iterator[Check]:
    if approved < granted.valid_from:
        since = day(granted.valid_from)
        yield check("failed", "limit-changed", granted.amount.plain, since, day(approved))
    yield from _may(context, post, granted.amount.plain)


def _may(context: NodeContext, source: str, amount: Amount) -> Iterator[Check]:
    """Whether the post may grant so much; one that the policy does not know is told as it is."""
    post = _post(context, source)
    if post is None or not post.up_to:
        return
    bound = post.up_to.get(amount.currency)
    if bound is None or amount.major > bound:
        reach = "-" if bound is None else Amount.of(bound, amount.currency)
        yield check("failed", "beyond-post", source, amount, reach)


def _post(context: NodeContext, source: str) -> ApprovalEntry | None:
    asked = source.strip().casefold().replace(" ", "-")
    for entry in context.credit.approvals:
        names = (entry.post, entry.title.en, entry.title.zh)
        if asked in (name.casefold().replace(" ", "-") for name in names):
            return entry
    return None


def _within_terms(context: NodeContext) -> Iterator[Check]:
    """Open items whose terms are longer than those of the grade; the worst grade counts."""
    grades = [decided.grade for decided in context.decided if decided.grade is not None]
    if not grades or str(max(grades)) not in context.credit.strategies:
        return
    allowed = int(context.credit.strategy(max(grades)).terms_days)
    longer = tuple(
        item
        for item in context.items
        if NO_DAY not in (item.due, item.issued) and item.due - item.issued > allowed
    )
    if longer:
        longest = max(item.due - item.issued for item in longer)
        found = Finding("longer-terms", (len(longer), longest, allowed, max(grades)))
        yield Check("failed", found, items=longer)


def order_release(context: NodeContext) -> Iterator[Check]:
    """Node 9: exposure and orders are within the limit of their currency, and no stop is in force.

    Nothing is converted: every currency has its own exposure and its own limit.
    """
    for currency in currencies(context):
        orders = exposure_of(context.file, None, currency, context.as_of).total
        exposure = open_net(context, currency) + Amount(orders, currency)
        owed = _items(context, currency)
        if not owed and orders <= 0:
            continue
        granted = standing(context, currency).granted
        if granted is None:
            yield Check("open", Finding("nothing-to-compare", (exposure,)), items=owed)
        elif exposure <= granted.amount:
            room = granted.amount - exposure
            yield check("passed", "within-limit", exposure, granted.amount.plain, room)
        else:
            values = (exposure, granted.amount.plain, exposure - granted.amount)
            yield Check("failed", Finding("over-limit", values), items=owed)
    yield from _stopped(context)


def _stopped(context: NodeContext) -> Iterator[Check]:
    """A stop in force, with an order waiting for release."""
    since = [i.stopped_on for i in context.items if i.stopped_on != NO_DAY]
    since += [i.stop_from for i in context.items if NO_DAY < i.stop_from <= context.as_of]
    waiting = [
        fact
        for item in ("order_backlog", "undelivered_goods")
        for fact in context.file.known(item, context.as_of)
        if (number(fact) or 0) > 0
    ]
    if since and waiting:
        yield check("failed", "stop-in-force", day(min(since)))
    released = context.file.latest("order_released", context.as_of)
    if waiting and released is not None:
        yield check("passed", "released", str(released.value), day(released.day))


def _items(context: NodeContext, currency: str) -> tuple[OpenInvoice, ...]:
    return tuple(item for item in context.items if item.open.currency == currency)

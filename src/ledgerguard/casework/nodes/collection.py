"""Until the money is in: reminders, notices, and the stop of deliveries (nodes 12 to 14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledgerguard.casework.nodes.evidence import SHOWN, day, named
from ledgerguard.casework.nodes.records import (
    Check,
    Delivery,
    Finding,
    NodeContext,
    OpenInvoice,
    StepAt,
)
from ledgerguard.ledger.schema import NO_DAY

CUSTOMER_STEPS: Final = frozenset(
    {"statement", "reminder", "call", "notice", "final-notice", "stop-supply", "legal", "agency"}
)
"""Kinds of steps of which the customer hears."""


def pre_due_reminder(context: NodeContext) -> Iterator[Check]:
    """Node 12: every open item whose reminder before the due date came has had it.

    One that a later step has overtaken, or that was issued after the reminder's day, is not asked
    for. Without a log what lies before today is presumed done, and the evidence says so.
    """
    asked = {item: step for item in context.items if (step := _reminder(context, item))}
    yield from _done(asked, "reminded")
    waiting = [item for item, step in asked.items() if step.done == "no"]
    held = tuple(item for item in waiting if item.held)
    missed = tuple(i for i in waiting if not i.held and i.due < context.as_of)
    soon = tuple(i for i in waiting if not i.held and i.due >= context.as_of)
    if held:
        yield Check("passed", Finding("reminder-held", (len(held),)), items=held)
    if missed:
        by = min(item.due for item in missed)
        yield Check("failed", Finding("reminder-missed", (len(missed), named(missed))), by, missed)
    if soon:
        by = min(item.due for item in soon)
        yield Check("due", Finding("to-remind", (len(soon), day(by))), by, soon)


def _reminder(context: NodeContext, item: OpenInvoice) -> StepAt | None:
    """The last step before the due date whose day has come, where it is still asked for."""
    heard = [step for step in item.steps if step.kind in CUSTOMER_STEPS]
    came = [s for s in heard if s.early and item.issued <= s.day <= context.as_of]
    if not came:
        return None
    last = max(came, key=lambda step: step.day)
    overtaken = any(step.done != "no" and not step.early for step in heard)
    return None if overtaken and last.done == "no" else last


def _done(asked: Mapping[OpenInvoice, StepAt], code: str) -> Iterator[Check]:
    """What the log has, and what is presumed, each by its own."""
    for how, name in (("log", code), ("presumed", f"{code}-presumed")):
        items = tuple(item for item, step in asked.items() if step.done == how)
        if items:
            yield Check("passed", Finding(name, (len(items),)), items=items)


def overdue_notice(context: NodeContext) -> Iterator[Check]:
    """Node 13: every overdue item has had the steps of its ladder whose day has come.

    The step that comes next, its day and what holds it are those of the worklist. It is late once
    the pause between two contacts is over as well.
    """
    overdue = [item for item in context.items if item.days_past_due(context.as_of) > 0]
    waiting = [item for item in overdue if _waits(context, item)]
    held = tuple(item for item in waiting if item.held)
    late = tuple(i for i in waiting if not i.held and i.late_after < context.as_of)
    soon = tuple(i for i in waiting if not i.held and i.late_after >= context.as_of)
    quiet = {item: _last_done(item) for item in overdue if not _waits(context, item)}
    yield from _done({item: step for item, step in quiet.items() if step}, "noticed")
    none_yet = tuple(item for item, step in quiet.items() if step is None)
    if none_yet:
        yield Check("passed", Finding("no-step-yet", (len(none_yet),)), items=none_yet)
    if held:
        yield Check("passed", Finding("notice-held", (len(held),)), items=held)
    if late:
        by = min(item.late_after for item in late)
        yield Check("failed", Finding("notice-late", (len(late), day(by), named(late))), by, late)
    if soon:
        by = min(item.late_after for item in soon)
        yield Check("due", Finding("to-notice", (len(soon), day(by))), by, soon)


def _waits(context: NodeContext, item: OpenInvoice) -> bool:
    """Whether a step after the due date is due and not done."""
    step = next((one for one in item.steps if one.level == item.next_level), None)
    return (
        step is not None
        and step.done == "no"
        and not step.early
        and step.kind in CUSTOMER_STEPS
        and item.next_on <= context.as_of
    )


def _last_done(item: OpenInvoice) -> StepAt | None:
    done = [s for s in item.steps if s.done != "no" and not s.early and s.kind in CUSTOMER_STEPS]
    return max(done, key=lambda step: step.day, default=None)


def stop_supply(context: NodeContext) -> Iterator[Check]:
    """Node 14: where the ladder or the insurance asks for it, deliveries have stopped in time.

    Whatever was delivered after that day breaks the rule, whoever has noted a stop.
    """
    asked = {item: by for item in context.items if NO_DAY < (by := _stop_on(item)) <= context.as_of}
    if not asked:
        return
    since = min(asked.values())
    after = tuple(one for one in context.deliveries if since < one.day <= context.as_of)
    if after:
        found = Finding("delivered-after-stop", (len(after), day(since), _invoices(after)))
        yield Check("failed", found, since, tuple(asked))
    stopped = tuple(item for item in asked if item.stopped_on != NO_DAY)
    running = tuple(item for item in asked if item.stopped_on == NO_DAY)
    if stopped:
        last = max(item.stopped_on for item in stopped)
        yield Check("passed", Finding("stopped", (len(stopped), day(last))), items=stopped)
    if not running:
        return
    by = min(asked[item] for item in running)
    if context.logged:
        values = (len(running), day(by))
        if by < context.as_of:
            yield Check("failed", Finding("not-stopped", values), by, running)
        else:
            yield Check("due", Finding("to-stop", values), by, running)
    elif not after:
        yield Check("passed", Finding("stop-presumed", (len(running), day(by))), items=running)


def _stop_on(item: OpenInvoice) -> int:
    """The day on which a stop is asked for: by the insurance, or by the ladder if nothing holds."""
    days = [s.day for s in item.steps if s.kind == "stop-supply" and not item.held]
    if item.stop_from != NO_DAY:
        days.append(item.stop_from)
    return min(days, default=NO_DAY)


def _invoices(deliveries: tuple[Delivery, ...]) -> str:
    shown = list(dict.fromkeys(one.invoice for one in deliveries))
    return ", ".join(shown[:SHOWN]) + (" ..." if len(shown) > SHOWN else "")

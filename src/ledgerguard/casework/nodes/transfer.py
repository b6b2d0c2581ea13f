"""What is handed on: the report to the insurer, the claim, the write-off (nodes 15 and 16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.nodes.evidence import day, named, said
from ledgerguard.casework.nodes.records import Check, Finding, NodeContext, OpenInvoice
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.insurance_file import UNINSURED

WRITE_OFF_DAYS: Final = 90
"""Days past due from which an uninsured item is reviewed.

The presumption of default in IFRS 9, B5.5.37; and the five-stage ladder hands over then.
"""

REVIEW_DAYS: Final = 92
"""So long a review holds: the article on credit control has one each quarter."""

PATIENCE_DAYS: Final = 30
"""Days within which a review follows once an item has reached that age, or the last one is old."""


def insurer_notice(context: NodeContext) -> Iterator[Check]:
    """Node 15: every insured item that is overdue was reported by the last day of the policy.

    Nothing is presumed here, log or not: a report that nobody can show may cost the cover.
    Evidence is the step in the log, or the fact ``insurer_informed`` with the invoice as source;
    without a source it speaks of all that was overdue on its day.
    """
    overdue = [item for item in context.items if item.days_past_due(context.as_of) > 0]
    unknown = tuple(item for item in overdue if not item.insurance)
    insured = [item for item in overdue if item.insurance not in ("", UNINSURED)]
    if unknown:
        yield Check("open", Finding("insurance-of-items", (len(unknown),)), items=unknown)
    undated = tuple(item for item in insured if item.undated)
    if undated:
        yield Check("open", Finding("report-undated", (len(undated),)), items=undated)
    told = context.file.known("insurer_informed", context.as_of)
    asked = {item: _reported(told, item) for item in insured if item.report_by != NO_DAY}
    in_time = tuple(i for i, on in asked.items() if on != NO_DAY and on <= i.report_by)
    too_late = tuple(i for i, on in asked.items() if on != NO_DAY and on > i.report_by)
    left = [item for item, on in asked.items() if on == NO_DAY]
    lost = tuple(item for item in left if item.report_by < context.as_of)
    soon = tuple(item for item in left if item.report_by >= context.as_of)
    if in_time:
        yield Check("passed", Finding("reported", (len(in_time),)), items=in_time)
    for code, items in (("reported-late", too_late), ("unreported", lost)):
        if items:
            by = min(item.report_by for item in items)
            yield Check("failed", Finding(code, (len(items), day(by), named(items))), by, items)
    if soon:
        by = min(item.report_by for item in soon)
        yield Check("due", Finding("to-report", (len(soon), day(by))), by, soon)


def _reported(told: list[Fact], item: OpenInvoice) -> int:
    """The day of the report, the earliest that somebody can show."""
    days = [item.reported_on] if item.reported_on != NO_DAY else []
    for fact in told:
        about = fact.source.strip() in ("", item.key.invoice)
        if about and said(fact) is not False and fact.day > item.due:
            days.append(fact.day)
    return min(days, default=NO_DAY)


def claim_review(context: NodeContext) -> Iterator[Check]:
    """Node 16: what is insured is claimed in time; what is not, is reviewed for a write-off.

    A claim may be filed from the end of the waiting time on, until the last day of the policy. An
    item without a claim is looked at once it is 90 days past due, and each quarter from then on.
    """
    overdue = [item for item in context.items if item.days_past_due(context.as_of) > 0]
    claimable = [item for item in overdue if item.claim_by != NO_DAY]
    yield from _claims(context, claimable)
    old = tuple(
        item
        for item in overdue
        if item.claim_by == NO_DAY and item.days_past_due(context.as_of) >= WRITE_OFF_DAYS
    )
    if old:
        yield _write_off(context, old)


def _claims(context: NodeContext, items: list[OpenInvoice]) -> Iterator[Check]:
    in_time = tuple(i for i in items if NO_DAY < i.claimed_on <= i.claim_by)
    left = [i for i in items if not NO_DAY < i.claimed_on <= i.claim_by]
    lost = tuple(item for item in left if item.claim_by < context.as_of)
    ready = tuple(
        item
        for item in left
        if item.claim_by >= context.as_of and NO_DAY < item.claim_from <= context.as_of
    )
    if in_time:
        yield Check("passed", Finding("claimed", (len(in_time),)), items=in_time)
    if lost:
        by = min(item.claim_by for item in lost)
        found = Finding("unclaimed", (len(lost), day(by), named(lost)))
        yield Check("failed", found, by, lost)
    if ready:
        by = min(item.claim_by for item in ready)
        yield Check("due", Finding("to-claim", (len(ready), day(by))), by, ready)


def _write_off(context: NodeContext, old: tuple[OpenInvoice, ...]) -> Check:
    """The review of old items: by the log, or by a credit decision made since they got so old."""
    came = min(item.due for item in old) + WRITE_OFF_DAYS
    looked = max([context.reassessed_on, *(one.decided_on for one in context.decided)])
    asked_on = looked + REVIEW_DAYS if looked >= came else came
    if looked >= came and context.as_of <= asked_on:
        finding = Finding("reviewed", (len(old), day(looked), day(asked_on)))
        return Check("passed", finding, asked_on, old)
    by = asked_on + PATIENCE_DAYS
    values = (len(old), WRITE_OFF_DAYS, day(by))
    if by >= context.as_of:
        return Check("due", Finding("to-review", values), by, old)
    return Check("failed", Finding("unreviewed", values), by, old)

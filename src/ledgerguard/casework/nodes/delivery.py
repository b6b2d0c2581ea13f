"""Between delivery and due date: is the delivery proven, is the invoice right (nodes 10 and 11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from ledgerguard.casework.nodes.evidence import day, named, said, word
from ledgerguard.casework.nodes.records import Check, Finding, NodeContext, OpenInvoice, State
from ledgerguard.ledger.schema import NO_DAY

PROOF_DAYS: Final = 7
"""Days after the delivery until its receipt is confirmed.

Article on protecting receivables: 交货后7天确认收货凭证.
"""

EVERY: Final = frozenset({"all", "true", "全部"})
"""A proof that speaks of every delivery until its day, and not of a single invoice."""

BROKEN: Final = frozenset(
    (
        *("missing_amount", "unreadable_amount", "too_large", "unreadable_payment"),
        *("unreadable_date", "implausible_date", "error_cell", "unknown_terms"),
        *("paid_before_issued", "missing_currency", "unknown_currency", "currency_differs"),
        *("damaged_id", "opposite_payment", "status_differs", "open_differs"),
    )
)
"""Problems of the ledger's report that make an invoice wrong; ours.

Missing days and numbers, duplicates and overpayments are seen on the items themselves.
"""


def delivery_proof(context: NodeContext) -> Iterator[Check]:
    """Node 10: the receipt of the goods is confirmed within 7 days of the delivery.

    Proof is a fact ``delivery_proof`` with the invoice as its source, one that says "all" for
    whatever was delivered until its day, or the step that confirms the receipt in the log. The
    days count from the delivery, and from the invoice where the ledger does not know it.
    """
    if not context.items:
        return
    is_proven = _Proofs(context)
    proven = tuple(item for item in context.items if is_proven(item))
    unproven = tuple(item for item in context.items if not is_proven(item))
    if proven:
        yield Check("passed", Finding("proven", (len(proven),)), items=proven)
    if unproven and not proven and all(item.delivered == NO_DAY for item in unproven):
        yield Check("open", Finding("no-deliveries", (len(unproven),)))
        return
    undated = tuple(item for item in unproven if _handed_over(item) == NO_DAY)
    if undated:
        yield Check("open", Finding("delivery-undated", (len(undated),)), items=undated)
    asked = [(i, on + PROOF_DAYS) for i in unproven if (on := _handed_over(i)) != NO_DAY]
    late = tuple(item for item, by in asked if by < context.as_of)
    soon = tuple(item for item, by in asked if by >= context.as_of)
    by = min((by for _, by in asked), default=NO_DAY)
    if late:
        yield Check("failed", Finding("unproven", (len(late), day(by))), by, late)
    if soon:
        by = min(by for _, by in asked if by >= context.as_of)
        yield Check("due", Finding("to-prove", (len(soon), day(by))), by, soon)


def _handed_over(item: OpenInvoice) -> int:
    return item.issued if item.delivered == NO_DAY else item.delivered


class _Proofs:
    """The proofs of delivery of a customer, read once: the invoices named, and the day of all."""

    def __init__(self, context: NodeContext) -> None:
        facts = [
            f for f in context.file.known("delivery_proof", context.as_of) if said(f) is not False
        ]
        self._invoices = {fact.source.strip() for fact in facts}
        self._invoices |= {str(fact.value).strip() for fact in facts}
        every = [f.day for f in facts if not f.source.strip() and (said(f) or word(f) in EVERY)]
        self._all_until = max(every, default=NO_DAY)

    def __call__(self, item: OpenInvoice) -> bool:
        """Whether the receipt of an item is proven."""
        logged = any(step.kind == "confirm-receipt" and step.done == "log" for step in item.steps)
        named = item.key.invoice in self._invoices
        return logged or named or NO_DAY < _handed_over(item) <= self._all_until


def invoice_accuracy(context: NodeContext) -> Iterator[Check]:
    """Node 11: the open invoices are right: undisputed, dated, numbered, counted once.

    A fact ``invoice_checked`` with the invoice as its source clears a number that stands twice.
    """
    if not context.items and not context.problems:
        return
    found = [
        _accuracy("failed", "disputed", [i for i in context.items if i.disputed]),
        _accuracy("failed", "no-due-date", [i for i in context.items if i.due == NO_DAY]),
        _accuracy("due", "no-invoice-date", [i for i in context.items if i.issued == NO_DAY]),
        _accuracy("due", "no-number", [i for i in context.items if not i.numbered]),
        _accuracy("failed", "duplicate", _duplicates(context)),
        _accuracy(
            "failed", "due-before-issued", [i for i in context.items if NO_DAY < i.due < i.issued]
        ),
        *_reported(context),
        *_in_credit(context),
    ]
    wrong = [check for check in found if check is not None]
    yield from wrong
    if not wrong:
        yield Check("passed", Finding("accurate", (len(context.items),)))


def _accuracy(state: State, code: str, items: list[OpenInvoice]) -> Check | None:
    if not items:
        return None
    return Check(state, Finding(code, (len(items), named(items))), items=tuple(items))


def _duplicates(context: NodeContext) -> list[OpenInvoice]:
    """Items that are alike in number, day and amount: instalments differ in one of them."""
    cleared = {fact.source.strip() for fact in context.file.known("invoice_checked", context.as_of)}
    alike = Counter(_likeness(item) for item in context.items if item.numbered)
    return [
        item
        for item in context.items
        if item.numbered and alike[_likeness(item)] > 1 and item.key.invoice not in cleared
    ]


def _likeness(item: OpenInvoice) -> tuple[str, str, str, int, int]:
    key = item.key
    return key.entity, key.currency, key.invoice, item.due, item.amount


def _reported(context: NodeContext) -> Iterator[Check]:
    """What the ledger's own report says about the rows of this customer."""
    counts = Counter(one.problem for one in context.problems if one.code in BROKEN)
    for words, count in sorted(counts.items()):
        yield Check("failed", Finding("problem", (count, words)))


def _in_credit(context: NodeContext) -> Iterator[Check]:
    """Credit notes and overpayments that nobody has set off."""
    for _, amount in sorted(context.credits.items()):
        yield Check("due", Finding("unapplied", (amount,)))

"""Takes an invoice through what keeps it out of the insurance, before its limit is looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.freezes import freezes
from ledgerguard.casework.history import History
from ledgerguard.casework.insured.cover import COVERED, Cover, cover_of
from ledgerguard.casework.insured.losses import vat_in
from ledgerguard.casework.insured.rows import PARTS, InvoiceRow
from ledgerguard.casework.insured.stops import Stops
from ledgerguard.casework.open_items import OpenItems
from ledgerguard.casework.records import CLAIM, REPORT, ItemKey
from ledgerguard.errors import NotAvailable
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.cover_clock import cover_deadline
from ledgerguard.policy.firm import Policy
from ledgerguard.units import from_serial

Buyer = tuple[str, str, str]
"""Customer id, currency and name of the policy's terms."""


class Drafting:
    """Drafts of invoices; what many of them ask for is found once."""

    def __init__(
        self,
        items: OpenItems,
        files: Mapping[str, CustomerFile],
        policy: Policy,
        as_of: int,
        stopped: Stops,
        history: History | None,
    ) -> None:
        self._items, self._files, self._policy = items, files, policy
        self._as_of, self._stops, self._history = as_of, stopped, history
        self._covers: dict[Buyer, Cover] = {}
        self._days: dict[tuple[ItemKey, int], int] = {}
        self._numbers = {name: column.tolist() for name, column in items.numbers.items()}
        frozen = freezes(items, history or History(), as_of, lambda _: 0).by_row
        self._disputes = {
            row for row, all_of in frozen.items() if any(one.block == "dispute" for one in all_of)
        }
        for row, known in items.history.items():
            for step, day in known.days.items():
                self._days[items.key(row), step] = day

    def cover(self, buyer: Buyer) -> Cover:
        """Cover of a buyer."""
        if buyer not in self._covers:
            customer_id, currency, insurance = buyer
            self._covers[buyer] = cover_of(
                self._files.get(customer_id) or CustomerFile(customer_id),
                self._policy.insurances.get(insurance),
                currency,
                self._as_of,
                insurance=insurance,
            )
        return self._covers[buyer]

    def done_on(self, key: ItemKey, step: int) -> dt.date | None:
        """The day on which a step of the insurer's clock was made, as the log has it."""
        day = self._days.get((key, step), NO_DAY)
        return None if day == NO_DAY or day > self._as_of else from_serial(day)

    def draft(
        self, row: int, credit: int, vat_rate: float, interest: Mapping[tuple[str, str], int]
    ) -> InvoiceRow:
        """An invoice with all that is taken out; what may be insured still stands over the limit.

        Args:
            row: Row of the open items.
            credit: What unapplied credits pay of it.
            vat_rate: VAT as a share of the net amount.
            interest: Interest and charges by customer id and invoice.
        """
        key = self._items.key(row)
        issued, delivered, due, gross = (
            self._numbers[name][row] for name in ("issued", "delivered", "due", "open")
        )
        insurance = self._policy.settings(key.customer_id, key.invoice).insurance
        cover = self.cover((key.customer_id, key.currency, insurance))
        found = cover.on(issued if delivered == NO_DAY else delivered)
        parts: dict[str, Any] = dict.fromkeys(PARTS, 0) | {"credits": credit}
        rest = gross - credit
        if cover.leaves_out("vat"):
            parts["vat"] = vat_in(rest, vat_rate)
            rest -= parts["vat"]
        if cover.leaves_out("interest"):
            stated = max(0, interest.get((key.customer_id, key.invoice), 0))
            parts["interest"] = min(rest, stated)
            rest -= parts["interest"]
        if found.state in COVERED:
            part, reason = self._kept_out(row, key, cover)
        else:
            part, reason = "outside", found.reason
        if row in self._disputes and cover.leaves_out("disputed"):
            part = reason = "disputed"
        parts[part] = rest
        name = self._items.names.get(key.customer_id, key.customer_id)
        return InvoiceRow(
            key, name, issued, delivered, due, insurance, found.state, reason, gross, **parts
        )

    def _kept_out(self, row: int, key: ItemKey, cover: Cover) -> tuple[str, str]:
        """The part that the rest of a covered invoice belongs to, and the reason."""
        numbers = self._numbers
        issued, delivered = numbers["issued"][row], numbers["delivered"][row]
        if cover.terms is not None and cover.cause not in cover.terms.causes:
            return "outside", "cause-not-insured"
        buyer = (key.entity, key.customer_id, cover.insurance)
        shipped = issued if delivered == NO_DAY else delivered
        if self._stops.forbidding(buyer, numbers["row"][row], shipped):
            return "after_stop", "after-stop"
        if self._lost(key, cover, numbers["due"][row], issued):
            return "too_late", "too-late"
        return "over_limit", ""

    def _lost(self, key: ItemKey, cover: Cover, due: int, issued: int) -> bool:
        """Whether a deadline of the policy has passed unmet, by the log."""
        if self._history is None or cover.terms is None or due == NO_DAY or due >= self._as_of:
            return False
        try:
            deadline = cover_deadline(
                cover.terms,
                from_serial(due),
                None if issued == NO_DAY else from_serial(issued),
                self.done_on(key, REPORT),
                self.done_on(key, CLAIM),
            )
        except NotAvailable:  # it counts from an invoice date that is not known
            return False
        return deadline is not None and deadline.day < from_serial(self._as_of)

"""The calendars of a buyer's open items, and which deliveries a stop forbade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ledgerguard.casework.claims.account import AccountRow
from ledgerguard.casework.claims.choice import Chosen
from ledgerguard.casework.claims.extension import reconcile
from ledgerguard.casework.customer_file.evidence import Evidence
from ledgerguard.casework.history import History
from ledgerguard.casework.insured.past import Past, debt_of
from ledgerguard.casework.insured.stop_rules import stops_of
from ledgerguard.casework.open_items import OpenItems
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.loss_causes import Cause


class Calendars:
    """The claimed items against the policy, and the days on which deliveries had to stop.

    Attributes:
        by_place: One reconciliation for each open item of the buyer, by its place.
        rows: Numbers of the claimed rows of the ledger.
        stops: The stops that the buyer's invoices have brought about.
    """

    def __init__(
        self,
        items: OpenItems,
        named: Chosen,
        account: Sequence[AccountRow],
        terms: InsuranceEntry,
        cause: Cause,
        history: History,
        evidence: Evidence,
        loss_day: int,
    ) -> None:
        """Reconcile what is claimed.

        Args:
            items: The open items of the day.
            named: Those that are claimed.
            account: The rows of the buyer, of every currency: an insurer looks at the buyer.
            terms: The policy.
            cause: Why the buyer does not pay.
            history: What the log knows: which due dates were moved, what was reported.
            evidence: What the customer's file proves: it may know of a report.
            loss_day: Serial number of the day of an insolvency.
        """
        by_row = {row.row: row for row in account}
        past = Past(items, history)
        self.stops = stops_of(
            [
                debt_of(
                    (named.entity, named.customer_id), row.currency, row.row, row.invoice,
                    row.issued, row.due, row.amount, row.paid, row.paid_on,
                    past=past, evidence=evidence,
                )
                for row in account
                if row.amount > 0
            ],
            terms,
        )  # fmt: skip
        numbers = items.numbers["row"].tolist()
        self.rows = frozenset(numbers[place] for place in named.rows)
        self.by_place = {}
        for place, number in enumerate(numbers):
            if number not in by_row:
                continue
            row = by_row[number]
            calendar = reconcile(
                items.key(place),
                row,
                terms,
                cause,
                past=items.history.get(place),
                evidence=evidence,
                loss_day=loss_day,
            )
            stop = self.stops.forbidding(number, row.shipped)
            self.by_place[place] = replace(
                calendar,
                stopped_by=stop.name if stop else "",
                stopped_since=stop.first if stop else NO_DAY,
            )

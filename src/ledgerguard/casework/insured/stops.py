"""The stops of every buyer of a ledger; what a stop is stands in ``stop_rules``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import narwhals as nw

from ledgerguard.casework.customer_file.evidence import Evidence
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.insured.past import INFORMED, Past, debt_of
from ledgerguard.casework.insured.stop_rules import ALWAYS, BuyerStops, Stop, stops_of
from ledgerguard.ledger.portfolio import Frame, known
from ledgerguard.policy.firm import Policy

__all__ = ["ALWAYS", "Stops", "stops"]

Insured = tuple[str, str, str]
"""Our legal entity, customer id and name of the policy's terms."""

_FIELDS: Final = (
    *("entity", "customer_id", "currency", "row", "invoice"),
    *("issued", "due", "amount", "paid", "paid_on"),
)
_INVOICE: Final = _FIELDS[2:].index("invoice")


@dataclass(frozen=True)
class Stops:
    """When deliveries to each buyer had to have stopped, by the policy that insures them."""

    by_buyer: Mapping[Insured, BuyerStops] = field(default_factory=dict)

    def forbidding(self, buyer: Insured, row: int, day: int) -> Stop | None:
        """The oldest stop during which a row of the ledger was delivered; None: it was allowed.

        Args:
            buyer: Entity, customer and the terms under which the delivery is insured.
            row: Number of its row in the ledger.
            day: Serial number of the day of the delivery.
        """
        mine = self.by_buyer.get(buyer)
        return None if mine is None else mine.forbidding(row, day)

    def stopped(self, customer_id: str, day: int) -> bool:
        """Whether a new delivery to a buyer, by any entity of ours, falls into a stop."""
        return any(
            mine.forbidding(-1, day) is not None
            for (_, customer, _), mine in self.by_buyer.items()
            if customer == customer_id
        )


def stops(
    frame: Frame,
    policy: Policy,
    as_of: int,
    past: Past | None = None,
    files: Mapping[str, CustomerFile] | None = None,
) -> Stops:
    """The stops of all buyers, whatever the currency: who does not pay is not supplied.

    Args:
        frame: The canonical frame of a ledger, its paid invoices included.
        policy: The policy that says who is insured on which terms.
        as_of: Serial number of the day from which one looks.
        past: What the log knows of moved due dates and early reports; None: there is no log.
        files: What is known of the buyers: theirs may tell of a report, too.
    """
    ruled = {name for name, terms in policy.insurances.items() if terms.stop_shipment}
    rows: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    owed = known(frame, as_of).filter(nw.col("amount") > 0)
    for entity, customer_id, *row in owed.select(*_FIELDS).iter_rows():
        rows[entity, customer_id].append((*row,))
        names[entity, customer_id].add(policy.settings(customer_id, row[_INVOICE]).insurance)
    found = {}
    for buyer, mine in rows.items():
        if asked := names[buyer] & ruled:
            told = any(policy.insurances[name].stop_shipment == "report" for name in asked)
            file = (files or {}).get(buyer[1]) if told else None
            evidence = _evidence(file, mine, as_of)
            debts = [debt_of(buyer, *row, past=past, evidence=evidence) for row in mine]
            for name in asked:
                found[(*buyer, name)] = stops_of(debts, policy.insurances[name])
    return Stops(found)


def _evidence(
    file: CustomerFile | None, rows: Iterable[tuple[Any, ...]], as_of: int
) -> Evidence | None:
    """The file, where it tells of a report at all: few do, and finding invoices takes time."""
    if file is None or file.latest(INFORMED, as_of) is None:
        return None
    return Evidence(file, {row[_INVOICE] for row in rows}, as_of)

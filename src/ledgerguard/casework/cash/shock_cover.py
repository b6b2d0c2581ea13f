"""What the insurer pays for the buyers that fail: by plain limits, or by their whole cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import narwhals as nw

from ledgerguard.casework.cash.shock import Indemnity
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.insured.losses import vat_in, whole
from ledgerguard.casework.insured.waterfall import insured_waterfalls
from ledgerguard.formulas.insurance import indemnity, insured_loss
from ledgerguard.ledger.portfolio import Balance, Frame
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy
from ledgerguard.units import serial


def by_limits(
    struck: Iterable[Balance],
    limits: Mapping[str, int],
    insured_rate: float,
    paid_on: int,
    vat_rate: float = 0.0,
) -> dict[str, Indemnity]:
    """Limits and one rate for all: the loss without VAT within the limit, at the rate, on one day.

    Args:
        struck: The buyers that fail.
        limits: Insured limits by customer id, minor units.
        insured_rate: Share of a loss that the insurer bears.
        paid_on: Serial number of the day on which it pays.
        vat_rate: VAT in what is owed, which no insurer pays.

    Raises:
        OutOfDomain: when insured_rate is not from 0 to 1.
    """
    found = {}
    for balance in struck:
        net = balance.open - vat_in(max(0, balance.open), vat_rate)
        loss = int(insured_loss(net, limits.get(balance.customer_id, 0)))
        paid = whole(indemnity(loss, insured_rate))
        found[balance.customer_id] = Indemnity(loss, ((paid_on, paid),) if paid else ())
    return found


def by_facts(
    frame: Frame,
    struck: Sequence[Balance],
    files: Mapping[str, CustomerFile],
    policy: Policy,
    as_of: int,
) -> dict[str, Indemnity]:
    """The whole cover: limits in force at delivery, run-off, stops, terms and days of the policy.

    VAT is taken out at the rate that the credit policy states for its limits. The losses are those
    of the buyers that fail and of nobody else, so that the aggregate first loss and
    the maximum liability of the year are used up by them alone, the oldest first.

    Args:
        frame: The ledger's rows of one currency, paid invoices included.
        struck: The buyers that fail.
        files: Their files, by customer id.
        policy: Says who is insured on which terms.
        as_of: Serial number of the day.

    Raises:
        NotAvailable: when the terms of an insured buyer name no insured rate.
    """
    names = [balance.customer_id for balance in struck]
    owing = frame.filter(nw.col("customer_id").is_in(names))
    vat_rate = policy.credit.limits.vat_rate
    rows = insured_waterfalls(owing, files, policy, as_of, vat_rate=vat_rate).invoices
    found = dict.fromkeys(names, Indemnity(0, ()))
    for row in rows:
        before = found[row.key.customer_id]
        day = NO_DAY if row.paid_by is None else serial(row.paid_by)
        paid = ((day, row.indemnity),) if row.indemnity else ()
        found[row.key.customer_id] = Indemnity(before.insured + row.insured, before.paid + paid)
    return found

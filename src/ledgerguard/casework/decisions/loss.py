"""What a default would cost: exposure, what is lost of it, what the insurer pays, what remains."""

from __future__ import annotations

from typing import Final

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.figures import number_of
from ledgerguard.casework.decisions.limits import Limit
from ledgerguard.casework.decisions.records import Exposure, Loss
from ledgerguard.casework.insured.losses import vat_in
from ledgerguard.formulas.insurance import indemnity, insured_loss
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.currency import to_major
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.firm import Policy

INSURED_RATE: Final = 0.9
"""Where the terms of the insurance do not say which part of a loss the insurer bears."""


def loss_of(
    exposure: Exposure,
    on_credit: int,
    pd: float,
    lgd: float,
    currency: str,
    *,
    cover: Limit | None,
    insured_rate: float,
    indemnity_of_open: int | None = None,
    insured_order: int = 0,
) -> Loss:
    """The loss if the customer defaulted today, with the order that is on the table.

    What comes back of an insured loss comes back to the insurer, so that the firm bears its part of
    the loss: LGD times what no indemnity meets. Where nobody has reckoned the indemnity of the open
    invoices it is guessed from the limit in force, and the record says so. The expectation is that
    of one year: pd times the loss.

    Args:
        exposure: What is owed.
        on_credit: Part of a new order that would go on credit, minor units.
        pd: Probability of default within a year.
        lgd: Share of the exposure that is lost in the end.
        currency: The currency of all amounts.
        cover: The insurer's limit in force, if any, for the guess.
        insured_rate: Part of an insured loss that the insurer bears.
        indemnity_of_open: What it would pay were everything open lost, minor units; None: nobody
            has reckoned it.
        insured_order: Insured loss of the new order, minor units, beside what is open.
    """
    owed = max(0, exposure.total)
    at_default = owed + on_credit
    lost = to_major(at_default, currency) * lgd
    if indemnity_of_open is None:
        limit = 0.0 if cover is None else max(0.0, cover.amount.major)
        paid = indemnity(insured_loss(lost, limit), insured_rate)
        estimated = limit > 0
    else:
        met, order = min(indemnity_of_open, owed), min(insured_order, on_credit)
        paid = lgd * (to_major(met, currency) + insured_rate * to_major(order, currency))
        estimated = False
    minor = [Amount.of(major, currency).minor for major in (lost, paid)]
    net = minor[0] - minor[1]
    expected = Amount.of(pd * lost, currency).minor
    expected_net = Amount.of(pd * (lost - paid), currency).minor
    return Loss(at_default, minor[0], minor[1], net, pd, expected, expected_net, estimated)


def insured_order_of(
    on_credit: int,
    cover_left: int,
    policy: Policy | None,
    file: CustomerFile,
    credit: CreditPolicy,
    as_of: int,
) -> int:
    """What is insured of an order on credit: without VAT where the terms leave it out.

    Args:
        on_credit: Part of the order on credit, with VAT, minor units.
        cover_left: What a delivery of today finds of the cover, minor units.
        policy: The firm's policy, for the terms of the customer's insurance.
        file: The customer's file.
        credit: The credit policy.
        as_of: Serial number of the day.
    """
    terms = None
    if policy is not None:
        terms = policy.insurances.get(policy.settings(file.customer_id).insurance)
    vat = 0
    if terms is not None and "vat" in terms.excluded:
        vat = vat_in(on_credit, vat_rate_of(file, credit, as_of))
    return min(on_credit - vat, cover_left)


def vat_rate_of(file: CustomerFile, credit: CreditPolicy, as_of: int) -> float:
    """VAT in the invoices as a share of the net amount: the file's, else the policy's."""
    stated = number_of(file, "vat_rate", as_of)
    return credit.limits.vat_rate if stated is None else stated


def insured_rate_of(policy: Policy | None, customer_id: str) -> float:
    """The part of a loss that the customer's insurance bears, as the firm's policy says."""
    if policy is None:
        return INSURED_RATE
    name = policy.settings(customer_id).insurance
    entry = policy.insurances.get(name or "")
    rate = None if entry is None else entry.insured_rate
    return INSURED_RATE if rate is None else rate

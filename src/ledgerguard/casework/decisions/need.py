"""What the business with a customer needs: its purchases, for as long as they stand open."""

from __future__ import annotations

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.figures import amount_of
from ledgerguard.casework.decisions.seasons import peak_factor
from ledgerguard.formulas.limits import limit_need
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.currency import to_major
from ledgerguard.policy.credit_file import CreditPolicy


def need_of(
    file: CustomerFile,
    behaviour: Behaviour | None,
    credit: CreditPolicy,
    currency: str,
    as_of: int,
    until: int,
    terms_days: int,
    delay_days: float,
) -> int | None:
    """The limit that the business needs at its peak, minor units; None: nobody knows purchases.

    Expected purchases as the file states them, without VAT; else the sales of the last year by the
    ledger, whose amounts have their VAT already.

    Args:
        file: The customer's file.
        behaviour: What the ledger says in the currency.
        credit: The credit policy: billing lag, VAT and seasons.
        currency: The currency.
        as_of: Serial number of the day.
        until: The next review: the limit must do for the season's peak before.
        terms_days: Terms of payment.
        delay_days: Days that the customer pays late; early payment lowers no need.
    """
    stated = amount_of(file, "annual_purchases", currency, as_of)
    sold = behaviour.sales_12m if behaviour else 0
    if stated is None and sold <= 0:
        return None
    limits = credit.limits
    major = limit_need(
        stated.major if stated is not None else to_major(sold, currency),
        terms_days,
        max(0.0, delay_days),
        limits.billing_lag_days,
        limits.vat_rate if stated is not None else 0.0,
        peak_factor(credit.seasons, as_of, until),
    )
    return Amount.of(major, currency).minor

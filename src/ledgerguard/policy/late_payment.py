"""What a regime gives beside interest: the fixed fee for recovery, and its terms of payment."""

from __future__ import annotations

from typing import Literal

from ledgerguard.errors import NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative
from ledgerguard.policy.regimes import regime as named
from ledgerguard.units import Date, Days, Flag, Money, Text

Debtor = Literal["business", "authority"]


@formula("FIXED_FEE")
def fixed_fee(amount: Money, regime: Text, contract_date: Date | None = None) -> Money:
    """Fixed fee for the recovery of a late invoice, in the currency of the regime.

    EU, DE and FR: 40. IE: 40 up to and with 1,000, 70 up to and with 10,000, 100 above. UK: 40
    below 1,000, 70 below 10,000, 100 from there. CN-SME, CN and US know none: 0. It is due once
    for each late invoice, without a reminder; nothing is due where nothing is owed.

    Args:
        amount: Amount owed when the invoice became late.
        regime: EU, DE, FR, IE, UK, CN-SME, CN or US.
        contract_date: Day of the contract, which chooses the version of the law; the newest one
            when left out.

    Errors: #NUM! when amount is negative; #VALUE! when the regime is unknown; #N/A when amount is
        blank or the contract older than the regime.
    Example: =FIXED_FEE(10000, "UK") -> 100
    Example: =FIXED_FEE(10000, "IE") -> 70
    Source: Directive 2011/7/EU, art. 6; S.I. 2002/1674 (section 5A of the Act of 1998, United
        Kingdom); S.I. No. 580/2012, schedule (Ireland); CJEU C-585/20 (one fee an invoice).
    """
    not_negative(amount=amount)
    name, entry = named(regime)
    version = entry.version_on(name, "contract_date", contract_date)
    return version.fee(amount)


@formula("PAYMENT_TERM_LIMIT")
def payment_term_limit(
    regime: Text,
    debtor: Debtor = "business",
    agreed: Flag = True,
    contract_date: Date | None = None,
) -> Days:
    """Longest term of payment that a regime allows, in days from the invoice or the delivery.

    agreed TRUE: what a contract may fix without special grounds; FALSE: what holds when the
    contract is silent. In CN-SME the debtors are the state bodies and the large enterprises that
    buy from a small or medium-sized one, and the days count from the delivery.

    Args:
        regime: EU, DE, FR, IE, UK or CN-SME.
        debtor: business or authority, the kind of customer; in CN-SME a large enterprise or a
            state body.
        agreed: TRUE for the longest term by agreement, FALSE for the term by law.
        contract_date: Day of the contract, which chooses the version of the law; the newest one
            when left out.

    Errors: #N/A when the regime fixes no such term or the contract is older than it; #VALUE! when
        the regime or the debtor is unknown.
    Example: =PAYMENT_TERM_LIMIT("EU") -> 60
    Example: =PAYMENT_TERM_LIMIT("CN-SME", "authority", FALSE) -> 30
    Example: =PAYMENT_TERM_LIMIT("US") -> #N/A
    Source: Directive 2011/7/EU, art. 3 and 4; BGB § 271a and 286; Code de commerce L441-10;
        S.I. 2013/395 (United Kingdom); State Council decrees 728 of 2020, art. 8, and 802 of
        2025, art. 9.
    """
    name, entry = named(regime)
    terms = entry.version_on(name, "contract_date", contract_date).terms
    key = f"{debtor}_agreed" if agreed else debtor
    days: int | None = getattr(terms, key)
    if days is None:
        silent = "by agreement" if agreed else "by law"
        raise NotAvailable(
            f"the regime must fix a term of payment {silent} for the debtor {debtor}, "
            f"got none in {name}",
            hint="look at the contract and the custom of the trade",
        )
    return days

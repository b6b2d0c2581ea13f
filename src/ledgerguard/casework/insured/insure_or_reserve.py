"""Insure or reserve, for a ledger: the comparison over its buyers under the policy they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledgerguard.casework.insured.rows import BuyerRow, Waterfalls
from ledgerguard.errors import NotAvailable
from ledgerguard.formulas.insure_or_reserve import insure_or_reserve
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.currency import to_major
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.units import Language, Table


@dataclass(frozen=True)
class BadYear:
    """The largest buyer of a currency fails and pays nothing: what the insurance leaves."""

    customer_id: str
    customer: str
    loss: Amount
    indemnity: Amount
    remains: Amount


def insured_buyers(found: Waterfalls, currency: str, insurance: str) -> tuple[BuyerRow, ...]:
    """The buyers of a currency under one policy who owe anything."""
    return tuple(
        buyer
        for buyer in found.buyers
        if (buyer.currency, buyer.insurance) == (currency, insurance)
        and buyer.gross > buyer.parts["credits"]
    )


def comparison(
    found: Waterfalls,
    currency: str,
    insurance: str,
    terms: InsuranceEntry,
    pds: Mapping[str, float],
    *,
    lgd: float,
    turnover: float,
    premium_rate: float | None = None,
    other_costs: float = 0.0,
    capital_rate: float = 0.1,
    language: Language = "en",
) -> Table:
    """INSURE_OR_RESERVE over the buyers of a ledger, each with the part of it that is insured.

    Args:
        found: The waterfalls of the ledger.
        currency: Currency of the comparison; others are never added to it.
        insurance: Name of the policy's terms.
        terms: The terms.
        pds: Probability of default within a year by customer id.
        lgd: Loss given default as a share of the exposure.
        turnover: Insurable turnover of a year, major units.
        premium_rate: Premium as a share of it; left out: that of the terms.
        other_costs: Fees and work in a year, major units.
        capital_rate: What holding a reserve costs in a year, as a share of it.
        language: Of headers and lines.

    Raises:
        NotAvailable: when no rate of premium or no insured rate is agreed, nobody owes anything,
            or a buyer has no probability.
    """
    buyers = insured_buyers(found, currency, insurance)
    rate = terms.premium_rate if premium_rate is None else premium_rate
    missing = [buyer.customer_id for buyer in buyers if buyer.customer_id not in pds]
    for name, lacking in (
        ("premium_rate", rate is None),
        ("insured_rate", terms.insured_rate is None),
        ("buyers", not buyers),
        (f"a probability of default of {', '.join(missing)}", bool(missing)),
    ):
        if lacking:
            raise NotAvailable(
                f"{name} must be known for the comparison, got nothing",
                hint="state the terms of the policy, and grade the buyers",
            )
    assert rate is not None and terms.insured_rate is not None  # noqa: S101, PT018 - told above
    premium = terms.premium_of(turnover, currency)
    return insure_or_reserve(
        [to_major(buyer.gross - buyer.parts["credits"], currency) for buyer in buyers],
        [pds[buyer.customer_id] for buyer in buyers],
        lgd,
        turnover,
        rate,
        limits=[to_major(buyer.settled.loss, currency) for buyer in buyers],
        insured_rate=terms.insured_rate,
        deductible=terms.deductible.get(currency, 0.0),
        first_loss=terms.first_loss.get(currency, 0.0),
        max_liability=terms.liability_of(currency, premium),
        minimum_premium=terms.minimum_premium.get(currency, 0.0),
        other_costs=other_costs,
        capital_rate=capital_rate,
        language=language,
    )


def bad_years(found: Waterfalls, most: int = 3) -> tuple[BadYear, ...]:
    """For each currency the buyers whose failure would leave the most with the firm.

    Args:
        found: The waterfalls of the ledger.
        most: Buyers of each currency, the one that leaves the most first.
    """
    years = []
    for currency in sorted({buyer.currency for buyer in found.buyers}):
        buyers = [buyer for buyer in found.buyers if buyer.currency == currency]
        buyers.sort(key=lambda buyer: (-buyer.remains_alone, buyer.customer_id))
        years += [
            BadYear(
                buyer.customer_id,
                buyer.customer,
                Amount(buyer.gross - buyer.parts["credits"], currency),
                Amount(buyer.alone.indemnity, currency),
                Amount(buyer.remains_alone, currency),
            )
            for buyer in buyers[:most]
        ]
    return tuple(years)

"""What an overdue invoice costs the customer by law: late interest and the fixed fee, in a letter.

The law itself is in :mod:`ledgerguard.policy`; here its figures become amounts of a currency.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Final

from ledgerguard.errors import NotAvailable
from ledgerguard.ledger.currency import exponent
from ledgerguard.policy.interest import statutory_interest
from ledgerguard.policy.late_payment import fixed_fee
from ledgerguard.policy.regimes import regime as named

_ZERO: Final = Decimal(0)
_NOISE: Final = 6  # decimals beyond those of the currency at which a float is still exact


@dataclass(frozen=True, slots=True)
class Charges:
    """Interest and fee on one invoice, and why one of them is missing; "" when none is."""

    interest: Decimal = _ZERO
    fee: Decimal = _ZERO
    note: str = ""


def charges(
    regime: str,
    currency: str,
    open_amount: Decimal,
    due: dt.date | None,
    day: dt.date,
    *,
    amount_when_late: Decimal | None = None,
    contract_date: dt.date | None = None,
) -> Charges:
    """Late interest and fixed fee on an open invoice at the end of a day.

    Interest is counted on what is still open, from the day after the due date: what has been paid
    late in the meantime bears none, because a ledger knows no more than one day of payment. Both
    are rounded half up to the decimals of the currency. A fee is a sum in the regime's currency
    and is not converted: an invoice in another one has none, and the note says so.

    Args:
        regime: Name of the regime, as in STATUTORY_INTEREST; "" claims nothing.
        currency: ISO 4217 code of the invoice.
        open_amount: What is unpaid, in major units; credits and 0 cost nothing.
        due: The due date; nothing is late without one.
        day: The day of the letter, up to and with which interest is counted.
        amount_when_late: Amount that was owed on the due date, which a fee depends on; what is
            open when left out.
        contract_date: Day of the contract, which chooses the version of the law; the due date
            when left out.

    Raises:
        InvalidValue: when there is no such regime.
    """
    if not regime:
        return Charges()
    _, entry = named(regime)
    if due is None or day <= due or open_amount <= 0:
        return Charges()
    notes = []
    interest = fee = _ZERO
    try:
        owed = statutory_interest(float(open_amount), due, day, regime, contract_date=contract_date)
        interest = rounded(owed, currency)
    except NotAvailable as unknown:  # a rate that is not published yet is no reason not to write
        notes.append(f"no interest: {unknown.message}")
    try:
        owed = fixed_fee(float(amount_when_late or open_amount), regime, contract_date or due)
        fee = rounded(owed, currency)
    except NotAvailable as unknown:
        notes.append(f"no fee: {unknown.message}")
    if fee and currency != entry.currency:
        notes.append(f"no fee: {regime} fixes it in {entry.currency}, the invoice is in {currency}")
        fee = _ZERO
    return Charges(interest, fee, "; ".join(notes))


def rounded(amount: float, currency: str) -> Decimal:
    """A computed amount in the decimals of its currency, half up; float noise does not decide."""
    places = exponent(currency)
    exact = Decimal(amount).quantize(Decimal(1).scaleb(-places - _NOISE), ROUND_HALF_EVEN)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

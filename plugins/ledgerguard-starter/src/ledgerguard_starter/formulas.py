"""Our formulas: plain functions whose types and docstrings say all that a spreadsheet shows."""

from __future__ import annotations

from ledgerguard.errors import OutOfDomain, ZeroDenominator
from ledgerguard.formula import formula
from ledgerguard.units import Money, Rate


@formula("STARTER_LATE_SHARE")
def starter_late_share(late: Money, receivables: Money) -> Rate:
    """Share of the receivables that is past its due date.

    late / receivables

    Args:
        late: Receivables that are past due.
        receivables: All trade receivables of the same day and currency.

    Errors: #DIV/0! when receivables is 0; #NUM! when late lies outside 0 to receivables.
    Example: =STARTER_LATE_SHARE(25000, 100000) -> 0.25
    Source: our credit manual.
    """
    if receivables == 0:
        raise ZeroDenominator(
            "receivables must be above 0, got 0", hint="is the customer's balance empty?"
        )
    if not 0 <= late <= receivables:
        raise OutOfDomain(
            f"late must be from 0 to receivables ({receivables:g}), got {late:g}",
            hint="are both amounts of the same day?",
        )
    return late / receivables

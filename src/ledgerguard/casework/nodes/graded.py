"""The grade that a customer's facts give today, where nobody has decided on the customer yet."""

from __future__ import annotations

from collections.abc import Mapping

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.decide import decide
from ledgerguard.casework.decisions.firm_model import with_firm_score
from ledgerguard.casework.decisions.records import Request
from ledgerguard.errors import LedgerguardError
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.firm import Policy


def grade_today(
    file: CustomerFile,
    behaviour: Mapping[str, Behaviour],
    credit: CreditPolicy,
    as_of: int,
    policy: Policy,
) -> int | None:
    """The grade as a decision of the day would give it; None: too little is known for one.

    Args:
        file: The customer's file.
        behaviour: What the ledger says about the customer, by currency.
        credit: The credit policy.
        as_of: Serial number of the day.
        policy: The firm's policy.
    """
    if not file.facts:
        return None
    # A grade has no currency: of several any will do, and only its limit would differ.
    request = Request(currency=min(behaviour)) if behaviour else None
    try:
        request = with_firm_score(file, behaviour, credit, as_of, policy=policy, request=request)
        found = decide(file, behaviour, credit, as_of, policy=policy, request=request)
    except LedgerguardError:  # facts in several currencies and no ledger: nobody knows which
        return None
    return None if found.grading is None else found.grading.grade

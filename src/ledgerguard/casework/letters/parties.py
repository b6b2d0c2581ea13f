"""Whom a letter names beside firm and customer: the insurance, the agency, the lawyer."""

from __future__ import annotations

from typing import Final

from ledgerguard.policy.firm import InsuranceEntry, Policy

_KEYS: Final = ("address", "email", "phone", "signatory")


def outsiders(policy: Policy, insurance: InsuranceEntry | None) -> dict[str, str]:
    """What the firm's policy says of them, by the names that templates know; blank is left out.

    Args:
        policy: The firm's policy.
        insurance: The customer's insurance; None where there is none.
    """
    found = {"policy_number": insurance.policy_number} if insurance else {}
    for role, party in (("agency", policy.agency), ("lawyer", policy.lawyer)):
        found[role] = party.name
        found |= {f"{role}_{key}": getattr(party, key) for key in _KEYS}
    # A fee is agreed with somebody; the packaged one is only an assumption.
    if policy.agency.name:
        found["success_fee"] = f"{100 * policy.agency.success_fee:g} %"
    return {key: text for key, text in found.items() if text}

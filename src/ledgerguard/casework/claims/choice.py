"""Which open items a person means who names invoices, and under which policy they are insured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerguard.casework.open_items import OpenItems
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy
from ledgerguard.policy.insurance_file import UNINSURED, InsuranceEntry
from ledgerguard.units import from_serial

SHOWN = 5
"""Names that a message lists."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The open items of one buyer in one currency that are claimed: their rows, in order."""

    entity: str
    customer_id: str
    currency: str
    rows: tuple[int, ...]


def chosen(
    items: OpenItems,
    invoices: Sequence[str],
    *,
    customer_id: str = "",
    entity: str = "",
    currency: str = "",
    only_overdue: bool = True,
) -> Chosen:
    """The open items that numbers mean.

    Args:
        items: The open items of the day.
        invoices: Numbers; NO/2 means the second instalment, NO all that is open of it.
        customer_id: Only this buyer.
        entity: Only this legal entity of ours.
        currency: Only this currency.
        only_overdue: Refuse what is not overdue; after an insolvency nobody waits for that.

    Raises:
        InvalidValue: when a number is not open or not overdue, or they are of several buyers,
            legal entities or currencies.
    """
    wanted = list(dict.fromkeys(number.strip() for number in invoices if number.strip()))
    if not wanted:
        raise InvalidValue("invoices must name at least one, got none", hint="give its number")
    asked = (entity, customer_id, currency)
    mine = [
        row
        for row, place in enumerate(items.account.tolist())
        if all(want in ("", have) for want, have in zip(asked, items.accounts[place], strict=True))
    ]
    keys = dict(zip(mine, items.keys(mine), strict=True)) if mine else {}
    found: list[int] = []
    for number in wanted:
        rows = [row for row, key in keys.items() if key.invoice == number]
        rows = rows or [row for row, key in keys.items() if str(key) == number]
        if not rows:
            known = list(dict.fromkeys(key.invoice for key in keys.values()))
            more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
            raise InvalidValue(
                f"invoice must be open in the ledger at that day, got {number!r}",
                hint=f"open are {', '.join(known[:SHOWN]) or 'none'}{more}",
            )
        found += rows
    accounts = sorted({items.accounts[int(items.account[row])] for row in found})
    if len(accounts) > 1:
        raise _several(accounts)
    rows = sorted(set(found))
    if only_overdue:
        _refuse_early(items, rows)
    return Chosen(*accounts[0], tuple(rows))


def insurance_of(policy: Policy, items: OpenItems, found: Chosen) -> tuple[str, InsuranceEntry]:
    """The one insurance policy of the items: its name and its terms.

    Raises:
        InvalidValue: when they are not insured, or under several policies.
    """
    names = sorted(
        {policy.settings(found.customer_id, items.invoices[row]).insurance for row in found.rows}
    )
    if len(names) > 1:
        raise InvalidValue(
            "the invoices of a claim must be insured under one policy, got "
            + ", ".join(name or "none stated" for name in names),
            hint="make a claim for each policy",
        )
    name = names[0]
    if name in ("", UNINSURED):
        raise InvalidValue(
            f"the customer {found.customer_id} must be insured, got "
            + ("that it is not" if name else "no insurance stated"),
            hint="state insurance = NAME in the firm's file: for the company, a group or the "
            "customer; the terms stand under [insurances.NAME]",
        )
    return name, policy.insurances[name]


def _several(accounts: Sequence[tuple[str, str, str]]) -> InvalidValue:
    """Why several accounts are no one claim, told by what differs."""
    customers = sorted({account[1] for account in accounts})
    currencies = sorted({account[2] for account in accounts})
    if len(customers) > 1:
        return InvalidValue(
            f"the invoices of a claim must be of one customer, got {', '.join(customers)}",
            hint="make a claim for each; where two customers have the same number, name one",
        )
    if len(currencies) > 1:
        return InvalidValue(
            "the invoices of a claim must be in one currency, got "
            + ", ".join(currency or "none named" for currency in currencies),
            hint="two currencies are never added: make a claim for each",
        )
    entities = sorted({account[0] for account in accounts})
    return InvalidValue(
        "the invoices of a claim must be of one legal entity of ours, got "
        + ", ".join(entity or "none named" for entity in entities),
        hint="make a claim for each: the insured is another one",
    )


def _refuse_early(items: OpenItems, rows: Sequence[int]) -> None:
    for row in rows:
        due = int(items.numbers["due"][row])
        if due == NO_DAY or items.numbers["days_past_due"][row] <= 0:
            day = "no due date" if due == NO_DAY else f"one due on {from_serial(due)}"
            raise InvalidValue(
                f"invoice {items.key(row)} must be overdue to be claimed, got {day}",
                hint="after an insolvency what is not yet due is claimed as well: "
                "name that as the cause",
            )

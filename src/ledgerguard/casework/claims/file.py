"""The claim file: everything that an insurer asks about the unpaid invoices of one buyer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ledgerguard.casework.claims.account import rows_of, statement_of
from ledgerguard.casework.claims.calendars import Calendars
from ledgerguard.casework.claims.causes import cause_named
from ledgerguard.casework.claims.choice import Chosen, chosen, insurance_of
from ledgerguard.casework.claims.correspondence import correspondence_of
from ledgerguard.casework.claims.deliveries import deliveries_of
from ledgerguard.casework.claims.loss import Candidate, Loss, estimate, losses_of
from ledgerguard.casework.claims.papers import papers_of
from ledgerguard.casework.claims.records import ClaimedInvoice, ClaimFile, OpenItem
from ledgerguard.casework.claims.state import ClaimState, claim_states
from ledgerguard.casework.customer_file.evidence import Evidence
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.freezes import freezes
from ledgerguard.casework.history import History
from ledgerguard.casework.insured.cover import Cover, cover_of
from ledgerguard.casework.open_items import OpenItems, open_items
from ledgerguard.casework.records import ItemKey
from ledgerguard.casework.runs import history_of
from ledgerguard.errors import OutOfDomain
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_policy import credit_of
from ledgerguard.policy.firm import Policy
from ledgerguard.policy.loss_causes import Cause
from ledgerguard.store.entries import Row
from ledgerguard.store.log import Log
from ledgerguard.units import from_serial

__all__ = ["ClaimFile", "claim_file"]

Facts = CustomerFile | Mapping[str, CustomerFile] | None


def claim_file(
    frame: Frame,
    policy: Policy,
    log: Log | None,
    as_of: int,
    invoices: Sequence[str],
    *,
    cause: str = "",
    facts: Facts = None,
    customer_id: str = "",
    entity: str = "",
    currency: str = "",
) -> ClaimFile:
    """The claim file for invoices of one buyer in one currency.

    Args:
        frame: The canonical frame of a ledger, its paid invoices included: they tell when
            deliveries had to have stopped.
        policy: The firm's policy; it names the insurance, and the rate of VAT where the
            customer's file names none.
        log: The log; without one nothing is known of dunning, disputes and moved due dates, and
            what had to be reported is presumed to be reported in time.
        as_of: Serial number of the day.
        invoices: Numbers; NO/2 means the second instalment, NO all that is open of it.
        cause: Key of the cause of loss; protracted default when left out.
        facts: What is known of the customer, or of several by their ids.
        customer_id: The buyer, where several have such an invoice.
        entity: Our legal entity, where several have.
        currency: The currency, where there are several.

    Raises:
        InvalidValue: when an invoice is not open or not overdue, they belong to several buyers or
            currencies, or the buyer is not insured under one policy.
        OutOfDomain: when the rate of VAT is no fraction.
        LogError: when the log is damaged.
    """
    head, rows = ("", []) if log is None else _whole(log)
    history = history_of(rows)
    opened = open_items(frame, as_of, history)
    why = cause_named(cause)
    named = chosen(
        opened, invoices, customer_id=customer_id, entity=entity, currency=currency,
        only_overdue=why.waits,
    )  # fmt: skip
    insurance, terms = insurance_of(policy, opened, named)
    account = rows_of(frame, named.entity, named.customer_id, as_of)
    file = _file_of(facts, named.customer_id)
    evidence = Evidence(file, {row.invoice for row in account}, as_of)
    cover = cover_of(file, terms, named.currency, as_of, insurance=insurance)
    loss_day = _loss_day(why, cover, as_of)
    calendars = Calendars(opened, named, account, terms, why, history, evidence, loss_day)
    vat_rate = _vat_rate(evidence, policy, file, as_of)
    earlier = _earlier(rows, named)
    items = _items(opened, named, history, as_of)
    losses = losses_of(
        _candidates(policy, insurance, items, named, calendars, as_of, has_log=log is not None),
        cover,
        why,
        vat_rate=vat_rate or 0.0,
        used=_used(earlier, items, named.currency),
    )
    claimed = _claimed(items, named, calendars, losses)
    told = correspondence_of(rows, policy, *_account(named))
    contacts = tuple(contact for contact in told if contact.on <= as_of)
    return ClaimFile(
        reference=_reference(as_of, [one.key for one in claimed]),
        as_of=as_of,
        head=head,
        entity=named.entity,
        customer_id=named.customer_id,
        customer=opened.names.get(named.customer_id, named.customer_id),
        currency=named.currency,
        cause=why,
        loss_day=loss_day,
        insurance=insurance,
        terms=terms,
        invoices=claimed,
        others=tuple(item for place, item in items.items() if place not in named.rows),
        credits=Amount(opened.credits.get(_account(named), 0), named.currency),
        vat_rate=vat_rate or 0.0,
        movements=statement_of(account, named.currency, as_of),
        deliveries=deliveries_of(
            calendars.rows, account, named.currency, evidence, calendars.stops
        ),
        correspondence=contacts,
        requirements=papers_of(claimed, evidence, why, terms, contacts, vat_rate=vat_rate),
        found=estimate([one.loss for one in claimed], terms, named.currency),
        earlier=earlier,
    )


def _whole(log: Log) -> tuple[str, list[Row]]:
    """The log as it is at one head."""
    head = log.head
    return head, list(log.rows(upto=head))


def _file_of(facts: Facts, customer_id: str) -> CustomerFile:
    """The file of the buyer; one that names no customer is about this one."""
    if isinstance(facts, Mapping):
        facts = facts.get(customer_id) or facts.get("")
    return replace(facts, customer_id=customer_id) if facts else CustomerFile(customer_id)


def _account(named: Chosen) -> tuple[str, str, str]:
    return named.entity, named.customer_id, named.currency


def _items(opened: OpenItems, named: Chosen, history: History, as_of: int) -> dict[int, OpenItem]:
    """The open items of the account by their places, the log's disputes included."""
    frozen = freezes(opened, history, as_of, lambda _: 0).by_row
    found = {}
    for place, account in enumerate(opened.account.tolist()):
        if opened.accounts[account] == _account(named):
            numbers = {name: int(column[place]) for name, column in opened.numbers.items()}
            found[place] = OpenItem(
                opened.key(place),
                numbers["issued"],
                numbers["due"],
                Amount(numbers["amount"], named.currency),
                Amount(numbers["open"], named.currency),
                numbers["days_past_due"],
                any(freeze.block == "dispute" for freeze in frozen.get(place, ())),
                credits=Amount(0, named.currency),
            )
    return _set_off(found, opened.credits.get(_account(named), 0))


def _set_off(items: Mapping[int, OpenItem], unapplied: int) -> dict[int, OpenItem]:
    """The items with what unapplied credits pay of them: the oldest due date first."""
    found = dict(items)
    by_age = sorted(items, key=lambda place: (items[place].due == NO_DAY, items[place].due, place))
    for place in by_age:
        item = found[place]
        paid = min(unapplied, item.open.minor)
        unapplied -= paid
        found[place] = replace(item, credits=Amount(paid, item.open.currency))
    return found


def _candidates(
    policy: Policy,
    insurance: str,
    items: Mapping[int, OpenItem],
    named: Chosen,
    calendars: Calendars,
    as_of: int,
    *,
    has_log: bool,
) -> list[Candidate]:
    """The open items under the policy; without a log nothing is taken for too late."""
    return [
        Candidate(
            calendars.by_place[place],
            item.open,
            item.credits,
            item.disputed,
            place in named.rows,
            has_log and item.days_past_due > 0 and calendars.by_place[place].lost(as_of),
        )
        for place, item in items.items()
        if policy.settings(item.key.customer_id, item.key.invoice).insurance == insurance
    ]


def _claimed(
    items: Mapping[int, OpenItem],
    named: Chosen,
    calendars: Calendars,
    losses: Mapping[ItemKey, Loss],
) -> tuple[ClaimedInvoice, ...]:
    """The claimed invoices, the oldest delivery first."""
    found = [
        ClaimedInvoice(items[place], calendars.by_place[place], losses[items[place].key])
        for place in named.rows
    ]
    return tuple(sorted(found, key=lambda one: (one.calendar.shipped, one.calendar.due, one.key)))


def _earlier(rows: Sequence[Row], named: Chosen) -> tuple[ClaimState, ...]:
    states = claim_states(rows).values()
    return tuple(state for state in states if state.filed.account == _account(named))


def _used(earlier: Sequence[ClaimState], items: Mapping[int, OpenItem], currency: str) -> Amount:
    """What earlier claims have used of the limit by invoices that are no longer open.

    One that was refused uses nothing; what is still open is looked at as any open item.
    """
    still_open = {item.key for item in items.values()}
    return Amount(
        sum(
            one.insured
            for state in earlier
            if state.status != "refused"
            for one in state.filed.items
            if one.item not in still_open
        ),
        currency,
    )


def _loss_day(cause: Cause, cover: Cover, as_of: int) -> int:
    """The day of an insolvency, as the customer's file has it; else that of the claim file."""
    if cause.waits:
        return NO_DAY
    return cover.insolvent_from if cover.insolvent_from > 0 else as_of


def _vat_rate(evidence: Evidence, policy: Policy, file: CustomerFile, as_of: int) -> float | None:
    """VAT as the customer's file states it, else the credit policy; 0 there states nothing."""
    rate = evidence.number("vat_rate")
    if rate is None:
        industry = file.latest("industry", as_of)
        credit = credit_of(policy, "" if industry is None else str(industry.value))
        return credit.limits.vat_rate or None
    if not 0 <= rate < 1:
        raise OutOfDomain(
            f"vat_rate must be a fraction from 0 to below 1, got {rate:g}",
            hint="19 % is written 0.19",
        )
    return rate


def _reference(as_of: int, keys: Sequence[ItemKey]) -> str:
    """The day, and six digits of what is claimed."""
    text = "\n".join(
        "\t".join((key.entity, key.customer_id, key.currency, key.invoice, str(key.part)))
        for key in sorted(keys)
    )
    return f"C{from_serial(as_of):%Y%m%d}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"

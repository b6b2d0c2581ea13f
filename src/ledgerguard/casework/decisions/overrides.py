"""Overrides: somebody decides against the policy, with a reason and until a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.casework.decisions.approvals import post_named
from ledgerguard.casework.decisions.past import last_decided
from ledgerguard.casework.decisions.records import Decision
from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.credit_file import ApprovalEntry, CreditPolicy
from ledgerguard.store.entries import Entry, Row
from ledgerguard.store.log import Log
from ledgerguard.units import from_serial

OVERRIDE: Final = "credit-override"
"""Kind of the row that holds an override."""


@dataclass(frozen=True, slots=True)
class CreditOverride:
    """Another limit, or other terms, than the policy gives a customer: until a day, with a reason.

    Attributes:
        customer_id: The customer.
        currency: The currency of the limit.
        on: First day.
        until: Last day.
        reason: Why.
        post: The post that decides.
        limit: The limit, minor units; None: that of the decision stands.
        terms_days: The terms; None: those of the decision stand.
        entity: Our legal entity.
    """

    customer_id: str
    currency: str
    on: int
    until: int
    reason: str
    post: str
    limit: int | None = None
    terms_days: int | None = None
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Effective:
    """What holds for a customer on a day, and by what: a decision, or an override until a day."""

    limit: int | None
    terms_days: int | None
    override: CreditOverride | None = None


def record_override(
    log: Log, override: CreditOverride, credit: CreditPolicy, *, actor: str = ""
) -> str:
    """Write an override into the log; answers its head.

    It needs a decision to override, and a post that may grant the limit for the customer's grade.

    Raises:
        InvalidValue: when the reason is blank, nothing is overridden, the post is unknown, may not
            override or may not grant it, or the log holds no decision about the customer.
        OutOfDomain: when it ends before it begins, or later than the post may say.
    """
    head = log.head
    decided = last_decided(log, override.customer_id, override.currency, override.entity)
    if decided is None:
        raise InvalidValue(
            f"an override must follow a decision about {override.customer_id} in "
            f"{override.currency or 'no currency'}, got none in the log",
            hint="decide and record first: the override then has something to override",
        )
    _check_words(override)
    entry = post_named(credit.approvals, override.post)
    granted = decided.body["limit"] if override.limit is None else override.limit
    limit = Amount(int(str(granted or 0)), override.currency)
    _check_post(entry, limit, int(str(decided.body["grade"])))
    _check_days(entry, override)
    body: dict[str, Any] = {
        name: getattr(override, name) for name in override.__dataclass_fields__
    } | {"post": entry.post, "decision": decided.body["id"]}
    row = Entry(OVERRIDE, body, str(decided.body["id"]), actor)
    return log.append([row], expected_head=head)[-1].hash


def overrides_of(
    log: Log, customer_id: str, currency: str, entity: str = ""
) -> list[CreditOverride]:
    """The overrides of a customer and currency in the order of the log."""
    return [
        found
        for row in log.rows(kind=OVERRIDE)
        if (found := _of(row)).customer_id == customer_id
        and (found.currency, found.entity) == (currency, entity)
    ]


def override_in_force(
    log: Log, customer_id: str, currency: str, day: int, entity: str = ""
) -> CreditOverride | None:
    """The newest override that holds on a day; one that has expired counts for nothing."""
    known = overrides_of(log, customer_id, currency, entity)
    return next((each for each in reversed(known) if each.on <= day <= each.until), None)


def effective(decision: Decision, override: CreditOverride | None, day: int) -> Effective:
    """What holds on a day: the decision's limit and terms, or the override's while it runs.

    Raises:
        InvalidValue: when the override is about another customer or currency.
    """
    days = decision.terms.days if decision.terms else None
    if override is None or not override.on <= day <= override.until:
        return Effective(decision.limit, days)
    about = (decision.customer_id, decision.currency)
    if (override.customer_id, override.currency) != about:
        raise InvalidValue(
            f"an override must be about {' '.join(about)}, got "
            f"{override.customer_id} {override.currency}",
            hint="a limit of one currency says nothing about another",
        )
    limit = decision.limit if override.limit is None else override.limit
    terms = days if override.terms_days is None else override.terms_days
    return Effective(limit, terms, override)


def _check_words(override: CreditOverride) -> None:
    if not override.reason.strip():
        raise InvalidValue(
            "reason must be given for an override, got a blank",
            hint="say why the policy does not fit here: the next reader must understand it",
        )
    if override.limit is None and override.terms_days is None:
        raise InvalidValue(
            "an override must set a limit or terms, got neither", hint="state limit or terms_days"
        )
    for name in ("limit", "terms_days"):
        value = getattr(override, name)
        if value is not None and value < 0:
            raise OutOfDomain(f"{name} must not be negative, got {value}", hint="0 means no credit")


def _check_post(entry: ApprovalEntry, limit: Amount, grade: int) -> None:
    if not entry.override_days:
        raise InvalidValue(
            f"post must be one that may override, got {entry.post}",
            hint="override_days of the approvals in the credit policy say which may",
        )
    if not entry.may_approve(limit.major, limit.currency, grade):
        raise InvalidValue(
            f"post must be one that may grant {limit} for grade {grade}, got {entry.post}",
            hint="=APPROVAL_POST names the lowest post that may",
        )


def _check_days(entry: ApprovalEntry, override: CreditOverride) -> None:
    last = override.on + entry.override_days
    if not override.on <= override.until <= last:
        raise OutOfDomain(
            f"until must be from {from_serial(override.on)} to {from_serial(last)}, "
            f"{entry.override_days} days at most for {entry.post}, "
            f"got {from_serial(override.until, 'until')}",
            hint="an override expires; what should last belongs into the policy",
        )


def _of(row: Row) -> CreditOverride:
    body: dict[str, Any] = row.body
    return CreditOverride(**{name: body[name] for name in CreditOverride.__dataclass_fields__})

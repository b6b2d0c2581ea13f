"""The sixteen nodes in the order of a deal, each with the rule that tests it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ledgerguard.casework.nodes import agreement, collection, delivery, granting, prevention
from ledgerguard.casework.nodes import transfer as transferring
from ledgerguard.casework.nodes.records import (
    STATES,
    Check,
    Finding,
    Node,
    NodeContext,
    OpenInvoice,
    Phase,
    State,
)
from ledgerguard.casework.nodes.words import advice_of, title_of
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY

AT_STAKE: Final[frozenset[State]] = frozenset({"failed", "due", "open"})
"""The states in which the open money of a node is at stake."""

_SET: Final[frozenset[State]] = frozenset({"failed", "due", "passed"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One node: its key, its phase, and what tests it."""

    key: str
    phase: Phase
    checks: Callable[[NodeContext], Iterable[Check]]


RULES: Final[tuple[Rule, ...]] = (
    Rule("identity", "prevention", prevention.identity),
    Rule("registry", "prevention", prevention.registry),
    Rule("financials", "prevention", prevention.financials),
    Rule("scoring", "prevention", prevention.scoring),
    Rule("limit", "prevention", granting.limit),
    Rule("terms_approval", "prevention", granting.terms_approval),
    Rule("contract", "contract", agreement.contract),
    Rule("cover", "contract", agreement.cover),
    Rule("order_release", "contract", granting.order_release),
    Rule("delivery_proof", "contract", delivery.delivery_proof),
    Rule("invoice_accuracy", "contract", delivery.invoice_accuracy),
    Rule("pre_due_reminder", "collection", collection.pre_due_reminder),
    Rule("overdue_notice", "collection", collection.overdue_notice),
    Rule("stop_supply", "collection", collection.stop_supply),
    Rule("insurer_notice", "transfer", transferring.insurer_notice),
    Rule("claim_review", "transfer", transferring.claim_review),
)
"""The nodes by number, from 1 on. The article gives only how many there are: which ones is ours."""


@dataclass(frozen=True)
class NodeCount:
    """One node over all customers.

    Attributes:
        number: Number of the node, from 1 on.
        key: Its key.
        phase: Its phase.
        counts: How many customers are in each state.
        stake: Open money by currency that hangs on the customers where it failed or is due; two
            currencies are never added.
        failing: The customers where it failed, the one with the most at stake first within each
            currency.
    """

    number: int
    key: str
    phase: Phase
    counts: Mapping[State, int]
    stake: tuple[Amount, ...]
    failing: tuple[str, ...]


def sixteen(context: NodeContext) -> tuple[Node, ...]:
    """The sixteen nodes of a customer on a day."""
    return tuple(node(rule, number, context) for number, rule in enumerate(RULES, 1))


def node(rule: Rule, number: int, context: NodeContext) -> Node:
    """One node: in the worst state that any of its checks has found."""
    checks = sorted(rule.checks(context), key=lambda one: STATES.index(one.state))
    state = checks[0].state if checks else "not-applicable"
    evidence = tuple(one.finding for one in checks) or (Finding("nothing"),)
    days = [one.due_on for one in checks if one.state == state and one.due_on != NO_DAY]
    return Node(
        number,
        rule.key,
        rule.phase,
        title_of(rule.key),
        state,
        evidence,
        owner_of(context, rule.key),
        min(days, default=NO_DAY) if state in _SET else NO_DAY,
        advice_of(rule.key, state),
        _stake(context, checks) if state in AT_STAKE else (),
    )


def owner_of(context: NodeContext, key: str) -> str:
    """The post of the charter that answers for a node; blank where the charter names none."""
    for post in context.credit.charter:
        if key in (task.replace("-", "_") for task in post.does):
            return post.post
    return ""


def node_summary(nodes: Mapping[str, Iterable[Node]]) -> tuple[NodeCount, ...]:
    """The nodes over all customers.

    Args:
        nodes: The nodes of each customer by its id.
    """
    all_nodes = {customer: {one.key: one for one in found} for customer, found in nodes.items()}
    return tuple(
        _count(number, rule, {customer: own[rule.key] for customer, own in all_nodes.items()})
        for number, rule in enumerate(RULES, 1)
    )


def _count(number: int, rule: Rule, nodes: Mapping[str, Node]) -> NodeCount:
    counts = {state: sum(one.state == state for one in nodes.values()) for state in STATES}
    concerned = [one for one in nodes.values() if one.state in ("failed", "due")]
    failing = [
        (tuple((a.currency, -a.minor) for a in one.stake), customer)
        for customer, one in nodes.items()
        if one.state == "failed"
    ]
    stake = by_currency(amount for one in concerned for amount in one.stake)
    names = tuple(customer for _, customer in sorted(failing))
    return NodeCount(number, rule.key, rule.phase, counts, stake, names)


def _stake(context: NodeContext, checks: Iterable[Check]) -> tuple[Amount, ...]:
    """What is open on the items concerned, each item once; all items where a check names none."""
    items: dict[OpenInvoice, None] = {}
    for one in checks:
        if one.state in AT_STAKE:
            items |= dict.fromkeys(context.items if one.items is None else one.items)
    return by_currency(item.open for item in items)


def by_currency(amounts: Iterable[Amount]) -> tuple[Amount, ...]:
    """Amounts added up, each currency by itself, in alphabetical order."""
    found: dict[str, Amount] = {}
    for amount in amounts:
        before = found.get(amount.currency)
        found[amount.currency] = amount if before is None else before + amount
    return tuple(found[currency] for currency in sorted(found))

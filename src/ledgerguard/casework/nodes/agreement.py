"""What is agreed with the customer, and what the insurer has agreed to (nodes 7 and 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ledgerguard.casework.decisions.limits import Limit
from ledgerguard.casework.nodes.evidence import (
    check,
    currencies,
    day,
    ended,
    open_net,
    pays_cash,
    running,
    said,
    spoken,
    standing,
    word,
)
from ledgerguard.casework.nodes.records import Check, Finding, NodeContext
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.insurance_file import UNINSURED

CLAUSES: Final = (
    "contract_instalments_tied",
    "contract_overdue_defined",
    "contract_retention_of_title",
    "contract_court",
    "contract_penalty",
    "contract_dispute_resolution",
)
"""What a contract must say.

Articles on protecting receivables (分期与进度挂钩, 逾期标准, 所有权保留, 管辖法院) and on credit
control (逾期罚则, 争议解决机制).
"""

_INSTALMENTS: Final = CLAUSES[0]

COVERED: Final = frozenset({"approved", "partly", "reduced"})
UNCOVERED: Final = frozenset({"refused", "cancelled"})


def contract(context: NodeContext) -> Iterator[Check]:
    """Node 7: a contract is signed and in force, and holds every clause of the checklist."""
    if pays_cash(context):
        return
    signed = context.file.latest("contract_signed", context.as_of)
    past = ended(context, "contract_signed")
    if past is not None:
        broken = bool(context.items)
        yield check("failed" if broken else "open", "contract-ended", day(past.until))
        return
    if signed is None:
        yield check("open", "no-contract")
        return
    if said(signed) is False:
        yield check("failed", "contract-unsigned", day(signed.day))
        return
    if signed.until == NO_DAY:
        yield check("passed", "contract", day(signed.day))
    else:
        state = running(context, signed.until)
        yield check(state, "contract-until", day(signed.day), day(signed.until),
                    due_on=signed.until)  # fmt: skip
    yield from _checklist(context)


def _checklist(context: NodeContext) -> Iterator[Check]:
    """The clauses that the contract lacks, and those of which nobody says whether it has them."""
    stated = {clause: said(context.file.latest(clause, context.as_of)) for clause in CLAUSES}
    asked = [clause for clause in CLAUSES if clause != _INSTALMENTS or _in_instalments(context)]
    lacking = [clause for clause in CLAUSES if stated[clause] is False]
    unknown = [clause for clause in asked if stated[clause] is None]
    if lacking:
        yield check("failed", "clauses-lacking", *lacking)
    if unknown:
        yield check("due", "clauses-unknown", *unknown)
    if not lacking and not unknown:
        yield check("passed", "clauses", sum(value is True for value in stated.values()))


def _in_instalments(context: NodeContext) -> bool:
    """Whether an invoice is open in several instalments: only then must they be tied to anything.

    A number that stands twice with one due date is no plan of instalments.
    """
    dues: defaultdict[str, set[int]] = defaultdict(set)
    for item in context.items:
        dues[item.key.invoice].add(item.due)
    return any(len(days) > 1 for days in dues.values())


def cover(context: NodeContext) -> Iterator[Check]:
    """Node 8: the insurer has named a limit for this buyer in every currency that is open.

    It is compared with what is open by itself, and never added to the limit of our own.
    """
    if context.insurance == UNINSURED or pays_cash(context):
        return
    decision = context.file.latest("insurer_decision", context.as_of)
    borne = {currency: standing(context, currency).borne for currency in currencies(context)}
    if not context.insurance and decision is None and not any(borne.values()):
        yield check("open", "insurance-unknown")
        return
    verdict = word(decision)
    since = day(decision.day) if decision is not None else ""
    if verdict in UNCOVERED:
        yield check("failed", "insurer-refused", verdict, since)
        return
    if verdict in COVERED:
        yield check("passed", "insurer-agreed", verdict, since)
    elif verdict:
        yield check("due", "insurer-undecided", verdict, since)
    if not borne:
        yield check("open", "nothing-to-cover")
    for currency, named in borne.items():
        yield _borne(context, currency, named)


def _borne(context: NodeContext, currency: str, named: Limit | None) -> Check:
    owed = tuple(item for item in context.items if item.open.currency == currency)
    amount = open_net(context, currency)
    if named is None:
        past = ended(context, "insured_limit")
        if past is not None and past.currency == currency:
            finding = Finding("cover-ended", (spoken(currency), day(past.until)))
            return Check("failed" if owed else "open", finding, past.until, owed)
        return Check(
            "failed" if owed else "open", Finding("no-cover", (spoken(currency),)), items=owed
        )
    limit = named.amount.plain
    if not amount <= named.amount:
        finding = Finding("beyond-cover", (amount, limit, amount - limit))
        return Check("due", finding, items=owed)
    if named.valid_to == NO_DAY:
        return check("passed", "covered", limit, amount, day(named.valid_from))
    state = running(context, named.valid_to)
    return check(state, "covered-until", limit, amount, day(named.valid_to),
                 due_on=named.valid_to)  # fmt: skip

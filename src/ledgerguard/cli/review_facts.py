"""One customer's whole file on a day: the decision and everything that stands around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledgerguard.cli.credit_log import decided
from ledgerguard.cli.credit_log import history as history_in
from ledgerguard.errors import NotAvailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledgerguard.casework.customer_file.aliases import Conflict, Merge
    from ledgerguard.casework.customer_file.behaviour import Behaviour
    from ledgerguard.casework.customer_file.facts import CustomerFile, FileProblem
    from ledgerguard.casework.decisions.exposure import GroupExposure
    from ledgerguard.casework.decisions.overrides import CreditOverride
    from ledgerguard.casework.decisions.records import Decision, Request
    from ledgerguard.casework.history import History
    from ledgerguard.casework.insured.cover import Cover
    from ledgerguard.casework.insured.rows import CurrencyRow
    from ledgerguard.casework.nodes.records import Node
    from ledgerguard.casework.watch.alerts import Alert
    from ledgerguard.cli.credit_desk import CreditDesk
    from ledgerguard.ledger.portfolio import Frame
    from ledgerguard.policy.credit_file import CreditPolicy
    from ledgerguard.store.log import Log


@dataclass(frozen=True)
class Review:
    """What a review shows of one customer.

    Attributes:
        file: The customer's file.
        name: The customer's name.
        credit: The credit policy toward it.
        decision: The decision of the day.
        behaviour: What the ledger says, by currency.
        override: What overrides the decision on the day, by the log.
        group: Exposure of its group in the decision's currency, where it has one.
        alerts: The warnings about it.
        nodes: The sixteen control nodes.
        cover: How a delivery of today is covered, in the decision's currency.
        insured: What the insurance would pay of what is open; None: nothing is open.
        not_insured: Why that could not be computed; blank where it could.
        problems: Rows of the file that could not be read, those too that name no customer.
        merges: Ids that are the same customer.
        conflicts: Ids that share a name and were not merged.
        presumed: Why steps of the ladder are presumed done although there is a log; a key of
            credit_words, blank: they are not, or there is none.
        has_ledger: Whether there is a ledger.
        recorded: Id of the decision in the log; blank: it was not recorded.
        head: Hash of the last row written.
    """

    file: CustomerFile
    name: str
    credit: CreditPolicy
    decision: Decision
    behaviour: Mapping[str, Behaviour]
    override: CreditOverride | None
    group: GroupExposure | None
    alerts: tuple[Alert, ...]
    nodes: tuple[Node, ...]
    cover: Cover
    insured: CurrencyRow | None
    not_insured: str
    problems: tuple[FileProblem, ...]
    merges: tuple[Merge, ...]
    conflicts: tuple[Conflict, ...]
    presumed: str
    has_ledger: bool
    recorded: str = ""
    head: str = ""


def reviewed(
    desk: CreditDesk, file: CustomerFile, request: Request, log: Log | None, actor: str
) -> Review:
    """Decide on a customer, write the decision into the log where there is one, and look around.

    Args:
        desk: Files, ledger and policy.
        file: The customer's file.
        request: What is asked for; its currency is that of the decision.
        log: The log; None: nothing is recorded.
        actor: Who decides.
    """
    from ledgerguard.casework.decisions.decide import decide
    from ledgerguard.casework.decisions.firm_model import with_firm_score
    from ledgerguard.casework.decisions.overrides import override_in_force
    from ledgerguard.casework.decisions.recording import record_decision
    from ledgerguard.casework.watch.alerts import alerts_of

    day, credit, book = desk.as_of, desk.credit(file), desk.book(file)
    identity = head = ""
    override = None
    history = None if log is None else history_in(log)
    merges = tuple(desk.merges(file.customer_id))
    presumed = "presumed_no_run" if log is not None and history is None else ""
    if merges and history is not None:  # it knows items by the ids that they were merged of
        presumed, history = "presumed_ids", None
    request = _with_insurance(desk, file, request, history)
    if log is None:
        request = with_firm_score(file, book, credit, day, policy=desk.policy, request=request)
        decision = decide(file, book, credit, day, policy=desk.policy, request=request)
    else:
        recorded = record_decision(
            log, file, book, credit, day, policy=desk.policy, request=request, actor=actor
        )
        decision, identity, head = recorded.decision, recorded.id, recorded.head
        override = override_in_force(log, file.customer_id, decision.currency, day)
    insured, why_not = _insured(desk, file, decision.currency, history)
    warnings = alerts_of(desk.frame, desk.watched, desk.policy.credit, day, policy=desk.policy)
    return Review(
        file=file,
        name=decision.name or desk.name(file.customer_id),
        credit=credit,
        decision=decision,
        behaviour=book,
        override=override,
        group=_group(desk, file, decision.currency, credit),
        alerts=tuple(each for each in warnings if each.customer_id == file.customer_id),
        nodes=nodes_of(desk, file, history, log),
        cover=_cover(desk, file, decision.currency),
        insured=insured,
        not_insured=why_not,
        problems=(*file.problems, *desk.lost),
        merges=merges,
        conflicts=tuple(
            each for each in desk.merged.conflicts if file.customer_id in (each.first, each.second)
        ),
        presumed=presumed,
        has_ledger=desk.ledger is not None,
        recorded=identity,
        head=head,
    )


def nodes_of(
    desk: CreditDesk, file: CustomerFile, history: History | None, log: Log | None
) -> tuple[Node, ...]:
    """The sixteen nodes of one customer.

    Args:
        desk: Files, ledger and policy.
        file: The customer's file.
        history: What the log knows of its items; None: steps are presumed done.
        log: The log, for the decisions in it.
    """
    from ledgerguard.casework.nodes.cycle import sixteen
    from ledgerguard.casework.nodes.gathering import Sources, context

    ledger = desk.ledger
    sources = Sources(
        {file.customer_id: file},
        desk.policy,
        desk.credit(file),
        _of(desk.frame, file.customer_id) if ledger is not None else None,
        history,
        () if ledger is None else ledger.problems,
        {} if ledger is None else ledger.unreadable,
        decided(log, desk.as_of),
    )
    return sixteen(context(sources, file.customer_id, desk.as_of))


def _of(frame: Frame, customer_id: str) -> Frame:
    import narwhals as nw

    return frame.filter(nw.col("customer_id") == customer_id)


def _group(
    desk: CreditDesk, file: CustomerFile, currency: str, credit: CreditPolicy
) -> GroupExposure | None:
    from ledgerguard.casework.decisions.exposure import group_exposures

    groups = desk.desk.groups
    mine = groups.get(file.customer_id)
    found = group_exposures(
        desk.desk.files.values(), groups, desk.desk.books, desk.as_of, credit.limits.largest
    )
    return next((each for each in found if (each.group, each.currency) == (mine, currency)), None)


def _cover(desk: CreditDesk, file: CustomerFile, currency: str) -> Cover:
    from ledgerguard.casework.insured.cover import cover_of

    name = desk.policy.settings(file.customer_id).insurance
    terms = desk.policy.insurances.get(name)
    return cover_of(file, terms, currency, desk.as_of, insurance=name)


def _with_insurance(
    desk: CreditDesk, file: CustomerFile, request: Request, history: History | None
) -> Request:
    """The request with what the insurer would pay of what is open, and what its limit still takes.

    Without a ledger or terms nobody can reckon that, and the decision estimates it.
    """
    from ledgerguard.casework.decisions.account import spoken
    from ledgerguard.casework.decisions.loss import vat_rate_of
    from ledgerguard.casework.insured.buyer import insured_of

    if desk.ledger is None:
        return request
    currency = request.currency
    file, rate = spoken(file, currency), vat_rate_of(file, desk.credit(file), desk.as_of)
    found = insured_of(
        desk.frame, file, desk.policy, currency, desk.as_of, vat_rate=rate, history=history
    )
    if found is None:
        return request
    return replace(request, indemnity=found.indemnity, cover_left=found.cover_left)


def _insured(
    desk: CreditDesk, file: CustomerFile, currency: str, history: History | None
) -> tuple[CurrencyRow | None, str]:
    """What the insurance would pay if nothing of this customer came in any more."""
    from ledgerguard.casework.decisions.loss import vat_rate_of
    from ledgerguard.casework.insured.waterfall import insured_waterfalls

    mine = _of(desk.frame, file.customer_id)
    files = {file.customer_id: file}
    rate = vat_rate_of(file, desk.credit(file), desk.as_of)
    try:
        found = insured_waterfalls(
            mine, files, desk.policy, desk.as_of, vat_rate=rate, history=history
        )
    except NotAvailable as error:
        return None, str(error)
    return next((total for total in found.totals if total.currency == currency), None), ""

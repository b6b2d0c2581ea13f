"""A review, a decision, alerts and nodes as JSON: amounts in major units, days as YYYY-MM-DD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ledgerguard.cli.decision_words import Teller, shown_day
from ledgerguard.ledger.currency import to_major
from ledgerguard.units import Language

if TYPE_CHECKING:
    from ledgerguard.casework.decisions.records import Decision
    from ledgerguard.casework.nodes.records import Node
    from ledgerguard.casework.records import Reason
    from ledgerguard.casework.watch.alerts import Alert
    from ledgerguard.cli.review_facts import Review
    from ledgerguard.policy.credit_file import CreditPolicy


def as_plain(review: Review, language: Language) -> dict[str, Any]:
    """A whole review.

    Args:
        review: What was found.
        language: The language of the words in it.
    """
    found = decision_plain(review.decision, review.credit, language)
    insured = review.insured
    currency = review.decision.currency
    cover = review.cover.now
    return {
        **found,
        "customer": review.name,
        "override": _override(review, currency),
        "payment": {
            code: {
                "open": to_major(own.open, code),
                "overdue": to_major(own.overdue, code),
                "oldest_days": own.oldest_days,
                "days_beyond_terms": own.days_beyond_terms,
                "pay_index": own.pay_index,
                "highest_paid": to_major(own.highest_paid, code),
                "sales_12m": to_major(own.sales_12m, code),
            }
            for code, own in review.behaviour.items()
        },
        "group": None
        if review.group is None
        else {
            "group": review.group.group,
            "exposure": review.group.total.major,
            "members": {key: amount.major for key, amount in review.group.members},
            "over": review.group.over.major,
        },
        "alerts": alerts_plain(review.alerts, language),
        "nodes": nodes_plain(review.nodes, review.credit, language),
        "cover": {
            "state": cover.state,
            "limit": to_major(cover.minor, currency),
            "valid_from": day_plain(cover.valid_from),
            "valid_to": day_plain(cover.valid_to),
            "run_off_until": day_plain(cover.run_off_until),
            "reason": cover.reason,
            "source": cover.source,
        },
        "insured": None
        if insured is None
        else {
            "open": to_major(insured.gross, currency),
            **{part: to_major(minor, currency) for part, minor in insured.parts.items()},
        },
        "not_insured": review.not_insured,
        "merged": {each.merged: each.rule for each in review.merges},
        "problems": [
            {"row": p.row, "item": p.item, "value": p.value, "problem": p.problem, "hint": p.hint}
            for p in review.problems
        ],
        "recorded": review.recorded,
        "head": review.head,
    }


def decision_plain(d: Decision, credit: CreditPolicy, language: Language) -> dict[str, Any]:
    """A decision; reasons in words, with their codes.

    Args:
        d: The decision.
        credit: The credit policy toward the customer.
        language: The language of the words in it.
    """
    t = Teller(d, credit, language)

    def major(minor: int | None) -> float | None:
        return None if minor is None else to_major(minor, d.currency)

    return {
        "customer_id": d.customer_id,
        "customer": d.name,
        "as_of": day_plain(d.as_of),
        "currency": d.currency,
        "outcome": d.outcome,
        "missing": _reasons(d.missing, t),
        "stops": _reasons(d.stops, t),
        "limit": major(d.limit),
        "binding": None if d.binding is None else d.binding.code,
        "bounds": [
            {
                "code": each.code,
                "amount": major(each.amount),
                "counted": major(each.counted),
                "binds": each.binds,
                "note": "" if each.note is None else t.said(each.note),
            }
            for each in d.ceilings
        ],
        "terms": _terms(t),
        "approval": None if d.approval is None else d.approval.post,
        "approval_of_asked": None if d.asked is None else d.asked.post,
        "grade": None if d.grading is None else d.grading.grade,
        "pd": None if d.grading is None else d.grading.pd,
        "score": None if d.grading is None else d.grading.score,
        "reasons": [] if d.grading is None else _reasons(d.grading.reasons, t),
        "holds": [] if d.grading is None else _reasons((h.reason for h in d.grading.holds), t),
        "path": [
            {"what": step.what, "now": step.now, "to": step.to, "grade": step.grade}
            for step in (d.grading.path if d.grading else ())
        ],
        "limits": [
            {
                "kind": each.kind,
                "amount": major(each.amount),
                "used": major(each.used),
                "free": major(each.free),
                "over": major(each.over),
                "valid_from": day_plain(each.valid_from),
                "valid_to": day_plain(each.valid_to),
                "source": each.source,
                "state": each.state,
            }
            for each in d.in_force
        ],
        "exposure": _exposure(d),
        "default": None
        if d.loss is None
        else {
            name: major(getattr(d.loss, name))
            for name in ("exposure", "loss", "indemnity", "net", "expected", "expected_net")
        }
        | {"estimated": d.loss.estimated},
        "next_review": None if d.review is None else day_plain(d.review.next_on),
        "review_triggers": [] if d.review is None else _reasons(d.review.triggers, t),
        "stale": _reasons(d.stale, t),
        "notes": _reasons(d.notes, t),
    }


def alerts_plain(alerts: Iterable[Alert], language: Language) -> list[dict[str, Any]]:
    """Warnings with their figures."""
    from ledgerguard.casework.watch.words import reason_words

    return [
        {
            "level": each.level,
            "scope": each.scope,
            "customer_id": each.customer_id,
            "customer": each.customer,
            "currency": each.currency,
            "indicator": each.indicator,
            "value": each.value,
            "threshold": each.threshold,
            "coming": each.coming,
            "at_stake": to_major(each.at_stake, each.currency),
            "ahead": [
                {"days": one.days, "value": one.value, "low": one.low, "high": one.high}
                for one in each.ahead
            ],
            "reached_about": None if each.crossing is None else day_plain(each.crossing.on),
            "why": reason_words(each, language),
            "advice": each.advice.in_language(language),
        }
        for each in alerts
    ]


def nodes_plain(
    nodes: Iterable[Node], credit: CreditPolicy, language: Language
) -> list[dict[str, Any]]:
    """Control nodes by number."""
    from ledgerguard.casework.nodes.words import evidence_of, owner_words

    return [
        {
            "number": node.number,
            "node": node.key,
            "title": node.title.in_language(language),
            "phase": node.phase,
            "state": node.state,
            "evidence": evidence_of(node, language),
            "post": node.owner,
            "owner": owner_words(credit, node.owner, language),
            "due": day_plain(node.due_on),
            "advice": node.advice.in_language(language) if node.advice else "",
            "at_stake": {amount.currency: amount.major for amount in node.stake},
        }
        for node in nodes
    ]


def day_plain(day: int) -> str | None:
    """A day; null where there is none."""
    return shown_day(day) or None


def _reasons(reasons: Iterable[Reason], t: Teller) -> list[dict[str, str]]:
    return [{"code": reason.code, "words": t.said(reason)} for reason in reasons]


def _terms(t: Teller) -> dict[str, Any] | None:
    terms, currency = t.decision.terms, t.decision.currency
    if terms is None:
        return None
    return {
        "days": terms.days,
        "prepayment_rate": terms.prepayment_rate,
        "security": terms.security,
        "insurance": terms.insurance,
        "tier": terms.tier,
        "order": to_major(terms.order, currency),
        "prepay": to_major(terms.prepay, currency),
        "on_credit": to_major(terms.on_credit, currency),
        "bounds": _reasons(terms.bounds, t),
    }


def _exposure(d: Decision) -> dict[str, float]:
    parts = ("open", "uninvoiced", "undelivered", "bills", "advances", "collateral", "total")
    return {part: to_major(getattr(d.exposure, part), d.currency) for part in parts}


def _override(review: Review, currency: str) -> dict[str, Any] | None:
    found = review.override
    if found is None:
        return None
    return {
        "limit": None if found.limit is None else to_major(found.limit, currency),
        "terms_days": found.terms_days,
        "until": day_plain(found.until),
        "post": found.post,
        "reason": found.reason,
    }

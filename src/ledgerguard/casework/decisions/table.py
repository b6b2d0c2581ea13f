"""A decision as a table that a person reads: section, line, value, note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledgerguard.casework.decisions.records import (
    Approval,
    Ceiling,
    Decision,
    Hold,
    InForce,
    PathStep,
)
from ledgerguard.casework.decisions.titles import HEADERS, LINES, SECTIONS
from ledgerguard.casework.decisions.words import (
    CEILINGS,
    KINDS,
    OUTCOMES,
    STATES,
    item_title,
    money,
    said,
    value_in_words,
)
from ledgerguard.casework.records import Reason
from ledgerguard.formulas.grading import LABELS
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.credit_words import word
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Language, from_serial

Row = list[Cell]


@dataclass(frozen=True, slots=True)
class _Writer:
    """What all rows need."""

    decision: Decision
    credit: CreditPolicy
    language: Language

    def row(self, section: str, line: str | Wording, value: Cell, note: str = "") -> Row:
        title = LINES[line] if isinstance(line, str) else line
        texts = (SECTIONS[section], title)
        return [*(text.in_language(self.language) for text in texts), value, note]

    def money(self, minor: int | None) -> Cell:
        return "" if minor is None else to_major(minor, self.decision.currency)

    def say(self, reason: Reason) -> str:
        return said(reason, self.language, self.decision.currency)

    def reasons(self, section: str, line: str, reasons: Iterable[Reason]) -> Iterator[Row]:
        for reason in reasons:
            yield self.row(section, line, "", self.say(reason))


def decision_rows(decision: Decision, credit: CreditPolicy, language: Language) -> list[Row]:
    """The whole decision below its header: what it says first, what it stands on after that.

    Amounts are in major units of the decision's currency, days serial numbers.

    Args:
        decision: The decision.
        credit: The credit policy, for the titles of its posts.
        language: The language.
    """
    writer = _Writer(decision, credit, language)
    parts = (_outcome, _stops, _grade, _path, _limit, _terms, _approval, _review, _loss)
    rows: list[Row] = [list(HEADERS["decision"][language])]
    for part in (*parts, _exposure, _in_force, _data):
        rows.extend(part(writer))
    return rows


def _outcome(w: _Writer) -> Iterator[Row]:
    d = w.decision
    yield w.row("decision", "customer", d.customer_id, d.name)
    yield w.row("decision", "outcome", d.outcome, OUTCOMES[d.outcome].in_language(w.language))
    yield w.row("decision", "currency", d.currency)
    yield from w.reasons("decision", "missing", d.missing)


def _stops(w: _Writer) -> Iterator[Row]:
    yield from w.reasons("stop", "stop", w.decision.stops)


def _grade(w: _Writer) -> Iterator[Row]:
    found = w.decision.grading
    if found is None:
        return
    yield w.row("grade", "grade", found.grade, LABELS[w.language][found.grade - 1])
    yield w.row("grade", "pd", found.pd)
    share = w.say(Reason("weight", (found.weight,)))
    yield w.row("grade", "score", "" if found.score is None else found.score, share)
    for rating in found.ratings:
        day = "" if rating.day == NO_DAY else from_serial(rating.day).isoformat()
        shown = w.say(Reason("rating", (rating.rating, rating.scale, rating.grade)))
        yield w.row("grade", "rating", rating.grade, f"{shown} {day}".strip())
    for hold in found.holds:
        yield w.row("grade", "holds", hold.grade, w.say(hold.reason))
    for reason in found.reasons:
        title = item_title(str(reason.values[1]), w.language)
        value = value_in_words(str(reason.values[1]), reason.values[2], w.language)
        yield w.row("reason", Wording(title, title), value, w.say(reason))


def _path(w: _Writer) -> Iterator[Row]:
    found = w.decision.grading
    if found is None or found.grade == 1:
        return
    if not found.path:
        yield w.row("path", "nothing", "")
    holds = {hold.key: hold for hold in found.holds}
    for step in found.path:
        yield _step(w, step, holds.get(step.what))


def _step(w: _Writer, step: PathStep, hold: Hold | None) -> Row:
    if hold is not None:
        return w.row("path", "holds", step.grade, w.say(hold.reason))
    title = item_title(step.what, w.language)
    score = "" if step.score is None else f"{step.score:.2f}"
    words = {"en": "{now} to {to}; score {score}", "zh": "由 {now} 提升至 {to}；评分 {score}"}
    now, to = (value_in_words(step.what, each, w.language) for each in (step.now, step.to))
    note = words[w.language].format(now=now, to=to, score=score)
    return w.row("path", Wording(title, title), step.grade, note)


def _limit(w: _Writer) -> Iterator[Row]:
    d = w.decision
    if d.limit is not None:
        yield w.row("limit", "limit", w.money(d.limit))
    if d.binding is not None:
        title = CEILINGS[d.binding.code].in_language(w.language)
        yield w.row("limit", "binding", w.money(d.binding.counted), title)
    for ceiling in d.ceilings:
        yield w.row("limit", CEILINGS[ceiling.code], w.money(ceiling.counted), _why(w, ceiling))
    if d.elastic is not None:
        until = Reason("elastic-until", (from_serial(d.elastic.until).isoformat(),))
        note = _joined(w, d.elastic.against or (until,))
        yield w.row("limit", "elastic", w.money(d.elastic.limit), note)


def _why(w: _Writer, ceiling: Ceiling) -> str:
    note = "" if ceiling.note is None else w.say(ceiling.note)
    if ceiling.amount is None or ceiling.amount == ceiling.counted:
        return note
    stop = "; " if w.language == "en" else "；"
    return stop.join(filter(None, (money(ceiling.amount, w.decision.currency), note)))


def _terms(w: _Writer) -> Iterator[Row]:
    terms = w.decision.terms
    if terms is None:
        return
    yield w.row("terms", "days", terms.days)
    yield w.row("terms", "prepayment", terms.prepayment_rate)
    if terms.order:
        yield w.row("terms", "prepay", w.money(terms.prepay))
        yield w.row("terms", "on_credit", w.money(terms.on_credit))
    yield w.row("terms", "security", word(terms.security, w.language))
    yield w.row("terms", "insurance", word(terms.insurance, w.language))
    yield w.row("terms", "tier", word(terms.tier, w.language))
    yield from w.reasons("terms", "bound", terms.bounds)


def _approval(w: _Writer) -> Iterator[Row]:
    for line, approval in (("post", w.decision.approval), ("asked", w.decision.asked)):
        if approval is not None:
            yield w.row("approval", line, w.money(approval.limit), _post(w, approval))


def _post(w: _Writer, approval: Approval) -> str:
    titles = {entry.post: entry.title for entry in w.credit.approvals}
    return titles[approval.post].in_language(w.language)


def _review(w: _Writer) -> Iterator[Row]:
    review = w.decision.review
    if review is None:
        return
    why = w.say(Reason(f"review-{review.by}", (review.every_days,)))
    note = f"{from_serial(review.next_on).isoformat()} {why}"
    yield w.row("review", "next", review.next_on, note)
    yield from w.reasons("review", "trigger", review.triggers)


def _loss(w: _Writer) -> Iterator[Row]:
    loss = w.decision.loss
    if loss is None:
        return
    amounts = {
        "exposure": loss.exposure,
        "lost": loss.loss,
        "indemnity": loss.indemnity,
        "net": loss.net,
        "expected": loss.expected,
        "expected_net": loss.expected_net,
    }
    guess = w.say(Reason("loss-estimated")) if loss.estimated else ""
    for line, minor in amounts.items():
        yield w.row("loss", line, w.money(minor), guess if line == "indemnity" else "")


def _exposure(w: _Writer) -> Iterator[Row]:
    found = w.decision.exposure
    for line in ("open", "uninvoiced", "undelivered", "bills", "advances", "collateral"):
        minor = getattr(found, line)
        if minor or line == "open":
            yield w.row("exposure", line, w.money(minor))
    yield w.row("exposure", "total", w.money(found.total))


def _in_force(w: _Writer) -> Iterator[Row]:
    for limit in w.decision.in_force:
        state = STATES[limit.state].in_language(w.language)
        note = " ".join(filter(None, (state, _period(w, limit), limit.source)))
        yield w.row("in-force", KINDS[limit.kind], w.money(limit.amount), note)


def _period(w: _Writer, limit: InForce) -> str:
    """From when to when a limit holds; an end that nobody names is left out."""
    since, until = _day(limit.valid_from), _day(limit.valid_to)
    if since and until:
        return w.say(Reason("valid", (since, until)))
    if until:
        return w.say(Reason("valid-to", (until,)))
    return w.say(Reason("valid-from", (since,))) if since else ""


def _data(w: _Writer) -> Iterator[Row]:
    yield from w.reasons("data", "stale", w.decision.stale)
    yield from w.reasons("data", "note", w.decision.notes)


def _joined(w: _Writer, reasons: Iterable[Reason]) -> str:
    return ("; " if w.language == "en" else "；").join(map(w.say, reasons))


def _day(day: int) -> str:
    return "" if day == NO_DAY else from_serial(day).isoformat()

"""A credit decision in words: whether to sell, how much, on which terms, how safe, when next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from ledgerguard.cli.credit_words import joined, titled, word
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Language, from_serial

if TYPE_CHECKING:
    from ledgerguard.casework.decisions.records import Approval, Decision, Grading
    from ledgerguard.casework.records import Reason
    from ledgerguard.policy.credit_file import CreditPolicy

Pair = tuple[str, str]

LINE = 13
"""Characters of one line of the title of a column of numbers."""


@dataclass(frozen=True)
class Teller:
    """A decision and the language in which it is told."""

    decision: Decision
    credit: CreditPolicy
    language: Language

    def word(self, key: str, *values: object) -> str:
        """A word of these commands."""
        return word(key, self.language, *values)

    def money(self, minor: int | None) -> str:
        """An amount of the decision's currency; blank where there is none."""
        from ledgerguard.casework.decisions.words import money

        return "" if minor is None else money(minor, self.decision.currency)

    def bare(self, minor: int | None) -> str:
        """The same for the cell of a table whose title names the currency.

        Without a blank in it no narrow screen can break it, or cut it short.
        """
        from ledgerguard.casework.decisions.words import money

        return "" if minor is None else money(minor, self.decision.currency).rpartition(" ")[2]

    def said(self, reason: Reason) -> str:
        """A reason in words."""
        from ledgerguard.casework.decisions.words import said

        return said(reason, self.language, self.decision.currency)

    def in_currency(self, title: str) -> str:
        """The title of a table with the currency of its amounts."""
        return titled([title, self.decision.currency], self.language)

    def title(self, item: str) -> str:
        """The title of an item or factor."""
        from ledgerguard.casework.decisions.words import item_title

        return item_title(item, self.language)

    def value(self, item: str, value: str) -> str:
        """A value of an item or factor."""
        from ledgerguard.casework.decisions.words import value_in_words

        return str(value_in_words(item, value, self.language))

    def policy_word(self, key: str) -> str:
        """A word of the credit policy."""
        from ledgerguard.policy.credit_words import word as word_of_policy

        return word_of_policy(key, self.language)

    def post(self, post: str) -> str:
        """The title of a post, with who holds it."""
        holders = {each.post: each.holder for each in self.credit.charter}
        for entry in self.credit.approvals:
            if entry.post == post:
                title = entry.title.in_language(self.language)
                return f"{title} ({holders[post]})" if holders.get(post) else title
        return post


def shown_day(day: int) -> str:
    """A day as it is written; blank where there is none."""
    return "" if day == NO_DAY else from_serial(day).isoformat()


def verdict(teller: Teller) -> list[Pair]:
    """The lines of the first table: whether to sell, how much, on which terms, how safe, when next.

    Args:
        teller: The decision.
    """
    return [*_verdict(teller), *_safety(teller), *_review(teller), *_data(teller)]


def _verdict(t: Teller) -> Iterator[Pair]:
    from ledgerguard.casework.decisions.titles import LINES, SECTIONS
    from ledgerguard.casework.decisions.words import CEILINGS, OUTCOMES

    d, zh = t.decision, t.language
    yield t.word("verdict"), OUTCOMES[d.outcome].in_language(zh)
    for reason in d.missing:
        yield LINES["missing"].in_language(zh), t.said(reason)
    for reason in d.stops:
        yield SECTIONS["stop"].in_language(zh), t.said(reason)
    if d.limit is not None:
        amount = t.money(d.limit)
        if d.binding is not None:
            title = CEILINGS[d.binding.code].in_language(zh)
            amount = t.word("bound_by", amount, title)
        yield t.word("up_to"), amount
    if d.elastic is not None:
        why = d.elastic.against or (_until(d.elastic.until),)
        line = joined([t.money(d.elastic.limit), *map(t.said, why)], zh)
        yield LINES["elastic"].in_language(zh), line
    yield from _terms(t)
    yield from _approvals(t)


def _until(day: int) -> Reason:
    from ledgerguard.casework.records import Reason

    return Reason("elastic-until", (shown_day(day),))


def _terms(t: Teller) -> Iterator[Pair]:
    from ledgerguard.casework.decisions.titles import LINES

    terms = t.decision.terms
    if terms is None:
        return
    parts = [
        t.word("days_net", terms.days) if terms.days else t.word("no_days"),
        t.word("ahead", f"{terms.prepayment_rate:.0%}") if terms.prepayment_rate else "",
        t.word("security", t.policy_word(terms.security)),
        t.word("insurance", t.policy_word(terms.insurance)),
        t.word("tier", t.policy_word(terms.tier)),
    ]
    yield t.word("terms"), joined(parts, t.language)
    for reason in terms.bounds:
        yield LINES["bound"].in_language(t.language), t.said(reason)
    if terms.order:
        split = map(t.money, (terms.order, terms.prepay, terms.on_credit))
        yield t.word("order"), t.word("order_split", *split)


def _approvals(t: Teller) -> Iterator[Pair]:
    d = t.decision
    if d.approval is not None:
        yield t.word("approval"), t.post(d.approval.post)
    if d.asked is not None:
        yield t.word("approval"), t.word("asked_for", t.money(d.asked.limit), _who(t, d.asked))


def _who(t: Teller, approval: Approval) -> str:
    return t.post(approval.post)


def _safety(t: Teller) -> Iterator[Pair]:
    from ledgerguard.casework.decisions.titles import LINES
    from ledgerguard.formulas.grading import LABELS

    found = t.decision.grading
    if found is None:
        return
    label = LABELS[t.language][found.grade - 1]
    parts = [t.word("grade", found.grade, label, f"{found.pd:.2%}")]
    if found.score is not None:
        parts.append(t.word("score", f"{found.score:.2f}"))
    parts.append(t.said(_weight(found)))
    yield t.word("safe"), joined(parts, t.language)
    for rating in found.ratings:
        told = t.said(_rating(rating.rating, rating.scale, rating.grade))
        yield (
            LINES["rating"].in_language(t.language),
            titled([told, shown_day(rating.day)], t.language),
        )
    for hold in found.holds:
        yield LINES["holds"].in_language(t.language), t.said(hold.reason)


def _weight(found: Grading) -> Reason:
    from ledgerguard.casework.records import Reason

    return Reason("weight", (found.weight,))


def _rating(*values: object) -> Reason:
    from ledgerguard.casework.records import Reason

    return Reason("rating", values)  # type: ignore[arg-type]


def _review(t: Teller) -> Iterator[Pair]:
    from ledgerguard.casework.decisions.titles import LINES
    from ledgerguard.casework.records import Reason

    review = t.decision.review
    if review is None:
        return
    why = t.said(Reason(f"review-{review.by}", (review.every_days,)))
    yield t.word("next_review"), titled([shown_day(review.next_on), why], t.language)
    for reason in review.triggers:
        yield LINES["trigger"].in_language(t.language), t.said(reason)


def _data(t: Teller) -> Iterator[Pair]:
    from ledgerguard.casework.decisions.titles import LINES

    for key, reasons in (("stale", t.decision.stale), ("note", t.decision.notes)):
        for reason in reasons:
            if reason in t.decision.missing:
                continue  # it stands above: it is why nothing is decided
            yield LINES[key].in_language(t.language), t.said(reason)


def stacked(title: str) -> str:
    """The title of a column of numbers in several lines: such a column is never made narrower."""
    return "\n".join(wrap(title, LINE)) or title

"""The credit policy as tables to look into, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import attrs

from ledgerguard.formulas.grading import LABELS
from ledgerguard.policy.credit_file import Amounts, CreditPolicy, KnockOutEntry
from ledgerguard.policy.credit_policy import CreditBook, factors_of
from ledgerguard.policy.credit_words import HEADERS, PARTS, title, word
from ledgerguard.units import Cell, Language

Rows = Iterator[list[Cell]]


def part_table(
    part: str, credit: CreditPolicy, book: CreditBook, language: Language
) -> list[list[Cell]]:
    """A part of a credit policy, header row first.

    Args:
        part: One of PARTS; blank: the parts themselves, with the number of rows of each.
        credit: The policy.
        book: Its layers and countries.
        language: Of headers and words.
    """
    if part:
        return [list(HEADERS[part][language]), *_ROWS[part](credit, book, language)]
    parts: Rows = (
        [name, titles[language], sum(1 for _ in _ROWS[name](credit, book, language))]
        for name, titles in PARTS.items()
    )
    return [list(HEADERS["parts"][language]), *parts]


def amounts_text(amounts: Amounts) -> str:
    """Amounts by currency on one line: CNY 200,000; EUR 25,000."""
    return "; ".join(f"{currency} {amount:,.10g}" for currency, amount in amounts.items())


def _grades(credit: CreditPolicy, _: CreditBook, language: Language) -> Rows:
    bounds: list[Cell] = [*credit.upper_bounds, 1.0, ""]
    for grade, (label, bound) in enumerate(zip(LABELS[language], bounds, strict=True), start=1):
        entry = credit.strategy(grade)
        yield [
            *(grade, label, bound, entry.title.in_language(language) if entry.title else ""),
            *(entry.terms_days, entry.prepayment_rate, word(entry.security, language)),
            *(word(entry.insurance, language), entry.review_days),
            *(word(entry.tier, language), entry.multiplier),
        ]


def _scorecard(credit: CreditPolicy, _: CreditBook, language: Language) -> Rows:
    for factor in factors_of(credit.scorecard):
        earned: list[tuple[str, float]] = [
            (f"{band.comparison} {band.threshold:g}", band.fraction) for band in factor.bands
        ]
        earned += factor.words.items()
        for value, share in earned:
            yield [factor.key, factor.weight, value, share, factor.weight * share]


def _knock_outs(credit: CreditPolicy, _: CreditBook, language: Language) -> Rows:
    for name, entry in credit.knock_outs.items():
        yield [
            *(name, entry.title.in_language(language), entry.item, _fires(entry, language)),
            *(entry.grade, word(str(entry.credit).lower(), language)),
        ]


def _fires(entry: KnockOutEntry, language: Language) -> str:
    signs = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}
    bounds = [
        f"{sign} {getattr(entry, key):g}"
        for key, sign in signs.items()
        if getattr(entry, key) is not None
    ]
    found = [*entry.words, *bounds] or [word("flag", language)]
    return " / ".join([*found, word("missing", language)] if entry.missing else found)


def _limits(credit: CreditPolicy, _: CreditBook, language: Language) -> Rows:
    return _plain(credit.limits, language)


def _targets(credit: CreditPolicy, _: CreditBook, language: Language) -> Rows:
    return _plain(credit.targets, language)


def _plain(record: attrs.AttrsInstance, language: Language) -> Rows:
    """A record of single values, a row a key."""
    for field in attrs.fields(type(record)):
        value = getattr(record, field.name)
        shown: Cell = value
        if isinstance(value, Mapping):
            shown = "; ".join(f"{key} {each:,.10g}" for key, each in value.items())
        elif isinstance(value, tuple):
            shown = ", ".join(title(str(each), language) for each in value)
        elif isinstance(value, str):
            shown = title(value, language)
        yield [field.name, title(field.name, language), shown]


def _approvals(credit: CreditPolicy, _: CreditBook, language: Language) -> Rows:
    holders = {post.post: post.holder for post in credit.charter}
    for tier in credit.approvals:
        yield [
            *(tier.post, tier.title.in_language(language), holders.get(tier.post, "")),
            *(amounts_text(tier.up_to) or word("unbounded", language), tier.worst_grade),
            tier.override_days,
        ]


def _charter(credit: CreditPolicy, _: CreditBook, language: Language) -> Rows:
    for post in credit.charter:
        does = "; ".join(title(task, language) for task in post.does)
        yield [post.post, post.title.in_language(language), post.holder, does]


def _freshness(credit: CreditPolicy, _: CreditBook, language: Language) -> Rows:
    for group, entry in credit.freshness.items():
        required = word(str(entry.required).lower(), language)
        rule = word(entry.rule, language)
        yield [group, title(group, language), entry.max_days, rule, entry.notches, required]


def _countries(credit: CreditPolicy, book: CreditBook, language: Language) -> Rows:
    newest = [rows[-1].code for rows in book.countries.rows.values()]
    for code, entry in credit.countries.items():
        yield [
            *(code, word(entry.risk_word, language), entry.longest_terms_days),
            *(word(entry.security, language), amounts_text(entry.ceiling)),
            *(entry.portfolio_share, newest.count(code)),
        ]


def _warnings(credit: CreditPolicy, _: CreditBook, language: Language) -> Rows:
    for name, entry in credit.warnings.items():
        advice = [
            entry.advice[level].in_language(language) if level in entry.advice else ""
            for level in ("watch", "warn", "act")
        ]
        title = entry.title.in_language(language) if entry.title else name
        yield [name, title, entry.watch, entry.warn, entry.act, *advice]


def _profiles(_: CreditPolicy, book: CreditBook, language: Language) -> Rows:
    for kind, entries in (("preset", book.presets), ("profile", book.profiles)):
        for name, entry in entries.items():
            texts = (entry.title.in_language(language), entry.reason.in_language(language))
            yield [name, word(kind, language), *texts, entry.source]


_ROWS: Final[Mapping[str, Callable[[CreditPolicy, CreditBook, Language], Rows]]] = {
    "grades": _grades,
    "scorecard": _scorecard,
    "knock-outs": _knock_outs,
    "limits": _limits,
    "approvals": _approvals,
    "charter": _charter,
    "freshness": _freshness,
    "countries": _countries,
    "warnings": _warnings,
    "targets": _targets,
    "profiles": _profiles,
}

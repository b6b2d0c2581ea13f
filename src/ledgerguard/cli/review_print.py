"""A review on the screen: the decision, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ledgerguard.cli import decision_print, decision_words
from ledgerguard.cli.console import Column, print_table
from ledgerguard.cli.credit_words import joined, listed, titled, word
from ledgerguard.cli.decision_words import Pair, Teller, shown_day, stacked
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Language

if TYPE_CHECKING:
    from ledgerguard.casework.decisions.overrides import CreditOverride
    from ledgerguard.casework.insured.cover import Cover
    from ledgerguard.casework.insured.rows import CurrencyRow
    from ledgerguard.casework.nodes.records import Node
    from ledgerguard.casework.watch.alerts import Alert
    from ledgerguard.cli.review_facts import Review
    from ledgerguard.policy.credit_file import CreditPolicy

SHOWN = 3
"""Rows of the file that could not be read which a review names; `credit-file check` has all."""


def print_review(review: Review, log: Path | None, language: Language) -> None:
    """Print one customer's whole file.

    Args:
        review: What was found.
        log: Where it was recorded; None: nowhere.
        language: The language.
    """
    d = review.decision
    t = Teller(d, review.credit, language)
    whom = f"{review.name} ({d.customer_id})" if review.name else d.customer_id
    title = titled([whom, d.currency, shown_day(d.as_of)], language)
    pairs = decision_words.verdict(t)
    pairs[1:1] = _override(review.override, t)
    decision_print.print_pairs([*pairs, *_file(review, language)], title)
    decision_print.print_limits(t)
    decision_print.print_bounds(t)
    decision_print.print_grading(t)
    decision_print.print_exposure(t)
    _print_payment(review, t)
    _print_group(review, t)
    print_alerts(review.alerts, language, about=False)
    print_nodes(review.nodes, review.credit, language)
    _print_insured(review, t)
    decision_print.print_default(t)
    if d.loss is not None and d.loss.indemnity and review.cover.terms is None:
        typer.echo(t.word("cover_presumed"))
    _print_last(review, log, language)


def _override(override: CreditOverride | None, t: Teller) -> Iterator[Pair]:
    if override is None:
        return
    same = t.word("nothing_said")
    yield (
        t.word("usable"),
        t.word(
            "override",
            same if override.limit is None else t.money(override.limit),
            same if override.terms_days is None else t.word("days_net", override.terms_days),
            shown_day(override.until),
            t.post(override.post),
            override.reason,
        ),
    )


def _file(review: Review, language: Language) -> Iterator[Pair]:
    """What is odd about the file itself: other ids of the customer, rows that were not read."""
    from ledgerguard.casework.customer_file.words import CONTRADICTIONS, RULES

    own = review.file.customer_id
    for merge in review.merges:
        rule = RULES[merge.rule].in_language(language)
        yield word("aliases", language), word("merged", language, merge.merged, rule)
    for each in review.conflicts:
        other = each.second if each.first == own else each.first
        why = CONTRADICTIONS[each.because].in_language(language)
        yield word("not_merged", language), word("merged", language, other, why)
    for problem in review.problems[:SHOWN]:
        told = word("row", language, problem.row, problem.item, problem.problem)
        yield word("unread", language), told
    if len(review.problems) > SHOWN:
        more = word("more_rows", language, len(review.problems) - SHOWN)
        yield word("unread", language), more


def _print_payment(review: Review, t: Teller) -> None:
    """How the customer pays and buys in the decision's currency, by the ledger."""
    own = review.behaviour.get(review.decision.currency)
    if own is None:
        return
    cells = {
        "overdue": t.bare(own.overdue),
        "oldest": str(own.oldest_days),
        "dbt": "" if own.days_beyond_terms is None else f"{own.days_beyond_terms:.1f}",
        "pay_index": "" if own.pay_index is None else f"{own.pay_index:.1f}",
        "highest_paid": t.bare(own.highest_paid),
        "sales": t.bare(own.sales_12m),
    }
    columns = [Column(stacked(t.word(key)), right=True) for key in cells]
    print_table(columns, [[*cells.values()]], title=t.in_currency(t.word("payment")))


def _print_group(review: Review, t: Teller) -> None:
    from ledgerguard.casework.decisions.titles import HEADERS, TOTAL

    group = review.group
    if group is None:
        return
    _, _, customer, exposure, share, largest, over = HEADERS["groups"][t.language]
    whole = group.total.minor
    columns = [
        Column(customer),
        *(Column(stacked(title), right=True) for title in (exposure, share, largest, over)),
    ]
    ceiling = None if group.ceiling is None else group.ceiling.minor
    total = [TOTAL.in_language(t.language), t.bare(whole), "", t.bare(ceiling)]
    rows = [[*total, "" if ceiling is None else t.bare(group.over.minor)]]
    for member, amount in sorted(group.members, key=lambda each: -each[1].minor):
        part = f"{amount.minor / whole:.1%}" if whole > 0 else ""
        rows.append([member, t.bare(amount.minor), part, "", ""])
    print_table(columns, rows, title=t.in_currency(t.word("group", group.group)))


def print_alerts(alerts: Sequence[Alert], language: Language, *, about: bool) -> None:
    """Warnings, the worst first.

    Args:
        alerts: The warnings.
        language: The language.
        about: Whether to say whom each is about.
    """
    from ledgerguard.casework.decisions.words import money
    from ledgerguard.casework.watch.words import LEVEL_WORDS, SCOPE_WORDS, reason_words

    if not alerts:
        typer.echo(f"{word('no_alerts', language)}\n")
        return
    columns = [
        Column(word("level", language)),
        *([Column(word("about", language))] if about else []),
        Column(word("indicator", language)),
        Column(word("currency", language)),
        Column(word("at_stake", language), right=True),
        Column(word("because", language)),
        Column(word("advised", language)),
    ]
    rows = []
    for each in alerts:
        whom = f"{each.customer} ({each.customer_id})" if each.customer_id else ""
        rows.append(
            [
                LEVEL_WORDS[each.level][language],
                *([whom or SCOPE_WORDS[each.scope][language]] if about else []),
                each.title.in_language(language),
                each.currency,
                money(each.at_stake, each.currency).rpartition(" ")[2] if each.at_stake else "",
                reason_words(each, language),
                each.advice.in_language(language),
            ]
        )
    print_table(columns, rows, title=word("alerts", language))


def print_nodes(nodes: Sequence[Node], credit: CreditPolicy, language: Language) -> None:
    """The control nodes that have not passed, the worst first; then the others by name."""
    from ledgerguard.casework.nodes.records import STATES
    from ledgerguard.casework.nodes.words import HEADERS, STATE_WORDS, evidence_of, owner_words

    left = [node for node in nodes if node.state not in ("passed", "not-applicable")]
    left.sort(key=lambda node: (STATES.index(node.state), node.number))
    columns = [
        Column(HEADERS["state"].in_language(language)),
        Column(word("number", language), right=True),
        Column(word("node_owner", language)),
        Column(HEADERS["due"].in_language(language), right=True),
        Column(word("evidence", language)),
    ]
    rows = [
        [
            STATE_WORDS[node.state].in_language(language),
            str(node.number),
            "\n".join(
                (node.title.in_language(language), owner_words(credit, node.owner, language))
            ),
            shown_day(node.due_on),
            _evidence(evidence_of(node, language), node, language),
        ]
        for node in left
    ]
    if rows:
        print_table(columns, rows, title=word("nodes", language))
    else:
        typer.echo(word("all_passed", language))
    for state, key in (("passed", "passed"), ("not-applicable", "not_applicable")):
        names = [f"{n.number} {n.title.in_language(language)}" for n in nodes if n.state == state]
        if names:
            typer.echo(word(key, language, listed(names, language)))
    typer.echo("")


def _evidence(evidence: str, node: Node, language: Language) -> str:
    if node.advice is None:
        return evidence
    arrow = " -> " if language == "en" else "。"
    return f"{evidence}{arrow}{node.advice.in_language(language)}"


def _print_insured(review: Review, t: Teller) -> None:
    """Cover for a delivery of today, and what the insurance would pay of what is open."""
    typer.echo(_cover(review.cover, t))
    if review.not_insured:
        typer.echo(t.word("not_computed", review.not_insured) + "\n")
    elif review.insured is None or not review.insured.gross:
        typer.echo(t.word("nothing_open") + "\n")
    else:
        _print_waterfall(review.insured, t)


def _cover(cover: Cover, t: Teller) -> str:
    from ledgerguard.casework.insured.words import REASONS, STATES
    from ledgerguard.casework.insured.words import word as cover_word

    found = cover.now
    rate = None if cover.terms is None else cover.terms.insured_rate
    state = cover_word(STATES, found.state, t.language)
    why = cover_word(REASONS, found.reason, t.language)
    if not found.minor:
        return joined([t.word("no_cover", state), why], t.language)
    share = t.word("no_rate") if rate is None else t.word("of_a_loss", f"{rate:.0%}")
    days = {
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "run_off": found.run_off_until,
    }
    told = [t.word(key, shown_day(day)) for key, day in days.items() if day != NO_DAY]
    amount = t.word("cover", state, t.money(found.minor))
    return joined([amount, share, *told, found.source, why], t.language)


def _print_waterfall(row: CurrencyRow, t: Teller) -> None:
    from ledgerguard.casework.insured.rows import PARTS
    from ledgerguard.casework.insured.words import COLUMNS

    parts = [part for part in PARTS if part not in ("retained", "indemnity")]
    firm = row.gross - row.parts["credits"] - row.parts["indemnity"]
    lines = [
        ("gross", row.gross),
        *((part, -row.parts[part]) for part in parts if row.parts[part]),
        ("insured", row.insured),
        *((term, -taken) for term, taken in row.taken.items() if taken),
        ("indemnity", row.parts["indemnity"]),
        ("firm", firm),
    ]
    columns = [
        Column(t.word("line")),
        Column(COLUMNS["amount"].in_language(t.language), right=True),
        Column(stacked(COLUMNS["share"].in_language(t.language)), right=True),
    ]
    rows = [
        [COLUMNS[key].in_language(t.language), t.bare(minor), f"{minor / row.gross:.1%}"]
        for key, minor in lines
    ]
    print_table(columns, rows, title=t.in_currency(t.word("insured")))


def _print_last(review: Review, log: Path | None, language: Language) -> None:
    if not review.has_ledger:
        typer.echo(word("no_ledger", language))
    if review.presumed:
        typer.echo(word(review.presumed, language))
    if review.recorded:
        typer.echo(word("recorded", language, review.recorded, log, review.head))
    else:
        typer.echo(word("not_recorded", language))

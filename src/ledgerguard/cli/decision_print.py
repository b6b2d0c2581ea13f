"""A credit decision on the screen: its tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from ledgerguard.cli.console import Column, print_table
from ledgerguard.cli.credit_words import joined
from ledgerguard.cli.decision_words import Pair, Teller, shown_day, stacked

if TYPE_CHECKING:
    from ledgerguard.casework.decisions.records import PathStep


def print_pairs(pairs: Iterable[Pair], title: str) -> None:
    """Lines with their labels; a label that repeats stands only once."""
    rows, before = [], ""
    for label, text in pairs:
        rows.append(["" if label == before else label, text])
        before = label
    print_table([Column(""), Column("")], rows, title=title)


def print_limits(t: Teller) -> None:
    """The limits of the file by kind, each with its own use: none is added to another."""
    from ledgerguard.casework.decisions.titles import HEADERS
    from ledgerguard.casework.decisions.words import KINDS, STATES

    d = t.decision
    if not d.in_force:
        typer.echo(t.word("no_limits", d.currency).strip() + "\n")
        return
    kind, limit, _, since, until, source, used, free, over, state = HEADERS["limits"][t.language]
    columns = [
        Column(kind),
        # A day is a number here: broken nowhere, however narrow the screen.
        *(Column(title, right=True) for title in (limit, used, free, over, since, until)),
        *map(Column, (source, state)),
    ]
    rows = [
        [
            KINDS[each.kind].in_language(t.language),
            *map(t.bare, (each.amount, each.used, each.free, each.over)),
            shown_day(each.valid_from),
            shown_day(each.valid_to),
            each.source,
            STATES[each.state].in_language(t.language),
        ]
        for each in d.in_force
    ]
    print_table(columns, rows, title=t.in_currency(t.word("limits")))


def print_bounds(t: Teller) -> None:
    """Every method and bound of the limit with what it comes to; the lowest one binds."""
    from ledgerguard.casework.decisions.words import CEILINGS

    columns = [
        Column(t.word("constraint")),
        Column(t.word("amount"), right=True),
        Column(t.word("counts"), right=True),
        Column(t.word("note")),
    ]
    rows = [
        [
            CEILINGS[each.code].in_language(t.language),
            t.bare(each.amount),
            t.bare(each.counted),
            joined(
                [
                    t.word("binding") if each.binds else "",
                    "" if each.note is None else t.said(each.note),
                ],
                t.language,
            ),
        ]
        for each in t.decision.ceilings
    ]
    if rows:
        print_table(columns, rows, title=t.in_currency(t.word("bounds")))


def print_grading(t: Teller) -> None:
    """What costs points, and the cheapest way to the next grade."""
    found = t.decision.grading
    if found is None:
        return
    if found.reasons:
        lines = [[t.said(reason)] for reason in found.reasons]
        print_table([Column("")], lines, title=t.word("why"))
    if found.grade == 1:
        return
    holds = {hold.key: t.said(hold.reason) for hold in found.holds}
    rows = [_step(t, step, holds) for step in found.path]
    if not rows:
        from ledgerguard.casework.decisions.titles import LINES

        lines = [[LINES["nothing"].in_language(t.language)]]
        print_table([Column("")], lines, title=t.word("path"))
        return
    columns = [
        Column(t.word("step")),
        Column(t.word("from_to")),
        Column(t.word("to_score"), right=True),
        Column(stacked(t.word("to_grade")), right=True),
    ]
    print_table(columns, rows, title=t.word("path"))


def _step(t: Teller, step: PathStep, holds: dict[str, str]) -> list[str]:
    settled = holds.get(step.what)
    change = settled or t.word("to", *(t.value(step.what, each) for each in (step.now, step.to)))
    score = "" if step.score is None else f"{step.score:.2f}"
    title = _settle(t) if settled else t.title(step.what)
    return [title, change, score, str(step.grade)]


def _settle(t: Teller) -> str:
    from ledgerguard.casework.decisions.titles import LINES

    return LINES["holds"].in_language(t.language)


def print_exposure(t: Teller) -> None:
    """What the customer owes and is about to owe, on one line."""
    from ledgerguard.casework.decisions.titles import LINES

    found = t.decision.exposure
    parts = ("open", "uninvoiced", "undelivered", "bills", "advances", "collateral", "total")
    kept = [part for part in parts if getattr(found, part) or part in ("open", "total")]
    columns = [Column(stacked(LINES[part].in_language(t.language)), right=True) for part in kept]
    amounts = [t.bare(getattr(found, part)) for part in kept]
    print_table(columns, [amounts], title=t.in_currency(t.word("exposure")))


def print_default(t: Teller) -> None:
    """What a default would cost, on one line."""
    from ledgerguard.casework.decisions.titles import LINES
    from ledgerguard.casework.decisions.words import said
    from ledgerguard.casework.records import Reason

    loss = t.decision.loss
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
    columns = [Column(stacked(LINES[key].in_language(t.language)), right=True) for key in amounts]
    columns.append(Column(t.word("pd"), right=True))
    row = [*map(t.bare, amounts.values()), f"{loss.pd:.2%}"]
    print_table(columns, [row], title=t.in_currency(t.word("default")))
    if loss.estimated:
        typer.echo(said(Reason("loss-estimated"), t.language))

"""Rows of the log about credit decisions: on the screen, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from ledgerguard.cli.console import Column, print_table
from ledgerguard.cli.credit_words import joined, word
from ledgerguard.cli.decision_words import stacked
from ledgerguard.units import Language, from_serial

if TYPE_CHECKING:
    from ledgerguard.casework.decisions.overrides import CreditOverride
    from ledgerguard.store.entries import Row


def print_decisions(rows: list[Row], language: Language) -> None:
    """Decisions, a line each."""
    from ledgerguard.casework.decisions.words import OUTCOMES

    if not rows:
        typer.echo(word("no_decisions", language))
        return
    columns = [
        Column(word("customer", language)),
        Column(word("id", language)),
        Column(word("day", language), right=True),
        Column(word("outcome", language)),
        Column(word("grade_column", language), right=True),
        Column(word("currency", language)),
        Column(word("limit_column", language), right=True),
        Column(word("by", language)),
    ]
    table = [
        [
            str(row.body["customer_id"]),
            str(row.body["id"]),
            day(row.body["as_of"]),
            OUTCOMES[str(row.body["outcome"])].in_language(language),
            str(row.body["grade"] or ""),
            str(row.body["currency"]),
            _bare(row.body["limit"], str(row.body["currency"])),
            row.actor,
        ]
        for row in rows
    ]
    print_table(columns, table)


def print_overrides(rows: list[Row], language: Language) -> None:
    """What overrides decisions, a line each."""
    columns = [
        Column(word("customer", language)),
        Column(word("id", language)),
        Column(word("day", language), right=True),
        Column(word("until", language), right=True),
        Column(word("currency", language)),
        Column(word("limit_column", language), right=True),
        Column(stacked(word("terms_days", language)), right=True),
        Column(word("post", language)),
        Column(word("reason", language)),
        Column(word("by", language)),
    ]
    table = []
    for row in rows:
        body: dict[str, Any] = row.body
        table.append(
            [
                str(body["customer_id"]),
                str(body["decision"]),
                day(body["on"]),
                day(body["until"]),
                str(body["currency"]),
                _bare(body["limit"], str(body["currency"])),
                "" if body["terms_days"] is None else str(body["terms_days"]),
                post_title(str(body["post"]), language),
                str(body["reason"]),
                row.actor,
            ]
        )
    print_table(columns, table, title=word("overrides", language))


def decision_plain(row: Row) -> dict[str, Any]:
    """The row of a decision, its limit in major units."""
    body: dict[str, Any] = row.body
    its = str(body["currency"])
    return {
        "id": body["id"],
        "customer_id": body["customer_id"],
        "currency": its,
        "as_of": day(body["as_of"]),
        "outcome": body["outcome"],
        "grade": body["grade"],
        "limit": _major(body["limit"], its),
        "by": row.actor,
        "recorded_at": row.recorded_at,
        "hash": row.hash,
    }


def override_plain(row: Row) -> dict[str, Any]:
    """The row of an override, its limit in major units."""
    body: dict[str, Any] = row.body
    kept = {key: body[key] for key in ("customer_id", "currency", "decision", "post", "reason")}
    limit = _major(body["limit"], str(body["currency"]))
    days = {"on": day(body["on"]), "until": day(body["until"])}
    return {**kept, **days, "limit": limit, "terms_days": body["terms_days"], "by": row.actor}


def figures(row: Row, language: Language) -> str:
    """Outcome, grade and limit as the log has them."""
    from ledgerguard.casework.decisions.words import OUTCOMES

    body: dict[str, Any] = row.body
    outcome = OUTCOMES[str(body["outcome"])].in_language(language)
    grade = "" if body["grade"] is None else f"{word('grade_column', language)} {body['grade']}"
    return joined([outcome, grade, _money(body["limit"], str(body["currency"]))], language)


def told(found: CreditOverride, language: Language) -> str:
    """An override in one line."""
    same = word("nothing_said", language)
    return word(
        "override",
        language,
        same if found.limit is None else _money(found.limit, found.currency),
        same if found.terms_days is None else word("days_net", language, found.terms_days),
        day(found.until),
        post_title(found.post, language),
        found.reason,
    )


def post_title(post: str, language: Language) -> str:
    """The title of a post, by the key that the log has; a firm's own post stands as its key."""
    from ledgerguard.policy.credit_policy import packaged_credit

    titles = {each.post: each.title.in_language(language) for each in packaged_credit().approvals}
    return titles.get(post.strip(), post)


def _major(minor: Any, currency: str) -> float | None:
    from ledgerguard.ledger.currency import to_major

    return None if minor is None else to_major(int(minor), currency)


def _money(minor: Any, currency: str) -> str:
    from ledgerguard.casework.decisions.words import money

    return "" if minor is None else money(int(minor), currency)


def _bare(minor: Any, currency: str) -> str:
    return _money(minor, currency).rpartition(" ")[2]


def day(number: Any) -> str:
    """A day of the log, which keeps serial numbers."""
    return from_serial(int(number)).isoformat()

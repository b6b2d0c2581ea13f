"""``ledgerguard alerts`` and ``nodes``: early warnings, and the sixteen control nodes."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from ledgerguard.cli import credit_options, options
from ledgerguard.cli.console import Column, print_json, print_table, working
from ledgerguard.cli.credit_desk import CreditDesk, code, desk, tell_unread
from ledgerguard.cli.credit_words import word
from ledgerguard.cli.decision_words import stacked
from ledgerguard.cli.ledger import read
from ledgerguard.cli.review_json import alerts_plain, nodes_plain
from ledgerguard.cli.review_print import print_alerts, print_nodes
from ledgerguard.units import Language, from_serial, serial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledgerguard.casework.history import History
    from ledgerguard.casework.nodes.cycle import NodeCount
    from ledgerguard.casework.nodes.records import Node
    from ledgerguard.store.log import Log

SHOWN = 5
"""Customers that failed a node, as a line names them."""


def alerts(
    ledger: options.LedgerFile,
    as_of: options.AsOf,
    facts: credit_options.OptionalFacts = None,
    policy_name: options.PolicyName = None,
    customer: credit_options.CustomerOption = "",
    file_sheet: credit_options.FactsSheet = None,
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: credit_options.OnlyCurrency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show the early warnings of a day: level, reason, where it leads, and the advised step.

    The firm's own bank lines, emergency money and late payments to suppliers stand in the file
    under the customer id own.
    """
    from ledgerguard.casework.watch.alerts import alerts_of
    from ledgerguard.policy.firm import load_policy

    policy = load_policy(policy_name)
    source = read(ledger, date_order, pairs, code(currency), sheet, encoding, language)
    with working("watching"):
        found = desk(
            facts, source, policy, serial(as_of),
            sheet=file_sheet, currency=code(currency), language=language,
        )  # fmt: skip
        whom = found.customer(customer).customer_id if customer else ""
        raised = alerts_of(
            found.frame, found.watched, policy.credit, found.as_of,
            currency=code(currency) or None, policy=policy,
        )  # fmt: skip
    tell_unread(found, facts, language)
    raised = tuple(each for each in raised if whom in ("", each.customer_id))
    if as_json:
        print_json({"as_of": as_of.isoformat(), "alerts": alerts_plain(raised, language)})
        return
    print_alerts(raised, language, about=True)
    levels = {level: sum(each.level == level for each in raised) for level in _LEVELS}
    if raised:
        typer.echo(word("alert_counts", language, *levels.values()))


_LEVELS = ("act", "warn", "watch")


def nodes(
    ledger: options.LedgerFile,
    facts: credit_options.FactsFile,
    as_of: options.AsOf,
    customer: credit_options.CustomerOption = "",
    policy_name: options.PolicyName = None,
    log: credit_options.LookedAt = None,
    file_sheet: credit_options.FactsSheet = None,
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: credit_options.OnlyCurrency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show the sixteen control nodes: counted over all customers, or those of one customer.

    Without a log, steps of the ladder are presumed done; a report to the insurer is not.
    """
    from ledgerguard.policy.firm import load_policy
    from ledgerguard.store.log import Log

    policy = load_policy(policy_name)
    source = read(ledger, date_order, pairs, code(currency), sheet, encoding, language)
    with ExitStack() as stack:
        book = None if log is None else stack.enter_context(Log.open(log, create=False))
        with working("testing the nodes"):
            found = desk(
                facts, source, policy, serial(as_of),
                sheet=file_sheet, currency=code(currency), language=language,
            )  # fmt: skip
            known, presumed = _known(found, book)
            of = _all(found, book, known, code(currency))
    tell_unread(found, facts, language)
    if customer:
        file = found.customer(customer)
        own = of[file.customer_id]
        if as_json:
            print_json(nodes_plain(own, found.credit(file), language))
            return
        typer.echo(_heading(found, file.customer_id))
        print_nodes(own, found.credit(file), language)
    else:
        _print_summary(of, found, language, as_json=as_json)
    if presumed and not as_json:
        typer.echo(word(presumed, language))


def _heading(found: CreditDesk, customer_id: str) -> str:
    name = found.name(customer_id)
    whom = f"{name} ({customer_id})" if name else customer_id
    return f"{whom}, {from_serial(found.as_of).isoformat()}"


def _known(found: CreditDesk, book: Log | None) -> tuple[History | None, str]:
    """What the log knows of items, or the word that says why steps are presumed done.

    A log knows items by the ids that the ledger has, and not by those that they were merged into.
    """
    from ledgerguard.cli.credit_log import history

    if book is None:
        return None, "no_log"
    if found.merged.merges:
        return None, "presumed_merged"
    known = history(book)
    return known, "" if known is not None else "presumed_no_run"


def _all(
    found: CreditDesk, book: Log | None, known: History | None, currency: str
) -> dict[str, tuple[Node, ...]]:
    """The nodes of every customer."""
    from ledgerguard.casework.nodes.cycle import sixteen
    from ledgerguard.casework.nodes.gathering import Sources, contexts
    from ledgerguard.cli.credit_log import decided
    from ledgerguard.ledger.portfolio import in_currency

    ledger = found.ledger
    assert ledger is not None  # noqa: S101 - the command has read one
    files = {file.customer_id: file for file in map(found.customer, found.customers)}
    sources = Sources(
        files,
        found.policy,
        found.policy.credit,
        in_currency(found.frame, currency or None),
        known,
        ledger.problems,
        ledger.unreadable,
        decided(book, found.as_of),
    )
    return {
        key: sixteen(replace(one, credit=found.credit(one.file)))  # of the customer's own industry
        for key, one in contexts(sources, found.as_of).items()
    }


def _print_summary(
    of: dict[str, tuple[Node, ...]], found: CreditDesk, language: Language, *, as_json: bool
) -> None:
    from ledgerguard.casework.nodes.cycle import node_summary

    summary = node_summary(of)
    if as_json:
        print_json([_plain(one) for one in summary])
        return
    _print_counts(summary, found, language)


def _print_counts(summary: Sequence[NodeCount], found: CreditDesk, language: Language) -> None:
    from ledgerguard.casework.nodes.records import STATES
    from ledgerguard.casework.nodes.words import HEADERS, STATE_WORDS, title_of

    columns = [
        Column(word("number", language), right=True),
        Column(HEADERS["node"].in_language(language)),
        *(
            Column(stacked(STATE_WORDS[state].in_language(language)), right=True)
            for state in STATES
        ),
        Column(HEADERS["stake"].in_language(language)),
        Column(HEADERS["customers"].in_language(language)),
    ]
    rows = [
        [
            str(one.number),
            title_of(one.key).in_language(language),
            *(str(one.counts[state] or "") for state in STATES),
            "\n".join(map(str, one.stake)),  # a line a currency: two are never added
            _some(one.failing),
        ]
        for one in summary
    ]
    print_table(columns, rows, title=from_serial(found.as_of).isoformat())


def _some(customers: Sequence[str]) -> str:
    return ", ".join(customers[:SHOWN]) + (" ..." if len(customers) > SHOWN else "")


def _plain(one: NodeCount) -> dict[str, Any]:
    return {
        "number": one.number,
        "node": one.key,
        "phase": one.phase,
        "counts": {str(state): count for state, count in one.counts.items()},
        "at_stake": {amount.currency: amount.major for amount in one.stake},
        "failing": [*one.failing],
    }

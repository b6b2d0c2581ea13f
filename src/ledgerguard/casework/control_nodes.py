"""The sixteen control nodes in a cell: of one customer, and counted over all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formula import formula
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell, Date, Language, Table, Text, serial

if TYPE_CHECKING:
    from ledgerguard.casework.customer_file.facts import CustomerFile
    from ledgerguard.casework.nodes.cycle import NodeCount
    from ledgerguard.casework.nodes.gathering import Sources
    from ledgerguard.casework.nodes.records import Node
    from ledgerguard.policy.credit_file import CreditPolicy
    from ledgerguard.policy.firm import Policy

_COLUMNS: Final = ("number", "node", "phase", "state", "evidence", "owner", "due", "advice")


@formula("CONTROL_NODES")
def control_nodes(
    facts: Table,
    as_of: Date,
    ledger: Table | None = None,
    customer: Text | None = None,
    currency: Text | None = None,
    insurance: Text | None = None,
    ladder: Text | Table | None = None,
    language: Language = "en",
) -> Table:
    """Sixteen control nodes of a customer, from identity to claim: state, evidence, owner, due day.

    Each node is tested on the facts of the customer's file and the open items of the ledger.
    Failed: a rule is broken, or its day has passed. Due: something is to be done, or evidence runs
    out within 30 days. Open: there is no evidence either way. Passed: the evidence holds. Not
    applicable: there is nothing to control. A cell knows no log: steps of the ladder are presumed
    done and the evidence says so, but a report to the insurer is not. Due is the day by which to
    act, or on which the evidence runs out.

    Args:
        facts: Range of the customer's file: a row a fact with item, value, date, until, currency,
            source; with a column customer_id where it is about several.
        as_of: Day from which one looks.
        ledger: Range of the ledger with its header row; the nodes from delivery on need it.
        customer: Id of the customer; needed where the range is about several.
        currency: Only this currency; all of them, each by itself, when left out.
        insurance: Terms of an insurance policy by name, as in DAYS_TO_COVER_LOSS; none: not
            insured; those of the customer by the firm's policy when left out.
        ladder: Name of a ladder, or a range as in WORKLIST; that of the customer by the firm's
            policy when left out.
        language: "en" or "zh".

    Errors: #VALUE! when a range has no header that can be read, the ledger has not that currency,
        no such ladder or insurance is known, or the customer is not named where there are several;
        #N/A when nothing is known of the customer that is named.
    Example: =INDEX(CONTROL_NODES({"Item","Value","Date";"name","Rhein GmbH",45292;
        "legal_id","HRB 77",45292;"country","DE",45292}, 45350), 2, 4) -> passed
    Example: =INDEX(CONTROL_NODES({"Item","Value","Date";"registry_status","dissolved",45292},
        45350), 3, 4) -> failed
    Example: =INDEX(CONTROL_NODES({"Item","Value","Date";"name","A",45292},45350,
        {"Customer","Invoice date","Due date","Amount";"A",45262,45322,100},"A",,
        "report-fifteen"), 16, 4) -> failed
    Source: article on bad debts (覆盖交易全流程的16项风控节点) for their number; which they are
        and what they test is ledgerguard design.
    """
    from ledgerguard.casework.nodes.cycle import sixteen
    from ledgerguard.casework.nodes.gathering import context

    policy = _stated(as_of, insurance, ladder)
    sources = _sources(facts, policy, ledger, currency, language)
    whom = _customer(sources, (customer or "").strip())
    sources = replace(sources, files=_filed(sources, whom))
    nodes = sixteen(context(sources, whom, serial(as_of)))
    return [_headers(language), *(_cells(node, policy.credit, language) for node in nodes)]


@formula("CONTROL_SUMMARY")
def control_summary(facts: Table, ledger: Table, as_of: Date, language: Language = "en") -> Table:
    """Control nodes of all customers: how many passed, failed or are due, and the money at stake.

    One row a node. At stake is what is open of the items concerned, of customers where the node
    failed or is due, a column a currency: nothing is converted, and nothing added up over nodes,
    because one item may hang on several.

    Args:
        facts: Range of the customers' files: a row a fact with customer_id, item, value, date,
            until, currency, source.
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        language: "en" or "zh".

    Errors: #VALUE! when a range has no header that can be read, or the files name no customer.
    Example: =INDEX(CONTROL_SUMMARY({"Customer ID","Item","Value","Date";
        "A","registry_status","revoked",45292;"B","registry_status","active",45292},
        {"Customer","Invoice date","Due date","Amount";"A",45262,45322,100;"B",45262,45322,70},
        45350), 3, 4) -> 1
    Source: article on bad debts (覆盖交易全流程的16项风控节点); ledgerguard design.
    """
    from ledgerguard.casework.nodes.cycle import node_summary, sixteen
    from ledgerguard.casework.nodes.gathering import contexts

    policy = _stated(as_of, None, None)
    sources = _sources(facts, policy, ledger, None, language)
    if set(sources.files) == {""} and sources.files[""].facts:
        raise InvalidValue(
            "facts must have a column customer_id, got none",
            hint="CONTROL_NODES takes the file of one customer without it",
        )
    found = contexts(sources, serial(as_of))
    summary = node_summary({whom: sixteen(one) for whom, one in found.items()})
    return _summary_table(summary, language)


def _stated(as_of: dt.date, insurance: str | None, ladder: str | Table | None) -> Policy:
    """The firm's policy with what the cell says."""
    from ledgerguard.policy.cover_clock import insurance_key
    from ledgerguard.policy.escalation import resolve
    from ledgerguard.policy.firm import load_policy
    from ledgerguard.policy.ladder_file import LadderEntry

    stated: dict[str, Any] = {}
    ladders = {}
    if ladder:
        chosen = resolve(ladder)
        stated["ladder"] = chosen.name
        ladders[chosen.name] = LadderEntry(as_of, chosen.source, chosen.entries)
    if insurance:
        stated["insurance"] = insurance_key(insurance)
    return load_policy().restated(stated, ladders)


def _sources(
    facts: Table, policy: Policy,
    ledger: Table | None, currency: str | None, language: Language,
) -> Sources:  # fmt: skip
    """Files and ledger; amounts of a file that name no currency are in the ledger's only one."""
    from ledgerguard.casework.customer_file.reading import files_from_cells
    from ledgerguard.casework.nodes.gathering import Sources
    from ledgerguard.ledger.portfolio import in_currency
    from ledgerguard.ledger.read import from_cells

    if ledger is None:
        return Sources(files_from_cells(facts, language=language), policy, policy.credit)
    read = from_cells(ledger, language=language)
    only = read.currencies[0] if len(read.currencies) == 1 else ""
    files = files_from_cells(facts, currency=only, language=language)
    frame = in_currency(read.frame, currency)
    return Sources(files, policy, policy.credit, frame, problems=read.problems,
                   unreadable=read.unreadable)  # fmt: skip


def _customer(sources: Sources, asked: str) -> str:
    """The customer that is named, or the only one there is."""
    filed = sorted({*sources.files} - {""})
    owing = [] if sources.frame is None else sorted({*sources.frame.get_column("customer_id")})
    known = filed or owing
    if not asked and len(known) > 1:
        raise InvalidValue(
            f"customer must be one of {', '.join(known[:5])}, got none",
            hint="the range is about several customers: name the one that is meant",
        )
    if asked and known and asked not in {*filed, *owing}:
        raise NotAvailable(
            f"customer must be one of {', '.join(known[:5])}, got {asked!r}",
            hint="neither the file nor the ledger has rows about that customer",
        )
    return asked or (known[0] if known else "")


def _filed(sources: Sources, whom: str) -> Mapping[str, CustomerFile]:
    """The files by customer; a range that names nobody is about the one who is asked for."""
    if {*sources.files} - {""} or "" not in sources.files:
        return sources.files
    return {whom: replace(sources.files[""], customer_id=whom)}


def _headers(language: Language) -> list[Cell]:
    from ledgerguard.casework.nodes.words import HEADERS

    return [HEADERS[name].in_language(language) for name in _COLUMNS]


def _cells(node: Node, credit: CreditPolicy, language: Language) -> list[Cell]:
    from ledgerguard.casework.nodes.words import PHASES, STATE_WORDS, evidence_of, owner_words

    return [
        node.number,
        node.title.in_language(language),
        PHASES[node.phase].in_language(language),
        STATE_WORDS[node.state].in_language(language),
        evidence_of(node, language),
        owner_words(credit, node.owner, language),
        "" if node.due_on == NO_DAY else node.due_on,
        node.advice.in_language(language) if node.advice else "",
    ]


def _summary_table(summary: Sequence[NodeCount], language: Language) -> list[list[Cell]]:
    from ledgerguard.casework.nodes.records import STATES
    from ledgerguard.casework.nodes.words import HEADERS, PHASES, STATE_WORDS, title_of

    currencies = sorted({amount.currency for one in summary for amount in one.stake})
    at_stake = HEADERS["stake"].in_language(language)
    header: list[Cell] = [
        *(HEADERS[name].in_language(language) for name in ("number", "node", "phase")),
        *(STATE_WORDS[state].in_language(language) for state in STATES),
        *(f"{at_stake} {currency}".strip() for currency in currencies),
        HEADERS["customers"].in_language(language),
    ]
    rows: list[list[Cell]] = [header]
    for one in summary:
        stake = {amount.currency: amount.major for amount in one.stake}
        rows.append(
            [
                one.number,
                title_of(one.key).in_language(language),
                PHASES[one.phase].in_language(language),
                *(one.counts[state] for state in STATES),
                *(stake.get(currency, 0.0) for currency in currencies),
                _listed(one.failing),
            ]
        )
    return rows


def _listed(customers: tuple[str, ...], most: int = 5) -> str:
    return ", ".join(customers[:most]) + (" ..." if len(customers) > most else "")

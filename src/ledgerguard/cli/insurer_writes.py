"""``ledgerguard insurer request``, ``overdue``, ``claim``: prepare what an insurer is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from ledgerguard.cli import insurer_desk as desk
from ledgerguard.cli import options
from ledgerguard.cli.claim import FactsFile, Invoices, files_of
from ledgerguard.cli.console import print_json
from ledgerguard.cli.credit_options import exact_amount
from ledgerguard.cli.insurer_print import item_json, told
from ledgerguard.cli.ledger import read
from ledgerguard.cli.log_file import Actor, LogFile, opened, user
from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.insurer import CoverKind
from ledgerguard.units import serial

if TYPE_CHECKING:
    from ledgerguard.plugin.insurer import Insurer, Write
    from ledgerguard.store.entries import Entry
    from ledgerguard.store.log import Log

Reference = Annotated[
    str,
    typer.Option(
        "--reference", metavar="ID", help="The insurer's own of the buyer; else the saved one."
    ),
]
PolicyNumber = Annotated[
    str,
    typer.Option(
        "--number", metavar="NO", help="Number of the insurance policy; else that of its terms."
    ),
]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="What to tell beside.")]
CustomerOption = Annotated[
    str, typer.Option("--customer", metavar="ID", help="Where several have such a number.")
]
EntityName = Annotated[
    str, typer.Option("--entity", metavar="NAME", help="Our legal entity, likewise.")
]


def request(
    customer: Annotated[str, typer.Argument(help="Our id of the customer.")],
    amount: Annotated[
        Decimal, typer.Argument(parser=exact_amount, metavar="AMOUNT", help="The cover asked for.")
    ],
    currency: Annotated[str, typer.Argument(help="Its currency, such as EUR.")],
    kind: Annotated[CoverKind, typer.Option("--kind", help="Which cover.")] = "permanent",
    until: Annotated[
        dt.date | None,
        typer.Option("--until", parser=options.day, metavar="DATE", help="Last day of it."),
    ] = None,
    insurer: desk.InsurerName = "",
    reference: Reference = "",
    number: PolicyNumber = "",
    policy_name: options.PolicyName = None,
    note: Note = "",
    log: LogFile = None,
    actor: Actor = "",
    as_json: options.AsJson = False,
) -> None:
    """Prepare a request for cover on a customer. Nothing is sent before a person confirms it."""
    from ledgerguard.plugin.insurer import LimitRequest

    one = desk.chosen(insurer)
    write = LimitRequest(
        "",
        number or _number_of(policy_name, customer),
        desk.reference_of(one, customer, reference),
        amount,
        currency.strip().upper(),
        kind,
        until,
        note,
    )
    with opened(log) as book:
        _prepared(book, one, write, customer, actor, as_json=as_json)


def overdue(
    ledger: options.LedgerFile,
    invoices: Invoices,
    as_of: options.AsOf,
    insurer: desk.InsurerName = "",
    reference: Reference = "",
    number: PolicyNumber = "",
    policy_name: options.PolicyName = None,
    facts: FactsFile = None,
    note: Note = "",
    customer: CustomerOption = "",
    entity: EntityName = "",
    log: LogFile = None,
    actor: Actor = "",
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Prepare the report of overdue invoices of one customer; it goes out when it is confirmed.

    It names what `ledgerguard claim --notify` names. Once the insurer has taken it the insurer's
    clock knows, as after --sent there.
    """
    from ledgerguard.casework.claims.file import claim_file
    from ledgerguard.casework.claims.recording import report_entry
    from ledgerguard.casework.insurers.drafts import declaration_of
    from ledgerguard.policy.firm import load_policy

    one = desk.chosen(insurer)
    policy = load_policy(policy_name)
    frame = read(ledger, date_order, pairs, currency, sheet, encoding, language).frame
    with opened(log) as book:
        found = claim_file(
            frame,
            policy,
            book,
            serial(as_of),
            invoices,
            facts=files_of(facts, language),
            customer_id=customer,
            entity=entity,
        )
        buyer = desk.reference_of(one, found.customer_id, reference)
        write = declaration_of(found, buyer, policy=number, note=note)
        then = report_entry(found, policy)
        _prepared(book, one, write, found.customer_id, actor, then, as_json=as_json)


def claim(
    ledger: options.LedgerFile,
    invoices: Invoices,
    as_of: options.AsOf,
    cause: Annotated[
        str,
        typer.Option(
            "--cause", metavar="CAUSE", help="Why the buyer does not pay, as `claim` names it."
        ),
    ] = "protracted-default",
    document: Annotated[
        list[str] | None,
        typer.Option("--document", metavar="NAME", help="A paper that goes with it; once each."),
    ] = None,
    insurer: desk.InsurerName = "",
    reference: Reference = "",
    number: PolicyNumber = "",
    policy_name: options.PolicyName = None,
    facts: FactsFile = None,
    note: Note = "",
    customer: CustomerOption = "",
    entity: EntityName = "",
    log: LogFile = None,
    actor: Actor = "",
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Prepare the claim that `ledgerguard claim` puts together; it goes out when it is confirmed.

    Once the insurer has taken it, `ledgerguard claim ... --sent` tells the log: the index of its
    folder, with the papers, is part of what is recorded.
    """
    from ledgerguard.casework.claims.file import claim_file
    from ledgerguard.casework.insurers.drafts import filing_of
    from ledgerguard.policy.firm import load_policy

    one = desk.chosen(insurer)
    policy = load_policy(policy_name)
    frame = read(ledger, date_order, pairs, currency, sheet, encoding, language).frame
    with opened(log) as book:
        found = claim_file(
            frame,
            policy,
            book,
            serial(as_of),
            invoices,
            cause=cause,
            facts=files_of(facts, language),
            customer_id=customer,
            entity=entity,
        )
        buyer = desk.reference_of(one, found.customer_id, reference)
        write = filing_of(found, buyer, policy=number, documents=document or (), note=note)
        _prepared(book, one, write, found.customer_id, actor, as_json=as_json)


def _prepared(
    book: Log,
    insurer: Insurer,
    write: Write,
    customer: str,
    actor: str,
    then: Entry | None = None,
    *,
    as_json: bool,
) -> None:
    """Put a write into the outbox, and show what will go out once a person has confirmed it."""
    from ledgerguard.casework.insurers.outbox import items_of, prepare
    from ledgerguard.casework.insurers.writes import CAPABILITIES, kind_of

    needed = CAPABILITIES[kind_of(write)]
    if needed not in insurer.capabilities:
        raise InvalidValue(
            f"insurer must offer {needed}, got {insurer.name}, which does not",
            hint="`ledgerguard insurer list` shows what each offers",
        )
    key = prepare(book, insurer.name, write, user(actor), customer_id=customer, then=then)
    item = items_of(book)[1][key]
    if as_json:
        print_json(item_json(item))
        return
    typer.echo(told(item))
    typer.echo(f"prepared as {key}; `ledgerguard insurer confirm {key} --by NAME` lets it go out")


def _number_of(policy_name: str | None, customer: str) -> str:
    """The number of the policy under which a customer is insured.

    Raises:
        InvalidValue: when none is stated.
    """
    from ledgerguard.policy.firm import load_policy

    policy = load_policy(policy_name)
    name = policy.settings(customer).insurance
    terms = policy.insurances.get(name)
    if terms is None or not terms.policy_number:
        raise InvalidValue(
            f"the number of the insurance policy of {customer} must be known, got none",
            hint="--number gives it, or policy_number under [insurances.NAME] in the firm's file",
        )
    return terms.policy_number

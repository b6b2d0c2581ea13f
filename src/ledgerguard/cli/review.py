"""``ledgerguard review``: one customer's whole file on one screen, and the decision about it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from ledgerguard.cli import credit_options, options
from ledgerguard.cli.console import print_json, working
from ledgerguard.cli.credit_desk import code, desk
from ledgerguard.cli.ledger import read
from ledgerguard.cli.log_file import Actor, opened, user
from ledgerguard.units import serial

LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="LEDGER",
        parser=options.ledger_source,
        help="The ledger: a csv or xlsx file with one row an invoice, or what a plugin reads; left "
        "out, nothing is open.",
    ),
]
DecisionLog = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="FILE",
        envvar="LEDGERGUARD_LOG",
        dir_okay=False,
        help="Record the decision with all its inputs in this log; made when it is not there.",
    ),
]


def review(
    customer: Annotated[
        str, typer.Argument(help="Id of the customer, or its name as file or ledger have it.")
    ],
    facts: credit_options.FactsFile,
    as_of: options.AsOf,
    ledger: LedgerOption = None,
    policy_name: options.PolicyName = None,
    currency: Annotated[
        str,
        typer.Option(
            "--currency",
            metavar="CODE",
            help="Currency of the decision; needed where business is done in several.",
        ),
    ] = "",
    order: Annotated[
        float,
        typer.Option(
            "--order",
            metavar="AMOUNT",
            parser=credit_options.plain_amount,
            help="A new order with VAT: how much of it is paid ahead, how much goes on credit.",
        ),
    ] = 0.0,
    limit: Annotated[
        float | None,
        typer.Option(
            "--limit",
            metavar="AMOUNT",
            parser=credit_options.plain_amount,
            help="The limit that is asked for.",
        ),
    ] = None,
    terms: Annotated[
        int | None,
        typer.Option("--terms", metavar="DAYS", min=0, help="The terms that are asked for."),
    ] = None,
    post: Annotated[
        str,
        typer.Option(
            "--post", metavar="POST", help="The post that decides; its authority bounds the limit."
        ),
    ] = "",
    log: DecisionLog = None,
    actor: Actor = "",
    file_sheet: credit_options.FactsSheet = None,
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show whether to sell to a customer, on which terms and up to what amount, and why.

    Beside the decision: how safe the customer is, limits by kind, exposure, alerts, the sixteen
    control nodes, what is insured and what a default would cost. With --log the decision is
    recorded, so that it can be made again from its inputs.
    """
    from ledgerguard.casework.decisions.account import account_of
    from ledgerguard.casework.decisions.records import Request
    from ledgerguard.cli.review_facts import reviewed
    from ledgerguard.cli.review_json import as_plain
    from ledgerguard.cli.review_print import print_review
    from ledgerguard.ledger.amount import Amount
    from ledgerguard.policy.firm import load_policy

    policy = load_policy(policy_name)
    source = None
    if ledger is not None:
        source = read(ledger, date_order, pairs, code(currency), sheet, encoding, language)
    with ExitStack() as stack, working("reviewing"):
        found = desk(
            facts, source, policy, serial(as_of),
            sheet=file_sheet, currency=code(currency), language=language,
        )  # fmt: skip
        file = found.customer(customer)
        account = account_of(file, found.book(file), currency, found.as_of)
        request = Request(
            currency=account,
            order=Amount.of(order, account).minor,
            limit=None if limit is None else Amount.of(limit, account).minor,
            terms_days=terms,
            post=post,
            group_exposure=found.desk.rest_of_group(file, account),
        )
        book = stack.enter_context(opened(log, create=True)) if log is not None else None
        whole = reviewed(found, file, request, book, user(actor))
    if as_json:
        print_json(as_plain(whole, language))
        return
    print_review(whole, log, language)

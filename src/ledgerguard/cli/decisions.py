"""``ledgerguard decisions``: what the log says of credit decisions; replay one, override one."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledgerguard.cli import credit_options, options
from ledgerguard.cli.console import print_json
from ledgerguard.cli.credit_desk import code
from ledgerguard.cli.credit_words import word
from ledgerguard.cli.decisions_print import (
    day,
    decision_plain,
    figures,
    override_plain,
    print_decisions,
    print_overrides,
    told,
)
from ledgerguard.cli.log_file import Actor, LogFile, opened, user
from ledgerguard.errors import InvalidValue
from ledgerguard.units import serial

if TYPE_CHECKING:
    from ledgerguard.casework.decisions.encoding import Inputs
    from ledgerguard.store.entries import Row
    from ledgerguard.store.log import Log

app = typer.Typer(
    no_args_is_help=True,
    help="Credit decisions in the log: each with its inputs, so that it can be made again.",
)

Decision = Annotated[
    str, typer.Argument(help="Id of a decision, or of a customer: then its newest one.")
]


@app.command("list")
def list_(
    log: LogFile = None,
    customer: credit_options.CustomerOption = "",
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """List the decisions of each customer, and what overrides them."""
    from ledgerguard.casework.decisions.overrides import OVERRIDE
    from ledgerguard.casework.decisions.past import DECISION

    with opened(log) as book:
        made = [row for row in book.rows(kind=DECISION) if _about(row, customer)]
        over = [row for row in book.rows(kind=OVERRIDE) if _about(row, customer)]
    made.sort(key=lambda row: (str(row.body["customer_id"]), row.number))
    if as_json:
        print_json(
            {
                "decisions": [decision_plain(row) for row in made],
                "overrides": [override_plain(row) for row in over],
            }
        )
        return
    print_decisions(made, language)
    if over:
        print_overrides(over, language)


@app.command()
def show(
    decision: Decision,
    log: LogFile = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show a decision as it was made; with --json word for word as the log holds it."""
    from ledgerguard.casework.decisions.recording import replay_decision
    from ledgerguard.cli import decision_print, decision_words

    with opened(log) as book:
        row = _row(book, decision)
        body: dict[str, Any] = row.body
        if as_json:
            held = json.loads(book.content(str(body["decision"])))
            print_json({**decision_plain(row), "decision": held})
            return
        replayed = replay_decision(book, str(body["id"]))
        inputs = _inputs(book, row)
    t = decision_words.Teller(replayed.decision, inputs.credit, language)
    if not replayed.equal:
        typer.echo(word("not_equal_shown", language, figures(row, language)), err=True)
    pairs = decision_words.verdict(t)
    decision_print.print_pairs(pairs, f"{body['id']}, {day(body['as_of'])}, {row.actor}")
    decision_print.print_limits(t)
    decision_print.print_bounds(t)
    decision_print.print_grading(t)
    decision_print.print_exposure(t)
    decision_print.print_default(t)


@app.command()
def replay(
    decision: Decision,
    log: LogFile = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Make a decision again from its inputs and compare bit for bit. Exit code 1 when not equal."""
    from ledgerguard.casework.decisions.recording import replay_decision

    with opened(log) as book:
        row = _row(book, decision)
        found = replay_decision(book, str(row.body["id"]))
    if as_json:
        print_json(
            {
                "id": found.id,
                "equal": found.equal,
                "recorded_by": found.recorded_by,
                "version": found.version,
            }
        )
    else:
        key = "equal" if found.equal else "not_equal"
        typer.echo(word(key, language, found.id, figures(row, language)))
        if found.other_version:
            typer.echo(word("other_version", language, found.recorded_by, found.version))
    if not found.equal:
        raise typer.Exit(1)


@app.command()
def override(
    customer: Annotated[str, typer.Argument(help="Id of the customer, as its decisions have it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why the policy does not fit here.")],
    until: Annotated[
        dt.date,
        typer.Option("--until", parser=options.day, metavar="DATE", help="The last day."),
    ],
    post: Annotated[
        str, typer.Option("--post", metavar="POST", help="The post that decides, by the policy.")
    ],
    limit: Annotated[
        float | None,
        typer.Option(
            "--limit",
            metavar="AMOUNT",
            parser=credit_options.plain_amount,
            help="The limit until then; that of the decision stands when left out.",
        ),
    ] = None,
    terms: Annotated[
        int | None,
        typer.Option("--terms", metavar="DAYS", min=0, help="The terms until then; likewise."),
    ] = None,
    currency: Annotated[
        str,
        typer.Option("--currency", metavar="CODE", help="Where it was decided on in several."),
    ] = "",
    on: Annotated[
        dt.date | None,
        typer.Option("--on", parser=options.day, metavar="DATE", help="The first day; else today."),
    ] = None,
    policy_name: options.PolicyName = None,
    log: LogFile = None,
    actor: Actor = "",
    language: options.Lang = "en",
) -> None:
    """Set another limit or other terms than decided: with a reason, by a post, until a day."""
    from ledgerguard.casework.decisions.overrides import CreditOverride, record_override
    from ledgerguard.casework.decisions.sheet import credit_for
    from ledgerguard.ledger.amount import Amount
    from ledgerguard.policy.firm import load_policy

    policy = load_policy(policy_name)
    first = serial(on or dt.datetime.now().astimezone().date())
    with opened(log) as book:
        row = _newest(book, customer, code(currency))
        its = str(row.body["currency"])
        found = CreditOverride(
            customer_id=str(row.body["customer_id"]),
            currency=its,
            on=first,
            until=serial(until),
            reason=reason,
            post=post,
            limit=None if limit is None else Amount.of(limit, its).minor,
            terms_days=terms,
            entity=str(row.body["entity"]),
        )
        credit = credit_for(policy, _inputs(book, row).file, first)
        head = record_override(book, found, credit, actor=user(actor))
    typer.echo(word("overridden", language, told(found, language), row.body["id"], head))


def _row(book: Log, name: str) -> Row:
    """The row of a decision by its id, or the newest of a customer."""
    from ledgerguard.casework.decisions.past import DECISION

    rows = list(book.rows(kind=DECISION))
    for row in rows:
        if row.body["id"] == name:
            return row
    of_customer = [row for row in rows if row.body["customer_id"] == name]
    if of_customer:
        return of_customer[-1]
    known = list(dict.fromkeys(str(row.body["id"]) for row in reversed(rows)))
    raise InvalidValue(
        f"decision must be an id of the log, such as {', '.join(known[:5]) or 'none yet'}, "
        f"got {name!r}",
        hint="`ledgerguard decisions list` has them all",
    )


def _newest(book: Log, customer: str, currency: str) -> Row:
    """The newest decision of a customer, which must be in one currency or that which is named."""
    from ledgerguard.cli.credit_log import newest

    found = newest(book)
    known = {key: row for key, row in found.items() if key[0] == customer}
    if not known:
        everybody = sorted({each for each, _ in found})
        raise InvalidValue(
            "customer must be one on whom the log has a decision, got " + repr(customer),
            hint=f"it has decisions on {', '.join(everybody[:5])}"
            if everybody
            else "`ledgerguard review CUSTOMER --log FILE` records one",
        )
    if currency:
        known = {key: row for key, row in known.items() if key[1] == currency}
    if len(known) != 1:
        its = sorted(each for who, each in found if who == customer)
        raise InvalidValue(
            f"currency must be one of {', '.join(its)}, got {currency or 'none'}",
            hint="--currency names the one that is meant; two are never added",
        )
    return next(iter(known.values()))


def _inputs(book: Log, row: Row) -> Inputs:
    from ledgerguard.casework.decisions.encoding import inputs_of

    return inputs_of(book.content(str(row.body["inputs"])))


def _about(row: Row, customer: str) -> bool:
    return customer in ("", row.body["customer_id"])

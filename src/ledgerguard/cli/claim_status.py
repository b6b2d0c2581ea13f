"""``ledgerguard claim-status`` and ``claim-recovery``: what became of a claim, to the last cent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledgerguard.cli import options
from ledgerguard.cli.claim import shown
from ledgerguard.cli.console import Column, print_json, print_table
from ledgerguard.cli.log_file import Actor, LogFile, opened, user
from ledgerguard.errors import InvalidValue
from ledgerguard.units import Language, serial

if TYPE_CHECKING:
    from ledgerguard.casework.claims.state import ClaimState
    from ledgerguard.ledger.amount import Amount

On = Annotated[
    dt.date | None,
    typer.Option("--on", parser=options.day, metavar="DATE", help="When it was; else today."),
]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="What to remember.")]
AMOUNT_HELP = "In the claim's currency; with its code, such as 'EUR 900.00', it is checked."


def claim_status(
    claim: Annotated[
        str, typer.Argument(help="Reference of the claim; all claims are listed without one.")
    ] = "",
    status: Annotated[
        str,
        typer.Argument(
            help="What the insurer says: acknowledged, information-requested, accepted, partly, "
            "refused or paid; without it the claim is shown."
        ),
    ] = "",
    amount: Annotated[
        str, typer.Option("--amount", metavar="AMOUNT", help=f"Accepted or paid. {AMOUNT_HELP}")
    ] = "",
    on: On = None,
    note: Note = "",
    log: LogFile = None,
    actor: Actor = "",
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show claims, or write down what the insurer answers: each amount with its currency."""
    from ledgerguard.casework.claims import recording
    from ledgerguard.casework.claims.state import claim_state, claim_states

    with opened(log) as book:
        if not claim:
            states = list(claim_states(book.rows()).values())
        elif not status:
            states = [claim_state(book, claim)]
        else:
            states = [
                recording.record_status(
                    book,
                    claim,
                    status,
                    _day(on),
                    amount=_amount(amount, claim_state(book, claim).currency),
                    note=note,
                    actor=user(actor),
                )
            ]
        head = book.head
    if as_json:
        print_json([_state_json(state) for state in states])
        return
    _print_states(states, language)
    if status:
        typer.echo(f"recorded; head {head}")


def claim_recovery(
    claim: Annotated[str, typer.Argument(help="Reference of the claim.")],
    amount: Annotated[str, typer.Argument(help=f"What was received. {AMOUNT_HELP}")],
    costs: Annotated[
        str, typer.Option("--costs", metavar="AMOUNT", help="What it cost to get it.")
    ] = "",
    on: On = None,
    note: Note = "",
    log: LogFile = None,
    actor: Actor = "",
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Write down what came from the buyer after the claim, and show who gets what of it."""
    from ledgerguard.casework.claims import recording
    from ledgerguard.casework.claims.state import claim_state
    from ledgerguard.casework.claims.status_words import SHARED
    from ledgerguard.ledger.amount import Amount

    with opened(log) as book:
        currency = claim_state(book, claim).currency
        received = _read(amount, currency)
        state, event = recording.record_recovery(
            book,
            claim,
            _day(on),
            received,
            costs=_amount(costs, currency),
            note=note,
            actor=user(actor),
        )
        head = book.head
    to_insurer, kept = Amount(event.to_insurer, currency), Amount(event.kept, currency)
    if as_json:
        print_json({**_state_json(state), "shared": _both(to_insurer, kept)})
        return
    told = SHARED.in_language(language)
    typer.echo(told.format(received=received, to_insurer=to_insurer, kept=kept))
    _print_states([state], language)
    typer.echo(f"recorded; head {head}")


def _print_states(states: list[ClaimState], language: Language) -> None:
    """Several claims as a table, a line each; one alone as a list of what there is to know."""
    from ledgerguard.casework.claims.status_words import COLUMNS

    if not states:
        typer.echo("no claim was filed yet: `ledgerguard claim ... --sent` records one")
        return
    rows = [_told(state, language) for state in states]
    names = {key: COLUMNS[key].in_language(language) for key in rows[0]}
    if len(rows) == 1:
        pairs = [[names[key], value] for key, value in rows[0].items() if value]
        print_table([Column(""), Column("", right=True)], pairs)
        return
    right = ("claimed", "accepted", "paid", "expected", "recovered", "costs", "insurer", "kept",
             "left")  # fmt: skip
    columns = [Column(name, right=key in right) for key, name in names.items()]
    print_table(columns, [list(row.values()) for row in rows])


def _told(state: ClaimState, language: Language) -> dict[str, str]:
    """What there is to know of a claim, by the keys of the words."""
    from ledgerguard.casework.claims.status_words import REOPENED, STATUS

    status = STATUS[state.status].in_language(language)
    return {
        "claim": state.claim,
        "customer": state.filed.customer_id,
        "status": status + (REOPENED.in_language(language) if state.reopened else ""),
        "since": shown(state.since),
        "claimed": str(state.claimed),
        "accepted": "" if state.accepted is None else str(state.accepted),
        "paid": str(state.paid),
        "expected": str(state.expected),
        "recovered": str(state.recovered),
        "costs": str(state.costs) if state.costs.minor else "",
        "insurer": str(state.to_insurer),
        "kept": str(state.kept),
        "left": str(state.with_firm),
        "pay_by": shown(state.filed.pay_by),
    }


def _state_json(state: ClaimState) -> dict[str, Any]:
    amounts = ("claimed", "paid", "expected", "recovered", "costs", "to_insurer", "kept")
    return {
        "claim": state.claim,
        "customer_id": state.filed.customer_id,
        "currency": state.currency,
        "status": state.status,
        "since": shown(state.since),
        "reopened": state.reopened,
        **{name: getattr(state, name).major for name in amounts},
        "left_with_firm": state.with_firm.major,
        "left_with_insurer": state.with_insurer.major,
        "debt": state.debt.major,
        "indemnity_by": shown(state.filed.pay_by) or None,
    }


def _both(to_insurer: Amount, kept: Amount) -> dict[str, float]:
    return {"to_insurer": to_insurer.major, "kept": kept.major}


def _amount(text: str, currency: str) -> Amount | None:
    """An amount as it is written: 900, 1,234.50 or EUR 900.00; blank is none.

    Raises:
        InvalidValue: when it is no amount, or in another currency.
    """
    return _read(text, currency) if text.strip() else None


def _read(text: str, currency: str) -> Amount:
    from ledgerguard.ledger.amount import Amount

    words = text.replace(",", "").split()
    codes = [word.upper() for word in words if word.isalpha()]
    numbers = [word for word in words if not word.isalpha()]
    try:
        (number,) = map(float, numbers)
        return Amount.of(number, *(codes or [currency]))
    except (ValueError, TypeError, ArithmeticError):
        raise InvalidValue(
            f"an amount must be a number, with its currency or without, got {text!r}",
            hint="write 900.00 or 'EUR 900.00'",
        ) from None


def _day(on: dt.date | None) -> int:
    return serial(on or dt.datetime.now().astimezone().date())

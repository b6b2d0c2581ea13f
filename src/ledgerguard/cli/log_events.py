"""``ledgerguard log done``, ``promise``, ``dispute``, ``hold``, ``override``: people report."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledgerguard.cli import options
from ledgerguard.cli.log_file import Actor, LogFile, opened, user
from ledgerguard.errors import InvalidValue
from ledgerguard.units import serial

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ledgerguard.casework.events import Event, Scope
    from ledgerguard.store.log import Log

app = typer.Typer()

On = Annotated[
    dt.date | None,
    typer.Option("--on", parser=options.day, metavar="DATE", help="When it was; else today."),
]
Until = Annotated[
    dt.date,
    typer.Option("--until", parser=options.day, metavar="DATE", help="The last day of it."),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept in the log.")]
Customer = Annotated[str, typer.Option("--customer", metavar="ID", help="The customer's id.")]
Invoice = Annotated[
    str | None,
    typer.Option("--invoice", metavar="NO", help="Only this invoice; NO/2 is its instalment 2."),
]
EntityName = Annotated[
    str, typer.Option("--entity", metavar="NAME", help="Our legal entity, where there are several.")
]
CurrencyCode = Annotated[
    str, typer.Option("--currency", metavar="CODE", help="The invoice's currency, such as EUR.")
]


@app.command()
def done(
    tasks: Annotated[list[str], typer.Argument(help="Task ids, or a run for all of its tasks.")],
    on: Annotated[
        dt.date | None,
        typer.Option("--on", parser=options.day, metavar="DATE", help="The day; else of the run."),
    ] = None,
    channel: Annotated[str, typer.Option("--channel", help="How the customer was reached.")] = "",
    note: Annotated[str, typer.Option("--note", help="What to remember.")] = "",
    log: LogFile = None,
    actor: Actor = "",
) -> None:
    """Write down that tasks were done: they never come again."""
    from ledgerguard.casework import runs

    with opened(log) as book:
        head = book.head
        known = {str(row.body["id"]): row.body for row in book.rows(kind=runs.TASK)}
        history = runs.history_of(book.rows(upto=head))
        bodies: dict[str, dict[str, Any]] = {}
        for name in tasks:
            mine = {task: body for task, body in known.items() if _belongs(task, name)}
            if not mine:
                raise InvalidValue(
                    f"a task must be one of a run in the log, got {name!r}",
                    hint="`ledgerguard log runs` lists the runs; 20261031-1-0003 is a task",
                )
            bodies |= {
                task: body
                for task, body in mine.items()
                if task not in history.finished and not runs.is_reached(body, history)
            }
        events = []
        for task, body in bodies.items():
            day = body["as_of"] if on is None else serial(on)
            if day < body["as_of"]:
                raise InvalidValue(
                    f"the day of {task} must not be before its run, got {on}",
                    hint="what was done before a run cannot have been its task",
                )
            event = runs.done(body, day, channel=channel, note=note)
            history.add(event)
            events.append(event)
        head = runs.record(book, events, actor=user(actor), expected_head=head)
    typer.echo(f"{len(events)} tasks done; head {head}")


@app.command()
def promise(
    customer: Customer,
    by: Annotated[
        dt.date,
        typer.Option("--pay-by", parser=options.day, metavar="DATE", help="The day promised."),
    ],
    on: On = None,
    invoice: Invoice = None,
    entity: EntityName = "",
    currency: CurrencyCode = "",
    note: Annotated[str, typer.Option("--note", help="What to remember.")] = "",
    log: LogFile = None,
    actor: Actor = "",
) -> None:
    """Write down a promise to pay: the ladder rests until then, and a little longer."""
    from ledgerguard.casework.events import Promise

    day = _not_before(on, by, "pay-by")

    def event(scope: Scope, _: Log) -> Event:
        return Promise(scope, serial(by), day, note=note)

    _write(log, event, actor, customer, invoice, entity, currency)


@app.command()
def dispute(
    customer: Customer,
    reason: Reason,
    on: On = None,
    until: Annotated[
        dt.date | None, typer.Option("--until", parser=options.day, help="Frozen until this day.")
    ] = None,
    closed: Annotated[bool, typer.Option("--closed", help="The dispute is settled.")] = False,
    invoice: Invoice = None,
    entity: EntityName = "",
    currency: CurrencyCode = "",
    log: LogFile = None,
    actor: Actor = "",
) -> None:
    """Write down a dispute, or with --closed that it is settled."""
    from ledgerguard.casework.events import Dispute, DisputeClosed
    from ledgerguard.ledger.schema import NO_DAY

    day = _not_before(on, until, "until")

    def event(scope: Scope, _: Log) -> Event:
        if closed:
            return DisputeClosed(scope, day, reason)
        return Dispute(scope, day, reason, serial(until) if until else NO_DAY)

    _write(log, event, actor, customer, invoice, entity, currency)


@app.command()
def hold(
    customer: Customer,
    reason: Reason,
    until: Annotated[
        dt.date | None, typer.Option("--until", parser=options.day, help="The last day of it.")
    ] = None,
    on: On = None,
    lifted: Annotated[bool, typer.Option("--lifted", help="End an earlier hold.")] = False,
    invoice: Invoice = None,
    entity: EntityName = "",
    currency: CurrencyCode = "",
    log: LogFile = None,
    actor: Actor = "",
) -> None:
    """Write down that nobody acts until a day, with a reason; or with --lifted that it ends."""
    from ledgerguard.casework.events import Hold, HoldLifted

    day = _not_before(on, until, "until")
    if until is None and not lifted:
        raise InvalidValue(
            "a hold must end on a day, got none", hint="--until DATE; --lifted ends one earlier"
        )

    def event(scope: Scope, _: Log) -> Event:
        if until is None or lifted:
            return HoldLifted(scope, day, reason)
        return Hold(scope, day, serial(until), reason)

    _write(log, event, actor, customer, invoice, entity, currency)


@app.command()
def override(
    customer: Customer,
    level: Annotated[int, typer.Option("--level", min=1, help="The level to act at next.")],
    reason: Reason,
    until: Until,
    on: On = None,
    invoice: Invoice = None,
    entity: EntityName = "",
    currency: CurrencyCode = "",
    log: LogFile = None,
    actor: Actor = "",
) -> None:
    """Set the next level of a customer or an invoice by hand, with a reason and an expiry."""
    from ledgerguard.casework.events import Override

    day = _not_before(on, until, "until")

    def event(scope: Scope, book: Log) -> Event:
        from ledgerguard.casework.scopes import ladder_of

        ladder, levels = ladder_of(book, scope)
        if level > len(levels):
            raise InvalidValue(
                f"level must be from 1 to {len(levels)}, the levels of the ladder {ladder}, "
                f"got {level}",
                hint="`ledgerguard policy ladders` shows them",
            )
        return Override(scope, day, level, serial(until), reason)

    _write(log, event, actor, customer, invoice, entity, currency)


def _belongs(task: str, name: str) -> bool:
    return task == name or task.rpartition("-")[0] == name


def _not_before(on: dt.date | None, last: dt.date | None, option: str) -> int:
    """The day on which something was said; what it is about must not end before it."""
    said = on or dt.datetime.now().astimezone().date()
    if last is not None and last < said:
        raise InvalidValue(
            f"--{option} must not be before {said}, got {last}",
            hint="--on DATE tells when it was said; it is today when left out",
        )
    return serial(said)


def _write(
    path: Path | None,
    event: Callable[[Scope, Log], Event],
    actor: str,
    customer: str,
    invoice: str | None,
    entity: str,
    currency: str,
) -> None:
    from ledgerguard.casework.runs import record
    from ledgerguard.casework.scopes import scope_of

    with opened(path) as book:
        scope = scope_of(book, customer, invoice, entity, currency)
        head = record(book, [event(scope, book)], actor=user(actor))
    what = f"invoice {scope.item} of {customer}" if scope.item else f"all invoices of {customer}"
    typer.echo(f"recorded for {what}; head {head}")

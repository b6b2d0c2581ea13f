"""``ledgerguard insurer outbox``, ``confirm``, ``send``, ``reconcile``, ``poll``, ``withdraw``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ledgerguard.cli import insurer_desk as desk
from ledgerguard.cli import options
from ledgerguard.cli.console import print_json, working
from ledgerguard.cli.insurer_print import item_json, print_fates, print_items, told
from ledgerguard.cli.log_file import Actor, LogFile, opened, user
from ledgerguard.errors import LedgerguardError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ledgerguard.casework.insurers.sending import Fate
    from ledgerguard.casework.insurers.states import State
    from ledgerguard.casework.insurers.steps import Item
    from ledgerguard.plugin.insurer import Insurer
    from ledgerguard.store.log import Log
    from ledgerguard.units import Language

Keys = Annotated[
    list[str], typer.Argument(metavar="KEY...", help="Keys of writes, or how they begin.")
]
OptionalKeys = Annotated[
    list[str] | None,
    typer.Argument(metavar="[KEY]...", help="Only these writes; else all that are confirmed."),
]
OnlyInsurer = Annotated[
    str, typer.Option("--insurer", metavar="NAME", help="Only this insurer; else all.")
]


def outbox(
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is settled, declined or withdrawn.")
    ] = False,
    insurer: OnlyInsurer = "",
    log: LogFile = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show what insurers are told: what waits for a person, for sending or for the insurer."""
    from ledgerguard.casework.insurers.outbox import items_of
    from ledgerguard.casework.insurers.states import OPEN

    with opened(log) as book:
        items = items_of(book)[1].values()
    found = [
        item
        for item in items
        if (everything or item.state in OPEN) and insurer in ("", item.insurer)
    ]
    if as_json:
        print_json([item_json(item) for item in found])
    elif found:
        print_items(found, language)
    else:
        typer.echo("nothing is under way" if items else "no insurer was told anything yet")


def confirm(
    keys: Keys,
    actor: Annotated[
        str, typer.Option("--by", metavar="NAME", help="The person who lets it go out.")
    ] = "",
    log: LogFile = None,
) -> None:
    """Let writes go out: a person says so, by name. `send` sends them."""
    from ledgerguard.casework.insurers.outbox import confirm as let_go

    with opened(log) as book:
        for key in keys:
            item = let_go(book, key, actor)
            typer.echo(f"{item.key} confirmed by {item.confirmed_by}: {told(item)}")


def withdraw(
    keys: Keys,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    actor: Actor = "",
    log: LogFile = None,
) -> None:
    """Take back writes that have not gone out."""
    from ledgerguard.casework.insurers.outbox import withdraw as take_back

    with opened(log) as book:
        for key in keys:
            item = take_back(book, key, user(actor), reason=reason)
            typer.echo(f"{item.key} withdrawn: {told(item)}")


def send(
    keys: OptionalKeys = None,
    insurer: OnlyInsurer = "",
    log: LogFile = None,
    actor: Actor = "",
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Send what is confirmed. The exit code is 1 when something was not taken."""
    from ledgerguard.casework.insurers import sending
    from ledgerguard.casework.insurers.outbox import items_of, named

    with opened(log) as book:
        if keys:
            items = items_of(book)[1]
            fates = []
            for item in [named(items, key) for key in keys]:
                one = desk.chosen(item.insurer)
                try:
                    with working(f"asking {one.title}"):
                        fates.append(sending.send(book, one, item.key, actor=user(actor)))
                except LedgerguardError:  # what went out before it is told all the same
                    if fates:
                        _show(fates, language, as_json=as_json, nothing="")
                    raise
        else:
            fates = _each(
                book,
                insurer,
                {"confirmed"},
                lambda one: sending.send_all(book, one, actor=user(actor)),
            )
    _show(fates, language, as_json=as_json, nothing="nothing is confirmed and waits to be sent")
    _remind(fates, as_json=as_json)
    desk.unsettled("" if fate.item.state == "taken" else "not taken" for fate in fates)


def reconcile(
    insurer: OnlyInsurer = "",
    now: Annotated[
        bool,
        typer.Option(
            "--now",
            help="Do not wait ten minutes: no other process is sending, a person has seen to that.",
        ),
    ] = False,
    log: LogFile = None,
    actor: Actor = "",
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Ask the insurer for what may have arrived, after a crash or a broken line; send what has not.

    The exit code is 1 when something is still open.
    """
    from ledgerguard.casework.insurers import sending
    from ledgerguard.casework.insurers.states import ADRIFT

    with opened(log) as book:
        fates = _each(
            book,
            insurer,
            ADRIFT,
            lambda one: sending.reconcile(book, one, actor=user(actor), now=now),
        )
    _show(fates, language, as_json=as_json, nothing="nothing is in doubt")
    _remind(fates, as_json=as_json)
    desk.unsettled(fate.item.state for fate in fates if fate.item.state in (*ADRIFT, "confirmed"))


def poll(
    insurer: OnlyInsurer = "",
    log: LogFile = None,
    actor: Actor = "",
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Ask the insurers what they have decided on what they have taken.

    Where they have decided on a limit they are asked about that buyer's cover, too, so that cells
    show it.
    """
    from ledgerguard.casework.insurers import sending

    with opened(log) as book:
        fates = _each(
            book, insurer, {"taken"}, lambda one: sending.poll(book, one, actor=user(actor))
        )
    _refresh([fate.item for fate in fates if fate.item.state == "settled"])
    _show(fates, language, as_json=as_json, nothing="nothing waits for a decision")


def _each(
    book: Log, name: str, states: Iterable[State], do: Callable[[Insurer], list[Fate]]
) -> list[Fate]:
    """What a step makes of the items in some states, insurer by insurer."""
    from ledgerguard.casework.insurers.outbox import items_of
    from ledgerguard.casework.insurers.sending import Fate

    wanted = frozenset(states)
    waiting: dict[str, list[Item]] = {}
    for item in items_of(book)[1].values():
        if item.state in wanted and name in ("", item.insurer):
            waiting.setdefault(item.insurer, []).append(item)
    known = desk.connectors()
    fates: list[Fate] = []
    for one, items in waiting.items():
        if one in known:
            with working(f"asking {known[one].title}"):
                fates += do(known[one])
        else:
            lost = f"the connector {one} is not installed: ledgerguard plugins doctor"
            fates += [Fate(item, lost) for item in items]
    return fates


def _refresh(settled: Iterable[Item]) -> None:
    """Ask about the covers of the buyers on whose limits was decided."""
    from ledgerguard.casework.insurers.refreshing import refresh
    from ledgerguard.plugin.insurer import BuyerQuery

    known = desk.connectors()
    for item in settled:
        one = known[item.insurer]
        if item.kind == "limit" and "covers" in one.capabilities:
            with desk.book() as covers:
                buyer = covers.buyer(item.insurer, item.customer_id)
                if buyer is not None and buyer.accepted:
                    refresh(covers, one, [BuyerQuery(item.customer_id, "", "")])


def _remind(fates: Iterable[Fate], *, as_json: bool) -> None:
    """Say how the log learns of a claim: the index of its folder is part of what is recorded."""
    from ledgerguard.plugin.insurer import ClaimFiling

    for item in [fate.item for fate in fates if fate.item.state == "taken" and not as_json]:
        if isinstance(item.write, ClaimFiling):
            invoices = " ".join(one.invoice for one in item.write.items)
            typer.echo(
                f"`ledgerguard claim LEDGER {invoices} --cause {item.write.cause} --as-of DATE "
                "--sent` tells the log, with the papers of its folder"
            )


def _show(fates: list[Fate], language: Language, *, as_json: bool, nothing: str) -> None:
    if as_json:
        print_json([{**item_json(fate.item), "note": fate.note} for fate in fates])
    elif fates:
        print_fates(fates, language)
    else:
        typer.echo(nothing)

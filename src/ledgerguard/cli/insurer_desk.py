"""What the commands about insurers share: which connector, which book, which customers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledgerguard.cli.claim import files_of
from ledgerguard.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledgerguard.plugin.insurer import BuyerQuery, Capability, Insurer
    from ledgerguard.store.covers import CoverBook
    from ledgerguard.units import Language

InsurerName = Annotated[
    str,
    typer.Option(
        "--insurer", metavar="NAME", help="The connector; may be left out where there is only one."
    ),
]
Customers = Annotated[
    list[str] | None, typer.Argument(metavar="[CUSTOMER]...", help="Our ids of customers.")
]


def connectors() -> Mapping[str, Insurer]:
    """The connectors that are installed, by name."""
    from ledgerguard.plugin.manager import installed

    return installed().insurers


def chosen(name: str) -> Insurer:
    """The connector that is meant.

    Raises:
        InvalidValue: when there is none, or several and none is named.
    """
    known = connectors()
    if not name and len(known) == 1:
        return next(iter(known.values()))
    if name not in known:
        raise InvalidValue(
            f"insurer must be one of {', '.join(known) or 'those that are installed'}, "
            f"got {name or 'none'}",
            hint="--insurer NAME; `ledgerguard insurer list` shows them"
            if known
            else "pip install a connector, such as ledgerguard-insurer-file",
        )
    return known[name]


def several(name: str, capability: Capability) -> list[Insurer]:
    """The connector that is named; else all that offer something, or all that will say they do not.

    Raises:
        InvalidValue: when there is none.
    """
    if name or not connectors():
        return [chosen(name)]
    known = list(connectors().values())
    return [one for one in known if capability in one.capabilities] or known


def book() -> CoverBook:
    """The user's book of covers, made where there is none.

    Raises:
        NotAvailable: when there is no place for it, or it is damaged.
    """
    from ledgerguard.store.covers import CoverBook
    from ledgerguard.store.covers_file import own_path

    return CoverBook.open(own_path())


def queries(
    facts: Path | None, customers: Iterable[str] | None, language: Language
) -> list[BuyerQuery]:
    """Whom to ask about: the named customers, or all of the file, with what the file knows."""
    from ledgerguard.casework.customer_file.identity import identity_of
    from ledgerguard.casework.customer_file.reading import NOBODY, OWN
    from ledgerguard.plugin.insurer import BuyerQuery
    from ledgerguard.units import LAST_SERIAL

    known = files_of(facts, language) or {}
    wanted = list(customers or []) or [one for one in known if one not in (NOBODY, OWN)]
    found = []
    for customer in wanted:
        if customer not in known:
            found.append(BuyerQuery(customer, "", ""))
            continue
        who = identity_of(known[customer], LAST_SERIAL)
        found.append(BuyerQuery(customer, who.name, who.country, who.legal_id))
    return found


def unsettled(notes: Iterable[str]) -> None:
    """End with exit code 1 when something did not get as far as it was meant to.

    Raises:
        Exit: when a note is not blank.
    """
    if any(notes):
        raise typer.Exit(1)


def reference_of(insurer: Insurer, customer: str, stated: str) -> str:
    """The insurer's reference of a customer: as stated, or as the book has it.

    Raises:
        InvalidValue: when nobody has found or confirmed it yet.
    """
    if stated:
        return stated
    with book() as covers:
        buyer = covers.buyer(insurer.name, customer)
    if buyer is None or not buyer.accepted:
        raise InvalidValue(
            f"the reference of {customer} at {insurer.name} must be known, "
            f"got {'only a guess' if buyer else 'none'}",
            hint=f"`ledgerguard insurer buyers {customer}` finds it, or --reference states it",
        )
    return buyer.reference

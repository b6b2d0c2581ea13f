"""What the commands about credit look at: customers' files, ledger, policy and log of one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ledgerguard.cli.credit_words import word
from ledgerguard.errors import NotAvailable
from ledgerguard.units import Language

if TYPE_CHECKING:
    from ledgerguard.casework.customer_file.aliases import Merge, Merged
    from ledgerguard.casework.customer_file.behaviour import Behaviour
    from ledgerguard.casework.customer_file.facts import CustomerFile, FileProblem
    from ledgerguard.casework.decisions.sheet import Desk
    from ledgerguard.ledger.portfolio import Frame
    from ledgerguard.ledger.schema import Ledger
    from ledgerguard.policy.credit_file import CreditPolicy
    from ledgerguard.policy.firm import Policy

NEAR = 3
"""How many ids a message names that are like the one that is unknown."""


@dataclass(frozen=True)
class CreditDesk:
    """Everything that is known on a day, customers with several ids made one.

    Attributes:
        desk: Files and what the ledger says, by the id that is kept.
        merged: What was made one, by which rule, and what was not.
        frame: The ledger by the ids that are kept; an empty one where there is none.
        raw: The ledger as it is.
        ledger: What reading it has found; None: there is none.
        policy: The firm's policy.
        own: The file of the firm itself, where there is one.
        names: Name of each customer of the ledger, by the id that is kept.
    """

    desk: Desk
    merged: Merged
    frame: Frame
    raw: Frame
    ledger: Ledger | None
    policy: Policy
    own: CustomerFile | None
    names: Mapping[str, str]

    @property
    def as_of(self) -> int:
        """Serial number of the day."""
        return self.desk.as_of

    @property
    def watched(self) -> dict[str, CustomerFile]:
        """The files with that of the firm itself, as alerts take them."""
        from ledgerguard.casework.watch.own_signals import OWN

        own = {} if self.own is None else {OWN: self.own}
        return {key: file for key, file in self.desk.files.items() if key} | own

    @property
    def customers(self) -> list[str]:
        """The ids of all customers that a file or the ledger knows."""
        return sorted({*self.desk.files, *self.names} - {""})

    def customer(self, wanted: str) -> CustomerFile:
        """The file of a customer, by any of its ids or its name; empty where only a ledger has it.

        Raises:
            NotAvailable: naming the nearest ids.
        """
        from ledgerguard.casework.customer_file.facts import CustomerFile

        files = self.desk.files
        key = self.merged.kept_of(wanted.strip())
        if key in files and key:
            return files[key]
        if not {*files} - {""} and "" in files:  # the file is about one, and names nobody
            nobody = files[""]
            return CustomerFile(key, nobody.facts, nobody.problems)
        if key in self.names:
            return CustomerFile(key)
        named = [k for k in self.customers if self.name(k).casefold() == wanted.strip().casefold()]
        if len(named) == 1:
            return files.get(named[0], CustomerFile(named[0]))
        raise NotAvailable(
            f"customer must be one that the file or the ledger knows, got {wanted!r}",
            hint=self._near(wanted),
        )

    def name(self, customer_id: str) -> str:
        """The name of a customer: that of its file, else that of the ledger."""
        from ledgerguard.casework.decisions.figures import word_of

        file = self.desk.files.get(customer_id)
        own = "" if file is None else word_of(file, "name", self.as_of)
        return own or self.names.get(customer_id, "")

    def credit(self, file: CustomerFile) -> CreditPolicy:
        """The credit policy toward a customer, with the profile of its industry."""
        from ledgerguard.casework.decisions.sheet import credit_for

        return credit_for(self.policy, file, self.as_of)

    def book(self, file: CustomerFile) -> Mapping[str, Behaviour]:
        """What the ledger says of a customer, by currency."""
        return self.desk.book(file)

    @property
    def lost(self) -> tuple[FileProblem, ...]:
        """Rows that name no customer and could not be read: any of them may be about any one."""
        nobody = self.desk.files.get("")
        return () if nobody is None or nobody.facts else nobody.problems

    @property
    def unread(self) -> int:
        """How many rows of all files could not be read."""
        own = () if self.own is None else self.own.problems
        return len(own) + sum(len(file.problems) for file in self.desk.files.values())

    def merges(self, customer_id: str) -> list[Merge]:
        """What a customer was merged of."""
        return [each for each in self.merged.merges if each.kept == customer_id]

    def _near(self, wanted: str) -> str:
        spelled = {key.casefold(): key for key in self.customers}
        spelled |= {name.casefold(): key for key in self.customers if (name := self.name(key))}
        like = get_close_matches(wanted.strip().casefold(), spelled, NEAR, 0.5)
        known = list(dict.fromkeys(spelled[text] for text in like)) or self.customers[:NEAR]
        shown = (f"{key} ({self.name(key)})" if self.name(key) else key for key in known)
        return f"{'nearest' if like else 'it knows'}: {', '.join(shown) or 'nobody'}"


def desk(
    facts: Path | None,
    ledger: Ledger | None,
    policy: Policy,
    as_of: int,
    *,
    sheet: str | None = None,
    currency: str = "",
    language: Language = "en",
) -> CreditDesk:
    """Read the customers' files and put them beside the ledger.

    Args:
        facts: The customers' files; None: there are none.
        ledger: The ledger that was read; None: there is none.
        policy: The firm's policy.
        as_of: Serial number of the day.
        sheet: The sheet of a workbook of files.
        currency: Currency of amounts in the files that name none; else the ledger's only one.
        language: Language of the problems.
    """
    from ledgerguard.casework.customer_file.aliases import merged
    from ledgerguard.casework.customer_file.behaviour import behaviours
    from ledgerguard.casework.customer_file.reading import read_files
    from ledgerguard.casework.decisions.sheet import Desk, by_kept_ids
    from ledgerguard.casework.watch.own_signals import OWN
    from ledgerguard.ledger.portfolio import customer_names
    from ledgerguard.ledger.reading.clean import as_frame
    from ledgerguard.ledger.schema import FRAME

    only = ledger.currencies[0] if ledger is not None and len(ledger.currencies) == 1 else ""
    files: dict[str, CustomerFile] = {}
    if facts is not None:
        files = read_files(facts, sheet, currency=currency or only, language=language)
    own = files.pop(OWN, None)
    together = merged(files, as_of)
    raw = as_frame({name: [] for name in FRAME}) if ledger is None else ledger.frame
    frame = by_kept_ids(raw, together)
    in_time = policy.credit.limits.paid_late_tolerance_days
    books = behaviours(frame, as_of, tolerance_days=in_time)
    kept = dict(together.files)
    if "" in files:  # rows that name nobody, or the file of the only one
        kept[""] = files[""]
    names = {str(key): str(name) for key, name in customer_names(frame, as_of).items()}
    rows = None if ledger is None else frame
    known = Desk(files=kept, books=books, as_of=as_of, kept=together.kept, frame=rows)
    return CreditDesk(known, together, frame, raw, ledger, policy, own, names)


def tell_unread(found: CreditDesk, facts: Path | None, language: Language) -> None:
    """Say on stderr how many rows of the files could not be read: nothing is dropped silently."""
    if facts is not None and found.unread:
        typer.echo(word("rows_lost", language, facts.name, found.unread), err=True)


def code(currency: str) -> str:
    """A currency as it is typed, as its code; blank: none."""
    from ledgerguard.ledger.currency import code_of

    return (code_of(currency) or currency.strip().upper()) if currency.strip() else ""

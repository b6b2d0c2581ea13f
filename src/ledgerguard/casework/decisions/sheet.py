"""What the formulas of credit decisions take from a sheet: files, ledger, policy, request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import attrs
import narwhals as nw

from ledgerguard.casework.customer_file.aliases import Merged, merged
from ledgerguard.casework.customer_file.behaviour import Behaviour, behaviours
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.freshness import fact_state
from ledgerguard.casework.customer_file.identity import groups
from ledgerguard.casework.customer_file.own_sales import SalesShare, sales_of
from ledgerguard.casework.customer_file.reading import NOBODY, OWN, files_from_cells
from ledgerguard.casework.decisions.account import spoken
from ledgerguard.casework.decisions.exposure import exposure_of
from ledgerguard.casework.decisions.figures import word_of
from ledgerguard.casework.decisions.loss import vat_rate_of
from ledgerguard.casework.insured.buyer import Insured, insured_of
from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.read import from_cells
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.credit_policy import named
from ledgerguard.policy.firm import Policy
from ledgerguard.policy.schema import nearest
from ledgerguard.units import Language, Table

TOLERANCE_DAYS: Final = 5
"""What the packaged policy says of limits.paid_late_tolerance_days."""

Books = Mapping[str, Mapping[str, Behaviour]]
"""What the ledger says of each customer, by currency."""


@dataclass(frozen=True)
class Desk:
    """The customers of a sheet, and what its ledger says of them on a day.

    Attributes:
        files: The files by the id that is kept of a customer's several; with the firm's own.
        books: What the ledger says of each customer.
        as_of: Serial number of the day.
        kept: The id that is kept, by every id.
        frame: The ledger under these ids; None: there is none.
    """

    files: Mapping[str, CustomerFile]
    books: Books
    as_of: int
    kept: Mapping[str, str]
    frame: Frame | None = None

    def customer(self, wanted: str | None) -> CustomerFile:
        """The file of the customer that is meant: the one named, or the only one.

        A range without customer ids is about one; the ledger's only customer lends it its id.

        Raises:
            InvalidValue: when there are several and none is named.
            NotAvailable: when there is nothing about the one that is named.
        """
        ids = [key for key in self.files if key not in (NOBODY, OWN)]
        name = (wanted or "").strip()
        name = self.kept.get(name, name)
        if not ids:
            alone = next(iter(self.books)) if len(self.books) == 1 else ""
            given = self.files.get("", CustomerFile(""))
            return CustomerFile(name or alone, given.facts, given.problems)
        if name in self.files and name:
            return self.files[name]
        if name:
            raise NotAvailable(
                f"customer must be one that the file has rows about, got {name!r}",
                hint=nearest(name, ids) or f"it has rows about {', '.join(ids[:5])}",
            )
        if len(ids) > 1:
            raise InvalidValue(
                f"customer must be one of {', '.join(ids[:5])}, got a blank",
                hint="the range is about several customers: name the one that is meant",
            )
        return self.files[ids[0]]

    def book(self, file: CustomerFile) -> Mapping[str, Behaviour]:
        """What the ledger says of a customer; nothing where it does not know it."""
        return self.books.get(file.customer_id, {})

    @cached_property
    def groups(self) -> dict[str, str]:
        """The group of each customer that belongs to one, as it was first spelled."""
        found = groups(self.files, self.as_of)
        return {key: group for group, members in found.items() for key in members}

    def insured(
        self, file: CustomerFile, currency: str, policy: Policy, credit: CreditPolicy
    ) -> Insured | None:
        """What the insurer would pay of what a customer owes; None without ledger or terms."""
        if self.frame is None:
            return None
        file, rate = spoken(file, currency), vat_rate_of(file, credit, self.as_of)
        return insured_of(self.frame, file, policy, currency, self.as_of, vat_rate=rate)

    def sales(self, currency: str, credit: CreditPolicy) -> SalesShare | None:
        """The firm's own sales on credit and in all, where its own file states young ones."""
        found = sales_of(self.files.get(OWN, CustomerFile(OWN)), currency, self.as_of)
        old = found is None or fact_state(found.credit, credit, self.as_of) != "fresh"
        return None if old else found

    def merged(self, file: CustomerFile) -> tuple[str, ...]:
        """The other ids of the same customer, which are taken together with it."""
        own = file.customer_id
        return tuple(key for key, kept in self.kept.items() if kept == own and key != own)

    def rest_of_group(self, file: CustomerFile, currency: str) -> int:
        """What the other members of a customer's group owe in a currency, minor units."""
        groups = self.groups
        group = groups.get(file.customer_id)
        others = [key for key, of in groups.items() if of == group and key != file.customer_id]
        total = 0
        for key in others if group else ():
            behaviour = self.books.get(key, {}).get(currency)
            total += exposure_of(self.files[key], behaviour, currency, self.as_of).total
        return max(0, total)


def desk_of(
    customer_file: Table,
    ledger: Table | None,
    as_of: int,
    currency: str,
    language: Language,
    policy: Policy | None = None,
) -> Desk:
    """The customers of a range of facts, and of a ledger where there is one.

    Args:
        customer_file: Range of facts with its header row.
        ledger: Range of a ledger with its header row; None: no ledger.
        as_of: Serial number of the day.
        currency: Currency of amounts in the facts that name none.
        language: Language of the problems.
        policy: The firm's policy, which says how late is still in time; None: the packaged one.
    """
    found = merged(files_from_cells(customer_file, currency=currency, language=language), as_of)
    books: Books = {}
    frame = None
    if ledger is not None:
        frame = by_kept_ids(from_cells(ledger, language=language).frame, found)
        days = TOLERANCE_DAYS if policy is None else policy.credit.limits.paid_late_tolerance_days
        books = behaviours(frame, as_of, tolerance_days=days)
    return Desk(found.files, books, as_of, found.kept, frame)


def by_kept_ids(frame: Frame, found: Merged) -> Frame:
    """The ledger with the ids of merged customers: what one customer owes under two ids is one."""
    ids = frame.get_column("customer_id").to_list()
    kept = [found.kept_of(each) for each in ids]
    if kept == ids:
        return frame
    column = nw.new_series("customer_id", kept, nw.String, backend=frame.implementation)
    return frame.with_columns(column)


def credit_for(
    policy: Policy, file: CustomerFile, as_of: int, preset: str | None = None
) -> CreditPolicy:
    """The credit policy toward a customer: a preset by name, and the profile of its industry.

    Raises:
        InvalidValue: when there is no such preset.
    """
    book = policy.credit_book
    if preset:
        key = named(book.presets, preset)
        if key is None:
            raise InvalidValue(
                f"preset must be one of {', '.join(book.presets)}, got {preset!r}",
                hint=nearest(preset, book.presets) or "leave it out for the firm's own policy",
            )
        book = attrs.evolve(book, preset=key)
    profile = book.profile_named(word_of(file, "industry", as_of))
    return book.policy(profile or None)

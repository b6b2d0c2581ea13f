"""Who a customer is: its entry in the register, and which names and files are one customer."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.names import Name, registered
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file says of the customer itself; blank or None where it says nothing.

    Attributes:
        customer_id: Id under which the firm keeps it.
        name: Registered name.
        aliases: Other names.
        legal_id: Number in the public register.
        registry_status: active, dormant, dissolved, revoked or insolvent.
        registered_capital: Capital that was promised.
        paid_in_capital: Capital that was paid in.
        founded: Serial number of the day; of a company older than 1900 it is negative.
        country: ISO code of two letters.
        group: Group of companies.
        industry: Industry.
        registry_day: Day of the newest fact of the register; NO_DAY where nobody says.
    """

    customer_id: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    legal_id: str = ""
    registry_status: str = ""
    registered_capital: Amount | None = None
    paid_in_capital: Amount | None = None
    founded: int | None = None
    country: str = ""
    group: str = ""
    industry: str = ""
    registry_day: int = NO_DAY

    @property
    def paid_in_rate(self) -> float | None:
        """The part of the capital that was paid in; None where it cannot be told."""
        promised, paid = self.registered_capital, self.paid_in_capital
        if promised is None or paid is None or promised.currency != paid.currency:
            return None
        return paid.minor / promised.minor if promised.minor else None


def identity_of(file: CustomerFile, as_of: int) -> Identity:
    """What is known of a customer on a day."""
    founded = file.latest("founded", as_of)
    register = [
        fact
        for item in ("registry_status", "registered_capital", "paid_in_capital")
        if (fact := file.latest(item, as_of))
    ]
    return Identity(
        file.customer_id,
        _text(file, "name", as_of),
        tuple(dict.fromkeys(str(fact.value) for fact in reversed(file.known("alias", as_of)))),
        _text(file, "legal_id", as_of),
        _text(file, "registry_status", as_of),
        _amount(file, "registered_capital", as_of),
        _amount(file, "paid_in_capital", as_of),
        None if founded is None else int(founded.value),
        _text(file, "country", as_of),
        _text(file, "group", as_of),
        _text(file, "industry", as_of),
        max((fact.day for fact in register), default=NO_DAY),
    )


def groups(files: Mapping[str, CustomerFile], as_of: int) -> dict[str, tuple[str, ...]]:
    """The customers of each group of companies, under the name of the group as first written.

    Two spellings of one name are one group. The customer whose own name or id is that of the group
    belongs to it too.
    """
    known = {key: identity_of(file, as_of) for key, file in files.items() if key}
    titles: dict[Name, str] = {}
    members: dict[str, list[str]] = {}
    for one in known.values():
        if one.group:
            title = titles.setdefault(registered(one.group), one.group)
            members.setdefault(title, [])
    for key, one in known.items():
        for title in _groups_of(one, titles, members):
            members[title].append(key)
    return {title: tuple(keys) for title, keys in members.items()}


def _groups_of(one: Identity, titles: Mapping[Name, str], known: Container[str]) -> set[str]:
    """The groups that a customer belongs to; one whose id and name are two groups' is in both."""
    if one.group:
        return {titles[registered(one.group)]}
    by_id = {one.customer_id} if one.customer_id in known else set()
    by_name = titles.get(registered(one.name)) if one.name else None
    return by_id | ({by_name} if by_name else set())


def _text(file: CustomerFile, item: str, as_of: int) -> str:
    fact = file.latest(item, as_of)
    return "" if fact is None else str(fact.value)


def _amount(file: CustomerFile, item: str, as_of: int) -> Amount | None:
    fact = file.latest(item, as_of)
    return None if fact is None else Amount.of(float(fact.value), fact.currency)

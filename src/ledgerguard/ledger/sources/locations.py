"""Addresses of databases: what is meant by them, and what of them must never be shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote, unquote, urlencode, urlsplit

from ledgerguard.errors import LedgerError

Scheme = Literal["sqlite", "postgresql"]

_SCHEMES: Final[dict[str, Scheme]] = {
    "sqlite": "sqlite",
    "postgresql": "postgresql",
    "postgres": "postgresql",
}
_SECRET: Final = ("password", "sslpassword")
_OURS: Final = ("table", "query")
_DEFAULTS: Final = {"application_name": "ledgerguard", "connect_timeout": "10"}


@dataclass(frozen=True)
class Location:
    """A database, and what of it is meant."""

    scheme: Scheme
    uri: str = field(repr=False)  # what the driver gets: a path for SQLite
    name: str  # what people see: without passwords
    table: str | None = None
    query: str | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def source(self) -> str:
        """The database and its table, for reports."""
        return f"{self.name}, {f'table {self.table}' if self.table else 'a query'}"

    def meant(self, table: str | None, query: str | None) -> Location:
        """The same database with the table or query that the caller names, if any.

        Raises:
            LedgerError: when both are named.
        """
        found = self
        if table or query:
            found = replace(self, table=table, query=query)
        if found.table and found.query:
            raise LedgerError(
                f"either a table or a query is read from {self.name}, got both",
                hint="leave one of them out",
            )
        return found

    def hidden(self, text: object) -> str:
        """A driver's message without the passwords, on one line."""
        shown = str(text)
        for secret in self.secrets:
            shown = shown.replace(secret, "***")
        return " ".join(shown.split())


def location(address: str) -> Location | None:
    """The database that an address means; None where it is no address of one.

    - ``postgresql://user@host:5432/database?table=schema.invoices`` (or ``query=SELECT...``);
      further parameters are libpq's, such as ``sslmode``.
    - ``sqlite:///relative/path.db?table=invoices``, ``sqlite:////absolute/path.db``.

    Raises:
        LedgerError: when it cannot be read; the message never repeats the address.
    """
    scheme = _SCHEMES.get(address.partition("://")[0].lower()) if "://" in address else None
    if scheme is None:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        raise _unclear() from None
    if "@" not in parts.netloc and "@" in parts.path + parts.query + parts.fragment:
        # The rest of a password would be taken for a path, and shown in messages.
        raise _unclear()
    given = _parameters(parts.query)
    wanted = {name: given.pop(name, None) or None for name in _OURS}
    if scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/"))
        made = sqlite_file(Path(path))
    else:
        made = _postgresql(parts.netloc, parts.path, given)
    return made.meant(wanted["table"], wanted["query"])


def _parameters(text: str) -> dict[str, str]:
    """As libpq reads them: a plus is a plus, which SQL needs."""
    pairs = (pair.partition("=") for pair in text.split("&") if pair)
    return {unquote(name): unquote(value) for name, _, value in pairs}


def sqlite_file(path: Path) -> Location:
    """The location of a file of SQLite."""
    return Location("sqlite", str(path), str(path))


def _postgresql(netloc: str, path: str, given: dict[str, str]) -> Location:
    who, sign, host = netloc.rpartition("@")
    user, colon, password = who.partition(":")
    secrets = [password, *(given[name] for name in _SECRET if name in given)]
    # As libpq wants it, whatever of it was escaped: it would show an unescaped @ as a host's name.
    login = quote(unquote(user), safe="") + (colon and ":" + quote(unquote(password), safe=""))
    parameters = urlencode({**_DEFAULTS, **given}, quote_via=quote)
    forms = {form for s in secrets if s for form in (s, unquote(s), quote(unquote(s), safe=""))}
    return Location(
        "postgresql",
        f"postgresql://{login}{sign}{host}{path}?{parameters}",
        f"postgresql://{unquote(user)}{sign}{host}{unquote(path)}",
        secrets=tuple(sorted(forms, key=len, reverse=True)),
    )


def _unclear() -> LedgerError:
    return LedgerError(
        "the address of the database cannot be read",
        hint="it is postgresql://user:password@host:5432/database?table=invoices; "
        "signs such as @ / ? # % in a password are written %40 %2F %3F %23 %25",
    )

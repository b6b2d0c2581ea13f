"""A served sandbox, connectors to it, and a witness that reads everything they leave behind.

``world`` yields a sandbox with secrets of its own. When it ends, whatever was logged, printed,
raised or written is searched for these secrets and for every token that the sandbox has given.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import random
import ssl
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from unittest import mock

import httpx
from ledgerguard.casework.insurers.steps import Item
from ledgerguard.plugin.insurer import ClaimFiling, LimitRequest

from ledgerguard_insurer_rest.connector import RestInsurer
from ledgerguard_insurer_rest.logins import FOLDER_VARIABLE
from ledgerguard_insurer_rest.profile import Profile, load
from ledgerguard_insurer_rest.sandbox.app import Sandbox
from ledgerguard_insurer_rest.sandbox.faults import Plan
from ledgerguard_insurer_rest.sandbox.office import Office
from ledgerguard_insurer_rest.sandbox.serving import serving
from ledgerguard_insurer_rest.secret import variable
from ledgerguard_insurer_rest.settings import Connection

STEPS: Final = int(os.environ.get("LEDGERGUARD_STEPS", "150"))
NAME: Final = "mutual"
CLIENT: Final = "firm-4711"
SECRET: Final = "s3cret-of-the-firm-5e8f0c"  # noqa: S105 - the sandbox's
API_KEY: Final = "key-of-the-firm-77aa01"
HOOK_SECRET: Final = "hook-of-the-firm-90bb12"  # noqa: S105 - the sandbox's

Tick = Callable[[], None]

_TLS: Final = ssl.create_default_context()
"""One for all: making it takes longer than a call, and the sandbox speaks without."""


class WatchedOffice(Office):
    """An office that remembers the tokens that it has given."""

    def __init__(self, *args: Any, **more: Any) -> None:
        self.given: list[str] = []
        self.logins = 0
        super().__init__(*args, **more)

    def log_in(self, client: str, secret: str) -> tuple[str, float] | None:
        self.logins += 1
        found = super().log_in(client, secret)
        if found is not None:
            self.given.append(found[0])
        return found


@dataclass
class Witness:
    """Whatever somebody might read afterwards."""

    folder: Path
    logged: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    printed: io.StringIO = field(default_factory=io.StringIO)

    def saw(self, error: BaseException) -> None:
        """Keep an error as the wordiest of reports would show it."""
        report = traceback.TracebackException.from_exception(error, capture_locals=True)
        self.raised.append("".join(report.format()) + repr(error))

    def found(self, secrets: Sequence[str]) -> list[str]:
        """Where one of the secrets stands."""
        places = {
            "log": "\n".join(self.logged).encode(),
            "errors": "\n".join(self.raised).encode(),
            "printed": self.printed.getvalue().encode(),
        }
        places |= {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }
        return [
            f"{place}: {one[:12]}"
            for place, content in places.items()
            for one in secrets
            if one.encode() in content
        ]


class _Keeper(logging.Handler):
    def __init__(self, witness: Witness) -> None:
        super().__init__(logging.DEBUG)
        self.witness = witness

    def emit(self, record: logging.LogRecord) -> None:
        self.witness.logged.append(self.format(record) + repr(record.args))


class Watched:
    """A connector whose every error the witness sees; ``tick`` before and after each call."""

    def __init__(self, insurer: RestInsurer, witness: Witness, tick: Tick) -> None:
        self._insurer = insurer
        self._witness = witness
        self._tick = tick

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._insurer, name)
        if not callable(found):
            return found

        def called(*args: Any) -> Any:
            self._tick()
            try:
                answer = found(*args)
            except BaseException as error:
                self._witness.saw(error)
                raise
            self._tick()
            return answer

        return called


@dataclass
class World:
    """A served sandbox."""

    folder: Path
    office: WatchedOffice
    sandbox: Sandbox
    url: str
    witness: Witness
    style: str
    opened: list[RestInsurer] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        return self.sandbox.plan

    def connector(
        self,
        patience: float = 20.0,
        *,
        name: str = NAME,
        transport: httpx.BaseTransport | None = None,
        state: str = "state",
        **changes: Any,
    ) -> RestInsurer:
        """A connector; ``changes``: tables of its profile that differ."""
        base_url = self.url + ("/meridian" if self.style == "meridian" else "")
        connection = Connection(self.style, base_url, policy="P-1", patience=patience)
        profile = changed(load(self.style), changes)
        insurer = RestInsurer(
            name, connection, profile, transport=transport, state=self.folder / state
        )
        self.opened.append(insurer)
        return insurer

    def watched(self, patience: float = 20.0, tick: Tick = lambda: None, **more: Any) -> Any:
        """A connector that ticks, and whose errors the witness sees."""
        return Watched(self.connector(patience, **more), self.witness, tick)

    def has(self, key: str) -> bool:
        return bool(self.office.found(key))

    def counted(self, key: str) -> int:
        return len(self.office.found(key))

    def deliver(self) -> None:
        """What still travels arrives."""
        httpx.post(f"{self.url}/control/deliver", timeout=30, trust_env=False).raise_for_status()

    @property
    def secrets(self) -> list[str]:
        return [SECRET, API_KEY, HOOK_SECRET, *self.office.given]


def changed(profile: Profile, tables: Mapping[str, Mapping[str, Any]]) -> Profile:
    """A profile with some keys of some tables changed."""
    import attrs

    parts = {name: attrs.evolve(getattr(profile, name), **t) for name, t in tables.items()}
    return attrs.evolve(profile, **parts)


def environment(folder: Path, name: str = NAME) -> dict[str, str]:
    """The variables with which a program may speak to the sandbox."""
    return {
        variable(name, "client_id"): CLIENT,
        variable(name, "client_secret"): SECRET,
        variable(name, "api_key"): API_KEY,
        variable(name, "webhook_secret"): HOOK_SECRET,
        FOLDER_VARIABLE: str(folder / "state"),
    }


@contextlib.contextmanager
def world(
    folder: Path, style: str = "sandbox", plan: Plan | None = None, **office: Any
) -> Iterator[World]:
    """A served sandbox with an account; nothing secret may remain when it ends."""
    made = WatchedOffice(folder / "sandbox.db", **office)
    made.open_account(CLIENT, SECRET)
    made.open_account("meridian", API_KEY)
    sandbox = Sandbox(made, plan or Plan(hang=1.0))
    witness = Witness(folder)
    keeper, root = _Keeper(witness), logging.getLogger()
    before = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    try:
        with (
            mock.patch.dict(os.environ, environment(folder)),
            contextlib.redirect_stdout(witness.printed),
            contextlib.redirect_stderr(witness.printed),
            serving(sandbox) as url,
        ):
            one = World(folder, made, sandbox, url, witness, style)
            try:
                yield one
            finally:
                for insurer in one.opened:
                    insurer.close()
    finally:
        root.setLevel(before)
        root.removeHandler(keeper)
        made.close()
    assert witness.logged, "the witness must have seen the log of the network"
    found = witness.found(one.secrets)
    assert not found, f"something secret was found: {found}"


def agree(items: Mapping[str, Item], office: Office) -> int:
    """Both sides tell the same: one record for each write that went out. Answers how many."""
    rows = {row["key"]: row for row in office.rows("SELECT * FROM submissions")}
    assert len(rows) == len(office.rows("SELECT id FROM submissions")), "one is doubled"
    gone = {key: item for key, item in items.items() if item.state in ("taken", "settled")}
    assert set(rows) == set(gone), "one is lost, or nobody knows of it"
    for key, item in gone.items():
        row, write = rows[key], item.write
        assert item.confirmed_by
        assert (row["kind"], row["id"], row["buyer"], row["policy"]) == (
            item.kind, item.ticket, write.reference, write.policy,
        )  # fmt: skip
        if isinstance(write, LimitRequest | ClaimFiling):
            assert (Decimal(row["amount"]), row["currency"]) == (write.amount, write.currency)
    return len(gone)


class Flaky(httpx.BaseTransport):
    """A network that sometimes has no connection, and whose every step is a moment of its own."""

    def __init__(self, tick: Tick = lambda: None, often: float = 0.0, seed: int = 1) -> None:
        self._inner = httpx.HTTPTransport(verify=_TLS)
        self._tick = tick
        self._often = often
        self._dice = random.Random(seed)  # noqa: S311 - no secret

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._tick()
        if self._dice.random() < self._often:
            raise httpx.ConnectError("no connection", request=request)
        response = self._inner.handle_request(request)
        self._tick()
        return response

    def close(self) -> None:
        self._inner.close()


def plan_of(
    seed: int, often: float, kinds: Sequence[str], hang: float = 1.0, retry_after: str = "0"
) -> Plan:
    """A plan of faults from a seed."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    return replace(Plan(), often=often, kinds=tuple(kinds), hang=hang, retry_after=retry_after,
                   dice=dice)  # fmt: skip


def lines(text: str) -> list[Any]:
    """JSON lines."""
    return [json.loads(line) for line in text.splitlines() if line.strip()]

"""How often the login was refused, kept for all programs of this user: nobody is locked out by us.

Insurers lock an account after some failed logins (often five). A refused login is never repeated
with the same secrets, by no program and on no day, and after a few with other secrets no more are
tried until a person says so. Where no answer was heard it may have been a refusal: it counts as
one, unless the insurer has accepted these secrets before. What is kept: the number, and salted
scrypt hashes by which secrets are known again; never a secret.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets as chance
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from ledgerguard.plugin.insurer import LockedOut, Unreachable
from ledgerguard.store.covers_file import usual_path

from ledgerguard_insurer_rest.secret import Secret

FOLDER_VARIABLE: Final = "LEDGERGUARD_INSURER_REST_STATE"
"""Environment variable: another folder than the user's data folder."""

_COST: Final = 2**13


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of the logins to one insurer; the digests are of secrets."""

    failures: int = 0  # refused or unheard, since the last that was accepted
    salt: str = ""
    refused: str = ""  # the last ones that were refused
    accepted: str = ""  # the last ones that were accepted


def state_folder() -> Path | None:
    """Where it is kept; None where there is no home."""
    own = os.environ.get(FOLDER_VARIABLE)
    if own:
        return Path(own)
    book = usual_path()
    return None if book is None else book.parent


class Logins:
    """The memory of one connection. Without a folder it lasts as long as this object."""

    def __init__(self, connection: str, most: int, folder: Path | None) -> None:
        self.connection = connection
        self._most = most
        self._folder = folder
        self._kept: dict[str, Memory] = {}

    @contextlib.contextmanager
    def one_at_a_time(self, seconds: float) -> Iterator[None]:
        """Only one program of this user logs in at a time: else each would fail by itself.

        Raises:
            Unreachable: when another one takes longer than that.
        """
        if self._folder is None:
            yield
            return
        with contextlib.closing(self._lock_file(seconds)) as lock:
            try:
                lock.execute("BEGIN IMMEDIATE")
            except sqlite3.Error:
                raise Unreachable(
                    f"one program must log in to {self.connection} at a time, got another at it",
                    hint="try again",
                ) from None
            yield

    def require(self, secrets: Sequence[Secret]) -> None:
        """Refuse to log in when it is known to fail, or the account might be locked.

        Raises:
            LockedOut: naming what a person has to do.
        """
        known = self._known()
        if not known.failures:
            return
        again = f"`python -m ledgerguard_insurer_rest retry {self.connection}`"
        own = _digest(secrets, known.salt)
        if hmac.compare_digest(known.refused, own):
            raise LockedOut(
                f"{self.connection} must accept the login, got these secrets refused before",
                hint="keep the right secrets, or if they are right and the insurer has mended the "
                f"account: {again}",
            )
        if known.failures >= self._most and not hmac.compare_digest(known.accepted, own):
            raise LockedOut(
                f"{self.connection} must accept the login, got it refused {known.failures} times; "
                "another failure may lock the account",
                hint=f"have the insurer look at the account, keep the right secrets, then {again}",
            )

    def refused(self, secrets: Sequence[Secret]) -> None:
        """A login was refused."""
        known = self._known()
        own = _digest(secrets, known.salt)
        accepted = "" if hmac.compare_digest(known.accepted, own) else known.accepted
        self._keep(Memory(known.failures + 1, known.salt, own, accepted))

    def unheard(self, secrets: Sequence[Secret]) -> None:
        """A login has gone out, and nobody knows what the insurer made of it."""
        known = self._known()
        if not hmac.compare_digest(known.accepted, _digest(secrets, known.salt)):
            self._keep(replace(known, failures=known.failures + 1))

    def accepted(self, secrets: Sequence[Secret]) -> None:
        """A login was accepted: what was before is forgotten."""
        known = self._known()
        now = Memory(0, known.salt, "", _digest(secrets, known.salt))
        if now != known:
            self._keep(now)

    def allow(self) -> None:
        """A person allows another login after refused ones."""
        self._keep(replace(self._known(), failures=0, refused=""))

    def _known(self) -> Memory:
        return self._read().get(self.connection) or Memory(salt=chance.token_hex(16))

    def _keep(self, memory: Memory) -> None:
        self._write({**self._read(), self.connection: memory})

    def _read(self) -> dict[str, Memory]:
        if self._folder is None:
            return dict(self._kept)
        path = self._folder / "insurer-rest-logins.json"
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            return {name: Memory(**entry) for name, entry in stored.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError):
            raise LockedOut(
                f"{path.name} must tell which logins were refused, got something else",
                hint=f"look at {path}; delete it if no login was refused lately",
            ) from None

    def _write(self, kept: dict[str, Memory]) -> None:
        if self._folder is None:
            self._kept = kept
            return
        path = self._folder / "insurer-rest-logins.json"
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({k: asdict(one) for k, one in kept.items()}), encoding="utf-8")
        draft.replace(path)

    def _lock_file(self, seconds: float) -> sqlite3.Connection:
        """A file that only one program can have begun to write; it is let go when one dies."""
        assert self._folder is not None  # noqa: S101 - the caller has looked
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / "insurer-rest.lock"
            return sqlite3.connect(path, timeout=max(0.0, seconds), isolation_level=None)
        except (OSError, sqlite3.Error):
            raise LockedOut(
                f"{self._folder} must be a folder that can be written, got another: without it "
                "several programs might lock the account",
                hint=f"mend it, or set {FOLDER_VARIABLE}",
            ) from None


def _digest(secrets: Sequence[Secret], salt: str) -> str:
    """A hash that takes its time, so that a short secret cannot be guessed from it quickly."""
    joined = "\0".join(one.reveal() for one in secrets).encode()
    return hashlib.scrypt(joined, salt=bytes.fromhex(salt), n=_COST, r=8, p=1).hex()

"""What the sandbox does: keeps accounts and tokens, takes submissions, decides on them later."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ledgerguard_insurer_rest.sandbox import tables

Row = dict[str, Any]

LOCKED_AFTER: Final = 5
"""Failed logins in a row."""


class Locked(Exception):
    """The account is locked: a person of the insurer has to open it."""


class Refused(Exception):
    """A submission that cannot be taken; ``status`` as HTTP has it."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        self.text = text
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody tells the insurer."""

    key: str
    kind: str  # limit, overdue, claim
    policy: str
    buyer: str
    amount: Decimal | None
    currency: str
    payload: Mapping[str, Any]


class Office:
    """One insurer with one database.

    Args:
        path: Its file; None: in memory.
        honours_keys: Whether a submission that comes twice with one key counts once.
        decide_after: Seconds until it decides.
        token_seconds: How long a token is good.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        honours_keys: bool = True,
        decide_after: float = 0.0,
        token_seconds: float = 300.0,
        page_size: int = 50,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.honours_keys = honours_keys
        self.decide_after = decide_after
        self.token_seconds = token_seconds
        self.page_size = page_size
        self._clock = clock
        self._hook_secret = ""
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA synchronous = OFF")  # it is a sandbox
        if not self.rows("SELECT 1 FROM sqlite_master WHERE name = 'clients'"):
            self._furnish()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """What the database answers."""
        with self._lock:
            return [dict(row) for row in self._db.execute(sql, values)]

    def open_account(self, client: str, secret: str) -> None:
        """Make an account, or open a locked one with this secret."""
        with self._lock, self._db:
            sql = "INSERT OR REPLACE INTO clients (id, digest) VALUES (?, ?)"
            self._db.execute(sql, (client, _digest(secret)))

    def log_in(self, client: str, secret: str) -> tuple[str, float] | None:
        """A new token and its seconds; None when the secret is wrong.

        Raises:
            Locked: when it was wrong too often.
        """
        with self._lock, self._db:
            found = self.rows("SELECT * FROM clients WHERE id = ?", client)
            if found and found[0]["locked"]:
                raise Locked
            if not found or not secrets.compare_digest(found[0]["digest"], _digest(secret)):
                self._db.execute(
                    "UPDATE clients SET failures = failures + 1,"
                    " locked = failures + 1 >= ? WHERE id = ?",
                    (LOCKED_AFTER, client),
                )
                return None
            self._db.execute("UPDATE clients SET failures = 0 WHERE id = ?", (client,))
            token = secrets.token_urlsafe(24)
            until = self._clock() + self.token_seconds
            sql = "INSERT INTO tokens VALUES (?, ?, ?)"
            self._db.execute(sql, (_digest(token), client, until))
            return token, self.token_seconds

    def knows(self, token: str) -> bool:
        """Whether a token is good at this moment."""
        found = self.rows("SELECT until FROM tokens WHERE digest = ?", _digest(token))
        return bool(found) and bool(found[0]["until"] > self._clock())

    def revoke_tokens(self) -> None:
        """All tokens have expired."""
        with self._lock, self._db:
            self._db.execute("DELETE FROM tokens")

    def matches(self, name: str, country: str, legal_id: str, buyer: str) -> list[Row]:
        """Companies that this may be, with a confidence, the surest first."""
        found = []
        for row in self.rows("SELECT * FROM buyers"):
            alike = difflib.SequenceMatcher(None, row["name"].lower(), name.lower()).ratio()
            if buyer == row["id"] or (legal_id and _plain(legal_id) == _plain(row["legal_id"])):
                sure = 0.99
            elif not name or (country and country.upper() != row["country"]):
                continue
            else:
                sure = round(alike * 0.95, 2)
            if sure >= 0.5:
                found.append({**row, "confidence": sure})
        return sorted(found, key=lambda row: (-row["confidence"], row["id"]))

    def buyer(self, buyer: str) -> Row | None:
        """A company by its reference."""
        return next(iter(self.rows("SELECT * FROM buyers WHERE id = ?", buyer)), None)

    def covers(self, buyer: str) -> list[Row]:
        """Lines of cover: of a buyer, or of all."""
        self.work()
        sql = "SELECT * FROM covers WHERE ? IN ('', buyer) ORDER BY buyer, policy, kind"
        return self.rows(sql, buyer)

    def submit(self, one: Submission) -> Row:
        """Take a submission. With a key that is known: the one of that time, if keys count.

        Raises:
            Refused: when it cannot be taken.
        """
        with self._lock, self._db:
            before = self.found(one.key)
            if before and self.honours_keys:
                if json.loads(before[0]["payload"]) != one.payload:
                    raise Refused(422, "the key was used for something else")
                return before[0]
            self._require(one)
            number = int(self.rows("SELECT count(*) AS many FROM submissions")[0]["many"]) + 1
            name = f"{one.kind[0].upper()}-{number:06d}"
            amount = None if one.amount is None else f"{one.amount:f}"
            self._db.execute(
                "INSERT INTO submissions (id, number, key, kind, policy, buyer, amount, currency,"
                " payload, received, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'received')",
                (name, number, one.key, one.kind, one.policy, one.buyer, amount, one.currency,
                 json.dumps(one.payload), self._clock()),
            )  # fmt: skip
            return self.rows("SELECT * FROM submissions WHERE id = ?", name)[0]

    def found(self, key: str) -> list[Row]:
        """The submissions with a key."""
        return self.rows("SELECT * FROM submissions WHERE key = ? ORDER BY number", key)

    def submission(self, name: str) -> Row | None:
        """A submission by the office's reference."""
        self.work()
        return next(iter(self.rows("SELECT * FROM submissions WHERE id = ?", name)), None)

    def events(self, after: int) -> list[Row]:
        """What has changed since a number."""
        self.work()
        return self.rows("SELECT * FROM events WHERE number > ? ORDER BY number", after)

    def put_webhook(self, url: str, secret: str, style: str) -> None:
        """From now on tell an address what changes."""
        with self._lock, self._db:
            last = self.rows("SELECT coalesce(max(number), 0) AS last FROM events")[0]["last"]
            sql = "INSERT OR REPLACE INTO webhook VALUES (1, ?, ?, ?)"
            self._db.execute(sql, (url, style, last))
            self._hook_secret = secret  # in memory alone: nothing secret lies in a file

    def webhook(self) -> Row | None:
        """The address, its secret, and the number of the event that it was told last.

        None when there is none, or the sandbox was started anew: it must be named again then.
        """
        found = self.rows("SELECT * FROM webhook") if self._hook_secret else []
        return {**found[0], "secret": self._hook_secret} if found else None

    def delivered(self, number: int) -> None:
        """The address was told events up to this number."""
        with self._lock, self._db:
            self._db.execute("UPDATE webhook SET delivered = ?", (number,))

    def work(self) -> None:
        """Decide on everything that has waited long enough."""
        with self._lock, self._db:
            due = self.rows(
                "SELECT * FROM submissions WHERE state = 'received' AND received <= ?",
                self._clock() - self.decide_after,
            )
            for row in due:
                self._decide(row)

    def _decide(self, row: Row) -> None:
        buyer = self.buyer(row["buyer"])
        assert buyer is not None  # noqa: S101 - it was looked at when the submission was taken
        if row["kind"] == "limit":
            decision, granted, note = decision_on(buyer, Decimal(row["amount"]))
            payload = json.loads(row["payload"])
            self._db.execute(
                "INSERT OR REPLACE INTO covers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (row["buyer"], row["policy"], payload["kind"], decision, f"{granted:f}",
                 row["currency"], self._today(), payload.get("until"), note),
            )  # fmt: skip
            self._event("cover", row["buyer"], {"decision": decision, "amount": f"{granted:f}"})
        elif row["kind"] == "claim":
            decision, granted = "approved", round(Decimal(row["amount"]) * Decimal("0.9"), 2)
            note = "indemnified at 90 %"
            self._event("claim", row["id"], {"paid": f"{granted:f}"})
        else:
            decision, granted, note = None, None, "noted"
            self._event("overdue", row["buyer"], {"submission": row["id"]})
        self._db.execute(
            "UPDATE submissions SET state = 'decided', decision = ?, granted = ?, note = ?"
            " WHERE id = ?",
            (decision, None if granted is None else f"{granted:f}", note, row["id"]),
        )

    def _event(self, kind: str, reference: str, body: Mapping[str, str]) -> None:
        at = dt.datetime.fromtimestamp(self._clock(), dt.UTC).isoformat(timespec="milliseconds")
        cursor = self._db.execute(
            "INSERT INTO events (id, at, kind, reference, body) VALUES ('', ?, ?, ?, ?)",
            (at, kind, reference, json.dumps(body)),
        )
        number = cursor.lastrowid
        self._db.execute("UPDATE events SET id = ? WHERE number = ?", (f"E-{number:06d}", number))

    def _require(self, one: Submission) -> None:
        if not self.rows("SELECT 1 FROM policies WHERE number = ?", one.policy):
            raise Refused(422, f"there is no policy {one.policy}")
        if self.buyer(one.buyer) is None:
            raise Refused(404, f"there is no buyer {one.buyer}")

    def _today(self) -> str:
        return dt.datetime.fromtimestamp(self._clock(), dt.UTC).date().isoformat()

    def _furnish(self) -> None:
        self._db.executescript(tables.SCHEMA)
        with self._db:
            self._fill("policies", [(number,) for number in tables.POLICIES])
            self._fill("buyers", tables.BUYERS)
            self._fill("covers", tables.COVERS)

    def _fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(rows[0]))
        self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our names


def decision_on(buyer: Row, amount: Decimal) -> tuple[str, Decimal, str]:
    """What is decided on a limit: the decision, the amount, and words."""
    appetite = Decimal(buyer["appetite"])
    if buyer["mood"] == "refuses":
        return "refused", Decimal(0), "payment experience"
    if buyer["mood"] == "asks":
        return "investigating", Decimal(0), "accounts are asked for"
    if buyer["mood"] == "conditions":
        return "conditional", min(amount, appetite), "only with the accounts of 2025"
    if amount <= appetite:
        return "approved", amount, ""
    return "partly", appetite, "as far as the appetite reaches"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())

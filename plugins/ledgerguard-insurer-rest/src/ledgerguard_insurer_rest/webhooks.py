"""Webhooks: is it the insurer who speaks, and what has changed; each event once.

What an event says is not believed by ledgerguard, only that something has changed: it asks anew.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.insurer import InsurerError, InsurerEvent, NotOffered

from ledgerguard_insurer_rest import answers, secret
from ledgerguard_insurer_rest.mapping import Mapper, at, parsed
from ledgerguard_insurer_rest.profile import Call, Hook, Profile

REMEMBERED: Final = 10_000
"""Events that are known when they come again."""


class NotAuthentic(InsurerError):
    """Somebody else speaks, or an old message is repeated."""


def signature(key: str, moment: str, body: bytes) -> str:
    """The hexadecimal HMAC with SHA-256 of the moment, a full stop and the body."""
    return hmac.new(key.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


class Webhook:
    """Takes webhooks of one connection; may be asked from several threads.

    Args:
        connection: Its name, for the secret ``webhook_secret``.
        profile: Its profile.
        clock: Seconds since 1970.

    Raises:
        NotOffered: when the profile has no webhook.
    """

    def __init__(
        self, connection: str, profile: Profile, clock: Callable[[], float] = time.time
    ) -> None:
        if profile.webhook is None:
            raise NotOffered(
                f"{connection} must have a webhook in its profile, got none",
                hint="`ledgerguard insurer events` asks for them instead",
            )
        self._connection = connection
        self._hook: Hook = profile.webhook
        self._call: Call = profile.calls["events"]
        self._mapper = Mapper(profile)
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, None] = OrderedDict()

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Whether the insurer has sent this, just now.

        Raises:
            NotAuthentic: when not.
            LockedOut: when our secret is nowhere.
        """
        known = {name.lower(): value for name, value in headers.items()}
        stamp = known.get(self._hook.timestamp_header.lower(), "")
        stated = known.get(self._hook.signature_header.lower(), "")
        key = secret.require(self._connection, "webhook_secret")
        right = self._hook.prefix + signature(key.reveal(), stamp, body)
        if not hmac.compare_digest(stated.encode(), right.encode()):
            raise NotAuthentic(f"a webhook of {self._connection} must be signed by it, got another")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 15):
            raise NotAuthentic(f"a webhook of {self._connection} must tell its moment, got none")
        if abs(self._clock() - int(stamp)) > self._hook.tolerance:
            raise NotAuthentic(
                f"a webhook of {self._connection} must be at most {self._hook.tolerance:g} s old, "
                "got an older one",
                hint="is the clock of this machine right?",
            )

    def events(self, headers: Mapping[str, str], body: bytes) -> tuple[InsurerEvent, ...]:
        """The events of a webhook that are new.

        Raises:
            NotAuthentic: when somebody else has sent it.
            InsurerError: when it cannot be read.
        """
        self.verify(headers, body)
        try:
            things = at(parsed(body), self._hook.list)
            found = answers.events(self._mapper, self._call, things)
        except InvalidValue as error:
            raise InsurerError(
                f"a webhook of {self._connection} must be what the profile says: {error.message}"
            ) from None
        with self._lock:
            new = tuple(event for event in found if event.id not in self._seen)
            self._seen.update(dict.fromkeys(event.id for event in new))
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        return new

    def forget(self, events: tuple[InsurerEvent, ...]) -> None:
        """Take events as new again: nobody could deal with them."""
        with self._lock:
            for event in events:
                self._seen.pop(event.id, None)

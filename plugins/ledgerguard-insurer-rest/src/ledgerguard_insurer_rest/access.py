"""Bearer tokens: fetched when one is needed, kept in memory until they expire, never renewed."""

from __future__ import annotations

import base64
import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx
from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.insurer import LockedOut, Unreachable

from ledgerguard_insurer_rest import secret
from ledgerguard_insurer_rest.bounded import Attempt
from ledgerguard_insurer_rest.logins import Logins
from ledgerguard_insurer_rest.mapping import Mapper, at, parsed
from ledgerguard_insurer_rest.secret import Secret

Send = Callable[[httpx.Request, float], httpx.Response]
"""Sends a request within some seconds."""

HEADERS: Final = {"Accept": "application/json", "User-Agent": "ledgerguard-insurer-rest"}

UNSENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
)
"""Failures after which it is sure that nothing has gone out."""

_MARGIN: Final = 30.0
"""So many seconds before it expires a token is not used any more; at most a tenth of its life."""

_NAMES: Final = {"client-credentials": ("client_id", "client_secret"), "api-key": ("api_key",)}


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token and until when it is used, by the monotonic clock."""

    bearer: Secret
    until: float


class Access:
    """Gets tokens for one connection."""

    def __init__(self, connection: str, base_url: str, mapper: Mapper, logins: Logins) -> None:
        self._connection = connection
        self._base_url = base_url
        self._mapper = mapper
        self._login = mapper.profile.login
        self._logins = logins
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._known: tuple[Secret, ...] = ()

    def token(self, send: Send, attempt: Attempt) -> Token:
        """A token that is good by our clock: the one we have, or a new one.

        Raises:
            LockedOut: when the login is refused, was refused before, or a secret is missing.
            Unreachable: when nobody could be asked.
        """
        if not self._lock.acquire(timeout=max(0.0, attempt.left)):
            raise Unreachable(f"{self._connection} must answer the login in time, got no answer")
        try:
            if self._token is None or time.monotonic() >= self._token.until:
                self._token = self._fetched(send, attempt)
            return self._token
        finally:
            self._lock.release()

    def drop(self, token: Token) -> None:
        """The insurer does not accept this one any more."""
        with self._lock:
            if self._token is token:
                self._token = None

    def without_secrets(self, text: str) -> str:
        """A text of the insurer's, which may quote what it was sent."""
        for one in self._known:
            text = text.replace(one.reveal(), repr(one))
        return text

    def _fetched(self, send: Send, attempt: Attempt) -> Token:
        names = _NAMES[self._login.kind]
        secrets = [secret.require(self._connection, name) for name in names]
        self._known = tuple(secrets)
        with self._logins.one_at_a_time(attempt.left):
            self._logins.require(secrets)
            attempt.begin(write=False)
            response = self._answer(send, attempt, secrets)
            if response.status_code in self._login.refused:
                self._logins.refused(secrets)
                raise LockedOut(
                    f"{self._connection} must accept the login, "
                    f"got it refused (status {response.status_code})",
                    hint="nothing more is tried with these secrets; keep the right ones with "
                    f"`python -m ledgerguard_insurer_rest keep {self._connection} {names[-1]}`",
                )
            if not response.is_success:
                if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
                    self._logins.unheard(secrets)
                raise Unreachable(
                    f"{self._connection} must answer the login, got status {response.status_code}"
                )
            token = self._read(response)
            self._known = (*secrets, token.bearer)
            self._logins.accepted(secrets)
            return token

    def _answer(self, send: Send, attempt: Attempt, secrets: Sequence[Secret]) -> httpx.Response:
        fault = ""
        try:
            return send(self._request(secrets), attempt.left)
        except UNSENT as error:
            fault = type(error).__name__
        except httpx.HTTPError as error:
            self._logins.unheard(secrets)
            fault = type(error).__name__
        except UnicodeError:
            fault = "a secret that no header can hold: letters without accents and digits only"
        raise Unreachable(f"{self._connection} must answer the login, got {fault}")

    def _request(self, secrets: Sequence[Secret]) -> httpx.Request:
        url = self._base_url + self._login.path
        headers = dict(HEADERS)
        if self._login.kind == "api-key":
            key = secrets[0].reveal()
            if self._login.send == "header":
                return httpx.Request("POST", url, headers=headers | {self._login.header: key})
            return httpx.Request("POST", url, headers=headers, json={"api_key": key})
        form = {"grant_type": "client_credentials"}
        if self._login.scope:
            form["scope"] = self._login.scope
        one, other = (each.reveal() for each in secrets)
        if self._login.send == "basic":
            packed = base64.b64encode(f"{one}:{other}".encode()).decode()
            headers["Authorization"] = f"Basic {packed}"
            return httpx.Request("POST", url, headers=headers, data=form)
        form |= {"client_id": one, "client_secret": other}
        if self._login.send == "json":
            return httpx.Request("POST", url, headers=headers, json=form)
        return httpx.Request("POST", url, headers=headers, data=form)

    def _read(self, response: httpx.Response) -> Token:
        """The token of an answer. One that cannot be read was no refusal either."""
        fault = ""
        try:
            return self._token_of(response)
        except InvalidValue as error:
            fault = error.message
        raise Unreachable(
            f"the login of {self._connection} must answer what the profile says: {fault}",
            hint="login.token, expires_in and expires_at of the profile tell where it lies",
        )

    def _token_of(self, response: httpx.Response) -> Token:
        """In a frame of its own: what is raised further up must not hold the token."""
        body = parsed(response.content)
        bearer = self._mapper.text(body, self._login.token)
        if not bearer.isascii() or not bearer.isprintable() or " " in bearer:
            raise InvalidValue(f"{self._login.token} must be a bearer token, got something else")
        lasts = self._lasts(body)
        return Token(Secret(bearer), time.monotonic() + lasts - min(_MARGIN, lasts / 10))

    def _lasts(self, body: Any) -> float:
        """Seconds that a token is good."""
        if self._login.expires_at:
            moment = self._mapper.moment(body, self._login.expires_at)
            return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())
        stated = at(body, self._login.expires_in) if self._login.expires_in else None
        try:
            return self._login.lasts if stated is None else max(0.0, float(stated))
        except (TypeError, ValueError):
            raise InvalidValue("expires_in must be seconds, got something else") from None

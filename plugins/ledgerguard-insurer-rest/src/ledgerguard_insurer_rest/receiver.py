"""A small receiver of webhooks: an HTTP server of the standard library, for one connection.

It stands behind the firm's own reverse proxy, which does TLS, and listens on this machine alone.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from ledgerguard.plugin.insurer import InsurerError, InsurerEvent

from ledgerguard_insurer_rest.calls import LOG
from ledgerguard_insurer_rest.webhooks import NotAuthentic, Webhook

MOST_BYTES: Final = 1024 * 1024
_SECONDS: Final = 10.0


class Receiver(ThreadingHTTPServer):
    """Answers 204 once the new events were dealt with, so that the insurer sends others again.

    Args:
        webhook: Checks and reads what comes.
        deal: What to do with new events; an error in it makes the insurer send them again.
        port: Where to listen; 0: any that is free.
    """

    daemon_threads = True

    def __init__(
        self,
        webhook: Webhook,
        deal: Callable[[tuple[InsurerEvent, ...]], None],
        port: int = 0,
    ) -> None:
        self.webhook = webhook
        self.deal = deal
        super().__init__(("127.0.0.1", port), _Handler)

    def taken(self, headers: dict[str, str], body: bytes) -> HTTPStatus:
        """What to answer to a webhook."""
        try:
            new = self.webhook.events(headers, body)
        except NotAuthentic:
            return HTTPStatus.UNAUTHORIZED
        except InsurerError as error:
            LOG.warning("a webhook was not understood: %s", error)
            return HTTPStatus.BAD_REQUEST
        try:
            if new:
                self.deal(new)
        except Exception as error:  # the book may be held, the insurer may not answer
            self.webhook.forget(new)
            LOG.warning("a webhook could not be dealt with: %s", type(error).__name__)
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.NO_CONTENT


class _Handler(BaseHTTPRequestHandler):
    """One call."""

    server: Receiver
    timeout = _SECONDS
    server_version = "ledgerguard"
    sys_version = ""

    def do_POST(self) -> None:
        """Take a webhook."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(int(length))
        self._answer(self.server.taken(dict(self.headers.items()), body))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing on standard error."""

    def _answer(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

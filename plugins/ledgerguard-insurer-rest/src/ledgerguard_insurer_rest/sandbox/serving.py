"""Serves a sandbox on this machine, in a thread: for tests, and for trying something out."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn

from ledgerguard_insurer_rest.sandbox.app import Sandbox

START_SECONDS = 20.0


@contextlib.contextmanager
def serving(sandbox: Sandbox, port: int = 0) -> Iterator[str]:
    """The base address of a sandbox while it is served on the loopback interface.

    Args:
        sandbox: What to serve.
        port: Where; 0: any that is free.

    Raises:
        RuntimeError: when it does not start.
    """
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        config = uvicorn.Config(
            sandbox.app,
            log_level="critical",
            lifespan="off",
            timeout_graceful_shutdown=1,
            ws="none",
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=server.run, args=([listening],), name="sandbox insurer", daemon=True
        )
        thread.start()
        end = time.monotonic() + START_SECONDS
        while not server.started:
            if time.monotonic() > end or not thread.is_alive():
                raise RuntimeError("the sandbox must start, got no answer")
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(START_SECONDS)

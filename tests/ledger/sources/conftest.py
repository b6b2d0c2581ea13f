"""A PostgreSQL server of the tests' own: see postgres_server."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from postgres_server import Server
from prepare_postgres import programs


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server, stopped at the end; asked for by LEDGERGUARD_POSTGRES=1."""
    if os.environ.get("LEDGERGUARD_POSTGRES") != "1":
        pytest.skip("a server of PostgreSQL is started by `make test-postgres`")
    folder = programs()
    if folder is None:
        pytest.fail("LEDGERGUARD_POSTGRES=1, but the programs of PostgreSQL are not installed")
    with Server(folder) as running:
        yield running

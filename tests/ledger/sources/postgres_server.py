"""Starts a PostgreSQL server in a temporary folder, as a user that is not root, and stops it.

A plugin of pytest (tests/conftest.py names it): the fixture ``server`` is one for the whole run,
asked for by LEDGERGUARD_POSTGRES=1 (`make test-postgres`).
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import quote

import pytest
from prepare_postgres import programs

USER: Final = "Ad min@home"
PASSWORD: Final = "p@ss:w/rd%41?#&'\"\\"  # noqa: S105  # of a server that lives as long as the test
SECONDS: Final = 120


class Server:
    """One server, with a user and a password that hold every sign an address knows."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="ledgerguard-pg-"))
        self.port = _free_port()

    def __enter__(self) -> Self:
        secret = self._folder / "secret"
        secret.write_text(PASSWORD)
        self._as = _owner(self._folder, secret)
        try:
            self._run("initdb", "-U", USER, f"--pwfile={secret}", "-A", "scram-sha-256")
            options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
            self._run("pg_ctl", "-o", options, "-l", str(self._folder / "log"), "-w", "start")
        except BaseException:
            shutil.rmtree(self._folder)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        encoding = ("-E", "UTF8", "--locale=C") if program == "initdb" else ()
        # pg_ctl's server would hold a pipe open.
        with (self._folder / f"{program}.log").open("wb") as log:
            done = subprocess.run(
                [self._programs / program, "-D", self._folder / "data", *encoding, *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=SECONDS,
                cwd=self._folder,
                **self._as,
            )
        said = (self._folder / f"{program}.log").read_text(errors="replace")
        assert done.returncode == 0, said

    def address(self, **parameters: str) -> str:
        """The address of the database, with every sign of user and password escaped."""
        given = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())
        who = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"
        return f"postgresql://{who}@127.0.0.1:{self.port}/postgres?{given}"

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """A connection that commits by itself."""
        from adbc_driver_postgresql import dbapi

        with closing(dbapi.connect(self.address(), autocommit=True)) as connection:
            yield connection

    def execute(self, *statements: str) -> None:
        """Run statements, each in a transaction of its own."""
        with self.connected() as connection, closing(connection.cursor()) as cursor:
            for statement in statements:
                cursor.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query answers."""
        with self.connected() as connection, closing(connection.cursor()) as cursor:
            cursor.execute(query)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def clients(self) -> int:
        """How many connections of ledgerguard are open."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ledgerguard'"
        return int(self.rows(query)[0][0])


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server, stopped at the end."""
    if os.environ.get("LEDGERGUARD_POSTGRES") != "1":
        pytest.skip("a server of PostgreSQL is started by `make test-postgres`")
    folder = programs()
    if folder is None:
        pytest.fail("LEDGERGUARD_POSTGRES=1, but the programs of PostgreSQL are not installed")
    with Server(folder) as running:
        yield running


def _owner(*paths: Path) -> dict[str, Any]:
    """Arguments of subprocess that let root run a server as somebody else."""
    if os.geteuid() != 0:
        return {}
    names = [entry.pw_name for entry in pwd.getpwall()]
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    for path in paths:
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port

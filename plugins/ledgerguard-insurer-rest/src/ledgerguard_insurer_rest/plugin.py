"""What ledgerguard loads: a connector for each connection in ``insurer-rest.toml``."""

from __future__ import annotations

from ledgerguard.plugin.hookspecs import hookimpl
from ledgerguard.plugin.insurer import Insurer

from ledgerguard_insurer_rest.connector import RestInsurer
from ledgerguard_insurer_rest.profile import load
from ledgerguard_insurer_rest.settings import connections, file

LEDGERGUARD_API = 1


@hookimpl
def ledgerguard_register_insurers() -> list[Insurer]:
    """The connectors; none without settings. Nothing is opened, and no secret is asked for."""
    path = file()
    folder = path.parent if path else None
    return [
        RestInsurer(name, connection, load(connection.profile, folder))
        for name, connection in connections(path).items()
    ]

"""What ledgerguard loads: a connector for each connection in ``insurer-file.toml``."""

from __future__ import annotations

from ledgerguard.plugin.hookspecs import hookimpl
from ledgerguard.plugin.insurer import Insurer

from ledgerguard_insurer_file.connector import FileInsurer
from ledgerguard_insurer_file.layout import load
from ledgerguard_insurer_file.settings import connections, file

LEDGERGUARD_API = 1


def insurers() -> list[FileInsurer]:
    """The connectors; none without settings. No folder is touched.

    Raises:
        PolicyError: for every fault in the settings or in a layout.
    """
    path = file()
    if path is None:
        return []
    return [
        FileInsurer(
            name,
            load(one.layout, path.parent),
            one.folders(path.parent),
            title=one.title,
            stated=one.stated(),
            settle_seconds=one.settle_seconds,
        )
        for name, one in connections(path).items()
    ]


@hookimpl
def ledgerguard_register_insurers() -> list[Insurer]:
    """The connectors; none without settings."""
    return list(insurers())

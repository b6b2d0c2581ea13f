"""The log that a command means, and who speaks."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledgerguard.cli.plugin_notes import say_faults
from ledgerguard.plugin import manager

if TYPE_CHECKING:
    from ledgerguard.store.log import Log

DEFAULT = Path("ledgerguard-log.db")
LogFile = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="FILE",
        envvar="LEDGERGUARD_LOG",
        dir_okay=False,
        help=f"The log; else the one that LEDGERGUARD_LOG names, else {DEFAULT}.",
    ),
]
Actor = Annotated[
    str, typer.Option("--by", metavar="NAME", help="Who says so; else the user name.")
]


def opened(path: Path | None, *, create: bool = False) -> Log:
    """The log that a command means, of whose new rows the plugins are told.

    Args:
        path: The file; the usual one when left out.
        create: Whether it may be missing and becomes a new log.
    """
    from ledgerguard.casework.heralds import herald
    from ledgerguard.store.log import Log

    return Log.open(path or DEFAULT, create=create, written=herald(manager.installed(), say_faults))


def user(actor: str) -> str:
    """Who speaks; a machine without user names still has a log."""
    if actor:
        return actor
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"

"""Where the fixed files of an add-in are: inside a wheel, or in the repository."""

from __future__ import annotations

from pathlib import Path

import ledgerguard
from ledgerguard.cells.spelling import Host
from ledgerguard.errors import HostError


def fixed_files(host: Host) -> Path:
    """The folder of a host's fixed files.

    Raises:
        HostError: when they are not there.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / f"addin_{host}", here.parents[2] / "addin" / host):
        if folder.is_dir():
            return folder
    raise HostError(f"the files of the {host} add-in are missing", hint="reinstall ledgerguard")


def import_path() -> str:
    """Where a process finds ledgerguard when it is run from its sources; "" when installed."""
    parent = Path(ledgerguard.__file__).resolve().parents[1]
    installed = {"site-packages", "dist-packages"} & set(parent.parts)
    return "" if installed else str(parent)

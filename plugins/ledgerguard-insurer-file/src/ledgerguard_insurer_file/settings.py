"""Which insurers the firm sends files to: ``insurer-file.toml`` beside the user's plugins.toml.

::

    [mutual]
    title = "Example Mutual"
    layout = "typical-csv"
    folder = "mutual"
    policy = "4711"
    currency = "EUR"
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Final

import attrs
from ledgerguard.errors import PolicyError
from ledgerguard.ledger.currency import CODES
from ledgerguard.plugin.settings import user_folder
from ledgerguard.policy.schema import (
    FaultyPolicy,
    Misfit,
    Misfits,
    converted,
    located,
    not_empty,
    text_of,
    toml_table,
)

from ledgerguard_insurer_file.folders import Folders

FILE_VARIABLE: Final = "LEDGERGUARD_INSURER_FILE"
"""Environment variable: another place of the file."""

FILE: Final = "insurer-file.toml"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MEND: Final = "the README of ledgerguard-insurer-file shows how one must look"


def _currency(_: object, attribute: attrs.Attribute[Any], value: str) -> None:
    if value and value not in CODES:
        raise ValueError(f"{attribute.name} must be an ISO code such as EUR, got {value!r}")


def _seconds(_: object, attribute: attrs.Attribute[Any], value: float) -> None:
    if not 0 <= value <= 3600:
        raise ValueError(f"{attribute.name} must be 0 to 3600 seconds, got {value:g}")


@attrs.frozen
class Connection:
    """One insurer of the firm. Relative paths count from the folder of the file."""

    layout: str = attrs.field(validator=not_empty)
    folder: str = attrs.field(validator=not_empty)
    title: str = ""
    policy: str = ""  # where a file has no place for it; a write of another one is refused then
    currency: str = attrs.field(default="", validator=_currency)  # where a file has no place for it
    outgoing: str = ""  # instead of outgoing/ of the folder
    incoming: str = ""  # instead of incoming/ of the folder
    settle_seconds: float = attrs.field(
        default=5.0, validator=_seconds
    )  # an answer may grow so long

    def folders(self, base: Path) -> Folders:
        """Where its files are."""
        folder = base / Path(self.folder).expanduser()
        return Folders(
            folder / Path(self.outgoing or "outgoing").expanduser(),
            folder / Path(self.incoming or "incoming").expanduser(),
            folder / "records",
        )

    def stated(self) -> dict[str, str]:
        """What holds where a file says nothing."""
        both = {"policy": self.policy, "currency": self.currency}
        return {key: value for key, value in both.items() if value}


def file() -> Path | None:
    """Where the settings are, whether they exist or not; None where there is no home."""
    own = os.environ.get(FILE_VARIABLE)
    if own:
        return Path(own)
    folder = user_folder()
    return None if folder is None else folder / FILE


def connections(path: Path | None = None) -> dict[str, Connection]:
    """The connections by name; none without a file.

    Raises:
        PolicyError: when the file that the environment names is missing, or for every fault in a
            file line, key and mend.
    """
    path = path or file()
    if path is None or not path.is_file():
        if path is not None and os.environ.get(FILE_VARIABLE):
            raise PolicyError(
                f"{FILE_VARIABLE} must name a file, got {path}", hint="write it, or unset it"
            )
        return {}
    text = text_of(path)
    table = toml_table(text, path.name)
    try:
        found: dict[str, Connection] = converted(table, dict[str, Connection])
        wrong = [Misfit((name,), _name_fault(name)) for name in found if not _NAME.fullmatch(name)]
        if wrong:
            raise Misfits(wrong)
        _check_folders(found, path.parent)
    except Misfits as misfits:
        raise FaultyPolicy(located(misfits.all, text, path.name, _MEND)) from None
    return found


def _name_fault(name: str) -> str:
    return f"must be lower case, digits and single hyphens, such as mutual, got {name!r}"


def _check_folders(found: dict[str, Connection], base: Path) -> None:
    """Two insurers must not share a folder: each would take the answers of the other."""
    taken: dict[Path, str] = {}
    wrong = []
    for name, connection in found.items():
        folders = connection.folders(base)
        for folder in (folders.outgoing, folders.incoming, folders.records):
            place = Path(os.path.normpath(folder))
            other = taken.setdefault(place, name)
            if other != name:
                what = f"must have folders of its own, got one that {other} has: {place}"
                wrong.append(Misfit((name, "folder"), what))
        if os.path.normpath(folders.outgoing) == os.path.normpath(folders.incoming):
            what = f"must differ from incoming, got {folders.outgoing}"
            wrong.append(Misfit((name, "outgoing"), what))
    if wrong:
        raise Misfits(wrong)

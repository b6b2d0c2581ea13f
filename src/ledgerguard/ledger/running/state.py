"""The state of a run: which parts were cleaned and which tables written, by their fingerprints.

A folder with ``state.json`` and the cleaned parts of the ledger as parquet. Every file is written
under another name and renamed, the state last: whenever a run is killed, what the state says is
there is there, whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ledgerguard import __version__
from ledgerguard.errors import LedgerError

FORMAT: Final = 2
NAME: Final = "state.json"


@dataclass
class State:
    """What is done. It changes as a run goes on, and :meth:`save` writes it down."""

    folder: Path
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)  # by name of the part
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)  # by name of the table
    shared: dict[str, Any] = field(default_factory=dict)  # invoice numbers of several parts
    note: str = ""  # why nothing of an older state could be used

    @classmethod
    def load(cls, folder: Path) -> State:
        """The state of a folder; an empty one where there is none, or another version's.

        Raises:
            LedgerError: when the folder holds other things, or the state cannot be read.
        """
        file = folder / NAME
        if not file.exists():
            if folder.exists() and not all(map(_is_left_over, folder.iterdir())):
                raise LedgerError(
                    f"the state must be a folder of its own, got {folder}, which holds other files",
                    hint="name a new folder with --state",
                )
            return cls(folder)
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise LedgerError(
                f"{file} cannot be read as the state of a run",
                hint="delete its folder, and everything is read anew",
            ) from error
        if (found.get("format"), found.get("version")) != (FORMAT, __version__):
            return cls(
                folder,
                note=f"the state was written by ledgerguard {found.get('version')}: "
                "everything is read anew",
            )
        return cls(folder, found["parts"], found["tables"], found["shared"])

    def save(self) -> None:
        """Write the state down; a reader finds the old one or the new one, never half of one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(
            {
                "format": FORMAT,
                "version": __version__,
                "parts": self.parts,
                "tables": self.tables,
                "shared": self.shared,
            },
            indent=1,
            ensure_ascii=False,
        )
        new = self.folder / f"{NAME}.new"
        new.write_text(text, encoding="utf-8")
        os.replace(new, self.folder / NAME)

    def part(self, name: str, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
        """What is known of a part, if its file is there and it was cleaned under these options."""
        known = self.parts.get(name)
        if known is None or known["options"] != wanted["options"]:
            return None
        is_same = known["seen"] == wanted["seen"] or known["content"] == wanted.get("content")
        return known if is_same and (self.folder / known["file"]).exists() else None

    def tidy(self) -> None:
        """Delete the cleaned parts that no entry names any more."""
        entries = (*self.parts.values(), *self.tables.values())
        kept = {entry["file"] for entry in entries} | {NAME}
        for file in self.folder.iterdir():
            if file.name not in kept and _is_left_over(file):
                file.unlink()


def _is_left_over(file: Path) -> bool:
    """Whether a run has written a file, which may have been killed before a state named it."""
    return file.name.startswith(_OWN) and file.suffix in (".parquet", ".new")


_OWN: Final = ("part-", "table-", NAME)

"""Plugins that were switched off: one never returned, or the process died while it ran.

One small JSON file beside the user's ``plugins.toml``; a watchdog writes it, or the process that
finds the note of one that has died (:mod:`ledgerguard.plugin.running`). ``ledgerguard plugins on``
takes a package out of it again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ledgerguard.plugin.settings import canonical, user_folder

FILE: Final = "plugins-stopped.json"


@dataclass(frozen=True, slots=True)
class Culprit:
    """Why a package was switched off, and when."""

    package: str
    formula: str  # empty: the package was being loaded
    seconds: float | None  # after which it was ended; None: the process died by itself
    at: str  # moment, ISO, UTC

    @property
    def reason(self) -> str:
        """In words, for lists and reports."""
        day = self.at[:10]
        if self.seconds is None:
            what = f"{self.formula} ran" if self.formula else "it was loaded"
            return f"the process died while {what} on {day}"
        what = self.formula or "its import"
        return f"{what} had not returned after {self.seconds:g} s on {day}"


def culprits() -> Mapping[str, Culprit]:
    """Those that are switched off, by canonical package name; a broken file holds none."""
    path = _path()
    if path is None:
        return {}
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        found = [Culprit(**entry) for entry in stored]
    except (OSError, ValueError, TypeError):
        return {}
    return {canonical(one.package): one for one in found}


def switch_off(package: str, formula: str, seconds: float | None = None) -> None:
    """Keep a package from running until a person switches it on again.

    Args:
        package: The package.
        formula: What of it ran; empty while it was loaded.
        seconds: After how many it was ended; None when the process died by itself.
    """
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    _write({**culprits(), canonical(package): Culprit(package, formula, seconds, moment)})


def switch_on(package: str) -> bool:
    """Let a package run again; whether it had been switched off."""
    kept = dict(culprits())
    was_off = kept.pop(canonical(package), None) is not None
    if was_off:
        _write(kept)
    return was_off


def _path() -> Path | None:
    folder = user_folder()
    return None if folder is None else folder / FILE


def _write(entries: Mapping[str, Culprit]) -> None:
    path = _path()
    if path is None:
        return  # a machine without users has nowhere to keep it; the formula is ended all the same
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    content: list[dict[str, Any]] = [asdict(entry) for entry in entries.values()]
    draft.write_text(json.dumps(content, indent=1), encoding="utf-8")
    draft.replace(path)

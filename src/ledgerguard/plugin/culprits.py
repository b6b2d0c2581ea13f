"""Plugins that were switched off because a formula of theirs never returned.

One small JSON file beside the user's ``plugins.toml``; a watchdog writes it, ``ledgerguard plugins
on`` takes a package out of it again.
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
    formula: str
    seconds: float  # after which it was ended
    at: str  # moment, ISO, UTC

    @property
    def reason(self) -> str:
        """In words, for lists and reports."""
        return f"{self.formula} had not returned after {self.seconds:g} s on {self.at[:10]}"


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


def switch_off(package: str, formula: str, seconds: float) -> None:
    """Keep a package from running until a person switches it on again."""
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

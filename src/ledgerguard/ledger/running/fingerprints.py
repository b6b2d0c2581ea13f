"""Fingerprints: whether a file is still the one that was read, and an answer still the answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

PIECE: Final = 1 << 20


def of_file(path: Path) -> str:
    """The SHA-256 of a file's content: one that was saved anew without a change is the same."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def seen_as(path: Path) -> list[int]:
    """Size and time of a file: where both are as they were, its content is not read again."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def of_values(values: Mapping[str, Any]) -> str:
    """The fingerprint of plain values."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()

"""The data that are kept beside the repository, not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data"


def shared(name: str) -> Path:
    """A file of the shared data; where it is absent the test is skipped, and says so."""
    if not (FOLDER / name).exists():
        pytest.skip(f"shared data is not here: {FOLDER / name}")
    return FOLDER / name

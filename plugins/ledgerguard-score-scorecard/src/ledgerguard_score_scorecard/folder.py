"""Where model files lie: a folder of the user, or the places that a variable names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from ledgerguard.plugin.settings import user_folder

VARIABLE: Final = "LEDGERGUARD_SCORECARDS"
"""Environment variable: folders or model files, parted as in PATH; it replaces the user's."""

FOLDER: Final = "scorecards"
"""The folder beside the user's ``plugins.toml``."""


def model_files() -> list[Path]:
    """The model files, by name within each folder; a file that is named is listed though absent."""
    named = os.environ.get(VARIABLE)
    if named is None:
        user = user_folder()
        places = [user / FOLDER] if user else []
    else:
        places = [Path(part).expanduser() for part in named.split(os.pathsep) if part.strip()]
    found: list[Path] = []
    for place in places:
        if place.suffix.casefold() == ".json" and not place.is_dir():
            found.append(place)
        elif place.is_dir():
            found += sorted(place.glob("*.json"))
    return list(dict.fromkeys(found))

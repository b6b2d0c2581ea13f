"""Names of columns and tables."""

from __future__ import annotations

from collections.abc import Sequence


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def distinct_names(names: Sequence[str]) -> list[str]:
    """The same names, numbered where one is there already (also in another case) or is blank."""
    found: list[str] = []
    taken: set[str] = set()
    for place, name in enumerate(names, 1):
        base = name or f"column_{place}"
        fitting = base
        number = 1
        while fitting.casefold() in taken:
            number += 1
            fitting = f"{base}_{number}"
        taken.add(fitting.casefold())
        found.append(fitting)
    return found

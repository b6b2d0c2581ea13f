"""Folders of parquet files: their files, and the columns that the folders' own names are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath


def parquet_files(paths: Sequence[str | Path]) -> list[str]:
    """The files that are meant, in the order of their names; what is no folder stays as it is.

    Hidden files, and what begins with an underscore, are a writer's own notes.
    """
    found = []
    for path in paths:
        folder = Path(path)
        if folder.is_dir():
            found += [
                str(file)
                for file in sorted(folder.rglob("*.parquet"))
                if not any(part[0] in "._" for part in file.relative_to(folder).parts)
            ]
        else:
            found.append(str(path))
    return found


def keys_of(files: Iterable[str]) -> list[str]:
    """The columns that folders name: ``year`` and ``month`` of ``year=2024/month=01``."""
    found: dict[str, None] = {}
    for file in files:
        for part in PurePosixPath(file.replace("\\", "/")).parts[:-1]:
            name, sign, _ = part.partition("=")
            if sign and name:
                found[name] = None
    return list(found)


def root_of(paths: Sequence[str]) -> str | None:
    """The folder above those named ``key=value``, where all paths lie below such ones of it."""
    above = {path.replace("\\", "/").partition("=")[0].rpartition("/")[0] for path in paths}
    return above.pop() if len(above) == 1 and all("=" in path for path in paths) else None

"""Archives whose bytes depend on their content alone: the files of the add-ins."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)


def write(path: Path, files: Iterable[tuple[str, str | bytes]]) -> Path:
    """Write an archive of files by name, in their order; the same content makes the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return path

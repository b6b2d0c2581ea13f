"""The two files that a workbook with xlwings Lite needs: ``main.py`` and ``requirements.txt``."""

from __future__ import annotations

from pathlib import Path

import ledgerguard
from ledgerguard.hosts.fixed_files import fixed_files


def write(folder: Path) -> list[Path]:
    """Write both into a folder; answers their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in ("main.py", "requirements.txt"):
        text = (fixed_files("lite") / name).read_text(encoding="utf-8")
        path = folder / name
        path.write_text(text.replace("@VERSION@", ledgerguard.__version__), encoding="utf-8")
        written.append(path)
    return written

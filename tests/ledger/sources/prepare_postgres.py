"""Sees to the programs of PostgreSQL, for `make test-postgres`.

The tests start a server of their own; the one that Debian sets up on installing is not touched.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from debian import install

FOLDERS = "/usr/lib/postgresql"
NEEDED = ("initdb", "pg_ctl", "postgres")


def main() -> None:
    """The server is installed where it is missing."""
    if programs() is None:
        install("PostgreSQL", "postgresql")
    found = programs()
    if found is None:
        sys.exit(f"PostgreSQL lacks one of {', '.join(NEEDED)}")
    print(f"PostgreSQL in {found}")


def programs() -> Path | None:
    """The folder of the newest server's programs: Debian leaves them out of the path."""
    folders = [found for found in Path(FOLDERS).glob("*/bin") if found.parent.name.isdigit()]
    folders.sort(key=lambda found: int(found.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).parent)
    return next((one for one in folders if all((one / name).is_file() for name in NEEDED)), None)


if __name__ == "__main__":
    main()

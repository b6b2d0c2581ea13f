"""Programs that tests need besides Python, installed where root and apt are at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

SECONDS = 900


def install(what: str, *packages: str) -> None:
    """Packages of Debian, quietly; where that may not be done, the script ends and says so."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"{what} is missing and cannot be installed (no root with apt)")
    print(f"installing {what}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(
            command, check=True, timeout=SECONDS, env=environment, stdout=subprocess.DEVNULL
        )

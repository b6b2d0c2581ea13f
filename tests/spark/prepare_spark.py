"""Sees to the Java that Spark runs on, for `make test-spark`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

from debian import install

OLDEST = 17  # of Spark 4
PACKAGE = "default-jre-headless"


def main() -> None:
    """Java is installed where it is missing; one that is too old is left, and named."""
    if java() is None:
        install("Java", PACKAGE)
    found = java()
    if found is None or found < OLDEST:
        sys.exit(f"Spark needs Java {OLDEST} or newer, got {found}. Hint: set JAVA_HOME")
    print(f"Java {found} for Spark")


def java() -> int | None:
    """The version of the Java on the path; None where there is none."""
    if not shutil.which("java"):
        return None
    done = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=60)
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found[1]) if found else None


if __name__ == "__main__":
    main()

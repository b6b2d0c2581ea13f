"""A virtual environment that holds ledgerguard's wheel, what that requires, and nothing else.

The required packages are linked from the environment that runs the tests, which is quick. What
ledgerguard does not require is missing in it, other plugins among that.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
SECONDS = 300
UNWANTED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "XDG_CONFIG_HOME")


@dataclass(frozen=True)
class CleanEnvironment:
    """The environment; its programs know nothing of the one that runs the tests."""

    folder: Path

    @property
    def programs(self) -> Path:
        return Path(sysconfig.get_path("scripts", "venv", {"base": str(self.folder)}))

    @property
    def packages(self) -> Path:
        return Path(sysconfig.get_path("purelib", "venv", {"base": str(self.folder)}))

    def install(self, project: Path) -> None:
        """Build a project's wheel and install it, as a user does."""
        wheels = self.folder / "wheels" / project.name
        hatchling = importlib.util.find_spec("hatchling")
        isolation = ["--no-build-isolation"] if hatchling else []
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        done(*pip, "wheel", "--no-deps", *isolation, "--wheel-dir", wheels, project)
        (wheel,) = wheels.glob("*-py3-none-any.whl")
        python = self.programs / "python"
        done(*pip, "--python", python, "install", "--no-deps", "--no-index", wheel)

    def run(self, program: str, *words: str | Path, cwd: Path | None = None) -> str:
        """What one of its programs prints, in a home of its own."""
        return done(self.programs / program, *words, cwd=cwd, home=self.folder / "home")


def made(folder: Path, *requirements: str) -> CleanEnvironment:
    """Make one.

    Args:
        folder: Where to.
        requirements: Packages beside those that ledgerguard requires.
    """
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    environment = CleanEnvironment(folder)
    links = folder / "links"
    links.mkdir()
    (folder / "home").mkdir()
    for name in required("ledgerguard", *requirements):
        link(importlib.metadata.distribution(name), links)
    (environment.packages / "links.pth").write_text(str(links), encoding="utf-8")
    environment.install(ROOT)
    return environment


def required(*names: str) -> set[str]:
    """All packages that some require, without ledgerguard itself."""
    found: set[str] = set()
    open_names = [*names]
    while open_names:
        name = canonicalize_name(open_names.pop())
        if name in found:
            continue
        found.add(name)
        for line in importlib.metadata.requires(name) or ():
            one = Requirement(line)
            if one.marker is None or one.marker.evaluate({"extra": ""}):
                open_names.append(one.name)
    return found - {"ledgerguard"}


def link(package: importlib.metadata.Distribution, folder: Path) -> None:
    """Make a package importable from a folder: its modules, and what pip noted of it."""
    for part in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
        if not (folder / part).exists():
            (folder / part).symlink_to(Path(str(package.locate_file(part))).resolve())


def done(*command: str | Path, cwd: Path | None = None, home: Path | None = None) -> str:
    """What a command prints; a failure shows all that it said."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in UNWANTED
        and (name == "LEDGERGUARD_EXAMPLES" or not name.startswith("LEDGERGUARD_"))
    }
    if home is not None:
        environment |= {"HOME": str(home), "APPDATA": str(home)}
        environment.setdefault("LEDGERGUARD_EXAMPLES", "10")
    process = subprocess.run(
        [str(word) for word in command],
        cwd=cwd or home,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    said = process.stdout + process.stderr
    assert process.returncode == 0, f"{shown(command)} ended with {process.returncode}:\n{said}"
    return process.stdout


def shown(command: Iterable[str | Path]) -> str:
    return " ".join(map(str, command))

"""From nothing to a cell: a plugin made of the starter, in an environment of its own.

The wheel of ledgerguard makes the plugin, pip installs it, its contract suite is green, and its
formula answers at the prompt and in LibreOffice. Nothing of the sources is used: what is missing
in the wheel is missed here. What ledgerguard itself depends on is borrowed from the environment of
the tests, so that one minute is enough; `make package` installs that, too.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 600
IN_CALC = """
from ledgerguard.hosts.calc import Calc
with Calc() as calc:
    book = calc.open()
    book.set("Sheet1", "A1", "=LG.ACME_LATE_SHARE(25000,100000)")
    book.set("Sheet1", "A2", "=LG.DSO(1200000,10000000,365)")
    print(book.get("Sheet1", "A1"), book.get("Sheet1", "A2"))
    book.close()
"""


class Place:
    """An environment of its own, and what runs in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "env"
        venv.create(self.home, with_pip=False, symlinks=os.name != "nt")
        scripts = self.home / ("Scripts" if os.name == "nt" else "bin")
        self.python = scripts / "python"
        self.ledgerguard = scripts / "ledgerguard"
        # A plain path: the .pth files that lie there are not read, so no editable install is seen.
        (self.site / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")

    @property
    def site(self) -> Path:
        return Path(sysconfig.get_path("purelib", "venv", vars={"base": str(self.home)}))

    def run(self, *command: str | Path) -> str:
        """What a command prints; its failure is the test's."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(
            [*map(str, command)],
            cwd=self.folder,
            env=kept | {"LEDGERGUARD_PLUGINS": str(self.folder / "plugins.toml")},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def install(self, source: Path) -> None:
        """Build the wheel of a folder and install it."""
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        at_hand = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
        wheels = self.folder / f"wheel-of-{source.name}"
        self.run(*pip, "wheel", "--no-deps", *at_hand, "--wheel-dir", wheels, source)
        (wheel,) = wheels.glob("*.whl")
        self.run(*pip, "--python", self.python, "install", "--no-deps", "--no-index", wheel)


@pytest.mark.usefixtures("office")
def test_a_plugin_from_the_starter_reaches_prompt_and_sheet(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.install(ROOT)
    said = place.run(place.python, "-c", "import ledgerguard; print(ledgerguard.__file__)")
    assert Path(said.strip()).is_relative_to(place.home), "the sources are used, not the wheel"

    place.run(place.ledgerguard, "plugins", "new", "acme-risk", "--prefix", "ACME")
    place.install(tmp_path / "acme-risk")

    assert place.run(place.ledgerguard, "eval", "ACME_LATE_SHARE(25000, 100000)") == "0.25\n"
    listed = place.run(place.ledgerguard, "plugins", "list")
    assert re.search(r"acme-risk +0\.1\.0 +runs +1 formulas, 1 scorers, 1 insurers", listed)

    suite = place.run(place.python, "-m", "pytest", "acme-risk", "-m", "ledgerguard_contract", "-q")
    found = re.search(r"^(\d+) passed, (\d+) skipped(?:, \d+ \w+)? in", suite, re.M)
    assert found is not None, suite
    assert int(found[1]) >= 40
    assert int(found[2]) <= 6, "a suite that skips tests nothing"

    assert place.run(place.python, "-c", IN_CALC) == "0.25 43.8\n"

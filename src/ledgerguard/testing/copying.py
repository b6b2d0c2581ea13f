"""Copies the starter under a name of one's own: package, module, prefix of formulas."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ledgerguard.errors import HostError, InvalidValue
from ledgerguard.formula import NAME_PATTERN

PACKAGE: Final = "ledgerguard-starter"
_SUFFIXES: Final = frozenset({".md", ".py", ".toml", ".typed"})
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_INSTALLED: Final = Path(__file__).parent / "starter"
_CHECKOUT: Final = Path(__file__).parents[3] / "plugins" / PACKAGE


@dataclass(frozen=True, slots=True)
class Names:
    """What a plugin is called in its various places."""

    package: str  # as pip names it: acme-risk
    prefix: str  # of its formulas, without the underscore: ACME_RISK

    @property
    def module(self) -> str:
        """As Python imports it."""
        return self.package.replace("-", "_")

    @property
    def classes(self) -> str:
        """As its classes begin."""
        return "".join(word.capitalize() for word in self.package.split("-"))

    def put_into(self, text: str) -> str:
        """A text of the starter with these names in it."""
        for old, new in (
            ("ledgerguard_starter", self.module),
            (PACKAGE, self.package),
            ("STARTER", self.prefix),
            ("Starter", self.classes),
            ("starter_", f"{self.prefix.lower()}_"),
            ("starter", self.package),
        ):
            text = text.replace(old, new)
        return text


def names_of(package: str, prefix: str = "") -> Names:
    """The names of a new plugin.

    Args:
        package: As pip shall name it.
        prefix: Of its formulas; made of the package's name unless given.

    Raises:
        InvalidValue: when one of them is none that pip, Python or a spreadsheet takes, or would
            hide a module that Python has here.
    """
    if not _NAME.fullmatch(package):
        raise InvalidValue(
            f"the name must be a package's in lower case, got {package!r}",
            hint="letters, digits and single hyphens, such as acme-risk",
        )
    wanted = (prefix or package.replace("-", "_")).upper().rstrip("_")
    if not NAME_PATTERN.fullmatch(wanted):
        raise InvalidValue(
            f"the prefix must be capital letters joined by _, without digits, got {wanted!r}",
            hint="say another one, such as --prefix ACME",
        )
    names = Names(package, wanted)
    module = find_spec(names.module)
    is_known = module is not None and module.origin is not None  # a bare folder has none
    if keyword.iskeyword(names.module) or is_known:
        raise InvalidValue(
            f"the name must be none that Python knows already, got {package!r}",
            hint=f"begin it with your firm's, such as acme-{package}; a plugin of yours that is "
            "installed must be uninstalled before it is made again",
        )
    return names


def copy(names: Names, folder: Path) -> list[Path]:
    """Write the starter under these names into a folder that is not there yet, or empty.

    Returns:
        The files, in the order of their names.

    Raises:
        InvalidValue: when something lies in the folder already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InvalidValue(
            f"the folder must be new or empty, got {folder}", hint="say another one with --out"
        )
    written = []
    for name, text in _files():
        path = folder / names.put_into(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(names.put_into(text), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def _files() -> Iterator[tuple[str, str]]:
    """The starter's files by name, whether ledgerguard is a wheel or a checkout."""
    home = next((one for one in (_INSTALLED, _CHECKOUT) if one.is_dir()), None)
    if home is None:
        raise HostError(
            "the starter must lie beside ledgerguard.testing, got nothing",
            hint="reinstall it: pip install --force-reinstall ledgerguard",
        )
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home)
        hidden = any(part.startswith((".", "__pycache__")) for part in name.parts)
        if path.suffix in _SUFFIXES and not hidden:
            yield name.as_posix(), path.read_text(encoding="utf-8")

"""Which plugins may run: ``plugins.toml`` of the machine, which wins, and of the user.

Both files are optional. ``allow`` lists the only packages that may run, ``off`` those that may
not::

    allow = ["acme-risk"]
    off = ["ledgerguard-insurer-rest"]

A file that cannot be read lets nothing run: whoever wrote it meant to forbid something.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ledgerguard.errors import PolicyError

FILE_VARIABLE: Final = "LEDGERGUARD_PLUGINS"
"""Environment variable: another place of the user's file; the machine's file stays in force."""

_KEYS: Final = ("allow", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """Who may run. ``allow`` is None where no file lists the only ones."""

    allow: frozenset[str] | None = None
    off: frozenset[str] = frozenset()

    def reason_off(self, package: str) -> str | None:
        """Why a package does not run; None when it may."""
        name = canonical(package)
        if name in self.off:
            return "switched off in plugins.toml"
        if self.allow is not None and name not in self.allow:
            return "not in the allow-list of plugins.toml"
        return None


def canonical(package: str) -> str:
    """A package's name as PyPI compares it: Acme_Risk is acme-risk."""
    return re.sub(r"[-_.]+", "-", package).lower()


def files() -> list[Path]:
    """The machine's file and the user's, whether they exist or not."""
    own = os.environ.get(FILE_VARIABLE)
    user = user_folder()
    users = [Path(own)] if own else [user / "plugins.toml"] if user else []
    return [_machine_folder() / "plugins.toml", *users]


def user_folder() -> Path | None:
    """Where programs keep the settings of this user; None where there is no home."""
    own = os.environ.get(FILE_VARIABLE)
    if own:
        return Path(own).parent
    try:
        home = Path.home()
    except RuntimeError:  # a sandbox without users
        return None
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    if sys.platform == "win32":
        folder = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        folder = home / "Library" / "Application Support"
    return folder / "ledgerguard"


def read_settings(paths: Iterable[Path] | None = None) -> Settings:
    """What the files say together: each may only forbid more.

    Raises:
        PolicyError: naming the file and what is wrong in it.
    """
    settings = Settings()
    for path in files() if paths is None else paths:
        if path.is_file():
            settings = _narrowed(settings, _read(path))
    return settings


def _narrowed(one: Settings, other: Settings) -> Settings:
    if one.allow is None or other.allow is None:
        allow = other.allow if one.allow is None else one.allow
    else:
        allow = one.allow & other.allow
    return Settings(allow, one.off | other.off)


def _read(path: Path) -> Settings:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(
            f"{path} must be a TOML file, got {error}", hint="mend it; until then no plugin runs"
        ) from None
    unknown = sorted(set(content) - set(_KEYS))
    if unknown:
        raise PolicyError(
            f"{path} must have only the keys {' and '.join(_KEYS)}, got {', '.join(unknown)}",
            hint="until it is mended no plugin runs",
        )
    allow = _names(path, "allow", content["allow"]) if "allow" in content else None
    return Settings(allow, _names(path, "off", content.get("off", [])))


def _names(path: Path, key: str, value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise PolicyError(
            f'{path}: {key} must be a list of packages, such as ["acme-risk"], got {value!r}',
            hint="until it is mended no plugin runs",
        )
    return frozenset(map(canonical, value))


def _machine_folder() -> Path:
    """Where the administrator keeps the settings of this machine."""
    folder = Path("/etc")
    if sys.platform == "win32":
        folder = Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData"))
    elif sys.platform == "darwin":
        folder = Path("/Library/Application Support")
    return folder / "ledgerguard"

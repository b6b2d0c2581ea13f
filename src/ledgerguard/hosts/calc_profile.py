"""A user's LibreOffice profile: where it is, whether it is in use, and our extension in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

Place = Literal["user", "shared", "bundled"]
"""Who has an extension: this user, all users of the machine, or whoever packed LibreOffice."""

IDENTIFIER = "com.ledgerguard.calc"  # addin/calc/description.xml
OVERRIDE = "LEDGERGUARD_CALC_PROFILE"
COMPONENTS = "registry/com.sun.star.comp.deployment.component.PackageRegistryBackend/unorc"
_PROFILE = re.compile(r"^UserInstallation=(.+?)\s*$", re.MULTILINE)
_VERSION = re.compile(r'<version\s+value="([^"]*)"')
_OFFICE = re.compile(r'(^|[/"])(soffice|unopkg)(\.bin|\.exe)?(["\s]|$)')
_OTHER_PROFILE = re.compile(r"-env:UserInstallation=(\S+)")


@dataclass(frozen=True, slots=True)
class Extension:
    """Our extension as it lies on the disk."""

    place: Place
    path: Path  # its unpacked folder
    version: str
    command: tuple[str, ...]  # starts the worker; its first word is the user's Python
    import_path: str  # where that Python finds ledgerguard, when it is not installed there
    is_registered: bool | None  # None: this place keeps no list
    names: frozenset[str] = field(repr=False)  # of the formulas when it was built

    @property
    def python(self) -> str:
        """The Python that computes; empty when the record is broken."""
        return self.command[0] if self.command else ""


@dataclass(frozen=True, slots=True)
class Profile:
    """The folder of one user's LibreOffice."""

    folder: Path
    is_chosen: bool = False  # by LEDGERGUARD_CALC_PROFILE

    def options(self) -> list[str]:
        """What makes LibreOffice's programs use this profile.

        Nothing for its own choice: should we be wrong about where that is, the programs are not.
        """
        return [f"-env:UserInstallation={self.folder.as_uri()}"] if self.is_chosen else []

    @property
    def lock(self) -> Path:
        """The file that is there while LibreOffice runs with this profile, or after it crashed."""
        return self.folder / ".lock"


def find_profile(office: Path | None) -> Profile:
    """The profile that ``LEDGERGUARD_CALC_PROFILE`` names (a path or a file URL), or the usual one.

    Args:
        office: The program soffice, beside which stands where its profiles are.
    """
    if chosen := os.environ.get(OVERRIDE):
        return Profile(_path(chosen).absolute(), is_chosen=True)
    base = _settings_folder()
    if office is not None:
        program = office.resolve().parent
        for name in ("bootstraprc", "bootstrap.ini", "../Resources/bootstraprc"):
            if (program / name).is_file():
                found = _PROFILE.search((program / name).read_text("utf-8", "replace"))
                if found:
                    return Profile(_expanded(found[1], base, program))
    return Profile(base / ("LibreOffice/4" if sys.platform != "linux" else "libreoffice/4"))


def is_running(profile: Profile) -> bool:
    """Whether LibreOffice runs with this profile.

    Its lock file alone may be left from a crash: then no process of the user's LibreOffice is
    there any more. Where processes cannot be listed, the lock file decides.
    """
    if not profile.lock.exists():
        return False
    processes = _processes()
    if processes is None:
        return True
    return any(_may_use(profile, line) for line in processes)


def extensions(profile: Profile, office: Path | None) -> tuple[Extension, ...]:
    """Every installation of our extension that this user's LibreOffice meets."""
    user = profile.folder / "user"
    found = [_packaged("user", user / "uno_packages/cache", user / "uno_packages/cache")]
    if office is not None:
        for share in ("share", "Resources"):  # macOS keeps it in Resources
            base = office.resolve().parent.parent / share
            cache, registered = base / "uno_packages/cache", user / "extensions/shared"
            found.append(_packaged("shared", cache, registered))
            found += [_read("bundled", one, None) for one in sorted(base.glob("extensions/*"))]
    return tuple(one for one in found if one is not None)


def _packaged(place: Place, cache: Path, registry: Path) -> Extension | None:
    """The extension in a folder that unopkg keeps: its list names the copy that counts."""
    try:
        listed = (cache / "uno_packages.pmap").read_bytes()
    except OSError:
        return None
    try:
        registered = (registry / COMPONENTS).read_text("utf-8", "replace")
    except OSError:
        registered = ""
    for folder in sorted(cache.glob("uno_packages/*_/*")):
        if folder.is_dir() and folder.parent.name.removesuffix("_").encode() + b"\xff" in listed:
            found = _read(place, folder, f"/{folder.parent.name}/" in registered)
            if found is not None:
                return found
    return None


def _read(place: Place, folder: Path, is_registered: bool | None) -> Extension | None:
    try:
        description = (folder / "description.xml").read_text("utf-8")
    except OSError:
        return None
    if f'"{IDENTIFIER}"' not in description:
        return None
    version = _VERSION.search(description)
    worker, catalogue = _json(folder / "worker.json"), _json(folder / "catalogue.json")
    worker = worker if isinstance(worker, dict) else {}
    return Extension(
        place,
        folder,
        version[1] if version else "",
        tuple(worker.get("command", ())),
        worker.get("path", ""),
        is_registered,
        frozenset(formula["name"] for formula in catalogue or ()),
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _path(named: str) -> Path:
    """A path from a path or a file URL."""
    if not named.startswith("file:"):
        return Path(named).expanduser()
    path = unquote(urlsplit(named).path)
    return Path(path[1:] if re.match(r"/[A-Za-z]:", path) else path)


def _settings_folder() -> Path:
    """What LibreOffice calls SYSUSERCONFIG."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData/Roaming")
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _expanded(text: str, base: Path, program: Path) -> Path:
    """A path of LibreOffice's settings; portable versions name one beside the program."""
    for name, value in (("SYSUSERCONFIG", base), ("ORIGIN", program)):
        text = text.replace(f"${{{name}}}", str(value)).replace(f"${name}", str(value))
    return Path(os.path.normpath(_path(text)))


def _processes() -> list[str] | None:
    """The command lines of this user's LibreOffice processes; None where they cannot be listed."""
    command = (
        ["tasklist", "/FO", "CSV", "/NH", "/FI", "IMAGENAME eq soffice.bin"]
        if sys.platform == "win32"
        else ["ps", "-ww", "-u", str(os.geteuid()), "-o", "args="]
    )
    try:
        listed = subprocess.run(command, capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return [
        line
        for line in listed.stdout.decode("utf-8", "replace").splitlines()
        if _OFFICE.search(line)
    ]


def _may_use(profile: Profile, line: str) -> bool:
    """Whether a process may be the one that locks a profile: not when it names another one."""
    named = _OTHER_PROFILE.search(line)
    return named is None or _path(named[1]).resolve() == profile.folder.resolve()

"""Installs the LibreOffice extension for one user, takes it away, and sees to it that it works."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ledgerguard
from ledgerguard.errors import HostError
from ledgerguard.hosts import calc_addin, calc_log, calc_office, calc_profile
from ledgerguard.hosts.calc_profile import IDENTIFIER, Extension, Profile

STEP_SECONDS = 180.0  # the first start of a new profile on a slow disk
COMMAND = "ledgerguard addin install calc"
TRIAL = "=IF(ABS(LG.DSO(1200000,10000000,365)-43.8)<1E-9,1,0)"  # CRISKCO's worked example
_REGISTERED = re.compile(
    rf"^Identifier: {re.escape(IDENTIFIER)}\n(?:(?!Identifier:).*\n)*?\s*is registered: yes",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation has done."""

    version: str
    replaced: str  # the version that was there before; empty when there was none
    python: str  # computes the formulas
    profile: Path
    remark: str  # one line when a formula did not answer in a trial, else empty

    @property
    def answers(self) -> bool:
        """Whether LibreOffice computed a formula of ours with this profile afterwards."""
        return not self.remark


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """What taking the extension away has done."""

    version: str  # of the one that was there; empty when there was none
    profile: Path
    left: tuple[Extension, ...]  # what others have put there and this user cannot take away


@dataclass(frozen=True, slots=True)
class Status:
    """How a user's LibreOffice stands."""

    profile: Path
    is_running: bool
    extensions: tuple[Extension, ...]


def build(path: Path, *, python: str = sys.executable) -> Path:
    """Write the extension that computes with ``python``, where ledgerguard is installed."""
    return calc_addin.build_oxt(path, python=python)


def status() -> Status:
    """What is installed for this user; nothing is started."""
    office = calc_office.find_office()
    profile = calc_profile.find_profile(office)
    return Status(
        profile.folder,
        calc_profile.is_running(profile),
        calc_profile.extensions(profile, office),
    )


def install(*, python: str = sys.executable) -> Installed:
    """Put the extension into the user's own profile; an older one is replaced.

    LibreOffice is started once before, unseen: in a profile that it does not know yet it would
    silently unregister what unopkg has put there. And once afterwards, to compute a formula.

    Args:
        python: The Python that is to compute, where ledgerguard is installed.

    Raises:
        HostError: when LibreOffice is missing or running, the user is root, or it does not take
            the extension.
    """
    office, unopkg, profile = _ready("installed")
    before = _of_user(profile)
    with tempfile.TemporaryDirectory(prefix="ledgerguard-install-") as folder:
        built = build(Path(folder) / "ledgerguard.oxt", python=python)
        _run("start", [office, *profile.options(), "--headless", "--terminate_after_init"])
        added = ["add", *profile.options(), "--force", "--suppress-license", str(built)]
        _run("add the extension", [unopkg, *added])
        remark = _trial(office, profile, Path(folder))
    if not _is_registered(unopkg, profile):
        raise HostError(
            f"LibreOffice took the extension into {profile.folder} but does not have it registered",
            hint=f"run `{COMMAND}` once more; `ledgerguard doctor calc` looks for the cause",
        )
    return Installed(
        ledgerguard.__version__, before.version if before else "", python, profile.folder, remark
    )


def uninstall() -> Uninstalled:
    """Take the extension out of the user's own profile; that there is none is no error.

    Raises:
        HostError: when LibreOffice is missing or running, the user is root, or it keeps it.
    """
    office, unopkg, profile = _ready("taken away")
    before = _of_user(profile)
    if before is not None:
        _run("remove the extension", [unopkg, "remove", *profile.options(), IDENTIFIER])
        if _of_user(profile) is not None:
            raise HostError(
                f"LibreOffice keeps the extension in {profile.folder}",
                hint="remove ledgerguard in LibreOffice's menu Tools, Extensions",
            )
    for library in calc_log.folder().glob("com.ledgerguard.calc.*.rdb"):  # the add-in wrote them
        library.unlink(missing_ok=True)
    left = calc_profile.extensions(profile, office)
    return Uninstalled(before.version if before else "", profile.folder, left)


def _ready(what: str) -> tuple[Path, Path, Profile]:
    """The programs and the profile, once nothing speaks against using them."""
    if sys.platform != "win32" and os.geteuid() == 0:
        raise HostError(
            f"the extension must be {what} by the user who works with LibreOffice, got root",
            hint="run the same command as that user, without sudo: unopkg refuses root",
        )
    office, _ = calc_office.installed()
    unopkg = find_unopkg(office)
    profile = calc_profile.find_profile(office)
    _refuse_running(profile)
    return office, unopkg, profile


def find_unopkg(office: Path) -> Path:
    """LibreOffice's program that installs extensions.

    Raises:
        HostError: when it does not stand beside soffice.
    """
    for folder in (office.resolve().parent, office.parent):
        # the .com is the console's one on Windows
        for name in ("unopkg", "unopkg.com", "unopkg.exe", "libreoffice.unopkg"):
            if (folder / name).is_file():
                return folder / name
    raise HostError(
        f"the program unopkg must stand beside {office}, got none",
        hint="install LibreOffice completely; LEDGERGUARD_SOFFICE can name another one's soffice",
    )


def _refuse_running(profile: Profile) -> None:
    """LibreOffice reads its extensions when it starts, and keeps files of the old one open."""
    if calc_profile.is_running(profile):
        raise HostError(
            f"LibreOffice must be closed, but it is running with the profile {profile.folder}",
            hint="close all its windows and the quickstarter, then run the command again; "
            f"when none is open, delete the file {profile.lock}",
        )
    with contextlib.suppress(OSError):
        text = profile.lock.read_text("utf-8", "replace")
        host = re.search(r"^Host=(.*)$", text, re.MULTILINE)
        if host and _short(host[1]) != _short(socket.gethostname()):
            raise HostError(
                f"LibreOffice must be closed, but it runs with this profile on {host[1].strip()}",
                hint=f"close it there; when it has crashed, delete the file {profile.lock}",
            )
        profile.lock.unlink()  # left from a crash on this machine


def _short(host: str) -> str:
    return host.strip().partition(".")[0].lower()


def _of_user(profile: Profile) -> Extension | None:
    return next((one for one in calc_profile.extensions(profile, None)), None)


def _is_registered(unopkg: Path, profile: Profile) -> bool:
    listed = _run("list its extensions", [unopkg, "list", *profile.options()])
    return _REGISTERED.search(listed.replace("\r\n", "\n")) is not None


def _trial(office: Path, profile: Profile, folder: Path) -> str:
    """Let LibreOffice compute a formula with this profile: why it did not, or nothing."""
    import openpyxl

    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = TRIAL
    book.save(folder / "trial.xlsx")
    options = [*profile.options(), "--headless", "--norestore"]
    conversion = ["--convert-to", "csv", "--outdir", str(folder), str(folder / "trial.xlsx")]
    try:
        _run("open a sheet", [office, *options, *conversion])
        shown = (folder / "trial.csv").read_text("utf-8", "replace").strip()
    except HostError as error:
        return f"whether formulas answer could not be tried: {error.message}"
    except OSError:
        shown = "no sheet"
    if shown == "1":
        return ""
    said = calc_log.last_trouble() or f"its log is {calc_log.path()}"
    return f"in a trial LibreOffice showed {shown} instead of a result: {said}"


def _run(what: str, command: Sequence[str | Path]) -> str:
    """Run a program of LibreOffice's to its end: what it printed.

    Raises:
        HostError: when it fails, or takes too long; then all that it started is ended.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=calc_office.clean_environment(),
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=STEP_SECONDS)
    except subprocess.TimeoutExpired:
        _end(process)
        raise HostError(
            f"LibreOffice took more than {STEP_SECONDS:g} seconds to {what}",
            hint="start LibreOffice by hand once: it may be asking something",
        ) from None
    text = output.decode("utf-8", "replace")
    if process.returncode != 0:
        lines = [line for line in text.splitlines() if line.strip() and "javaldx" not in line]
        said = "; ".join(lines[-3:]) or f"it ended with {process.returncode}"
        raise HostError(f"LibreOffice could not {what}: {said}")
    return text


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        ended = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(ended, capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.communicate()

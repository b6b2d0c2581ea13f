"""What Windows' registry says of Excel: where it is, what it may run, what it has switched off."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ledgerguard.hosts.desktop_addin import NAME

Values = Callable[[str], Mapping[str, Any]]
"""The values of a key, by name in lower case; the key's path begins with HKCU or HKLM.

An empty name is the key's own value; a key that is not there has none.
"""

APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
HEAD = 12  # bytes before the texts of a disabled item: its kind, and the lengths of both texts


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set; everything here has a value that says "not set"."""

    excel: str = ""  # the program's path; empty when Excel is not registered
    version: str = ""  # as Office tells it: 16.0.17928.20114
    bits: int = 0  # of Excel; 0 when it is not told
    macros: int = 2  # VBAWarnings: 1 all run, 2 Excel asks, 3 only signed ones, 4 none
    is_policy: bool = False  # whether the administrator chose ``macros``
    vba_off: bool = False  # Visual Basic is switched off in all of Office
    addins_off: bool = False  # "Disable all Application Add-ins"
    only_signed: bool = False  # "Require Application Add-ins to be signed by Trusted Publisher"
    blocks_internet: bool = False  # the administrator's word on files marked so
    trust_off: bool = False  # "Disable all trusted locations"
    trust_by_policy: bool = False  # only the administrator's trusted locations count
    trust_network: bool = False  # "Allow Trusted Locations on my network"
    only_managed: bool = False  # "Block all unmanaged add-ins"
    managed: str = ""  # our file in the administrator's list: 0 blocked, 1 on, 2 the user's choice
    disabled: tuple[str, ...] = ()  # files that Excel has switched off, in lower case
    opened: tuple[str, ...] = ()  # what Excel opens as add-ins ticked in its list
    alternate: str = ""  # another folder whose files Excel opens when it starts


def settings(values: Values) -> Settings:
    """Read what is set, the administrator's policies before the user's own choices."""
    office = f"Office\\{_generation(values)}"
    mine = rf"HKCU\Software\Microsoft\{office}\Excel"
    theirs = rf"HKCU\Software\Policies\Microsoft\{office}\Excel"
    common = rf"Software\Policies\Microsoft\{office}\Common"
    user, policy = values(rf"{mine}\Security"), values(rf"{theirs}\Security")
    trust, trust_policy = (values(rf"{key}\Security\Trusted Locations") for key in (mine, theirs))
    shared = values(rf"HKCU\{common}\Security\Trusted Locations")
    excel = _first(values(rf"{hive}\{APP_PATHS}").get("") for hive in ("HKCU", "HKLM"))
    options = values(rf"{mine}\Options")
    return Settings(
        excel.strip('"'),
        str(values(CLICK_TO_RUN).get("versiontoreport", "")),
        _bits(values, excel, office),
        int(policy.get("vbawarnings") or user.get("vbawarnings") or 2),
        bool(policy.get("vbawarnings")),
        any(values(rf"{hive}\{common}").get("vbaoff") for hive in ("HKCU", "HKLM")),
        _is_on("disablealladdins", policy, user),
        _is_on("requireaddinsig", policy, user),
        _is_on("blockcontentexecutionfrominternet", policy),
        _is_on("alllocationsdisabled", trust_policy, trust),
        shared.get("allow user locations") == 0,
        _is_on("allownetworklocations", trust_policy, trust),
        _is_on("restricttolist", values(rf"{theirs}\Resiliency")),
        str(values(rf"{theirs}\Resiliency\AddinList").get(NAME, "")),
        tuple(map(_disabled, values(rf"{mine}\Resiliency\DisabledItems").values())),
        tuple(str(text) for name, text in sorted(options.items()) if name.startswith("open")),
        str(options.get("altstartup", "")),
    )


def values_here() -> Values | None:
    """This machine's registry; None where there is none."""
    if sys.platform != "win32":
        return None
    import winreg

    hives = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}

    def values(path: str) -> dict[str, Any]:
        hive, _, rest = path.partition("\\")
        found: dict[str, Any] = {}
        # without the flag a 32-bit Python would be shown the registry of 32-bit programs
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        try:
            with winreg.OpenKey(hives[hive], rest, 0, access) as key:
                for number in range(winreg.QueryInfoKey(key)[1]):
                    name, value, _kind = winreg.EnumValue(key, number)
                    found[name.lower()] = value
        except OSError:  # no such key, or not ours to read
            return found
        return found

    return values


def _generation(values: Values) -> str:
    """16.0 from Excel 2016 to Microsoft 365; what the newest registered Excel says."""
    current = str(values(r"HKLM\SOFTWARE\Classes\Excel.Application\CurVer").get("", ""))
    number = current.rpartition(".")[2]
    return f"{number}.0" if number.isdigit() else "16.0"


def _bits(values: Values, excel: str, office: str) -> int:
    """Office's own word for it, else the folder in which 32-bit programs stand."""
    told = (
        values(CLICK_TO_RUN).get("platform"),
        values(rf"HKLM\SOFTWARE\Microsoft\{office}\Outlook").get("bitness"),
        values(rf"HKLM\SOFTWARE\WOW6432Node\Microsoft\{office}\Outlook").get("bitness"),
    )
    word = _first(told)
    if not word and "program files (x86)" in excel.lower():
        word = "x86"
    return {"x64": 64, "x86": 32}.get(word, 0)


def _disabled(item: Any) -> str:
    """The file's path in a disabled item: a kind, two lengths in bytes, then two UTF-16 texts.

    The format is nowhere documented by Microsoft; what does not fit is taken as one text.
    """
    if not isinstance(item, bytes) or len(item) < HEAD:
        return str(item).lower()
    (length,) = struct.unpack_from("<I", item, 4)
    text = item[HEAD : HEAD + length] if HEAD + length <= len(item) else item[HEAD:]
    return text.decode("utf-16-le", "replace").rstrip("\0").lower()


def _is_on(name: str, *keys: Mapping[str, Any]) -> bool:
    """Whether a switch is on; the first key that has it decides."""
    return bool(next((key[name] for key in keys if name in key), 0))


def _first(texts: Any) -> str:
    return str(next((text for text in texts if text), ""))

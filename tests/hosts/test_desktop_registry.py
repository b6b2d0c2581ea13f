"""What is read of Excel's settings; the registry is a dictionary here."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

import pytest

from ledgerguard.hosts.desktop_registry import Settings, settings

USER = r"HKCU\Software\Microsoft\Office\16.0\Excel"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel"
COMMON = r"Software\Policies\Microsoft\Office\16.0\Common"
PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
CLICK = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
LARGE = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
SMALL = r"C:\Program Files (x86)\Microsoft Office\root\Office16\EXCEL.EXE"


Keys = Mapping[str, Mapping[str, Any]]


def read(keys: Keys) -> Settings:
    lowered = {path.lower(): values for path, values in keys.items()}
    return settings(lambda path: lowered.get(path.lower(), {}))


def disabled(path: str, name: str) -> bytes:
    """A disabled item: type 1, the lengths of both texts in bytes with their ends, the texts."""
    first, second = (f"{text}\0".encode("utf-16-le") for text in (path, name))
    return struct.pack("<III", 1, len(first), len(second)) + first + second


def test_an_empty_registry_has_no_excel_and_its_defaults() -> None:
    assert read({}) == Settings()
    assert Settings().macros == 2  # "Disable VBA macros with notification" is Office's default


def test_where_excel_is_and_of_how_many_bits() -> None:
    told = read(
        {
            rf"HKLM\{PATHS}": {"": f'"{LARGE}"'},
            CLICK: {"platform": "x64", "versiontoreport": "16.0.17928.20114"},
        }
    )
    assert (told.excel, told.bits, told.version) == (LARGE, 64, "16.0.17928.20114")
    outlook = {r"HKLM\SOFTWARE\Microsoft\Office\16.0\Outlook": {"bitness": "x86"}}
    assert read(outlook).bits == 32
    assert read({rf"HKCU\{PATHS}": {"": SMALL}}).bits == 32
    assert read({rf"HKCU\{PATHS}": {"": LARGE}}).bits == 0  # 64 bits, or 32 on a 32-bit Windows


def test_an_older_excel_keeps_its_settings_elsewhere() -> None:
    version = r"HKLM\SOFTWARE\Classes\Excel.Application\CurVer"
    old: Keys = {r"HKCU\Software\Microsoft\Office\15.0\Excel\Security": {"vbawarnings": 4}}
    assert read({version: {"": "Excel.Application.15"}, **old}).macros == 4
    assert read(old).macros == 2


@pytest.mark.parametrize(
    ("path", "name", "value", "field", "found"),
    [
        (rf"{USER}\Security", "vbawarnings", 4, "macros", 4),
        (rf"{POLICY}\Security", "vbawarnings", 3, "macros", 3),
        (rf"{POLICY}\Security", "vbawarnings", 3, "is_policy", True),
        (rf"{USER}\Security", "vbawarnings", 3, "is_policy", False),
        (rf"HKCU\{COMMON}", "vbaoff", 1, "vba_off", True),
        (rf"HKLM\{COMMON}", "vbaoff", 1, "vba_off", True),
        (rf"{USER}\Security", "disablealladdins", 1, "addins_off", True),
        (rf"{POLICY}\Security", "requireaddinsig", 1, "only_signed", True),
        (rf"{POLICY}\Security", "blockcontentexecutionfrominternet", 1, "blocks_internet", True),
        (rf"{USER}\Security\Trusted Locations", "alllocationsdisabled", 1, "trust_off", True),
        (rf"{USER}\Security\Trusted Locations", "allownetworklocations", 1, "trust_network", True),
        (
            rf"HKCU\{COMMON}\Security\Trusted Locations",
            "allow user locations",
            0,
            "trust_by_policy",
            True,
        ),
        (rf"{POLICY}\Resiliency", "restricttolist", 1, "only_managed", True),
        (rf"{POLICY}\Resiliency\AddinList", "ledgerguard.xlam", "0", "managed", "0"),
        (rf"{USER}\Options", "altstartup", r"D:\start", "alternate", r"D:\start"),
    ],
)
def test_each_setting(path: str, name: str, value: object, field: str, found: object) -> None:
    assert getattr(read({path: {name: value}}), field) == found
    assert getattr(Settings(), field) != found or found is False


def test_the_administrator_comes_before_the_user() -> None:
    name = "alllocationsdisabled"
    user, policy = (rf"{key}\Security\Trusted Locations" for key in (USER, POLICY))
    assert not read({user: {name: 1}, policy: {name: 0}}).trust_off
    assert read({user: {name: 0}, policy: {name: 1}}).trust_off
    security = (rf"{USER}\Security", rf"{POLICY}\Security")
    assert read({security[0]: {"vbawarnings": 1}, security[1]: {"vbawarnings": 4}}).macros == 4


def test_what_excel_has_switched_off() -> None:
    path = r"C:\Users\Änn\XLSTART\Ledgerguard.xlam"
    items = {
        "1a2b": disabled(path, "ledgerguard"),
        "torn": disabled(path, "x")[:40],
        "odd": b"\x01",
        "text": "some.xlam",
    }
    found = read({rf"{USER}\Resiliency\DisabledItems": items}).disabled
    assert found[0] == path.lower()
    assert found[3] == "some.xlam"
    assert found[1] == path.lower()[:14]


def test_the_add_ins_ticked_by_hand() -> None:
    options = {"open": "other.xlam", "open1": '/R "C:\\x\\ledgerguard.xlam"', "font": "Arial"}
    assert read({rf"{USER}\Options": options}).opened == (
        "other.xlam",
        '/R "C:\\x\\ledgerguard.xlam"',
    )

"""What usually breaks ledgerguard in Excel on Windows, and the mend of each.

The judgements are functions of the facts alone. Upstream's troubles that are looked for here:
xlwings issues 2263 (DLL and add-in of different versions), 1538 and 1803 (DLL where nobody looks),
2693 (no DLL at all), 2563 ("Object required" on Chinese Windows).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PureWindowsPath

from ledgerguard.hosts import desktop_trust
from ledgerguard.hosts.desktop_folders import dll_name
from ledgerguard.hosts.desktop_machine import Interpreter, Machine, look
from ledgerguard.hosts.findings import Finding, State

INSTALL = "ledgerguard addin install desktop"
AGAIN = f"Run `{INSTALL}` with the Python you use now."
INTERNET = 3  # ZoneId of the internet zone; 4 are restricted sites


def findings(machine: Machine | None = None) -> list[Finding]:
    """Everything that was looked at, in the order in which one would ask.

    Args:
        machine: The facts; without them this machine is looked at.
    """
    machine = look() if machine is None else machine
    if machine.platform != "win32":
        return [_elsewhere()]
    found = [*_excel(machine), *_file(machine), *_copies(machine)]
    if machine.addin is not None:
        found += [*_python(machine), *_dll(machine), *_formulas(machine), *_places(machine)]
    if machine.file:
        found += [*_mark(machine), *desktop_trust.findings(machine), *_open(machine)]
    return found


def status(machine: Machine | None = None) -> list[Finding]:
    """The short form: whether it is installed, for which Python, and whether it is stale."""
    machine = look() if machine is None else machine
    if machine.platform != "win32":
        return [_elsewhere()]
    return [*_file(machine), *_python(machine), *_formulas(machine)]


def _finding(check: str, state: State, text: str, mend: str = "") -> Finding:
    return Finding("desktop", check, state, text, mend)


def _elsewhere() -> Finding:
    return _finding(
        "Excel",
        "absent",
        "Excel's classic add-in needs Windows.",
        "Excel on a Mac or in the browser: `ledgerguard addin build lite`. "
        "LibreOffice: `ledgerguard addin install calc`.",
    )


def _excel(machine: Machine) -> Iterator[Finding]:
    settings = machine.settings
    if settings is None:
        yield _finding("Excel", "absent", "Not looked at: there is no registry to read.")
    elif not settings.excel:
        text = "Excel is not registered on this machine, or was installed for somebody else."
        yield _finding("Excel", "absent", text, "Install Excel for this user.")
    else:
        bits = f"{settings.bits}-bit" if settings.bits else "whether 32 or 64 bits it does not tell"
        version = f"Excel {settings.version}".strip()
        yield _finding("Excel", "ok", f"{version}, {bits}, is at {settings.excel}.")


def _file(machine: Machine) -> Iterator[Finding]:
    check, addin = "the add-in's file", machine.addin
    if machine.is_of_the_store:
        yield _finding(
            "the Microsoft Store",
            "fault",
            "This Python is the Microsoft Store's: what it writes into Excel's folder stays in a "
            "copy of its own, and what is said of the folder here is true of that copy only.",
            "Install Python from python.org (for yourself, without an administrator), then "
            "ledgerguard with it.",
        )
    if not machine.file:
        yield _finding(
            check, "absent", f"The add-in is not installed in {machine.folder}.", f"`{INSTALL}`"
        )
    elif addin is None:
        mend = f"Close Excel, delete the file, run `{INSTALL}`."
        yield _finding(check, "fault", f"{machine.trouble}.", mend)
    elif addin.ledgerguard != machine.version:
        text = f"The add-in was built by ledgerguard {addin.ledgerguard}; here is {machine.version}"
        yield _finding(check, "warning", f"{text}.", f"`{INSTALL}`")
    else:
        text = f"The add-in of ledgerguard {addin.ledgerguard} is installed: {machine.file}."
        yield _finding(check, "ok", text)


def _copies(machine: Machine) -> Iterator[Finding]:
    if machine.copies:
        # the file in XLSTART may be missing: then the copy is the only one, and nobody renews it
        mend = (
            "Close Excel and delete them; `ledgerguard addin status desktop` names the one to keep."
            if machine.file
            else f"Close Excel, delete it, run `{INSTALL}`."
        )
        yield _finding(
            "installations",
            "warning",
            f"Excel may also open {', '.join(machine.copies)}: of two, nobody knows which answers.",
            mend,
        )
    if machine.xlwings_addin:
        version = machine.xlwings_addin_version or "of a version that it does not tell"
        text = f"xlwings' own add-in ({version}) is there too; ours neither needs nor disturbs it."
        yield _finding("xlwings' add-in", "ok", text)


def _python(machine: Machine) -> Iterator[Finding]:
    check, found = "the add-in's Python", machine.interpreter
    if machine.addin is None:
        return
    if found is None:
        text = "The add-in has no record of its Python: cells show #NAME?."
        yield _finding(check, "fault", text, f"`{INSTALL}`")
    elif not found.exists:
        text = f"ledgerguard's Python {found.path} is gone: cells show #NAME?."
        yield _finding(check, "fault", text, AGAIN)
    elif found.is_slow:
        text = f"Not looked at: {found.path} did not answer in time."
        yield _finding(check, "warning", text, "Run the command again when there is less to do.")
    elif not found.version:
        text = f"ledgerguard cannot be imported in its Python {found.path}: {found.complaint}"
        yield _finding(check, "fault", text, AGAIN)
    elif not _is_same(found.path, machine.python):
        yield _finding(
            check,
            "warning",
            f"Formulas are computed by {found.path} with ledgerguard {found.version}; this is "
            f"{machine.python}, and what is installed here does not reach Excel.",
            f"Should this Python compute, run `{INSTALL}`.",
        )
    else:
        text = f"Formulas are computed by {found.path} with ledgerguard {found.version}."
        yield _finding(check, "ok", text)


def _dll(machine: Machine) -> Iterator[Finding]:
    check, addin, found = "xlwings' DLL", machine.addin, machine.interpreter
    if addin is None or found is None or not found.exists:
        return
    bits = machine.settings.bits if machine.settings else 0
    needed = [dll_name(addin.xlwings, one) for one in ((bits,) if bits else (64, 32))]
    missing = [name for name in needed if name not in machine.dlls]
    if not missing:
        yield _finding(check, "ok", f"{needed[0]} stands where the add-in looks for it.")
    elif found.xlwings and found.xlwings != addin.xlwings:
        text = (
            f"The add-in was built for xlwings {addin.xlwings}, but its Python has "
            f"{found.xlwings}: cells show #NAME?."
        )
        yield _finding(check, "fault", text, f"`{INSTALL}`")
    elif machine.dll_astray:
        text = f"{missing[0]} stands in {machine.dll_astray}, where Excel does not look for it."
        yield _finding(check, "fault", text, _OWN_ENVIRONMENT)
    else:
        text = f"{missing[0]} stands neither beside {found.path} nor in the folder above."
        mend = f"`{found.path} -m pip install --force-reinstall xlwings=={addin.xlwings}`"
        yield _finding(check, "fault", text, mend)
    yield from _bits(bits, found)


def _bits(bits: int, found: Interpreter) -> Iterator[Finding]:
    """Python runs beside Excel, not in it: xlwings' author on issue 766."""
    if bits and found.bits:
        text = f"Excel has {bits} bits, Python {found.bits}; they need not be the same."
        yield _finding("32 and 64 bits", "ok", text)


def _formulas(machine: Machine) -> Iterator[Finding]:
    addin, found = machine.addin, machine.interpreter
    if addin is None or found is None or not found.fingerprint:
        return
    if addin.fingerprint == found.fingerprint:
        text = "The add-in offers exactly the formulas that its Python has."
        yield _finding("the formulas", "ok", text)
    else:
        text = (
            "The add-in is stale: its Python has other formulas now, after a plugin came or went "
            "or ledgerguard was upgraded."
        )
        mend = f"Close Excel, run `{INSTALL}`."
        yield _finding("the formulas", "warning", text, mend)


def _mark(machine: Machine) -> Iterator[Finding]:
    check = "the mark of the internet"
    if machine.zone < INTERNET:
        yield _finding(check, "ok", "Windows does not take the file for one from the internet.")
        return
    settings = machine.settings
    trusted = settings is None or not settings.trust_off
    text = (
        "Windows marks the file as one from the internet, so Excel may open it in Protected View "
        "or block its macros"
    )
    if settings is not None and settings.blocks_internet:
        text += ", as your administrator has ordered"
    mend = (
        f"Run `{INSTALL}`, which writes a file without the mark; or right-click it, Properties, "
        "tick Unblock."
    )
    yield _finding(check, "warning" if trusted else "fault", f"{text}.", mend)


def _places(machine: Machine) -> Iterator[Finding]:
    found = machine.interpreter
    if found is None:
        return
    yield from _letters(machine.code_page, found.path)
    for what, path in (("Python", found.path), ("Excel's start folder", machine.folder)):
        home = next((one for one in machine.synced if _is_below(path, one)), "")
        if home:
            yield _finding(
                "OneDrive",
                "warning",
                f"{what} lies in {home}, which OneDrive keeps: files that are only online, or "
                "renamed by it, are missing when Excel starts.",
                _OWN_ENVIRONMENT if what == "Python" else "Let OneDrive always keep that folder.",
            )


def _letters(code_page: int, path: str) -> Iterator[Finding]:
    """VBA hands the DLL's path and Python's to Windows in the machine's code page, not in Unicode.

    Whether that explains "Object required" on a Chinese Windows was never found out upstream.
    """
    check = "the letters of the path"
    if not code_page:
        yield _finding(check, "absent", "Not looked at: the code page is not known.")
        return
    try:
        path.encode("utf-8" if code_page == _UTF8 else f"cp{code_page}")
    except UnicodeEncodeError:
        text = f"The path {path} has letters that code page {code_page} lacks: Excel cannot use it."
        yield _finding(check, "fault", text, _OWN_ENVIRONMENT)
    except LookupError:
        yield _finding(check, "absent", f"Not looked at: code page {code_page} is not known here.")
    else:
        text = f"Python's path can be written in this Windows' code page {code_page}."
        yield _finding(check, "ok", text)


def _open(machine: Machine) -> Iterator[Finding]:
    if machine.is_open:
        text = "Excel has the add-in open."
        yield _finding("Excel's windows", "ok", text, "Close it before you install or uninstall.")


_UTF8 = 65001
_OWN_ENVIRONMENT = (
    r"Install ledgerguard into an environment of its own, such as C:\ledgerguard "
    r"(`py -m venv C:\ledgerguard`, `C:\ledgerguard\Scripts\pip install ledgerguard`, "
    r"`C:\ledgerguard\Scripts\ledgerguard addin install desktop`)."
)


def _is_same(one: str, other: str) -> bool:
    return PureWindowsPath(one) == PureWindowsPath(other)  # which ignores capitals, as Windows does


def _is_below(path: str, folder: str) -> bool:
    return PureWindowsPath(path).is_relative_to(PureWindowsPath(folder))

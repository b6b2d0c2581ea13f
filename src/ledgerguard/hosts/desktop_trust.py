"""Whether Excel lets the add-in run: what it has switched off, and what an administrator forbids.

A file in a trusted location bypasses "all other security and policy checks", so that most settings
matter only where trusted locations do not count:
https://learn.microsoft.com/en-us/microsoft-365-apps/security/trusted-locations
"""

from __future__ import annotations

from collections.abc import Iterator

from ledgerguard.hosts.desktop_addin import NAME
from ledgerguard.hosts.desktop_machine import Machine
from ledgerguard.hosts.desktop_registry import Settings
from ledgerguard.hosts.findings import Finding, State

SIGNED_ONLY, NONE = 3, 4  # of VBAWarnings
ADMINISTRATOR = (
    "Ask your administrator to allow ledgerguard.xlam, or work in LibreOffice: "
    "`ledgerguard addin install calc`."
)
TRUST = "File, Options, Trust Center, Trust Center Settings"


def findings(machine: Machine) -> Iterator[Finding]:
    """What keeps Excel from running the add-in; "not looked at" without a registry."""
    settings = machine.settings
    if settings is None:
        yield _finding("what Excel may run", "absent", "Not looked at: no registry to read.")
        return
    yield from _switched_off(settings)
    faults = [*_forbidden(settings), *_locations(settings, machine.folder)]
    yield from faults
    if not faults:
        text = "Nothing that was looked at keeps the add-in's macros from running."
        yield _finding("what Excel may run", "ok", text)


def _finding(check: str, state: State, text: str, mend: str = "") -> Finding:
    return Finding("desktop", check, state, text, mend)


def _switched_off(settings: Settings) -> Iterator[Finding]:
    """Excel does that by itself after it has crashed while the add-in was loaded."""
    check = "Excel's disabled items"
    if any(NAME in item for item in settings.disabled):
        yield _finding(
            check,
            "fault",
            "Excel has switched the add-in off, as it does after a crash.",
            "File, Options, Add-ins; Manage: Disabled Items, Go; choose ledgerguard.xlam, Enable; "
            "restart Excel.",
        )
    else:
        yield _finding(check, "ok", "The add-in is not among them.")


def _forbidden(settings: Settings) -> Iterator[Finding]:
    if settings.vba_off:
        text = "Visual Basic is switched off for all of Office, so no add-in of this kind can run."
        yield _finding("Visual Basic", "fault", text, ADMINISTRATOR)
    blocked = settings.managed == "0"
    if blocked or (settings.only_managed and settings.managed not in {"1", "2"}):
        why = "names ledgerguard.xlam as blocked" if blocked else "does not name ledgerguard.xlam"
        text = f"The administrator's list of add-ins {why}."
        yield _finding("the list of managed add-ins", "fault", text, ADMINISTRATOR)
    if settings.addins_off:
        text = "Excel is set to disable all application add-ins."
        mend = f'{TRUST}, Add-ins: untick "Disable all Application Add-ins".'
        yield _finding("application add-ins", "warning", text, mend)


def _locations(settings: Settings, folder: str) -> Iterator[Finding]:
    """Where the start folder is not trusted, the settings for macros decide."""
    if settings.trust_off:
        why, mend = "Trusted locations are switched off", f"{TRUST}, Trusted Locations."
    elif settings.trust_by_policy:
        why, mend = "Only trusted locations that the administrator sets count", ADMINISTRATOR
    elif folder.startswith("\\\\") and not settings.trust_network:
        why = f"Excel's start folder {folder} is on the network, which it does not trust"
        mend = f"{TRUST}, Trusted Locations: allow those on the network; or ask your administrator."
    else:
        return
    if settings.macros >= NONE:
        yield _finding("macros", "fault", f"{why}, and macros never run.", _who(settings, mend))
    elif settings.macros == SIGNED_ONLY or settings.only_signed:
        text = f"{why}, and only signed macros run; ours are not signed."
        yield _finding("macros", "fault", text, _who(settings, mend))
    elif settings.macros != 1:
        text = f"{why}: Excel asks at each start whether the add-in's macros may run."
        yield _finding("macros", "warning", text, f"Answer Enable. To be asked no more: {mend}")


def _who(settings: Settings, mend: str) -> str:
    return ADMINISTRATOR if settings.is_policy else mend

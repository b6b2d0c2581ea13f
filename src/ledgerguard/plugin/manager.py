"""Loads the plugins that are installed, each on its own: one that fails costs only itself."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, Protocol

import pluggy

from ledgerguard.errors import LedgerguardError
from ledgerguard.plugin import hookspecs, output, running
from ledgerguard.plugin.culprits import Culprit, culprits
from ledgerguard.plugin.hookspecs import API, API_NAME, GROUP
from ledgerguard.plugin.journal import told
from ledgerguard.plugin.records import Brings, Fault, Plugin, Plugins
from ledgerguard.plugin.registration import registered
from ledgerguard.plugin.settings import Settings, canonical, read_settings

_REPORT: Final = "report it to whoever made the plugin, or: pip uninstall {}"
_NAMED: Final = ("scorers", "insurers", "policies")
"""What people call by name beside formulas, whose names the catalogue guards."""


class EntryPoint(Protocol):
    """What is needed of ``importlib.metadata.EntryPoint``."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> str: ...  # noqa: D102
    @property
    def dist(self) -> Any: ...  # noqa: D102
    def load(self) -> Any: ...  # noqa: D102


@cache
def installed() -> Plugins:
    """The plugins of this environment, loaded once.

    First those are switched off that an earlier process has died of; from then on this one notes
    what it runs, so that an import that ends it, or never ends, is known for what it is.
    """
    points = importlib.metadata.entry_points(group=GROUP)
    if not points:
        return Plugins()
    running.attach()
    try:
        settings = read_settings()
    except LedgerguardError as error:
        reason = "plugins.toml cannot be read"
        every = tuple(Plugin(*_identity(point), "off", reason) for point in _sorted(points))
        return Plugins(every, (Fault("plugins.toml", error.message, error.hint),))
    return load(points, settings, culprits())


def load(
    points: Iterable[EntryPoint], settings: Settings, stopped: Mapping[str, Culprit] | None = None
) -> Plugins:
    """Load every plugin that may run; what is wrong with the others is a fault, never raised.

    Args:
        points: The entry points of the group.
        settings: Who may run.
        stopped: Those that a watchdog has switched off.
    """
    plugins: list[Plugin] = []
    faults: list[Fault] = []
    taken: dict[tuple[str, str], str] = {}
    for point in _sorted(points):
        package, version, module = _identity(point)
        off = settings.reason_off(package) or _stopped(package, stopped)
        if off:
            plugins.append(Plugin(package, version, module, "off", off))
            continue
        with output.caught() as written, running.entered(package, running.LOADING):
            found = _try(point, package)
        said = written()
        if not isinstance(found, Fault):
            manager, brings = found
            fault = _taken(package, brings, taken)
            if fault is None:
                plugins.append(Plugin(package, version, module, "runs", "", brings, said, manager))
                continue
            found = fault
        faults.append(found)
        plugins.append(Plugin(package, version, module, "failed", found.text, said=said))
    return Plugins(tuple(plugins), tuple(faults))


def _try(point: EntryPoint, package: str) -> tuple[pluggy.PluginManager, Brings] | Fault:
    """One plugin with what it brings, or what is wrong with it; whole or not at all."""
    report = _REPORT.format(package)
    try:
        module = point.load()
        _require_api(module)
        manager = pluggy.PluginManager(GROUP)
        manager.add_hookspecs(hookspecs)
        manager.register(module, point.name)
        manager.check_pending()
        return manager, registered(manager, package)
    except KeyboardInterrupt:
        raise
    except LedgerguardError as error:
        return Fault(
            package, getattr(error, "message", told(error)), getattr(error, "hint", "") or report
        )
    except pluggy.PluginValidationError as error:
        text = " ".join(str(error).split())
        return Fault(package, f"a hook is not as it must be: {text}", report)
    except BaseException as error:  # a plugin that calls sys.exit must not end the spreadsheet
        return Fault(package, f"it fails while it is loaded: {told(error)}", report)


def _stopped(package: str, stopped: Mapping[str, Culprit] | None) -> str:
    culprit = (stopped or {}).get(canonical(package))
    if culprit is None:
        return ""
    return f"switched off: {culprit.reason}; ledgerguard plugins on {package}"


def _require_api(module: Any) -> None:
    declared = getattr(module, API_NAME, None)
    if declared != API:
        raise LedgerguardError(
            f"the plugin must declare {API_NAME} = {API}, got {declared!r}",
            hint="a plugin made for another version of ledgerguard needs its own update",
        )


def _taken(package: str, brings: Brings, taken: dict[tuple[str, str], str]) -> Fault | None:
    """What is wrong when an earlier package has a name already; else the names are taken now."""
    names = [(kind, name) for kind in _NAMED for name in _names(getattr(brings, kind))]
    for kind, name in names:
        if (kind, name) in taken:
            text = f"its name {name!r} among {kind} is taken: {taken[kind, name]} has it"
            return Fault(package, text, "use one of the two, or ask for another name")
    taken.update(dict.fromkeys(names, package))
    return None


def _names(things: Any) -> list[str]:
    return list(things) if isinstance(things, dict) else [one.name for one in things]


def _identity(point: EntryPoint) -> tuple[str, str, str]:
    """The package, its version and the module of an entry point."""
    module = point.value.partition(":")[0]
    try:  # whatever its metadata lacks: a package without them goes by the name of its point
        package, version = point.dist.name, point.dist.version
    except (AttributeError, KeyError):
        package = version = ""
    return str(package or point.name), str(version or ""), module


def _sorted(points: Iterable[EntryPoint]) -> Sequence[EntryPoint]:
    """Always in one order, whatever the file system says."""
    return sorted(points, key=lambda point: (*_identity(point), point.name))

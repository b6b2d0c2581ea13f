"""Loads the plugins that are installed, each on its own: one that fails costs only itself."""

from __future__ import annotations

import contextlib
import importlib.metadata
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, Protocol

import pluggy

from ledgerguard.errors import LedgerguardError
from ledgerguard.formula import MARK, Formula, describe
from ledgerguard.plugin import hookspecs
from ledgerguard.plugin.hookspecs import API, API_NAME, GROUP
from ledgerguard.plugin.settings import Settings, read_settings

State = Literal["runs", "off", "failed"]

_REPORT: Final = "report it to whoever made the plugin, or: pip uninstall {}"


class EntryPoint(Protocol):
    """What is needed of ``importlib.metadata.EntryPoint``."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> str: ...  # noqa: D102
    @property
    def dist(self) -> Any: ...  # noqa: D102
    def load(self) -> Any: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a plugin, and what mends it."""

    package: str
    text: str
    mend: str


@dataclass(frozen=True, slots=True)
class Plugin:
    """One installed plugin, and what it brings."""

    package: str
    version: str
    module: str
    state: State
    reason: str = ""  # why it does not run
    formulas: tuple[Formula, ...] = ()
    said: str = ""  # what it wrote to standard output and error while it was loaded


@dataclass(frozen=True, slots=True)
class Plugins:
    """All that is installed."""

    all: tuple[Plugin, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """What the running ones bring, in the order of their packages."""
        return tuple(formula for plugin in self.all for formula in plugin.formulas)


@cache
def installed() -> Plugins:
    """The plugins of this environment, loaded once."""
    points = importlib.metadata.entry_points(group=GROUP)
    if not points:
        return Plugins()
    try:
        settings = read_settings()
    except LedgerguardError as error:
        reason = "plugins.toml cannot be read"
        every = tuple(Plugin(*_identity(point), "off", reason) for point in _sorted(points))
        return Plugins(every, (Fault("plugins.toml", error.message, error.hint),))
    return load(points, settings)


def load(points: Iterable[EntryPoint], settings: Settings) -> Plugins:
    """Load every plugin that may run; what is wrong with the others is a fault, never raised."""
    plugins, faults = [], []
    for point in _sorted(points):
        package, version, module = _identity(point)
        off = settings.reason_off(package)
        if off is not None:
            plugins.append(Plugin(package, version, module, "off", off))
            continue
        with _captured() as said:
            formulas, fault = _try(point, package)
        if fault is not None:
            faults.append(fault)
        state: State = "runs" if fault is None else "failed"
        reason = fault.text if fault else ""
        plugins.append(
            Plugin(package, version, module, state, reason, formulas, said.getvalue().strip())
        )
    return Plugins(tuple(plugins), tuple(faults))


def _try(point: EntryPoint, package: str) -> tuple[tuple[Formula, ...], Fault | None]:
    """The formulas of one plugin, or what is wrong with it; whole or not at all."""
    try:
        module = point.load()
        _require_api(module)
        manager = pluggy.PluginManager(GROUP)
        manager.add_hookspecs(hookspecs)
        manager.register(module, point.name)
        manager.check_pending()
        return tuple(_formulas(manager, package)), None
    except KeyboardInterrupt:
        raise
    except LedgerguardError as error:
        return (), Fault(package, error.message, error.hint or _REPORT.format(package))
    except pluggy.PluginValidationError as error:
        text = " ".join(str(error).split())
        return (), Fault(package, f"a hook is not as it must be: {text}", _REPORT.format(package))
    except BaseException as error:  # a plugin that calls sys.exit must not end the spreadsheet
        text = f"it fails while it is loaded: {type(error).__name__}: {error}"
        return (), Fault(package, text, _REPORT.format(package))


def _require_api(module: Any) -> None:
    declared = getattr(module, API_NAME, None)
    if declared != API:
        raise LedgerguardError(
            f"the plugin must declare {API_NAME} = {API}, got {declared!r}",
            hint="a plugin made for another version of ledgerguard needs its own update",
        )


def _formulas(manager: pluggy.PluginManager, package: str) -> Iterator[Formula]:
    for functions in manager.hook.ledgerguard_register_formulas():
        for function in functions:
            if not hasattr(function, MARK):
                raise LedgerguardError(
                    f"ledgerguard_register_formulas must answer marked functions, got {function!r}",
                    hint='put @formula("NAME") above it',
                )
            yield describe(function, package)


def _identity(point: EntryPoint) -> tuple[str, str, str]:
    """The package, its version and the module of an entry point."""
    dist = point.dist
    module = point.value.partition(":")[0]
    return (dist.name, dist.version, module) if dist else (point.name, "", module)


def _sorted(points: Iterable[EntryPoint]) -> Sequence[EntryPoint]:
    """Always in one order, whatever the file system says."""
    return sorted(points, key=lambda point: (*_identity(point), point.name))


@contextlib.contextmanager
def _captured() -> Iterator[io.StringIO]:
    """What is printed meanwhile: it would spoil the answer of a command or of the worker."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        yield said

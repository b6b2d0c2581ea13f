"""Loads the plugins that are installed, each on its own: one that fails costs only itself."""

from __future__ import annotations

import contextlib
import importlib.metadata
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, Protocol

import pluggy

from ledgerguard.errors import DefinitionError, LedgerguardError
from ledgerguard.formula import MARK, Formula, describe
from ledgerguard.plugin import hookspecs
from ledgerguard.plugin.hookspecs import API, API_NAME, GROUP
from ledgerguard.plugin.records import Fault, Plugin, Plugins
from ledgerguard.plugin.settings import Settings, read_settings

_REPORT: Final = "report it to whoever made the plugin, or: pip uninstall {}"


class EntryPoint(Protocol):
    """What is needed of ``importlib.metadata.EntryPoint``, whose documentation tells of it."""

    @property
    def name(self) -> str: ...  # noqa: D102  # see there
    @property
    def value(self) -> str: ...  # noqa: D102  # see there
    @property
    def dist(self) -> Any: ...  # noqa: D102  # see there
    def load(self) -> Any: ...  # noqa: D102  # see there


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
    plugins: list[Plugin] = []
    faults: list[Fault] = []
    for point in _sorted(points):
        package, version, module = _identity(point)
        off = settings.reason_off(package)
        if off is not None:
            plugins.append(Plugin(package, version, module, "off", off))
            continue
        with _captured() as written:
            found = _try(point, package)
        said = written.getvalue().strip()
        if isinstance(found, Fault):
            faults.append(found)
            plugins.append(Plugin(package, version, module, "failed", found.text, said=said))
        else:
            plugins.append(Plugin(package, version, module, "runs", "", found, said))
    return Plugins(tuple(plugins), tuple(faults))


def _try(point: EntryPoint, package: str) -> tuple[Formula, ...] | Fault:
    """The formulas of one plugin, or what is wrong with it; whole or not at all."""
    report = _REPORT.format(package)
    try:
        module = point.load()
        _require_api(module)
        manager = pluggy.PluginManager(GROUP)
        manager.add_hookspecs(hookspecs)
        manager.register(module, point.name)
        manager.check_pending()
        return tuple(_formulas(manager, package))
    except KeyboardInterrupt:
        raise
    except LedgerguardError as error:
        return Fault(package, error.message, error.hint or report)
    except pluggy.PluginValidationError as error:
        text = " ".join(str(error).split())
        return Fault(package, f"a hook is not as it must be: {text}", report)
    except BaseException as error:  # a plugin that calls sys.exit must not end the spreadsheet
        return Fault(
            package, f"it fails while it is loaded: {type(error).__name__}: {error}", report
        )


def _require_api(module: Any) -> None:
    declared = getattr(module, API_NAME, None)
    if declared != API:
        raise LedgerguardError(
            f"the plugin must declare {API_NAME} = {API}, got {declared!r}",
            hint="a plugin made for another version of ledgerguard needs its own update",
        )


def _formulas(manager: pluggy.PluginManager, package: str) -> Iterator[Formula]:
    for functions in manager.hook.ledgerguard_register_formulas():
        if not isinstance(functions, (list, tuple)):
            raise _wrong("a list", functions)
        for function in functions:
            if not hasattr(function, MARK):
                raise _wrong("functions marked with @formula", function)
            yield describe(function, package)


def _wrong(allowed: str, got: object) -> DefinitionError:
    return DefinitionError(
        f"ledgerguard_register_formulas must answer {allowed}, got {repr(got)[:200]}",
        hint="see ledgerguard.plugin.hookspecs",
    )


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

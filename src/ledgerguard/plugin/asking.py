"""Asks the running plugins while people work; one that fails is named and costs only its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ledgerguard.plugin.actions import Action, LoggedEvent, Verdict
from ledgerguard.plugin.journal import told
from ledgerguard.plugin.records import Fault, Plugins
from ledgerguard.plugin.watched import watched


@dataclass(frozen=True, slots=True)
class Said:
    """What one plugin says to a step."""

    package: str
    verdict: Verdict


def verdicts(plugins: Plugins, action: Action) -> tuple[tuple[Said, ...], tuple[Fault, ...]]:
    """What the plugins say to a step, and which of them failed to say it.

    A plugin that fails has no say: the step is proposed as if it were not there, and the fault
    stands beside it, so that nobody takes silence for consent.
    """
    said: list[Said] = []
    faults: list[Fault] = []
    for package, answer in _each(plugins, "ledgerguard_before_action", faults, action=action):
        for verdict in answer:
            if isinstance(verdict, Verdict):
                said.append(Said(package, verdict))
            else:
                faults.append(
                    Fault(
                        package,
                        "ledgerguard_before_action must answer a Verdict or None, "
                        f"got {repr(verdict)[:200]}",
                        f"report it to whoever made {package}",
                    )
                )
    return tuple(said), tuple(faults)


def tell(plugins: Plugins, event: LoggedEvent) -> tuple[Fault, ...]:
    """Let the plugins know of a row of the log; answers which of them failed."""
    faults: list[Fault] = []
    for _ in _each(plugins, "ledgerguard_on_event", faults, event=event):
        pass
    return tuple(faults)


def _each(
    plugins: Plugins, hook: str, faults: list[Fault], **arguments: Any
) -> Iterator[tuple[str, list[Any]]]:
    for plugin in plugins.running:
        call: Callable[..., list[Any]] = getattr(plugin.hooks.hook, hook)
        try:
            with watched(plugin.package, hook):
                answer = call(**arguments)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # also one that calls sys.exit
            faults.append(
                Fault(
                    plugin.package,
                    f"{hook} failed: {told(error)}",
                    f"report it to whoever made {plugin.package}, or switch it off in plugins.toml",
                )
            )
        else:
            yield plugin.package, answer

"""Asks the running plugins while people work; one that fails is named and costs only its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.plugin.actions import Action, LoggedEvent, Verdict
from ledgerguard.plugin.journal import remember, told
from ledgerguard.plugin.records import Fault, Plugins
from ledgerguard.plugin.watched import watched


@dataclass(frozen=True, slots=True)
class Said:
    """What one plugin says to a step."""

    package: str
    verdict: Verdict


MOST_WORDS: Final = 500
"""Characters of a verdict that are shown; the rest is cut off."""


def answers_to(plugins: Plugins, hook: str) -> Plugins:
    """Those of the running plugins that implement a hook; often none, and nothing needs asking."""
    return Plugins(
        tuple(
            plugin
            for plugin in plugins.running
            if plugin.hooks is not None and getattr(plugin.hooks.hook, hook).get_hookimpls()
        )
    )


def verdicts(plugins: Plugins, action: Action) -> tuple[tuple[Said, ...], tuple[Fault, ...]]:
    """What the plugins say to a step, and which of them failed to say it.

    A plugin that fails has no say: the step is proposed as if it were not there, and the fault
    stands beside it, so that nobody takes silence for consent.
    """
    said: list[Said] = []
    faults: list[Fault] = []
    for package, answer in _each(plugins, "ledgerguard_before_action", faults, action=action):
        for verdict in answer:
            if _is_verdict(verdict):
                text = _plain(verdict.text)[:MOST_WORDS]
                said.append(Said(package, Verdict(verdict.decision, text)))
            else:
                text = (
                    "ledgerguard_before_action must answer a Verdict with words or None, "
                    f"got {repr(verdict)[:200]}"
                )
                remember(package, "ledgerguard_before_action", "answered", text)
                faults.append(Fault(package, text, f"report it to whoever made {package}"))
    return tuple(said), tuple(faults)


def _is_verdict(answer: Any) -> bool:
    return (
        isinstance(answer, Verdict)
        and answer.decision in ("veto", "comment")
        and isinstance(answer.text, str)
        and bool(_plain(answer.text))
    )


def _plain(text: str) -> str:
    """A text as one line that any log, cell and console can hold."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


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

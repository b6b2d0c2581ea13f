"""Plugins are asked while people work; one that fails costs only its own answer."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from typing import Any

import pytest
from plugin_samples import Point, plugin_with

from ledgerguard.plugin.actions import Action, LoggedEvent, Verdict
from ledgerguard.plugin.asking import Said, tell, verdicts
from ledgerguard.plugin.manager import load
from ledgerguard.plugin.records import Plugins
from ledgerguard.plugin.settings import Settings

ACTION = Action(
    *(dt.date(2026, 10, 31), "", "2001", "Acme", "reminder", 1, "email", ("A-1",)),
    *(Decimal("100.00"), "EUR"),
)
EVENT = LoggedEvent(1, dt.datetime(2026, 10, 31, tzinfo=dt.UTC), "done", "lin", "")
VETO = Verdict("veto", "a lawyer has it")


def asked(**by_package: Any) -> Plugins:
    points = [
        Point(package, plugin_with(before_action=function))
        for package, function in by_package.items()
    ]
    return load(points, Settings())


def veto(action: Action) -> Verdict:
    return VETO


def silent(action: Action) -> None:
    return None


def broken(action: Action) -> Verdict:
    raise ValueError("no lawyer")


def leaving(action: Action) -> Verdict:
    sys.exit(1)


def odd(action: Action) -> Any:
    return "veto"


def test_every_plugin_has_its_say() -> None:
    said, faults = verdicts(asked(a=veto, b=silent, c=veto), ACTION)
    assert said == (Said("a", VETO), Said("c", VETO))
    assert faults == ()


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (broken, "ledgerguard_before_action failed: ValueError: no lawyer"),
        (leaving, "ledgerguard_before_action failed: SystemExit: 1"),
        (odd, "ledgerguard_before_action must answer a Verdict with words or None, got 'veto'"),
    ],
)
def test_one_that_fails_is_named_and_the_others_are_heard(function: Any, text: str) -> None:
    said, (fault,) = verdicts(asked(a=function, b=veto), ACTION)
    assert said == (Said("b", VETO),)
    assert (fault.package, fault.text) == ("a", text)
    assert "a" in fault.mend


def test_the_user_can_still_interrupt() -> None:
    def interrupt(action: Action) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verdicts(asked(a=interrupt), ACTION)


def test_all_learn_of_an_event() -> None:
    heard: list[int] = []

    def hear(event: LoggedEvent) -> None:
        heard.append(event.number)

    def fail(event: LoggedEvent) -> None:
        raise OSError("no disk")

    points = [
        Point("a", plugin_with(on_event=fail)),
        Point("b", plugin_with(on_event=hear)),
    ]
    (fault,) = tell(load(points, Settings()), EVENT)
    assert heard == [1]
    assert fault.text == "ledgerguard_on_event failed: OSError: no disk"


def test_what_is_off_is_not_asked() -> None:
    points = [Point("a", plugin_with(before_action=veto))]
    assert verdicts(load(points, Settings(off=frozenset({"a"}))), ACTION) == ((), ())

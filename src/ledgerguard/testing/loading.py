"""Plugins made in memory, so that what a suite is given goes through ledgerguard's own checks."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from typing import Any

import pluggy

from ledgerguard.plugin import hookspecs
from ledgerguard.plugin.hookspecs import API, API_NAME, GROUP, hookimpl
from ledgerguard.plugin.records import Brings
from ledgerguard.plugin.registration import registered


def brought(hook: str, things: Iterable[Any], package: str) -> Brings:
    """What a package brings whose one hook answers these things.

    Raises:
        DefinitionError: when ledgerguard would refuse them.
    """
    answer = list(things)

    def implementation() -> list[Any]:
        return answer

    module: Any = types.ModuleType("made_for_a_contract")
    setattr(module, API_NAME, API)
    function: Callable[[], list[Any]] = hookimpl(implementation)
    setattr(module, hook, function)
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(module)
    return registered(manager, package)

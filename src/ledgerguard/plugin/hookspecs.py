"""The hooks: what ledgerguard asks the packages that are installed beside it.

A plugin is a module that an entry point of the group ``ledgerguard`` names. It says for which
version of this interface it was written, and implements the function below::

    from ledgerguard.plugin.hookspecs import hookimpl

    LEDGERGUARD_API = 1

    @hookimpl
    def ledgerguard_register_formulas():
        return [acme_risk]

It is asked once, when plugins are loaded. One that fails costs its own formulas only, and is named
in ``ledgerguard plugins doctor``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import pluggy

GROUP: Final = "ledgerguard"
"""The group of entry points in a plugin's ``pyproject.toml``, and the name of the project."""

API: Final = 1
"""The version of these hooks; a plugin declares the one it was written for."""

API_NAME: Final = "LEDGERGUARD_API"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def ledgerguard_register_formulas() -> Iterable[Callable[..., Any]]:  # type: ignore[empty-body]  # plugins have it
    """Formulas that the plugin brings: functions marked with :func:`ledgerguard.formula.formula`.

    Each appears in every spreadsheet program, in help and at the command line, under the name
    that its mark gives. A name that ledgerguard or another plugin has already is refused: let
    yours begin with the firm's name.

    Returns:
        The marked functions.
    """

"""The hooks: what ledgerguard asks the packages that are installed beside it.

A plugin is a module that an entry point of the group ``ledgerguard`` names. It says for which
version of this interface it was written, and implements any of the functions below::

    from ledgerguard.plugin.hookspecs import hookimpl

    LEDGERGUARD_API = 1

    @hookimpl
    def ledgerguard_register_formulas():
        return [acme_risk]

The ``register`` hooks are asked once, when plugins are loaded; the other two while people work. One
that raises costs its own result only, and is named in ``ledgerguard plugins doctor``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pluggy

from ledgerguard.plugin.actions import Action, LedgerReader, LoggedEvent, Verdict
from ledgerguard.plugin.insurer import Insurer
from ledgerguard.plugin.scoring import Scorer

GROUP: Final = "ledgerguard"
"""The group of entry points in a plugin's ``pyproject.toml``, and the name of the project."""

API: Final = 1
"""The version of these hooks; a plugin declares the one it was written for."""

API_NAME: Final = "LEDGERGUARD_API"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def ledgerguard_register_formulas() -> Iterable[Callable[..., Any]]:  # type: ignore[empty-body]
    """Formulas that the plugin brings: functions marked with :func:`ledgerguard.formula.formula`.

    Each appears in every spreadsheet program, in help and at the command line, under the name
    that its mark gives. A name that ledgerguard or another plugin has already is refused: let
    yours begin with the firm's name.

    Returns:
        The marked functions.
    """


@hookspec
def ledgerguard_register_scorers() -> Iterable[Scorer]:  # type: ignore[empty-body]
    """Ways to judge a customer, by name: in cells ``FIRM_SCORE``, in the policy ``scorer = ...``.

    Returns:
        The scorers.
    """


@hookspec
def ledgerguard_register_insurers() -> Iterable[Insurer]:  # type: ignore[empty-body]
    """Connectors to credit insurers, by name: in cells ``COVER``, at the prompt ``insurer``.

    Returns:
        The connectors. Making one must not open a connection: that waits for the first question.
    """


@hookspec
def ledgerguard_register_policies() -> Mapping[str, Path]:  # type: ignore[empty-body]
    """Policy files under names of their own, for ``--policy NAME`` and formulas with a policy.

    Returns:
        The TOML file of each name; a packaged name such as five-stage is refused.
    """


@hookspec
def ledgerguard_register_letters() -> Iterable[Path]:  # type: ignore[empty-body]
    """Folders with letter templates, which stand in for the packaged ones of the same name.

    Returns:
        The folders, in the form of a firm's own folder (docs/escalation.md).
    """


@hookspec
def ledgerguard_register_ledger_readers() -> Iterable[LedgerReader]:  # type: ignore[empty-body]
    """Readers of ledgers that are neither csv nor xlsx.

    Returns:
        The readers; the first that accepts a source reads it.
    """


@hookspec
def ledgerguard_before_action(action: Action) -> Verdict | None:
    """Say something to an escalation step before it is proposed.

    Args:
        action: The step.

    Returns:
        A veto with its reason keeps the step off the list until the next run asks again; a comment
        stands beside it; None says nothing.
    """


@hookspec
def ledgerguard_on_event(event: LoggedEvent) -> None:
    """Learn of a row that was written into the log, after it was written.

    Args:
        event: The row.
    """

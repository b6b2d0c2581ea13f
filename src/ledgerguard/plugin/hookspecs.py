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
    """Ways to judge a customer, by name.

    In cells they answer ``FIRM_SCORE``, ``FIRM_PD``, ``FIRM_GRADE`` and ``FIRM_REASONS``; where a
    firm's policy says ``[credit] scorer = "name"``, the probability of default of that one grades
    its customers, and is recorded with each decision. What a scorer answers is checked before it
    is believed; one that fails costs its own cell, and withholds the decision.

    Returns:
        The scorers. Names are lower case with hyphens, those of inputs with underscores.
    """


@hookspec
def ledgerguard_register_insurers() -> Iterable[Insurer]:  # type: ignore[empty-body]
    """Connectors to credit insurers, by name: in cells ``COVER``, at the prompt ``insurer``.

    Returns:
        The connectors. Making one must not open a connection: that waits for the first question.
    """


@hookspec
def ledgerguard_register_policies() -> Mapping[str, Path]:  # type: ignore[empty-body]
    """Policy files under names of their own.

    A name stands wherever a firm's file does: ``--policy NAME``, ``LEDGERGUARD_POLICY``; as the
    ladder of a formula it means the ladder that holds in that policy.

    Returns:
        The TOML file of each name, which is read at once: one that cannot be followed is a fault
        of the plugin. Packaged names, such as five-stage, are refused.
    """


@hookspec
def ledgerguard_register_letters() -> Iterable[Path]:  # type: ignore[empty-body]
    """Folders with letter templates, which stand in for the packaged ones of the same name.

    The firm's own folder (``templates`` in its file) comes first, then those of plugins in the
    order of their packages, then what is packaged.

    Returns:
        The folders, in the form of a firm's own folder (docs/escalation.md).
    """


@hookspec
def ledgerguard_register_ledger_readers() -> Iterable[LedgerReader]:  # type: ignore[empty-body]
    """Readers of ledgers that are neither csv nor xlsx.

    They are asked about every ledger that is named at the prompt, in the order of their packages;
    the first that accepts it reads it. Its rows are cleaned and reported like those of a file.

    Returns:
        The readers.
    """


@hookspec
def ledgerguard_before_action(action: Action) -> Verdict | None:
    """Say something to a step before ``ledgerguard worklist`` proposes it.

    Every step is asked about: those of the ladder, of the insurer's clock, statements of account.
    What is said is recorded with the run, so that a replay asks nobody.

    Args:
        action: The step.

    Returns:
        A veto with its reason keeps the step off the list until the next run asks again, and its
        items stand among those on hold; a comment stands beside it; None says nothing.
    """


@hookspec
def ledgerguard_on_event(event: LoggedEvent) -> None:
    """Learn of a row that a command wrote into the log, after it was written.

    Nothing that happens here changes the row; a failure is named on standard error.

    Args:
        event: The row.
    """

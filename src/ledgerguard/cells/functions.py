"""All functions of a sheet: the formulas of a catalogue, and the help on them."""

from __future__ import annotations

from functools import cache

from ledgerguard.catalogue import Catalogue, packaged, with_functions
from ledgerguard.cells.explain import explain_of
from ledgerguard.cells.foreign import guarded
from ledgerguard.cells.help import help_of
from ledgerguard.formula import OWNER, Formula
from ledgerguard.plugin.manager import installed
from ledgerguard.plugin.records import Fault, Plugins


def functions(catalogue: Catalogue | None = None) -> Catalogue:
    """The formulas of a catalogue with HELP and EXPLAIN, which know them all and each other.

    Without a catalogue those that ledgerguard itself and the installed plugins bring.
    """
    return _installed()[0] if catalogue is None else _with_help(catalogue)


def plugin_faults() -> tuple[Fault, ...]:
    """What is wrong with the installed plugins, names that are taken included."""
    return (*installed().faults, *_installed()[1])


def with_plugins(base: Catalogue, plugins: Plugins) -> tuple[Catalogue, tuple[Fault, ...]]:
    """The functions of a catalogue and of plugins; a name that is taken already is a fault.

    Who comes first keeps the name: ledgerguard, then the packages in the order of their names. So
    no plugin can change what DSO means in a workbook.
    """
    whole = _with_help(base)
    owners = {name: formula.owner for name, formula in whole.items()}
    added: list[Formula] = []
    faults: list[Fault] = []
    for formula in plugins.formulas:
        if formula.name in owners:
            owner = owners[formula.name]
            text = f"its formula {formula.name} is left out: {owner} has one of that name"
            mend = "a plugin's formulas carry the firm's own prefix, such as ACME_SCORE"
            faults.append(Fault(formula.owner, text, mend))
        else:
            owners[formula.name] = formula.owner
            added.append(guarded(formula))
    if added:  # HELP and EXPLAIN have to know them too
        whole = _with_help(Catalogue([*base.values(), *added]))
    return whole, tuple(faults)


@cache
def _installed() -> tuple[Catalogue, tuple[Fault, ...]]:
    return with_plugins(packaged(), installed())


def _with_help(catalogue: Catalogue) -> Catalogue:
    whole: Catalogue = with_functions(
        catalogue, [help_of(lambda: whole), explain_of(lambda: whole)], OWNER
    )
    return whole

"""All functions of a sheet: the formulas of a catalogue, and the help on them."""

from __future__ import annotations

from functools import cache

from ledgerguard.catalogue import Catalogue, packaged, with_functions
from ledgerguard.cells.explain import explain_of
from ledgerguard.cells.help import help_of


def functions(catalogue: Catalogue | None = None) -> Catalogue:
    """The formulas of a catalogue with HELP and EXPLAIN, which know them all and each other.

    Without a catalogue those that ledgerguard itself brings.
    """
    return _packaged() if catalogue is None else _with_help(catalogue)


@cache
def _packaged() -> Catalogue:
    return _with_help(packaged())


def _with_help(catalogue: Catalogue) -> Catalogue:
    whole: Catalogue = with_functions(
        catalogue, [help_of(lambda: whole), explain_of(lambda: whole)], "ledgerguard"
    )
    return whole

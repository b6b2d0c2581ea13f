"""Formulas of a self-check that answer several cells: where they spill, and a check a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerguard.errors import DefinitionError
from ledgerguard.workbooks import selfcheck_table as table
from ledgerguard.workbooks.selfcheck_expected import Expected
from ledgerguard.workbooks.selfcheck_labels import Labels
from ledgerguard.workbooks.selfcheck_table import Check
from ledgerguard.workbooks.writer import Sheet, Spill, address


@dataclass(frozen=True)
class Spilled:
    """A formula that spills at a place, and what its cells must hold."""

    row: int
    column: int
    call: str
    wanted: Sequence[Sequence[Expected]]

    @property
    def count(self) -> int:
        """How many cells are compared."""
        return sum(len(row) for row in self.wanted)

    def checks(self, subject: str, name: str, text: Labels) -> list[Check]:
        """A check for every cell: the first shows the call, the others where they stand."""
        found: list[Check] = []
        for down, cells in enumerate(self.wanted):
            for across, expected in enumerate(cells):
                place = address(self.row + down, self.column + across, absolute=False)
                title = text("element", name=name, row=down + 1, column=across + 1)
                call = place if found else self.call
                found.append(Check(subject, title, call, expected, live=place))
        return found


def spill(sheet: Sheet, row: int, call: str, wanted: Sequence[Sequence[Expected]]) -> Spilled:
    """Let a formula spill at the right of a table, from ``row`` on.

    A formula that answers another shape than expected, such as a plugin's with a wrong example,
    must not keep the workbook from being written: it stands in its first cell, and differs.
    """
    styles = tuple(f"cell.left/{cell.style}" for cell in wanted[-1])
    spilling = Spill(row, table.SPILL, call, styles, header="cell.left/general")
    try:
        fits = len(sheet.book.grid(sheet, spilling)) == len(wanted)
    except DefinitionError:
        fits = False
    if fits:
        sheet.spills.append(spilling)
    else:
        sheet.formula(row, table.SPILL, call, "cell.left/general")
    return Spilled(row, table.SPILL, call, wanted)

"""The file of ``--factors``: what is known of customers beside their invoices."""

from __future__ import annotations

from pathlib import Path

from ledgerguard.cli.tabular import sheets
from ledgerguard.errors import LedgerError
from ledgerguard.units import Cell


def read_factors(path: Path) -> list[list[Cell]]:
    """The cells of a csv or xlsx file, as the Factors sheet shows them.

    Raises:
        LedgerError: when the file cannot be read or holds no row below its header.
    """
    rows = next(iter(sheets(path).values()), [])
    rows = [row for row in rows if any(cell not in (None, "") for cell in row)]
    if len(rows) < 2:
        raise LedgerError(
            f"{path.name} holds no factors",
            hint="a header row customer_id and one column for each factor, then one row a customer",
        )
    return rows

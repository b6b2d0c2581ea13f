"""The cells of a ledger under their fields, before they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ledgerguard.ledger.columns import Field
from ledgerguard.ledger.problems import Report
from ledgerguard.ledger.reading.headers import Header
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class RawTable:
    """Columns of raw cells, and the row number of each row in the source."""

    header: Header
    columns: Mapping[Field, Sequence[Cell]]
    numbers: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, mask: npt.NDArray[np.bool_]) -> RawTable:
        """The rows that a mask marks."""
        if mask.all():
            return self
        columns = {f: tuple(compress(values, mask)) for f, values in self.columns.items()}
        return replace(self, columns=columns, numbers=self.numbers[mask])

    def report(
        self,
        report: Report,
        code: str,
        field: Field,
        mask: npt.NDArray[np.bool_],
        details: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        """Report a problem in the rows that a mask marks, with what stands in the field there."""
        if not mask.any():
            return
        values = self.columns.get(field)
        rows = self.numbers[mask].tolist()
        shown = compress(values, mask) if values is not None else [""] * len(rows)
        report.rows(code, field, rows, shown, details)


def table(rows: Sequence[Sequence[Cell]], header: Header) -> RawTable:
    """The cells below a header, by field."""
    import numpy as np

    data = rows[header.row + 1 :]
    width = len(header.texts)
    if data and min(map(len, data)) < width:
        data = [(*row, *[None] * (width - len(row))) for row in data]
    columns: dict[Field, Sequence[Cell]] = {
        field: tuple(map(itemgetter(index), data)) for field, index in header.columns.items()
    }
    numbers = np.arange(header.row + 2, header.row + 2 + len(data), dtype=np.int64)
    return RawTable(header, columns, numbers)

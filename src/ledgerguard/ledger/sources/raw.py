"""A ledger as its source holds it, before it is cleaned."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.schema import FRAME


@dataclass(frozen=True)
class Raw:
    """One column a header of the source, cells as they are: text or typed.

    A blank cell is null or "", as source and engine have it; whoever reads the frame treats the two
    alike. Decimals of a database are text, since not every engine holds them exactly.
    """

    frame: LazyFrame
    engine: Engine
    source: str  # for reports; never holds a password
    is_1904: bool = False
    lines_before: int = 0  # rows above its header, where the source is one file

    @property
    def header_row(self) -> int:
        """The row of the header in the source."""
        return 1 + self.lines_before

    @property
    def is_canonical(self) -> bool:
        """Whether it has exactly the columns of FRAME, in any order: it needs no cleaning."""
        return dict(self.frame.collect_schema()) == {n: kind() for n, kind in FRAME.items()}

"""A ledger as its source holds it, before it is cleaned."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerguard.ledger.engines.engine import Engine, LazyFrame


@dataclass(frozen=True)
class Raw:
    """One column a header of the source, cells as they are: text or typed."""

    frame: LazyFrame
    engine: Engine
    source: str  # for reports
    is_1904: bool = False

"""The packaged sample ledger, and what an invented department has typed beside it."""

from __future__ import annotations

from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
from ledgerguard.translation import mark
from ledgerguard.workbooks.template import Data


def sample() -> Data:
    """Sample data, made up for this template."""
    return Data(
        as_of=SAMPLE_AS_OF,
        ledger=read(sample_path()),
        values={"interest_regime": "DE"},
        invented=True,
        source=mark("the sample ledger"),
    )

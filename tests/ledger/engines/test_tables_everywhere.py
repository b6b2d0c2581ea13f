"""Every large table on every engine over the same ledgers: equal to the last minor unit."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pytest
from engine_ledgers import (
    days,
    engine_law,
    engine_ledgers,
    equal_on_all,
)
from hypothesis import given

from ledgerguard.ledger.aging import bucket_measures
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.measures import added_up
from ledgerguard.ledger.portfolio import ACCOUNT, balance_measures, open_items

pytestmark = pytest.mark.spark


def aging(frame: LazyFrame, as_of: int) -> LazyFrame:
    return added_up(open_items(frame, as_of), ACCOUNT, bucket_measures(as_of))


@engine_law
@given(engine_ledgers, days)
def test_made_ledgers(ledger: nw.DataFrame[Any], as_of: int) -> None:
    equal_on_all(lambda frame: aging(frame, as_of), ledger, keys=ACCOUNT)
    equal_on_all(
        lambda frame: added_up(open_items(frame, as_of), ACCOUNT, balance_measures()),
        ledger,
        keys=ACCOUNT,
    )

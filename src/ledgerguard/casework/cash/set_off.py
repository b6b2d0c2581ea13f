"""Credits that a customer has not yet applied: they pay its oldest items, and no money comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.schema import NO_DAY

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]

_ACCOUNT = ("entity", "customer_id", "currency")
_LAST = 10**9  # undated items are paid after all others


def set_off(opened: Frame, owing: Frame, owed: Integers, due: Integers) -> Integers:
    """What unapplied credits cover of each item, the oldest first, within its account.

    Args:
        opened: The open items, credits among them.
        owing: Those with a positive open amount; the answer has their order.
        owed: Their open amounts, minor units.
        due: Their due dates.
    """
    import numpy as np

    covered = np.zeros(len(owed), np.int64)
    left: dict[tuple[str, ...], int] = {}
    unapplied = opened.filter(nw.col("open") < 0)
    for *account, amount in unapplied.select(*_ACCOUNT, "open").iter_rows():
        left[tuple(account)] = left.get(tuple(account), 0) - int(amount)
    if not left:
        return covered
    accounts = list(owing.select(*_ACCOUNT).iter_rows())
    order = np.lexsort((owing.get_column("row").to_numpy(), np.where(due == NO_DAY, _LAST, due)))
    for place in order.tolist():
        credit = left.get(accounts[place], 0)
        if credit:
            covered[place] = min(credit, int(owed[place]))
            left[accounts[place]] = credit - int(covered[place])
    return covered

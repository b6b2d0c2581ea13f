"""Every large table: what makes it of a frame of any engine, and the columns that name its rows.

Whoever adds a table adds it here; tests then run it on every engine over the same ledgers, and
look at Spark's plan of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import narwhals as nw
from engine_ledgers import engine_of

from ledgerguard.formulas.escalation import Level
from ledgerguard.ledger.aging import aging_table
from ledgerguard.ledger.allocation.allocate import Method, allocate
from ledgerguard.ledger.allocation.allocation import Allocation
from ledgerguard.ledger.allocation.payments import PAYMENTS
from ledgerguard.ledger.behaviour.concentration import concentration
from ledgerguard.ledger.behaviour.delays import delay_distribution, delay_histogram
from ledgerguard.ledger.behaviour.dso_history import dso_history
from ledgerguard.ledger.behaviour.limit_use import limit_use
from ledgerguard.ledger.calendar import month_points
from ledgerguard.ledger.chasing import chasing_table
from ledgerguard.ledger.customers import portfolio_table
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.engines.small import beside
from ledgerguard.ledger.exposure import exposure_table
from ledgerguard.ledger.history.agings import aging_history
from ledgerguard.ledger.history.rolls import bucket_moves, roll_rates
from ledgerguard.ledger.measures import added_up
from ledgerguard.ledger.portfolio import ACCOUNT, balance_measures, open_items, refuse_overflow

FIVE: Final = (Level(-7), Level(3), Level(15), Level(30), Level(90))
BY_DELIVERY: Final = (Level(-5), Level(10, "delivery"), Level(20), Level(30, "delivery"))


class Table(NamedTuple):
    """A table of a frame at a day."""

    of: Callable[[LazyFrame, int], LazyFrame]
    keys: tuple[str, ...]


def _balances(frame: LazyFrame, as_of: int) -> LazyFrame:
    return added_up(open_items(frame, as_of), ACCOUNT, balance_measures())


def _aging(frame: LazyFrame, as_of: int) -> LazyFrame:
    return aging_table(frame, as_of)


def _aging_by_customer(frame: LazyFrame, as_of: int) -> LazyFrame:
    return aging_table(frame, as_of, by="customer", edges=(0, 15, 45), basis="invoice")


def _customers(frame: LazyFrame, as_of: int) -> LazyFrame:
    return portfolio_table(frame, as_of, FIVE)


def _customers_of_a_known_total(frame: LazyFrame, as_of: int) -> LazyFrame:
    return portfolio_table(frame, as_of, FIVE, total=refuse_overflow(frame))


def _customers_by_delivery(frame: LazyFrame, as_of: int) -> LazyFrame:
    return portfolio_table(frame, as_of, BY_DELIVERY, grace_days=3, period_days=30)


def _exposure(frame: LazyFrame, as_of: int) -> LazyFrame:
    return exposure_table(portfolio_table(frame, as_of, FIVE), 10)


def _chasing(frame: LazyFrame, as_of: int) -> LazyFrame:
    return chasing_table(frame, as_of, FIVE)


def _chasing_by_delivery(frame: LazyFrame, as_of: int) -> LazyFrame:
    return chasing_table(frame, as_of, BY_DELIVERY, grace_days=3, least=1_000)


def _days(as_of: int) -> list[int]:
    """Seven days, thirty apart, and the day itself."""
    return [as_of - 30 * back for back in range(7, -1, -1)]


def _agings(frame: LazyFrame, as_of: int) -> LazyFrame:
    return aging_history(frame, _days(as_of))


def _agings_by_customer(frame: LazyFrame, as_of: int) -> LazyFrame:
    days = [as_of - 45, as_of - 1, as_of]
    return aging_history(frame, days, by="customer", edges=(0, 15, 45), basis="invoice")


def _moves(frame: LazyFrame, as_of: int) -> LazyFrame:
    return bucket_moves(frame, _days(as_of))


def _roll_rates(frame: LazyFrame, as_of: int) -> LazyFrame:
    return roll_rates(bucket_moves(frame, _days(as_of)))


def _dso(frame: LazyFrame, as_of: int) -> LazyFrame:
    return dso_history(frame, month_points(as_of, 8))


def _dso_by_customer(frame: LazyFrame, as_of: int) -> LazyFrame:
    return dso_history(frame, month_points(as_of, 5), by="customer", period_days=45)


def _delays(frame: LazyFrame, as_of: int) -> LazyFrame:
    return delay_distribution(frame, as_of, by="customer")


def _delay_histogram(frame: LazyFrame, as_of: int) -> LazyFrame:
    return delay_histogram(frame, as_of, of="to_pay")


def _concentration(frame: LazyFrame, as_of: int) -> LazyFrame:
    return concentration(frame, as_of)


def _limit_use(frame: LazyFrame, as_of: int) -> LazyFrame:
    columns: dict[str, list[Any]] = {
        "customer_id": ["A", "Z"],
        "currency": ["EUR", "EUR"],
        "limit": [150_000, 0],
    }
    schema = {"customer_id": nw.String, "currency": nw.String, "limit": nw.Int64}
    return limit_use(frame, as_of, beside(frame, columns, schema))


def _paid(frame: LazyFrame, as_of: int, method: Method) -> Allocation:
    """Two of three invoices have a payment: too little, too much or taken back, on three days.

    Every fourth keeps what it says itself: on a ledger that is settled nothing could be allocated.
    """
    row, amount = nw.col("row"), nw.col("amount")
    # Payments of amounts near the end of 64 bits would be refused.
    invoices = frame.filter((amount < 1 << 45) & (amount > -(1 << 45))).with_columns(
        paid=nw.when(row % 4 == 0).then(nw.col("paid")).otherwise(nw.lit(0, nw.Int64)),
    )
    payments = invoices.filter((amount > 0) & (row % 3 > 0)).with_columns(
        payment="invoice",
        reference=nw.when(row % 2 == 0).then(nw.col("invoice")).otherwise(nw.lit("")),
        paid_on=nw.lit(as_of, nw.Int64) - row % 3 * 10,
        paid=amount + (row % 5 - 2) * 150,
    )
    engine = engine_of(frame)
    return allocate(invoices, payments.select(*PAYMENTS), method, engine=engine)


def _paid_oldest_first(frame: LazyFrame, as_of: int) -> LazyFrame:
    return _balances(_paid(frame, as_of, "oldest").at(as_of - 15), as_of - 15)


def _not_applied(frame: LazyFrame, as_of: int) -> LazyFrame:
    return _paid(frame, as_of, "reference-then-oldest").reasons


def _pieces_pro_rata(frame: LazyFrame, as_of: int) -> LazyFrame:
    return _paid(frame, as_of, "pro-rata").pieces


TABLES: Final[Mapping[str, Table]] = {
    "balances": Table(_balances, ACCOUNT),
    "aging": Table(_aging, ("currency",)),
    "aging by customer": Table(_aging_by_customer, ACCOUNT),
    "customers": Table(_customers, ACCOUNT),
    "customers of a known total": Table(_customers_of_a_known_total, ACCOUNT),
    "customers by delivery": Table(_customers_by_delivery, ACCOUNT),
    "exposure": Table(_exposure, ("currency", "rank")),
    "chasing": Table(_chasing, ("row",)),
    "chasing by delivery": Table(_chasing_by_delivery, ("row",)),
    "agings at many days": Table(_agings, ("day", "currency")),
    "agings at many days by customer": Table(_agings_by_customer, ("day", *ACCOUNT)),
    "moves between buckets": Table(_moves, ("day", "currency", "from_bucket", "to_bucket")),
    "roll rates": Table(_roll_rates, ("day", "currency", "bucket")),
    "dso": Table(_dso, ("day", "currency")),
    "dso by customer": Table(_dso_by_customer, ("day", *ACCOUNT)),
    "delays": Table(_delays, ACCOUNT),
    "days to pay": Table(_delay_histogram, ("currency", "days")),
    "concentration": Table(_concentration, ("currency",)),
    "limit use": Table(_limit_use, ACCOUNT),
    "balances, paid oldest first": Table(_paid_oldest_first, ACCOUNT),
    "payments not applied": Table(_not_applied, ("payment_row",)),
    "pieces pro rata": Table(_pieces_pro_rata, ("row", "payment_row")),
}

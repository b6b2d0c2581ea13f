"""Each payment pays the same share of every open invoice: round by round, all accounts at once."""

from __future__ import annotations

from typing import Final

import narwhals as nw

from ledgerguard.errors import OutOfDomain
from ledgerguard.ledger.allocation.payments import ITEM_ORDER, RECEIPT_ORDER
from ledgerguard.ledger.allocation.queues import NOBODY, in_turn
from ledgerguard.ledger.allocation.shares import LARGEST_SHARED, largest_remainders
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.engines.results import rows_of
from ledgerguard.ledger.portfolio import ACCOUNT

_TOGETHER: Final = 32
"""Rounds whose shares are put into one table: a plan of thousands of tables is none."""

_STATE: Final = ("account", "row", "turn", "open")


def spread(items: LazyFrame, receipts: LazyFrame, engine: Engine) -> LazyFrame:
    """Spread the payments of each account and day over the invoices that are open on that day.

    A payment changes what is open for the next one, so the days of an account follow one another;
    the accounts do not know each other. Round n takes the nth day of every account, in one pass
    over what is open in them: as many rounds as the busiest account has days, and together as
    many rows as there are pieces.

    Args:
        items: As ``items_of`` has them.
        receipts: As ``receipts_of`` has them.
        engine: Holds the state between two rounds.

    Returns:
        ``row``, ``payment_row`` and ``piece``, as ``in_turn`` has them.

    Raises:
        OutOfDomain: when the invoices of one account exceed 2^53 minor units.
    """
    largest = _largest_account(items)
    numbered = engine.held(_numbered(items))
    paying = engine.held(_paying(receipts, numbered))
    days = engine.held(_days(paying))
    waiting = engine.held(_waiting(numbered, days))
    busiest = rows_of(days.select("round").sort("round", descending=True).head(1))
    shares = _shares(waiting, days, int(busiest[0][0]) if busiest else 0, largest, engine)
    if shares is None:
        return receipts.select(
            row=nw.lit(NOBODY, nw.Int64), payment_row="payment_row", piece="left"
        )
    pieces = engine.held(_by_payment(shares, paying, days))
    return nw.concat([pieces, _rests(receipts, pieces)])


def _largest_account(items: LazyFrame) -> int:
    """A bound on what is open in one account at any time.

    Raises:
        OutOfDomain: when it is too large to be shared exactly.
    """
    totals = (
        items.select(*ACCOUNT, left=nw.col("left").cast(nw.Float64))
        .group_by(*ACCOUNT)
        .agg(nw.col("left").sum())
    )
    found = rows_of(totals.select("left").sort("left", descending=True).head(1))
    largest = int(found[0][0]) if found else 0
    if largest >= LARGEST_SHARED:
        raise OutOfDomain(
            f"the open invoices of one account must add up to less than {LARGEST_SHARED:.0e} minor "
            f"units to be paid pro rata, got {largest:.3e}",
            hint="does a column of ids or dates stand where the amounts belong?",
        )
    return largest


def _numbered(items: LazyFrame) -> LazyFrame:
    """The invoices with a number for their account, and their turn in it."""
    return (
        items.with_columns(one=nw.lit(1, nw.Int64))
        .with_columns(
            account=nw.col("row").min().over(*ACCOUNT),
            turn=nw.col("one").cum_sum().over(*ACCOUNT, order_by=list(ITEM_ORDER)),
        )
        .with_columns(nw.col("account").cast(nw.Int64), nw.col("turn").cast(nw.Int64), open="left")
        .select(*ACCOUNT, "issued", *_STATE)
    )


def _paying(receipts: LazyFrame, numbered: LazyFrame) -> LazyFrame:
    """The payments of the accounts that have invoices, with the number of the account."""
    accounts = numbered.select(*ACCOUNT, "account").unique()
    return receipts.join(accounts, on=list(ACCOUNT), how="inner").select(
        "account", *RECEIPT_ORDER, "left"
    )


def _days(paying: LazyFrame) -> LazyFrame:
    """One row an account and day: its ``round``, the ``pool`` of money, and how many payments."""
    return (
        paying.with_columns(one=nw.lit(1, nw.Int64))
        .group_by("account", "paid_on")
        .agg(
            nw.col("left").sum().alias("pool"),
            nw.col("one").sum().alias("times"),
            nw.col("payment_row").min(),
        )
        .with_columns(
            nw.col("pool").cast(nw.Int64), nw.col("times").cast(nw.Int64), one=nw.lit(1, nw.Int64)
        )
        .with_columns(round=nw.col("one").cum_sum().over("account", order_by=["paid_on"]))
        .with_columns(nw.col("round").cast(nw.Int64))
        .drop("one")
    )


def _waiting(numbered: LazyFrame, days: LazyFrame) -> LazyFrame:
    """The invoices with the ``round`` that they take part in first: on their day or after it."""
    order = ["day", "kind", "row"]
    both = nw.concat(
        [
            numbered.select(*_STATE, day="issued", kind=nw.lit(0, nw.Int64)),
            days.select(
                "account",
                row="payment_row",
                turn=nw.lit(0, nw.Int64),
                open=nw.lit(0, nw.Int64),
                day="paid_on",
                kind=nw.lit(1, nw.Int64),
            ),
        ]
    )
    return (
        both.with_columns(before=nw.col("kind").cum_sum().over("account", order_by=order))
        .filter(nw.col("kind") == 0)
        .with_columns(round=nw.col("before").cast(nw.Int64) + 1)
        .select(*_STATE, "round")
    )


def _shares(
    waiting: LazyFrame, days: LazyFrame, rounds: int, largest: int, engine: Engine
) -> LazyFrame | None:
    """``account``, ``round``, ``row``, ``turn`` and the ``share`` that an invoice gets."""
    found: list[LazyFrame] = []
    together: list[LazyFrame] = []
    state: LazyFrame | None = None
    columns = ("account", "round", "row", "turn", "share")
    for number in range(1, rounds + 1):
        present = waiting.filter(nw.col("round") == number).select(*_STATE)
        if state is not None:
            present = nw.concat([state, present])
        pools = days.filter(nw.col("round") == number)
        touched = engine.held(_one_round(present, pools, largest))
        state = (
            touched.with_columns(open=nw.col("open") - nw.col("share"))
            .filter(nw.col("open") > 0)
            .select(*_STATE)
        )
        found.append(touched.filter(nw.col("share") > 0).select(*columns))
        if len(found) == _TOGETHER:
            together.append(engine.held(nw.concat(found)))
            found = []
    return nw.concat([*together, *found]) if rounds else None


def _one_round(present: LazyFrame, pools: LazyFrame, largest: int) -> LazyFrame:
    """The invoices of the accounts that pay in a round, with the ``share`` of each."""
    pool, total = nw.col("pool"), nw.col("total")
    joined = (
        present.join(pools.select("account", "pool", "round"), on="account", how="inner")
        .with_columns(total=nw.col("open").sum().over("account"))
        .with_columns(total.cast(nw.Int64))
        .with_columns(pool=nw.when(pool > total).then(total).otherwise(pool))
    )
    shared = largest_remainders(joined, "account", "turn", largest)
    return shared.select(*_STATE, "round", "share")


def _by_payment(shares: LazyFrame, paying: LazyFrame, days: LazyFrame) -> LazyFrame:
    """The shares by payment: payments of one day pay them in their order."""
    alone = shares.join(
        days.filter(nw.col("times") == 1).select("account", "round", "payment_row"),
        on=["account", "round"],
        how="inner",
    ).select("row", "payment_row", piece="share")
    crowded = days.filter(nw.col("times") > 1).select("account", "round", "paid_on")
    several = in_turn(
        shares.join(crowded.drop("paid_on"), on=["account", "round"], how="inner").select(
            "account", "round", "row", "turn", left="share"
        ),
        paying.join(crowded, on=["account", "paid_on"], how="inner"),
        ("account", "round"),
        item_order=("turn",),
        receipt_order=RECEIPT_ORDER,
    )
    return nw.concat([alone, several.filter(nw.col("row") != NOBODY)])


def _rests(receipts: LazyFrame, pieces: LazyFrame) -> LazyFrame:
    """What the payments have left, as pieces that nobody takes."""
    paid = pieces.group_by("payment_row").agg(nw.col("piece").sum())
    rest = nw.col("left") - nw.col("piece").fill_null(0).cast(nw.Int64)
    return (
        receipts.select("payment_row", "left")
        .join(paid, on="payment_row", how="left")
        .with_columns(piece=rest, row=nw.lit(NOBODY, nw.Int64))
        .filter(nw.col("piece") > 0)
        .select("row", "payment_row", "piece")
    )

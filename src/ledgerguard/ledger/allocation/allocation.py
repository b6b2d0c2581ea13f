"""What came of an allocation: who paid what, what is left, and the ledger that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw

from ledgerguard.ledger.allocation.credits import credit_rows, name_of_customers
from ledgerguard.ledger.allocation.queues import NOBODY
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.portfolio import ACCOUNT
from ledgerguard.ledger.schema import FRAME, NO_DAY

_SETTLEMENT = ("amount", "paid", "paid_on")


@dataclass(frozen=True)
class Allocation:
    """Payments that have been allocated to invoices; lazy tables over pieces that are held."""

    invoices: LazyFrame
    payments: LazyFrame
    segments: LazyFrame
    """What the payments were cut into, whose sum they are.

    ``row`` (of the invoice, or ``NOBODY``), ``payment_row``, ``piece``, ``paid_on`` and ``issued``
    (of the invoice).
    """
    method: str

    @property
    def pieces(self) -> LazyFrame:
        """What each payment paid of each invoice.

        Returns:
            ``row`` (of the invoice), ``payment``, ``payment_row``, ``paid_on`` and ``piece``
            (minor units, above 0); a payment and an invoice meet in one row.
        """
        payments = self.payments.select("payment", payment_row="row")
        columns = ("row", "payment", "payment_row", "paid_on", "piece")
        return self._pieces.join(payments, on="payment_row", how="inner").select(*columns)

    @property
    def remainders(self) -> LazyFrame:
        """What is left of payments, and payments that were taken back, which are negative.

        Returns:
            ``payment``, ``payment_row``, account, ``paid_on``, ``reference`` and ``rest`` (minor
            units, not 0).
        """
        rests = self.segments.filter(nw.col("row") == NOBODY).select("payment_row", rest="piece")
        columns = ("payment", "payment_row", *ACCOUNT, "paid_on", "reference", "rest")
        payments = self.payments.with_columns(payment_row="row")
        left = payments.join(rests, on="payment_row", how="inner")
        back = payments.filter(nw.col("paid") < 0).with_columns(rest="paid")
        return nw.concat([left.select(*columns), back.select(*columns)])

    @property
    def reasons(self) -> LazyFrame:
        """The remainders with the ``reason`` of each.

        Returns:
            The columns of :attr:`remainders` and ``reason``: "taken-back"; "unknown-account", when
            the customer has no invoice in the currency; by reference also "no-reference" and
            "unknown-reference"; otherwise "exceeds-invoices".
        """
        one = nw.lit(1, nw.Int64)
        accounts = self.invoices.select(*ACCOUNT).unique().with_columns(account=one)
        named = self.invoices.select(*ACCOUNT, reference="invoice").unique().with_columns(named=one)
        found = (
            self.remainders.join(accounts, on=list(ACCOUNT), how="left")
            .join(named, on=[*ACCOUNT, "reference"], how="left")
            .with_columns(
                nw.col("account").fill_null(0).cast(nw.Int64),
                nw.col("named").fill_null(0).cast(nw.Int64),
            )
        )
        reason: Any = nw.lit("exceeds-invoices")
        if self.method == "reference":
            reason = (
                nw.when(nw.col("named") == 0).then(nw.lit("unknown-reference")).otherwise(reason)
            )
            unnamed = nw.col("reference") == ""
            reason = nw.when(unnamed).then(nw.lit("no-reference")).otherwise(reason)
        stranger = nw.col("account") == 0
        reason = nw.when(stranger).then(nw.lit("unknown-account")).otherwise(reason)
        back = nw.col("rest") < 0
        reason = nw.when(back).then(nw.lit("taken-back")).otherwise(reason)
        return found.with_columns(reason=reason).drop("account", "named")

    def at(self, as_of: int) -> LazyFrame:
        """The canonical frame whose figures are right at a day.

        One row an invoice: ``paid`` is what was paid by then, ``paid_on`` the last day of it. What
        was paid by then and not applied by then (remainders, and pieces of invoices that were
        issued later) is a row of its own: issued and paid on the payment's day, amount 0, so that
        its open amount is negative and sales do not count it. Its ``row`` is that of the payment,
        negative.

        Args:
            as_of: Serial number of the day.
        """
        paid = (
            self._pieces.filter(nw.col("paid_on") <= as_of)
            .group_by("row")
            .agg(nw.col("piece").sum(), nw.col("paid_on").max().alias("last"))
        )
        # An invoice's own payment counts from its own day; without one at every date.
        own = (nw.col("paid") != 0) & (nw.col("paid_on") <= as_of)
        zero, no_day = nw.lit(0, nw.Int64), nw.lit(NO_DAY, nw.Int64)
        last, own_day = nw.col("last"), nw.col("own_day")
        rows = (
            self.invoices.join(paid, on="row", how="left")
            .with_columns(
                piece=nw.col("piece").fill_null(0).cast(nw.Int64),
                last=nw.col("last").fill_null(NO_DAY).cast(nw.Int64),
                own_paid=nw.when(own).then(nw.col("paid")).otherwise(zero),
                own_day=nw.when(own).then(nw.col("paid_on")).otherwise(no_day),
            )
            .with_columns(
                together=nw.col("own_paid") + nw.col("piece"),
                later=nw.when(last > own_day).then(last).otherwise(own_day),
                has=nw.col("piece") > 0,
            )
            .with_columns(
                paid=nw.when(nw.col("has")).then(nw.col("together")).otherwise(nw.col("paid")),
                paid_on=nw.when(nw.col("has")).then(nw.col("later")).otherwise(nw.col("paid_on")),
            )
            .select(*FRAME)
        )
        early = self._prepaid().filter((nw.col("paid_on") <= as_of) & (nw.col("issued") > as_of))
        rests = self._rests().filter(nw.col("paid_on") <= as_of)
        unapplied = nw.concat([rests, early.drop("issued")])
        unapplied = unapplied.with_columns(
            amount=nw.lit(0, nw.Int64), issued=nw.col("paid_on"), paid="rest"
        )
        return nw.concat([rows, self._credits(unapplied)])

    @property
    def parts(self) -> LazyFrame:
        """The canonical frame in which every sum of money is right at every date.

        An invoice that was paid in k pieces is k rows, and one more for what its own columns say
        and what is open; remainders are rows as in :meth:`at`. What was paid before the invoice was
        issued is a credit until then: a row of minus the piece that is settled on that day, and
        one of the piece that is settled at once, so that their sales add up to nothing.

        Sums of open, overdue and unapplied amounts and net sales are right, by account and by
        currency; counts of invoices and the lateness of those settled in full are not: take
        :meth:`at`.
        """
        rows = nw.concat([self._paid_parts(), self._open_parts()])
        rests = self._rests().with_columns(
            amount=nw.lit(0, nw.Int64), issued=nw.col("paid_on"), paid="rest"
        )
        early = self._prepaid().with_columns(day="issued", issued="paid_on", amount="rest")
        settled_at_once = early.with_columns(paid="rest").drop("day")
        until_issued = early.with_columns(
            amount=-nw.col("rest"), paid=-nw.col("rest"), paid_on="day"
        ).drop("day")
        return nw.concat(
            [rows, *(self._credits(each) for each in (rests, settled_at_once, until_issued))]
        )

    @property
    def _pieces(self) -> LazyFrame:
        return self.segments.filter(nw.col("row") != NOBODY)

    def _paid_parts(self) -> LazyFrame:
        pieces = self._pieces.select("row", "paid_on", "piece")
        return (
            self.invoices.drop(*_SETTLEMENT)
            .join(pieces, on="row", how="inner")
            .with_columns(amount="piece", paid="piece")
            .select(*FRAME)
        )

    def _open_parts(self) -> LazyFrame:
        total = self._pieces.group_by("row").agg(nw.col("piece").sum())
        return (
            self.invoices.join(total, on="row", how="left")
            .with_columns(nw.col("piece").fill_null(0).cast(nw.Int64))
            .with_columns(amount=nw.col("amount") - nw.col("piece"))
            .filter((nw.col("piece") == 0) | (nw.col("amount") != 0) | (nw.col("paid") != 0))
            .select(*FRAME)
        )

    def _rests(self) -> LazyFrame:
        """Remainders: ``payment``, ``payment_row``, account, ``entity``, ``paid_on``, ``rest``."""
        columns = ("payment", "payment_row", *ACCOUNT, "entity", "paid_on", "rest")
        return self.remainders.with_columns(entity=nw.lit("")).select(*columns)

    def _prepaid(self) -> LazyFrame:
        """The same of pieces that were paid before their invoice was issued, and ``issued``."""
        columns = ("payment_row", *ACCOUNT, "entity", "paid_on", "issued")
        early = (
            self._pieces.filter(nw.col("paid_on") < nw.col("issued"))
            .join(self.invoices.select("row", *ACCOUNT, "entity"), on="row", how="inner")
            .group_by(*columns)
            .agg(nw.col("piece").sum())
            .with_columns(rest=nw.col("piece").cast(nw.Int64))
        )
        payments = self.payments.select("payment", payment_row="row")
        found = early.join(payments, on="payment_row", how="inner")
        return found.select("payment", *columns, "rest")

    def _credits(self, rows: LazyFrame) -> LazyFrame:
        return credit_rows(rows, name_of_customers(self.invoices))

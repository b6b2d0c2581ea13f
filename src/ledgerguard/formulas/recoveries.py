"""Who gets what a debtor still pays: receipts on open invoices, recoveries after a loss."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Literal

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    at_most,
    divisor,
    filled,
    not_negative,
    part_of,
    same_length,
    share,
)
from ledgerguard.units import Column, Date, Money, Rate

RecoveryRule = Literal["pro-rata", "oldest-first"]
AllocationRule = Literal["oldest-first", "pro-rata"]


@formula("RECOVERY_SHARE")
def recovery_share(
    recovery: Money, debt: Money, limit: Money = 0, rule: RecoveryRule = "pro-rata"
) -> Money:
    """Part of a recovery that reduces the insured loss, where the debt was above the limit.

    Pro rata, as is usual after the date of loss: recovery * insured debt / debt, where the insured
    debt is the smaller of debt and limit. Oldest first, as is usual before it: the recovery pays
    off invoices before the limit is applied, so that it first reduces what lies above the limit.

    Args:
        recovery: Amount received, without VAT and interest; at most the debt.
        debt: What the buyer owed on covered invoices before it; above 0.
        limit: Credit limit that the insurer has granted on the buyer; blank or 0 is no cover.
        rule: "pro-rata" or "oldest-first".

    Errors: #DIV/0! when debt is 0; #NUM! when an amount is negative or the recovery above the debt;
        #VALUE! when rule is another word; #N/A when recovery or debt is blank.
    Example: =RECOVERY_SHARE(10000, 30000, 25000) -> 8333.33
    Example: =RECOVERY_SHARE(15000, 30000, 15000) -> 7500
    Example: =RECOVERY_SHARE(25000, 70000, 50000, "oldest-first") -> 5000
    Source: Rycroft Associates (ciff.co.uk), recoveries (pro rata); Allianz Trade Switzerland and
        EXIM (oldest invoices first).
    """
    debt_before = divisor("debt", debt)
    part_of("recovery", recovery, "debt", debt)
    not_negative(limit=limit)
    insured_debt = min(debt_before, limit)
    if rule == "pro-rata":
        insured_rate_of_debt = insured_debt / debt_before
        return recovery * insured_rate_of_debt
    insured_debt_after = min(max(0.0, debt_before - recovery), limit)
    return insured_debt - insured_debt_after


@formula("RECOVERY_TO_INSURER")
def recovery_to_insurer(
    recovery: Money, insured_rate: Rate = 0.9, indemnity_paid: Money | None = None
) -> Money:
    """Part of a recovery that belongs to the insurer once it has paid the claim.

    recovery * insured_rate, at most indemnity_paid

    Args:
        recovery: Amount received on the insured debt after the claim was paid, less the costs of
            collection; of a debt above the limit its insured part (RECOVERY_SHARE).
        insured_rate: Share of the loss that the insurer bears, 0.9 for 90 %.
        indemnity_paid: What the insurer has paid, less what it already got back; blank for no
            bound. In LibreOffice Calc leave it out: a blank cell arrives there as 0.

    Errors: #NUM! when an amount is negative or insured_rate outside 0 to 1; #N/A when recovery is
        blank.
    Example: =RECOVERY_TO_INSURER(20000, 0.9) -> 18000
    Example: =RECOVERY_TO_INSURER(RECOVERY_SHARE(10000, 30000, 25000), 0.9) -> 7500
    Source: own example; ledgerguard design: the insurer shares by the percentage that it has paid.
    """
    not_negative(recovery=recovery)
    share(insured_rate=insured_rate)
    insurer_share = recovery * insured_rate
    if indemnity_paid is None:
        return insurer_share
    not_negative(indemnity_paid=indemnity_paid)
    return min(insurer_share, indemnity_paid)


@formula("ALLOCATE_RECEIPT")
def allocate_receipt(
    open_amounts: Column[Money],
    receipt: Money,
    dates: Column[Date] | None = None,
    rule: AllocationRule = "oldest-first",
) -> Column[Money]:
    """What remains open of each invoice after a receipt has been allocated to them.

    Oldest first: the receipt pays the invoices in the order of their dates. Pro rata: it pays
    the same share of each. The answer stands in the order of the rows. A credit note (negative)
    and a blank stay as they are, and what is allocated adds up to the receipt.

    Args:
        open_amounts: Open amount of each invoice.
        receipt: Amount received, at least 0 and at most what is open.
        dates: Invoice or due date of each row, for oldest first; left out, the rows are taken from
            top to bottom.
        rule: "oldest-first" or "pro-rata".

    Errors: #NUM! when receipt is negative or above the open invoices; #VALUE! when the ranges
        differ in length, an open invoice has no date or rule is another word; #N/A when the range
        is empty or receipt blank.
    Example: =ALLOCATE_RECEIPT({40000;20000;10000}, 25000, {45352;45323;45383}) -> {35000;0;10000}
    Example: =ALLOCATE_RECEIPT({40000;20000;20000}, 20000, , "pro-rata") -> {30000;15000;15000}
    Source: Allianz Trade Switzerland and EXIM (payments to the oldest invoices first); pro rata as
        after the date of loss.
    """
    not_negative(receipt=receipt)
    filled("open_amounts", open_amounts)
    total_open = _total_open(open_amounts, receipt)
    if rule == "pro-rata":
        share_left = 1 - min(1.0, receipt / total_open) if receipt else 1.0
        return [a * share_left if a is not None and a > 0 else a for a in open_amounts]
    return _oldest_first(open_amounts, receipt, dates)


def _total_open(open_amounts: Sequence[float | None], receipt: float) -> float:
    """The sum of the open invoices, credit notes left out.

    Raises:
        OutOfDomain: when the receipt is larger, or the sum too large to be one.
    """
    total_open = sum(amount for amount in open_amounts if amount is not None and amount > 0)
    if not math.isfinite(total_open):
        raise OutOfDomain(
            "open_amounts must add up to a finite number, got more",
            hint="is a cell not an amount?",
        )
    if not at_most(receipt, total_open):
        raise OutOfDomain(
            f"receipt must be at most the open invoices ({total_open:g}), got {receipt:g}",
            hint="what is paid beyond them is a credit of the customer: allocate only the rest",
        )
    return total_open


def _oldest_first(
    open_amounts: Sequence[float | None], receipt: float, dates: Sequence[dt.date | None] | None
) -> list[float | None]:
    """What remains open when the receipt pays the rows in the order of their dates."""
    remaining = list(open_amounts)
    unallocated = receipt
    for row in _by_age(open_amounts, dates):
        amount = open_amounts[row] or 0.0
        allocated = min(amount, unallocated)
        remaining[row] = amount - allocated
        unallocated -= allocated
    return remaining


def _by_age(
    open_amounts: Sequence[float | None], dates: Sequence[dt.date | None] | None
) -> list[int]:
    """The rows that hold an open invoice, oldest first; those of one day in their order.

    Raises:
        InvalidValue: when the ranges differ in length, or an invoice has no date.
    """
    rows = [row for row, amount in enumerate(open_amounts) if amount is not None and amount > 0]
    if dates is None:
        return rows
    same_length("open_amounts", open_amounts, "dates", dates)
    dated: list[tuple[dt.date, int]] = []
    for row in rows:
        day = dates[row]
        if day is None:
            raise InvalidValue(
                f"dates must be filled where open_amounts is {open_amounts[row]:g}, "
                f"got a blank in row {row + 1}",
                hint="without its date an invoice has no place among the older ones",
            )
        dated.append((day, row))
    return [row for _, row in sorted(dated)]

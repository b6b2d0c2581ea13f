"""What trade-credit insurance pays on one loss: limit, threshold, deductible, retention, caps."""

from __future__ import annotations

from typing import Literal

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import at_most, not_negative, share
from ledgerguard.units import Money, Rate

DeductibleOrder = Literal["before", "after"]


@formula("INSURED_LOSS")
def insured_loss(outstanding: Money, limit: Money = 0) -> Money:
    """Loss that the policy looks at: what a buyer owes on covered invoices, up to its limit.

    the smaller of outstanding and limit; 0 when nothing is outstanding

    Args:
        outstanding: What the buyer owes on covered invoices, without VAT, interest and disputed
            amounts.
        limit: Credit limit that the insurer has granted on the buyer; blank or 0 is no cover.

    Errors: #NUM! when limit is negative; #N/A when outstanding is blank.
    Example: =INSURED_LOSS(950000, 1000000) -> 950000
    Example: =0.9 * INSURED_LOSS(800000, 500000) -> 450000
    Source: credriskseguros, limits and indemnity (both examples); Allianz Trade Germany, credit
        insurance glossary (VAT, interest and disputed debts left out).
    """
    not_negative(limit=limit)
    loss = max(0.0, outstanding)
    return min(loss, limit)


@formula("THRESHOLD_LOSS")
def threshold_loss(loss: Money, threshold: Money = 0) -> Money:
    """Loss that counts beside a threshold: none of it up to the threshold, above it the whole.

    0 when loss is at most threshold, else loss. Also published as non-qualifying loss (NQL); a
    deductible is different, it comes off every loss.

    Args:
        loss: Insured loss; 0 or below counts as no loss.
        threshold: Largest loss that the policy does not pay, at least 0.

    Errors: #NUM! when threshold is negative; #N/A when loss is blank.
    Example: =THRESHOLD_LOSS(1000, 1000) -> 0
    Example: =THRESHOLD_LOSS(1001, 1000) -> 1001
    Source: Rycroft Associates (ciff.co.uk), first losses explained.
    """
    not_negative(threshold=threshold)
    if loss <= 0 or at_most(loss, threshold):
        return 0.0
    return loss


@formula("MINIMUM_RETENTION")
def minimum_retention(loss: Money, insured_rate: Rate = 0.9, minimum_retention: Money = 0) -> Money:
    """Payment on a loss of which the insured keeps the uninsured share, but at least an amount.

    loss - the larger of (1 - insured_rate) * loss and minimum_retention; at least 0

    Args:
        loss: Insured loss; 0 or below counts as no loss.
        insured_rate: Share of the loss that the insurer bears, 0.9 for 90 %.
        minimum_retention: Least amount of each loss that the insured keeps, at least 0.

    Errors: #NUM! when insured_rate is outside 0 to 1 or minimum_retention negative; #N/A when
        loss is blank.
    Example: =MINIMUM_RETENTION(5000, 0.85, 1000) -> 4000
    Source: Rycroft Associates (ciff.co.uk), first losses explained.
    """
    share(insured_rate=insured_rate)
    not_negative(minimum_retention=minimum_retention)
    counted_loss = max(0.0, loss)
    retained = max((1 - insured_rate) * counted_loss, minimum_retention)
    return max(0.0, counted_loss - retained)


@formula("INDEMNITY")
def indemnity(
    loss: Money,
    insured_rate: Rate = 0.9,
    deductible: Money = 0,
    order: DeductibleOrder = "before",
    minimum_retention: Money = 0,
    threshold: Money = 0,
    first_loss_remaining: Money = 0,
    liability_remaining: Money | None = None,
) -> Money:
    """What the insurer pays on one insured loss after all terms of the policy.

    In this order: a loss up to the threshold pays nothing, above it the whole loss counts; the
    deductible comes off (order "before"); then what remains of the aggregate first loss; the rest
    is paid at insured_rate; the deductible comes off the payment instead (order "after"); the
    insured keeps at least minimum_retention of the loss; the insurer pays no more than remains of
    its maximum liability. Policies differ in the order: read the wording.

    Args:
        loss: Insured loss (INSURED_LOSS), less recoveries; 0 or below counts as no loss.
        insured_rate: Share of the loss that the insurer bears, 0.9 for 90 %.
        deductible: Each-and-every deductible (excess), at least 0.
        order: "before" takes the deductible off the loss before the insured share is applied,
            "after" takes it off the payment.
        minimum_retention: Least amount of the loss that the insured keeps, at least 0.
        threshold: Largest loss that the policy does not pay (non-qualifying loss), at least 0.
        first_loss_remaining: Part of the aggregate first loss not used up by earlier losses
            (FIRST_LOSS_REMAINING), at least 0; it is eroded by the loss itself, not by the insured
            share.
        liability_remaining: What the insurer can still pay in the insurance year; blank for no
            maximum. In LibreOffice Calc leave it out: a blank cell arrives there as 0.

    Errors: #NUM! when insured_rate is outside 0 to 1 or an amount other than the loss is negative;
        #VALUE! when order is another word; #N/A when loss is blank.
    Example: =INDEMNITY(50000, 0.9, 5000) -> 40500
    Example: =INDEMNITY(50000, 0.9, 5000, "after") -> 40000
    Example: =INDEMNITY(INSURED_LOSS(950000, 1000000)) -> 855000
    Source: pufind (example) and GGL Trade Credit (co-insurance after deductibles) for "before";
        Coface glossary, indemnification, for "after"; Rycroft Associates (ciff.co.uk) for threshold
        and retention; the rest of the order is a ledgerguard design.
    """
    share(insured_rate=insured_rate)
    not_negative(
        deductible=deductible,
        minimum_retention=minimum_retention,
        first_loss_remaining=first_loss_remaining,
    )
    if liability_remaining is not None:
        not_negative(liability_remaining=liability_remaining)
    qualifying_loss = threshold_loss(loss, threshold)
    deductible_before = deductible if order == "before" else 0.0
    deductible_after = deductible - deductible_before
    loss_above_deductible = max(0.0, qualifying_loss - deductible_before)
    loss_above_first_loss = max(0.0, loss_above_deductible - first_loss_remaining)
    insured_share = insured_rate * loss_above_first_loss
    payment = max(0.0, insured_share - deductible_after)
    payment_after_retention = min(payment, max(0.0, qualifying_loss - minimum_retention))
    if liability_remaining is None:
        return payment_after_retention
    return min(payment_after_retention, liability_remaining)

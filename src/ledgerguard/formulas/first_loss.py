"""The aggregate first loss: what the insured bears of a year's losses before the insurer pays."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import filled, not_negative, share
from ledgerguard.formulas.insurance import threshold_loss
from ledgerguard.units import Column, Money, Rate

Erosion = Literal["gross", "net"]


@formula("FIRST_LOSS_PAYOUTS")
def first_loss_payouts(
    first_loss: Money,
    losses: Column[Money],
    insured_rate: Rate = 0.9,
    erosion: Erosion = "gross",
    threshold: Money = 0,
    max_liability: Money | None = None,
) -> Column[Money]:
    """Payment on each loss of an insurance year under an aggregate first loss, in their order.

    Each loss first uses up what remains of the first loss, and only the rest is paid. Eroded
    gross, the loss itself is set against it and insured_rate applies to the rest; eroded net, the
    insured share is set against it. Gross never pays less than net. Payments end when they have
    reached max_liability.

    Args:
        first_loss: Aggregate first loss of the insurance year, at least 0.
        losses: Insured losses in the order in which they were incurred; a blank answers a blank,
            0 or below counts as no loss.
        insured_rate: Share of a loss that the insurer bears, 0.9 for 90 %.
        erosion: "gross" sets the whole loss against the first loss, "net" its insured share.
        threshold: Largest loss that does not qualify: it is neither paid nor does it erode.
        max_liability: Most that the insurer pays in the year; blank for no maximum. In
            LibreOffice Calc leave it out: a blank cell arrives there as 0.

    Errors: #NUM! when an amount other than a loss is negative or insured_rate outside 0 to 1;
        #VALUE! when erosion is another word; #N/A when losses is empty.
    Example: =FIRST_LOSS_PAYOUTS(50000, {30000;25000;60000}) -> {0;4500;54000}
    Example: =FIRST_LOSS_PAYOUTS(50000, {30000;25000;60000}, 0.9, "net") -> {0;0;53500}
    Example: =FIRST_LOSS_PAYOUTS(50000, {30000;25000;60000}, 0.9, "gross", , 40000) ->
        {0;4500;35500}
    Source: own example; Compare Credit Insurance and S-Tech, glossaries (aggregate first loss:
        losses add up before anything is paid); both ways of erosion are a ledgerguard design.
    """
    filled("losses", losses)
    if max_liability is not None:
        not_negative(max_liability=max_liability)
    liability_remaining = math.inf if max_liability is None else max_liability
    payouts: list[float | None] = []
    for step in _steps(first_loss, losses, insured_rate, erosion, threshold):
        if step is None:
            payouts.append(None)
            continue
        payout = min(step[1], liability_remaining)
        liability_remaining = liability_remaining - payout
        payouts.append(payout)
    return payouts


@formula("FIRST_LOSS_REMAINING")
def first_loss_remaining(
    first_loss: Money,
    losses: Column[Money] | None = None,
    insured_rate: Rate = 0.9,
    erosion: Erosion = "gross",
    threshold: Money = 0,
) -> Money:
    """What remains of an aggregate first loss after the losses of the year so far.

    first_loss - the qualifying losses (eroded gross) or their insured share (net); at least 0

    Args:
        first_loss: Aggregate first loss of the insurance year, at least 0.
        losses: Insured losses of the year so far; blank when there are none yet.
        insured_rate: Share of a loss that the insurer bears; it counts where erosion is "net".
        erosion: "gross" sets the whole loss against the first loss, "net" its insured share.
        threshold: Largest loss that does not qualify and does not erode.

    Errors: #NUM! when an amount other than a loss is negative or insured_rate outside 0 to 1;
        #VALUE! when erosion is another word; #N/A when first_loss is blank.
    Example: =FIRST_LOSS_REMAINING(50000, 30000) -> 20000
    Example: =FIRST_LOSS_REMAINING(50000, {30000;25000}, 0.9, "net") -> 500
    Source: own example; Compare Credit Insurance and S-Tech, glossaries (aggregate first loss).
    """
    remaining = first_loss
    for step in _steps(first_loss, losses or [], insured_rate, erosion, threshold):
        if step is not None:
            remaining = step[0]
    return remaining


def _steps(
    first_loss: float,
    losses: Sequence[float | None],
    insured_rate: float,
    erosion: Erosion,
    threshold: float,
) -> Iterator[tuple[float, float] | None]:
    """For each loss what then remains of the first loss, and the payment; None for a blank.

    Nothing is added up, so that no amount is too large.
    """
    not_negative(first_loss=first_loss, threshold=threshold)
    share(insured_rate=insured_rate)
    rate_before, rate_after = (1.0, insured_rate) if erosion == "gross" else (insured_rate, 1.0)
    remaining = first_loss
    for loss in losses:
        if loss is None:
            yield None
            continue
        counted = rate_before * threshold_loss(loss, threshold)
        eroded = min(remaining, counted)
        remaining -= eroded
        yield remaining, rate_after * (counted - eroded)

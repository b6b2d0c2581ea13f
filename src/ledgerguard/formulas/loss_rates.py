"""Loss rates of aging buckets: from flows, from roll rates, and with a look ahead."""

from __future__ import annotations

from typing import Final, Literal

from ledgerguard.errors import NA, ErrorValue, NotAvailable, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    TOLERANCE,
    at_most,
    divisor,
    filled,
    none_negative,
    not_negative,
    pairs,
    part_of,
    share,
)
from ledgerguard.formulas.migration import RateOrError, loss_factors
from ledgerguard.units import Column, Money, Rate

Adjustment = Literal["multiplicative", "additive"]

_NOTHING_REACHED: Final = ErrorValue(
    NA,
    "reached must be above 0 for a loss rate to be known, got 0. "
    "Hint: take a longer history, or set the rate of this bucket by judgement",
)


@formula("LOSS_RATE")
def loss_rate(uncollected: Money, reached: Money) -> Rate:
    """Loss rate of one aging bucket by the flow method: what was lost of all that came that far.

    uncollected / reached

    Args:
        uncollected: Amount of the observed sales that was never collected.
        reached: Amount of the same sales that was still open when it entered the bucket; above 0.

    Errors: #DIV/0! when reached is 0; #NUM! when an amount is negative or uncollected above
        reached; #N/A when an amount is blank.
    Example: =LOSS_RATE(2000, 23000) -> 0.086957
    Source: IFRScommunity, provision matrix by the flow of sales; IFRS 9 B5.5.35.
    """
    whole = divisor("reached", reached)
    part_of("uncollected", uncollected, "reached", reached)
    return uncollected / whole


@formula("LOSS_RATES")
def loss_rates(reached: Column[Money], uncollected: Money) -> Column[RateOrError]:
    """Loss rates of all aging buckets by the flow method, from one column of amounts.

    uncollected / reached, bucket by bucket; the answer is a column as long as reached. A blank
    row stays blank. A bucket that nothing has ever reached answers #N/A in its own row.

    Args:
        reached: Amounts of the observed sales that were still open when they entered each bucket,
            the youngest bucket first; the first one is the sales themselves. They cannot rise.
        uncollected: Amount of these sales that was never collected.

    Errors: #NUM! when an amount is negative, reached rises, or uncollected is above what reached
        the last bucket; #N/A when reached is empty.
    Example: =LOSS_RATES({100000;50000;23000;8000;2000}, 2000) -> {0.02;0.04;0.086957;0.25;1}
    Source: IFRScommunity, provision matrix by the flow of sales; IFRS 9 B5.5.35.
    """
    not_negative(uncollected=uncollected)
    none_negative("reached", reached)
    previous = filled("reached", reached)[0]
    for row, amount in enumerate(reached, start=1):
        if amount is None:
            continue
        if not at_most(amount, previous):
            raise OutOfDomain(
                f"reached must not rise from {previous:g}, got {amount:g} in row {row}",
                hint="the youngest bucket comes first; nothing reaches a later one by another way",
            )
        previous = amount
    part_of("uncollected", uncollected, "what reached the last bucket", previous)
    rates: list[float | ErrorValue | None] = []
    for amount in reached:
        if amount is None:
            rates.append(None)
        else:
            rates.append(uncollected / amount if amount > 0 else _NOTHING_REACHED)
    return rates


@formula("ROLL_LOSS_RATES")
def roll_loss_rates(rolls: Column[Rate], loss_given_writeoff: Rate = 1) -> Column[Rate]:
    """Loss rates of all aging buckets by the roll-rate method.

    The rate of a bucket is the product of the rolls from it to the write-off, times
    loss_given_writeoff, and at most 1: re-aged items can make a roll larger than 1, but no more
    than the balance can be lost. The rolls of ROLL_RATES fit, averaged over 6 to 12 months.

    Args:
        rolls: Average roll rate out of each bucket, the youngest first; the last one is the roll
            into the write-off.
        loss_given_writeoff: Share of a written-off amount that is never recovered.

    Errors: #NUM! when a roll is negative or loss_given_writeoff not from 0 to 1; #VALUE! when a
        roll between others is blank; #N/A when rolls is empty.
    Example: =ROLL_LOSS_RATES({0.15;0.6;0.75;0.75}) -> {0.050625;0.3375;0.5625;0.75}
    Example: =ROLL_LOSS_RATES({0.15;0.6;0.75;0.75}, 0.8) -> {0.0405;0.27;0.45;0.6}
    Source: OCC Comptroller's Handbook, roll-rate analysis; IFRS 9 B5.5.35.
    """
    share(loss_given_writeoff=loss_given_writeoff)
    factors = loss_factors(rolls)
    return [min(1.0, f * loss_given_writeoff) for f in factors if f is not None]


@formula("FORWARD_RATE")
def forward_rate(loss_rate: Rate, adjustment: Rate, method: Adjustment = "multiplicative") -> Rate:
    """Historical loss rate adjusted for what is expected, never below 0 or above 1.

    multiplicative: MIN(1, loss_rate * (1 + adjustment)); additive: MIN(1, MAX(0, loss_rate +
    adjustment)).

    Args:
        loss_rate: Historical loss rate.
        adjustment: 0.25 for a quarter more (multiplicative), 0.01 for one percentage point more
            (additive); negative when losses are expected to fall.
        method: "multiplicative" or "additive".

    Errors: #NUM! when loss_rate is not from 0 to 1 or a multiplicative adjustment below -1;
        #VALUE! when the method is unknown.
    Example: =FORWARD_RATE(0.08, -0.1) -> 0.072
    Example: =FORWARD_RATE(0.9, 0.25) -> 1
    Example: =FORWARD_RATE(0.08, 0.01, "additive") -> 0.09
    Source: IFRS 9 B5.5.52; ASC 326-20-55-39 (historical rates less 10 %).
    """
    share(loss_rate=loss_rate)
    if method == "additive":
        moved_rate = max(0.0, loss_rate + adjustment)
        return min(1.0, moved_rate)
    refuse_below_minus_one("adjustment", adjustment)
    scaled_rate = loss_rate * (1 + adjustment)
    return min(1.0, scaled_rate)


@formula("SCENARIO_RATE")
def scenario_rate(rates: Column[Rate], weights: Column[Rate]) -> Rate:
    """Loss rate as the weighted average of scenarios, for example base, upturn and downturn.

    sum of rate * weight; the weights are probabilities and add up to 1.

    Args:
        rates: Loss rate in each scenario.
        weights: Probability of each scenario, on the same rows.

    Errors: #NUM! when a rate or weight is not from 0 to 1 or the weights do not add up to 1;
        #VALUE! when the ranges differ in length or a rate has no weight; #N/A when a weight
        has no rate or a range is empty.
    Example: =SCENARIO_RATE({0.02;0.03;0.06}, {0.5;0.3;0.2}) -> 0.031
    Source: IFRS 9 5.5.17(a) and B5.5.41 to B5.5.43; own arithmetic.
    """
    filled("rates", rates)
    scenarios = list(pairs("rates", rates, "weights", weights))
    for rate, weight in scenarios:
        share(rates=rate, weights=weight)
    # All weights count: one that stands beside a blank rate is a scenario without its rate.
    total_weight = sum(weight for weight in weights if weight is not None)
    if abs(total_weight - 1) > TOLERANCE:
        raise OutOfDomain(
            f"weights must add up to 1, got {total_weight:g}",
            hint="30 % is the number 0.3; is a scenario missing?",
        )
    if len(scenarios) < sum(weight is not None for weight in weights):
        raise NotAvailable(
            f"rates must be filled where weights are, got {len(scenarios)} rates",
            hint="a scenario without a rate cannot be left out of the average",
        )
    return sum(rate * weight for rate, weight in scenarios)


def refuse_below_minus_one(name: str, adjustment: float) -> None:
    """Refuse to take more than everything away.

    Raises:
        OutOfDomain: naming the argument.
    """
    if adjustment < -1:
        raise OutOfDomain(
            f"{name} must be -1 or more, got {adjustment:g}", hint="a tenth less is -0.1"
        )

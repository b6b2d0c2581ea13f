"""Expected loss: probability of default, loss given default, exposure, and what insurance pays."""

from __future__ import annotations

from ledgerguard.errors import InvalidValue
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, filled, not_negative, share
from ledgerguard.formulas.insurance import DeductibleOrder, indemnity, insured_loss
from ledgerguard.units import Column, Days, Money, Number, Rate


@formula("EXPECTED_LOSS")
def expected_loss(pd: Rate, lgd: Rate, exposure: Money, discount_factor: Rate = 1) -> Money:
    """Expected credit loss: probability of default times loss given default times exposure.

    pd * lgd * exposure * discount_factor

    Args:
        pd: Probability of default over the life of the exposure; see TERM_PD and LIFETIME_PD.
        lgd: Loss given default: share of the exposure that is lost when the customer defaults.
        exposure: Amount owed at default.
        discount_factor: Present value of 1 at the time of the loss; 1 leaves it undiscounted.

    Errors: #NUM! when pd, lgd or discount_factor is not from 0 to 1 or the exposure negative;
        #N/A when one of the first three is blank.
    Example: =EXPECTED_LOSS(0.05, 0.4, 10000) -> 200
    Source: IFRS 9 B5.5.44 and appendix A; pypulate, tests of the expected credit loss.
    """
    share(pd=pd, lgd=lgd, discount_factor=discount_factor)
    not_negative(exposure=exposure)
    loss_at_default = lgd * exposure
    return pd * loss_at_default * discount_factor


@formula("LIFETIME_PD")
def lifetime_pd(yearly_pd: Column[Rate], years: Number | None = None) -> Rate:
    """Probability of default over several years, compounded from conditional yearly ones.

    1 - product of (1 - yearly_pd). Each yearly probability holds for a customer that has come
    through the years before.

    Args:
        yearly_pd: One yearly probability, which holds in every year; or a range with one for each
            year, in order.
        years: Number of years for a single probability, 1 when left out; fractions are allowed.

    Errors: #NUM! when a probability is not from 0 to 1 or years is negative; #VALUE! when years is
        given beside several probabilities; #N/A when the range is empty.
    Example: =LIFETIME_PD(0.05, 3) -> 0.142625
    Example: =LIFETIME_PD({0.02;0.03;0.04}) -> 0.087424
    Source: pypulate, tests of the lifetime probability of default; own arithmetic (second example).
    """
    probabilities = filled("yearly_pd", yearly_pd)
    for probability in probabilities:
        share(yearly_pd=probability)
    exponent = 1.0 if years is None else years
    not_negative(years=exponent)
    if years is not None and len(probabilities) > 1:
        raise InvalidValue(
            f"years must be left out beside a range of probabilities, got {years:g}",
            hint="the range already holds one probability for each year",
        )
    survival = 1.0
    for probability in probabilities:
        survival *= (1 - probability) ** exponent
    return 1 - survival


@formula("TERM_PD")
def term_pd(pd: Rate, days: Days, year_days: Days = 365) -> Rate:
    """Probability of default within some days, from the probability of one year.

    1 - (1 - pd) ^ (days / year_days)

    Args:
        pd: Probability of default within one year.
        days: Days during which the customer can default, for example the terms and the delay.
        year_days: Days of the year to which pd belongs, above 0.

    Errors: #NUM! when pd is not from 0 to 1, days is negative or year_days not above 0; #N/A when
        pd or days is blank.
    Example: =TERM_PD(0.05, 730) -> 0.0975
    Example: =TERM_PD(0.03, 90) -> 0.00748
    Source: IFRS 9 B5.5.44 (losses over the life of the asset); constant hazard, own arithmetic.
    """
    share(pd=pd)
    not_negative(days=days)
    above_zero(year_days=year_days)
    years = days / year_days
    survival: float = (1 - pd) ** years
    return 1 - survival


@formula("EXPECTED_LOSS_INSURED")
def expected_loss_insured(
    pd: Rate,
    lgd: Rate,
    exposure: Money,
    limit: Money = 0,
    insured_rate: Rate = 0.9,
    deductible: Money = 0,
    order: DeductibleOrder = "before",
    minimum_retention: Money = 0,
    threshold: Money = 0,
    first_loss_remaining: Money = 0,
    insurer_pd: Rate = 0,
) -> Money:
    """Expected credit loss that remains after what the credit insurer would pay.

    pd * (loss - indemnity * (1 - insurer_pd)), where loss = lgd * exposure and the indemnity is
    that of INDEMNITY on MIN(loss, limit). The insurer is taken to fail independently of the
    customer. The gross figure is EXPECTED_LOSS of the same numbers.

    Args:
        pd: Probability of default over the life of the exposure; see TERM_PD.
        lgd: Loss given default as a share of the exposure.
        exposure: Amount owed at default, on the basis that the policy insures.
        limit: Credit limit that the insurer has granted on the customer; blank or 0 is no cover.
        insured_rate: Share of a loss that the insurer pays.
        deductible: Amount of each loss that the insured keeps.
        order: "before" takes the deductible off before the insured share is applied, "after" off
            the product.
        minimum_retention: Least amount of each loss that the insured keeps.
        threshold: A loss up to this amount is not paid at all; a larger one counts in full.
        first_loss_remaining: What is left of the aggregate first loss of the year.
        insurer_pd: Probability that the insurer cannot pay.

    Errors: #NUM! when a rate is not from 0 to 1 or an amount negative; #VALUE! when the order is
        unknown; #N/A when one of the first three is blank.
    Example: =EXPECTED_LOSS_INSURED(0.03, 0.6, 100000, 100000) -> 180
    Example: =EXPECTED_LOSS_INSURED(0.03, 0.6, 100000, 100000, 0.9, 5000) -> 315
    Source: IFRS 9 B5.5.55 (cover only when integral and not recognised separately); own arithmetic.
    """
    share(pd=pd, lgd=lgd, insurer_pd=insurer_pd)
    not_negative(exposure=exposure, limit=limit)
    loss_at_default = lgd * exposure
    covered_loss = insured_loss(loss_at_default, limit)
    indemnity_promised = indemnity(
        covered_loss,
        insured_rate,
        deductible,
        order,
        minimum_retention,
        threshold,
        first_loss_remaining,
    )
    indemnity_expected = indemnity_promised * (1 - insurer_pd)
    return pd * (loss_at_default - indemnity_expected)

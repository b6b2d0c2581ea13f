"""Which terms suit one customer best: open terms, discount, prepayment, insurance, or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import above_zero, not_negative, share
from ledgerguard.formulas.expected_loss import term_pd
from ledgerguard.formulas.insurance import indemnity, insured_loss
from ledgerguard.units import Cell, Days, Language, Money, Rate, Table

YEAR_DAYS: Final = 365
_HALVINGS: Final = 80  # of an interval of length 1: beyond what a number can tell apart

_OPTIONS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "open": "Open terms",
        "discount": "Discount",
        "prepayment": "Prepayment",
        "insurance": "Insurance",
        "yes": "Yes",
    },
    "zh": {
        "open": "现行赊销条件",
        "discount": "提前付款折扣",
        "prepayment": "部分预付款",
        "insurance": "信用保险",
        "yes": "推荐",
    },
}
_HEADERS: Final[dict[Language, tuple[str, ...]]] = {
    "en": (
        *("Option", "Revenue", "Financing cost", "Discount", "Premium", "Expected loss"),
        *("Net", "Difference", "Break-even PD", "Recommended"),
    ),
    "zh": (
        *("方案", "收入", "资金成本", "折扣", "保费", "预期信用损失"),
        *("净收益", "与现行条件之差", "盈亏平衡违约概率", "推荐"),
    ),
}


@formula("TERMS_OPTIMISER")
def terms_optimiser(
    order_amount: Money,
    pd: Rate,
    days_to_pay: Days,
    funding_rate: Rate,
    lgd: Rate = 0.6,
    discount_rate: Rate = 0.02,
    discount_days: Days = 10,
    take_up_rate: Rate = 0.5,
    prepayment_share: Rate = 0.3,
    concession_rate: Rate = 0,
    premium_rate: Rate = 0.0025,
    insured_rate: Rate = 0.9,
    insurer_limit: Money | None = None,
    deductible: Money = 0,
    language: Language = "en",
) -> Table:
    """Compares payment terms for one order of a customer: which leave the most after all costs.

    Open terms, early-payment discount, part prepayment, credit insurance and all combinations,
    ranked by net = revenue - financing cost - discount - premium - expected loss: the present
    value on the day of the order. A measure whose rate or share is 0 is not compared.

    Financing cost of an amount that comes after n days: amount * (1 - factor(n)), factor(n) =
    1 / (1 + funding_rate * n / 365). Expected loss of a credit amount: TERM_PD(pd, n) * factor(n)
    * (lgd * amount - indemnity). The discount is taken with the probability take_up_rate; without
    it the customer pays after days_to_pay. A prepayment comes on the day of the order, and
    concession_rate is the price cut granted on it. The premium is paid on that day on the part
    sold on credit; the indemnity is INDEMNITY of MIN(loss, insurer_limit).

    Assumed: the customer accepts every option, its yearly PD is the same under all of them, and
    losses and indemnities count on the day on which payment was expected. Difference is against
    the open terms: it is also the most that one could give away to have the option accepted.
    Break-even PD is the yearly PD from which the option beats the open terms: 0 when it does so
    without any risk, blank when it never does. For the margin take the cost of the goods off Net.

    Args:
        order_amount: Price of the order, on the basis that is paid and insured; above 0.
        pd: Yearly probability of default of the customer.
        days_to_pay: Days after which it pays on open terms: the terms and its usual delay.
        funding_rate: Yearly cost of the money tied up in receivables.
        lgd: Share of a defaulted amount that is lost in the end, before insurance.
        discount_rate: Early-payment discount, 0 for none.
        discount_days: Days within which it is granted, before days_to_pay.
        take_up_rate: Probability that the customer takes the discount.
        prepayment_share: Share of the order paid in advance, 0 for none.
        concession_rate: Price cut granted on the prepaid part.
        premium_rate: Insurance premium as a share of credit sales, 0 for no insurance.
        insured_rate: Share of a loss that the insurer pays.
        insurer_limit: Credit limit of the insurer for this customer; the whole order when left
            out. In LibreOffice Calc a blank cell arrives as 0, which is no cover.
        deductible: Amount of each loss that the insured keeps.
        language: "en" or "zh".

    Errors: #NUM! when order_amount is not above 0, a rate or share is not from 0 to 1, an amount,
        days or funding_rate negative, or discount_days not before days_to_pay; #N/A when one of
        the first four is blank.
    Example: =INDEX(TERMS_OPTIMISER(100000, 0.03, 60, 0.08), 2, 1) -> "Prepayment + Insurance"
    Example: =TERMS_OPTIMISER(1000, 0.5, 365, 0.25, 0.5, 0, , , 0, , 0.01, 0.9)
        -> {"Option","Revenue","Financing cost","Discount","Premium","Expected loss","Net",
        "Difference","Break-even PD","Recommended";"Insurance",1000,200,0,10,20,770,170,0.0278,
        "Yes";"Open terms",1000,200,0,0,200,600,0,"",""}
    Source: ledgerguard design; TERM_PD, INDEMNITY and DISCOUNT_BREAKEVEN, whose answer is the
        discount at which a customer without risk makes no difference here.
    """
    above_zero(order_amount=order_amount)
    not_negative(days_to_pay=days_to_pay, funding_rate=funding_rate, discount_days=discount_days)
    not_negative(deductible=deductible)
    share(pd=pd, lgd=lgd, take_up_rate=take_up_rate, prepayment_share=prepayment_share)
    share(discount_rate=discount_rate, concession_rate=concession_rate)
    share(premium_rate=premium_rate, insured_rate=insured_rate)
    if insurer_limit is not None:
        not_negative(insurer_limit=insurer_limit)
    if discount_rate > 0 and discount_days >= days_to_pay:
        raise OutOfDomain(
            f"discount_days must be before days_to_pay ({days_to_pay:g}), got {discount_days:g}",
            hint="a discount_rate of 0 leaves the discount out of the comparison",
        )
    case = _Case(
        order_amount=order_amount,
        lgd=lgd,
        late_days=days_to_pay,
        early_days=discount_days,
        late_factor=_present_value(funding_rate, days_to_pay),
        early_factor=_present_value(funding_rate, discount_days),
        discount_rate=discount_rate,
        take_up_rate=take_up_rate,
        prepayment_share=prepayment_share,
        concession_rate=concession_rate,
        premium_rate=premium_rate,
        insured_rate=insured_rate,
        insurer_limit=order_amount if insurer_limit is None else insurer_limit,
        deductible=deductible,
    )
    offered = {"discount": discount_rate, "prepayment": prepayment_share, "insurance": premium_rate}
    measures = [name for name, size in offered.items() if size > 0]
    sets = [set_ for n in range(len(measures) + 1) for set_ in combinations(measures, n)]
    options = [_option(case, measures_taken) for measures_taken in sets]
    ranked = sorted(options, key=lambda option: -_net(case, option, pd))
    return _as_table(case, options[0], ranked, pd, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """The order, the customer's two ways to pay, and what is on offer."""

    order_amount: float
    lgd: float
    late_days: float
    early_days: float
    late_factor: float
    early_factor: float
    discount_rate: float
    take_up_rate: float
    prepayment_share: float
    concession_rate: float
    premium_rate: float
    insured_rate: float
    insurer_limit: float
    deductible: float


@dataclass(frozen=True, slots=True)
class _Option:
    """What a set of measures costs, all on the day of the order.

    late_loss and early_loss are what a certain default would cost on either way of paying,
    weighted with the probability of that way: the expected loss is linear in the two PDs.
    """

    measures: tuple[str, ...]
    financing_cost: float
    discount: float
    premium: float
    late_loss: float
    early_loss: float

    @property
    def fixed_cost(self) -> float:
        """What it costs whether or not the customer defaults."""
        return self.financing_cost + self.discount + self.premium


def _option(case: _Case, measures: tuple[str, ...]) -> _Option:
    insured = "insurance" in measures
    take_up_rate = case.take_up_rate if "discount" in measures else 0.0
    prepaid = case.order_amount * case.prepayment_share if "prepayment" in measures else 0.0
    credit = case.order_amount - prepaid
    discounted = credit * (1 - case.discount_rate)
    late_financing = (1 - take_up_rate) * credit * (1 - case.late_factor)
    early_financing = take_up_rate * discounted * (1 - case.early_factor)
    return _Option(
        measures,
        financing_cost=late_financing + early_financing,
        discount=take_up_rate * (credit - discounted) + prepaid * case.concession_rate,
        premium=credit * case.premium_rate if insured else 0.0,
        late_loss=(1 - take_up_rate) * case.late_factor * _loss(case, credit, insured),
        early_loss=take_up_rate * case.early_factor * _loss(case, discounted, insured),
    )


def _loss(case: _Case, exposure: float, insured: bool) -> float:
    """What a default costs after the indemnity."""
    loss = case.lgd * exposure
    if not insured:
        return loss
    covered = insured_loss(loss, case.insurer_limit)
    return loss - indemnity(covered, case.insured_rate, case.deductible)


def _present_value(funding_rate: float, days: float) -> float:
    """The value today of 1 that comes after some days, at simple interest."""
    return 1 / (1 + funding_rate * days / YEAR_DAYS)


def _expected_loss(case: _Case, option: _Option, pd: float) -> float:
    late_pd = term_pd(pd, case.late_days, YEAR_DAYS)
    early_pd = term_pd(pd, case.early_days, YEAR_DAYS)
    return late_pd * option.late_loss + early_pd * option.early_loss


def _net(case: _Case, option: _Option, pd: float) -> float:
    return case.order_amount - option.fixed_cost - _expected_loss(case, option, pd)


def _as_table(
    case: _Case, current: _Option, ranked: Sequence[_Option], pd: float, language: Language
) -> list[list[Cell]]:
    words = _OPTIONS[language]
    current_net = _net(case, current, pd)
    rows: list[list[Cell]] = [list(_HEADERS[language])]
    for rank, option in enumerate(ranked):
        net = _net(case, option, pd)
        even = None if option is current else _break_even_pd(case, current, option)
        rows.append(
            [
                " + ".join(words[measure] for measure in option.measures or ("open",)),
                case.order_amount,
                option.financing_cost,
                option.discount,
                option.premium,
                _expected_loss(case, option, pd),
                net,
                net - current_net,
                "" if even is None else even,
                words["yes"] if rank == 0 else "",
            ]
        )
    return rows


def _break_even_pd(case: _Case, current: _Option, option: _Option) -> float | None:
    """The lowest yearly PD at which an option is no worse than the open terms."""

    def advantage(pd: float) -> float:
        return _net(case, option, pd) - _net(case, current, pd)

    if option.fixed_cost <= current.fixed_cost:
        return 0.0
    low, high = 0.0, _pd_of_largest_advantage(case, current, option)
    if advantage(high) < 0:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if advantage(middle) >= 0 else (middle, high)
    return high


def _pd_of_largest_advantage(case: _Case, current: _Option, option: _Option) -> float:
    """The PD up to which an option gains on the open terms as the customer gets riskier.

    With s = 1 - PD the advantage is a + b (1 - s^late) - c (1 - s^early), late and early in years;
    its slope is 0 where s^(late - early) = c * early / (b * late). It rises until then.
    """
    gain = (current.late_loss - option.late_loss) * case.late_days
    drag = option.early_loss * case.early_days
    if drag <= 0:
        return 1.0
    # The early loss is smaller, and on fewer days, than the late one that it replaces: drag is
    # below gain, unless hardly anybody takes the discount and rounding has eaten the difference.
    if drag >= gain:
        return 0.0
    survival: float = (drag / gain) ** (YEAR_DAYS / (case.late_days - case.early_days))
    return 1 - survival

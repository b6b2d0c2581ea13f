"""Whether the credit policy is too strict: money comes in fast, and customers stay away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    above_zero,
    at_least,
    at_most,
    divisor,
    not_negative,
    part_of,
    share,
)
from ledgerguard.units import Cell, Days, Language, Money, Number, Rate, Table, Text

LOW_DSO_RATE: Final = 0.8
LOSS_LIMIT_RATE: Final = 0.05

Words = Mapping[Language, str]

TOO_STRICT: Final[Words] = {"en": "too strict", "zh": "过严"}
STRICT: Final[Words] = {"en": "strict, nothing lost", "zh": "偏严，尚未流失"}
OTHER_REASONS: Final[Words] = {"en": "lost although not strict", "zh": "流失但政策不严"}
NO_SIGN: Final[Words] = {"en": "not strict", "zh": "不严"}

HEADERS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Sign", "Figure", "Limit", "Fires"),
    "zh": ("迹象", "数值", "界限", "是否触发"),
}
LOW_DSO: Final[Words] = {"en": "DSO against benchmark", "zh": "应收账款周转天数与基准之比"}
LOST_CUSTOMERS: Final[Words] = {"en": "customers lost", "zh": "客户流失率"}
REFUSED_ORDERS: Final[Words] = {"en": "orders refused", "zh": "订单拒绝率"}
VERDICT: Final[Words] = {"en": "verdict", "zh": "结论"}


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a strict policy: its figure, the limit and whether it fires."""

    label: Words
    figure: float
    limit: float
    fires: bool


@formula("TIGHT_POLICY_TEST")
def tight_policy_test(
    dso: Days,
    benchmark_days: Days,
    lost_customers: Number,
    customers: Number,
    refused_orders: Money = 0,
    received_orders: Money = 0,
    low_dso_rate: Rate = LOW_DSO_RATE,
    loss_limit_rate: Rate = LOSS_LIMIT_RATE,
    language: Language = "en",
) -> Text:
    """Whether the credit policy is too strict: a low DSO together with lost customers or orders.

    DSO is low at or below low_dso_rate * benchmark_days. Business is lost when lost_customers /
    customers or refused_orders / received_orders reaches loss_limit_rate. Both: "too strict"; a
    low DSO only: "strict, nothing lost"; losses only: "lost although not strict"; else "not
    strict". The limits of 0.8 and 5 % are our own: set them to what is usual in the trade.

    Args:
        dso: Days sales outstanding of the firm.
        benchmark_days: What is usual, for instance DSO_BENCHMARK("CN"); above 0.
        lost_customers: Customers that left in the period because of payment or credit terms.
        customers: Customers at the start of the period; above 0.
        refused_orders: Value of the orders refused or held for credit reasons.
        received_orders: Value of all orders received in the period, those refused included.
        low_dso_rate: Share of the benchmark at or below which the DSO is low, above 0.
        loss_limit_rate: Share of customers or orders from which a loss counts, from 0 to 1.
        language: "en" or "zh".

    Errors: #DIV/0! when benchmark_days or customers is 0, or orders were refused and none
        received; #NUM! when a number is negative, more is lost than there was, low_dso_rate is
        not above 0 or loss_limit_rate not from 0 to 1; #N/A when one of the first four is blank.
    Example: =TIGHT_POLICY_TEST(45, 94, 12, 150) -> too strict
    Example: =TIGHT_POLICY_TEST(45, 94, 2, 150) -> strict, nothing lost
    Example: =TIGHT_POLICY_TEST(90, 94, 12, 150) -> lost although not strict
    Source: Article on bad debts: 过高的周转率可能意味着过于严格的信用政策,
        导致客户因付款压力过大而降低合作意愿 (a low DSO may mean too strict a policy, so that
        customers turn away); limits: ledgerguard design.
    """
    signs = _signs(
        dso,
        benchmark_days,
        lost_customers,
        customers,
        refused_orders,
        received_orders,
        low_dso_rate,
        loss_limit_rate,
    )
    return _verdict(signs)[language]


@formula("TIGHT_POLICY_TABLE")
def tight_policy_table(
    dso: Days,
    benchmark_days: Days,
    lost_customers: Number,
    customers: Number,
    refused_orders: Money = 0,
    received_orders: Money = 0,
    low_dso_rate: Rate = LOW_DSO_RATE,
    loss_limit_rate: Rate = LOSS_LIMIT_RATE,
    language: Language = "en",
) -> Table:
    """The figures behind TIGHT_POLICY_TEST: each sign with its limit and whether it fires.

    A row each for DSO / benchmark_days, the share of customers lost and the share of orders
    refused; then the verdict of TIGHT_POLICY_TEST.

    Args:
        dso: Days sales outstanding of the firm.
        benchmark_days: What is usual, for instance DSO_BENCHMARK("CN"); above 0.
        lost_customers: Customers that left in the period because of payment or credit terms.
        customers: Customers at the start of the period; above 0.
        refused_orders: Value of the orders refused or held for credit reasons.
        received_orders: Value of all orders received in the period, those refused included.
        low_dso_rate: Share of the benchmark at or below which the DSO is low, above 0.
        loss_limit_rate: Share of customers or orders from which a loss counts, from 0 to 1.
        language: "en" or "zh".

    Errors: #DIV/0! when benchmark_days or customers is 0, or orders were refused and none
        received; #NUM! when a number is negative, more is lost than there was, low_dso_rate is
        not above 0 or loss_limit_rate not from 0 to 1; #N/A when one of the first four is blank.
    Example: =TIGHT_POLICY_TABLE(47, 94, 12, 150, 20000, 1000000)
        -> {Sign,Figure,Limit,Fires;DSO against benchmark,0.5,0.8,TRUE;customers
        lost,0.08,0.05,TRUE;orders refused,0.02,0.05,FALSE;verdict,too strict,,}
    Source: Article on bad debts: 过高的周转率可能意味着过于严格的信用政策 (a low DSO may mean
        too strict a policy); limits: ledgerguard design.
    """
    signs = _signs(
        dso,
        benchmark_days,
        lost_customers,
        customers,
        refused_orders,
        received_orders,
        low_dso_rate,
        loss_limit_rate,
    )
    rows: list[list[Cell]] = [list(HEADERS[language])]
    rows += [[sign.label[language], sign.figure, sign.limit, sign.fires] for sign in signs]
    rows.append([VERDICT[language], _verdict(signs)[language], "", ""])
    return rows


def _signs(
    dso: float,
    benchmark_days: float,
    lost_customers: float,
    customers: float,
    refused_orders: float,
    received_orders: float,
    low_dso_rate: float,
    loss_limit_rate: float,
) -> tuple[Sign, Sign, Sign]:
    """The low DSO, the customers lost and the orders refused."""
    not_negative(dso=dso)
    above_zero(low_dso_rate=low_dso_rate)
    share(loss_limit_rate=loss_limit_rate)
    dso_rate = dso / divisor("benchmark_days", benchmark_days)
    lost_rate = _lost("lost_customers", lost_customers, "customers", customers)
    refused_rate = 0.0
    if refused_orders or received_orders:
        refused_rate = _lost("refused_orders", refused_orders, "received_orders", received_orders)
    return (
        Sign(LOW_DSO, dso_rate, low_dso_rate, at_most(dso_rate, low_dso_rate)),
        Sign(LOST_CUSTOMERS, lost_rate, loss_limit_rate, _loses(lost_rate, loss_limit_rate)),
        Sign(REFUSED_ORDERS, refused_rate, loss_limit_rate, _loses(refused_rate, loss_limit_rate)),
    )


def _lost(part_name: str, part: float, whole_name: str, whole: float) -> float:
    """What was lost as a share of what there was."""
    base = divisor(whole_name, whole)
    part_of(part_name, part, whole_name, whole)
    return part / base


def _loses(rate: float, limit: float) -> bool:
    """Whether a loss counts; none at all never does, whatever the limit."""
    return rate > 0 and at_least(rate, limit)


def _verdict(signs: tuple[Sign, Sign, Sign]) -> Words:
    """What the signs say together."""
    low_dso, lost, refused = (sign.fires for sign in signs)
    if lost or refused:
        return TOO_STRICT if low_dso else OTHER_REASONS
    return STRICT if low_dso else NO_SIGN

"""What is watched, with which thresholds, and what is advised where a policy says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from ledgerguard.policy.credit_file import CreditPolicy, WarningEntry
from ledgerguard.policy.schema import Wording

Level = Literal["watch", "warn", "act"]
Shows = Literal["days", "days a month", "share", "share a month", "count"]

LEVELS: Final[tuple[Level, ...]] = ("watch", "warn", "act")

SHOWS: Final[Mapping[str, Shows]] = MappingProxyType(
    {
        "delay": "days",
        "delay_trend": "days a month",
        "dso_trend": "days a month",
        "utilisation": "share",
        "concentration": "share",
        "extension_requests": "count",
        "management_turnover": "count",
        "sector_default_rate": "share",
        "rating_drop": "count",
        "litigation": "share",
        "default_rate_trend": "share a month",
        "concentration_hhi": "share",
        "late_share": "share",
        "country_share": "share",
        "credit_sales_share": "share",
        "bad_debt_rate": "share",
        "own_dso_rises": "count",
        "bank_line_use": "share",
        "emergency_money_used": "count",
        "suppliers_paid_late": "share",
        "unread_rows": "count",
    }
)
"""Every indicator, and what its value and thresholds are numbers of."""


def _words(en: str, zh: str) -> Wording:
    return Wording(en=en, zh=zh)


OURS: Final[Mapping[str, WarningEntry]] = MappingProxyType(
    {
        # Anchors of PAY_INDEX: 70, 50 and 40 points.
        "delay": WarningEntry(
            watch=15,
            warn=30,
            act=60,
            title=_words("Days late to expect", "预期付款延迟天数"),
            advice={
                "watch": _words("Remind before the due date", "到期前提醒"),
                "warn": _words("Review limit and terms", "复核额度与账期"),
                "act": _words("Deliver against prepayment only", "仅限预付款发货"),
            },
        ),
        # Article on financial risk: receivables that turn over more and more slowly
        # (应收账款周转天数持续增加). After how many months it is no accident is ours.
        "own_dso_rises": WarningEntry(
            watch=3,
            warn=4,
            act=5,
            title=_words("Months in a row that DSO rose", "应收账款周转天数连续上升月数"),
            advice={
                "watch": _words("Look at the aging by customer", "按客户分析账龄"),
                "warn": _words("Chase the oldest items first", "优先催收最早账款"),
                "act": _words("Update the 13-week forecast", "更新 13 周现金预测"),
            },
        ),
        # What cannot be read may be the very thing that warns: it is said, and never dropped.
        "unread_rows": WarningEntry(
            watch=1,
            warn=10,
            act=100,
            title=_words("Rows that cannot be read", "无法识别的行"),
            advice={
                "watch": _words("Mend the rows: see CUSTOMER_FILE", "修正相关行，见 CUSTOMER_FILE")
            },
        ),
    }
)
"""Thresholds and advice of indicators on which the policy is silent."""


def entry_of(credit: CreditPolicy, indicator: str) -> WarningEntry | None:
    """Thresholds of an indicator: the policy's, else ours; None where nobody states any."""
    return credit.warnings.get(indicator) or OURS.get(indicator)


def title_of(indicator: str, entry: WarningEntry) -> Wording:
    """How an indicator is called."""
    name = indicator.replace("_", " ")
    return entry.title or _words(name, name)


def advice_of(entry: WarningEntry, level: Level) -> Wording:
    """The advised step; a level without one borrows that of the next lower level."""
    for lower in reversed(LEVELS[: LEVELS.index(level) + 1]):
        if lower in entry.advice:
            return entry.advice[lower]
    return _words("Look at the case", "查看该情况")

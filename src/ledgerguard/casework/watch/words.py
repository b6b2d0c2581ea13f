"""Why an alert is raised, in words, and how its figures are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledgerguard.casework.customer_file.items import ITEMS
from ledgerguard.casework.records import Reason
from ledgerguard.casework.watch.alerts import Alert
from ledgerguard.casework.watch.indicators import SHOWS, Level, Shows
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Language, from_serial

Words = Mapping[Language, str]

LEVEL_WORDS: Final[Mapping[Level, Words]] = {
    "watch": {"en": "watch", "zh": "关注"},
    "warn": {"en": "warn", "zh": "预警"},
    "act": {"en": "act", "zh": "行动"},
}

SCOPE_WORDS: Final[Mapping[str, Words]] = {
    "customer": {"en": "customer", "zh": "客户"},
    "portfolio": {"en": "all customers", "zh": "全部客户"},
    "own": {"en": "own liquidity", "zh": "本企业流动性"},
}

_SHOWN: Final[Mapping[Shows, Words]] = {
    "days": {"en": "{0:.0f} days", "zh": "{0:.0f} 天"},
    "days a month": {"en": "{0:+.1f} days a month", "zh": "每月 {0:+.1f} 天"},
    "share": {"en": "{0:.1%}", "zh": "{0:.1%}"},
    "share a month": {"en": "{0:+.2%} a month", "zh": "每月 {0:+.2%}"},
    "count": {"en": "{0:.0f}", "zh": "{0:.0f}"},
}

_AHEAD: Final[Mapping[Shows, Shows]] = {"days a month": "days", "share a month": "share"}
"""What a trend leads to is a level, not a slope."""

_SAID: Final[Mapping[str, Words]] = {
    "limit": {"en": "of the {0} limit", "zh": "按{0}计算"},
    "no-limit": {"en": "the {0} limit is 0 and something is owed", "zh": "{0}为 0，仍有欠款"},
    "rating": {"en": "{0}: from {1} to {2}", "zh": "{0}：由 {1} 降至 {2}"},
    "unread": {
        "en": 'the rating "{1}" cannot be read on the scale "{2}"',
        "zh": "评级“{1}”无法按标尺“{2}”识别",
    },
    "row": {"en": "row {0} ({1}): {2}", "zh": "第 {0} 行（{1}）：{2}"},
    "court": {"en": "{0}", "zh": "{0}"},
    "no-assets": {
        "en": "claims of {0}, total assets in that currency not known",
        "zh": "涉诉金额 {0}，缺少该币种总资产",
    },
    "stale": {
        "en": "{0} left out: {1} days old, at most {2} allowed",
        "zh": "未采用 {0}：已 {1} 天，最长 {2} 天",
    },
    "undated": {"en": "{0} left out: it has no date", "zh": "未采用 {0}：无日期"},
    "country": {
        "en": "class {0}: {1:.1%} of the open balance, at most {2:.0%}",
        "zh": "国别风险 {0} 类占未清余额 {1:.1%}，上限 {2:.0%}",
    },
    "no-country": {
        "en": "{0} customers without a country, {1:.1%} of the open balance",
        "zh": "{0} 个客户未填国家，占未清余额 {1:.1%}",
    },
    "credit-sales": {
        "en": "{0:.1%} of all sales were on credit, at most {1:.0%}",
        "zh": "赊销占全部销售 {0:.1%}，上限 {1:.0%}",
    },
    "unpaired": {
        "en": "{0} of {1} left out: the other half is missing",
        "zh": "未采用 {1} 的{0}：缺少对应的另一项",
    },
    "crosses": {
        "en": "if the trend goes on, {1} ({0}) is reached about {2}",
        "zh": "趋势若持续，约 {2} 达到 {1}（{0}）",
    },
}

_KINDS: Final[Mapping[str, Words]] = {
    "own": {"en": "own", "zh": "自有信用额度"},
    "temporary": {"en": "temporary", "zh": "临时额度"},
    "insured": {"en": "insured", "zh": "保险限额"},
    "discretionary": {"en": "discretionary", "zh": "自行掌握限额"},
    "insolvency": {"en": "insolvency filed", "zh": "已申请破产"},
    "enforcement": {"en": "claims are being enforced", "zh": "正被强制执行"},
    "dishonest_debtor": {"en": "listed as a dishonest debtor", "zh": "失信被执行人"},
}

_REACHED: Final[Words] = {"en": "{0}, threshold {1}", "zh": "{0}，阈值 {1}"}
_PLAIN: Final[Words] = {"en": "{0}, no threshold reached yet", "zh": "{0}，尚未达到阈值"}
_LEADS: Final[Words] = {
    "en": "in {0} days {1} ({2} to {3})",
    "zh": "{0} 天后 {1}（{2} 至 {3}）",
}
_STOP: Final[Words] = {"en": "; ", "zh": "；"}


def reason_words(alert: Alert, language: Language) -> str:
    """Why an alert is raised: the figure and its threshold, what it is made of, where it leads."""
    parts = []
    for reason in alert.reasons:
        if reason.code == "value":
            parts.append(_figure(alert, language))
        else:
            parts.append(_said(reason, alert.indicator, language))
    parts += [
        _LEADS[language].format(
            one.days,
            *(ahead_words(alert.indicator, v, language) for v in (one.value, one.low, one.high)),
        )
        for one in alert.ahead
    ]
    return _STOP[language].join(parts)


def shown(indicator: str, value: float, language: Language) -> str:
    """A value or threshold of an indicator in its unit."""
    return _SHOWN[SHOWS[indicator]][language].format(value)


def ahead_words(indicator: str, value: float, language: Language) -> str:
    """A value that a trend leads to."""
    shows = SHOWS[indicator]
    return _SHOWN[_AHEAD.get(shows, shows)][language].format(value)


def _figure(alert: Alert, language: Language) -> str:
    value = "" if alert.value is None else shown(alert.indicator, alert.value, language)
    if alert.threshold is None or alert.coming:
        return _PLAIN[language].format(value)
    return _REACHED[language].format(value, shown(alert.indicator, alert.threshold, language))


def _said(reason: Reason, indicator: str, language: Language) -> str:
    code, values = reason.code, list[Any](reason.values)
    if code == "stale":
        code = "undated" if values[1] == NO_DAY else code
        values[0] = ITEMS[values[0]].title.in_language(language)
    if code == "unpaired":
        values = [ITEMS[values[0]].title.in_language(language), _day(values[1])]
    if code in ("limit", "no-limit", "court"):
        values = [_KINDS[values[0]][language]]
    if code == "crosses":
        level, threshold, day = values
        values = [
            LEVEL_WORDS[level][language],
            shown(indicator, threshold, language),
            from_serial(day).isoformat(),
        ]
    return _SAID[code][language].format(*values)


def _day(day: int) -> str:
    return "?" if day == NO_DAY else from_serial(day).isoformat()

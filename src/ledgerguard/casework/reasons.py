"""Why a row is on the worklist, why another is not, and what follows if nobody acts: in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ledgerguard.casework.records import STATEMENT, Held, HoldReason, Reason, Task
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Language, from_serial

_ONE_DAY: Final = re.compile(r"\b1 days\b")

Words = Mapping[Language, str]

_SAID: Final[Mapping[str, Words]] = {
    "level": {"en": "level {0} since {1}", "zh": "自 {1} 起第 {0} 级"},
    "catch-up": {"en": "{1} days behind", "zh": "已迟 {1} 天"},
    "override": {"en": 'set by hand until {1}: "{0}"', "zh": "人工指定至 {1}：“{0}”"},
    "promise-broken": {"en": "promise to pay by {0} not kept", "zh": "未按承诺于 {0} 付款"},
    "clock": {"en": "insured under {0}", "zh": "按 {0} 投保"},
    "cover-lost": {"en": "deadline of the cover passed on {0}", "zh": "保障期限已于 {0} 届满"},
    "cover-until": {"en": "cover is lost after {0}", "zh": "{0} 之后丧失保障"},
    "statement": {"en": "a statement every {0} days", "zh": "每 {0} 天对账一次"},
    "statement-again": {
        "en": "a statement every {0} days, the last one on {1}",
        "zh": "每 {0} 天对账一次，上次为 {1}",
    },
    "remark": {"en": '{0} remarks: "{1}"', "zh": "{0} 提示：“{1}”"},
    "proposed": {"en": "on the list since {0}", "zh": "自 {0} 起列入清单"},
    "priority": {
        "en": "priority: age {0:.2f} × amount {1:.2f} × risk {2:.2f} × cover {3:.2f}",
        "zh": "优先级：账龄 {0:.2f} × 金额 {1:.2f} × 风险 {2:.2f} × 保障 {3:.2f}",
    },
}

_HELD: Final[Mapping[HoldReason, Words]] = {
    "dispute": {"en": "disputed", "zh": "有争议"},
    "promise": {"en": "promised to pay", "zh": "已承诺付款"},
    "hold": {"en": "on hold", "zh": "暂停催收"},
    "credits": {"en": "covered by credits not yet applied", "zh": "可由未核销贷项抵偿"},
    "tolerance": {"en": "within the tolerance amount", "zh": "未超过免催金额"},
    "contact": {"en": "the customer was contacted lately", "zh": "近期已联系该客户"},
    "waiting": {"en": "waits after the step before it", "zh": "上一步之后的等待期"},
    "undated": {"en": "no due date in the ledger", "zh": "台账中无到期日"},
    "veto": {"en": "kept back by a plugin", "zh": "被插件搁置"},
}

_UNTIL: Final[Words] = {"en": "{0} until {1}", "zh": "{0}，至 {1}"}
_QUOTED: Final[Words] = {"en": '{0}: "{1}"', "zh": "{0}：“{1}”"}
_PAST_DUE: Final[Words] = {"en": "{0} days past due", "zh": "逾期 {0} 天"}
_NOT_DUE: Final[Words] = {"en": "due in {0} days", "zh": "{0} 天后到期"}
_DUE_TODAY: Final[Words] = {"en": "due today", "zh": "今日到期"}
_FOLLOWS: Final[Words] = {"en": "{0}: {1}", "zh": "{0}：{1}"}
_LOST: Final[Words] = {"en": "{0}: last day of the cover", "zh": "{0}：保障最后一日"}
_GONE: Final[Words] = {
    "en": "the deadline of the cover has passed: ask the insurer",
    "zh": "保障期限已过：请联系保险公司",
}
_NOTHING: Final[Words] = {"en": "the ladder ends here", "zh": "阶梯至此为止"}
_NO_CLOCK: Final[Words] = {
    "en": "no deadline is known: name the insurance in the policy",
    "zh": "期限未知：请在政策中注明保险条款",
}
_STOP: Final[Words] = {"en": "; ", "zh": "；"}

_DAYS: Final[Mapping[str, tuple[int, ...]]] = {
    "level": (1,),
    "catch-up": (0,),
    "override": (1,),
    "promise-broken": (0,),
    "cover-lost": (0,),
    "cover-until": (0,),
    "statement-again": (1,),
    "proposed": (0,),
}
"""Which values of a reason are serial numbers of days."""


def said(reason: Reason, language: Language) -> str:
    """A reason in words."""
    code, values = reason.code, reason.values
    if code == "statement":
        code = "statement" if values[1] == NO_DAY else "statement-again"
    shown = [
        _date(value) if place in _DAYS.get(code, ()) else value
        for place, value in enumerate(values)
    ]
    return _counted(_SAID[code][language].format(*shown))


def why(task: Task, language: Language) -> str:
    """Why a task is on the list, and where its priority comes from."""
    oldest = max(item.days_past_due for item in task.items)
    if task.level == STATEMENT:
        first = []
    elif oldest > 0:
        first = [_PAST_DUE[language].format(oldest)]
    else:
        first = [_NOT_DUE[language].format(-oldest) if oldest else _DUE_TODAY[language]]
    parts = [*map(_counted, first), *(said(reason, language) for reason in task.reasons)]
    return _STOP[language].join(parts)


def if_she_waits(task: Task, language: Language) -> str:
    """What follows if nobody acts, and when: the next step, or the end of the cover before it."""
    left = task.days_to_cover_loss
    if left is not None and left < 0:
        return _GONE[language]
    coming = []
    if task.next_action is not None:
        action = task.next_action.in_language(language)
        coming.append((task.next_on, _FOLLOWS[language].format(_date(task.next_on), action)))
    if left is not None:
        coming.append((task.cover_until, _LOST[language].format(_date(task.cover_until))))
    if coming:
        return min(coming)[1]
    return (_NO_CLOCK if task.track == "cover" else _NOTHING)[language]


def held_words(held: Held, language: Language) -> str:
    """Why an item is not acted upon, until when, and what a person wrote of it."""
    words = _HELD[held.reason][language]
    if held.until != NO_DAY:
        words = _UNTIL[language].format(words, _date(held.until))
    return _QUOTED[language].format(words, held.words) if held.words else words


def _counted(words: str) -> str:
    """English says 1 day, not 1 days."""
    return _ONE_DAY.sub("1 day", words)


def _date(day: Any) -> str:
    return from_serial(int(day)).isoformat()

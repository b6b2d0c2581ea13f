"""The kinds, channels, letters and posts of a ladder's levels as a reader names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.policy.schema import Wording
from ledgerguard.units import Language

CHANNELS: Final[Mapping[str, Wording]] = {
    "email": Wording("E-mail", "电子邮件"),
    "letter": Wording("Letter", "信函"),
    "phone": Wording("Phone", "电话"),
    "sms": Wording("SMS", "短信"),
    "wechat": Wording("WeChat", "微信"),
}

KINDS: Final[Mapping[str, Wording]] = {
    "confirm-receipt": Wording("Confirm receipt", "确认收货"),
    "statement": Wording("Statement", "对账单"),
    "reminder": Wording("Reminder", "付款提醒"),
    "call": Wording("Call", "电话催收"),
    "notice": Wording("Formal notice", "正式催告"),
    "final-notice": Wording("Final notice", "最后催告"),
    "stop-supply": Wording("Stop supply", "停止供货"),
    "legal": Wording("Legal", "法务"),
    "insurer": Wording("Insurer", "保险公司"),
    "agency": Wording("Agency", "专业机构"),
}

LETTERS: Final[Mapping[str, Wording]] = {
    "statement": Wording("Statement of account", "对账单"),
    "friendly-reminder": Wording("Friendly reminder", "温馨提醒函"),
    "formal-notice": Wording("Formal notice", "正式催告函"),
    "final-notice": Wording("Final notice", "最后催告函"),
    "stop-supply": Wording("Stop-supply notice", "停止供货通知"),
    "lawyers-letter": Wording("Lawyer's letter", "律师函"),
    "insurer-notification": Wording("Insurer notification", "报损通知"),
    "insurance-claim": Wording("Insurance claim", "索赔申请"),
    "agency-hand-over": Wording("Agency hand-over", "委托催收函"),
}

POSTS: Final[Mapping[str, Wording]] = {
    "credit control": Wording("credit control", "信用管理"),
    "credit insurance": Wording("credit insurance", "信用保险"),
    "credit manager": Wording("credit manager", "信用经理"),
    "finance director": Wording("finance director", "财务总监"),
    "legal": Wording("legal", "法务"),
    "owner of the firm": Wording("owner of the firm", "企业负责人"),
    "sales director": Wording("sales director", "销售总监"),
}
"""The owners and approvers that the packaged ladders name; a firm names its own in its words."""

_FORMER: Final[Mapping[str, str]] = {"保险人": "insurer"}
"""What keys were called in workbooks that firms have filled in already."""


def words_of(key: str, words: Mapping[str, Wording], language: Language) -> str:
    """What a key is called; a firm's own letters and posts are called what the firm calls them."""
    return words[key].in_language(language) if key in words else key


def key_of(word: str, words: Mapping[str, Wording]) -> str | None:
    """The key that a word means: the key itself, or its name in either language."""
    asked = word.strip().casefold()
    for key, wording in words.items():
        if asked in (key, wording.en.casefold(), wording.zh):
            return key
    former = _FORMER.get(asked)
    return former if former in words else None

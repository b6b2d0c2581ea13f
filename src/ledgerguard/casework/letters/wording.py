"""How values read in a letter: one line each, dates, amounts, lists, and the labels of tables."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, Literal

from ledgerguard.casework.letters.data import Totals
from ledgerguard.ledger.currency import exponent
from ledgerguard.units import Language

Audience = Literal["customer", "third", "nobody"]
"""Who reads a letter: the customer, somebody who is told about it, or only its writer."""

LABELS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "amount": "Amount",
        "attention": "Attn:",
        "balance": "Balance of the account",
        "bank": "Bank details:",
        "claimed": "Asked for in this letter",
        "colon": ": ",
        "comma": ", ",
        "currency": "Currency",
        "customer": "Customer",
        "date": "Date:",
        "day": "{count} day overdue",
        "days": "Days overdue",
        "days_long": "{count} days overdue",
        "disputed": "Disputed, not asked for here",
        "disputed_mark": "disputed",
        "due": "Due",
        "due_on": "due {day}",
        "email": "E-mail:",
        "fee": "Fee",
        "fees": "Fixed fees",
        "head": "Log",
        "interest": "Interest",
        "interest_total": "Late interest",
        "invoice": "Invoice",
        "issued": "Dated",
        "issued_on": "dated {day}",
        "more": "... and {count} more",
        "not_yet_due": "Not yet due",
        "open": "Unpaid",
        "other": "Overdue, not asked for here",
        "page": "Page {page} of {pages}",
        "part": "{invoice}, part {part}",
        "pay_by": "Please pay by:",
        "phone": "Phone:",
        "plus_fee": "fee {amount}",
        "plus_interest": "interest {amount}",
        "quote": "Please quote:",
        "reference": "Reference:",
        "to_pay": "Total to pay",
        "total": "Total",
        "unapplied": "Less credits not yet applied",
        "unnumbered": "(no number)",
        "waiting_mark": "not asked for here",
    },
    "zh": {
        "amount": "发票金额",
        "attention": "收件人：",
        "balance": "账户余额",
        "bank": "收款账户：",
        "claimed": "本函催收金额",
        "colon": "：",
        "comma": "，",
        "currency": "币种",
        "customer": "客户",
        "date": "日期：",
        "day": "逾期 {count} 天",
        "days": "逾期天数",
        "days_long": "逾期 {count} 天",
        "disputed": "争议金额（本函不予催收）",
        "disputed_mark": "有争议",
        "due": "到期日",
        "due_on": "{day}到期",
        "email": "电子邮箱：",
        "fee": "固定费用",
        "fees": "固定费用",
        "head": "日志校验值",
        "interest": "逾期利息",
        "interest_total": "逾期利息",
        "invoice": "发票号",
        "issued": "开票日期",
        "issued_on": "{day}开具",
        "more": "……另有 {count} 笔",
        "not_yet_due": "未到期金额",
        "open": "未付金额",
        "other": "其他逾期金额（本函不予催收）",
        "page": "第 {page} 页，共 {pages} 页",
        "part": "{invoice}（第 {part} 期）",
        "pay_by": "付款期限：",
        "phone": "电话：",
        "plus_fee": "固定费用 {amount}",
        "plus_interest": "利息 {amount}",
        "quote": "付款附言：",
        "reference": "编号：",
        "to_pay": "应付总额",
        "total": "合计",
        "unapplied": "减：未核销贷项",
        "unnumbered": "（无发票号）",
        "waiting_mark": "本函不予催收",
    },
}
"""The words around values, by language and key; both languages hold the same keys."""

OTHER_LABELS: Final[Mapping[Audience, Mapping[Language, Mapping[str, str]]]] = {
    "customer": {"en": {}, "zh": {}},
    "third": {  # an insurer or an agency is asked for nothing
        "en": {
            "claimed": "Covered by this letter",
            "disputed": "Disputed, not covered by this letter",
            "other": "Overdue, not covered by this letter",
            "to_pay": "Total covered by this letter",
            "waiting_mark": "listed only",
        },
        "zh": {
            "claimed": "本函所涉金额",
            "disputed": "争议金额（不在本函范围）",
            "other": "其他逾期金额（不在本函范围）",
            "to_pay": "本函所涉总额",
            "waiting_mark": "仅列示",
        },
    },
    "nobody": {  # our own use: a call script
        "en": {
            "claimed": "To ask for",
            "disputed": "Disputed, not to be asked for",
            "other": "Overdue, not to be asked for",
            "waiting_mark": "listed only",
        },
        "zh": {
            "claimed": "本次催收金额",
            "disputed": "争议金额（不催收）",
            "other": "其他逾期金额（本次不催收）",
            "waiting_mark": "仅列示",
        },
    },
}
"""Words that differ with the reader of a letter."""

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)

_NAMED_INVOICES: Final = 3


def one_line(value: object) -> str:
    """A value as text that stays where it is put: one line, nothing invisible that acts.

    Controls and unpaired surrogates cannot stand in XML or in a header; marks that turn the
    direction of text could make the amount behind a name read backwards.
    """
    kept = (c for c in str(value) if c.isspace() or not _acts(c))
    return " ".join("".join(kept).split())


def _acts(character: str) -> bool:
    number = ord(character)
    return (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or 0x202A <= number <= 0x202E  # embeddings and overrides of direction
        or 0x2066 <= number <= 0x2069  # isolates
        or number & 0xFFFE == 0xFFFE  # no characters at all
    )


def lines(value: str) -> list[str]:
    """The lines of an address, each of them safe."""
    return [line for line in map(one_line, value.splitlines()) if line]


def long_day(day: dt.date | None, language: Language) -> str:
    """A day in words: 5 March 2024, 2024年3月5日; "" for none."""
    if day is None:
        return ""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(day: dt.date | None) -> str:
    """A day in a column of a table: 2024-03-05 is read in one way everywhere."""
    return day.isoformat() if day else ""


def plain_amount(amount: Decimal, currency: str) -> str:
    """An amount with the decimals of its currency and no name: 1,234.50."""
    # More digits than the currency has are an odd ledger's own; rounding would falsify a claim.
    places = max(exponent(currency), -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}"


def labelled(label: str, value: str) -> str:
    """A label and its value; a full-width colon brings its own space."""
    return label + value if not label or label.endswith("：") else f"{label} {value}"


def money(amount: Decimal, currency: str) -> str:
    """An amount with the code of its currency: EUR 1,234.50."""
    return f"{currency} {plain_amount(amount, currency)}".strip()


def sums(totals: Totals, language: Language) -> str:
    """Amounts of several currencies in a sentence; "" where nothing is above 0."""
    return listed([money(amount, name) for name, amount in totals.items() if amount], language)


def listed(words: Iterable[str], language: Language) -> str:
    """Words as a list in a sentence: a, b and c; a、b 和 c."""
    *first, last = [*words] or [""]
    if not first:
        return last
    comma, last_comma = ("、", " 和 ") if language == "zh" else (", ", " and ")
    return comma.join(first) + last_comma + last


def first_few(words: Iterable[str], language: Language) -> str:
    """The first few of many words: a, b, c and 12 more."""
    known = list(dict.fromkeys(words))
    if len(known) <= _NAMED_INVOICES + 1:
        return listed(known, language)
    rest = len(known) - _NAMED_INVOICES
    named = known[:_NAMED_INVOICES]
    if language == "zh":
        return f"{'、'.join(named)}等 {len(known)} 张发票"
    return f"{', '.join(named)} and {rest} more"

"""The words of a decision in both languages: outcomes, ceilings, reasons and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledgerguard.casework.customer_file.items import GROUPS, ITEMS
from ledgerguard.casework.records import Reason
from ledgerguard.formulas.credit_words import REASONS as FACTOR_REASONS
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Language, from_serial

OUTCOMES: Final[Mapping[str, Wording]] = {
    "credit": Wording("sell on credit within the limit", "可在额度内赊销"),
    "cash": Wording(
        "no open credit: prepayment or a letter of credit", "不予赊销：须预付款或信用证"
    ),
    "withheld": Wording("withheld: data is missing or too old", "暂不决定：资料缺失或过期"),
}

CEILINGS: Final[Mapping[str, Wording]] = {
    "net_worth": Wording("Tangible net worth", "有形净资产"),
    "working_capital": Wording("Working capital", "营运资金"),
    "turnover": Wording("Customer's turnover", "客户营业收入"),
    "references": Wording("Trade references", "同业参考"),
    "pay_behaviour": Wording("Highest balance paid in time", "按期付清的最高余额"),
    "average": Wording("Average of the methods", "各方法平均值"),
    "fixed": Wording("Fixed limit of the quick start", "快速起步固定额度"),
    "grade": Wording("Grade allows no open credit", "信用等级不允许赊销"),
    "need": Wording("Need of the business", "业务需求额度"),
    "asked": Wording("Asked for", "申请额度"),
    "terms": Wording("No terms are possible", "账期为零"),
    "insurer": Wording("Insurer's limit and retained appetite", "保险限额与自留额度"),
    "country": Wording("Ceiling of the country", "国别上限"),
    "largest": Wording("Largest limit of the policy", "政策规定的单户上限"),
    "group": Wording("Left by the group's exposure", "集团敞口余额"),
    "post": Wording("Authority of the post", "审批岗位权限"),
    "knock-out": Wording("Knocked out", "一票否决"),
    "new-market": Wording("Share for a new customer or market", "新客户或新市场折减"),
    "currency": Wording("Held back for currency risk", "汇率风险预留"),
    "limit": Wording("Recommended limit, rounded down", "建议信用额度（向下取整）"),
}

KINDS: Final[Mapping[str, Wording]] = {
    "own": Wording("Own limit", "自有额度"),
    "temporary": Wording("Temporary limit", "临时额度"),
    "insured": Wording("Insured limit", "保险限额"),
    "discretionary": Wording("Discretionary limit", "自行掌握限额"),
}

STATES: Final[Mapping[str, Wording]] = {
    "in-force": Wording("in force", "有效"),
    "ended": Wording("ended", "已到期"),
    "coming": Wording("not yet in force", "尚未生效"),
    "replaced": Wording("replaced", "已被替代"),
}

_FACTS: Final[Mapping[str, Wording]] = {
    "missing": Wording("nothing is known", "无资料"),
    "undated": Wording("nobody says of which day", "未注明日期"),
    "stale": Wording("{age} days old, at most {most}", "已 {age} 天，最长 {most} 天"),
    "withhold": Wording("no decision until it is brought up to date", "更新前不作决定"),
    "downgrade": Wording("costs {notches} grade(s)", "下调 {notches} 级"),
    "note": Wording("noted only", "仅作提示"),
}

_SAID: Final[Mapping[str, Wording]] = {
    "no-score": Wording(
        "less than {0:g} of 100 of the score is known and no rating: {1}",
        "已知评分权重不足 {0:g}%，且无外部评级；缺少：{1}",
    ),
    "no-firm-score": Wording(
        "the policy's scorer {0} has not judged: {1}", "政策指定的模型 {0} 未给出判断：{1}"
    ),
    "firm-score": Wording(
        "judged by {0} {1} of {2}: score {3:g}, probability of default {4:.2%}",
        "由 {2} 的 {0} {1} 判断：评分 {3:g}，违约概率 {4:.2%}",
    ),
    "firm-reason": Wording("{0}: {1}", "{0}：{1}"),
    "no-limit": Wording(
        "nothing says what the customer can bear or needs: {0}", "无法判断客户承受能力或需求：{0}"
    ),
    "no-data": Wording("not counted, no figures: {0}", "未计入，无数据：{0}"),
    "other-currency": Wording("not counted, stated in {0}", "未计入，数据币种为 {0}"),
    "multiplier": Wording("times {0:g}", "乘以 {0:g}"),
    "appetite": Wording("{0} more may be uninsured", "另可自留 {0}"),
    "held-back": Wording("{0:.0%} held back", "预留 {0:.0%}"),
    "knock-out": Wording("{title}: {shown} ({day})", "{title}：{shown}（{day}）"),
    "rating": Wording("rated {0} by {1}: grade {2}", "{1} 评级 {0}，对应 {2} 级"),
    "rating-old": Wording(
        "rating {0} of {1} is too old to stand on alone", "{1} 评级 {0} 已过期，不能单独作为依据"
    ),
    "rating-unread": Wording("rating {0} of {1} not counted: {2}", "{1} 评级 {0} 未计入：{2}"),
    "quick-start": Wording(
        "no score and no rating: taken as grade {0}, fixed limit",
        "无评分与评级：按 {0} 级，适用固定额度",
    ),
    "new-customer": Wording("new customer since {0}: stricter terms", "{0} 起的新客户，条件从严"),
    "new-customer-never": Wording("no sale is known yet: stricter terms", "尚无交易记录，条件从严"),
    "new-country": Wording("{0} is a new market: stricter terms", "{0} 为新市场，条件从严"),
    "override": Wording("an override allows {0} until {2}", "特批额度 {0}，有效期至 {2}"),
    "application-old": Wording(
        "{0} not counted: {1} days old, at most {2}", "未计入 {0}：已 {1} 天，最长 {2} 天"
    ),
    "application-undated": Wording(
        "{0} not counted: nobody says of which day", "未计入 {0}：未注明日期"
    ),
    "application-currency": Wording(
        "a limit is asked for in {0}: a decision of its own", "另以 {0} 申请额度，须单独决定"
    ),
    "loss-estimated": Wording(
        "estimate by the limit in force; a ledger and the terms of the policy tell exactly",
        "按现行限额估算；提供台账与保单条款后可准确计算",
    ),
    "merged": Wording("the same customer as {0}: taken together", "与 {0} 为同一客户，合并计算"),
    "file-problems": Wording(
        "rows of the file that could not be read: {0}, the first is row {1}",
        "档案中有 {0} 行无法读取，首行为第 {1} 行",
    ),
    "other-currencies": Wording(
        "also owes in {0}: a decision of its own", "另有 {0} 欠款，须单独决定"
    ),
    "insurance-first": Wording(
        "get cover before delivery: insurance is required and none is in force",
        "交货前须取得保险限额：该等级须投保，目前无有效限额",
    ),
    "credit-sales-cap": Wording(
        "credit sales would be {0:.1%} of all, at most {1:.0%}",
        "赊销占比将达 {0:.1%}，上限 {1:.0%}",
    ),
    "terms-new-market": Wording("new: at most {0} days", "新客户或新市场：最长 {0} 天"),
    "terms-country": Wording("country: at most {0} days", "国别风险：最长 {0} 天"),
    "terms-currency": Wording("foreign currency: at most {0} days", "外币：最长 {0} 天"),
    "terms-asked": Wording("{0} days asked for, {1} granted", "申请 {0} 天，给予 {1} 天"),
    "security-country": Wording("security for the country's risk", "因国别风险要求提供担保"),
    "prepayment-new-market": Wording("new: {0:.0%} ahead", "新客户或新市场：预付 {0:.0%}"),
    "stop-over-limit": Wording("over the limit by {0}", "超出额度 {0}"),
    "stop-knock-out": Wording("{title}: {shown} ({day})", "{title}：{shown}（{day}）"),
    "stop-overdue": Wording("{0} days past due, at most {1}", "逾期 {0} 天，上限 {1} 天"),
    "stop-insurer": Wording("the insurer's cover is {0}", "保险公司决定：{0}"),
    "order-variation": Wording(
        "orders moved by {0:+.1%}, more than {1:.0%}", "订单变动 {0:+.1%}，超过 {1:.0%}"
    ),
    "event": Wording("{item} on {day}", "{item}（{day}）"),
    "valid-from": Wording("from {0}", "自 {0} 起"),
    "valid-to": Wording("until {0}", "至 {0}"),
    "valid": Wording("{0} – {1}", "{0} – {1}"),
    "elastic-until": Wording("until {0}", "有效期至 {0}"),
    "elastic-grade": Wording("grade {0}, at worst {1}", "当前 {0} 级，最低须为 {1} 级"),
    "elastic-unknown": Wording("no payment is known yet", "尚无付款记录"),
    "elastic-late": Wording(
        "pays {0:.1f} days late, at most {1:g}", "平均逾期 {0:.1f} 天，上限 {1:g} 天"
    ),
    "elastic-overdue": Wording("{0} days past due", "逾期 {0} 天"),
    "weight": Wording("{0:.0f}% of the weight is known", "已知权重 {0:.0f}%"),
    "never-decided": Wording("never decided", "从未评估"),
    "review-quarter": Wording("end of the quarter", "季末复核"),
    "review-tier": Wording("every {0} days by its grade", "按等级每 {0} 天复核"),
}  # fmt: skip
"""A reason of each code; the values stand in the order in which the code states them."""


def said(reason: Reason, language: Language, currency: str = "") -> str:
    """A reason in words.

    Args:
        reason: A reason of a decision.
        language: The language.
        currency: The currency of the amounts in it.
    """
    code, values = reason.code, reason.values
    if code == "stale":
        return _stale(values, language)
    if code == "factor":
        return _factor(values, language)
    if code in ("knock-out", "stop-knock-out"):
        return _knock_out(code, values, language)
    if code == "event":
        item, day = str(values[0]), _day(values[1])
        return _in(_SAID[code], language).format(item=item_title(item, language), day=day)
    if code == "application-old":
        word = "application-undated" if values[1] == NO_DAY else code
        title = item_title(str(values[0]), language)
        return _in(_SAID[word], language).format(title, *values[1:])
    if code == "new-customer":
        never = values[0] == NO_DAY
        return _in(_SAID[f"{code}-never" if never else code], language).format(_day(values[0]))
    return _in(_SAID[code], language).format(*_shown(code, values, language, currency))


def _shown(
    code: str, values: tuple[Any, ...], language: Language, currency: str
) -> tuple[Any, ...]:
    """The values of a reason as a reader sees them: major units, titles of items."""
    if code in ("appetite", "stop-over-limit"):
        return (money(int(values[0]), currency or str(values[1])), *values[1:])
    if code == "override":
        return (money(int(values[0]), currency or str(values[1])), values[1], _day(values[2]))
    if code in ("no-data", "no-limit"):
        return (_titles(str(values[0]), language),)
    if code == "no-score":
        return (values[0], _titles(str(values[1]), language))
    if code == "stop-insurer":
        return (value_in_words("insurer_decision", values[0], language),)
    return values


def money(minor: int, currency: str) -> str:
    """An amount as a sentence names it."""
    return f"{currency} {to_major(minor, currency):,.{exponent(currency)}f}".strip()


def value_in_words(item: str, value: Any, language: Language) -> Any:
    """A value of an item as a reader sees it: words of a choice as the file's vocabulary has them.

    Args:
        item: An item, or a factor of the score.
        value: Its value; a goal may name several words, as in "none / over_year".
        language: The language; in English a word is the one that a file holds.
    """
    if language == "en" or item not in ITEMS or not isinstance(value, str):
        return value
    words = ITEMS[item].words
    return " / ".join(words[part][0] if part in words else part for part in value.split(" / "))


def item_title(item: str, language: Language) -> str:
    """The title of an item, or of a factor, in one language."""
    if item in ITEMS:
        return ITEMS[item].title.in_language(language)
    return FACTOR_TITLES[item].in_language(language) if item in FACTOR_TITLES else item


FACTOR_TITLES: Final[Mapping[str, Wording]] = {
    "current_ratio": Wording("Current ratio", "流动比率"),
    "liabilities_to_assets": Wording("Liabilities to assets", "资产负债率"),
    "ebit_to_assets": Wording("EBIT to assets", "总资产息税前利润率"),
    "operating_cash_flow_to_current_liabilities": Wording(
        "Operating cash flow to current liabilities", "经营现金流与流动负债之比"
    ),
    "altman_z_nonmanufacturer": Wording("Altman's Z double prime", "Altman Z″ 值"),
    "bank_headroom": Wording("Unused bank lines", "银行授信可用比例"),
    "litigation_to_assets": Wording("Claims in court to assets", "涉诉金额占资产比"),
}
"""Factors that are no items themselves: what they are computed of is."""


def _titles(items: str, language: Language) -> str:
    stop = ", " if language == "en" else "、"
    return stop.join(item_title(item, language) for item in items.split(", ") if item)


def _stale(values: tuple[Any, ...], language: Language) -> str:
    group, state, age, most, rule, notches = values
    title = GROUPS[group].in_language(language) if group in GROUPS else str(group)
    why = _in(_FACTS[state], language).format(age=age, most=most)
    then = _in(_FACTS[rule], language).format(notches=notches)
    return f"{title}: {why}; {then}" if language == "en" else f"{title}：{why}；{then}"


def _factor(values: tuple[Any, ...], language: Language) -> str:
    code, factor, shown, lost, goal = values
    text = FACTOR_REASONS[factor].text(language)
    value = f"{shown:.4g}" if isinstance(shown, float) else value_in_words(factor, shown, language)
    goal = value_in_words(factor, goal, language)
    if language == "zh":
        return f"{code} {text}：{value}，影响 {lost:.1f} 分（满分要求：{goal}）"
    return f"{code} {text}: {value}, costs {lost:.1f} points (full points: {goal})"


def _knock_out(code: str, values: tuple[Any, ...], language: Language) -> str:
    _, en, zh, item, shown, day = values
    title = zh if language == "zh" else en
    nothing = "无" if language == "zh" else "none"
    value = f"{shown:g}" if isinstance(shown, float) else value_in_words(item, shown, language)
    return _in(_SAID[code], language).format(
        title=title, shown=f"{item_title(item, language)} {value or nothing}", day=_day(day)
    )


def _in(wording: Wording, language: Language) -> str:
    return wording.in_language(language)


def _day(value: Any) -> str:
    return "?" if int(value) == NO_DAY else from_serial(int(value)).isoformat()

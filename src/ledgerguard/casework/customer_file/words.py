"""The words of the tables about customers' files, in each language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from ledgerguard.casework.customer_file.aliases import Contradiction, Rule
from ledgerguard.casework.customer_file.facts import Fact, FileProblem
from ledgerguard.casework.customer_file.freshness import Freshness
from ledgerguard.casework.customer_file.items import GROUPS, ITEMS
from ledgerguard.casework.customer_file.overview import LineState
from ledgerguard.casework.customer_file.statements import StatementYear
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.schema import Wording
from ledgerguard.units import EPOCH, Cell, Language

CAPTIONS: Final[Mapping[str, Wording]] = {
    "item": Wording("Item", "项目"),
    "value": Wording("Value", "值"),
    "currency": Wording("Currency", "币种"),
    "date": Wording("Date", "日期"),
    "age": Wording("Age in days", "数据天数"),
    "maximum": Wording("Maximum", "最长有效天数"),
    "state": Wording("State", "状态"),
    "source": Wording("Source", "来源"),
    "note": Wording("Note", "说明"),
    "group": Wording("Subject", "类别"),
    "meaning": Wording("What to fill in", "填写说明"),
    "allowed": Wording("Allowed", "可填内容"),
    "ratio": Wording("Ratio", "指标"),
    "change": Wording("Change", "变动"),
    "quality": Wording("Quality of the statements", "报表质量"),
    "gap": Wording("Assets less liabilities and equity", "资产减负债与权益"),
    "derived": Wording("Derived", "推算项目"),
    "kept": Wording("Kept as", "保留编号"),
    "merged": Wording("Also", "另一编号"),
    "result": Wording("Result", "结果"),
    "rule": Wording("Rule", "规则"),
    "shared": Wording("What they share", "共同内容"),
}
"""Headers and captions by key."""

STATES: Final[Mapping[LineState, Wording]] = {
    "fresh": Wording("fresh", "有效"),
    "stale": Wording("stale", "已过期"),
    "undated": Wording("no date", "无日期"),
    "missing": Wording("missing", "缺失"),
    "later": Wording("not known yet", "尚未知悉"),
    "ended": Wording("ended", "已失效"),
    "earlier": Wording("earlier", "较早数据"),
    "ledger": Wording("from the ledger", "取自台账"),
    "problem": Wording("problem", "问题"),
}

RULES: Final[Mapping[Rule, Wording]] = {
    "legal-id": Wording("the same number in the register", "登记编号相同"),
    "name": Wording("the same registered name", "注册名称相同"),
    "alias": Wording("stated as another name", "已注明为别名"),
}

CONTRADICTIONS: Final[Mapping[Contradiction, Wording]] = {
    "legal-id": Wording("different numbers in the register", "登记编号不同"),
    "country": Wording("different countries", "国家不同"),
    "form": Wording("different legal forms", "法律形式不同"),
    "ambiguous": Wording("it fits several that contradict", "与多个相互矛盾的客户相符"),
}

MERGED: Final = Wording("merged", "已合并")
NOT_MERGED: Final = Wording("not merged", "未合并")

_FOLLOWS: Final[Mapping[str, Wording]] = {
    "withhold": Wording(
        "{group}: no decision until it is brought up to date", "{group}：更新前不作授信决定"
    ),
    "downgrade": Wording(
        "{group}: the grade falls by {notches}", "{group}：信用等级下调 {notches} 级"
    ),
    "note": Wording("{group}: noted only", "{group}：仅作提示"),
}
_ROW: Final = Wording("row {row}: {problem}. ", "第 {row} 行：{problem}。")
_GAP: Final = Wording(
    "assets differ from liabilities and equity by {gap:,.2f}", "资产与负债及权益之和相差 {gap:,.2f}"
)
_KINDS: Final[Mapping[str, Wording]] = {
    "number": Wording("a number", "数字"),
    "money": Wording("an amount", "金额"),
    "rate": Wording("a fraction such as 0.12", "比例，如 0.12"),
    "text": Wording("text", "文字"),
    "flag": Wording("TRUE or FALSE", "TRUE 或 FALSE"),
    "date": Wording("a date", "日期"),
}
_OR_TEXT: Final = Wording("{kind}, or words", "{kind}或文字")


def header(language: Language, *keys: str) -> list[Cell]:
    """A header row."""
    return [CAPTIONS[key].in_language(language) for key in keys]


def shown_value(fact: Fact, language: Language) -> Cell:
    """The value of a fact as a cell shows it: a day as text, a word of a choice translated."""
    item = ITEMS[fact.item]
    if item.kind == "date" and isinstance(fact.value, float):
        return dt.date.fromordinal(int(fact.value) + EPOCH.toordinal()).isoformat()
    if language == "zh" and isinstance(fact.value, str) and fact.value in item.words:
        return item.words[fact.value][0]
    return fact.value


def follows(rule: Freshness, language: Language) -> str:
    """What follows from a group that is too old or missing."""
    group = GROUPS[rule.group].in_language(language)
    return _FOLLOWS[rule.rule].in_language(language).format(group=group, notches=rule.notches)


def problem_note(problem: FileProblem, language: Language) -> str:
    """What is wrong with a row, and the mend."""
    what, stop = _ROW.in_language(language), "." if language == "en" else "。"
    told = what.format(row=problem.row, problem=problem.problem)
    hint = problem.hint[:1].upper() + problem.hint[1:]
    return f"{told}{hint}" if hint.endswith(("?", "？")) else f"{told}{hint}{stop}"


def gap_note(year: StatementYear, language: Language) -> str:
    """By how much statements do not balance."""
    return _GAP.in_language(language).format(gap=year.gap)


def allowed(key: str, language: Language) -> str:
    """What an item may hold, as a blank file says it."""
    item = ITEMS[key]
    if item.words:
        names = [word if language == "en" else item.words[word][0] for word in item.words]
        return ", ".join(names) if language == "en" else "、".join(names)
    kind = _KINDS[item.kind].in_language(language)
    return _OR_TEXT.in_language(language).format(kind=kind) if item.or_text else kind


def day_cell(day: int) -> Cell:
    """A day as a cell; blank where there is none."""
    return "" if day == NO_DAY else day

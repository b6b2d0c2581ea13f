"""The words of the shock, its covenants and the emergency list, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Language

WORDS: Final[Mapping[str, Wording]] = {
    "line": Wording("Line", "项目"),
    "before": Wording("Before", "冲击前"),
    "uninsured": Wording("After, uninsured", "冲击后（无保险）"),
    "insured": Wording("After, insured", "冲击后（有保险）"),
    "buyers": Wording("Buyers in default", "违约买方数"),
    "receivables": Wording("Receivables", "应收账款"),
    "loss": Wording("Loss of receivables", "应收账款损失"),
    "insured_loss": Wording("Insured loss", "保险损失金额"),
    "indemnity": Wording("Indemnity", "保险赔款"),
    "hit": Wording("Charge on equity before tax", "冲减净资产（税前）"),
    "receipts": Wording("Receipts of 13 weeks", "13 周回款"),
    "indemnity_in_time": Wording("Indemnity within 13 weeks", "13 周内到账赔款"),
    "payments": Wording("Payments of 13 weeks", "13 周付款"),
    "closing": Wording("Closing balance of week 13", "第 13 周期末余额"),
    "lowest": Wording("Lowest balance", "最低余额"),
    "lowest_week": Wording("Lowest week", "最低余额周次"),
    "shortage": Wording("Shortage", "资金缺口"),
    "first_below": Wording("First week below the floor", "首个低于下限周次"),
    "week": Wording("Week", "周次"),
    "from": Wording("From", "起始日"),
    "receipts_before": Wording("Receipts", "预计回款"),
    "vanished": Wording("Vanishing", "损失回款"),
    "paid_by_insurer": Wording("Indemnity", "保险赔款"),
    "payments_of_week": Wording("Payments", "付款"),
    "closing_before": Wording("Closing before", "期末余额（冲击前）"),
    "closing_uninsured": Wording("Closing, uninsured", "期末余额（无保险）"),
    "closing_insured": Wording("Closing, insured", "期末余额（有保险）"),
    "later": Wording("Later", "之后"),
    "customer_id": Wording("Customer ID", "客户编号"),
    "customer": Wording("Customer", "客户"),
    "owed": Wording("Owed", "欠款"),
    "share": Wording("Share", "占比"),
    "lost_receipts": Wording("Receipts lost in 13 weeks", "13 周内损失回款"),
    "indemnity_by": Wording("Indemnity by", "赔款到账日"),
    "remains": Wording("Remains with the firm", "企业自担"),
    "drawn_along": Wording("Drawn along", "连带损失"),
    "total": Wording("Total", "合计"),
    "covenant": Wording("Covenant", "财务约束指标"),
    "side": Wording("Side", "方向"),
    "bound": Wording("Bound", "限值"),
    "state": Wording("State", "状态"),
    "bears": Wording("Bears a loss of", "可承受损失"),
    "holds": Wording("holds", "达标"),
    "broken": Wording("broken", "不达标"),
    "no_limit": Wording("any", "不限"),
    "rank": Wording("Rank", "排名"),
    "measure": Wording("Measure", "措施"),
    "whom": Wording("Whom or what", "对象"),
    "amount": Wording("Amount", "金额"),
    "days_won": Wording("Days won", "争取天数"),
    "lowest_gain": Wording("Raises the lowest balance by", "最低余额提高"),
    "shortage_gain": Wording("Lowers the shortage by", "缺口减少"),
    "cost": Wording("Cost", "成本"),
    "lowest_then": Wording("Lowest balance then", "累计后最低余额"),
    "shortage_then": Wording("Shortage then", "累计后缺口"),
    "needed": Wording("Needed", "是否必需"),
    "yes": Wording("yes", "是"),
    "reserve": Wording("reserve", "备用"),
    "now": Wording("Before any measure", "采取措施前"),
    "after_needed": Wording("After all that is needed", "必需措施实施后"),
    "collect": Wording("Collect first", "优先催收"),
    "suppliers": Wording("Ask for longer terms", "协商延长付款周期"),
    "cut": Wording("Cut", "收缩开支"),
    "core": Wording("Core: not cut", "核心业务：不收缩"),
}


def said(key: str, language: Language) -> str:
    """A word by its key."""
    return WORDS[key].in_language(language)


def head(language: Language, *keys: str) -> list[Cell]:
    """A header row."""
    return [said(key, language) for key in keys]

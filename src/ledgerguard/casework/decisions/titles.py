"""Titles of the sections and lines of a decision's table, and of the tables about limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.policy.schema import Wording
from ledgerguard.units import Language

HEADERS: Final[Mapping[str, Mapping[Language, tuple[str, ...]]]] = {
    "decision": {
        "en": ("Section", "Line", "Value", "Note"),
        "zh": ("部分", "项目", "数值", "说明"),
    },
    "limits": {
        "en": (
            *("Kind", "Limit", "Currency", "Valid from", "Valid to", "Source"),
            *("Used", "Free", "Over", "State"),
        ),
        "zh": (
            *("类型", "额度", "币种", "生效日", "到期日", "来源"),
            *("已用", "可用", "超额", "状态"),
        ),
    },
    "groups": {
        "en": (
            *("Group", "Currency", "Customer ID", "Exposure", "Share"),
            *("Largest limit", "Over"),
        ),
        "zh": ("集团", "币种", "客户编号", "敞口", "占比", "单户上限", "超额"),
    },
    "reviews": {
        "en": (
            *("Due on", "State", "Customer ID", "Customer", "Grade"),
            *("Last decided", "Every (days)", "Why"),
        ),
        "zh": (
            *("复核日", "状态", "客户编号", "客户", "信用等级"),
            *("上次评估", "复核周期（天）", "原因"),
        ),
    },
}

SECTIONS: Final[Mapping[str, Wording]] = {
    "decision": Wording("Decision", "决定"),
    "stop": Wording("Stop supply", "停止供货"),
    "grade": Wording("Grade", "信用等级"),
    "reason": Wording("Why", "原因"),
    "path": Wording("Path to the next grade", "升级路径"),
    "limit": Wording("Limit", "信用额度"),
    "in-force": Wording("Limits on file", "档案额度"),
    "exposure": Wording("Exposure", "敞口"),
    "terms": Wording("Terms", "交易条件"),
    "approval": Wording("Approval", "审批"),
    "review": Wording("Review", "复核"),
    "loss": Wording("If it defaults", "违约损失测算"),
    "data": Wording("Data", "资料"),
}

LINES: Final[Mapping[str, Wording]] = {
    "customer": Wording("Customer", "客户"),
    "outcome": Wording("Outcome", "结论"),
    "currency": Wording("Currency", "币种"),
    "missing": Wording("Missing", "缺失"),
    "stop": Wording("Stop", "停供原因"),
    "grade": Wording("Grade", "信用等级"),
    "pd": Wording("Probability of default", "违约概率"),
    "score": Wording("Score", "评分"),
    "rating": Wording("Rating", "外部评级"),
    "holds": Wording("Holds the grade", "限制等级"),
    "limit": Wording("Recommended limit", "建议信用额度"),
    "binding": Wording("Binding constraint", "约束因素"),
    "elastic": Wording("Elastic limit", "弹性额度"),
    "open": Wording("Open receivables", "未清应收账款"),
    "uninvoiced": Wording("Delivered, not invoiced", "已交货未开票"),
    "undelivered": Wording("Orders and goods not delivered", "未交货订单及货物"),
    "bills": Wording("Bills not cleared", "未到期票据"),
    "advances": Wording("Advance payments (deducted)", "预收款（扣减）"),
    "collateral": Wording("Cash collateral (deducted)", "保证金（扣减）"),
    "total": Wording("Exposure", "敞口合计"),
    "days": Wording("Terms in days", "账期（天）"),
    "prepayment": Wording("Prepayment of each order", "预付比例"),
    "prepay": Wording("Of this order: paid ahead", "本订单：预付"),
    "on_credit": Wording("Of this order: on credit", "本订单：赊销"),
    "security": Wording("Security", "担保方式"),
    "insurance": Wording("Credit insurance", "信用保险"),
    "tier": Wording("Dunning tier", "催收级别"),
    "bound": Wording("Stricter because", "从严原因"),
    "post": Wording("May decide", "审批岗位"),
    "asked": Wording("For what is asked", "申请额度审批岗位"),
    "next": Wording("Next review", "下次复核"),
    "trigger": Wording("Review at once", "立即复核"),
    "exposure": Wording("Exposure at default", "违约敞口"),
    "lost": Wording("Loss before insurance", "保险前损失"),
    "indemnity": Wording("Indemnity", "保险赔付"),
    "net": Wording("Borne by us", "自担损失"),
    "expected": Wording("Expected loss of a year", "一年预期损失"),
    "expected_net": Wording("Expected loss after insurance", "保险后预期损失"),
    "stale": Wording("Old or missing", "过期或缺失"),
    "note": Wording("Note", "提示"),
    "nothing": Wording("nothing to be settled or raised within reach", "暂无可行的提升措施"),
    "none": Wording("none", "无"),
}

STATES: Final[Mapping[str, Wording]] = {
    "due": Wording("due", "应复核"),
    "planned": Wording("planned", "已安排"),
}
"""States of a review."""

TOTAL: Final = Wording("total", "合计")

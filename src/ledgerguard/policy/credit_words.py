"""The words of the credit policy's tables in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.units import Language

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "letter-of-credit": "letter of credit",
        "new-market": "new market",
        "true": "yes",
        "false": "no",
        "unbounded": "without bound",
        "missing": "no such fact",
        "flag": "TRUE",
    },
    "zh": {
        "none": "无",
        "guarantee": "担保",
        "letter-of-credit": "信用证",
        "prepayment": "预付款",
        "optional": "可选",
        "required": "必须",
        "withhold": "暂不作出决定",
        "downgrade": "下调等级",
        "note": "仅提示",
        "grade": "等级策略",
        "country": "国别",
        "new-market": "新市场",
        "currency": "外币",
        "low": "低",
        "medium": "中",
        "sensitive": "敏感",
        "high": "高",
        "true": "是",
        "false": "否",
        "unbounded": "不设上限",
        "missing": "无此项信息",
        "flag": "TRUE",
        "core": "核心客户",
        "standard": "普通客户",
        "risky": "高风险客户",
        "preset": "预设方案",
        "profile": "行业方案",
    },
}
"""Words of the policy files that are shown otherwise than they are written."""

HEADERS: Final[Mapping[str, Mapping[Language, tuple[str, ...]]]] = {
    "parts": {
        "en": ("Part", "What it holds", "Rows"),
        "zh": ("部分", "内容", "行数"),
    },
    "grades": {
        "en": (
            *("Grade", "Meaning", "Upper PD", "Strategy", "Terms (days)", "Prepayment"),
            *("Security", "Insurance", "Review (days)", "Dunning tier", "Multiplier"),
        ),
        "zh": (
            *("等级", "含义", "违约概率上限", "策略", "账期（天）", "预付比例"),
            *("担保方式", "信用保险", "复核周期（天）", "催收级别", "额度系数"),
        ),
    },
    "scorecard": {
        "en": ("Factor", "Weight", "Value", "Share of weight", "Points"),
        "zh": ("因素", "权重", "取值", "得分比例", "得分"),
    },
    "knock-outs": {
        "en": ("Rule", "Meaning", "Item of the file", "Fires when", "Best grade", "Credit"),
        "zh": ("规则", "含义", "客户档案项目", "触发条件", "最高等级", "可否赊销"),
    },
    "limits": {"en": ("Key", "Rule", "Value"), "zh": ("键", "规则", "值")},
    "approvals": {
        "en": ("Post", "Title", "Holder", "Up to", "Worst grade", "Override (days)"),
        "zh": ("岗位", "名称", "任职人", "审批上限", "最低等级", "特批期限（天）"),
    },
    "charter": {
        "en": ("Post", "Title", "Holder", "Answers for"),
        "zh": ("岗位", "名称", "任职人", "职责"),
    },
    "freshness": {
        "en": ("Key", "Group of facts", "Oldest (days)", "When older", "Notches", "Required"),
        "zh": ("键", "信息类别", "最长有效天数", "过期处理", "下调级数", "必备"),
    },
    "countries": {
        "en": (
            *("Class", "Risk word", "Longest terms (days)", "Security", "Ceiling"),
            *("Most of the portfolio", "Countries"),
        ),
        "zh": ("类别", "风险", "最长账期（天）", "担保方式", "单户上限", "组合占比上限", "国家数"),
    },
    "warnings": {
        "en": (
            *("Indicator", "Meaning", "Watch", "Warn", "Act"),
            *("When watched", "When warned", "When to act"),
        ),
        "zh": ("指标", "含义", "关注", "预警", "行动", "关注措施", "预警措施", "行动措施"),
    },
    "targets": {"en": ("Key", "Target", "Value"), "zh": ("键", "目标", "值")},
    "profiles": {
        "en": ("Name", "Kind", "Title", "Why", "Source"),
        "zh": ("名称", "类型", "标题", "原因", "出处"),
    },
    "terms": {
        "en": ("Term", "Value", "Decided by"),
        "zh": ("条件", "值", "依据"),
    },
}
"""The headers of the tables by part."""

PARTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "grades": {
        "en": "Grades and how we sell to each",
        "zh": "信用等级及对应销售策略",
    },
    "scorecard": {"en": "Factors, weights and bands", "zh": "评分因素、权重与分档"},
    "knock-outs": {"en": "What decides by itself", "zh": "一票否决项"},
    "limits": {"en": "How limits are found", "zh": "额度计算规则"},
    "approvals": {"en": "Who approves which limit", "zh": "分级授权审批"},
    "charter": {
        "en": "Posts and what they answer for",
        "zh": "信用管理章程：岗位与职责",
    },
    "freshness": {"en": "How old facts may be", "zh": "信息有效期"},
    "countries": {
        "en": "What holds for a country risk class",
        "zh": "国别风险类别对应条件",
    },
    "warnings": {"en": "Thresholds of early warning", "zh": "预警阈值"},
    "targets": {"en": "What the firm aims at", "zh": "管理目标"},
    "profiles": {"en": "Presets and industry profiles", "zh": "预设方案与行业方案"},
}
"""The parts into which one may look, in order, and what each holds."""

TERMS: Final[Mapping[str, Mapping[Language, str]]] = {
    "strategy": {"en": "Strategy", "zh": "销售策略"},
    "terms_days": {"en": "Longest terms (days)", "zh": "最长账期（天）"},
    "prepayment_rate": {"en": "Prepayment", "zh": "预付比例"},
    "security": {"en": "Security", "zh": "担保方式"},
    "insurance": {"en": "Insurance", "zh": "信用保险"},
    "multiplier": {"en": "Limit multiplier", "zh": "额度系数"},
    "ceiling": {"en": "Ceiling of the limit", "zh": "额度上限"},
    "review_days": {"en": "Next review (days)", "zh": "复核周期（天）"},
    "tier": {"en": "Dunning tier", "zh": "催收级别"},
    "country_class": {"en": "Country risk class", "zh": "国别风险类别"},
}
"""The rows of CREDIT_TERMS."""

CHINESE: Final[Mapping[str, str]] = {
    "methods": "计入的额度方法",
    "net_worth": "净资产法",
    "working_capital": "营运资金法",
    "turnover": "营业额法",
    "references": "同业参考法",
    "pay_behaviour": "付款表现法",
    "combine": "合并方式",
    "min": "取最低值",
    "average": "取平均值",
    "net_worth_rate": "有形净资产比例",
    "working_capital_rate": "营运资金比例",
    "turnover_rate": "营业额比例",
    "pay_behaviour_factor": "付款表现系数",
    "billing_lag_days": "开票滞后天数",
    "vat_rate": "增值税率",
    "rounding_unit": "取整单位",
    "retained_appetite": "自留额度",
    "largest": "单户额度上限",
    "paid_late_tolerance_days": "视为按期付款的宽限天数",
    "stop_overdue_days": "停止供货的逾期天数",
    "loss_given_default": "违约损失率",
    "elastic_uplift_rate": "弹性额度上浮比例",
    "elastic_cap_rate": "弹性额度上浮上限",
    "elastic_worst_grade": "可用弹性额度的最低等级",
    "elastic_most_days_beyond_terms": "可用弹性额度的最长延迟天数",
    "elastic_days": "弹性额度有效天数",
    "default_limit": "固定额度",
    "bad_debt_rate": "坏账率目标",
    "credit_sales_cap": "赊销占比上限",
    "lookahead_days": "前瞻天数",
    "mix": "各等级余额目标占比",
    "identity": "身份与登记",
    "statements": "财务报表",
    "bank": "银行流水与授信",
    "penalties": "行政处罚",
    "report": "第三方资信报告",
    "litigation": "涉诉",
    "ownership": "股权与管理层变更",
    "fulfilment": "订单履约",
    "trade": "经营年限",
    "behaviour": "付款表现",
    "orders": "订单与采购",
    "insurer": "保险公司意见",
    "signals": "软性信号",
    "registry": "登记核验",
    "financials": "财务审查",
    "scoring": "信用评分",
    "limit": "额度核定",
    "terms_approval": "账期审批",
    "contract": "合同签订",
    "cover": "保险限额",
    "order_release": "订单放行",
    "delivery_proof": "收货凭证",
    "invoice_accuracy": "发票核对",
    "pre_due_reminder": "到期前提醒",
    "overdue_notice": "逾期催告",
    "stop_supply": "停止供货",
    "insurer_notice": "向保险公司报损",
    "claim_review": "索赔或核销评审",
    "review": "定期复核",
    "alerts": "预警跟踪",
    "charter": "章程管理",
    "policy": "信用政策",
    "claim": "索赔",
    "reconciliation": "对账",
    "legal": "诉讼",
    "recovery": "追偿",
}
"""Keys of the policy files in Chinese; in English a key reads as it is, its underscores blanks."""

LISTED: Final[Mapping[Language, str]] = {
    "en": "{source}, {dated}",
    "zh": "{source}，{dated}",
}
"""On whose list of which day a class stands."""


def word(key: str, language: Language) -> str:
    """A word of the policy files as a reader sees it; the word itself where it needs no other."""
    return WORDS[language].get(key, key)


def title(key: str, language: Language) -> str:
    """A key of the policy files as a reader sees it."""
    plain = key.replace("_", " ")
    return CHINESE.get(key, plain) if language == "zh" else plain

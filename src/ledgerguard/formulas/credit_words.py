"""The words of CREDIT_REASONS and CREDIT_PATH in each language, and the stable reason codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ledgerguard.units import Language


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a factor loses points: a code that never changes, and a text in each language."""

    code: str
    en: str
    zh: str

    def text(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en


REASONS: Final[Mapping[str, Reason]] = {
    "current_ratio": Reason("LIQ", "current ratio is below the best band", "流动比率未达最优档"),
    "liabilities_to_assets": Reason(
        "LEV", "liabilities to assets are above the best band", "资产负债率高于最优档"
    ),
    "ebit_to_assets": Reason(
        "PRO", "EBIT to assets is below the best band", "总资产息税前利润率未达最优档"
    ),
    "operating_cash_flow_to_current_liabilities": Reason(
        "CFL",
        "operating cash flow to current liabilities is below the best band",
        "经营活动现金流与流动负债之比未达最优档",
    ),
    "altman_z_nonmanufacturer": Reason(
        "ALZ", "Altman's Z double prime is not in the safe zone", "Altman Z″ 值未进入安全区"
    ),
    "days_beyond_terms": Reason("PAY", "pays later than agreed", "付款晚于约定账期"),
    "statements": Reason(
        "ACC",
        "financial statements are not audited with a clean opinion",
        "财务报表未取得标准无保留审计意见",
    ),
    "bank_headroom": Reason(
        "BNK", "less than half of the bank lines is unused", "银行授信可用额度不足一半"
    ),
    "litigation_to_assets": Reason(
        "LIT", "is sued or under enforcement", "作为被告涉诉或被强制执行"
    ),
    "ownership_change": Reason(
        "OWN", "owners or management changed within 24 months", "24 个月内股权或管理层发生变更"
    ),
    "order_fulfilment": Reason(
        "FUL", "orders are not always fulfilled as agreed", "订单履约率未达最优档"
    ),
    "years_trading": Reason("AGE", "in business for less than ten years", "经营年限不足十年"),
    "country_risk": Reason("CTY", "country or sector carries risk", "所在国家或行业存在风险"),
}

FULL: Final[Mapping[Language, str]] = {"en": "in the best band", "zh": "处于最优档"}
MISSING: Final[Mapping[Language, str]] = {
    "en": "not given: left out, the other factors count for more",
    "zh": "缺失：未计入，其余因素按权重放大",
}
FULL_POINTS: Final[Mapping[Language, str]] = {
    "en": "{reason} (full points: {goal})",
    "zh": "{reason}（满分要求：{goal}）",
}
BEST_WORDS: Final[Mapping[str, str]] = {
    "statements": "已审计", "ownership_change": "无", "country_risk": "低",
}  # fmt: skip
"""The words of full points in Chinese, as the customer's file says them."""

REASON_HEADER: Final[Mapping[Language, list[str]]] = {
    "en": ["Code", "Factor", "Value", "Points", "Weight", "Points lost", "Score lost", "Reason"],
    "zh": ["代码", "因素", "值", "得分", "权重", "失分", "影响总分", "原因"],
}

PATH_HEADER: Final[Mapping[Language, list[str]]] = {
    "en": ["Step", "Factor", "Now", "To", "Effort", "Score", "Grade", "Note"],
    "zh": ["步骤", "因素", "现状", "目标", "难度", "评分", "等级", "说明"],
}
FIRST: Final[Mapping[Language, str]] = {"en": "first", "zh": "先决"}
TOTAL: Final[Mapping[Language, str]] = {"en": "Total", "zh": "合计"}
REACHED: Final[Mapping[Language, str]] = {
    "en": "grade {target} is reached already",
    "zh": "已达到 {target} 级",
}
BANDS: Final[Mapping[Language, str]] = {"en": "bands up: {count}", "zh": "提升档数：{count}"}
HOLDS: Final[Mapping[Language, str]] = {
    "en": "holds the grade at {floor}: {remedy}",
    "zh": "将等级限制在 {floor} 级：{remedy}",
}
ONCE_SETTLED: Final[Mapping[Language, str]] = {
    "en": "once what holds the grade is settled",
    "zh": "前提是先解除上述限制",
}
REMEDIES: Final[Mapping[str, Mapping[Language, str]]] = {
    "insolvent": {"en": "until the default is cured", "zh": "须先解除违约或破产状态"},
    "dishonest_debtor": {
        "en": "have the customer taken off the list of dishonest debtors",
        "zh": "须先移出失信被执行人名单",
    },
    "days_past_due": {
        "en": "have the items over 90 days past due paid",
        "zh": "须先收回逾期超过 90 天的款项",
    },
    "negative_equity": {
        "en": "bring the liabilities below the assets",
        "zh": "须使负债低于资产，消除资不抵债",
    },
    "statements_missing": {"en": "obtain financial statements", "zh": "须取得财务报表"},
}

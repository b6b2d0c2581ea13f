"""The words of cover in each language: its states, its reasons, the parts of a waterfall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Language

STATES: Final[Mapping[str, Wording]] = {
    "in-force": Wording("in force", "有效"),
    "run-off": Wording("run-off", "延续承保期内"),
    "discretionary": Wording("discretionary", "自行掌握限额"),
    "refused": Wording("refused", "拒保"),
    "cancelled": Wording("cancelled", "已撤销"),
    "expired": Wording("ended", "已到期"),
    "none": Wording("none", "无保障"),
}
"""States of cover, as insured.cover tells them."""

REASONS: Final[Mapping[str, Wording]] = {
    "limit": Wording("limit named by the insurer", "保险公司核定的限额"),
    "run-off": Wording(
        "the limit was cut: deliveries in its run-off keep the one of before",
        "限额已调减或撤销：延续承保期内的交货仍适用原限额",
    ),
    "discretionary": Wording("limit at the firm's own discretion", "保单允许企业自行核定的限额"),
    "no-policy": Wording("not insured", "未投保"),
    "no-limit": Wording("the insurer has named no limit", "保险公司未核定限额"),
    "other-currency": Wording("limits are named in another currency only", "仅有其他币种的限额"),
    "undated": Wording("day of delivery and invoice are unknown", "交货日与发票日均不明"),
    "insolvent": Wording("delivered after the buyer's insolvency", "买方破产后交货"),
    "limit-ended": Wording("the limit has ended by its last day", "限额已到期"),
    "discretion-ended": Wording("the discretionary limit has ended", "自行掌握限额已到期"),
    "refused": Wording("the insurer has refused the buyer", "保险公司已拒保该买方"),
    "cancelled": Wording("the insurer has cancelled the limit", "保险公司已撤销限额"),
    "reduced-unknown": Wording(
        "the limit was reduced, to what amount the file does not say",
        "限额已调减，但档案未载明新限额",
    ),
    "public-buyer": Wording("public buyers are not insured", "政府买方不在承保范围内"),
    "associated-buyer": Wording(
        "buyers of the own group are not insured", "关联买方不在承保范围内"
    ),
    "cause-not-insured": Wording("this cause of loss is not insured", "该损失原因不在承保范围内"),
    "disputed": Wording("disputed", "存在争议"),
    "after-stop": Wording("delivered after deliveries had to stop", "应停止供货后仍交货"),
    "too-late": Wording("not reported or claimed in time", "未按期报损或索赔"),
    "over-limit": Wording("over the limit", "超出限额"),
}
"""Why a delivery is covered, or why an invoice or a part of it is not insured."""

COLUMNS: Final[Mapping[str, Wording]] = {
    "customer_id": Wording("Customer ID", "客户编号"),
    "customer": Wording("Customer", "客户"),
    "currency": Wording("Currency", "币种"),
    "invoice": Wording("Invoice", "发票号"),
    "due": Wording("Due date", "到期日"),
    "gross": Wording("Open", "未清金额"),
    "credits": Wording("Credits set off", "贷项抵销"),
    "vat": Wording("VAT", "增值税"),
    "interest": Wording("Interest and charges", "利息及费用"),
    "disputed": Wording("Disputed", "争议金额"),
    "outside": Wording("Without cover", "无保障金额"),
    "after_stop": Wording("After the stop", "应停供后交货金额"),
    "too_late": Wording("Too late", "未按期报损或索赔金额"),
    "over_limit": Wording("Over the limit", "超出限额部分"),
    "insured": Wording("Insured loss", "保险损失金额"),
    "threshold": Wording("Not above the threshold", "未超过起赔额"),
    "deductible": Wording("Deductible", "免赔额"),
    "first_loss": Wording("Aggregate first loss", "累计免赔额"),
    "coinsurance": Wording("Co-insurance", "按比例自担部分"),
    "retention": Wording("Minimum retention", "最低自留额"),
    "liability": Wording("Over the maximum liability", "超出最高赔偿限额部分"),
    "retained": Wording("Retained", "自留金额"),
    "indemnity": Wording("Indemnity", "保险赔款"),
    "firm": Wording("Remains with the firm", "企业自担"),
    "state": Wording("Cover", "保障状态"),
    "reason": Wording("Why not all of it", "未全额承保原因"),
    "claim_from": Wording("Claim from", "可索赔起始日"),
    "paid_by": Wording("Paid by", "赔款支付截止日"),
    "total": Wording("Total", "合计"),
    "line": Wording("Line", "项目"),
    "amount": Wording("Amount", "金额"),
    "share": Wording("Share of open", "占未清金额比例"),
    "limit": Wording("Limit", "限额"),
    "valid_from": Wording("Valid from", "生效日"),
    "valid_to": Wording("Valid to", "截止日"),
    "run_off_until": Wording("Run-off until", "延续承保至"),
    "rate": Wording("Insured share", "赔付比例"),
    "source": Wording("Source", "来源"),
    "why": Wording("Why", "原因"),
}
"""Column headers and lines by key."""


def header(language: Language, *keys: str) -> list[Cell]:
    """A header row."""
    return [COLUMNS[key].in_language(language) for key in keys]


def word(words: Mapping[str, Wording], key: str, language: Language) -> str:
    """A word by its key; blank for a blank key."""
    return words[key].in_language(language) if key else ""

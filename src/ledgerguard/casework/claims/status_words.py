"""What the insurer's answers to a claim are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from ledgerguard.casework.claims.extension import Report
from ledgerguard.policy.schema import Wording

Answer = Literal["acknowledged", "information-requested", "accepted", "partly", "refused", "paid"]
Status = Literal[
    "filed", "acknowledged", "information-requested", "accepted", "partly", "refused", "paid"
]

ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)
FINAL: Final = frozenset({"refused", "paid"})
"""After these nothing is expected any more, unless the claim is reopened."""

STATUS: Final[Mapping[str, Wording]] = {
    "filed": Wording("filed", "已提出"),
    "acknowledged": Wording("acknowledged", "已受理"),
    "information-requested": Wording("information requested", "要求补充材料"),
    "accepted": Wording("accepted", "同意赔付"),
    "partly": Wording("accepted in part", "部分赔付"),
    "refused": Wording("refused", "拒赔"),
    "paid": Wording("paid", "已赔付"),
}

REOPENED: Final = Wording(" (reopened)", "（重新处理）")
"""Stands behind a status that follows a final one."""

SHARED: Final = Wording(
    "of {received}: {to_insurer} to the insurer, {kept} kept",
    "追回 {received}：归保险公司 {to_insurer}，归本公司 {kept}",
)
"""Who gets what of a recovery."""

COLUMNS: Final[Mapping[str, Wording]] = {
    "claim": Wording("claim", "索赔编号"),
    "customer": Wording("customer", "客户"),
    "status": Wording("status", "状态"),
    "since": Wording("since", "日期"),
    "claimed": Wording("claimed", "索赔金额"),
    "accepted": Wording("accepted", "同意赔付"),
    "paid": Wording("paid", "已赔付"),
    "expected": Wording("still expected", "尚待赔付"),
    "recovered": Wording("recovered", "已追回"),
    "costs": Wording("costs of that", "追偿费用"),
    "insurer": Wording("to insurer", "归保险公司"),
    "kept": Wording("kept", "归本公司"),
    "left": Wording("left with us", "本公司净损失"),
    "pay_by": Wording("indemnity by", "赔款支付截止日"),
}
"""What is told of a claim."""

REPORTS: Final[Mapping[Report, Wording]] = {
    "not asked": Wording("not asked for", "无需报损"),
    "open": Wording("still to be made", "待报损"),
    "in time": Wording("in time", "按期"),
    "late": Wording("late", "迟报"),
    "missed": Wording("none known", "过期且未见报损记录"),
}
"""How the report of an invoice stands."""

FILE_WORDS: Final[Mapping[str, Wording]] = {
    "invoice": Wording("invoice", "发票"),
    "due": Wording("due", "到期日"),
    "days": Wording("days", "逾期天数"),
    "open": Wording("open", "未清金额"),
    "insured": Wording("insured", "保险损失"),
    "report_by": Wording("report by", "报损截止日"),
    "reported": Wording("reported", "报损日"),
    "claim_from": Wording("claim from", "可索赔起始日"),
    "claim_by": Wording("claim by", "索赔截止日"),
    "reason": Wording("why not all of it", "未全额承保的原因"),
    "presumed": Wording(
        "no log: where no report is known it is presumed made in time",
        "无日志：未见报损记录的，视为已按期报损",
    ),
    "claim-title": Wording(
        "claim {reference}: {customer}, {cause}", "索赔 {reference}：{customer}，{cause}"
    ),
    "report-title": Wording(
        "overdue report {reference}: {customer}, {cause}",
        "逾期报损 {reference}：{customer}，{cause}",
    ),
    "sums": Wording(
        "claimed {claimed}, insured loss {insured}, expected indemnity {expected}",
        "索赔金额 {claimed}，保险损失 {insured}，预计赔款 {expected}",
    ),
    "missing": Wording("missing: ", "缺少："),
}
"""What is told of a claim that is put together."""

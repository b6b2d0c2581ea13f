"""The words of covers and of the outbox in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.casework.insurers.states import State, Step
from ledgerguard.casework.insurers.writes import WriteKind
from ledgerguard.plugin.insurer import CoverKind, DecisionCode, ProgressState
from ledgerguard.policy.schema import Wording

KINDS: Final[Mapping[CoverKind, Wording]] = {
    "permanent": Wording("permanent", "长期限额"),
    "temporary": Wording("temporary", "临时限额"),
    "top-up": Wording("top-up", "超赔追加限额"),
    "discretionary": Wording("discretionary", "自行掌握限额"),
}
"""Kinds of cover."""

DECISIONS: Final[Mapping[DecisionCode, Wording]] = {
    "approved": Wording("approved", "批准"),
    "partly": Wording("approved in part", "部分批准"),
    "conditional": Wording("conditional", "附条件批准"),
    "refused": Wording("refused", "拒保"),
    "investigating": Wording("under investigation", "调查中"),
    "cancelled": Wording("cancelled", "已撤销"),
    "reduced": Wording("reduced", "已调减"),
}
"""What an insurer decides."""

PROGRESS: Final[Mapping[ProgressState, Wording]] = {
    "pending": Wording("pending", "处理中"),
    "done": Wording("done", "已办结"),
    "failed": Wording("failed", "未成功"),
}
"""What became of a write where no decision is told."""

NO_COVER: Final = Wording("no cover", "无承保")
"""Stands where the insurer answered that it has no line for the buyer."""

NOT_TOLD: Final = Wording("not told yet", "尚未答复")
TO_CONFIRM: Final = Wording("buyer to be confirmed", "买方待确认")

COLUMNS: Final[Mapping[str, Wording]] = {
    "customer_id": Wording("Customer ID", "客户编号"),
    "insurer": Wording("Insurer", "保险公司"),
    "reference": Wording("Buyer reference", "买方代码"),
    "decision": Wording("Decision", "决定"),
    "kind": Wording("Kind", "限额类型"),
    "amount": Wording("Amount", "金额"),
    "currency": Wording("Currency", "币种"),
    "valid_from": Wording("Valid from", "生效日"),
    "valid_to": Wording("Valid to", "到期日"),
    "condition": Wording("Condition", "附加条件"),
    "told_on": Wording("Told on", "答复日期"),
    "error": Wording("Last error", "最近一次错误"),
}
"""The columns of COVER_LINES, in their order."""

WRITES: Final[Mapping[WriteKind, Wording]] = {
    "limit": Wording("limit request", "限额申请"),
    "overdue": Wording("overdue report", "报损"),
    "claim": Wording("claim", "索赔"),
}
"""What is told to an insurer."""

STATES: Final[Mapping[State, Wording]] = {
    "prepared": Wording("to be confirmed", "待确认"),
    "confirmed": Wording("to be sent", "待发送"),
    "sending": Wording("being sent", "发送中"),
    "unsure": Wording("perhaps arrived", "是否送达不明"),
    "taken": Wording("taken by the insurer", "保险公司已受理"),
    "settled": Wording("decided", "已有决定"),
    "declined": Wording("not taken by the insurer", "保险公司不予受理"),
    "withdrawn": Wording("withdrawn", "已撤回"),
}
"""Where a write stands."""

STEPS: Final[Mapping[Step, Wording]] = {
    "prepared": Wording("To the insurer: prepared", "致保险公司：已拟定"),
    "confirmed": Wording("To the insurer: confirmed", "致保险公司：已确认"),
    "sending": Wording("To the insurer: handed over", "致保险公司：开始发送"),
    "unsent": Wording("To the insurer: not arrived", "致保险公司：未送达"),
    "unsure": Wording("To the insurer: perhaps arrived", "致保险公司：是否送达不明"),
    "taken": Wording("To the insurer: taken", "致保险公司：已受理"),
    "settled": Wording("To the insurer: decided", "致保险公司：已有决定"),
    "declined": Wording("To the insurer: not taken", "致保险公司：不予受理"),
    "withdrawn": Wording("To the insurer: withdrawn", "致保险公司：已撤回"),
}
"""What happened to a write."""

OUTBOX: Final[Mapping[str, Wording]] = {
    "key": Wording("key", "编号"),
    "insurer": Wording("insurer", "保险公司"),
    "what": Wording("what", "事项"),
    "customer": Wording("customer", "客户"),
    "amount": Wording("amount", "金额"),
    "state": Wording("state", "状态"),
    "since": Wording("since", "日期"),
    "ticket": Wording("insurer's reference", "保险公司编号"),
    "note": Wording("note", "备注"),
}
"""The columns of ``ledgerguard insurer outbox``."""

"""The words of the control nodes in English and Chinese: titles, states, evidence and advice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from ledgerguard.casework.customer_file.items import ITEMS
from ledgerguard.casework.nodes.evidence import NO_CURRENCY
from ledgerguard.casework.nodes.evidence_words import EVIDENCE
from ledgerguard.casework.nodes.records import Finding, Node, Phase, State, Value
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Language

TITLES: Final[Mapping[str, Wording]] = {
    "identity": Wording("Identity", "身份核实"),
    "registry": Wording("Registry", "工商登记"),
    "financials": Wording("Financials", "财务报表"),
    "scoring": Wording("Scoring", "信用评级"),
    "limit": Wording("Credit limit", "信用额度"),
    "terms_approval": Wording("Terms approval", "账期审批"),
    "contract": Wording("Contract", "合同"),
    "cover": Wording("Insurance cover", "保险限额"),
    "order_release": Wording("Order release", "订单放行"),
    "delivery_proof": Wording("Delivery proof", "收货凭证"),
    "invoice_accuracy": Wording("Invoice accuracy", "发票准确性"),
    "pre_due_reminder": Wording("Reminder before the due date", "到期前提醒"),
    "overdue_notice": Wording("Overdue notice", "逾期催告"),
    "stop_supply": Wording("Stop of supply", "停止供货"),
    "insurer_notice": Wording("Notice to the insurer", "向保险公司报损"),
    "claim_review": Wording("Claim or write-off review", "索赔或核销复核"),
}

PHASES: Final[Mapping[Phase, Wording]] = {
    "prevention": Wording("Prevention", "事前防范"),
    "contract": Wording("Contract and delivery", "合同与交货"),
    "collection": Wording("Collection", "催收"),
    "transfer": Wording("Transfer", "风险转移"),
}

STATE_WORDS: Final[Mapping[State, Wording]] = {
    "failed": Wording("failed", "未通过"),
    "due": Wording("due", "待办"),
    "open": Wording("open", "待查证"),
    "passed": Wording("passed", "通过"),
    "not-applicable": Wording("not applicable", "不适用"),
}

ADVICE: Final[Mapping[str, Mapping[State, Wording]]] = {
    "identity": {
        "failed": Wording(
            "Complete name, legal id and country; check them", "补全并核对名称、信用代码与国家"
        ),
        "due": Wording("Renew the identity check", "更新身份核实"),
        "open": Wording("Fill in name, legal id and country", "补录名称、信用代码与国家"),
    },
    "registry": {
        "failed": Wording(
            "No further delivery on credit until this is cleared", "查清之前不再赊销"
        ),
        "due": Wording("Look the register up again", "重新查询登记信息"),
        "open": Wording("Look the register up", "查询登记信息"),
    },
    "financials": {
        "failed": Wording("Ask for the latest statements", "索取最新财务报表"),
        "due": Wording(
            "Ask for the statements that are missing or run out", "索取缺少或即将过期的报表"
        ),
        "open": Wording("Ask for statements of two years", "索取两年的财务报表"),
    },
    "scoring": {
        "failed": Wording("Grade the customer anew", "重新评定信用等级"),
        "due": Wording("Prepare the review of the grade", "准备复评信用等级"),
        "open": Wording("Grade the customer", "评定信用等级"),
    },
    "limit": {
        "failed": Wording("Set a limit, or sell against payment only", "核定额度，否则仅限现款"),
        "due": Wording("Renew the limit before it ends", "在到期前续批额度"),
        "open": Wording("Set a limit before the first sale on credit", "首次赊销前核定额度"),
    },
    "terms_approval": {
        "failed": Wording(
            "Have limit and terms approved by the post that may", "由有权岗位审批额度与账期"
        ),
        "due": Wording("Have limit and terms approved", "提交额度与账期审批"),
        "open": Wording("Note who approved the terms, and when", "记录账期审批人与日期"),
    },
    "contract": {
        "failed": Wording("Sign a contract that holds every clause", "签订条款完备的合同"),
        "due": Wording("Check the clauses that nobody has looked at", "核对尚未确认的条款"),
        "open": Wording("Note whether a contract is signed", "记录合同签署情况"),
    },
    "cover": {
        "failed": Wording("Obtain cover, or lower what is open", "取得保险限额，或压降未清金额"),
        "due": Wording(
            "Ask the insurer for more, or bear the rest knowingly", "申请提高限额，或明确自担部分"
        ),
        "open": Wording(
            "Name the insurance of the customer, or none", "注明客户的保险条款或未投保"
        ),
    },
    "order_release": {
        "failed": Wording(
            "Release nothing; collect or take prepayment first", "暂不放行，先回款或预收"
        ),
        "due": Wording("Look at the order before it is released", "放行前复核订单"),
        "open": Wording("Set a limit; then release", "先核定额度，再放行"),
    },
    "delivery_proof": {
        "failed": Wording("Obtain the signed delivery notes now", "立即取得签收单"),
        "due": Wording("Confirm the receipt with the customer", "向客户确认收货"),
        "open": Wording("Note days of delivery and delivery notes", "记录交货日期与签收单"),
    },
    "invoice_accuracy": {
        "failed": Wording("Settle the dispute, or correct the invoice", "解决争议或更正发票"),
        "due": Wording("Complete the data; set off the credits", "补齐数据，核销贷项"),
        "open": Wording("Check the invoices", "复核发票"),
    },
    "pre_due_reminder": {
        "failed": Wording(
            "Go on with the notice; find out why nobody reminded", "转入催告，并查明漏发原因"
        ),
        "due": Wording("Send the reminder before the due date", "在到期日前发送提醒"),
        "open": Wording("Send the reminder", "发送提醒"),
    },
    "overdue_notice": {
        "failed": Wording("Take the step on the worklist today", "今日执行工作清单中的措施"),
        "due": Wording("Take the step on the worklist", "执行工作清单中的措施"),
        "open": Wording("Look at the worklist", "查看工作清单"),
    },
    "stop_supply": {
        "failed": Wording(
            "Stop deliveries now; tell the insurer of those made",
            "立即停止供货，并告知保险公司已交货情况",
        ),
        "due": Wording("Stop deliveries and note it", "停止供货并记录"),
        "open": Wording("Decide on a stop", "决定是否停止供货"),
    },
    "insurer_notice": {
        "failed": Wording(
            "Report at once and ask whether cover stands", "立即报损，并确认保障是否有效"
        ),
        "due": Wording("Report before the last day", "在最后期限前报损"),
        "open": Wording("Name the insurance and the invoice dates", "补充保险条款与开票日期"),
    },
    "claim_review": {
        "failed": Wording(
            "Ask the insurer, or decide on a provision today", "联系保险公司，或立即决定计提"
        ),
        "due": Wording("File the claim, or review for a write-off", "提出索赔，或复核是否核销"),
        "open": Wording("Review the oldest items", "复核最早的款项"),
    },
}

HEADERS: Final[Mapping[str, Wording]] = {
    "number": Wording("Number", "序号"),
    "node": Wording("Node", "控制节点"),
    "phase": Wording("Phase", "阶段"),
    "state": Wording("State", "状态"),
    "evidence": Wording("Evidence", "核查依据"),
    "owner": Wording("Owner", "负责岗位"),
    "due": Wording("Due", "期限"),
    "advice": Wording("Advice", "建议"),
    "customers": Wording("Customers failed", "未通过的客户"),
    "stake": Wording("At stake", "涉及金额"),
}

_CHOICES: Final = ("registry_status", "statements", "insurer_decision")
"""Items whose words evidence names."""

_ONE: Final = re.compile(r"\b1 (items|deliveries|clauses|years|days)\b")
_SINGULAR: Final = {
    "items": "item", "deliveries": "delivery", "clauses": "clause", "years": "year", "days": "day",
}  # fmt: skip
_STOP: Final[Mapping[Language, str]] = {"en": "; ", "zh": "；"}
_COMMA: Final[Mapping[Language, str]] = {"en": ", ", "zh": "、"}
_UNDATED: Final[Mapping[Language, str]] = {"en": "no date", "zh": "无日期"}


def title_of(key: str) -> Wording:
    """The title of a node."""
    return TITLES[key]


def advice_of(key: str, state: State) -> Wording | None:
    """What to do about a node in a state; None where nothing is to be done."""
    return ADVICE[key].get(state)


def evidence_of(node: Node, language: Language) -> str:
    """What a node has looked at, the worst first."""
    return _STOP[language].join(said(finding, language) for finding in node.evidence)


def said(finding: Finding, language: Language) -> str:
    """A finding in words."""
    wording = EVIDENCE[finding.code].in_language(language)
    values = [_shown(value, language) for value in finding.values]
    if "{all}" in wording:
        return wording.format(all=_COMMA[language].join(values))
    text = wording.format(*values)
    if language == "zh":
        return text
    return _ONE.sub(lambda match: f"1 {_SINGULAR[match[1]]}", text)


def owner_words(credit: CreditPolicy, post: str, language: Language) -> str:
    """A post as the charter calls it, with who holds it."""
    for entry in credit.charter:
        if entry.post == post:
            title = entry.title.in_language(language)
            holder = entry.holder or credit.holders.get(post, "")
            return f"{title} ({holder})" if holder else title
    return post


@cache
def _chinese() -> Mapping[str, str]:
    """The Chinese of the words of choices, as the vocabulary of the file has them."""
    found = {word: also[0] for key in _CHOICES for word, also in ITEMS[key].words.items()}
    return {"own": "自有", "temporary": "临时", NO_CURRENCY: "（无币种）", **found}


def _shown(value: Value, language: Language) -> str:
    if isinstance(value, Amount):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        if value in ITEMS:
            return ITEMS[value].title.in_language(language)
        words = _chinese() if language == "zh" else {}
        return words.get(value, value) or _UNDATED[language]
    return f"{value:,.15g}"

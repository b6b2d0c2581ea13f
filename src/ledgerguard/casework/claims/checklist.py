"""What an insurer wants to see with a claim, what of it is there, and who gets what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.casework.claims.causes import DEFAULT, INSOLVENCY
from ledgerguard.casework.claims.words import Told, the_same
from ledgerguard.casework.customer_file.evidence import Evidence, words_of_fact
from ledgerguard.policy.loss_causes import Cause
from ledgerguard.policy.schema import Wording

State = Literal["there", "missing", "not needed"]

STATES: Final[Mapping[State, Wording]] = {
    "there": Wording("there", "已备"),
    "missing": Wording("missing", "缺失"),
    "not needed": Wording("not needed", "不适用"),
}
INSURANCE: Final = Wording("credit insurance", "信用保险")
CONTROL: Final = Wording("credit control", "信用管理")
SALES: Final = Wording("sales", "销售")
LOGISTICS: Final = Wording("logistics", "物流")
LEGAL: Final = Wording("legal", "法务")
SAID: Final = Told("as the customer's file says", "见客户档案")
ACCOUNTS: Final = Wording("accounting", "财务核算")


@dataclass(frozen=True, slots=True)
class Paper:
    """Something that an insurer asks for."""

    key: str
    title: Wording
    why: Wording
    owner: Wording
    items: tuple[str, ...] = ()  # items of the customer's file that prove it
    each: bool = False  # one for each invoice
    sent: bool = True  # it goes to the insurer; otherwise we must know or do it ourselves


PAPERS: Final[Mapping[str, Paper]] = {
    paper.key: paper
    for paper in (
        Paper(
            "policy-number",
            Wording("Number of the policy", "保单号"),
            Wording("The insurer finds the contract by it", "保险公司据此确认保险合同"),
            INSURANCE,
            sent=False,
        ),
        Paper(
            "insured-rate",
            Wording("Insured share of the policy", "保单赔付比例"),
            Wording("Without it no indemnity can be expected", "缺少赔付比例无法估算赔款"),
            INSURANCE,
            sent=False,
        ),
        Paper(
            "limit",
            Wording("Limit in force at the delivery", "交货时有效的信用限额批复"),
            Wording(
                "Only what was delivered within a limit is insured",
                "仅限额有效期内且在限额以内的交货属于保险责任",
            ),
            INSURANCE,
            each=True,
            sent=False,
        ),
        Paper(
            "limit-grounds",
            Wording("Grounds of the discretionary limit", "自行掌握限额的依据"),
            Wording(
                "A limit that we set ourselves must rest on a report or on experience",
                "自行核定的限额须有资信报告或交易经验作为依据",
            ),
            CONTROL,
            ("limit_grounds", "report_score", "rating"),
        ),
        Paper(
            "report",
            Wording("Overdue report to the insurer", "逾期报损记录"),
            Wording(
                "A report after its day, or none, may cost the cover",
                "逾期未报或迟报可能丧失保障",
            ),
            INSURANCE,
            ("insurer_informed",),
            each=True,
            sent=False,
        ),
        Paper(
            "contract",
            Wording("Contract with terms of payment", "合同（含付款条件）"),
            Wording("It shows that the debt exists and when it was due", "证明债权成立及到期日"),
            SALES,
            ("contract_signed",),
        ),
        Paper(
            "order",
            Wording("Order of the customer", "客户订单"),
            Wording("It shows that the goods were ordered", "证明货物系客户订购"),
            SALES,
            ("customer_order",),
            each=True,
        ),
        Paper(
            "invoice",
            Wording("Copy of the invoice", "发票副本"),
            Wording("It shows amount, date and terms", "证明金额、日期及付款条件"),
            ACCOUNTS,
            ("invoice_copy",),
            each=True,
        ),
        Paper(
            "delivery",
            Wording("Proof of delivery", "收货凭证"),
            Wording("Without delivery there is no insured debt", "未交货则不存在被保险债权"),
            LOGISTICS,
            ("delivery_proof",),
            each=True,
        ),
        Paper(
            "dunning",
            Wording("Proof of dunning", "催收记录"),
            Wording("The insured must have tried to be paid", "被保险人须尽到催收义务"),
            CONTROL,
            ("dunning_proof",),
        ),
        Paper(
            "balance",
            Wording("Balance confirmed by the customer", "客户对账确认函"),
            Wording(
                "It answers later objections; the insurer can pay without it, but asks for it",
                "可排除事后异议；并非赔付的前提，但保险公司通常要求提供",
            ),
            CONTROL,
            ("balance_confirmed",),
        ),
        Paper(
            "dispute",
            Wording("Settlement of the dispute", "争议解决文件"),
            Wording(
                "A disputed debt is insured once it is settled or judged",
                "存在争议的债权须经和解或裁判确认后方可赔付",
            ),
            LEGAL,
            ("dispute_settled",),
            each=True,
        ),
        Paper(
            "insolvency",
            Wording("Proof of the insolvency", "破产证明文件"),
            Wording("It fixes the day of the loss", "据此确定损失发生日"),
            LEGAL,
            ("insolvency",),
        ),
        Paper(
            "filing",
            Wording("Debt filed in the proceedings", "债权申报回执"),
            Wording(
                "A debt that is not filed there is lost to the insurer",
                "未申报债权将损害保险公司的追偿权",
            ),
            LEGAL,
            ("debt_filed",),
        ),
        Paper(
            "political-event",
            Wording("Proof of the political event", "政治风险事件证明"),
            Wording(
                "The event must be official and after the delivery",
                "须为官方事件且发生于交货之后",
            ),
            LEGAL,
            ("event_proof",),
        ),
        Paper(
            "consent",
            Wording("Insurer's consent to the extension", "保险公司同意延期的书面文件"),
            Wording(
                "The due date was moved further than the policy lets us",
                "到期日的延展超出保单允许的范围",
            ),
            INSURANCE,
            ("extension_consent",),
            each=True,
        ),
        Paper(
            "vat",
            Wording("VAT in the invoices", "发票中的增值税"),
            Wording(
                "VAT is usually not insured; without a rate, 0 is assumed",
                "增值税通常不在承保范围；未注明税率的按 0 计算",
            ),
            ACCOUNTS,
            ("vat_rate",),
            sent=False,
        ),
    )
}  # fmt: skip
"""What is asked for, by key, in the order of a claim."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the checklist: a paper, for one invoice or for the whole claim."""

    paper: Paper
    invoice: str
    state: State
    evidence: Told


def by_paper(
    requirements: Iterable[Requirement],
) -> tuple[tuple[Paper, tuple[str, ...]], ...]:
    """Each paper with the invoices for which it stands there, in the order of the checklist."""
    found: dict[str, list[str]] = {}
    for one in requirements:
        found.setdefault(one.paper.key, []).extend(filter(None, [one.invoice]))
    return tuple((PAPERS[key], tuple(invoices)) for key, invoices in found.items())


@dataclass(frozen=True, slots=True)
class Asked:
    """What the checklist has to know of one invoice.

    Attributes:
        invoice: Its number; that of an instalment with its part.
        number: The number alone, as facts name it.
        limit: What is known of the limit at its delivery; blank: none was in force.
        own_limit: Whether that is the discretionary one.
        report: What is known of the report; blank: none was made.
        asks_report: Whether the policy asks for one.
        disputed: Whether the customer disputes it.
        needs_consent: Whether its due date was moved further than the policy allows.
    """

    invoice: str
    number: str
    limit: str
    own_limit: bool
    report: str
    asks_report: bool
    disputed: bool
    needs_consent: bool


def checklist(
    asked: Sequence[Asked],
    evidence: Evidence,
    cause: Cause,
    *,
    told: Mapping[str, Told],
) -> tuple[Requirement, ...]:
    """The whole checklist of a claim, in the order of ``PAPERS``.

    Args:
        asked: The invoices.
        evidence: What the customer's file proves.
        cause: Why the buyer does not pay.
        told: What is known without the customer's file, by key; blank for nothing.
    """
    needless = _needless(asked, cause)
    found: list[Requirement] = []
    for paper in PAPERS.values():
        if paper.key in needless:
            continue
        if paper.each:
            found += (
                Requirement(paper, one.invoice, *_of_invoice(paper, one, evidence))
                for one in asked
                if _is_asked(paper, one)
            )
            continue
        words = told.get(paper.key, Told())
        words = words if words.en else _proof(evidence, paper, "")
        found.append(Requirement(paper, "", "there" if words.en else "missing", words))
    return tuple(found)


def _needless(asked: Sequence[Asked], cause: Cause) -> set[str]:
    """What this claim does not need at all."""
    found = set()
    if not any(one.own_limit for one in asked):
        found.add("limit-grounds")
    if cause.key != INSOLVENCY:
        found |= {"insolvency", "filing"}
    if cause.kind != "political":
        found.add("political-event")
    if cause.key != DEFAULT:
        found.add("balance")
    return found


def _is_asked(paper: Paper, one: Asked) -> bool:
    asks = {
        "report": one.asks_report or bool(one.report),
        "dispute": one.disputed,
        "consent": one.needs_consent,
    }
    return asks.get(paper.key, True)


def _of_invoice(paper: Paper, one: Asked, evidence: Evidence) -> tuple[State, Told]:
    words = the_same({"limit": one.limit, "report": one.report}.get(paper.key, ""))
    words = words if words.en else _proof(evidence, paper, one.number)
    return ("there" if words.en else "missing"), words


def _proof(evidence: Evidence, paper: Paper, invoice: str) -> Told:
    fact = evidence.of(paper.items, invoice) if paper.items else None
    if fact is None:
        return Told()
    words = words_of_fact(fact)
    return the_same(words) if words else SAID

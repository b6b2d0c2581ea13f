"""What a back-test shows, in words: its figures, its tables, and what it cannot know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ledgerguard.casework.backtest_counts import SPARED_DAYS
from ledgerguard.casework.backtest_records import Backtest, CoverOutcome, LevelOutcome, Outcome
from ledgerguard.casework.records import STATEMENT
from ledgerguard.ledger.currency import to_major
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Language, from_serial


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the comparison: its words, and what it is for a policy."""

    words: Wording
    value: Callable[[Outcome], Cell]
    part: bool = False  # of the row above


FIGURES: Final = (
    Figure(Wording("Contacts with customers", "联系客户次数"), lambda o: o.contacts),
    Figure(Wording("of these with a letter", "其中附信函"), lambda o: o.letters, part=True),
    Figure(Wording("of these by phone", "其中电话"), lambda o: o.calls, part=True),
    Figure(Wording("of these statements of account", "其中对账单"),
           lambda o: o.statements, part=True),
    Figure(Wording("Approvals asked for", "需审批次数"), lambda o: o.approvals),
    Figure(Wording("Reports and claims to the insurer", "向保险公司报损、索赔次数"),
           lambda o: o.to_insurer),
    Figure(Wording("Customers contacted", "所联系客户数"), lambda o: o.customers),
    Figure(Wording("Invoices contacted about", "所涉发票数"), lambda o: o.items_heard),
    Figure(Wording("Invoices paid in full in the period", "期内付清发票数"), lambda o: o.settled),
    Figure(Wording("of these before any contact", "其中首次联系前已付清"),
           lambda o: o.settled_unheard, part=True),
    Figure(
        Wording(
            f"Contacts where all was paid within {SPARED_DAYS} days",
            f"联系后 {SPARED_DAYS} 日内全部付清的联系",
        ),
        lambda o: o.spared,
    ),
    Figure(Wording("Most contacts to one customer in a month", "单一客户单月最多联系次数"),
           lambda o: o.busiest.contacts if o.busiest else 0),
    Figure(Wording("which customer", "该客户"),
           lambda o: f"{o.busiest.customer}, {o.busiest.month}" if o.busiest else "", part=True),
)  # fmt: skip
"""The comparison, row by row."""

LEVEL_HEADERS: Final = (
    Wording("Policy", "政策"),
    Wording("Ladder", "阶梯"),
    Wording("Level", "级别"),
    Wording("Action", "措施"),
    Wording("Tasks", "任务"),
    Wording("Invoices", "发票"),
    Wording("Median days past due", "逾期天数中位数"),
    Wording("Mean days past due", "平均逾期天数"),
    Wording("Paid without it", "未经此步即付清"),
)

COVER_HEADERS: Final = (
    Wording("Policy", "政策"),
    Wording("Currency", "币种"),
    Wording("To be reported", "应报损"),
    Wording("In time", "按时"),
    Wording("Late", "迟报"),
    Wording("Never", "未报损"),
    Wording("Cover kept", "保住的保障"),
    Wording("Cover lost", "丧失的保障"),
    Wording("of it still unpaid", "其中仍未付款"),
    Wording("In time by the ladder alone", "仅按阶梯：按时"),
    Wording("Cover lost by the ladder alone", "仅按阶梯：丧失保障"),
)

MONTHS: Final = Wording("Contacts by month", "各月联系次数")
TIMING: Final = Wording("Days past due at each level (median)", "各级别的逾期天数（中位数）")
TITLE: Final = Wording("Back-test of escalation policies", "催收政策回测")
COMPARISON: Final = Wording("Comparison", "对比")
LEVELS: Final = Wording("Levels", "级别")
COVER: Final = Wording("Cover", "信用保险")
MONTH: Final = Wording("Month", "月份")
LIMITS_TITLE: Final = Wording("What a back-test cannot know", "回测无法得知的内容")

_LIMITS: Final = (
    Wording(
        "How customers would have reacted: nobody can know whether an earlier or a firmer letter "
        "would have brought the money sooner.",
        "客户会作何反应：更早或更严厉的信函能否使款项更早到账，无从得知。",
    ),
    Wording(
        "Payments are those that really came in, under whatever was done then. A contact counted "
        f"as paid within {SPARED_DAYS} days may have been needless, or may be what brought "
        "the payment about.",
        f"付款均为实际到账，系当时做法的结果。计入“{SPARED_DAYS} 日内付清”的联系可能并无必要，"
        "也可能正是付款的原因。",
    ),
    Wording(
        "Every task counts as done on the day on which it is put up; in practice some wait.",
        "所有任务均视为在列出当日完成；实际上部分任务会延后。",
    ),
    Wording(
        "Invoices and payments are seen as they were known on each day. Disputes, due dates and "
        "part payments are seen as the ledger knows them today: it keeps no older state.",
        "发票与付款按各日当时所知计算；争议、到期日与部分付款只能按台账现状计算，台账不保留旧状态。",
    ),
    Wording(
        "Promises, holds and overrides are in a log, not in the ledger: there are none here.",
        "承诺付款、暂停催收与人工调整记录在日志而非台账中，本回测不含此类信息。",
    ),
)


def limits(found: Backtest, language: Language) -> list[str]:
    """What the back-test cannot know, and how it was made: one sentence or two each."""
    made = Wording(
        f"The replay begins on {from_serial(found.warm_from)}, with earlier steps presumed done; "
        f"what it does before {from_serial(found.first)} is not counted. Disputed today: "
        f"{found.disputed} of {found.items} invoices.",
        f"回放自 {from_serial(found.warm_from)} 开始，此前各步视为已完成；"
        f"{from_serial(found.first)} 之前不计数。目前有争议的发票：{found.items} 张中的 "
        f"{found.disputed} 张。",
    )
    said = [*_LIMITS, made]
    if any(outcome.cover for outcome in found.outcomes):
        said.append(
            Wording(
                "Cover is the open amount on the last day to report, times the insured rate; it is "
                "at stake only where the customer does not pay. Each currency stands by itself.",
                "保障金额为报损截止日的未付金额乘以赔付比例，仅在客户最终不付款时才有意义；"
                "各币种分别列示。",
            )
        )
    return [one.in_language(language) for one in said]


def level_cells(name: str, level: LevelOutcome, language: Language) -> list[Cell]:
    """A row of the table of levels; days are blank where no invoice reached the level."""
    return [
        name,
        level.ladder,
        level.level if level.level < STATEMENT else "",
        level.action.in_language(language),
        level.tasks,
        level.items,
        level.median_days,
        level.mean_days,
        level.paid_without,
    ]


def cover_cells(name: str, cover: CoverOutcome) -> list[Cell]:
    """A row of the table of cover; amounts in the currency's major unit."""
    kept, lost, unpaid, alone = (
        to_major(minor, cover.currency)
        for minor in (cover.kept, cover.lost, cover.lost_unpaid, cover.ladder_lost)
    )
    return [
        name, cover.currency, cover.items, cover.in_time, cover.late, cover.never,
        kept, lost, unpaid, cover.ladder_in_time, alone,
    ]  # fmt: skip


def subtitle(found: Backtest, language: Language) -> str:
    """Period and pace of the replay."""
    span = f"{from_serial(found.first)} – {from_serial(found.last)}"
    pace = Wording(
        "a run a day" if found.every == 1 else f"a run every {found.every} days",
        "每日运行" if found.every == 1 else f"每 {found.every} 日运行一次",
    )
    words = Wording(
        f"{span}, {pace.en}, {found.items:,} invoice{'s' * (found.items != 1)}",
        f"{span}，{pace.zh}，{found.items:,} 张发票",
    )
    return words.in_language(language)

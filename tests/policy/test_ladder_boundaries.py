"""Every boundary of every packaged ladder: the day before, the day itself, the day after.

The days are typed from the articles and from the issue that asked for the ladders, and counted on a
calendar; friendly and sme have days of our own, typed from the comments in escalation.toml.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ledgerguard.catalogue import packaged
from ledgerguard.cells.evaluate import evaluate
from ledgerguard.errors import NotAvailable
from ledgerguard.policy.escalation import escalation_stage, next_action, next_stage_date
from ledgerguard.policy.load import ladder_names

DUE = dt.date(2024, 6, 30)
DELIVERED = dt.date(2024, 5, 31)
ONE = dt.timedelta(1)

LADDERS = {
    "five-stage": [
        ("2024-06-23", "Friendly reminder", "发送温馨提醒"),  # 7 days before
        ("2024-07-03", "Formal dunning letter", "启动正式催告"),  # 3
        ("2024-07-15", "Escalate to legal", "升级法务介入"),  # 15
        ("2024-07-30", "Notify the credit insurer", "启动保险理赔"),  # 30
        ("2024-09-28", "Hand over to a collection agency", "移交专业机构"),  # 90
    ],
    "three-stage": [
        ("2024-06-25", "Send statement and payment reminder", "发送电子对账单与付款提醒"),
        ("2024-07-01", "Call and write (start by day 15)", "电话催收与书面通知（15 日内启动）"),
        ("2024-07-30", "Hand over to legal", "移交专业法务团队处理"),
    ],
    "monitoring": [
        ("2024-06-07", "Confirm receipt of the goods", "确认收货凭证"),  # delivery + 7
        ("2024-06-15", "Send payment reminder", "发送付款提醒"),  # 15 days before
        ("2024-07-30", "Formal collection, legal letter", "启动正式催收，发出法律函件"),  # 30
    ],
    "friendly": [
        ("2024-07-01", "Friendly reminder", "友好提醒催收"),  # 1
        ("2024-07-15", "Formal dunning letter", "发送正式催款函"),  # 15
        ("2024-07-30", "Stop supply", "暂停供货或服务"),  # 30
        ("2024-08-29", "Legal action", "采取法律手段"),  # 60
    ],
    "sme": [
        ("2024-06-27", "Electronic reminder", "发送电子提醒"),  # 3 days before
        ("2024-07-07", "Second electronic reminder", "再次发送电子提醒"),  # 7
        ("2024-07-15", "Last electronic reminder", "发送最后一次电子提醒"),  # 15
        ("2024-07-30", "Hand over to a collection agency", "委托专业机构处理"),  # 30
    ],
}
BOUNDARIES = [
    pytest.param(name, number, id=f"{name}-{number}")
    for name, levels in LADDERS.items()
    for number in range(1, len(levels) + 1)
]


def test_the_table_holds_every_packaged_ladder() -> None:
    assert tuple(LADDERS) == ladder_names()


@pytest.mark.parametrize(("name", "number"), BOUNDARIES)
def test_a_boundary(name: str, number: int) -> None:
    levels = LADDERS[name]
    text, english, chinese = levels[number - 1]
    day = dt.date.fromisoformat(text)

    def stage(at: dt.date) -> int:
        return escalation_stage(DUE, at, name, DELIVERED)

    assert (stage(day - ONE), stage(day), stage(day + ONE)) == (number - 1, number, number)
    assert next_stage_date(DUE, day - ONE, name, DELIVERED) == day
    assert next_action(DUE, day - ONE, name, DELIVERED) == f"{text}: {english}"
    assert next_action(DUE, day - ONE, name, DELIVERED, language="zh") == f"{text}：{chinese}"
    for at in (day, day + ONE):
        if number == len(levels):
            with pytest.raises(NotAvailable, match=f"the last one of the ladder {name}"):
                next_stage_date(DUE, at, name, DELIVERED)
            with pytest.raises(NotAvailable, match=f"the last one of the ladder {name}"):
                next_action(DUE, at, name, DELIVERED)
        else:
            following, action, _ = levels[number]
            assert next_stage_date(DUE, at, name, DELIVERED) == dt.date.fromisoformat(following)
            assert next_action(DUE, at, name, DELIVERED) == f"{following}: {action}"


@pytest.mark.parametrize(("name", "number"), BOUNDARIES)
def test_the_same_in_a_cell(name: str, number: int) -> None:
    text, _, _ = LADDERS[name][number - 1]
    serial = (dt.date.fromisoformat(text) - dt.date(1899, 12, 30)).days
    due, delivered = "DATE(2024,6,30)", "DATE(2024,5,31)"
    call = f'=ESCALATION_STAGE({due}, {{at}}, "{name}", {delivered})'
    found = [evaluate(call.format(at=at), packaged()) for at in (serial - 1, serial, serial + 1)]
    assert found == [number - 1, number, number]


@pytest.mark.parametrize(
    ("name", "stage"),
    [("five-stage", 1), ("three-stage", 1), ("monitoring", 2), ("friendly", 0), ("sme", 1)],
)
def test_the_due_day_itself(name: str, stage: int) -> None:
    assert escalation_stage(DUE, DUE, name, DELIVERED) == stage


@pytest.mark.parametrize("grace", [1, 10])
@pytest.mark.parametrize(("name", "number"), BOUNDARIES)
def test_grace_shifts_all_but_the_delivery(name: str, number: int, grace: int) -> None:
    day = dt.date.fromisoformat(LADDERS[name][number - 1][0])
    if (name, number) != ("monitoring", 1):
        day += dt.timedelta(grace)
    before, after = (escalation_stage(DUE, at, name, DELIVERED, grace) for at in (day - ONE, day))
    assert (before, after) == (number - 1, number)


def test_month_end_and_previous_by_hand() -> None:
    ladder: list[list[Any]] = [
        [10, "month-end", "statement"],
        [5, "previous", "call"],
        [40, "due", "notice"],
    ]
    # 25 January + 10 is 4 February; that month ends on the 29th; + 5 is 5 March, as is 25 + 40.
    due = dt.date(2024, 1, 25)
    found = [
        escalation_stage(due, dt.date.fromisoformat(at), ladder)
        for at in ("2024-02-28", "2024-02-29", "2024-03-04", "2024-03-05")
    ]
    assert found == [0, 1, 1, 3]
    assert next_action(due, dt.date(2024, 2, 28), ladder) == "2024-02-29: statement"
    assert next_action(due, dt.date(2024, 2, 29), ladder) == "2024-03-05: call"

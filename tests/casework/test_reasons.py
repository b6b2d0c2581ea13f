"""Reasons in words: every code that arises has its words, in both languages."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from ledger_rows import DAY, Row, frame_of

import ledgerguard.casework
from ledgerguard.casework.engine import derive
from ledgerguard.casework.history import History
from ledgerguard.casework.reasons import held_words, if_she_waits, said, why
from ledgerguard.casework.records import STATEMENT, Held, HoldReason, Reason, Task
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.ladder_file import Block
from ledgerguard.policy.schema import Wording
from ledgerguard.units import serial

OCTOBER, NOVEMBER = serial(dt.date(2026, 10, 16)), serial(dt.date(2026, 11, 20))
SAID = {
    Reason("level", (3, OCTOBER)): ("level 3 since 2026-10-16", "自 2026-10-16 起第 3 级"),
    Reason("catch-up", (OCTOBER, 15)): (
        "15 days behind",
        "已迟 15 天",
    ),
    Reason("override", ("fair", NOVEMBER)): (
        'set by hand until 2026-11-20: "fair"',
        "人工指定至 2026-11-20：“fair”",
    ),
    Reason("promise-broken", (OCTOBER,)): (
        "promise to pay by 2026-10-16 not kept",
        "未按承诺于 2026-10-16 付款",
    ),
    Reason("clock", ("exim-like",)): ("insured under exim-like", "按 exim-like 投保"),
    Reason("cover-lost", (OCTOBER, -15)): (
        "deadline of the cover passed on 2026-10-16",
        "保障期限已于 2026-10-16 届满",
    ),
    Reason("cover-until", (NOVEMBER, 20)): (
        "cover is lost after 2026-11-20",
        "2026-11-20 之后丧失保障",
    ),
    Reason("statement", (30, NO_DAY)): ("a statement every 30 days", "每 30 天对账一次"),
    Reason("statement", (30, OCTOBER)): (
        "a statement every 30 days, the last one on 2026-10-16",
        "每 30 天对账一次，上次为 2026-10-16",
    ),
    Reason("proposed", (OCTOBER,)): ("on the list since 2026-10-16", "自 2026-10-16 起列入清单"),
    Reason("remark", ("acme-risk", "their buyer is on leave")): (
        'acme-risk remarks: "their buyer is on leave"',
        "acme-risk 提示：“their buyer is on leave”",
    ),
    Reason("priority", (0.69, 0.8, 0.5, 1.0)): (
        "priority: age 0.69 × amount 0.80 × risk 0.50 × cover 1.00",
        "优先级：账龄 0.69 × 金额 0.80 × 风险 0.50 × 保障 1.00",
    ),
}


def codes_in(module: Path) -> Iterator[str]:
    """The codes of the reasons that a module makes, also where a name stands for one."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Reason"):
            continue
        code = call.args[0]
        if isinstance(code, ast.Constant):
            yield str(code.value)
            continue
        assert isinstance(code, ast.Name), ast.dump(call)
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == code.id:
                assert isinstance(node.value, ast.IfExp)
                for branch in (node.value.body, node.value.orelse):
                    yield ast.literal_eval(branch)


def test_every_code_that_arises_has_words() -> None:
    folder = Path(ledgerguard.casework.__file__).parent
    own_words = {folder / "decisions", folder / "watch"}  # and tests of their own
    modules = (path for path in folder.rglob("*.py") if path.parent not in own_words)
    found = {code for module in modules for code in codes_in(module)}
    assert {"level", "cover-lost", "cover-until", "priority"} <= found  # the search does find
    assert found == {reason.code for reason in SAID}


@pytest.mark.parametrize("reason", SAID, ids=lambda reason: reason.code)
def test_a_reason_in_words(reason: Reason) -> None:
    assert (said(reason, "en"), said(reason, "zh")) == SAID[reason]


def task(**changes: object) -> Task:
    """A reminder that is 10 days past due, without any cover."""
    found = derive(frame_of([Row(due=DAY - 10)]), load_policy("five-stage"), History(), DAY)
    return replace(found.worklist.tasks[0], **changes)  # type: ignore[arg-type]


def past_due(days: int, **changes: object) -> Task:
    one = task()
    return replace(one, items=(replace(one.items[0], days_past_due=days),), **changes)  # type: ignore[arg-type]


def test_why_begins_with_the_days_and_ends_with_the_priority() -> None:
    reasons = (Reason("level", (3, OCTOBER)), Reason("priority", (0.69, 0.8, 0.5, 1.0)))
    assert why(past_due(62, reasons=reasons), "en") == (
        "62 days past due; level 3 since 2026-10-16; "
        "priority: age 0.69 × amount 0.80 × risk 0.50 × cover 1.00"
    )
    assert why(past_due(62, reasons=reasons), "zh").startswith(
        "逾期 62 天；自 2026-10-16 起第 3 级；"
    )


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (1, "1 day past due", "逾期 1 天"),
        (0, "due today", "今日到期"),
        (-7, "due in 7 days", "7 天后到期"),
    ],
)
def test_the_due_date_is_told_from_both_sides(days: int, english: str, chinese: str) -> None:
    one = past_due(days, reasons=())
    assert (why(one, "en"), why(one, "zh")) == (english, chinese)


def test_a_statement_speaks_of_no_due_date() -> None:
    one = task(level=STATEMENT, reasons=(Reason("statement", (30, NO_DAY)),))
    assert why(one, "en") == "a statement every 30 days"


NEXT = Wording("Escalate to legal", "升级法务介入")


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        (
            {"next_action": NEXT, "next_on": OCTOBER},
            "2026-10-16: Escalate to legal",
            "2026-10-16：升级法务介入",
        ),
        # The earlier of the two: the cover here, the ladder in the next.
        (
            {"next_action": NEXT, "next_on": NOVEMBER, "days_to_cover_loss": 2}
            | {"cover_until": OCTOBER},
            "2026-10-16: last day of the cover",
            "2026-10-16：保障最后一日",
        ),
        (
            {"next_action": NEXT, "next_on": OCTOBER, "days_to_cover_loss": 37}
            | {"cover_until": NOVEMBER},
            "2026-10-16: Escalate to legal",
            "2026-10-16：升级法务介入",
        ),
        (
            {"days_to_cover_loss": 0, "cover_until": OCTOBER},
            "2026-10-16: last day of the cover",
            "2026-10-16：保障最后一日",
        ),
        (
            {"days_to_cover_loss": -1, "cover_until": OCTOBER},
            "the deadline of the cover has passed: ask the insurer",
            "保障期限已过：请联系保险公司",
        ),
        ({}, "the ladder ends here", "阶梯至此为止"),
        (
            {"track": "cover"},
            "no deadline is known: name the insurance in the policy",
            "期限未知：请在政策中注明保险条款",
        ),
    ],
)
def test_what_follows_if_nobody_acts(
    changes: dict[str, object], english: str, chinese: str
) -> None:
    one = task(**({"next_action": None, "next_on": NO_DAY, "days_to_cover_loss": None} | changes))
    assert (if_she_waits(one, "en"), if_she_waits(one, "zh")) == (english, chinese)


def held_in(module: Path) -> Iterator[str]:
    """The reasons for which a module holds an item back; a freeze gives its own kind."""
    for call in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        if getattr(call.func, "id", "") == "Held" and isinstance(call.args[3], ast.Constant):
            yield str(call.args[3].value)  # of a whole step, not of a row
        if getattr(call.func, "attr", "") != "hold":
            continue
        reason = call.args[1]
        if isinstance(reason, ast.Constant):
            yield str(reason.value)
        else:
            assert ast.unparse(reason) == "freeze.block"
            yield from get_args(Block)


def test_every_reason_to_hold_arises() -> None:
    folder = Path(ledgerguard.casework.__file__).parent
    found = {reason for module in folder.rglob("*.py") for reason in held_in(module)}
    assert found == set(get_args(HoldReason))


@pytest.mark.parametrize("reason", get_args(HoldReason))
def test_every_reason_to_hold_has_words_and_its_day(reason: HoldReason) -> None:
    (item,) = task().items
    frozen = Held(item, "Customer", 2, reason, NO_DAY)
    english, chinese = held_words(frozen, "en"), held_words(frozen, "zh")
    assert english.isascii()
    assert not chinese.isascii()
    dated = replace(frozen, until=NOVEMBER, words="ask Bob")
    assert held_words(dated, "en") == f'{english} until 2026-11-20: "ask Bob"'
    assert held_words(dated, "zh") == f"{chinese}，至 2026-11-20：“ask Bob”"

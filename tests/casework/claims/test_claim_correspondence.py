"""What the log tells an insurer: in order, about this buyer, and only what it proves."""

from __future__ import annotations

from claim_desk import AS_OF, ROWS, Desk, claim_of, day, key, reported
from collector import ledger

from ledgerguard.casework import runs
from ledgerguard.casework.claims import recording
from ledgerguard.casework.claims.correspondence import Contact, in_words
from ledgerguard.casework.claims.folder import correspondence_text
from ledgerguard.casework.events import (
    OPENING,
    Dispute,
    DisputeClosed,
    Done,
    Event,
    Hold,
    HoldLifted,
    Override,
    Promise,
    Reply,
    Scope,
    StepDone,
)
from ledgerguard.ledger.amount import Amount

BUYER = Scope("", "A")
ITEM = Scope("", "A", key("A-1"))


def step(level: int, kind: str, on: int, *, ladder: str = "five-stage", task: str = "t") -> Done:
    steps = (StepDone(key("A-1"), level, kind, day(2023, 12, 1)),)
    return Done(
        f"{task}-{on}", "customer", "", "A", "EUR", ladder, level, kind, on, steps, "email", "sent"
    )


def told(*events: Event) -> list[str]:
    with Desk(*events) as desk:
        return [in_words(one, "en") for one in desk.claim().correspondence]


def test_lines_come_in_the_order_of_the_days() -> None:
    lines = told(
        Reply(ITEM, day(2024, 1, 9), "phone", "We will pay.\nSoon."),
        Promise(ITEM, day(2024, 1, 20), day(2024, 1, 9), amount=5_000_000, note="by mail"),
        Promise(BUYER, day(2024, 3, 1), day(2024, 2, 1)),
        step(2, "notice", day(2024, 1, 5)),
        Dispute(ITEM, day(2024, 1, 12), "Quantity"),
        DisputeClosed(ITEM, day(2024, 1, 15), "counted together"),
        Hold(BUYER, day(2024, 1, 16), day(2024, 1, 19), "letter on its way"),
        HoldLifted(BUYER, day(2024, 1, 17)),
    )
    assert lines == [
        "2024-01-05 | to the customer | Formal dunning letter | A-1: E-mail; sent",
        "2024-01-09 | from the customer | Reply | A-1: Phone; We will pay. Soon.",
        "2024-01-09 | from the customer | Promise to pay | A-1: "
        "by 2024-01-20: EUR 50,000.00; by mail",
        "2024-01-12 | from the customer | Dispute | A-1: Quantity",
        "2024-01-15 | internal | Dispute settled | A-1: counted together",
        "2024-01-16 | internal | Hold: letter on its way; until 2024-01-19",
        "2024-01-17 | internal | Hold lifted",
        "2024-02-01 | from the customer | Promise to pay: by 2024-03-01",
    ]


def test_only_what_is_about_this_buyer_and_proves_something_is_told() -> None:
    other = Scope("", "B")
    lines = told(
        Reply(other, day(2024, 1, 9), "phone", "Not we."),
        Dispute(Scope("", "A", key("A-1", currency="USD")), day(2024, 1, 12), "in dollars"),
        Override(BUYER, day(2024, 1, 12), 3, day(2024, 2, 1), "our own matter"),
        Done(OPENING, "customer", "", "A", "EUR", "five-stage", 2, "notice", day(2024, 1, 1), ()),
    )
    assert lines == []


def test_a_step_of_a_ladder_that_is_gone_is_called_by_its_kind() -> None:
    beyond = told(step(9, "call", day(2024, 1, 5)))
    assert beyond == ["2024-01-05 | to the customer | Call | A-1: E-mail; sent"]
    gone = told(step(2, "notice", day(2024, 1, 5), ladder="gone"))
    assert gone == ["2024-01-05 | to the customer | Formal notice | A-1: E-mail; sent"]


def test_a_due_date_is_told_moved_on_the_day_of_the_run_that_found_it() -> None:
    moved = [
        (name, one._replace(due=day(2024, 1, 15)) if name == "A-1" else one) for name, one in ROWS
    ]
    with Desk(reported(day(2024, 1, 3), "A-1")) as desk:
        runs.run(ledger(moved), desk.policy, desk.log, day(2024, 1, 11))
        found = [one for one in desk.claim(rows=moved).correspondence if one.direction != "insurer"]
        again = [in_words(one, "en") for one in found]
    assert again == [
        "2024-01-11 | internal | Due date changed | A-1: from 2023-12-01 to 2024-01-15"
    ]


def test_a_claim_and_what_follows_stand_there_once() -> None:
    with Desk(reported(day(2024, 2, 20), "A-1", "A-2")) as desk:
        recording.record_claim(desk.log, desk.claim(["A-1"]), desk.policy)
        name = desk.claim(["A-1"]).earlier[0].claim
        recording.record_status(desk.log, name, "acknowledged", AS_OF + 3)
        recording.record_recovery(desk.log, name, AS_OF + 5, Amount(100_000, "EUR"), note="baker")
        claim = desk.claim(as_of=AS_OF + 9)
        lines = [in_words(one, "zh") for one in claim.correspondence[1:]]
        text = correspondence_text(claim, "zh")
        rows = [row.number for row in desk.log.rows(kind="claim-filed")]
    assert lines == [
        f"2024-07-20 | 保险公司 | 提出索赔 | A-1：{name}；EUR 112,800.00",
        f"2024-07-23 | 保险公司 | 索赔状态：{name}；已受理",
        f"2024-07-25 | 保险公司 | 追回款项：{name}；EUR 1,000.00；baker",
    ]
    assert f"[{rows[0]} " in text
    assert "无" in correspondence_text(claim_of(), "zh").splitlines()[-1]


def test_a_step_is_proof_of_dunning() -> None:
    with Desk(step(2, "notice", day(2024, 1, 5))) as desk:
        claim = desk.claim()
    (dunning,) = [one for one in claim.requirements if one.paper.key == "dunning"]
    assert dunning.state == "there"
    assert dunning.evidence.en == "1 step in the log, the last one on 2024-01-05"
    with Desk(step(2, "notice", day(2024, 1, 5)), step(3, "call", day(2024, 1, 9))) as desk:
        found = desk.claim()
    (dunning,) = [one for one in found.requirements if one.paper.key == "dunning"]
    assert dunning.evidence.zh == "日志记录 2 次，最近一次 2024-01-09"
    assert isinstance(found.correspondence[0], Contact)

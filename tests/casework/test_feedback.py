"""A filled worklist read back: what is taken, in whose name, and what is rejected and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled_worklist import HEADER_ROW, TODAY, Worklist, date, worklist
from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework import runs
from ledgerguard.casework.events import (
    Dispute,
    Done,
    Hold,
    Promise,
    Reassessed,
    Reply,
    Scope,
    StepDone,
)
from ledgerguard.casework.feedback import read_feedback
from ledgerguard.casework.feedback_columns import FIELDS, ID, RowId, field_of, row_id
from ledgerguard.casework.records import ItemKey
from ledgerguard.errors import InvalidValue, LedgerError
from ledgerguard.policy.firm import load_policy
from ledgerguard.store.log import Log
from ledgerguard.workbooks.worklist import build


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Worklist]:
    with worklist(tmp_path) as made:
        yield made


def scope(invoice: int) -> Scope:
    return Scope("", "A", ItemKey("", "A", "EUR", f"I{invoice}"))


A, B = Scope("", "A"), Scope("North", "B")


def test_done_with_channel_and_reply(filled: Worklist) -> None:
    task = filled.task("B")
    filled.fill(task.id, done_on=date(DAY + 1), channel="Phone", note="+ calls back; =SUM(1)")
    found = filled.read()
    key = ItemKey("North", "B", "JPY", "I5")
    assert found.events == (
        Done(
            task.id, "customer", "North", "B", "JPY", "five-stage", 2, "notice", DAY + 1,
            (StepDone(key, 2, "notice", DAY - 20),), "phone",
        ),
        Reply(B, DAY + 1, "phone", "+ calls back; =SUM(1)"),
    )  # fmt: skip
    assert found.rejected == ()
    told = [(line.sheet, line.task, line.field, line.value) for line in found.accepted]
    assert told == [
        ("Today", task.id, "Done on", date(DAY + 1).isoformat()),
        ("Today", task.id, "Channel used", "Phone"),
        ("Today", task.id, "Reply / note", "+ calls back; =SUM(1)"),
    ]


def test_chinese_headers_and_words(tmp_path: Path) -> None:
    with worklist(tmp_path, "zh") as filled:
        task = filled.task("A")
        filled.fill(task.id, done_on="2024年2月29日", channel="电话")
        (event,) = filled.read().events
        assert isinstance(event, Done)
        assert (event.on, event.channel) == (DAY + 1, "phone")


def test_a_promise_of_everything_concerns_every_item_of_the_task(filled: Worklist) -> None:
    filled.fill(filled.task("A").id, promise_by=date(DAY + 9), note="by transfer")
    assert filled.read().events == (
        *(Promise(scope(i), DAY + 9, DAY, 0, "by transfer") for i in (2, 3, 4)),
        Reply(A, DAY, "email", "by transfer"),
    )


def test_a_promised_amount_is_spent_on_the_oldest_first(filled: Worklist) -> None:
    # 250.00 = 100.00 (due 40 days ago, all of it) + 150.00 of 200.00; nothing of the newest.
    filled.fill(filled.task("A").id, promise_by=date(DAY + 9), promise_amount=250)
    assert filled.read().events == (
        Promise(scope(4), DAY + 9, DAY, 0),
        Promise(scope(3), DAY + 9, DAY, 15_000),
    )


def test_an_amount_is_read_in_its_own_currency(filled: Worklist) -> None:
    filled.fill(filled.task("B").id, promise_by=date(DAY + 9), promise_amount=1234.0)
    (promise,) = filled.read().events
    assert isinstance(promise, Promise)
    assert promise.amount == 1234  # yen have no decimals


def test_what_an_item_says_prevails_over_its_task(filled: Worklist) -> None:
    task = filled.task("A")
    place = 1 + [str(item.key) for item in task.items].index("I3")
    filled.fill(task.id, promise_by=date(DAY + 9), dispute="Price")
    filled.fill(f"{task.id}/{place}", promise_by=date(DAY + 20), dispute="Quality", note="late")
    assert set(filled.read().events) == {
        Promise(scope(2), DAY + 9, DAY),
        Promise(scope(4), DAY + 9, DAY),
        Promise(scope(3), DAY + 20, DAY, 0, "late"),
        Dispute(scope(2), DAY, "Price"),
        Dispute(scope(4), DAY, "Price"),
        Dispute(scope(3), DAY, "Quality"),
        Reply(scope(3), DAY, "email", "late"),
    }


def test_items_that_all_speak_for_themselves_leave_nothing_to_their_task(filled: Worklist) -> None:
    task = filled.task("B")
    filled.fill(task.id, promise_by=date(DAY + 9), dispute="Price")
    filled.fill(f"{task.id}/1", promise_by=date(DAY + 20), dispute="Quality")
    found = filled.read()
    assert len(found.events) == 2
    assert {line.reason for line in found.rejected} == {
        "every item of the task says so in a row of its own"
    }


def test_a_hold_concerns_the_customer_or_one_item(filled: Worklist) -> None:
    task = filled.task("A")
    filled.fill(task.id, hold_until=date(DAY + 5), hold_reason="Insolvency")
    filled.fill(f"{task.id}/1", hold_until=date(DAY + 6), hold_reason="Other")
    assert filled.read().events == (
        Hold(A, DAY, DAY + 5, "Insolvency"),
        Hold(scope(2), DAY, DAY + 6, "Other"),
    )


def test_a_customer_was_reassessed(filled: Worklist) -> None:
    run = filled.task("A").id.rpartition("-")[0]
    filled.fill(f"{run}-C0002", reassessed_on=date(DAY - 3), note="limit halved")
    found = filled.read()
    assert found.events == (Reassessed(B, DAY - 3, "limit halved"),)
    runs.record(filled.log, found.events)
    filled.fill(f"{run}-C0002", reassessed_on=date(DAY - 4))
    (first, *_) = filled.read().rejected
    assert first.reason.startswith("Re-assessed on must not be before the last re-assessment")


def test_what_is_read_back_decides_the_next_run(filled: Worklist) -> None:
    filled.fill(filled.task("A").id, promise_by=date(DAY + 9))
    filled.fill(filled.task("B").id, done_on=date(DAY))
    runs.record(filled.log, filled.read().events)
    filled.run(DAY + 1)
    assert not [task for task in filled.tasks if task.track == "customer"]


def test_a_second_reading_records_nothing_twice(filled: Worklist) -> None:
    task = filled.task("A")
    filled.fill(task.id, done_on=date(DAY), dispute="Price", note="no")
    filled.fill(f"{task.id}/1", hold_until=date(DAY + 6), hold_reason="Other")
    first = filled.read()
    runs.record(filled.log, first.events)
    again = filled.read()
    assert (again.events, again.accepted) == ((), ())
    assert len(again.known) == len(first.accepted)
    assert again.rejected == ()
    assert all("not recorded twice" in line.reason for line in again.known)
    # The afternoon's promise is taken from the same row.
    filled.fill(task.id, promise_by=date(DAY + 9), channel="E-mail")
    later = filled.read()
    assert {line.field for line in later.accepted} >= {"Promise to pay by"}
    assert all(isinstance(event, Promise | Reply) for event in later.events)


@pytest.mark.parametrize("track", ["customer", "cover"])
def test_a_step_done_from_another_list_is_not_done_again(filled: Worklist, track: str) -> None:
    old = filled.task("A", track)
    filled.fill(old.id, done_on=date(DAY))
    morning = filled.path.with_name("morning.xlsx")
    filled.book.save(morning)
    filled.run(DAY)  # the same tasks under other ids
    filled.fill(filled.task("A", track).id, done_on=date(DAY))
    runs.record(filled.log, filled.read().events)
    found = read_feedback(morning, filled.log, today=TODAY)
    assert found.events == ()
    assert [line.reason for line in found.rejected] == [
        "the same step was recorded as done from another list"
    ]


def test_a_statement_may_be_sent_again(tmp_path: Path) -> None:
    policy_file = tmp_path / "firm.toml"
    policy_file.write_text('[company]\nladder = "sme"\nstatement_days = 30\n', encoding="utf-8")
    policy, frame = load_policy(policy_file), frame_of([Row("A", due=DAY + 100)])
    path = tmp_path / "worklist.xlsx"
    with Log.memory() as log:
        found = runs.run(frame, policy, log, DAY)
        build(found.derived, policy, path, head=found.head)
        book = openpyxl.load_workbook(path)
        book.worksheets[0].cell(HEADER_ROW + 1, column_of(book.worksheets[0])).value = date(DAY)
        book.save(path)
        (event,) = read_feedback(path, log, today=TODAY).events
    assert isinstance(event, Done)
    assert (event.track, event.kind, event.on) == ("statement", "statement", DAY)


def column_of(sheet: Any) -> int:
    """The column of the day on which a task was done."""
    return int(next(cell.column for cell in sheet[HEADER_ROW] if cell.value == "Done on"))


REJECTED: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"done_on": date(DAY - 1)}, "Done on", "not be before the day of the run (2024-02-28)"),
    ({"done_on": date(TODAY + 1)}, "Done on", "not be after today (2024-03-02)"),
    ({"done_on": dt.datetime(2024, 1, 1, 12)}, "Done on", "got 2024-01-01"),
    ({"done_on": "soon"}, "Done on", "must be a date, got 'soon'"),
    ({"done_on": "03/04/2024"}, "Done on", "write it with the year first"),
    ({"done_on": True}, "Done on", "must be a date"),
    ({"done_on": 12}, "Done on", "must be a date"),
    ({"done_on": date(DAY), "channel": "pigeon"}, "Channel used", "must be one of E-mail, Letter"),
    ({"channel": "Phone"}, "Channel used", "must come with a date or a note"),
    ({"promise_by": date(DAY - 1)}, "Promise to pay by", "not be before the day on which"),
    ({"done_on": date(DAY + 2), "promise_by": date(DAY + 1)}, "Promise to pay by", "2024-03-01"),
    ({"promise_by": "next week"}, "Promise to pay by", "must be a date"),
    ({"promise_amount": 10}, "Promised amount", "must come with the day of the promise"),
    (
        {"promise_by": date(DAY + 1), "promise_amount": 600.01},
        "Promised amount",
        "at most the amount of the row (600.00 EUR), got 600.01",
    ),
    ({"promise_by": date(DAY + 1), "promise_amount": -5}, "Promised amount", "above 0"),
    ({"promise_by": date(DAY + 1), "promise_amount": 0}, "Promised amount", "above 0"),
    ({"promise_by": date(DAY + 1), "promise_amount": "half"}, "Promised amount", "got 'half'"),
    ({"promise_by": date(DAY + 1), "promise_amount": True}, "Promised amount", "be a number"),
    ({"promise_by": date(DAY + 1), "promise_amount": 1.005}, "Promised amount", "2 decimals"),
    ({"hold_until": date(DAY + 1)}, "Hold until", "needs its last day and a reason"),
    ({"hold_reason": "Other"}, "Hold reason", "needs its last day and a reason"),
    ({"hold_until": date(DAY - 1), "hold_reason": "x"}, "Hold until", "not be before the day from"),
)


@pytest.mark.parametrize(("values", "field", "reason"), REJECTED)
def test_what_does_not_fit_is_rejected(
    filled: Worklist, values: dict[str, Any], field: str, reason: str
) -> None:
    filled.fill(filled.task("A").id, **values)
    found = filled.read()
    assert (found.events, found.accepted) == ((), ())
    (line,) = (line for line in found.rejected if line.field == field)
    assert reason in line.reason
    assert "Hint: " in line.reason
    assert len(found.rejected) == len(values)  # each cell of the row is told of


def test_the_other_rows_are_taken_all_the_same(filled: Worklist) -> None:
    filled.fill(filled.task("A").id, done_on=date(DAY), promise_by="soon")
    filled.fill(filled.task("B").id, done_on=date(DAY))
    found = filled.read()
    assert [event.customer_id for event in found.events if isinstance(event, Done)] == ["B"]
    rest = next(line for line in found.rejected if line.field == "Done on")
    assert rest.reason.startswith("nothing of a row is taken")


def test_the_insurers_deadline_cannot_be_held(filled: Worklist) -> None:
    filled.fill(filled.task("A", "cover").id, hold_until=date(DAY + 5), hold_reason="Other")
    found = filled.read()
    assert found.events == ()
    assert "whose deadline runs on" in found.rejected[0].reason


def test_a_note_alone_is_no_reassessment(filled: Worklist) -> None:
    run = filled.task("A").id.rpartition("-")[0]
    filled.fill(f"{run}-C0001", note="soon")
    (line,) = filled.read().rejected
    assert "must come with the day of the re-assessment" in line.reason


def change_id(filled: Worklist, old: str, new: object) -> None:
    """Write another id over that of a row, whose note is filled in."""
    filled.fill(old, note="x")
    filled.cell(old, "id").value = new


@pytest.mark.parametrize("form", ["{run}-0099@{seal}", "{task}/9@{seal}", "{run}-C0099@{seal}"])
def test_an_unknown_row_of_a_known_run(filled: Worklist, form: str) -> None:
    task = filled.task("A").id
    seal = str(filled.cell(task, "id").value).partition("@")[2]
    change_id(filled, task, form.format(task=task, run=task.rpartition("-")[0], seal=seal))
    (line,) = filled.read().rejected
    assert "must be a row of the run 20240228-1, got none of that number" in line.reason


@pytest.mark.parametrize(
    ("identity", "reason"),
    [
        (None, "must carry the id that the worklist gave it, got none"),
        ("mine", "must carry the id that the worklist gave it, got 'mine'"),
        ("preview-0001", "got a worklist made without one"),
        ("20200101-1-0001@12345678", "the run 20200101-1 must be in the log"),
        ("20240228-1-0001@0badbad0", "must be of this log, got a row of another one"),
    ],
)
def test_an_id_that_is_none_of_ours(filled: Worklist, identity: str | None, reason: str) -> None:
    change_id(filled, filled.task("A").id, identity)
    found = filled.read()
    assert found.events == ()
    assert reason in found.rejected[0].reason


def test_a_row_of_another_log_is_known_as_such(filled: Worklist) -> None:
    filled.fill(filled.task("A").id, done_on=date(DAY))
    with Log.memory() as other:
        runs.run(frame_of([Row("A", due=DAY - 5)]), load_policy("sme"), other, DAY)
        (line,) = filled.read(other).rejected
    assert "must be of this log" in line.reason


def test_a_worklist_without_a_log_cannot_be_read_back(filled: Worklist) -> None:
    recorded = runs.replay(filled.log, filled.task("A").id.rpartition("-")[0]).derived
    build(recorded, load_policy("five-stage"), filled.path, head="")
    filled.book = openpyxl.load_workbook(filled.path)
    filled.fill(filled.task("A").id, done_on=date(DAY))
    (line,) = filled.read().rejected
    assert "got a worklist made without one" in line.reason


def test_a_row_that_comes_twice(filled: Worklist) -> None:
    upper, lower = sorted((filled.task("A"), filled.task("B")), key=lambda task: task.rank)
    filled.fill(upper.id, dispute="Price")
    change_id(filled, lower.id, filled.cell(upper.id, "id").value)
    found = filled.read()
    assert found.events == tuple(
        Dispute(Scope(item.key.entity, item.key.customer_id, item.key), DAY, "Price")
        for item in upper.items
    )
    (line,) = found.rejected
    assert f"must come once, got {upper.id} again" in line.reason


def test_moved_columns_sorted_rows_and_deleted_titles_do_not_matter(filled: Worklist) -> None:
    filled.fill(filled.task("A").id, done_on=date(DAY), note="a")
    filled.fill(filled.task("B").id, dispute="Price")
    straight = filled.read()
    sheet = filled.sheet(0)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER_ROW)]
    turned = openpyxl.Workbook()
    turned.create_sheet("notes").append(["Done on", "without any id"])
    target = turned.worksheets[0]
    header, *body = ([*reversed(row), "own column"] for row in rows)
    target.append([str(cell).upper() if cell else cell for cell in header])
    for row in reversed(body):
        target.append(row)
    path = filled.path.with_name("turned.xlsx")
    turned.save(path)
    found = read_feedback(path, filled.log, today=TODAY)
    assert set(found.events) == set(straight.events)
    assert len(found.events) == 3
    assert found.rejected == ()


def test_nothing_filled_is_no_line(filled: Worklist) -> None:
    filled.fill(filled.task("A").id, note="   ")
    found = filled.read()
    assert (found.events, found.accepted, found.rejected) == ((), (), ())


def test_today_is_the_clocks_or_the_last_runs_day(filled: Worklist) -> None:
    far = 60_000  # the year 2064
    filled.run(far)
    filled.fill(filled.task("A").id, done_on=date(far))
    filled.book.save(filled.path)
    assert len(read_feedback(filled.path, filled.log).events) == 1


def test_a_file_that_is_no_worklist(filled: Worklist, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(InvalidValue, match="must have a sheet with the column of row ids"):
        read_feedback(other, filled.log)
    other.write_bytes(b"no workbook")
    with pytest.raises(LedgerError, match=r"other\.xlsx must be a workbook that can be opened"):
        read_feedback(str(other), filled.log)


@pytest.mark.parametrize(
    "identity",
    [
        RowId("20240228-1", "20240228-1-0003", seal="0a1b2c3d"),
        RowId("20240228-1", "20240228-1-0003", 12, seal="0a1b2c3d"),
        RowId("20240228-1", customer=4, seal="0a1b2c3d"),
        RowId("preview", "preview-0003"),
    ],
)
def test_an_id_is_read_as_it_is_written(identity: RowId) -> None:
    assert row_id(f" {identity} ") == identity


def test_headers_are_known_however_they_are_written() -> None:
    for name, wording in {"id": ID, **FIELDS}.items():
        assert field_of(wording.en.replace(" ", "\n").upper()) == name
        assert field_of(wording.zh) == name
    assert field_of("行标识(请勿改动)") == "id"  # half-width brackets
    assert field_of("Done") is None
    assert field_of(3) is None

"""A run in the log: what is written, what is refused, and that it can be derived again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from ledger_rows import DAY, Row, frame_of

from ledgerguard import __version__
from ledgerguard.casework import runs
from ledgerguard.casework.events import Done, Hold, Reply, Scope, StepDone
from ledgerguard.casework.records import ItemKey, Worklist
from ledgerguard.casework.snapshot import frame_of as frame_in
from ledgerguard.casework.snapshot import mapping_of, policy_of
from ledgerguard.errors import InvalidValue, LogError, OutOfDomain
from ledgerguard.policy.firm import policy_from_texts
from ledgerguard.store.entries import GENESIS, Entry
from ledgerguard.store.entries import Row as LogRow
from ledgerguard.store.log import Log, LogMoved

# five-stage: 3 days past due a notice, 15 days legal. A owes two invoices, B one that is not due.
ROWS = (
    Row("A", due=DAY - 4, amount=10_000),
    Row("A", due=DAY - 3, amount=2_500),
    Row("B", due=DAY + 30, amount=7_000),
)
FRAME = frame_of(ROWS)
POLICY = policy_from_texts({"firm.toml": '[company]\ninsurance = "none"\n'})
A2, A3 = (ItemKey("", "A", "EUR", name) for name in ("I2", "I3"))


@pytest.fixture
def log() -> Iterator[Log]:
    with Log.memory() as made:
        yield made
        assert made.verify() == ()


def look(log: Log, day: int = DAY) -> Worklist:
    return runs.run(FRAME, POLICY, log, day, actor="Ann").derived.worklist


def levels(found: Worklist) -> list[tuple[str, int, int]]:
    return [(task.customer_id, task.level, task.amount) for task in found.tasks]


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_run_is_one_block_of_rows_that_say_where_it_came_from(log: Log) -> None:
    before = runs.record(log, [Reply(Scope("", "A"), DAY - 1, "email", "who is this?")])
    recorded = runs.run(FRAME, POLICY, log, DAY, actor="Ann")
    assert recorded.head == log.head
    first, task = list(log.rows())[1:]
    assert (first.kind, task.kind) == ("run", "task")
    for row in (first, task):
        assert (row.run, row.actor, row.policy_version) == ("20240228-1", "Ann", POLICY.version)
        assert f"sha256:{row.ledger_fingerprint}" == first.body["ledger"]
    told = ("as_of", "tasks", "held", "head", "ledgerguard")
    assert [first.body[name] for name in told] == [DAY, 1, 0, before, __version__]
    assert frame_in(log.content(str(first.body["ledger"]))).get_column("amount").to_list() == [
        *(10_000, 2_500, 7_000)
    ]
    assert policy_of(log.content(str(first.body["policy"]))).version == POLICY.version
    stored = mapping_of(log.content(str(first.body["worklist"])))
    assert [(one["customer_id"], one["amount"]) for one in stored["tasks"]] == [("A", 12_500)]
    assert task.body["items"] == [
        ["I2", 1, 2, "notice", DAY - 4, 10_000, []],
        ["I3", 1, 2, "notice", DAY - 3, 2_500, []],
    ]


def test_what_the_log_holds_is_found_by_run(log: Log) -> None:
    assert runs.last_run(log) is None
    one, two = look(log), look(log, DAY + 1)
    last = runs.last_run(log)
    assert last is not None
    assert last.run == two.run == "20240229-1"
    bodies = runs.tasks_of(log, one.run)
    assert list(bodies) == ["20240228-1-0001"]
    assert runs.keys_of(bodies["20240228-1-0001"]) == [A2, A3]
    assert runs.tasks_of(log, "nobody") == {}


def test_a_second_run_on_one_day_is_another_run_with_the_same_work(log: Log) -> None:
    one, two = look(log), look(log)
    assert (one.run, two.run) == ("20240228-1", "20240228-2")
    assert levels(one) == levels(two) == [("A", 2, 12_500)]
    # Nobody has done it: it comes again, and says since when.
    assert [reason.code for reason in one.tasks[0].reasons if reason.code == "proposed"] == []
    assert [r.values for r in two.tasks[0].reasons if r.code == "proposed"] == [(DAY,)]
    runs.record(log, [runs.done(runs.tasks_of(log, two.run)["20240228-2-0001"], DAY)])
    assert levels(look(log)) == []
    assert look(log).run == "20240228-4"


def test_done_tells_of_every_item_what_it_has_reached(log: Log) -> None:
    found = look(log)
    event = runs.done(
        runs.tasks_of(log, found.run)[found.tasks[0].id], DAY + 1, channel="phone", note="Ms Li"
    )
    steps = (StepDone(A2, 2, "notice", DAY - 4), StepDone(A3, 2, "notice", DAY - 3))
    account = ("", "A", "EUR")
    assert event == Done(
        found.tasks[0].id, "customer", *account, "five-stage", 2, "notice", DAY + 1, steps,
        channel="phone", note="Ms Li",
    )  # fmt: skip
    runs.record(log, [event], run=found.run, actor="Bo")
    history = runs.history_of(log.rows())
    assert history.finished == {found.tasks[0].id}
    assert history.contacted == {account: (DAY + 1, 2)}
    assert {key: item.done for key, item in history.items.items()} == {
        key: {"five-stage": 1 << 2} for key in (A2, A3)
    }
    assert history.proposed == {}


def test_a_task_that_nobody_did_stays_in_the_history(log: Log) -> None:
    look(log)
    look(log, DAY + 2)
    assert runs.history_of(log.rows()).proposed == {(("", "A", "EUR"), "customer", 2): DAY}


def test_a_row_of_another_kind_changes_nothing_in_the_history(log: Log) -> None:
    look(log)
    before = runs.history_of(log.rows())
    log.append([Entry("note", {"words": "audited"})])
    assert runs.history_of(log.rows()) == before


def test_a_task_that_left_the_list_comes_back_as_a_new_one(log: Log) -> None:
    look(log)
    runs.record(log, [Hold(Scope("", "A"), DAY, DAY + 3, "talks")])
    assert look(log, DAY + 2).tasks == ()
    (task,) = look(log, DAY + 4).tasks
    assert "proposed" not in {reason.code for reason in task.reasons}


@pytest.mark.parametrize("days", [1, 400])
def test_a_run_before_the_last_one_is_refused_and_leaves_no_trace(log: Log, days: int) -> None:
    look(log)
    head, size = log.head, len(log)
    with pytest.raises(OutOfDomain) as error:
        look(log, DAY - days)
    assert "as_of must not be before the last run (2024-02-28), got 202" in str(error.value)
    assert "log replay" in error.value.hint
    assert (log.head, len(log)) == (head, size)


def test_events_are_written_all_or_none(log: Log) -> None:
    hold, reply = Hold(Scope("", "A"), DAY, DAY + 9, "merger"), Reply(Scope("", "A"), DAY, "", "")
    head = runs.record(log, [hold, reply], run="R", actor="Ann")
    assert head == log.head
    assert [(row.kind, row.run, row.actor) for row in log.rows()] == [
        *(("hold", "R", "Ann"), ("reply", "R", "Ann"))
    ]
    assert runs.record(log, []) == head
    assert runs.record(log, [reply], expected_head=head) == log.head
    with pytest.raises(LogMoved):
        runs.record(log, [hold], expected_head=head)
    with pytest.raises(LogError):  # half of a surrogate pair cannot be written
        runs.record(log, [hold, Reply(Scope("", "A"), DAY, "email", "\ud800")])
    assert len(log) == 3


class Busy(Log):
    """A log into which somebody else writes whenever a run is about to be recorded."""

    others = 0

    def append(
        self,
        entries: Sequence[Entry],
        *,
        contents: Mapping[str, bytes] | None = None,
        expected_head: str | None = None,
        recorded_at: str | None = None,
    ) -> list[LogRow]:
        if self.others and entries[0].kind == "run":
            self.others -= 1
            runs.record(self, [Hold(Scope("", "A"), DAY, DAY + self.others, "merger")])
        return super().append(
            entries, contents=contents, expected_head=expected_head, recorded_at=recorded_at
        )


def test_a_run_looks_again_when_the_log_has_moved_on() -> None:
    with Busy.memory() as log:
        log.others = runs.TRIES - 1
        found = look(log)
        # The holds that came meanwhile count: the run was derived from the log that it follows.
        assert found.tasks == ()
        assert [(one.reason, one.until) for one in found.held] == [("hold", DAY)] * 2
        assert [row.kind for row in log.rows()] == ["hold"] * 4 + ["run"]
        assert runs.replay(log, found.run).equal


def test_a_log_that_never_stands_still_is_told() -> None:
    with Busy.memory() as log:
        log.others = runs.TRIES
        with pytest.raises(LogMoved):
            look(log)
        assert [row.kind for row in log.rows()] == ["hold"] * runs.TRIES


def test_every_run_can_be_derived_again_whatever_came_later(log: Log) -> None:
    for day in range(DAY, DAY + 40, 5):
        found = look(log, day)
        if day % 10 == 0:
            bodies = runs.tasks_of(log, found.run).values()
            runs.record(log, [runs.done(body, day) for body in bodies], run=found.run)
    runs.record(log, [Hold(Scope("", "A"), DAY, DAY + 90, "merger")])
    look(log, DAY + 41)
    names = [row.run for row in log.rows(kind="run")]
    assert len(names) == 9
    for name in names:
        again = runs.replay(log, name)
        assert (again.run, again.equal) == (name, True)
        assert again.derived.worklist.run == name


def test_what_cannot_be_derived_again_is_told(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidValue, match="run must be one of none yet, got 'R'"):
        runs.replay(log, "R")
    look(log)
    with pytest.raises(InvalidValue, match="run must be one of 20240228-1, got 'R'"):
        runs.replay(log, "R")
    monkeypatch.setattr(runs, "__version__", "9.9")
    with pytest.raises(LogError, match=f"must be replayed by ledgerguard {__version__}.* got 9.9"):
        runs.replay(log, "20240228-1")


def forged(log: Log, name: str, change: Any) -> Log:
    """A log that verifies and whose first run refers to another content than it was made with."""
    row, *tasks = list(log.rows())
    contents = {
        str(row.body[key]).removeprefix("sha256:"): log.content(str(row.body[key]))
        for key in ("ledger", "policy", "worklist")
    }
    content = json.loads(contents.pop(str(row.body[name]).removeprefix("sha256:")))
    change(content)
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    packed = plain.encode()
    body = {**row.body, name: f"sha256:{sha(packed)}", "head": GENESIS}
    made = Log.memory()
    entries = [Entry("run", body, run=row.run), *(Entry(t.kind, t.body, run=t.run) for t in tasks)]
    made.append(entries, contents={**contents, sha(packed): packed})
    return made


def cheaper_task(worklist: dict[str, Any]) -> None:
    worklist["tasks"][0]["amount"] -= 1


def cheaper_invoice(ledger: dict[str, Any]) -> None:
    ledger["amount"][0] -= 1


def other_policy(texts: dict[str, Any]) -> None:
    texts["firm.toml"] += "grace_days = 2\n"


@pytest.mark.parametrize(
    ("name", "change"),
    [("worklist", cheaper_task), ("ledger", cheaper_invoice), ("policy", other_policy)],
)
def test_a_log_written_anew_with_other_contents_does_not_replay(
    log: Log, name: str, change: Any
) -> None:
    look(log)
    with forged(log, name, change) as made:
        assert made.verify() == ()
        assert not runs.replay(made, "20240228-1").equal
    with forged(log, name, lambda content: None) as made:
        assert runs.replay(made, "20240228-1").equal


def test_a_changed_or_missing_content_is_found(log: Log) -> None:
    look(log)
    (row,) = log.rows(kind="run")
    key = str(row.body["ledger"]).removeprefix("sha256:")
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    connection = log._connection
    held = connection.execute(triggers).fetchall()
    for name, _ in held:
        connection.execute(f"DROP TRIGGER {name}")
    kept = connection.execute("SELECT packed FROM contents WHERE sha256 = ?", (key,)).fetchone()[0]
    for other in (kept[:-1], kept[:-1] + bytes([kept[-1] ^ 1]), b""):
        connection.execute("UPDATE contents SET packed = ? WHERE sha256 = ?", (other, key))
        with pytest.raises(LogError):
            runs.replay(log, row.run)
        assert log.verify() != ()
    connection.execute("DELETE FROM contents WHERE sha256 = ?", (key,))
    with pytest.raises(LogError):
        runs.replay(log, row.run)
    connection.execute("INSERT INTO contents (sha256, packed) VALUES (?, ?)", (key, kept))
    for _, statement in held:
        connection.execute(statement)
    assert runs.replay(log, row.run).equal

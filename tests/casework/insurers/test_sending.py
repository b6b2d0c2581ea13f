"""Sending, one fault after the other: what is known afterwards, and what happens next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest
from desk_samples import at, filing, invoice, item, limit, ready, report
from fake_insurer import Arrivals, FakeInsurer

from ledgerguard.casework.insurers.outbox import prepare, withdraw
from ledgerguard.casework.insurers.sending import Fate, poll, reconcile, send, send_all
from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.insurer import LockedOut, Progress, Ticket, Unreachable, Unsure, Write
from ledgerguard.store.entries import Entry
from ledgerguard.store.log import Log

SOON, LATER = at(1), at(30)


@pytest.fixture
def log() -> Iterator[Log]:
    with Log.memory() as log:
        yield log


def failing(*faults: str, arrivals: Arrivals | None = None) -> FakeInsurer:
    """A connector whose first calls fail so, and whose others do not."""
    left = list(faults)
    return FakeInsurer(arrivals, lambda: left.pop(0) if left else "")


def states(fates: Sequence[Fate]) -> list[str]:
    return [fate.item.state for fate in fates]


@pytest.mark.parametrize("write", [limit(), report(invoice()), filing(invoice())])
def test_what_is_confirmed_arrives_with_our_key(log: Log, write: Write) -> None:
    key, insurer = ready(log, write), FakeInsurer()
    fate = send(log, insurer, key[:9], actor="Li", clock=SOON)
    assert (fate.item.state, fate.item.ticket, fate.item.attempts) == ("taken", f"T-{key}", 1)
    assert insurer.arrivals.writes == {key: fate.item.write}
    assert [row.kind for row in log.rows()][-2:] == ["insurer-sending", "insurer-taken"]
    with pytest.raises(InvalidValue, match="got that it is taken"):
        send(log, insurer, key)


def test_nothing_goes_out_unconfirmed_or_to_another(log: Log) -> None:
    insurer = FakeInsurer()
    key = prepare(log, "mutual", limit(), "Li")
    with pytest.raises(InvalidValue, match="must be confirmed before it is sent"):
        send(log, insurer, key)
    other = ready(log, limit("1"))
    insurer.name = "another"
    with pytest.raises(InvalidValue, match="insurer must be mutual"):
        send(log, insurer, other)
    assert send_all(log, insurer) == []
    assert insurer.calls == []


def test_it_stands_in_the_log_before_the_insurer_hears_of_it(log: Log) -> None:
    key = ready(log)
    seen: list[str] = []
    insurer = FakeInsurer(tick=lambda: seen.append(item(log, key).state))
    send(log, insurer, key)
    assert seen[0] == "sending"


@pytest.mark.parametrize(
    ("fault", "state", "arrived", "said"),
    [
        ("unreachable", "confirmed", False, "got no connection"),
        ("not offered", "confirmed", False, "this contract"),
        ("declined", "declined", False, "too much"),
        ("unheard", "unsure", True, "after the write was sent"),
        ("lost", "unsure", False, "after the write was sent"),
        ("breaks before", "unsure", False, "RuntimeError in the connector"),
        ("breaks after", "unsure", True, "RuntimeError in the connector"),
        ("exits", "unsure", True, "SystemExit in the connector"),
        ("another ticket", "unsure", True, "got another"),
        ("no ticket", "unsure", True, "got another"),
    ],
)
def test_each_fault(log: Log, fault: str, state: str, arrived: bool, said: str) -> None:
    key, insurer = ready(log), failing(fault)
    fate = send(log, insurer, key, clock=SOON)
    assert fate.item.state == state
    assert said in fate.note
    assert fate.item.reason == fate.note
    assert (key in insurer.arrivals.writes) == arrived
    assert "SECRET" not in "".join(str(row.body) for row in log.rows())


def test_a_refused_access_stops_everything(log: Log) -> None:
    first, second = ready(log), ready(log, limit("1"))
    with pytest.raises(LockedOut):
        send(log, failing("locked out"), first, clock=SOON)
    assert item(log, first).state == "confirmed"
    insurer = failing("locked out")
    fates = send_all(log, insurer, clock=SOON)
    assert states(fates) == ["confirmed"]
    assert "got locked" in fates[0].note
    assert len(insurer.calls) == 1  # a second attempt might lock the account for good
    assert item(log, second).attempts == 0


def test_a_connector_that_cannot(log: Log) -> None:
    key, insurer = ready(log), FakeInsurer()
    insurer.capabilities = frozenset({"covers"})
    fate = send(log, insurer, key)
    assert (fate.item.attempts, fate.note) == (0, "mutual does not offer request_limit")


def test_what_was_handed_over_once_is_looked_for_first(log: Log) -> None:
    """A connector may say that nothing was sent when it was: so it is asked all the same."""
    key, arrivals = ready(log), Arrivals(careful=False)
    send(log, failing("unreachable", arrivals=arrivals), key, clock=SOON)
    arrivals.take(item(log, key).write)
    assert send(log, FakeInsurer(arrivals), key, clock=LATER).item.state == "taken"
    assert arrivals.counted[key] == 1


def test_nothing_is_sent_again_while_the_insurer_cannot_be_asked(log: Log) -> None:
    key = ready(log)
    send(log, failing("unreachable"), key, clock=SOON)
    insurer = failing("unreachable")
    fate = send(log, insurer, key, clock=LATER)
    assert (fate.item.state, fate.item.attempts) == ("confirmed", 1)
    assert insurer.calls == ["find"]


def test_a_message_that_still_travels_is_waited_for(log: Log) -> None:
    key, arrivals = ready(log), Arrivals(careful=False)
    send(log, failing("late", arrivals=arrivals), key, clock=at(1))
    (fate,) = reconcile(log, FakeInsurer(arrivals), clock=at(10))
    assert (fate.item.state, fate.item.attempts) == ("unsure", 1)
    assert "--now sends it again" in fate.note
    arrivals.deliver()
    (fate,) = reconcile(log, FakeInsurer(arrivals), clock=at(10))
    assert fate.item.state == "taken"
    assert arrivals.counted[key] == 1


def test_what_has_not_arrived_is_sent_again_with_the_same_key(log: Log) -> None:
    key, arrivals = ready(log), Arrivals()
    send(log, failing("lost", arrivals=arrivals), key, clock=at(1))
    (fate,) = reconcile(log, FakeInsurer(arrivals), clock=at(11))
    assert (fate.item.state, fate.item.attempts) == ("taken", 2)
    assert list(arrivals.writes) == [key]
    assert reconcile(log, FakeInsurer(arrivals), clock=at(11)) == []


@pytest.mark.parametrize(("minutes", "now", "state"), [(9, False, "sending"), (9, True, "taken"),
                                                      (11, False, "taken")])  # fmt: skip
def test_a_sending_of_another_process_is_left_alone(
    log: Log, minutes: int, now: bool, state: str
) -> None:
    key, arrivals = ready(log), Arrivals()
    _sending_only(log, key)
    other = FakeInsurer(arrivals)
    (fate,) = reconcile(log, other, now=now, clock=at(minutes))
    assert fate.item.state == state
    assert bool(other.calls) == (state == "taken")
    assert ("another process" in fate.note) == (state == "sending")


def _sending_only(log: Log, key: str) -> None:
    """As a process leaves it that died after the first row."""
    log.append([Entry("insurer-sending", {"key": key})], recorded_at=at(0)().isoformat())


@pytest.mark.parametrize("fault", ["unreachable", "breaks before"])
def test_an_insurer_that_cannot_be_asked_changes_nothing(log: Log, fault: str) -> None:
    key = ready(log)
    send(log, failing("lost"), key, clock=at(1))
    (fate,) = reconcile(log, failing(fault), clock=LATER)
    assert fate.item.state == item(log, key).state == "unsure"
    assert fate.note
    (fate,) = reconcile(log, failing("locked out"), clock=LATER)
    assert (fate.item.state, "locked" in fate.note) == ("unsure", True)


def test_rubbish_from_find_changes_nothing(log: Log) -> None:
    key, insurer = ready(log), failing("lost")
    send(log, insurer, key, clock=at(1))
    vars(insurer)["find"] = lambda key: Ticket(key, " ")
    (fate,) = reconcile(log, insurer, clock=LATER)
    assert fate.item.state == "unsure"
    assert "something else" in fate.note


def test_declined_because_the_first_has_arrived(log: Log) -> None:
    """find did not see it yet, and the second copy is refused as a duplicate: it is taken."""
    key, arrivals = ready(log), Arrivals()
    send(log, failing("lost", arrivals=arrivals), key, clock=at(1))
    insurer = FakeInsurer(arrivals)
    request = insurer.request_limit

    def duplicate(write: Any) -> Ticket:
        request(write)
        arrivals.refused.add(key)
        return request(write)

    vars(insurer)["request_limit"] = duplicate
    (fate,) = reconcile(log, insurer, clock=LATER)
    assert fate.item.state == "taken"


@pytest.mark.parametrize(("find", "state"), [("", "declined"), ("unreachable", "unsure")])
def test_declined_at_the_second_attempt(log: Log, find: str, state: str) -> None:
    key, arrivals = ready(log), Arrivals()
    send(log, failing("lost", arrivals=arrivals), key, clock=at(1))
    # find: nothing there; write: declined; find once more
    (fate,) = reconcile(log, failing("", "declined", find, arrivals=arrivals), clock=LATER)
    assert fate.item.state == state
    assert "too much" in fate.note


def test_a_ticket_counts_whenever_it_turns_up(log: Log) -> None:
    """A process taken for dead hears from the insurer after the write was given up."""
    key, arrivals = ready(log), Arrivals()
    slow = FakeInsurer(arrivals)
    request = slow.request_limit

    def meanwhile(write: Any) -> Ticket:
        # Hours pass: another desk finds nothing, cannot send, and a person takes the write back.
        reconcile(log, failing("", "unreachable", arrivals=arrivals), clock=LATER)
        withdraw(log, key, "Li", clock=LATER)
        return request(write)

    vars(slow)["request_limit"] = meanwhile
    fate = send(log, slow, key, clock=at(0))
    assert (fate.item.state, fate.item.ticket) == ("taken", f"T-{key}")


@pytest.mark.parametrize("late", [Unreachable("no connection"), Unsure("nothing heard")])
def test_an_old_attempt_says_nothing_about_a_new_one(log: Log, late: Exception) -> None:
    key, arrivals = ready(log), Arrivals()
    slow = FakeInsurer(arrivals)

    def meanwhile(write: Any) -> Ticket:
        reconcile(log, FakeInsurer(arrivals), clock=LATER)
        raise late

    vars(slow)["request_limit"] = meanwhile
    fate = send(log, slow, key, clock=at(0))
    assert (fate.item.state, fate.item.attempts) == ("taken", 2)


def test_two_desks_send_once(log: Log) -> None:
    """The other desk sends between the look at the insurer and the row of this one."""
    key, arrivals = ready(log), Arrivals(careful=False)
    send(log, failing("unreachable", arrivals=arrivals), key, clock=at(1))
    insurer = FakeInsurer(arrivals)
    find = insurer.find

    def meanwhile(asked: str) -> Ticket | None:
        found = find(asked)
        send(log, FakeInsurer(arrivals), key, clock=at(2))
        return found

    vars(insurer)["find"] = meanwhile
    fate = send(log, insurer, key, clock=at(2))
    assert (fate.item.state, fate.note) == ("taken", "another process was quicker")
    assert arrivals.counted[key] == 1


def test_another_desk_is_quicker_in_a_row_of_writes(log: Log) -> None:
    first, second = ready(log), ready(log, limit("1"))
    arrivals = Arrivals(careful=False)
    insurer = FakeInsurer(arrivals)
    request = insurer.request_limit

    def meanwhile(write: Any) -> Ticket:
        if item(log, second).state == "confirmed":
            send(log, FakeInsurer(arrivals), second)
        return request(write)

    vars(insurer)["request_limit"] = meanwhile
    assert [fate.item.key for fate in send_all(log, insurer)] == [first]
    assert max(arrivals.counted.values()) == 1


def test_a_person_who_breaks_off_leaves_a_doubt(log: Log) -> None:
    key, insurer = ready(log), FakeInsurer()

    def broken_off(write: Any) -> Ticket:
        raise KeyboardInterrupt

    vars(insurer)["request_limit"] = broken_off
    with pytest.raises(KeyboardInterrupt):
        send(log, insurer, key, clock=SOON)
    assert item(log, key).state == "unsure"
    vars(insurer)["find"] = broken_off
    with pytest.raises(KeyboardInterrupt):
        reconcile(log, insurer, clock=LATER)
    with pytest.raises(InvalidValue, match="reconcile"):
        withdraw(log, key, "Li")


def test_the_decision_is_written_down_once(log: Log) -> None:
    key, insurer = ready(log), FakeInsurer()
    send(log, insurer, key, clock=SOON)
    insurer.progress = Progress("pending", note="an analyst looks at it")
    (fate,) = poll(log, insurer, clock=LATER)
    assert (fate.item.state, fate.note) == ("taken", "an analyst looks at it")
    insurer.progress = Progress("done", "partly", Decimal("150000.00"), "EUR", "see\nletter")
    (fate,) = poll(log, insurer, clock=LATER)
    assert fate.item.state == "settled"
    assert fate.item.progress == Progress(
        "done", "partly", Decimal("150000.00"), "EUR", "see letter"
    )
    assert item(log, key) == fate.item
    assert poll(log, insurer, clock=LATER) == []


def test_a_decision_without_amount(log: Log) -> None:
    key, insurer = ready(log), FakeInsurer()
    send(log, insurer, key, clock=SOON)
    insurer.progress = Progress("failed", None, None, "", "no such buyer")
    poll(log, insurer, clock=LATER)
    assert item(log, key).progress == Progress("failed", None, None, "", "no such buyer")


@pytest.mark.parametrize(
    "answer",
    [
        None,
        Progress("odd"),  # type: ignore[arg-type]
        Progress("done", "odd"),  # type: ignore[arg-type]
        Progress("done", "approved", Decimal("NaN")),
        Progress("done", "approved", 1.5),  # type: ignore[arg-type]
        Progress("done", currency=7),  # type: ignore[arg-type]
        Progress("done", note=None),  # type: ignore[arg-type]
    ],
)
def test_rubbish_is_no_decision(log: Log, answer: Any) -> None:
    key, insurer = ready(log), FakeInsurer()
    send(log, insurer, key, clock=SOON)
    insurer.progress = answer
    (fate,) = poll(log, insurer, clock=LATER)
    assert fate.item.state == item(log, key).state == "taken"
    assert "something else than progress" in fate.note


@pytest.mark.parametrize("fault", ["unreachable", "locked out", "breaks before"])
def test_a_poll_that_fails(log: Log, fault: str) -> None:
    key = ready(log)
    arrivals = Arrivals()
    send(log, FakeInsurer(arrivals), key, clock=SOON)
    (fate,) = poll(log, failing(fault, arrivals=arrivals), clock=LATER)
    assert fate.item.state == "taken"
    assert fate.note


def test_another_desk_finds_out_first(log: Log) -> None:
    """Between the look at the insurer and the row that nothing was there."""
    key, arrivals = ready(log), Arrivals(careful=False)
    send(log, failing("lost", arrivals=arrivals), key, clock=at(1))
    insurer = FakeInsurer(arrivals)
    find = insurer.find

    def meanwhile(asked: str) -> Ticket | None:
        found = find(asked)
        reconcile(log, FakeInsurer(arrivals), clock=LATER)
        return found

    vars(insurer)["find"] = meanwhile
    (fate,) = reconcile(log, insurer, clock=LATER)
    assert (fate.item.state, fate.item.attempts) == ("taken", 2)
    assert arrivals.counted[key] == 1


@pytest.mark.parametrize("late", [Unreachable("no connection"), Unsure("nothing heard")])
def test_an_old_attempt_does_not_end_a_new_one(log: Log, late: Exception) -> None:
    """Another process has given the first attempt up and is at the second at this moment."""
    key, insurer = ready(log), FakeInsurer()

    def meanwhile(write: Any) -> Ticket:
        log.append([Entry("insurer-unsent", {"key": key}), Entry("insurer-sending", {"key": key})])
        raise late

    vars(insurer)["request_limit"] = meanwhile
    fate = send(log, insurer, key, clock=at(0))
    assert (fate.item.state, fate.item.attempts) == ("sending", 2)

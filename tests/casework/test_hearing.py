"""What plugins say to the steps of a run: held back, remarked upon, recorded, and heard again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from types import FunctionType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, law
from plugin_samples import Point, plugin_with

from ledgerguard.casework import runs
from ledgerguard.casework.engine import Derived, derive
from ledgerguard.casework.hearing import Panel, Remark, action_of, recorded
from ledgerguard.casework.history import History
from ledgerguard.casework.reasons import held_words, why
from ledgerguard.casework.snapshot import worklist_bytes
from ledgerguard.errors import LogError
from ledgerguard.plugin.actions import Action, Verdict
from ledgerguard.plugin.manager import load
from ledgerguard.plugin.settings import Settings
from ledgerguard.policy.firm import Policy, policy_from_texts
from ledgerguard.store.log import Log

# five-stage: 3 days past due a notice, 15 days legal. A owes two invoices, B one, C is disputed.
FRAME = frame_of(
    [
        Row("A", due=DAY - 4, amount=10_000),
        Row("A", due=DAY - 3, amount=2_500),
        Row("B", due=DAY - 20, amount=7_000),
        Row("C", due=DAY - 20, amount=500, disputed=True),
    ]
)


def policy(*lines: str) -> Policy:
    return policy_from_texts({"firm.toml": "\n".join(['[company]\ninsurance = "none"', *lines])})


POLICY = policy()


def panel(**by_package: Callable[..., Any]) -> Panel:
    points = [
        Point(package, plugin_with(before_action=function))
        for package, function in by_package.items()
    ]
    return Panel(load(points, Settings()))


def saying(text: str, decision: Any = "veto", customer: str = "A") -> FunctionType:
    def before_action(action: Action) -> Verdict | None:
        return Verdict(decision, text) if action.customer_id == customer else None

    assert isinstance(before_action, FunctionType)
    return before_action


def derived(ask: Panel | None, rules: Policy = POLICY) -> Derived:
    return derive(FRAME, rules, History(), DAY, assume=True, ask=ask)


def listed(found: Derived) -> list[str]:
    return sorted(task.customer_id for task in found.worklist.tasks)


def test_a_veto_keeps_a_step_off_the_list_and_says_why() -> None:
    plain, found = derived(None), derived(panel(acme=saying("a lawyer has it")))
    assert (listed(plain), listed(found)) == (["A", "B"], ["B"])
    held = [one for one in found.worklist.held if one.reason == "veto"]
    assert [(str(one.item.key), one.level) for one in held] == [("I2", 2), ("I3", 2)]
    assert {held_words(one, "en") for one in held} == {
        'kept back by a plugin: "acme: a lawyer has it"'
    }
    assert {held_words(one, "zh") for one in held} == {"被插件搁置：“acme: a lawyer has it”"}
    # What nobody speaks of stays as it is, the ranks and ids aside.
    rest = [task for task in plain.worklist.tasks if task.customer_id == "B"]
    (left,) = found.worklist.tasks
    assert left.items == rest[0].items
    assert found.worklist.reassess == plain.worklist.reassess


def test_a_comment_stands_beside_the_step() -> None:
    found = derived(panel(acme=saying("call before ten", "comment", "B")))
    texts = {task.customer_id: why(task, "en") for task in found.worklist.tasks}
    assert 'acme remarks: "call before ten"' in texts["B"]
    assert "acme" not in texts["A"]
    assert found.remarks == (Remark(1, "acme", "comment", "call before ten"),)


def test_all_are_heard_and_one_veto_is_enough() -> None:
    found = derived(panel(a=saying("no"), b=saying("sure", "comment"), c=saying("never")), policy())
    assert listed(found) == ["B"]
    assert [one.words for one in found.worklist.held if one.reason == "veto"] == [
        "a: no; c: never"
    ] * 2
    assert [one.package for one in found.remarks] == ["a", "b", "c"]


def test_an_item_that_is_held_twice_is_listed_once() -> None:
    """Its open amount is added up in the workbook."""
    statements = policy("statement_days = 30")
    found = derived(panel(acme=saying("silence")), statements)
    assert listed(found) == ["B", "C"]  # the letter to B lists all; C gets a statement
    keys = [str(one.item.key) for one in found.worklist.held]
    assert sorted(keys) == sorted(set(keys))
    both = derived(panel(acme=saying("no statement", customer="C")), statements)
    (frozen,) = (one for one in both.worklist.held if one.item.key.customer_id == "C")
    assert (frozen.reason, frozen.words) == ("dispute", "acme: no statement")


def test_a_statement_is_asked_about_where_the_letter_was_vetoed() -> None:
    asked: list[tuple[str, int]] = []

    def before_action(action: Action) -> Verdict | None:
        asked.append((action.kind, action.level))
        return Verdict("veto", "no") if action.kind == "notice" else None

    found = derived(panel(acme=before_action), policy("statement_days = 30"))
    kinds = {task.customer_id: task.kind for task in found.worklist.tasks}
    assert kinds["A"] == "statement"
    assert ("statement", 0) in asked
    assert {task.level for task in found.worklist.tasks if task.customer_id == "A"} == {59}
    silent = derived(panel(acme=saying("no")), policy("statement_days = 30"))
    assert {one.level for one in silent.worklist.held if one.reason == "veto"} == {2}


def test_a_plugin_sees_the_step_in_major_units() -> None:
    (task,) = (t for t in derived(None).worklist.tasks if t.customer_id == "A")
    assert action_of(task, DAY) == Action(
        *(dt.date(2024, 2, 28), "", "A", task.customer, "notice", 2, "email", ("I2", "I3")),
        *(Decimal("125.00"), "EUR"),
    )
    yen = action_of(replace(task, currency="JPY"), DAY)
    assert str(yen.amount) == "12500"


def test_who_fails_has_no_say_and_is_named_once() -> None:
    def broken(action: Action) -> None:
        raise ValueError("no lawyer")

    ask = panel(acme=broken, other=saying("no", "comment"))
    found = derived(ask)
    assert listed(found) == ["A", "B"]
    (fault,) = ask.faults
    assert (fault.package, fault.text) == (
        "acme",
        "ledgerguard_before_action failed: ValueError: no lawyer",
    )


def test_without_plugins_nobody_is_asked() -> None:
    ask = Panel(load([Point("acme", plugin_with("ACME"))], Settings()))
    found = derived(ask)
    assert worklist_bytes(found.worklist) == worklist_bytes(derived(None).worklist)
    assert (found.remarks, ask.faults) == ((), ())


@pytest.fixture
def log() -> Iterator[Log]:
    with Log.memory() as made:
        yield made
        assert made.verify() == ()


def test_a_replay_hears_what_was_said_from_the_log(log: Log) -> None:
    asked: list[str] = []

    def before_action(action: Action) -> Verdict:
        asked.append(action.customer_id)
        return Verdict("veto" if action.customer_id == "A" else "comment", f"no {len(asked)}")

    ask = panel(acme=before_action)
    first = runs.run(FRAME, POLICY, log, DAY, ask=ask).derived
    second = runs.run(FRAME, POLICY, log, DAY, ask=ask).derived
    count = len(asked)
    assert worklist_bytes(first.worklist) != worklist_bytes(second.worklist)  # its moods differ
    for found in (first, second):
        again = runs.replay(log, found.worklist.run)
        assert again.equal
        assert again.derived.worklist == found.worklist
        assert again.derived.remarks == found.remarks
    assert len(asked) == count
    row = next(iter(log.rows(kind=runs.RUN)))
    assert row.body["said"] == [[one.step, "acme", one.decision, one.text] for one in first.remarks]


def test_where_nobody_speaks_a_run_is_recorded_as_ever(log: Log) -> None:
    runs.run(FRAME, POLICY, log, DAY, ask=panel(acme=saying("no", customer="nobody")))
    assert "said" not in next(iter(log.rows(kind=runs.RUN))).body


def test_a_step_that_was_vetoed_is_asked_about_anew_in_the_next_run(log: Log) -> None:
    first = runs.run(FRAME, POLICY, log, DAY, ask=panel(acme=saying("no"))).derived
    second = runs.run(FRAME, POLICY, log, DAY + 1, ask=panel()).derived
    assert (listed(first), listed(second)) == (["B"], ["A", "B"])


@pytest.mark.parametrize("body", [[1], [[1, "acme", "veto"]], 5])
def test_another_shape_in_the_log_is_no_run_of_ours(body: Any) -> None:
    with pytest.raises(LogError, match="must be rows of four"):
        recorded(body)


@law
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(["veto", "comment"]), st.text()),
        max_size=6,
    )
)
def test_whatever_is_said_a_replay_is_equal(said: list[tuple[str, Any, str]]) -> None:
    """Also words that no file can hold, such as half a character: those are a fault."""
    ask = panel(**{f"p{n}": saying(text, kind, who) for n, (who, kind, text) in enumerate(said)})
    with Log.memory() as log:
        found = runs.run(FRAME, POLICY, log, DAY, ask=ask).derived
        assert runs.replay(log, found.worklist.run).equal
        assert log.verify() == ()
    heard = len(found.remarks) + len(ask.faults)
    assert heard == len(said)
    vetoed = {"AB"[one.step] for one in found.remarks if one.decision == "veto"}
    assert listed(found) == sorted({"A", "B"} - vetoed)

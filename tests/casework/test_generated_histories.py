"""Generated ledgers and histories: every run is compared with rules told once more, in plain loops.

LEDGERGUARD_STEPS says how many steps are taken: things that happen to a ledger, things that people
report, mornings on which somebody runs the engine and does all, some or none of what it proposes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, Final

import narwhals as nw
import plain_engine as plain
from generated_policy import POLICY, RULES
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from plain_compare import compare, key_of
from plain_world import Account, Debt, Freeze, Job, Override, World

from ledgerguard.casework import events, runs
from ledgerguard.errors import OutOfDomain
from ledgerguard.ledger.schema import FRAME, NO_DAY
from ledgerguard.store.log import Log

STEPS: Final = int(os.environ.get("LEDGERGUARD_STEPS", "300"))
EACH: Final = 40  # steps of one history
START: Final = 46_054  # 1 February 2026, a Sunday

customers = st.sampled_from("ABCD")
entities = st.sampled_from(["DE", "FR"])
currencies = st.sampled_from(["EUR", "USD"])
amounts = st.sampled_from([300, 20_000, 90_000])
places = st.integers(0, 99)
spans = st.sampled_from([1, 4, 10, 25])


class Histories(RuleBasedStateMachine):
    """One history: the engine's log beside the world as it is."""

    steps = 0
    tasks = 0
    runs = 0

    def __init__(self) -> None:
        super().__init__()
        self.world = World(RULES)
        self.log = Log.memory()
        self.today = self.last = START
        self.names: list[str] = []
        self.verified = ""

    def teardown(self) -> None:
        if self.names:
            self._replay(self.names[0])
        self.log.close()

    @invariant()
    def the_log_is_sound(self) -> None:
        if self.log.head != self.verified:
            assert self.log.verify() == ()
            self.verified = self.log.head

    # --- what happens to the ledger ----------------------------------------------------------

    @initialize(
        invoices=st.lists(
            st.tuples(
                customers,
                entities,
                currencies,
                amounts,
                st.integers(-60, 10),
                st.sampled_from([1, 1, 2]),
            ),
            min_size=3,
            max_size=8,
        )
    )
    def begin(self, invoices: list[tuple[str, str, str, int, int, int]]) -> None:
        for customer, entity, currency, amount, due, parts in invoices:
            self._owe((entity, customer, currency), amount, due, parts, delivered=True)

    @rule(
        customer=customers,
        entity=entities,
        currency=currencies,
        amount=amounts,
        due=st.integers(-40, 20),
        parts=st.sampled_from([1, 1, 1, 2, 3]),
        delivered=st.booleans(),
    )
    def invoice(
        self,
        customer: str,
        entity: str,
        currency: str,
        amount: int,
        due: int,
        parts: int,
        delivered: bool,
    ) -> None:
        self._step()
        self._owe((entity, customer, currency), amount, due, parts, delivered)

    def _owe(self, account: Account, amount: int, due: int, parts: int, delivered: bool) -> None:
        # The same numbers in every account: a number alone must never decide.
        number = len({debt.invoice for debt in self.world.debts if debt.account == account})
        for part in range(parts):
            issued = min(self.today, self.today + due)
            arrived = issued + 2 if delivered else None
            day = self.today + due + 20 * part
            self.world.debts.append(
                Debt(account, f"R{number}", issued, day, amount + part, arrived)
            )

    @rule(customer=customers, entity=entities, amount=amounts)
    def invoice_without_due_date(self, customer: str, entity: str, amount: int) -> None:
        self._step()
        number = f"U{len(self.world.debts)}"
        debt = Debt((entity, customer, "EUR"), number, self.today, None, amount)
        self.world.debts.append(debt)

    @precondition(lambda self: self.world.owed())
    @rule(place=places, share=st.sampled_from([0.3, 1.0, 1.0]))
    def payment(self, place: int, share: float) -> None:
        self._step()
        debt = self._one(self.world.owed(), place)
        if share < 1 or not self._plan_moves(debt):
            debt.paid += int(debt.open * share)

    @precondition(lambda self: any(debt.paid for debt in self.world.debts))
    @rule(place=places)
    def payment_bounces(self, place: int) -> None:
        self._step()
        debt = self._one([debt for debt in self.world.debts if debt.paid], place)
        # Of a plan, one that no run has numbered could not be told from the one that was.
        if debt.number or len(self._plan(debt)) == 1:
            debt.paid = 0

    @rule(place=places, amount=amounts)
    def credit_note(self, place: int, amount: int) -> None:
        self._step()
        if self.world.debts:
            account = self._one(self.world.debts, place).account
            self.world.credits.append((account, amount))

    @precondition(lambda self: self.world.credits)
    @rule(place=places)
    def credit_applied(self, place: int) -> None:
        self._step()
        self.world.credits.pop(place % len(self.world.credits))

    @precondition(lambda self: self.world.owed())
    @rule(place=places, days=st.integers(-30, 30))
    def due_date_changes(self, place: int, days: int) -> None:
        self._step()
        debt = self._one(self.world.owed(), place)
        plan = self._plan(debt)
        day = (self.today if debt.due is None else debt.due) + days
        # Which instalment moved cannot be told when several are gone, move, or fall on one day.
        clear = all(d.open and not d.moved and d.due != day for d in plan if d is not debt)
        if len(plan) == 1 or (clear and not debt.moved):
            debt.due, debt.moved = day, True

    @precondition(lambda self: self.world.owed())
    @rule(place=places)
    def ledger_says_disputed(self, place: int) -> None:
        self._step()
        debt = self._one(self.world.owed(), place)
        debt.disputed = not debt.disputed

    # --- what people report ------------------------------------------------------------------

    @precondition(lambda self: self._known())
    @rule(place=places, whole=st.booleans(), days=st.sampled_from([None, 0, 5, 20]))
    def dispute(self, place: int, whole: bool, days: int | None) -> None:
        scope, of_log = self._scope(place, whole)
        until = None if days is None else self.today + days
        self.world.freeze(Freeze("dispute", scope, self.today, until))
        self._say(events.Dispute(of_log, self.today, "short", NO_DAY if until is None else until))

    @precondition(lambda self: self._known())
    @rule(place=places, whole=st.booleans(), days=st.integers(0, 15))
    def promise(self, place: int, whole: bool, days: int) -> None:
        scope, of_log = self._scope(place, whole)
        by = self.today + days
        self.world.freeze(Freeze("promise", scope, self.today, by))
        self._say(events.Promise(of_log, by, self.today))

    @precondition(lambda self: self._known())
    @rule(place=places, whole=st.booleans(), days=st.integers(0, 25))
    def hold(self, place: int, whole: bool, days: int) -> None:
        scope, of_log = self._scope(place, whole)
        until = self.today + days
        self.world.freeze(Freeze("hold", scope, self.today, until))
        self._say(events.Hold(of_log, self.today, until, "merger"))

    @precondition(lambda self: self.world.freezes)
    @rule(place=places)
    def thaw(self, place: int) -> None:
        freeze = self.world.freezes[place % len(self.world.freezes)]
        of_log = self._of_log(freeze.scope)
        if freeze.kind == "dispute":
            self._say(events.DisputeClosed(of_log, self.today))
        elif freeze.kind == "hold":
            self._say(events.HoldLifted(of_log, self.today))
        else:
            self._say(events.Reply(of_log, self.today, "email", "soon"))
            return  # only time ends a promise
        self.world.thaw(freeze.kind, freeze.scope)

    @precondition(lambda self: self._known())
    @rule(place=places, whole=st.booleans(), level=st.integers(1, 6), days=st.integers(0, 12))
    def override(self, place: int, whole: bool, level: int, days: int) -> None:
        scope, of_log = self._scope(place, whole)
        until = self.today + days
        self.world.override(Override(scope, self.today, level, until))
        self._say(events.Override(of_log, self.today, level, until, "boss"))

    @precondition(lambda self: self._known())
    @rule(place=places)
    def reassessed(self, place: int) -> None:
        debt = self._one(self._known(), place)
        entity, customer = debt.account[:2]
        self.world.reassessed[entity, customer] = self.today
        self._say(events.Reassessed(events.Scope(entity, customer), self.today))

    # --- mornings ----------------------------------------------------------------------------

    @rule(span=spans)
    def days_without_a_run(self, span: int) -> None:
        self._step()
        self.today += span

    @rule(span=spans)
    def morning_and_all_is_done(self, span: int) -> None:
        self._step()
        self._morning(span, lambda place: True)

    @rule(span=spans, which=st.integers(1, 62))
    def morning_and_some_is_done(self, span: int, which: int) -> None:
        self._step()
        self._morning(span, lambda place: bool(which >> place % 6 & 1))

    @rule()
    def days_on_which_all_is_done(self) -> None:
        self._step()
        for _ in range(2):
            self._morning(1, lambda place: True)

    @rule(span=st.sampled_from([0, 1, 4]))
    def morning_and_nothing_is_done(self, span: int) -> None:
        self._step()
        self._morning(span, lambda place: False)

    @precondition(lambda self: self.names)
    @rule(place=places)
    def an_earlier_run_is_derived_again(self, place: int) -> None:
        self._step()
        self._replay(self.names[place % len(self.names)])

    @precondition(lambda self: self.names)
    @rule(days=st.integers(1, 400))
    def a_run_before_the_last_is_refused(self, days: int) -> None:
        self._step()
        head = self.log.head
        try:
            runs.run(self._frame(), POLICY, self.log, self.last - days)
        except OutOfDomain:
            assert self.log.head == head
        else:
            raise AssertionError("an earlier run was recorded")

    # --- how ---------------------------------------------------------------------------------

    def _step(self) -> None:
        Histories.steps += 1

    def _morning(self, span: int, chosen: Callable[[int], bool]) -> None:
        Histories.runs += 1
        self.today += span
        self.last = self.today
        recorded = runs.run(self._frame(), POLICY, self.log, self.today)
        found = recorded.derived.worklist
        expected = plain.worklist(self.world, self.today)
        compare(found, expected)
        assert recorded.head == self.log.head
        self.names.append(found.run)
        bodies = runs.tasks_of(self.log, found.run)
        jobs = {_account_of_job(job): job for job in expected.jobs}
        reports = []
        for place, task in enumerate(found.tasks):
            Histories.tasks += 1
            if chosen(place):
                reports.append(runs.done(bodies[task.id], self.today))
                job = jobs[task.track, (task.entity, task.customer_id, task.currency), task.kind]
                plain.act(self.world, job, self.today)
        runs.record(self.log, reports, run=found.run)

    def _replay(self, name: str) -> None:
        assert runs.replay(self.log, name).equal

    def _say(self, event: events.Event) -> None:
        self._step()
        runs.record(self.log, [event])

    def _known(self) -> list[Debt]:
        """Those that a run has seen: people speak of items that have a number."""
        return [debt for debt in self.world.debts if debt.number]

    def _one(self, debts: Sequence[Debt], place: int) -> Debt:
        return debts[place % len(debts)]

    def _plan(self, debt: Debt) -> list[Debt]:
        same = (debt.account, debt.invoice)
        return [other for other in self.world.debts if (other.account, other.invoice) == same]

    def _plan_moves(self, debt: Debt) -> bool:
        plan = self._plan(debt)
        return len(plan) > 1 and any(other.moved for other in plan)

    def _scope(self, place: int, whole: bool) -> tuple[Debt | tuple[str, str], events.Scope]:
        debt = self._one(self._known(), place)
        debt.fixed = debt.fixed or not whole
        scope = debt.account[:2] if whole else debt
        return scope, self._of_log(scope)

    def _of_log(self, scope: Debt | tuple[str, str]) -> events.Scope:
        if not isinstance(scope, Debt):
            return events.Scope(*scope)
        return events.Scope(*scope.account[:2], key_of(scope))

    def _frame(self) -> nw.DataFrame[Any]:
        rows: list[dict[str, Any]] = [
            {
                "invoice": debt.invoice,
                "account": debt.account,
                "issued": debt.issued,
                "due": NO_DAY if debt.due is None else debt.due,
                "delivered": NO_DAY if debt.delivered is None else debt.delivered,
                "amount": debt.amount,
                "paid": debt.paid,
                "disputed": int(debt.disputed),
            }
            for debt in self.world.debts
        ]
        for number, (account, amount) in enumerate(self.world.credits):
            unpaid = {"issued": self.today, "due": self.today, "delivered": NO_DAY, "paid": 0}
            rows.append(
                {
                    "invoice": f"CN{number}",
                    "account": account,
                    "amount": -amount,
                    "disputed": 0,
                    **unpaid,
                }
            )
        for number, row in enumerate(rows, 2):
            row["entity"], row["customer_id"], row["currency"] = row["account"]
            row |= {"customer": row["customer_id"], "paid_on": NO_DAY, "row": number}
        return nw.from_dict(
            {name: [row[name] for row in rows] for name in FRAME},
            schema=dict(FRAME),
            backend="pandas",
        )


def _account_of_job(job: Job) -> tuple[str, Account, str]:
    return job.track, job.account, job.kind


def test_generated_histories() -> None:
    Histories.steps = Histories.tasks = Histories.runs = 0
    while Histories.steps < STEPS:  # histories may end early: they are counted, not presumed
        chosen = settings(
            max_examples=-(-(STEPS - Histories.steps) // EACH),
            stateful_step_count=EACH,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            phases=[Phase.generate],  # to make a failing history shorter takes half an hour
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(Histories, settings=chosen)
    print(f"{Histories.steps} steps, {Histories.runs} runs, {Histories.tasks} tasks")
    assert Histories.steps >= STEPS
    assert Histories.tasks > Histories.steps // 10

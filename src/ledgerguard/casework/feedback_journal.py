"""What the rows of a list without ids mean: calls, promises and disputes that name their customer.

The workbook of the template collections-worklist sorts itself, so that no row of it can stand for a
task; its lists say whom they concern, and the last run's ledger says who that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from ledgerguard.casework.events import (
    Dispute,
    DisputeClosed,
    Done,
    Event,
    Promise,
    Reply,
    Scope,
)
from ledgerguard.casework.feedback_columns import (
    CHANNEL,
    CLOSED_ON,
    CURRENCY,
    CUSTOMER,
    DISPUTE,
    DISPUTED_ON,
    DONE_ON,
    INVOICE,
    NOTE,
    OWNED,
    OWNER,
    PROMISE_AMOUNT,
    PROMISE_BY,
    PROMISED_ON,
)
from ledgerguard.casework.feedback_events import DONE_ALREADY, Found
from ledgerguard.casework.feedback_row import Row, Unfit
from ledgerguard.casework.history import History
from ledgerguard.casework.runs import done, is_reached
from ledgerguard.casework.scopes import Seen, scope_among, seen
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.store.log import Log
from ledgerguard.units import FIRST_SERIAL

_NO_STEP: Final = "no step was due in that run, and without a note there is nothing to record"
_TRACK: Final = "customer"
_LARGEST: Final = 10**15  # minor units; a promise of more is a slip of the keyboard


@dataclass
class Told:
    """What the log holds already of calls and disputes."""

    calls: set[tuple[str, str, str, int]] = field(default_factory=set)
    """Entity, customer, currency and day of each step that was done toward a customer."""
    disputes: set[tuple[Scope, int, str]] = field(default_factory=set)
    """Scope, day and reason, whatever day was named as the last."""

    def add(self, event: Event) -> None:
        """Take one more event of the log into account."""
        if isinstance(event, Done) and event.track == _TRACK:
            self.calls.add((event.entity, event.customer_id, event.currency, event.on))
        elif isinstance(event, Dispute):
            self.disputes.add((event.scope, event.on, event.reason))


@dataclass
class Journal:
    """What rows that name a customer need of the log."""

    log: Log
    history: History
    runs: Mapping[str, Mapping[str, Any]]  # the bodies of the runs by name, oldest first
    tasks: Mapping[str, dict[str, Any]]  # the bodies of the tasks by id
    told: Told

    def found(self, row: Row) -> Iterator[Found]:
        """Fields and events of a row; faults are left with it.

        Raises:
            Unfit: when the row names no customer or invoice of the last run's ledger.
            LogError: when there is no run yet.
        """
        scope = self._scope(row)
        if row.filled.journal == DONE_ON:
            return self._call(row, scope)
        if row.filled.journal == PROMISE_BY:
            return self._promise(row, scope)
        return self._dispute(row, scope)

    @cached_property
    def _known(self) -> set[Seen]:
        return seen(self.log)

    @property
    def _last(self) -> int:
        """The day of the last run: stands where a row does not say when something was told."""
        return max(int(body["as_of"]) for body in self.runs.values())

    def _scope(self, row: Row) -> Scope:
        customer = row.text(CUSTOMER)
        if not customer:
            raise Unfit(
                "a row must name its customer, got none",
                hint="the number of the customer as the ledger has it",
            )
        try:
            return scope_among(self._known, customer, row.text(INVOICE) or None)
        except InvalidValue as fault:
            raise Unfit(fault.message, hint=fault.hint) from None

    def _call(self, row: Row, scope: Scope) -> Iterator[Found]:
        if DONE_ON not in row:
            first = next(iter(row.filled.cells))
            row.reject(first, "a call must come with its day, got none", "when was it done?")
            return
        on = row.day(DONE_ON, least=FIRST_SERIAL, named="the first day there is", past=True)
        currency, channel = row.text(CURRENCY).upper(), row.channel()
        fields = (CUSTOMER, CURRENCY, DONE_ON, CHANNEL)
        reply = Reply(scope, on, channel, row.text(NOTE))
        told = self._told(scope, currency, on)
        steps = () if told else tuple(self._steps(scope, currency, on, channel))
        if told or steps:
            yield Found(fields, steps, DONE_ALREADY)
            if NOTE in row:
                yield Found((NOTE,), (reply,))
        elif NOTE in row:
            yield Found((*fields, NOTE), (reply,))
        else:
            yield Found(fields, (), _NO_STEP)

    def _told(self, scope: Scope, currency: str, on: int) -> bool:
        """Whether a step of that day is recorded: a later run of the day has others to be done."""
        return any(
            (entity, customer, day) == (scope.entity, scope.customer_id, on)
            and currency in ("", unit)
            for entity, customer, unit, day in self.told.calls
        )

    def _steps(self, scope: Scope, currency: str, on: int, channel: str) -> Iterator[Event]:
        """The steps toward a customer that a call has done: of the last run until its day."""
        runs = [name for name, body in self.runs.items() if int(body["as_of"]) <= on]
        wanted = (scope.entity, scope.customer_id, _TRACK)
        for task, body in self.tasks.items():
            if (
                runs
                and task.rpartition("-")[0] == runs[-1]
                and (body["entity"], body["customer_id"], body["track"]) == wanted
                and currency in ("", body["currency"])
                and task not in self.history.finished
                and not is_reached(body, self.history)
            ):
                yield done(body, on, channel=channel)

    def _promise(self, row: Row, scope: Scope) -> Iterator[Found]:
        on = row.day(PROMISED_ON, least=FIRST_SERIAL, named="the first day there is", past=True)
        said = self._last if on == NO_DAY else on
        by = row.day(PROMISE_BY, least=said, named="the day on which it was promised")
        if PROMISE_BY not in row:
            first = next(iter(row.filled.cells))
            row.reject(first, "a promise must come with its day, got none", "when is it paid?")
        amount = self._amount(row, scope)
        promise = Promise(scope, by, said, amount, row.text(NOTE))
        yield Found((CUSTOMER, INVOICE, PROMISED_ON, PROMISE_BY, PROMISE_AMOUNT, NOTE), (promise,))

    def _amount(self, row: Row, scope: Scope) -> int:
        if PROMISE_AMOUNT not in row:
            return 0
        own = {key[2] for key in self._known if key[:2] == (scope.entity, scope.customer_id)}
        units = {scope.item.currency} if scope.item else own
        if len(units) > 1:
            row.reject(
                PROMISE_AMOUNT,
                f"{row.filled.headers[PROMISE_AMOUNT]} must name its invoice where a customer owes "
                f"in several currencies ({', '.join(sorted(units))}), got no invoice",
                "name the invoice, or leave the amount blank for all of it",
            )
            return 0
        return row.amount(PROMISE_AMOUNT, units.pop(), _LARGEST)

    def _dispute(self, row: Row, scope: Scope) -> Iterator[Found]:
        on = row.day(DISPUTED_ON, least=FIRST_SERIAL, named="the first day there is", past=True)
        said = self._last if on == NO_DAY else on
        closed = row.day(CLOSED_ON, least=said, named="the day of the dispute", past=True)
        reason, owner = row.text(DISPUTE), row.text(OWNER)
        if not reason:
            first = next(iter(row.filled.cells))
            row.reject(first, "a dispute must come with its reason, got none", "what is disputed?")
        words = f"{reason}{OWNED}{owner}" if owner else reason
        is_told = (scope, said, words) in self.told.disputes
        opened = () if is_told else (Dispute(scope, said, words),)
        yield Found((CUSTOMER, INVOICE, DISPUTED_ON, DISPUTE, OWNER), opened)
        if closed != NO_DAY:
            yield Found((CLOSED_ON,), (DisputeClosed(scope, closed),))

"""The letters of a run: one a customer, at its gravest step, listing all that is open.

A customer in several currencies gets one letter with each currency apart. What goes to the
insurer is a letter of its own. Nothing is sent: letters are drafts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from ledgerguard.casework.engine import Derived
from ledgerguard.casework.letters.data import LetterData, LetterItem, Party, last_day
from ledgerguard.casework.letters.interest import charges
from ledgerguard.casework.letters.parties import outsiders
from ledgerguard.casework.letters.scripts import script_name
from ledgerguard.casework.open_items import OpenItems, has_number
from ledgerguard.casework.records import STATEMENT, STOP, Item, ItemKey, Task
from ledgerguard.ledger.currency import exact
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy, Settings
from ledgerguard.units import Language, from_serial

GRAVITY: Final = (
    *("statement", "confirm-receipt", "reminder", "call", "notice", "final-notice"),
    *("stop-supply", "legal", "agency"),
)
"""Kinds of steps toward a customer, the gravest last: one letter a customer, and this decides."""

_LISTED: Final[Mapping[Language, str]] = {"en": ", ", "zh": "、"}
_TAKEN: Final[Mapping[Language, str]] = {"en": "{} (last one on {})", "zh": "{}（最近一次：{}）"}
_STOPPED: Final[Mapping[Language, str]] = {
    "en": "on credit stopped on {}",
    "zh": "已于 {} 停止赊销供货",
}


def letters_of(
    derived: Derived, policy: Policy, *, head: str = "", language: Language | None = None
) -> list[LetterData]:
    """What every letter of a run says, in the order of the worklist.

    Args:
        derived: The run.
        policy: The firm's policy.
        head: Head hash of the log after the run, printed on each letter.
        language: Of all letters; that of each customer when left out.
    """
    tasks = [task for task in derived.worklist.tasks if task.letter]
    return _letters(derived, policy, tasks, head, language)


def calls_of(
    derived: Derived, policy: Policy, *, head: str = "", language: Language | None = None
) -> list[LetterData]:
    """What the scripts of the calls of a run say: to the customers who are reached by phone.

    Args:
        derived: The run.
        policy: The firm's policy.
        head: Head hash of the log after the run.
        language: Of all scripts; that of each customer when left out.
    """
    tasks = [task for task in derived.worklist.tasks if task.channel == "phone"]
    made = _letters(derived, policy, tasks, head, language)
    return [replace(data, letter=script_name(data)) for data in made]


def _letters(
    derived: Derived,
    policy: Policy,
    tasks: Sequence[Task],
    head: str,
    language: Language | None,
) -> list[LetterData]:
    """One for each customer; what goes to others about it is apart."""
    together: dict[tuple[str, str, bool], list[Task]] = {}
    for task in tasks:
        who = (task.entity, task.customer_id, task.kind in GRAVITY)
        together.setdefault(who, []).append(task)
    rows = _rows_of(derived.items)
    unapplied: dict[tuple[str, str], dict[str, Decimal]] = {}
    for (*customer, currency), amount in derived.items.credits.items():
        entity, customer_id = customer
        unapplied.setdefault((entity, customer_id), {})[currency] = exact(amount, currency)
    return [
        _letter(derived, policy, group, rows[who[:2]], unapplied.get(who[:2], {}), head, language)
        for who, group in together.items()
    ]


def _letter(
    derived: Derived,
    policy: Policy,
    tasks: Sequence[Task],
    rows: Sequence[int],
    unapplied: Mapping[str, Decimal],
    head: str,
    language: Language | None,
) -> LetterData:
    top = max(tasks, key=lambda task: (_gravity(task), -task.rank))
    settings = policy.settings(top.customer_id)
    spoken = language or settings.language
    as_of = derived.worklist.as_of
    asked = [item for task in tasks for item in task.items if _asks_for(task, item)]
    # What is only reminded of is listed; a letter about overdue items does not ask for it.
    overdue = [item for item in asked if item.days_past_due > 0]
    claimed = {item.key for item in overdue or asked}
    regime = settings.regime if _claims_interest(policy, top) else ""
    items = tuple(_items(derived.items, rows, claimed, as_of, regime))
    insurance = policy.insurances.get(settings.insurance)
    following = top.next_action.in_language(spoken) if top.next_action else ""
    sender = policy.sender(top.entity)
    return LetterData(
        letter=top.letter,
        language=spoken,
        day=from_serial(as_of),
        reference=top.id,
        head=head,
        sender=Party(
            name=sender.name,
            address=sender.address,
            email=sender.email,
            phone=sender.phone,
            bank=sender.bank,
            signatory=sender.signatory,
        ),
        customer_id=top.customer_id,
        customer=_customer(top, settings),
        items=items,
        unapplied=unapplied,
        pay_by=_pay_by(top, as_of, settings),
        next_action=following,
        next_on=None if top.next_on == NO_DAY else from_serial(top.next_on),
        insurer=insurance.insurer if insurance else "",
        extra={**outsiders(policy, insurance), **_so_far(derived, policy, tasks, spoken)},
    )


def _rows_of(items: OpenItems) -> dict[tuple[str, str], list[int]]:
    """The rows of every customer of an entity, in the order of the ledger."""
    found: dict[tuple[str, str], list[int]] = {}
    for row, place in enumerate(items.account.tolist()):
        found.setdefault(items.accounts[place][:2], []).append(row)
    return found


def _items(
    items: OpenItems, rows: Sequence[int], claimed: set[ItemKey], as_of: int, regime: str
) -> Iterator[LetterItem]:
    """All open items of a customer; those that the letter asks for are marked."""
    for row in rows:
        key = items.key(row)
        numbers = {name: int(column[row]) for name, column in items.numbers.items()}
        due = _day(numbers["due"])
        asked = key in claimed
        owed = exact(numbers["open"], key.currency)
        amount = exact(numbers["amount"], key.currency)
        cost = charges(
            regime if asked else "",
            key.currency,
            owed,
            due,
            from_serial(as_of),
            amount_when_late=amount,
        )
        yield LetterItem(
            invoice=key.invoice if has_number(key.invoice) else "",
            part=key.part,
            issued=_day(numbers["issued"]),
            due=due,
            currency=key.currency,
            amount=amount,
            open=owed,
            days_past_due=numbers["days_past_due"],
            claimed=asked,
            disputed=bool(numbers["disputed"]),
            interest=cost.interest,
            fee=cost.fee,
        )


def _asks_for(task: Task, item: Item) -> bool:
    """Whether a letter asks for an item: a statement for none.

    A stop of deliveries to keep the cover is about disputed items, too, but does not ask the
    customer for them.
    """
    if task.level == STATEMENT:
        return False
    return not (item.disputed and task.track == "cover" and task.kind in GRAVITY)


def _so_far(
    derived: Derived, policy: Policy, tasks: Sequence[Task], language: Language
) -> dict[str, str]:
    """What agency and insurer ask first: the steps taken so far, and whether deliveries go on.

    Only what the log proves: no letter claims a step that is presumed done.
    """
    asked = {item.key for task in tasks for item in task.items}
    items = derived.items
    known = [past for row, past in items.history.items() if items.key(row) in asked]
    levels = policy.ladders[tasks[0].ladder].levels
    bits = 0
    for past in known:
        bits |= past.proven.get(tasks[0].ladder, 0)
    steps = [
        level.action.in_language(language)
        for number, level in enumerate(levels, 1)
        if bits >> number & 1
    ]
    last = max((past.proven_on for past in known), default=NO_DAY)
    stopped = max((past.days.get(STOP, NO_DAY) for past in known), default=NO_DAY)
    found = {}
    if steps and last != NO_DAY:
        words, day = _LISTED[language].join(steps), from_serial(last).isoformat()
        found["actions"] = _TAKEN[language].format(words, day)
    if stopped != NO_DAY:
        found["supply"] = _STOPPED[language].format(from_serial(stopped).isoformat())
    return found


def _gravity(task: Task) -> int:
    return GRAVITY.index(task.kind) if task.kind in GRAVITY else len(GRAVITY)


def _claims_interest(policy: Policy, task: Task) -> bool:
    """Whether the level of a task says that its letter claims late interest."""
    levels = policy.ladders[task.ladder].levels
    return 0 < task.level <= len(levels) and levels[task.level - 1].interest


def _customer(task: Task, settings: Settings) -> Party:
    return Party(
        name=task.customer,
        address=settings.address,
        email=settings.email,
        phone=settings.phone,
        contact=settings.contact,
    )


def _pay_by(task: Task, as_of: int, settings: Settings) -> dt.date | None:
    """Within the catch-up days; a reminder before the due date names no other day."""
    if all(item.days_past_due <= 0 for item in task.items):
        return None
    return last_day(from_serial(as_of), settings.catch_up_days, _day(task.next_on))


def _day(number: int) -> dt.date | None:
    return None if number == NO_DAY else from_serial(number)

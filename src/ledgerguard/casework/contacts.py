"""The ladder toward the customer: one contact in a currency, at the highest level due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledgerguard.casework.case import Case, by_account
from ledgerguard.casework.freezes import Freeze
from ledgerguard.casework.history import Account
from ledgerguard.casework.records import Reason, Task
from ledgerguard.casework.timetable import NEVER
from ledgerguard.ledger.currency import exponent
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Settings
from ledgerguard.policy.schema import Wording


def ladder_tasks(case: Case) -> Iterator[Task]:
    """One task a customer, currency and ladder: at the highest level due, about all items due."""
    import numpy as np

    found = case.found
    for row in np.flatnonzero(found.blocked).tolist():
        freeze = _freeze_of(case, row)
        case.hold(row, freeze.block, freeze.until, freeze.words)
    waiting = (found.level > 0) & ~found.is_due & (found.planned <= case.as_of)
    for row in np.flatnonzero(waiting).tolist():
        case.hold(row, "waiting", int(found.fires[row]) - 1)
    rows = np.flatnonzero(found.is_due & ~found.blocked)
    for account, group in by_account(case.items, rows):
        owing = _not_tolerated(case, account, _not_credited(case, account, group))
        for part in _by_ladder(case, owing):
            task = _contact(case, account, part)
            if task is not None:
                yield task


def _by_ladder(case: Case, rows: list[int]) -> Iterable[list[int]]:
    """Rows apart where an invoice has a ladder of its own: levels of two do not compare."""
    found: dict[str, list[int]] = {}
    ladders = [settings.ladder for settings in case.found.settings]
    for row, place in zip(rows, case.found.of_row[rows].tolist(), strict=True):
        found.setdefault(ladders[place], []).append(row)
    return found.values()


def _not_tolerated(case: Case, account: Account, rows: list[int]) -> list[int]:
    """The same rows, or none where all of them come to no more than the tolerance."""
    if not rows:
        return []
    tolerance = case.settings(rows[0]).tolerance.get(account[2], 0)
    if case.owed(rows) > round(tolerance * 10 ** exponent(account[2])):
        return rows
    for row in rows:
        case.hold(row, "tolerance", NO_DAY)
    return []


def _contact(case: Case, account: Account, rows: list[int]) -> Task | None:
    found = case.found
    levels, fires = found.level[rows].tolist(), found.fires[rows].tolist()
    place = max(range(len(rows)), key=lambda place: (levels[place], -fires[place], -place))
    top, level, since = rows[place], levels[place], fires[place]
    if _too_soon(case, account, level, case.settings(rows[0]), rows):
        return None
    entry, settings = case.level(top, level), case.settings(top)
    at_top = [row for row, reached in zip(rows, levels, strict=True) if reached == level]
    next_action, next_on = _following(case, at_top)
    return case.task(
        account, "customer", level, entry.kind, rows, since,
        action=entry.action, letter=entry.letter, next_action=next_action, next_on=next_on,
        owner=entry.owner or settings.owner, approval=entry.approval, step=entry,
        reasons=_why(case, top, rows, level, since),
    )  # fmt: skip


def _following(case: Case, rows: list[int]) -> tuple[Wording | None, int]:
    """What follows if nobody acts: the next level, or the insurer who is told before it."""
    found = case.found
    columns = ((found.after_on, found.after), (found.report_on, found.report))
    coming = [
        one
        for days, levels in columns
        for one in zip(days[rows].tolist(), levels[rows].tolist(), rows, strict=True)
    ]
    ahead = [one for one in coming if one[1] and case.as_of < one[0] < NEVER]
    if not ahead:
        return None, NO_DAY
    day, level, row = min(ahead)
    return case.words(row, level), day


def _not_credited(case: Case, account: Account, rows: list[int]) -> list[int]:
    """The items that unapplied credits do not cover; the oldest are covered first."""
    credit = case.items.credits.get(account, 0)
    if not credit:
        return rows
    left = []
    for row in sorted(rows, key=lambda row: (int(case.items.numbers["due"][row]), row)):
        owed = int(case.items.numbers["open"][row])
        if owed <= credit:
            credit -= owed
            case.hold(row, "credits", NO_DAY)
        else:
            credit = 0
            left.append(row)
    return sorted(left)


def _too_soon(
    case: Case, account: Account, level: int, settings: Settings, rows: list[int]
) -> bool:
    """Whether the customer was contacted lately, and today's step is no higher than that."""
    day, before = case.history.contacted.get(account, (NO_DAY, 0))
    free_from = day + settings.contact_gap_days
    overruled = any(row in case.found.freezes.overrides for row in rows)
    if day == NO_DAY or level > before or free_from <= case.as_of or overruled:
        return False
    for row in rows:
        case.hold(row, "contact", free_from - 1)
    return True


def _why(case: Case, top: int, rows: list[int], level: int, since: int) -> tuple[Reason, ...]:
    found = case.found
    reasons = [Reason("level", (level, int(found.planned[top])))]
    override = found.freezes.overrides.get(top)
    if override is not None:
        reasons.append(Reason("override", (override.reason, override.until)))
    elif since < case.as_of and not case.assume:
        reasons.append(Reason("catch-up", (since, case.as_of - since)))
    promised = max((found.freezes.broken.get(row, NO_DAY) for row in rows), default=NO_DAY)
    if promised != NO_DAY:
        reasons.append(Reason("promise-broken", (promised,)))
    return tuple(reasons)


def _freeze_of(case: Case, row: int) -> Freeze:
    """The freeze that stops a row, the one that lasts longest."""
    level = int(case.found.level[row])
    blocked_by = case.level(row, level).blocked_by
    frozen = [f for f in case.found.freezes.by_row.get(row, ()) if f.block in blocked_by]
    return max(frozen, key=lambda f: NEVER if f.until == NO_DAY else f.until)

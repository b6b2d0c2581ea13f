"""The rules of the engine told once more: one item after another, in plain loops.

Nothing of the engine is imported. Days are serial numbers, amounts minor units; None is "no day".
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterable, Iterator

from plain_world import (
    ALL,
    CLAIM,
    REPORT,
    STATEMENT,
    STOP,
    Account,
    Debt,
    Expected,
    Job,
    Level,
    Rules,
    Standing,
    Terms,
    World,
)


def worklist(world: World, today: int) -> Expected:
    found = Expected()
    number_the_instalments(world)
    standings = {id(debt): standing(world, debt, today, found) for debt in world.owed()}
    accounts = sorted({debt.account for debt in world.owed()})
    written = set()
    for account in accounts:
        debts = [debt for debt in world.owed() if debt.account == account]
        by_clock = list(clock_jobs(world, account, debts, today))
        asked = {(id(debt), level) for job in by_clock for debt, level, *_ in job.items}
        job = customer_job(world, account, debts, standings, asked, today, found)
        if job is not None:
            found.jobs.append(job)
            written.add(account)
        found.jobs += by_clock
        if any(job.kind == "stop-supply" for job in by_clock):  # goes to the customer as well
            written.add(account)
        every = world.rules[account[1]].statement_days
        since = world.stated[account] + every if account in world.stated else today
        if account in world.contacted:  # the letter of that day has listed all items as well
            since = max(since, world.contacted[account][0] + world.rules[account[1]].gap)
        resting = all(on_hold(world, debt, today) for debt in debts)
        if every and since <= today and account not in written and not resting:
            rows = [(debt, STATEMENT, "statement", ()) for debt in debts]
            deadline = earliest(deadline_of(world, debt, today) for debt in debts)
            found.jobs.append(
                Job("statement", account, STATEMENT, "statement", since, list(rows), deadline)
            )
        late = [debt for debt in debts if debt.due is not None and debt.due < today]
        last = world.reassessed.get(account[:2])
        if late and (last is None or last + 90 <= today):
            oldest = max(today - debt.due for debt in late if debt.due is not None)
            found.reassess.append((account, sum(debt.open for debt in late), oldest, last))
    return found


def number_the_instalments(world: World) -> None:
    """A number is given once; a single item keeps number 1 without anybody writing it down."""
    for debt in world.debts:
        debt.moved = False
        if not debt.fixed:
            debt.number = 0
    for first in world.owed():
        plan = [d for d in world.debts if (d.account, d.invoice) == (first.account, first.invoice)]
        there = [debt for debt in plan if debt.open > 0]
        for debt in sorted(there, key=lambda debt: -1 if debt.due is None else debt.due):
            if not debt.number:
                debt.number = 1 + max(other.number for other in plan)
                debt.fixed = len(there) > 1 or debt.number > 1


def level_days(debt: Debt, rules: Rules, today: int) -> list[int | None]:
    return all_rolled(calendar_days(debt, rules), rules, today)


def calendar_days(debt: Debt, rules: Rules) -> list[int | None]:
    plain: list[int | None] = []
    for level in rules.levels:
        day: int | None = None
        if level.base == "previous":
            before = plain[-1]
            if before is not None:
                day = before + level.days
        elif level.base == "delivery":
            day = None if debt.delivered is None else debt.delivered + level.days
        elif debt.due is not None:
            day = debt.due + level.days + rules.grace
            if level.base == "month-end":
                day = month_end(day)
        plain.append(day)
    return plain


def all_rolled(plain: list[int | None], rules: Rules, today: int) -> list[int | None]:
    if not rules.weekdays:
        return plain
    # Days two months away are left as they are: no calendar is needed for them.
    return [day if day is None or abs(day - today) > 62 else rolled(day) for day in plain]


def counted_days(
    debt: Debt, rules: Rules, days: list[int | None], done: set[int], today: int
) -> list[int | None]:
    """When each falls due: a level after the one before it counts from when that was done."""
    since = [None if debt.last is None else debt.last + level.days for level in rules.levels]
    rolled_since = all_rolled(list(since), rules, today)
    return [
        rolled_since[n - 1]
        if level.base == "previous" and n - 1 in done and debt.last is not None
        else days[n - 1]
        for n, level in enumerate(rules.levels, 1)
    ]


def month_end(day: int) -> int:
    date = dt.date(1899, 12, 30) + dt.timedelta(day)
    return day - date.day + calendar.monthrange(date.year, date.month)[1]


def rolled(day: int) -> int:
    while day % 7 in (0, 1):  # Saturday and Sunday: serial number 7 was a Saturday
        day += 1
    return day


def done_levels(debt: Debt, rules: Rules) -> set[int]:
    """What the insurer's clock brought forward is done on the ladder as well."""
    made = {n for n, level in enumerate(rules.levels, 1) if level.kind in debt.made}
    return debt.done | made


def standing(world: World, debt: Debt, today: int, found: Expected) -> Standing | None:
    rules = world.rules[debt.account[1]]
    days, done = level_days(debt, rules, today), done_levels(debt, rules)
    counted = counted_days(debt, rules, days, done, today)
    days = [other if day is None else day for day, other in zip(days, counted, strict=True)]
    # The order is that of the calendar: several days may roll to one.
    plain = calendar_days(debt, rules)
    order = sorted(
        (day if at is None else at, n, day)
        for n, (at, day) in enumerate(zip(plain, days, strict=True), 1)
        if day is not None and debt.due is not None
    )
    dated = [(day, n) for _, n, day in order]
    passed, before = -1, None
    for place, (day, n) in enumerate(dated):
        if n in done and rules.levels[n - 1].kind not in ("insurer", "stop-supply"):
            passed, before = place, day
    best: Standing | None = None
    for place, (day, n) in enumerate(dated):
        level = rules.levels[n - 1]
        behind = place <= passed and level.kind != "stop-supply"
        if n in done or level.kind == "insurer" or behind:
            continue
        following = dated[place + 1][0] if place + 1 < len(dated) else None
        if has_lapsed(level, debt, following, today):
            name = f"{rules.ladder}/{n}"
            found.lapsed[name] = found.lapsed.get(name, 0) + 1
        elif best is None:
            planned = counted[n - 1] or day
            fires = max(planned, fires_on(rules, level, debt, day, before))
            best = Standing(n, planned, fires, override=False)
    chosen = [o for o in world.overrides if concerns(o.scope, debt) and today <= o.until]
    told = insurer_told(world, debt, today) is not None
    if not told and chosen and max(done, default=0) < chosen[-1].level <= len(rules.levels):
        day = min(chosen[-1].on, today)
        best = Standing(chosen[-1].level, day, day, override=True)
    return best


def insurer_told(world: World, debt: Debt, today: int) -> int | None:
    """The day of an override to the insurer's level: it changes no other step."""
    levels = world.rules[debt.account[1]].levels
    chosen = [o for o in world.overrides if concerns(o.scope, debt) and today <= o.until]
    level = chosen[-1].level if chosen else 0
    told = 0 < level <= len(levels) and levels[level - 1].kind == "insurer"
    return min(chosen[-1].on, today) if told else None


def has_lapsed(level: Level, debt: Debt, following: int | None, today: int) -> bool:
    """A reminder before the due date lapses with it, another such level when the next has come."""
    if not level.lapses:
        return False
    if level.base == "due" and level.days < 0:
        return debt.due is not None and debt.due < today
    return following is not None and following <= today


def fires_on(rules: Rules, level: Level, debt: Debt, day: int, before: int | None) -> int:
    """The end of the pause after the step before, which is no longer than on the ladder."""
    if debt.last is None:
        return day
    pause = rules.catch_up if before is None else min(rules.catch_up, max(0, day - before))
    return debt.last + (pause if level.wait is None else level.wait)


def concerns(scope: Debt | tuple[str, str], debt: Debt) -> bool:
    return scope is debt if isinstance(scope, Debt) else scope == debt.account[:2]


def frozen(world: World, debt: Debt, level: Level, today: int) -> tuple[str, int | None] | None:
    """The freeze that lasts longest."""
    found: list[tuple[str, int | None]] = [("dispute", None)] if debt.disputed else []
    for kind in ALL:
        for freeze in world.freezes:
            if freeze.kind != kind or not concerns(freeze.scope, debt):
                continue
            until = freeze.until
            if kind == "promise":
                if debt.issued > freeze.on or until is None:
                    continue
                until += world.rules[debt.account[1]].promise_days
            if until is None or today <= until:
                found.append((kind, until))
    found = [one for one in found if one[0] in level.blocked]
    return max(found, key=lambda one: math.inf if one[1] is None else one[1]) if found else None


def on_hold(world: World, debt: Debt, today: int) -> bool:
    return any(
        freeze.kind == "hold" and concerns(freeze.scope, debt) and today <= freeze.until
        for freeze in world.freezes
        if freeze.until is not None
    )


def customer_job(
    world: World,
    account: Account,
    debts: list[Debt],
    standings: dict[int, Standing | None],
    asked: set[tuple[int, int]],
    today: int,
    found: Expected,
) -> Job | None:
    rules = world.rules[account[1]]
    left = not_credited(world, account, ready(world, debts, standings, asked, today, found), found)
    if not left:
        return None
    highest = max(at.level for _, at in left)
    reason, until = "", None
    if sum(debt.open for debt, _ in left) <= rules.tolerance:
        reason = "tolerance"
    elif account in world.contacted and not any(at.override for _, at in left):
        day, before = world.contacted[account]
        if highest <= before and today < day + rules.gap:
            reason, until = "contact", day + rules.gap - 1
    if reason:
        found.held += [(debt, at.level, reason, until) for debt, at in left]
        return None
    since = min(at.fires for _, at in left if at.level == highest)
    items = [
        (debt, at.level, rules.levels[at.level - 1].kind, passed_over(rules, at))
        for debt, at in left
    ]
    deadline = earliest(deadline_of(world, debt, today) for debt, _ in left)
    kind = rules.levels[highest - 1].kind
    return Job("customer", account, highest, kind, since, items, deadline)


def ready(
    world: World,
    debts: list[Debt],
    standings: dict[int, Standing | None],
    asked: set[tuple[int, int]],
    today: int,
    found: Expected,
) -> list[tuple[Debt, Standing]]:
    """The debts whose level has come and that nothing stops."""
    due: list[tuple[Debt, Standing]] = []
    for debt in debts:
        rules = world.rules[debt.account[1]]
        at = standings[id(debt)]
        if debt.due is None and at is None:
            found.held.append((debt, 0, "undated", None))
        if at is None or at.planned > today:
            continue
        if (id(debt), at.level) in asked:
            continue  # the insurer's clock asks for the very same today
        if at.fires > today:
            found.held.append((debt, at.level, "waiting", at.fires - 1))
            continue
        freeze = frozen(world, debt, rules.levels[at.level - 1], today)
        if freeze is not None:
            found.held.append((debt, at.level, *freeze))
        else:
            due.append((debt, at))
    return due


def not_credited(
    world: World, account: Account, due: list[tuple[Debt, Standing]], found: Expected
) -> list[tuple[Debt, Standing]]:
    """The debts that unapplied credits leave open: whole ones are covered, the oldest first."""
    credit = sum(amount for whose, amount in world.credits if whose == account)
    left: list[tuple[Debt, Standing]] = []
    for debt, at in sorted(due, key=lambda one: -1 if one[0].due is None else one[0].due):
        if debt.open <= credit:
            credit -= debt.open
            found.held.append((debt, at.level, "credits", None))
        else:
            credit = 0
            left.append((debt, at))
    return left


def passed_over(rules: Rules, at: Standing) -> tuple[int, ...]:
    """The levels below that of an override, but for those that an insurer wants."""
    insured = isinstance(rules.insurance, Terms)
    kept = ("insurer", "stop-supply") if insured else ("insurer",)
    lower = range(1, at.level) if at.override else ()
    return tuple(n for n in lower if rules.levels[n - 1].kind not in kept)


def clock_jobs(world: World, account: Account, debts: list[Debt], today: int) -> Iterator[Job]:
    rules = world.rules[account[1]]
    terms = rules.insurance
    if terms == "none":
        return
    for kind, own in (("insurer", REPORT), ("stop-supply", STOP), ("claim", CLAIM)):
        number = next((n for n, level in enumerate(rules.levels, 1) if level.kind == kind), 0)
        ready: list[tuple[int, Debt]] = []
        for debt in debts:
            if debt.due is None or kind in debt.made or number in done_levels(debt, rules):
                continue
            by_ladder = level_days(debt, rules, today)[number - 1] if number else None
            day = day_of_clock(kind, terms, debt.due, today)
            if kind == "insurer":
                day = earliest((day, by_ladder, insurer_told(world, debt, today)))
            if day is not None and day <= today:
                ready.append((day, debt))
        if ready:
            level = number or own
            deadline = earliest(deadline_of(world, debt, today) for _, debt in ready)
            rows = [(debt, level, kind, ()) for _, debt in ready]
            since = min(day for day, _ in ready)
            yield Job("cover", account, level, kind, since, list(rows), deadline)


def day_of_clock(kind: str, terms: Terms | str, due: int, today: int) -> int | None:
    """The day of a step by the terms of the insurance alone."""
    if not isinstance(terms, Terms) or due >= today:
        return None
    if kind == "insurer":
        return max(due + terms.report - terms.lead, due + 1)
    if kind == "stop-supply":
        return due + terms.report  # who has been reported is not supplied any more
    return due + min(terms.wait, terms.claim - terms.lead)


def deadline_of(world: World, debt: Debt, today: int) -> int | None:
    """The nearest day on which cover would be lost: what was done in time is done."""
    terms = world.rules[debt.account[1]].insurance
    if not isinstance(terms, Terms) or debt.due is None or debt.due >= today:
        return None
    days = (("insurer", debt.due + terms.report), ("claim", debt.due + terms.claim))
    return earliest(day for kind, day in days if debt.made.get(kind, day + 1) > day)


def earliest(days: Iterable[int | None]) -> int | None:
    return min((day for day in days if day is not None), default=None)


def act(world: World, job: Job, on: int) -> None:
    """The task was done on a day."""
    if job.kind == "statement":
        world.stated[job.account] = on
    if job.track == "customer":
        highest = max(level for _, level, _, _ in job.items)
        world.contacted[job.account] = max((on, highest), world.contacted.get(job.account, (0, 0)))
    for debt, level, kind, waived in job.items:
        debt.fixed = True
        if job.track == "statement":
            continue  # it lists what is open: no step of the ladder
        if level < STATEMENT:
            assert level not in debt.done, f"level {level} of {debt} twice"
            debt.done |= {level, *waived}
        if kind in ("insurer", "stop-supply", "claim"):
            debt.made[kind] = on
        if kind not in ("insurer", "claim"):
            debt.last = on if debt.last is None else max(debt.last, on)

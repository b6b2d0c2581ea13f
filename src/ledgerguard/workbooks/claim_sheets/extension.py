"""The sheet Extension: each invoice against the calendar of the policy, by live formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ledgerguard.casework.claims.records import ClaimedInvoice
from ledgerguard.casework.claims.status_words import REPORTS
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell
from ledgerguard.workbooks.claim_sheets.labels import EXTENSIONS, WINDOWS
from ledgerguard.workbooks.claim_sheets.plan import (
    FIRST,
    Column,
    Live,
    Plan,
    cell,
    day,
    lay_list,
    span,
)

DATE: Final = "cell.boxed.center/date"
COLUMNS: Final = (
    Column("invoice", 16),
    Column("issued", 12, DATE),
    Column("shipped", 12, DATE),
    Column("original_due", 12, DATE),
    Column("due", 12, DATE),
    Column("counted_due", 12, DATE),
    Column("mep_end", 14, DATE),
    Column("extension", 18, "cell.boxed.left"),
    Column("report_by", 12, DATE),
    Column("reported_on", 12, DATE),
    Column("report", 15, "cell.boxed.left"),
    Column("claim_from", 12, DATE),
    Column("claim_by", 12, DATE),
    Column("claimed_on", 12, DATE),
    Column("window", 15, "cell.boxed.left"),
    Column("stopped_by", 15),
    Column("stopped_since", 14, DATE),
)
_At = Callable[[str], str]
"""Where a column of the same row stands."""

_PLACE: Final = {column.key: place for place, column in enumerate(COLUMNS)}


def add(plan: Plan) -> None:
    """Lay the sheet out; the ranges of the claim's days become known to the summary."""
    sheet = plan.sheet("extension")
    rows = [_row(plan, number, one) for number, one in enumerate(plan.claim.invoices, FIRST)]
    last = lay_list(plan, sheet, COLUMNS, rows)
    for key in ("claim_from", "claim_by"):
        plan.cells[key] = span(plan, "extension", _PLACE[key], last)


def _row(plan: Plan, row: int, one: ClaimedInvoice) -> list[Cell]:
    calendar = one.calendar

    def at(key: str) -> str:
        return cell(row, _PLACE[key])

    dated = calendar.original_due != NO_DAY
    found: dict[str, Cell] = {
        "invoice": str(one.key),
        "issued": day(calendar.issued),
        "shipped": day(calendar.shipped),
        "original_due": day(calendar.original_due),
        "due": day(calendar.due),
        "reported_on": day(calendar.reported_on),
        "claimed_on": day(calendar.claimed_on),
        "stopped_by": calendar.stopped_by,
        "stopped_since": day(calendar.stopped_since),
    }
    if dated:
        found |= _extension(plan, one, at)
        found |= _report(plan, one, at)
    if not calendar.excluded:
        found |= _claim(plan, one, at)
    return [found.get(column.key) for column in COLUMNS]


def _extension(plan: Plan, one: ClaimedInvoice, at: _At) -> dict[str, Cell]:
    words = {key: f'"{plan.say(wording)}"' for key, wording in EXTENSIONS.items()}
    due, first, end = at("due"), at("original_due"), at("mep_end")
    found: dict[str, Cell] = {}
    beyond = words["consent"]
    counted = first
    if one.calendar.mep_end != NO_DAY:
        base = first if plan.claim.terms.mep_from == "due" else at("issued")
        found["mep_end"] = Live(plan.call("MEP_END", base_date=base, mep_period="mep_period"))
        beyond = f"IF({due}<={end},{words['within']},{words['beyond']})"
        counted = f"IF({due}<={end},{due},{first})"
    found["extension"] = Live(f"IF({due}<={first},{words['none']},{beyond})")
    found["counted_due"] = Live(f"IF({due}<={first},{due},{counted})")
    return found


def _report(plan: Plan, one: ClaimedInvoice, at: _At) -> dict[str, Cell]:
    words = {key: f'"{plan.say(wording)}"' for key, wording in REPORTS.items()}
    by, on = at("report_by"), at("reported_on")
    if one.calendar.report_by == NO_DAY:
        return {"report": Live(f'IF({on}="",{words["not asked"]},{words["in time"]})')}
    base = at("counted_due" if plan.claim.terms.report_from == "due" else "mep_end")
    unmade = f"IF(claim_day<={by},{words['open']},{words['missed']})"
    made = f"IF({on}>{by},{words['late']},{words['in time']})"
    text = plan.call("OVERDUE_REPORT_BY", due_date=base, report_period="report_period")
    return {"report_by": Live(text), "report": Live(f'IF({on}="",{unmade},{made})')}


def _claim(plan: Plan, one: ClaimedInvoice, at: _At) -> dict[str, Cell]:
    words = {key: f'"{plan.say(wording)}"' for key, wording in WINDOWS.items()}
    calendar = one.calendar
    start, by, on = at("claim_from"), at("claim_by"), at("claimed_on")
    found: dict[str, Cell] = {}
    if calendar.claim_from != NO_DAY:
        found["claim_from"] = Live(_from(plan, at))
    filed, late = words["filed"], "FALSE"
    if calendar.claim_by != NO_DAY:
        text = plan.call("CLAIM_LATEST", due_date=at("counted_due"), filing_period="filing_period")
        found["claim_by"] = Live(text)
        filed = f"IF({on}>{by},{words['filed late']},{words['filed']})"
        late = f"claim_day>{by}"
    waits = (
        f"IF(claim_day<{start},{words['waiting']},{words['open']})"
        if calendar.claim_from != NO_DAY
        else words["no report yet"]
    )
    found["window"] = Live(f'IF({on}<>"",{filed},IF({late},{words["closed"]},{waits}))')
    return found


def _from(plan: Plan, at: _At) -> str:
    """The first day of a claim: from due date, report or loss, after the waiting of its cause."""
    claim = plan.claim
    period = claim.terms.waiting_of(claim.cause.key)
    if not claim.cause.waits:
        base = "loss_day"
    elif claim.terms.waiting_from == "due" or period is None:
        base = at("counted_due")
    else:
        base = at("reported_on")
    waiting = "0" if period is None else "waiting_period"
    return plan.call("CLAIM_EARLIEST", base_date=base, waiting_period=waiting)

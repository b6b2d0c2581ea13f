"""The collector's workbook: whom to act upon today and why, with cells that are read back.

What is shown is what a run found; status, counts and totals are native formulas that follow what
is filled in. :mod:`ledgerguard.casework.feedback` reads the file back by the ids of its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ledgerguard.casework.engine import Derived
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.policy.firm import Policy
from ledgerguard.units import Language
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.worklist_sheets import about, lists, overview, today
from ledgerguard.workbooks.worklist_sheets.plan import Plan
from ledgerguard.workbooks.writer import Book


@dataclass(frozen=True, slots=True)
class WorklistSummary:
    """What was built."""

    path: Path
    tasks: int
    items: int
    held: int
    reassess: int


def build(
    derived: Derived,
    policy: Policy,
    out: Path,
    *,
    head: str,
    language: Language = "en",
    fingerprint: str = "",
) -> WorklistSummary:
    """Build the collector's workbook of a run.

    Two builds of one run are equal to the byte: the file bears the day of the run, not the clock's.

    Args:
        derived: What the run found.
        policy: The policy that decided it.
        out: The .xlsx file to write.
        head: The hash of the last row of the run in the log; "" where there is no log: such a
            workbook cannot be read back.
        language: Of labels, steps and reasons.
        fingerprint: The SHA-256 of the ledger, to be shown.

    Raises:
        HostError: when the file cannot be written.
    """
    with paused_collection():
        plan = Plan(Book({}), derived, policy, head, fingerprint, language)
        book = lay_out(plan)
        save(book, out, language=language, title=plan.text("title"), created=plan.as_of)
    found = derived.worklist
    items = sum(len(task.items) for task in found.tasks)
    return WorklistSummary(out, len(found.tasks), items, len(found.held), len(found.reassess))


def lay_out(plan: Plan) -> Book:
    """The same workbook as a model, before it is stored."""
    tasks = today.add(plan)
    # The tabs come in the order a reader wants them; the overview counts in the sheets behind it.
    summary = plan.book.sheet(plan.text("overview"))
    lists.add_items(plan)
    held = lists.add_held(plan)
    overview.add(plan, summary, tasks, held)
    lists.add_reassess(plan)
    about.add(plan)
    return plan.book

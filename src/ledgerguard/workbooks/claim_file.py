"""The claim file as a workbook for a claims handler: dates and amounts live, ready to be printed.

What the policy says stands in named cells of the summary; every deadline, the insured loss and the
way to the indemnity are formulas over them. The copy that goes to the insurer holds the values of
our formulas: who has not our add-in would see #NAME? instead.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from ledgerguard.casework.claims.records import ClaimFile
from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import Host
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.units import Language
from ledgerguard.workbooks.claim_sheets import extension, invoices, lists, summary
from ledgerguard.workbooks.claim_sheets.plan import Plan
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.writer import Book


def build(
    claim: ClaimFile, out: Path, *, host: Host | None = "desktop", language: Language = "en"
) -> None:
    """Build the workbook of a claim. Two builds of one claim are equal to the byte.

    Args:
        claim: The claim file.
        out: The .xlsx file to write.
        host: The spreadsheet program that will open it: decides the stored spelling. None: any
            program, without our add-in; our formulas stand as their values.
        language: Of labels and words.

    Raises:
        HostError: when the file cannot be written.
    """
    with paused_collection():
        plan = Plan(Book(functions(), host or "desktop"), claim, language)
        title = f"{plan.text('title')} {claim.reference}"
        book, live = lay_out(plan), host is not None
        save(book, out, language=language, title=title, created=plan.as_of, live=live)


def as_bytes(claim: ClaimFile, *, host: Host | None = None, language: Language = "en") -> bytes:
    """The same workbook as bytes, for the folder of the claim."""
    with tempfile.TemporaryDirectory(prefix="ledgerguard-claim-") as folder:
        path = Path(folder) / "claim.xlsx"
        build(claim, path, host=host, language=language)
        return path.read_bytes()


def lay_out(plan: Plan) -> Book:
    """The same workbook as a model, before it is stored."""
    # The summary comes first and sums up the sheets behind it.
    first = summary.begin(plan)
    invoices.add(plan)
    lists.add_statement(plan)
    lists.add_deliveries(plan)
    lists.add_correspondence(plan)
    extension.add(plan)
    lists.add_missing(plan)
    summary.finish(plan, first)
    return plan.book

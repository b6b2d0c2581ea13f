"""The checklist of a claim in a cell: what the insurer asks for, what is there, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.casework.claims.checklist import STATES
from ledgerguard.casework.claims.file import claim_file
from ledgerguard.casework.customer_file.reading import files_from_cells
from ledgerguard.formula import formula
from ledgerguard.ledger.captions import fitted
from ledgerguard.ledger.read import from_cells
from ledgerguard.policy.cover_clock import insurance_key
from ledgerguard.policy.firm import load_policy
from ledgerguard.units import Cell, Count, Date, Language, Table, Text, serial

HEADERS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Paper", "Invoice", "State", "Evidence", "Why it is asked for", "Who gets it"),
    "zh": ("材料", "发票号", "状态", "核查依据", "要求原因", "负责人"),
}


@formula("CLAIM_CHECKLIST")
def claim_checklist(
    ledger: Table,
    invoices: Text | Table,
    as_of: Date,
    insurance: Text | None = None,
    facts: Table | None = None,
    cause: Text | None = None,
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """What the insurer asks for with a claim on unpaid invoices: what is there, what is missing.

    One row a paper, for the whole claim or for each invoice: number and share of the policy, limit
    at the delivery, report, contract, order, invoice, proof of delivery, dunning, balance; after an
    insolvency its proof and the filing of the debt. What is there is told by the customer's file: a
    row of it counts for the invoice that its value or source names, else for all. A cell knows no
    log, so dunning and reports are there only if that file says so. An invoice that was delivered
    after deliveries had to stop has no cover and is left out.

    Args:
        ledger: Range of the ledger with its header row.
        invoices: Number of an invoice, several with semicolons between them, or a range of them;
            all of one customer in one currency.
        as_of: Day from which one looks; the invoices are open and overdue then.
        insurance: Terms of an insurance policy by name, as in DAYS_TO_COVER_LOSS; those of the
            customer by the firm's policy when left out.
        facts: Range of customers' files with one row a fact: item, value, date, until, currency,
            source.
        cause: Cause of the loss: "protracted-default" when left out; "insolvency", "repudiation",
            "moratorium", "transfer", "war", "contract-frustration", "natural-disaster" or
            "public-default".
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh".

    Errors: #VALUE! when a range has no header that can be read, an invoice is not open or not
        overdue, they are of several customers or currencies, there is no insurance or a word is
        unknown; #NUM! when rows is below 1.
    Example: =INDEX(CLAIM_CHECKLIST({"Customer","Invoice","Invoice date","Due date","Amount";
        "A","I-1",45292,45322,100}, "I-1", 45600, "exim-like"), 3, 3) -> there
    Example: =INDEX(CLAIM_CHECKLIST({"Customer","Invoice","Invoice date","Due date","Amount";
        "A","I-1",45292,45322,100}, "I-1", 45600, "exim-like"), 2, 3) -> missing
    Source: ledgerguard design; papers as insurers name them (Atradius asks for the ledger and a
        reconciliation of the maximum extension; Allianz Trade for invoices and proofs of delivery).
    """
    policy = load_policy()
    if insurance:
        policy = policy.restated({"insurance": insurance_key(insurance)})
    claim = claim_file(
        from_cells(ledger, language=language).frame,
        policy,
        None,
        serial(as_of),
        _numbers(invoices),
        cause=cause or "",
        facts=files_from_cells(facts, language=language) if facts else None,
    )
    table: list[list[Cell]] = [
        [
            one.paper.title.in_language(language),
            one.invoice,
            STATES[one.state].in_language(language),
            one.evidence.in_language(language),
            one.paper.why.in_language(language),
            one.paper.owner.in_language(language),
        ]
        for one in claim.requirements
    ]
    return fitted(HEADERS[language], table, rows, language)


def _numbers(invoices: str | Table) -> list[str]:
    """The numbers that a cell or a range holds; a whole number is written without its decimals."""
    if isinstance(invoices, str):
        return invoices.replace("；", ";").split(";")
    return [_text(cell) for row in invoices for cell in row if cell not in (None, "")]


def _text(cell: Cell) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)

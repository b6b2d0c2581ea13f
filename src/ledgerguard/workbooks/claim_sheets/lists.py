"""The sheets Statement, Deliveries, Correspondence and Missing."""

from __future__ import annotations

from typing import Any, Final

from ledgerguard.casework.claims.checklist import STATES
from ledgerguard.casework.claims.correspondence import DIRECTIONS
from ledgerguard.units import Cell
from ledgerguard.workbooks.claim_sheets.labels import MOVEMENTS
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
from ledgerguard.workbooks.writer import address, column_letters

DATE: Final = "cell.boxed.center/date"
CENTER: Final = "cell.boxed.center"


def add_statement(plan: Plan) -> None:
    """Every movement of the account, with a balance that is computed down the sheet."""
    sheet = plan.sheet("statement")
    money = f"cell.boxed/{plan.money}"
    columns = (
        Column("day", 12, DATE),
        Column("kind", 16),
        Column("invoice", 18),
        Column("due", 12, DATE),
        Column("debit", 16, money),
        Column("credit", 16, money),
        Column("balance", 18, money),
    )
    rows: list[list[Cell]] = []
    for number, move in enumerate(plan.claim.movements, FIRST):
        before = cell(number - 1, 6) + "+" if rows else ""
        balance = f"ROUND({before}{cell(number, 4)}-{cell(number, 5)},{plan.places})"
        amount = move.amount.major
        rows.append(
            [
                day(move.day),
                plan.say(MOVEMENTS[move.kind]),
                move.invoice,
                day(move.due),
                amount if amount > 0 else None,
                -amount if amount <= 0 else None,
                Live(balance),
            ]
        )
    last = lay_list(plan, sheet, columns, rows)
    plan.cells["balance"] = address(last, 6, sheet=sheet.name)


def add_deliveries(plan: Plan) -> None:
    """The deliveries of the claim with their proofs, and those that a stop forbade."""
    sheet = plan.sheet("deliveries")
    columns = (
        Column("invoice", 18),
        Column("shipped", 13, DATE),
        Column("dated", 15, CENTER),
        Column("amount", 16, f"cell.boxed/{plan.money}"),
        Column("claimed", 11, CENTER),
        Column("proof", 42),
        Column("stopped_by", 18),
        Column("stopped_since", 15, DATE),
    )
    rows: list[list[Cell]] = [
        [
            one.invoice,
            day(one.shipped),
            plan.text("dated.delivery" if one.dated else "dated.invoice"),
            one.amount.major,
            plan.text("yes" if one.claimed else "no"),
            one.proof,
            one.stopped_by,
            day(one.stopped_since),
        ]
        for one in plan.claim.deliveries
    ]
    lay_list(plan, sheet, columns, rows)


def add_correspondence(plan: Plan) -> None:
    """What the log tells, a line each."""
    sheet = plan.sheet("correspondence")
    columns = (
        Column("day", 12, DATE),
        Column("direction", 18, CENTER),
        Column("kind", 26),
        Column("invoices", 24),
        Column("words", 60),
        Column("actor", 16),
        Column("row", 9, "cell.boxed.center/whole"),
        Column("hash", 18),
    )
    rows: list[list[Cell]] = [
        [
            day(one.on),
            plan.say(DIRECTIONS[one.direction]),
            plan.say(one.title),
            ", ".join(one.invoices) or plan.text("whole_account"),
            one.words.in_language(plan.language),
            one.actor,
            one.number,
            one.hash[:12],
        ]
        for one in plan.claim.correspondence
    ]
    lay_list(plan, sheet, columns, rows)


def add_missing(plan: Plan) -> None:
    """The checklist, what is missing in red, with cells to be filled in when it is there."""
    sheet = plan.sheet("missing")
    columns = (
        Column("paper", 34),
        Column("invoice", 16),
        Column("state", 12, CENTER),
        Column("evidence", 36),
        Column("why", 46),
        Column("owner", 18),
        Column("got_on", 13, "input/date"),
        Column("where", 26, "input.wrap/text"),
    )
    rows: list[list[Cell]] = [
        [
            plan.say(one.paper.title),
            one.invoice,
            plan.say(STATES[one.state]),
            one.evidence.in_language(plan.language),
            plan.say(one.paper.why),
            plan.say(one.paper.owner),
            None,
            None,
        ]
        for one in plan.claim.requirements
    ]
    last = lay_list(plan, sheet, columns, rows)
    plan.cells["state"] = span(plan, "missing", 2, last)
    plan.cells["got_on"] = span(plan, "missing", 6, last)

    def dress(_workbook: Any, worksheet: Any, formats: Any) -> None:
        for key, style in (("missing", "act"), ("there", "good")):
            # A paper that was got since is no longer missing.
            got = f"${column_letters(6)}{FIRST + 1}"
            state = f"${column_letters(2)}{FIRST + 1}"
            condition = f'{state}="{plan.say(STATES[key])}"'  # type: ignore[index]
            if key == "missing":
                condition = f"AND({condition},NOT(ISNUMBER({got})))"
            worksheet.conditional_format(
                FIRST, 2, last, 2,
                {"type": "formula", "criteria": f"={condition}", "format": formats.rule(style)},
            )  # fmt: skip

    sheet.dress(dress)

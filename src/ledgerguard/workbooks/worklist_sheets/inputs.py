"""The cells that people fill in: their columns, and what each of them accepts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ledgerguard.casework import feedback_columns as columns
from ledgerguard.casework.feedback_row import USED
from ledgerguard.policy.schema import Wording
from ledgerguard.workbooks.worklist_labels import DISPUTES, HOLDS
from ledgerguard.workbooks.worklist_sheets.plan import Plan

SIZES: Final[Mapping[str, float]] = {
    columns.DONE_ON: 12,
    columns.CHANNEL: 11,
    columns.PROMISE_BY: 12,
    columns.PROMISE_AMOUNT: 14,
    columns.DISPUTE: 17,
    columns.HOLD_UNTIL: 12,
    columns.HOLD_REASON: 17,
    columns.NOTE: 30,
    columns.REASSESSED_ON: 13,
}
ID_SIZE: Final = 16
LATEST: Final = dt.date(2199, 12, 31)

_DAYS: Final = (columns.DONE_ON, columns.PROMISE_BY, columns.HOLD_UNTIL)
_CHOICES: Final[Mapping[str, Sequence[Wording]]] = {
    columns.CHANNEL: tuple(USED.values()),
    columns.DISPUTE: DISPUTES,
    columns.HOLD_REASON: HOLDS,
}


def style(field: str) -> str:
    """The style of the cells of a field; an amount's number format is the currency's."""
    if field in (*_DAYS, columns.REASSESSED_ON):
        return "input/date"
    return "input.wrap/text"


def validate(
    plan: Plan, worksheet: Any, field: str, first: int, last: int, column: int, limit: str | None
) -> None:
    """Say what a column accepts, and help who fills it in.

    Args:
        plan: The workbook.
        worksheet: The sheet.
        field: The field.
        first: The first row.
        last: The last row.
        column: The column.
        limit: The cell of the first row that an amount must not exceed.
    """
    title = plan.say(columns.FIELDS[field])
    help_text = plan.text(f"help.{field}")
    worksheet.data_validation(
        first, column, last, column,
        {
            **_rule(plan, field, limit),
            "input_title": title,
            "input_message": help_text,
            "error_title": plan.text("error"),
            "error_message": help_text,
        },
    )  # fmt: skip


def _rule(plan: Plan, field: str, limit: str | None) -> dict[str, Any]:
    if field in _CHOICES:
        # A channel is one of the list; of reasons the list only offers the usual ones.
        kind = "stop" if field == columns.CHANNEL else "information"
        words = [plan.say(wording) for wording in _CHOICES[field]]
        return {
            "validate": "list",
            "source": words,
            "error_type": kind,
            "show_error": field == columns.CHANNEL,
        }
    if field == columns.PROMISE_AMOUNT and limit:
        rule: dict[str, Any] = {"validate": "decimal", "criteria": "between", "minimum": 0}
        return {**rule, "maximum": f"={limit}"}
    if field in _DAYS:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": plan.as_of,
            "maximum": LATEST,
        }
    if field == columns.REASSESSED_ON:
        minimum = dt.date(1990, 1, 1)
        return {"validate": "date", "criteria": "between", "minimum": minimum, "maximum": LATEST}
    return {"validate": "any"}

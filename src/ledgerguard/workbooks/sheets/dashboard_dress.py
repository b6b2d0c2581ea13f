"""What dresses the Dashboard: heights, inputs, and the status of tiles and checks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ledgerguard.workbooks.sheets import ledger_sheet
from ledgerguard.workbooks.sheets.plan import Plan
from ledgerguard.workbooks.sheets.policy_sheet import Policy
from ledgerguard.workbooks.style import NUMBER_FORMATS
from ledgerguard.workbooks.writer import address

STATUS_SIGNS = (("act", "■ "), ("watch", "▲ "), ("good", "● "))
"""A sign beside the colour: red and green must not be the only difference."""


def heights(worksheet: Any, tile_rows: tuple[int, ...], check_row: int, input_row: int) -> None:
    """Row heights in pixels."""
    worksheet.set_row_pixels(0, 44)
    worksheet.set_row_pixels(1, 8)
    worksheet.set_row_pixels(input_row, 28)
    worksheet.set_row_pixels(input_row + 1, 8)
    for row in tile_rows:
        for offset, pixels in enumerate((24, 36, 22, 10)):
            worksheet.set_row_pixels(row + offset, pixels)
    worksheet.set_row_pixels(check_row, 20)
    worksheet.set_row_pixels(check_row + 1, 26)
    worksheet.set_row_pixels(check_row + 2, 10)


def inputs(plan: Plan, worksheet: Any, row: int, as_of: int, currency: int) -> None:
    """Validation and a word of help on the two cells that drive the workbook."""
    text = plan.text
    worksheet.data_validation(
        row,
        as_of,
        row,
        as_of,
        {
            "validate": "date",
            "criteria": "between",
            "minimum": dt.date(1900, 3, 1),
            "maximum": dt.date(9999, 12, 31),
            "input_title": text("as_of.title"),
            "input_message": text("as_of.help"),
        },
    )
    if any(plan.currencies):
        worksheet.data_validation(
            row,
            currency,
            row,
            currency,
            {
                "validate": "list",
                "source": [name for name in plan.currencies if name],
                # Rows pasted later may bring another currency: warn, do not forbid.
                "error_type": "warning",
                "input_title": text("currency.title"),
                "input_message": text("currency.help"),
            },
        )


def status(
    worksheet: Any,
    formats: Any,
    policy: Policy,
    key: str,
    cells: tuple[tuple[int, int], tuple[int, int]],
    measured: int,
    form: str,
) -> None:
    """Colour value and note of a tile by the policy's limits; a sign goes before the value."""
    cell = address(*cells[measured])
    limits = {"act": policy.act[key], "watch": policy.watch[key]}
    for style, sign in STATUS_SIGNS:
        test = f",{cell}>={limits[style]}" if style in limits else ""
        rule = {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({cell}){test})",
            "stop_if_true": True,
        }
        value, note = cells
        number = f'"{sign}"{NUMBER_FORMATS[form].split(";")[0]}'
        worksheet.conditional_format(
            *value, *value, {**rule, "format": formats.rule(f"{style}.ink/{number}")}
        )
        worksheet.conditional_format(*note, *note, {**rule, "format": formats.rule(f"{style}.ink")})


def check_rules(plan: Plan, worksheet: Any, formats: Any, row: int, columns: list[int]) -> None:
    """Green when a check holds, red when not; what the Problems sheet explains is amber."""
    for number, column in enumerate(columns):
        cell = address(row, column)
        wrong = f"{ledger_sheet.beyond(plan)}>0" if number == 3 else f"NOT({cell}=0)"
        bad = "watch" if number in (1, 2) else "act"
        for criteria, style in (
            (f"=ISERROR({cell})", "act"),
            (f"={wrong}", bad),
            ("=TRUE", "good"),
        ):
            worksheet.conditional_format(
                row,
                column,
                row,
                column,
                {
                    "type": "formula",
                    "criteria": criteria,
                    "format": formats.rule(style),
                    "stop_if_true": True,
                },
            )

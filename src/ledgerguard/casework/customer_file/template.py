"""A blank customer's file to fill in: a row an item, with what belongs there."""

from __future__ import annotations

from collections.abc import Collection

from ledgerguard.casework.customer_file.columns import COLUMNS, titles
from ledgerguard.casework.customer_file.items import GROUPS, ITEMS
from ledgerguard.casework.customer_file.words import allowed, header
from ledgerguard.units import Cell, Language


def template_rows(
    language: Language = "en",
    *,
    customer_id: str | None = None,
    currency: str = "",
    groups: Collection[str] = tuple(GROUPS),
) -> list[list[Cell]]:
    """The header and one row for each item: its label, blanks to fill, subject, meaning, what fits.

    What is left blank is passed over when the file is read again; a row may be copied for another
    year, bank or case.

    Args:
        language: Language of the labels.
        customer_id: Id to stand in every row; None: the file is about one customer and has no such
            column.
        currency: Currency to stand beside every amount.
        groups: Groups of items that are wanted.
    """
    columns = COLUMNS if customer_id is not None else COLUMNS[1:]
    first = [*titles(language, *columns), *header(language, "group", "meaning", "allowed")]
    rows: list[list[Cell]] = [first]
    for item in ITEMS.values():
        if item.group in groups:
            label: dict[str, Cell] = {
                "customer_id": customer_id,
                "item": item.title.in_language(language),
                "currency": currency if item.money else "",
            }
            rows.append(
                [
                    *(label.get(column, "") for column in columns),
                    GROUPS[item.group].in_language(language),
                    item.meaning.in_language(language),
                    allowed(item.key, language),
                ]
            )
    return rows

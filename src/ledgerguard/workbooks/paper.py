"""How a sheet goes to paper: A4, as wide as the page, named and numbered at its foot."""

from __future__ import annotations

from typing import Any, Final

A4: Final = 9  # as Excel numbers paper


def a4(
    worksheet: Any,
    number: str,
    *,
    name: str = "ledgerguard",
    middle: str = "",
    portrait: bool = False,
    pages: tuple[int, int] | None = (1, 0),
    repeat: tuple[int, int] | None = None,
) -> None:
    """Set the sheet up for printing.

    Args:
        worksheet: The sheet.
        number: Words of the page's number, with ``&P`` and ``&N``; the right of the foot.
        name: Whose sheet it is; stands before the sheet's own name, to the left of the foot.
        middle: What stands in the middle of the foot.
        portrait: Upright; else landscape.
        pages: How many it is fitted to, across and down, 0 being as many as it takes; None: at
            its own scale.
        repeat: The first and last row that every page repeats.
    """
    if not portrait:
        worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    if pages is not None:
        worksheet.fit_to_pages(*pages)
    if repeat is not None:
        worksheet.repeat_rows(*repeat)
    # A space ends the font size: a digit would be read as part of it.
    centre = f"&C&8 {middle}" if middle else ""
    worksheet.set_footer(f"&L&8 {name} · &A{centre}&R&8 {number}")

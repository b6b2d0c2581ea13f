"""A letter as one html file: no script, no picture, nothing fetched; made to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from ledgerguard.casework.letters.layout import (
    Grid,
    addressee_lines,
    author_lines,
    footer_line,
    items_grid,
    payment_lines,
    reference_lines,
    signature_lines,
    total_grids,
)
from ledgerguard.casework.letters.render import Block, Letter
from ledgerguard.units import Language

_STYLE: Final = """
@page { size: A4; margin: 20mm 20mm 18mm 25mm }
body { font: 11pt/1.45 Calibri, Carlito, "Helvetica Neue", Arial, "Microsoft YaHei", "PingFang SC",
  "Noto Sans CJK SC", sans-serif; color: #1a1a1a; max-width: 165mm; margin: 12mm auto }
header, footer, address { font-style: normal; font-size: 9.5pt; color: #444 }
header b { font-size: 12pt; color: #1a1a1a }
address { margin: 8mm 0; font-size: 11pt; color: inherit }
h1 { font-size: 12.5pt; margin: 7mm 0 4mm }
h2 { font-size: 11pt; margin: 5mm 0 1mm }
p, ul { margin: 0 0 3mm }
table { border-collapse: collapse; margin: 0 0 4mm; font-size: 9.5pt; width: 100% }
table.totals { width: auto; min-width: 60% }
th, td { padding: 0.7mm 2mm; line-height: 1.3; text-align: left; vertical-align: bottom;
  border-bottom: 1px solid #ccc }
th { border-bottom: 1px solid #444; font-weight: 600 }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.date { white-space: nowrap }
.bold td { font-weight: 600 }
thead { display: table-header-group }
tr, .signature { break-inside: avoid }
.signature { margin-top: 8mm }
footer { border-top: 1px solid #ccc; margin-top: 10mm; padding-top: 2mm; overflow-wrap: anywhere }
@media print { body { margin: 0; max-width: none } }
""".strip()


def to_html(letter: Letter) -> str:
    """A letter as one self-contained page, with all values escaped."""
    body = [*_head(letter), f"<h1>{escape(letter.subject)}</h1>", *_blocks(letter)]
    return page(letter.subject, body, footer_line(letter), letter.data.language)


def page(title: str, body: Sequence[str], footer: str, language: Language) -> str:
    """A whole page around a body of markup; title and footer are plain text."""
    code = "zh-CN" if language == "zh" else "en"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{code}">',
            "<head>",
            '<meta charset="utf-8">',
            # Whatever a value may hold, the page can neither run nor fetch anything.
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{escape(title)}</title>",
            f"<style>\n{_STYLE}\n</style>",
            "</head>",
            "<body>",
            *body,
            f"<footer>{escape(footer)}</footer>",
            "</body>",
            "</html>\n",
        ]
    )


def _head(letter: Letter) -> list[str]:
    if letter.addressee is None:
        return []
    author = author_lines(letter)
    name = f"<b>{escape(author[0])}</b>" if author else ""
    return [
        f"<header>{'<br>'.join([name, *map(escape, author[1:])])}</header>",
        f"<address>{_broken(addressee_lines(letter))}</address>",
        f"<p>{_broken(reference_lines(letter))}</p>",
    ]


def _blocks(letter: Letter) -> list[str]:
    parts: list[str] = []
    in_list = False
    for block in letter.blocks:
        if (block.kind == "bullet") is not in_list:
            in_list = not in_list
            parts.append("<ul>" if in_list else "</ul>")
        parts += _block(letter, block)
    return [*parts, "</ul>"] if in_list else parts


def _block(letter: Letter, block: Block) -> list[str]:
    if block.kind == "items":
        return table_markup(items_grid(letter), "items")
    if block.kind == "totals":
        return [line for grid in total_grids(letter) for line in table_markup(grid, "totals")]
    if block.kind == "payment":
        return [f"<p>{_broken(payment_lines(letter))}</p>"]
    if block.kind == "signature":
        return [f'<p class="signature">{_broken(signature_lines(letter))}</p>']
    tag = {"heading": "h2", "bullet": "li"}.get(block.kind, "p")
    return [f"<{tag}>{escape(block.text)}</{tag}>"]


def table_markup(grid: Grid, kind: str) -> list[str]:
    """A table as lines of markup, all its words escaped; the kind is the class it is styled by."""
    header = "".join(
        f"<th{_class(grid, place)}>{escape(word)}</th>" for place, word in enumerate(grid.header)
    )
    rows = [
        ('<tr class="bold">' if number in grid.bold else "<tr>")
        + "".join(f"<td{_class(grid, place)}>{escape(word)}</td>" for place, word in enumerate(row))
        + "</tr>"
        for number, row in enumerate(grid.rows)
    ]
    opening = f'<table class="{kind}">\n<thead><tr>{header}</tr></thead>\n<tbody>'
    return [opening, *rows, "</tbody>\n</table>"]


def _class(grid: Grid, place: int) -> str:
    if place in grid.right:
        return ' class="number"'
    return ' class="date"' if place else ""


def _broken(rows: list[str]) -> str:
    return "<br>".join(map(escape, rows))

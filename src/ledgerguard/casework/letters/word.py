"""A letter as a Word document: the same bytes for the same letter, on any day."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any, Final

from ledgerguard.casework.letters.layout import (
    Grid,
    addressee_lines,
    author_lines,
    footer_line,
    items_grid,
    labels,
    payment_lines,
    reference_lines,
    signature_lines,
    total_grids,
)
from ledgerguard.casework.letters.render import Block, Letter
from ledgerguard.casework.letters.wording import one_line

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_LATIN_FONT: Final = "Arial"  # or, where it is missing, a font of the same widths
_WIDE_FONT: Final = "Microsoft YaHei"
_SIZE: Final = 10.5
_SMALL: Final = 8.5
_ZIP_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can state
_PROPERTY: Final = 255  # characters that a core property of a document holds

_ITEM_WIDTHS: Final = {  # mm, by the number of columns; what a line of A4 has is 165
    6: (43.0, 21.0, 21.0, 16.0, 29.0, 35.0),
    7: (37.0, 19.0, 19.0, 15.0, 25.0, 31.0, 19.0),
    8: (34.0, 18.0, 18.0, 14.5, 21.5, 28.0, 17.0, 14.0),
}
_TABLE_STYLE: Final = "Letter Table"
_PADDING: Final = "57"  # twentieths of a point, 1 mm: beside the text of a cell


def to_docx(letter: Letter) -> bytes:
    """A letter as docx: A4, a table whose header repeats, page numbers and the log's head below."""
    import docx

    document = docx.Document()
    _prepare(document, letter)
    _footer(document, letter)
    if letter.addressee is not None:
        _header(document, letter)
        _lines(document, addressee_lines(letter), after=12)
        _lines(document, reference_lines(letter), after=8)
    _paragraph(document, letter.subject, bold=True, size=12, after=8)
    for place, block in enumerate(letter.blocks):
        if block.kind == "signature":
            _keep_last_with_next(document)
        _block(document, letter, block)
        following = next((other.kind for other in letter.blocks[place + 1 :]), "")
        if block.kind == "bullet" and following not in ("bullet", ""):
            _space(document.paragraphs[-1], 0, 8)
        if following == "payment":  # what announces it goes with it
            document.paragraphs[-1].paragraph_format.keep_with_next = True
    raw = io.BytesIO()
    document.save(raw)
    return _without_clock(raw.getvalue())


def _prepare(document: Document, letter: Letter) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _LATIN_FONT, Pt(_SIZE)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), _WIDE_FONT)
    fonts.set(qn("w:cs"), _LATIN_FONT)
    language = normal.element.get_or_add_rPr().makeelement(
        qn("w:lang"), {qn("w:val"): "en-GB", qn("w:eastAsia"): "zh-CN"}
    )
    normal.element.get_or_add_rPr().append(language)
    # A style and not the runs: an empty cell has no run, and its row would be higher.
    table = document.styles.add_style(_TABLE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    table.base_style, table.font.size = normal, Pt(_SMALL)
    _space(table, 1, 1)
    _core_properties(document, letter)


def _core_properties(document: Document, letter: Letter) -> None:
    data, properties = letter.data, document.core_properties
    written = dt.datetime.combine(data.day, dt.time(), dt.UTC)
    properties.created = properties.modified = written
    properties.author = properties.last_modified_by = one_line(letter.author.name)[:_PROPERTY]
    properties.title = letter.subject[:_PROPERTY]
    properties.subject = one_line(data.reference)[:_PROPERTY]
    properties.language = "zh-CN" if data.language == "zh" else "en-GB"
    properties.comments, properties.revision = "", 1


def _header(document: Document, letter: Letter) -> None:
    """The letterhead stands in the page header: the first page's own."""
    from docx.shared import Pt

    section = document.sections[0]
    section.different_first_page_header_footer = True
    first, *rest = author_lines(letter) or [""]
    paragraph = section.first_page_header.paragraphs[0]
    _run(paragraph, first, bold=True, size=12)
    for line in rest:
        paragraph.add_run().add_break()
        _run(paragraph, line, size=_SMALL)
    paragraph.paragraph_format.space_after = Pt(18)
    later = section.header.paragraphs[0]
    _run(later, one_line(f"{letter.author.name} · {letter.data.reference}"), size=_SMALL)


def _footer(document: Document, letter: Letter) -> None:
    section = document.sections[0]
    before, between, after = (
        labels(letter)["page"].replace("{page}", "\0").replace("{pages}", "\0").split("\0")
    )
    for footer in (section.footer, section.first_page_footer):
        paragraph = footer.paragraphs[0]
        line = footer_line(letter)
        if line:
            _run(paragraph, line, size=_SMALL)
            paragraph.add_run().add_break()
        _run(paragraph, before, size=_SMALL)
        _field(paragraph, "PAGE")
        _run(paragraph, between, size=_SMALL)
        _field(paragraph, "NUMPAGES")
        _run(paragraph, after, size=_SMALL)


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that the word processor computes; each part is a run, as the format wants it."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for part in ("begin", code, "separate", "1", "end"):
        run = paragraph.add_run("1" if part == "1" else "")
        run.font.size = Pt(_SMALL)
        if part == code:
            element = run._r.makeelement(qn("w:instrText"), {})
            element.text = code
            run._r.append(element)
        elif part != "1":
            run._r.append(run._r.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): part}))


def _block(document: Document, letter: Letter, block: Block) -> None:
    if block.kind == "items":
        grid = items_grid(letter)
        _table(document, grid, _ITEM_WIDTHS[len(grid.header)])
    elif block.kind == "totals":
        for grid in total_grids(letter):
            _table(document, grid, (60.0, *[26.0] * (len(grid.header) - 1)))
    elif block.kind == "payment":
        _lines(document, payment_lines(letter), after=8)
    elif block.kind == "signature":
        _lines(document, signature_lines(letter), before=24, after=6)
    elif block.kind == "heading":
        _paragraph(document, block.text, bold=True, before=8, after=2, with_next=True)
    elif block.kind == "bullet":
        paragraph = document.add_paragraph(style="List Bullet")
        _run(paragraph, block.text)
        _space(paragraph, 0, 2)
    else:
        _paragraph(document, block.text)


def _keep_last_with_next(document: Document) -> None:
    """A signature does not stand alone on a page: two paragraphs go with it."""
    for paragraph in document.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True


def _table(document: Document, grid: Grid, widths: tuple[float, ...]) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml.ns import qn
    from docx.shared import Mm

    table = document.add_table(rows=0, cols=len(grid.header))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for number, words in enumerate([grid.header, *grid.rows], -1):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:cantSplit"), {}))
        if number < 0:  # the header is repeated on each page
            properties.append(properties.makeelement(qn("w:tblHeader"), {}))
        bold = number < 0 or number in grid.bold
        cells = row.cells  # python-docx looks them up anew at each access
        for place, word in enumerate(words):
            cells[place].width = Mm(widths[place])
            _cell(cells[place], word, bold, place in grid.right)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    _rule(table)
    document.add_paragraph(style=_TABLE_STYLE)


def _cell(cell: Any, word: str, bold: bool, right: bool) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    # Below: a Chinese font is higher than the digits beside it, and a header may have two lines.
    cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    paragraph = cell.paragraphs[0]
    # By its id: python-docx would look the name up among all styles, for each cell anew.
    paragraph._p.style = _TABLE_STYLE.replace(" ", "")
    if word:
        paragraph.add_run(word).bold = bold or None
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _rule(table: Any) -> None:
    """Thin lines below the rows, none between the columns, and little space within the cells."""
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    borders = properties.makeelement(qn("w:tblBorders"), {})
    for side, size in (("top", "6"), ("bottom", "6"), ("insideH", "4")):
        line = {"w:val": "single", "w:sz": size, "w:space": "0", "w:color": "A6A6A6"}
        borders.append(
            borders.makeelement(qn(f"w:{side}"), {qn(key): value for key, value in line.items()})
        )
    margins = properties.makeelement(qn("w:tblCellMar"), {})
    for side in ("left", "right"):
        width = {qn("w:w"): _PADDING, qn("w:type"): "dxa"}
        margins.append(margins.makeelement(qn(f"w:{side}"), width))
    # The format knows one order: borders, layout, margins, look.
    properties.find(qn("w:tblLayout")).addprevious(borders)
    properties.find(qn("w:tblLayout")).addnext(margins)


def _lines(document: Document, rows: list[str], *, before: float = 0, after: float = 6) -> None:
    """Lines that belong together: one paragraph with breaks."""
    if not rows:
        return
    paragraph = document.add_paragraph()
    for place, line in enumerate(rows):
        if place:
            paragraph.add_run().add_break()
        _run(paragraph, line)
    _space(paragraph, before, after)
    paragraph.paragraph_format.keep_together = True


def _paragraph(
    document: Document,
    text: str,
    *,
    bold: bool = False,
    size: float = _SIZE,
    before: float = 0,
    after: float = 6,
    with_next: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    _run(paragraph, text, bold=bold, size=size)
    _space(paragraph, before, after)
    paragraph.paragraph_format.keep_with_next = with_next


def _run(paragraph: Paragraph, text: str, *, bold: bool = False, size: float = _SIZE) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.bold, run.font.size = bold or None, Pt(size)


def _space(paragraph: Any, before: float, after: float) -> None:
    from docx.shared import Pt

    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.1


def _without_clock(document: bytes) -> bytes:
    """The same document with the time of writing taken out of its zip."""
    steady = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as source,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # otherwise it tells on which system the letter was written
            target.writestr(info, source.read(entry))
    return steady.getvalue()

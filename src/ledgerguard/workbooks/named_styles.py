"""Named cell styles, which XlsxWriter does not write: restyle a name in Excel, restyle them all."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.styles import Styles, XFormatType


class StyledWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]  # xlsxwriter has no types  # XlsxWriter ships no types
    """A workbook whose formats can belong to named styles."""

    def __init__(self, *arguments: Any) -> None:
        self.named_styles: dict[str, Any] = {}
        super().__init__(*arguments)

    def name_style(self, name: str, base: Any) -> None:
        """Make a format the style called ``name``; it is stored even where no cell uses it bare."""
        self.named_styles[name] = base
        base._get_xf_index()
        self.follow_style(base, name)

    def follow_style(self, cell_format: Any, name: str) -> None:
        """Let a format belong to a style, so that it follows what somebody makes of the name."""
        cell_format.xf_id = 1 + list(self.named_styles).index(name)  # 0 is the style "Normal"

    def _get_packager(self) -> Packager:
        return _StylesPackager()


class _StylesPackager(Packager):  # type: ignore[misc]  # xlsxwriter has no types
    def _write_styles_file(self) -> None:
        workbook = self.workbook
        styles = _NamedStyles(workbook.named_styles)
        styles._set_style_properties(
            [
                workbook.xf_formats,
                workbook.palette,
                workbook.font_count,
                workbook.num_formats,
                workbook.border_count,
                workbook.fill_count,
                workbook.custom_colors,
                workbook.dxf_formats,
                workbook.has_comments,
            ]
        )
        styles._set_xml_writer(self._filename("xl/styles.xml"))
        styles._assemble_xml_file()


class _NamedStyles(Styles):  # type: ignore[misc]  # xlsxwriter has no types
    def __init__(self, named: dict[str, Any]) -> None:
        super().__init__()
        self._named = named

    def _write_cell_style_xfs(self) -> None:
        formats = [self.xf_formats[0], *self._named.values()]
        self._xml_start_tag("cellStyleXfs", [("count", len(formats))])
        for cell_format in formats:
            self._write_xf(cell_format, XFormatType.STYLE)
        self._xml_end_tag("cellStyleXfs")

    def _write_cell_styles(self) -> None:
        self._xml_start_tag("cellStyles", [("count", 1 + len(self._named))])
        self._write_cell_style()
        for number, name in enumerate(self._named, 1):
            self._xml_empty_tag("cellStyle", [("name", name), ("xfId", number)])
        self._xml_end_tag("cellStyles")

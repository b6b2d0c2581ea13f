"""How every workbook of ours looks: colours, fonts and formats, each under one name.

A sheet never spells a colour or a number format; it names a style such as ``"tile.value"`` and,
where numbers differ, a number format such as ``"money"``: ``"tile.value/money"``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from ledgerguard.errors import DefinitionError
from ledgerguard.units import Language

FONT: Final[Mapping[str, str]] = {"en": "Arial", "zh": "Microsoft YaHei"}

# Okabe and Ito's palette: distinguishable for the colour-blind, and in grey by their lightness.
BLUE, SKY, GREEN, YELLOW = "#0072B2", "#56B4E9", "#009E73", "#F0E442"
ORANGE, VERMILLION, PURPLE = "#E69F00", "#D55E00", "#CC79A7"

NAVY, INK, GREY, RULE, PALE, WHITE = (
    "#14324A",
    "#1F2933",
    "#5B6770",
    "#C9D2D9",
    "#F3F6F8",
    "#FFFFFF",
)
INPUT_FILL, INPUT_INK = "#FFF8DC", "#0B3D91"
GOOD_FILL, WATCH_FILL, ACT_FILL = "#DDF1EA", "#FCEFD0", "#FADFCC"
GOOD_INK, WATCH_INK, ACT_INK = "#00664A", "#7A5400", "#9A3E00"

BUCKETS: Final = (BLUE, SKY, YELLOW, ORANGE, VERMILLION)
"""Colours of the aging buckets: the later, the warmer."""

NUMBER_FORMATS: Final[Mapping[str, str]] = {
    "text": "@",
    "general": "General",
    "money": "#,##0.00;-#,##0.00;0.00",
    "whole": "#,##0;-#,##0;0",
    "days": "#,##0.0;-#,##0.0;0.0",
    "percent": "0.0%",
    "index": "0.0000",
    "score": "0.0",
    "date": "yyyy-mm-dd",
}

_GUTTER: Final[Mapping[str, Any]] = {"right": 5, "right_color": WHITE}  # white between tiles
_TABLE: Final[Mapping[str, Any]] = {"valign": "vcenter", "font_color": INK}
STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "plain": {"font_color": INK, "valign": "vcenter"},
    "wrap": {"font_color": INK, "valign": "top", "text_wrap": True},
    "title": {"font_size": 18, "bold": True, "font_color": NAVY, "valign": "vcenter"},
    "subtitle": {"font_color": GREY, "valign": "vcenter"},
    "section": {"font_size": 12, "bold": True, "font_color": NAVY, "valign": "vcenter"},
    "band": {"font_size": 18, "bold": True, "font_color": WHITE, "bg_color": NAVY,
             "valign": "vcenter", "indent": 1},
    "band.note": {"font_color": WHITE, "bg_color": NAVY, "valign": "vcenter", "align": "right",
                  "indent": 1},
    "link": {"font_color": BLUE, "underline": 1, "valign": "vcenter", "align": "left",
             "indent": 1},
    "label": {"font_color": GREY, "valign": "vcenter", "align": "right", "indent": 1},
    "input": {"font_color": INPUT_INK, "bg_color": INPUT_FILL, "border": 1, "border_color": RULE,
              "bold": True, "align": "center", "valign": "vcenter", "locked": False},
    "input.number": {"font_color": INPUT_INK, "bg_color": INPUT_FILL, "border": 1,
                     "border_color": RULE, "align": "right", "valign": "vcenter",
                     "locked": False},
    "input.day": {"font_color": INPUT_INK, "bg_color": INPUT_FILL, "border": 1,
                  "border_color": RULE, "align": "center", "valign": "vcenter", "locked": False},
    "input.text": {"font_color": INPUT_INK, "bg_color": INPUT_FILL, "border": 1,
                   "border_color": RULE, "align": "left", "valign": "vcenter", "locked": False},
    "input.words": {"font_color": INPUT_INK, "bg_color": INPUT_FILL, "border": 1,
                    "border_color": RULE, "align": "left", "valign": "vcenter", "indent": 1,
                    "locked": False},
    "input.wrap": {"font_color": INPUT_INK, "bg_color": INPUT_FILL, "border": 1,
                   "border_color": RULE, "align": "left", "valign": "vcenter", "text_wrap": True,
                   "locked": False},
    "header": {"bold": True, "font_color": WHITE, "bg_color": NAVY, "text_wrap": True,
               "valign": "vcenter", "align": "center", "border": 1, "border_color": RULE},
    "cell": {**_TABLE},
    "cell.left": {**_TABLE, "align": "left", "indent": 1},
    "cell.left.wrap": {**_TABLE, "align": "left", "indent": 1, "text_wrap": True},
    "cell.center": {**_TABLE, "align": "center"},
    "cell.total": {**_TABLE, "bold": True, "bg_color": PALE, "top": 1, "top_color": NAVY,
                   "bottom": 1, "bottom_color": NAVY},
    "cell.total.left": {**_TABLE, "bold": True, "bg_color": PALE, "top": 1, "top_color": NAVY,
                        "bottom": 1, "bottom_color": NAVY, "align": "left", "indent": 1},
    "cell.wrap": {**_TABLE, "text_wrap": True, "valign": "top", "border": 1, "border_color": RULE},
    "cell.boxed": {**_TABLE, "text_wrap": True, "border": 1, "border_color": RULE},
    "cell.boxed.left": {**_TABLE, "text_wrap": True, "align": "left", "indent": 1, "border": 1,
                        "border_color": RULE},
    "cell.boxed.center": {**_TABLE, "align": "center", "border": 1, "border_color": RULE},
    "cell.ruled": {**_TABLE, "bottom": 1, "bottom_color": RULE},
    "cell.ruled.left": {**_TABLE, "bottom": 1, "bottom_color": RULE, "align": "left", "indent": 1},
    "cell.ruled.left.wrap": {**_TABLE, "bottom": 1, "bottom_color": RULE, "align": "left",
                             "indent": 1, "text_wrap": True},
    "cell.ruled.center": {**_TABLE, "bottom": 1, "bottom_color": RULE, "align": "center"},
    "tile.label": {"font_color": GREY, "bg_color": PALE, "align": "left", "valign": "vcenter",
                   "indent": 1, "top": 5, "top_color": BLUE, **_GUTTER},
    "tile.value": {"font_size": 17, "bold": True, "font_color": NAVY, "bg_color": PALE,
                   "align": "left", "valign": "vcenter", "indent": 1, "shrink": True, **_GUTTER},
    "tile.note": {"font_size": 9, "font_color": GREY, "bg_color": PALE, "align": "left",
                  "valign": "vcenter", "indent": 1, **_GUTTER},
    "check.label": {"font_size": 9, "font_color": GREY, "bg_color": PALE, "align": "left",
                    "valign": "vcenter", "indent": 1, "shrink": True, **_GUTTER},
    "check.value": {"bold": True, "font_color": NAVY, "bg_color": PALE, "align": "left",
                    "valign": "vcenter", "indent": 1, "shrink": True, **_GUTTER},
    "note": {"font_size": 9, "font_color": GREY, "valign": "vcenter"},
    "note.indented": {"font_size": 9, "font_color": GREY, "valign": "vcenter", "indent": 1},
    "note.wrap": {"font_size": 9, "font_color": GREY, "valign": "top", "text_wrap": True},
    "note.boxed": {"font_size": 9, "font_color": GREY, "valign": "vcenter", "text_wrap": True,
                   "border": 1, "border_color": RULE},
    "letter": {"font_color": INK, "valign": "top", "align": "left", "indent": 1,
               "text_wrap": True, "border": 1, "border_color": RULE},
    "code": {"font_name": "Courier New", "font_size": 9, "font_color": INK, "valign": "top",
             "text_wrap": True, "border": 1, "border_color": RULE},
    "good": {"font_color": GOOD_INK, "bg_color": GOOD_FILL},
    "watch": {"font_color": WATCH_INK, "bg_color": WATCH_FILL},
    "act": {"font_color": ACT_INK, "bg_color": ACT_FILL, "bold": True},
    "good.ink": {"font_color": GOOD_INK},
    "watch.ink": {"font_color": WATCH_INK},
    "act.ink": {"font_color": ACT_INK},
    "hidden.ink": {"font_color": WHITE},
    "stage.good": {"font_color": GOOD_INK, "bg_color": GOOD_FILL, "bottom": 1,
                   "bottom_color": RULE},
    "stage.watch": {"font_color": WATCH_INK, "bg_color": WATCH_FILL, "bottom": 1,
                    "bottom_color": RULE},
    "stage.act": {"font_color": ACT_INK, "bg_color": ACT_FILL, "bold": True, "bottom": 1,
                  "bottom_color": RULE},
    "row": {"bottom": 1, "bottom_color": RULE},
}  # fmt: skip


class Formats:
    """The formats of one workbook, made when first asked for and shared by name."""

    def __init__(self, workbook: Any, language: Language) -> None:
        self._workbook = workbook
        self._font = FONT[language]
        self._made: dict[str, Any] = {}

    def __call__(self, name: str) -> Any:
        """The format called ``style`` or ``style/number-format``; it belongs to the named style."""
        if name not in self._made:
            made = self._made[name] = self._workbook.add_format(
                {"font_name": self._font, "font_size": 10, **properties(name)}
            )
            style, _, number = name.partition("/")
            if number:
                self(style)  # the style must be there before a format can belong to it
                self._workbook.follow_style(made, named(style))
            else:
                self._workbook.name_style(named(style), made)
        return self._made[name]

    def rule(self, name: str) -> Any:
        """The same for a conditional format, which must not set a font."""
        key = f"rule:{name}"
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties(name))
        return self._made[key]


def named(style: str) -> str:
    """A style as Excel's list of cell styles shows it: ``LG tile value``."""
    return f"LG {style.replace('.', ' ')}"


def properties(name: str) -> dict[str, Any]:
    """The properties of ``style`` or ``style/number-format``; a number format may be literal."""
    style, _, number = name.partition("/")
    if style not in STYLES:
        raise DefinitionError(f"no style is called {style!r}", hint=", ".join(STYLES))
    found = dict(STYLES[style])
    if number:
        found["num_format"] = NUMBER_FORMATS.get(number, number)
    return found


def width(text: object) -> float:
    """How wide a text is in characters: a Chinese one takes two, lines count apart."""
    return max((_line(line) for line in str(text).split("\n")), default=0.0)


def lines(words: str, columns: float) -> int:
    """How many lines a text takes in a cell so wide; about as proportional type does."""
    return sum(max(1, math.ceil(width(line) * 0.95 / columns)) for line in words.split("\n"))


def _line(line: str) -> float:
    return sum(2.0 if ord(sign) > 0x2E7F else 1.0 for sign in line)

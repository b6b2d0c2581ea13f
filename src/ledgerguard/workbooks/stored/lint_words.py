"""What the checker of workbooks says, by code; translated like every text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.translation import Say, mark

Level = Literal["error", "warning"]
Code = Literal[
    "unknown",
    "arguments",
    "as-of",
    "date",
    "volatile",
    "whole-column",
    "text-formula",
    "text-number",
    "spelling",
    "linked",
    "place",
    "unreadable",
]


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a code: ``what`` and ``allowed`` are sentences, ``hint`` says what to do."""

    what: str
    allowed: str
    hint: str


WORDS: Final[dict[Code, Words]] = {
    "unknown": Words(
        mark("no formula has this name"),
        mark("a name that `ledgerguard formulas` lists, plugins included"),
        mark("{nearest} is the nearest name"),
    ),
    "arguments": Words(
        mark("{name} has a wrong number of arguments"),
        "{signature}",
        mark("the help of the formula describes each argument: `ledgerguard formulas {name}`"),
    ),
    "as-of": Words(
        mark("{name} is not told its day"),
        mark("as_of: a cell that holds a date"),
        mark("name one cell as_of, put the day there and hand it to every formula"),
    ),
    "date": Words(
        mark("a date is written into a call of {name}"),
        mark("a reference to a cell that holds the date"),
        mark("put the date into an input cell with a name: then next month needs one change"),
    ),
    "volatile": Words(
        mark("a volatile function feeds {name}"),
        mark("values that change only when somebody changes a cell"),
        mark(
            "put the day or the range into an input cell; yesterday's report can then be repeated"
        ),
    ),
    "whole-column": Words(
        mark("a call of {name} takes a whole column or row"),
        mark("the range that is in use, or a column of a table"),
        mark("make the list a table and write Table[Column]: it grows with the list"),
    ),
    "text-formula": Words(
        mark("the formula is stored as text and is never calculated"),
        mark("a formula, or a value"),
        mark("format the cell as General, then press F2 and Enter in it"),
    ),
    "text-number": Words(
        mark("a number or date that feeds {name} is stored as text"),
        mark("a number"),
        mark("use Data, Text to Columns on the column; the format alone changes nothing"),
    ),
    "spelling": Words(
        mark("a call is spelled for another host"),
        "{allowed}",
        mark("`ledgerguard template retarget FILE --host {host}` respells them all"),
    ),
    "linked": Words(
        mark("a call is bound to the file of an add-in"),
        mark("the plain name, which finds the add-in of whoever opens the workbook"),
        mark("in Excel: Data, Edit Links, Change Source; or retarget to another host and back"),
    ),
    "place": Words(
        mark("a call of {name} stands in a {place}, where spreadsheets do not ask add-ins"),
        mark("a call in a cell"),
        mark("put the call into a cell and let the {place} refer to that cell"),
    ),
    "unreadable": Words(
        mark("a formula with a call of {name} cannot be read"),
        mark("a formula as Excel stores it"),
        mark("look for an unclosed bracket or quotation mark"),
    ),
}
NO_NEAREST: Final = mark("`ledgerguard formulas` lists the names")
PLACES: Final = {
    "format": mark("conditional format"),
    "validation": mark("validation"),
}
COUNT: Final = mark("{count} given")
LEFT_OUT: Final = mark("it is left out")
BLANK_CELL: Final = mark("{cell} is blank")
FEEDS: Final = mark("{function} feeds {cell}")


def filled(say: Say, text: str, **places: str) -> str:
    """A text in the reader's language with its places filled."""
    return say(text).format(**places)

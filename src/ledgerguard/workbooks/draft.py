"""A workbook while a template lays it out: pages, inputs, calls, checks and notes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import Host
from ledgerguard.errors import DefinitionError
from ledgerguard.translation import texts
from ledgerguard.units import Language
from ledgerguard.workbooks.inputs import Input
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.writer import Book, call

_NAME = re.compile(r"[a-z]+(_[a-z]+)*")
"""Lower case, no digits: such a name never reads as the address of a cell."""
AS_OF: Final = "as_of"


@dataclass(frozen=True)
class Check:
    """A line of the self-check: two formulas that must answer the same."""

    label: str
    computed: str
    expected: str
    tolerance: float
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Failure:
    """Cells that may show an error value, and when."""

    sheet: str
    cell: str
    reason: str


class Draft:
    """One workbook of a template while it is being laid out."""

    def __init__(
        self, title: str, language: Language, host: Host, as_of: dt.date | None = None
    ) -> None:
        self.language = language
        self.host = host
        self.as_of = as_of
        self.say = texts(language)
        self.title = self.say(title)
        self.book = Book(functions(), host)
        self.pages: list[Page] = []
        self.inputs: list[Input] = []
        self.checks: list[Check] = []
        self.tables: dict[str, tuple[Column, ...]] = {}
        self.notes: list[tuple[str, str]] = []
        self.failures: list[Failure] = []
        self._calculations: Page | None = None
        self.start = self.page(
            self.say("Start"), title=self.title, widths=(3, 24, 16, 16, 16, 16, 16, 16),
            pages=(1, 1),
        )  # fmt: skip

    def page(
        self,
        name: str,
        *,
        widths: Sequence[float],
        title: str = "",
        about: str = "",
        freeze: tuple[int, int] | None = None,
        repeat: tuple[int, int] | None = None,
        portrait: bool = False,
        pages: tuple[int, int] = (1, 0),
        protected: bool = True,
    ) -> Page:
        """Add a sheet with a title band, ready to print.

        Args:
            name: Of the sheet's tab, in the language of the workbook.
            widths: Of its columns, in characters.
            title: What the band says; the tab's name when left out.
            about: A sentence on what the sheet is for: shown below the band and on Start.
            freeze: The first row and column that scroll.
            repeat: The first and last row that every printed page repeats.
            portrait: Printed upright.
            pages: How many it is fitted to, across and down; 0 is as many as it takes. Of more than
                one across, each shows the frozen columns.
            protected: Without a password: only the inputs can be typed into.
        """
        made = Page(
            self, self.book.sheet(name), tuple(widths), title or name, about,
            freeze=freeze, repeat=repeat, portrait=portrait, pages=pages, protected=protected,
        )  # fmt: skip
        self.pages.append(made)
        return made

    def calculations(self) -> Page:
        """The page for what stands behind charts; the same for all, and made when first asked for.

        Whoever puts cells there begins below what is there already: ``page.free``.
        """
        if self._calculations is None:
            self._calculations = self.page(
                self.say("Calculations"), widths=(24,) + (14,) * 12,
                about=self.say("What stands behind the charts; nothing to type here."),
            )  # fmt: skip
        return self._calculations

    def define(self, name: str, reference: str) -> str:
        """Give cells a name that formulas can use; answers the name.

        Raises:
            DefinitionError: when the name could be read as an address, or is taken.
        """
        if not _NAME.fullmatch(name):
            raise DefinitionError(
                f"a name is written in small letters joined by _, without digits, got {name!r}"
            )
        return self.book.define(name, reference)

    def call(self, name: str, /, **arguments: str | None) -> str:
        """The text of a call of ours, by the names of its arguments, answering in our language.

        ``draft.call("DSO", receivables="trade_receivables", credit_sales="sales")``
        """
        formula = self.book.formulas[name]
        if self.language != "en" and any(p.name == "language" for p in formula.parameters):
            arguments.setdefault("language", f'"{self.language}"')
        return call(formula, **arguments)

    def padded(self, rows: int) -> str | None:
        """The argument ``rows`` of a table of varying length.

        Excel spills as far as the table goes; Calc loads a fixed matrix, which is padded.
        """
        return str(rows) if self.host == "calc" else None

    def check(
        self,
        label: str,
        computed: str,
        expected: str,
        *,
        tolerance: float = 0.005,
        needs: Sequence[str] = (),
    ) -> None:
        """Add a line to the self-check: two formulas that must answer the same number.

        Args:
            label: What is compared.
            computed: The formula of the figure that the workbook shows.
            expected: Another way to the same figure, such as SUMIFS over the ledger.
            tolerance: How far apart they may lie.
            needs: Cells without which there is nothing to compare: then the line passes.
        """
        self.checks.append(Check(label, computed, expected, tolerance, tuple(needs)))

    def fails(self, sheet: str, cell: str, reason: str) -> None:
        """Say that a cell may show an error value, and when: listed on the Notes."""
        self.failures.append(Failure(sheet, cell, reason))

    def explain(self, term: str, words: str) -> None:
        """Add a term to the Notes, beside the formulas' own, which are there by themselves."""
        self.notes.append((term, words))

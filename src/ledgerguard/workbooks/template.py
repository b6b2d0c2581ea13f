"""What a workbook template is: a frozen record, and the workbook that is built from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ledgerguard.cells.spelling import Host
from ledgerguard.errors import DefinitionError
from ledgerguard.ledger.collection import paused_collection
from ledgerguard.translation import Say, texts
from ledgerguard.units import Cell, Language
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.finish import finish
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.writer import Book

if TYPE_CHECKING:
    from ledgerguard.ledger.schema import Ledger
    from ledgerguard.policy.firm import Policy
    from ledgerguard.store.entries import Row

Rows = Sequence[Sequence[Cell]]
FIXED_DAY: Final = dt.date(2000, 1, 1)
"""The day that a workbook without an as-of date bears: two builds are equal to the byte."""
SENTENCES, STEPS = 3, 5


@dataclass(frozen=True)
class Data:
    """What is put into the inputs of a template; what is left out keeps its default.

    A template that works on a ledger reads it here: ``ledger`` is None where it is to be blank.
    """

    as_of: dt.date | None = None
    values: Mapping[str, Cell] = field(default_factory=dict)  # by the defined name of the input
    tables: Mapping[str, Rows] = field(default_factory=dict)  # by the name of the table
    ledger: Ledger | None = None
    policy: Policy | None = None
    invented: bool = False  # a sample: its texts are said in the language of the workbook
    source: str = ""  # the name of the file it came from, as the Start sheet shows it


@dataclass(frozen=True)
class Template:
    """One workbook template. Texts are English and marked for translation.

    A module in ``ledgerguard.workbooks.templates`` that holds one as ``TEMPLATE`` is all it takes
    to have it built, filled, tested and drawn.
    """

    name: str  # as the command line calls it: working-capital
    title: str
    purpose: tuple[str, ...]  # what it does, in three sentences
    steps: tuple[str, ...]  # five
    needs: str  # the data that it takes, in a sentence
    lay_out: Callable[[Draft, Data], None]
    sample: Callable[[], Data]
    takes_ledger: bool = False  # otherwise a file of its own inputs
    blank_data: Callable[[], Data] = Data
    from_log: Callable[[Data, Iterable[Row], Language], Data] | None = None
    """Adds to the data what the rows of a log tell, where the template shows a log."""
    picture: int = 2  # the printed page by which the gallery shows it

    def __post_init__(self) -> None:
        if len(self.purpose) != SENTENCES or len(self.steps) != STEPS:
            raise DefinitionError(
                f"a template says what it does in {SENTENCES} sentences and {STEPS} steps, "
                f"{self.name} has {len(self.purpose)} and {len(self.steps)}"
            )

    def blank(self) -> Data:
        """Nothing but the defaults of the inputs."""
        return self.blank_data()

    def titled(self, language: Language) -> str:
        """The title in a language."""
        return texts(language)(self.title)

    def draft(self, language: Language, host: Host, data: Data) -> Draft:
        """The workbook as a model, with its inputs, checks and notes."""
        made = Draft(self.title, language, host, data.as_of)
        if data.invented:
            data = _said(data, made.say)
        self.lay_out(made, data)
        finish(made, self.purpose, self.steps, self.needs, data.source)
        return made

    def build(self, language: Language, host: Host, data: Data) -> Book:
        """The workbook as a model."""
        return self.draft(language, host, data).book


def _said(data: Data, say: Say) -> Data:
    def one(cell: Cell) -> Cell:
        return say(cell) if isinstance(cell, str) else cell

    return replace(
        data,
        values={name: one(cell) for name, cell in data.values.items()},
        tables={
            name: [[one(cell) for cell in row] for row in rows]
            for name, rows in data.tables.items()
        },
        source=say(data.source),
    )


def write(
    template: Template,
    out: Path,
    *,
    language: Language = "en",
    host: Host = "desktop",
    data: Data | None = None,
) -> Draft:
    """Build a template into a file; with its sample data unless told otherwise.

    Two builds of the same data are equal to the byte.

    Args:
        template: The template.
        out: The .xlsx file to write.
        language: Of every text.
        host: The spreadsheet program that will open it: decides the stored spelling.
        data: What to put into the inputs.

    Raises:
        HostError: when the file cannot be written.
    """
    given = template.sample() if data is None else data
    with paused_collection():
        made = template.draft(language, host, given)
        title, created = template.titled(language), given.as_of or FIXED_DAY
        save(made.book, out, language=language, title=title, created=created)
    return made

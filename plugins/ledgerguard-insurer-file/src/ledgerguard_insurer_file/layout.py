"""The shape of a layout: which columns a file has, and what each may hold. Checked on load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, Literal

import attrs
from ledgerguard.errors import PolicyError
from ledgerguard.policy.schema import not_empty, structured, text_of

from ledgerguard_insurer_file.fields import CODES, READ, WRITTEN, SectionName
from ledgerguard_insurer_file.layout_checks import (
    checked_codes,
    checked_form,
    checked_join,
    checked_pattern,
    checked_section,
)

PACKAGED: Final = ("typical-csv", "typical-fixed", "typical-workbook")
"""Layouts that come with the package: ours, after what such files usually look like."""


@attrs.frozen
class Form:
    """How a file is written, whatever stands in it."""

    format: Literal["csv", "fixed", "xlsx"]
    encoding: str = "utf-8"
    delimiter: str = ";"
    quoting: Literal["when needed", "all", "never"] = "when needed"
    line_end: Literal["crlf", "lf"] = "crlf"
    column_names: bool = False  # whether the first line names the columns
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ".", ",", " ", "'"] = ""  # is read, never written
    date: str = "yyyy-mm-dd"
    sheet: str = ""  # of a workbook; blank: the first


@attrs.frozen
class Column:
    """One column: a field of ours, or a text that always stands there."""

    name: str = attrs.field(validator=not_empty)
    field: str = ""
    value: str = ""
    required: bool = False
    length: int = 0  # most characters; 0: as many as there are
    width: int = 0  # of a fixed-width file
    pattern: str = attrs.field(default="", validator=checked_pattern)
    allowed: tuple[str, ...] = ()
    decimals: int = -1  # of an amount; -1: those of its currency
    implied: bool = False  # whether the decimal mark is left out
    align: Literal["", "left", "right"] = ""
    fill: str = ""  # what fills its width up; blank: zeros before numbers, blanks behind text


@attrs.frozen
class Frame:
    """A record before the rows or after them."""

    columns: tuple[Column, ...] = attrs.field(validator=not_empty)


@attrs.frozen
class Section:
    """One kind of file. ``file`` names those that we write, ``files`` finds the insurer's."""

    columns: tuple[Column, ...] = attrs.field(validator=not_empty)
    file: str = ""
    files: str = ""
    leaves_out: tuple[str, ...] = ()  # fields that the insurer does not want to know
    header: Frame | None = None
    trailer: Frame | None = None
    form: Form | None = attrs.field(default=None, validator=checked_form)

    def fields(self) -> Iterator[str]:
        """The fields of its columns."""
        return (column.field for column in self.columns if column.field)


@attrs.frozen
class Buyer:
    """The parts of the insurer's number of a buyer, where a file has a column for each."""

    pattern: str = attrs.field(validator=checked_pattern)
    join: str = attrs.field(validator=checked_join)

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts."""
        return tuple(re.compile(self.pattern).groupindex)


@attrs.frozen
class Layout:
    """The files of one insurer."""

    title: str = attrs.field(validator=not_empty)
    form: Form = attrs.field(validator=checked_form)
    codes: Mapping[str, Mapping[str, tuple[str, ...]]] = attrs.field(
        factory=dict, validator=checked_codes
    )
    buyer: Buyer | None = None
    separator: str = attrs.field(default="|", validator=not_empty)  # between names of documents
    limit: Section | None = attrs.field(default=None, validator=checked_section)
    overdue: Section | None = attrs.field(default=None, validator=checked_section)
    claim: Section | None = attrs.field(default=None, validator=checked_section)
    receipts: Section | None = attrs.field(default=None, validator=checked_section)
    decisions: Section | None = attrs.field(default=None, validator=checked_section)
    claims: Section | None = attrs.field(default=None, validator=checked_section)

    def section(self, name: SectionName) -> Section | None:
        """What it says about one kind of file."""
        found: Section | None = getattr(self, name)
        return found

    def stated(self, *names: SectionName) -> dict[SectionName, Section]:
        """The kinds of file that it knows, of these or of all."""
        sections = {name: self.section(name) for name in names or (*WRITTEN, *READ)}
        return {name: section for name, section in sections.items() if section is not None}

    def form_of(self, section: Section) -> Form:
        """How a kind of file is written."""
        return section.form or self.form

    def theirs(self, codes: str) -> Mapping[str, tuple[str, ...]]:
        """The insurer's codes by our words; where the layout has no list, our words themselves."""
        return self.codes.get(codes) or {word: (word,) for word in CODES[codes]}

    def __attrs_post_init__(self) -> None:
        """What can only be seen of the whole."""
        if not self.stated():
            kinds = ", ".join((*WRITTEN, *READ))
            raise ValueError(f"a layout must describe a file ({kinds}), got none")


def load(name: str, folder: Path | None = None) -> Layout:
    """A layout, by the name of one that is packaged or as the path of a file.

    Args:
        name: Name or path.
        folder: From where a relative path counts.

    Raises:
        PolicyError: when there is none, and for every fault in it line, key and mend.
    """
    if name in PACKAGED:
        with as_file(files(__package__) / "layouts" / f"{name}.toml") as path:
            return read_layout(path)
    path = (folder or Path()) / Path(name).expanduser()
    if not path.is_file():
        raise PolicyError(
            f"layout must be one of {', '.join(PACKAGED)} or a file, got {name!r}",
            hint=f"is this the place? {path}",
        )
    return read_layout(path)


def read_layout(path: Path) -> Layout:
    """A layout from its file.

    Raises:
        PolicyError: naming the file and, for every fault, line, key and mend.
    """
    return structured(text_of(path), path.name, Layout)

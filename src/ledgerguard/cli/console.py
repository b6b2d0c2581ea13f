"""What a person sees: aligned tables, a bar while work goes on, one clean message when it fails."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from typing import Any, TextIO

import typer

from ledgerguard.cells.coercion import general
from ledgerguard.units import Cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a printed table; numbers stand on the right and are never broken."""

    header: str
    right: bool = False


def print_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print a table that loses nothing: neither a number is cut nor a text shortened."""
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Text, because a customer called "[red]" is no markup.
    table = Table(
        box=SIMPLE_HEAD,
        title=title or None,
        title_justify="left",
        pad_edge=False,
        show_header=any(column.header for column in columns),
    )
    for place, column in enumerate(columns):
        texts = (column.header, *(row[place] for row in rows)) if column.right else ()
        table.add_column(
            Text(column.header),
            justify="right" if column.right else "left",
            no_wrap=column.right,
            # Rich counts on the longest word: of two, such as "EUR 20,000.00", one would be cut.
            min_width=max(
                (cell_len(line) for text in texts for line in text.splitlines()), default=0
            ),
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(highlight=False)
    size = console.measure(table, options=console.options.update(width=10_000))
    if not console.is_terminal:
        console.width = size.maximum
    elif console.width < size.minimum:
        console.width = size.minimum
    console.print(table)


def print_json(value: Any) -> None:
    """Print one JSON document, in ASCII so that no console's code page spoils it."""
    typer.echo(json.dumps(value, indent=2))


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show a progress bar while the block runs: on stderr, and only where a person looks."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        progress.add_task(what, total=None)  # nobody knows how long LibreOffice will take
        yield


def speak_utf8(*streams: TextIO) -> None:
    """Write UTF-8 into files and pipes, and let no console stumble over a customer's name.

    Windows gives a redirected output the code page of the country, which has no Chinese.
    """
    for stream in streams:
        if isinstance(stream, TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


def refuse(error: Exception) -> None:
    """Say on stderr, in plain words, why a command did not do its work."""
    from rich.console import Console
    from rich.text import Text

    words = str(error)
    if isinstance(error, OSError):
        words = f"{error.filename}: {error.strerror}"
    message = Text.assemble(("error: ", "bold red"), words)
    Console(stderr=True, highlight=False, soft_wrap=True).print(message)


def spoken(cell: Cell) -> str:
    """A cell as the spreadsheet would show it in the General format."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return general(cell) if isinstance(cell, (int, float)) else str(cell)


def is_number(cell: Cell) -> bool:
    """Whether a cell belongs on the right."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)

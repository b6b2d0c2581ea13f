"""Where a problem stands: the file, and the row of that file."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ledgerguard.ledger.cleaning.counting import rows_of
from ledgerguard.ledger.cleaning.tally import EXAMPLES
from ledgerguard.ledger.engines.engine import Engine
from ledgerguard.ledger.problems import MESSAGES, STANDS_IN_FILE
from ledgerguard.ledger.reading.headers import find
from ledgerguard.ledger.running.parts import Opening, Part, are_paths, opened_part
from ledgerguard.ledger.running.shared_numbers import CODE, Again, Shared
from ledgerguard.ledger.schema import Problem
from ledgerguard.ledger.sources.dialects import dialect
from ledgerguard.ledger.sources.kinds import files_of, one_kind
from ledgerguard.units import Language

_HEADER: Final = 1
"""The row of what concerns a whole column."""


def of_parts(parts: Sequence[Part], shared: Shared, language: Language) -> tuple[Problem, ...]:
    """The first problems of parts that are files, in their order, and of what they share."""
    names = _names([Path(part.name) for part in parts])
    found = [
        (place, replace(problem, file=names[place]))
        for place, part in enumerate(parts)
        for problem in part.examples
    ]
    for again in shared.examples:
        header = parts[again.place].numbers or ""
        found.append((again.place, _stands_again(again, header, names, language)))
    found.sort(key=lambda one: (one[0], one[1].row))
    return tuple(problem for _, problem in found[:EXAMPLES])


def _stands_again(again: Again, header: str, names: Sequence[str], language: Language) -> Problem:
    said = STANDS_IN_FILE[language].format(row=again.first_row, file=names[again.first_place])
    done = MESSAGES[CODE].action[language]
    file = names[again.place]
    return Problem(again.row, header, again.number, CODE, said, done, again.first_row, file)


def of_files(
    engine: Engine, sources: Sequence[Any], opening: Opening, examples: Sequence[Problem]
) -> tuple[Problem, ...]:
    """Problems of files that were read as one ledger, whose rows are numbered through.

    The rows of each file are counted as far as there are problems. A problem that concerns all of
    them, or whose file cannot be told, stays as it is: on Spark, whose numbers have gaps, and
    from the first csv on that is written in another way than those before it, since files that
    are written alike are read together.
    """
    files = files_of(sources) if examples and are_paths(sources) else []
    if len(files) <= 1 or engine.name == "pyspark":
        return of_one_file(sources, examples)
    names = _names(files)
    last = max(problem.row for problem in examples)
    ends, above = [_HEADER], []
    for rows, before in _rows(engine, files, opening):
        ends.append(ends[-1] + rows)
        above.append(before)
        if ends[-1] >= last:
            break
    language = opening.options.language
    return tuple(_within(problem, ends, above, names, language) for problem in examples)


def of_one_file(sources: Sequence[Any], examples: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems of a single file by its name; those of anything else as they are."""
    files = files_of(sources) if examples and are_paths(sources) else []
    name = files[0].name if len(files) == 1 else ""
    return tuple(replace(problem, file=name) for problem in examples)


def _rows(engine: Engine, files: Sequence[Path], opening: Opening) -> Iterator[tuple[int, int]]:
    """The rows of each file, and those above its header, as long as they are read in this order."""
    is_text = one_kind(files) == "csv"
    column_map = opening.options.column_map
    first: tuple[str, int] | None = None

    def header_row(cells: Sequence[Sequence[Any]]) -> int:
        return find(cells, column_map).row

    for file in files:
        if is_text:
            own = dialect(file, opening.encoding, header_row)
            written = (own.delimiter, 0 if own.must_be_copied else own.lines_before)
            first = first or written
            if written != first:
                return
        raw = opened_part(engine, [file], opening)
        yield rows_of(engine, raw.frame), raw.lines_before


def _within(
    problem: Problem,
    ends: Sequence[int],
    above: Sequence[int],
    names: Sequence[str],
    language: Language,
) -> Problem:
    """A problem by the file whose rows end first at or after its own."""
    place = bisect_left(ends, problem.row)
    if problem.row <= _HEADER or place >= len(ends):
        return problem
    own, row = names[place - 1], _row_of_file(problem.row, place, ends, above)
    found = replace(problem, row=row, file=own)
    if not problem.first_row:
        return found
    stood = bisect_left(ends, problem.first_row)
    file, first_row = names[stood - 1], _row_of_file(problem.first_row, stood, ends, above)
    says = MESSAGES[CODE].problem[language] if file == own else STANDS_IN_FILE[language]
    return replace(found, first_row=first_row, problem=says.format(row=first_row, file=file))


def _row_of_file(row: int, place: int, ends: Sequence[int], above: Sequence[int]) -> int:
    """The row as the file at a place counts it, with what stands above its header."""
    return row - ends[place - 1] + _HEADER + above[place - 1]


def _names(files: Sequence[Path]) -> list[str]:
    """The name of each file; its path where another one has the same name."""
    often = Counter(file.name for file in files)
    return [file.name if often[file.name] == 1 else str(file) for file in files]

"""EXPLAIN: the calculation of a formula, step by step, with the numbers put in.

Nothing is written by hand: the steps are the statements of the formula's own code, watched while
it computes (:mod:`~ledgerguard.cells.explain_trace`) and written in the notation of a spreadsheet.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Final

from ledgerguard.cells import values
from ledgerguard.cells.explain_numbers import cut, shown, size_of
from ledgerguard.cells.explain_steps import WIDEST, cell_of, told
from ledgerguard.cells.explain_trace import Watch
from ledgerguard.cells.help import Formulas, paragraphs, unknown
from ledgerguard.cells.spelling import bare
from ledgerguard.cells.values import Answer, Argument
from ledgerguard.errors import ErrorValue, LedgerguardError
from ledgerguard.formula import MARK, Formula, formula
from ledgerguard.formulas import checks, raw_cells
from ledgerguard.translation import Say, default_language, texts
from ledgerguard.units import Anything, Cell, Table, Text

MOST_STEPS: Final = 120

_CLOSED = ("ledgerguard.ledger.", "ledgerguard.casework.", "ledgerguard.cells.")
"""Rooms whose formulas work on whole tables: there is nothing to read in their statements."""


def explain_of(formulas: Formulas) -> Callable[..., Table]:
    """The function EXPLAIN over a catalogue."""

    @formula("EXPLAIN")
    def explain(name: Text, *arguments: Anything) -> Table:
        """Explain a calculation step by step with the numbers put in, down to the formula's answer.

        Four columns: step, what is computed, the same with numbers, result. The steps are read off
        the formula's own code while it runs; formulas that it calls are indented. Loops show their
        first rounds. An error is the last row, with its message, after the steps until then. Of a
        formula that answers a whole table from a ledger, the arguments, the method and the size of
        the answer are told. The language is that of HELP.

        Args:
            name: A formula in any spelling: DSO, LG_DSO, lg.dso.
            arguments: The arguments of the formula, in its own order.

        Errors: #N/A when there is no formula of that name.
        Example: =INDEX(EXPLAIN("DSO", 1200000, 10000000), 5, 3) -> 1,200,000 / 10,000,000 × 365
        Example: =INDEX(EXPLAIN("DSO", 1200000, 10000000), 5, 4) -> 43.8
        Example: =INDEX(EXPLAIN("DSO", 1200000, 0), 5, 4) -> #DIV/0!
        Source: ledgerguard design; the code of each formula.
        """
        known = formulas()
        found = known.get(bare(name.strip()))
        if found is None:
            raise unknown(name, [*known])
        return explained(found, arguments, texts(default_language()))

    return explain


def explained(formula: Formula, arguments: Sequence[Argument], say: Say) -> list[list[Cell]]:
    """The table of EXPLAIN for one call; its last row is what the call answers."""
    head: list[Cell] = [say("Step"), say("What"), say("With numbers"), say("Result")]
    rows = [head, *_arguments(formula, arguments, say)]
    module = formula.function.__module__
    if module.startswith(_CLOSED):
        methods = paragraphs(say(formula.details or formula.summary))
        rows += [["", say("Method"), words, ""] for words in methods]
        return [*rows, _last(1, formula.name, "", values.call(formula, arguments), say)]
    watch = Watch(lambda name: name == module or _can_be_followed(name))
    watched = replace(formula, function=partial(watch.run, formula.function))
    answer = values.call(watched, arguments)
    steps, final = told(watch.first, say) if watch.first else ([], None)
    kept = steps[:MOST_STEPS]
    rows += [[number, *row] for number, row in enumerate(kept, 1)]
    if len(steps) > len(kept):
        words = say("… and {count} more steps").format(count=len(steps) - len(kept))
        rows.append(["", words, "", ""])
    what, numbers = final[:2] if final else (formula.name, "")
    return [*rows, _last(len(steps) + 1, what, numbers, answer, say)]


@cache
def _can_be_followed(module: str) -> bool:
    """Whether the functions of a module compute: the ground floor, and every home of a formula.

    The checks hand through what they are given, and the other modules of ``policy`` look things up.
    """
    if module in (checks.__name__, raw_cells.__name__) or module.startswith(_CLOSED):
        return False
    held = vars(sys.modules[module]).values() if module in sys.modules else ()
    return module.startswith("ledgerguard.formulas.") or any(
        hasattr(one, MARK) and one.__module__ == module for one in held
    )


def _arguments(formula: Formula, arguments: Sequence[Argument], say: Say) -> Iterator[list[Cell]]:
    """The arguments as they are understood."""
    for position, parameter in enumerate(formula.parameters):
        if parameter.repeats:
            continue
        raw = arguments[position] if position < len(arguments) else None
        blank = raw is None or raw == ""
        try:
            value = values.coerce(parameter, raw)
        except LedgerguardError:  # told by the last row
            value = raw
        if value is None:
            continue
        name = say("{name}, left out").format(name=parameter.name) if blank else parameter.name
        yield ["", name, cut(say(parameter.description), WIDEST), cell_of(value, say)]


def _last(number: int, what: str, numbers: str, answer: Answer, say: Say) -> list[Cell]:
    """The row of the answer: the number itself, how large a table is, or an error in words."""
    if isinstance(answer, ErrorValue):
        message, _, hint = answer.message.partition(" Hint: ")
        return [number, message, hint, answer]
    if isinstance(answer, list):
        flat = [row[0] for row in answer] if len(answer[0]) == 1 else answer
        size = size_of(answer, say)
        found = cut(shown(flat, say), WIDEST)
        return [number, what, f"{numbers} = {size}" if numbers else size, found]
    return [number, what, numbers, answer]

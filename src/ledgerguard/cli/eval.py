"""``ledgerguard eval``: one formula as a cell would compute it, or a stream of them as JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from ledgerguard.cells.evaluate import apply, evaluate, is_dated
from ledgerguard.cells.values import Answer, Argument
from ledgerguard.cli.console import Column, is_number, print_table, spoken
from ledgerguard.errors import EXCEL_ERRORS, ErrorValue, InvalidValue, LedgerguardError, excel_code
from ledgerguard.formula import Formula
from ledgerguard.plugin.output import channel_kept
from ledgerguard.units import Cell, from_serial

_FLOATS: Final = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}
_OBJECT = re.compile(r'\{\s*("[^"]*"\s*:|\})')  # {"a","b"} is an array of a formula


def evaluate_command(
    formula: Annotated[
        str | None,
        typer.Argument(help="A formula as in a cell, such as 'DSO(1200000, 10000000, 365)'."),
    ] = None,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help="Read one formula a line from standard input, as text or as "
            '{"formula": NAME, "args": [...]}, and answer one JSON object a line.',
        ),
    ] = False,
) -> None:
    """Compute a formula and print its value, or the error that its cell would show.

    Arguments are written as in a cell: numbers, "text", TRUE, DATE(2024,3,4), arrays {1,2;3,4}; an
    empty argument is a blank, and #N/A is that error. Calls can be nested.

    The exit code is 0 for a value, 1 for an error value, 2 when the text is not a formula.
    """
    if jsonl is (formula is not None):
        raise InvalidValue(
            "eval takes either a formula or --jsonl",
            hint="ledgerguard eval 'DSO(1200000, 10000000, 365)'",
        )
    with channel_kept():  # a plugin that prints must not speak among the answers
        _evaluated(formula)


def _evaluated(formula: str | None) -> None:
    """Print the value of a formula, or of each line of standard input."""
    from ledgerguard.cells.functions import functions

    if formula is None:
        _answer_lines(functions())
        return
    answer = evaluate(formula, functions())
    if isinstance(answer, ErrorValue):
        typer.echo(answer.code)
        typer.echo(answer.message, err=True)
        raise typer.Exit(1)
    if isinstance(answer, list):
        _print_answer(answer)
    elif is_dated(formula, functions()) and is_number(answer):
        typer.echo(f"{spoken(answer)} ({from_serial(float(str(answer))).isoformat()})")
    else:
        typer.echo(spoken(answer))


def _print_answer(rows: list[list[Cell]]) -> None:
    width = range(len(rows[0]))
    headed = len(rows) > 1 and all(isinstance(cell, str) for cell in rows[0])
    body = rows[1:] if headed else rows
    right = [any(is_number(row[i]) for row in body) for i in width]
    headers = [spoken(cell) for cell in rows[0]] if headed else ["" for _ in width]
    columns = [Column(header, is_right) for header, is_right in zip(headers, right, strict=True)]
    print_table(columns, [[spoken(cell) for cell in row] for row in body])


def _answer_lines(formulas: Mapping[str, Formula]) -> None:
    for raw in typer.get_binary_stream("stdin"):
        if not raw.strip():
            continue
        try:
            answer = _answer(raw.decode("utf-8-sig").strip(), formulas)
        except UnicodeDecodeError:
            answer = ErrorValue("#VALUE!", "the line is not UTF-8")
        except LedgerguardError as error:
            answer = ErrorValue(excel_code(error), str(error))
        # A program at the other end of the pipe waits for each answer.
        print(json.dumps(_as_json(answer)), flush=True)


def _answer(line: str, formulas: Mapping[str, Formula]) -> Answer:
    if not _OBJECT.match(line):
        return evaluate(line, formulas)
    try:
        request = json.loads(line)
    except ValueError as fault:
        raise InvalidValue(f"the line is not JSON: {fault}") from None
    name, arguments = request.get("formula"), request.get("args", [])
    if not isinstance(name, str) or not isinstance(arguments, list):
        raise InvalidValue(
            f'a request is {{"formula": NAME, "args": [...]}}, got {line[:200]}',
            hint="or write the formula as in a cell",
        )
    return apply(name, [_argument(a) for a in arguments], formulas)


def _argument(sent: Any) -> Argument:
    """A JSON value as an argument; a flat list is a column."""
    if not isinstance(sent, list):
        return _cell(sent)
    rows = [[_cell(v) for v in row] if isinstance(row, list) else [_cell(row)] for row in sent]
    width = max((len(row) for row in rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def _cell(sent: Any) -> Cell:
    if isinstance(sent, str):
        return ErrorValue(sent) if sent in EXCEL_ERRORS else _FLOATS.get(sent, sent)
    if sent is None or isinstance(sent, (bool, int, float)):
        return sent
    raise InvalidValue(f"an argument is a number, text, true, false, null or a list, got {sent}")


def _as_json(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, ErrorValue):
        return {"error": answer.code, "message": answer.message}
    if isinstance(answer, list):
        return {"value": [[_json_cell(cell) for cell in row] for row in answer]}
    return {"value": answer}


def _json_cell(cell: Cell) -> Any:
    return {"error": cell.code} if isinstance(cell, ErrorValue) else cell

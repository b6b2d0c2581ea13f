"""The process that computes for LibreOffice: ``python -m ledgerguard.hosts.calc_worker``.

The add-in (``addin/calc``) starts it and talks to it over standard input and output. A message is
its length in eight bytes and then plain data in :mod:`marshal` format 4, which every Python reads:

- first, unasked, the worker sends its catalogue (:func:`described`);
- a question is ``(name, arguments, ranges)``. A large range among the arguments stands as its
  digest (bytes), and ``ranges`` brings the content of those that were not sent before;
- the answer is ``("missing", digests)`` when one of them is no longer held, and the question is
  asked again; otherwise ``("answer", cells)``, an error being its text as bytes.
"""

from __future__ import annotations

import datetime as dt
import marshal
import os
import struct
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, BinaryIO

from ledgerguard.casework.insurers import background
from ledgerguard.cells import lift, values
from ledgerguard.cells.functions import functions, plugin_faults
from ledgerguard.cells.ranges import Held
from ledgerguard.errors import NAME, ErrorValue
from ledgerguard.formula import Formula, Parameter
from ledgerguard.hosts import watchdog
from ledgerguard.plugin import output
from ledgerguard.plugin.manager import installed
from ledgerguard.translation import LANGUAGES, translated

LENGTH = struct.Struct("<Q")
FORMAT = 4


class Ranges:
    """The ranges that were sent last, by digest; the same content is always the same object."""

    def __init__(self) -> None:
        self._held = Held()

    def add(self, sent: Mapping[bytes, bytes]) -> None:
        """Take the contents that came with a question."""
        for digest, payload in sent.items():
            self._held.put(digest, marshal.loads(payload))  # noqa: S302  # written by our add-in

    def missing(self, arguments: Iterable[Any]) -> list[bytes]:
        """The digests among the arguments that are not held."""
        return [a for a in arguments if isinstance(a, bytes) and a not in self._held]

    def resolve(self, arguments: Iterable[Any]) -> list[Any]:
        """The arguments with every digest replaced by its range."""
        return [self._held.get(a) if isinstance(a, bytes) else a for a in arguments]


def described(formulas: Mapping[str, Formula]) -> list[dict[str, Any]]:
    """The catalogue as plain data: what the add-in must know to offer the formulas."""
    return [_described(formula) for formula in formulas.values()]


def serve(formulas: Mapping[str, Formula], questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the add-in closes the pipe."""
    ranges = Ranges()
    _send(answers, described(formulas))
    while (question := _receive(questions)) is not None:
        name, arguments, sent = question
        ranges.add(sent)
        missing = ranges.missing(arguments)
        if missing:
            _send(answers, ("missing", missing))
        else:
            _send(answers, ("answer", _answer(formulas, name, ranges.resolve(arguments))))


def main(formulas: Mapping[str, Formula] | None = None) -> None:
    """Serve on standard input and output, kept for the protocol alone."""
    with os.fdopen(os.dup(0), "rb") as questions, os.fdopen(os.dup(1), "wb") as answers:
        # a formula that prints, or asks, must not disturb the protocol
        os.dup2(2, 1)
        output.drain_output()
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        sys.stdout = sys.stderr  # the add-in's log
        background.allow()  # COVER asks insurers off this thread
        watchdog.enable()
        if formulas is None:
            formulas = functions()
            _tell_of_plugins()
        serve(formulas, questions, answers)


def _tell_of_plugins() -> None:
    """Tell the log which plugins do not run, and what is wrong with them."""
    for plugin in installed().all:
        if plugin.state == "off":
            print(f"the plugin {plugin.package} does not run: {plugin.reason}")
    for fault in plugin_faults():
        print(f"the plugin {fault.package}: {fault.text}")


def _described(formula: Formula) -> dict[str, Any]:
    spoken = {lang: translated(formula, lang) for lang in LANGUAGES if lang != "en"}
    return {
        "name": formula.name,
        "summary": formula.summary,
        "summaries": {lang: one.summary for lang, one in spoken.items()},
        "is_table": formula.is_table,
        "is_text": not formula.is_table and formula.returns.kind in ("text", "any"),
        "parameters": [
            {
                "name": parameter.name,
                "description": parameter.description,
                "descriptions": {
                    lang: one.parameters[position].description for lang, one in spoken.items()
                },
                "is_table": _takes_table(parameter),
                "repeats": parameter.repeats,
            }
            for position, parameter in enumerate(formula.parameters)
        ],
    }


def _takes_table(parameter: Parameter) -> bool:
    """Whether a range given here is a table, so that blank rows below it mean nothing."""
    ranges = [unit for unit in parameter.units if unit.shape != "cell"]
    return bool(ranges) and all(unit.shape == "table" for unit in ranges)


def _answer(formulas: Mapping[str, Formula], name: str, arguments: list[Any]) -> Any:
    if name not in formulas:
        return _plain(ErrorValue(NAME, "no such formula"))
    answer = lift.call(formulas[name], arguments)
    if isinstance(answer, ErrorValue):
        _explain(f"{name}: {answer.code} {answer.message}")
    if isinstance(answer, list):
        return [[_plain(cell) for cell in row] for row in answer]
    return _plain(answer)


@lru_cache(maxsize=1024)
def _explain(line: str) -> None:
    """Tell the log why a cell shows an error: once, since ten thousand cells may share it."""
    print(line)


def _plain(cell: Any) -> Any:
    if isinstance(cell, ErrorValue):
        return cell.code.encode("ascii")
    if isinstance(cell, dt.date):
        return values.serial(cell)
    return "" if cell is None else cell


def _send(stream: BinaryIO, message: Any) -> None:
    content = marshal.dumps(message, FORMAT)
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def _receive(stream: BinaryIO) -> Any:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    return marshal.loads(stream.read(length))  # noqa: S302  # written by our add-in


if __name__ == "__main__":
    main()

"""The fate of each row for people: a table at the prompt, and two csv files beside the records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from ledgerguard.casework.hand_over_pack import inert
from ledgerguard.casework.insurers.words import WRITES
from ledgerguard.plugin.insurer import LimitRequest

from ledgerguard_insurer_file.folders import Folders, put
from ledgerguard_insurer_file.known import Problem
from ledgerguard_insurer_file.outcome import RowFate

FATES: Final = (
    "sent on", "what", "buyer", "invoice", "amount", "currency", "fate", "granted or paid",
    "answered on", "insurer's number", "note", "where it is", "file", "row", "key",
)  # fmt: skip
PROBLEMS: Final = ("file", "row", "field", "problem", "what was done")

FATES_FILE: Final = "fates.csv"
PROBLEMS_FILE: Final = "problems.csv"


def fate_rows(folders: Folders, fates: Mapping[str, Sequence[RowFate]]) -> list[list[str]]:
    """The fate of each row under :data:`FATES`, the newest first.

    ``where it is`` tells whether the file still lies in outgoing: then nobody has carried it yet.
    """
    found = []
    for rows in reversed(list(fates.values())):
        lies = (folders.outgoing / rows[0].sent.file).exists()
        found += [_fate_row(one, lies=lies) for one in rows]
    return found


def _fate_row(one: RowFate, *, lies: bool) -> list[str]:
    write = one.sent.write
    item = write if isinstance(write, LimitRequest) else write.items[one.line - 1]
    return [
        one.sent.at.date().isoformat(),
        WRITES[one.sent.kind].en,
        write.reference,
        getattr(item, "invoice", ""),
        f"{item.amount:f}",
        item.currency,
        one.fate,
        _amount(one),
        one.on.isoformat() if one.on else "",
        one.theirs,
        one.note,
        "in outgoing" if lies else "carried",
        one.sent.file,
        str(one.line),
        write.key,
    ]


def problem_rows(problems: Iterable[Problem]) -> list[list[str]]:
    """Problems under :data:`PROBLEMS`."""
    return [
        [one.file, "" if one.row is None else str(one.row), one.field, one.problem, one.done]
        for one in problems
    ]


def write_reports(
    folders: Folders, fates: Mapping[str, Sequence[RowFate]], problems: Iterable[Problem]
) -> None:
    """Write both reports beside the records.

    Raises:
        OSError: when one cannot be written, as while a spreadsheet program has it open.
    """
    put(folders.records / FATES_FILE, _csv(FATES, fate_rows(folders, fates)))
    put(folders.records / PROBLEMS_FILE, _csv(PROBLEMS, problem_rows(problems)))


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A csv that spreadsheet programs open as it is: with a mark for UTF-8, and no formulas."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(header)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _amount(one: RowFate) -> str:
    if one.amount is None or (one.amount == Decimal(0) and not one.currency):
        return ""
    return f"{one.amount:f} {one.currency}".strip()

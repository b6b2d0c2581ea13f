"""From the rows of the insurer's files to what they mean; a row that means nothing is a problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from ledgerguard.casework.insurers.covers import NOTHING
from ledgerguard.plugin.insurer import InsurerEvent

from ledgerguard_insurer_file.incoming import Answer
from ledgerguard_insurer_file.known import (
    ClaimRow,
    Decision,
    Doubt,
    Known,
    Order,
    Problem,
    Receipt,
)
from ledgerguard_insurer_file.sent import Sent
from ledgerguard_insurer_file.tables import CellFault, Row, plain

_NOT_USED: Final = "the row was not used"
_EVENTS: Final = {"decisions": "decision", "receipts": "receipt", "claims": "claim"}


def understood(
    answers: Iterable[Answer], sent: Mapping[str, Sent], left: Mapping[str, str]
) -> Known:
    """What the insurer's files say.

    Args:
        answers: The files, in the order in which they were taken in.
        sent: What has left, by our key.
        left: Files that lie there and could not be taken in, and why.
    """
    reader = _Reader(sent)
    for answer in answers:
        reader.take(answer)
    reader.compare()
    for name, why in left.items():
        done = "left in the incoming folder; not read"
        reader.known.problems.append(Problem(name, None, "", why, done))
    return reader.known


class _Reader:
    """Reads one file after the other."""

    def __init__(self, sent: Mapping[str, Sent]) -> None:
        self.sent = sent
        self.known = Known()
        self.answer: Answer

    def take(self, answer: Answer) -> None:
        self.answer = answer
        self.known.files = answer.number
        if answer.same_as:
            what = f"the same content as file {answer.same_as:06}"
            self.problem(None, "", what, "kept; not read a second time")
            return
        if answer.table is None:
            self.problem(None, "", answer.damage, "kept; no row of it was used")
            self.event(None, "problem", "", {"problem": answer.damage})
            return
        for name in answer.table.unknown:
            self.problem(None, name, "the layout does not know this column", "not read")
        for row in answer.table.rows:
            self.row(row)

    def row(self, row: Row) -> None:
        take = {
            "decisions": self.decision, "receipts": self.receipt, "claims": self.claim,
        }[str(self.answer.section)]  # fmt: skip
        faults = list(row.faults)
        key = str(row.values.get("key") or "")
        sent = self.sent.get(key)
        if not faults:
            faults += take(row, key, sent)
        for fault in faults:
            field = f"{fault.column} ({fault.field})" if fault.field else fault.column
            self.problem(row.number, field, fault.what, _NOT_USED)
        if faults:
            self.doubt(row, key, sent, faults)

    def decision(self, row: Row, key: str, sent: Sent | None) -> list[CellFault]:
        values: dict[str, Any] = dict(row.values)
        faults = self.lacking(row, "reference", "decision", "on")
        nothing = values.get("decision") in NOTHING
        amount = values.get("amount")
        if amount is None and not nothing:
            faults.append(CellFault("amount", "amount", "must be stated, got nothing"))
        if amount and not values.get("currency"):
            faults.append(CellFault("currency", "currency", "must be stated, got nothing"))
        if sent is not None and sent.kind != "limit":
            faults.append(CellFault("key", "key", f"must be of a limit request, got {key}"))
        elif sent is not None and values.get("reference") not in (None, sent.write.reference):
            what = f"must be {sent.write.reference} as in {key}, got {values['reference']}"
            faults.append(CellFault("reference", "reference", what))
        if faults:
            return faults
        if key and sent is None:
            self.problem(row.number, "key", f"must be a key of ours, got {key}", "used as cover")
        kind: Any = values.get("kind") or getattr(sent and sent.write, "kind", "permanent")
        self.known.decisions.append(
            Decision(
                self.order(row),
                self.answer.name,
                key,
                values["reference"],
                str(values.get("policy") or ""),
                kind,
                values["decision"],
                amount or Decimal(0),
                str(values.get("currency") or ""),
                values.get("valid_from"),
                values.get("valid_to"),
                str(values.get("condition") or ""),
                str(values.get("their_reference") or ""),
            )
        )
        self.event(row, "decision" if key else "cover", values["reference"], row.values)
        return []

    def receipt(self, row: Row, key: str, sent: Sent | None) -> list[CellFault]:
        values: dict[str, Any] = dict(row.values)
        faults = self.lacking(row, "key", "status")
        line, invoice = values.get("line"), str(values.get("invoice") or "")
        if key and sent is None:
            faults.append(CellFault("key", "key", f"must be a key of ours, got {key}"))
        elif sent is not None and line is not None and not 1 <= line <= sent.rows:
            what = f"must be 1 to {sent.rows}, the rows of {sent.file}, got {line}"
            faults.append(CellFault("line", "line", what))
        elif sent is not None and invoice and invoice not in _invoices(sent):
            what = f"must be an invoice in {sent.file}, got {invoice}"
            faults.append(CellFault("invoice", "invoice", what))
        if faults or sent is None:
            return faults
        self.known.receipts.append(
            Receipt(
                self.order(row),
                self.answer.name,
                key,
                line,
                invoice,
                values["status"],
                str(values.get("reason") or ""),
                str(values.get("their_reference") or ""),
            )
        )
        self.event(row, "receipt", sent.write.reference, row.values)
        return []

    def claim(self, row: Row, key: str, sent: Sent | None) -> list[CellFault]:
        values: dict[str, Any] = dict(row.values)
        faults = self.lacking(row, "state", "on")
        theirs = str(values.get("their_reference") or "")
        if not key and not theirs:
            faults.append(CellFault("key", "key", "must be stated, got nothing"))
        if key and (sent is None or sent.kind != "claim"):
            faults.append(CellFault("key", "key", f"must be of a claim of ours, got {key}"))
        if values.get("paid") and not values.get("currency"):
            faults.append(CellFault("currency", "currency", "must be stated, got nothing"))
        if faults:
            return faults
        self.known.claims.append(
            ClaimRow(
                self.order(row),
                self.answer.name,
                key,
                theirs,
                values["state"],
                values.get("paid") or Decimal(0),
                str(values.get("currency") or ""),
                str(values.get("note") or ""),
            )
        )
        self.event(row, "claim", theirs or key, row.values)
        return []

    def lacking(self, row: Row, *fields: str) -> list[CellFault]:
        """What a row must state, whether the layout requires it or not."""
        what = "must be stated, got nothing"
        return [CellFault(one, one, what) for one in fields if row.values.get(one) in (None, "")]

    def order(self, row: Row) -> Order:
        on = row.values.get("on")
        day = on if isinstance(on, dt.date) else self.answer.at.date()
        return Order(day, self.answer.number, row.number)

    def doubt(self, row: Row, key: str, sent: Sent | None, faults: Sequence[CellFault]) -> None:
        """A row about a buyer that means nothing: what was known of it may hold no more."""
        values = row.values
        reference = str(values.get("reference") or (sent.write.reference if sent else ""))
        text = (
            f"row {row.number} of {self.answer.name} cannot be understood: "
            f"{'; '.join(map(str, faults))}"
        )
        if reference or sent:
            about = reference if self.answer.section == "decisions" else ""
            policy, kind = str(values.get("policy") or ""), str(values.get("kind") or "")
            key = key if sent else ""
            self.known.doubts.append(Doubt(self.order(row), key, about, policy, kind, text))
        self.event(row, "problem", reference, {"problem": text})

    def problem(self, row: int | None, field: str, problem: str, done: str) -> None:
        file = f"{self.answer.number:06}_{self.answer.name}"
        self.known.problems.append(Problem(file, row, field, problem, done))

    def event(self, row: Row | None, kind: str, reference: str, body: Mapping[str, Any]) -> None:
        at = self.answer.at
        if row is not None:
            at = dt.datetime.combine(self.order(row).on, dt.time(), dt.UTC)
        name = f"{self.answer.number:06}-{row.number if row else 0}"
        told = {one: plain(value) for one, value in body.items() if value not in (None, "")}
        told["file"] = self.answer.name
        found = InsurerEvent(name, at, kind, reference, told)
        self.known.events.append((self.answer.number, found))

    def compare(self) -> None:
        """Two words of one day in one file that contradict: the later counts, and it is told."""
        lines: dict[tuple[str, str, str], list[Decision]] = {}
        for one in sorted(self.known.decisions, key=lambda one: one.order):
            lines.setdefault((one.reference, one.policy, one.kind), []).append(one)
        for decisions in lines.values():
            for before, after in pairwise(decisions):
                same = (before.order.on, before.order.file) == (after.order.on, after.order.file)
                differs = (before.decision, before.amount) != (after.decision, after.amount)
                if same and differs:
                    what = f"row {before.order.row} says another thing of the same day"
                    file = f"{after.order.file:06}_{after.file}"
                    done = "the later row counts"
                    self.known.problems.append(Problem(file, after.order.row, "", what, done))


def _invoices(sent: Sent) -> set[str]:
    return {item.invoice.strip() for item in getattr(sent.write, "items", ())}

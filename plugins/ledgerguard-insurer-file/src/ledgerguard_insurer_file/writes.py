"""A write as the rows of its file, and back: what was written is read again before it leaves."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from ledgerguard.casework.insurers.writes import TOO_MUCH, kind_of, write_of
from ledgerguard.errors import LogError
from ledgerguard.ledger.currency import CODES, exponent
from ledgerguard.plugin.insurer import (
    ClaimFiling,
    Declined,
    LimitRequest,
    OverdueDeclaration,
    OverdueItem,
    Write,
)

from ledgerguard_insurer_file.cells import shown
from ledgerguard_insurer_file.fields import Value
from ledgerguard_insurer_file.grids import Damaged
from ledgerguard_insurer_file.layout import Layout
from ledgerguard_insurer_file.tables import Misfitting, Row, Values, composed, parsed

_ITEM: Final = {"invoice": "invoice", "issued": "issued", "due": "due", "open": "amount"}
"""Our fields of an invoice, and what they are called there."""


def file_of(
    write: Write, layout: Layout, day: dt.date, stated: Mapping[str, str]
) -> tuple[bytes, int]:
    """The file that tells a write, and the number of its rows; it says what the write says.

    Args:
        write: The write, whose kind the layout knows.
        layout: The layout.
        day: On which it is written.
        stated: What holds where the file has no place for it: policy and currency.

    Raises:
        Declined: naming every field that does not fit, with what is allowed and what was got.
    """
    kind = kind_of(write)
    _check_money(write)
    try:
        rows = _rows(write, layout, day)
        data = composed(layout, kind, rows)
    except Misfitting as error:
        hints = dict.fromkeys(fault.hint for fault in error.faults if fault.hint)
        raise Declined(
            f"{write.key} must fit the layout of the insurer's file, got: {error}",
            hint="; ".join(hints) or "mend it and prepare it anew; nothing was written",
        ) from None
    _check_again(write, layout, data, rows, stated)
    return data, len(rows)


def _check_money(write: Write) -> None:
    """Amounts as they can lie in a file at all: above 0, no finer than their currency."""
    money: list[tuple[str, Decimal, str]] = []
    if not isinstance(write, OverdueDeclaration):
        money.append(("amount", write.amount, write.currency))
    if not isinstance(write, LimitRequest):
        if not write.items:
            raise Declined(
                f"{write.key} must name an invoice, got none", hint="nothing was written"
            )
        money += [(f"amount of {one.invoice}", one.amount, one.currency) for one in write.items]
    others = sorted({currency for _, _, currency in money} - {money[0][2]})
    if isinstance(write, ClaimFiling) and others:
        raise Declined(
            f"the invoices of a claim must be in its currency {write.currency}, "
            f"got {', '.join(others)}",
            hint="make a claim for each currency: two are never added",
        )
    for what, amount, currency in money:
        if currency not in CODES:
            raise Declined(
                f"currency must be an ISO code, got {shown(currency)}",
                hint="three letters, such as EUR; nothing was written",
            )
        held = amount.is_finite() and 0 < amount < TOO_MUCH
        if not held or amount != round(amount, exponent(currency)):
            raise Declined(
                f"{what} must be above 0 and below {TOO_MUCH:,f} with at most "
                f"{exponent(currency)} decimals in {currency}, got {amount}",
                hint="nothing was written",
            )


def _rows(write: Write, layout: Layout, day: dt.date) -> list[Values]:
    shared: dict[str, Value | None] = {
        "key": write.key,
        "policy": write.policy,
        "written": day,
        "note": write.note,
        **_buyer(write.reference, layout),
    }
    if isinstance(write, LimitRequest):
        shared |= {"amount": write.amount, "currency": write.currency}
        return [{**shared, "kind": write.kind, "until": write.until}]
    if isinstance(write, ClaimFiling):
        if any(layout.separator in name for name in write.documents):
            raise Declined(
                f"names of documents must be without {layout.separator!r}, which separates them "
                f"in the file, got {', '.join(write.documents)}",
                hint="rename the document; nothing was written",
            )
        documents = layout.separator.join(write.documents)
        shared |= {"amount": write.amount, "cause": write.cause, "documents": documents}
    return [
        {
            **shared,
            "currency": item.currency,
            "line": line,
            **{ours: getattr(item, theirs) for ours, theirs in _ITEM.items()},
        }
        for line, item in enumerate(write.items, 1)
    ]


def _buyer(reference: str, layout: Layout) -> dict[str, Value | None]:
    """The insurer's number of the buyer, whole and in the parts of the layout."""
    reference = reference.strip()
    if layout.buyer is None:
        return {"reference": reference}
    match = re.fullmatch(layout.buyer.pattern, reference)
    if match is None or layout.buyer.join.format(**match.groupdict("")) != reference:
        raise Declined(
            f"reference must look like {layout.buyer.pattern}, got {shown(reference)}",
            hint="`ledgerguard insurer buyers` shows and mends the insurer's number of the buyer; "
            "nothing was written",
        )
    parts = {f"reference.{name}": part for name, part in match.groupdict("").items()}
    return {"reference": reference, **parts}


def _check_again(
    write: Write, layout: Layout, data: bytes, rows: Sequence[Values], stated: Mapping[str, str]
) -> None:
    """Read a file as its insurer will, and compare: nothing may be lost or changed on the way."""
    kind = kind_of(write)
    section = layout.section(kind)
    left_out = section.leaves_out if section else ()
    try:
        table = parsed(layout, kind, data, stated)
        faults = [str(fault) for row in table.rows for fault in row.faults]
        if faults:
            raise Damaged("; ".join(faults))
        # What the file has no place for comes back as nothing, and is found out here.
        found = write_from(kind, table.rows, layout)
    except Damaged as error:
        raise Declined(
            f"the file of {write.key} must be read back as it was written, got: {error}",
            hint="this layout cannot hold it; nothing was written",
        ) from None
    expected = _stripped(write, left_out)
    lost = [
        field.name
        for field in dataclasses.fields(write)
        if getattr(found, field.name) != getattr(expected, field.name)
    ]
    if lost or len(table.rows) != len(rows):
        raise Declined(
            f"the file of {write.key} must say what the write says, got another "
            f"{', '.join(lost) or 'number of rows'}",
            hint="the layout has no column for it, or one that changes it; leaves_out names what "
            "the insurer need not know; nothing was written",
        )


def write_from(kind: str, rows: Sequence[Row], layout: Layout) -> Write:
    """The write that the rows of a file tell.

    Raises:
        Damaged: when they tell none.
    """
    if not rows:
        raise Damaged("a file must have a row, got none")
    first = rows[0].values
    body: dict[str, Any] = {name: first.get(name) or "" for name in ("policy", "reference", "note")}
    if kind != "overdue":
        body |= {"amount": first.get("amount"), "currency": first.get("currency") or ""}
    if kind == "limit":
        until = first.get("until")
        body["kind"] = first.get("kind") or "permanent"
        body["until"] = until.isoformat() if isinstance(until, dt.date) else None
    else:
        body["items"] = [
            {
                "currency": row.values.get("currency") or "",
                **{theirs: _json(row.values.get(ours)) for ours, theirs in _ITEM.items()},
            }
            for row in rows
        ]
    if kind == "claim":
        documents = str(first.get("documents") or "")
        body["cause"] = first.get("cause") or ""
        body["documents"] = documents.split(layout.separator) if documents else []
    if len({str(row.values.get("key")) for row in rows}) != 1:
        raise Damaged("every row must carry the same key")
    try:
        return write_of(kind, str(first.get("key") or ""), body)
    except LogError as error:  # what is missing in the rows is no fault of the log here
        raise Damaged(error.message) from None


def _json(value: Value | None) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value if value is not None else ""


def _stripped(write: Write, left_out: Sequence[str]) -> Write:
    """A write as a file can tell it: texts without blanks around them, nothing that is left out."""
    changed: dict[str, Any] = {}
    for field in dataclasses.fields(write):
        value = getattr(write, field.name)
        if field.name in left_out:
            value = () if field.name == "documents" else ""
        elif isinstance(value, str):
            value = value.strip()
        elif field.name == "items":
            value = tuple(_stripped_item(item) for item in value)
        elif field.name == "documents":
            value = tuple(name.strip() for name in value)
        changed[field.name] = value
    return dataclasses.replace(write, **changed)


def _stripped_item(item: OverdueItem) -> OverdueItem:
    return dataclasses.replace(item, invoice=item.invoice.strip(), currency=item.currency.strip())

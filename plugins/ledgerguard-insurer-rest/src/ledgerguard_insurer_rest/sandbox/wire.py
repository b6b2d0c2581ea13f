"""What both interfaces of the sandbox share: who may come in, and how errors look."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fastapi import HTTPException, Request

from ledgerguard_insurer_rest.sandbox.faults import Plan
from ledgerguard_insurer_rest.sandbox.office import Office, Refused, Row, Submission


def bearer(request: Request, office: Office) -> None:
    """Let only those in whose token is good.

    Raises:
        HTTPException: 401.
    """
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not office.knows(token):
        raise HTTPException(401, "the token is missing, wrong or has expired")


def submitted(office: Office, one: Submission) -> Row:
    """A submission that was taken.

    Raises:
        HTTPException: when it was not.
    """
    try:
        return office.submit(one)
    except Refused as error:
        raise HTTPException(error.status, error.text) from None


def told_events(
    office: Office, plan: Plan, after: str, fault: str, size: int
) -> tuple[list[Row], str]:
    """A page of events and the next cursor; on demand some come twice and in disorder."""
    digits = after.removeprefix("c")[:15]
    number = int(digits) if digits.isascii() and digits.isdigit() else 0
    page = office.events(number)[:size]
    cursor = f"c{page[-1]['number']}" if page else after
    told = [{**row, "body": json.loads(row["body"])} for row in page]
    if fault == "events":
        before = office.events(max(0, number - 3))[:3]
        told += [{**row, "body": json.loads(row["body"])} for row in before]
        told += told[: len(told) // 2]
        plan.dice.shuffle(told)
    return told, cursor


def slices(rows: list[Row], cursor: str, size: int) -> tuple[list[Row], str | None]:
    """A page of rows and the cursor of the next; None after the last."""
    start = int(cursor[:9]) if cursor.isascii() and cursor[:9].isdigit() else 0
    following = start + size
    return rows[start:following], str(following) if following < len(rows) else None


Guard = Callable[[Request], None]


def error_body(text: str) -> dict[str, Any]:
    """An error in both shapes."""
    return {"error": {"message": text}, "problem": {"detail": text}}

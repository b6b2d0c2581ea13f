"""Tells the webhook's address what has changed: signed, and on demand twice and in disorder."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx

from ledgerguard_insurer_rest.sandbox.faults import Plan
from ledgerguard_insurer_rest.sandbox.meridian import notification
from ledgerguard_insurer_rest.sandbox.office import Office, Row
from ledgerguard_insurer_rest.webhooks import signature

AT_A_TIME = 20


def deliver(office: Office, plan: Plan) -> int:
    """Tell what has not been told; answers how many events. One that is not taken comes again."""
    target = office.webhook()
    if target is None:
        return 0
    rows = office.events(target["delivered"])[:AT_A_TIME]
    if not rows:
        return 0
    told = [{**row, "body": json.loads(row["body"])} for row in rows]
    if plan.often and "events" in plan.kinds:
        told += told
        plan.dice.shuffle(told)
    with httpx.Client(trust_env=False) as client:
        request = signed(target, told, time.time())
        try:
            response = client.send(request)
        except httpx.HTTPError:
            return 0
    if not response.is_success:
        return 0
    office.delivered(rows[-1]["number"])
    return len(rows)


def signed(target: Row, told: list[Row], moment: float) -> httpx.Request:
    """The request with some events, in the style of an interface."""
    stamp = str(int(moment))
    if target["style"] == "meridian":
        content: dict[str, Any] = {"notifications": [notification(row) for row in told]}
        names, prefix = ("X-Meridian-Hmac", "X-Meridian-Sent-At"), ""
    else:
        content = {"events": told}
        names, prefix = ("X-Sandbox-Signature", "X-Sandbox-Timestamp"), "sha256="
    body = json.dumps(content).encode()
    digits = signature(target["secret"], stamp, body)
    headers = {
        names[0]: prefix + digits, names[1]: stamp, "Content-Type": "application/json",
    }  # fmt: skip
    return httpx.Request("POST", target["url"], headers=headers, content=body)

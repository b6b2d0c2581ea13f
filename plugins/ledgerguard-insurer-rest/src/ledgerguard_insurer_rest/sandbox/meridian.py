"""A second interface to the same office, of quite another shape; see profiles/meridian.toml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Header, HTTPException, Request, Response
from ledgerguard.ledger.currency import exponent

from ledgerguard_insurer_rest.sandbox.faults import Plan
from ledgerguard_insurer_rest.sandbox.office import Locked, Office, Row, Submission
from ledgerguard_insurer_rest.sandbox.wire import bearer, slices, submitted, told_events

ACCOUNT: Final = "meridian"
"""The account whose secret is the API key."""

KINDS: Final = {
    "permanent": "UNLIMITED_IN_TIME",
    "temporary": "LIMITED_IN_TIME",
    "top-up": "ADDITIONAL",
    "discretionary": "BLIND",
}
DECISIONS: Final = {
    "approved": "FULLY_GRANTED",
    "partly": "PARTIALLY_GRANTED",
    "conditional": "GRANTED_UNDER_CONDITION",
    "refused": "DECLINED",
    "investigating": "IN_ASSESSMENT",
    "cancelled": "WITHDRAWN",
    "reduced": "LOWERED",
}
TOPICS: Final = {
    "cover": "COVERAGE_CHANGED",
    "claim": "LOSS_CHANGED",
    "overdue": "LATE_PAYMENT_REGISTERED",
}
CLASSES: Final = ("", "AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D")

Json = Annotated[dict[str, Any], Body()]


def router(office: Office, plan: Plan) -> APIRouter:
    """Its paths, below /meridian."""

    def guard(request: Request) -> None:
        bearer(request, office)

    login = APIRouter(prefix="/meridian", tags=["meridian"])
    inside = APIRouter(prefix="/meridian", tags=["meridian"], dependencies=[Depends(guard)])
    _login(login, office)
    _reads(inside, office, plan)
    _jobs(inside, office)
    _writes(inside, office)
    both = APIRouter()
    both.include_router(login)
    both.include_router(inside)
    return both


def notification(row: Row) -> dict[str, Any]:
    """An event in this interface's words."""
    return {
        "notificationId": row["id"],
        "occurredAt": row["at"],
        "topic": TOPICS[row["kind"]],
        "subject": {"id": row["reference"]},
        "data": row["body"],
    }


def _login(router: APIRouter, office: Office) -> None:
    @router.post("/auth/tokens", status_code=201)
    async def token(x_api_key: Annotated[str, Header()]) -> dict[str, Any]:
        """A bearer token for an API key."""
        try:
            found = office.log_in(ACCOUNT, x_api_key)
        except Locked:
            raise HTTPException(423, "the account is locked") from None
        if found is None:
            raise HTTPException(403, "the key is wrong")
        until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=found[1])
        return {"accessToken": found[0], "expiresAt": until.isoformat()}


def _reads(router: APIRouter, office: Office, plan: Plan) -> None:
    @router.get("/companies/search")
    async def search(
        companyId: str = "",  # noqa: N803 - the interface's names
        legalName: str = "",  # noqa: N803
        countryCode: str = "",  # noqa: N803
        registrationNumber: str = "",  # noqa: N803
        page: int = 0,
    ) -> dict[str, Any]:
        """Companies that this may be, in numbered pages."""
        rows = office.matches(legalName, countryCode, registrationNumber, companyId)
        size = office.page_size
        shown, _ = slices(rows, str(page * size), size)
        pages = -(-len(rows) // size)
        return {
            "content": [_company(row) for row in shown],
            "page": {"number": page, "totalPages": pages},
        }

    @router.get("/companies/{company}/rating")
    async def rating(company: str) -> dict[str, Any]:
        """The office's opinion."""
        row = office.buyer(company)
        if row is None:
            raise HTTPException(404, "there is no such company")
        stated = {"class": CLASSES[row["grade"]], "assessedOn": "30.06.2026"}
        return {"rating": stated if row["grade"] else {}}

    @router.get("/coverages")
    async def coverages(
        request: Request,
        response: Response,
        companyId: str = "",  # noqa: N803
        offset: str = "0",
    ) -> dict[str, Any]:
        """Lines of cover; the next page is linked in a header."""
        rows, following = slices(office.covers(companyId), offset, office.page_size)
        if following:
            address = request.url.include_query_params(offset=following)
            response.headers["Link"] = f'<{address}>; rel="next", <{request.url}>; rel="self"'
        return {"content": [_coverage(row) for row in rows]}

    @router.get("/notifications")
    async def notifications(request: Request, since: str = "") -> dict[str, Any]:
        """What has changed."""
        fault = request.scope.get("fault", "")
        told, cursor = told_events(office, plan, since, fault, office.page_size)
        return {"notifications": [notification(row) for row in told], "page": {"next": cursor}}


def _jobs(router: APIRouter, office: Office) -> None:
    @router.get("/jobs/by-client-reference/{key}")
    async def by_key(key: str) -> dict[str, Any]:
        """The job of a client's reference."""
        found = office.found(key)
        if not found:
            raise HTTPException(404, "there is no such job")
        return _job(found[0])

    @router.get("/jobs/{job}")
    async def by_id(job: str) -> dict[str, Any]:
        """How far a job is."""
        row = office.submission(job)
        if row is None:
            raise HTTPException(404, "there is no such job")
        return _job(row)

    @router.get("/losses/{loss}")
    async def loss(loss: str) -> dict[str, Any]:
        """How far a loss is."""
        row = office.submission(loss)
        if row is None or row["kind"] != "claim":
            raise HTTPException(404, "there is no such loss")
        settled = row["state"] == "decided"
        return {
            "loss": {
                "id": row["id"],
                "status": "INDEMNIFIED" if settled else "UNDER_REVIEW",
                "indemnified": _money(row["granted"], row["currency"]) if settled else None,
                "statusOn": "30.06.2026",
            }
        }


def _writes(router: APIRouter, office: Office) -> None:
    @router.post("/coverages/applications", status_code=202)
    async def apply(body: Json, response: Response) -> None:
        """Ask for cover."""
        asked = body["requested"]
        kind = next(ours for ours, theirs in KINDS.items() if theirs == asked["type"])
        payload = {**body, "kind": kind, "until": _iso(asked.get("until"))}
        _take(office, "limit", body, asked, payload, response)

    @router.post("/late-payments", status_code=202)
    async def late(body: Json, response: Response) -> None:
        """Report invoices that were not paid."""
        money = {"currency": body["latePayments"][0]["open"]["currency"]}
        _take(office, "overdue", body, money, body, response)

    @router.post("/losses", status_code=202)
    async def lose(body: Json, response: Response) -> None:
        """Claim a loss."""
        _take(office, "claim", body, body["loss"]["total"], body, response)


def _take(
    office: Office, kind: str, body: Row, money: Row, payload: Row, response: Response
) -> None:
    currency = str(money["currency"])
    minor = money.get("value")
    amount = None if minor is None else Decimal(minor).scaleb(-exponent(currency))
    number = body["contract"]["number"]
    one = Submission(
        body["clientReference"], kind, number, body["companyId"], amount, currency, payload
    )
    row = submitted(office, one)
    response.headers["Location"] = f"/meridian/jobs/{row['id']}"


def _company(row: Row) -> dict[str, Any]:
    return {
        "company": {
            "identifiers": {"companyId": row["id"], "registrationNumber": row["legal_id"]},
            "legalName": row["name"],
            "address": {"countryCode": row["country"]},
        },
        "match": {"score": round(row["confidence"] * 100)},
    }


def _coverage(row: Row) -> dict[str, Any]:
    return {
        "companyId": row["buyer"],
        "contract": {"number": row["policy"]},
        "coverage": {
            "type": KINDS[row["kind"]],
            "status": DECISIONS[row["decision"]],
            "limit": _money(row["amount"], row["currency"]),
            "period": {"from": _german(row["valid_from"]), "to": _german(row["valid_to"])},
            "remark": row["condition"],
        },
    }


def _job(row: Row) -> dict[str, Any]:
    result: dict[str, Any] | None = None
    if row["state"] == "decided":
        result = {"remark": row["note"]}
        if row["decision"]:
            result["status"] = DECISIONS[row["decision"]]
            result["limit"] = _money(row["granted"], row["currency"])
    status = "FINISHED" if row["state"] == "decided" else "QUEUED"
    told = {"id": row["id"], "clientReference": row["key"], "status": status, "result": result}
    return {"job": told}


def _money(amount: str | None, currency: str) -> Mapping[str, Any]:
    minor = int(Decimal(amount or 0).scaleb(exponent(currency)))
    return {"value": minor, "currency": currency}


def _german(day: str | None) -> str | None:
    return dt.date.fromisoformat(day).strftime("%d.%m.%Y") if day else None


def _iso(day: str | None) -> str | None:
    return dt.datetime.strptime(day, "%d.%m.%Y").date().isoformat() if day else None

"""The sandbox's own interface, and the controls by which it misbehaves."""

from __future__ import annotations

import asyncio
import random
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as AnyHTTPException

from ledgerguard_insurer_rest.sandbox import hooks, meridian
from ledgerguard_insurer_rest.sandbox.bodies import (
    ClaimBody,
    FaultsBody,
    LimitRequestBody,
    OverdueBody,
    WebhookBody,
)
from ledgerguard_insurer_rest.sandbox.faults import KINDS, Misbehaving, Plan
from ledgerguard_insurer_rest.sandbox.office import Locked, Office, Row, Submission
from ledgerguard_insurer_rest.sandbox.wire import (
    Guard,
    bearer,
    error_body,
    slices,
    submitted,
    told_events,
)


class Sandbox:
    """The office, its plan of faults, and the ASGI application around both."""

    def __init__(self, office: Office, plan: Plan | None = None) -> None:
        self.office = office
        self.plan = plan or Plan()
        self.api = application(self)
        self.app = Misbehaving(self.api, office, self.plan)


def application(sandbox: Sandbox) -> FastAPI:
    """The interfaces without misbehaviour."""
    api = FastAPI(
        title="ledgerguard sandbox insurer",
        version="1",
        description="A credit insurer to practise with. Invented companies, no insurance.",
    )
    api.include_router(_login(sandbox.office))
    office = sandbox.office
    for router in (_buyers(office), _submissions(office), _changes(sandbox), _writes(office)):
        api.include_router(router, dependencies=[Depends(_guard(office))])
    api.include_router(_control(sandbox))
    api.include_router(meridian.router(sandbox.office, sandbox.plan))

    @api.exception_handler(AnyHTTPException)
    async def failed(_: Request, error: AnyHTTPException) -> JSONResponse:
        return JSONResponse(error_body(str(error.detail)), error.status_code)

    @api.exception_handler(RequestValidationError)
    async def wrong(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        return JSONResponse(error_body(f"{where}: {first['msg']}"), 422)

    return api


def _login(office: Office) -> APIRouter:
    router = APIRouter(tags=["login"])

    @router.post("/oauth/token")
    async def token(
        grant_type: Annotated[str, Form()],
        client_id: Annotated[str, Form()],
        client_secret: Annotated[str, Form()],
    ) -> dict[str, Any]:
        """OAuth 2 client credentials; the account is locked after five failures in a row."""
        if grant_type != "client_credentials":
            raise HTTPException(400, "grant_type must be client_credentials")
        try:
            found = office.log_in(client_id, client_secret)
        except Locked:
            raise HTTPException(423, "the account is locked") from None
        if found is None:
            raise HTTPException(401, "invalid_client")
        bearer_token, seconds = found
        return {"access_token": bearer_token, "token_type": "Bearer", "expires_in": seconds}

    return router


def _guard(office: Office) -> Guard:
    def guard(request: Request) -> None:
        bearer(request, office)

    return guard


def _buyers(office: Office) -> APIRouter:
    router = APIRouter(tags=["reads"])

    @router.get("/buyers")
    async def buyers(
        name: str = "",
        country: str = "",
        legal_id: str = "",
        customer_code: str = "",
        buyer: Annotated[str, Query(alias="id")] = "",
        cursor: str = "",
    ) -> dict[str, Any]:
        """Companies that this may be."""
        rows, following = slices(
            office.matches(name, country, legal_id, buyer), cursor, office.page_size
        )
        names = ("id", "name", "country", "legal_id", "confidence")
        return {"items": [{key: row[key] for key in names} for row in rows], "next": following}

    @router.get("/buyers/{reference}/grade")
    async def grade(reference: str) -> dict[str, Any]:
        """The office's opinion of a company."""
        found = office.buyer(reference)
        if found is None or not found["grade"]:
            raise HTTPException(404, "there is no grade")
        return {"value": found["grade"], "scale": "1 to 10", "as_of": "2026-06-30"}

    @router.get("/covers")
    async def covers(buyer: str = "", cursor: str = "") -> dict[str, Any]:
        """Lines of cover."""
        rows, following = slices(office.covers(buyer), cursor, office.page_size)
        return {"items": rows, "next": following}

    return router


def _submissions(office: Office) -> APIRouter:
    router = APIRouter(tags=["reads"])

    @router.get("/submissions")
    async def found(key: str) -> dict[str, Any]:
        """The submissions with a key of the client's."""
        return {"items": [_shown(row) for row in office.found(key)]}

    @router.get("/submissions/{reference}")
    async def submission(reference: str) -> dict[str, Any]:
        """How far a submission is."""
        row = office.submission(reference)
        if row is None:
            raise HTTPException(404, "there is no such submission")
        return _shown(row)

    @router.get("/claims/{reference}")
    async def claim(reference: str) -> dict[str, Any]:
        """How far a claim is."""
        row = office.submission(reference)
        if row is None or row["kind"] != "claim":
            raise HTTPException(404, "there is no such claim")
        settled = row["state"] == "decided"
        return {
            "id": row["id"],
            "state": "settled" if settled else "in examination",
            "paid": row["granted"] or "0.00",
            "currency": row["currency"],
            "as_of": "2026-06-30",
        }

    return router


def _changes(sandbox: Sandbox) -> APIRouter:
    router, office = APIRouter(tags=["reads"]), sandbox.office

    @router.get("/events")
    async def events(request: Request, after: str = "") -> dict[str, Any]:
        """What has changed since a cursor."""
        fault = request.scope.get("fault", "")
        told, cursor = told_events(office, sandbox.plan, after, fault, office.page_size)
        return {"events": told, "cursor": cursor}

    @router.put("/webhook", status_code=204)
    async def webhook(body: WebhookBody) -> None:
        """Where to tell what changes from now on."""
        office.put_webhook(body.url, body.secret, "sandbox")

    return router


def _writes(office: Office) -> APIRouter:
    router = APIRouter(tags=["writes"])

    @router.post("/limit-requests", status_code=202)
    async def limit(body: LimitRequestBody, response: Response) -> dict[str, Any]:
        """Ask for cover; decided later."""
        return _taken(office, _submission("limit", body), response)

    @router.post("/overdue-declarations", status_code=202)
    async def overdue(body: OverdueBody, response: Response) -> dict[str, Any]:
        """Report invoices that were not paid."""
        return _taken(office, _submission("overdue", body), response)

    @router.post("/claims", status_code=202)
    async def claim(body: ClaimBody, response: Response) -> dict[str, Any]:
        """Claim a loss; decided later."""
        return _taken(office, _submission("claim", body), response)

    return router


def _control(sandbox: Sandbox) -> APIRouter:
    router = APIRouter(prefix="/control", tags=["control: no insurer has this"])
    plan = sandbox.plan

    @router.put("/faults")
    async def faults(body: FaultsBody) -> dict[str, Any]:
        """Misbehave from now on."""
        unknown = sorted({*body.kinds, *body.script} - {*KINDS, ""})
        if unknown:
            raise HTTPException(422, f"a fault must be one of {', '.join(KINDS)}, got {unknown}")
        plan.often, plan.kinds = body.often, tuple(body.kinds or KINDS)
        plan.deck.clear()
        plan.script, plan.hang = list(body.script), body.hang
        plan.retry_after, plan.dice = body.retry_after, random.Random(body.seed)  # noqa: S311 - no secret
        return await told()

    @router.get("/faults")
    async def told() -> dict[str, Any]:
        """How it misbehaves, and how often it has."""
        return {"often": plan.often, "kinds": plan.kinds, "done": plan.done}

    @router.post("/deliver")
    async def deliver() -> dict[str, int]:
        """What still travels arrives now, and the webhook is told what has changed."""
        late = await sandbox.app.deliver_late()
        told_now = await asyncio.to_thread(hooks.deliver, sandbox.office, plan)
        return {"late": late, "events": told_now}

    return router


def _submission(kind: str, body: LimitRequestBody | OverdueBody | ClaimBody) -> Submission:
    payload = body.model_dump(mode="json")
    amount = None if isinstance(body, OverdueBody) else body.amount
    currency = body.invoices[0].currency if isinstance(body, OverdueBody) else body.currency
    return Submission(body.key, kind, body.policy, body.buyer, amount, currency, payload)


def _taken(office: Office, one: Submission, response: Response) -> dict[str, Any]:
    row = submitted(office, one)
    response.headers["Location"] = f"/submissions/{row['id']}"
    return _shown(row)


def _shown(row: Row) -> dict[str, Any]:
    names = ("id", "key", "state", "decision", "granted", "currency", "note")
    return {name: row[name] for name in names}

"""What the sandbox's interface takes, checked by pydantic."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Amount = Annotated[Decimal, Field(gt=0, lt=Decimal(10) ** 15, max_digits=19, decimal_places=4)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Key = Annotated[str, Field(min_length=1, max_length=100)]


class Body(BaseModel):
    """Nothing but what is known."""

    model_config = ConfigDict(extra="forbid")


class Invoice(Body):
    """An unpaid invoice."""

    number: str
    issued: dt.date
    due: dt.date
    amount: Amount
    currency: Currency


class LimitRequestBody(Body):
    """A request for cover."""

    key: Key
    policy: str
    buyer: str
    amount: Amount
    currency: Currency
    kind: Literal["permanent", "temporary", "top-up", "discretionary"] = "permanent"
    until: dt.date | None = None
    note: str = ""


class OverdueBody(Body):
    """A report of invoices that were not paid."""

    key: Key
    policy: str
    buyer: str
    invoices: list[Invoice] = Field(min_length=1)
    note: str = ""


class ClaimBody(Body):
    """A claim."""

    key: Key
    policy: str
    buyer: str
    cause: str = Field(min_length=1)
    amount: Amount
    currency: Currency
    invoices: list[Invoice] = Field(min_length=1)
    documents: list[str] = []
    note: str = ""


class FaultsBody(Body):
    """How to misbehave from now on."""

    often: float = Field(0.0, ge=0, le=1)
    kinds: list[str] = Field(default_factory=list, description="what may go wrong; none: anything")
    script: list[str] = Field(default_factory=list, description="what goes wrong with the next")
    hang: float = Field(5.0, ge=0, le=600, description="seconds without an answer")
    retry_after: str = "0"
    seed: int = 1


class WebhookBody(Body):
    """Where to tell what changes; the secret signs it."""

    url: str = Field(pattern="^https?://")
    secret: str = Field(min_length=16)

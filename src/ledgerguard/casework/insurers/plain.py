"""Records of insurers as JSON has them: amounts as decimal text, days as ISO dates."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")


def plain(record: DataclassInstance) -> dict[str, Any]:
    """A flat record as JSON has it."""
    return {field.name: _plain(getattr(record, field.name)) for field in dataclasses.fields(record)}


def record_of(
    shape: type[T],
    body: Mapping[str, Any],
    *,
    days: Collection[str] = (),
    amounts: Collection[str] = (),
) -> T:
    """The record that a body holds.

    Args:
        shape: What it is.
        body: Its fields.
        days: Those of them that are days.
        amounts: Those of them that are amounts.

    Raises:
        TypeError, ValueError, KeyError, decimal.InvalidOperation: when the body holds another.
    """
    given = dict(body)
    given |= {name: dt.date.fromisoformat(given[name]) for name in days}
    given |= {name: Decimal(given[name]) for name in amounts}
    return shape(**given)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date) else value

"""The inputs and the outcome of a decision as bytes, and the inputs back from them.

Inputs keep the order in which they were given, because the order of rules is part of a policy; the
outcome is JSON in one fixed form, so that two of them are equal or are not.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

import attrs

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact, FileProblem
from ledgerguard.casework.decisions.records import Decision, FirmScore, Request
from ledgerguard.casework.snapshot import mapping_of
from ledgerguard.errors import LedgerguardError, LogError
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.schema import Misfits, converted

DATE: Final = "$date"
"""Key of a table that stands for a day, which JSON does not know."""


@dataclasses.dataclass(frozen=True)
class Inputs:
    """All that a decision was made from, beside the texts of the firm's whole policy."""

    file: CustomerFile
    behaviour: Mapping[str, Behaviour]
    credit: CreditPolicy
    as_of: int
    request: Request


def inputs_bytes(inputs: Inputs) -> bytes:
    """Everything that a decision was made from.

    Raises:
        LogError: when a fact holds what JSON cannot, such as an endless number.
    """
    return _bytes({name: getattr(inputs, name) for name in _NAMES}, in_order=True)


def inputs_of(content: bytes) -> Inputs:
    """The inputs that bytes hold.

    Raises:
        LogError: when they hold another shape: another version of ledgerguard has written them.
    """
    held = mapping_of(content)
    try:
        return Inputs(
            _file(held["file"]),
            {currency: _behaviour(of) for currency, of in held["behaviour"].items()},
            converted(_with_dates(held["credit"]), CreditPolicy),
            held["as_of"],
            _request(held["request"]),
        )
    except (KeyError, TypeError, Misfits, LedgerguardError) as error:
        raise LogError(
            f"the inputs of a decision must have the shape of this version, got {error}",
            hint="install the version of ledgerguard that has recorded it beside this one",
        ) from error


def decision_bytes(decision: Decision) -> bytes:
    """A decision in the one form in which two are compared."""
    return _bytes(decision, in_order=False)


def plain(value: Any) -> Any:
    """A value as JSON takes it: records as tables, days as tables of one key."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if attrs.has(type(value)):
        return {f.name: plain(getattr(value, f.name)) for f in attrs.fields(type(value))}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return {DATE: value.isoformat()} if isinstance(value, dt.date) else value


_NAMES: Final = tuple(field.name for field in dataclasses.fields(Inputs))


def _bytes(value: Any, *, in_order: bool) -> bytes:
    try:
        text = json.dumps(
            plain(value),
            ensure_ascii=False,
            allow_nan=False,
            sort_keys=not in_order,
            separators=(",", ":"),
        )
    except ValueError as error:
        raise LogError(
            f"a decision must hold finite numbers and texts, got {error}",
            hint="which fact of the customer's file is no number that a cell can hold?",
        ) from error
    return text.encode()


def _file(held: Mapping[str, Any]) -> CustomerFile:
    facts = tuple(Fact(**fact) for fact in held["facts"])
    problems = tuple(FileProblem(**problem) for problem in held["problems"])
    return CustomerFile(held["customer_id"], facts, problems)


def _behaviour(held: Mapping[str, Any]) -> Behaviour:
    return Behaviour(**_with_tuples(held))


def _request(held: Mapping[str, Any]) -> Request:
    firm = held.get("firm")
    stated = {name: each for name, each in held.items() if name != "firm"}
    return Request(
        **_with_tuples(stated), firm=None if firm is None else FirmScore(**_with_tuples(firm))
    )


def _with_tuples(held: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(each) if isinstance(each, list) else each for name, each in held.items()}


def _with_dates(held: Any) -> Any:
    if isinstance(held, dict):
        if held.keys() == {DATE}:
            return dt.date.fromisoformat(held[DATE])
        return {key: _with_dates(each) for key, each in held.items()}
    return [_with_dates(each) for each in held] if isinstance(held, list) else held

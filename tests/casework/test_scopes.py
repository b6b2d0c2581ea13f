"""Whom a name on the command line means, and what is refused instead of guessed."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import pytest
from ledger_rows import DAY, Row, frame_of

from ledgerguard.casework.records import ItemKey
from ledgerguard.casework.runs import run
from ledgerguard.casework.scopes import scope_of
from ledgerguard.errors import InvalidValue, LogError
from ledgerguard.policy.firm import load_policy
from ledgerguard.store.log import Log


@pytest.fixture
def log() -> Iterator[Log]:
    rows = [
        Row("A"),
        Row("B", "EUR", entity="DE"),
        Row("B", "USD", entity="US"),
        Row("C", "EUR"),
        Row("C", "USD"),
        *(Row(f"X{number}") for number in range(6)),
    ]
    frame = frame_of(rows)
    numbers = ["I/7", "I3", "I3", "I5", "I5", *(f"N{number}" for number in range(6))]
    frame = frame.with_columns(
        nw.new_series("invoice", numbers, nw.String, backend=frame.implementation)
    )
    with Log.memory() as made:
        run(frame, load_policy(), made, DAY)
        yield made


def test_a_customer_and_an_invoice(log: Log) -> None:
    whole = scope_of(log, "A")
    assert (whole.entity, whole.customer_id, whole.item) == ("", "A", None)
    assert scope_of(log, "A", "I/7").item == ItemKey("", "A", "EUR", "I/7", 1)
    assert scope_of(log, "A", "I/7/2").item == ItemKey("", "A", "EUR", "I/7", 2)
    assert scope_of(log, "B", entity="US").entity == "US"
    assert scope_of(log, "B", "I3", entity="US").item == ItemKey("US", "B", "USD", "I3", 1)
    assert scope_of(log, "C", "I5", currency="USD").item == ItemKey("", "C", "USD", "I5", 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Z",), "customer must be one of the last run's ledger, got 'Z'"),
        (("A", "I9"), "invoice must be one of the last run's ledger, got 'I9'"),
        (("A", "I9/2"), "invoice must be one of the last run's ledger, got 'I9/2'"),
        (("B",), "entity must be one of DE, US for the customer B, got none named"),
        (("B", "I3"), "invoice must be one of DE EUR, US USD for the invoice I3"),
        (("C", "I5"), "invoice must be one of EUR, USD for the invoice I5"),
    ],
)
def test_what_is_refused(log: Log, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(InvalidValue) as error:
        scope_of(log, *arguments)
    assert message in str(error.value)


def test_a_hint_names_some_and_counts_the_rest(log: Log) -> None:
    with pytest.raises(InvalidValue) as error:
        scope_of(log, "Z")
    assert error.value.hint == "it has A, B, C, X0, X1 and 4 more"


def test_a_log_without_a_run_knows_nobody() -> None:
    with Log.memory() as empty, pytest.raises(LogError, match="the log must hold a run, got none"):
        scope_of(empty, "A")

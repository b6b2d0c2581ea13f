"""The waterfall of a ledger and the file of a claim read one definition of a delivery stop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from claim_desk import AS_OF, FACTS, FIRM, Desk, day, firm, key, row
from collector import ledger
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import Row, law

from ledgerguard.casework import runs
from ledgerguard.casework.claims.file import claim_file
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.events import Done, DueChange, Event, StepDone
from ledgerguard.casework.insured.waterfall import insured_waterfalls
from ledgerguard.casework.records import REPORT
from ledgerguard.policy.firm import Policy

# Deliveries stop with the report, which is due 20 days after the due date.
BY_REPORT = FIRM.replace("report_period = 30", "report_period = 20").replace(
    'report_from = "mep"', 'report_from = "due"'
).replace('stop_shipment = "mep"', 'stop_shipment = "report"')  # fmt: skip
POLICIES = {
    "mep": firm(),
    "report": firm(BY_REPORT),
    "overdue": firm(FIRM.replace('stop_shipment = "mep"', 'stop_shipment = "overdue"')),
}
OPEN_LIMIT = Fact("insured_limit", 9_000_000.0, day(2020, 1, 1), currency="EUR", source="Insurer")
FILE = CustomerFile("A", (OPEN_LIMIT,))
OLD, NEW = "OLD", "NEW"


def told(on: int, due: int) -> Done:
    """The event that OLD was reported."""
    steps = (StepDone(key(OLD), REPORT, "insurer", due),)
    return Done("t", "cover", "", "A", "EUR", "five-stage", REPORT, "insurer", on, steps)


def both(
    rows: Sequence[tuple[str, Row]],
    policy: Policy,
    *events: Event,
    file: CustomerFile = FILE,
    as_of: int = AS_OF,
) -> dict[str, tuple[bool, bool]]:
    """For each open invoice whether its delivery was stopped: by the waterfall, by the claim."""
    frame = ledger(rows)
    with Desk(*events) as desk:
        history = runs.history_of(desk.log.rows())
        found = insured_waterfalls(frame, {"A": file}, policy, as_of, history=history)
        by_waterfall = {str(one.key): bool(one.after_stop) for one in found.invoices}
        return {
            invoice: (
                by_waterfall[invoice],
                claim_file(
                    frame, policy, desk.log, as_of, [invoice], cause="insolvency", facts=file
                ).invoices[0].calendar.excluded,
            )
            for invoice in by_waterfall
        }  # fmt: skip


def pair(old: Row, shipped: int) -> list[tuple[str, Row]]:
    return [(OLD, old), (NEW, row(shipped, shipped + 30, 500))]


@pytest.mark.parametrize(
    ("policy", "events", "first"),
    [
        # Due 1 December and 60 days of extension end on 30 January.
        ("mep", (), day(2024, 1, 31)),
        # Moved within it to 15 January: 60 days after that end on 15 March.
        ("mep", (DueChange(key(OLD), day(2023, 12, 1), day(2024, 1, 15)),), day(2024, 3, 16)),
        # Moved beyond it to 10 February: the first due date counts.
        ("mep", (DueChange(key(OLD), day(2023, 12, 1), day(2024, 2, 10)),), day(2024, 1, 31)),
        # The last day to report is 21 December; reported on the 8th, they stop on the 8th.
        ("report", (), day(2023, 12, 21)),
        ("report", (told(day(2023, 12, 8), day(2023, 12, 1)),), day(2023, 12, 8)),
        # A report after its last day brings nothing forward.
        ("report", (told(day(2023, 12, 28), day(2023, 12, 1)),), day(2023, 12, 21)),
        ("overdue", (), day(2023, 12, 2)),
    ],
)
@pytest.mark.parametrize("paid_on", [None, day(2024, 7, 1)])
def test_both_stop_deliveries_from_the_same_day(
    policy: str, events: tuple[Event, ...], first: int, paid_on: int | None
) -> None:
    changes = [one for one in events if isinstance(one, DueChange)]
    due = changes[0].new if changes else day(2023, 12, 1)
    paid: dict[str, Any] = {} if paid_on is None else {"paid": 1_000, "paid_on": paid_on}
    old = row(day(2023, 11, 1), due, 1_000, **paid)
    # The log learned of the invoice before its due date was moved.
    seen = [Done("seen", "customer", "", "A", "EUR", "five-stage", 1, "friendly", day(2023, 11, 24),
                 (StepDone(key(OLD), 1, "friendly", day(2023, 12, 1)),))]  # fmt: skip
    for shipped, stopped in ((first - 1, False), (first, True)):
        found = both(pair(old, shipped), POLICIES[policy], *seen, *events)
        assert found[NEW] == (stopped, stopped), shipped


def test_what_was_paid_before_the_delivery_stops_neither() -> None:
    paid = row(day(2023, 11, 1), day(2023, 12, 1), 1_000, paid=1_000, paid_on=day(2024, 3, 1))
    assert both(pair(paid, day(2024, 2, 29)), POLICIES["mep"])[NEW] == (True, True)
    assert both(pair(paid, day(2024, 3, 1)), POLICIES["mep"])[NEW] == (False, False)


def test_a_report_of_the_customers_file_stops_deliveries_for_both() -> None:
    old = row(day(2023, 11, 1), day(2023, 12, 1), 1_000)
    informed = Fact("insurer_informed", True, day(2023, 12, 8), source=f"{OLD}, by mail")
    file = CustomerFile("A", (OPEN_LIMIT, informed))
    for shipped, stopped in ((day(2023, 12, 7), False), (day(2023, 12, 8), True)):
        found = both(pair(old, shipped), POLICIES["report"], file=file)
        assert found[NEW] == (stopped, stopped)


def test_a_report_that_is_older_than_an_invoice_was_one_of_others() -> None:
    # Nobody says which invoices it was about: it cannot be one that did not exist.
    informed = Fact("insurer_informed", True, day(2023, 10, 31))
    file = CustomerFile("A", (OPEN_LIMIT, informed))
    old = row(day(2023, 11, 1), day(2023, 12, 1), 1_000)
    assert both(pair(old, day(2023, 11, 20)), POLICIES["report"], file=file)[NEW] == (False, False)


def test_a_report_about_other_invoices_says_nothing_of_one_without_a_number() -> None:
    informed = Fact("insurer_informed", True, day(2023, 12, 8), source=NEW)
    file = CustomerFile("A", (OPEN_LIMIT, informed))
    rows = [("", row(day(2023, 11, 1), day(2023, 12, 1), 1_000)),
            (NEW, row(day(2023, 12, 9), day(2024, 1, 9), 500))]  # fmt: skip
    assert both(rows, POLICIES["report"], file=file)[NEW] == (False, False)


def test_what_another_entity_of_ours_is_owed_stops_neither() -> None:
    old = row(day(2023, 11, 1), day(2023, 12, 1), 1_000, entity="FR")
    rows = pair(old, day(2024, 3, 1))
    assert both(rows, POLICIES["mep"])[NEW] == (False, False)


def test_instalments_are_told_apart_when_one_is_paid() -> None:
    # Both are of one invoice. The first was reported on the 8th and is paid, the second is open.
    plan = (row(day(2023, 11, 1), day(2023, 12, 1), 400, paid=400, paid_on=day(2024, 7, 1)),
            row(day(2023, 11, 1), day(2024, 6, 30), 600))  # fmt: skip
    rows = [(OLD, plan[0]), (OLD, plan[1]), (NEW, row(day(2023, 12, 8), day(2024, 1, 8), 500))]
    second = StepDone(key(OLD, part=2), 1, "friendly", day(2024, 6, 30))
    seen = Done("s", "customer", "", "A", "EUR", "five-stage", 1, "friendly", day(2023, 11, 24),
                (second,))  # fmt: skip
    events = (told(day(2023, 12, 8), day(2023, 12, 1)), seen)
    assert both(rows, POLICIES["report"], *events)[NEW] == (True, True)
    assert both(rows, POLICIES["report"], seen)[NEW] == (False, False)


_shift = st.integers(-20, 120)


@law
@given(
    st.lists(
        st.tuples(st.integers(0, 150), st.integers(0, 60), st.none() | st.integers(0, 200)),
        min_size=1, max_size=6,
    ),
    st.sampled_from(sorted(POLICIES)),
    st.one_of(st.none(), _shift),
    st.one_of(st.none(), _shift),
)  # fmt: skip
def test_both_agree_on_every_invoice(
    shapes: list[tuple[int, int, int | None]],
    policy: str,
    moved: int | None,
    reported: int | None,
) -> None:
    start = day(2023, 9, 1)
    rows = []
    for number, (issued, terms, paid_after) in enumerate(shapes):
        made = row(start + issued, start + issued + terms, 1_000)
        if paid_after is not None and number:
            made = made._replace(paid=1_000, paid_on=made.issued + paid_after)
        rows.append((OLD if not number else f"N{number}", made))
    first = rows[0][1]
    events: list[Event] = [
        Done("s", "customer", "", "A", "EUR", "five-stage", 1, "friendly", first.issued,
             (StepDone(key(OLD), 1, "friendly", first.due),))
    ]  # fmt: skip
    if moved is not None and moved:
        rows[0] = (OLD, first._replace(due=first.due + moved))
        events.append(DueChange(key(OLD), first.due, first.due + moved))
    if reported is not None:
        events.append(told(first.due + reported, rows[0][1].due))
    found = both(rows, POLICIES[policy], *events, file=CustomerFile("A", FACTS.facts))
    assert all(waterfall == claim for waterfall, claim in found.values()), found

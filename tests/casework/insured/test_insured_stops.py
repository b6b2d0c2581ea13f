"""Days on which deliveries had to have stopped."""

from __future__ import annotations

from insured_desk import ledger_of, policy_of

from ledgerguard.casework.insured.stops import Stops, stops

# "mep": deliveries stop on the day after due + 60
TERMS = 'mep_period = 60\nstop_shipment = "mep"'
UNINSURED = '[customers."A"]\ninsurance = "none"\n'


def of(
    *rows: tuple[object, ...], terms: str = TERMS, before: str = "", as_of: int = 45_500
) -> Stops:
    return stops(ledger_of(*rows), policy_of(terms, before), as_of)


def forbidden_by(found: Stops, day: int) -> str:
    """The invoice that forbids a delivery of a day; "" where none does."""
    stop = found.forbidding(("", "A", "ours"), 99, day)
    return stop.name if stop else ""


def test_an_unpaid_invoice_stops_deliveries_from_the_day_after_its_extension() -> None:
    found = of(("A", "1", 45_300, 45_330, 100))
    assert not found.stopped("A", 45_390)  # the last day of the extension
    assert found.stopped("A", 45_391)
    assert found.stopped("A", 45_499)
    assert not found.stopped("B", 45_499)


def test_a_payment_ends_the_stop() -> None:
    found = of(("A", "1", 45_300, 45_330, 100, "EUR", "", 100, 45_400))
    assert found.stopped("A", 45_399)
    assert not found.stopped("A", 45_400)
    in_time = of(("A", "1", 45_300, 45_330, 100, "EUR", "", 100, 45_391))
    assert not in_time.stopped("A", 45_391)


def test_a_payment_in_part_ends_nothing() -> None:
    found = of(("A", "1", 45_300, 45_330, 100, "EUR", "", 60, 45_350))
    assert found.stopped("A", 45_450)


def test_the_oldest_stop_of_a_day_is_told_and_gaps_between_stops_are_free() -> None:
    found = of(
        ("A", "1", 45_300, 45_330, 100, "EUR", "", 100, 45_410),
        ("A", "2", 45_300, 45_340, 100, "USD", "", 100, 45_420),
        ("A", "3", 45_300, 45_370, 100),
    )
    # 1 stops from 45,391 to 45,409, 2 (in dollars) from 45,401 to 45,419, 3 from 45,431 on.
    by_day = {day: forbidden_by(found, day) for day in
              (45_390, 45_391, 45_409, 45_410, 45_419, 45_420, 45_430, 45_431)}  # fmt: skip
    assert by_day == {
        45_390: "", 45_391: "1", 45_409: "1", 45_410: "2", 45_419: "2", 45_420: "", 45_430: "",
        45_431: "3",
    }  # fmt: skip


def test_an_invoice_does_not_forbid_its_own_delivery() -> None:
    late = ("A", "1", 45_300, 45_330, 100, "EUR", 45_395)
    found = of(late)
    assert found.forbidding(("", "A", "ours"), 2, 45_395) is None
    twice = of(late, ("A", "2", 45_300, 45_331, 100))
    forbidding = twice.forbidding(("", "A", "ours"), 2, 45_395)
    assert forbidding is not None
    assert forbidding.name == "2"


def test_no_rule_no_insurance_no_date_no_credit_note_stops_anything() -> None:
    row = ("A", "1", 45_300, 45_330, 100)
    assert not of(row, terms="mep_period = 60").stopped("A", 45_499)
    assert not of(row, before=UNINSURED).stopped("A", 45_499)
    assert not of(("A", "1", 45_300, "", 100)).stopped("A", 45_499)
    assert not of(("A", "1", 45_300, 45_330, -100)).stopped("A", 45_499)
    assert not of(row).stopped("A", -1)  # a delivery of which nobody knows the day
    assert forbidden_by(of(row), -1) == ""


def test_the_policy_of_the_delivery_counts_for_what_is_insured_elsewhere_too() -> None:
    before = '[invoices."1"]\ninsurance = "none"\n'
    rows = [("A", "1", 45_300, 45_330, 100), ("A", "2", 45_400, 45_430, 100)]
    assert forbidden_by(of(*rows, before=before), 45_400) == "1"


def test_an_extension_that_counts_from_an_unknown_invoice_date_stops_nothing() -> None:
    terms = TERMS + '\nmep_from = "invoice"'
    assert not of(("A", "1", "", 45_330, 100), terms=terms).stopped("A", 45_499)
    assert of(("A", "1", 45_300, 45_330, 100), terms=terms).stopped("A", 45_361)


def test_a_row_without_a_number_is_named_by_its_row() -> None:
    assert forbidden_by(of(("A", "", 45_300, 45_330, 100)), 45_400) == "#2"

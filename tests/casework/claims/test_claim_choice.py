"""Which invoices make one claim: of one buyer, in one currency, under one policy, overdue."""

from __future__ import annotations

from typing import Any

import pytest
from claim_desk import AS_OF, FIRM, ROWS, claim_of, day, firm, row
from ledger_rows import Row

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.schema import NO_DAY


def test_what_is_not_open_is_refused_with_what_is() -> None:
    with pytest.raises(InvalidValue, match=r"invoice must be open .*'A-0'.*open are A-1, A-2, A-3"):
        claim_of(["A-0"])  # paid
    with pytest.raises(InvalidValue, match="invoices must name at least one, got none"):
        claim_of([" ", ""])
    many = [(f"N{n}", row(day(2024, 1, 1), day(2024, 2, 1), 100)) for n in range(8)]
    with pytest.raises(InvalidValue, match="open are N0, N1, N2, N3, N4 and 3 more"):
        claim_of(["X"], many)
    with pytest.raises(InvalidValue, match="open are none"):
        claim_of(["X"], ROWS[:1])


@pytest.mark.parametrize(
    ("due", "told"), [(AS_OF, "one due on 2024-07-20"), (NO_DAY, "no due date")]
)
def test_what_is_not_overdue_is_claimed_after_an_insolvency_only(due: int, told: str) -> None:
    rows = [("N", row(day(2024, 1, 1), due, 100))]
    with pytest.raises(InvalidValue, match=f"invoice N must be overdue to be claimed, got {told}"):
        claim_of(["N"], rows)
    assert claim_of(["N"], rows, cause="insolvency").invoices[0].key.invoice == "N"


def test_one_customer_one_currency_one_entity() -> None:
    late: dict[str, Any] = {"issued": day(2023, 11, 1), "due": day(2023, 12, 1)}
    rows = [
        ("N", Row("A", **late)),
        ("N", Row("B", **late)),
        ("U", Row("A", "USD", **late)),
        ("E", Row("A", entity="DE01", **late)),
    ]
    with pytest.raises(InvalidValue, match="must be of one customer, got A, B"):
        claim_of(["N"], rows)
    assert claim_of(["N"], rows, customer_id="B").customer_id == "B"
    with pytest.raises(InvalidValue, match=r"in one currency, got EUR, USD.*never added"):
        claim_of(["N", "U"], rows, customer_id="A")
    with pytest.raises(InvalidValue, match="one legal entity of ours, got none named, DE01"):
        claim_of(["N", "E"], rows, customer_id="A")
    assert claim_of(["E"], rows, entity="DE01").entity == "DE01"
    assert claim_of(["U"], rows, currency="USD").currency == "USD"


def test_the_customer_is_insured_under_one_policy() -> None:
    late: dict[str, Any] = {"issued": day(2023, 11, 1), "due": day(2023, 12, 1)}
    with pytest.raises(InvalidValue, match="customer U must be insured, got that it is not"):
        claim_of(["N"], [("N", Row("U", **late))])
    with pytest.raises(InvalidValue, match="customer A must be insured, got no insurance stated"):
        claim_of(["A-1"], policy=firm("[company]\ngrace_days = 0\n"))
    two = firm(FIRM + '[invoices.A-2]\ninsurance = "exim-like"\n')
    with pytest.raises(InvalidValue, match="insured under one policy, got exim-like, mine"):
        claim_of(["A-1", "A-2"], policy=two)
    # What is insured elsewhere uses nothing of the limit: A-2 alone has all of it.
    assert claim_of(["A-2"], policy=two).invoices[0].loss.used.minor == 0
    assert claim_of(["A-2"], policy=two).insurance == "exim-like"

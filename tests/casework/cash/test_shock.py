"""The default of the largest buyers by hand, and the laws: never more cash, insurance no worse."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from case_ledgers import DUE, Invoice, ledger, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerguard.casework.cash.course import Course, by_week
from ledgerguard.casework.cash.delays import Rules
from ledgerguard.casework.cash.forecast import outlook
from ledgerguard.casework.cash.shock import (
    Book,
    Indemnity,
    Setting,
    as_told,
    book,
    expected,
    part,
    when_due,
)
from ledgerguard.casework.cash.shock import shock as struck_by
from ledgerguard.casework.cash.shock_cover import by_facts, by_limits
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.shock import shock
from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell, from_serial

AS_OF = from_serial(DUE)
NONE = (0,) * 13


def owing(customer: str, amount: int, days: int = 7, **more: Any) -> Invoice:
    """An open item that falls due in so many days."""
    return Invoice(f"{customer}{days}", customer, amount=amount, due=DUE + days)._replace(**more)


BOOK = ledger(
    owing("A", 100, 7),  # week 1
    owing("A", 60, 20),  # week 3
    owing("B", 90, 8),  # week 2
    owing("C", 50, 14),  # week 2
    owing("C", 10, 100),  # later
)


def due_book(frame: Any = BOOK) -> Book:
    return book(frame, DUE, "EUR", when_due(frame, DUE))


def weeks(*amounts: int) -> tuple[int, ...]:
    return (*amounts, *NONE)[:13]


def test_the_first_week_ends_on_the_seventh_day_and_the_thirteenth_on_the_91st() -> None:
    days = [(DUE - 9, 1), (DUE + 1, 2), (DUE + 7, 4), (DUE + 8, 8), (DUE + 91, 16), (DUE + 92, 32)]
    assert by_week(days, DUE) == (7, 8, *[0] * 10, 16, 32)


def test_a_course_by_hand() -> None:
    # 10 + 5 - 20 = -5; - 5 + 0 + 2 - 0 = -3; then nothing changes.
    course = Course(10, weeks(5), weeks(20), weeks(0, 2), floor=1)
    assert course.closing == (-5, *[-3] * 12)
    assert (course.lowest, course.lowest_week, course.shortage, course.first_below) == (-5, 1, 6, 1)
    calm = Course(10, NONE, NONE, floor=10)
    assert (calm.shortage, calm.first_below, calm.lowest_week) == (0, 0, 1)


def test_the_largest_buyer_fails() -> None:
    # A owes 160 of 310. Receipts by due date: 100, 90 + 50, 60; later 10. Payments 120 in week 2
    # and 40 in week 3, opening 20. Before: 120, 140, 160. Without A: 20, 20 + 140 - 120 = 40, and
    # 40 - 40 = 0 from week 3 on.
    owed = due_book()
    found = struck_by(owed, owed.largest(1), Setting(20, weeks(0, 120, 40), floor=30))
    assert [one.customer_id for one in found.struck] == ["A"]
    assert (found.receivables, found.loss, found.indemnity) == (310, 160, 0)
    assert found.vanished == (100, 0, 60, *[0] * 11)
    assert found.before.closing == (120, 140, 160, *[160] * 10)
    assert found.uninsured.closing == found.insured.closing == (20, 40, 0, *[0] * 10)
    assert (found.before.shortage, found.uninsured.shortage) == (0, 30)
    assert (found.uninsured.lowest_week, found.uninsured.first_below) == (3, 1)
    assert found.hits == (160, 160)


def test_the_insurer_pays_on_its_day() -> None:
    # The limit is 100: 90 % of it are 90, in 21 days (week 3).
    owed = due_book()
    (buyer,) = owed.largest(1)
    paid = by_limits([buyer], {"A": 100}, 0.9, DUE + 21)
    found = struck_by(owed, [buyer], Setting(20, weeks(0, 120, 40), provision=50), paid)
    assert found.struck[0].indemnity == Indemnity(100, ((DUE + 21, 90),))
    assert found.insured.closing == (20, 40, 90, *[90] * 10)
    # 160 are lost, 50 set aside: 110, or 20 with the indemnity.
    assert found.hits == (110, 20)
    # Paid later than week 13 it helps equity and no week.
    late = by_limits([buyer], {"A": 100}, 0.9, DUE + 92)
    found = struck_by(owed, [buyer], Setting(20, weeks(0, 120, 40)), late)
    assert found.insured.closing == found.uninsured.closing
    assert (found.indemnities[13], found.hits) == (90, (160, 70))


def test_no_insurer_pays_vat() -> None:
    # A owes 160, of which at 25 % VAT 128 are net: 90 % of them are 115.2, so 115.
    (buyer,) = due_book().largest(1)
    paid = by_limits([buyer], {"A": 1000}, 0.9, DUE + 21, vat_rate=0.25)
    assert paid["A"] == Indemnity(128, ((DUE + 21, 115),))


def test_on_an_unknown_day_the_insurer_pays_later() -> None:
    owed = due_book()
    paid = {"A": Indemnity(100, ((NO_DAY, 90),))}
    found = struck_by(owed, owed.largest(1), Setting(0), paid)
    assert found.indemnities == (*NONE, 90)


def test_others_are_drawn_along() -> None:
    # A tenth of what B and C pay, rounded up in each week: of 140 in week 2 14, of 10 later 1.
    # Of the 150 that they owe 15 are lost beside A's 160; nothing of it is insured.
    owed = due_book()
    paid = by_limits(owed.largest(3), {"A": 1000, "B": 1000, "C": 1000}, 1, DUE + 1)
    found = struck_by(owed, owed.largest(1), Setting(0, contagion_rate=0.1), paid)
    assert found.vanished == (100, 14, 60, *[0] * 10, 1)
    assert (found.drawn_along, found.loss, found.indemnity) == (15, 175, 160)


def test_a_share_is_rounded_up_and_no_noise_is() -> None:
    assert [part(30, 0.1), part(31, 0.1), part(7, 1), part(7, 0)] == [3, 4, 7, 0]


def test_the_largest_are_those_that_owe_the_most_and_names_will_do() -> None:
    owed = due_book()
    assert [one.customer_id for one in owed.largest(2)] == ["A", "B"]
    assert [one.customer_id for one in owed.largest(9)] == ["A", "B", "C"]
    assert owed.named(" b ltd").customer_id == owed.named("b").customer_id == "B"
    with pytest.raises(InvalidValue, match=r"open items in EUR, got 'X'. Hint: .* A, B, C"):
        owed.named("X")
    with pytest.raises(OutOfDomain, match="buyers must be from 1"):
        owed.largest(0)


def test_credits_lower_what_is_lost_and_what_is_expected() -> None:
    # 30 unapplied pay the oldest item of A first: 70 in week 1.
    frame = ledger(*[owing("A", 100, 7), owing("A", 60, 20), owing("A", -30, 0)])
    assert when_due(frame, DUE) == {"A": (70, 0, 60, *[0] * 11)}
    owed = due_book(frame)
    assert owed.largest(1)[0].open == 130
    rules = Rules("count", 365, 0, 1e9, stressed_delay_days=0)
    assert sum(expected(frame, outlook(frame, DUE, "EUR", rules))["A"]) == 130


def test_what_has_no_due_date_is_expected_at_no_time() -> None:
    frame = ledger(owing("A", 100, due=NO_DAY))
    assert when_due(frame, DUE) == {}
    found = struck_by(due_book(frame), due_book(frame).largest(1), Setting(0))
    assert (found.vanished, found.loss) == ((0,) * 14, 100)


def test_expected_receipts_are_those_of_the_forecast_to_the_last_unit() -> None:
    # Without history all is paid 60 days later: 67 days from now is week 10.
    frame = ledger(owing("A", 100, 7), owing("B", 33, 7), owing("A", 1, 8))
    found = expected(frame, outlook(frame, DUE))
    assert {name: sum(weeks) for name, weeks in found.items()} == {"A": 101, "B": 33}
    assert found["B"][9] == 33


def test_receipts_that_somebody_states() -> None:
    told = as_told([("a", DUE + 1, 5), ("A", DUE + 8, 7), ("X", DUE + 1, 9)], DUE, str.upper)
    assert told == {"A": (5, 7, *[0] * 12), "X": (9, *[0] * 13)}


def test_the_whole_cover_of_a_buyer() -> None:
    # A's limit is 120: its older invoice (100) is insured wholly, of the younger one (60) 20.
    # 90 % of 120 are 108.
    frame = ledger(
        owing("A", 100, 7, issued=DUE - 20), owing("A", 60, 20, issued=DUE - 10), owing("B", 90)
    )
    file = CustomerFile("A", (Fact("insured_limit", 1.2, DUE - 300, NO_DAY, "EUR", "AT"),))
    (buyer,) = book(frame, DUE, "EUR", {}).largest(1)
    firm = policy('insurance = "report-fifteen"')
    found = by_facts(frame, [buyer], {"A": file}, firm, DUE)
    assert found["A"].insured == 120
    assert found["A"].amount == 108
    # The terms of report-fifteen: five months after 9 March is 9 August, and 30 days to pay lead to
    # 8 September; for the younger one, due on 22 March, 22 August and 21 September.
    days = [from_serial(day) for day, _ in found["A"].paid]
    assert days == [dt.date(2026, 9, 8), dt.date(2026, 9, 21)]
    assert by_facts(frame, [buyer], {}, policy('insurance = "none"'), DUE)["A"].amount == 0
    # At 25 % VAT the two invoices are 80 and 48 net, the limit takes 80 and 40: still 120. At a
    # limit of 200 all 128 count, 90 % of 80 are 72 and of 48 are 43.2, so 43.
    wide = CustomerFile("A", (Fact("insured_limit", 2.0, DUE - 300, NO_DAY, "EUR", "AT"),))
    taxed = policy('insurance = "report-fifteen"\n[credit.limits]\nvat_rate = 0.25')
    assert by_facts(frame, [buyer], {"A": file}, taxed, DUE)["A"].insured == 120
    net = by_facts(frame, [buyer], {"A": wide}, taxed, DUE)["A"]
    assert (net.insured, [paid for _, paid in net.paid]) == (128, [72, 43])


amounts = st.integers(0, 10_000)
rows = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.integers(-20, 120), st.integers(1, 10_000)),
    min_size=1,
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(rows, st.integers(1, 4), st.floats(0, 1), st.floats(0, 1), st.integers(0, 200), amounts)
def test_a_shock_never_raises_cash_and_insurance_never_worsens(
    drawn: list[tuple[str, int, int]],
    count: int,
    contagion: float,
    rate: float,
    days: int,
    limit: int,
) -> None:
    frame = ledger(
        *(owing(who, owed, days, invoice=f"I{n}") for n, (who, days, owed) in enumerate(drawn))
    )
    owed = due_book(frame)
    setting = Setting(500, weeks(100, 900, 20), 100, 30, contagion)
    before: tuple[int, ...] | None = None
    for failing in (owed.largest(count), owed.largest(count + 1)):
        paid = by_limits(failing, dict.fromkeys("ABCD", limit), rate, DUE + days)
        found = struck_by(owed, failing, setting, paid)
        for calm, hit, eased in zip(
            found.before.closing, found.uninsured.closing, found.insured.closing, strict=True
        ):
            assert hit <= calm
            assert hit <= eased
        assert 0 <= found.indemnity <= found.loss <= found.receivables
        assert found.hits[1] <= found.hits[0]
        if before is not None:  # one more buyer never leaves more cash
            assert all(a <= b for a, b in zip(found.uninsured.closing, before, strict=True))
        before = found.uninsured.closing


LEDGER: list[list[Cell]] = [
    ["Customer", "Invoice date", "Due date", "Amount", "Currency"],
    ["A", DUE - 30, DUE + 7, 100, "EUR"],
    ["B", DUE - 30, DUE + 8, 40.5, "EUR"],
    ["B", DUE - 30, DUE + 8, 7, "USD"],
]
PAYMENTS: list[list[Cell]] = [["应付金额", "到期日", "供应商"], [60, DUE + 9, "S"]]


def told(**more: Any) -> list[list[Cell]]:
    arguments = {"payments": PAYMENTS, "receipts": "due", "currency": "EUR", "floor": 5, **more}
    found = shock(LEDGER, AS_OF, 10, **arguments)
    return [list(row) for row in found]


def test_the_summary_by_hand() -> None:
    # Before: week 1 110, week 2 110 + 40.5 - 60 = 90.5. Without A: 10, then -9.5. The insurer pays
    # 0.9 * 80 = 72 on day 14 (week 2): 62.5.
    cover: list[list[Cell]] = [["Customer", "Limit"], ["a", 80]]
    table = told(cover=cover, indemnity_days=14, spending=[["Item", "Weekly amount"], ["rent", 0]])
    found = {row[0]: row[1:] for row in table[1:]}
    assert found == {
        "Buyers in default": [0, 1, 1],
        "Receivables": [140.5, 40.5, 40.5],
        "Loss of receivables": [0, 100, 100],
        "Insured loss": [0, 0, 80],
        "Indemnity": [0, 0, 72],
        "Charge on equity before tax": [0, 100, 28],
        "Receipts of 13 weeks": [140.5, 40.5, 40.5],
        "Indemnity within 13 weeks": [0, 0, 72],
        "Payments of 13 weeks": [60, 60, 60],
        "Closing balance of week 13": [90.5, -9.5, 62.5],
        "Lowest balance": [90.5, -9.5, 10],
        "Lowest week": [2, 2, 1],
        "Shortage": [0, 14.5, 0],
        "First week below the floor": ["", 2, ""],
    }
    chinese = told(cover=cover, indemnity_days=14, language="zh")
    assert chinese[0] == ["项目", "冲击前", "冲击后（无保险）", "冲击后（有保险）"]
    assert [row[1:] for row in chinese[1:]] == [row[1:] for row in table[1:]]


def test_the_weeks_and_the_buyers_add_up_to_the_summary() -> None:
    cover: list[list[Cell]] = [["Customer", "Limit", "Currency"], ["A", 80, "EUR"]]
    table = told(form="weeks", cover=cover, indemnity_days=14, contagion_rate=0.1)
    assert len(table) == 15
    # A tenth of B's 40.5 is drawn along: 4.05.
    assert table[2] == [2, from_serial(DUE + 8), 40.5, 4.05, 72, 60, 90.5, -13.55, 58.45]
    assert table[14][0] == "Later"
    rows = told(form="buyers", cover=cover, indemnity_days=14, contagion_rate=0.1)
    assert rows[1] == ["A", "A", 100, 100 / 140.5, 100, 80, 72, from_serial(DUE + 14), 28]
    assert rows[2][2:] == [4.05, 4.05 / 140.5, 4.05, 0, 0, "", 4.05]
    assert rows[3][2:] == [104.05, 104.05 / 140.5, 104.05, 80, 72, "", 32.05]


def test_running_costs_are_paid_every_week() -> None:
    table = told(form="weeks", spending=[["Item", "Weekly amount"], ["rent", 2], ["wages", 3]])
    assert [row[5] for row in table[1:14]] == [5, 65, *[5] * 11]


def test_named_buyers_and_stated_receipts() -> None:
    stated: list[list[Cell]] = [["客户", "日期", "金额"], ["b", "2026-03-03", 8], ["A", DUE + 1, 2]]
    table = told(buyers=["B", None, "b"], receipts=stated, payments=None)
    assert [row[1:] for row in table[1:4]] == [[0, 1, 1], [140.5, 100, 100], [0, 40.5, 40.5]]
    assert table[7][1:] == [10, 2, 2]


def test_facts_stand_for_the_limits() -> None:
    facts: list[list[Cell]] = [
        ["customer_id", "item", "value", "date", "currency"],
        ["A", "insured_limit", 80, DUE - 200, "EUR"],
    ]
    table = told(cover=facts)
    assert table[4][1:] == [0, 0, 0]  # the packaged firm insures nobody
    nameless = [row[1:] for row in facts]
    assert told(cover=nameless) == table
    with pytest.raises(InvalidValue, match="cover must name the customer"):
        told(cover=nameless, buyers=2)


@pytest.mark.parametrize(
    ("more", "error", "message"),
    [
        ({"currency": None}, InvalidValue, "currency must be one of EUR, USD"),
        ({"buyers": ["X"]}, InvalidValue, "open items in EUR, got 'X'"),
        ({"buyers": 0}, OutOfDomain, "buyers must be from 1"),
        ({"indemnity_days": 45_000}, OutOfDomain, "indemnity_days must be from 0"),
        ({"insured_rate": 1.1}, OutOfDomain, "insured_rate must be from 0 to 1"),
        ({"contagion_rate": -0.1}, OutOfDomain, "contagion_rate must be from 0 to 1"),
        ({"provision": -1}, OutOfDomain, "provision must not be negative"),
        ({"floor": 1e300}, OutOfDomain, "floor must be at most"),
        ({"receipts": "soon"}, InvalidValue, "receipts must be forecast, due or a range"),
    ],
)
def test_what_is_refused(more: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        told(**more)


def test_a_list_of_nobody_changes_nothing() -> None:
    assert [row[1:] for row in told(buyers=[None])[1:4]] == [[0, 0, 0], [140.5] * 3, [0, 0, 0]]


def test_the_forecast_is_what_counts_where_nothing_is_said() -> None:
    assert told(receipts=None) == told(receipts="Forecast") == told(receipts="预测")
    assert told(receipts="到期日") == told()
    assert told(receipts=None) != told()

"""Receipts of what is with the lawyer, an agency or the insurer, and of promises, by hand."""

from __future__ import annotations

from typing import Any

import pytest
from case_ledgers import DUE, Invoice, customer, item, ledger, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerguard.casework.cash.delays import Rules
from ledgerguard.casework.cash.forecast import Forecast, forecast, outlook
from ledgerguard.casework.cash.stages import Dunning
from ledgerguard.casework.events import Done, Event, Promise, StepDone
from ledgerguard.casework.history import folded
from ledgerguard.casework.receipts_forecast import receipts_forecast
from ledgerguard.policy.firm import Policy
from ledgerguard.units import Table, from_serial

PLAIN = Rules("count", 365, pseudo_items=0, customer_items=1e9)  # no shifts, no policy
NO_INSURER = 'insurance = "none"\npromise_days = 3'
RECOVERIES = """
[agency]
success_fee = 0.2
recovery = [
  { days = 90, agency = 0.7, own = 0.6 },
  { days = 180, agency = 0.5, own = 0.35 },
]
"""


FIRM = policy(NO_INSURER, RECOVERIES)


def rules(more: str = "", company: str = NO_INSURER) -> Policy:
    return policy(company, more)


def late(days: int, **more: Any) -> Invoice:
    """1000 that is so many days past due today."""
    return Invoice("N", amount=1000, due=DUE - days, issued=DUE - days - 30)._replace(**more)


def settled(delay: int, count: int) -> list[Invoice]:
    """Paid today, so many days after the due date."""
    one = Invoice("H", amount=100, paid=100, paid_on=DUE, due=DUE - delay, issued=DUE - delay - 30)
    return [one._replace(invoice=f"H{number}") for number in range(count)]


def lines(found: Forecast, part: str = "amount") -> dict[str, int]:
    named = {str(bucket.week or bucket.line): getattr(bucket, part) for bucket in found.buckets}
    return {name: amount for name, amount in named.items() if amount}


def staged(*invoices: Invoice, more: str = RECOVERIES, events: list[Event] | None = None) -> Any:
    """The lines of a forecast that knows ladder and, where events are told, a log."""
    history = None if events is None else folded(events)
    return lines(
        forecast(ledger(*invoices), DUE, None, PLAIN, 0.106, Dunning(rules(more), history))
    )


def step(kind: str, invoice: Invoice) -> Done:
    """A step of some kind was done about an item."""
    done = StepDone(invoice.key, 3, kind, invoice.due)
    return Done("t", "customer", "DE", "A", "EUR", "five-stage", 3, kind, DUE - 1, (done,))


def test_what_has_come_to_the_legal_level_is_paid_by_the_firms_recoveries() -> None:
    # The five stages go to the lawyer on day 15. Without history an item of 14 days is paid 60
    # days from now (week 9); one of 15 brings 60 % after 180 days, and 40 % are lost.
    assert staged(late(14)) == {"9": 1000}
    assert staged(late(15)) == {"later": 600, "loss": 400}
    # 100 days past due it is with the agency: half of it, less a fifth of that.
    assert staged(late(100)) == {"later": 400, "loss": 600}


def test_a_firm_without_recoveries_reckons_with_those_of_the_survey() -> None:
    # 69.6 % up to 90 days; 52.1 % up to 180 days, less the packaged fee of a quarter: 39.075 %.
    assert staged(late(15), more="") == {"later": 696, "loss": 304}
    assert staged(late(100), more="") == {"later": 391, "loss": 609}


def test_enough_own_history_comes_first() -> None:
    # Ten items were settled 20 days late, after the level of day 15: one of 16 days is paid on
    # day 20, in 4 days. Nine are not enough.
    assert staged(*settled(20, 10), late(16)) == {"1": 1000}
    assert staged(*settled(20, 9), late(16)) == {"later": 600, "loss": 400}
    # Those settled on day 15 or before say nothing about what is later.
    assert staged(*settled(15, 10), late(16)) == {"later": 600, "loss": 400}


def test_what_is_later_than_the_own_history_is_left_to_the_recoveries() -> None:
    # Ten were settled on day 20, and this one is 30 days late: later than all of them.
    assert staged(*settled(20, 10), late(30)) == {"later": 600, "loss": 400}


def test_a_dispute_blocks_the_lawyer_but_not_where_the_level_says_so() -> None:
    assert staged(late(40, disputed=1)) == {"9": 894, "loss": 106}  # 60 days from now, day 100
    levels = 'dated = 2026-01-01\nsource = "own"\n[[ladders.own.levels]]\ndays = 9\n'
    level = 'kind = "legal"\nblocked_by = []\naction = {en = "sue", zh = "起诉"}\n'
    own = policy(
        'insurance = "none"\nladder = "own"', f"[ladders.own]\n{levels}{level}{RECOVERIES}"
    )
    frame = ledger(late(9, disputed=1))
    found = forecast(frame, DUE, None, PLAIN, 0.106, Dunning(own))
    assert lines(found) == {"later": 600, "loss": 400}


@pytest.mark.parametrize("kind", ["legal", "claim", "agency"])
def test_with_a_log_only_what_was_done_counts(kind: str) -> None:
    # By its days the item would be with the lawyer, but nobody has sent it there.
    assert staged(late(40), events=[]) == {"9": 894, "loss": 106}
    kept = 560 if kind == "agency" else 600  # 70 % less a fifth
    done: list[Event] = [step(kind, late(40))]
    assert staged(late(40), events=done) == {"later": kept, "loss": 1000 - kept}
    # And what was handed over early is there already.
    assert staged(late(2), events=[step(kind, late(2))]) == {"later": kept, "loss": 1000 - kept}


def test_a_reminder_hands_nothing_over() -> None:
    assert staged(late(2), events=[step("reminder", late(2))]) == {"9": 1000}


def test_handed_over_early_it_follows_what_was_settled_later_than_its_age() -> None:
    # Two days late: of the ten settled on day 20 all were open then.
    assert staged(*settled(20, 10), late(2), events=[step("legal", late(2))]) == {"3": 1000}


def test_a_ladder_without_such_levels_changes_nothing() -> None:
    own = 'ladder = "own"\ninsurance = "none"'
    level = 'dated = 2026-01-01\nsource = "own"\n[[ladders.own.levels]]\ndays = 9\n'
    more = f'[ladders.own]\n{level}action = {{en = "call", zh = "致电"}}\n'
    found = forecast(ledger(late(40)), DUE, None, PLAIN, 0.106, Dunning(policy(own, more)))
    assert lines(found) == {"9": 894, "loss": 106}


def promise(
    by: int, amount: int = 0, invoice: Invoice | None = None, on: int = DUE - 20
) -> Promise:
    return Promise(item(invoice) if invoice else customer(), by, on, amount)


def test_a_promise_is_reckoned_with_on_its_day() -> None:
    assert staged(late(40), events=[promise(DUE + 10)]) == {"2": 1000}
    assert staged(late(40), events=[promise(DUE + 10, invoice=late(40))]) == {"2": 1000}
    assert staged(late(40), events=[promise(DUE + 200)]) == {"later": 1000}
    # Even of what is with the lawyer.
    assert staged(late(40), events=[step("legal", late(40)), promise(DUE + 1)]) == {"1": 1000}


def test_a_promise_that_has_passed_has_the_days_that_the_policy_grants() -> None:
    # Three days: promised for yesterday it comes in two days, promised four days ago it is broken.
    frame = ledger(late(40))
    found = outlook(frame, DUE, None, PLAIN, 0.106, Dunning(rules(), folded([promise(DUE - 1)])))
    assert found.promised.tolist() == [1]
    assert found.expected[0].round().tolist() == [1000] + [0] * 13
    assert staged(late(40), events=[promise(DUE - 3)]) == {"1": 1000}
    assert staged(late(40), events=[promise(DUE - 4)]) == {"9": 894, "loss": 106}


def test_the_newest_promise_counts_even_where_it_is_broken() -> None:
    events: list[Event] = [promise(DUE + 10, invoice=late(40)), promise(DUE - 9, on=DUE - 19)]
    assert staged(late(40), events=events) == {"9": 894, "loss": 106}


def test_a_part_that_is_promised_and_the_rest() -> None:
    # 250 in week 2; of 750, 60 days from now, 10.6 % are lost: 670.5.
    assert staged(late(40), events=[promise(DUE + 10, 250)]) == {"2": 250, "9": 670, "loss": 80}


def test_an_amount_about_a_customer_pays_the_oldest_first() -> None:
    # 1400 pay the item of 10 days (1000) and 400 of the one due today; 600 come in 60 days.
    two = (late(10), late(0, invoice="M"))
    assert staged(*two, events=[promise(DUE + 10, 1400)]) == {"2": 1400, "9": 600}


def test_an_amount_in_no_certain_currency_says_nothing() -> None:
    dollars = Invoice("D", currency="USD", amount=500)
    frame = ledger(late(10), dollars)
    told = Dunning(rules(), folded([promise(DUE + 10, 400)]))
    assert lines(forecast(frame, DUE, "EUR", PLAIN, 0.106, told)) == {"9": 1000}
    whole = Dunning(rules(), folded([promise(DUE + 10)]))
    assert lines(forecast(frame, DUE, "EUR", PLAIN, 0.106, whole)) == {"2": 1000}


def test_what_did_not_exist_or_was_not_said_yet_is_not_promised() -> None:
    young = late(-5, issued=DUE - 2)
    assert staged(young, events=[promise(DUE + 80)]) == {"10": 1000}
    assert staged(late(2), events=[promise(DUE + 80, on=DUE + 1)]) == {"9": 1000}


def test_without_a_ladder_nothing_changes_and_the_cell_takes_one() -> None:
    cells: list[list[Any]] = [
        ["Customer", "Invoice date", "Due date", "Amount"],
        ["A", DUE - 90, DUE - 15, 1000],
    ]
    plain = receipts_forecast(cells, from_serial(DUE))
    assert (plain[9][3], plain[15][3]) == (1000, 0)
    ladders: list[str | Table] = ["five-stage", [[15, "due", "sue", "legal"]]]
    for ladder in ladders:
        table = receipts_forecast(cells, from_serial(DUE), ladder=ladder)
        assert (table[14][3], table[15][3], table[18][3]) == (696, 304, 1000)
    reminded = receipts_forecast(cells, from_serial(DUE), ladder=[[15, "due", "write"]])
    assert reminded == plain


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-40, 200), st.booleans(), st.integers(1, 5000)), max_size=8),
    st.integers(-30, 30),
    st.integers(0, 6000),
)
def test_nothing_is_lost_or_made_by_stages_and_promises(
    drawn: list[tuple[int, bool, int]], by: int, amount: int
) -> None:
    invoices = [
        late(days, invoice=f"N{place}", amount=owed, disputed=int(disputed))
        for place, (days, disputed, owed) in enumerate(drawn)
    ]
    frame = ledger(*settled(20, 10), *invoices)
    for history in (None, folded([promise(DUE + by, amount)])):
        found = forecast(frame, DUE, None, PLAIN, 0.106, Dunning(FIRM, history))
        assert sum(bucket.amount for bucket in found.buckets) == found.owed
        assert all(bucket.amount >= 0 for bucket in found.buckets)

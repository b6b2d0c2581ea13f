"""What the nodes look at, gathered from a real ledger, a log and the policies."""

from __future__ import annotations

from case_ledgers import DUE, Desk, Invoice, ledger, policy
from node_cases import codes

from ledgerguard.casework import runs
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.events import Dispute, Promise, Reassessed, Scope
from ledgerguard.casework.history import History, folded
from ledgerguard.casework.nodes.cycle import sixteen
from ledgerguard.casework.nodes.gathering import Sources, context, contexts
from ledgerguard.casework.nodes.records import Decided, Node
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY, Problem
from ledgerguard.policy.firm import Policy

UNINSURED = policy('insurance = "none"')
INSURED = policy('insurance = "report-fifteen"')


def found(
    *invoices: Invoice, day: int, rules: Policy = UNINSURED, history: History | None = None
) -> dict[str, Node]:
    """The nodes of customer A on a day."""
    sources = Sources({}, rules, rules.credit, ledger(*invoices), history)
    return {one.key: one for one in sixteen(context(sources, "A", day))}


def test_customers_of_files_and_ledger_are_all_there() -> None:
    files = {"B": CustomerFile("B"), "": CustomerFile("")}
    frame = ledger(Invoice(), Invoice(customer_id="C", currency="USD"))
    every = contexts(Sources(files, UNINSURED, UNINSURED.credit, frame), DUE)
    assert list(every) == ["A", "B", "C"]
    assert [len(one.items) for one in every.values()] == [1, 0, 1]
    assert every["C"].items[0].open == Amount(100_000, "USD")
    without = contexts(Sources(files, UNINSURED, UNINSURED.credit), DUE)
    assert list(without) == ["B"]


def test_a_customer_of_whom_nothing_is_known_has_sixteen_nodes_all_the_same() -> None:
    nobody = context(Sources({}, UNINSURED, UNINSURED.credit), "Z", DUE)
    assert len(sixteen(nobody)) == 16
    assert nobody.file.customer_id == "Z"


def test_an_invoice_that_is_issued_later_is_not_known_yet() -> None:
    one = Sources({}, UNINSURED, UNINSURED.credit, ledger(Invoice(issued=DUE, due=DUE + 30)))
    assert contexts(one, DUE - 1) == {}


def test_the_reminder_of_the_ladder_is_presumed_without_a_log_and_due_with_an_empty_one() -> None:
    # five-stage reminds 7 days before the due date.
    assert found(Invoice(), day=DUE - 8)["pre_due_reminder"].state == "not-applicable"
    assert found(Invoice(), day=DUE - 7)["pre_due_reminder"].state == "due"
    presumed = found(Invoice(), day=DUE - 6)["pre_due_reminder"]
    assert (presumed.state, codes(presumed)) == ("passed", ["reminded-presumed"])
    logged = found(Invoice(), day=DUE - 6, history=History())["pre_due_reminder"]
    assert (logged.state, logged.due_on) == ("due", DUE)
    missed = found(Invoice(), day=DUE + 1, history=History())["pre_due_reminder"]
    assert (missed.state, codes(missed)) == ("failed", ["reminder-missed"])


def test_what_the_desk_has_done_passes() -> None:
    with Desk(Invoice()) as desk:
        desk.work(DUE - 7)
        desk.work(DUE + 3)
        history = runs.history_of(desk.log.rows())
    on_day = found(Invoice(), day=DUE + 4, history=history)
    assert codes(on_day["pre_due_reminder"]) == ["reminded"]
    assert codes(on_day["overdue_notice"]) == ["noticed"]
    # The lawyer's letter comes on day 15; a pause of 5 days may hold it back until day 20.
    states = [
        found(Invoice(), day=DUE + late, history=history)["overdue_notice"].state
        for late in (14, 15, 20, 21)
    ]
    assert states == ["passed", "due", "due", "failed"]


def test_a_promise_holds_the_notice_and_a_dispute_is_seen_in_the_invoice() -> None:
    scope = Scope("DE", "A")
    promised = folded([Promise(scope, DUE + 30, DUE + 1)])
    held = found(Invoice(), day=DUE + 20, history=promised)["overdue_notice"]
    assert (held.state, codes(held)) == ("passed", ["notice-held"])
    disputed = folded([Dispute(scope, DUE + 1, "short delivery")])
    nodes = found(Invoice(), day=DUE + 20, history=disputed)
    assert codes(nodes["invoice_accuracy"]) == ["disputed"]


def test_the_report_of_the_desk_meets_the_deadline_of_the_policy() -> None:
    # report-fifteen: by day 15.
    assert found(Invoice(), day=DUE, rules=INSURED)["insurer_notice"].state == "not-applicable"
    one = found(Invoice(), day=DUE + 15, rules=INSURED)["insurer_notice"]
    assert (one.state, one.due_on) == ("due", DUE + 15)
    assert found(Invoice(), day=DUE + 16, rules=INSURED)["insurer_notice"].state == "failed"
    with Desk(Invoice(), rules=INSURED) as desk:
        for day in (DUE - 7, DUE + 3, DUE + 13, DUE + 15):
            desk.work(day)
        history = runs.history_of(desk.log.rows())
    told = found(Invoice(), day=DUE + 16, rules=INSURED, history=history)
    assert codes(told["insurer_notice"]) == ["reported"]
    assert codes(told["stop_supply"]) == ["stopped"]


def test_deliveries_after_the_stop_are_seen_in_the_ledger_paid_or_not() -> None:
    # report-fifteen stops deliveries on the last day of the report.
    later = Invoice("R2", issued=DUE + 16, due=DUE + 46, paid=100_000, paid_on=DUE + 17)
    one = found(Invoice(), later, day=DUE + 20, rules=INSURED)["stop_supply"]
    assert (one.state, codes(one)) == ("failed", ["delivered-after-stop"])
    delivered = later._replace(delivered=DUE + 15)
    assert found(Invoice(), delivered, day=DUE + 20, rules=INSURED)["stop_supply"].state == "passed"
    credit_note = later._replace(amount=-100, paid=0, paid_on=NO_DAY)
    assert (
        found(Invoice(), credit_note, day=DUE + 20, rules=INSURED)["stop_supply"].state == "passed"
    )


def test_the_claim_may_be_filed_after_five_months_and_before_eight() -> None:
    # report-fifteen: waiting "5 months", filing "8 months" from the due date of 2 March 2026:
    # 2 August (153 days) to 2 November (245 days).
    states = [
        found(Invoice(), day=DUE + late, rules=INSURED)["claim_review"].state
        for late in (152, 153, 245, 246)
    ]
    assert states == ["not-applicable", "due", "due", "failed"]


def test_an_invoice_date_that_nobody_knows_leaves_the_report_open() -> None:
    rules = policy('insurance = "invoice-based"')
    one = found(Invoice(issued=NO_DAY), day=DUE + 60, rules=rules)["insurer_notice"]
    assert codes(one) == ["report-undated"]


def test_a_review_in_the_log_counts_for_old_items() -> None:
    looked = folded([Reassessed(Scope("DE", "A"), DUE + 95)])
    other = folded([Reassessed(Scope("DE", "B"), DUE + 95)])
    later = folded([Reassessed(Scope("DE", "A"), DUE + 126)])
    states = [
        found(Invoice(), day=DUE + 125, history=history)["claim_review"].state
        for history in (looked, other, later)
    ]
    assert states == ["passed", "failed", "failed"]


def test_credits_and_problems_come_to_their_customer() -> None:
    frame = ledger(Invoice(), Invoice("C1", amount=-30_000), Invoice("R9", "B"))
    problems = [
        Problem(2, "Due", "x", "unreadable_date", "cannot be read", "blank"),
        Problem(9, "Amount", "x", "unreadable_amount", "cannot be read", "not counted"),
        Problem(11, "Amount", "x", "total_row", "total", "not counted"),
    ]
    sources = Sources(
        {}, UNINSURED, UNINSURED.credit, frame, problems=problems,
        unreadable={9: {"customer": "B"}, 11: {}},
    )  # fmt: skip
    every = contexts(sources, DUE)
    assert every["A"].credits == {"EUR": Amount(30_000, "EUR")}
    assert [one.row for one in every["A"].problems] == [2]
    assert [one.row for one in every["B"].problems] == [9]


def test_decisions_are_taken_as_they_are_given() -> None:
    decided = (Decided(4, None, DUE, DUE + 90),)
    files = {"A": CustomerFile("A", (Fact("name", "A", DUE),))}
    sources = Sources(files, UNINSURED, UNINSURED.credit, decided={"A": decided})
    assert context(sources, "A", DUE).decided == decided


def test_the_grade_of_the_day_is_that_of_a_decision() -> None:
    # Insolvent: grade 10 whatever else is known; of a customer without facts nothing is.
    files = {"A": CustomerFile("A", (Fact("insolvency", True, DUE - 5),)), "B": CustomerFile("B")}
    rules = UNINSURED
    every = contexts(Sources(files, rules, rules.credit, ledger(Invoice())), DUE)
    assert [every[name].grade_today for name in ("A", "B")] == [10, None]
    decided = {"A": (Decided(3, None, DUE - 1),)}
    known = contexts(Sources(files, rules, rules.credit, decided=decided), DUE)
    assert known["A"].grade_today is None


def test_facts_in_two_currencies_and_no_ledger_give_no_grade_of_the_day() -> None:
    facts = tuple(Fact("own_limit", 5.0, DUE - 5, currency=code) for code in ("EUR", "USD"))
    sources = Sources({"A": CustomerFile("A", facts)}, UNINSURED, UNINSURED.credit)
    assert contexts(sources, DUE)["A"].grade_today is None

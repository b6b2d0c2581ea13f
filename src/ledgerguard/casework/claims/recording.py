"""Writes into the log that a report or a claim was sent, what the insurer said, what came back."""

from __future__ import annotations

from ledgerguard.casework.claims.events import (
    ClaimedItem,
    ClaimEvent,
    Filed,
    Recovery,
    StatusChanged,
    claim_body,
    kind_of,
)
from ledgerguard.casework.claims.records import ClaimedInvoice, ClaimFile
from ledgerguard.casework.claims.state import ClaimState, after, claim_state, claim_states
from ledgerguard.casework.claims.status_words import ANSWERS, Answer
from ledgerguard.casework.events import Done, StepDone, to_body
from ledgerguard.casework.records import CLAIM, OWN_STEPS, REPORT
from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.claim_deadlines import day_after
from ledgerguard.formulas.recoveries import recovery_share, recovery_to_insurer
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy
from ledgerguard.store.entries import Entry
from ledgerguard.store.log import Log
from ledgerguard.units import from_serial, serial


def record_report(log: Log, claim: ClaimFile, policy: Policy, *, actor: str = "") -> str:
    """Write down that the overdue invoices were reported to the insurer; answers the new head.

    It is the same event as a task of the insurer's clock that was done: the clock stands still
    from then on, and no run proposes the report again.

    Args:
        log: The log.
        claim: What was reported: all invoices that it names.
        policy: The firm's policy.
        actor: Who says so.

    Raises:
        LogMoved: when the log is no longer at the head on which the file rests.
    """
    entry = report_entry(claim, policy, actor)
    return log.head if entry is None else log.append([entry], expected_head=claim.head)[-1].hash


def report_entry(claim: ClaimFile, policy: Policy, actor: str = "") -> Entry | None:
    """The row that tells of a report: of the invoices not reported yet; None when all are.

    Args:
        claim: What is reported: all invoices that it names.
        policy: The firm's policy.
        actor: Who says so.
    """
    open_ones = [one for one in claim.invoices if one.calendar.reported_on == NO_DAY]
    if not open_ones:
        return None
    done = _done(claim, policy, tuple(open_ones), REPORT, f"{claim.reference}-report")
    return Entry("done", to_body(done), "", actor, policy.version)


def record_claim(
    log: Log, claim: ClaimFile, policy: Policy, *, index: str = "", actor: str = ""
) -> str:
    """Write down that a claim was filed; answers the new head of the log.

    Args:
        log: The log.
        claim: The claim; invoices delivered after a stop are not part of it.
        policy: The firm's policy.
        index: SHA-256 of the index of its folder, which names every file with its own.
        actor: Who says so.

    Raises:
        InvalidValue: when it was filed before, an invoice stands in another claim that is not
            refused, or nothing of it can be claimed.
        LogMoved: when the log is no longer at the head on which the file rests.
    """
    if not claim.claimed:
        raise InvalidValue(
            "a claim must have an invoice that was delivered before deliveries had to stop, "
            "got none",
            hint="such deliveries have no cover: there is nothing to claim",
        )
    _refuse_twice(claim_states(log.rows()), claim)
    terms, parts = claim.terms, claim.found.parts
    pay_by = NO_DAY
    if terms.settlement_period is not None:
        pay_by = serial(
            day_after(from_serial(claim.as_of), terms.settlement_period, "settlement_period")
        )
    filed = Filed(
        claim=claim.reference,
        on=claim.as_of,
        entity=claim.entity,
        customer_id=claim.customer_id,
        currency=claim.currency,
        insurance=claim.insurance,
        policy_number=terms.policy_number,
        cause=claim.cause.key,
        items=tuple(
            ClaimedItem(
                one.key, one.item.due, one.loss.parts.claimed.minor, one.loss.parts.insured.minor
            )
            for one in claim.claimed
        ),
        amount=parts.claimed.minor,
        insured=parts.insured.minor,
        expected=claim.found.expected.minor,
        insured_rate=terms.insured_rate or 0.0,
        rule=terms.recovery_rule,
        pay_by=pay_by,
        index=index,
    )
    done = _done(claim, policy, claim.claimed, CLAIM, claim.reference)
    entries = [
        Entry(kind_of(filed), claim_body(filed), "", actor, policy.version),
        Entry("done", to_body(done), "", actor, policy.version),
    ]
    return log.append(entries, expected_head=claim.head)[-1].hash


def record_status(
    log: Log,
    claim: str,
    status: str,
    on: int,
    *,
    amount: Amount | None = None,
    note: str = "",
    actor: str = "",
) -> ClaimState:
    """Write down what the insurer answered or paid; answers the claim after it.

    Args:
        log: The log.
        claim: Its reference.
        status: acknowledged, information-requested, accepted, partly, refused or paid.
        on: Serial number of the day.
        amount: What the insurer accepts, or has paid now. What we expect where it accepts and
            names none; needed where it accepts in part or pays.
        note: What to remember; needed with a refusal: its grounds.
        actor: Who says so.

    Raises:
        InvalidValue: for another status, an amount of another currency or a missing one, or a day
            before the claim.
        OutOfDomain: when more is paid than was claimed.
    """
    head = log.head
    state = claim_state(log, claim)
    if status not in ANSWERS:
        raise InvalidValue(f"status must be one of {', '.join(ANSWERS)}, got {status!r}")
    answer: Answer = status
    _not_before(state, on)
    if answer == "refused" and not note.strip():
        raise InvalidValue(
            "a refusal must come with its grounds, got none", hint="--note says what they are"
        )
    told = _told(state, answer, amount)
    event = StatusChanged(claim, on, answer, told.minor, told.currency, note)
    found = after(state, event)
    if state.claimed < found.paid:
        raise OutOfDomain(
            f"the insurer must not pay more than was claimed ({state.claimed}), got {found.paid}",
            hint="money that the buyer itself has paid is a recovery",
        )
    _append(log, event, actor, head)
    return found


def record_recovery(
    log: Log,
    claim: str,
    on: int,
    amount: Amount,
    *,
    costs: Amount | None = None,
    note: str = "",
    actor: str = "",
) -> tuple[ClaimState, Recovery]:
    """Write down what came from the buyer after the claim; answers the claim and who gets what.

    The insured part of it, RECOVERY_SHARE of the amount less its costs, is shared by the
    percentage that the insurer pays, and the insurer never gets more than it has paid:
    RECOVERY_TO_INSURER.

    Args:
        log: The log.
        claim: The claim's reference.
        on: Serial number of the day.
        amount: What was received, above 0.
        costs: What it cost to get it: they come off before anything is shared.
        note: What to remember.
        actor: Who says so.

    Raises:
        InvalidValue: for an amount of another currency, or a day before the claim.
        OutOfDomain: when an amount is not above 0, more than the buyer still owes, or less than
            its costs.
    """
    head = log.head
    state = claim_state(log, claim)
    _not_before(state, on)
    event = split(state, amount, costs or Amount(0, state.currency), on, note)
    _append(log, event, actor, head)
    return after(state, event), event


def split(state: ClaimState, amount: Amount, costs: Amount, on: int, note: str = "") -> Recovery:
    """Who gets what of a recovery; nothing is written.

    Raises:
        InvalidValue: for an amount of another currency.
        OutOfDomain: when an amount is not above 0, more than the buyer still owes, or less than
            its costs.
    """
    _same_currency(state, amount)
    _same_currency(state, costs)
    if amount.minor <= 0 or state.debt < amount:
        raise OutOfDomain(
            f"a recovery must be above 0 and at most what the buyer still owes ({state.debt}), "
            f"got {amount}",
            hint="what is paid on other invoices belongs into the ledger",
        )
    if costs.minor < 0 or amount < costs:
        raise OutOfDomain(f"costs must be from 0 to the recovery ({amount}), got {costs}")
    before = state.recovered - state.costs
    insured_part = _insured(state, before + amount - costs) - _insured(state, before)
    left = state.with_insurer.major
    to_insurer = recovery_to_insurer(max(0.0, insured_part), state.filed.insured_rate, left)
    share = Amount.of(to_insurer, state.currency)
    return Recovery(state.claim, on, amount.minor, costs.minor, share.minor, state.currency, note)


def _insured(state: ClaimState, received: Amount) -> float:
    """The insured part of all that was received so far."""
    insured = Amount(state.filed.insured, state.currency)
    return recovery_share(received.major, state.claimed.major, insured.major, state.filed.rule)


def _told(state: ClaimState, answer: Answer, amount: Amount | None) -> Amount:
    if amount is not None:
        _same_currency(state, amount)
        if amount.minor < 0 or (answer in ("partly", "paid") and not amount.minor):
            raise OutOfDomain(f"amount must be above 0, got {amount}")
        return amount
    if answer in ("partly", "paid"):
        raise InvalidValue(
            f"the status {answer} must come with an amount, got none",
            hint="--amount says what the insurer accepts or has paid",
        )
    expected = state.filed.expected if answer == "accepted" else 0
    return Amount(expected, state.currency)


def _same_currency(state: ClaimState, amount: Amount) -> None:
    if amount.currency != state.currency:
        raise InvalidValue(
            f"the amount must be in {state.currency or 'no named currency'}, the claim's "
            f"currency, got {amount}",
            hint="two currencies are never added: state what the claim is worth in its own",
        )


def _not_before(state: ClaimState, on: int) -> None:
    if on < state.filed.on:
        raise InvalidValue(
            f"the day must not be before the claim ({from_serial(state.filed.on)}), "
            f"got {from_serial(on)}",
            hint="what the buyer paid before the claim belongs into the ledger",
        )


def _refuse_twice(states: dict[str, ClaimState], claim: ClaimFile) -> None:
    """An invoice is claimed once, unless the claim that holds it was refused."""
    mine = {one.key for one in claim.claimed}
    for state in states.values():
        both = sorted(str(one.item) for one in state.filed.items if one.item in mine)
        if state.claim == claim.reference or (both and state.status != "refused"):
            raise InvalidValue(
                f"an invoice must be claimed once, got {', '.join(both)}, which stand in "
                f"{state.claim}",
                hint=f"`ledgerguard claim-status {state.claim}` shows that claim",
            )


def _done(
    claim: ClaimFile, policy: Policy, invoices: tuple[ClaimedInvoice, ...], level: int, task: str
) -> Done:
    kind = OWN_STEPS[level][0]
    ladder = policy.settings(claim.customer_id).ladder
    steps = tuple(StepDone(one.key, level, kind, one.item.due) for one in invoices)
    account = (claim.entity, claim.customer_id, claim.currency)
    return Done(task, "cover", *account, ladder, level, kind, claim.as_of, steps)


def _append(log: Log, event: ClaimEvent, actor: str, head: str) -> None:
    log.append([Entry(kind_of(event), claim_body(event), "", actor)], expected_head=head)

"""The receivables of a currency by credit grade: amounts, shares, expected loss, and the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledgerguard.casework.customer_file.behaviour import behaviours
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.reading import NOBODY, OWN
from ledgerguard.casework.decisions.decide import decide
from ledgerguard.casework.decisions.firm_model import with_firm_score
from ledgerguard.casework.decisions.records import Request
from ledgerguard.casework.decisions.scale import MasterScale
from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.formulas.grading import score_to_pd
from ledgerguard.ledger.credit import FactorRows, credit_of
from ledgerguard.ledger.lateness import lateness
from ledgerguard.ledger.portfolio import Balance, Frame
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.credit_policy import credit_of as policy_of
from ledgerguard.policy.firm import Policy


@dataclass(frozen=True, slots=True)
class Graded:
    """A customer's grade and its probability of default within a year."""

    grade: int
    pd: float


@dataclass(frozen=True, slots=True)
class MixRow:
    """The customers of one grade; amounts in minor units.

    Attributes:
        grade: The grade; None: customers that nobody has graded.
        customers: How many of them owe something.
        amount: What they owe, net of their credits.
        share: Part of all that is owed.
        target: Part that the policy aims at; None where it says nothing.
        expected_loss: Probability of default times loss given default times amount; None without
            a grade.
    """

    grade: int | None
    customers: int
    amount: int
    share: float
    target: float | None
    expected_loss: float | None


def mix_of(
    owing: Sequence[Balance], grades: Mapping[str, Graded], credit: CreditPolicy, lgd: float
) -> list[MixRow]:
    """One row a grade, from the best, and a last one for whoever has none.

    Args:
        owing: Balances of one currency; those in credit are no part of the mix.
        grades: Grade by customer id.
        credit: Its bounds say how many grades there are, its targets which mix is aimed at.
        lgd: Share of a defaulted amount that is lost in the end, before insurance.
    """
    owed = [balance for balance in owing if balance.open > 0]
    whole = sum(balance.open for balance in owed)
    rows = []
    for grade in (*range(1, MasterScale.of(credit).failed + 1), None):
        mine = [b for b in owed if _grade(grades, b) == grade]
        amount = sum(b.open for b in mine)
        loss = None
        if grade is not None:
            loss = sum(grades[b.customer_id].pd * b.open for b in mine) * lgd
        target = credit.targets.mix.get(str(grade)) if grade is not None else None
        rows.append(
            MixRow(grade, len(mine), amount, amount / whole if whole else 0.0, target, loss)
        )
    return rows


def by_file(
    files: Mapping[str, CustomerFile], frame: Frame, policy: Policy, currency: str, as_of: int
) -> dict[str, Graded]:
    """The grades that a credit decision gives; a withheld one leaves the customer without.

    Args:
        files: Files of customers by id.
        frame: The ledger.
        policy: The firm's policy; an industry in a file names its profile.
        currency: The currency of the mix.
        as_of: Serial number of the day.
    """
    in_time = policy.credit.limits.paid_late_tolerance_days
    known = behaviours(frame, as_of, tolerance_days=in_time)
    found = {}
    for customer_id, file in files.items():
        if customer_id in (NOBODY, OWN):
            continue
        fact = file.latest("industry", as_of)
        behaviour = known.get(customer_id, {})
        credit = policy_of(policy, str(fact.value) if fact else "")
        request = with_firm_score(
            file, behaviour, credit, as_of, policy=policy, request=Request(currency=currency)
        )
        grading = decide(file, behaviour, credit, as_of, policy=policy, request=request).grading
        if grading is not None:
            found[customer_id] = Graded(grading.grade, grading.pd)
    return found


def by_factors(
    factors: Mapping[str, FactorRows],
    frame: Frame,
    owing: Sequence[Balance],
    credit: CreditPolicy,
    as_of: int,
) -> dict[str, Graded]:
    """The grades of CUSTOMER_SUMMARY; one that a fact has lowered has at least its grade's PD.

    Args:
        factors: What a Factors range says, by customer id.
        frame: Rows of the currency.
        owing: Balances of the currency.
        credit: The credit policy with the bounds of the grades.
        as_of: Serial number of the day.

    Raises:
        LedgerguardError: for an unknown factor or a value that it cannot have.
    """
    scale, late = MasterScale.of(credit), lateness(frame, as_of)
    found = {}
    for balance in owing:
        if balance.customer_id in factors:
            paid = late.get(balance.account)
            days = paid.days_beyond_terms if paid else None
            scored = credit_of(factors[balance.customer_id], days, balance.oldest)
            if scored is not None:
                pd = max(score_to_pd(scored.score), scale.least_pd(scored.grade))
                found[balance.customer_id] = Graded(scored.grade, pd)
    return found


def by_grade(grades: Mapping[str, object], credit: CreditPolicy) -> dict[str, Graded]:
    """Grades that somebody states, with the middle of each grade's probabilities of default.

    Raises:
        InvalidValue: when a grade is no number.
        OutOfDomain: when it is none of the scale's.
    """
    scale = MasterScale.of(credit)
    found = {}
    for customer_id, given in grades.items():
        grade = _stated(customer_id, given, scale.failed)
        middle = (scale.least_pd(grade) + scale.least_pd(grade + 1)) / 2
        found[customer_id] = Graded(grade, middle)
    return found


def _stated(customer_id: str, given: object, failed: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int | float) or given != int(given):
        raise InvalidValue(
            f"the grade of {customer_id} must be a whole number, got {given!r}",
            hint=f"grades go from 1 (best) to {failed}",
        )
    if not 1 <= given <= failed:
        raise OutOfDomain(
            f"the grade of {customer_id} must be from 1 to {failed}, got {given:g}",
            hint="CREDIT_GRADE answers the grade of a probability of default",
        )
    return int(given)


def _grade(grades: Mapping[str, Graded], balance: Balance) -> int | None:
    graded = grades.get(balance.customer_id)
    return graded.grade if graded else None

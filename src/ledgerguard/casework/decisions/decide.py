"""A credit decision: a pure function of the customer's file, the ledger, the policy and the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.factors import score_factors
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.account import account_of, spoken
from ledgerguard.casework.decisions.application import Application, application_of
from ledgerguard.casework.decisions.approvals import approval_for, authority_of
from ledgerguard.casework.decisions.capacity import capacities
from ledgerguard.casework.decisions.elastic import elastic_of
from ledgerguard.casework.decisions.exposure import exposure_of
from ledgerguard.casework.decisions.figures import word_of
from ledgerguard.casework.decisions.grading import grade_of, knock_outs, missing_factors
from ledgerguard.casework.decisions.limits import Standing, standing_of, stated_limits, uses
from ledgerguard.casework.decisions.loss import insured_order_of, insured_rate_of, loss_of
from ledgerguard.casework.decisions.markets import newness
from ledgerguard.casework.decisions.need import need_of
from ledgerguard.casework.decisions.recommendation import Bounds, recommend
from ledgerguard.casework.decisions.records import (
    Decision,
    Exposure,
    Grading,
    Hold,
    InForce,
    Loss,
    Request,
)
from ledgerguard.casework.decisions.reviews import next_review
from ledgerguard.casework.decisions.staleness import Staleness, staleness_of
from ledgerguard.casework.decisions.stops import (
    STOPPING,
    credit_sales_cap,
    oldest_overdue,
    stops,
)
from ledgerguard.casework.decisions.terms import terms_of
from ledgerguard.casework.records import Reason
from ledgerguard.formulas.credit_factors import FactorValue
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.country_classes import country_class
from ledgerguard.policy.credit_file import CountryClassEntry, CreditPolicy
from ledgerguard.policy.credit_policy import factors_of
from ledgerguard.policy.credit_strategy import CreditTerms, credit_terms_of
from ledgerguard.policy.firm import Policy
from ledgerguard.units import from_serial


@dataclass(frozen=True)
class _Case:
    """What is known before anything is decided."""

    file: CustomerFile
    behaviour: Mapping[str, Behaviour]
    credit: CreditPolicy
    as_of: int
    policy: Policy | None
    request: Request
    application: Application
    currency: str
    exposure: Exposure
    standing: Standing
    country: str
    country_class: str
    entry: CountryClassEntry | None
    new: Reason | None
    stale: Staleness
    factors: Mapping[str, FactorValue]
    days_beyond_terms: float | None
    holds: tuple[Hold, ...]

    @property
    def bars_credit(self) -> bool:
        """Whether a knock-out forbids credit: it decides by itself, whatever else is missing."""
        return any(hold.bars_credit for hold in self.holds)

    @property
    def own(self) -> Behaviour | None:
        """What the ledger says in the currency of the decision."""
        return self.behaviour.get(self.currency)

    @property
    def all(self) -> tuple[Behaviour, ...]:
        """What it says in every currency, for what is no amount."""
        return tuple(self.behaviour[currency] for currency in sorted(self.behaviour))


def decide(
    file: CustomerFile,
    behaviour: Mapping[str, Behaviour],
    credit: CreditPolicy,
    as_of: int,
    *,
    policy: Policy | None = None,
    request: Request | None = None,
) -> Decision:
    """Decide whether a customer is sold to on credit, up to which limit and on which terms.

    The same arguments give the same decision, to the last bit: no clock, no file and no order of
    rows has a part in it.

    A knock-out that forbids credit decides by itself. Else a decision is withheld where data that
    the policy requires is missing or too old, or where too little is known for a grade or a limit.

    Args:
        file: The customer's file.
        behaviour: What the ledger says about the customer, by currency.
        credit: The credit policy, with the profile of the customer's industry.
        as_of: Serial number of the day; what is dated later is not known yet.
        policy: The firm's whole policy: its countries and insurances; None: what is packaged.
        request: What is asked for; what it leaves open the application in the file may ask.

    Raises:
        InvalidValue: when nobody says which of several currencies is meant, or the post is unknown.
    """
    case = _case(file, behaviour, credit, as_of, policy, request or Request())
    blank = _blank(case)
    if case.stale.withheld and not case.bars_credit:
        return replace(blank, missing=case.stale.withheld)
    firm = case.request.firm
    if credit.scorer and not case.bars_credit and (firm is None or firm.fault):
        why = "nobody has asked it" if firm is None else firm.fault
        return replace(blank, missing=(Reason("no-firm-score", (credit.scorer, why)),))
    grading, notes = grade_of(
        case.file,
        case.factors,
        factors_of(credit.scorecard),
        case.all,
        credit,
        as_of,
        case.stale.notches,
        case.stale.downgrading,
        None if firm is None or firm.fault else firm,
    )
    if grading is None:
        unknown = missing_factors(case.factors, factors_of(credit.scorecard))
        missing = (Reason("no-score", (credit.scorecard.least_weight, ", ".join(unknown))),)
        return replace(blank, missing=missing, notes=(*blank.notes, *notes))
    return _decided(case, replace(blank, grading=grading, notes=(*blank.notes, *notes)), grading)


def _case(
    file: CustomerFile,
    behaviour: Mapping[str, Behaviour],
    credit: CreditPolicy,
    as_of: int,
    policy: Policy | None,
    request: Request,
) -> _Case:
    currency = account_of(file, behaviour, request.currency, as_of)
    file = spoken(file, currency)
    own = behaviour.get(currency)
    country = word_of(file, "country", as_of).upper()
    code = country_class(country, from_serial(as_of), policy).code if country else ""
    factors = score_factors(file, behaviour, credit, as_of, policy=policy)
    late = factors.get("days_beyond_terms")
    application = application_of(file, credit, currency, as_of)
    return _Case(
        file=file,
        behaviour=behaviour,
        credit=credit,
        as_of=as_of,
        policy=policy,
        request=application.completes(request),
        application=application,
        currency=currency,
        exposure=exposure_of(file, own, currency, as_of),
        standing=standing_of(stated_limits(file, currency), as_of),
        country=country,
        country_class=code,
        entry=credit.countries.get(code) if code else None,
        new=newness(file, tuple(behaviour.values()), credit, as_of),
        stale=staleness_of(file, credit, as_of, behaviour),
        factors=factors,
        days_beyond_terms=float(late) if isinstance(late, int | float) else None,
        holds=tuple(knock_outs(file, tuple(behaviour.values()), credit, as_of)),
    )


def _blank(case: _Case) -> Decision:
    """A withheld decision: what is known whatever the grade, and why deliveries are to stop."""
    granted = case.standing.granted
    allowed = granted.amount.minor if granted else None
    return Decision(
        customer_id=case.file.customer_id,
        name=word_of(case.file, "name", case.as_of),
        as_of=case.as_of,
        currency=case.currency,
        outcome="withheld",
        stale=case.stale.all,
        notes=tuple(_notes(case)),
        exposure=case.exposure,
        in_force=_in_force(case),
        stops=tuple(
            stops(
                case.file, case.all, case.standing, case.exposure, case.holds, case.credit,
                case.currency, case.as_of,
                allowed if case.request.override_limit is None else case.request.override_limit,
            )
        ),
        country=case.country,
        country_class=case.country_class,
        new_market=case.new is not None,
        factors=dict(case.factors),
    )  # fmt: skip


def _notes(case: _Case) -> list[Reason]:
    notes = [case.new] if case.new else []
    if case.request.merged:
        notes.append(Reason("merged", (", ".join(case.request.merged),)))
    if case.request.override_limit is not None:
        values = (case.request.override_limit, case.currency, case.request.override_until)
        notes.append(Reason("override", values))
    if case.file.problems:
        notes.append(Reason("file-problems", (len(case.file.problems), case.file.problems[0].row)))
    foreign = [other for other in sorted(case.behaviour) if other != case.currency]
    if foreign:
        notes.append(Reason("other-currencies", (", ".join(foreign),)))
    return [*notes, *case.application.notes]


def _in_force(case: _Case) -> tuple[InForce, ...]:
    """The limits of the file in the decision's currency, each with its own use."""
    total = Amount(case.exposure.total, case.currency)
    delivered = Amount(case.exposure.delivered, case.currency)
    limits = stated_limits(case.file, case.currency)
    return tuple(
        InForce(
            use.limit.kind, use.limit.amount.minor, use.limit.valid_from, use.limit.valid_to,
            use.limit.source, use.state, use.used.minor, use.free.minor, use.over.minor,
        )
        for use in uses(limits, total, delivered, case.as_of)
    )  # fmt: skip


def _decided(case: _Case, blank: Decision, grading: Grading) -> Decision:
    """Limit, terms, approval and review of a customer whose grade is known."""
    credit, request, grade = case.credit, case.request, grading.grade
    review = next_review(
        case.file, case.own, credit, case.currency, case.as_of, grade, request.last_decided
    )
    methods = capacities(case.file, case.own, credit.limits, case.currency, case.as_of)
    knows = any(method.amount is not None for method in methods)
    policy = credit_terms_of(
        credit, grade, case.entry, is_new=case.new is not None, currency=case.currency
    )
    bounds = _bounds(case, grading, policy, review.next_on, any_method=knows)
    limit, ceilings = recommend(methods, bounds, credit, case.currency)
    if limit is None:
        items = tuple(c.note.values[0] for c in ceilings if c.note and c.note.code == "no-data")
        missing = (Reason("no-limit", (", ".join(map(str, items)),)),)
        return replace(blank, missing=missing, ceilings=ceilings, review=review)
    usable = _usable(case, limit, bars=grading.bars_credit)
    terms = terms_of(
        policy, limit, usable, case.exposure, request, case.currency,
        bars_credit=grading.bars_credit,
    )  # fmt: skip
    amount = Amount(limit, case.currency)
    asked = request.limit
    return replace(
        blank,
        outcome="credit" if limit and terms.days else "cash",
        notes=(*blank.notes, *_conditions(case, terms.insurance, terms.on_credit)),
        stops=tuple(
            stops(
                case.file, case.all, case.standing, case.exposure, grading.holds, credit,
                case.currency, case.as_of, usable,
            )
        ),
        limit=limit,
        ceilings=ceilings,
        elastic=elastic_of(
            limit, ceilings, credit, request.uplift_rate, grade, case.days_beyond_terms,
            oldest_overdue(case.file, case.all, case.as_of), case.currency, case.as_of,
        ),
        terms=terms,
        approval=approval_for(credit, amount, grade) if limit else None,
        asked=None
        if asked is None or asked <= limit
        else approval_for(credit, Amount(asked, case.currency), grade),
        review=review,
        loss=_loss(case, terms.on_credit, grading.pd),
    )  # fmt: skip


def _loss(case: _Case, on_credit: int, pd: float) -> Loss:
    """What a default would cost, by the reckoning of the insurance where the request has one."""
    request, cover = case.request, case.standing.borne
    left = request.cover_left
    if left is None:
        limit = 0 if cover is None else cover.amount.minor
        left = max(0, limit - case.exposure.delivered)
    return loss_of(
        case.exposure,
        on_credit,
        pd,
        case.credit.limits.loss_given_default if request.lgd is None else request.lgd,
        case.currency,
        cover=cover,
        insured_rate=insured_rate_of(case.policy, case.file.customer_id),
        indemnity_of_open=request.indemnity,
        insured_order=insured_order_of(
            on_credit, left, case.policy, case.file, case.credit, case.as_of
        ),
    )


def _bounds(
    case: _Case, grading: Grading, policy: CreditTerms, until: int, *, any_method: bool
) -> Bounds:
    """What bounds the limit beside the methods."""
    credit, request, currency = case.credit, case.request, case.currency
    days = int(policy.terms_days.value)
    late = case.days_beyond_terms or 0.0
    need = need_of(case.file, case.own, credit, currency, case.as_of, until, days, late)
    asked = request.limit
    if asked is None and need is None and request.order:
        asked = max(0, case.exposure.total) + request.order
    multiplier = credit.strategy(grading.grade).multiplier
    return Bounds(
        need=need,
        asked=asked,
        insurer=_insurer(case),
        country=None if policy.ceiling is None else Amount.of(policy.ceiling, currency).minor,
        group=_group(case),
        post=authority_of(credit, request.post, currency, grading.grade) if request.post else None,
        multiplier=multiplier,
        new_market=case.new is not None,
        bars_credit=grading.bars_credit,
        quick=not any_method and bool(multiplier) and currency in credit.limits.default_limit,
        no_terms=not days,
    )


def _insurer(case: _Case) -> int | None:
    """What the insurer bears: the limit in force, nothing where it refuses; None: not insured."""
    borne = case.standing.borne
    if case.standing.insured is None and (
        word_of(case.file, "insurer_decision", case.as_of) in STOPPING
    ):
        return 0
    return None if borne is None else borne.amount.minor


def _group(case: _Case) -> int | None:
    """What the rest of the group leaves of the largest limit of one customer."""
    largest = _of(case.credit.limits.largest, case.currency)
    if largest is None or not case.request.group_exposure:
        return None
    return max(0, largest - case.request.group_exposure)


def _usable(case: _Case, limit: int, *, bars: bool) -> int:
    """The limit that orders are held against.

    An override is somebody's own word, against a knock-out too. A temporary limit that is in force
    was decided for just this time. Else the own limit, until a higher one is approved; a lower
    recommendation counts at once. A knock-out leaves nothing.
    """
    if case.request.override_limit is not None:
        return case.request.override_limit
    if bars:
        return 0
    if case.standing.temporary is not None:
        return case.standing.temporary.amount.minor
    own = case.standing.own
    return limit if own is None else min(limit, own.amount.minor)


def _conditions(case: _Case, insurance: str, on_credit: int) -> list[Reason]:
    """What must be so before the customer is supplied on these terms."""
    found = []
    borne = case.standing.borne
    if insurance == "required" and (borne is None or not borne.amount.minor):
        found.append(Reason("insurance-first", ()))
    cap = credit_sales_cap(case.credit, case.request, on_credit, case.currency)
    return [*found, cap] if cap else found


def _of(amounts: Mapping[str, float], currency: str) -> int | None:
    return Amount.of(amounts[currency], currency).minor if currency in amounts else None

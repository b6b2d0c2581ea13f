"""The thirteen factors of the credit score, each with the facts that it was taken from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.freshness import Behaviours, State, fact_state
from ledgerguard.casework.customer_file.items import ITEMS
from ledgerguard.casework.customer_file.ratios import RATIOS
from ledgerguard.casework.customer_file.statements import StatementYear, years
from ledgerguard.formulas.credit_factors import FACTORS, FactorValue
from ledgerguard.policy.country_classes import country_class
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.units import from_serial

if TYPE_CHECKING:
    from ledgerguard.policy.firm import Policy

YEAR_DAYS: Final = 365.25
"""Days of a year where years are counted in days: leap years even out."""


@dataclass(frozen=True, slots=True)
class FactorEvidence:
    """One factor and where it comes from.

    Attributes:
        factor: Key of the factor.
        value: As the score takes it; None where nobody knows, or it is too old to be used.
        facts: The facts that it stands on; none where the ledger tells.
        note: Code of what is to be said: ledger, derived, stale, left-out, other-currency,
            no-assets, missing, class; blank where a fact tells it plainly.
        detail: What the note speaks of, such as the class of a country.
    """

    factor: str
    value: FactorValue = None
    facts: tuple[Fact, ...] = ()
    note: str = ""
    detail: str = ""


def score_factors(
    file: CustomerFile,
    behaviour: Behaviours,
    credit: CreditPolicy,
    as_of: int,
    *,
    policy: Policy | None = None,
) -> dict[str, FactorValue]:
    """All thirteen factors; None where one is not known, or too old to be used.

    A stale factor is left out where the policy withholds on its group; where it lowers the grade or
    notes it, the value counts and :func:`~.freshness.freshness` says what that costs.

    Args:
        file: The customer's file.
        behaviour: What the ledger says; of several currencies the worst lateness counts.
        credit: The credit policy.
        as_of: Serial number of the day.
        policy: The firm's policy, for its own list of country classes; None: the packaged one.
    """
    found = factor_evidence(file, behaviour, credit, as_of, policy=policy)
    return {key: evidence.value for key, evidence in found.items()}


def factor_evidence(
    file: CustomerFile,
    behaviour: Behaviours,
    credit: CreditPolicy,
    as_of: int,
    *,
    policy: Policy | None = None,
) -> dict[str, FactorEvidence]:
    """The same with the facts that each factor was taken from, in the order of the score."""
    view = _View(file, _lateness(behaviour), credit, as_of, policy)
    statements = years(file, as_of)
    found = {}
    for factor in FACTORS:
        if factor.key in _OWN:
            evidence = _OWN[factor.key](view, statements)
        elif factor.key in ITEMS:
            evidence = view.plain(factor.key)
        else:
            evidence = _ratio(factor.key, statements)
        found[factor.key] = view.aged(evidence)
    return found


@dataclass(frozen=True, slots=True)
class _View:
    """What is looked at, and from which day."""

    file: CustomerFile
    late: float | None
    credit: CreditPolicy
    as_of: int
    policy: Policy | None

    def plain(self, item: str) -> FactorEvidence:
        """A factor that one fact tells."""
        fact = self.file.latest(item, self.as_of)
        if fact is None:
            return FactorEvidence(item, note="missing")
        return FactorEvidence(item, fact.value, (fact,))

    def fresh(self, item: str) -> Fact | None:
        """The newest fact of an item where it is young enough."""
        fact = self.file.latest(item, self.as_of)
        return fact if fact and fact_state(fact, self.credit, self.as_of) == "fresh" else None

    def aged(self, evidence: FactorEvidence) -> FactorEvidence:
        """A factor with the policy's rule for old facts applied."""
        states: dict[State, Fact] = {
            fact_state(fact, self.credit, self.as_of): fact for fact in evidence.facts
        }
        old = states.get("stale") or states.get("undated")
        if old is None or evidence.value is None:
            return evidence
        if self.credit.freshness[ITEMS[old.item].group].rule == "withhold":
            return replace(evidence, value=None, note="left-out", detail=old.item)
        return replace(evidence, note="stale", detail=old.item)


Years = Sequence[StatementYear]


def _ratio(key: str, statements: Years) -> FactorEvidence:
    """A ratio of the newest statements that it can be computed of."""
    year = next((year for year in statements if key in year.ratios), None)
    if year is None:
        return FactorEvidence(key, note="missing")
    derived = [item for item in RATIOS[key].takes if item in year.derived]
    note = "derived" if derived else ""
    return FactorEvidence(key, year.ratios[key], year.under(key), note, ", ".join(derived))


def _lateness(behaviour: Behaviours) -> float | None:
    """The worst lateness of any currency: amounts of two are never weighed together."""
    if isinstance(behaviour, Behaviour):
        return behaviour.days_beyond_terms
    known = [b.days_beyond_terms for b in (behaviour or {}).values()]
    return max((days for days in known if days is not None), default=None)


def _days_beyond_terms(view: _View, statements: Years) -> FactorEvidence:
    """A row of the file overrides the ledger while it is fresh."""
    key = "days_beyond_terms"
    fact = view.fresh(key)
    if fact is None and view.late is not None:
        return FactorEvidence(key, view.late, note="ledger")
    return view.plain(key)


def _bank_headroom(view: _View, statements: Years) -> FactorEvidence:
    """Unused part of all lines of a currency, the tightest currency; withdrawn by any bank."""
    key = "bank_headroom"
    lines, drawn = (_by_bank(view, item) for item in ("bank_line", "bank_line_used"))
    for (bank, _), fact in _by_bank(view, "bank_line_withdrawn").items():
        newer = [line for (name, _), line in lines.items() if name == bank and line.day > fact.day]
        if fact.value is True and not newer:
            return FactorEvidence(key, "withdrawn", (fact,))
    known = [_headroom(currency, lines, drawn) for currency in sorted({code for _, code in lines})]
    found = [each for each in known if each is not None]
    if not found:
        return FactorEvidence(key, note="missing")
    least, facts = min(found, key=lambda each: each[0])
    return FactorEvidence(key, "withdrawn" if least < 0 else least, facts)


_Lines = Mapping[tuple[str, str], Fact]
"""Facts by bank and currency."""


def _headroom(currency: str, lines: _Lines, drawn: _Lines) -> tuple[float, tuple[Fact, ...]] | None:
    """The unused part of the lines of one currency, -1 where all lines are 0, with its facts.

    Only a bank counts that tells both the line and what is drawn: a line alone says nothing.
    """
    pairs = [
        (line, used)
        for bank, line in lines.items()
        if bank[1] == currency and (used := drawn.get(bank))
    ]
    granted = sum(float(line.value) for line, _ in pairs)
    if granted:
        facts = tuple(fact for pair in pairs for fact in pair)
        return max(0.0, 1 - sum(float(used.value) for _, used in pairs) / granted), facts
    none = tuple(line for bank, line in lines.items() if bank[1] == currency)
    return (-1.0, none) if not any(line.value for line in none) else None


def _by_bank(view: _View, item: str) -> _Lines:
    """The newest fact of an item of each bank and currency."""
    known = reversed(view.file.known(item, view.as_of))
    return {(fact.source.casefold(), fact.currency): fact for fact in known}


def _litigation_to_assets(view: _View, statements: Years) -> FactorEvidence:
    """All claims in force over the assets; enforcement prevails."""
    key = "litigation_to_assets"
    enforced = view.file.latest("enforcement", view.as_of)
    if enforced is not None and enforced.value is True:
        return FactorEvidence(key, "enforcement", (enforced,))
    known = view.file.known("litigation", view.as_of)
    if not known:
        return FactorEvidence(key, note="missing")
    looked = (max(known, key=lambda fact: fact.day),)  # the last look tells how old the picture is
    claims = [fact for fact in known if fact.value]
    if not claims:
        return FactorEvidence(key, 0.0, looked)
    year = next((y for y in statements if y.amounts.get("total_assets", 0) > 0), None)
    if year is None:
        return FactorEvidence(key, facts=looked, note="no-assets")
    if any(fact.currency != year.currency for fact in claims):
        return FactorEvidence(key, facts=looked, note="other-currency", detail=year.currency)
    total = sum(float(fact.value) for fact in claims)
    return FactorEvidence(key, total / year.amounts["total_assets"], looked)


def _years_trading(view: _View, statements: Years) -> FactorEvidence:
    """A fresh row of the file, else counted from the founding, else an old row."""
    key = "years_trading"
    founded = view.file.latest("founded", view.as_of)
    if view.fresh(key) or founded is None or float(founded.value) > view.as_of:
        return view.plain(key)
    years_since = (view.as_of - float(founded.value)) / YEAR_DAYS
    return FactorEvidence(key, years_since, (founded,), "derived", "founded")


def _country_risk(view: _View, statements: Years) -> FactorEvidence:
    """A fresh row of the file, else the word of the country's class in the policy."""
    key = "country_risk"
    country = view.file.latest("country", view.as_of)
    if view.fresh(key) or country is None:
        return view.plain(key)
    found = country_class(str(country.value), from_serial(view.as_of, "as_of"), view.policy)
    entry = view.credit.countries.get(found.code)
    if entry is None:
        return FactorEvidence(key, facts=(country,), note="missing", detail=found.code)
    return FactorEvidence(key, entry.risk_word, (country,), "class", found.code)


_OWN: Final[Mapping[str, Callable[[_View, Years], FactorEvidence]]] = {
    "days_beyond_terms": _days_beyond_terms,
    "bank_headroom": _bank_headroom,
    "litigation_to_assets": _litigation_to_assets,
    "years_trading": _years_trading,
    "country_risk": _country_risk,
}
"""The factors that take more than one fact, or the ledger."""

"""Which subject a formula belongs to: a readable title for the modules that deal with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.formula import OWNER, Formula
from ledgerguard.translation import mark

SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    mark("Receivables"): (
        *("receivables", "countback", "invoices", "benchmarks", "receivables_cost"),
        *("migration", "trends", "strictness"),
    ),
    mark("Payment behaviour"): ("payment",),
    mark("Aging"): ("aging",),
    mark("Concentration"): ("concentration",),
    mark("Liquidity"): ("liquidity", "normative_wcr"),
    mark("Credit score"): (
        *("scoring", "credit_reasons", "credit_path", "grading", "rating_scales"),
        "fresh_factors",
    ),
    mark("Failure models"): (
        *("altman", "distress", "ohlson", "beneish", "beneish_indices", "piotroski"),
        "statement_quality",
    ),
    mark("Scorecard"): ("scorecard", "firm_score"),
    mark("Credit limits"): (
        *("limits", "limit_scales", "limit_recommendation", "exposure_control"),
    ),
    mark("Credit policy"): ("credit_terms", "country_classes"),
    mark("Customer file"): ("file_check", "credit_decision"),
    mark("Early warning"): ("trend_ahead", "alerts", "control_nodes"),
    mark("Escalation"): ("escalation",),
    mark("Calendars"): ("calendars", "business_days"),
    mark("Late-payment interest"): (*("interest", "late_payment", "statutory_rates"),),
    mark("Insurance"): (
        *("insurance", "policy_cover", "insured_waterfall", "first_loss", "recoveries", "premium"),
        *("claim_deadlines", "claim_calendar", "cover_clock", "indemnity_timing"),
        *("waterfall", "insure_or_reserve", "insurer_checklist", "claim_table", "insurer_cover"),
    ),
    mark("Provisions"): ("provisions", "loss_rates", "expected_loss"),
    mark("Cash flow"): ("receipts", "cashflow", "receipts_forecast", "shock"),
    mark("Payment terms"): ("trade_terms", "terms_optimiser"),
    mark("Ledger tables"): ("tables", "customer_table", "trend_table", "ledger_check"),
    mark("Worklist"): ("worklist", "letter_text", "hand_over"),
    mark("Help"): ("help", "explain"),
}
"""Title and modules, in the order of the reference; any other module is a subject of its own."""

_TITLES: Final = {module: title for title, modules in SUBJECTS.items() for module in modules}
_PLACES: Final = {module: place for place, module in enumerate(_TITLES)}


def subject_of(formula: Formula) -> str:
    """The title of a formula's subject; those of a plugin stand under its package's name."""
    if formula.owner != OWNER:
        return formula.owner
    module = _module(formula)
    return _TITLES.get(module, module.replace("_", " ").capitalize())


def by_subject(formulas: Mapping[str, Formula]) -> dict[str, list[Formula]]:
    """The formulas grouped by subject, in the order of subjects and of their modules."""
    found: dict[str, list[Formula]] = {}
    for formula in sorted(formulas.values(), key=_place):
        found.setdefault(subject_of(formula), []).append(formula)
    return found


def _place(formula: Formula) -> int:
    """Ours in the order above, then what plugins bring."""
    if formula.owner != OWNER:
        return len(_PLACES) + 1
    return _PLACES.get(_module(formula), len(_PLACES))


def _module(formula: Formula) -> str:
    return formula.function.__module__.rpartition(".")[2]

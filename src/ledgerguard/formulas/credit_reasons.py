"""Why a credit score is not 100: the points that each factor loses, with reason codes."""

from __future__ import annotations

from ledgerguard.formula import formula
from ledgerguard.formulas.credit_factors import BY_KEY, FactorValue
from ledgerguard.formulas.credit_words import (
    BEST_WORDS,
    FULL,
    FULL_POINTS,
    MISSING,
    REASON_HEADER,
    REASONS,
)
from ledgerguard.formulas.scoring import FactorPoints, breakdown, factors_of_range
from ledgerguard.units import Cell, Language, Table


@formula("CREDIT_REASONS")
def credit_reasons(factors: Table, language: Language = "en") -> Table:
    """Reason codes of a credit score: what each factor earns and loses, the largest loss first.

    points lost = weight - points; score lost = 100 * points lost / weight of the factors given, so
    that CREDIT_SCORE = 100 - the sum of score lost. Missing factors come last: they lose nothing,
    because the others are rescaled. Where the factors weigh less than 50 and there is no score,
    score lost stays empty. The codes are LIQ, LEV, PRO, CFL, ALZ, PAY, ACC, BNK, LIT, OWN, FUL, AGE
    and CTY, in the order of CREDIT_SCORE's arguments, and never change.

    Args:
        factors: Range of two columns, factor and value, as CREDIT_SCORE takes it.
        language: "en" or "zh", for the header and the reasons.

    Errors: #NUM! when a number is outside what its factor can be; #VALUE! when a factor or a word
        is unknown; #N/A when the range is blank.
    Example: =INDEX(CREDIT_REASONS({"days_beyond_terms",8;"statements","audited"}), 2, 1) -> "PAY"
    Example: =INDEX(CREDIT_REASONS({"days_beyond_terms",8;"statements","audited"}), 2, 6) -> 7
    Source: ledgerguard design; the factors of CREDIT_SCORE.
    """
    values = factors_of_range(factors)
    parts = breakdown(values)
    per_point = 100 / parts.weight if parts.is_enough else None
    by_loss = sorted(parts.factors, key=lambda part: (not part.available, -part.lost))
    rows = [_row(part, values.get(part.factor), per_point, language) for part in by_loss]
    return [REASON_HEADER[language], *rows]


def _row(
    part: FactorPoints, value: FactorValue, per_point: float | None, language: Language
) -> list[Cell]:
    code = REASONS[part.factor].code
    if not part.available:
        return [code, part.factor, "", "", part.weight, "", "", MISSING[language]]
    score_lost = "" if per_point is None else per_point * part.lost
    return [
        code,
        part.factor,
        value,
        part.points,
        part.weight,
        part.lost,
        score_lost,
        _reason(part, language),
    ]


def _reason(part: FactorPoints, language: Language) -> str:
    if part.lost == 0:
        return FULL[language]
    reason = REASONS[part.factor].text(language)
    goal = BY_KEY[part.factor].reaching(1.0)
    if language == "zh":
        goal = BEST_WORDS.get(part.factor, goal)
    return FULL_POINTS[language].format(reason=reason, goal=goal)

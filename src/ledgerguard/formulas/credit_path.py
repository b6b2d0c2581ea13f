"""The cheapest path of a customer to a better credit grade, and what holds the grade."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledgerguard.errors import NotAvailable, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.credit_factors import BY_KEY, FACTORS, FactorValue
from ledgerguard.formulas.credit_steps import (
    EFFORTS,
    UNITS,
    Move,
    cheapest,
    efforts_of_range,
    in_order,
    moves,
    units,
)
from ledgerguard.formulas.credit_words import (
    BANDS,
    FIRST,
    HOLDS,
    ONCE_SETTLED,
    PATH_HEADER,
    REACHED,
    REMEDIES,
    TOTAL,
)
from ledgerguard.formulas.grading import (
    LONG_OVERDUE_DAYS,
    credit_grade,
    grade_bounds,
    grade_floors,
    score_to_pd,
)
from ledgerguard.formulas.scoring import breakdown, factors_of_range
from ledgerguard.units import Cell, Column, Count, Days, Flag, Language, Number, Rate, Score, Table


@formula("CREDIT_PATH")
def credit_path(
    factors: Table,
    target_grade: Count | None = None,
    efforts: Table | None = None,
    insolvent: Flag = False,
    days_past_due: Days = 0,
    negative_equity: Flag = False,
    dishonest_debtor: Flag = False,
    upper_bounds: Column[Rate] | None = None,
    anchor_score: Score = 50,
    anchor_odds: Number = 20,
    points_to_double: Number = 10,
    language: Language = "en",
) -> Table:
    """Cheapest way of a customer to a better credit grade: which factors to raise, and how far.

    Of all sets of improvements to the edge of a higher band, the one with the least total effort
    whose score reaches the grade; exact, ties go to fewer factors. Effort is counted per band: 1
    days beyond terms; 2 statements, bank headroom, order fulfilment; 3 current ratio, operating
    cash flow, litigation; 4 liabilities, EBIT, Altman Z; 5 ownership change; years trading and
    country are impossible. These efforts are a ledgerguard design. What holds the grade
    whatever the score (insolvency, 90 days past due, negative equity, no statements ...) comes
    first. Liabilities above assets and statements "none" hold it too and are raised on the way.
    Filling in a missing factor is not considered, since nobody knows what it will say.

    Args:
        factors: Range of two columns, factor and value, as CREDIT_SCORE takes it.
        target_grade: Grade to reach; the next better one when left out.
        efforts: Range of two columns, factor and effort per band (0 to 1,000,000, or impossible),
            for the factors whose effort is not the default.
        insolvent: TRUE when the customer is in default or insolvent.
        days_past_due: Days past due of the oldest open item in the own ledger.
        negative_equity: TRUE when liabilities exceed assets.
        dishonest_debtor: TRUE when the customer is on a list of dishonest debtors.
        upper_bounds: Upper bounds of the grades, as CREDIT_GRADE takes them.
        anchor_score: The score at which the odds are anchor_odds.
        anchor_odds: Good customers for each one that defaults, at anchor_score; above 0.
        points_to_double: Points that double the odds; above 0.
        language: "en" or "zh", for the header and the notes.

    Errors: #N/A when the factors weigh less than 50 or cannot reach the grade; #NUM! when
        target_grade is no grade, an effort or an anchor is out of its range, the bounds do not
        rise, or a number is outside what its factor can be; #VALUE! when a factor or a word is
        unknown.
    Example: =INDEX(CREDIT_PATH({"current_ratio",1.35;"liabilities_to_assets",0.62;
        "ebit_to_assets",0.07;"operating_cash_flow_to_current_liabilities",0.15;
        "days_beyond_terms",8;"statements","audited"}), 2, 2) -> "days_beyond_terms"
    Source: ledgerguard design; the factors of CREDIT_SCORE and the overrides of CREDIT_GRADE.
    """
    values = factors_of_range(factors)
    score = breakdown(values).score
    master = Master(tuple(grade_bounds(upper_bounds)), anchor_score, anchor_odds, points_to_double)
    facts = {
        "insolvent": insolvent,
        "days_past_due": days_past_due,
        "negative_equity": negative_equity or is_held("negative_equity", values),
        "dishonest_debtor": dishonest_debtor,
        "statements_missing": values.get("statements") in (None, "")
        or is_held("statements_missing", values),
    }
    floors = master.floors(facts)
    grade = max(master.grade(score), *floors.values(), 1)
    target = _target(target_grade, grade, master.failed)
    if grade <= target:
        reached = REACHED[language].format(target=target)
        return [PATH_HEADER[language], [TOTAL[language], "", "", "", 0, score, grade, reached]]
    holding = {fact: floor for fact, floor in floors.items() if floor > target}
    raised = {HELD_BY[fact]: floor for fact, floor in holding.items() if is_held(fact, values)}
    path = _path(values, master, target, {**EFFORTS, **efforts_of_range(efforts or [])}, raised)
    first = [
        _holding_row(fact, floor, facts[fact], language)
        for fact, floor in holding.items()
        if not is_held(fact, values)
    ]
    steps = _step_rows(path, values, master, raised, language)
    effort = sum(move.effort for move in path)
    end = steps[-1][5:7] if steps else [score, master.grade(score)]
    note = ONCE_SETTLED[language] if first else ""
    total: list[Cell] = [TOTAL[language], "", "", "", effort, *end, note]
    return [PATH_HEADER[language], *first, *steps, total]


HELD_BY: Final = {"negative_equity": "liabilities_to_assets", "statements_missing": "statements"}
"""The facts that a factor's own value states, and that end when it is raised by a band."""


@dataclass(frozen=True, slots=True)
class Master:
    """The master scale of one call: from a score to a grade."""

    bounds: tuple[float, ...]
    anchor_score: float
    anchor_odds: float
    points_to_double: float

    @property
    def failed(self) -> int:
        """The last grade."""
        return len(self.bounds) + 1

    def grade(self, score: float) -> int:
        """The grade of a score where nothing else is known."""
        pd = score_to_pd(score, self.anchor_score, self.anchor_odds, self.points_to_double)
        return credit_grade(pd, self.bounds)

    def floors(self, facts: Mapping[str, float]) -> dict[str, int]:
        """The best grade that each fact that holds still allows."""
        return grade_floors(
            self.failed,
            insolvent=bool(facts["insolvent"]),
            dishonest_debtor=bool(facts["dishonest_debtor"]),
            days_past_due=facts["days_past_due"],
            negative_equity=bool(facts["negative_equity"]),
            statements_missing=bool(facts["statements_missing"]),
        )


def is_held(fact: str, values: Mapping[str, FactorValue]) -> bool:
    """Whether a factor's own value states a fact, so that raising the factor ends it."""
    if fact == "negative_equity":
        liabilities = values.get("liabilities_to_assets")
        return isinstance(liabilities, (int, float)) and liabilities > 1
    statements = values.get("statements")
    return (
        fact == "statements_missing"
        and isinstance(statements, str)
        and statements.strip().casefold() == "none"
    )


def _target(given: int | None, grade: int, failed: int) -> int:
    if given is None:
        return max(grade - 1, 1)
    if not 1 <= given <= failed:
        raise OutOfDomain(
            f"target_grade must be from 1 to {failed}, got {given}",
            hint="1 is the best grade; left out, it is the next better one",
        )
    return given


def _path(
    values: Mapping[str, FactorValue],
    master: Master,
    target: int,
    efforts: Mapping[str, float | None],
    raised: Mapping[str, int],
) -> list[Move]:
    """The moves of least effort, in the order to go about them."""
    earned = _earned(values)
    choices = [moves(BY_KEY[key], earned[key], efforts[key]) for key in earned]
    most = sum(each[-1].gain for each in choices if each)
    needed = bisect_left(
        range(most + 1), True, key=lambda gain: master.grade(_score(earned, gain)) <= target
    )
    chosen = cheapest(choices, needed, raised) if needed <= most else None
    if chosen is None:
        best = _score(earned, most)
        stuck = [key for key in raised if efforts[key] is None]
        raise NotAvailable(
            f"target_grade must be within reach of the factors, got {target}: all that can be "
            f"raised gives a score of {best:.2f} and grade "
            f"{max([master.grade(best), *(raised[key] for key in stuck)])}",
            hint="impossible as an effort keeps a factor as it is; a missing one, filled in, helps",
        )
    return in_order(chosen, raised)


def _earned(values: Mapping[str, FactorValue]) -> dict[str, float]:
    """The fraction of its weight that each given factor earns."""
    return {
        factor.key: factor.fraction(value)
        for factor in FACTORS
        if (value := values.get(factor.key)) not in (None, "") and value is not None
    }


def _score(earned: Mapping[str, float], gain: int) -> float:
    """The credit score after a gain in units."""
    weight = sum(BY_KEY[key].weight for key in earned)
    points = sum(units(BY_KEY[key], fraction) for key, fraction in earned.items()) + gain
    return 100 * points / UNITS / weight


def _holding_row(fact: str, floor: int, value: float, language: Language) -> list[Cell]:
    goal: Cell = f"<= {LONG_OVERDUE_DAYS}" if fact == "days_past_due" else False
    note = HOLDS[language].format(floor=floor, remedy=REMEDIES[fact][language])
    return [FIRST[language], fact, value, goal, "", "", floor, note]


def _step_rows(
    path: Sequence[Move],
    values: Mapping[str, FactorValue],
    master: Master,
    raised: Mapping[str, int],
    language: Language,
) -> list[list[Cell]]:
    earned, pending, gained = _earned(values), dict(raised), 0
    facts = {factor: fact for fact, factor in HELD_BY.items()}
    rows: list[list[Cell]] = []
    for number, move in enumerate(path, start=1):
        key = move.factor.key
        gained += move.gain
        floor = pending.pop(key, None)
        score = _score(earned, gained)
        note = BANDS[language].format(count=move.bands)
        if floor is not None:
            remedy = REMEDIES[facts[key]][language]
            note = HOLDS[language].format(floor=floor, remedy=remedy)
        rows.append(
            [
                number,
                key,
                values[key],
                move.factor.reaching(move.fraction),
                move.effort,
                score,
                max([master.grade(score), *pending.values()]),
                note,
            ]
        )
    return rows

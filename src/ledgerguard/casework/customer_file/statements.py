"""The statements of a customer by year: amounts, ratios, change, and whether they balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.items import of_group
from ledgerguard.casework.customer_file.ratios import RATIOS, ratios_of
from ledgerguard.formulas.checks import at_most

MOST_YEARS: Final = 3
YEAR_DAYS: Final = 365
QUARTER_DAYS: Final = 92
BALANCE_TOLERANCE: Final = 0.001
"""Part of the assets by which the two sides may differ: statements are rounded to thousands."""

_SIDES: Final = ("total_assets", "total_liabilities", "equity")
_AMOUNTS: Final = frozenset(item.key for item in of_group("statements") if item.money)


@dataclass(frozen=True)
class StatementYear:
    """The statements of one balance-sheet date in one currency.

    Attributes:
        day: Balance-sheet date; NO_DAY where nobody says.
        currency: Currency of all amounts.
        amounts: Major units by item. A side of the balance sheet that is left out is derived from
            the two others.
        derived: The items that were derived.
        quality: Word of the item statements; blank where nobody says.
        ratios: Those of :data:`~.ratios.RATIOS` that can be computed.
        facts: The facts that it stands on, by item.
        gap: Assets less liabilities and equity, where all three are stated and differ by more than
            a thousandth of the assets; 0 otherwise.
    """

    day: int
    currency: str
    amounts: Mapping[str, float]
    derived: tuple[str, ...] = ()
    quality: str = ""
    ratios: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    gap: float = 0.0

    def under(self, ratio: str) -> tuple[Fact, ...]:
        """The facts that a ratio stands on; where an amount was derived, those it comes from."""
        takes = RATIOS[ratio].takes
        keys = (*takes, *_SIDES) if set(takes) & set(self.derived) else takes
        return tuple(self.facts[key] for key in dict.fromkeys(keys) if key in self.facts)

    @property
    def balances(self) -> bool:
        """Whether assets are liabilities and equity."""
        return self.gap == 0


def years(file: CustomerFile, as_of: int, most: int = MOST_YEARS) -> tuple[StatementYear, ...]:
    """The statements that are known on a day, newest first; of one day the fullest first.

    A statement in another currency is a year of its own: amounts of two are never compared.
    """
    drafts = sorted(_drafts(file, as_of), key=lambda y: (-y.day, -len(y.amounts), y.currency))
    found = []
    for draft in drafts:
        before = next((y for y in drafts if _is_a_year_before(y, draft)), None)
        found.append(
            replace(draft, ratios=ratios_of(draft.amounts, before.amounts if before else None))
        )
    return tuple(found[:most])


def newest(file: CustomerFile, as_of: int) -> StatementYear | None:
    """The newest statements that are known on a day."""
    return next(iter(years(file, as_of, 1)), None)


def changes(now: StatementYear, before: StatementYear) -> dict[str, float]:
    """The change of each ratio from one year to the next, where both have it."""
    return {
        key: value - before.ratios[key]
        for key, value in now.ratios.items()
        if key in before.ratios and now.currency == before.currency
    }


def _is_a_year_before(before: StatementYear, now: StatementYear) -> bool:
    """Whether one set of statements is of the year before the other, give or take a quarter."""
    gap = now.day - before.day
    return before.currency == now.currency and abs(gap - YEAR_DAYS) <= QUARTER_DAYS


def _drafts(file: CustomerFile, as_of: int) -> list[StatementYear]:
    """The statements by day and currency, without ratios."""
    found: defaultdict[tuple[int, str], dict[str, Fact]] = defaultdict(dict)
    for key in sorted(_AMOUNTS):
        for fact in reversed(file.known(key, as_of)):  # the newest row of a day prevails
            found[fact.day, fact.currency][key] = fact
    words = {fact.day: fact for fact in reversed(file.known("statements", as_of))}
    return [
        _draft(day, currency, facts, words.get(day)) for (day, currency), facts in found.items()
    ]


def _draft(day: int, currency: str, facts: Mapping[str, Fact], word: Fact | None) -> StatementYear:
    stated = {key: float(fact.value) for key, fact in facts.items()}
    amounts, derived = _completed(stated)
    used = {**facts, "statements": word} if word else facts
    quality = str(word.value) if word else ""
    return StatementYear(day, currency, amounts, derived, quality, {}, used, _gap(stated))


def _completed(stated: Mapping[str, float]) -> tuple[dict[str, float], tuple[str, ...]]:
    """The amounts with the side of the balance sheet that is missing where two are stated."""
    missing = [side for side in _SIDES if side not in stated]
    if len(missing) != 1:
        return dict(stated), ()
    assets, liabilities, equity = (stated.get(side, 0.0) for side in _SIDES)
    derived = {
        "total_assets": liabilities + equity,
        "total_liabilities": assets - equity,
        "equity": assets - liabilities,
    }
    return {**stated, missing[0]: derived[missing[0]]}, (missing[0],)


def _gap(stated: Mapping[str, float]) -> float:
    if not all(side in stated for side in _SIDES):
        return 0.0
    assets, liabilities, equity = (stated[side] for side in _SIDES)
    difference = assets - liabilities - equity
    return 0.0 if at_most(abs(difference), BALANCE_TOLERANCE * assets) else difference

"""Covenants before and after a loss: which ones break, and what loss each still bears."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.errors import InvalidValue, NotAvailable, ZeroDenominator
from ledgerguard.formulas.checks import above_zero, at_least, at_most
from ledgerguard.formulas.raw_cells import is_blank, is_caption, number_of, sound
from ledgerguard.ledger.columns import squash
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Table

Side = Literal["min", "max"]
After = Callable[[float, float, float], float]
"""The value after a loss, from the value before, its base and the loss."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a loss of receivables moves a covenant.

    Attributes:
        title: What it is called.
        side: Whether its bound is a least or a largest value.
        base: What the column base must hold; None: the covenant is an amount and needs none.
        after: The value after a loss; infinite where nothing is left to divide by.
        bears: The loss at which it reaches its bound, from value, bound and base.
        names: What it is called besides.
        in_cash: Only money that has come in counts, and no claim on the insurer.
    """

    title: Wording
    side: Side
    base: Wording | None
    after: After
    bears: After
    names: tuple[str, ...] = ()
    in_cash: bool = False


_CURRENT_LIABILITIES: Final = Wording("current liabilities", "流动负债")


def _leverage_after(value: float, base: float, loss: float) -> float:
    # The cash that does not come raises net debt, the write-off lowers EBITDA (IFRS 9, 5.5.8).
    return (value * base + loss) / (base - loss) if loss < base else math.inf


def _equity_ratio_after(value: float, base: float, loss: float) -> float:
    return (value * base - loss) / (base - loss) if loss < base else -math.inf


RULES: Final[Mapping[str, Rule]] = {
    "current-ratio": Rule(
        Wording("Current ratio", "流动比率"), "min", _CURRENT_LIABILITIES,
        lambda value, base, loss: value - loss / base,
        lambda value, bound, base: (value - bound) * base,
        ("working capital ratio", "营运资金比率"),
    ),
    "quick-ratio": Rule(
        Wording("Quick ratio", "速动比率"), "min", _CURRENT_LIABILITIES,
        lambda value, base, loss: value - loss / base,
        lambda value, bound, base: (value - bound) * base,
        ("acid test",),
    ),
    "liquidity": Rule(
        Wording("Liquidity", "流动性"), "min", None,
        lambda value, base, loss: value - loss,
        lambda value, bound, base: value - bound,
        ("liquidity floor", "cash", "minimum liquidity", "流动性下限", "最低现金", "现金"),
        in_cash=True,
    ),
    "equity": Rule(
        Wording("Equity", "净资产"), "min", None,
        lambda value, base, loss: value - loss,
        lambda value, bound, base: value - bound,
        ("net worth", "tangible net worth", "所有者权益", "股东权益"),
    ),
    "equity-ratio": Rule(
        Wording("Equity ratio", "权益比率"), "min", Wording("total assets", "总资产"),
        _equity_ratio_after,
        lambda value, bound, base: base * (value - bound) / (1 - bound) if bound < 1 else 0.0,
        ("净资产比率",),
    ),
    "interest-cover": Rule(
        Wording("Interest cover", "利息保障倍数"), "min", Wording("interest", "利息费用"),
        lambda value, base, loss: value - loss / base,
        lambda value, bound, base: (value - bound) * base,
    ),
    "net-debt-ebitda": Rule(
        Wording("Net debt / EBITDA", "净债务/EBITDA"), "max", Wording("EBITDA", "EBITDA"),
        _leverage_after,
        lambda value, bound, base: base * (bound - value) / (1 + bound),
        ("leverage", "net debt to ebitda", "杠杆率"),
    ),
    "dso": Rule(
        Wording("DSO", "DSO"), "max", Wording("sales a day", "日均赊销额"),
        lambda value, base, loss: value + loss / base,
        lambda value, bound, base: (bound - value) * base,
        ("days sales outstanding", "应收账款周转天数"),
    ),
}  # fmt: skip
"""The covenants that are known; ``loss`` is what stays unpaid."""

SIDES: Final[Mapping[Side, Wording]] = {
    "min": Wording("at least", "不低于"),
    "max": Wording("at most", "不高于"),
}

_ROW: Final = "a row holds name, value now, bound, side (min or max), base"


@dataclass(frozen=True, slots=True)
class Covenant:
    """One covenant as it stands before the loss."""

    name: str
    rule: Rule
    value: float
    bound: float
    side: Side
    base: float

    def after(self, loss: float) -> float:
        """The value after a loss."""
        return self.rule.after(self.value, self.base, loss)

    def holds(self, value: float) -> bool:
        """Whether a value keeps the bound."""
        return (at_least if self.side == "min" else at_most)(value, self.bound)

    @property
    def bears(self) -> float | None:
        """The largest loss at which it holds; None where no loss can break it."""
        if self.side != self.rule.side:
            return None
        if not self.holds(self.value):
            return 0.0
        return max(0.0, self.rule.bears(self.value, self.bound, self.base))


def covenants_of(rows: Table) -> list[Covenant]:
    """Covenants of a range: name, value now, bound, side, base; a header row may stand above.

    Raises:
        LedgerguardError: naming the row and what it must hold.
    """
    held = [(n, row) for n, row in enumerate(rows, start=1) if not all(map(is_blank, row))]
    if held and len(held[0][1]) > 1 and is_caption(held[0][1][1]):
        held = held[1:]
    if not held:
        raise NotAvailable("covenants must hold at least one row, got none", hint=_ROW)
    return [_covenant(number, row) for number, row in held]


def _known(cell: Cell) -> Rule | None:
    if not isinstance(cell, str):
        return None
    word = squash(cell)
    for key, rule in RULES.items():
        names = (key, rule.title.en, rule.title.zh, *rule.names)
        if word in map(squash, names):
            return rule
    return None


def _covenant(number: int, row: Sequence[Cell]) -> Covenant:
    name, value, bound, side, base = sound([*row, *[None] * 5][:5])
    rule = _known(name)
    if rule is None:
        known = ", ".join(one.title.en for one in RULES.values())
        raise InvalidValue(
            f"the covenant in row {number} must be one of {known}, got {str(name)[:40]!r}",
            hint=_ROW,
        )
    place = f"of {name} in row {number} of covenants"
    now = number_of(f"the value {place}", value, _ROW)
    least = number_of(f"the bound {place}", bound, _ROW)
    return Covenant(
        str(name).strip(), rule, now, least, _side(number, side, rule), _base(place, base, rule)
    )


def _side(number: int, cell: Cell, rule: Rule) -> Side:
    if is_blank(cell):
        return rule.side
    word = squash(str(cell)) or str(cell).strip()
    for side, wording in SIDES.items():
        if word in (side, squash(wording.en), wording.zh) or word in _SIGNS[side]:
            return side
    raise InvalidValue(
        f"the side in row {number} of covenants must be min or max, got {str(cell)[:40]!r}",
        hint="min for a least value, max for a largest one; blank: as is usual",
    )


_SIGNS: Final[Mapping[Side, tuple[str, ...]]] = {
    "min": (">=", "≥", "最低", "下限", "minimum"),
    "max": ("<=", "≤", "最高", "上限", "maximum"),
}


def _base(place: str, cell: Cell, rule: Rule) -> float:
    if rule.base is None:
        return 1.0
    if is_blank(cell) or cell == 0:
        raise ZeroDenominator(
            f"the base {place} must be the {rule.base.en}, got nothing",
            hint="the fifth column; a loss cannot be put into the ratio without it",
        )
    base = number_of(f"the base {place}", cell, _ROW)
    above_zero(**{f"the base {place}": base})
    return base

"""What both ``train`` commands do: judge by folds, learn from all, write model and report."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ledgerguard.errors import InvalidValue

from ledgerguard_score_scorecard.model import Scorecard, Target
from ledgerguard_score_scorecard.model_file import is_name, write_model
from ledgerguard_score_scorecard.report.page import page
from ledgerguard_score_scorecard.scaling import Scaling
from ledgerguard_score_scorecard.table import Columns, Table
from ledgerguard_score_scorecard.training.fitting import Identity, card_of, fit
from ledgerguard_score_scorecard.training.folds import validated
from ledgerguard_score_scorecard.training.settings import Direction, Settings


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of a training."""

    out: Path
    report: Path | None
    name: str
    title: str
    version: str
    on: str
    target: str
    is_default: bool
    folds: int
    seed: int
    scaling: tuple[float, float, float]  # base score, base odds, points to double the odds
    max_bins: int
    margin: float
    directions: Mapping[str, Direction] = field(default_factory=dict)
    special: tuple[float, ...] = ()
    descriptions: Mapping[str, str] = field(default_factory=dict)


def learned(table: Table, columns: Columns, order: Order, say: Callable[[str], None]) -> Scorecard:
    """Learn a scorecard, write it and its report, and say what came out.

    Raises:
        InvalidValue: for a name, day or scaling that cannot be.
        TableError: when too little can be learned.
    """
    settings, identity = _settings(table, order), _identity(columns, order)
    validation = validated(table, settings)
    fitted = fit(table, settings)
    card = card_of(fitted, table, settings, identity)
    write_model(card, order.out)
    say(f"written: {order.out} ({len(card.variables)} variables, {table.rows} rows)")
    whole = validation.whole
    say(
        f"out of fold: AUC {whole.auc:.3f}, Gini {whole.gini:.3f}, KS {whole.ks:.3f}, "
        f"Brier {whole.brier:.4f}; AUC by fold "
        + ", ".join(f"{one.judged.auc:.3f}" for one in validation.folds)
    )
    for name, why in card.dropped.items():
        say(f"left out: {name}: {why}")
    if order.report:
        text = page(card, table, fitted, validation)
        order.report.write_text(text, encoding="utf-8", newline="\n")
        say(f"written: {order.report}")
    return card


def _settings(table: Table, order: Order) -> Settings:
    base, odds, double = order.scaling
    if not (math.isfinite(base) and 0 < odds < math.inf and 0 < double < math.inf):
        raise InvalidValue(
            f"base odds and points to double must be above 0, got {odds:g} and {double:g}"
        )
    unknown = sorted(set(order.directions) - set(table.variables))
    if unknown:
        raise InvalidValue(
            f"a variable must be one of {', '.join(table.variables)}, got {', '.join(unknown)}"
        )
    return Settings(
        max_bins=order.max_bins,
        margin=order.margin,
        folds=order.folds,
        seed=order.seed,
        scaling=Scaling(base, odds, double),
        trends=order.directions,
        special_values=order.special,
    )


def _identity(columns: Columns, order: Order) -> Identity:
    name = order.name or order.out.stem
    if not is_name(name):
        raise InvalidValue(
            f"name must be lower case, digits and single hyphens, got {name!r}",
            hint="give one: --name own-ledger",
        )
    day = order.on or dt.date.today().isoformat()
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        raise InvalidValue(f"the day of training must be such as 2026-06-30, got {day!r}") from None
    return Identity(
        name,
        order.title or name,
        order.version or day,
        day,
        Target(order.target, columns.label, columns.bad, order.is_default),
        order.descriptions,
    )

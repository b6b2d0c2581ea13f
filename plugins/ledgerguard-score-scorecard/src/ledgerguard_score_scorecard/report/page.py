"""Puts what training found onto the page."""

from __future__ import annotations

from importlib import resources
from typing import Any

import jinja2
import numpy as np

from ledgerguard_score_scorecard.model import Scorecard, plain
from ledgerguard_score_scorecard.report.charts import (
    bins_chart,
    calibration_chart,
    roc_chart,
    value_bars,
)
from ledgerguard_score_scorecard.table import Table
from ledgerguard_score_scorecard.training.binning import words_of
from ledgerguard_score_scorecard.training.fitting import Fitted
from ledgerguard_score_scorecard.training.folds import Validation, by_time
from ledgerguard_score_scorecard.training.statistics import calibration, curve, quality

FEW_BAD = 200
SHIFTED = 0.25
STRONG = 0.5


def page(card: Scorecard, table: Table, fitted: Fitted, validation: Validation) -> str:
    """The report as html; it names no other file and no other place."""
    bad = np.array(table.bad)
    halves = by_time(table, fitted.probability)
    used = {one.name for one in card.variables}
    words = {one.name: one.description for one in card.variables}
    values = sorted(fitted.information.items(), key=lambda one: (-one[1], one[0]))
    return _template().render(
        card=card,
        rate=card.source.bad / card.source.rows,
        whole=validation.whole,
        folds=validation.folds,
        learned=quality(fitted.probability, bad),
        halves=halves,
        notes=_notes(card, fitted, halves),
        folding=_folding(table),
        groups=calibration(validation.probability, bad),
        roc=roc_chart(
            [
                ("out of fold", curve(validation.probability, bad)),
                ("on its own data", curve(fitted.probability, bad)),
            ]
        ),
        calibration_chart=calibration_chart(calibration(validation.probability, bad)),
        iv=value_bars([(words.get(n, words_of(n)), value, n in used) for n, value in values]),
        dropped=[(words_of(name), why) for name, why in card.dropped.items()],
        charts=[(one, bins_chart(one)) for one in card.variables],
        classes=_classes(card),
    )


def _template() -> jinja2.Template:
    text = resources.files(__package__).joinpath("report.html.j2").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["plain"] = plain
    return environment.from_string(text)


def _folding(table: Table) -> str:
    if not table.groups:
        return "The table names no customers, so that rows of one may stand on both sides."
    rows, groups = table.rows, len(set(table.groups))
    if rows == groups:
        return "Each customer has one row."
    return f"All rows of a customer stand in one fold ({groups:,} customers, {rows:,} rows)."


def _notes(card: Scorecard, fitted: Fitted, halves: tuple[str, float] | None) -> list[str]:
    """What a reader has to know before the figures."""
    notes = []
    if card.source.bad < FEW_BAD:
        notes.append(
            f"{card.source.bad} bad rows are few: each figure here would change with another "
            "sample, and points of rare bins more than others."
        )
    if halves and halves[1] > SHIFTED:
        notes.append(
            f"Scores from {halves[0]} on are distributed otherwise than before (PSI "
            f"{halves[1]:.2f}): what was learned may not hold for tomorrow."
        )
    words = {one.name: one.description for one in card.variables}
    strong = [
        words.get(name, words_of(name))
        for name, value in fitted.information.items()
        if value > STRONG
    ]
    if strong:
        notes.append(
            f"Information value above {STRONG:g}: {', '.join(strong)}. Make sure that they were "
            "known before the outcome."
        )
    return notes


def _classes(card: Scorecard) -> list[tuple[Any, ...]]:
    return [
        (
            one.name,
            "below" if one.least_score is None else f"{one.least_score:.1f}",
            ""
            if one.least_score is None
            else f"{card.scaling.probability(one.least_score):.2%} or less",
        )
        for one in card.classes
    ]

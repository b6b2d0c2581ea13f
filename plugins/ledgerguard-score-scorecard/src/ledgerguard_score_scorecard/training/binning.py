"""Monotonic bins of one variable by optbinning, and their weights of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ledgerguard_score_scorecard.model import Bin, Kind, Trend, Variable
from ledgerguard_score_scorecard.scorer import text_of
from ledgerguard_score_scorecard.table import Value
from ledgerguard_score_scorecard.training.settings import Settings
from ledgerguard_score_scorecard.training.upstream import optimal_binning, quiet

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEAST_COUNTED: Final = 1e-12


@dataclass(frozen=True)
class Binned:
    """A variable in bins, without points yet: its weight and points are 0."""

    variable: Variable
    woe: Numbers  # of each row of training, as optbinning itself transforms it


def binned(name: str, values: Sequence[Value], bad: Flags, settings: Settings) -> Binned | str:
    """The bins of a variable, or why it has none, in words.

    Args:
        name: Name of the variable.
        values: Numbers or texts, None where it is not known.
        bad: Whether the row is bad.
        settings: How fine bins may be.
    """
    kind: Kind = "text" if any(isinstance(one, str) for one in values) else "number"
    known = [one for one in values if one is not None and one not in settings.special_values]
    distinct = {text_of(one).casefold() for one in known} if kind == "text" else set(known)
    if len(distinct) < 2:
        return "it has fewer than two different values"
    if kind == "text" and len(distinct) > settings.most_texts:
        return f"it has {len(distinct)} different texts, more than {settings.most_texts}"
    return (
        _numbers(name, values, bad, settings)
        if kind == "number"
        else _texts(name, values, bad, settings)
    )


def _numbers(name: str, values: Sequence[Value], bad: Flags, settings: Settings) -> Binned | str:
    column = np.array([np.nan if one is None else one for one in values], dtype=np.float64)
    special = sorted(set(settings.special_values) & set(column.tolist()))
    fitted = _fit(name, column, bad, settings, "numerical", special)
    if isinstance(fitted, str):
        return fitted
    rows = _rows(fitted)
    cuts: list[float | None] = [None, *map(float, fitted.splits), None]
    bins = tuple(
        replace(one, low=cuts[n], high=cuts[n + 1]) for n, one in enumerate(rows[: len(cuts) - 1])
    )
    seen = column[~np.isnan(column) & ~np.isin(column, special)]
    span = float(np.subtract(*np.quantile(seen, [0.99, 0.01])))
    low, high = float(seen.min()), float(seen.max())
    variable = Variable(
        name,
        words_of(name),
        "number",
        _trend(bins),
        0.0,
        _iv(fitted),
        bins,
        _seen(rows[-1]),
        _seen(rows[-2]),
        tuple(special),
        low,
        high,
        low - settings.margin * span,
        high + settings.margin * span,
    )
    return Binned(variable, _transformed(fitted, column))


def _texts(name: str, values: Sequence[Value], bad: Flags, settings: Settings) -> Binned | str:
    # One spelling for each text: the alphabetically first of those that differ by case alone.
    spelled: dict[str, str] = {}
    for text in sorted({text_of(one) for one in values if one is not None}):
        spelled.setdefault(text.casefold(), text)
    column = np.array(
        [None if one is None else spelled[text_of(one).casefold()] for one in values], dtype=object
    )
    fitted = _fit(name, column, bad, settings, "categorical", [])
    if isinstance(fitted, str):
        return fitted
    rows = _rows(fitted)
    groups = [tuple(sorted(map(str, group))) for group in fitted.splits]
    bins = tuple(replace(one, texts=group) for one, group in zip(rows, groups, strict=False))
    order = sorted(bins, key=lambda one: (-one.woe, one.texts))
    variable = Variable(
        name, words_of(name), "text", _trend(order), 0.0, _iv(fitted), tuple(order), _seen(rows[-1])
    )
    return Binned(variable, _transformed(fitted, column))


def _fit(
    name: str,
    column: npt.NDArray[Any],
    bad: Flags,
    settings: Settings,
    dtype: str,
    special: list[float],
) -> Any:
    """A fitted OptimalBinning, or why there is none."""
    trend = {"rises": "ascending", "falls": "descending"}.get(settings.trends.get(name, ""))
    process = optimal_binning(
        name,
        dtype=dtype,
        solver="cp",
        # "auto" may find a peak or a valley: such points would fall where the risk falls.
        monotonic_trend=trend or "auto_asc_desc",
        max_n_bins=settings.max_bins,
        min_bin_size=settings.least_bin_share,
        min_bin_n_event=min(settings.least_bin_bad, max(int(bad.sum()), 1)),
        special_codes=special or None,
    )
    with quiet():
        process.fit(column, bad.astype(int))
        if process.status not in ("OPTIMAL", "FEASIBLE") or len(process.splits) < 1:
            return "it has no two bins that are large enough and differ"
        process.binning_table.build()
    if dtype == "categorical" and len(process.splits) < 2:
        return "it has no two bins that are large enough and differ"
    return process


def _rows(process: Any) -> list[Bin]:
    """The bins, then special and missing; of none bad or none good the weight of evidence is 0."""
    table = process.binning_table
    good, bad = np.asarray(table.n_nonevent), np.asarray(table.n_event)
    share = np.log(bad.sum() / good.sum())
    found = []
    for alive, dead in zip(good.tolist(), bad.tolist(), strict=True):
        woe = float(share + np.log(alive / dead)) if alive and dead else 0.0
        found.append(Bin(int(alive + dead), int(dead), woe, 0.0))
    return found


def _transformed(process: Any, column: npt.NDArray[Any]) -> Numbers:
    with quiet():
        woe = process.transform(
            column, metric="woe", metric_special="empirical", metric_missing="empirical"
        )
    return np.asarray(woe, dtype=np.float64)


def _iv(process: Any) -> float:
    return float(process.binning_table.iv)


def _seen(one: Bin) -> Bin | None:
    return one if one.count else None


def _trend(bins: Sequence[Bin]) -> Trend:
    """What the risk does from bin to bin; optbinning has seen to it that it does one thing."""
    change = bins[-1].woe - bins[0].woe
    if abs(change) < LEAST_COUNTED:
        return "flat"
    return "falls" if change > 0 else "rises"


def words_of(name: str) -> str:
    """A name in words."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]

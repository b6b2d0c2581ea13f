"""A scorecard beside Altman Z and the house's composite, on the same five folds.

``python plugins/ledgerguard-score-scorecard/scorecard_folds.py`` prints a table. The data is kept
beside the repository, not in it; so are the scores to compare with, which come from
``benchmarks.score_models``: each from the formula as a user calls it. Needs the extra ``train``.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table as Shown

ROOT: Final = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # the house's benchmarks are a folder, not an installed package

from benchmarks.score_models import SUBSTITUTED, WHOLE, Company, Model, read  # noqa: E402 - above
from ledgerguard.errors import LedgerguardError  # noqa: E402 - as above

from ledgerguard_score_scorecard.table import Columns, Table, table_of  # noqa: E402 - as above
from ledgerguard_score_scorecard.training.folds import splits, validated  # noqa: E402 - as above
from ledgerguard_score_scorecard.training.settings import Settings  # noqa: E402 - as above

DATA: Final = ROOT.parent / "shared" / "data" / "american_bankruptcy.csv"
WIDTH: Final = 150  # columns of the table where nobody's terminal says how many there are
RESAMPLES: Final = 1000
LEVEL: Final = 0.95

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def _share(part: float, whole: float) -> str:
    return repr(part / whole) if whole else ""


ALTMAN: Final[dict[str, Callable[[Company], str]]] = {
    "working_capital_to_assets": lambda c: _share(c.working_capital, c.total_assets),
    "retained_earnings_to_assets": lambda c: _share(c.retained_earnings, c.total_assets),
    "ebit_to_assets": lambda c: _share(c.ebit, c.total_assets),
    "market_equity_to_liabilities": lambda c: _share(c.market_equity, c.total_liabilities),
    "sales_to_assets": lambda c: _share(c.sales, c.total_assets),
}
"""The five ratios of ALTMAN_Z."""

BOOKS: Final[dict[str, Callable[[Company], str]]] = {
    **{name: ratio for name, ratio in ALTMAN.items() if not name.startswith("market")},
    "current_ratio": lambda c: _share(c.current_assets, c.current_liabilities),
    "quick_ratio": lambda c: _share(c.current_assets - c.inventory, c.current_liabilities),
    "liabilities_to_assets": lambda c: _share(c.total_liabilities, c.total_assets),
    "net_income_to_assets": lambda c: _share(c.net_income, c.total_assets),
    "cash_flow_to_liabilities": lambda c: _share(
        c.net_income + c.depreciation, c.total_liabilities
    ),
}
"""Ratios of the statements alone: of a customer that is not listed there are no others."""

CARDS: Final = {
    "scorecard, all ten ratios": {**BOOKS, **ALTMAN},
    "scorecard, the five of ALTMAN_Z": ALTMAN,
    "scorecard, without market value": BOOKS,
}


@dataclass(frozen=True)
class Judged:
    """One score on all companies: its risk is not a number where a formula gives none."""

    name: str
    risk: Numbers


@dataclass(frozen=True)
class Line:
    """What one score achieved."""

    name: str
    scored: int
    by_fold: tuple[float, ...]
    whole: float  # AUC of all companies together
    lead: tuple[float, float, float] | None  # of the first scorecard, with its interval

    @property
    def mean(self) -> float:
        """Mean AUC of the folds."""
        return float(np.mean(self.by_fold))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; where the data is absent, say so."""
    parser = argparse.ArgumentParser(prog="scorecard_folds.py")
    parser.add_argument("--data", type=Path, default=DATA, help="the file with the companies")
    parser.add_argument("--seed", type=int, default=0, help="seed of the folds")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="draws of the bootstrap")
    options = parser.parse_args(arguments)
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    if not options.data.exists():
        console.print(f"SKIPPED: the data is not here: {options.data}")
        return 0
    lines = compared(options.data, Settings(seed=options.seed), options.resamples)
    console.print(shown(lines, options.data))
    return 0


def compared(path: Path, settings: Settings, resamples: int = RESAMPLES) -> list[Line]:
    """The scorecards out of fold, and every other score on the same folds."""
    tables = {name: table_for(path, ratios) for name, ratios in CARDS.items()}
    first = next(iter(tables.values()))
    order = list(first.groups)
    bad = np.array(first.bad)
    folds = [judge for _, judge in splits(first, settings.folds, settings.seed)]
    judged = []
    for name, table in tables.items():
        found = validated(table, settings)
        # Folds are drawn by company and outcome, and tables differ in columns: put in one order.
        by_company = dict(zip(table.groups, found.probability.tolist(), strict=True))
        judged.append(Judged(name, np.array([by_company[company] for company in order])))
    judged += [Judged(model.name, risks(model, path, order)) for model in (*WHOLE, *SUBSTITUTED)]
    return [line(one, judged[0], bad, folds, resamples) for one in judged]


def table_for(path: Path, ratios: dict[str, Callable[[Company], str]]) -> Table:
    """The companies with some ratios; the name is the group, so that no company is parted."""
    rows = [
        {
            "company": name,
            "year": year,
            "failed": str(int(company.failed)),
            **{ratio: compute(company) for ratio, compute in ratios.items()},
        }
        for (name, year), company in zip(named(path), read(path), strict=True)
    ]
    # In one order for every choice of ratios, so that the folds are the same.
    columns = Columns("failed", "1", "company", variables=tuple(ratios))
    return in_order(table_of(rows, columns))


def in_order(table: Table) -> Table:
    """The rows by company."""
    return table.taken(sorted(range(table.rows), key=lambda n: table.groups[n]))


def named(path: Path) -> list[tuple[str, str]]:
    """Name and year of each row."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["company_name"], row["year"]) for row in csv.DictReader(lines)]


def risks(model: Model, path: Path, order: Sequence[str]) -> Numbers:
    """The risk that a formula shows of each company."""
    found: dict[str, float] = {}
    for (name, _), company in zip(named(path), read(path), strict=True):
        try:
            found[name] = model.score(company) * (-1 if model.higher_is_safer else 1)
        except LedgerguardError:  # an item outside the formula's domain: counted as not scored
            found[name] = np.nan
    return np.array([found[name] for name in order])


def line(
    one: Judged, first: Judged, bad: Flags, folds: Sequence[npt.NDArray[np.int64]], resamples: int
) -> Line:
    """The figures of one score on the companies that it scores."""
    known = ~np.isnan(one.risk)
    by_fold = tuple(area(one.risk[fold][known[fold]], bad[fold][known[fold]]) for fold in folds)
    lead = None
    if one is not first:
        lead = interval(first.risk[known], one.risk[known], bad[known], resamples)
    return Line(one.name, int(known.sum()), by_fold, area(one.risk[known], bad[known]), lead)


def area(risk: Numbers, bad: Flags) -> float:
    """The AUC: the chance that a failed company shows more risk; a tie counts half."""
    dead, alive = risk[bad], np.sort(risk[~bad])
    below = np.searchsorted(alive, dead, "left") + np.searchsorted(alive, dead, "right")
    return float(below.mean() / 2 / alive.size)


def interval(
    one: Numbers, other: Numbers, bad: Flags, resamples: int, seed: int = 20220822
) -> tuple[float, float, float]:
    """By how much the AUC of one score exceeds the other's, with its bootstrap interval.

    Failed and living companies are drawn apart, and both scores see the same draws.
    """
    generator = np.random.default_rng(seed)
    dead, alive = np.flatnonzero(bad), np.flatnonzero(~bad)
    found = np.empty(resamples)
    for number in range(resamples):
        drawn = np.concatenate(
            [generator.choice(dead, dead.size), generator.choice(alive, alive.size)]
        )
        flags = bad[drawn]
        found[number] = area(one[drawn], flags) - area(other[drawn], flags)
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return area(one, bad) - area(other, bad), float(low), float(high)


def shown(lines: Sequence[Line], path: Path) -> Shown:
    """The figures as a terminal shows them."""
    companies = read(path)
    title = (
        f"{len(companies):,} companies, {sum(c.failed for c in companies)} failed; "
        f"AUC on the same {len(lines[0].by_fold)} folds, by company"
    )
    made = Shown(title=title, title_justify="left")
    headers: list[Any] = [f"fold {n}" for n in range(1, len(lines[0].by_fold) + 1)]
    headers = ["score", "scored", *headers, "mean", "all", f"lead of the first ({LEVEL:.0%})"]
    for place, header in enumerate(headers):
        made.add_column(header, justify="right" if place else "left", no_wrap=True)
    for one in lines:
        lead = "" if one.lead is None else "{:+.3f} ({:+.3f} to {:+.3f})".format(*one.lead)
        areas = [f"{value:.3f}" for value in (*one.by_fold, one.mean, one.whole)]
        made.add_row(one.name, f"{one.scored:,}", *areas, lead)
    return made


if __name__ == "__main__":
    raise SystemExit(main())

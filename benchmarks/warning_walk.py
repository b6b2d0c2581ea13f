"""Do warnings tell who is going to pay late? A walk forward over a public ledger.

``python -m benchmarks.warning_walk`` stands at each month end, knows what was known then, ranks the
customers by several signals and looks at what they did in the 90 days after. With ``--markdown`` it
writes ``docs/warning-walk.md``. The data is kept beside the repository, not in it.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.warning_cases import LATE_DAYS, WINDOW_DAYS, halves, known_at, origins, outcomes
from benchmarks.warning_notes import NOTES
from benchmarks.warning_statistics import (
    LEVEL,
    RESAMPLES,
    Cases,
    Interval,
    Numbers,
    auc,
    draws,
    interval,
    precision,
    taken,
)
from ledgerguard.casework.watch.alerts import alerts_of
from ledgerguard.casework.watch.indicators import LEVELS
from ledgerguard.casework.watch.score import Experience, Weights, experiences, scored
from ledgerguard.casework.watch.series import Account
from ledgerguard.ledger.lateness import lateness, settled_in_full
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.read import read
from ledgerguard.policy.credit_policy import packaged_credit
from ledgerguard.units import from_serial

ROOT: Final = Path(__file__).parents[1]
DATA: Final = ROOT.parent / "shared" / "data" / "ibm_ar_us_mdy.csv"
PAGE: Final = ROOT / "docs" / "warning-walk.md"
WIDTH: Final = 140

GRID: Final = tuple(
    Weights(half_life, by_amount=by_amount, overdue=True, trend=trend, shrink=shrink)
    for half_life, by_amount, trend, shrink in itertools.product(
        (30.0, 60.0, 120.0, 240.0, 100_000.0), (False, True), (0.0, 0.5, 1.0), (0.0, 3.0)
    )
)
"""What may be chosen on the first half; a half-life of 100,000 days forgets nothing.

That overdue items count is not up for choice: in this ledger everybody pays in the end, within 45
days of the due date, so that it cannot tell what it is worth to see who stops paying.
"""

OUTCOMES: Final = (
    f"an invoice goes more than {LATE_DAYS} days past due within {WINDOW_DAYS} days",
    "invoices are late on average",
)

SCORE, ALERTS, INDEX, SHARE, FLAG = (
    "warning score",
    "points of the alerts",
    "PAY_INDEX",
    "naive: share paid late last month",
    "naive: any paid late last month",
)
SIGNALS: Final = (SCORE, ALERTS, INDEX, SHARE, FLAG)
HEADERS: Final = (
    "signal",
    "AUC",
    f"{LEVEL:.0%} interval",
    "AUC less that of PAY_INDEX",
    "precision, top decile",
    f"{LEVEL:.0%} interval",
)


@dataclass(frozen=True)
class Origin:
    """One month end: what each customer's signals were, and what he then did."""

    day: int
    told: Mapping[Account, list[Experience]]
    signals: Mapping[Account, Mapping[str, float]]  # all but the warning score
    did: Mapping[Account, tuple[bool, bool]]  # the outcomes

    @property
    def accounts(self) -> list[Account]:
        """Who can be ranked and judged: paid before, and had invoices that fell due after."""
        return [account for account in self.signals if account in self.did]


@dataclass(frozen=True, slots=True)
class Result:
    """What one signal achieved for one outcome."""

    signal: str
    auc: Interval
    lead: Interval  # over PAY_INDEX, on the same draws
    precision: Interval


@dataclass(frozen=True)
class Walk:
    """The whole walk."""

    chosen: Weights
    chosen_auc: float  # on the origins that it was chosen by
    chosen_by: Sequence[int]
    reported: Sequence[int]
    cases: int
    rates: tuple[float, float]  # of both outcomes
    results: tuple[tuple[Result, ...], tuple[Result, ...]]
    by_origin: Sequence[tuple[int, int, int, float, float, float]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, or write the page; where the data is absent, say so."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.warning_walk")
    parser.add_argument("--data", type=Path, default=DATA, help="the ledger")
    parser.add_argument("--markdown", action="store_true", help="write docs/warning-walk.md")
    parser.add_argument("--page", type=Path, default=PAGE, help="another place for the page")
    options = parser.parse_args(arguments)
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    if not options.data.exists():
        console.print(f"SKIPPED: the data is not here: {options.data}")
        return 0
    found = walk(read(options.data).frame)
    if options.markdown:
        options.page.write_text(page(found), encoding="utf-8")
        console.print(f"written: {options.page}")
        return 0
    console.print(summary(found))
    for title, results in zip(OUTCOMES, found.results, strict=True):
        console.print(table(title, HEADERS, map(cells, results)))
    console.print(table("by origin, first outcome", BY_ORIGIN, map(origin_cells, found.by_origin)))
    return 0


def walk(frame: Frame, resamples: int = RESAMPLES) -> Walk:
    """Choose on the first half of the origins, report on the second."""
    early, later = halves(origins(frame))
    chosen, chosen_auc = best([stand(frame, day) for day in early])
    there = [stand(frame, day) for day in later]
    rated = [scored(dict(one.told), chosen) for one in there]
    results, rates = [], []
    cases = cases_of(there, 0)
    places = draws(cases, resamples)
    risks = {name: risk_of(there, rated, name) for name in SIGNALS}
    for outcome in range(len(OUTCOMES)):
        cases = cases_of(there, outcome)
        rates.append(float(cases.bad.mean()))
        drawn = [(place, taken(cases, place)) for place in places]
        base = [auc(risks[INDEX][place], some.bad) for place, some in drawn]
        results.append(tuple(result(name, risks, cases, drawn, base) for name in SIGNALS))
    return Walk(
        chosen,
        chosen_auc,
        early,
        later,
        cases.bad.size,
        (rates[0], rates[1]),
        (results[0], results[1]),
        list(by_origin(there, risks)),
    )


def stand(frame: Frame, day: int) -> Origin:
    """What was known at a month end, and what came of it."""
    then = known_at(frame, day)
    points: dict[Account, float] = {}
    for alert in alerts_of(then, {}, packaged_credit(), day):
        if alert.scope == "customer":
            account = (alert.customer_id, alert.currency)
            points[account] = points.get(account, 0.0) + LEVELS.index(alert.level) + 1
    month = last_month(then, day)
    signals = {
        account: {
            ALERTS: points.get(account, 0.0),
            INDEX: -late.pay_index,
            SHARE: month.get(account, 0.0),
            FLAG: float(month.get(account, 0.0) > 0),
        }
        for account, late in sorted(lateness(then, day).items())
    }
    did = outcomes(frame, day)
    return Origin(
        day,
        experiences(then, day),
        signals,
        {account: (one.late, one.late_on_average) for account, one in did.items()},
    )


def last_month(then: Frame, day: int) -> dict[Account, float]:
    """The share of the invoices settled in the calendar month up to a day that were late."""
    first = day - from_serial(day).day + 1
    counts: dict[Account, list[int]] = {}
    settled = settled_in_full(then)
    for customer_id, currency, paid_on, delay in settled.select(
        "customer_id", "currency", "paid_on", "delay"
    ).iter_rows():
        if first <= paid_on <= day:
            counts.setdefault((customer_id, currency), []).append(int(delay > 0))
    return {account: sum(late) / len(late) for account, late in counts.items()}


def best(there: Sequence[Origin]) -> tuple[Weights, float]:
    """The weights with the highest AUC for the first outcome; of equals the first of the grid."""
    cases = cases_of(there, 0)
    tried = []
    for weights in GRID:
        rated = [scored(dict(one.told), weights) for one in there]
        tried.append((auc(risk_of(there, rated, SCORE), cases.bad), weights))
    highest = max(tried, key=lambda one: round(one[0], 6))
    return highest[1], highest[0]


def cases_of(there: Sequence[Origin], outcome: int) -> Cases:
    """All customers at all origins."""
    names = {name: n for n, name in enumerate(sorted({a for o in there for a in o.accounts}))}
    rows = [
        (place, names[account], one.did[account][outcome])
        for place, one in enumerate(there)
        for account in one.accounts
    ]
    origin, customer, bad = zip(*rows, strict=True)
    return Cases(np.array(origin), np.array(customer), np.array(bad))


def risk_of(
    there: Sequence[Origin], rated: Sequence[Mapping[Account, float]], name: str
) -> Numbers:
    """The risk that a signal shows, in the order of the cases."""
    return np.array(
        [
            scores[account] if name == SCORE else one.signals[account][name]
            for one, scores in zip(there, rated, strict=True)
            for account in one.accounts
        ]
    )


def result(
    name: str,
    risks: Mapping[str, Numbers],
    cases: Cases,
    drawn: Sequence[tuple[np.ndarray, Cases]],
    base: Sequence[float],
) -> Result:
    """The figures of one signal with their intervals; the draws are the same for all."""
    risk = risks[name]
    value = auc(risk, cases.bad)
    values = [auc(risk[places], some.bad) for places, some in drawn]
    leads = [one - other for one, other in zip(values, base, strict=True)]
    hits = [precision(risk[places], some) for places, some in drawn]
    return Result(
        name,
        interval(value, values),
        interval(value - auc(risks[INDEX], cases.bad), leads),
        interval(precision(risk, cases), hits),
    )


def by_origin(
    there: Sequence[Origin], risks: Mapping[str, Numbers]
) -> Iterator[tuple[int, int, int, float, float, float]]:
    """Day, customers, late ones, and the AUC of the score, of PAY_INDEX and of the naive share."""
    cases = cases_of(there, 0)
    for place, one in enumerate(there):
        here = cases.origin == place
        bad = cases.bad[here]
        aucs = [auc(risks[name][here], bad) for name in (SCORE, INDEX, SHARE)]
        yield one.day, int(here.sum()), int(bad.sum()), aucs[0], aucs[1], aucs[2]


BY_ORIGIN: Final = ("origin", "customers", "late", f"AUC {SCORE}", f"AUC {INDEX}", f"AUC {SHARE}")


def summary(found: Walk) -> str:
    """How the walk went, in a few sentences."""
    rates = " and ".join(f"{rate:.1%}" for rate in found.rates)
    return (
        f"Chosen on the origins {span(found.chosen_by)}: {told(found.chosen)}; AUC there "
        f"{found.chosen_auc:.3f}. Reported on the origins {span(found.reported)}: "
        f"{found.cases} cases, of which {rates} did badly by the two outcomes."
    )


def told(weights: Weights) -> str:
    """What counts how much, in words."""
    forgets = weights.half_life_days < GRID[-1].half_life_days
    return ", ".join(
        (
            f"half-life {weights.half_life_days:.0f} days"
            if forgets
            else "nothing of the year fades",
            "weighted by amount" if weights.by_amount else "each invoice alike",
            f"{weights.trend:.0%} of the trend carried on"
            if weights.trend
            else "no trend carried on",
            f"{weights.shrink:g} payments of the average customer added",
        )
    )


def span(days: Sequence[int]) -> str:
    """The first and the last of some days."""
    first, last = from_serial(days[0]), from_serial(days[-1])
    return f"{first} to {last} ({len(days)})"


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """The figures as a terminal shows them."""
    made = Table(title=title, title_justify="left")
    for place, header in enumerate(headers):
        made.add_column(header, justify="right" if place else "left", no_wrap=not place)
    for row in rows:
        made.add_row(*row)
    return made


def cells(one: Result) -> list[str]:
    """The figures of one signal as text."""
    lead = one.lead
    return [
        one.signal,
        f"{one.auc.value:.3f}",
        f"{one.auc.low:.3f} to {one.auc.high:.3f}",
        "" if one.signal == INDEX else f"{lead.value:+.3f} ({lead.low:+.3f} to {lead.high:+.3f})",
        f"{one.precision.value:.1%}",
        f"{one.precision.low:.1%} to {one.precision.high:.1%}",
    ]


def origin_cells(row: tuple[int, int, int, float, float, float]) -> list[str]:
    """The figures of one origin as text."""
    day, customers, late, *aucs = row
    return [str(from_serial(day)), str(customers), str(late), *(f"{one:.3f}" for one in aucs)]


def page(found: Walk) -> str:
    """The page for the documentation."""
    lines = [
        "<!-- generated by python -m benchmarks.warning_walk --markdown; do not edit -->",
        "# Do warnings tell who is going to pay late?",
        "",
        summary(found),
        "",
    ]
    for title, results in zip(OUTCOMES, found.results, strict=True):
        lines += [f"## Outcome: {title}", "", *markdown(HEADERS, map(cells, results)), ""]
    lines += ["## By origin, first outcome", ""]
    lines += [*markdown(BY_ORIGIN, map(origin_cells, found.by_origin)), "", *NOTES, ""]
    return "\n".join(lines)


def markdown(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table as lines of Markdown."""
    all_rows = [headers, ("---", *["---:"] * (len(headers) - 1)), *rows]
    return [f"| {' | '.join(row)} |" for row in all_rows]


if __name__ == "__main__":
    raise SystemExit(main())

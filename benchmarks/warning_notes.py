"""What is said beside the figures of the walk: how to read them, what they say and what not."""

from __future__ import annotations

from typing import Final

from benchmarks.warning_cases import WINDOW_DAYS
from benchmarks.warning_statistics import RESAMPLES, SEED

FIRST_RUN: Final = (
    "- In a first run it was up for choice whether overdue items count. The first half left them "
    "out: AUC there 0.887 against 0.886; on the reported half 0.875 against 0.876. That they count "
    "was then fixed by judgement, after the figures of the reported half had been seen: in this "
    "ledger everybody pays in the end, so that it cannot tell what it is worth to see who stops."
)
"""A choice that was not made by the first half alone, with the figures of both ways."""

NOTES: Final = (
    "## How to read the figures",
    "",
    "- AUC: the chance that a customer who did badly was ranked above one who did not. Precision: "
    "of the tenth of the customers that a signal ranks first at an origin, how many did badly; "
    "ties count in part.",
    f"- Intervals: percentile bootstrap over customers, each with all its origins, {RESAMPLES:,} "
    f"draws, seed {SEED}, the same draws for all signals. Cases of one customer are nearly the "
    "same from month to month, so that cases alone are no sample.",
    "- Who is ranked: customers that had settled an invoice within the year before, and of whose "
    f"invoices one fell due early enough in the {WINDOW_DAYS} days to be judged.",
    "- No leakage: each signal gets a ledger from which later invoices and payments are cut. The "
    "weights of the score are chosen by the AUC of the first outcome on origins whose "
    f"{WINDOW_DAYS} days were over when the reported origins begin.",
    "",
    "## What it says",
    "",
    "- The warning score and PAY_INDEX rank alike: the interval of their difference holds 0. Both "
    "are means of a year's lateness, and that is what tells in this ledger: customers keep their "
    "habits. Both are far better than looking at last month alone.",
    "- The trend adds nothing here: of those that could be carried on the choice fell on none. No "
    "customer of this ledger drifts into trouble; all invoices are paid within 45 days of "
    "their due date. It cannot show what early warning is for.",
    "- The alerts themselves lose as a ranking, even against the naive baseline. Most customers "
    "have none at an origin, and the trends among them add nothing here. Whoever wants an "
    "order of customers takes the score; an alert says that a threshold is passed.",
    "",
    "## What it cannot show",
    "",
    "- One public sample ledger of 100 customers over two years, every invoice settled: no "
    "default, no credit limits, no statements, no soft signals. Indicators that need those are "
    "not tried.",
    "- The reported half is later than the other, but not untouched: while the score was designed, "
    "candidate signals were looked at on both halves. Its weights come from the first half alone.",
    FIRST_RUN,
    "- Disputes are flags without a day; they are hidden from all signals.",
)

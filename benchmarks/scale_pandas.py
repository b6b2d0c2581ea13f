"""The portfolio table as a person who knows pandas writes it: columns at a time, one groupby."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.scale_sql import LADDER, PERIOD_DAYS

COLUMNS = (
    *("customer_id", "customer", "currency", "issued", "due"),
    *("amount", "paid", "paid_on", "disputed"),
)
POINTS = (
    (-30, -20, 0, 15, 22, 30, 60, 90, 120, 180),
    (100, 90, 80, 70, 60, 50, 40, 30, 20, 1),
)
"""The pay index by days late."""


def portfolio(files: Sequence[Path], as_of: int) -> pd.DataFrame:
    """The columns of ``ledger.customers.portfolio_table``, in no order."""
    read = [pd.read_parquet(file, columns=list(COLUMNS)) for file in files]
    ledger = read[0] if len(read) == 1 else pd.concat(read, ignore_index=True)
    ledger = ledger[ledger["issued"] <= as_of]
    spellings = ledger.groupby(["customer_id", "customer"], sort=False).size().reset_index(name="n")
    names = spellings.sort_values(["n", "customer"], ascending=[False, True])
    names = names.drop_duplicates("customer_id")[["customer_id", "customer"]]

    paid_on, year = ledger["paid_on"], as_of - 365
    rest = ledger["amount"] - ledger["paid"].where(paid_on <= as_of, 0)
    paid_lately = (ledger["paid"] != 0) & (paid_on > year) & (paid_on <= as_of)
    kept = (rest != 0) | (ledger["issued"] > year) | paid_lately
    rows = ledger[kept]
    figures = _figures(rows, rest[kept].to_numpy(), as_of)
    accounts = pd.DataFrame({**rows[["customer_id", "currency"]], **figures})
    grouped = accounts.groupby(["customer_id", "currency"], sort=False)
    largest = ["oldest", "longest"]
    found = grouped[[name for name in accounts.columns[2:] if name not in largest]].sum()
    found = found.join(grouped[largest].max()).reset_index()
    return _told(found.merge(names, on="customer_id"), as_of)


def _figures(rows: pd.DataFrame, rest: Any, as_of: int) -> dict[str, Any]:
    """What each row contributes."""
    due, amount = rows["due"].to_numpy(), rows["amount"].to_numpy()
    paid, paid_on = rows["paid"].to_numpy(), rows["paid_on"].to_numpy()
    dated, owed, late = due >= 0, np.maximum(rest, 0), as_of - due
    free = dated & (rest > 0) & (rows["disputed"].to_numpy() == 0)
    settled = (amount > 0) & (paid >= amount) & dated & (paid_on > as_of - 365) & (paid_on <= as_of)
    delay, weight = np.where(settled, paid_on - due, 0), np.where(settled, amount, 0)
    bucket = np.where(dated, np.digitize(late, (1, 31, 61, 91)), 5)
    chased = free & (late >= LADDER[0])
    return {
        "items": rest != 0,
        "open": rest,
        "disputed": np.where(rows["disputed"].to_numpy() == 1, owed, 0),
        **{f"bucket_{number}": np.where(bucket == number, owed, 0) for number in range(5)},
        "undated": np.where(bucket == 5, owed, 0),
        "sales": np.where(rows["issued"].to_numpy() > as_of - PERIOD_DAYS, amount, 0),
        "settled": settled,
        "late": settled & (delay > 0),
        "delay": delay,
        "settled_amount": weight,
        "late_days": weight * delay,
        "points": weight * np.interp(delay, *POINTS),
        "chased": np.where(chased, owed, 0),
        "chased_items": chased,
        "oldest": np.where(dated & (rest > 0), np.maximum(late, 0), 0),
        "longest": np.where(free, late, _NEVER),
    }


_NEVER = -1_000_000


def _told(found: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """Ratios and stages of the accounts, and the columns in order."""
    sales = found["sales"].where(found["sales"] > 0)
    found["overdue"] = found[[f"bucket_{number}" for number in range(1, 5)]].sum(axis=1)
    found["owed"] = found["overdue"] + found["bucket_0"] + found["undated"]
    found["unapplied"] = found["open"] - found["owed"]
    not_due = found["open"] - found["overdue"]
    found["dso"] = (found["open"] / sales * PERIOD_DAYS).where(found["open"] >= 0)
    found["best_dso"] = (not_due / sales * PERIOD_DAYS).where(not_due >= 0)
    weight = found["settled_amount"].where(found["settled"] > 0)
    found["mean_days_late"] = found["delay"] / found["settled"].where(found["settled"] > 0)
    found["days_beyond_terms"] = found["late_days"] / weight
    found["pay_index"] = found["points"] / weight

    longest = found["longest"].to_numpy()
    known, stage = longest != _NEVER, np.searchsorted(LADDER, longest, side="right")
    first_due, steps = as_of - longest, np.array([0, *LADDER, 0])
    found["stage"] = found["level"] = stage
    found["since"] = np.where(stage > 0, first_due + steps[stage], -1)
    further = known & (stage < len(LADDER))
    found["next_level"] = np.where(further, stage + 1, 0)
    found["next_on"] = np.where(further, first_due + steps[np.minimum(stage + 1, 5)], -1)
    found["chased_oldest"] = np.maximum(longest, 0)
    return found[
        [
            *("customer_id", "customer", "currency", "items", "open", "owed", "overdue"),
            *("disputed", "unapplied", "oldest"),
            *(f"bucket_{number}" for number in range(5)),
            *("undated", "sales", "dso", "best_dso", "settled", "late"),
            *("mean_days_late", "days_beyond_terms", "pay_index"),
            *("stage", "level", "since", "next_level", "next_on"),
            *("chased", "chased_items", "chased_oldest"),
        ]
    ]

"""Small customers' files and a ledger for the commands about credit, with their numbers by hand.

Beispiel GmbH (1001) is that of ``decision_cases``: score 69.75, grade 5, seen on 30 June 2026.
Its own limit is EUR 30,000, the insurer's EUR 25,000. Of the ledger:

- I-1, 10,000, due 31 March, paid on 2 April: two days late, within the five that count as in time;
- I-2, 20,000, due 31 May: 30 days past due, and not more than the 30 that stop supply;
- I-3, 15,000, due 10 July.

So 35,000 are open, 20,000 overdue, and the highest balance paid in time is 10,000.

Limit, each method times 0.8 (grade 5):
  tangible net worth (760,000 - 60,000) * 0.1 = 70,000 -> 56,000
  working capital (1,080,000 - 800,000) * 0.15 = 42,000 -> 33,600
  turnover 4,000,000 * 0.05 = 200,000 -> 160,000; references 50,000 -> 40,000
  highest balance paid in time 10,000 -> 8,000, where there is a ledger
  insurer 25,000
Without the ledger the insurer's 25,000 bind, with it the 8,000. Terms of grade 5: 45 days, no
prepayment, insurance required. Next review: 183 days on is 30 December, the quarter ends on
30 September.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

DAY: Final = "2026-06-30"
BALANCE, LOOKED = "2025-12-31", "2026-05-15"

Row = tuple[str, ...]
HEADER: Final = ("customer_id", "item", "value", "date", "until", "currency", "source")

STATEMENT: Final = {
    "total_assets": 2_000_000, "current_assets": 1_080_000, "current_liabilities": 800_000,
    "total_liabilities": 1_240_000, "equity": 760_000, "retained_earnings": 300_000,
    "ebit": 140_000, "operating_cash_flow": 120_000, "revenue": 4_000_000,
    "intangible_assets": 60_000,
}  # fmt: skip

BEISPIEL: Final[tuple[Row, ...]] = (
    ("1001", "name", "Beispiel GmbH"),
    ("1001", "legal_id", "HRB 77", LOOKED),
    ("1001", "registry_status", "active", LOOKED),
    ("1001", "country", "DE", LOOKED),
    ("1001", "founded", "2015-01-01", LOOKED),
    ("1001", "customer_since", "2020-01-01"),
    ("1001", "statements", "audited", BALANCE),
    *(("1001", item, str(amount), BALANCE, "", "EUR") for item, amount in STATEMENT.items()),
    ("1001", "bank_line", "100000", LOOKED, "", "EUR", "Bank"),
    ("1001", "bank_line_used", "70000", LOOKED, "", "EUR", "Bank"),
    ("1001", "litigation", "0", LOOKED, "", "EUR"),
    ("1001", "ownership_change", "over_year", LOOKED),
    ("1001", "order_fulfilment", "0.96", LOOKED),
    ("1001", "days_beyond_terms", "8", LOOKED),
    ("1001", "reference_limit", "50000", LOOKED, "", "EUR", "A"),
    ("1001", "annual_purchases", "480000", LOOKED, "", "EUR"),
    ("1001", "own_limit", "30000", "2026-01-01", "2026-12-31", "EUR", "Ann"),
    ("1001", "insured_limit", "25000", "2026-01-01", "", "EUR", "Insurer"),
    ("1001", "group", "Beispiel"),
)
SERVICE: Final[tuple[Row, ...]] = (
    ("1002", "name", "Beispiel Service GmbH"),
    ("1002", "group", "Beispiel"),
)
DISSOLVED: Final[tuple[Row, ...]] = (
    ("2001", "name", "Alte AG"),
    ("2001", "registry_status", "dissolved", LOOKED),
    ("2001", "extension_request", "30", "2026-06-01"),
    ("2001", "foo", "3", "2026-06-01"),
)
OURS: Final[tuple[Row, ...]] = (
    ("own", "bank_line", "500000", LOOKED, "", "EUR", "Bank"),
    ("own", "bank_line_used", "480000", LOOKED, "", "EUR", "Bank"),
)
EVERYBODY: Final = (*BEISPIEL, *SERVICE, *DISSOLVED, *OURS)

LEDGER: Final = """\
Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount,Paid,Paid on
I-1,1001,Beispiel GmbH,EUR,2026-03-01,2026-03-31,10000,10000,2026-04-02
I-2,1001,Beispiel GmbH,EUR,2026-05-01,2026-05-31,20000,,
I-3,1001,Beispiel GmbH,EUR,2026-06-10,2026-07-10,15000,,
I-4,1002,Beispiel Service GmbH,EUR,2026-06-01,2026-07-01,5000,,
I-5,2001,Alte AG,EUR,2026-01-01,2026-01-31,7000,,
I-6,3001,Neu SA,EUR,2026-06-01,2026-07-01,900,,
"""


def facts_file(folder: Path, rows: Iterable[Row] = EVERYBODY, name: str = "facts.csv") -> Path:
    """A file of facts; a row may end early."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [HEADER, *((*row, *[""] * (len(HEADER) - len(row))) for row in rows)]
        )
    return path


def ledger_file(folder: Path, text: str = LEDGER, name: str = "ledger.csv") -> Path:
    """The ledger."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def firm_file(folder: Path, text: str = '[company]\ninsurance = "extension-sixty"\n') -> Path:
    """A firm's file, insured on terms that bear 90 % and wait 60 days, unless it says otherwise."""
    path = folder / "firm.toml"
    path.write_text(text, encoding="utf-8")
    return path

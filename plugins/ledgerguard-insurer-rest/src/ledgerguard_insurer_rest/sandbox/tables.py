"""The sandbox's database: its tables, and the companies that it knows."""

from __future__ import annotations

from typing import Final

SCHEMA: Final = """
CREATE TABLE clients (
  id TEXT PRIMARY KEY, digest TEXT NOT NULL, failures INTEGER NOT NULL DEFAULT 0,
  locked INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE tokens (digest TEXT PRIMARY KEY, client TEXT NOT NULL, until REAL NOT NULL);
CREATE TABLE buyers (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, legal_id TEXT NOT NULL,
  grade INTEGER NOT NULL, appetite TEXT NOT NULL, mood TEXT NOT NULL
);
CREATE TABLE policies (number TEXT PRIMARY KEY);
CREATE TABLE submissions (
  id TEXT PRIMARY KEY, number INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
  policy TEXT NOT NULL, buyer TEXT NOT NULL, amount TEXT, currency TEXT NOT NULL,
  payload TEXT NOT NULL, received REAL NOT NULL, state TEXT NOT NULL, decision TEXT,
  granted TEXT, note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX submissions_key ON submissions (key);
CREATE TABLE covers (
  buyer TEXT NOT NULL, policy TEXT NOT NULL, kind TEXT NOT NULL, decision TEXT NOT NULL,
  amount TEXT NOT NULL, currency TEXT NOT NULL, valid_from TEXT, valid_to TEXT,
  condition TEXT NOT NULL DEFAULT '', PRIMARY KEY (buyer, policy, kind)
);
CREATE TABLE events (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, at TEXT NOT NULL,
  kind TEXT NOT NULL, reference TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE webhook (
  one INTEGER PRIMARY KEY CHECK (one = 1), url TEXT NOT NULL,
  style TEXT NOT NULL, delivered INTEGER NOT NULL
);
"""

POLICIES: Final = ("P-1", "4711")

BUYERS: Final = (
    # id, name, country, legal id, grade (1 is best), appetite, mood
    ("B-1", "Northwind Traders GmbH", "DE", "DE811569869", 3, "500000", ""),
    ("B-2", "Huadong Valve Co., Ltd.", "CN", "91310000MA1K35T12X", 5, "200000", ""),
    ("B-3", "Vinet Boissons SARL", "FR", "FR40303265045", 8, "0", "refuses"),
    ("B-4", "Hanari Carnes SA", "BR", "12345678000195", 6, "80000", "asks"),
    ("B-5", "Blauer See Delikatessen KG", "DE", "DE136695976", 4, "150000", "conditions"),
    ("B-6", "Blauer See Transport KG", "DE", "DE136695968", 0, "50000", ""),
)
"""Companies with invented numbers. Grade 0: the office has none."""

COVERS: Final = (
    ("B-1", "P-1", "permanent", "approved", "300000.00", "EUR", "2026-01-01", None, ""),
    ("B-1", "P-1", "temporary", "approved", "50000.00", "EUR", "2026-06-01", "2026-09-30", ""),
    ("B-2", "P-1", "permanent", "reduced", "120000.00", "CNY", "2025-07-01", None, ""),
    ("B-3", "P-1", "permanent", "refused", "0.00", "EUR", None, None, ""),
    ("B-4", "P-1", "permanent", "investigating", "0.00", "USD", None, None, ""),
    (
        "B-5", "P-1", "permanent", "conditional", "90000.00", "EUR", "2026-02-01", None,
        "only with the accounts of 2025",
    ),
    ("B-5", "P-1", "top-up", "cancelled", "0.00", "EUR", "2025-01-01", "2025-12-31", ""),
    ("B-6", "P-1", "discretionary", "approved", "20000.00", "EUR", None, None, ""),
)  # fmt: skip

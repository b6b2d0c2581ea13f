"""A ledger at many days in one pass: its agings, and what moved from bucket to bucket."""

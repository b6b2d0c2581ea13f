"""What was decided and done, as a log in SQLite: append-only, every row chained to the last."""

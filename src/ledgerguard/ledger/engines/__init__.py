"""The engines that a ledger program runs on: pandas, Polars, DuckDB and Spark."""

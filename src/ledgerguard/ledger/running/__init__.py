"""A run over a ledger of any size: open, clean, allocate, compute tables, write them down."""

"""A table of payments, allocated to the invoices of a ledger of any size."""

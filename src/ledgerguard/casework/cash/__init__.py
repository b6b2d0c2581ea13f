"""Cash from the ledger: how late customers pay, and when the open items are likely to come in."""

"""How a ledger is read: from bytes to rows, columns, dates, amounts and one clean frame.

:mod:`ledgerguard.ledger.read` is its face; :mod:`.clean` says what happens in which order.
"""

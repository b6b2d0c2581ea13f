"""Trade-credit control inside the spreadsheet.

The formulas live in :mod:`ledgerguard.formulas`; :mod:`ledgerguard.catalogue` lists them all.
"""

__version__ = "0.1.0"

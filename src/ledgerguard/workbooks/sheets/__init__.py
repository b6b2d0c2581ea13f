"""The sheets of the cockpit, one module each; :mod:`ledgerguard.workbooks.cockpit` binds them."""

"""What other packages bring: hooks, and who may run (see :mod:`ledgerguard.plugin.manager`)."""

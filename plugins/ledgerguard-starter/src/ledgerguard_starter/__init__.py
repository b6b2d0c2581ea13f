"""A plugin for ledgerguard: :mod:`ledgerguard_starter.plugin` says what it brings."""

"""A credit insurer to practise with, which behaves badly on demand.

``python -m ledgerguard_insurer_rest.sandbox`` serves it. ``office`` is what it does, over SQLite;
``app`` and ``meridian`` are two interfaces to it, ``faults`` is how they misbehave. Needs the extra
``sandbox`` of the package.
"""

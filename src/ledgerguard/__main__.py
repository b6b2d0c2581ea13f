"""``python -m ledgerguard``."""

from ledgerguard.cli import app

app(prog_name="ledgerguard")

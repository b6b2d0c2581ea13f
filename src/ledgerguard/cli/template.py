"""``ledgerguard template``: workbooks that people build on."""

from __future__ import annotations

from typing import Final

import typer

from ledgerguard.cli import template_lint, template_retarget

app: Final = typer.Typer(
    no_args_is_help=True, help="Workbooks to build on: checked, and moved between programs."
)
app.command("lint")(template_lint.lint)
app.command("retarget")(template_retarget.retarget)

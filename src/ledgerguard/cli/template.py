"""``ledgerguard template``: workbooks that people build on."""

from __future__ import annotations

from typing import Final

import typer

from ledgerguard.cli import template_build, template_lint, template_retarget

app: Final = typer.Typer(
    no_args_is_help=True,
    help="Workbooks to build on: built, filled, checked, and moved between programs.",
)
app.command("list")(template_build.list_templates)
app.command("build")(template_build.build)
app.command("fill")(template_build.fill)
app.command("clear")(template_build.clear)
app.command("lint")(template_lint.lint)
app.command("retarget")(template_retarget.retarget)

"""``ledgerguard plugins new``: a plugin of one's own, copied from the starter."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledgerguard.testing.copying import copy, names_of


def new(
    package: Annotated[str, typer.Argument(help="Its name, as pip will know it: acme-risk.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder; a new one of that name unless given.")
    ] = None,
    prefix: Annotated[
        str, typer.Option("--prefix", help="Of its formulas: ACME makes ACME_LATE_SHARE.")
    ] = "",
) -> None:
    """Make a plugin of your own: a scorer, an insurer's connector, a formula and their tests."""
    names = names_of(package, prefix)
    folder = Path(package) if out is None else out
    count = len(copy(names, folder))
    typer.echo(f"{count} files of {names.package} written into {folder}")
    typer.echo(f'next: python -m pip install -e "{folder}[dev]"')
    typer.echo(f"then: python -m pytest {folder}")
    typer.echo(f"and:  ledgerguard eval '{names.prefix}_LATE_SHARE(25000, 100000)'")

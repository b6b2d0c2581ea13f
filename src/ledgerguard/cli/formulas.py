"""``ledgerguard formulas``: the list of all formulas, and the whole help of one."""

from __future__ import annotations

import difflib
import textwrap
from typing import Annotated

import typer

from ledgerguard.cells.spelling import bare
from ledgerguard.cli.console import Column, print_json, print_table
from ledgerguard.cli.reference import by_subject, help_text, markdown, record
from ledgerguard.errors import InvalidValue


def formulas(
    name: Annotated[
        str | None, typer.Argument(help="A formula, such as DSO or LG_DSO, for its whole help.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a script.")] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the reference page, docs/formulas.md.")
    ] = False,
) -> None:
    """List the formulas by subject, or explain one of them."""
    from ledgerguard.catalogue import packaged

    catalogue = packaged()
    if name is not None:
        formula = catalogue.get(bare(name))
        if formula is None:
            near = difflib.get_close_matches(bare(name), catalogue, n=3, cutoff=0.4)
            raise InvalidValue(
                f"there is no formula {name}",
                hint=f"did you mean {' or '.join(near)}?" if near else "ledgerguard formulas",
            )
        if as_json:
            print_json(record(formula))
        else:
            typer.echo(help_text(formula))
    elif as_json:
        print_json([record(formula) for formula in catalogue.values()])
    elif as_markdown:
        typer.echo(markdown(catalogue), nl=False)
    else:
        for subject, members in by_subject(catalogue).items():
            rows = [[formula.signature, formula.summary] for formula in members]
            wrapped = [
                ["\n".join(textwrap.wrap(s, 60, subsequent_indent="    ")), t] for s, t in rows
            ]
            print_table([Column(subject), Column("")], wrapped)
        typer.echo(f"{len(catalogue)} formulas. The whole help of one: ledgerguard formulas DSO")

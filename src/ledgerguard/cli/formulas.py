"""``ledgerguard formulas``: the list of all formulas, and the whole help of one."""

from __future__ import annotations

import difflib
import textwrap
from typing import Annotated

import typer

from ledgerguard.catalogue import packaged
from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import bare
from ledgerguard.cells.subjects import by_subject
from ledgerguard.cli.console import Column, print_json, print_table
from ledgerguard.cli.options import Lang
from ledgerguard.cli.reference import help_text, markdown, record
from ledgerguard.errors import InvalidValue
from ledgerguard.translation import texts, translated


def formulas(
    name: Annotated[
        str | None, typer.Argument(help="A formula, such as DSO or LG_DSO, for its whole help.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a script.")] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the reference page, docs/formulas.md.")
    ] = False,
    lang: Lang = "en",
) -> None:
    """List the formulas by subject, or explain one of them."""
    # the reference page tells of ledgerguard alone, whatever is installed beside it
    catalogue, say = functions(packaged() if as_markdown else None), texts(lang)
    if name is not None:
        formula = catalogue.get(bare(name))
        if formula is None:
            near = difflib.get_close_matches(bare(name), catalogue, n=3, cutoff=0.4)
            raise InvalidValue(
                f"there is no formula {name}",
                hint=f"did you mean {' or '.join(near)}?" if near else "ledgerguard formulas",
            )
        if as_json:
            print_json(record(formula, lang))
        else:
            typer.echo(help_text(formula, lang))
    elif as_json:
        print_json([record(formula, lang) for formula in catalogue.values()])
    elif as_markdown:
        typer.echo(markdown(catalogue, lang), nl=False)
    else:
        for subject, members in by_subject(catalogue).items():
            rows = [[f.signature, translated(f, lang).summary] for f in members]
            wrapped = [
                ["\n".join(textwrap.wrap(s, 60, subsequent_indent="    ")), t] for s, t in rows
            ]
            print_table([Column(say(subject)), Column("")], wrapped)
        words = say("{count} formulas. The whole help of one: ledgerguard formulas DSO")
        typer.echo(words.format(count=len(catalogue)))

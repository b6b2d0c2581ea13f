"""``ledgerguard policy``: an example to begin with, a check, and what holds for whom and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import attrs
import typer

from ledgerguard.cli import options
from ledgerguard.cli.console import Column, is_number, print_json, print_table, spoken
from ledgerguard.errors import InvalidValue

app = typer.Typer(no_args_is_help=True, help="The firm's policy: ladders, insurance, settings.")


@app.command()
def example() -> None:
    """Print a firm's file with comments, to begin with."""
    from ledgerguard.policy.firm import EXAMPLE

    typer.echo(EXAMPLE.read_text(encoding="utf-8"), nl=False)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The firm's file.")],
) -> None:
    """Check a firm's file: all its faults, each with line, key and mend. Exit code 1 with any."""
    from ledgerguard.policy.firm import load_policy
    from ledgerguard.policy.schema import FaultyPolicy

    try:
        policy = load_policy(file)
    except FaultyPolicy as faulty:
        for fault in faulty.faults:
            typer.echo(f"{fault}\n  {fault.mend}" if fault.mend else str(fault))
        typer.echo(f"{len(faulty.faults)} fault{'s' * (len(faulty.faults) != 1)}")
        raise typer.Exit(1) from None
    typer.echo(
        f"{file.name}: no fault; {len(policy.ladders)} ladders, {len(policy.insurances)} insurance "
        f"policies, {len(policy.named_customers)} customers; version {policy.version[:12]}"
    )


@app.command()
def ladders(policy_name: options.PolicyName = None, language: options.Lang = "en") -> None:
    """Show the ladders, level by level."""
    from ledgerguard.policy.firm import load_policy

    columns = [
        Column("level", right=True),
        Column("days", right=True),
        Column("counted from"),
        Column("action"),
        Column("letter"),
        Column("channels"),
        Column("owner"),
        Column("approval"),
    ]
    for name, ladder in load_policy(policy_name).ladders.items():
        rows = [
            [
                str(number),
                f"{level.days:+d}",
                level.counted_from,
                level.action.in_language(language),
                level.letter,
                ", ".join(level.channels),
                level.owner,
                level.approval,
            ]
            for number, level in enumerate(ladder.levels, 1)
        ]
        print_table(columns, rows, title=name)
        typer.echo(f"source: {ladder.source}\n")


@app.command()
def credit(
    part: Annotated[
        str,
        typer.Argument(
            help="grades, scorecard, knock-outs, limits, approvals, charter, freshness, countries, "
            "warnings, targets or profiles; the list of them when left out.",
        ),
    ] = "",
    policy_name: options.PolicyName = None,
    industry: Annotated[
        str,
        typer.Option("--industry", metavar="NAME", help="With the profile of an industry."),
    ] = "",
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show the credit policy, part by part: to whom we sell on credit, how much, who decides."""
    from ledgerguard.policy.credit_policy import credit_of
    from ledgerguard.policy.credit_tables import part_table
    from ledgerguard.policy.credit_words import PARTS
    from ledgerguard.policy.firm import load_policy
    from ledgerguard.policy.schema import nearest

    if part and part not in PARTS:
        raise InvalidValue(
            f"part must be one of {', '.join(PARTS)}, got {part!r}",
            hint=nearest(part, PARTS) or "leave it out for the list of the parts",
        )
    policy = load_policy(policy_name)
    header, *rows = part_table(part, credit_of(policy, industry), policy.credit_book, language)
    if as_json:
        print_json([dict(zip(map(str, header), row, strict=True)) for row in rows])
        return
    columns = [
        Column(str(title), right=any(is_number(row[place]) for row in rows))
        for place, title in enumerate(header)
    ]
    title = PARTS[part][language] if part else ""
    print_table(columns, [[spoken(cell) for cell in row] for row in rows], title=title)


@app.command()
def show(
    policy_name: options.PolicyName = None,
    customer: Annotated[str, typer.Option("--customer", metavar="ID", help="A customer.")] = "",
    invoice: Annotated[str, typer.Option("--invoice", metavar="NO", help="An invoice.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Show what holds for a customer or an invoice, and where each value comes from."""
    from ledgerguard.policy.firm import load_policy

    settings = load_policy(policy_name).settings(customer, invoice)
    names = [field.name for field in attrs.fields(type(settings)) if field.name != "origins"]
    found = {name: (getattr(settings, name), settings.origin(name)) for name in names}
    if as_json:
        print_json({name: {"value": v, "from": origin} for name, (v, origin) in found.items()})
        return
    columns = [Column("setting"), Column("value"), Column("from")]
    print_table(columns, [[name, _words(v), origin] for name, (v, origin) in found.items()])


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {amount:g}" for key, amount in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)

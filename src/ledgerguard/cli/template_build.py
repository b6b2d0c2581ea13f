"""``ledgerguard template list|build|fill|clear``: the packaged templates as workbooks."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table, spoken, working
from ledgerguard.cli.ledger import read
from ledgerguard.cli.tabular import sheets
from ledgerguard.cli.workbook import HostOption, Out, workbook_path
from ledgerguard.errors import InvalidValue
from ledgerguard.units import Language

if TYPE_CHECKING:
    from ledgerguard.workbooks import Data, Draft, Template

Name = Annotated[str, typer.Argument(help="The template: ledgerguard template list.")]


def list_templates(language: options.Lang = "en", as_json: options.AsJson = False) -> None:
    """Show the templates and the data that each takes."""
    from ledgerguard.translation import texts
    from ledgerguard.workbooks.templates import templates

    say = texts(language)
    rows = [[t.name, say(t.title), say(t.needs)] for t in templates().values()]
    if as_json:
        print_json([dict(zip(("name", "title", "needs"), row, strict=True)) for row in rows])
        return
    print_table([Column("template"), Column("what it is"), Column("what it needs")], rows)


def build(
    name: Name, out: Out, host: HostOption = "desktop", language: options.Lang = "en"
) -> None:
    """Build a template with its sample data."""
    template = _template(name)
    _write(template, out, host, language, None)


def clear(
    name: Name, out: Out, host: HostOption = "desktop", language: options.Lang = "en"
) -> None:
    """Build a template without sample data: inputs blank, formulas ready."""
    template = _template(name)
    _write(template, out, host, language, template.blank())


def fill(
    name: Name,
    as_of: options.AsOf,
    out: Out,
    ledger: Annotated[
        str | None,
        typer.Option(
            "--ledger",
            metavar="FILE",
            parser=options.ledger_source,
            help="The ledger, where the template takes one: csv or xlsx with one row an invoice.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="The inputs, csv or xlsx: a name or label and its value in each row; a sheet "
            "that is called like a table holds its rows.",
        ),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(
            "--log",
            metavar="FILE",
            dir_okay=False,
            help="The log, where the template shows one: what it knows goes into the inputs.",
        ),
    ] = None,
    policy: options.PolicyName = None,
    host: HostOption = "desktop",
    language: options.Lang = "en",
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
) -> None:
    """Build a template with your own ledger or inputs, and say what ties out."""
    from ledgerguard.workbooks import Data
    from ledgerguard.workbooks.fill import filled

    template = _template(name)
    if template.takes_ledger and ledger is None:
        raise InvalidValue(f"{name} takes a ledger", hint="name it with --ledger FILE")
    if not template.takes_ledger and (ledger is not None or data is None):
        raise InvalidValue(f"{name} takes a file of its inputs", hint="name it with --data FILE")
    given = Data(as_of=as_of)
    if ledger is not None:
        source = read(ledger, date_order, pairs, currency, sheet, encoding, language)
        typer.echo(
            f"{len(source.frame):,} of {source.rows_read:,} rows counted; "
            f"{len(source.problems):,} problems (ledgerguard problems)"
        )
        given = dataclasses.replace(given, ledger=source, source=Path(source.source).name)
    if policy is not None:
        from ledgerguard.policy.firm import load_policy

        given = dataclasses.replace(given, policy=load_policy(policy))
    if data is not None:
        found = filled(
            template, sheets(data), dataclasses.replace(given, source=data.name), language
        )
        given = found.data
        if found.problems:
            header = ("sheet", "row", "input", "value", "problem")
            rows = [[p.sheet, str(p.row), p.field, p.value, p.problem] for p in found.problems]
            print_table([Column(title) for title in header], rows, title=data.name)
    if log is not None:
        given = _with_log(template, given, log, language)
    _write(template, out, host, language, given)


def _with_log(template: Template, given: Data, log: Path, language: Language) -> Data:
    from ledgerguard.cli.log_file import opened

    if template.from_log is None:
        raise InvalidValue(f"{template.name} shows no log", hint="leave --log out")
    with opened(log) as book:
        return template.from_log(given, book.rows(), language)


def _template(name: str) -> Template:
    from ledgerguard.workbooks.templates import template

    return template(name)


def _write(
    template: Template, out: Path, host: HostOption, language: Language, data: Data | None
) -> None:
    from ledgerguard.workbooks import write

    out = workbook_path(out)
    with working("building the workbook"):
        made = write(template, out, language=language, host=host, data=data)
    _say(made, out)


def _say(made: Draft, out: Path) -> None:
    """What was filled, and what ties out."""
    from ledgerguard.workbooks.finish import results

    figures = (Column("computed", right=True), Column("expected", right=True))
    print_table(
        [Column("check"), *figures, Column("")],
        [
            [found.label, _figure(found.computed), _figure(found.expected),
             "ties out" if found.holds else "DIFFERS"]
            for found in results(made)
        ],
    )  # fmt: skip
    cells = sum(one.filled for one in made.inputs)
    typer.echo(f"{cells:,} input cells filled, of {len(made.inputs)} inputs")
    typer.echo(f"workbook: {out}")


def _figure(value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:,.2f}"
    return spoken(value)  # type: ignore[arg-type]

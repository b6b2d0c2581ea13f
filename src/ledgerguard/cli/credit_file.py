"""``ledgerguard credit-file``: a blank customer's file to fill in, and a check of one."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ledgerguard.cli import credit_options, options
from ledgerguard.cli.console import Column, print_json, print_table, spoken
from ledgerguard.cli.credit_words import listed, word
from ledgerguard.cli.decision_words import shown_day, stacked
from ledgerguard.errors import InvalidValue, LedgerError
from ledgerguard.units import Cell, Language, serial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledgerguard.casework.customer_file.aliases import Merged
    from ledgerguard.casework.customer_file.facts import CustomerFile
    from ledgerguard.casework.customer_file.overview import FileLine
    from ledgerguard.policy.firm import Policy

app = typer.Typer(
    no_args_is_help=True,
    help="A customer's file: dated facts, one a row, from which credit decisions are made.",
)

_COLUMN = ("item", "value", "currency", "date", "age", "maximum", "state", "source", "note")


@app.command()
def template(
    out: Annotated[Path, typer.Argument(dir_okay=False, help="The .csv or .xlsx file to write.")],
    customer: Annotated[
        str,
        typer.Option(
            "--customer",
            metavar="ID",
            help="Id that stands in every row; left out, the file is about one and names none.",
        ),
    ] = "",
    currency: Annotated[
        str, typer.Option("--currency", metavar="CODE", help="Currency beside every amount.")
    ] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite a file.")] = False,
    language: options.Lang = "en",
) -> None:
    """Write a blank customer's file: every item with what it means and what may stand there.

    Rows that stay blank are passed over; a row may be copied for another year, bank or case.
    """
    from ledgerguard.casework.customer_file.template import template_rows
    from ledgerguard.cli.credit_desk import code

    kind = out.suffix.casefold()
    if kind not in (".csv", ".xlsx"):
        raise InvalidValue(
            f"a customer's file must be named .csv or .xlsx, got {out.name}",
            hint="the ending of the name says which kind is written",
        )
    if out.exists() and not replace:
        raise LedgerError(
            f"{out} must not be there yet, got a file", hint="--replace overwrites it"
        )
    rows = template_rows(language, customer_id=customer or None, currency=code(currency))
    if kind == ".csv":
        with out.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([spoken(cell) for cell in row] for row in rows)
    else:
        from ledgerguard.workbooks.file_template import build

        build(rows, out, language=language)
    typer.echo(word("template_written", language, out, len(rows) - 1))


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="The customers' files.")
    ],
    as_of: options.AsOf,
    customer: credit_options.CustomerOption = "",
    policy_name: options.PolicyName = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Check customers' files: rows that cannot be read, how old facts are, who is one customer.

    Exit code 1 when a row cannot be read.
    """
    from ledgerguard.casework.customer_file.aliases import merged
    from ledgerguard.casework.customer_file.reading import read_files
    from ledgerguard.cli.credit_desk import code
    from ledgerguard.policy.firm import load_policy

    policy, day = load_policy(policy_name), serial(as_of)
    files = read_files(file, sheet, currency=code(currency), encoding=encoding, language=language)
    _known(customer, files)
    chosen = {key: each for key, each in files.items() if not customer or key == customer}
    problems = sum(len(each.problems) for each in chosen.values())
    together = merged({key: each for key, each in files.items() if key != OWN}, day)
    lines = {key: _lines(each, policy, day) for key, each in chosen.items()}
    if OWN in lines:  # the firm itself answers to no rule of a customer's
        lines[OWN] = tuple(line for line in lines[OWN] if line.fact or line.problem)
    if as_json:
        print_json(_as_plain(chosen, lines, together, language))
    else:
        _print(chosen, lines, together, customer, language)
        facts = sum(len(each.facts) for each in chosen.values())
        typer.echo(word("file_counts", language, facts, len({*chosen} - {"", OWN}) or 1, problems))
    if problems:
        raise typer.Exit(1)


def _known(customer: str, files: Mapping[str, CustomerFile]) -> None:
    from ledgerguard.errors import NotAvailable
    from ledgerguard.policy.schema import nearest

    if customer and customer not in files:
        ids = [key for key in files if key]
        raise NotAvailable(
            f"customer must be one that the file has rows about, got {customer!r}",
            hint=nearest(customer, ids) or f"it has rows about {', '.join(ids[:5]) or 'nobody'}",
        )


def _lines(file: CustomerFile, policy: Policy, day: int) -> tuple[FileLine, ...]:
    from ledgerguard.casework.customer_file.overview import lines
    from ledgerguard.casework.decisions.sheet import credit_for

    return lines(file, credit_for(policy, file, day), day)


def _print(
    files: Mapping[str, CustomerFile],
    lines: Mapping[str, tuple[FileLine, ...]],
    together: Merged,
    customer: str,
    language: Language,
) -> None:
    """Of one customer every line; of several what is amiss: too old, missing, contradicting."""
    whole = len(files) == 1
    for key in files:
        told = [line for line in lines[key] if whole or _is_amiss(line)]
        _print_lines(key, told, language)
        groups = [line.group for line in lines[key] if _is_blank(line)]
        if groups:
            _print_blanks(key, groups, language)
    if not customer:
        _print_aliases(together, language)


def _print_lines(key: str, told: list[FileLine], language: Language) -> None:
    from ledgerguard.casework.customer_file.words import CAPTIONS

    columns = [
        Column(
            stacked(CAPTIONS[name].in_language(language)),
            right=name in ("value", "age", "maximum"),
        )
        for name in _COLUMN
    ]
    rows = [_row(line, language) for line in told if not _is_blank(line)]
    if rows:
        print_table(columns, rows, title=_title(key, language))


def _print_blanks(key: str, groups: list[str], language: Language) -> None:
    from ledgerguard.casework.customer_file.items import GROUPS

    names = listed([GROUPS[group].in_language(language) for group in groups], language)
    typer.echo(word("nothing_known", language, _title(key, language), names))


def _title(key: str, language: Language) -> str:
    if key == OWN:
        return word("own_file", language, key)
    return key or word("no_customer", language)


OWN: Final = "own"
"""Customer id under which the firm's own figures stand, as alerts read them."""

_AMISS: Final = frozenset({"stale", "undated", "missing", "problem", "later", "ended"})


def _is_amiss(line: FileLine) -> bool:
    return line.state in _AMISS or line.rule is not None


def _is_blank(line: FileLine) -> bool:
    """Whether a line says only that a group is blank, and nothing follows from it."""
    return line.state == "missing" and line.rule is None


def _row(line: FileLine, language: Language) -> list[str]:
    from ledgerguard.casework.customer_file.items import GROUPS, ITEMS
    from ledgerguard.casework.customer_file.words import (
        STATES,
        follows,
        gap_note,
        problem_note,
        shown_value,
    )

    state = STATES[line.state].in_language(language)
    if line.problem is not None:
        item = ITEMS.get(line.problem.item)
        label = item.title.in_language(language) if item else line.problem.item
        note = problem_note(line.problem, language)
        return [label, line.problem.value, *[""] * 4, state, "", note]
    if line.unbalanced is not None:
        year = line.unbalanced
        label = ITEMS["total_assets"].title.in_language(language)
        amount = _shown(year.amounts["total_assets"])
        day = shown_day(year.day)
        return [label, amount, year.currency, day, "", "", state, "", gap_note(year, language)]
    ages = ["" if each is None else str(each) for each in (line.age, line.max_days)]
    note = follows(line.rule, language) if line.rule else ""
    fact = line.fact
    if fact is None:
        group = GROUPS[line.group].in_language(language)
        return [group, "", "", "", *ages, state, "", note]
    title = ITEMS[fact.item].title.in_language(language)
    value = _shown(shown_value(fact, language))
    return [
        *(title, value, fact.currency, shown_day(fact.day), *ages, state, fact.source),
        note,
    ]


def _shown(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:,.0f}"
    return spoken(cell)


def _print_aliases(together: Merged, language: Language) -> None:
    from ledgerguard.casework.customer_file.words import header

    rows = _aliases(together, language)
    if rows:
        columns = [Column(str(t)) for t in header(language, *_ALIAS)]
        print_table(columns, rows, title=word("alias_title", language))


_ALIAS = ("kept", "merged", "result", "rule", "shared")


def _aliases(together: Merged, language: Language) -> list[list[str]]:
    from ledgerguard.casework.customer_file.words import (
        CONTRADICTIONS,
        MERGED,
        NOT_MERGED,
        RULES,
    )

    merged = MERGED.in_language(language)
    apart = NOT_MERGED.in_language(language)
    return [
        *(
            [one.kept, one.merged, merged, RULES[one.rule].in_language(language), one.shared]
            for one in together.merges
        ),
        *(
            [one.first, one.second, apart, CONTRADICTIONS[one.because].in_language(language),
             one.shared]
            for one in together.conflicts
        ),
    ]  # fmt: skip


def _as_plain(
    files: Mapping[str, CustomerFile],
    lines: Mapping[str, tuple[FileLine, ...]],
    together: Merged,
    language: Language,
) -> dict[str, Any]:
    return {
        "customers": {
            key: {
                "facts": len(file.facts),
                "problems": [
                    {
                        "row": one.row,
                        "item": one.item,
                        "value": one.value,
                        "problem": one.problem,
                        "hint": one.hint,
                    }
                    for one in file.problems
                ],
                "lines": [
                    {
                        "item": line.fact.item if line.fact else None,
                        "group": line.group,
                        "state": line.state,
                        "age": line.age,
                        "max_days": line.max_days,
                    }
                    for line in lines[key]
                ],
            }
            for key, file in files.items()
        },
        "aliases": [dict(zip(_ALIAS, row, strict=True)) for row in _aliases(together, language)],
    }

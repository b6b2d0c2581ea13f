"""``ledgerguard backtest``: history replayed under several policies, side by side."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledgerguard.cli import options
from ledgerguard.cli.console import Column, is_number, print_json, print_table, working
from ledgerguard.cli.ledger import read
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.units import Cell, Language, from_serial, serial

if TYPE_CHECKING:
    from ledgerguard.casework.backtest_records import Backtest, CoverOutcome, Outcome
    from ledgerguard.policy.firm import Policy

Policies = Annotated[
    list[str],
    typer.Option(
        "--policy",
        metavar="NAME|FILE",
        help="A packaged ladder or a firm's own file; once for each policy to compare.",
    ),
]


def backtest(
    ledger: options.LedgerFile,
    policies: Policies,
    first: Annotated[
        dt.date | None,
        typer.Option(
            "--from",
            parser=options.day,
            metavar="DATE",
            help="The first day, as YYYY-MM-DD; else a year before the last.",
        ),
    ] = None,
    last: Annotated[
        dt.date | None,
        typer.Option(
            "--to",
            parser=options.day,
            metavar="DATE",
            help="The last day; else that of the newest invoice or payment.",
        ),
    ] = None,
    insurance: Annotated[
        str | None,
        typer.Option(
            "--insurance",
            metavar="NAME",
            help="Terms of an insurance policy that hold for all invoices under every policy; else "
            "each policy's own.",
        ),
    ] = None,
    every: Annotated[
        int, typer.Option("--every", min=1, metavar="N", help="Days between two runs.")
    ] = 1,
    business_days: Annotated[
        bool,
        typer.Option("--business-days", help="No run on a day that the policy's calendar closes."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", dir_okay=False, help="The .xlsx workbook to write."),
    ] = None,
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Replay history under two policies or more: contacts, their timing, cover kept or lost.

    Each day is looked at as it was known then, and every task counts as done on its day. How
    customers would have reacted, nobody can know: the last lines say what that means.
    """
    from ledgerguard.casework import backtest as replayed

    if out is not None and out.suffix.lower() != ".xlsx":
        raise typer.BadParameter(
            f"the workbook must be an .xlsx file, got {out.name!r}", param_hint="--out"
        )
    chosen = _policies(policies, insurance)
    source = read(ledger, date_order, pairs, currency, sheet, encoding, language)
    begin, end = replayed.period(
        source.frame,
        None if first is None else serial(first),
        None if last is None else serial(last),
    )
    with working("replaying history"):
        found = replayed.backtest(
            source.frame, chosen, begin, end, every=every, business_days=business_days
        )
    if as_json:
        print_json(_as_json(found, language))
    else:
        _print(found, language)
    if out is not None:
        from ledgerguard.workbooks.backtest import build

        out.parent.mkdir(parents=True, exist_ok=True)
        with working("building the workbook"):
            build(found, out, source=source.source, language=language)
        typer.echo(f"workbook: {out}", err=as_json)


def _policies(names: list[str], insurance: str | None) -> dict[str, Policy]:
    """The policies by the name of their ladder or file."""
    from ledgerguard.policy.firm import load_policy
    from ledgerguard.policy.insurance_file import UNINSURED

    found: dict[str, Policy] = {}
    for name in names:
        policy = load_policy(name)
        if insurance is not None:
            known = {key.casefold(): key for key in (*policy.insurances, UNINSURED)}
            key = known.get(insurance.strip().casefold())
            if key is None:
                raise InvalidValue(
                    f"insurance must be one of {', '.join(known.values())}, got {insurance!r}",
                    hint=f"these are the terms that {name} knows",
                )
            policy = policy.restated({"insurance": key})
        title = Path(name).stem
        if title.casefold() in map(str.casefold, found):
            raise InvalidValue(
                f"policies must differ in name, got {title} twice",
                hint="rename one of the files",
            )
        found[title] = policy
    return found


def _print(found: Backtest, language: Language) -> None:
    from ledgerguard.casework import backtest_words as words

    names = [outcome.name for outcome in found.outcomes]
    print_table(
        [Column(""), *(Column(name, right=True) for name in names)],
        [
            [
                figure.words.in_language(language),
                *(_shown(figure.value(outcome)) for outcome in found.outcomes),
            ]
            for figure in words.FIGURES
        ],
        title=f"{words.TITLE.in_language(language)}, {words.subtitle(found, language)}",
    )
    print_table(
        _columns(words.LEVEL_HEADERS, language, left=(0, 1, 3)),
        [
            [_shown(cell) for cell in words.level_cells(outcome.name, level, language)]
            for outcome in found.outcomes
            for level in outcome.levels
        ],
    )
    print_table(
        [Column(words.MONTH.in_language(language)), *(Column(name, right=True) for name in names)],
        [
            [month, *(_shown(outcome.months[month]) for outcome in found.outcomes)]
            for month in found.outcomes[0].months
        ],
        title=words.MONTHS.in_language(language),
    )
    covers = [(outcome, cover) for outcome in found.outcomes for cover in outcome.cover]
    if covers:
        print_table(
            _columns(words.COVER_HEADERS, language, left=(0, 1)),
            [_cover_row(outcome, cover) for outcome, cover in covers],
            title=words.COVER.in_language(language),
        )
    typer.echo(words.LIMITS_TITLE.in_language(language))
    for sentence in words.limits(found, language):
        typer.echo(f"- {sentence}")


def _columns(headers: Any, language: Language, left: tuple[int, ...]) -> list[Column]:
    return [
        Column(header.in_language(language), right=place not in left)
        for place, header in enumerate(headers)
    ]


def _cover_row(outcome: Outcome, cover: CoverOutcome) -> list[str]:
    from ledgerguard.casework.backtest_words import cover_cells

    decimals = exponent(cover.currency)
    return [
        f"{cell:,.{decimals}f}" if isinstance(cell, float) else _shown(cell)
        for cell in cover_cells(outcome.name, cover)
    ]


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if not is_number(cell):
        return str(cell)
    return f"{cell:,.1f}" if isinstance(cell, float) else f"{cell:,}"


def _as_json(found: Backtest, language: Language) -> dict[str, Any]:
    from ledgerguard.casework.backtest_words import limits

    return {
        "from": from_serial(found.first).isoformat(),
        "to": from_serial(found.last).isoformat(),
        "every": found.every,
        "replayed_from": from_serial(found.warm_from).isoformat(),
        "invoices": found.items,
        "disputed": found.disputed,
        "policies": [_outcome_json(outcome, language) for outcome in found.outcomes],
        "cannot_know": limits(found, language),
    }


def _outcome_json(outcome: Outcome, language: Language) -> dict[str, Any]:
    body = dataclasses.asdict(dataclasses.replace(outcome, levels=(), cover=()))
    body["levels"] = [
        {**_plain(level), "action": level.action.in_language(language)} for level in outcome.levels
    ]
    body["cover"] = [_cover_json(cover) for cover in outcome.cover]
    return body


def _cover_json(cover: CoverOutcome) -> dict[str, Any]:
    money = ("kept", "lost", "lost_unpaid", "ladder_lost")
    body = _plain(cover)
    return body | {name: to_major(body[name], cover.currency) for name in money}


def _plain(record: Any) -> dict[str, Any]:
    """The fields of a record as they are: its words are no fields of a script's."""
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}

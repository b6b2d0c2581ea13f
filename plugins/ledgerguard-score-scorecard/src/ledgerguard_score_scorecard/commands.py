"""The commands: ``train``, ``train-ledger``, ``inputs`` and ``score``."""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from ledgerguard.errors import LedgerguardError

from ledgerguard_score_scorecard.model_file import read_model
from ledgerguard_score_scorecard.scorer import ScorecardScorer
from ledgerguard_score_scorecard.table import Columns, read_rows, table_of, typed_column

app = typer.Typer(
    help="Learn a points scorecard, and score with it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Out = Annotated[Path, typer.Option(help="The model file to write.")]
Report = Annotated[Path | None, typer.Option(help="The training report to write, one html page.")]
Name = Annotated[
    str, typer.Option(help="How formulas name the scorer: lower case and hyphens; file's name.")
]
Title = Annotated[str, typer.Option(help="The model as people write it; otherwise its name.")]
Version = Annotated[str, typer.Option(help="Its version; otherwise the day of training.")]
On = Annotated[str, typer.Option("--on", help="Day of training, such as 2026-06-30; today.")]
Folds = Annotated[int, typer.Option(help="Folds by which the scorecard is judged.", min=2)]
Seed = Annotated[int, typer.Option(help="Seed of the folds.", min=0)]
Base = Annotated[float, typer.Option(help="Points at the base odds.")]
Odds = Annotated[float, typer.Option(help="Good customers for each bad one at the base score.")]
Double = Annotated[float, typer.Option("--pdo", help="Points that double the odds.")]
Bins = Annotated[int, typer.Option(help="At most so many bins a variable.", min=2, max=20)]
Margin = Annotated[
    float, typer.Option(help="Span of the middle 98 % allowed beyond the training's.", min=0)
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what is wrong is one line on standard error."""
    try:
        app(args=None if arguments is None else list(arguments), standalone_mode=False)
    except LedgerguardError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort:
        return 1
    except Exception as error:
        # typer brings its own copy of click or uses the one installed: known by what it can do.
        show: Callable[[], None] | None = getattr(error, "show", None)
        if show is None:
            raise
        show()
        return 2
    return 0


@app.command("train")
def train(
    table: Annotated[Path, typer.Argument(help="The labelled table, a csv with a header.")],
    label: Annotated[str, typer.Option(help="The column that says how it ended.")],
    bad: Annotated[str, typer.Option(help="Its value for bad customers.")],
    out: Out,
    report: Report = None,
    group: Annotated[str, typer.Option(help="The column that names the customer.")] = "",
    time: Annotated[str, typer.Option(help="The column with the year or day.")] = "",
    variable: Annotated[list[str] | None, typer.Option(help="Only these columns.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Columns to leave out.")] = None,
    rises: Annotated[
        list[str] | None, typer.Option(help="Variables with which the risk rises.")
    ] = None,
    falls: Annotated[
        list[str] | None, typer.Option(help="Variables with which the risk falls.")
    ] = None,
    special: Annotated[
        list[float] | None, typer.Option(help="Numbers that stand for a word, such as -999.")
    ] = None,
    target: Annotated[str, typer.Option(help="What a bad customer does, in words.")] = "",
    default: Annotated[
        bool,
        typer.Option(
            "--default/--no-default",
            help="Whether bad means default within a year: only then is there a probability.",
        ),
    ] = True,
    name: Name = "",
    title: Title = "",
    version: Version = "",
    on: On = "",
    folds: Folds = 5,
    seed: Seed = 0,
    base_score: Base = 600.0,
    base_odds: Odds = 50.0,
    pdo: Double = 20.0,
    max_bins: Bins = 6,
    margin: Margin = 0.5,
) -> None:
    """Learn a scorecard from a labelled table."""
    from ledgerguard_score_scorecard.learning import Order, learned

    columns = Columns(label, bad, group or None, time or None, variable or (), ignore or ())
    directions: dict[str, Any] = dict.fromkeys(rises or (), "rises")
    directions |= dict.fromkeys(falls or (), "falls")
    order = Order(
        out=out,
        report=report,
        name=name,
        title=title,
        version=version,
        on=on,
        target=target or f"has {label} = {bad}",
        is_default=default,
        folds=folds,
        seed=seed,
        scaling=(base_score, base_odds, pdo),
        max_bins=max_bins,
        margin=margin,
        directions=directions,
        special=tuple(special or ()),
    )
    learned(table_of(read_rows(table), columns), columns, order, typer.echo)


@app.command("train-ledger")
def train_ledger(
    ledger: Annotated[Path, typer.Argument(help="The firm's ledger, csv or workbook.")],
    out: Out,
    report: Report = None,
    late_days: Annotated[
        int, typer.Option(help="Bad: an invoice becomes more than so many days late.", min=0)
    ] = 30,
    horizon_days: Annotated[
        int, typer.Option(help="Within so many days after the observation.", min=1)
    ] = 90,
    history_days: Annotated[
        int, typer.Option(help="Days of ledger before the first observation.", min=0)
    ] = 180,
    cases_out: Annotated[
        Path | None, typer.Option(help="Write the labelled table that is learned from.")
    ] = None,
    date_order: Annotated[
        str, typer.Option(help="Order of text dates: dmy, mdy or ymd; otherwise by evidence.")
    ] = "",
    name: Name = "",
    title: Title = "",
    version: Version = "",
    on: On = "",
    folds: Folds = 5,
    seed: Seed = 0,
    base_score: Base = 600.0,
    base_odds: Odds = 50.0,
    pdo: Double = 20.0,
    max_bins: Bins = 6,
    margin: Margin = 0.5,
) -> None:
    """Learn a scorecard from the firm's own ledger: who is going to pay late?"""
    from ledgerguard_score_scorecard.learning import Order, learned
    from ledgerguard_score_scorecard.ledger_features import FEATURES
    from ledgerguard_score_scorecard.training import ledger_cases as made

    outlook = made.Outlook(late_days, horizon_days, history_days)
    rows = made.cases(_frame(ledger, date_order), outlook)
    if cases_out:
        _write(cases_out, made.written(rows))
    columns = Columns(made.LABEL, "1", made.CUSTOMER, made.DAY, tuple(FEATURES))
    order = Order(
        out=out,
        report=report,
        name=name,
        title=title,
        version=version,
        on=on,
        target=outlook.words,
        is_default=outlook.is_default,
        folds=folds,
        seed=seed,
        scaling=(base_score, base_odds, pdo),
        max_bins=max_bins,
        margin=margin,
        descriptions=FEATURES,
    )
    learned(table_of(rows, columns), columns, order, typer.echo)


@app.command("inputs")
def inputs(
    ledger: Annotated[Path, typer.Argument(help="The ledger, csv or workbook.")],
    as_of: Annotated[str, typer.Option(help="The day, such as 2026-06-30.")],
    out: Annotated[Path, typer.Option(help="The csv to write.")],
    date_order: Annotated[str, typer.Option(help="Order of text dates: dmy, mdy or ymd.")] = "",
) -> None:
    """Write what a ledger tells of each customer on a day: the inputs of a ledger's scorecard."""
    from ledgerguard.units import serial

    from ledgerguard_score_scorecard.ledger_features import FEATURES, features

    found = features(_frame(ledger, date_order), serial(_day(as_of)))
    lines: list[list[str]] = [["customer_id", "currency", *FEATURES]]
    for account, told in found.items():
        cells = ["" if told[name] is None else repr(told[name]) for name in FEATURES]
        lines.append([*account, *cells])
    _write(out, lines)
    typer.echo(f"written: {out} ({len(found)} customers)")


@app.command("score")
def score(
    model: Annotated[Path, typer.Argument(help="The model file.")],
    table: Annotated[Path, typer.Argument(help="A csv with a column for each input.")],
    as_of: Annotated[str, typer.Option(help="The day of the judgement.")],
    out: Annotated[Path, typer.Option(help="The csv to write.")],
) -> None:
    """Score each row of a table; one that cannot be scored says why."""
    scorer = ScorecardScorer(read_model(model))
    rows, day = read_rows(table), _day(as_of)
    names = [one.name for one in scorer.inputs]
    kept = [column for column in (rows[0] if rows else {}) if column not in names]
    columns = {n: typed_column([row.get(n, "") for row in rows]) for n in names}
    lines = [[*kept, "score", "probability", "grade", "reasons", "not scored because"]]
    refused = 0
    for place, row in enumerate(rows):
        try:
            found = scorer.score({n: columns[n][place] for n in names}, day)
            odds = scorer.card.scaling.probability(found.score)
            cells = [f"{found.score:.2f}", f"{odds:.6f}", found.grade, "; ".join(found.reasons), ""]
        except LedgerguardError as error:
            refused += 1
            cells = ["", "", "", "", str(error)]
        lines.append([*(row[column] for column in kept), *cells])
    _write(out, lines)
    typer.echo(f"written: {out} ({len(rows) - refused} scored, {refused} refused)")
    typer.echo(f"probability: that a customer {scorer.card.target.description}")


def _frame(ledger: Path, date_order: str) -> Any:
    from ledgerguard.ledger.read import read

    order: Any = date_order or None
    return read(ledger, date_order=order).frame


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"a day must be such as 2026-06-30, got {text!r}") from None


def _write(path: Path, lines: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)

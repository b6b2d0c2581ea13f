"""``ledgerguard aging`` and ``ledgerguard problems``: what a ledger says, what is wrong in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table, working
from ledgerguard.cli.plugin_notes import say_faults
from ledgerguard.errors import InvalidValue, LedgerError
from ledgerguard.formulas.aging import bucket_labels
from ledgerguard.ledger.aging import AgingRow, By, bucketed
from ledgerguard.ledger.captions import headers
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.ledger.portfolio import items, known
from ledgerguard.ledger.schema import DateOrder, Ledger
from ledgerguard.plugin import manager
from ledgerguard.plugin.reading import Foreign, foreign, rows_of
from ledgerguard.units import Language, serial


def read(
    source: str | Path,
    date_order: DateOrder | None = None,
    pairs: Sequence[str] | None = None,
    currency: str = "",
    sheet: str | None = None,
    encoding: str | None = None,
    language: Language = "en",
) -> Ledger:
    """Read a ledger as the options of a command say.

    What a person names is read by the first plugin that accepts it, else by ledgerguard itself,
    which always reads a Path.
    """
    from ledgerguard.ledger.read import read as read_ledger
    from ledgerguard.ledger.read import read_rows

    column_map = options.column_map(pairs)
    found = None if isinstance(source, Path) else foreign(manager.installed(), source, say_faults)
    with working(f"reading {name_of(source)}"):
        if found is not None:
            _refuse_of_files(found, {"--sheet": sheet, "--encoding": encoding})
            return read_rows(
                rows_of(found),
                found.label,
                column_map=column_map,
                date_order=date_order,
                currency=currency,
                language=language,
            )
        return read_ledger(
            source,
            column_map=column_map,
            date_order=date_order,
            currency=currency,
            sheet=sheet,
            encoding=encoding,
            language=language,
        )


def name_of(source: str | Path) -> str:
    """A ledger as titles name it: a file by its name, an address as it is."""
    return source if isinstance(source, str) and "://" in source else Path(source).name


def _refuse_of_files(found: Foreign, given: Mapping[str, str | None]) -> None:
    for option, value in given.items():
        if value is not None:
            raise InvalidValue(
                f"{option} must be left out where a plugin reads the ledger, got {value}",
                hint=f"{found.package} reads {found.source}",
            )


def aging(
    ledger: options.LedgerFile,
    as_of: options.AsOf,
    by: Annotated[By, typer.Option("--by", help="One row a currency, or a customer.")] = "currency",
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show what is open at a day, by days past due; any day, also a past one.

    The last line compares the total of the table with the ledger's own rows.
    """
    source = read(ledger, date_order, pairs, currency, sheet, encoding, language)
    day = serial(as_of)
    with working("aging"):
        rows = bucketed(source.frame, day, by=by)
    totals = _tied_out(source, day, rows)
    lead = ("customer_id", "customer", "currency") if by == "customer" else ("currency",)
    header = [
        *map(str, headers(language, *lead)),
        *bucket_labels(language=language),
        *map(str, headers(language, "undated", "unapplied", "total")),
    ]
    if as_json:
        found = [dict(zip(header, _leading(r, lead) + _majors(r), strict=True)) for r in rows]
        majors = {name: to_major(total, name) for name, total in totals.items()}
        print_json({"as_of": as_of.isoformat(), "rows": found, "totals": majors})
        return
    columns = [Column(title, right=position >= len(lead)) for position, title in enumerate(header)]
    body = [_leading(r, lead) + [_money(a, r.currency) for a in _amounts(r)] for r in rows]
    print_table(columns, body, title=f"{name_of(ledger)}, {as_of.isoformat()}")
    typer.echo(_tie_out(source, day, totals))


def problems(
    ledger: options.LedgerFile,
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show what is wrong in a ledger, row by row, and what was done about it."""
    source = read(ledger, date_order, pairs, currency, sheet, encoding, language)
    counts = Counter(problem.code for problem in source.problems)
    if as_json:
        _print_problems_as_json(source, counts)
        return
    keys = ("row", "column", "value", "problem", "done")
    columns = [Column(str(title)) for title in headers(language, *keys)]
    columns[0] = Column(columns[0].header, right=True)
    if source.problems:
        body = [[str(p.row), p.column, p.value, p.problem, p.action] for p in source.problems]
        print_table(columns, body, title=name_of(ledger))
        kinds = [[str(count), code.replace("_", " ")] for code, count in counts.most_common()]
        print_table([Column("", right=True), Column("kind of problem")], kinds)
    found = _counted(len(source.problems), "problem") if source.problems else "no problems"
    typer.echo(
        f"{found} in {_counted(source.rows_read, 'row')}; "
        f"{_counted(len(source.frame), 'row')} counted"
    )


def _print_problems_as_json(source: Ledger, counts: Counter[str]) -> None:
    print_json(
        {
            "source": source.source,
            "rows_read": source.rows_read,
            "rows_counted": len(source.frame),
            "date_order": source.date_order,
            "columns": dict(source.columns),
            "counts": dict(counts.most_common()),
            "problems": [
                {
                    "row": p.row,
                    "column": p.column,
                    "value": p.value,
                    "code": p.code,
                    "problem": p.problem,
                    "action": p.action,
                }
                for p in source.problems
            ],
        }
    )


def _tied_out(source: Ledger, day: int, rows: Sequence[AgingRow]) -> dict[str, int]:
    """The totals of the table by currency, once they equal the ledger's own.

    Raises:
        LedgerError: when they do not: the figures must not be used then.
    """
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row.currency] += row.total
    own: Counter[str] = Counter()
    columns = known(source.frame, day).select("currency", "amount", "paid", "paid_on")
    for currency, amount, paid, paid_on in columns.iter_rows():
        own[currency] += amount - (paid if paid_on <= day else 0)
    for currency in sorted({*totals, *own}):
        if totals[currency] != own[currency]:
            raise LedgerError(
                f"the aging does not tie out in {currency or 'the ledger'}: the table says "
                f"{_money(totals[currency], currency)}, "
                f"the rows of the ledger {_money(own[currency], currency)}",
                hint="please report this, with the command",
            )
    return {currency: totals[currency] for currency in sorted(totals)}


def _tie_out(source: Ledger, day: int, totals: dict[str, int]) -> str:
    amounts = ", ".join(f"{_money(total, name)} {name}".strip() for name, total in totals.items())
    left_out = source.rows_read - len(source.frame)
    line = (
        f"ties out to the ledger: {amounts or '0'} open on {len(items(source.frame, day)):,} items "
        f"of {len(source.frame):,} rows"
    )
    if left_out:
        line += f"; {_counted(left_out, 'row')} could not be counted"
    if source.problems:
        line += f"; {_counted(len(source.problems), 'problem')} (ledgerguard problems)"
    return line


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _leading(row: AgingRow, lead: Sequence[str]) -> list[Any]:
    return [getattr(row, key) for key in lead]


def _amounts(row: AgingRow) -> list[int]:
    return [*row.buckets, row.undated, row.unapplied, row.total]


def _majors(row: AgingRow) -> list[float]:
    return [to_major(amount, row.currency) for amount in _amounts(row)]


def _money(minor: int, currency: str) -> str:
    return f"{to_major(minor, currency):,.{exponent(currency)}f}"

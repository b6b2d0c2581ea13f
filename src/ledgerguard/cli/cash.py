"""``ledgerguard cash``: receipts of thirteen weeks, the balance, and what a default does to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledgerguard.cli import cash_print, credit_options, options
from ledgerguard.cli.console import print_json, working
from ledgerguard.cli.credit_desk import CreditDesk, code, desk, tell_unread
from ledgerguard.cli.ledger import read
from ledgerguard.errors import InvalidValue
from ledgerguard.units import Cell, serial

if TYPE_CHECKING:
    from ledgerguard.casework.cash.course import Course
    from ledgerguard.casework.cash.forecast import Forecast, Outlook
    from ledgerguard.casework.cash.shock import Shock
    from ledgerguard.casework.cash.stages import Dunning
    from ledgerguard.policy.firm import Policy


def cash(
    ledger: options.LedgerFile,
    as_of: options.AsOf,
    currency: Annotated[
        str,
        typer.Option(
            "--currency",
            metavar="CODE",
            help="The currency; may be left out where the ledger has only one.",
        ),
    ] = "",
    opening: Annotated[
        float | None,
        typer.Option(
            "--opening",
            metavar="AMOUNT",
            parser=credit_options.amount,
            help="Cash on the evening of that day, negative when overdrawn; without it receipts "
            "alone are shown.",
        ),
    ] = None,
    payments: Annotated[
        Path | None,
        typer.Option(
            "--payments",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="What is to be paid: csv with a header and the columns date, amount; also "
            "supplier, currency.",
        ),
    ] = None,
    floor: Annotated[
        float,
        typer.Option(
            "--floor",
            metavar="AMOUNT",
            parser=credit_options.plain_amount,
            help="The least balance that must be kept.",
        ),
    ] = 0.0,
    shock: Annotated[
        int,
        typer.Option(
            "--shock", metavar="N", min=0, help="Also: the N largest buyers pay nothing any more."
        ),
    ] = 0,
    facts: credit_options.OptionalFacts = None,
    stages: Annotated[
        bool,
        typer.Option(
            "--stages",
            help="Let what the ladder has handed to the lawyer, an agency or the insurer be paid "
            "as such; a log implies it.",
        ),
    ] = False,
    policy_name: options.PolicyName = None,
    log: credit_options.LookedAt = None,
    file_sheet: credit_options.FactsSheet = None,
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show what the open items bring in within 13 weeks, and the balance of each week.

    Items are paid as late as the ledger's own were, given how late they already are. With
    --shock N the receipts of the N largest buyers vanish; with --file their insurance pays as the
    limits in the file and the firm's policy say, else nothing is insured.
    """
    from ledgerguard.casework.cash import forecast
    from ledgerguard.ledger.portfolio import in_one_currency
    from ledgerguard.policy.firm import load_policy

    if shock and opening is None:
        raise InvalidValue(
            "--shock must come with an opening balance, got none",
            hint="--opening AMOUNT is the cash on the evening of the day",
        )
    policy = load_policy(policy_name)
    source = read(ledger, date_order, pairs, code(currency), sheet, encoding, language)
    with working("forecasting"):
        found = desk(
            facts, source, policy, serial(as_of),
            sheet=file_sheet, currency=code(currency), language=language,
        )  # fmt: skip
        _, its = in_one_currency(found.raw, code(currency) or None)
        dunning = _dunning(policy, log) if stages or log is not None else None
        ahead = forecast.outlook(found.raw, found.as_of, its, dunning=dunning)
        expected = forecast.summed(ahead)
        course = hit = None
        if opening is not None:
            out = _payments(payments, its, found.as_of)
            course = _course(opening, floor, expected, out)
            hit = _shock(found, ahead, shock, course) if shock else None
    tell_unread(found, facts, language)
    if as_json:
        print_json(cash_print.as_plain(expected, course, hit))
        return
    cash_print.print_forecast(expected, course, language)
    if hit is not None:
        cash_print.print_shock(hit, language, insured=facts is not None)


def _dunning(policy: Policy, log: Path | None) -> Dunning:
    from ledgerguard.casework.cash.stages import Dunning
    from ledgerguard.casework.runs import history_of
    from ledgerguard.store.log import Log

    if log is None:
        return Dunning(policy)
    with Log.open(log, create=False) as book:
        return Dunning(policy, history_of(book.rows()))


def _payments(path: Path | None, currency: str, day: int) -> tuple[int, ...]:
    """What is to be paid in each of thirteen weeks; what is due later lies beyond them."""
    from ledgerguard.casework.cash.course import by_week
    from ledgerguard.casework.cash.ranges import payments_of
    from ledgerguard.formulas.cashflow import WEEKS

    rows = [] if path is None else _cells(path)
    return by_week(((one.day, one.amount) for one in payments_of(rows, currency)), day)[:WEEKS]


def _cells(path: Path) -> list[list[Cell]]:
    """The rows of a csv as a sheet would hold them: a number where a cell is one."""
    from ledgerguard.ledger.reading.amounts import decimal_mark, read_number
    from ledgerguard.ledger.reading.textfile import text_rows

    rows = text_rows(path.read_bytes(), name=path.name)
    mark = decimal_mark(rows)

    def cell(text: str) -> Cell:
        read = read_number(text, mark)
        return text.strip() or None if read is None else float(read.value)

    return [[cell(text) for text in row] for row in rows]


def _course(opening: float, floor: float, expected: Forecast, out: tuple[int, ...]) -> Course:
    from ledgerguard.casework.cash.course import Course
    from ledgerguard.casework.cash.ranges import minor

    return Course(
        opening=minor("opening", opening, expected.currency),
        receipts=tuple(bucket.amount for bucket in expected.buckets if bucket.week),
        payments=out,
        floor=minor("floor", floor, expected.currency),
    )


def _shock(found: CreditDesk, ahead: Outlook, count: int, course: Course) -> Shock:
    """The largest buyers fail; their insurance is what their files and the firm's policy say."""
    from ledgerguard.casework.cash import shock
    from ledgerguard.casework.cash.shock_cover import by_facts
    from ledgerguard.ledger.portfolio import in_one_currency

    day, files = found.as_of, found.desk.files
    frame, currency = in_one_currency(found.frame, ahead.currency or None)
    owed = shock.book(frame, day, currency, shock.expected(frame, ahead))
    struck = owed.largest(count)
    cover = by_facts(frame, struck, files, found.policy, day) if files else None
    setting = shock.Setting(course.opening, course.payments, course.floor)
    return shock.shock(owed, struck, setting, cover)

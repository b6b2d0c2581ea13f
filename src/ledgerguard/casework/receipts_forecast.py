"""RECEIPTS_FORECAST: the receipts of the next thirteen weeks from the open items of a ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Literal

from ledgerguard.casework.cash.delays import STRESSED_DELAY_DAYS, Rules
from ledgerguard.casework.cash.forecast import LOSS_RATE, Bucket, Forecast, Line, forecast
from ledgerguard.casework.cash.stages import Dunning, firm_with
from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import LONGEST_PERIOD, share
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell, Count, Date, Language, Rate, Table, Text, from_serial, serial

Form = Literal["table", "dates", "receipts"]

_HEADERS: Final[dict[Language, tuple[str, ...]]] = {
    "en": (
        *("Week", "From", "To", "Expected receipts", "Of which disputed", "Of which overdue"),
        *("Of which by policy", "Cumulative"),
    ),
    "zh": (
        *("周次", "起始日", "截止日", "预计回款额", "其中争议金额", "其中逾期金额"),
        *("其中按政策估计", "累计"),
    ),
}
_LINES: Final[dict[Language, dict[Line, str]]] = {
    "en": {
        "later": "Later",
        "loss": "Expected loss",
        "credits": "Set off against credits",
        "undated": "No due date",
    },
    "zh": {
        "later": "之后",
        "loss": "预计损失",
        "credits": "以贷项抵偿",
        "undated": "无到期日",
    },
}
_TOTAL: Final[dict[Language, str]] = {"en": "Total owed", "zh": "应收合计"}


@formula("RECEIPTS_FORECAST")
def receipts_forecast(
    ledger: Table,
    as_of: Date,
    currency: Text | None = None,
    stressed_delay_days: Count = STRESSED_DELAY_DAYS,
    loss_rate: Rate = LOSS_RATE,
    form: Form = "table",
    ladder: Text | Table | None = None,
    language: Language = "en",
) -> Table:
    """Expected receipts of the next 13 weeks from a ledger's open items, and what will be lost.

    Each open item is paid as late as the ledger's own items were in the year before, given how
    late it already is: Kaplan-Meier curves weighted by amount, one for disputed items, moved by how
    much earlier or later its customer pays. Where no history tells (nothing was ever paid so late,
    or no dispute settled) the stressed delay stands; Of which by policy says how much. What gets
    more than 90 days past due loses the loss rate. Unapplied credits are set off against the
    oldest items, and nothing is forecast for items without a due date: Total owed is the sum.
    Sales still to come are not in it. The dispute flag counts as it stands in the ledger. Week 1
    begins on the day after as_of. With a ladder, what has come to its legal or agency level is
    paid as the ledger's items that were settled so late, at least ten of them; else the recoveries
    by age of the firm's policy come in after 180 days, and the rest is lost.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks; what was paid later is not known yet.
        currency: The currency; may be left out when the ledger has only one.
        stressed_delay_days: Days after the latest known delay, or after as_of, on which items
            beyond all history are paid, and by which disputes without history are paid later; 60.
        loss_rate: Share lost of items that get more than 90 days past due; 0.106 when left out.
        form: "table" for the whole table; "dates" or "receipts" for the bare column of the 13 weeks
            and what is later, as CASH_THIRTEEN_WEEKS takes them with as_of + 1 as its start.
        ladder: Name of a ladder, or a range with one row a level, as in WORKLIST; the stage of an
            item counts for nothing when left out. A cell knows no log: a level is reached on its
            day, unless a dispute blocks it.
        language: "en" or "zh".

    Errors: #VALUE! when the ledger has no header that can be read, or several currencies and none
        is given, or no such ladder is known; #NUM! when stressed_delay_days is not from 0 to 36,525
        or loss_rate not from 0 to 1.
    Example: =INDEX(RECEIPTS_FORECAST({"Customer","Invoice date","Due date","Amount";
        "A",45292,45322,100}, 45350), 10, 4) -> 100
    Example: =INDEX(CASH_THIRTEEN_WEEKS(45351, 50, RECEIPTS_FORECAST({"Customer","Invoice date",
        "Due date","Amount";"A",45292,45322,100}, 45350, , , , "dates"),
        RECEIPTS_FORECAST({"Customer","Invoice date","Due date","Amount";"A",45292,45322,100},
        45350, , , , "receipts")), 10, 5) -> 150
    Example: =INDEX(RECEIPTS_FORECAST({"Customer","Invoice date","Due date","Amount";
        "A",45292,45322,1000}, 45350, , , , , "five-stage"), 15, 4) -> 696
    Source: Kaplan and Meier 1958; Susarla and Van Ryzin 1976; Buckley and James 1979; the loss
        rate: IFRS 9, B5.5.37 and Illustrative Example 12.
    """
    if not 0 <= stressed_delay_days <= LONGEST_PERIOD:
        raise OutOfDomain(
            f"stressed_delay_days must be from 0 to {LONGEST_PERIOD:,}, got {stressed_delay_days}",
            hint="is it a date? A number of days belongs here",
        )
    share(loss_rate=loss_rate)
    rules = replace(Rules(), stressed_delay_days=stressed_delay_days)
    frame = from_cells(ledger, language=language).frame
    dunning = Dunning(firm_with(as_of, ladder)) if ladder else None
    found = forecast(frame, serial(as_of), currency, rules, loss_rate, dunning)
    if form == "table":
        return _table(found, language)
    dated = [bucket for bucket in found.buckets if bucket.first != NO_DAY]
    if form == "dates":
        return [[_day(bucket.first)] for bucket in dated]
    return [[to_major(bucket.amount, found.currency)] for bucket in dated]


def _table(found: Forecast, language: Language) -> list[list[Cell]]:
    """Header, thirteen weeks, four more lines and the total: always of the same height."""
    rows: list[list[Cell]] = [list(_HEADERS[language])]
    cumulative = 0
    for bucket in found.buckets:
        comes_in = bucket.first != NO_DAY
        cumulative += bucket.amount if comes_in else 0
        amounts: list[Cell] = [
            to_major(amount, found.currency)
            for amount in (bucket.amount, bucket.disputed, bucket.overdue, bucket.by_policy)
        ]
        rows.append(
            [
                bucket.week or _LINES[language][bucket.line],
                _day(bucket.first),
                _day(bucket.last),
                *amounts,
                to_major(cumulative, found.currency) if comes_in else "",
            ]
        )
    total: list[Cell] = [
        to_major(_sum(found.buckets, amount), found.currency)
        for amount in (
            lambda bucket: bucket.amount,
            lambda bucket: bucket.disputed,
            lambda bucket: bucket.overdue,
            lambda bucket: bucket.by_policy,
        )
    ]
    return [*rows, [_TOTAL[language], "", "", *total, ""]]


def _sum(buckets: Sequence[Bucket], amount: Callable[[Bucket], int]) -> int:
    return sum(map(amount, buckets))


def _day(number: int) -> Cell:
    return "" if number == NO_DAY else from_serial(number, "a day of the forecast")

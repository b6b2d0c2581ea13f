"""When money comes in: from sales by a collection pattern, and from one invoice by its age."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ledgerguard.errors import (
    NotAvailable,
    OutOfDomain,
)
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import (
    LONGEST_PERIOD,
    TOLERANCE,
    divisor,
    filled,
    none_negative,
    not_negative,
    pairs,
    share,
)
from ledgerguard.formulas.raw_cells import is_blank, is_caption, number_of, sound
from ledgerguard.units import Cell, Column, Date, Days, Language, Money, Rate, Table

_MOST_PERIODS: Final = 10_000
_LONGEST_PATTERN: Final = 400

_DISTRIBUTION_WORDS: Final[dict[Language, tuple[str, str, str]]] = {
    "en": ("Days late", "Share", "Never"),
    "zh": ("逾期天数", "占比", "无法收回"),
}
_RECEIPT_WORDS: Final[dict[Language, tuple[str, str, str, str]]] = {
    "en": ("Expected on", "Amount", "Probability", "Loss"),
    "zh": ("预计回款日", "预计回款额", "概率", "损失"),
}


@formula("COLLECTION_SCHEDULE")
def collection_schedule(sales: Column[Money], pattern: Column[Rate]) -> Column[Money]:
    """Receipts of each month from the sales of the months and the pattern in which they are paid.

    receipts of month t = sum over k of pattern(k) * sales of month t - k, where pattern(0) is
    paid in the month of the sale. The answer goes on after the last month of sales until the
    pattern ends: it has months of sales + length of pattern - 1 rows. What the pattern leaves to
    1 is never received: loss or cash discounts.

    Args:
        sales: Sales of each month, oldest first; a blank month has none.
        pattern: Share of a month's sales received in the same month, the next one, and so on.

    Errors: #NUM! when an amount is negative, a share is not from 0 to 1 or the shares add up to
        more than 1, and beyond 10,000 months or 400 shares; #N/A when a range is empty.
    Example: =COLLECTION_SCHEDULE(100000, {0;0.4;0.5;0.1}) -> {0;40000;50000;10000}
    Example: =COLLECTION_SCHEDULE({100;200}, {0.5;0.4}) -> {50;140;80}
    Source: AccountingTools, schedule of expected cash collections (first example); own arithmetic.
    """
    filled("sales", sales)
    filled("pattern", pattern)
    none_negative("sales", sales)
    months = _until_last_filled("sales", sales, _MOST_PERIODS)
    shares = _until_last_filled("pattern", pattern, _LONGEST_PATTERN)
    for part in shares:
        share(pattern=part)
    _refuse_more_than_whole("pattern", sum(shares))
    receipts = [0.0] * (len(months) + len(shares) - 1)
    for month, sold in enumerate(months):
        for delay, part in enumerate(shares):
            receipts[month + delay] += part * sold
    return receipts


@formula("DELAY_DISTRIBUTION")
def delay_distribution(
    amounts: Column[Money],
    days_late: Column[Days],
    written_off: Money = 0,
    edges: Column[Days] | None = None,
    language: Language = "en",
) -> Table:
    """How late customers pay: the share of the amounts for each delay, and the share never paid.

    Shares are amounts with that delay / (all amounts + written_off). The table is what
    EXPECTED_RECEIPTS takes. Only settled invoices belong here: one that is still open has no
    delay yet, and its row would be taken for a loss or for prompt payment.

    Args:
        amounts: Amount of each payment; a blank row is left out.
        days_late: Payment date minus due date in whole days; negative when paid early.
        written_off: Amount of the same invoices that was never paid.
        edges: Days to which delays are moved, rising: each delay counts at the next edge at or
            after it, those beyond the last edge at the longest delay found. Every delay counts
            on its own day when left out.
        language: "en" or "zh".

    Errors: #VALUE! when the ranges differ in length or an amount has no days; #NUM! when an amount
        is negative, days are not whole or beyond 36,525, or edges do not rise; #DIV/0! when
        everything adds up to 0; #N/A when a range is empty.
    Example: =DELAY_DISTRIBUTION({500;300;150}, {0;7;30}, 50)
        -> {"Days late","Share";0,0.5;7,0.3;30,0.15;"Never",0.05}
    Source: ledgerguard design: the empirical distribution, weighted by amount.
    """
    heading, share_heading, never = _DISTRIBUTION_WORDS[language]
    not_negative(written_off=written_off)
    filled("amounts", amounts)
    none_negative("amounts", amounts)
    delays = [
        (_whole_delay("days_late", days), amount)
        for amount, days in pairs("amounts", amounts, "days_late", days_late)
    ]
    if edges is not None:
        delays = _moved_to_edges(delays, edges)
    amount_by_delay: dict[int, float] = defaultdict(float)
    for delay, amount in delays:
        amount_by_delay[delay] += amount
    total = divisor("amounts and written_off together", sum(amount_by_delay.values()) + written_off)
    body: list[list[Cell]] = [
        [delay, amount / total] for delay, amount in sorted(amount_by_delay.items())
    ]
    return [[heading, share_heading], *body, [never, written_off / total]]


@formula("EXPECTED_RECEIPTS")
def expected_receipts(
    open_amount: Money,
    due_date: Date,
    as_of: Date,
    distribution: Table,
    language: Language = "en",
) -> Table:
    """When one open invoice is likely to be paid, given how late it already is, and what is lost.

    With k = as_of - due_date, every delay d > k is still possible and its probability becomes
    p(d) / (sum of p(j) for j > k + loss); the expected receipt on due_date + d is open_amount
    times it. The last line is the expected loss: the receipts and the loss add up to open_amount.

    Args:
        open_amount: What is open of the invoice.
        due_date: Its due date.
        as_of: Day from which one looks; payments of that day are known.
        distribution: Two columns, days late and their share, such as DELAY_DISTRIBUTION spills; a
            header and a last line of what is never paid may stand there. Shares below 1 in sum
            leave the rest as loss.
        language: "en" or "zh".

    Errors: #N/A when no probability is left because the invoice is later than all delays and
        nothing was ever lost, or the distribution is empty; #NUM! when shares are negative or add
        up to more than 1, days are not whole, or the amount is negative; #VALUE! when a cell is
        no number.
    Example: =EXPECTED_RECEIPTS(10000, DATE(2024,3,1), DATE(2024,3,11), {0,0.5;7,0.3;30,0.15})
        -> {"Expected on","Amount","Probability";2024-03-31,7500,0.75;"Loss",2500,0.25}
    Source: ledgerguard design: conditional probability on the empirical delays; own arithmetic.
    """
    not_negative(open_amount=open_amount)
    date_word, amount_word, probability_word, loss_word = _RECEIPT_WORDS[language]
    delays = _read_distribution(distribution)
    days_late = (as_of - due_date).days
    still_possible = {d: p for d, p in sorted(delays.shares.items()) if d > days_late and p > 0}
    mass_left = sum(still_possible.values()) + delays.loss
    if mass_left <= 0:
        raise NotAvailable(
            f"distribution must leave something for an item {days_late} days late, got nothing",
            hint="nobody has ever paid so late and nothing was ever lost: add a share of loss",
        )
    rows: list[list[Cell]] = [[date_word, amount_word, probability_word]]
    for delay, share_of_all in still_possible.items():
        probability = share_of_all / mass_left
        rows.append([_day_after(due_date, delay), open_amount * probability, probability])
    loss_probability = delays.loss / mass_left
    return [*rows, [loss_word, open_amount * loss_probability, loss_probability]]


@dataclass(frozen=True, slots=True)
class _Delays:
    """The share of each delay, and what is never paid."""

    shares: Mapping[int, float]
    loss: float


def _until_last_filled(name: str, column: Sequence[float | None], most: int) -> list[float]:
    """The column without the blanks behind its last number; a blank between is 0."""
    last = max(row for row, value in enumerate(column, start=1) if value is not None)
    if last > most:
        raise OutOfDomain(
            f"{name} must have {most:,} rows or fewer, got {last:,}",
            hint="is there a stray number far below the column?",
        )
    return [value or 0.0 for value in column[:last]]


def _refuse_more_than_whole(name: str, total: float) -> None:
    if total > 1 + TOLERANCE:
        raise OutOfDomain(
            f"{name} must add up to 1 or less, got {total:g}",
            hint="40 % is the number 0.4; what is never received is left out",
        )


def _whole_delay(name: str, days: float) -> int:
    if abs(days) > LONGEST_PERIOD or days != int(days):
        raise OutOfDomain(
            f"{name} must be whole days up to {LONGEST_PERIOD:,}, got {days:g}",
            hint="is it a date? Payment date minus due date belongs here",
        )
    return int(days)


def _moved_to_edges(
    delays: Sequence[tuple[int, float]], edges: Sequence[float | None]
) -> list[tuple[int, float]]:
    uppers = [_whole_delay("edges", edge) for edge in filled("edges", edges)]
    if not all(low < high for low, high in pairwise(uppers)):
        raise OutOfDomain(
            f"edges must rise, got {', '.join(map(str, uppers))}",
            hint="each one is the last day of its bucket",
        )
    longest = max(delay for delay, _ in delays)
    targets = [*uppers, longest]  # behind the last edge: as late as the latest
    return [(targets[bisect_left(uppers, delay)], amount) for delay, amount in delays]


def _read_distribution(rows: Sequence[Sequence[Cell]]) -> _Delays:
    """The distribution in a range: days late and share; text marks the header and the loss."""
    shares: dict[int, float] = defaultdict(float)
    stated_loss: float | None = None
    for number, row in enumerate(rows, start=1):
        days, part = sound([*row, None, None][:2])
        if is_blank(days) and is_blank(part):
            continue
        if is_caption(days) and is_caption(part):  # the header
            continue
        value = _number(number, "share", part)
        share(**{f"the share in row {number} of distribution": value})
        if is_caption(days):
            stated_loss = (stated_loss or 0.0) + value
        else:
            shares[_whole_delay("distribution", _number(number, "days late", days))] += value
    if not shares and stated_loss is None:
        raise NotAvailable(
            "distribution must hold at least one row of days late and share, got none",
            hint="DELAY_DISTRIBUTION makes one from past payments",
        )
    return _Delays(shares, _loss(sum(shares.values()), stated_loss))


def _loss(paid: float, stated: float | None) -> float:
    """The share that is never paid; one that is stated has to make the sum whole."""
    _refuse_more_than_whole("the shares of distribution", paid + (stated or 0.0))
    rest = 1 - paid
    if stated is not None and abs(rest - stated) > TOLERANCE:
        raise OutOfDomain(
            f"the shares of distribution must add up to 1 with the loss, got {paid + stated:g}",
            hint="leave the line of the loss out to take the rest as loss",
        )
    return rest if rest > TOLERANCE else 0.0


def _number(row: int, what: str, cell: Cell) -> float:
    hint = "two columns of numbers belong here: days late and share"
    return number_of(f"the {what} in row {row} of distribution", cell, hint)


def _day_after(due_date: dt.date, delay: int) -> dt.date:
    try:
        return due_date + dt.timedelta(days=delay)
    except OverflowError:
        raise OutOfDomain(
            f"due_date must leave room for {delay} days before the year 10000, got {due_date}",
            hint="is the date mistyped?",
        ) from None

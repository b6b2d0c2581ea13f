"""A letter as rows of text, for every format alike: its head, its tables, its foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ledgerguard.casework.letters.data import LetterData, LetterItem, Party, Totals
from ledgerguard.casework.letters.render import Letter
from ledgerguard.casework.letters.wording import (
    LABELS,
    OTHER_LABELS,
    Audience,
    labelled,
    lines,
    long_day,
    money,
    one_line,
    plain_amount,
    short_day,
)

CURRENCIES_ABREAST: Final = 4
"""More amounts than this do not fit beside a label on a page of paper."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of text, columns that are set to the right, rows that are set in bold."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int]
    bold: frozenset[int] = frozenset()


def labels(letter: Letter) -> dict[str, str]:
    """The words around values in the letter's language and for its reader."""
    language = letter.data.language
    return {**LABELS[language], **OTHER_LABELS[_audience(letter)][language]}


def _audience(letter: Letter) -> Audience:
    if letter.addressee is None:
        return "nobody"
    return "customer" if letter.addressee is letter.data.customer else "third"


def party_lines(party: Party) -> list[str]:
    """Name and address."""
    return [*filter(None, [one_line(party.name)]), *lines(party.address)]


def author_lines(letter: Letter) -> list[str]:
    """The letterhead: who writes, and how to reach them."""
    words, author = labels(letter), letter.author
    reach = [
        labelled(words[key], one_line(value))
        for key, value in (("phone", author.phone), ("email", author.email))
        if one_line(value)
    ]
    return [*party_lines(author), *reach]


def addressee_lines(letter: Letter) -> list[str]:
    """The address field."""
    if letter.addressee is None:
        return []
    contact = one_line(letter.addressee.contact)
    attention = [labelled(labels(letter)["attention"], contact)] if contact else []
    return [*party_lines(letter.addressee), *attention]


def reference_lines(letter: Letter) -> list[str]:
    """Date and reference."""
    words, data = labels(letter), letter.data
    rows = [("date", long_day(data.day, data.language)), ("reference", one_line(data.reference))]
    return [labelled(words[key], value) for key, value in rows if value]


def item_name(item: LetterItem, data: LetterData) -> str:
    """The number of an invoice, with its instalment where there are several."""
    words = LABELS[data.language]
    invoice = one_line(item.invoice) or words["unnumbered"]
    several = item.part > 1 or any(
        other.invoice == item.invoice and other.part != item.part for other in data.items
    )
    if not several:
        return invoice
    return words["part"].format(invoice=invoice, part=item.part)


def mark(item: LetterItem, words: Mapping[str, str]) -> str:
    """Why the letter only lists an item, or "" where it asks for it or it is not yet due."""
    if item.disputed:
        return words["disputed_mark"]
    return "" if item.claimed or item.days_past_due <= 0 else words["waiting_mark"]


def ordered(items: Sequence[LetterItem]) -> list[LetterItem]:
    """The items as a letter lists them: by currency, what is asked for first, the oldest first."""
    return sorted(
        items,
        key=lambda item: (
            *(item.currency, not item.claimed, item.disputed),
            *(short_day(item.due) or "9999", item.invoice, item.part),
        ),
    )


def items_grid(letter: Letter) -> Grid:
    """The open items, one a row; interest and fee have columns only where there are any."""
    words, data = labels(letter), letter.data
    charged = [
        key
        for key, total in (("interest", data.interest), ("fee", data.fees))
        if any(total.values())
    ]
    header = [words[key] for key in ("invoice", "issued", "due", "days", "amount", "open")]
    header += [words[key] for key in charged]
    rows = [_item_row(item, data, mark(item, words), charged) for item in ordered(data.items)]
    return Grid(tuple(header), tuple(rows), frozenset(range(3, len(header))))


def _item_row(
    item: LetterItem, data: LetterData, note: str, charged: Sequence[str]
) -> tuple[str, ...]:
    name = item_name(item, data)
    if note:
        name += f"（{note}）" if data.language == "zh" else f" ({note})"
    late = str(item.days_past_due) if item.days_past_due > 0 else ""
    charges = [
        plain_amount(amount, item.currency) if amount and item.claimed else ""
        for amount in (getattr(item, key) for key in charged)
    ]
    return (
        *(name, short_day(item.issued), short_day(item.due), late),
        *(plain_amount(item.amount, item.currency), money(item.open, item.currency)),
        *charges,
    )


def total_rows(letter: Letter) -> list[tuple[str, Totals]]:
    """The totals that say something, each with its label; the key is one of ``LABELS``."""
    data = letter.data
    asks = any(data.claimed.values())
    asked: list[tuple[str, Totals]] = [
        ("claimed", data.claimed),
        ("interest_total", data.interest),
        ("fees", data.fees),
        ("unapplied", {name: -data.credit(name) for name in data.currencies}),
        ("to_pay", data.to_pay),
    ]
    listed = [
        ("not_yet_due", data.not_yet_due),
        ("disputed", data.disputed),
        ("other", data.other),
    ]
    if data.to_pay == data.claimed:  # then one of the two says it all
        asked = asked[3:]
    rows = [row for row in asked if any(row[1].values())] if asks else []
    rest = [row for row in listed if any(row[1].values())]
    if asks and not rest and not _differs(data):
        return rows
    credit = [] if asks else [row for row in asked[-2:-1] if any(row[1].values())]
    return [*rows, *rest, *credit, ("balance", data.balance)]


def _differs(data: LetterData) -> bool:
    return any(data.balance[name] != amount for name, amount in data.to_pay.items())


def total_grids(letter: Letter) -> list[Grid]:
    """The totals: a row each, a column for each currency, and a further table for many."""
    rows, words = total_rows(letter), labels(letter)
    names = letter.data.currencies
    bold = frozenset(place for place, (key, _) in enumerate(rows) if key in ("to_pay", "balance"))
    grids = []
    for start in range(0, len(names), CURRENCIES_ABREAST):
        some = names[start : start + CURRENCIES_ABREAST]
        body = tuple(
            (words[key], *(_or_blank(totals[name], name, key) for name in some))
            for key, totals in rows
        )
        grids.append(Grid(("", *some), body, frozenset(range(1, len(some) + 1)), bold))
    return grids


def _or_blank(amount: Decimal, currency: str, key: str) -> str:
    shown = amount or key in ("to_pay", "balance")
    return plain_amount(amount, currency) if shown else ""


def payment_lines(letter: Letter) -> list[str]:
    """Where to pay, what to quote, and by when."""
    words, data = labels(letter), letter.data
    first, *rest = lines(data.sender.bank) or [""]
    # The day is the customer's: an agency that is told where to pay has no such deadline.
    pay_by = data.pay_by if letter.addressee is data.customer else None
    rows = [
        (words["bank"], first),
        *(("", line) for line in rest),
        (words["quote"], one_line(data.reference)),
        (words["pay_by"], long_day(pay_by, data.language)),
    ]
    return [labelled(label, value) for label, value in rows if value]


def signature_lines(letter: Letter) -> list[str]:
    """Who signs: the person, then the firm; in Chinese the firm, the person and the day."""
    signatory, firm = one_line(letter.author.signatory), one_line(letter.author.name)
    data = letter.data
    signed = [signatory, firm]
    if data.language == "zh":
        signed = [firm, signatory, long_day(data.day, "zh")]
    return [line for line in signed if line]


def footer_line(letter: Letter) -> str:
    """What every page says below: the reference, and the head hash of the log."""
    words, data = labels(letter), letter.data
    parts = [one_line(data.reference)]
    if one_line(data.head):
        parts.append(f"{words['head']}{words['colon']}{one_line(data.head)}")
    return " · ".join(part for part in parts if part)

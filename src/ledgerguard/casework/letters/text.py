"""A letter as plain text: for a cell, and beside the html of an e-mail."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerguard.casework.letters.data import LetterItem
from ledgerguard.casework.letters.layout import (
    addressee_lines,
    author_lines,
    footer_line,
    item_name,
    labels,
    mark,
    ordered,
    payment_lines,
    reference_lines,
    signature_lines,
    total_rows,
)
from ledgerguard.casework.letters.render import Block, Letter
from ledgerguard.casework.letters.wording import long_day, money


def to_text(letter: Letter, limit: int | None = None) -> str:
    """A letter as plain text, its paragraphs apart by blank lines.

    Args:
        letter: The letter.
        limit: Most characters, counted as a cell does, which takes an emoji for two. The list of
            items is cut to fit, and says how many are left out; where that is not enough, the end
            of the text is cut.
    """
    count = len(letter.data.items)
    text = _text(letter, count)
    if limit is None or _length(text) <= limit:
        return text
    fewest, most = 0, count  # the longest list that still fits, by halving
    while fewest < most:
        middle = (fewest + most + 1) // 2
        if _length(_text(letter, middle)) <= limit:
            fewest = middle
        else:
            most = middle - 1
    units = _text(letter, fewest).encode("utf-16-le")
    return units[: 2 * limit].decode("utf-16-le", errors="ignore")


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _text(letter: Letter, shown: int) -> str:
    head = [
        author_lines(letter),
        addressee_lines(letter),
        reference_lines(letter),
    ]
    paragraphs = ["\n".join(part) for part in head] if letter.addressee is not None else []
    paragraphs.append(letter.subject)
    # Items of a list stand close together; everything else is parted by a blank line.
    previous = ""
    for block in letter.blocks:
        text = _block(letter, block, shown)
        if block.kind == "bullet" and previous == "bullet":
            paragraphs[-1] += f"\n{text}"
        else:
            paragraphs.append(text)
        previous = block.kind
    paragraphs.append(footer_line(letter))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _block(letter: Letter, block: Block, shown: int) -> str:
    if block.kind == "items":
        return "\n".join(_items(letter, shown))
    if block.kind == "totals":
        return "\n".join(_totals(letter))
    if block.kind == "payment":
        return "\n".join(payment_lines(letter))
    if block.kind == "signature":
        return "\n".join(signature_lines(letter))
    return f"- {block.text}" if block.kind == "bullet" else block.text


def _items(letter: Letter, shown: int) -> Sequence[str]:
    rows = ordered(letter.data.items)
    listed = [f"- {_item(letter, item)}" for item in rows[:shown]]
    missing = len(rows) - len(listed)
    return [*listed, labels(letter)["more"].format(count=missing)] if missing else listed


def _item(letter: Letter, item: LetterItem) -> str:
    words, data = labels(letter), letter.data
    facts = [item_name(item, data)]
    if item.issued:
        facts.append(words["issued_on"].format(day=long_day(item.issued, data.language)))
    if item.due:
        facts.append(words["due_on"].format(day=long_day(item.due, data.language)))
    if item.days_past_due > 0:
        key = "day" if item.days_past_due == 1 else "days_long"
        facts.append(words[key].format(count=item.days_past_due))
    amounts = [money(item.open, item.currency)]
    for key, amount in (("plus_interest", item.interest), ("plus_fee", item.fee)):
        if amount and item.claimed:
            amounts.append(words[key].format(amount=money(amount, item.currency)))
    amounts += filter(None, [mark(item, words)])
    return words["comma"].join(facts) + words["colon"] + words["comma"].join(amounts)


def _totals(letter: Letter) -> list[str]:
    """One line a total and currency: "Total to pay: EUR 1,234.50"."""
    words = labels(letter)
    return [
        f"{words[key]}{words['colon']}{money(amount, name)}"
        for key, totals in total_rows(letter)
        for name, amount in totals.items()
        if amount or key in ("to_pay", "balance")
    ]

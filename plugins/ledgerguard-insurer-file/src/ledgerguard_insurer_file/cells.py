"""One value as a cell of a file, and back; what does not fit is told with what is allowed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Final

from ledgerguard.ledger.currency import CODES as CURRENCIES
from ledgerguard.ledger.currency import exponent
from ledgerguard.policy.schema import nearest

from ledgerguard_insurer_file import days
from ledgerguard_insurer_file.fields import Field, Value
from ledgerguard_insurer_file.layout import Column, Form, Layout

Cell = str | Decimal | dt.date | int | float | None
"""What stands in a file: text, or in a workbook also a number or a day."""

EARLIEST: Final = dt.date(1900, 1, 1)
MOST_NUMBER: Final = 10**9
MOST_AMOUNT: Final = 10**18
"""Beyond every amount and every control sum; arithmetic below it is exact."""

_NOT_WRITTEN: Final = ("Cc", "Cs", "Cn", "Co", "Zl", "Zp")
_SHOWN: Final = 60
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BLANKS: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})


class Unfit(Exception):
    """A value that does not fit its column: what must be and what was got, and the mend."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def shown(value: object) -> str:
    """A value in a message, cut where it is long."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text)} characters)"


def cell_of(
    column: Column, field: Field, value: Value | None, currency: str, layout: Layout, form: Form
) -> Cell:
    """A value as the cell of a column.

    Args:
        column: The column.
        field: Our field that it holds.
        value: The value; None or blank text: nothing.
        currency: Of the row, for the decimals of an amount.
        layout: Whose code lists are used.
        form: How the file is written.

    Raises:
        Unfit: when it may not stand there.
    """
    text = "" if value is None else _text(column, field, value, currency, layout, form)
    _check(column, text, form)
    if form.format == "xlsx" and text and isinstance(value, Decimal | dt.date):
        return value
    return _padded(column, field, text) if form.format == "fixed" else text


def value_of(
    column: Column, field: Field, cell: Cell, currency: str, layout: Layout, form: Form
) -> Value | None:
    """The value that a cell holds; None where it is blank.

    Raises:
        Unfit: when it holds something else than the column may.
    """
    if isinstance(cell, str):
        cell = _CONTROL.sub(" ", _stripped(column, field, cell, form)).strip()
    if cell in (None, "") or (field.kind == "date" and str(cell) == "00000000"):
        if column.required:
            raise Unfit("must be stated, got nothing")
        return None
    value = _read(column, field, cell, currency, layout, form)
    if isinstance(value, str) and field.kind == "text":
        _check_rules(column, value)
    return value


def _text(
    column: Column, field: Field, value: Value, currency: str, layout: Layout, form: Form
) -> str:
    if isinstance(value, Decimal):
        return _amount_text(column, value, currency, form)
    if isinstance(value, dt.date):
        if value < EARLIEST:
            raise Unfit(f"must be a day from {EARLIEST} on, got {value}")
        return days.written(value, form.date)
    if isinstance(value, int):
        return str(value)
    text = value.strip()
    if field.kind == "code" and text:
        codes = layout.theirs(field.codes).get(text)
        if codes is None:
            allowed = ", ".join(layout.theirs(field.codes))
            raise Unfit(
                f"must be one of {allowed}, got {shown(text)}",
                nearest(text, layout.theirs(field.codes))
                or f"[codes.{field.codes}] of the layout names what this insurer knows",
            )
        return codes[0]
    return text


def _amount_text(column: Column, amount: Decimal, currency: str, form: Form) -> str:
    decimals = _decimals(column, currency)
    if not amount.is_finite() or not 0 <= amount < MOST_AMOUNT:
        raise Unfit(f"must be 0 or more and below {MOST_AMOUNT:,}, got {amount}")
    if amount != round(amount, decimals):
        raise Unfit(f"must have at most {decimals} decimals, got {amount}")
    text = f"{amount:.{decimals}f}"
    return text.replace(".", "" if column.implied else form.decimal)


def _decimals(column: Column, currency: str) -> int:
    if column.decimals >= 0:
        return column.decimals
    if currency not in CURRENCIES:
        raise Unfit(
            f"must be in a known currency, got {shown(currency)}",
            "an ISO code such as EUR, in a column of its own or as currency of the connection",
        )
    return exponent(currency)


def _check(column: Column, text: str, form: Form) -> None:
    """The rules of a column and of its file for a text that is to be written."""
    if not text:
        if column.required:
            raise Unfit("must be stated, got nothing")
        return
    odd = [sign for sign in text if unicodedata.category(sign) in _NOT_WRITTEN]
    if odd:
        raise Unfit(f"must stand on one line of printable characters, got {shown(text)}")
    foreign = sorted({sign for sign in text if not _encodes(sign, form)})
    if foreign:
        raise Unfit(
            f"must have only characters of {form.encoding}, got {shown(text)}",
            f"{' '.join(foreign)} cannot be written: spell it otherwise",
        )
    if form.format == "csv" and form.quoting == "never" and set(text) & {form.delimiter, '"'}:
        raise Unfit(
            f"must have neither {form.delimiter} nor quotes, which this file cannot hold, "
            f"got {shown(text)}"
        )
    _check_rules(column, text)


def _check_rules(column: Column, text: str) -> None:
    longest = min(filter(None, (column.length, column.width)), default=0)
    if longest and len(text) > longest:
        raise Unfit(f"must have at most {longest} characters, got {len(text)}: {shown(text)}")
    if column.pattern and not re.fullmatch(column.pattern, text):
        raise Unfit(f"must look like {column.pattern}, got {shown(text)}")
    if column.allowed and text not in column.allowed:
        raise Unfit(
            f"must be one of {', '.join(column.allowed)}, got {shown(text)}",
            nearest(text, column.allowed),
        )


def _encodes(sign: str, form: Form) -> bool:
    encoding = "utf-8" if form.format == "xlsx" else form.encoding
    try:
        return sign.encode(encoding).decode(encoding) == sign
    except UnicodeError:
        return False


def _side(column: Column, field: Field) -> tuple[str, str]:
    """On which side a value stands in its width, and what fills it up."""
    number = field.kind in ("amount", "number")
    return column.align or ("right" if number else "left"), column.fill or ("0" if number else " ")


def _padded(column: Column, field: Field, text: str) -> str:
    side, fill = _side(column, field)
    if not text:
        return " " * column.width
    return text.rjust(column.width, fill) if side == "right" else text.ljust(column.width, fill)


def _stripped(column: Column, field: Field, text: str, form: Form) -> str:
    if form.format == "fixed" and field.kind in ("text", "code"):
        side, fill = _side(column, field)
        text = text.strip(" ")
        return text.lstrip(fill) if side == "right" else text.rstrip(fill)
    return text


def _read(
    column: Column, field: Field, cell: Cell, currency: str, layout: Layout, form: Form
) -> Value:
    if field.kind == "amount":
        return _amount(column, cell, currency, form)
    if field.kind == "date":
        return _day(cell, form)
    text = _plain(cell, form)
    if field.kind == "number":
        if not text.isascii() or not text.isdigit() or int(text[:20]) > MOST_NUMBER:
            raise Unfit(f"must be a whole number, got {shown(text)}")
        return int(text)
    if field.kind == "code":
        theirs = layout.theirs(field.codes)
        for word, codes in theirs.items():
            if text in codes:
                return word
        every = ", ".join(code for codes in theirs.values() for code in codes)
        raise Unfit(
            f"must be one of {every}, got {shown(text)}",
            f"if it is right, add it to [codes.{field.codes}] of the layout",
        )
    return text


def _plain(cell: Cell, form: Form) -> str:
    """A cell as text: a buyer's number that stands as a number in a workbook, without its .0."""
    if isinstance(cell, dt.date):
        return days.written(cell, form.date)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _day(cell: Cell, form: Form) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    try:
        return days.read(str(cell), form.date)
    except ValueError:
        raise Unfit(f"must be a day written {form.date}, got {shown(cell)}") from None


def _amount(column: Column, cell: Cell, currency: str, form: Form) -> Decimal:
    decimals = _decimals(column, currency)
    if isinstance(cell, str):
        amount = _amount_of(cell, form)
        if column.implied:
            if "." in str(amount):
                raise Unfit(f"must be written without a decimal mark, got {shown(cell)}")
            amount = amount.scaleb(-decimals)
    elif isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        amount = Decimal(str(cell))
    else:
        raise Unfit(f"must be an amount, got {shown(cell)}")
    if not amount.is_finite() or not 0 <= amount < MOST_AMOUNT:
        raise Unfit(f"must be 0 or more and below {MOST_AMOUNT:,}, got {shown(cell)}")
    if isinstance(cell, float):
        amount = round(amount, 6)  # what a sheet has calculated carries the noise of its halves
    if amount != round(amount, decimals):
        raise Unfit(
            f"must have at most {decimals} decimals, got {shown(cell)}",
            "are decimal and thousands of the layout right?",
        )
    return round(amount, decimals)


def _amount_of(text: str, form: Form) -> Decimal:
    plain = text.translate(_BLANKS)
    mark, group = re.escape(form.decimal), re.escape(form.thousands)
    grouped = rf"\d{{1,3}}(?:{group}\d{{3}})+|" if group else ""
    if not re.fullmatch(rf"-?(?:{grouped}\d+)(?:{mark}\d+)?", plain, re.ASCII):
        example = f"1250{form.decimal}00"
        raise Unfit(f"must be an amount such as {example}, got {shown(text)}")
    if group:
        plain = plain.replace(form.thousands, "")
    return Decimal(plain.replace(form.decimal, "."))

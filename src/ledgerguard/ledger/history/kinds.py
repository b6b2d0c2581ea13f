"""Kinds of rows within which sums of amounts and payments tell what is owed and what is a credit.

Added up over all rows, an overpaid invoice would hide an unpaid one. Within one kind nothing
cancels out.
"""

from __future__ import annotations

from typing import Final

import narwhals as nw

LESS_LEFT, MORE_LEFT, OVERPAID, NOTHING_LEFT = range(4)
"""What a payment leaves: a rest to pay that is smaller than the invoice, or larger (it went
against the invoice); a credit; nothing."""

RESTS: Final = 4
KINDS: Final = 3 * RESTS


def kind_of(amount: nw.Expr, paid: nw.Expr) -> nw.Expr:
    """The kind of a row: ``(sign of the amount + 1) * RESTS`` and what its payment leaves."""

    def number(sign: int, rest: int) -> nw.Expr:
        return nw.lit((sign + 1) * RESTS + rest, nw.Int64)

    def of_sign(sign: int) -> nw.Expr:
        less = nw.when(paid < 0).then(number(sign, MORE_LEFT)).otherwise(number(sign, LESS_LEFT))
        left = nw.when(amount > paid).then(less).otherwise(number(sign, OVERPAID))
        return nw.when(amount == paid).then(number(sign, NOTHING_LEFT)).otherwise(left)

    others = nw.when(amount < 0).then(of_sign(-1)).otherwise(of_sign(0))
    return nw.when(amount > 0).then(of_sign(1)).otherwise(others)

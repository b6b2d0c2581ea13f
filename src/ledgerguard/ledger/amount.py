"""An amount of money with its currency: it adds to its own kind and to nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.currency import exponent, to_major


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units of one currency. Two currencies are never added, compared or subtracted.

    Attributes:
        minor: Minor units.
        currency: The currency.
        of_limit: Whether it was told by a limit: a copy of one, or what one leaves. Limits are not
            added, so that such an amount is added to nothing and not taken off another of its kind.
    """

    minor: int
    currency: str
    of_limit: bool = field(default=False, kw_only=True, compare=False, repr=False)

    @classmethod
    def of(cls, major: float, currency: str) -> Self:
        """An amount from what people write: 123.45 EUR are 12345 cents, half away from zero."""
        scaled = Decimal(repr(float(major))).scaleb(exponent(currency))
        return cls(int(scaled.quantize(Decimal(1), ROUND_HALF_UP)), currency)

    @property
    def major(self) -> float:
        """The amount as a number that people read."""
        return to_major(self.minor, self.currency)

    def __add__(self, other: Amount) -> Amount:
        minor = self.minor + self._alike(other).minor
        if self.of_limit or other.of_limit:
            raise TypeError("what a limit tells is added to nothing: limits are no sums")
        return Amount(minor, self.currency)

    def __sub__(self, other: Amount) -> Amount:
        minor = self.minor - self._alike(other).minor
        if self.of_limit and other.of_limit:
            raise TypeError("what a limit tells is not taken off what another one tells")
        return Amount(minor, self.currency, of_limit=self.of_limit or other.of_limit)

    def __lt__(self, other: Amount) -> bool:
        return self.minor < self._alike(other).minor

    def __le__(self, other: Amount) -> bool:
        return self.minor <= self._alike(other).minor

    def __str__(self) -> str:
        return f"{self.currency} {self.major:,.{exponent(self.currency)}f}".strip()

    def _alike(self, other: Amount) -> Amount:
        if not isinstance(other, Amount):
            raise TypeError(f"an Amount is added to an Amount, got {type(other).__name__}")
        if other.currency != self.currency:
            raise InvalidValue(
                f"amounts must have one currency, got {self.currency} and {other.currency}",
                hint="convert one of them yourself and say at which rate; nothing here converts",
            )
        return other

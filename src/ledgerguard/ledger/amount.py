"""An amount of money with its currency: it adds to its own kind and to nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.currency import exponent, to_major


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units of one currency. Two currencies are never added, compared or subtracted."""

    minor: int
    currency: str

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
        return Amount(self.minor + self._alike(other).minor, self.currency)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.minor - self._alike(other).minor, self.currency)

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

"""The cells of a filled row as days, amounts and words; what does not fit is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.casework.channels import TO_OTHERS, channel_words
from ledgerguard.casework.feedback_columns import CHANNEL
from ledgerguard.casework.feedback_sheet import Filled
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.ladder_words import CHANNELS, key_of
from ledgerguard.policy.schema import Wording
from ledgerguard.units import FIRST_SERIAL, LAST_SERIAL, from_serial

_INSURER: Final = TO_OTHERS["insurer"]
USED: Final[Mapping[str, Wording]] = {
    **CHANNELS,
    _INSURER: Wording(channel_words(_INSURER, "en"), channel_words(_INSURER, "zh")),
}
"""The channels that can be written into a worklist."""


class Unfit(InvalidValue):
    """A row that stands for nothing the log knows: no cell of it is looked at."""


class Row:
    """A filled row; ``faults`` gathers field and reason of all that does not fit."""

    def __init__(self, filled: Filled, today: int) -> None:
        self.filled, self.today = filled, today
        self.faults: list[tuple[str, str]] = []

    def __contains__(self, field: str) -> bool:
        return field in self.filled.cells

    def reject(self, field: str, message: str, hint: str) -> None:
        """Note that a cell does not fit."""
        self.faults.append((field, f"{message}. Hint: {hint}"))

    def text(self, field: str) -> str:
        """A cell as words; "" where it is blank."""
        return self.filled.shown(field).strip()

    def day(self, field: str, *, least: int, named: str, why: str = "", past: bool = False) -> int:
        """A cell as a day; NO_DAY where it is blank or does not fit.

        Args:
            field: The field.
            least: The first day that fits.
            named: What that day is, for the message.
            why: Why no day before it fits.
            past: Whether a day after today does not fit.
        """
        from ledgerguard.ledger.reading.dates import days

        if field not in self:
            return NO_DAY
        header, value = self.filled.headers[field], self.filled.cells[field]
        day = int(days([value])[0])
        if not FIRST_SERIAL <= day <= LAST_SERIAL:
            self.reject(
                field,
                f"{header} must be a date, got {self.filled.shown(field)!r}",
                "write it with the year first: 2026-10-31",
            )
            return NO_DAY
        if day < least:
            self.reject(
                field,
                f"{header} must not be before {named} ({from_serial(least)}), "
                f"got {from_serial(day)}",
                why or "is the year right?",
            )
            return NO_DAY
        if past and day > self.today:
            self.reject(
                field,
                f"{header} must not be after today ({from_serial(self.today)}), "
                f"got {from_serial(day)}",
                "write down what was done; what is promised has a column of its own",
            )
            return NO_DAY
        return day

    def amount(self, field: str, currency: str, most: int) -> int:
        """A cell as minor units, above 0 and at most ``most``; 0 where it is blank or unfit."""
        if field not in self:
            return 0
        header, value = self.filled.headers[field], self.filled.cells[field]
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.reject(
                field,
                f"{header} must be a number, got {self.filled.shown(field)!r}",
                "write digits alone, without a currency and without words",
            )
            return 0
        minor = value * 10.0 ** exponent(currency)
        limit = f"{to_major(most, currency):,.{exponent(currency)}f} {currency}".strip()
        if not 0 < minor <= most + 0.5:
            self.reject(
                field,
                f"{header} must be above 0 and at most the amount of the row ({limit}), "
                f"got {value:,}",
                "leave it blank where all of it is promised",
            )
            return 0
        if abs(minor - round(minor)) > 1e-4:
            self.reject(
                field,
                f"{header} must have at most {exponent(currency)} decimals, got {value}",
                f"that is the smallest unit of {currency or 'the currency'}",
            )
            return 0
        return round(minor)

    def channel(self) -> str:
        """The channel that was used, by its key; "" where none is named."""
        word = self.text(CHANNEL)
        found = key_of(word, USED) if word else ""
        if found is None:
            known = ", ".join(wording.en for wording in USED.values())
            self.reject(
                CHANNEL,
                f"{self.filled.headers[CHANNEL]} must be one of {known}, got {word!r}",
                "other words belong under the note",
            )
        return found or ""

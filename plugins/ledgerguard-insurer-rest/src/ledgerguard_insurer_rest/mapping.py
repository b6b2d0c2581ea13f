"""Between our records and an insurer's JSON: paths, amounts, days and moments.

A path has full stops between names: ``company.identifiers.id``. Amounts are exact on the way: they
are read as decimals, and one that a JSON number cannot hold exactly is not sent.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.currency import CODES, exponent

from ledgerguard_insurer_rest import words
from ledgerguard_insurer_rest.profile import Profile, Values

TOO_MUCH: Final = Decimal(10) ** 15
"""Beyond it a cell no longer holds every cent."""

_SHOWN: Final = 60


def parsed(content: bytes) -> Any:
    """JSON, its numbers as decimals.

    Raises:
        InvalidValue: when it is none; what it is instead is not shown.
    """
    try:
        return json.loads(content, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, InvalidOperation, RecursionError):
        raise InvalidValue(
            f"the answer must be JSON, got {len(content)} bytes of something else"
        ) from None


def at(data: Any, path: str) -> Any:
    """What lies at a path; None when something on the way is missing. Blank: the whole."""
    for name in path.split(".") if path else ():
        if not isinstance(data, Mapping):
            return None
        data = data.get(name)
    return data


def put(data: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a path, with what is needed on the way."""
    *way, last = path.split(".")
    for name in way:
        data = data.setdefault(name, {})
    data[last] = value


@dataclass(frozen=True, slots=True)
class Mapper:
    """Reads and writes as a profile says.

    Every method raises InvalidValue when a value is not what the profile promises.
    """

    profile: Profile

    @property
    def _values(self) -> Values:
        return self.profile.values

    def body(self, paths: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
        """An insurer's JSON: its paths, and what of ours goes there; what is None stays away."""
        found: dict[str, Any] = {}
        for path, ours in paths.items():
            value = self.told(ours, values)
            if value is not None:
                put(found, path, value)
        return found

    def told(self, ours: str, values: Mapping[str, Any]) -> Any:
        """One value of ours as the insurer wants it."""
        if ours.startswith("="):
            return ours[1:]
        value = values.get(ours)
        if isinstance(value, Decimal):
            return self._amount_told(value, str(values["currency"]))
        if isinstance(value, dt.date):
            form = self._values.date
            return value.isoformat() if form == "iso" else value.strftime(form)
        if isinstance(value, tuple):
            return list(value)
        if ours in ("kind", "cause") and value:
            return words.theirs(self.profile.words, ours, str(value))
        return value

    def word(self, name: str, data: Any, path: str) -> str:
        """One of our words, from the insurer's."""
        return words.ours(self.profile.words, name, self.text(data, path))

    def text(self, data: Any, path: str) -> str:
        """A text that must be there."""
        found = self.maybe_text(data, path)
        if not found:
            raise InvalidValue(f"{path} must be text, got nothing")
        return found

    def maybe_text(self, data: Any, path: str | None) -> str:
        """A text; blank when there is none."""
        found = at(data, path) if path else None
        if found is None:
            return ""
        if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
            raise InvalidValue(f"{path} must be text, got {type(found).__name__}")
        return str(found)

    def currency(self, data: Any, path: str | None) -> str:
        """A currency; blank when there is none."""
        code = self.maybe_text(data, path).upper()
        if code and code not in CODES:
            raise InvalidValue(f"{path} must be an ISO code, got {code[:_SHOWN]!r}")
        return code

    def amount(self, data: Any, path: str, currency: str) -> Decimal:
        """An amount in major units."""
        found = at(data, path)
        kind = self._values.amount
        right = isinstance(found, str) if kind == "text" else isinstance(found, int | Decimal)
        if not right or isinstance(found, bool):
            allowed = {"text": "decimal text", "number": "a number", "minor": "a whole number"}
            raise InvalidValue(f"{path} must be {allowed[kind]}, got {_shown(found)}")
        try:
            amount = Decimal(found)
        except InvalidOperation:
            raise InvalidValue(f"{path} must be decimal text, got {_shown(found)}") from None
        if not amount.is_finite():
            raise InvalidValue(f"{path} must be finite, got {_shown(found)}")
        if kind != "minor":
            return amount
        if amount != amount.to_integral_value():
            raise InvalidValue(f"{path} must be a whole number, got {_shown(found)}")
        if not currency:
            raise InvalidValue(f"{path} must come with its currency, got none")
        return amount.scaleb(-exponent(currency))

    def day(self, data: Any, path: str) -> dt.date:
        """A day that must be there."""
        found = self.maybe_day(data, path)
        if found is None:
            raise InvalidValue(f"{path} must be a day, got nothing")
        return found

    def maybe_day(self, data: Any, path: str | None) -> dt.date | None:
        """A day; None when there is none."""
        text = self.maybe_text(data, path)
        form = self._values.date
        try:
            if not text:
                return None
            if form == "iso":
                return dt.date.fromisoformat(text[:10])
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            raise InvalidValue(f"{path} must be a day ({form}), got {_shown(text)}") from None

    def moment(self, data: Any, path: str) -> dt.datetime:
        """A moment with its time zone; UTC where none is told."""
        text = self.text(data, path)
        try:
            found = dt.datetime.fromisoformat(text)
        except ValueError:
            raise InvalidValue(f"{path} must be an ISO moment, got {_shown(text)}") from None
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)

    def confidence(self, data: Any, path: str) -> float:
        """How sure the insurer is, 0 to 1."""
        found = at(data, path)
        if isinstance(found, bool) or not isinstance(found, int | Decimal):
            raise InvalidValue(f"{path} must be a number, got {_shown(found)}")
        share = float(found) / (100 if self._values.confidence == "percent" else 1)
        if not 0 <= share <= 1:
            raise InvalidValue(f"{path} must be a {self._values.confidence}, got {_shown(found)}")
        return share

    def plain(self, data: Any, path: str | None) -> dict[str, str]:
        """A table as text by text; what is no text is left out, and so is what is no table."""
        found = at(data, path) if path else None
        if not isinstance(found, Mapping):
            return {}
        return {
            str(name): str(value)
            for name, value in found.items()
            if isinstance(value, str | int | Decimal) and not isinstance(value, bool)
        }

    def _amount_told(self, amount: Decimal, currency: str) -> Any:
        if currency not in CODES:
            raise InvalidValue(f"currency must be an ISO code, got {currency[:_SHOWN]!r}")
        decimals = exponent(currency)
        if not amount.is_finite() or abs(amount) >= TOO_MUCH:
            raise InvalidValue(f"amount must be below {TOO_MUCH:,f}, got {amount}")
        if amount != round(amount, decimals):
            raise InvalidValue(
                f"amount must have at most {decimals} decimals in {currency}, got {amount}"
            )
        if self._values.amount == "text":
            return f"{amount:.{decimals}f}"
        if self._values.amount == "minor":
            return int(amount.scaleb(decimals))
        if amount == amount.to_integral_value():
            return int(amount)
        number = float(amount)
        if Decimal(repr(number)) != amount:
            raise InvalidValue(
                f"amount must be one that a JSON number holds exactly, got {amount}",
                hint='the insurer should offer amounts as text (values.amount = "text")',
            )
        return number


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _shown(value: object) -> str:
    """A wrong value, shortened; a table or list is not shown."""
    if isinstance(value, Mapping | list):
        return type(value).__name__
    return repr(value)[:_SHOWN]

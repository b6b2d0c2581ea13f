"""One hierarchy of errors; each knows the Excel error that it becomes in a cell.

A message says what, got, allowed, hint:
``credit_sales must be above 0, got -5. Hint: is the sign of the column reversed?``
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

DIV0: Final = "#DIV/0!"
NUM: Final = "#NUM!"
VALUE: Final = "#VALUE!"
NA: Final = "#N/A"
NAME: Final = "#NAME?"
REF: Final = "#REF!"
NULL: Final = "#NULL!"

EXCEL_ERRORS: Final = (DIV0, NUM, VALUE, NA, NAME, REF, NULL)
"""Every error value that a cell can hold; a formula of ours answers with one of the first four."""


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error as a value: what a cell holds, with the message that help and logs can show."""

    code: str
    message: str = ""

    def __str__(self) -> str:
        return self.code


class LedgerguardError(Exception):
    """Base of all errors that ledgerguard raises on purpose."""

    excel: ClassVar[str] = VALUE

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = message.rstrip(".")
        self.hint = hint
        super().__init__(f"{self.message}. Hint: {hint}" if hint else f"{self.message}.")


class InvalidValue(LedgerguardError):
    """A value of the wrong kind: text where a number belongs, an unknown keyword."""

    excel = VALUE


class OutOfDomain(LedgerguardError):
    """A number outside the domain of the formula: negative sales, a rate above 1."""

    excel = NUM


class ZeroDenominator(LedgerguardError):
    """A denominator that is exactly 0."""

    excel = DIV0


class NotAvailable(LedgerguardError):
    """Required data is missing, or the history is too short."""

    excel = NA


class PropagatedError(LedgerguardError):
    """An argument already was an error cell; the formula answers with the same error."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            f"an argument must be a value, got the error {code}", hint="mend the cell it comes from"
        )


class DefinitionError(LedgerguardError):
    """A formula, a policy or a plugin is declared wrongly: a fault of its author."""


class LedgerError(LedgerguardError):
    """A ledger cannot be read as it is: no such column, an undecidable date order."""


class PolicyError(LedgerguardError):
    """A policy file says something that cannot be followed."""


class LogError(LedgerguardError):
    """A log of what was done cannot be opened, read or written, or an entry cannot stand in it."""


class HostError(LedgerguardError):
    """A spreadsheet program is missing, did not start or did not answer."""


def excel_code(error: BaseException) -> str:
    """The Excel error that stands for a Python exception in a cell."""
    if isinstance(error, PropagatedError):
        return error.code
    if isinstance(error, LedgerguardError):
        return error.excel
    if isinstance(error, ZeroDivisionError):
        return DIV0
    return NUM if isinstance(error, ArithmeticError) else VALUE

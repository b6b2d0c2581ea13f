"""The currency of each row: its column, the sign beside its amount, the header, the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledgerguard.ledger.currency import AMBIGUOUS_SIGN, CODES, code_of, exponent
from ledgerguard.ledger.problems import Report, shown
from ledgerguard.ledger.reading.amounts import Amounts
from ledgerguard.ledger.reading.rawtable import RawTable
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class Currencies:
    """The currency of each row and its number of decimals."""

    codes: list[str]
    exponents: npt.NDArray[np.int64]


def codes_of(values: Sequence[Cell]) -> list[str]:
    """A column of currency cells as codes; a word that is none stays, in capitals."""
    known = {value: _code(value) for value in dict.fromkeys(values)}
    return [known[value] for value in values]


def only_three_decimals(values: Sequence[Cell] | None, default: str) -> bool:
    """Whether every currency that a ledger names has three decimals."""
    named = {_code(v) for v in dict.fromkeys(values)} - {""} if values is not None else {default}
    return all(exponent(code) == 3 for code in named)


def currencies(
    table: RawTable, amounts: Amounts, default: str, report: Report, *, others: bool = False
) -> Currencies:
    """The currency of each row; what contradicts or is missing is reported.

    Args:
        table: The counted rows.
        amounts: Their amounts, which may carry signs.
        default: The currency of rows that name none.
        report: Takes the problems.
        others: Whether rows that are not in the table name currencies.
    """
    import numpy as np

    column = table.columns.get("currency")
    default = default or code_of(table.header.currency) or ""
    codes = codes_of(column) if column is not None else [""] * len(table)
    signs = _signs(amounts)
    if signs:
        _report_signs(table, codes, signs, report)
        codes = [code or (_plain(s) if s else "") for code, s in zip(codes, signs, strict=True)]
    if default:
        codes = [code or default for code in codes]
    distinct = dict.fromkeys(codes)
    if column is not None and "" in distinct and (others or len(distinct) > 1):
        missing = np.array([not code for code in codes], bool)
        table.report(report, "missing_currency", "currency", missing)
    strange = {code for code in distinct if code and code not in CODES}
    if strange:
        unknown = np.array([code in strange for code in codes], bool)
        table.report(report, "unknown_currency", "currency", unknown)
    decimals = {code: exponent(code) for code in distinct}
    exponents = np.fromiter(map(decimals.__getitem__, codes), np.int64, len(codes))
    return Currencies(codes, exponents)


def _signs(amounts: Amounts) -> list[str]:
    """The currency sign beside each amount; nothing at all where no amount carries one."""
    signs = {text: number.sign for text, number in amounts.texts.items() if number and number.sign}
    if not signs:
        return []
    return [signs.get(value, "") if isinstance(value, str) else "" for value in amounts.values]


def _report_signs(
    table: RawTable, codes: Sequence[str], signs: Sequence[str], report: Report
) -> None:
    import numpy as np

    pairs = list(zip(codes, signs, strict=True))
    # The sign ¥ agrees with yen as with yuan; a bare $ with every dollar.
    differs = [bool(c and s) and not _agrees(c, s) for c, s in pairs]
    details = [
        {"sign": _plain(s), "currency": c}
        for (c, s), odd in zip(pairs, differs, strict=True)
        if odd
    ]
    table.report(report, "currency_differs", "amount", np.array(differs, bool), details)
    unclear = sum(not c and s == AMBIGUOUS_SIGN for c, s in pairs)
    if unclear:
        report.column("ambiguous_sign", "amount", AMBIGUOUS_SIGN, count=unclear)


def _agrees(code: str, sign: str) -> bool:
    if sign == AMBIGUOUS_SIGN:
        return code in ("CNY", "JPY")
    return code == sign


def _plain(sign: str) -> str:
    return code_of(sign) or sign


def _code(value: Cell) -> str:
    if not isinstance(value, str):
        return "" if value is None else shown(value).upper()
    word = " ".join(value.split())
    return code_of(word) or word.upper() if word else ""

"""The words of a formula text: openpyxl's tokenizer does the cutting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from ledgerguard.errors import InvalidValue

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token as RawToken

Kind = Literal[
    "number",
    "text",
    "logical",
    "error",
    "reference",
    "prefix",
    "infix",
    "postfix",
    "function",
    "bracket",
    "array",
    "close",
    "argument",
    "row",
    "end",
]

_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_MANTISSA = re.compile(r"(\d+\.?\d*|\.\d+)[eE]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, and what it is."""

    kind: Kind
    text: str


END: Final = Token("end", "")


def tokens(text: str) -> list[Token]:
    """The words of a formula text without its ``=``, and the end.

    Raises:
        InvalidValue: when it cannot be cut into words.
    """
    # Here, because openpyxl brings numpy along wherever it is installed.
    from openpyxl.formula.tokenizer import Tokenizer, TokenizerError

    try:
        raw = Tokenizer("=" + text).items
    except (TokenizerError, IndexError) as fault:  # IndexError: one bracket closed too often
        words = str(fault) if isinstance(fault, TokenizerError) else "a bracket too many"
        raise refusal(text, words) from None
    return [*_exponents([_token(t) for t in raw if t.type != t.WSPACE]), END]


def refusal(text: str, reason: str) -> InvalidValue:
    """The error for a text that is no formula."""
    return InvalidValue(
        f"{text!r} cannot be read as a formula: {reason}",
        hint="write it as in an English Excel, such as DSO(1200000, 10000000, 365)",
    )


def _token(raw: RawToken) -> Token:
    text = raw.value.strip()
    if raw.type == raw.OPERAND:
        return Token(_operand(text), text)
    if text in (")", "}"):
        return Token("close", text)
    if raw.type == raw.SEP:
        return Token("argument" if raw.subtype == raw.ARG else "row", text)
    return Token(_KINDS[raw.type], text)


_KINDS: Final[dict[str, Kind]] = {
    "FUNC": "function",
    "ARRAY": "array",
    "PAREN": "bracket",
    "OPERATOR-PREFIX": "prefix",
    "OPERATOR-INFIX": "infix",
    "OPERATOR-POSTFIX": "postfix",
}


def _operand(text: str) -> Kind:
    if text.startswith('"'):
        return "text"
    if text.startswith("#"):
        return "error"
    if text.upper() in ("TRUE", "FALSE"):
        return "logical"
    # openpyxl also takes nan and inf for numbers.
    return "number" if _NUMBER.fullmatch(text) else "reference"


def _exponents(found: list[Token]) -> list[Token]:
    """Mend numbers such as 12.5E-3, which openpyxl takes for ``12.5E`` minus ``3``."""
    whole: list[Token] = []
    for token in found:
        if (
            len(whole) > 1
            and token.text.isdigit()
            and whole[-1].text in ("+", "-")
            and _MANTISSA.fullmatch(whole[-2].text)
        ):
            sign, mantissa = whole.pop(), whole.pop()
            whole.append(Token("number", mantissa.text + sign.text + token.text))
        else:
            whole.append(token)
    return whole

"""The conventions that a formula keeps, so that help, wizards and every host can show it."""

from __future__ import annotations

import re
from typing import Final

from openpyxl.utils import FORMULAE

from ledgerguard.formula import NAME_PATTERN, SUMMARY_LIMIT, Formula
from ledgerguard.testing.junk import OURS

XLWINGS_WIZARD_LIMIT: Final = 254
"""Of Excel's function wizard: count and characters of the argument names together."""

_ERROR: Final = re.compile(r"#(?:DIV/0!|NUM!|VALUE!|N/A|NAME\?|REF!|NULL!)")


def docstring_faults(formula: Formula) -> list[str]:
    """What its docstring lacks; empty when it is whole."""
    named = set(_ERROR.findall(formula.errors))
    checks = {
        f"the summary must have 1 to {SUMMARY_LIMIT} characters and end with a full stop": (
            0 < len(formula.summary) <= SUMMARY_LIMIT and formula.summary.endswith(".")
        ),
        "it must have an argument": bool(formula.parameters),
        "Errors: must name an error value": bool(named),
        f"Errors: must name only {', '.join(sorted(OURS))}, which every host can show": named
        <= OURS,
        "Source: must end with a full stop": formula.source.endswith("."),
        "each Example: must call the formula": all(
            re.search(rf"\b{formula.name}\(", call) for call, _ in formula.examples
        ),
    }
    for parameter in formula.parameters:
        sound = parameter.description.endswith(".") and bool(parameter.units)
        checks[f"{parameter.name} must be described, ending with a full stop"] = sound
    return [text for text, holds in checks.items() if not holds]


def name_faults(formula: Formula) -> list[str]:
    """What is wrong with its name and those of its arguments; empty when every host takes them."""
    names = [parameter.name for parameter in formula.parameters]
    optional = [not parameter.required for parameter in formula.parameters]
    checks = {
        "the name must be capital letters joined by _": bool(NAME_PATTERN.fullmatch(formula.name)),
        "the name must not be one of Excel's functions": formula.name not in FORMULAE,
        "no argument must be named caller, which xlwings keeps for itself": "caller" not in names,
        f"count and characters of the argument names must be at most {XLWINGS_WIZARD_LIMIT}": (
            len(names) + sum(map(len, names)) <= XLWINGS_WIZARD_LIMIT
        ),
        "required arguments must come first": optional == sorted(optional),
    }
    return [text for text, holds in checks.items() if not holds]

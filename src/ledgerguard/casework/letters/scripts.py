"""Call scripts: what is said on the phone, from opening to close, by the machinery of letters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from ledgerguard.casework.letters.data import LetterData
from ledgerguard.casework.letters.render import Letter, render

REMINDER: Final = "call-reminder"
OVERDUE: Final = "call-overdue"
SCRIPTS: Final = (REMINDER, OVERDUE)
"""The scripts that ledgerguard brings; a firm's folder may hold others, each "To: nobody"."""


def script_name(data: LetterData) -> str:
    """The script for a call about what a letter says.

    A customer of whom something is claimed that is overdue gets the firm talk, and anybody else
    the friendly one.
    """
    return OVERDUE if data.oldest_days > 0 else REMINDER


def script_for(data: LetterData, templates: Path | None = None) -> Letter:
    """The script for a call, rendered; data whose letter is a script is taken at its word.

    Raises:
        PolicyError: when the template is missing or broken.
    """
    if data.letter in SCRIPTS:
        return render(data, templates)
    return render(replace(data, letter=script_name(data)), templates)

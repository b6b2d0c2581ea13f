"""A firm's own score in cells: what a scorer that a plugin brings says of a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from ledgerguard.casework.customer_file.items import ITEMS
from ledgerguard.casework.scorer_inputs import inputs_of_range
from ledgerguard.errors import NotAvailable
from ledgerguard.formula import formula
from ledgerguard.ledger.captions import fitted
from ledgerguard.plugin import manager
from ledgerguard.plugin.judging import Judged, judge, scorer_named
from ledgerguard.policy.firm import load_policy
from ledgerguard.units import Cell, Count, Date, Language, Rate, Score, Table, Text

_HEADERS: Final = {
    "en": ("No", "Reason", "Model", "Version"),
    "zh": ("序号", "原因", "模型", "版本"),
}


@formula("FIRM_SCORE")
def firm_score(inputs: Table, as_of: Date, scorer: Text | None = None) -> Score:
    """Score of a customer by the firm's own model, which a plugin brings; more is better.

    The model is given the rows of the range that it wants to know, and judges as of the day.
    The command ledgerguard plugins list shows the models that are installed. FIRM_REASONS says why,
    and CREDIT_SCORE is ledgerguard's own score.

    Args:
        inputs: Range of two columns, name and value: factors as FILE_FACTORS gives them, items of
            the customer's file, and whatever else the model asks for.
        as_of: Day of the judgement.
        scorer: Name of the model; left out, that of the firm's credit policy, else the only one
            that is installed.

    Errors: #N/A when the model is not installed or not named, lacks an input, finds one too far
        from all that it has learned, or breaks; #VALUE! when a name is unknown or stands twice.
    Example: =FIRM_SCORE({"years_trading",7}, DATE(2026,6,30), "no-such-model") -> #N/A
    Source: ledgerguard design; the model is the firm's own.
    """
    return float(_judged(inputs, as_of, scorer).score.score)


@formula("FIRM_PD")
def firm_pd(inputs: Table, as_of: Date, scorer: Text | None = None) -> Rate:
    """Probability of default within a year by the firm's own model, which a plugin brings.

    Args:
        inputs: Range of two columns, name and value; see FIRM_SCORE.
        as_of: Day of the judgement.
        scorer: Name of the model; left out, that of the firm's credit policy, else the only one
            that is installed.

    Errors: #N/A as for FIRM_SCORE, and when the model gives grades only; #VALUE! when a name is
        unknown or stands twice.
    Example: =FIRM_PD({"years_trading",7}, DATE(2026,6,30), "no-such-model") -> #N/A
    Source: ledgerguard design; the model is the firm's own.
    """
    judged = _judged(inputs, as_of, scorer)
    if judged.score.probability is None:
        raise _not_given(judged, "a probability of default", "FIRM_GRADE")
    return float(judged.score.probability)


@formula("FIRM_GRADE")
def firm_grade(inputs: Table, as_of: Date, scorer: Text | None = None) -> Text:
    """Grade of a customer on the scale of the firm's own model, which a plugin brings.

    Args:
        inputs: Range of two columns, name and value; see FIRM_SCORE.
        as_of: Day of the judgement.
        scorer: Name of the model; left out, that of the firm's credit policy, else the only one
            that is installed.

    Errors: #N/A as for FIRM_SCORE, and when the model gives no grades; #VALUE! when a name is
        unknown or stands twice.
    Example: =FIRM_GRADE({"years_trading",7}, DATE(2026,6,30), "no-such-model") -> #N/A
    Source: ledgerguard design; the model is the firm's own.
    """
    judged = _judged(inputs, as_of, scorer)
    if not judged.score.grade:
        raise _not_given(judged, "a grade", "FIRM_PD")
    return judged.score.grade


@formula("FIRM_REASONS")
def firm_reasons(
    inputs: Table,
    as_of: Date,
    scorer: Text | None = None,
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """Why the firm's own model judges a customer so: its reasons, the weightiest first.

    One row a reason, in the words of the model, with the model and its version in each. A model
    that gives no reasons has one row without.

    Args:
        inputs: Range of two columns, name and value; see FIRM_SCORE.
        as_of: Day of the judgement.
        scorer: Name of the model; left out, that of the firm's credit policy, else the only one
            that is installed.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh", of the header.

    Errors: #N/A as for FIRM_SCORE; #VALUE! when a name is unknown or stands twice; #NUM! when rows
        is below 1.
    Example: =FIRM_REASONS({"years_trading",7}, DATE(2026,6,30), "no-such-model") -> #N/A
    Source: ledgerguard design; the model is the firm's own.
    """
    judged = _judged(inputs, as_of, scorer)
    model: list[Cell] = [judged.title, judged.version]
    body = [[place, words, *model] for place, words in enumerate(judged.score.reasons, start=1)]
    return fitted(_HEADERS[language], body or [["", "", *model]], rows, language, text_column=1)


def _judged(inputs: Table, as_of: dt.date, scorer: str | None) -> Judged:
    found = scorer_named(manager.installed(), scorer or load_policy().credit.scorer)
    known: Collection[str] = {*ITEMS, *(one.name for one in found.scorer.inputs)}
    return judge(found, inputs_of_range(inputs, known), as_of)


def _not_given(judged: Judged, what: str, instead: str) -> NotAvailable:
    return NotAvailable(
        f"the scorer {judged.scorer} must give {what}, got none",
        hint=f"its model ({judged.title}) gives the other one: {instead}",
    )

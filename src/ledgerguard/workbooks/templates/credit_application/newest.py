"""The figures that grade and limit take: those of the newest year that has them.

A figure that the latest accounts lack is of the year before. So does the house: factors by
``score_factors``, limits by ``capacity``.
"""

from __future__ import annotations

from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.templates.credit_application.statements import YEARS


def known(name: str) -> str:
    """The name of the figure of the newest year that has it."""
    return f"{name}_known"


def add(draft: Draft) -> None:
    """Lay them out behind the sheets."""
    say = draft.say
    titles = {
        "current_ratio": say("Current ratio"),
        "liabilities_to_assets": say("Liabilities to assets"),
        "ebit_to_assets": say("EBIT to assets"),
        "cash_flow_to_liabilities": say("Operating cash flow to current liabilities"),
        "altman": say("Altman Z″"),
        "total_assets": say("Total assets"),
        "equity": say("Equity (negative if overindebted)"),
        "tangible_net_worth": say("Tangible net worth"),
        "working_capital": say("Working capital"),
        "revenue": say("Revenue"),
    }
    behind = draft.calculations()
    top = behind.section(behind.free, 0, say("Figures of the newest year that has them"))
    for row, (name, title) in enumerate(titles.items(), top):
        text = '""'
        for year in YEARS:
            text = f"IF(COUNT({name}_{year})>0,{name}_{year},{text})"
        behind.put(row, 0, title, "cell.ruled.left", across=3)
        behind.formula(row, 3, text, "cell.ruled/#,##0.00", name=known(name))

"""CUSTOMER_SUMMARY: every customer with balance, behaviour, stage and score, as a table."""

from __future__ import annotations

from collections.abc import Mapping

from ledgerguard.errors import ErrorValue, LedgerguardError, excel_code
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import LONGEST_PERIOD, counted, not_negative
from ledgerguard.ledger.captions import fitted, headers
from ledgerguard.ledger.credit import FactorRows, credit_of, factors_by_customer
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.customers import CustomerSummary, summaries
from ledgerguard.ledger.portfolio import in_currency
from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.escalation import resolve
from ledgerguard.units import Cell, Count, Date, Language, Table, Text, serial


@formula("CUSTOMER_SUMMARY")
def customer_summary(
    ledger: Table,
    as_of: Date,
    ladder: Text | Table | None = None,
    currency: Text | None = None,
    grace_days: Count = 0,
    period_days: Count = 90,
    factors: Table | None = None,
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """Every customer at a day: balance, lateness, DSO, pay index, escalation stage, credit score.

    One row a customer and currency with anything open, or any sale or payment in the last 365
    days; the largest open amount first. Open is net of credits, Overdue share a part of the
    positive open items. DBT and pay index weigh the invoices settled in full in the last 365 days
    by amount. The stage is the highest of the undisputed items. A figure that cannot be computed
    is "". Credit score and grade need factors with at least 50 of the 100 weight.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        ladder: Name of a ladder, or a range with one row a level (days, counted from, action).
        currency: Only this currency; all of them, each on its own row, when left out.
        grace_days: Days added to every due date before the ladder counts.
        period_days: Length of the sales window of the DSO in days.
        factors: Range with a header row: customer_id and a column for each factor of CREDIT_SCORE;
            or customer_id, factor, value.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh".

    Errors: #VALUE! when the ledger has no header that can be read or not that currency, or no such
        ladder is known; #NUM! when grace_days is negative, period_days or rows below 1; in the
        cells of the credit score the error of the customer's factors.
    Example: =INDEX(CUSTOMER_SUMMARY({"Customer","Invoice date","Due date","Amount";"A",45292,45322,
        100}, 45350), 2, 7) -> 28
    Source: Credit Research Foundation (DSO family, days beyond terms); the project's ladders.
    """
    not_negative(grace_days=grace_days)
    counted(LONGEST_PERIOD, period_days=period_days)
    frame = in_currency(from_cells(ledger, language=language).frame, currency)
    levels = resolve(ladder, language).levels
    found = summaries(frame, serial(as_of), levels, grace_days=grace_days, period_days=period_days)
    known_factors = factors_by_customer(factors or [])
    header = headers(
        language,
        *("customer_id", "customer", "currency", "open", "overdue", "overdue_share", "oldest"),
        *("dso", "best_dso", "dbt", "pay_index", "disputed", "unapplied"),
        *("stage", "action_now", "next_stage_on", "credit_score", "grade"),
    )
    return fitted(header, [_cells(one, known_factors) for one in found], rows, language)


def _cells(summary: CustomerSummary, factors: Mapping[str, FactorRows]) -> list[Cell]:
    balance, stage, late = summary.balance, summary.stage, summary.lateness
    return [
        balance.customer_id,
        balance.customer,
        balance.currency,
        to_major(balance.open, balance.currency),
        to_major(balance.overdue, balance.currency),
        _or_blank(summary.overdue_share),
        balance.oldest,
        _or_blank(summary.dso),
        _or_blank(summary.best_dso),
        late.days_beyond_terms if late else "",
        late.pay_index if late else "",
        to_major(balance.disputed, balance.currency),
        to_major(balance.unapplied, balance.currency),
        stage.stage,
        stage.level.action if stage.level else "",
        stage.next_on if stage.next_on != NO_DAY else "",
        *_credit_cells(summary, factors.get(balance.customer_id)),
    ]


def _credit_cells(summary: CustomerSummary, factors: FactorRows | None) -> tuple[Cell, Cell]:
    if factors is None:
        return "", ""
    late = summary.lateness
    try:
        credit = credit_of(
            factors, late.days_beyond_terms if late else None, summary.balance.oldest
        )
    except LedgerguardError as error:  # one customer's mistyped factor leaves the others readable
        fault = ErrorValue(excel_code(error), str(error))
        return fault, fault
    return (credit.score, credit.grade) if credit else ("", "")


def _or_blank(figure: float | None) -> Cell:
    return "" if figure is None else figure

"""The formulas that take a ledger range and answer a table: aging, exposures, stages.

One call answers the whole table, so that a sheet never calls Python once per invoice.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledgerguard.formula import formula
from ledgerguard.formulas.aging import DEFAULT_EDGES, Basis, bucket_labels
from ledgerguard.formulas.checks import SHEET_ROWS, counted, not_negative
from ledgerguard.ledger.aging import AgingRow, By, bucketed
from ledgerguard.ledger.captions import CAPTIONS, fitted, headers
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.exposure import largest
from ledgerguard.ledger.portfolio import (
    Balance,
    balances,
    balances_of,
    customer_names,
    in_currency,
    in_one_currency,
    items,
)
from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.stages import account_stages
from ledgerguard.policy.escalation import resolve
from ledgerguard.units import Cell, Column, Count, Date, Days, Language, Table, Text, serial


@formula("AGING")
def aging(
    ledger: Table,
    as_of: Date,
    by: By = "currency",
    currency: Text | None = None,
    edges: Column[Days] = DEFAULT_EDGES,
    basis: Basis = "due",
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """Aging of a ledger at a day, also a past one: open items in buckets, by currency or customer.

    Open at as_of is the amount less what was paid by then, for items issued by then. Negative open
    items (credit notes, overpayments) stand under Unapplied, items without the date that the
    buckets count from under Undated; Total is the sum of the row. Currencies are never added.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        by: "currency" for one row a currency, "customer" for one row a customer and currency.
        currency: Only this currency; all of them, each on its own row, when left out.
        edges: Upper edges of the buckets in days, inclusive and rising; 0, 30, 60 and 90 when
            left out.
        basis: "due" counts days past due, "invoice" the age since the invoice date.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh".

    Errors: #VALUE! when the ledger has no header that can be read or not that currency; #NUM! when
        edges do not rise or totals exceed 9e18 minor units.
    Example: =INDEX(AGING({"Customer","Invoice date","Due date","Amount";"A",45292,45322,100},
        45350), 2, 3) -> 100
    Source: IFRS 9 IE74 (grouping by days past due); Microsoft Dynamics 365, customer aging.
    """
    frame = in_currency(from_cells(ledger, language=language).frame, currency)
    found = bucketed(frame, serial(as_of), by=by, edges=edges, basis=basis)
    lead = ("customer_id", "customer", "currency") if by == "customer" else ("currency",)
    header = [
        *headers(language, *lead),
        *bucket_labels(edges, basis, language),
        *headers(language, "undated", "unapplied", "total"),
    ]
    body = [_aging_cells(row, lead) for row in found]
    return fitted(header, body, rows, language)


@formula("TOP_EXPOSURES")
def top_exposures(
    ledger: Table,
    as_of: Date,
    count: Count = 10,
    currency: Text | None = None,
    language: Language = "en",
) -> Table:
    """The customers that owe the most: net open and overdue amounts, share and cumulative share.

    Shares are parts of the sum of all positive customer balances. Exactly count rows below the
    header, filled up with "" when there are fewer customers.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        count: Number of customers, 1 or more.
        currency: The currency; may be left out when the ledger has only one.
        language: "en" or "zh".

    Errors: #VALUE! when the ledger has several currencies and none is given; #NUM! when count is
        below 1.
    Example: =INDEX(TOP_EXPOSURES({"Customer","Invoice date","Due date","Amount";"A",45292,45322,
        75;"B",45292,45322,25}, 45350), 2, 6) -> 0.75
    Source: Pareto analysis of customer balances; see CONCENTRATION_HHI and TOPN_SHARE.
    """
    counted(SHEET_ROWS, count=count)
    frame, name = in_one_currency(from_cells(ledger, language=language).frame, currency)
    body: list[list[Cell]] = [
        [
            exposure.rank,
            exposure.balance.customer_id,
            exposure.balance.customer,
            to_major(exposure.balance.open, name),
            to_major(exposure.balance.overdue, name),
            exposure.share,
            exposure.cumulative_share,
        ]
        for exposure in largest(balances(frame, serial(as_of)), count)
    ]
    header = headers(
        language,
        *("rank", "customer_id", "customer", "open", "overdue", "share", "cumulative_share"),
    )
    return fitted(header, body, count, language)


@formula("STAGE_SUMMARY")
def stage_summary(
    ledger: Table,
    as_of: Date,
    ladder: Text | Table | None = None,
    currency: Text | None = None,
    grace_days: Count = 0,
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """Customers with open items by escalation stage: how many, and what they owe.

    Every customer stands once, at the highest stage of its undisputed items; stage 0 holds those
    with nothing to act upon. Open is net of unapplied credits.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        ladder: Name of a ladder, or a range with one row a level (days, counted from, action).
        currency: The currency; may be left out when the ledger has only one.
        grace_days: Days added to every due date.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh".

    Errors: #VALUE! when the ledger has several currencies and none is given, or no such ladder is
        known; #NUM! when grace_days is negative.
    Example: =INDEX(STAGE_SUMMARY({"Customer","Invoice date","Due date","Amount";"A",45292,45322,
        100}, 45350), 5, 3) -> 1
    Source: The project's escalation ladders; see ESCALATION_STAGE.
    """
    not_negative(grace_days=grace_days)
    frame, name = in_one_currency(from_cells(ledger, language=language).frame, currency)
    levels = resolve(ladder, language).levels
    opened = items(frame, serial(as_of))
    stages = account_stages(opened, serial(as_of), levels, grace_days)
    grouped: list[list[Balance]] = [[] for _ in range(len(levels) + 1)]
    for balance in balances_of(opened, customer_names(frame, serial(as_of))):
        found = stages.get(balance.account)
        grouped[found.stage if found else 0].append(balance)
    actions = [CAPTIONS[language]["no_action"], *(level.action for level in levels)]
    body: list[list[Cell]] = [
        [
            stage,
            actions[stage],
            len(at_stage),
            to_major(sum(balance.open for balance in at_stage), name),
            to_major(sum(balance.overdue for balance in at_stage), name),
        ]
        for stage, at_stage in enumerate(grouped)
    ]
    header = headers(language, "stage", "action", "customers", "open", "overdue")
    return fitted(header, body, rows, language, text_column=1)


def _aging_cells(row: AgingRow, lead: Sequence[str]) -> list[Cell]:
    amounts = (*row.buckets, row.undated, row.unapplied, row.total)
    return [
        *(getattr(row, name) for name in lead),
        *(to_major(amount, row.currency) for amount in amounts),
    ]

"""Age of an item and the aging bucket it falls into."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

from ledgerguard.errors import OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import filled
from ledgerguard.units import Column, Date, Days, Language, Text

Basis = Literal["due", "invoice"]

DEFAULT_EDGES: Final = (0, 30, 60, 90)

CURRENT: Final[dict[Language, str]] = {"en": "Current", "zh": "未到期"}


@formula("DAYS_PAST_DUE")
def days_past_due(due_date: Date, as_of: Date) -> Days:
    """Days since the due date; negative before it, 0 on the due date, which is not overdue.

    as_of - due_date

    Args:
        due_date: Day on which payment is due.
        as_of: Day from which one looks.

    Errors: #VALUE! when a date is text; #NUM! when it lies before 1 March 1900; #N/A when blank.
    Example: =DAYS_PAST_DUE(DATE(2024,2,29), DATE(2024,3,31)) -> 31
    Source: ledgerguard convention: the first day is excluded, the last one included.
    """
    return (as_of - due_date).days


@formula("AGE_BUCKET")
def age_bucket(
    due_date: Date,
    as_of: Date,
    edges: Column[Days] = DEFAULT_EDGES,
    basis: Basis = "due",
) -> Text:
    """Label of the aging bucket an item falls into: Current, 1–30, 31–60, 61–90 or >90.

    Upper edges are inclusive. By due date everything not yet overdue is Current; by invoice date
    the first bucket starts at an age of 0.

    Args:
        due_date: Due date of the item; its invoice date when basis is "invoice".
        as_of: Day from which one looks.
        edges: Upper edges of the buckets in days, rising; 0, 30, 60 and 90 when left out.
        basis: "due" counts days past due, "invoice" the age since the invoice date.

    Errors: #NUM! when edges do not rise, are negative or no whole numbers, or when an invoice is
        dated after as_of; #VALUE! when a date is text or the basis unknown.
    Example: =AGE_BUCKET(DATE(2024,3,1), DATE(2024,3,31)) -> 1–30
    Example: =AGE_BUCKET(DATE(2024,3,31), DATE(2024,3,31)) -> Current
    Example: =AGE_BUCKET(DATE(2024,3,31), DATE(2024,3,31), , "invoice") -> 0–30
    Source: IFRS 9 IE74 (grouping by days past due); Microsoft Dynamics 365, customer aging.
    """
    age = (as_of - due_date).days
    if basis == "invoice" and age < 0:
        raise OutOfDomain(
            f"as_of must not lie before the invoice date {due_date}, got {as_of}",
            hint="an invoice has no age before it is issued",
        )
    whole = whole_edges(edges)
    return bucket_labels(whole, basis)[bucket_number(age, whole, basis)]


def whole_edges(edges: Sequence[float | None]) -> tuple[int, ...]:
    """Edges as whole days; 0 stands first, because it parts what is overdue from what is not.

    Raises:
        NotAvailable: when there are none.
        OutOfDomain: when they do not rise, are negative or no whole numbers.
    """
    given = filled("edges", edges)
    whole = [int(edge) for edge in given]
    rising = all(low < high for low, high in pairwise(whole))
    if whole != given or not rising or whole[0] < 0:
        raise OutOfDomain(
            f"edges must be whole days that rise from 0, got {', '.join(f'{e:g}' for e in given)}",
            hint="for instance {0,30,60,90}",
        )
    return tuple(whole) if whole[0] == 0 else (0, *whole)


def bucket_labels(
    edges: Sequence[float | None] = DEFAULT_EDGES, basis: Basis = "due", language: Language = "en"
) -> tuple[str, ...]:
    """The labels of all buckets, youngest first, as table headers and AGE_BUCKET show them.

    Raises:
        NotAvailable: when there are no edges.
        OutOfDomain: when the edges do not rise, are negative or no whole numbers.
    """
    whole = whole_edges(edges)
    if basis == "invoice" and whole == (0,):
        raise OutOfDomain(
            "edges must hold one above 0 where the age counts from the invoice date, got only 0",
            hint="for instance {30,60,90}",
        )
    spans = [(low + 1, high) for low, high in pairwise(whole)]
    first = [CURRENT[language]]
    if basis == "invoice":
        first = []
        spans[:1] = [(0, high) for _, high in spans[:1]]
    closed = [f"{low}–{high}" if low < high else f"{high}" for low, high in spans]
    return (*first, *closed, f">{whole[-1]}")


def bucket_number(
    age_days: int, edges: Sequence[float | None] = DEFAULT_EDGES, basis: Basis = "due"
) -> int:
    """The position of an age among the labels of :func:`bucket_labels`."""
    uppers = whole_edges(edges)[basis == "invoice" :]
    return bisect_left(uppers, age_days)

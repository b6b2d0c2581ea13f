"""What is known of the words and dates of a ledger, by the cells that an engine looks up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import narwhals as nw

from ledgerguard.ledger.cleaning import days
from ledgerguard.ledger.cleaning.facts import Facts, Values
from ledgerguard.ledger.cleaning.words import can_be_key, currency_words, keyed, words
from ledgerguard.ledger.columns import DATE_FIELDS, Field
from ledgerguard.ledger.currency import code_of
from ledgerguard.ledger.reading.clean import Options

Lookups = Mapping[Field, Mapping[Any, Mapping[str, Any]]]
"""By field: columns by cell."""


def lookups(
    facts: Facts,
    kinds: Mapping[Field, Any],
    seen: Values,
    options: Options,
    without: Collection[Field],
) -> Lookups:
    """The columns whose cells are looked up.

    Args:
        facts: How the cells of the ledger are read.
        kinds: The type of each field's column.
        seen: Cells by field.
        options: What the caller knows.
        without: Columns of dates that the engine reads itself.
    """
    found: dict[Field, Mapping[Any, Mapping[str, Any]]] = {}
    for field in DATE_FIELDS:
        if kinds.get(field) == nw.String and field not in without:
            order = facts.order.columns.get(field, facts.order.order)
            known = days.dictionary(seen[field], order)
            found[field] = {text: {str(field): day} for text, day in known.items()}
    if "currency" in kinds and can_be_key(kinds["currency"]):
        codes = currency_words(seen["currency"], _default(facts, options), has_column=True)
        found["currency"] = keyed(codes, kinds["currency"])
    named: tuple[Field, ...] = ("status", "kind", "disputed")
    for field in named:
        if field in kinds and can_be_key(kinds[field]):
            found[field] = keyed(words(field, facts.header.names[field], seen[field]), kinds[field])
    return found


def only_currency(facts: Facts, options: Options) -> tuple[str, float]:
    """Code and decimals (as a power of ten) of a ledger that has no column of currencies."""
    read = currency_words((), _default(facts, options), has_column=False)[""]
    return read["currency"], read["scale"]


def _default(facts: Facts, options: Options) -> str:
    default = code_of(options.currency) or options.currency.strip().upper()
    return default or code_of(facts.header.currency) or ""

"""Invoice numbers that stand in several parts of a ledger, each of which was cleaned on its own.

What stands twice in one part, its own cleaning has reported (:mod:`..cleaning.repeated`). Here is
the rest, by the same rule, so that a ledger in parts has the problems of the whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw

from ledgerguard.ledger.cleaning.counting import money_of, rows_of
from ledgerguard.ledger.cleaning.tally import EXAMPLES, Affected
from ledgerguard.ledger.engines.engine import Engine, LazyFrame
from ledgerguard.ledger.measures import Measure, merged, one_if
from ledgerguard.ledger.reading.checks import first_rows

CODE: Final = "duplicate_invoice"
_NUMBER: Final = ("invoice", "negative")


@dataclass(frozen=True)
class Numbered:
    """A part of a ledger whose invoices have numbers."""

    place: int  # among the parts
    header: str  # of the column of invoice numbers
    frame: LazyFrame


@dataclass(frozen=True)
class Again:
    """A number that stands again in another part."""

    place: int
    row: int
    number: str
    first_place: int
    first_row: int


@dataclass(frozen=True)
class Shared:
    """What the parts of a ledger share."""

    problems: tuple[Affected, ...] = ()
    examples: tuple[Again, ...] = ()  # the first thousand in the order of parts and rows


def shared_numbers(engine: Engine, parts: Sequence[Numbered]) -> Shared:
    """The rows whose number stands in an earlier part, and not already in their own.

    A credit note may repeat its invoice's number, and each entity of ours numbers its own
    invoices; a row that names none may belong to any.

    Args:
        engine: The engine of the frames.
        parts: In the order in which they make up the ledger.
    """
    if len(parts) < 2:  # one part shares nothing
        return Shared()
    headers = {part.place: part.header for part in parts}
    every = nw.concat([_numbers(part) for part in parts], how="vertical")
    numbers = engine.likely_repeated(every, _NUMBER)
    span = [
        Measure("first_place", nw.col("place"), "min"),
        Measure("last_place", nw.col("place"), "max"),
    ]
    of_rows = numbers.select(*_NUMBER, *(one.of.alias(one.name) for one in span))
    both = merged(of_rows, _NUMBER, span).filter(nw.col("first_place") < nw.col("last_place"))
    both = engine.held(
        both.select(
            nw.col("invoice").alias("number"), nw.col("negative").alias("sign"), "first_place"
        )
    )
    if not engine.rows(both.head(1)):
        return Shared()
    shared = engine.held(
        numbers.join(both, left_on=list(_NUMBER), right_on=["number", "sign"], how="inner")
    )
    if engine.rows(shared.filter(nw.col("entity") != "").head(1)):
        return _by_entity(engine, shared, headers)
    return _at_once(engine, shared, headers)


def _numbers(part: Numbered) -> LazyFrame:
    rows = part.frame.filter(nw.col("invoice") != "")
    return rows.select(
        *("row", "invoice", "entity", "currency", "amount"),
        negative=one_if(nw.col("amount") < 0),
        place=nw.lit(part.place, nw.Int64),
    )


def _at_once(engine: Engine, shared: LazyFrame, headers: Mapping[int, str]) -> Shared:
    """Where nobody names an entity: all but the first part that has a number repeat it."""
    keys = (*_NUMBER, "place", "first_place")
    firsts = engine.held(
        merged(shared.select(*keys, "row"), keys, [Measure("row", nw.col("row"), "min")])
    )
    stood = firsts.filter(nw.col("place") == nw.col("first_place")).select(
        nw.col("invoice").alias("number"),
        nw.col("negative").alias("sign"),
        nw.col("row").alias("first_row"),
    )
    repeats = firsts.filter(nw.col("place") > nw.col("first_place")).select(
        nw.col("invoice").alias("again"),
        nw.col("negative").alias("again_sign"),
        nw.col("place").alias("again_place"),
        nw.col("row").alias("again_row"),
    )
    again = shared.join(
        repeats,
        left_on=[*_NUMBER, "place", "row"],
        right_on=["again", "again_sign", "again_place", "again_row"],
        how="inner",
    )
    again = engine.held(
        again.join(stood, left_on=list(_NUMBER), right_on=["number", "sign"], how="inner")
    )
    problems = []
    for header, places in _by_header(headers).items():
        here = again.filter(nw.col("place").is_in(places))
        count = rows_of(engine, here)
        if count:
            problems.append(Affected(CODE, header, count, money_of(engine, here)))
    shown = ("place", "row", "invoice", "first_place", "first_row")
    rows = engine.rows(again.select(*shown).sort("place", "row").head(EXAMPLES))
    return Shared(tuple(problems), tuple(Again(*row) for row in rows))


def _by_entity(engine: Engine, shared: LazyFrame, headers: Mapping[int, str]) -> Shared:
    """Row by row, as within one part; what a part's own cleaning has reported is left out."""
    columns = ("place", "row", *_NUMBER, "entity", "currency", "amount")
    rows = engine.rows(shared.select(*columns).sort("place", "row"))
    whole, within = (
        first_rows(
            (index, index, (number, negative, place * is_within), entity)
            for index, (place, _, number, negative, entity, *_) in enumerate(rows)
        )
        for is_within in (0, 1)
    )
    found = {index: first for index, first in whole.items() if index not in within}
    counts: Counter[str] = Counter()
    money: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for index in found:
        header = headers[rows[index][0]]
        counts[header] += 1
        money[header][rows[index][5]] += abs(rows[index][6])
    problems = (
        Affected(CODE, header, count, dict(sorted(money[header].items())))
        for header, count in counts.items()
    )
    examples = (
        Again(*rows[index][:3], *rows[first][:2]) for index, first in list(found.items())[:EXAMPLES]
    )
    return Shared(tuple(problems), tuple(examples))


def _by_header(headers: Mapping[int, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, header in headers.items():
        found.setdefault(header, []).append(place)
    return found


def plain_of(shared: Shared) -> dict[str, Any]:
    """The same as values of JSON."""
    return {
        "problems": [[p.code, p.column, p.rows, dict(p.money)] for p in shared.problems],
        "examples": [
            [a.place, a.row, a.number, a.first_place, a.first_row] for a in shared.examples
        ],
    }


def of_plain(values: Mapping[str, Any]) -> Shared:
    """What :func:`plain_of` made values of."""
    return Shared(
        tuple(Affected(*one) for one in values["problems"]),
        tuple(Again(*one) for one in values["examples"]),
    )

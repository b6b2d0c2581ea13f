"""Tables as people read them: amounts in major units, dates in place of day numbers."""

from __future__ import annotations

import narwhals as nw

from ledgerguard.ledger.currency import CODES, exponent
from ledgerguard.ledger.engines.engine import LazyFrame
from ledgerguard.ledger.engines.small import beside
from ledgerguard.ledger.reading.dates import FIRST_DAY
from ledgerguard.ledger.running.question import TABLES, money_columns
from ledgerguard.ledger.schema import LAST_DAY
from ledgerguard.units import from_serial


def presented(name: str, frame: LazyFrame) -> LazyFrame:
    """A named table with amounts in major units and with dates, in the order people expect.

    Amounts become Float64: exact to the minor unit up to 2^53 of them. A day that there is not
    becomes null.
    """
    columns = frame.collect_schema().names()
    days = [day for day in TABLES[name].days if day in columns]
    money = money_columns(name, columns)
    if money:
        units = {code: 10.0 ** exponent(code) for code in sorted(CODES) if exponent(code) != 2}
        known = beside(
            frame,
            {"currency": list(units), "unit_of_currency": list(units.values())},
            {"currency": nw.String, "unit_of_currency": nw.Float64},
        )
        # A column to divide by: Polars divides by a constant in another way.
        unit = nw.col("unit_of_currency").fill_null(100.0)
        frame = frame.join(known, on="currency", how="left")
        frame = frame.with_columns(nw.col(column).cast(nw.Float64) / unit for column in money)
    if days:
        numbers = range(FIRST_DAY, LAST_DAY + 1)
        dates = beside(
            frame,
            {"day_number": list(numbers), "date": [from_serial(n).isoformat() for n in numbers]},
            {"day_number": nw.Int64, "date": nw.String},
        )
        for day in days:
            date = nw.col(f"{day}_date")
            of_day = dates.select(
                nw.col("day_number").alias(day), nw.col("date").alias(f"{day}_date")
            )
            # pandas has no column of dates: there they stay text.
            is_text = frame.implementation.is_pandas()
            shown = date if is_text else date.str.to_date(format="%Y-%m-%d")
            frame = frame.join(of_day, on=day, how="left").with_columns(shown.alias(day))
    order = TABLES[name].order
    found = frame.select(*columns)
    if not order:
        return found
    falling = [key.startswith("-") for key in order]
    return found.sort(*(key.removeprefix("-") for key in order), descending=falling)

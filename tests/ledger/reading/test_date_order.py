import csv
import datetime as dt
import random

import pytest
from shared_files import shared

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.columns import FIELDS
from ledgerguard.ledger.reading.date_order import Decision, decide
from ledgerguard.ledger.schema import DateOrder
from ledgerguard.units import Cell

HEADERS = {"issued": "Invoice date", "due": "Due date", "paid_on": "Paid on"}


def decided(**columns: list[Cell]) -> Decision:
    named = {field: columns[field] for field in FIELDS if field in columns}
    return decide(named, HEADERS)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["13/01/2024", "02/03/2024"], "dmy"),
        (["01/13/2024", "02/03/2024"], "mdy"),
        (["24-01-31", "24-02-03"], "ymd"),
        (["31-01-24", "15-02-24", "28-11-23", "03-12-23"], "dmy"),
        (["01-31-24", "02-15-24"], "mdy"),
        (["03.04.2024", "05.04.2024"], "dmy"),  # dots are written by day-first countries
        (["05/05/2024"], "dmy"),  # the same day either way
    ],
)
def test_one_column(texts: list[Cell], order: DateOrder) -> None:
    assert decided(issued=texts).order == order


def test_one_short_year_alone_is_a_question() -> None:
    with pytest.raises(LedgerError, match=r"31 January 2024 .*24 January 2031"):
        decided(issued=["31-01-24"])


def test_no_short_dates() -> None:
    assert decided(issued=["2024-01-31", 45000, dt.date(2024, 1, 1), None]) == Decision(None, {})


def test_columns_vote_together() -> None:
    found = decided(issued=["02/03/2024"], due=["25/03/2024"])
    assert found.columns == {"issued": "dmy", "due": "dmy"}


def test_a_slip_does_not_turn_the_file() -> None:
    rows: list[Cell] = [*(f"{day}/01/2024" for day in range(13, 32))] * 6
    rows += [f"{day}/0{month}/2024" for day in range(13, 29) for month in range(2, 6)]
    assert decided(issued=[*rows, "01/31/2024"]).order == "dmy"


def test_contradicting_columns_keep_their_own_order() -> None:
    found = decided(issued=["13/01/2024", "14/01/2024"], due=["02/13/2024", "02/14/2024"])
    assert found.columns == {"issued": "dmy", "due": "mdy"}
    assert found.contradicting in ({"due": "mdy"}, {"issued": "dmy"})


def test_a_column_that_mixes_both_is_a_question() -> None:
    with pytest.raises(LedgerError, match=r"'Invoice date' must be.*13/1/2024 and 1/14/2024"):
        decided(issued=["13/01/2024", "01/14/2024"])


@pytest.mark.parametrize("order", ["dmy", "mdy"])
def test_terms_decide_where_no_day_is_above_twelve(order: DateOrder) -> None:
    """Invoices on days 1 to 12, due after 30 days (where that is a day 1 to 12 too)."""
    pattern = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}[order]
    pairs = [
        (day, day + dt.timedelta(30))
        for month in range(1, 13)
        for day in (dt.date(2023, month, d) for d in range(1, 13))
    ]
    pairs = [(a, b) for a, b in pairs if b.day <= 12]
    random.Random(7).shuffle(pairs)
    issued: list[Cell] = [a.strftime(pattern) for a, _ in pairs]
    due: list[Cell] = [b.strftime(pattern) for _, b in pairs]
    assert decided(issued=issued, due=due).order == order


def test_a_few_rows_with_ordinary_terms_decide() -> None:
    issued: list[Cell] = ["02/03/2024", "05/03/2024", "09/04/2024"]
    due: list[Cell] = ["01/04/2024", "04/04/2024", "09/05/2024"]
    assert decided(issued=issued, due=due).order == "dmy"


def test_payments_decide() -> None:
    """Paid 5 to 60 days after the invoice: month first throws many payments years about."""
    choose = random.Random(3)
    pairs: list[tuple[dt.date, dt.date]] = []
    while len(pairs) < 60:
        start = dt.date(2023, 1, 1) + dt.timedelta(choose.randrange(700))
        end = start + dt.timedelta(choose.randrange(5, 60))
        if start.day <= 12 and end.day <= 12:
            pairs.append((start, end))
    issued: list[Cell] = [f"{a:%d/%m/%Y}" for a, _ in pairs]
    paid: list[Cell] = [f"{b:%d/%m/%Y}" for _, b in pairs]
    assert decided(issued=issued, paid_on=[*paid[:-1], None]).order == "dmy"


def test_chronological_rows_decide() -> None:
    rows: list[Cell] = [f"{m:02d}/{d:02d}/2024" for m in range(1, 7) for d in (1, 4, 9, 12)]
    assert decided(issued=rows).order == "mdy"
    assert decided(issued=rows[::-1]).order == "mdy"


def test_an_open_question_names_both_readings_and_the_options() -> None:
    with pytest.raises(LedgerError) as error:
        decided(issued=["03/04/2024"], due=[None])
    text = str(error.value)
    assert "03/04/2024" in text
    assert "'Invoice date'" in text
    assert "3 April 2024 (--date-order dmy)" in text
    assert "4 March 2024 (--date-order mdy)" in text


def test_dates_that_exist_in_no_order_say_nothing() -> None:
    assert decided(issued=["31/02/2024", "13/01/2024"]).order == "dmy"
    assert decided(issued=["99/99/2024"]).order is not None


@pytest.mark.parametrize(("name", "order"), [("us_mdy", "mdy"), ("eu_dmy", "dmy")])
def test_ibm_files(name: str, order: str) -> None:
    with shared(f"ibm_ar_{name}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    found = decided(
        issued=[r["InvoiceDate"] for r in rows],
        due=[r["DueDate"] for r in rows],
        paid_on=[r["SettledDate"] for r in rows],
    )
    assert found.order == order
    assert not found.contradicting

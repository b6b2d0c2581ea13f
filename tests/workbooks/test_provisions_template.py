"""The template provisions: published matrices to the unit, flow rates in plain Python, tie-outs."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from shared_files import shared
from template_drafts import draft, template

from ledgerguard.ledger.read import read, read_rows
from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.ledger.tables import aging
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.finish import results
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.writer import area

NAME = "provisions"
DAY = dt.date(2026, 10, 31)
EVEN = (("Base case", 1, 1), ("Better", 0, 1), ("Worse", 0, 1))


def numbers(made: Draft, name: str) -> list[Any]:
    found: Any = made.book.lookup(made.start.sheet, made.book.names.get(name, name))
    return [cell for row in found for cell in row] if isinstance(found, list) else [found]


def number(made: Draft, name: str) -> float:
    return float(numbers(made, name)[0])


def failing(made: Draft) -> list[str]:
    return [line.label for line in results(made) if not line.holds]


def typed(balances: Sequence[float], rates: Sequence[float], **values: Any) -> Draft:
    """A workbook without a ledger: every month end as the last one, loss rates typed."""
    *younger, older = balances
    rows: list[Sequence[Any]] = [(DAY, *younger, older, 0)] * 13
    data = Data(
        as_of=DAY,
        values={
            "agings_from": "typed agings", "opening_matrix": 0, "opening_impaired": 0, **values,
        },
        tables={
            "agings": rows, "typed_rates": [(rate,) for rate in (*rates, 0)], "scenarios": EVEN,
        },
    )  # fmt: skip
    return template(NAME).draft("en", "desktop", data)


@pytest.mark.parametrize(
    ("balances", "rates", "allowance"),
    [
        # IFRS 9 Illustrative Example 12 (IE74 to IE77): Company M, 30 million
        ((15_000_000, 7_500_000, 4_000_000, 2_500_000, 1_000_000),
         (0.003, 0.016, 0.036, 0.066, 0.106), 580_000),
        # finlearnhub: four buckets
        ((7_000_000, 4_000_000, 2_500_000, 1_000_000, 0), (0.015, 0.034, 0.071, 0.108, 0), 526_500),
        # faqifrs: 75 + 165 + 108 + 112.5, which it prints as 112
        ((15_000, 7_500, 4_000, 2_500, 0), (0.005, 0.022, 0.027, 0.045, 0), 460.5),
    ],
)  # fmt: skip
def test_published_matrices_come_out_to_the_unit(
    balances: Sequence[float], rates: Sequence[float], allowance: float
) -> None:
    made = typed(balances, rates)
    assert number(made, "allowance") == pytest.approx(allowance, abs=1e-6)
    assert number(made, "gross_total") == sum(balances)
    assert failing(made) == []


def test_the_lines_of_the_published_example() -> None:
    made = typed((15_000_000, 7_500_000, 4_000_000, 2_500_000, 1_000_000),
                 (0.003, 0.016, 0.036, 0.066, 0.106))  # fmt: skip
    lines = numbers(made, "Allowance!$H$10:$H$14")
    assert lines == pytest.approx([45_000, 120_000, 144_000, 165_000, 106_000], abs=1e-6)


def test_the_published_aging_schedule_of_cecl() -> None:
    # ASC 326-20-55-37 to 55-40, Example 5: 18,679.98 before its lines are rounded
    made = typed((5_984_698, 8_272, 2_882, 842, 1_100), (0.003, 0.08, 0.26, 0.58, 0.82),
                 cecl_current=-0.1)  # fmt: skip
    assert number(made, "cecl_allowance") == pytest.approx(18_679.98, abs=0.005)


def test_scenarios_weigh_rates_and_no_rate_exceeds_one() -> None:
    data = replace(
        typed_data(), tables={**typed_data().tables,
                              "scenarios": (("a", 0.5, 1), ("b", 0.3, 2), ("c", 0.2, 0.5))},
    )  # fmt: skip
    made = template(NAME).draft("en", "desktop", data)
    rates = (0.01, 0.02, 0.1, 0.4, 0.8)
    wanted = [0.5 * r + 0.3 * min(1, 2 * r) + 0.2 * 0.5 * r for r in rates]
    found = numbers(made, "Allowance!$G$10:$G$14")
    assert found == pytest.approx(wanted, abs=1e-12)
    assert number(made, "allowance") == pytest.approx(100 * sum(wanted))


def typed_data() -> Data:
    return Data(
        as_of=DAY,
        values={"agings_from": "typed agings", "opening_matrix": 0, "opening_impaired": 0},
        tables={
            "agings": [(DAY, 100, 100, 100, 100, 60, 40)] * 13,
            "typed_rates": [(rate,) for rate in (0.01, 0.02, 0.1, 0.4, 0.8, 0)],
            "scenarios": EVEN,
        },
    )


def test_weights_that_are_not_one_are_a_failed_check() -> None:
    data = typed_data()
    tables = {**data.tables, "scenarios": (("a", 0.5, 1), ("b", 0.3, 2), ("c", 0.1, 0.5))}
    made = template(NAME).draft("en", "desktop", replace(data, tables=tables))
    assert "Weights of the scenarios" in failing(made)


def test_rebutting_the_presumption_moves_the_oldest_bucket_but_not_the_allowance() -> None:
    data = typed_data()
    bad, good = (
        template(NAME).draft(
            "en", "desktop", replace(data, values={**data.values, "presumption_rebutted": answer})
        )
        for answer in ("no", "yes")
    )
    assert (number(bad, "shown_good"), number(bad, "shown_bad")) == (400, 100)
    assert number(bad, "shown_good_loss") == pytest.approx(53)
    assert number(bad, "shown_bad_loss") == pytest.approx(80)
    assert (number(good, "shown_good"), number(good, "shown_bad")) == (500, 0)
    assert number(good, "allowance") == number(bad, "allowance") == pytest.approx(133)


@pytest.mark.parametrize(("opening", "charge"), [(20, 120), (180, -40)])
def test_the_journal_entry_balances_for_a_charge_and_for_a_release(
    opening: float, charge: float
) -> None:
    data = typed_data()
    values = {**data.values, "opening_impaired": opening, "written_off": 12, "recovered": 5}
    made = template(NAME).draft("en", "desktop", replace(data, values=values))
    # closing 133 = opening - 12 + 5 + charge
    assert number(made, "charge_total") == pytest.approx(charge)
    both = 12 + 5 + abs(charge)
    assert number(made, "debit_total") == pytest.approx(both)
    assert number(made, "credit_total") == pytest.approx(both)
    assert failing(made) == []


@cache
def sample_month_ends() -> list[list[float]]:
    """Balances by bucket of thirteen month ends, the last bucket above 120 days, from raw rows."""
    rows = [row for row in sheet_rows(read(sample_path()))[1:] if row[3] == "EUR"]
    ends = [(2025, m) for m in (10, 11, 12)] + [(2026, m) for m in range(1, 11)]
    found = []
    for year, month in ends:
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        day = (following - dt.date(1899, 12, 30)).days - 1
        found.append(_buckets(rows, day))
    return found


def _buckets(rows: Sequence[Sequence[Any]], day: int) -> list[float]:
    buckets = [0.0] * 6
    for row in rows:
        # What could not be read stands there as text: it has no date, or no amount.
        cells = [cell if isinstance(cell, int | float) else None for cell in row[4:9]]
        issued, due, amount, paid, paid_on = cells
        if amount is None or (issued or 0) > day or due is None:
            continue
        left = amount - ((paid or 0.0) if (paid_on or 0) <= day else 0.0)
        if left > 0:
            late = day - due
            edges = (0, 30, 60, 90, 120)
            buckets[sum(late > edge for edge in edges)] += left
    return buckets


def test_flow_rates_and_loss_rates_against_plain_python() -> None:
    months, made = sample_month_ends(), draft(NAME)
    rolls = [
        sum(after[bucket + 1] for _, after in pairwise(months))
        / sum(before[bucket] for before, _ in pairwise(months))
        for bucket in range(4)
    ]
    rate = 0.9
    rates: list[float] = []
    for roll in (0.5, *reversed(rolls)):  # half of the oldest is lost, a tenth of that comes back
        rate *= roll
        rates.insert(0, rate)
    found = numbers(made, "'Flow rates'!$D$22:$D$26")
    assert found == pytest.approx([*rolls, 0.5], rel=1e-9)
    used = numbers(made, "'Flow rates'!$G$22:$G$26")
    assert used == pytest.approx(rates, rel=1e-9)


def test_the_mean_of_the_months_rates() -> None:
    data = template(NAME).sample()
    values = {**data.values, "average_by": "mean of the months' rates"}
    made = template(NAME).draft("en", "desktop", replace(data, values=values))
    pairs = [p for p in pairwise(sample_month_ends()) if p[0][0] > 0]
    mean = sum(after[1] / before[0] for before, after in pairs) / len(pairs)
    assert number(made, "'Flow rates'!$D$22") == pytest.approx(mean, rel=1e-9)


def test_the_sample_ties_out_to_the_ledger() -> None:
    made = draft(NAME)
    rows = aging(sheet_rows(read(sample_path())), SAMPLE_AS_OF)
    ours = next(row for row in rows if row[0] == "EUR")
    assert number(made, "gross_total") == pytest.approx(ours[-1], abs=0.005)
    assert number(made, "shown_good") + number(made, "shown_bad") == pytest.approx(ours[-1])
    assert failing(made) == []


def test_named_customers_leave_the_matrix_with_all_that_they_owe() -> None:
    made = draft(NAME)
    rows = aging(sheet_rows(read(sample_path())), SAMPLE_AS_OF, "customer", "EUR")
    ours = next(row for row in rows if row[1] == "Fennick Chemicals GmbH")
    buckets = [float(str(cell)) for cell in ours[3:8]]
    assert numbers(made, "Allowance!$D$10:$D$14") == pytest.approx(buckets)
    assert number(made, "named_sum_loss") == pytest.approx(0.7 * sum(buckets))


HEADER = ["Customer ID", "Customer", "Invoice date", "Due date", "Amount", "Paid", "Paid on"]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def few(*named: tuple[str, float, str]) -> Draft:
    """Two invoices of a customer with a number only, one of another, all in one currency."""
    ledger = read_rows([
        HEADER,
        ["C-7", "", day("2026-06-01"), day("2026-07-01"), 800, 0, ""],
        ["C-7", "", day("2026-09-01"), day("2026-10-15"), 500, 200, day("2026-10-20")],
        ["C-8", "Other", day("2026-10-01"), day("2026-11-01"), 700, 0, ""],
    ], "rows")  # fmt: skip
    tables = {"named": named, "typed_rates": [(0.01,)] * 6, "scenarios": EVEN}
    data = Data(as_of=DAY, ledger=ledger, tables=tables)
    return template(NAME).draft("en", "desktop", data)


def test_a_customer_without_a_name_is_found_by_its_number() -> None:
    made = few(("C-7", 0.6, "insolvent"))
    assert number(made, "named_sum_thirty") == 300
    assert number(made, "named_sum_older") == 800
    assert number(made, "allowance") == pytest.approx(0.6 * 1100 + 0.01 * 700)
    assert failing(made) == []


def test_a_named_customer_that_the_ledger_does_not_know_is_a_failed_check() -> None:
    assert len(failing(few(("C-9", 0.6, "a slip of the pen")))) == 1


def test_the_ibm_ledger_ties_out_to_an_independent_count() -> None:
    ledger, oracle = shared("ibm_ar_us_mdy.csv"), shared("ibm_month_end.csv")
    with Path(oracle).open(encoding="utf-8") as lines:
        ends = list(csv.DictReader(lines))
    last = next(row for row in ends if row["as_of"] == "2013-07-31")
    day = dt.date.fromisoformat(next(iter(last.values())))
    rates = (0.005, 0.02, 0.1, 0.3, 0.6)
    data = Data(as_of=day, ledger=read(ledger, date_order="mdy"),
                values={"opening_matrix": 0, "opening_impaired": 0},
                tables={"typed_rates": [(rate,) for rate in rates], "scenarios": EVEN})  # fmt: skip
    made = template(NAME).draft("en", "desktop", data)
    assert number(made, "gross_total") == pytest.approx(float(last["open_ar"]), abs=1e-4)
    assert failing(made) == []
    buckets = [float(last[key]) for key in ("current", "d1_30", "d31_60", "d61_90", "d90_plus")]
    wanted = sum(b * rate for b, rate in zip(buckets, rates, strict=True))
    assert number(made, "allowance") == pytest.approx(wanted, abs=1e-4)


def test_a_chart_over_months_shows_them_as_months(tmp_path: Path) -> None:
    made = Draft("Months", "en", "desktop")
    page = made.page("Line", widths=(20, 20))
    for row, month in enumerate((day("2026-09-30"), day("2026-10-31"))):
        page.put(row + 3, 0, month, "cell/date")
        page.put(row + 3, 1, row, "cell/whole")
    where = area(3, 0, 4, 0, "Line")
    page.chart(6, 0, "line", "Months", where, [Series("n", area(3, 1, 4, 1, "Line"))],
               alt="A line.", across=2, down=8, dates="yyyy-mm")  # fmt: skip
    save(made.book, tmp_path / "line.xlsx", language="en", title="Months", created=DAY)
    with zipfile.ZipFile(tmp_path / "line.xlsx") as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert '<c:numFmt formatCode="yyyy-mm"' in chart
    assert '<c:dispBlanksAs val="span"/>' in chart  # else Calc draws what is not known at 0

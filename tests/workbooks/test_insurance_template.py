"""Insurance and claims against plain Python: cover, indemnity, deadlines, tie-outs."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from template_drafts import draft, template

from ledgerguard.formulas.claim_calendar import claim_deadlines
from ledgerguard.ledger.sheet import sheet_rows
from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.loss_causes import CAUSES
from ledgerguard.units import Cell, Language, from_serial, serial
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.finish import results
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.insurance import words
from ledgerguard.workbooks.templates.insurance.loss import PD

NAME = "insurance-and-claims"


def numbers(made: Draft, name: str) -> list[Any]:
    found: Any = made.book.lookup(made.start.sheet, made.book.names[name])
    return [cell for row in found for cell in row] if isinstance(found, list) else [found]


def test_the_open_items_are_the_ledgers_and_every_check_holds() -> None:
    data, made = template(NAME).sample(), draft(NAME)
    assert data.ledger is not None
    assert data.as_of is not None
    day, owed = serial(data.as_of), 0.0
    for row in sheet_rows(data.ledger)[1:]:
        amount, paid, on = row[6], row[7], row[8]
        if row[3] != "EUR" or not isinstance(amount, float | int):
            continue
        if isinstance(row[4], int) and row[4] > day:
            continue
        gone = isinstance(paid, float | int) and not (isinstance(on, int) and on > day)
        owed += amount - (float(str(paid)) if gone else 0)
    assert sum(filter(None, numbers(made, "items_amount"))) == pytest.approx(owed)
    assert [line.label for line in results(made) if not line.holds] == []


def test_cover_never_adds_the_discretionary_limit_to_the_insurers() -> None:
    made = draft(NAME)
    lines = zip(
        numbers(made, "buyers_limit"), numbers(made, "buyers_outstanding"),
        numbers(made, "buyers_insured"), numbers(made, "buyers_over"), strict=True,
    )  # fmt: skip
    seen = set()
    for limit, owed, insured, over in lines:
        if not isinstance(owed, float | int):
            continue
        counts = 20_000 if limit is None else limit
        seen.add(limit)
        assert insured == pytest.approx(0.9 * min(max(owed, 0), counts))
        assert over == pytest.approx(max(owed, 0) - min(max(owed, 0), counts))
    assert {None, 0, 80_000} <= seen


def test_the_indemnity_is_worked_out_after_the_deductible() -> None:
    made = draft(NAME)
    (loss,), (paid,) = numbers(made, "loss_insured"), numbers(made, "loss_indemnity")
    assert (loss, paid) == (80_000, pytest.approx(0.9 * (80_000 - 5_000)))
    assert numbers(made, "premium_year") == [pytest.approx(30_000)]
    assert numbers(made, "premium_per_thousand") == [pytest.approx(2.5)]


def test_deadlines_count_from_the_extension_and_are_sorted_one_a_buyer() -> None:
    made = draft(NAME)
    due, report = numbers(made, "items_due"), numbers(made, "items_report")
    assert [b - a for a, b in zip(due, report, strict=True) if isinstance(a, int)] == [90] * len(
        [day for day in due if isinstance(day, int)]
    )
    days = [day for day in numbers(made, "next_key") if isinstance(day, float | int)]
    who = [one for one in numbers(made, "next_buyer") if one]
    assert days == sorted(days)
    assert len(who) == len(set(who)) == len(days) > 10


# -- a small policy, laid out from typed items -----------------------------------------------------

ISSUED, DUE = dt.date(2026, 5, 1), dt.date(2026, 5, 31)
REPORTED, CLAIMED = dt.date(2026, 8, 3), dt.date(2026, 10, 5)
AS_OF = dt.date(2026, 10, 31)


def small(
    values: dict[str, Any] | None = None,
    *,
    cause: Cell = None,
    lost: dt.date | None = None,
    owed: float = 50_000,
    limit: float = 100_000,
    language: Language = "en",
    rates: list[float] | None = None,
) -> Draft:
    """One buyer with three items: not reported, reported, and claimed."""
    items = [
        ["B", "1", ISSUED, DUE, owed, None, None],
        ["B", "2", ISSUED, DUE, 0, REPORTED, None],
        ["B", "3", ISSUED, DUE, 0, REPORTED, CLAIMED],
    ]
    buyers = [["B", "Buyer", limit, 5, cause, lost]]
    base: dict[str, Any] = {"policy_currency": "EUR", "turnover": 10_000_000}
    tables: dict[str, Any] = {"items": items, "buyers": buyers}
    if rates:
        tables["grades"] = [[grade, rate] for grade, rate in enumerate(rates, 1)]
    data = Data(AS_OF, values=base | (values or {}), tables=tables)
    return template(NAME).draft(language, "desktop", data)


def days(made: Draft, name: str) -> list[dt.date | None]:
    found = numbers(made, f"items_{name}")[:3]
    return [from_serial(int(day)) if isinstance(day, float | int) else None for day in found]


def listed(*arguments: Any, **more: Any) -> dict[str, Any]:
    """The dates of CLAIM_DEADLINES by their line."""
    return {str(row[0]): row[1] for row in claim_deadlines(*arguments, **more)[1:]}


@pytest.mark.parametrize("pattern", list(load_policy().insurances))
def test_the_calendar_is_that_of_claim_deadlines(pattern: str) -> None:
    terms = load_policy().insurances[pattern]
    made = small({"policy_pattern": pattern})
    periods = {
        "waiting_period": terms.waiting_period, "filing_period": terms.filing_period,
        "settlement_period": terms.settlement_period,
    }  # fmt: skip
    for place, (reported, claimed) in enumerate(
        [(None, None), (REPORTED, None), (REPORTED, CLAIMED)]
    ):
        lines = listed(
            DUE, AS_OF, terms.mep_period, **periods, invoice_date=ISSUED, report_date=reported,
            claim_date=claimed, mep_from=terms.mep_from, waiting_from=terms.waiting_from,
        )  # fmt: skip
        # CLAIM_DEADLINES counts the report from the day that it is given: the due date or the end.
        start = DUE if terms.report_from == "due" else lines["Maximum extension ends"]
        report = listed(start, AS_OF, report_period=terms.report_period)["Report overdue by"]
        assert days(made, "mep")[place] == lines.get("Maximum extension ends")
        assert days(made, "report")[place] == report
        assert days(made, "earliest")[place] == lines["Claim from"]
        assert days(made, "latest")[place] == lines["Claim by"]
        assert days(made, "paid")[place] == lines["Indemnity by"]
    assert days(made, "stop")[0] == terms.stop_from(DUE, ISSUED)


def test_the_waiting_may_count_from_the_report() -> None:
    own = {"policy_pattern": "exim-like", "own_waiting": "6 months",
           "own_waiting_from": "overdue report"}  # fmt: skip
    assert days(small(own), "earliest") == [None, dt.date(2027, 2, 3), dt.date(2027, 2, 3)]
    chinese = {**own, "own_waiting_from": dict(words.starts(small(language="zh"))["waiting_from"])[
        "report"]}  # fmt: skip
    assert days(small(chinese, language="zh"), "earliest")[1] == dt.date(2027, 2, 3)


def test_days_that_a_cell_of_text_holds_count_as_days() -> None:
    """Excel keeps 45 as text where the format of the cell is text; a csv may hold 45.0."""
    for typed in ("45", "45.0", 45):
        assert days(small({"own_report": typed, "own_report_from": "due date"}), "report")[0] == (
            DUE + dt.timedelta(45)
        )


@pytest.mark.parametrize("cause", list(CAUSES))
@pytest.mark.parametrize("lost", [None, dt.date(2026, 9, 14), dt.date(2027, 3, 1)])
def test_the_claim_waits_by_its_cause(cause: str, lost: dt.date | None) -> None:
    terms = load_policy().insurances["exim-like"]
    made = small({"policy_pattern": "exim-like"}, cause=CAUSES[cause].title.en, lost=lost)
    wanted = terms.claim_from(DUE, cause, None, lost) if cause in terms.causes else None
    assert days(made, "earliest")[0] == wanted
    insured, kept = numbers(made, "buyers_insured"), numbers(made, "loss_kept")
    assert insured[0] == (45_000 if cause in terms.causes else 0)
    assert kept == [pytest.approx(5_000 if cause in terms.causes else 50_000)]


def test_ones_own_waiting_goes_before_the_patterns() -> None:
    title = CAUSES["moratorium"].title.en
    own = {"policy_pattern": "extension-sixty", "own_waiting_moratorium": "4 months"}
    assert days(small(own, cause=title), "earliest")[0] == dt.date(2026, 9, 30)
    assert days(small({"own_waiting_insolvency": 30}, cause="Insolvency"), "earliest")[0] == (
        DUE + dt.timedelta(30)
    )


@pytest.mark.parametrize(
    ("values", "owed", "paid"),
    [
        # pufind and the Coface glossary, as INDEMNITY quotes them: 50,000, 90 %, 5,000.
        ({"deductible": 5_000}, 50_000, 40_500),
        ({"deductible": 5_000, "deductible_order": "after insured share"}, 50_000, 40_000),
        ({"threshold": 50_000}, 50_000, 0),
        ({"threshold": 49_999}, 50_000, 45_000),
        ({"minimum_retention": 8_000}, 50_000, 42_000),
        # An aggregate first loss of 50,000: the losses are 30,000, 25,000 and 60,000 in turn.
        ({"first_loss": 50_000}, 30_000, 0),
        ({"first_loss": 50_000, "year_losses": 30_000}, 25_000, 4_500),
        ({"first_loss": 50_000, "year_losses": 55_000}, 60_000, 54_000),
        ({"first_loss": 50_000, "year_losses": 30_000, "first_loss_erosion": "insured share"},
         25_000, 0),
        ({"first_loss": 50_000, "year_losses": 55_000, "first_loss_erosion": "insured share"},
         60_000, 53_500),
        # Premium 25,000, thirty times it, less what the year has brought already.
        ({"year_paid": 745_000}, 50_000, 5_000),
        ({"liability_amount": 10_000}, 50_000, 10_000),
        ({"lost_vat": 8_000, "lost_interest": 1_000, "lost_disputed": 1_000}, 50_000, 36_000),
        ({"lost_vat": 60_000}, 50_000, 0),
        ({"insured_rate": 0}, 50_000, 0),
    ],
)  # fmt: skip
def test_the_indemnity_after_all_terms(values: dict[str, Any], owed: float, paid: float) -> None:
    made = small(values, owed=owed)
    assert numbers(made, "loss_indemnity") == [pytest.approx(paid)]
    assert numbers(made, "loss_kept") == [pytest.approx(owed - paid)]
    assert [line.label for line in results(made) if not line.holds] == []


def test_the_steps_of_the_picture_lead_to_the_indemnity() -> None:
    """Each step is named rightly in both orders of the deductible."""
    values = {"deductible": 5_000, "first_loss": 10_000, "minimum_retention": 18_000,
              "lost_vat": 7_000}  # fmt: skip
    for order, own_share in (("before insured share", 3_000), ("after insured share", 3_300)):
        made = small({**values, "deductible_order": order}, limit=43_000)
        behind = made.book.sheets["Calculations"]
        steps: dict[Any, Any] = {
            made.book.value(behind, row, 0): made.book.value(behind, row, 1)
            for row in range(behind.last_row - 7, behind.last_row + 1)
        }
        assert steps["Open amount"] == 50_000
        assert steps["Not insurable"] == -7_000
        assert steps["Deductible"] == -5_000
        assert steps["First loss"] == -10_000
        assert sum(list(steps.values())[:-1]) == pytest.approx(steps["Indemnity"])
        assert steps["Own share"] == pytest.approx(-own_share)


@pytest.mark.parametrize(
    ("values", "cause", "stays"),
    [
        # Definitions, F6: 100,000 owed, 3 %, 60 % lost: 1,800, and what of it the insurer bears.
        ({}, None, 180),
        ({"deductible": 5_000}, None, 315),
        ({"insured_rate": 0}, None, 1_800),
        ({"policy_pattern": "extension-sixty"}, "moratorium", 1_800),  # a cause that is not insured
        ({"threshold": 60_000}, None, 1_800),
        ({"first_loss": 20_000, "year_losses": 10_000}, None, 450),  # 0.03 (60,000 - 0.9 50,000)
    ],
)
def test_premium_stands_beside_what_the_insurer_is_expected_to_pay(
    values: dict[str, Any], cause: str | None, stays: float
) -> None:
    title = CAUSES[cause].title.en if cause else None
    made = small(values, cause=title, owed=100_000, rates=[0.03] * 10)
    assert numbers(made, "buyers_kept")[0] == pytest.approx(stays)
    assert numbers(made, "expected_loss") == [pytest.approx(1_800)]
    assert numbers(made, "expected_indemnity") == [pytest.approx(1_800 - stays)]
    assert numbers(made, "loss_ratio") == [pytest.approx((1_800 - stays) / 25_000)]


@pytest.mark.parametrize(
    ("values", "loss"),
    [
        ({}, 25_000 / 0.9),
        ({"deductible": 5_000}, 25_000 / 0.9 + 5_000),
        ({"deductible": 5_000, "deductible_order": "after insured share"}, 30_000 / 0.9),
        ({"first_loss": 50_000}, 25_000 / 0.9 + 50_000),
        ({"minimum_retention": 8_000}, 33_000),
        ({"threshold": 40_000}, 40_000),
        ({"liability_amount": 24_999}, ""),
        ({"insured_rate": 0}, ""),
        ({"turnover": None}, ""),
    ],
)
def test_the_loss_that_earns_the_premium_back(values: dict[str, Any], loss: Cell) -> None:
    found = numbers(small(values), "break_even_loss")
    assert found == [loss if isinstance(loss, str) else pytest.approx(loss)]


def test_no_maximum_is_invented_where_no_premium_is_known() -> None:
    made = small({"turnover": None, "minimum_premium": 0})
    assert numbers(made, "max_liability") == [""]
    assert numbers(made, "loss_indemnity") == [45_000]


def test_the_notes_say_that_the_probabilities_are_ours() -> None:
    notes = dict(draft(NAME).notes)
    assert notes["Default probabilities by grade"].startswith("Ours, not an agency's")
    bounds = [0.0, *load_policy().credit.upper_bounds]
    middles = [(low + high) / 2 for low, high in itertools.pairwise(bounds)]
    assert list(PD) == pytest.approx([*middles, 0.2, 1.0])


def test_the_chinese_workbook_says_the_same() -> None:
    english, chinese = draft(NAME), draft(NAME, "zh")
    for name in ("items_earliest", "items_report", "items_stop", "items_key", "buyers_insured",
                 "loss_indemnity", "expected_loss"):  # fmt: skip
        assert numbers(chinese, name) == numbers(english, name), name
    assert days(chinese, "earliest")[1] == dt.date(2026, 10, 19)  # of the insolvent buyer

"""The formulas of credit decisions: what a cell takes, and what stands in the tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from decision_cases import FACTS, LOOKED, SCORE, TODAY, credit, customer, day, decided, money

from ledgerguard.casework.credit_decision import (
    credit_decision,
    group_exposure,
    limit_status,
    review_calendar,
)
from ledgerguard.casework.customer_file.facts import Fact
from ledgerguard.casework.decisions.records import Decision, InForce
from ledgerguard.casework.decisions.table import decision_rows
from ledgerguard.casework.decisions.words import _SAID, CEILINGS, said, value_in_words
from ledgerguard.casework.records import Reason
from ledgerguard.errors import InvalidValue, NotAvailable, OutOfDomain
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Cell, Language, Table

AS_OF = dt.date(2026, 6, 30)
HEADER: list[Cell] = ["customer_id", "item", "value", "date", "until", "currency", "source"]


def rows(customer_id: str = "1001", *more: list[Cell]) -> list[list[Cell]]:
    """The facts of Beispiel GmbH as a range."""
    return [
        [customer_id, f.item, f.value, _blank(f.day), _blank(f.until), f.currency, f.source]
        for f in FACTS
    ] + [[customer_id, *each] for each in more]


def table(*files: list[list[Cell]]) -> list[list[Cell]]:
    return [HEADER, *(row for file in files for row in file)]


def _blank(number: int) -> Cell:
    return None if number == NO_DAY else number


LEDGER: list[list[Cell]] = [
    ["Customer", "Invoice", "Invoice date", "Due date", "Amount", "Currency"],
    ["1001", "R1", day(2026, 6, 1), day(2026, 7, 1), 12_000, "EUR"],
    ["1001", "R0", day(2024, 6, 1), day(2024, 7, 1), 0.01, "EUR"],
]
OPEN = [LEDGER[0], LEDGER[1]]


def lines(found: Table) -> dict[tuple[Any, Any], Any]:
    """The first value of each section and line."""
    read: dict[tuple[Any, Any], Any] = {}
    for section, line, value, _ in found[1:]:
        read.setdefault((section, line), value)
    return read


def test_a_decision_in_a_cell() -> None:
    """12,000 open against 33,000: of an order of 50,000 there go 21,000 on credit, 29,000 ahead."""
    found = credit_decision(table(rows()), AS_OF, OPEN, new_order=50_000)
    read = lines(found)
    assert found[0] == ["Section", "Line", "Value", "Note"]
    assert read["Decision", "Outcome"] == "credit"
    assert read["Grade", "Grade"] == 5
    assert read["Grade", "Score"] == pytest.approx(SCORE)
    assert read["Limit", "Recommended limit"] == 33_000
    assert read["Limit", "Binding constraint"] == 33_600
    assert ["Limit", "Binding constraint", 33_600, "Working capital"] in found
    assert read["Terms", "Terms in days"] == 45
    assert read["Terms", "Of this order: paid ahead"] == 29_000
    assert read["Terms", "Of this order: on credit"] == 21_000
    assert ["Approval", "May decide", 33_000, "Credit manager"] in found
    assert ["Review", "Next review", day(2026, 9, 30), "2026-09-30 end of the quarter"] in found
    assert read["Exposure", "Exposure"] == 12_000
    assert read["Path to the next grade", "Days beyond terms"] == 4
    assert all(len(row) == 4 and all(cell is not None for cell in row) for row in found)


def test_the_same_in_chinese_line_by_line() -> None:
    english = credit_decision(table(rows()), AS_OF, OPEN, new_order=50_000)
    chinese = credit_decision(table(rows()), AS_OF, OPEN, new_order=50_000, language="zh")
    assert len(english) == len(chinese)
    assert chinese[0] == ["部分", "项目", "数值", "说明"]
    assert ["审批", "审批岗位", 33_000, "信用经理"] in chinese
    for one, other in zip(english[1:], chinese[1:], strict=True):
        assert one[0] != other[0]
        if isinstance(one[2], (int, float)):
            assert one[2] == other[2]


def test_what_is_withheld_shows_no_number_of_a_decision() -> None:
    bare = [row for row in rows() if row[1] != "registry_status"]
    found = credit_decision(table(bare), AS_OF, OPEN)
    assert lines(found)["Decision", "Outcome"] == "withheld"
    note = next(row[3] for row in found if row[1] == "Missing")
    assert note == "Identity: nothing is known; no decision until it is brought up to date"
    assert not {row[0] for row in found} & {"Grade", "Limit", "Terms", "Approval"}


def test_every_part_of_a_hard_case_is_put_into_words() -> None:
    hard = rows(
        "1001",
        ["insolvency", True, TODAY - 1, None, "", ""],
        ["rating", "CCC", TODAY - 1, None, "", "sp"],
        ["own_limit", 5, TODAY - 9, TODAY - 1, "EUR", "board"],
        ["insured_limit", 0, TODAY - 9, None, "EUR", "P-1"],
        ["bank_average_balance", "much", TODAY, None, "EUR", ""],
    )
    for language in ("en", "zh"):
        found = credit_decision(table(hard), AS_OF, LEDGER, language=language)
        assert lines(found)[found[1][0], found[2][1]] == "cash"
        assert all("{" not in str(cell) for row in found for cell in row)


def test_a_preset_by_name() -> None:
    """The quick start sells to nobody new on credit: all is paid ahead."""
    new = [row for row in rows() if row[1] != "customer_since"]
    found = lines(credit_decision(table(new), AS_OF, None, preset="SME", new_order=10))
    assert (found["Decision", "Outcome"], found["Terms", "Of this order: paid ahead"]) == (
        "cash",
        10,
    )
    with pytest.raises(InvalidValue, match="preset must be one of"):
        credit_decision(table(new), AS_OF, preset="large")


def test_which_customer_is_meant() -> None:
    other = [[*row[:2], "B Ltd" if row[1] == "name" else row[2], *row[3:]] for row in rows("B")]
    two = table(rows("A"), other)
    with pytest.raises(InvalidValue, match="A, B"):
        credit_decision(two, AS_OF)
    with pytest.raises(NotAvailable, match="'C'"):
        credit_decision(two, AS_OF, customer="C")
    with pytest.raises(OutOfDomain, match="new_order"):
        credit_decision(two, AS_OF, customer="A", new_order=-1)
    nameless = [row[1:] for row in table(rows())]
    assert lines(credit_decision(nameless, AS_OF, OPEN))["Decision", "Customer"] == "1001"
    assert lines(credit_decision(nameless, AS_OF, customer="X"))["Decision", "Customer"] == "X"


def test_two_ids_of_one_customer_are_taken_together() -> None:
    """The same number in the register: what both owe, 12,000 and 500, is one exposure."""
    both = table(
        rows("1001", ["legal_id", "HRB 1", None, None, "", ""]),
        [["1002", "legal_id", "HRB 1", None, None, "", ""]],
    )
    ledger: list[list[Cell]] = [*OPEN, ["1002", "R9", day(2026, 6, 1), day(2026, 7, 1), 500, "EUR"]]
    for asked in ("1001", "1002"):
        found = credit_decision(both, AS_OF, ledger, customer=asked)
        assert lines(found)["Exposure", "Exposure"] == 12_500
        assert "the same customer as 1002: taken together" in [row[3] for row in found]


def test_limits_by_kind() -> None:
    file = table(rows(
        "1001",
        ["own_limit", 10_000, TODAY - 9, None, "EUR", "board"],
        ["temporary_limit", 15_000, TODAY, TODAY, "EUR", ""],
        ["insured_limit", 20_000, TODAY, None, "EUR", "P-1"],
        ["own_limit", 9, TODAY, None, "USD", ""],
        ["order_backlog", 4_000, TODAY, None, "EUR", ""],
    ))  # fmt: skip
    found = limit_status(file, AS_OF, OPEN, currency="EUR")
    assert [row[0] for row in found] == ["Kind", "Own limit", "Temporary limit", "Insured limit"]
    assert [row[6:] for row in found[1:]] == [
        [0, 0, 0, "replaced"],
        [16_000, 0, 1_000, "in force"],
        [12_000, 8_000, 0, "in force"],  # the orders are not yet the insurer's risk
    ]
    assert [row[2] for row in limit_status(file, AS_OF)[1:]] == ["EUR", "EUR", "EUR", "USD"]
    stated = limit_status(file, AS_OF, OPEN, exposure=20_000, language="zh")
    assert [row[8] for row in stated[1:]] == [0, 5_000, 0]
    assert stated[1][0] == "自有额度"


def test_groups() -> None:
    """A owes 100 and B 50, both of one group; C is of none. CNY is a group of its own."""
    files = table(
        [["A", "group", "Holding", None, None, "", ""]],
        [["B", "group", "holding ", None, None, "", ""]],
        [["C", "country", "DE", None, None, "", ""]],
    )
    ledger: list[list[Cell]] = [
        LEDGER[0],
        ["A", "1", day(2026, 6, 1), day(2026, 7, 1), 100, "EUR"],
        ["B", "2", day(2026, 6, 1), day(2026, 7, 1), 50, "EUR"],
        ["B", "3", day(2026, 6, 1), day(2026, 7, 1), 9, "CNY"],
        ["C", "4", day(2026, 6, 1), day(2026, 7, 1), 70, "EUR"],
    ]
    found = group_exposure(ledger, AS_OF, files)
    assert [row[1:5] for row in found[1:]] == [
        ["CNY", "total", 9, 1],
        ["CNY", "B", 9, 1],
        ["EUR", "total", 150, 1],
        ["EUR", "A", 100, pytest.approx(2 / 3)],
        ["EUR", "B", 50, pytest.approx(1 / 3)],
    ]
    assert len(group_exposure(ledger, AS_OF, files, "EUR", 5)) == 6
    assert [row[1] for row in group_exposure(ledger, AS_OF, files, "EUR")[1:]] == ["EUR"] * 3


def test_the_calendar_in_a_cell() -> None:
    due = rows("B", ["own_limit", 7, day(2026, 5, 20), None, "EUR", ""])
    later = rows("A", ["own_limit", 7, TODAY, None, "EUR", ""])
    for row in later:
        if row[1] == "name":
            row[2] = "Other GmbH"
    found = review_calendar(table(later, due), AS_OF, OPEN)
    assert [row[:5] for row in found[1:]] == [
        [TODAY, "due", "B", "Beispiel GmbH", 5],
        [day(2026, 9, 30), "planned", "A", "Other GmbH", 5],
    ]
    assert found[1][5:] == [day(2026, 5, 20), 183, "end of the quarter"]
    never = review_calendar([row[1:] for row in table(rows())], AS_OF, rows=2, language="zh")
    assert never[1][1:3] == ["应复核", ""]
    assert never[1][7] == "从未评估"
    assert never[2] == [""] * 8


@pytest.mark.parametrize("code", sorted(_SAID))
def test_both_languages_say_a_reason_with_the_same_places(code: str) -> None:
    """Every place of one language is one of the other: no value is lost in translation."""
    import string

    wording = _SAID[code]
    places = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        for text in (wording.en, wording.zh)
    ]
    assert places[0] == places[1]


def test_every_ceiling_has_words() -> None:
    assert {"need", "insurer", "country", "group", "limit", "average"} <= set(CEILINGS)
    assert said(Reason("new-customer", (NO_DAY, 12)), "en").startswith("no sale is known")
    assert said(Reason("stop-insurer", ("refused",)), "zh") == "保险公司决定：拒保"
    assert said(Reason("stop-insurer", ("reduced",)), "zh") == "保险公司决定：降额"


def notes(decision: Decision, section: str, language: Language = "en") -> list[str]:
    found = decision_rows(decision, credit(), language)
    return [str(row[3]) for row in found if row[0] == section]


def test_the_words_of_rarer_lines() -> None:
    rated = [
        Fact("rating", "CCC", LOOKED, source="sp"),
        Fact("insurer_decision", "refused", LOOKED),
    ]
    shared = customer(*rated, Fact("penalty", "fined", TODAY), money("cash_collateral", 5.0))
    weak = decided(shared, uplift_rate=0.1, limit=20_000_000, last_decided=LOOKED, merged=("B",))
    assert any(note.startswith("rated CCC by sp: grade") for note in notes(weak, "Grade"))
    assert (
        "Insurer has refused or cancelled cover: Decision of the insurer refused (2026-05-15)"
        in (notes(weak, "Grade"))
    )
    assert notes(weak, "Review")[1] == "Administrative penalty on 2026-06-30"
    assert notes(weak, "复核", "zh")[1] == "行政处罚（2026-06-30）"
    assert notes(decided(limit=20_000_000), "Approval")[1] == "Finance director"
    uplifted = decided(uplift_rate=0.1)
    assert notes(uplifted, "Limit")[-1] == "grade 5, at worst 4; pays 8.0 days late, at most 5"
    best = {"upper_bounds": (1e-6, 2e-6, 1e-5, 0.5, 0.6, 0.7, 0.8, 0.9)}
    punctual = customer(Fact("days_beyond_terms", 0.0, LOOKED))
    granted = decided(punctual, policy=credit(**best), uplift_rate=0.1)
    assert notes(granted, "Limit")[-1] == "until 2026-09-28"
    beside = credit(limits={"retained_appetite": {"EUR": 5_000.0}})
    insured = decided(customer(money("insured_limit", 20_000.0)), policy=beside)
    assert "EUR 20,000.00; EUR 5,000.00 more may be uninsured" in notes(insured, "Limit")
    override = Reason("override", (100, "EUR", TODAY))
    assert said(override, "en") == "an override allows EUR 1.00 until 2026-06-30"
    assert notes(uplifted, "信用额度", "zh")[-1].startswith("当前 5 级，最低须为 4 级；")
    variation = Reason("order-variation", (0.36, 0.3))
    assert said(variation, "en") == "orders moved by +36.0%, more than 30%"


def test_words_of_a_choice_are_chinese_in_chinese() -> None:
    """As the vocabulary of the file has them; in English they stay as a file holds them."""
    changed = Reason("factor", ("OWN", "ownership_change", "over_year", 1.25, "none"))
    assert said(changed, "en").endswith(": over_year, costs 1.2 points (full points: none)")
    assert said(changed, "zh").endswith("：超过一年，影响 1.2 分（满分要求：无）")
    gone = Reason("knock-out", ("gone", "Gone", "已注销", "registry_status", "dissolved", TODAY))
    assert said(gone, "zh") == "已注销：登记状态 注销（2026-06-30）"
    assert value_in_words("country_risk", "low / medium", "zh") == "低 / 中"
    assert value_in_words("country_risk", "low / medium", "en") == "low / medium"
    assert value_in_words("current_ratio", ">= 2", "zh") == ">= 2"
    assert value_in_words("registry_status", True, "zh") is True
    found = decision_rows(decided(), credit(), "zh")
    assert ["原因", "股权变更", "超过一年"] in [row[:3] for row in found]


def test_from_when_to_when_a_limit_holds() -> None:
    """A limit whose end nobody names holds from its day on; one may have an end alone, or none."""
    since, until = TODAY - 1, TODAY + 1
    limits = [
        replace(limit_on_file(), valid_from=first, valid_to=last)
        for first, last in ((since, NO_DAY), (NO_DAY, until), (since, until), (NO_DAY, NO_DAY))
    ]
    made = replace(decided(), in_force=tuple(limits))
    assert notes(made, "Limits on file") == [
        "in force from 2026-06-29 board",
        "in force until 2026-07-01 board",
        "in force 2026-06-29 – 2026-07-01 board",
        "in force board",
    ]
    assert notes(made, "档案额度", "zh")[:2] == [
        "有效 自 2026-06-29 起 board",
        "有效 至 2026-07-01 board",
    ]


def limit_on_file() -> InForce:
    return InForce("own", 100, TODAY, TODAY, "board", "in-force", 0, 100, 0)


def test_the_words_of_the_path() -> None:
    bounds = tuple(place * 1e-9 for place in range(1, 9))
    hopeless = decided(policy=credit(upper_bounds=bounds))
    found = decision_rows(hopeless, credit(), "en")
    assert [row[1] for row in found if row[0] == "Path to the next grade"] == [
        "nothing to be settled or raised within reach"
    ]
    first = decided(customer(Fact("statements", "none", LOOKED)))
    assert first.grading is not None
    shown = notes(first, "Path to the next grade")
    assert shown[0].startswith("No financial statements: Quality of the statements none")
    assert notes(decided(), "Path to the next grade") == ["8 to <= 5; score 73.25"]
    weak_score = decided(
        customer(Fact("insurer_grade", 9.0, LOOKED, source="allianz-trade")), currency="EUR"
    )
    assert notes(weak_score, "Path to the next grade")[0] == "rated 9 by allianz-trade: grade 9"
    best = decided(policy=credit(upper_bounds=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)))
    assert best.grading is not None
    assert best.grading.grade == 1
    assert notes(best, "Path to the next grade") == []


def test_a_grade_without_a_score_shows_a_blank() -> None:
    bare = customer(
        Fact("rating", "BBB", LOOKED, source="sp"),
        without=[f.item for f in FACTS if f.item not in ("registry_status", "annual_purchases")],
    )
    found = decision_rows(decided(bare), credit(), "en")
    assert ["Grade", "Score", "", "0% of the weight is known"] in found
    nothing = customer(without=[f.item for f in FACTS if f.item != "registry_status"])
    (missing,) = decided(nothing, currency="EUR").missing
    assert said(missing, "en").startswith(
        "less than 50 of 100 of the score is known and no rating: "
    )
    assert "平均逾期天数" in said(missing, "zh")


def test_the_rest_of_a_group_in_a_cell() -> None:
    """The sister owes 20,000; the largest limit of the quick start is 36,000: 16,000 are left."""
    both = table(
        rows("1001", ["group", "Holding", None, None, "", ""]),
        [["1002", "group", "Holding", None, None, "", ""]],
    )
    ledger: list[list[Cell]] = [
        *OPEN,
        ["1002", "R9", day(2026, 6, 1), day(2026, 7, 1), 20_000, "EUR"],
    ]
    found = credit_decision(both, AS_OF, ledger, customer="1001", preset="sme")
    assert ["Limit", "Left by the group's exposure", 16_000, ""] in found


def test_a_decision_without_anything_is_withheld() -> None:
    assert Decision("1", "", TODAY, "EUR", "withheld").binding is None

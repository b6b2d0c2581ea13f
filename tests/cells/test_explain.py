"""EXPLAIN: the steps are those of the code, and the last row is what the formula answers."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ledgerguard.catalogue import packaged, with_functions
from ledgerguard.cells import values
from ledgerguard.cells.evaluate import apply, evaluate
from ledgerguard.cells.explain import MOST_STEPS, explained
from ledgerguard.cells.explain_numbers import cut, shown
from ledgerguard.cells.explain_steps import WIDEST
from ledgerguard.cells.functions import functions
from ledgerguard.errors import ErrorValue, OutOfDomain
from ledgerguard.formula import Formula, describe, formula
from ledgerguard.testing import junk as junk_calls
from ledgerguard.translation import texts
from ledgerguard.units import Column, Date, Days, Money, Number

EN, ZH = texts("en"), texts("zh")
LEDGER = [["Customer", "Invoice date", "Due date", "Amount"], ["A", 45_292, 45_322, 100]]


@pytest.fixture(autouse=True)
def _nobody_asks_for_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDGERGUARD_LANGUAGE", raising=False)


def explain(*arguments: Any) -> list[list[Any]]:
    """What EXPLAIN answers."""
    own = functions(with_functions(packaged(), [acme_stops, acme_busy], "acme"))
    answer = apply("EXPLAIN", list(arguments), own)
    assert isinstance(answer, list), answer
    assert {len(row) for row in answer} == {4}
    return answer


def steps(*arguments: Any) -> list[list[Any]]:
    """The numbered rows without their numbers, which count from 1."""
    found = [row for row in explain(*arguments)[1:] if row[0] != ""]
    assert [row[0] for row in found] == list(range(1, len(found) + 1))
    return [row[1:] for row in found]


def calls() -> Iterator[tuple[str, list[Any]]]:
    """Every call that the examples make of the formula that they stand with."""
    real, made = values.call, []

    def listen(record: Formula, arguments: Any) -> Any:
        made.append((record.name, list(arguments)))
        return real(record, arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "call", listen)
        for record in functions().values():
            for call, _ in record.examples:
                evaluate(call, functions())
            yield from (one for one in made if one[0] == record.name)
            made.clear()


@pytest.mark.parametrize(("name", "arguments"), list(calls()), ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("say", [EN, ZH], ids=["en", "zh"])
def test_every_example_is_explained_and_ends_in_its_answer(
    name: str, arguments: list[Any], say: Any
) -> None:
    record = functions()[name]
    answer = values.call(record, arguments)
    rows = explained(record, arguments, say)
    assert {len(row) for row in rows} == {4}
    assert len(rows) <= 2 + len(record.parameters) + MOST_STEPS + 1 + len(record.details)
    last = rows[-1][3]
    if isinstance(answer, ErrorValue):
        assert last == answer
    elif isinstance(answer, list):
        flat = [row[0] for row in answer] if len(answer[0]) == 1 else answer
        assert last == cut(shown(flat, say), WIDEST)
    else:
        assert last == answer
        assert type(last) is type(answer)
    for row in rows:
        assert all(cell is not None and (cell == cell) for cell in row)
        assert not any("object at 0x" in str(cell) for cell in row)
        # A step stands on one line; only an answer, such as a letter, may have several.
        assert not any("\n" in str(cell) for cell in row if cell != answer)


def test_dso_with_its_numbers() -> None:
    assert explain("DSO", 1_200_000, 10_000_000) == [
        ["Step", "What", "With numbers", "Result"],
        ["", "receivables", functions()["DSO"].parameters[0].description, 1_200_000],
        ["", "credit_sales", functions()["DSO"].parameters[1].description, 10_000_000],
        ["", "period_days, left out", functions()["DSO"].parameters[2].description, 365],
        [
            1,
            "DSO = receivables / credit_sales × period_days",
            "1,200,000 / 10,000,000 × 365",
            pytest.approx(43.8),
        ],
    ]


def test_a_formula_within_a_formula_is_indented() -> None:
    assert steps("DSO_AVG", 120, 140, 150, 30)[-2:] == [
        ["    DSO = receivables / credit_sales × period_days", "130 / 150 × 30", 26],
        ["DSO_AVG = DSO(average_receivables, credit_sales, period_days)", "DSO(130, 150, 30)", 26],
    ]


def test_what_only_names_a_function_shows_what_the_function_computes() -> None:
    *_, last = steps("DBT", [[100], [300]], [[-10], [30]])
    assert last[0] == "DBT = SUM(weight × value for each weight, value of rows) / total"
    assert last[1] == "SUM(100 × (-10); 300 × 30) / 400"
    assert steps("DISCOUNT_COST", 0.02, 10, 30)[0] == [
        "days_gained = paid_days - discount_days",
        "30 - 10",
        20,
    ]


def test_adding_up_is_not_taken_for_naming() -> None:
    told = steps("ACME_BUSY", [[2.5], [1.0]], 45_292)
    assert ["total = total + round once(amount)", "0 + round once(2.5)", 2] in told


def test_a_check_that_hands_its_argument_back_is_not_told() -> None:
    told = steps("SIMPLE_INTEREST", 1000, 0.08, 30)
    assert told[0] == ["year_days = basis", "", 365]
    assert not any("checked" in row[0] for row in told)


def test_what_was_computed_may_equal_an_argument() -> None:
    told = steps("DISCOUNT_COST", 0.02, 10, 20)
    assert told[0] == ["days_gained = paid_days - discount_days", "20 - 10", 10]


def test_a_formula_that_answers_its_argument_keeps_its_name() -> None:
    told = steps("INDEMNITY", 50_000, 0.9, 5_000)
    assert [
        "qualifying_loss = THRESHOLD_LOSS(loss, threshold)",
        "THRESHOLD_LOSS(50,000, 0)",
        50_000,
    ] in told


def test_looking_up_is_not_told() -> None:
    assert steps("REFERENCE_RATE", "ECB", 46_023) == [
        ["REFERENCE_RATE = on(date)", "on(2026-01-01)", pytest.approx(0.0215)]
    ]


def test_a_year_in_a_date_has_no_thousands() -> None:
    told = steps("STATUTORY_RATE", "UK", 45_870)  # 1 August 2025
    assert any(row[1] == "DATE(2025, 7, 1) = 2025-07-01" for row in told)


@pytest.mark.parametrize("name", ["LG_DSO", "lg.dso", "_xldudf_LG_DSO"])
def test_any_spelling_is_understood(name: str) -> None:
    assert explain(name, 1, 2) == explain("DSO", 1, 2)


def test_an_error_is_the_last_row_with_its_message() -> None:
    *_, last = explain("DSO", 1, 0)
    answer = values.call(functions()["DSO"], [1, 0])
    assert isinstance(answer, ErrorValue)
    assert last == [1, "credit_sales must be above 0, got 0.", last[2], answer]
    assert f"{last[1]} Hint: {last[2]}" == answer.message


def test_the_steps_until_an_error_are_told() -> None:
    told = steps("ACME_STOPS", 3, 4)
    assert told[0] == ["whole = part + rest", "3 + 4", 7]
    assert told[1] == ["whole >= 5?", "7 >= 5", "yes"]
    assert told[2][:2] == ["whole must be below 5, got 7.", "use less"]
    assert str(told[2][2]) == "#NUM!"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "#N/A"),
        ([None, 5], "#N/A"),
        (["a", 5], "#VALUE!"),
        ([1, 2, 3, 4], "#VALUE!"),
        ([ErrorValue("#REF!"), 2], "#REF!"),
        ([1e308, 1e-300], "#NUM!"),
        ([[[1, 2]], 2], "#VALUE!"),
    ],
)
def test_what_the_formula_refuses_is_told_and_no_error(arguments: list[Any], code: str) -> None:
    *_, last = explain("DSO", *arguments)
    assert isinstance(last[3], ErrorValue)
    assert last[3].code == code
    assert last[3] == values.call(functions()["DSO"], arguments)


def test_junk_is_explained_like_anything_else() -> None:
    known = {name: record for name, record in functions().items() if name != "EXPLAIN"}
    for call in list(junk_calls.calls(known))[::37]:
        if call.name == "DSO_TREND":
            continue  # it may take long, and its steps are not watched
        record, arguments = known[call.name], list(call.arguments)
        answer = values.call(record, arguments)
        last = explained(record, arguments, EN)[-1][3]
        assert isinstance(last, str) if isinstance(answer, list) else last == answer, call


def test_an_unknown_formula_is_not_available() -> None:
    answer = apply("EXPLAIN", ["DOS", 1, 2], functions())
    assert isinstance(answer, ErrorValue)
    assert answer.code == "#N/A"
    assert "did you mean DSO" in answer.message
    assert apply("EXPLAIN", [], functions()).code == "#N/A"  # type: ignore[union-attr]


def test_blank_arguments_in_the_middle_stay_blank() -> None:
    rows = explain("AGE_BUCKET", 45_382, 45_382, None, "invoice")
    assert rows[-1][3] == "0–30"
    assert any(row[1] == "edges, left out" for row in rows)
    zero = explain("ESCALATION_STAGE", 45_352, 45_367, 0.0, None)  # as Calc sends a blank cell
    assert zero[-1][3] == 3


def test_ranges_of_any_shape_arrive_as_they_are() -> None:
    assert explain("CONCENTRATION_HHI", [[40], [30], [15], [15]])[-1][3] == pytest.approx(2950)
    assert explain("CONCENTRATION_HHI", [[40, 30], [15, None]])[-1][3] > 0
    assert explain("ESCALATION_STAGE", 45_352, 45_382, [[0], [30], [60]])[-1][3] == 2
    assert explain("DSO", [[1]], [[2]])[-1][3] == values.call(functions()["DSO"], [1, 2])


def test_a_day_is_written_out_and_the_answer_is_its_number() -> None:
    rows = explain("NEXT_STAGE_DATE", 45_352, 45_353)
    assert [row[3] for row in rows if row[1] == "due_date"] == ["2024-03-01"]
    assert rows[-1][2].endswith("2024-03-04")
    assert rows[-1][3] == 45_355


def test_conditions_are_answered_and_checks_left_out() -> None:
    told = steps("DPO", 150, 120, 365, "purchases", 10)
    assert ['base = "purchases"?', '"purchases" = "purchases"', "yes"] in told
    assert ["spent = spent + inventory_change", "120 + 10", 130] in told
    assert ['base = "purchases"?', '"cogs" = "purchases"', "no"] in steps("DPO", 150, 120)
    assert not any("not_negative" in row[0] or "above_zero" in row[0] for row in told)


def test_a_loop_shows_its_first_rounds_and_the_last_result() -> None:
    months = [[float(month)] for month in range(1, 21)]
    told = steps("DSO_COUNTBACK", 1e6, months, 30, "partial")
    rounds = [row for row in told if row[0] == "elapsed = elapsed + length"]
    assert len(rounds) == 15
    assert ["… 5 more times: elapsed = elapsed + length", "", 600] in told


def test_a_long_column_is_summarised() -> None:
    column = [[float(number)] for number in range(1, 5001)]
    rows = explain("CONCENTRATION_HHI", column)
    assert rows[-1][3] == values.call(functions()["CONCENTRATION_HHI"], [column])
    assert any("(5000 values)" in str(row[2]) for row in rows)
    assert max(len(str(cell)) for row in rows for cell in row) <= WIDEST + 4


def test_the_number_of_rows_is_bounded() -> None:
    amounts = [[float(number)] for number in range(1, 401)]
    rows = explain("ACME_BUSY", amounts, 45_292)
    assert len(rows) <= MOST_STEPS + 10
    assert any("more steps" in str(row[1]) for row in rows)
    assert rows[-1][3] == sum(range(1, 401))


def test_a_very_long_calculation_runs_on_unwatched() -> None:
    amounts = [[1.0]] * 30_000
    rows = explain("ACME_BUSY", amounts, 45_292)
    assert rows[-1][1:] == ["ACME_BUSY", "", 30_000]


def test_a_ledger_formula_tells_arguments_method_and_size() -> None:
    rows = explain("AGING", LEDGER, 45_350)
    assert [row[1] for row in rows if row[0] == ""][:2] == ["ledger", "as_of"]
    assert any(row[1] == "Method" and "Currencies are never added" in row[2] for row in rows)
    assert rows[-1][:3] == [1, "AGING", "2 rows, 9 columns"]
    assert isinstance(rows[-1][3], str)


def test_explain_explains_itself() -> None:
    assert explain("EXPLAIN", "DSO", 1, 2)[-1][2] == "5 rows, 4 columns"
    assert explain("HELP", "DSO")[-1][1] == "HELP"


def test_chinese_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_LANGUAGE", "zh")
    rows = explain("DPO", 150, 120)
    assert rows[0] == ["步骤", "计算内容", "代入数字", "结果"]
    assert rows[1][2] == "期间平均应付账款。"
    assert any(row[3] == "否" for row in rows)


def test_the_tracer_that_was_there_is_put_back() -> None:
    before = sys.gettrace()

    def ours(*_: Any) -> None:
        return None

    sys.settrace(ours)
    try:
        explain("DSO", 1, 2)
        explain("DSO", 1, 0)
        found = sys.gettrace()
    finally:
        sys.settrace(before)
    assert found is ours
    explain("DSO", 1, 2)
    assert sys.gettrace() is before


def test_nothing_is_traced_when_nobody_asks() -> None:
    seen = []

    @formula("ACME_TRACE")
    def acme_trace(amount: Money) -> Number:
        """Answer 1.

        Args:
            amount: An amount.

        Errors: #N/A when blank.
        Example: =ACME_TRACE(1) -> 1
        Source: this test.
        """
        seen.append(sys.gettrace())
        return 1

    record = describe(acme_trace, "acme")
    values.call(record, [1])
    explained(record, [1], EN)
    values.call(record, [1])
    assert seen[0] is seen[2]
    assert seen[1] is not seen[0]


def test_threads_do_not_disturb_each_other() -> None:
    answers: list[Any] = []

    def work(amount: float) -> None:
        answers.extend((amount, explain("DSO", amount, 100)[-1]) for _ in range(20))

    threads = [threading.Thread(target=work, args=(float(n),)) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 80
    for amount, last in answers:
        assert last[2] == f"{amount:.0f} / 100 × 365"
        assert last[3] == pytest.approx(amount * 3.65)


def test_a_formula_without_source_is_still_answered() -> None:
    space: dict[str, Any] = {"Money": Money, "formula": formula, "__name__": "acme"}
    text = '''
@formula("ACME_MADE")
def acme_made(amount: Money) -> Money:
    """Twice an amount.

    Args:
        amount: An amount.

    Errors: #N/A when blank.
    Example: =ACME_MADE(1) -> 2
    Source: this test.
    """
    return amount * 2
'''
    exec(text, space)  # noqa: S102 - a function that no file holds
    rows = explained(describe(space["acme_made"], "acme"), [4], EN)
    assert rows[-1] == [1, "ACME_MADE", "", 8]


@formula("ACME_STOPS")
def acme_stops(part: Money, rest: Money) -> Money:
    """Stop at 5.

    Args:
        part: A part.
        rest: The rest.

    Errors: #NUM! from 5 on.
    Example: =ACME_STOPS(1, 2) -> 3
    Source: this test.
    """
    whole = part + rest
    if whole >= 5:
        raise OutOfDomain(f"whole must be below 5, got {whole:g}", hint="use less")
    return whole


@formula("ACME_BUSY")
def acme_busy(amounts: Column[Money], day: Date, lag: Days = 1) -> Money:
    """Do many things.

    Args:
        amounts: Amounts.
        day: A day.
        lag: Days.

    Errors: #N/A when blank.
    Example: =ACME_BUSY({1;2}, 45292) -> 3
    Source: this test.
    """
    total = 0.0
    for amount in amounts:
        total += round_once(amount or 0)
        doubled = total * 2
        halved = doubled / 2
        again = halved * 1
        total = again - lag + lag
    return total


def round_once(amount: float) -> float:
    """Round an amount down, slowly."""
    lower = amount // 1
    rest = amount % 1
    return lower + 0 * rest

"""The worker: its protocol, and what happens when it dies or cannot be started."""

from __future__ import annotations

import io
import marshal
import os
import signal
from typing import Any

import probe_formulas
import pytest

from ledgerguard.cells.functions import functions
from ledgerguard.cells.ranges import MOST_RANGES
from ledgerguard.hosts import calc_worker
from ledgerguard.hosts.calc import Book, Calc

SHEET = "Sheet1"


def talk(*questions: Any) -> list[Any]:
    """What a worker answers to questions, without its catalogue."""
    asked, answered = io.BytesIO(), io.BytesIO()
    for question in questions:
        content = marshal.dumps(question, 2)
        asked.write(calc_worker.LENGTH.pack(len(content)) + content)
    asked.seek(0)
    calc_worker.serve(probe_formulas.CATALOGUE, asked, answered)
    answered.seek(0)
    answers = []
    while head := answered.read(calc_worker.LENGTH.size):
        (length,) = calc_worker.LENGTH.unpack(head)
        answers.append(marshal.loads(answered.read(length)))  # noqa: S302
    return answers[1:]


def test_a_range_is_sent_once_and_then_only_named() -> None:
    rows = marshal.dumps(((1.0, "x"), (2.0, "y")), 2)
    assert talk(
        ("PROBE_SHAPE", [b"digest"], {}),
        ("PROBE_SHAPE", [b"digest"], {b"digest": rows}),
        ("PROBE_SHAPE", [b"digest"], {}),
    ) == [("missing", [b"digest"]), ("answer", "2x2"), ("answer", "2x2")]


def test_the_oldest_range_is_forgotten_and_asked_for() -> None:
    one = marshal.dumps(((1.0,),), 2)
    sent = [("PROBE_SHAPE", [bytes([n])], {bytes([n]): one}) for n in range(MOST_RANGES + 1)]
    answers = talk(*sent, ("PROBE_SHAPE", [bytes([0])], {}), ("PROBE_SHAPE", [bytes([1])], {}))
    assert answers[-2:] == [("missing", [bytes([0])]), ("answer", "1x1")]


def test_an_unknown_formula_is_an_error() -> None:
    assert talk(("NO_SUCH", [], {})) == [("answer", b"#NAME?")]


def test_only_a_table_is_said_to_be_one() -> None:
    described = {one["name"]: one for one in calc_worker.described(probe_formulas.CATALOGUE)}
    assert described["PROBE_SHAPE"]["parameters"][0]["is_table"]
    assert not described["PROBE_LENGTH"]["parameters"][0]["is_table"]
    assert described["PROBE_ERRORS"]["is_table"]


def test_the_texts_are_there_in_every_language() -> None:
    described = {one["name"]: one for one in calc_worker.described(functions())}
    assert "应收账款周转天数" in described["DSO"]["summaries"]["zh"]
    assert described["DSO"]["parameters"][2]["descriptions"] == {"zh": "期间天数，须大于 0。"}
    assert [p["repeats"] for p in described["EXPLAIN"]["parameters"]] == [False, True]


def test_printing_does_not_disturb_the_protocol(probe_book: Book, probe_calc: Calc) -> None:
    probe_book.set(SHEET, "A1", '=LG.PROBE_PRINT("printed by a formula")')
    assert probe_book.get(SHEET, "A1") == len("printed by a formula")
    assert "printed by a formula" in probe_calc.log()


def test_a_killed_worker_is_started_again(probe_book: Book, probe_calc: Calc) -> None:
    probe_book.paste(SHEET, "A1", [[8, "=LG.PROBE_RATIO(A1,4)", "=LG.PROBE_PROCESS()"]])
    first = int(probe_book.get(SHEET, "C1"))
    os.kill(first, signal.SIGKILL)  # started by our own LibreOffice
    probe_book.set(SHEET, "A1", 12)
    assert probe_book.get(SHEET, "B1") == 3
    probe_book.recalculate()
    assert probe_book.get(SHEET, "C1") != first
    assert "the worker ended with -9" in probe_calc.log()


def test_a_formula_that_kills_its_worker_is_an_error(probe_book: Book) -> None:
    probe_book.paste(SHEET, "A1", [["=LG.PROBE_CRASH(1)", "=LG.PROBE_RATIO(1,2)"]])
    assert probe_book.get(SHEET, "A1:B1") == [["#VALUE!", 0.5]]


@pytest.mark.usefixtures("office")
def test_without_its_python_every_cell_shows_an_error_and_the_log_says_why() -> None:
    worker = ["/no/such/python", "-m", "ledgerguard.hosts.calc_worker"]
    with Calc(worker=worker, formulas=probe_formulas.CATALOGUE) as calc:
        book = calc.open()
        book.paste(SHEET, "A1", [["=LG.PROBE_RATIO(1,2)", '=IFERROR(A1,"caught")']])
        assert book.get(SHEET, "A1:B1") == [["#NAME?", "caught"]]
        assert "/no/such/python" in calc.log()
        assert "did not start" in calc.log()
        assert [f for f in calc.functions() if f["name"] == "LG.PROBE_RATIO"]


@pytest.mark.usefixtures("office")
def test_the_environment_names_another_worker() -> None:
    override = {"LEDGERGUARD_CALC_WORKER": '["/another/python"]'}
    with Calc(environment=override, formulas=probe_formulas.CATALOGUE) as calc:
        book = calc.open()
        book.set(SHEET, "A1", "=LG.PROBE_RATIO(1,2)")
        assert book.get(SHEET, "A1") == "#NAME?"
        assert "/another/python" in calc.log()

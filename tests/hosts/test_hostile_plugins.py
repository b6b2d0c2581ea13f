"""Hostile plugins, really installed, all at once: the good one and DSO go on, the doctor names all.

At the prompt, in the module that Excel's COM server runs, and in the real Calc.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import desktop_calls
import pytest
from hostile_site import DEADLY, ENDLESS, GOOD, SOURCES, STUCK, environment, install

from ledgerguard.hosts.calc import Calc
from ledgerguard.hosts.desktop import MARK

SHEET = "Sheet1"
WELL = {"GOOD_DOUBLE(21)": 42.0, "DSO(1200000,10000000,365)": 43.8}
ANSWERS: Mapping[str, Any] = {
    **WELL,
    "BAD_RAISE(1)": "#N/A",
    "BAD_DEEP(1)": "#N/A",
    "BAD_MEMORY(1)": "#N/A",
    "BAD_STOP(1)": "#N/A",
    "BAD_BASE(1)": "#N/A",
    "EXIT_CALL(1)": "#N/A",
    "ODD_NAN(1)": "#NUM!",
    "ODD_INF(1)": "#NUM!",
    "ODD_OBJECT(1)": "#VALUE!",
    "ODD_BYTES(1)": "#VALUE!",
    "ODD_LIST(1)": "#VALUE!",
    "ODD_GENERATOR(1)": "#VALUE!",
    "MANY_ROWS(1)": "#NUM!",
    "MANY_COLUMNS(1)": "#NUM!",
    "TWICE_INSIDE(1)": "#NAME?",
    "TWIN(1)": 1.0,
    "CHATTY(1)": 1.0,
}
"""What each formula shows in a cell, wherever it is."""

INNOCENT = {GOOD, "chatty", "twin-a"}
"""Nothing is wrong with these: one prints, one has a name first that another wants."""

MOST_SECONDS = 120.0


def doctor(site: Path, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What the doctor says of each package, and what each has printed."""
    done = subprocess.run(
        [sys.executable, "-m", "ledgerguard", "plugins", "doctor", "--json"],
        capture_output=True,
        encoding="utf-8",
        env=environment(site, folder),
        timeout=MOST_SECONDS,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    faults: dict[str, str] = {}
    for fault in report["faults"]:
        assert fault["mend"]
        faults[fault["package"]] = faults.get(fault["package"], "") + fault["fault"] + "\n"
    return faults, {one["package"]: one["text"] for one in report["printed"]}


def spoken(answer: Any) -> Any:
    return answer["error"] if "error" in answer else answer["value"]


def test_at_the_prompt(tmp_path: Path) -> None:
    site = install(tmp_path / "site", SOURCES)
    done = subprocess.run(
        [sys.executable, "-m", "ledgerguard", "eval", "--jsonl"],
        input="\n".join(ANSWERS),
        capture_output=True,
        encoding="utf-8",
        env=environment(site, tmp_path),
        timeout=MOST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()  # nothing among them that was printed
    answers = {text: spoken(json.loads(line)) for text, line in zip(ANSWERS, lines, strict=True)}
    assert answers == ANSWERS

    install(site, STUCK)  # two more, that no process survives to load
    faults, printed = doctor(site, tmp_path)
    assert set(faults) == {*SOURCES, *STUCK} - INNOCENT
    assert "BAD_RAISE broke off: ValueError: on purpose (once, last 20" in faults["bad-call"]
    assert "BAD_DEEP broke off: RecursionError" in faults["bad-call"]
    assert (
        "ODD_NAN did not answer well: the answer must be a finite number"
        in (faults["not-a-number"])
    )
    assert "got 10,000,000" in faults["many-rows"]
    assert "SystemExit: 3" in faults["exit-import"]
    assert "SystemExit: 4" in faults["exit-call"]
    assert "DSO is left out: ledgerguard has one of that name" in faults["shadow"]
    assert "TWIN is left out: twin-a has one of that name" in faults["twin-b"]
    assert "its import had not returned after 1 s" in faults["stuck-import"]
    assert "the process died while it was loaded" in faults["dead-import"]
    assert printed == {"chatty": "to the sheet\nto error\nto the descriptor"}


def called(site: Path, folder: Path, calls: Sequence[tuple[Any, ...]]) -> tuple[int, list[Any]]:
    """What xlwings' own COM server, in a process of its own, answers to calls until it ends."""
    done = subprocess.run(
        [sys.executable, desktop_calls.__file__],
        input="".join(json.dumps([f"LG_{name}", given]) + "\n" for name, *given in calls),
        capture_output=True,
        encoding="utf-8",
        env=environment(site, folder),
        timeout=MOST_SECONDS,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_in_excels_com_server(tmp_path: Path) -> None:
    site = install(tmp_path / "site", SOURCES, ENDLESS, DEADLY)
    quick: list[tuple[Any, ...]] = [
        (text.partition("(")[0], 1.0) for text in ANSWERS if "TWICE" not in text
    ]
    code, answers = called(site, tmp_path, [*quick, ("ENDLESS", 1.0), ("GOOD_DOUBLE", 1.0)])
    expected = [
        MARK + a if isinstance(a, str) else a
        for text, a in ANSWERS.items()
        if text not in WELL and "TWICE" not in text
    ]
    assert answers[2:] == expected  # and nothing after ENDLESS
    assert code == -9  # it was ended

    code, answers = called(site, tmp_path, [("DEADLY", 1.0)])  # the next one
    assert (code, answers) == (0, [])
    code, answers = called(
        site,
        tmp_path,
        [("ENDLESS", 1.0), ("DEADLY", 1.0), ("GOOD_DOUBLE", 21.0), ("DSO", 1.2e6, 1e7, 365.0)],
    )
    assert code == 0
    assert "no attribute 'LG_ENDLESS'" in answers[0]
    assert "no attribute 'LG_DEADLY'" in answers[1]
    assert answers[2:] == [42.0, 43.8]

    faults, _ = doctor(site, tmp_path)
    assert set(faults) == {*SOURCES, *ENDLESS, *DEADLY} - INNOCENT
    assert "ENDLESS had not returned after 1 s" in faults["endless-call"]
    assert "the process died while DEADLY ran" in faults["deadly-call"]


@pytest.mark.usefixtures("office")
def test_in_calc(tmp_path: Path) -> None:
    site = install(tmp_path / "site", SOURCES, ENDLESS, DEADLY, STUCK)
    # the add-in does not hand on PYTHONPATH: somebody's own must not reach the worker
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from ledgerguard.hosts.calc_worker import main; main()"
    )
    variables = environment(site, tmp_path)
    kept = ("LEDGERGUARD_PLUGINS", "LEDGERGUARD_PLUGIN_SECONDS")
    with Calc(
        worker=[sys.executable, "-c", code],
        environment={name: variables[name] for name in kept},
        timeout=MOST_SECONDS,
    ) as calc:
        book = calc.open()
        book.paste(SHEET, "A1", [[f"=LG.{text}"] for text in ANSWERS])
        shown = [row[0] for row in book.get_rows(SHEET, f"A1:A{len(ANSWERS)}")]
        assert dict(zip(ANSWERS, shown, strict=True)) == ANSWERS
        book.paste(SHEET, "D1", [["=LG.ENDLESS(1)", "=LG.DEADLY(1)"]])
        assert book.get(SHEET, "D1:E1") == [["#NAME?", "#NAME?"]]
        book.recalculate()
        shown = [row[0] for row in book.get_rows(SHEET, f"A1:A{len(ANSWERS)}")]
        assert dict(zip(ANSWERS, shown, strict=True)) == ANSWERS
        log = calc.log()
        book.close()
    assert "this is a fault of bad-call, please report it" in log
    assert "the plugin endless-call does not run: switched off: ENDLESS had not returned" in log
    assert "the plugin stuck-import does not run: switched off: its import had not" in log
    assert "the plugin dead-import does not run: switched off: the process died" in log
    assert "the plugin deadly-call does not run: switched off: the process died" in log
    assert "to the descriptor" not in log
    faults, printed = doctor(site, tmp_path)
    assert set(faults) == {*SOURCES, *ENDLESS, *DEADLY, *STUCK} - INNOCENT
    assert printed["chatty"].startswith("to the sheet\nto error\nto the descriptor")

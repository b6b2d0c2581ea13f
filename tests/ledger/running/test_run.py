"""A run writes the tables of its ledger; a state reads only what has changed, to the same end."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of

from ledgerguard.errors import InvalidValue, LedgerError
from ledgerguard.ledger.cleaning.clean import clean_frame
from ledgerguard.ledger.customers import summaries
from ledgerguard.ledger.engines.engine import NAMES, engine
from ledgerguard.ledger.engines.on_duckdb import OnDuckDB
from ledgerguard.ledger.read import read
from ledgerguard.ledger.running import state as states
from ledgerguard.ledger.running.question import TABLES, USUAL, Question, named
from ledgerguard.ledger.running.run import Payments, Run, run
from ledgerguard.ledger.running.waiting import waited_for
from ledgerguard.ledger.running.writing import Writing
from ledgerguard.policy.escalation import resolve
from ledgerguard.units import from_serial

FIVE = resolve("five-stage").levels
QUESTION = Question(DAY, FIVE, months=4)
HEADER = (
    "Invoice",
    "Customer ID",
    "Customer",
    "Currency",
    "Invoice date",
    "Due date",
    "Amount",
    "Paid",
    "Paid on",
)
KILLS = int(os.environ.get("LEDGERGUARD_KILLS", "3"))
QUICK = ("customers", "aging", "customer-aging", "aging-history", "delays", "exposure", "worklist")

Line = tuple[str, ...]


def line(
    number: int, customer: str = "A", amount: str = "100.00", late: int = 10, paid: bool = False
) -> Line:
    issued, due = from_serial(DAY - 30 - late), from_serial(DAY - late)
    paid_on = from_serial(DAY - 1).isoformat() if paid else ""
    return (
        *(
            f"I{number}",
            customer,
            f"Customer {customer}",
            "EUR",
            issued.isoformat(),
            due.isoformat(),
        ),
        *(amount, amount if paid else "", paid_on),
    )


def write(file: Path, lines: list[Line]) -> None:
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([HEADER, *lines])


def tables_of(folder: Path) -> dict[str, list[list[str]]]:
    """The rows of every table, but for row numbers: with a state each file has its own."""
    found = {}
    for file in sorted(folder.glob("*.csv")):
        if file.name.startswith("problem"):
            continue
        with file.open(encoding="utf-8", newline="") as source:
            rows = csv.reader(source)
            found[file.stem] = sorted(row[1:] if file.stem == "worklist" else row for row in rows)
    return found


def done(sources: list[Path], out: Path, **more: Any) -> Run:
    more = {"tables": QUICK, "kind": "csv", **more}
    return run(sources, QUESTION, out, **more)


def test_the_tables_are_those_of_the_cells(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    write(file, [line(n, "ABC"[n % 3], f"{n * 10}.50", n, n % 4 == 0) for n in range(1, 40)])
    found = done([file], tmp_path / "out", keep={"customers": 2})
    ledger = read(file)
    expected = summaries(ledger.frame, DAY, FIVE)
    with (tmp_path / "out" / "customers.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [row["customer_id"] for row in rows] == [s.balance.customer_id for s in expected]
    assert [float(row["open"]) for row in rows] == [s.balance.open / 100 for s in expected]
    assert [float(row["dso"]) for row in rows] == [s.dso for s in expected]
    assert [row["open"] for row in found.kept["customers"]] == [
        s.balance.open for s in expected[:2]
    ]
    assert found.totals["EUR"]["open"] == sum(s.balance.open for s in expected)
    assert (found.tally.rows_read, found.tally.rows_counted) == (39, 39)
    assert found.changes is None


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("duckdb", "pyspark")])
def test_every_engine_writes_the_same(tmp_path: Path, name: str) -> None:
    file = tmp_path / "ledger.csv"
    write(file, [line(n, "ABC"[n % 3], f"{n * 10}.50", n, n % 4 == 0) for n in range(1, 40)])
    for each in ("duckdb", name):
        done([file], tmp_path / each, engine=each)
    found, expected = tables_of(tmp_path / name), tables_of(tmp_path / "duckdb")
    assert found.keys() == expected.keys()
    for table, rows in expected.items():
        assert _numbers(found[table]) == _numbers(rows), table


def _numbers(rows: list[list[str]]) -> list[list[Any]]:
    """Cells as numbers where they are some: engines write 100.0 and 100 alike."""

    def number(cell: str) -> Any:
        try:
            return float(cell)
        except ValueError:
            return cell

    return sorted(([number(cell) for cell in row] for row in rows), key=repr)


def test_all_tables_of_a_canonical_parquet(tmp_path: Path) -> None:
    rows = [
        Row(customer_id="ABCD"[n % 4], amount=n * 100, due=DAY - n, currency="JPY")
        for n in range(20)
    ]
    file = tmp_path / "ledger.parquet"
    with engine("duckdb") as at:
        at.write_parquet(at.own(frame_of(rows)), file)
        found = run([file], QUESTION, tmp_path / "out", tables=list(TABLES), engine=at)
    assert {one.name for one in found.written} == set(TABLES)
    assert found.tally.problems == ()
    # yen have no decimals, and parquet holds dates
    with engine("duckdb") as at:
        ((amount, since),) = at.rows(
            at.parquet([tmp_path / "out" / "customers.parquet"])
            .filter(nw.col("customer_id") == "D")
            .select("open", "since")
        )
    assert amount == sum(r.amount for r in rows if r.customer_id == "D")
    assert since is None or since.isoformat().startswith("20")


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("due", 73_051, "due of .* up to 73050 .* got 73051"),
        ("issued", -2, "issued of .* got -2"),
        ("customer", None, "customer of .* must hold no nulls, got 1"),
    ],
)
def test_canonical_columns_are_looked_at(
    tmp_path: Path, column: str, value: Any, message: str
) -> None:
    frame = frame_of([Row(), Row()]).to_native()
    frame.loc[0, column] = value
    file = tmp_path / "ledger.parquet"
    with engine("duckdb") as at:
        at.write_parquet(at.own(frame), file)
    with pytest.raises(LedgerError, match=message):
        done([file], tmp_path / "out")


def test_a_book_takes_the_largest_of_each_currency(tmp_path: Path) -> None:
    rows = [Row(customer_id=f"J{n}", currency="JPY", amount=n * 10_000) for n in range(1, 6)]
    rows += [Row(customer_id=f"E{n}", currency="EUR", amount=n) for n in range(1, 6)]
    with engine("duckdb") as at:
        at.write_parquet(at.own(frame_of(rows)), tmp_path / "ledger.parquet")
    found = done([tmp_path / "ledger.parquet"], tmp_path / "out", keep={"customers": 4})
    assert [row["customer_id"] for row in found.kept["customers"]] == ["E5", "E4", "J5", "J4"]


edits = st.lists(
    st.tuples(
        st.sampled_from(["add", "change", "remove", "pay", "touch", "repeat"]),
        st.integers(0, 20),
        st.sampled_from("ABC"),
        st.integers(1, 99),
    ),
    min_size=1,
    max_size=4,
)


def _edit(ledgers: list[dict[int, Line]], edit: tuple[str, int, str, int], new_number: int) -> None:
    what, place, customer, amount = edit
    ledger, other = ledgers[place % 2], ledgers[1 - place % 2]
    if what == "add":
        ledger[new_number] = line(new_number, customer, f"{amount}.00", amount % 60)
    elif what == "repeat":  # a number of the other file, also as a credit note
        sign = "-" if amount % 2 else ""
        for key in sorted(other.keys() - ledger.keys())[:1]:
            ledger[key] = line(key, "F", f"{sign}{amount}.00")
    elif ledger and what != "touch":
        key = sorted(ledger)[place % len(ledger)]
        owner = ledger[key][1]
        if what == "remove" and len(ledger) > 1:
            del ledger[key]
        elif what in ("change", "pay"):
            ledger[key] = line(key, owner, f"{amount}.25", key % 50, paid=what == "pay")


@settings(max_examples=max(3, settings().max_examples // 30), deadline=None)
@example(steps=[[("repeat", 0, "A", 3), ("repeat", 1, "A", 4)], [("remove", 0, "A", 1)]])
@given(steps=st.lists(edits, min_size=1, max_size=3))
def test_a_state_leads_to_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[tuple[str, int, str, int]]]
) -> None:
    tmp_path = tmp_path_factory.mktemp("state")
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    ledgers: list[dict[int, Line]] = [
        {n: line(n, "ABC"[n % 3], late=n) for n in range(1, 8)},
        {n: line(n, "DE"[n % 2], late=n) for n in range(101, 106)},
    ]
    for file, ledger in zip(files, ledgers, strict=True):
        write(file, list(ledger.values()))
    # Those of which only parts are computed, and one that is computed whole.
    tables = {"tables": ["customers", "customer-aging", "delays", "aging"]}
    done(files, tmp_path / "out", state=tmp_path / "state", **tables)
    number = 200
    for step in steps:
        before = [dict(ledger) for ledger in ledgers]
        for edit in step:
            number += 1
            _edit(ledgers, edit, number)
        for file, ledger in zip(files, ledgers, strict=True):
            write(file, list(ledger.values()))
        found = done(files, tmp_path / "out", state=tmp_path / "state", **tables)
        fresh = done(files, tmp_path / "fresh", **tables)
        assert tables_of(tmp_path / "out") == tables_of(tmp_path / "fresh")
        assert found.totals == fresh.totals
        assert found.tally == fresh.tally
        assert found.examples == fresh.examples
        assert found.changes is not None
        expected = Counter[str]()
        for old, new in zip(before, ledgers, strict=True):
            expected["new"] += len(new.keys() - old.keys())
            expected["gone"] += len(old.keys() - new.keys())
            expected["changed"] += sum(old[key] != new[key] for key in old.keys() & new.keys())
        assert (found.changes.new, found.changes.changed, found.changes.gone) == (
            expected["new"], expected["changed"], expected["gone"],
        )  # fmt: skip


REPEATED = {
    "one.csv": [("I1", 100, "Ltd"), ("I2", 200, "Ltd"), ("I2", 30, "Inc"), ("I3", 5, "")],
    "two.csv": [("I1", 40, "LTD"), ("I1", -7, "Ltd"), ("I2", 8, "Inc"), ("I2", 9, "GmbH")],
    "three.csv": [("I9", 1, "Ltd"), ("I1", -2, "Ltd"), ("I3", 6, "Inc"), ("I3", 4, "Inc")],
}
"""Invoice, amount and entity: which rows repeat a number can be told at a glance."""


@pytest.mark.parametrize(
    ("name", "has_entities"),
    [("duckdb", True), ("duckdb", False), ("polars", False), ("pandas", False)],
)
def test_a_state_finds_numbers_that_stand_in_several_files(
    tmp_path: Path, name: str, has_entities: bool
) -> None:
    files = [tmp_path / file for file in REPEATED]
    for file in files:
        lines = [
            f"{number},C{row},EUR,2026-01-01,2026-01-31,{amount}.00"
            + (f",{entity}" if has_entities else "")
            for row, (number, amount, entity) in enumerate(REPEATED[file.name])
        ]
        header = "Invoice,Customer,Currency,Invoice date,Due date,Amount" + (
            ",Legal entity" if has_entities else ""
        )
        file.write_text("\n".join([header, *lines]), encoding="utf-8")
    more: dict[str, Any] = {"tables": ["aging"], "engine": name}
    found = done(files, tmp_path / "out", state=tmp_path / "state", **more)
    (problem,) = [one for one in found.tally.problems if one.code == "duplicate_invoice"]
    told = {
        (one.file, one.row): one.problem
        for one in found.examples
        if one.code == "duplicate_invoice"
    }
    stood = "the number already stands in row"
    expected = {
        ("two.csv", 2): f"{stood} 2 of one.csv",
        ("two.csv", 4): f"{stood} {4 if has_entities else 3} of one.csv",
        ("three.csv", 3): f"{stood} 3 of two.csv",
        ("three.csv", 4): f"{stood} 5 of one.csv",
        # the cleaning of a file knows no other: it saw the number in its own first
        ("three.csv", 5): f"{stood} 4",
    }
    if has_entities:
        assert (problem.rows, problem.money) == (5, {"EUR": 100 * (40 + 8 + 2 + 6 + 4)})
    else:
        expected["one.csv", 4] = f"{stood} 3"
        expected["two.csv", 5] = f"{stood} 4"
        money = 100 * (30 + 40 + 8 + 9 + 2 + 6 + 4)
        assert (problem.rows, problem.money) == (7, {"EUR": money})
    assert told == expected
    fresh = done(files, tmp_path / "fresh", **more)
    assert found.tally == fresh.tally
    assert [(one.file, one.row) for one in fresh.examples] == list(told)
    cases = (tmp_path / "out" / "problem-examples.csv").read_text(encoding="utf-8-sig")
    assert "two.csv,2,Invoice,I1,the number already stands in row 2 of one.csv" in cases


def test_only_what_differs_is_read_and_computed(tmp_path: Path) -> None:
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    write(files[0], [line(n, "AB"[n % 2]) for n in range(1, 6)])
    write(files[1], [line(n, "CD"[n % 2]) for n in range(11, 16)])
    first = done(files, tmp_path / "out", state=tmp_path / "state")
    assert (first.parts, first.parts_known) == (2, 0)
    again = done(files, tmp_path / "out", state=tmp_path / "state")
    assert (again.parts_known, again.recomputed) == (2, None)
    assert all(one.is_known for one in again.written)
    os.utime(files[0])  # saved again without a change
    touched = done(files, tmp_path / "out", state=tmp_path / "state")
    assert touched.parts_known == 2
    write(files[1], [line(n, "CD"[n % 2]) for n in range(11, 17)])
    changed = done(files, tmp_path / "out", state=tmp_path / "state")
    assert (changed.parts_known, changed.recomputed) == (1, 1)
    assert changed.changes is not None
    assert (changed.changes.new, changed.changes.changed, changed.changes.gone) == (1, 0, 0)
    files[0].unlink()
    fewer = done([files[1]], tmp_path / "out", state=tmp_path / "state")
    assert fewer.changes is not None
    assert fewer.changes.gone == 5
    assert tables_of(tmp_path / "out")["customers"][0][0] == "C"
    other = run(
        [files[1]],
        Question(DAY - 1, FIVE, months=4),
        tmp_path / "out",
        tables=QUICK,
        kind="csv",
        state=tmp_path / "state",
    )
    assert not any(one.is_known for one in other.written)


def test_tables_behind_the_parts_are_computed_whole(tmp_path: Path) -> None:
    """A run that was stopped between parts and tables must not leave a difference out."""
    file = tmp_path / "one.csv"
    write(file, [line(1, "A"), line(2, "B")])
    done([file], tmp_path / "out", state=tmp_path / "state")
    write(file, [line(1, "A", "70.00"), line(2, "B")])
    done([file], tmp_path / "other", tables=["aging"], state=tmp_path / "state")
    write(file, [line(1, "A", "70.00"), line(2, "B", "80.00")])
    done([file], tmp_path / "out", state=tmp_path / "state")
    done([file], tmp_path / "fresh")
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "fresh")


def test_one_state_serves_several_days_and_folders(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    write(file, [line(n, "AB"[n % 2], late=n) for n in range(1, 20)])
    earlier = Question(DAY - 10, FIVE, months=4)
    state = tmp_path / "state"
    for question, folder in ((earlier, "a"), (QUESTION, "b"), (QUESTION, "a")):
        run([file], question, tmp_path / folder, tables=QUICK, kind="csv", state=state)
    assert tables_of(tmp_path / "a") == tables_of(tmp_path / "b")
    again = run([file], QUESTION, tmp_path / "a", tables=QUICK, kind="csv", state=state)
    assert all(one.is_known for one in again.written)
    (tmp_path / "a" / "aging.csv").write_text("changed by hand")
    run([file], QUESTION, tmp_path / "a", tables=QUICK, kind="csv", state=state)
    assert tables_of(tmp_path / "a") == tables_of(tmp_path / "b")


@pytest.mark.parametrize("where", ["_written", "_tie_out"])
def test_a_stop_between_table_and_state_leaves_no_wrong_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    file = tmp_path / "one.csv"
    write(file, [line(n, "AB"[n % 2], late=n) for n in range(1, 20)])
    state = tmp_path / "state"
    done([file], tmp_path / "out", state=state)

    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Writing, where, stopped)
        with pytest.raises(KeyboardInterrupt):
            run(
                [file],
                Question(DAY - 10, FIVE, months=4),
                tmp_path / "x",
                tables=QUICK,
                kind="csv",
                state=state,
            )
    found = done([file], tmp_path / "new", state=state)
    done([file], tmp_path / "fresh")
    assert tables_of(tmp_path / "new") == tables_of(tmp_path / "fresh")
    assert found.parts_known == 1


def test_a_file_that_grows_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "one.csv"
    write(file, [line(n) for n in range(1, 11)])
    original = clean_frame

    def growing(*arguments: Any) -> Any:
        found = original(*arguments)
        write(file, [line(n) for n in range(1, 21)])
        return found

    with monkeypatch.context() as patch:
        patch.setattr("ledgerguard.ledger.running.parts.clean_frame", growing)
        done([file], tmp_path / "out", state=tmp_path / "state")
    found = done([file], tmp_path / "out", state=tmp_path / "state")
    assert (found.tally.rows_counted, found.parts_known) == (20, 0)


def test_payments_of_their_own_are_allocated(tmp_path: Path) -> None:
    file, paid = tmp_path / "ledger.csv", tmp_path / "payments.csv"
    write(file, [line(1, "A", "100.00", 20), line(2, "A", "50.00", 10)])
    with paid.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(
            [
                ("Payment", "Customer ID", "Currency", "Payment date", "Amount", "Reference"),
                ("P1", "A", "EUR", from_serial(DAY - 3).isoformat(), "120.00", "I2"),
                ("P2", "A", "EUR", from_serial(DAY - 2).isoformat(), "5.00", "unknown"),
            ]
        )
    found = done([file], tmp_path / "oldest", payments=Payments([paid], "oldest"))
    assert found.totals["EUR"]["owed"] == 2_500
    found = done([file], tmp_path / "reference", payments=Payments([paid], "reference"))
    assert found.totals["EUR"]["owed"] == 10_000
    assert found.totals["EUR"]["unapplied"] == -7_500
    assert found.unapplied == {"exceeds-invoices": 1, "unknown-reference": 1}


def test_who_has_paid_and_was_never_invoiced_is_named_by_the_id(tmp_path: Path) -> None:
    file, paid = tmp_path / "ledger.csv", tmp_path / "payments.csv"
    write(file, [line(1, "A", "100.00", 20)])
    with paid.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(
            [
                ("Payment", "Customer ID", "Currency", "Payment date", "Amount", "Reference"),
                ("P1", "Z9", "EUR", from_serial(DAY - 3).isoformat(), "120.00", ""),
            ]
        )
    done([file], tmp_path / "out", payments=Payments([paid], "oldest"))
    with (tmp_path / "out" / "customers.csv").open(encoding="utf-8", newline="") as source:
        rows = {
            row["customer_id"]: (row["customer"], row["open"]) for row in csv.DictReader(source)
        }
    assert rows == {"A": ("Customer A", "100.0"), "Z9": ("Z9", "-120.0")}


def test_a_database_takes_the_tables(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    write(file, [line(1, "A", "100.25", 20)])
    found = done([file], f"sqlite:///{tmp_path}/results.db", tables=["customers", "aging-history"])  # type: ignore[arg-type]  # an address
    assert [one.where for one in found.written] == ["customers", "aging_history"]
    with sqlite3.connect(tmp_path / "results.db") as connection:
        rows = connection.execute("SELECT customer_id, open FROM customers").fetchall()
    connection.close()
    assert [(one, float(amount)) for one, amount in rows] == [("A", 100.25)]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "pyspark"])
def test_a_database_takes_the_problems_too(tmp_path: Path, name: str) -> None:
    file = tmp_path / "ledger.csv"
    address = f"sqlite:///{tmp_path}/results.db"

    def written(lines: list[Line]) -> list[list[tuple[Any, ...]]]:
        write(file, lines)
        found = run([file], QUESTION, address, tables=["aging"], engine=name)
        assert found.problems_in == ("problems", "problem_examples")
        with sqlite3.connect(tmp_path / "results.db") as connection:
            told = [
                connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608  # our names
                for table in found.problems_in
            ]
        connection.close()
        return told

    kept, taken = "kept and counted", "not counted"
    again = "the number already stands in row"
    assert written([line(1), line(1, amount="7.50"), line(2, amount="twelve")]) == [
        [
            ("the amount cannot be read", "Amount", 1, "", None, taken, None),
            (f"{again} ...", "Invoice", 1, "EUR", 7.5, kept, 750),
        ],
        [
            ("ledger.csv", 3, "Invoice", "I1", f"{again} 2", kept),
            ("ledger.csv", 4, "Amount", "twelve", "the amount cannot be read", taken),
        ],
    ]
    assert written([line(1)]) == [[], []]  # what was found before is gone


def test_problems_stand_beside_the_tables(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    write(file, [line(1, "A"), line(1, "A"), line(2, "B", "n/a or so"), line(3, "B", paid=True)])
    found = done([file], tmp_path / "out")
    counts = (tmp_path / "out" / "problems.csv").read_text(encoding="utf-8-sig")
    assert "Money affected" in counts.splitlines()[0]
    assert any(one.code == "duplicate_invoice" for one in found.tally.problems)
    cases = (tmp_path / "out" / "problem-examples.csv").read_text(encoding="utf-8-sig")
    assert "n/a or so" in cases


def test_unknown_tables_and_states_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="customers, aging"):
        named(["nonsense"])
    assert named([]) == USUAL
    file = tmp_path / "ledger.csv"
    write(file, [line(1)])
    other = tmp_path / "photos"
    other.mkdir()
    (other / "cat.jpg").write_text("meow")
    with pytest.raises(LedgerError, match="folder of its own"):
        done([file], tmp_path / "out", state=other)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / states.NAME).write_text("{")
    with pytest.raises(LedgerError, match="cannot be read as the state"):
        done([file], tmp_path / "out", state=broken)


def test_a_run_that_was_killed_in_its_first_part_is_begun_again(tmp_path: Path) -> None:
    """What it has left behind is no reason to refuse its folder, and goes."""
    file, state = tmp_path / "ledger.csv", tmp_path / "state"
    write(file, [line(1)])
    state.mkdir()
    for left in ("part-0a.new", "part-0b.parquet", f"{states.NAME}.new"):
        (state / left).write_bytes(b"PAR1")
    done([file], tmp_path / "out", tables=["aging"], state=state)
    assert sorted(one.name.partition("-")[0] for one in state.iterdir()) == [
        "part",
        states.NAME,
        "table",
    ]


def test_another_version_reads_everything_anew(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    write(file, [line(1)])
    done([file], tmp_path / "out", state=tmp_path / "state")
    text = json.loads((tmp_path / "state" / states.NAME).read_text(encoding="utf-8"))
    (tmp_path / "state" / states.NAME).write_text(json.dumps({**text, "version": "0.0.1"}))
    found = done([file], tmp_path / "out", state=tmp_path / "state")
    assert "0.0.1" in found.note
    assert found.parts_known == 0


def test_a_table_that_does_not_tie_out_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ledger.csv"
    write(file, [line(1), line(2)])
    from ledgerguard.ledger.running import question

    def halved(ledgers: question.Ledgers, asked: question.Question) -> Any:
        return TABLES["aging"].compute(
            question.Ledgers(ledgers.at_day.head(1), ledgers.over_time), asked
        )

    wrong = {**TABLES, "customer-aging": question.NamedTable("wrong", halved)}
    monkeypatch.setattr("ledgerguard.ledger.running.writing.TABLES", wrong)
    with pytest.raises(LedgerError, match="does not tie out"):
        done([file], tmp_path / "out", tables=["customer-aging"])


def test_ctrl_c_stops_the_engine() -> None:
    def interrupted(step: str, share: float | None, seconds: float) -> None:
        raise KeyboardInterrupt

    with OnDuckDB(threads=1) as at:
        endless = "SELECT sum(a.i * b.i) FROM range(1000000) a(i), range(1000000) b(i)"
        start = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            waited_for(at, "endless", lambda: at.rows(at.sql(endless)), interrupted)
        assert time.monotonic() - start < 60
        assert at.rows(at.own(frame_of([Row()])).select("amount")) == [(10_000,)]


@pytest.mark.parametrize("begun", [True, False])
def test_ctrl_c_while_a_step_begins(begun: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether its thread has begun or not: nothing is at work on the engine afterwards."""
    begin = threading.Thread.start

    def interrupted(thread: threading.Thread) -> None:
        if begun:
            begin(thread)
        raise KeyboardInterrupt

    with OnDuckDB(threads=1) as at:
        endless = "SELECT sum(a.i * b.i) FROM range(1000000) a(i), range(1000000) b(i)"
        with monkeypatch.context() as patched:
            patched.setattr(threading.Thread, "start", interrupted)
            with pytest.raises(KeyboardInterrupt):
                waited_for(at, "endless", lambda: at.rows(at.sql(endless)), lambda *_: None)
        assert at.rows(at.own(frame_of([Row()])).select("amount")) == [(10_000,)]


def test_what_a_step_raises_is_raised() -> None:
    def faulty() -> None:
        raise LedgerError("wrong")

    with engine("pandas") as at, pytest.raises(LedgerError, match="wrong"):
        waited_for(at, "step", faulty, lambda *_: None)


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    files = []
    for part in range(3):
        files.append(tmp_path / f"part{part}.csv")
        write(
            files[-1],
            [line(n, f"C{n % 50}", late=n % 90) for n in range(part * 3000, part * 3000 + 2000)],
        )
    command = [
        *(sys.executable, "-m", "ledgerguard", "portfolio", *map(str, files)),
        *("--as-of", from_serial(DAY).isoformat(), "--format", "csv", "--months", "4"),
        *(
            "--tables",
            ",".join(QUICK),
            "--state",
            str(tmp_path / "state"),
            "--out",
            str(tmp_path / "out"),
        ),
    ]
    chance = random.Random(8)
    for _ in range(KILLS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.5, 6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        for file in (tmp_path / "out").glob("*.csv"):
            assert file.read_bytes().endswith(b"\n"), f"{file.name} is half a file"
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=120)
    done(files, tmp_path / "fresh")
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "fresh")

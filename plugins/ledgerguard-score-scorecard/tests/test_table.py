"""Reading a labelled table, and its fingerprint."""

from __future__ import annotations

import csv
import hashlib
import io
import random
from pathlib import Path

import cards
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgerguard.errors import LedgerguardError

from ledgerguard_score_scorecard.table import (
    Columns,
    TableError,
    Value,
    fingerprint,
    read_rows,
    table_of,
    typed_column,
)

ROWS = [
    {"id": "a", "x": "1", "y": "", "bad": "1"},
    {"id": "b", "x": "2.50", "y": "red", "bad": "0"},
    {"id": "c", "x": "", "y": "blue", "bad": "0"},
]
LABEL = Columns("bad", "1", "id")


def test_columns_are_numbers_or_texts() -> None:
    table = table_of(ROWS, LABEL)
    assert dict(table.variables) == {"x": (2.5, None, 1.0), "y": ("red", "blue", None)}
    assert table.bad == (False, False, True)  # in an order of its own
    assert table.groups == ("b", "c", "a")
    assert table.times == ()
    assert table.period is None
    assert table.columns == ("bad", "id", "x", "y")
    assert typed_column(["1", "nan"]) == ["1", "nan"]
    assert typed_column(["1_000"]) == ["1_000"]
    assert typed_column(["", ""]) == [None, None]


def test_the_label_may_be_a_number_in_any_form_or_a_text_in_any_case() -> None:
    assert table_of(ROWS, Columns("bad", "1.0", "id")).bad == (False, False, True)
    rows = [{**row, "bad": word} for row, word in zip(ROWS, ("Yes", "no", "no"), strict=True)]
    assert table_of(rows, Columns("bad", " yes", "id")).bad == (True, False, False)


@given(st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_changes_nothing(dice: random.Random) -> None:
    rows = cards.rows(20)
    rows[0]["outcome"], rows[1]["outcome"] = "failed", "alive"
    expected = table_of(rows, cards.COLUMNS)
    names = list(rows[0])
    dice.shuffle(names)
    mixed = [{name: row[name] for name in names} for row in rows]
    dice.shuffle(mixed)
    assert table_of(mixed, cards.COLUMNS) == expected


def test_the_fingerprint_is_that_of_the_content() -> None:
    columns: dict[str, list[Value]] = {"b": [1.0, None], "a": ["x", "ä"]}
    text = '["a", "b"]\n["x", 1.0]\n["ä", null]'
    assert fingerprint(columns) == hashlib.sha256(text.encode()).hexdigest()
    other = [{**row, "x": row["x"] and f"{float(row['x']):.3e}"} for row in ROWS]
    assert table_of(other, LABEL).sha256 == table_of(ROWS, LABEL).sha256
    changed = [{**ROWS[0], "x": "1.0000001"}, *ROWS[1:]]
    assert table_of(changed, LABEL).sha256 != table_of(ROWS, LABEL).sha256


@pytest.mark.parametrize(
    ("rows", "columns", "message"),
    [
        ([], LABEL, "must have rows, got none"),
        (ROWS, Columns("worse", "1"), "must be one of id, x, y, bad, got worse"),
        (ROWS, Columns("bad", "1", "nobody"), "got nobody"),
        (ROWS, Columns("bad", "1", variables=("x", "bad")), "no label, group or time, got bad"),
        (ROWS, Columns("bad", "1", variables=("x",), ignore=("x",)), "at least one column"),
        (ROWS, Columns("bad", "7"), "bad must be '7' in some rows and not in others, got 0, 1 in"),
        (ROWS, Columns("y", "red"), "y must be filled in every row, got 1 blank ones of 3"),
        ([{"1x": "1", "bad": "1"}], Columns("bad", "1"), "begin with a letter, got 1x"),
        ([{"A b": "1", "a_B": "1", "bad": "1"}], Columns("bad", "1"), "names that differ"),
    ],
)
def test_what_nothing_can_be_learned_from(
    rows: list[dict[str, str]], columns: Columns, message: str
) -> None:
    with pytest.raises(LedgerguardError, match=message):
        table_of(rows, columns)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_of_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([[*ROWS[0]], *([*row.values()] for row in ROWS), []])
    path = tmp_path / "t.csv"
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8")
    assert read_rows(path) == ROWS


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "must be a csv in UTF-8"),
        (b"a,b\n", "must have a header and rows, got 1 lines"),
        (b"a,a\n1,2\n", "a different name over each column, got a, a"),
        (b"a,b\n1,2\n\n1,2,3\n", "line 4 must have 2 cells, got 3"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=message):
        read_rows(path)
    with pytest.raises(TableError, match="must be a csv"):
        read_rows(tmp_path / "none.csv")

"""The checklist for choosing an insurer: scores by hand, and every range that it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerguard.errors import ErrorValue, InvalidValue, LedgerguardError, OutOfDomain
from ledgerguard.formulas.insurer_checklist import CRITERIA, insurer_checklist


def test_the_weights_add_up_to_a_hundred_and_every_text_is_its_own() -> None:
    assert sum(one.weight for one in CRITERIA) == 100
    texts = [text for one in CRITERIA for text in (one.key, one.en, one.zh)]
    assert len({text.casefold() for text in texts}) == len(texts)
    assert [one.group for one in CRITERIA] == sorted(
        (one.group for one in CRITERIA), key=["scope", "claims", "services"].index
    )


def test_the_blank_checklist() -> None:
    table = insurer_checklist()
    assert table[0] == ["Group", "Criterion", "Weight", "Points 0 to 5"]
    assert len(table) == 1 + 16 + 3 + 2
    assert table[-1] == ["Total", "Weight answered", 100, 0]
    assert table[-2][3] == ""
    assert insurer_checklist(language="zh")[1][:2] == ["承保范围", "商业风险与政治风险范围"]


def test_scores_are_weighed_over_what_has_points() -> None:
    # A: waiting (8) 5 points, collection (5) 1: (8 x 5 + 5 x 1) / (5 x 13) = 45 / 65 = 69.23 %.
    # B has no points for collection: 8 x 2 / (5 x 8) = 40 %.
    points: list[list[Any]] = [
        ["Criterion", "A", None],
        ["Waiting time until a claim", 5, 2],
        ["国内外商账追收", 1, ""],
        [None, 3, 3],
        ["", 3],
    ]
    table = insurer_checklist(points)
    assert table[0][3:] == ["A", "#2"]
    rows = {(row[0], row[1]): list(row[3:]) for row in table[1:]}
    assert rows["Claims", "Score"] == [100, 40]
    assert rows["Services", "Score"] == [20, ""]
    assert rows["Scope of cover", "Score"] == ["", ""]
    assert rows["Total", "Score"] == pytest.approx([45 / 65 * 100, 40])
    assert rows["Total", "Weight answered"] == [13, 8]
    assert rows["Services", "Collection at home and abroad"] == [1, ""]


def test_an_answer_of_nought_counts() -> None:
    assert insurer_checklist([["Criterion", "A"], ["run_off", 0]])[-2][3] == 0


@pytest.mark.parametrize(
    ("points", "error", "said"),
    [
        ([["Criterion"]], InvalidValue, "a column for each offer, got 1 columns"),
        ([], InvalidValue, "got 0 columns"),
        ([["C", "A"], ["wating", 1]], InvalidValue, "got 'wating'"),
        ([["C", "A"], ["xyzq", 1]], InvalidValue, "got 'xyzq'"),
        ([["C", "A"], ["waiting", 1], ["Waiting", 1]], InvalidValue, "got 'Waiting' again"),
        ([["C", "A"], ["waiting", "good"]], InvalidValue, "must be a number from 0 to 5"),
        ([["C", "A"], ["waiting", True]], InvalidValue, "must be a number from 0 to 5"),
        ([["C", "A"], ["waiting", ErrorValue("#N/A")]], InvalidValue, "got '#N/A'"),
        ([["C", "A"], ["waiting", 5.1]], OutOfDomain, "must be from 0 to 5, got 5.1"),
        ([["C", "A"], ["waiting", float("nan")]], OutOfDomain, "must be from 0 to 5"),
    ],
)
def test_a_range_that_cannot_be_read_is_refused(
    points: Any, error: type[LedgerguardError], said: str
) -> None:
    with pytest.raises(error) as caught:
        insurer_checklist(points)
    assert said in str(caught.value)
    assert caught.value.hint


def test_a_near_miss_is_named() -> None:
    with pytest.raises(InvalidValue, match="did you mean waiting"):
        insurer_checklist([["C", "A"], ["wating", 1]])

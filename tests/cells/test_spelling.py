"""The spellings of a call in each host's stored workbook."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.catalogue import packaged
from ledgerguard.cells.spelling import HOSTS, Host, bare, is_ours, retarget, spell


@pytest.mark.parametrize(
    ("host", "stored"),
    [
        ("desktop", "LG_CREDIT_SCORE"),
        ("calc", "LG.CREDIT_SCORE"),
        ("lite", "_xldudf_LG_CREDIT_SCORE"),
    ],
)
def test_spell_and_bare(host: Host, stored: str) -> None:
    assert spell("CREDIT_SCORE", host) == stored
    assert bare(stored) == bare(stored.lower()) == "CREDIT_SCORE"


def test_bare_leaves_other_names_alone() -> None:
    assert bare("dso") == "DSO"
    assert bare("SUMIFS") == "SUMIFS"
    assert bare("LG_1") == "LG_1"


TEXT = """=IF(lg_dso(A1,'LG_DSO('!B2)>45,"LG_DSO(""x"")",LG.ADD(1,_xldudf_LG_BEST_DSO(2,3)))"""


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (
            "desktop",
            """=IF(LG_DSO(A1,'LG_DSO('!B2)>45,"LG_DSO(""x"")",LG_ADD(1,LG_BEST_DSO(2,3)))""",
        ),
        (
            "calc",
            """=IF(LG.DSO(A1,'LG_DSO('!B2)>45,"LG_DSO(""x"")",LG.ADD(1,LG.BEST_DSO(2,3)))""",
        ),
        (
            "lite",
            """=IF(_xldudf_LG_DSO(A1,'LG_DSO('!B2)>45,"LG_DSO(""x"")","""
            "_xldudf_LG_ADD(1,_xldudf_LG_BEST_DSO(2,3)))",
        ),
    ],
)
def test_retarget_respells_calls_but_neither_strings_nor_sheet_names(
    host: Host, expected: str
) -> None:
    assert retarget(TEXT, host) == expected


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("=LG_DSO(1,2)", True),
        ("=1+LG.DSO(1,2)", True),
        ("=_xldudf_LG_DSO(1,2)", True),
        ('="LG_DSO(1,2)"', False),
        ("='LG_DSO('!A1", False),
        ("=BLG_DSO(1)", False),
        ("=X.LG_DSO(1)", False),
        ("=SUM(1,2)", False),
        ("=LG_DSO", False),
    ],
)
def test_is_ours(text: str, ours: bool) -> None:
    assert is_ours(text) is ours


@given(st.sampled_from(sorted(packaged())), st.sampled_from(HOSTS), st.sampled_from(HOSTS))
def test_every_formula_travels_between_all_hosts(name: str, first: Host, second: Host) -> None:
    text = f'=IFERROR({spell(name, first)}(A1,"{name}("),0)'
    there = retarget(text, second)
    assert is_ours(there)
    assert retarget(there, first) == text

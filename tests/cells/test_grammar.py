"""Formulas that differ only in their cells are read once, and none is read as another."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from ledgerguard.cells.grammar import Reference, cell_of, parse, placeholder, shaped
from ledgerguard.errors import InvalidValue


def resolved(node: Any, cells: tuple[str, ...]) -> Any:
    """A form with its cells put back."""
    if isinstance(node, Reference):
        return Reference(cell_of(node.text, cells))
    if isinstance(node, tuple):
        return tuple(resolved(one, cells) for one in node)
    if not hasattr(node, "__dataclass_fields__"):
        return node
    return replace(node, **{f.name: resolved(getattr(node, f.name), cells) for f in fields(node)})


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("A1", ("A1",)),
        ("=A1+$B$2*C$3-$D4", ("A1", "$B$2", "C$3", "$D4")),
        ("SUM(A1:B20,A1)", ("A1:B20", "A1")),
        ("A1%+-A2", ("A1", "A2")),
        ('IF(A1="B2","see ""C3"" & D4",E5)', ("A1", "E5")),
        ("'Data A1'!A:B+C1", ("C1",)),
        ("'It''s \"Q1\"'!$A$1:$B$5&A2", ("A2",)),
        ("'Q1'!some_name+A1", ("A1",)),
        ("Q1!A1+Q2!$A$1:$B$2+Z9", ("Z9",)),
        ("数据1!A1+A2", ("A2",)),
        ("LG_X1(A1)+LG_X1+LOG10(B2)", ("A1", "B2")),
        ("B2_X+X.B2+B2.X+_B2", ()),
        ("ledger_a1*2E5+1E5", ()),
        ("12.5E-3*A1", ("A1",)),
        ("A:A+SUM($C:$D)+E1", ("E1",)),
        ("A1:INDEX(B:B,3)", ()),
        ("Ledger[[#This Row],[A1]]+B2", ()),
        ("Sheet1!#REF!+A1", ("A1",)),
        ("#N/A+XFD1048576", ("XFD1048576",)),
        ("IF(,A1,)", ("A1",)),
        ("FY24+ABCD1", ("FY24",)),  # Excel has a cell FY24; a name that reads as one is looked up
        (placeholder(0) + "+A1", ()),
    ],
)
def test_only_cells_are_set_aside(text: str, cells: tuple[str, ...]) -> None:
    form, found = shaped(text)
    assert found == cells
    assert resolved(form, found) == parse(text)


def test_the_rows_of_a_column_share_one_form() -> None:
    first, of_first = shaped('IF(A5="","",LG_DSO(B5,$C$1:$C$9,"A5"))')
    second, of_second = shaped('IF(A6="","",LG_DSO(B6,$C$1:$C$9,"A5"))')
    assert first is second
    assert (of_first, of_second) == (("A5", "B5", "$C$1:$C$9"), ("A6", "B6", "$C$1:$C$9"))


@pytest.mark.parametrize("text", ["A1+", "(A1", "{A1}", "A1 B2)", 'A1&"'])
def test_a_refusal_names_the_cells(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        shaped(text)
    with pytest.raises(InvalidValue) as expected:
        parse(text)
    assert str(refused.value) == str(expected.value)
    assert "A1" in str(refused.value)

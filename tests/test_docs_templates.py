"""docs/templates.md: its template is built, holds and fits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
from clipping import clipped
from test_docs_examples import DOCS

from ledgerguard.errors import ErrorValue
from ledgerguard.workbooks import Template, write
from ledgerguard.workbooks.finish import results

PAGE = (DOCS / "templates.md").read_text("utf-8")
CODE = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.DOTALL)


def documented() -> Template:
    assert len(CODE) == 1
    space: dict[str, Any] = {}
    exec(CODE[0], space)  # noqa: S102  # the page's own example
    found = space["CHANNELS"]
    assert isinstance(found, Template)
    return found


def test_the_documented_template_is_short() -> None:
    assert len(CODE[0].splitlines()) < 60


def test_the_documented_template_works(tmp_path: Path) -> None:
    made = write(documented(), tmp_path / "channels.xlsx")
    assert all(line.holds for line in results(made))
    assert clipped(made) == []
    # 90,000 / 1,200,000 * 365, by hand.
    assert made.book.lookup(made.pages[1].sheet, "B7") == 27.375
    names = openpyxl.load_workbook(tmp_path / "channels.xlsx").defined_names
    assert {"limit_days", "channels_sales", "channels_dso", "as_of"} <= set(names)


def test_the_documented_template_can_be_blank(tmp_path: Path) -> None:
    template = documented()
    made = write(template, tmp_path / "blank.xlsx", data=template.blank())
    assert not [text for *_, text, value in made.book.cells() if isinstance(value, ErrorValue)]
    assert made.book.lookup(made.pages[1].sheet, "B7") == ""
    assert all(line.holds for line in results(made))

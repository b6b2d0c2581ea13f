"""The formulas printed in docs/*.md are executed: ``=CALL(...) -> value`` in a ``text`` block.

The answer has to agree as the examples of the docstrings do. formulas.md is generated from those
and left out here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledgerguard.catalogue import packaged
from ledgerguard.cells.evaluate import evaluate
from ledgerguard.testing.examples import agrees

DOCS = Path(__file__).parent.parent / "docs"

_BLOCK = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples_of(text: str) -> list[tuple[str, str]]:
    """The calls of a page and what it prints for them."""
    found = []
    for block in _BLOCK.findall(text):
        for line in block.splitlines():
            call, arrow, expected = line.rpartition(" -> ")
            if arrow and call.startswith("="):
                found.append((call, expected))
    return found


EXAMPLES = [
    pytest.param(call, expected, id=f"{page.name}-{number}")
    for page in sorted(DOCS.glob("*.md"))
    if page.name != "formulas.md"
    for number, (call, expected) in enumerate(examples_of(page.read_text("utf-8")), start=1)
]


@pytest.mark.parametrize(("call", "expected"), EXAMPLES)
def test_what_a_page_prints_is_true(call: str, expected: str) -> None:
    answer = evaluate(call, packaged())
    assert agrees(answer, expected), f"{call} -> {answer!r}, printed {expected}"


def test_the_page_on_insurance_has_examples() -> None:
    assert len(examples_of((DOCS / "insurance.md").read_text("utf-8"))) >= 20


def test_only_text_blocks_and_only_calls_with_an_answer_count() -> None:
    page = "=A(1) -> 1\n```text\n=B(2) -> 2\nprose -> 3\n=C(4)\n```\n```sh\n=D(5) -> 5\n```\n"
    assert examples_of(page) == [("=B(2)", "2")]

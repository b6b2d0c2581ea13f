"""docs/sources.md: its sessions are run in order."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
from engine_ledgers import SAMPLE
from test_docs_examples import DOCS

PAGE = (DOCS / "sources.md").read_text("utf-8")
SESSION = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.M | re.DOTALL))


def test_what_a_session_prints_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "invoices.csv").write_bytes(SAMPLE.read_bytes())
    test = doctest.DocTestParser().get_doctest(SESSION, {}, "docs/sources.md", None, 0)
    said: list[str] = []
    found = doctest.DocTestRunner().run(test, out=said.append, clear_globs=False)
    test.globs["duck"].close()
    assert found.attempted >= 15
    assert found.failed == 0, "".join(said)

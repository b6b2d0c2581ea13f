"""Every template, recalculated by LibreOffice: nothing differs from what its cells show."""

from __future__ import annotations

from pathlib import Path

import pytest
from template_drafts import NAMES, draft

from ledgerguard.cells.spelling import HOSTS, Host
from ledgerguard.hosts.calc import Calc, recalculate
from ledgerguard.translation import LANGUAGES
from ledgerguard.units import Language
from ledgerguard.workbooks.save import save
from ledgerguard.workbooks.template import FIXED_DAY


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_differs(
    name: str, host: Host, language: Language, calc: Calc, tmp_path: Path
) -> None:
    assert _count(name, host, language, False, calc, tmp_path) > 20


@pytest.mark.parametrize(("host", "language"), [("desktop", "en"), ("calc", "zh")])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_differs_in_a_blank_one(
    name: str, host: Host, language: Language, calc: Calc, tmp_path: Path
) -> None:
    assert _count(name, host, language, True, calc, tmp_path) > 20


def _count(name: str, host: Host, language: Language, blank: bool, calc: Calc, folder: Path) -> int:
    path = folder / "template.xlsx"
    book = draft(name, language, host, blank=blank).book
    save(book, path, language=language, title=name, created=FIXED_DAY)
    found = recalculate(path, calc=calc)
    assert found.differences == ()
    assert found.ours
    print(f"{name} {host} {language}: {found.compared} formula cells, {found.ours} of them ours")
    return found.compared

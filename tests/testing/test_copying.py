"""The starter under another name, and what is no name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledgerguard.errors import HostError, InvalidValue
from ledgerguard.testing import copying
from ledgerguard.testing.copying import Names, copy, names_of


def test_nothing_of_the_starter_s_name_is_left(tmp_path: Path) -> None:
    written = copy(names_of("north-sea-foods", "nsf"), tmp_path / "new")
    assert {path.name for path in written} >= {"pyproject.toml", "README.md", "py.typed"}
    texts = {path: path.read_text("utf-8") for path in written}
    named = {str(path.relative_to(tmp_path)): text for path, text in texts.items()}
    assert not [name for name, text in named.items() if "starter" in (name + text).lower()]
    formulas = texts[tmp_path / "new" / "src" / "north_sea_foods" / "formulas.py"]
    assert '@formula("NSF_LATE_SHARE")\ndef nsf_late_share(' in formulas


def test_the_prefix_is_made_of_the_name() -> None:
    names = names_of("acme-risk")
    assert names == Names("acme-risk", "ACME_RISK")
    assert (names.module, names.classes) == ("acme_risk", "AcmeRisk")


@pytest.mark.parametrize(
    ("package", "prefix", "words"),
    [
        ("Acme", "", "lower case"),
        ("acme_risk", "", "lower case"),
        ("-acme", "", "lower case"),
        ("acme2", "", "without digits"),
        ("acme", "A-B", "without digits"),
        ("pandas", "", "knows already"),
        ("ledgerguard", "MINE", "knows already"),
        ("class", "", "knows already"),
    ],
)
def test_what_is_no_name_is_refused(package: str, prefix: str, words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        names_of(package, prefix)


def test_a_folder_of_the_name_is_no_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "acme").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert names_of("acme").module == "acme"


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InvalidValue, match="new or empty"):
        copy(names_of("acme"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_starter_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_INSTALLED", "_CHECKOUT"):
        monkeypatch.setattr(copying, name, tmp_path / "gone")
    with pytest.raises(HostError, match="starter must lie"):
        copy(names_of("acme"), tmp_path / "new")

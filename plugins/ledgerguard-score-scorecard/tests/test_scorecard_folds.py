"""The comparison on real companies: the same folds for all, and figures that are scikit-learn's."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from shared_files import shared
from sklearn.metrics import roc_auc_score

FOLDER = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(FOLDER))

import scorecard_folds as command  # noqa: E402 - its folder is no package
from ledgerguard_score_scorecard.training.folds import splits  # noqa: E402 - as above
from ledgerguard_score_scorecard.training.settings import Settings  # noqa: E402 - as above

FILE = "american_bankruptcy.csv"


@pytest.fixture(scope="module")
def lines() -> dict[str, command.Line]:
    return {one.name: one for one in command.compared(shared(FILE), Settings(), resamples=50)}


def test_the_scorecard_beside_altman_z_and_the_composite(lines: dict[str, command.Line]) -> None:
    card = lines["scorecard, all ten ratios"]
    altman, composite = lines["ALTMAN_Z"], lines["CREDIT_SCORE, four factors"]
    # docs/score-validation.md has these two of all companies, by its own way.
    assert altman.whole == pytest.approx(0.753, abs=5e-4)
    assert composite.whole == pytest.approx(0.811, abs=5e-4)
    assert card.scored == altman.scored == composite.scored == 3057
    assert len(card.by_fold) == len(altman.by_fold) == 5
    assert min(card.by_fold) > 0.7  # far better than chance in every fold
    assert card.mean > composite.mean > altman.mean
    assert altman.lead is not None
    value, low, high = altman.lead
    assert value == pytest.approx(card.whole - altman.whole)
    assert 0 < low < value < high


def test_folds_are_the_same_for_every_choice_of_ratios() -> None:
    found = [
        splits(command.table_for(shared(FILE), ratios), 5, 0) for ratios in command.CARDS.values()
    ]
    for other in found[1:]:
        for (_, one), (_, two) in zip(found[0], other, strict=True):
            assert np.array_equal(one, two)
    judged = np.concatenate([judge for _, judge in found[0]])
    assert sorted(judged.tolist()) == list(range(3057))


def test_the_area_is_that_of_scikit_learn() -> None:
    generator = np.random.default_rng(2)
    risk, bad = generator.integers(0, 9, 300).astype(float), generator.random(300) < 0.2
    assert command.area(risk, bad) == pytest.approx(roc_auc_score(bad, risk), abs=1e-12)


def test_it_prints_a_table_or_says_that_it_skips(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--data", str(tmp_path / "none.csv")]) == 0
    assert "SKIPPED: the data is not here" in capsys.readouterr().out


def test_the_figures_of_the_readme_are_current(lines: dict[str, command.Line]) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for one in lines.values():
        areas = " | ".join(f"{value:.3f}" for value in (*one.by_fold, one.mean, one.whole))
        assert f"| {one.name} | {areas} |" in text, f"run scorecard_folds.py: {one.name} {areas}"

"""The statistics of the score validation against small independent ones, and its page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_files import shared

from benchmarks import score_validation as command
from benchmarks.score_models import COLUMNS, SUBSTITUTED, WHOLE, Company, Model, read
from benchmarks.score_statistics import auc, interval, validate

FILE = "american_bankruptcy.csv"


def auc_of_pairs(risk: Sequence[float], failed: Sequence[bool]) -> float:
    """Every failed company against every living one: a win is 1, a tie a half."""
    dead = [one for one, flag in zip(risk, failed, strict=True) if flag]
    alive = [one for one, flag in zip(risk, failed, strict=True) if not flag]
    wins = sum((one > other) + (one == other) / 2 for one in dead for other in alive)
    return wins / len(dead) / len(alive)


def company(failed: bool, ebit: float = 10, current_liabilities: float = 30) -> Company:
    return Company(
        current_assets=40,
        depreciation=5,
        inventory=10,
        net_income=ebit,
        market_equity=50,
        sales=100,
        total_assets=100,
        ebit=ebit,
        current_liabilities=current_liabilities,
        retained_earnings=10,
        total_liabilities=60,
        failed=failed,
    )


FAILED = [True] * 3 + [False] * 5
SAMPLE = [company(flag, ebit=place) for place, flag in enumerate(FAILED)]
KNOWING = Model("knows", lambda one: 0.0 if one.failed else 1.0)
IGNORANT = Model("knows nothing", lambda one: 7.0, higher_is_safer=False)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_the_auc_is_that_of_all_pairs(drawn: list[tuple[int, bool]]) -> None:
    risk = [float(one) for one, _ in drawn] + [1.0, 2.0]
    failed = [flag for _, flag in drawn] + [True, False]
    assert auc(risk, failed) == pytest.approx(auc_of_pairs(risk, failed))


def test_a_perfect_a_useless_and_a_reversed_score() -> None:
    perfect = validate(KNOWING, SAMPLE, resamples=20)
    assert (perfect.auc, perfect.low, perfect.high, perfect.ks) == (1, 1, 1, 1)
    useless = validate(IGNORANT, SAMPLE, resamples=20)
    assert (useless.auc, useless.low, useless.high, useless.ks) == (0.5, 0.5, 0.5, 0)
    reversed_ = Model("reversed", KNOWING.score, higher_is_safer=False)
    assert validate(reversed_, SAMPLE, resamples=20).auc == 0


def test_ks_brier_and_zones_by_hand() -> None:
    # Risk falls with ebit: 0, 1, 2 failed; 3 to 7 alive. All in the distress zone below 1.81.
    model = Model("ebit", lambda one: one.ebit, pd=lambda score: 0.5, zone="altman")
    found = validate(model, SAMPLE, resamples=20)
    assert found.auc == 1
    assert found.brier == pytest.approx(0.25)
    assert found.mean_pd == pytest.approx(0.5)
    assert found.failed_in_distress == pytest.approx(2 / 3)  # 0 and 1, not 2
    assert found.living_in_distress == 0


def test_a_company_that_cannot_be_scored_is_counted_and_not_dropped_silently() -> None:
    sample = [*SAMPLE, company(True, current_liabilities=0)]
    zmijewski = next(model for model in WHOLE if model.name == "ZMIJEWSKI")
    found = validate(zmijewski, sample, resamples=20)
    assert (found.scored, found.scored_failures, found.unscored) == (8, 3, 1)
    assert "1 companies have no score" in command.left_out(found)
    assert command.left_out(validate(zmijewski, SAMPLE, resamples=20)) == ""


def test_the_interval_holds_the_auc_and_is_the_same_each_time() -> None:
    generator = np.random.default_rng(1)
    failed = np.arange(200) < 40
    risk = generator.normal(size=200) + failed
    low, high = interval(risk, failed, resamples=500)
    assert low < auc(risk, failed) < high
    # Hanley and McNeil's standard error, computed apart, gives an interval of about that width.
    area = auc_of_pairs(list(risk), list(failed))
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + 39 * (one - area**2) + 159 * (two - area**2)
    width = 2 * 1.96 * (variance / (40 * 160)) ** 0.5
    assert high - low == pytest.approx(width, rel=0.3)
    assert interval(risk, failed, resamples=500) == (low, high)


def test_every_model_ranks_the_stronger_company_as_safer() -> None:
    strong, weak = company(False, ebit=30), company(True, ebit=-30)
    for model in (*WHOLE, *SUBSTITUTED):
        assert (model.score(strong) > model.score(weak)) is model.higher_is_safer, model.name


def write(path: Path) -> Path:
    rows = [",".join([*COLUMNS.values(), "bankrupt"])]
    for one in SAMPLE:
        items = [str(getattr(one, item)) for item in COLUMNS]
        rows.append(",".join([*items, str(int(one.failed))]))
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_the_command_prints_a_table_and_writes_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write(tmp_path / "companies.csv")
    assert read(data) == SAMPLE
    assert command.main(["--data", str(data)]) == 0
    printed = capsys.readouterr().out
    assert "8 companies, 3 failed" in printed
    assert "ZMIJEWSKI" in printed
    assert "not scored: PIOTROSKI_F" in printed
    page = tmp_path / "page.md"
    assert command.main(["--data", str(data), "--markdown", "--page", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "Future Internet 14(8), 244" in text
    assert "CC BY 4.0" in text
    assert "| ALTMAN_Z | 8 (3) |" in text


def test_without_the_data_it_says_that_it_skips(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--data", str(tmp_path / "nowhere.csv")]) == 0
    assert "SKIPPED: the data is not here" in capsys.readouterr().out


def test_the_committed_page_is_current(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    command.main(["--data", str(shared(FILE)), "--markdown", "--page", str(page)])
    assert page.read_text(encoding="utf-8") == command.PAGE.read_text(encoding="utf-8"), (
        "run python -m benchmarks.score_validation --markdown"
    )


def test_the_data_is_what_its_description_says() -> None:
    companies = read(shared(FILE))
    assert len(companies) == 3057
    assert sum(one.failed for one in companies) == 78

"""The file of regimes: dated, sourced, and refused when it says something impossible."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ledgerguard.errors import PolicyError
from ledgerguard.policy.regimes import regime

REGIMES = ["EU", "DE", "FR", "IE", "UK", "CN-SME", "CN", "US"]
D = dt.date


@pytest.mark.parametrize("name", REGIMES)
def test_a_regime_is_dated_and_sourced_in_both_languages(name: str) -> None:
    key, entry = regime(name.lower())
    assert key == name
    assert entry.title.in_language("en")
    assert entry.title.in_language("zh")
    assert len(entry.currency) == 3
    assert entry.dated >= D(2026, 11, 22)
    assert all(version.source for version in entry.versions)


SHAPE = """
[regimes.XX]
title = {{ en = "A", zh = "B" }}
currency = "EUR"
dated = 2026-11-22
applies_by = "due"
rate_mode = "frozen"
{versions}
"""
VERSION = """
[[regimes.XX.versions]]
valid_from = {day}
source = "S"
{rate}
"""


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ("versions = []", "versions must be given in the order of valid_from"),
        (
            VERSION.format(day="2020-01-01", rate="annual_rate = 0.1") * 2,
            "versions must be given in the order of valid_from",
        ),
        (VERSION.format(day="2020-01-01", rate=""), "one of reference, daily_rate and annual_rate"),
        (
            VERSION.format(day="2020-01-01", rate='annual_rate = 0.1\nreference = "ECB"'),
            "one of reference, daily_rate and annual_rate",
        ),
        (VERSION.format(day="2020-01-01", rate="annual = 0.1"), "annual: is an unknown key"),
    ],
)
def test_a_wrong_file_of_regimes_is_named(tmp_path: Path, versions: str, said: str) -> None:
    file = tmp_path / "interest.toml"
    file.write_text(SHAPE.format(versions=versions), encoding="utf-8")
    with pytest.raises(PolicyError, match=said) as caught:
        regime("XX", file)
    assert "interest.toml" in str(caught.value)

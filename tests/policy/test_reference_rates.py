"""The histories of the reference rates: what they say, where they end, and damaged files."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import InvalidValue, NotAvailable, PolicyError
from ledgerguard.policy import reference_rates
from ledgerguard.policy.reference_rates import (
    PACKAGED,
    REQUIRED,
    history,
    names,
    parse,
    user_folder,
)
from ledgerguard.policy.statutory_rates import reference_rate

TEXT = """\
# name: TEST
# title: A rate
# publisher: Nobody
# page: https://example.org
# known_until: 2026-06-30
date,percent
2026-01-01,2.00

2026-04-01,1.75
"""


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("LEDGERGUARD_RATES", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "day", "published"),
    [
        pytest.param("ECB", (2026, 1, 1), 2.15, id="taylorryan-2026-less-8-points"),
        pytest.param("ECB", (2024, 7, 1), 4.25, id="enterprise.gov.ie-2024"),
        pytest.param("ECB", (2024, 1, 1), 4.50, id="salibastafrace-2024"),
        pytest.param("ECB", (2013, 1, 1), 0.75, id="dcesrl-2013"),
        pytest.param("ECB", (2014, 7, 1), 0.15, id="dcesrl-2014"),
        pytest.param("ECB", (2011, 7, 1), 1.25, id="dcesrl-2011"),
        pytest.param("ECB", (2009, 1, 1), 2.50, id="chemouli-dauzier-2009"),
        pytest.param("ECB", (2001, 1, 4), 4.75, id="ecb-press-release-2001-01-04"),
        pytest.param("ECB", (2026, 7, 1), 2.40, id="ecb-2026-06-17"),
        pytest.param("ECB", (2026, 9, 16), 2.65, id="ecb-2026-09-16"),
        pytest.param("ECB", (2026, 9, 15), 2.40, id="ecb-the-day-before"),
        pytest.param("BOE", (2024, 12, 31), 4.75, id="definitions-uk-example"),
        pytest.param("BOE", (1998, 6, 30), 7.50, id="datasets-1998"),
        pytest.param("BOE", (2016, 8, 3), 0.50, id="datasets-2016-before"),
        pytest.param("BOE", (2016, 8, 4), 0.25, id="datasets-2016-on-the-day"),
        pytest.param("BASISZINSSATZ", (2002, 1, 1), 2.57, id="bundesbank-2002"),
        pytest.param("BASISZINSSATZ", (2013, 3, 1), -0.13, id="haufe-2013-negative"),
        pytest.param("BASISZINSSATZ", (2026, 12, 31), 1.52, id="bundesbank-2026"),
        pytest.param("LPR", (2019, 8, 20), 4.25, id="first-publication"),
        pytest.param("LPR", (2024, 10, 20), 3.35, id="the-day-before-a-cut"),
        pytest.param("LPR", (2024, 10, 21), 3.10, id="definitions-china-example"),
        pytest.param("LPR", (2025, 12, 22), 3.00, id="chinamoney-2025-12"),
    ],
)
def test_published_rates(name: str, day: tuple[int, int, int], published: float) -> None:
    assert reference_rate(name, dt.date(*day)) == pytest.approx(published / 100, abs=1e-12)


def test_the_base_rate_follows_the_ecb_since_the_tenders_are_fixed() -> None:
    # § 247 BGB: it changes by as much as the rate of the latest operation before the half-year
    base, ecb = history("BASISZINSSATZ"), history("ECB")
    half_years = [day for day in base.days if day >= dt.date(2009, 1, 1)]
    for earlier, later in pairwise(half_years):
        one, other = (ecb.percent_on(day - dt.timedelta(days=1)) for day in (earlier, later))
        assert base.percent_on(later) - base.percent_on(earlier) == other - one, later


def test_every_half_year_has_its_base_rate() -> None:
    days = history("BASISZINSSATZ").days
    assert list(days) == [dt.date(y, m, 1) for y in range(2002, 2027) for m in (1, 7)]


def test_the_lpr_is_published_once_a_month() -> None:
    days = history("LPR").days
    months = [day.year * 12 + day.month for day in days]
    assert months == list(range(months[0], months[0] + len(months)))
    assert all(20 <= day.day <= 24 for day in days)


@pytest.mark.parametrize("name", ["BASISZINSSATZ", "BOE", "ECB", "LPR"])
def test_a_packaged_history_is_whole(name: str) -> None:
    known = history(name)
    assert known.path.parent == PACKAGED
    assert set(REQUIRED) | {"compiled", "verified", "series"} <= set(known.about)
    assert known.about["page"].startswith("https://")
    assert all(Decimal(-5) <= percent <= 40 for percent in known.percents)
    for day in (known.days[0], known.known_until):
        assert known.on(day) == pytest.approx(float(known.percent_on(day)) / 100)
    with pytest.raises(NotAvailable, match=f"{known.known_until}, got 9999-12-31") as late:
        known.on(dt.date.max)
    assert late.value.hint == f"ledgerguard rates update {name}"
    with pytest.raises(NotAvailable, match="got 1900-03-01") as early:
        known.on(dt.date(1900, 3, 1))
    assert "before" in early.value.hint


@pytest.mark.parametrize("word", ["ecb", " Ecb ", "ECB"])
def test_capitals_do_not_matter(word: str) -> None:
    assert reference_rate(word, dt.date(2026, 1, 1)) == 0.0215


@pytest.mark.parametrize("word", ["", "EURIBOR", "../rates/ecb", "ecb.csv", "a" * 5000, "\0"])
def test_an_unknown_name_lists_the_known(word: str) -> None:
    with pytest.raises(InvalidValue, match="BASISZINSSATZ, BOE, ECB, LPR") as caught:
        reference_rate(word, dt.date(2026, 1, 1))
    assert caught.value.hint == "ledgerguard rates list"


def test_the_users_file_counts_when_it_knows_as_much(folder: Path) -> None:
    packaged = (PACKAGED / "ecb.csv").read_text(encoding="utf-8")
    own = folder / "ecb.csv"
    own.write_text(packaged.replace("2026-09-16,2.65", "2026-09-16,2.66"), encoding="utf-8")
    assert reference_rate("ECB", dt.date(2026, 9, 16)) == 0.0266
    older = packaged.replace("# known_until: 2026-10-08", "# known_until: 2026-10-07")
    own.write_text(older.replace(",2.65", ",2.67"), encoding="utf-8")
    os.utime(own, ns=(1, 1))  # a change is seen by the time of the file
    assert reference_rate("ECB", dt.date(2026, 9, 16)) == 0.0265


def test_a_rate_of_the_firm_joins_the_others(folder: Path) -> None:
    (folder / "test.csv").write_text(TEXT, encoding="utf-8")
    assert names() == ["BASISZINSSATZ", "BOE", "ECB", "LPR", "TEST"]
    assert reference_rate("TEST", dt.date(2026, 3, 31)) == 0.02
    assert history("TEST").changes(dt.date(2026, 1, 1), dt.date(2026, 6, 30)) == [
        dt.date(2026, 4, 1)
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (TEXT.replace("2026-04-01", "2026-13-01"), "line 9 must read YYYY-MM-DD,percent"),
        (TEXT.replace("1.75", "much"), "line 9 must read YYYY-MM-DD,percent"),
        (TEXT.replace("2026-04-01", "2026-01-01"), "line 9: the days must rise"),
        (TEXT.replace("# title: A rate\n", ""), "must hold title"),
        (TEXT.partition("date,percent")[0], "must hold rates"),
        (TEXT.replace("2026-06-30", "soon"), "known_until must be a date from 2026-04-01"),
        (TEXT.replace("2026-06-30", "2026-03-31"), "known_until must be a date from 2026-04-01"),
        (TEXT.replace("name: TEST", "name: OTHER"), "must hold the rate TEST, got 'OTHER'"),
        (b"\xff\xfe\x00", "must be text in UTF-8"),
    ],
)
def test_a_damaged_file_is_named(folder: Path, changed: str | bytes, said: str) -> None:
    raw = changed if isinstance(changed, bytes) else changed.encode()
    (folder / "test.csv").write_bytes(raw)
    with pytest.raises(PolicyError, match=said) as caught:
        reference_rate("TEST", dt.date(2026, 1, 1))
    assert "test.csv" in str(caught.value)
    assert caught.value.hint


@pytest.fixture
def usual_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    for variable in ("LEDGERGUARD_RATES", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/anna"))
    reference_rates._usual_folder.cache_clear()
    yield monkeypatch
    reference_rates._usual_folder.cache_clear()


@pytest.mark.parametrize(
    ("platform", "place"),
    [
        ("linux", "/home/anna/.local/share/ledgerguard/rates"),
        ("darwin", "/home/anna/Library/Application Support/ledgerguard/rates"),
        ("win32", "/home/anna/AppData/Local/ledgerguard/rates"),
    ],
)
def test_the_folder_of_each_system(
    usual_folder: pytest.MonkeyPatch, platform: str, place: str
) -> None:
    usual_folder.setattr(sys, "platform", platform)
    assert user_folder() == Path(place)


def test_a_sandbox_without_users_has_the_packaged_rates(usual_folder: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    usual_folder.setattr(Path, "home", homeless)
    assert user_folder() is None
    assert reference_rate("ECB", dt.date(2026, 1, 1)) == 0.0215
    assert "ECB" in names()


@given(st.dates(dt.date(1999, 1, 1), dt.date(2026, 10, 8)))
def test_the_rate_of_a_day_is_that_of_the_last_row_before(day: dt.date) -> None:
    known = history("ECB")
    rows = dict(zip(known.days, known.percents, strict=True))
    assert known.percent_on(day) == rows[max(d for d in known.days if d <= day)]


def test_our_own_format_reads_as_written() -> None:
    known = parse(TEXT, Path("test.csv"))
    assert (known.name, known.known_until) == ("TEST", dt.date(2026, 6, 30))
    assert known.percents == [Decimal("2.00"), Decimal("1.75")]

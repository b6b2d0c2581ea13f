"""The report: one file that asks the network for nothing and holds the figures."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from ledgerguard_score_scorecard.model import Scorecard
from ledgerguard_score_scorecard.report.charts import bins_chart, calibration_chart, value_bars
from ledgerguard_score_scorecard.report.page import page
from ledgerguard_score_scorecard.table import Table
from ledgerguard_score_scorecard.training.fitting import Fitted
from ledgerguard_score_scorecard.training.folds import Validation
from ledgerguard_score_scorecard.training.statistics import Group, quality

VOID = {"meta", "br"}


@pytest.fixture(scope="module")
def text(card: Scorecard, table: Table, fitted: Fitted, validation: Validation) -> str:
    return page(card, table, fitted, validation)


class Balance(HTMLParser):
    """Complains about tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_it_is_sound_and_needs_no_network(text: str) -> None:
    balance = Balance()
    balance.feed(text)
    assert balance.open == []
    places = set(re.findall(r"https?://[^\"' <]+", text))
    assert places == {"http://www.w3.org/2000/svg"}  # a name of SVG, not a place that is asked
    assert not re.search(r"<(script|link|img|iframe)\b|url\(|@import", text)


def test_it_holds_the_figures(
    text: str, card: Scorecard, table: Table, fitted: Fitted, validation: Validation
) -> None:
    learned = quality(fitted.probability, np.array(table.bad))
    for figures in (validation.whole, learned):
        for value in (figures.auc, figures.gini, figures.ks):
            assert f"<td>{value:.3f}</td>" in text or f"<b>{value:.3f}</b>" in text
        assert f"{figures.brier:.4f}" in text
    for fold in validation.folds:
        assert f"<td>{fold.stability:.3f}</td>" in text
    for one in card.variables:
        assert f"IV {one.information_value:.3f}" in text
        for each in one.bins:
            assert f"<td>{each.points:.1f}</td>" in text
    assert card.source.sha256 in text
    assert "All rows of a customer stand in one fold (1,500 customers, 3,000 rows)." in text
    assert "Between the rows before 2022 and those from then on the PSI is" in text
    assert "luck" in text.casefold()
    assert "-999" not in text or "special" in text


def test_pictures_are_sound_svg(card: Scorecard) -> None:
    for one in card.variables:
        root = ElementTree.fromstring(bins_chart(one))  # noqa: S314 - our own text
        bars = [each for each in root if each.tag.endswith("rect")]
        extra = (one.missing is not None) + (one.special is not None)
        assert len(bars) == len(one.bins) + extra
    ElementTree.fromstring(calibration_chart([Group(5, 0, 0.0)]))  # noqa: S314 - our own text
    assert value_bars([]).startswith("<svg")


def test_names_from_the_data_cannot_bring_code(
    card: Scorecard, table: Table, fitted: Fitted, validation: Validation
) -> None:
    evil = "<script>alert(1)</script>"
    first = replace(card.variables[0], description=evil)
    nasty = replace(card, title=evil, variables=(first, *card.variables[1:]))
    text = page(nasty, table, fitted, validation)
    assert evil not in text
    assert "&lt;script&gt;" in text


def test_what_a_reader_has_to_know_first(
    card: Scorecard, table: Table, fitted: Fitted, validation: Validation
) -> None:
    rare = replace(card, source=replace(card.source, bad=50))
    strong = replace(fitted, information={**fitted.information, "debt": 0.9})
    half = table.rows // 2
    order = np.argsort(fitted.probability)
    times = np.empty(table.rows, dtype=object)
    times[order[:half]], times[order[half:]] = "2020", "2021"
    shifted = replace(table, times=tuple(times.tolist()), groups=())
    text = page(rare, shifted, strong, validation)
    assert "50 bad rows are few" in text
    assert "Information value above 0.5: Liabilities to assets" in text
    assert "Scores from 2021 on are distributed otherwise than before" in text
    assert "names no customers" in text
    alone = replace(table, groups=tuple(str(n) for n in range(table.rows)), times=())
    assert "Each customer has one row." in page(card, alone, fitted, validation)

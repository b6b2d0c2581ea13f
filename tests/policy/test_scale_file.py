"""Rating scales of a firm's own file: what is refused, above all a list that runs the wrong way."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledgerguard.errors import PolicyError
from ledgerguard.policy.scale_file import names, scale

HEAD = """
[scales.own]
name = { en = "Own", zh = "自有" }
dated = 2026-01-31
source = "Credit committee"
direction = "%s"
pd_basis = { en = "own defaults", zh = "自有违约数据" }
rungs = [
"""
MEANING = 'meaning = { en = "x", zh = "x" }'


def write(path: Path, direction: str, *rungs: str) -> Path:
    file = path / "scales.toml"
    lines = ",\n".join(f"{{ {rung}, {MEANING} }}" for rung in rungs)
    file.write_text(HEAD % direction + lines + "\n]\n", encoding="utf-8")
    return file


def test_a_scale_of_the_firm(tmp_path: Path) -> None:
    file = write(
        tmp_path, "high is best", 'rung = "3", pd = 0.01', 'rung = "2", pd = 0.04', 'rung = "1"'
    )
    own = scale("own", file)
    assert names(file) == ("own",)
    assert [rung.pd for rung in own.rungs] == [0.01, 0.04, 1.0]
    assert [rung.upper_pd for rung in own.rungs] == pytest.approx([0.02, 1.0, 1.0])
    assert own.rungs[-1].failed


@pytest.mark.parametrize(
    ("direction", "rungs", "words"),
    [
        pytest.param(
            "low is best",
            ('rung = "3", pd = 0.01', 'rung = "2", pd = 0.04'),
            'as "low is best" says',
            id="numbers-run-the-other-way",
        ),
        pytest.param(
            "high is best",
            ('rung = "1", pd = 0.01', 'rung = "2", pd = 0.04'),
            'as "high is best" says',
            id="the-one-of-coface-as-if-of-allianz",
        ),
        pytest.param(
            "letters",
            ('rung = "B", pd = 0.04', 'rung = "A", pd = 0.01'),
            "from the best to the worst",
            id="worst-first",
        ),
        pytest.param(
            "low is best",
            ('rung = "A", pd = 0.01', 'rung = "B", pd = 0.04'),
            "must be numbers",
            id="letters-that-claim-a-direction",
        ),
        pytest.param(
            "low is best",
            ('rung = "a", low = 1, high = 5, pd = 0.1', 'rung = "b", low = 5, high = 9, pd = 0.2'),
            "from the best to the worst",
            id="bands-overlap",
        ),
        pytest.param(
            "low is best", ('rung = "a", low = 5, high = 1, pd = 0.1',), "low must not", id="low"
        ),
        pytest.param("letters", ('rung = "A"',), "all but the last", id="only-failed"),
        pytest.param(
            "letters", ('rung = "A"', 'rung = "B", pd = 0.1'), "all but the last", id="failed-first"
        ),
        pytest.param(
            "letters",
            ('rung = "A", pd = 0.1', 'rung = "B", upper_pd = 0.2'),
            "not both",
            id="pd-and-upper-pd",
        ),
        pytest.param("letters", ('rung = "A", pd = 1.0',), "below 1", id="pd-1"),
        pytest.param("letters", ('rung = "A", upper_pd = 1.5',), "at most 1", id="upper-pd"),
        pytest.param("letters", ('rung = "A", pd = 0.0',), "rising", id="pd-0"),
        pytest.param(
            "letters",
            ('rung = "A", pd = 0.1', 'rung = "a", pd = 0.2'),
            "twice: a",
            id="label-twice",
        ),
        pytest.param("downwards", ('rung = "A", pd = 0.1',), "low is best", id="direction"),
    ],
)
def test_what_is_refused(
    tmp_path: Path, direction: str, rungs: tuple[str, ...], words: str
) -> None:
    with pytest.raises(PolicyError, match=words):
        scale("own", write(tmp_path, direction, *rungs))


def test_an_alias_that_is_taken(tmp_path: Path) -> None:
    file = write(tmp_path, "letters", 'rung = "A", pd = 0.1')
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text + text.replace("scales.own", "scales.other") + 'aliases = ["own"]\n', encoding="utf-8"
    )
    with pytest.raises(PolicyError, match="twice: own"):
        names(file)

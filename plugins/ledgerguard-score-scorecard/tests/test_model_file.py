"""The model file: round trip, and a clear word about everything that is wrong in one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard_score_scorecard import fields
from ledgerguard_score_scorecard.fields import ModelError, load_object
from ledgerguard_score_scorecard.model import Scorecard
from ledgerguard_score_scorecard.model_file import checksum, dumps, read_model, write_model

Change = Callable[[dict[str, Any]], Any]


def test_round_trip(card: Scorecard, model_path: Path) -> None:
    assert read_model(model_path) == card
    assert dumps(read_model(model_path)) == model_path.read_text(encoding="utf-8")


def test_a_person_can_read_it(model_path: Path) -> None:
    content = json.loads(model_path.read_text(encoding="utf-8"))
    assert content["name"] == "acme-risk"
    assert content["source"]["rows"] == 3000
    assert content["source"]["period"] == ["2020", "2024"]
    assert content["source"]["groups"] == 1500
    assert len(content["source"]["sha256"]) == 64
    assert content["scaling"] == {"base_score": 600, "base_odds": 50, "points_to_double": 20}
    assert content["libraries"]["optbinning"]
    assert content["dropped"]["same"] == "it has fewer than two different values"
    assert {"low", "high", "allowed_low", "allowed_high"} <= content["variables"][0].keys()


def changed(path: Path, change: Change, *, sealed: bool = True) -> Path:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    if sealed:  # as whoever knows how the file is sealed would do
        content["checksum"] = checksum({k: v for k, v in content.items() if k != "checksum"})
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_layout_and_order_of_fields_are_free(card: Scorecard, model_path: Path) -> None:
    content = json.loads(model_path.read_text(encoding="utf-8"))
    turned = dict(reversed(content.items()))
    model_path.write_text(json.dumps(turned), encoding="utf-8")
    assert read_model(model_path) == card


def test_a_change_without_the_seal_is_noticed(model_path: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        content["title"] = "Acme risk, prettier"

    with pytest.raises(ModelError, match="as training wrote it, got another content than"):
        read_model(changed(model_path, change, sealed=False))


def set_at(*path: str | int, value: Any) -> Change:
    def change(content: dict[str, Any]) -> None:
        place: Any = content
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = value

    return change


def drop_at(*path: str | int) -> Change:
    def change(content: dict[str, Any]) -> None:
        place: Any = content
        for part in path[:-1]:
            place = place[part]
        del place[path[-1]]

    return change


FAULTS: list[tuple[Change, str]] = [
    (set_at("format", value="other"), "format must be 'ledgerguard-scorecard', got 'other'"),
    (set_at("format_version", value=2), "format_version must be 1, got 2"),
    (set_at("name", value="Acme Risk"), "name must be lower case"),
    (set_at("name", value=7), "name must be a text, got 7"),
    (set_at("title", value=" "), "title must be a text"),
    (set_at("extra", value=1), "must be without unknown fields, got 'extra'"),
    (drop_at("constant"), "constant must be a number, got 'nothing'"),
    (set_at("constant", value="3"), "constant must be a finite number, got '3'"),
    (set_at("constant", value=True), "constant must be a finite number, got True"),
    (set_at("constant", value=10**400), "constant must be a finite number"),
    (set_at("target", value=[]), r"target must be an object, got \[\]"),
    (set_at("target", "is_default", value="yes"), "target.is_default must be true or false"),
    (set_at("source", "sha256", value="abc"), "source.sha256 must be 64 hexadecimal digits"),
    (set_at("source", "rows", value=0), "source.rows must be a whole number of at least 1"),
    (set_at("source", "rows", value=1.5), "source.rows must be a whole number"),
    (set_at("source", "period", value=["2020"]), "source.period must be two texts"),
    (set_at("source", "columns", value=[1]), "source.columns must be a list of texts"),
    (set_at("source", "columns", value="a"), "source.columns must be a list of texts"),
    (set_at("scaling", "base_odds", value=0), "scaling.base_odds must be above 0, got 0"),
    (set_at("variables", value=[]), "variables must be at least one"),
    (set_at("variables", 0, "name", value="De bt"), r"variables\[0\].name must be lower case"),
    (set_at("variables", 0, "kind", value="date"), r"variables\[0\].kind must be number or text"),
    (set_at("variables", 0, "weight", value=-1), r"variables\[0\].weight must be above 0"),
    (set_at("variables", 0, "bins", value=[]), r"variables\[0\].bins must be at least one"),
    (set_at("variables", 0, "trend", value="falls"), r"bins must be points that follow the trend"),
    (set_at("variables", 0, "bins", 0, "bad", value=10**6), r"bins\[0\].bad must be at most"),
    (set_at("variables", 0, "bins", 0, "points", value=999), "must be points of "),  # still falling
    (set_at("variables", 0, "bins", 1, "low", value=0.99), "intervals from below to above without"),
    (drop_at("variables", 0, "allowed_low"), "allowed_low must be at most low"),
    (set_at("variables", 0, "low", value=99), "allowed_low must be at most low"),
    (set_at("variables", 1, "special_values", value=[]), "special_values must be given together"),
    (set_at("variables", 2, "bins", 0, "texts", value=[]), "bins must be texts that are all"),
    (set_at("variables", 2, "name", value="debt"), "variables must be variables of different"),
    (set_at("classes", value=[]), "classes must be classes with falling least scores"),
    (drop_at("classes", 0, "least_score"), "classes must be classes with falling least scores"),
    (set_at("classes", 0, "least_score", value=0), "classes must be classes with falling"),
    (set_at("most_missing", value=9), "most_missing must be at most 3"),
    (set_at("dropped", value={"a": 1}), "dropped.a must be a text, got 1"),
]


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_every_fault_is_named(model_path: Path, change: Change, message: str) -> None:
    with pytest.raises(ModelError, match=message) as no:
        read_model(changed(model_path, change))
    assert str(model_path) in str(no.value)
    assert no.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be JSON"),
        ("[]", r"must be a JSON object, got \[\]"),
        ('{"a": 1, "a": 2}', "a field twice: a"),
        ('{"a": NaN}', "NaN, which is no number"),
        ("[" * 200_000, "must be JSON"),
        ("{}", "format must be a text, got 'nothing'"),
    ],
)
def test_what_is_no_model_file(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        read_model(path)


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="must be a file that can be read, got No such file"):
        load_object(tmp_path / "none.json")
    path = tmp_path / "x.json"
    path.write_bytes(b"\xff\xfe{}")
    with pytest.raises(ModelError, match="must be JSON"):
        load_object(path)
    monkeypatch.setattr(fields, "LARGEST_FILE", 1)
    with pytest.raises(ModelError, match="must be at most 1 bytes"):
        load_object(path)


@given(st.data())
def test_no_flipped_letter_scores_otherwise(
    card: Scorecard, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("flip") / "x.json"
    write_model(card, path)
    text = path.read_text(encoding="utf-8")
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    path.write_text(text[:place] + letter + text[place + 1 :], encoding="utf-8")
    try:
        found = read_model(path)
    except ModelError:
        return
    assert found == card  # a blank among blanks

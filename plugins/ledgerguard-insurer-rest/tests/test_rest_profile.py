"""Profiles: those that come with the package, and what is said about a wrong one."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import get_type_hints

import pytest
from ledgerguard.errors import PolicyError
from ledgerguard.plugin import insurer

from ledgerguard_insurer_rest import profile as shapes
from ledgerguard_insurer_rest.profile import PACKAGED, load, quoted

SANDBOX = files("ledgerguard_insurer_rest").joinpath("profiles/sandbox.toml").read_text("utf-8")


@pytest.mark.parametrize("name", PACKAGED)
def test_packaged_profiles_offer_everything(name: str) -> None:
    assert load(name).capabilities == frozenset(insurer.CAPABILITIES)
    assert load(name).webhook is not None


def test_what_a_profile_may_name_is_what_the_protocol_has() -> None:
    """A field that is added to a record of the protocol must be offered here."""
    asked = {
        "find_buyer": insurer.BuyerQuery,
        "request_limit": insurer.LimitRequest,
        "declare_overdue": insurer.OverdueDeclaration,
        "file_claim": insurer.ClaimFiling,
    }
    for name, record in asked.items():
        assert set(shapes.ASKED[name]) == set(get_type_hints(record)), name
    assert set(shapes.ITEM) == set(get_type_hints(insurer.OverdueItem))
    told = {
        "find_buyer": insurer.BuyerMatch,
        "covers": insurer.Cover,
        "poll": insurer.Progress,
        "claim_status": insurer.ClaimState,
        "events": insurer.InsurerEvent,
    }
    for name, record in told.items():
        must, may = shapes.TOLD[name]
        assert {*must, *may} == set(get_type_hints(record)), name


def wrong(tmp_path: Path, old: str, new: str) -> str:
    """What is said about the sandbox's profile with a change."""
    assert old in SANDBOX
    path = tmp_path / "own.toml"
    path.write_text(SANDBOX.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load("own.toml", tmp_path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'kind = "client-credentials"', 'kind = "client credentials"',
            "own.toml, line 6, login.kind: must be one of client-credentials, api-key, "
            "got 'client credentials'",
        ),
        ('path = "/buyers"\n', 'path = "buyers"\n', "must begin with /, got 'buyers'"),
        (
            'value = "value"', 'values = "value"',
            "must be one of value, as_of, got 'values'",
        ),
        (', as_of = "as_of" }\n', " }\n", "must tell where as_of lies in the answer, got nothing"),
        (
            '"/buyers/{reference}/grade"', '"/buyers/{buyer}/grade"',
            "must have only reference in braces, got {buyer}",
        ),
        ('name = "name", country', 'name = "nmae", country', "did you mean name?"),
        ("[calls.poll]", "[calls.pol]", "must be one of find_buyer, grade, "),
        ("[grading]", "[gradings]", "is an unknown key"),
        ('method = "POST"', 'method = "GET"', 'must be "POST" or "PUT" for a write, got "GET"'),
        (
            '[calls.grade]\n', '[calls.grade]\nmethod = "POST"\n',
            'must be "GET": reads are repeated at will, got "POST"',
        ),
        ('items = "invoices"\n', "", "must stand together with item, got one of the two"),
        (
            '[calls.poll]\n', '[calls.poll]\nitems = "a"\nitem = { number = "invoice" }\n',
            "must be left out: poll has no invoices",
        ),
        ('received = "pending"', 'received = "waiting"', "must be one of pending, done, failed"),
        ("[words.progress]", "[words.proceed]", "must be one of kind, decision, progress"),
        ('cursor", next = "next" }', 'cursor" }', "next must be stated for the style cursor"),
        (
            'send = "form"', 'send = "form"\nmost_failures = 5',
            "most_failures must be 1 to 3, got 5: insurers lock an account after 5",
        ),
        ('kind = "client-credentials"', 'kind = "api-key"', 'send must be "header" or "json"'),
        ('send = "form"', 'send = "header"', 'send must be "form", "basic" or "json" here'),
        ('title = "Sandbox insurer"', 'title = " "', "title must not be empty"),
        ("idempotent = true", 'idempotent = "yes"', "must be true or false, got 'yes'"),
    ],
)  # fmt: skip
def test_what_is_said_about_a_wrong_profile(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert said in wrong(tmp_path, old, new)


def without(*tables: str) -> str:
    """The sandbox's profile without some tables."""
    parts = SANDBOX.split("\n[")
    kept = [part for part in parts if not part.startswith(tuple(f"{name}]" for name in tables))]
    return "\n[".join(kept)


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        (("calls.find",), "calls must have find where it has request_limit"),
        (("calls.poll", "calls.find"), "calls must have find and poll where it has"),
        (("grading",), "grading must tell scale and direction"),
        (("calls.events",), "calls must have events where there is a webhook"),
        (("login",), "login: must be stated, got nothing"),
    ],
)
def test_what_belongs_together(left_out: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(without(*left_out), encoding="utf-8")
    with pytest.raises(PolicyError, match=said):
        load("own.toml", tmp_path)


def test_an_api_key_in_a_header_needs_its_name(tmp_path: Path) -> None:
    text = SANDBOX.replace('"client-credentials"', '"api-key"').replace('"form"', '"header"')
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match="header must be the name of the API key's header"):
        load("own.toml", tmp_path)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = SANDBOX.replace('"/buyers"', '"buyers"').replace('"form"', '"fax"')
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load("own.toml", tmp_path)
    assert "login.send" in str(caught.value)
    assert "calls.find_buyer.path" in str(caught.value)


def test_a_part_of_an_interface_is_enough(tmp_path: Path) -> None:
    """An insurer may offer cover alone."""
    text = without(
        "calls.request_limit", "calls.declare_overdue", "calls.file_claim", "calls.find",
        "calls.poll", "calls.grade", "calls.claim_status", "calls.events", "webhook", "grading",
    )  # fmt: skip
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    assert load("own.toml", tmp_path).capabilities == {"find_buyer", "covers"}


def test_a_name_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="profile must be one of sandbox, meridian or a file"):
        load("atlantis")
    with pytest.raises(PolicyError, match=r"none\.toml cannot be read"):
        load("none.toml", tmp_path)


def test_paths_are_quoted() -> None:
    filled = quoted("/a/{key}/{reference}", {"key": "../x?y", "reference": "B/1 {key}"})
    assert filled == "/a/..%2Fx%3Fy/B%2F1%20%7Bkey%7D"


def test_the_readme_lists_every_key() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for shape in (shapes.Profile, shapes.Login, shapes.Call, shapes.Paging, shapes.Writing,
                  shapes.Failing, shapes.Retrying, shapes.Hook, shapes.Values,
                  shapes.Grading):  # fmt: skip
        for name in get_type_hints(shape):
            assert f"`{name}`" in readme, f"{shape.__name__}.{name}"
    for name in (*shapes.CALLS, *shapes.ITEM):
        assert name in readme


def test_the_readmes_profile_is_one(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    blocks = [part.split("```")[0] for part in readme.split("```toml\n")[1:]]
    whole = [block for block in blocks if "[login]" in block]
    assert whole
    for number, block in enumerate(whole):
        assert tomllib.loads(block)
        (tmp_path / f"{number}.toml").write_text(block, encoding="utf-8")
        assert load(f"{number}.toml", tmp_path).capabilities

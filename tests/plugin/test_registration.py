"""What a plugin brings is checked thing by thing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plugin_samples import Half, Lines, Point, Quiet, plugin_with

from ledgerguard.plugin.manager import load
from ledgerguard.plugin.records import Fault, Plugins
from ledgerguard.plugin.scoring import ScorerInput
from ledgerguard.plugin.settings import Settings

HERE = Path(__file__)


def loaded(*modules: Any) -> Plugins:
    points = [Point(f"p{number}", module) for number, module in enumerate(modules)]
    return load(points, Settings())


def test_everything_that_can_be_brought(tmp_path: Path) -> None:
    policy = tmp_path / "strict.toml"
    policy.touch()
    plugins = loaded(
        plugin_with(
            "ACME",
            register_scorers=[Half()],
            register_insurers=[Quiet()],
            register_policies={"strict": policy},
            register_letters=[tmp_path],
            register_ledger_readers=[Lines()],
        )
    )
    assert plugins.faults == ()
    assert set(plugins.scorers) == {"half"}
    assert set(plugins.insurers) == {"quiet"}
    assert plugins.policies == {"strict": policy}
    assert plugins.letters == (tmp_path,)
    assert [reader.name for reader in plugins.readers] == ["lines"]
    assert plugins.all[0].brings.counts == dict.fromkeys(
        ("formulas", "scorers", "insurers", "policies", "letters", "readers"), 1
    )


class Nameless(Half):
    name = "Half of it"


class Versionless(Half):
    version = 2  # type: ignore[assignment]  # is refused


class Asking(Half):
    def __init__(self, *inputs: Any) -> None:
        self.inputs = inputs


class Boastful(Quiet):
    capabilities = frozenset({"covers", "magic"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hooks", "wrong"),
    [
        (
            {"register_scorers": [object()]},
            "scorers must answer objects with all members of Scorer",
        ),
        ({"register_scorers": Half()}, "scorers must answer a list, got"),
        ({"register_scorers": "half"}, "scorers must answer a list, got 'half'"),
        ({"register_scorers": [Nameless()]}, "a name must be a word, got 'Half of it'"),
        ({"register_scorers": [Half(), Half()]}, "must answer each name once, got half twice"),
        ({"register_scorers": [Versionless()]}, "scorers whose version is text, got 2"),
        ({"register_scorers": [Asking("years")]}, "scorers whose inputs are ScorerInput"),
        ({"register_scorers": [Asking(ScorerInput("Years", ""))]}, "named like_this, got Scorer"),
        ({"register_scorers": [Asking(*Half.inputs * 2)]}, "each name once, got years twice"),
        ({"register_insurers": [Half()]}, "insurers must answer objects with all members"),
        ({"register_insurers": [Boastful()]}, "capabilities among find_buyer"),
        ({"register_policies": ["strict"]}, "policies must answer a dictionary of paths by name"),
        ({"register_policies": {"a": Path("none.toml")}}, "paths of files that exist"),
        ({"register_policies": {"A b": Path("none.toml")}}, "a name must be a word, got 'A b'"),
        ({"register_policies": {"five-stage": HERE}}, "not packaged itself, got 'five-stage'"),
        ({"register_policies": {"sme": HERE}}, "not packaged itself, got 'sme'"),
        ({"register_policies": {"acme": HERE}}, "must end in .toml, got test_registration.py"),
        ({"register_letters": [Path("no folder")]}, "paths of folders that exist"),
        ({"register_letters": ["letters"]}, "paths of folders that exist, got 'letters'"),
        ({"register_ledger_readers": [1]}, "objects with all members of LedgerReader, got 1"),
    ],
)
def test_what_is_wrong_is_told(hooks: dict[str, Any], wrong: str) -> None:
    plugins = loaded(plugin_with(**hooks), plugin_with("WELL"))
    (fault,) = plugins.faults
    assert wrong in fault.text
    assert fault.mend
    assert [plugin.state for plugin in plugins.all] == ["failed", "runs"]
    assert plugins.all[0].brings.counts == {}


def test_a_policy_that_cannot_be_followed_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_text('[company]\nladder = "nine-stage"\n', encoding="utf-8")
    (fault,) = loaded(plugin_with(register_policies={"acme": path})).faults
    assert "acme.toml, line 2" in fault.text


@pytest.mark.parametrize(
    ("hook", "thing"), [("register_scorers", Half()), ("register_insurers", Quiet())]
)
def test_the_first_of_two_packages_keeps_a_name(hook: str, thing: Any) -> None:
    plugins = loaded(plugin_with(**{hook: [thing]}), plugin_with("B", **{hook: [thing]}))
    kind = hook.removeprefix("register_")
    assert plugins.faults == (
        Fault(
            "p1",
            f"its name {thing.name!r} among {kind} is taken: p0 has it",
            "use one of the two, or ask for another name",
        ),
    )
    assert [plugin.state for plugin in plugins.all] == ["runs", "failed"]


def test_the_first_of_two_policies_keeps_a_name(tmp_path: Path) -> None:
    first, second = tmp_path / "1.toml", tmp_path / "2.toml"
    for path in (first, second):
        path.touch()
    plugins = loaded(
        plugin_with(register_policies={"strict": first}),
        plugin_with(register_policies={"strict": second}),
    )
    assert plugins.policies == {"strict": first}
    assert len(plugins.faults) == 1

"""docs/plugins.md: the example of each hook does what the page says, and its tables are true.

A hook without an example on the page, or without a proof here of what the example does, fails.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import types
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from plugin_samples import Point
from test_docs_examples import DOCS
from test_docs_plugins import FILES, PAGE, hooks

from ledgerguard.cells.functions import functions
from ledgerguard.hosts import watchdog
from ledgerguard.plugin.actions import Action, LoggedEvent
from ledgerguard.plugin.asking import tell, verdicts
from ledgerguard.plugin.insurer import Unreachable
from ledgerguard.plugin.judging import judge, scorer_named
from ledgerguard.plugin.manager import load
from ledgerguard.plugin.reading import foreign, rows_of
from ledgerguard.plugin.records import Plugins
from ledgerguard.plugin.settings import Settings

Proof = Callable[[Plugins, Any], None]


def section(heading: str) -> str:
    """What stands below a heading, up to the next one that is no line of code."""
    after = re.split(rf"^#+ {heading}\n", PAGE, maxsplit=1, flags=re.MULTILINE)[1]
    return re.split(r"\n#{2,3} ", after, maxsplit=1)[0]


def code(heading: str) -> str:
    (only,) = re.findall(r"^```python\n(.*?)^```$", section(heading), re.MULTILINE | re.DOTALL)
    return str(only)


def shows_formulas(plugins: Plugins, module: Any) -> None:
    assert [one.name for one in plugins.formulas] == ["ACME_REBATE"]
    assert module.rebate(60_000) == 0.02


def shows_scorers(plugins: Plugins, module: Any) -> None:
    judged = judge(scorer_named(plugins), {"years_trading": 7.0}, dt.date(2026, 6, 30))
    assert (judged.scorer, judged.score.score, judged.score.grade) == ("acme-years", 7.0, "A")


def shows_insurers(plugins: Plugins, module: Any) -> None:
    (connector,) = plugins.insurers.values()
    assert connector.name == "acme-list"
    with pytest.raises(Unreachable, match="the list must be there"):
        connector.covers()


def shows_policies(plugins: Plugins, module: Any) -> None:
    assert plugins.policies == {"acme": module.HERE / "acme.toml"}


def shows_letters(plugins: Plugins, module: Any) -> None:
    assert plugins.letters == (module.HERE / "letters",)


def shows_readers(plugins: Plugins, module: Any) -> None:
    found = foreign(plugins, "acme://2026-05", lambda faults: pytest.fail(str(faults)))
    assert found is not None
    assert rows_of(found)[1][:3] == ("1001", "A-2026-05-1", "2026-05-15")
    assert foreign(plugins, "ledger.csv", lambda faults: pytest.fail(str(faults))) is None


def shows_verdicts(plugins: Plugins, module: Any) -> None:
    def said(customer: str, kind: str, amount: int) -> list[tuple[str, str]]:
        action = Action(
            *(dt.date(2026, 6, 30), "", customer, "Northwind", kind, 3, "letter", ("A-1",)),
            *(Decimal(amount), "EUR"),
        )
        answers, faults = verdicts(plugins, action)
        assert not faults
        return [(one.verdict.decision, one.verdict.text) for one in answers]

    assert said("1001", "legal", 100) == [("veto", "the board talks with this customer")]
    assert said("1002", "reminder", 50_001) == [("comment", "call before anything is written")]
    assert said("1002", "legal", 50_000) == []


def shows_events(plugins: Plugins, module: Any) -> None:
    event = LoggedEvent(7, dt.datetime(2026, 6, 30, 8, tzinfo=dt.UTC), "step", "Li Na", "r1")
    assert tell(plugins, event) == ()
    assert module.SEEN == [(7, "step")]


PROOFS: dict[str, Proof] = {
    "ledgerguard_register_formulas": shows_formulas,
    "ledgerguard_register_scorers": shows_scorers,
    "ledgerguard_register_insurers": shows_insurers,
    "ledgerguard_register_policies": shows_policies,
    "ledgerguard_register_letters": shows_letters,
    "ledgerguard_register_ledger_readers": shows_readers,
    "ledgerguard_before_action": shows_verdicts,
    "ledgerguard_on_event": shows_events,
}


def test_every_hook_has_a_proof() -> None:
    assert set(PROOFS) == set(hooks())


@pytest.mark.parametrize("name", PROOFS)
def test_each_hook_s_example_does_what_the_page_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, text in FILES:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    monkeypatch.delenv("ACME_COVERS", raising=False)
    (tmp_path / "letters").mkdir()
    (tmp_path / "acme.toml").write_text('[company]\nladder = "three-stage"\n', "utf-8")
    module: Any = types.ModuleType("from_the_page")
    module.__file__ = str(tmp_path / "plugin.py")
    monkeypatch.setitem(sys.modules, "from_the_page", module)
    exec(code("The hooks") + code(name), vars(module))  # noqa: S102 - the page's own code
    try:
        plugins = load([Point("acme-risk", module)], Settings())
        assert plugins.faults == ()
        (only,) = plugins.all
        assert only.state == "runs"
        PROOFS[name](plugins, module)
    finally:
        for loaded in [one for one in sys.modules if one.partition(".")[0] == "acme_risk"]:
            del sys.modules[loaded]


def test_the_page_names_patience_as_the_watchdog_has_it() -> None:
    assert f"after {watchdog.PATIENCE:g} seconds (`{watchdog.PATIENCE_VARIABLE}`)" in PAGE


def test_the_formulas_that_show_what_plugins_bring_exist() -> None:
    named = re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", section("Where each piece appears"))
    formulas = {name for name in named if not name.startswith("LEDGERGUARD_")}
    assert len(formulas) >= 9
    assert formulas <= set(functions())


def test_every_package_beside_ledgerguard_has_its_line() -> None:
    here = {path.parent.name for path in (DOCS.parent / "plugins").glob("*/README.md")}
    line = re.compile(r"^\| \[([\w-]+)\]\(\.\./plugins/\1/README\.md\) \|", re.MULTILINE)
    assert set(line.findall(section("The packages beside ledgerguard"))) == here
    assert len(here) == 4


def test_the_page_s_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (DOCS / target).is_file(), target
    prose = re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", prose, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors

"""docs/insurance.md: its commands are run in docs/credit-case, its tables compared."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import attrs
import pytest
from test_credit_case import CASE, waterfalls
from test_docs_escalation import plain
from test_docs_examples import DOCS
from typer.testing import CliRunner

from ledgerguard.cells.functions import functions
from ledgerguard.cli import app
from ledgerguard.policy.insurance_file import InsuranceEntry
from ledgerguard.policy.loss_causes import CAUSES

PAGE = (DOCS / "insurance.md").read_text("utf-8")
COMMANDS = re.findall(r"^```console\n\$ ledgerguard (.*?)\n(.*?)^```$", PAGE, re.M | re.DOTALL)


def printed(text: str) -> str:
    """What a command prints; the head of a log holds the moment, and differs each time."""
    return re.sub(r"\bhead [0-9a-f]{64}\b", "head …", text)


def rows_below(heading: str) -> dict[str, list[str]]:
    """The rows of the first table below a heading, by their first cell."""
    table = PAGE.split(f"\n## {heading}\n")[1].split("\n\n| ")[1].split("\n\n")[0]
    cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table.split("\n")]
    return {first: rest for first, *rest in cells[2:]}


def test_the_commands_print_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(CASE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for name in ("LEDGERGUARD_LOG", "LEDGERGUARD_POLICY"):
        monkeypatch.delenv(name, raising=False)
    for command, expected in COMMANDS:
        result = CliRunner().invoke(app, shlex.split(command))
        assert plain(printed(result.stdout)) == plain(expected), result.output
    # What lies in the folder is what the page lists.
    listed = set()
    for names in rows_below("The claim in one command"):
        for name in re.findall(r"`([\w.-]+)`", names):
            listed |= {name} if "." in name else {f"{name}.docx", f"{name}.html"}
    assert {path.name for path in (tmp_path / "claim").iterdir()} == listed


def test_there_are_commands_from_the_report_to_the_recovery() -> None:
    names = [command.split()[0] for command, _ in COMMANDS]
    assert names == ["log", "claim", "claim", "claim-status", "claim-recovery"]


def test_the_table_of_terms_names_every_key_once() -> None:
    named = [
        key for keys in rows_below("What a policy says") for key in re.findall(r"`(\w+)`", keys)
    ]
    assert sorted(named) == sorted(field.name for field in attrs.fields(InsuranceEntry))


def test_the_table_of_causes_names_every_cause_under_its_kind() -> None:
    section = PAGE.split("\n## When the money comes\n\n")[1].split("\n\n")[0]
    kind, found = "", dict[str, str]()
    for line in section.split("\n")[2:]:
        first, causes, _ = (cell.strip() for cell in line.strip().strip("|").split("|"))
        kind = first or kind
        found |= dict.fromkeys(re.findall(r"`([\w-]+)`", causes), kind)
    assert found == {cause.key: cause.kind for cause in CAUSES.values()}


def test_the_table_of_the_worked_case_is_its_waterfall() -> None:
    table = PAGE.split("| invoice | open |")[1].split("\n\n")[0].split("\n")[2:]
    parts = ("gross", "vat", "outside", "over_limit", "retained", "indemnity")
    found = {str(row.key): [getattr(row, part) for part in parts] for row in waterfalls().invoices}
    for line in table:
        name, *cells = (cell.strip() for cell in line.strip("| ").split("|"))
        expected = [int(cell.replace(",", "")) * 100 for cell in cells]
        if name == "together":
            assert expected == [sum(column) for column in zip(*found.values(), strict=True)]
        else:
            assert found[name] == expected, name


def test_every_function_that_the_page_names_is_there() -> None:
    known = set(functions()) | {"INDEX", "DATE"}
    named = set(re.findall(r"\b([A-Z]+(?:_[A-Z]+)*)\(", PAGE)) | set(
        re.findall(r"`([A-Z]+_[A-Z_]+)`", PAGE)
    )
    assert named <= known | {"LG_", "LEDGERGUARD_LOG"}, named - known


def test_links_lead_to_a_heading_or_a_page() -> None:
    def anchors(page: str) -> set[str]:
        return {
            re.sub(r"[^a-z -]", "", line.lstrip("# ").casefold()).replace(" ", "-")
            for line in page.splitlines()
            if line.startswith("#")
        }

    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        page, _, anchor = target.partition("#")
        text = (DOCS / page).read_text("utf-8") if page else PAGE
        assert not anchor or anchor in anchors(text), target

"""``ledgerguard credit-file`` and ``policy credit``."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import openpyxl
import pytest
from credit_sheet import BEISPIEL, DAY, EVERYBODY, OURS, facts_file
from typer.testing import CliRunner, Result

from ledgerguard.casework.customer_file.items import ITEMS
from ledgerguard.casework.customer_file.reading import read_files
from ledgerguard.cli import app
from ledgerguard.policy.credit_words import PARTS

RUNNER = CliRunner()


def run(*arguments: str | Path, ok: bool = True) -> Result:
    result = RUNNER.invoke(app, [str(argument) for argument in arguments])
    if ok:
        assert result.exit_code == 0, result.output
    return result


def said(result: Result) -> str:
    return " ".join(result.output.split())


def test_a_blank_file_has_every_item_with_its_meaning(tmp_path: Path) -> None:
    out = tmp_path / "file.csv"
    text = said(run("credit-file", "template", out, "--customer", "1001", "--currency", "eur"))
    assert text.endswith(f"file.csv: {len(ITEMS)} items to fill in")
    with out.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[:7] == ["Customer ID", "Item", "Value", "Date", "Until", "Currency", "Source"]
    assert len(rows) == len(ITEMS)
    assert {row[0] for row in rows} == {"1001"}
    assets = next(row for row in rows if row[1] == "Total assets")
    assert assets[5] == "EUR"
    assert all(row[8] for row in rows)  # what to fill in


def test_a_blank_file_is_read_as_blank_whatever_its_kind(tmp_path: Path) -> None:
    for name, language in (("file.csv", "en"), ("file.xlsx", "zh")):
        out = tmp_path / name
        run("credit-file", "template", out, "--customer", "1001", "--lang", language)
        assert all(not file.facts and not file.problems for file in read_files(out).values())


def test_a_blank_file_about_one_customer_names_none(tmp_path: Path) -> None:
    out = tmp_path / "one.xlsx"
    run("credit-file", "template", out)
    book = openpyxl.load_workbook(out)
    assert book["Customer file"]["A1"].value == "Item"
    book["Customer file"]["B2"].value = "Neun"  # the name
    book.save(out)
    book.close()
    found = json.loads(run("review", "9", "--file", out, "--as-of", DAY, "--json").stdout)
    assert (found["customer_id"], found["customer"]) == ("9", "Neun")


def test_a_filled_workbook_is_reviewed(tmp_path: Path) -> None:
    out = tmp_path / "file.xlsx"
    run("credit-file", "template", out, "--customer", "9", "--lang", "zh")
    again = out.read_bytes()
    run("credit-file", "template", out, "--customer", "9", "--lang", "zh", "--replace")
    assert out.read_bytes() == again  # to the byte
    book = openpyxl.load_workbook(out)
    sheet = book["客户档案"]
    for row in sheet.iter_rows(min_row=2):
        if row[1].value == ITEMS["registry_status"].title.zh:
            row[2].value, row[3].value = "已注销", "2026-05-15"
    book.save(out)
    book.close()
    found = json.loads(run("review", "9", "--file", out, "--as-of", DAY, "--json").stdout)
    assert found["grade"] == 10  # dissolved


def test_a_file_is_not_overwritten_and_must_have_a_kind(tmp_path: Path) -> None:
    out = tmp_path / "file.csv"
    out.write_text("mine", encoding="utf-8")
    refused = run("credit-file", "template", out, ok=False)
    assert refused.exit_code == 2
    assert "--replace overwrites it" in said(refused)
    assert out.read_text(encoding="utf-8") == "mine"
    refused = run("credit-file", "template", tmp_path / "file.txt", ok=False)
    assert "a customer's file must be named .csv or .xlsx, got file.txt" in said(refused)


def test_check_tells_rows_that_cannot_be_read(tmp_path: Path) -> None:
    result = run("credit-file", "check", facts_file(tmp_path), "--as-of", DAY, ok=False)
    assert result.exit_code == 1
    text = said(result)
    assert "foo 3 problem row 35: there is no such item." in text
    assert text.endswith("facts: 35; customers: 3; rows that could not be read: 1")
    assert "own: the firm itself" not in text  # nothing is amiss in it


def test_check_of_what_is_in_order(tmp_path: Path) -> None:
    """The balance sheet of 31 December is 181 days old on 30 June, and may be 548."""
    path = facts_file(tmp_path, (*BEISPIEL, *OURS))
    result = run("credit-file", "check", path, "--as-of", DAY, "--customer", "1001")
    text = said(result)
    assert "Total assets 2,000,000 EUR 2025-12-31 181 548 fresh" in text
    assert "Founded" in text or "2015-01-01" in text
    assert "1001: nothing is known of Penalties" in text
    whole = said(run("credit-file", "check", path, "--as-of", DAY))
    assert whole.endswith("facts: 30; customers: 1; rows that could not be read: 0")
    own = said(run("credit-file", "check", path, "--as-of", DAY, "--customer", "own"))
    assert "own: the firm itself" in own
    assert "missing" not in own


def test_check_tells_what_is_too_old_and_what_follows(tmp_path: Path) -> None:
    """On 30 June 2028 the register was looked up 777 days ago, of 365 at most."""
    path = facts_file(tmp_path, BEISPIEL)
    text = said(run("credit-file", "check", path, "--as-of", "2028-06-30"))
    assert "Registry status active 2026-05-15 777 365 stale" in text
    assert "Identity: no decision until it is brought up to date" in text
    later = said(run("credit-file", "check", path, "--as-of", "2026-01-31"))
    assert "not known yet" in later


def test_check_shows_statements_that_do_not_balance(tmp_path: Path) -> None:
    rows = tuple(("1", "equity", "700000", *row[3:]) if row[1] == "equity" else ("1", *row[1:])
                 for row in BEISPIEL)  # fmt: skip
    text = said(run("credit-file", "check", facts_file(tmp_path, rows), "--as-of", DAY))
    assert "assets differ from liabilities and equity by 60,000.00" in text


def test_check_shows_merges_by_rule(tmp_path: Path) -> None:
    rows = (
        *BEISPIEL,
        ("A7", "legal_id", "HRB77", "2026-05-15"),
        ("77", "name", "Beispiel GmbH"),
        ("77", "legal_id", "HRB 5", "2026-05-15"),
    )
    path = facts_file(tmp_path, rows)
    text = said(run("credit-file", "check", path, "--as-of", DAY))
    assert "1001 A7 merged the same number in the register" in text
    assert "1001 77 not merged different numbers in the register" in text
    found = json.loads(run("credit-file", "check", path, "--as-of", DAY, "--json").stdout)
    assert [(each["kept"], each["merged"], each["result"]) for each in found["aliases"]] == [
        ("1001", "A7", "merged"),
        ("1001", "77", "not merged"),
    ]
    assert found["customers"]["1001"]["problems"] == []


def test_check_of_an_unknown_customer_and_rows_of_nobody(tmp_path: Path) -> None:
    path = facts_file(tmp_path, (*BEISPIEL, ("", "name", "Who")))
    refused = run("credit-file", "check", path, "--as-of", DAY, "--customer", "101", ok=False)
    assert "did you mean 1001?" in said(refused)
    result = run("credit-file", "check", path, "--as-of", DAY, ok=False)
    assert result.exit_code == 1
    assert "without a customer id" in said(result)


def test_in_chinese(tmp_path: Path) -> None:
    path = facts_file(tmp_path)
    text = run("credit-file", "check", path, "--as-of", DAY, "--lang", "zh", ok=False).stdout
    text += run("credit-file", "check", path, "--as-of", DAY, "--lang", "zh", "--customer",
                "1001").stdout  # fmt: skip
    names = {"EUR", "Beispiel", "GmbH", "HRB", "Bank", "Ann", "Insurer", "foo", "Alte", "own",
             "DBT"}  # fmt: skip
    assert set(re.findall(r"[A-Za-z_]{3,}", text)) <= names
    out = tmp_path / "zh.csv"
    assert "个项目待填写" in run("credit-file", "template", out, "--lang", "zh").stdout


def test_the_credit_policy_part_by_part() -> None:
    text = said(run("policy", "credit"))
    assert "grades Grades and how we sell to each 10" in text
    for part in PARTS:
        assert PARTS[part]["zh"] in run("policy", "credit", part, "--lang", "zh").stdout
    grades = json.loads(run("policy", "credit", "grades", "--json").stdout)
    assert grades[4]["Terms (days)"] == 45
    assert "5 average 0.0175 Average: open account, insured 45 0 none required 183" in said(
        run("policy", "credit", "grades")
    )


def test_the_credit_policy_of_a_firm_and_of_an_industry(tmp_path: Path) -> None:
    firm = tmp_path / "firm.toml"
    firm.write_text("[credit.strategies.5]\nterms_days = 21\n", encoding="utf-8")
    grades = json.loads(run("policy", "credit", "grades", "--policy", firm, "--json").stdout)
    assert grades[4]["Terms (days)"] == 21
    plain = run("policy", "credit", "grades", "--json").stdout
    assert run("policy", "credit", "grades", "--industry", "construction", "--json").stdout != plain


def test_an_unknown_part_is_refused() -> None:
    result = run("policy", "credit", "grade", ok=False)
    assert result.exit_code == 2
    assert "part must be one of grades, scorecard" in said(result)
    assert "did you mean grades?" in said(result)


@pytest.mark.parametrize("rows", [EVERYBODY])
def test_the_sheet_of_these_tests_is_what_it_says(rows: tuple[tuple[str, ...], ...]) -> None:
    assert len(BEISPIEL) == 28
    assert rows.index(("2001", "foo", "3", "2026-06-01")) + 2 == 35

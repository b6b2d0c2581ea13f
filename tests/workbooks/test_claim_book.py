"""The claim file as a workbook: its formulas come to what the claim file itself has computed."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from claim_desk import FACTS, FIRM, ROWS, Desk, claim_of, day, firm, key, reported
from ledger_rows import Row
from openpyxl.worksheet.formula import ArrayFormula

from ledgerguard.casework.claims.records import ClaimFile
from ledgerguard.casework.claims.status_words import REPORTS
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.events import DueChange, Reply, Scope
from ledgerguard.cells.functions import functions
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Language, serial
from ledgerguard.workbooks.claim_file import as_bytes, build, lay_out
from ledgerguard.workbooks.claim_sheets.labels import EXTENSIONS, TEXTS, WINDOWS
from ledgerguard.workbooks.claim_sheets.plan import FIRST, HEADER, Plan
from ledgerguard.workbooks.writer import Book

LANGUAGES: tuple[Language, ...] = ("en", "zh")
SHEETS = ("summary", "invoices", "statement", "deliveries", "correspondence", "extension",
          "missing")  # fmt: skip


def model(claim: ClaimFile, language: Language = "en") -> Book:
    return lay_out(Plan(Book(functions()), claim, language))


def rows_of(book: Book, key: str, language: Language = "en") -> list[dict[str, Any]]:
    """A list of the workbook as records by the keys of its columns."""
    sheet = book.sheets[TEXTS[key].in_language(language)]
    keys = {
        TEXTS[name].in_language(language): name.removeprefix("col.")
        for name in TEXTS
        if name.startswith("col.")
    }
    columns = {
        column: keys[str(value)]
        for (row, column), (value, _) in sheet.values.items()
        if row == HEADER
    }
    return [
        {name: book.value(sheet, row, column) for column, name in columns.items()}
        for row in range(FIRST, sheet.last_row + 1)
    ]


def summary(book: Book, language: Language = "en") -> dict[str, Any]:
    """The lines of the summary: label and value, of both blocks."""
    sheet = book.sheets[TEXTS["summary"].in_language(language)]
    found = {}
    for (row, column), (value, _) in [*sheet.values.items()]:
        if column in (0, 4) and isinstance(value, str):
            found[value] = book.value(sheet, row, column + 1)
    (spill,) = sheet.spills
    return found | {str(line): amount for line, amount, _ in book.grid(sheet, spill)[1:]}


def number(value: Any) -> int:
    """A day of the workbook as its serial number; NO_DAY for a blank."""
    if value is None or value == "":
        return NO_DAY
    return serial(value) if isinstance(value, dt.date) else int(value)


def moved() -> ClaimFile:
    """A-1 moved beyond the maximum, A-2 within; reported late and in time."""
    due = {"A-1": day(2024, 2, 15), "A-2": day(2024, 2, 10)}
    rows = [(name, one._replace(due=due.get(name, one.due))) for name, one in ROWS]
    changes = [
        DueChange(key("A-1"), day(2023, 12, 1), due["A-1"]),
        DueChange(key("A-2"), day(2024, 1, 19), due["A-2"]),
    ]
    reply = Reply(Scope("", "A"), day(2024, 1, 9), "email", "=1+1 is what we say")
    with Desk(reported(day(2024, 3, 1), "A-1", "A-2"), *changes, reply) as desk:
        return desk.claim(rows=rows)


def cases() -> dict[str, ClaimFile]:
    invoice_based = firm(FIRM.replace('insurance = "mine"', 'insurance = "invoice-based"'))
    from_report = firm(FIRM + 'waiting_from = "report"\n')
    bare = firm(
        """
[company]
insurance = "bare"
[insurances.bare]
dated = 2026-01-01
source = "a policy that asks for little"
title = { en = "Bare", zh = "简" }
insured_rate = 0.8
max_liability = { EUR = 50000 }
first_loss = { EUR = 900 }
first_loss_erosion = "net"
excluded = []
"""
    )
    undated = [*ROWS, ("U", Row(issued=NO_DAY, due=NO_DAY, amount=700, disputed=1))]
    broke = Fact("insolvency", True, day(2024, 5, 2))
    return {
        "case": claim_of(),
        "one": claim_of(["A-2"]),
        "moved": moved(),
        "invoice": claim_of(policy=invoice_based),
        "report": claim_of(policy=from_report),
        "bare": claim_of(policy=bare),
        "insolvent": claim_of(
            ["A-1", "U"],
            undated,
            cause="insolvency",
            facts=CustomerFile("A", (*FACTS.facts, broke)),
        ),
        "stopped": claim_of(["A-3"]),
        "early": claim_of(["A-2"], as_of=day(2024, 4, 1)),
        "nothing": claim_of(facts=None),
    }


CASES = cases()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_formulas_come_to_what_the_claim_file_has(name: str, language: Language) -> None:
    claim = CASES[name]
    book = model(claim, language)
    for one, shown in zip(claim.invoices, rows_of(book, "invoices", language), strict=False):
        parts = one.loss.parts
        for part in ("open", "credits", "after_stop", "outside", "too_late", "vat", "disputed",
                     "insured", "over_limit"):  # fmt: skip
            assert shown[part] == pytest.approx(getattr(parts, part).major, abs=1e-9), part
        assert shown["left"] == pytest.approx(one.loss.left.major, abs=1e-9)
    for one, shown in zip(claim.invoices, rows_of(book, "extension", language), strict=True):
        calendar = one.calendar
        for field in ("counted_due", "mep_end", "report_by", "claim_from", "claim_by"):
            expected = getattr(calendar, field)
            found = number(shown[field])
            excluded = calendar.excluded and field.startswith("claim")
            assert found == (NO_DAY if excluded else expected), field
        if calendar.original_due != NO_DAY:
            assert shown["extension"] == EXTENSIONS[calendar.extension].in_language(language)
            assert shown["report"] == REPORTS[calendar.report(claim.as_of)].in_language(language)
        if not calendar.excluded:
            assert shown["window"] == WINDOWS[calendar.window(claim.as_of)].in_language(language)
    texts = summary(book, language)
    say = {key: wording.in_language(language) for key, wording in TEXTS.items()}
    assert texts[say["claimed"]] == pytest.approx(claim.found.parts.claimed.major, abs=1e-9)
    assert texts[say["in_cover"]] == pytest.approx(claim.found.parts.in_cover.major, abs=1e-9)
    assert texts[say["difference"]] == 0
    assert texts[say["missing_count"]] == len(claim.missing)
    indemnity = "保险赔款" if language == "zh" else "Indemnity"
    assert texts[indemnity] == pytest.approx(claim.found.expected.major, abs=0.005)
    for field in ("earliest", "latest"):
        assert number(texts[say[field]]) == getattr(claim, field)


def test_the_case_by_hand_is_what_the_summary_says() -> None:
    found = summary(model(claim_of()))
    assert found["Claimed"] == 162_800
    assert found["Insured loss"] == 120_000
    assert found["Indemnity"] == pytest.approx(103_500)
    assert found["Days left to claim"] == 12  # 20 July to 1 August
    assert found["Balance of the account"] == 171_800


def test_sheets_lists_and_empty_ones() -> None:
    for language in LANGUAGES:
        book = model(claim_of(), language)
        assert list(book.sheets) == [TEXTS[key].in_language(language) for key in SHEETS]
    book = model(claim_of())
    balances = [one["balance"] for one in rows_of(book, "statement")]
    # 1,000 and its payment; 113,000; 50,000; less 200; 9,000.
    assert balances == [1_000, 0, 113_000, 163_000, 162_800, 171_800]
    assert [one["stopped_by"] for one in rows_of(book, "deliveries")] == [None, None, "A-1"]
    assert book.value(book.sheets["Correspondence"], FIRST, 0) == "Nothing is known."
    (line,) = [one for one in rows_of(model(moved()), "correspondence") if one["kind"] == "Reply"]
    assert line["words"] == "E-mail; =1+1 is what we say"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_the_same_to_the_byte_and_opens(tmp_path: Path, language: Language) -> None:
    first, second = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    claim = moved()
    build(claim, first, language=language)
    build(claim, second, language=language)
    live = as_bytes(claim, host="desktop", language=language)
    assert first.read_bytes() == second.read_bytes() == live
    with zipfile.ZipFile(first) as package:
        sheets = [name for name in package.namelist() if "worksheets/sheet" in name]
        # What a customer has written is text, not a formula.
        assert not any("<f>1+1" in package.read(name).decode() for name in sheets)
        prints = [package.read(name).decode() for name in sheets]
    assert all('orientation="landscape"' in text and claim.head in text for text in prints)
    workbook = openpyxl.load_workbook(first)
    assert workbook[TEXTS["missing"].in_language(language)].print_title_rows == "$4:$4"
    assert {"mep_period", "claim_day", "insured_rate"} <= set(workbook.defined_names)
    workbook.close()


def test_amounts_follow_the_currency() -> None:
    rows = [
        ("J", Row(currency="JPY", issued=day(2023, 11, 1), due=day(2023, 12, 1), amount=50_000))
    ]
    limit = Fact("insured_limit", 30_000.0, day(2023, 1, 1), currency="JPY")
    claim = claim_of(["J"], rows, facts=CustomerFile("A", (limit,)))
    (shown, *_) = rows_of(model(claim), "invoices")
    assert (shown["open"], shown["insured"]) == (50_000, 30_000)
    assert claim.found.expected.minor == 27_000  # the deductible is one of euros


def test_the_copy_for_the_insurer_needs_no_add_in(tmp_path: Path) -> None:
    live, plain = tmp_path / "live.xlsx", tmp_path / "plain.xlsx"
    claim = claim_of()
    build(claim, live)
    build(claim, plain, host=None)
    one, other = (openpyxl.load_workbook(path) for path in (live, plain))
    values = openpyxl.load_workbook(live, data_only=True)
    kept = 0
    for sheet in one:
        for row in sheet.iter_rows():
            for cell in row:
                copied = other[sheet.title][cell.coordinate].value
                text = getattr(cell.value, "text", cell.value)
                if isinstance(text, str) and text.startswith("=") and "LG_" in text:
                    assert copied == values[sheet.title][cell.coordinate].value
                    kept += 1
                elif not isinstance(cell.value, ArrayFormula):
                    assert copied == cell.value  # native formulas stay
    assert kept >= 15
    assert as_bytes(claim) == plain.read_bytes()

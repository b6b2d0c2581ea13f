"""Letters, index and files of a claim: what they say, and that nothing is overwritten silently."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import docx
import pytest
from claim_desk import FACTS, FIRM, LIMIT, ROWS, Desk, claim_of, day, firm, key, reported, row
from ledger_rows import Row

from ledgerguard.casework.claims.folder import (
    INDEX,
    claim_files,
    index_hash,
    index_text,
    report_files,
    write_folder,
)
from ledgerguard.casework.claims.letters import claim_letter, report_letter, statement_letter
from ledgerguard.casework.claims.records import ClaimFile
from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.events import Done, StepDone
from ledgerguard.casework.letters.render import render
from ledgerguard.casework.letters.text import to_text
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def step(kind: str, level: int, on: int) -> Done:
    steps = (StepDone(key("A-1"), level, kind, day(2023, 12, 1)),)
    return Done(f"t{on}", "customer", "", "A", "EUR", "five-stage", level, kind, on, steps)


def told() -> ClaimFile:
    events = (
        step("notice", 2, day(2024, 1, 5)),
        step("stop-supply", 61, day(2024, 3, 1)),
        reported(day(2024, 2, 20), "A-1", "A-2"),
    )
    with Desk(*events) as desk:
        return desk.claim()


def letter(claim: ClaimFile, language: Language = "en") -> str:
    return to_text(render(claim_letter(claim, firm(), language)))


def test_the_claim_says_what_an_insurer_asks_first() -> None:
    text = letter(told())
    for line in (
        "Claim under policy P-4711: buyer Nordwerk GmbH, EUR 162,800.00",
        "Example Credit Insurance",
        "- Cause of loss: Protracted default (commercial)",
        "- Limit in force at delivery: EUR 120,000.00",
        "- Overdue account reported to you: 20 February 2024",
        "- Oldest invoice: 232 days past due on 20 July 2024",
        "EUR 120,000.00 of this is the insured loss, and the indemnity on it is EUR 103,500.00",
        "Not claimed, because delivered after deliveries had to stop: A-3.",
        "Total covered by this letter: EUR 162,800.00",
        "Steps taken so far: Formal dunning letter, ",
        "Supply: on credit stopped on 2024-03-01",
        "We will send these as soon as we have them: Contract with terms of payment, ",
        "IBAN XX00 1111",
        "Wang Fang",
    ):
        assert line in text, line
    assert "A-3" in text  # listed, and not asked for


def test_the_claim_in_chinese() -> None:
    text = letter(told(), "zh")
    assert "索赔申请（保单号 P-4711）：买方Nordwerk GmbH，EUR 162,800.00" in text
    assert "损失原因：长期拖欠（商业风险）" in text
    assert "未列入索赔：A-3。" in text
    assert "我方对保单的理解，其中保险损失金额为 EUR 120,000.00" in text


def test_a_letter_does_without_what_is_not_known() -> None:
    bare = claim_of(
        ["X"],
        [("X", Row(issued=day(2023, 11, 1), due=day(2023, 12, 1), amount=100))],
        facts=None,
        policy=firm('[company]\ninsurance = "exim-like"\n'),
    )
    text = letter(bare)
    for absent in ("under our", "Limit", "reported to you", "Not claimed", "indemnity on"):
        assert absent not in text
    assert "[Credit insurer]" in text


def test_an_insolvency_names_its_day() -> None:
    broke = Fact("insolvency", True, day(2024, 5, 2))
    claim = claim_of(["A-1"], cause="insolvency", facts=CustomerFile("A", (LIMIT, broke)))
    assert "Cause of loss: Insolvency (commercial), 2 May 2024" in letter(claim)
    assert "损失原因：买方破产（商业风险），2024年5月2日" in letter(claim, "zh")


def test_the_report_names_every_invoice_and_the_statement_asks_for_none() -> None:
    claim = told()
    report = report_letter(claim, firm(), "en")
    assert {item.invoice for item in report.items if item.claimed} == {"A-1", "A-2", "A-3"}
    # A claim on A-1 alone: the statement still lists the whole account, with its credit.
    with Desk() as desk:
        one = desk.claim(["A-1"])
    statement = statement_letter(one, firm(), "en")
    assert {item.invoice for item in statement.items} == {"A-1", "A-2", "A-3"}
    assert str(statement.unapplied["EUR"]) == "200.00"
    assert not any(item.claimed for item in statement.items)
    assert {item.invoice for item in report_letter(one, firm(), "en").items if item.claimed} == {
        "A-1"
    }
    assert "Log" in to_text(render(statement))


def test_an_item_without_number_or_dates_is_listed_all_the_same() -> None:
    rows = [*ROWS, ("", Row(issued=NO_DAY, due=NO_DAY, amount=500))]
    items = claim_letter(claim_of(["A-1"], rows), firm(), "en").items
    assert [item.due for item in items if item.invoice == ""] == [None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_folder_holds_all_with_its_hashes(tmp_path: Path, language: Language) -> None:
    claim, policy = told(), firm()
    files = claim_files(claim, policy, language, b"workbook")
    index = index_text(claim, files, language)
    paths = write_folder(tmp_path / "claim", files, index)
    assert sorted(path.name for path in paths) == [
        "claim-letter.docx", "claim-letter.html", "claim.xlsx", "correspondence.txt", "index.txt",
        "overdue-report.docx", "overdue-report.html", "statement-of-account.docx",
        "statement-of-account.html",
    ]  # fmt: skip
    written = (tmp_path / "claim" / INDEX).read_bytes()
    assert hashlib.sha256(written).hexdigest() == index_hash(index)
    text = written.decode("utf-8-sig")
    for path in paths:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert (digest in text) is (path.name != INDEX)
    assert claim.head in text
    assert "P-4711" in text
    document = docx.Document(io.BytesIO(files["claim-letter.docx"]))
    assert "103,500.00" in "\n".join(one.text for one in document.paragraphs)
    if language == "zh":
        assert ": " not in text.replace("EUR", "")
        assert "  - 收货凭证 A-2（物流）：" in text
    else:
        assert "  - Proof of delivery A-2 (logistics): Without delivery" in text


def test_nothing_is_overwritten_silently(tmp_path: Path) -> None:
    claim, policy = told(), firm()
    files = report_files(claim, policy, "en")
    assert set(files) == {"overdue-report.docx", "overdue-report.html"}
    index = index_text(claim, files, "en", notify=True)
    assert index.startswith("Report of overdue invoices C20240720-")
    assert "Invoices: A-1, A-2, A-3" in index
    write_folder(tmp_path, files, index)
    write_folder(tmp_path, files, index)  # the same again changes nothing
    (tmp_path / "overdue-report.html").write_text("edited by hand")
    with pytest.raises(InvalidValue, match=r"overdue-report\.html must not hold anything else"):
        write_folder(tmp_path, files, index)
    assert (tmp_path / "overdue-report.html").read_text() == "edited by hand"
    write_folder(tmp_path, files, index, replace=True)
    assert (tmp_path / "overdue-report.html").read_bytes() == files["overdue-report.html"]


def test_an_index_says_where_nothing_is_missing_or_known() -> None:
    names = ("delivery_proof", "customer_order", "invoice_copy", "insurer_informed",
             "contract_signed", "dunning_proof", "balance_confirmed")  # fmt: skip
    proofs = tuple(Fact(name, True, day(2024, 2, 20)) for name in names)
    claim = claim_of(["A-1"], facts=CustomerFile("A", (*FACTS.facts, *proofs)))
    assert claim.missing == ()
    index = index_text(claim, {}, "en")
    assert "Still missing:\n  nothing" in index
    assert "Head of the log: none" in index
    bare = firm(FIRM.replace('insurer = "Example Credit Insurance"\npolicy_number = "P-4711"', ""))
    only_stopped = claim_of(["A-3"], policy=bare)
    assert "Claim from: not known" in index_text(only_stopped, {}, "en")
    assert "Insurer: not known" in index_text(only_stopped, {}, "en")


def test_the_same_claim_has_the_same_bytes() -> None:
    claim, policy = told(), firm()
    assert claim_files(claim, policy, "en", b"") == claim_files(claim, policy, "en", b"")


def test_a_ledger_with_one_row_is_enough() -> None:
    claim = claim_of(["S"], [("S", row(day(2023, 11, 1), day(2023, 12, 1), 100))])
    assert claim.balance.minor == 100

"""The folder of a claim: its files by name, and an index with the SHA-256 of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ledgerguard.casework.claims.checklist import by_paper
from ledgerguard.casework.claims.correspondence import in_words
from ledgerguard.casework.claims.letters import claim_letter, report_letter, statement_letter
from ledgerguard.casework.claims.records import ClaimFile
from ledgerguard.casework.letters.data import LetterData
from ledgerguard.casework.letters.formats import to_docx, to_html
from ledgerguard.casework.letters.render import render
from ledgerguard.casework.letters.wording import one_line
from ledgerguard.errors import InvalidValue
from ledgerguard.policy.firm import Policy
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Language, from_serial

INDEX: Final = "index.txt"
WORKBOOK: Final = "claim.xlsx"
REPORT_NAME, CLAIM_NAME, STATEMENT_NAME = "overdue-report", "claim-letter", "statement-of-account"
CORRESPONDENCE: Final = "correspondence.txt"

_COLON: Final[Mapping[Language, str]] = {"en": ": ", "zh": "："}
_COMMA: Final[Mapping[Language, str]] = {"en": ", ", "zh": "、"}
_BOM: Final = "utf-8-sig"  # for Windows' Notepad

MEANINGS: Final[Mapping[str, Wording]] = {
    WORKBOOK: Wording(
        "summary, invoices, statement, deliveries, correspondence, extension, what is missing",
        "摘要、发票、对账单、交货、往来记录、延展期核对、缺失材料",
    ),
    REPORT_NAME: Wording(
        "report of the overdue account to the insurer", "致保险公司的逾期报损通知"
    ),
    CLAIM_NAME: Wording("letter of claim to the insurer", "致保险公司的索赔申请"),
    STATEMENT_NAME: Wording(
        "statement of account, for the customer to confirm", "供客户确认的对账单"
    ),
    CORRESPONDENCE: Wording("what the log tells, line by line", "日志中的往来记录"),
}

_HEAD: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "title": "Claim file {reference}",
        "report": "Report of overdue invoices {reference}",
        "buyer": "Buyer",
        "insurer": "Insurer",
        "cause": "Cause of loss",
        "invoices": "Invoices",
        "claimed": "Claimed",
        "expected": "Expected indemnity",
        "earliest": "Claim from",
        "latest": "Claim by",
        "head": "Head of the log",
        "none": "none",
        "unknown": "not known",
        "files": "Files, each with its SHA-256",
        "missing": "Still missing",
        "all": "nothing",
        "drafts": "The letters are drafts: nothing was sent.",
    },
    "zh": {
        "title": "索赔案卷 {reference}",
        "report": "逾期报损 {reference}",
        "buyer": "买方",
        "insurer": "保险公司",
        "cause": "损失原因",
        "invoices": "发票",
        "claimed": "索赔金额",
        "expected": "预计赔款",
        "earliest": "可索赔起始日",
        "latest": "索赔截止日",
        "head": "日志校验值",
        "none": "无",
        "unknown": "未知",
        "files": "文件清单（附 SHA-256）",
        "missing": "尚缺材料",
        "all": "无",
        "drafts": "函件均为草稿，尚未发出。",
    },
}


def report_files(claim: ClaimFile, policy: Policy, language: Language) -> dict[str, bytes]:
    """The report of the overdue account alone: the letter in both formats."""
    return _letter(REPORT_NAME, report_letter(claim, policy, language), policy)


def claim_files(
    claim: ClaimFile, policy: Policy, language: Language, workbook: bytes
) -> dict[str, bytes]:
    """The whole folder but its index.

    Args:
        claim: The claim file.
        policy: The firm's policy: who writes, and its own templates.
        language: Of letters and correspondence.
        workbook: The bytes of the workbook, which is built elsewhere.
    """
    return {
        WORKBOOK: workbook,
        **report_files(claim, policy, language),
        **_letter(CLAIM_NAME, claim_letter(claim, policy, language), policy),
        **_letter(STATEMENT_NAME, statement_letter(claim, policy, language), policy),
        CORRESPONDENCE: correspondence_text(claim, language).encode(_BOM),
    }


def correspondence_text(claim: ClaimFile, language: Language) -> str:
    """The correspondence as plain text: a line each, with the number and hash of its log row."""
    words = _HEAD[language]
    lines = [
        f"{in_words(contact, language)} [{contact.number} {contact.hash[:12]}]"
        for contact in claim.correspondence
    ]
    head = f"{words['head']}{_COLON[language]}{claim.head or words['none']}"
    return "\n".join([head, "", *(lines or [words["none"]])]) + "\n"


def index_text(
    claim: ClaimFile, files: Mapping[str, bytes], language: Language, *, notify: bool = False
) -> str:
    """What the folder holds, with the SHA-256 of each file and the head of the log.

    Args:
        claim: The claim file.
        files: The contents by name.
        language: Of the words.
        notify: Whether it is the report alone.
    """
    lines = [
        *_about(claim, language, notify=notify),
        "",
        f"{_HEAD[language]['files']}{_COLON[language].strip()}",
    ]
    for name, content in files.items():
        meaning = MEANINGS.get(name) or MEANINGS[name.rpartition(".")[0]]
        lines += [f"  {name}{_COLON[language]}{meaning.in_language(language)}"]
        lines += [f"    {hashlib.sha256(content).hexdigest()}"]
    title = f"{_HEAD[language]['missing']}{_COLON[language].strip()}"
    missing = [f"  - {line}" for line in missing_lines(claim, language, notify=notify)]
    lines += ["", title, *(missing or [f"  {_HEAD[language]['all']}"]), ""]
    return "\n".join([*lines, _HEAD[language]["drafts"], ""])


def write_folder(
    folder: Path, files: Mapping[str, bytes], index: str, *, replace: bool = False
) -> list[Path]:
    """Write the files and the index; what holds something else is not overwritten.

    Args:
        folder: Where they go; it is made where it is missing.
        files: The contents by name.
        index: The text of the index.
        replace: Overwrite files that hold something else.

    Raises:
        InvalidValue: when a file would be overwritten; nothing has been written then.
    """
    contents = {folder / name: content for name, content in files.items()}
    contents[folder / INDEX] = index.encode(_BOM)
    for path, content in contents.items():
        if not replace and path.exists() and path.read_bytes() != content:
            raise InvalidValue(
                f"{path} must not hold anything else, got a file that differs",
                hint="it may have been edited by hand; take another folder, or --replace it",
            )
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        path.write_bytes(content)
    return list(contents)


def index_hash(index: str) -> str:
    """The SHA-256 of an index as it is written: it stands for the whole folder."""
    return hashlib.sha256(index.encode(_BOM)).hexdigest()


def _letter(name: str, data: LetterData, policy: Policy) -> dict[str, bytes]:
    letter = render(data, policy.templates)
    return {f"{name}.docx": to_docx(letter), f"{name}.html": to_html(letter).encode()}


def _about(claim: ClaimFile, language: Language, *, notify: bool) -> Iterator[str]:
    words = _HEAD[language]
    yield words["report" if notify else "title"].format(reference=claim.reference)
    yield ""
    invoices = claim.invoices if notify else claim.claimed
    rows = {
        "buyer": f"{claim.customer_id} {one_line(claim.customer)}",
        "insurer": one_line(
            " ".join(filter(None, (claim.terms.insurer, claim.terms.policy_number)))
        ),
        "cause": claim.cause.title.in_language(language),
        "invoices": _COMMA[language].join(str(one.key) for one in invoices),
        "claimed": str(claim.found.parts.claimed),
        "expected": str(claim.found.expected),
        "earliest": _day(claim.earliest),
        "latest": _day(claim.latest),
        "head": claim.head or words["none"],
    }
    for key, value in rows.items():
        yield f"{words[key]}{_COLON[language]}{value or words['unknown']}"


def missing_lines(claim: ClaimFile, language: Language, *, notify: bool = False) -> list[str]:
    """What is missing, a line a paper: what it is, for which invoices, who gets it, and why.

    Args:
        claim: The claim file.
        language: Of the words.
        notify: Whether it is the report alone: then that is what is being made.
    """
    found = []
    for paper, invoices in by_paper(claim.missing):
        if notify and paper.key == "report":
            continue
        title, why, owner = (
            wording.in_language(language) for wording in (paper.title, paper.why, paper.owner)
        )
        brackets = f"（{owner}）" if language == "zh" else f" ({owner})"
        numbers = _COMMA[language].join(invoices)
        named = f"{title} {numbers}" if numbers else title
        found.append(f"{named}{brackets}{_COLON[language]}{why}")
    return found


def _day(number: int) -> str:
    return "" if number < 0 else from_serial(number).isoformat()

"""Letters as files: text, page, document and draft; the same bytes for the same letter."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import time
import zipfile
from dataclasses import replace
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import docx
import pytest
from sample_letters import DATA, ITEMS, LETTERS, SCRIPTS, data, item

from ledgerguard.casework.letters.data import Party
from ledgerguard.casework.letters.formats import (
    safe_name,
    to_docx,
    to_eml,
    to_html,
    to_text,
    write_letters,
)
from ledgerguard.casework.letters.layout import items_grid, total_grids, total_rows
from ledgerguard.casework.letters.render import Letter, render
from ledgerguard.errors import InvalidValue

EVERY = [(name, language) for name in (*LETTERS, *SCRIPTS) for language in ("en", "zh")]
FREE = tuple(replace(one, interest=Decimal(0), fee=Decimal(0)) for one in ITEMS)


def opened(letter: Letter) -> docx.document.Document:
    return docx.Document(io.BytesIO(to_docx(letter)))


def draft(letter: Letter) -> EmailMessage:
    return message_from_bytes(to_eml(letter), policy=default)


def cells(document: docx.document.Document, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[table].rows]


def test_a_statement_as_text_whole() -> None:
    letter = render(
        data(
            "statement",
            items=(ITEMS[0], item("A1", part=2, due=None, issued=None, claimed=False)),
            sender=Party(name="Our Firm Ltd."),
            customer=Party(name="Nordwerk"),
            head="",
        )
    )
    assert to_text(letter) == (
        "Our Firm Ltd.\n\nNordwerk\n\nDate: 1 March 2024\nReference: 20240301-1-0001\n\n"
        "Statement of account as of 1 March 2024, Nordwerk\n\n"
        "Dear Nordwerk,\n\n"
        "Below is the statement of your account with us as of 1 March 2024. It lists every invoice "
        "that is open in our books, and credits of EUR 150.00 that are not yet applied to an "
        "invoice.\n\n"
        "- A1, part 1, dated 1 January 2024, due 31 January 2024, 30 days overdue: EUR 600.00, "
        "interest EUR 10.00, fee EUR 40.00\n"
        "- A1, part 2, 30 days overdue: EUR 600.00, not asked for here\n\n"
        "Asked for in this letter: EUR 600.00\nLate interest: EUR 10.00\nFixed fees: EUR 40.00\n"
        "Less credits not yet applied: EUR -150.00\nTotal to pay: EUR 500.00\n"
        "Overdue, not asked for here: EUR 600.00\nBalance of the account: EUR 1,100.00\n\n"
        "Of these, EUR 600.00 is past its due date. If the payment is already on its way, please "
        "accept our thanks.\n\n"
        "Please compare the statement with your own books. If anything differs, if an invoice is "
        "missing or you do not agree with one, please tell us as soon as you can, with the number "
        "of the invoice, so that we can settle it before it delays a payment.\n\n"
        "Please also tell us to which invoices the credits belong.\n\n"
        "Please quote: 20240301-1-0001\nPlease pay by: 8 March 2024\n\n"
        "Kind regards,\n\nOur Firm Ltd.\n\n20240301-1-0001"
    )


def test_bullets_stand_close_and_a_script_has_no_address() -> None:
    text = to_text(render(data("call-overdue", "zh")))
    assert text.startswith("电话脚本（逾期催收）：Nordwerk GmbH，")
    assert "\n- 催收金额：" in text
    assert "\n\n- 催收金额：" not in text
    assert "1 Example Road" not in text


def test_the_list_is_cut_where_the_text_would_be_too_long() -> None:
    many = tuple(item(f"N{number:04}") for number in range(500))
    letter = render(data(items=many))
    whole = to_text(letter)
    assert len(whole) > 32_767
    assert to_text(letter, len(whole)) == whole
    cut = to_text(letter, 32_767)
    assert 32_600 < len(cut) <= 32_767
    shown = cut.count("- N")
    assert f"\n... and {500 - shown} more\n" in cut
    assert cut.count("EUR 300,000.00") == whole.count("EUR 300,000.00") > 0  # the totals stay
    assert to_text(render(data("statement", "zh", items=many)), 3000).count("……另有 ") == 1


def test_a_text_that_has_no_list_to_cut_loses_its_end_and_no_half_character() -> None:
    fox = render(data(customer=Party(name="🦊" * 300)))
    for limit in (400, 401, 402):
        text = to_text(fox, limit)
        assert limit - 1 <= len(text.encode("utf-16-le")) // 2 <= limit
        assert to_text(fox).startswith(text[:300])


def test_the_grid_of_items_by_hand() -> None:
    grid = items_grid(render(DATA))
    assert grid.header == (
        *("Invoice", "Dated", "Due", "Days overdue", "Amount", "Unpaid", "Interest", "Fee"),
    )
    day = "2024-01-01"
    assert grid.rows == (
        ("A1", day, "2024-01-31", "30", "1,000.00", "EUR 600.00", "10.00", "40.00"),
        ("A4 (not asked for here)", day, "2024-02-27", "3", "40.00", "EUR 40.00", "", ""),
        ("A2", day, "2024-03-15", "", "250.50", "EUR 250.50", "", ""),
        ("A3 (disputed)", day, "2024-02-10", "20", "99.50", "EUR 99.50", "", ""),
        ("J1", day, "2024-02-20", "10", "120,000", "JPY 120,000", "", ""),
        ("K1", day, "2024-02-29", "1", "12.345", "KWD 12.345", "", ""),
    )


def test_columns_of_interest_and_fee_only_where_there_are_any() -> None:
    assert len(items_grid(render(data(items=FREE))).header) == 6
    interest = (replace(ITEMS[0], fee=Decimal(0)),)
    assert items_grid(render(data(items=interest))).header[-1] == "Interest"
    fee = (replace(ITEMS[0], interest=Decimal(0)),)
    assert items_grid(render(data(items=fee))).header[-1] == "Fee"
    for items in (FREE, interest, fee):
        assert len(opened(render(data(items=items))).tables[0].columns) in (6, 7)


def test_totals_of_many_currencies_go_into_further_tables() -> None:
    names = ("CHF", "CNY", "EUR", "GBP", "JPY", "USD")
    many = tuple(item(name, currency=name) for name in names)
    grids = total_grids(render(data(items=many, unapplied={})))
    assert [grid.header for grid in grids] == [("", *names[:4]), ("", *names[4:])]
    assert grids[0].rows == (("Total to pay", "600.00", "600.00", "600.00", "600.00"),)
    assert grids[1].rows == (("Total to pay", "600", "600.00"),)


def test_a_total_that_says_nothing_is_left_out() -> None:
    only = data(items=(item(),), unapplied={})
    assert [key for key, _ in total_rows(render(only))] == ["to_pay"]
    none = data(items=(item(claimed=False, days_past_due=-1),))
    assert [key for key, _ in total_rows(render(none))] == ["not_yet_due", "unapplied", "balance"]
    grid = total_grids(render(DATA))[0]
    assert grid.rows[1] == ("Late interest", "10.00", "", "")
    assert grid.rows[4] == ("Total to pay", "500.00", "120,000", "12.345")
    assert grid.bold == {4, 8}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_document_opens_again(name: str, language: str) -> None:
    letter = render(data(name, language))
    document = opened(letter)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for said in (letter.subject, *(block.text for block in letter.blocks)):
        assert said in text
    rows = cells(document, 0)
    assert rows[0] == list(items_grid(letter).header)
    assert rows[1:] == [list(row) for row in items_grid(letter).rows]
    footer = document.sections[0].first_page_footer.paragraphs[0].text
    assert footer.startswith("20240301-1-0001 · ")
    assert "ab12" * 16 in footer
    assert document.core_properties.title == letter.subject[:255]
    assert document.core_properties.created == dt.datetime(2024, 3, 1, tzinfo=dt.UTC)


def test_a_document_as_word_wants_it() -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(render(data("formal-notice", "zh"))))) as book:
        body = book.read("word/document.xml").decode()
        styles = book.read("word/styles.xml").decode()
        footers = [book.read(n).decode() for n in book.namelist() if n.startswith("word/footer")]
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert 'w:eastAsia="Microsoft YaHei"' in styles
    normal = styles.split('w:styleId="Normal"')[1].split("</w:style>")[0]
    assert normal.count("<w:lang ") == 1
    assert body.count("<w:tblHeader/>") == 2
    assert body.count("<w:cantSplit/>") == 7 + 1 + len(total_rows(render(DATA)))
    for footer in footers:
        assert "PAGE</w:instrText>" in footer
        assert "NUMPAGES</w:instrText>" in footer
        assert "第 " in footer
    assert len(footers) == 2


def test_the_signature_stays_with_what_stands_before_it() -> None:
    paragraphs = opened(render(DATA)).paragraphs
    place = next(i for i, p in enumerate(paragraphs) if p.text.startswith("Wang Fang"))
    assert [p.paragraph_format.keep_with_next for p in paragraphs[place - 2 : place]] == [True] * 2


def test_a_letter_without_reference_head_or_sender_is_a_document_too() -> None:
    bare = render(data(sender=Party(), reference="", head="", customer=Party()))
    assert opened(bare).sections[0].first_page_footer.paragraphs[0].text.startswith("Page ")
    assert "<header></header>" in to_html(bare)
    assert draft(bare)["From"] is None


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_page_holds_all_words_and_fetches_nothing(name: str, language: str) -> None:
    page = to_html(render(data(name, language)))
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page
    for forbidden in ("<script", "http://", "https://", "url(", "<img", "<link"):
        assert forbidden not in page
    assert page.count("<ul>") == page.count("</ul>")
    assert page.count("<table") == page.count("</table>") > 0
    assert "@media print" in page
    assert "ab12" * 16 in page


def test_the_draft_is_a_draft() -> None:
    letter = render(DATA)
    message = draft(letter)
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == letter.subject
    assert message["To"] == "Nordwerk GmbH <ap@nordwerk.example>"
    assert message["From"] == '"Our Firm Ltd." <credit@ourfirm.example>'
    assert message["X-Ledgerguard-Reference"] == "20240301-1-0001"
    for absent in ("Date", "Message-ID", "Bcc", "Cc"):
        assert message[absent] is None
    assert message.get_content_type() == "multipart/alternative"
    plain, page = message.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert plain.get_content().replace("\r\n", "\n") == to_text(letter) + "\n"
    assert page.get_content_type() == "text/html"
    assert page.get_content().replace("\r\n", "\n") == to_html(letter)


def test_a_draft_in_chinese_and_with_a_long_subject() -> None:
    letter = render(data("formal-notice", "zh", customer=Party(name="上海机械" * 100)))
    message = draft(letter)
    assert message["Subject"] == letter.subject[:250]
    assert message["To"] is None
    assert all(len(line) <= 998 for line in to_eml(letter).split(b"\r\n"))
    to_eml(letter).decode("ascii")  # whatever way the file takes


def test_nobody_writes_a_script_to_anybody() -> None:
    message = draft(render(data("call-overdue")))
    assert message["To"] is None


def test_the_same_letter_gives_the_same_bytes() -> None:
    def written() -> list[object]:
        letter = render(DATA)
        return [to_docx(letter), to_eml(letter), to_html(letter), to_text(letter)]

    first = written()
    time.sleep(2.1)  # a zip counts time in steps of two seconds
    assert written() == first


def test_files_are_named_for_reference_and_customer(tmp_path: Path) -> None:
    paths = write_letters([render(DATA)], tmp_path / "deep" / "out")
    name = "20240301-1-0001 10023 Nordwerk GmbH"
    assert [path.name for path in paths] == [f"{name}.docx", f"{name}.html", f"{name}.eml"]
    assert paths[1].read_bytes() == to_html(render(DATA)).encode()
    assert write_letters([render(DATA)], tmp_path / "deep" / "out") == paths  # nothing differs


def test_equal_names_are_numbered_whatever_their_capitals(tmp_path: Path) -> None:
    other = replace(DATA, customer=Party(name="NORDWERK gmbh"))
    paths = write_letters([render(DATA), render(other), render(DATA)], tmp_path, ("txt",))
    name = "20240301-1-0001 10023"
    assert [path.stem for path in paths] == [
        f"{name} Nordwerk GmbH",
        f"{name} NORDWERK gmbh (2)",
        f"{name} Nordwerk GmbH (3)",
    ]
    assert paths[0].read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_draft_that_was_edited_is_not_overwritten(tmp_path: Path) -> None:
    html, text = write_letters([render(DATA)], tmp_path, ("html", "txt"))
    text.write_text("edited")
    html.unlink()
    with pytest.raises(InvalidValue, match="must not hold anything else") as fault:
        write_letters([render(DATA)], tmp_path, ("html", "txt"))
    assert "edited by hand" in fault.value.hint
    assert not html.exists()
    write_letters([render(DATA)], tmp_path, ("html", "txt"), replace=True)
    assert text.read_text(encoding="utf-8-sig").startswith("Our Firm Ltd.")


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="format must be one of docx, html, eml, txt, got 'pdf'"):
        write_letters([], tmp_path / "x", ("pdf",))  # type: ignore[arg-type]
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a/b\\c:d", "a_b_c_d"),
        (' "quoted"? ', "_quoted__"),
        ("NUL", "_NUL"),
        ("con.txt", "_con.txt"),
        ("COM1", "_COM1"),
        ("lpt¹ .x", "_lpt¹ .x"),
        ("console", "console"),
        ("..", "letter"),
        ("", "letter"),
        ("ends. . ", "ends"),
        ("公司" * 40, "公司" * 20),  # 120 bytes of three a character
    ],
)
def test_a_name_that_every_system_takes(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_word_processor_opens_the_letters(writer: None, language: str, tmp_path: Path) -> None:
    paths = write_letters(
        [render(data(name, language, reference=name)) for name in LETTERS], tmp_path, ("docx",)
    )
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / "pdf")),
            *map(str, paths),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    made = sorted((tmp_path / "pdf").iterdir())
    assert len(made) == len(LETTERS)
    for path in made:
        text = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"],
            capture_output=True,
            check=True,
        ).stdout.decode()
        assert "Nordwerk GmbH" in text
        assert "12.345" in text
        assert "ab12" * 16 in text

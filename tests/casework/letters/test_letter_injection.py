"""A name stays a name: in a template, a page, a header, a document, a cell and a file's name."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_letters import DATA, EVIL, LETTERS, data, named

from ledgerguard.casework.hand_over_pack import items_csv
from ledgerguard.casework.letters.draft import to_eml
from ledgerguard.casework.letters.formats import safe_name, write_letters
from ledgerguard.casework.letters.render import Letter, render
from ledgerguard.casework.letters.text import to_text
from ledgerguard.casework.letters.web_page import to_html
from ledgerguard.casework.letters.word import to_docx
from ledgerguard.casework.letters.wording import one_line

HARMLESS = "Nordwerk"
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Tags(HTMLParser):
    """The tags of a page, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


def shape(letter: Letter) -> list[str]:
    return [block.kind for block in letter.blocks]


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_name_changes_no_letters_shape_and_is_printed_as_it_is(name: str, language: str) -> None:
    for template in LETTERS:
        letter = render(named(name, template, language))
        assert shape(letter) == shape(render(named(HARMLESS, template, language)))
        assert one_line(name) in letter.subject or template == "friendly-reminder"
        for block in letter.blocks:
            assert len(block.text.splitlines()) <= 1
            assert "49" not in block.text or "49" in name
    assert one_line(name) in to_text(letter)


@pytest.mark.parametrize("name", EVIL)
def test_a_name_adds_no_tag_to_a_page(name: str) -> None:
    page = to_html(render(named(name)))
    expected = parsed(to_html(render(named(HARMLESS))))
    found = parsed(page)
    # A mark of the address lines: one name of several lines makes several lines, not tags.
    assert [tag for tag in found.found if tag != "br"] == [
        tag for tag in expected.found if tag != "br"
    ]
    assert "script" not in found.found
    assert one_line(name) in "".join(found.words)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_name_adds_no_header_to_a_draft(name: str, language: str) -> None:
    raw = to_eml(render(named(name, language=language)))
    head = raw.split(b"\r\n\r\n")[0].decode()
    keys = [line.split(":")[0] for line in head.split("\r\n") if not line.startswith((" ", "\t"))]
    assert set(keys) <= {
        *("X-Unsent", "Subject", "From", "To", "X-Ledgerguard-Reference"),
        *("MIME-Version", "Content-Type"),
    }
    assert len(keys) == len(set(keys))
    assert not any(line.rstrip().endswith(":") for line in head.split("\r\n"))
    assert all(len(line) <= 998 for line in head.split("\r\n"))
    message = message_from_bytes(raw, policy=default)
    assert message["Bcc"] is None
    assert message.defects == []


def test_an_address_that_brings_more_than_an_address_is_left_out() -> None:
    for email in (
        *("a@b.example\r\nBcc: c@d.example", "a@b", "x", "", "@b.example", "a @ b.c"),
        *("a..b@c.example", ".a@b.example", "a.@b.example"),
    ):
        party = DATA.customer.__class__(name="N", email=email)
        message = message_from_bytes(to_eml(render(data(customer=party))), policy=default)
        assert message["Bcc"] is None
        addresses = message["To"].addresses if message["To"] else ()
        assert all(one.addr_spec in ("a@b.example", "c@d.example") for one in addresses)
    several = DATA.customer.__class__(name='Q "x" <y>, Z', email="a@b.example; c@d.example")
    message = message_from_bytes(to_eml(render(data(customer=several))), policy=default)
    assert [one.addr_spec for one in message["To"].addresses] == ["a@b.example", "c@d.example"]
    assert [one.display_name for one in message["To"].addresses] == ['Q "x" <y>, Z'] * 2


@pytest.mark.parametrize("name", EVIL)
def test_a_name_adds_no_element_to_a_document(name: str) -> None:
    def elements(raw: bytes) -> dict[str, list[str]]:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return {
                entry: [
                    node.tag
                    for node in ElementTree.fromstring(book.read(entry)).iter()
                    # A name of several lines makes several lines of an address: runs and breaks.
                    if not node.tag.endswith(("}r", "}t", "}br", "}rPr", "}sz", "}tab", "}b"))
                ]
                for entry in book.namelist()
                if entry.endswith(".xml")
            }

    raw = to_docx(render(named(name)))
    assert elements(raw) == elements(to_docx(render(named(HARMLESS))))
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        tree = ElementTree.fromstring(book.read("word/document.xml"))
    words = "".join(node.text or "" for node in tree.iter() if node.tag.endswith("}t"))
    assert one_line(name) in words
    assert TURNS.search(words) is None


@pytest.mark.parametrize("name", EVIL)
def test_no_text_of_a_csv_acts_in_a_sheet(name: str) -> None:
    rows = list(csv.reader(io.StringIO(items_csv(named(name)), newline="")))
    assert len(rows) == 7
    assert {len(row) for row in rows} == {12}
    for row in rows[1:]:
        assert row[0].lstrip("'") == one_line(name).lstrip("'")
        assert not row[0].startswith(tuple("=+-@\t\r＝＋－＠"))


@pytest.mark.parametrize("name", EVIL)
def test_a_name_leaves_no_folder_and_takes_no_device(name: str, tmp_path: Path) -> None:
    paths = write_letters([render(named(name))], tmp_path / "out", ("txt",))
    assert [path.parent for path in paths] == [tmp_path / "out"]
    assert [entry.name for entry in (tmp_path / "out").iterdir()] == [paths[0].name]
    assert len(paths[0].name.encode()) < 140
    assert not set(paths[0].name) & set('<>:"/\\|?*\r\n\0')


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_a_name_of_one_line_and_a_file_of_its_own(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
    assert all(ord(sign) >= 32 for sign in line)
    name = safe_name(text)
    assert name == name.strip(" .") or name.startswith("_")
    assert 0 < len(name.encode()) <= 121
    assert not set(name) & set('<>:"/\\|?*')


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_written_in_every_format(text: str) -> None:
    letter = render(named(text, "friendly-reminder"))
    for raw in (to_docx(letter), to_eml(letter), to_html(letter).encode()):
        assert raw

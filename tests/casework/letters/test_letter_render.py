"""Every packaged letter in both languages: it renders, and says what it has to say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sample_letters import DATA, ITEMS, LETTERS, SCRIPTS, data, item

from ledgerguard.casework.letters.data import Party
from ledgerguard.casework.letters.render import Block, Letter, render
from ledgerguard.casework.letters.scripts import script_for
from ledgerguard.casework.letters.template_file import letter_names
from ledgerguard.casework.letters.text import to_text
from ledgerguard.errors import PolicyError

BOTH = ("en", "zh")
EVERY = [(name, language) for name in (*LETTERS, *SCRIPTS) for language in BOTH]


def words(letter: Letter) -> str:
    return "\n".join([letter.subject, *(block.text for block in letter.blocks)])


def own(folder: Path, text: str, name: str = "own", language: str = "en") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.{language}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("language", BOTH)
def test_the_packaged_letters_are_those_that_ladders_name(language: str) -> None:
    assert set(letter_names(language)) == {*LETTERS, *SCRIPTS}  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_letter_reads_whole(name: str, language: str) -> None:
    letter = render(data(name, language))
    text = to_text(letter)
    for sign in ("{{", "{%", "[[", "None", "  ", "Decimal", "，。", "。。", "：。", ", ,", " ."):
        assert sign not in text, sign
    assert "..\n" not in text
    assert (".. " in text.replace("... ", "")) is False
    assert "Nordwerk GmbH" in letter.subject or name in ("friendly-reminder",)
    for invoice in ("A1", "A2", "A3", "A4", "J1", "K1"):
        assert invoice in text
    wide = sum("\u4e00" <= sign <= "\u9fff" for sign in words(letter))
    assert (wide > 100) is (language == "zh")
    assert (wide == 0) is (language == "en")


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("empty", ["nobody", "nothing claimed", "not due", "credits"])
def test_every_letter_can_do_with_less(name: str, language: str, empty: str) -> None:
    bare = replace(
        data(name, language), pay_by=None, next_action="", next_on=None, insurer="", extra={}
    )
    less = {
        "nobody": replace(bare, sender=Party(), customer=Party(), reference="", head=""),
        "nothing claimed": replace(bare, items=tuple(replace(i, claimed=False) for i in ITEMS)),
        "not due": replace(bare, items=(item(days_past_due=-5, currency="EUR"),)),
        "credits": replace(bare, items=ITEMS[:1], unapplied={"EUR": Decimal(5000)}),
    }[empty]
    letter = render(less)
    text = to_text(letter)
    for sign in ("  ", "Dear ,", "尊敬的：", "for .", "of .", ": \n", " ,", " .", "，。", "（）"):
        assert sign not in text, sign
    assert not letter.subject.endswith((",", ":", "：", "，"))


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("name", ["formal-notice", "final-notice", "stop-supply"])
def test_a_formal_letter_names_amount_deadline_consequence_and_its_day(
    name: str, language: str
) -> None:
    text = words(render(data(name, language)))
    total = "EUR 500.00, JPY 120,000 and KWD 12.345"
    days = ("8 March 2024", "9 March 2024")
    if language == "zh":
        total, days = "EUR 500.00、JPY 120,000 和 KWD 12.345", ("2024年3月8日", "2024年3月9日")
    for said in (total, *days, "Escalate to legal"):
        assert said in text, said


@pytest.mark.parametrize(
    ("language", "interest", "fee"),
    [
        ("en", "interest for late payment of EUR 10.00", "costs of recovery of EUR 40.00"),
        ("zh", "逾期付款利息 EUR 10.00", "固定补偿 EUR 40.00"),
    ],
)
@pytest.mark.parametrize("name", ["formal-notice", "final-notice", "lawyers-letter"])
def test_interest_and_fee_are_claimed_only_where_there_are_any(
    name: str, language: str, interest: str, fee: str
) -> None:
    charged = words(render(data(name, language)))
    assert interest in charged
    assert fee in charged
    free = tuple(replace(one, interest=Decimal(0), fee=Decimal(0)) for one in ITEMS)
    text = words(render(data(name, language, items=free)))
    for word in ("interest", "利息", "补偿", "compensation"):
        assert word not in text


def test_blanks_around_a_name_and_lines_of_an_address_are_made_to_fit() -> None:
    odd = Party(name=" Nord  werk ", address="Quay 5\n\n Hamburg ")
    text = words(render(data("agency-hand-over", customer=odd)))
    assert "Debtor: Nord werk, Quay 5, Hamburg" in text
    assert "Dear Nord werk," in words(render(data("statement", customer=odd)))


def test_singular_and_plural_of_days() -> None:
    one = replace(DATA, items=(item(days_past_due=1),))
    assert "is 1 day past" in words(render(one))
    assert "is 30 days past" in words(render(DATA))


def test_who_writes_to_whom() -> None:
    assert render(data("statement")).addressee is DATA.customer
    insurer = render(data("insurer-notification"))
    assert (insurer.author, insurer.addressee) == (
        DATA.sender,
        Party(name="Example Credit Insurance"),
    )
    lawyer = render(data("lawyers-letter", extra={"lawyer": "Recht LLP", "lawyer_email": "a@b.c"}))
    assert lawyer.author == Party(name="Recht LLP", email="a@b.c")
    assert lawyer.addressee is DATA.customer
    assert render(data("lawyers-letter", "zh")).author == Party(name="【律师事务所】")
    agency = render(data("agency-hand-over"))
    assert agency.addressee == Party(name="[Collection agency]")
    assert render(data("call-overdue")).addressee is None


def test_the_insurer_hears_of_the_policy_and_is_not_asked_to_pay() -> None:
    text = to_text(render(data("insurer-notification")))
    assert "under our credit insurance policy 4711" in text
    assert "Total covered by this letter: EUR 500.00" in text
    assert "Total to pay" not in text
    assert "Please pay by" not in text


def test_a_stop_of_supply_over_disputed_invoices_asks_for_nothing() -> None:
    contested = (replace(ITEMS[2], interest=Decimal(0), fee=Decimal(0)),)
    letter = render(data("stop-supply", items=contested, unapplied={}))
    assert letter.subject == "Deliveries on credit suspended, Nordwerk GmbH"
    assert "you dispute EUR 99.50" in words(letter)
    assert "Please pay" not in words(letter)


@pytest.mark.parametrize(
    ("language", "listed"),
    [("en", "N1, N2, N3 and 3 more"), ("zh", "N1、N2、N3等 6 张发票")],
)
def test_many_invoices_are_counted_in_a_sentence(language: str, listed: str) -> None:
    many = tuple(item(f"N{number}") for number in range(1, 7))
    assert listed in words(render(data("friendly-reminder", language, items=many)))


def test_the_script_follows_what_is_overdue() -> None:
    assert script_for(DATA).subject.startswith("Call script, overdue account")
    early = replace(DATA, items=(item(days_past_due=-3),))
    assert script_for(early).subject.startswith("Call script, first reminder")
    assert script_for(replace(DATA, letter="call-reminder")).subject.startswith(
        "Call script, first reminder"
    )


def test_a_script_goes_from_opening_to_close() -> None:
    headings = [b.text for b in script_for(DATA).blocks if b.kind == "heading"]
    assert headings == [
        *("Before the call", "Opening", "Identify", "Ask", "Listen"),
        *("Objections and answers", "Agree", "Close"),
    ]
    chinese = [b.text for b in script_for(replace(DATA, language="zh")).blocks]
    assert "达成约定" in chinese


def test_a_firms_own_letter_takes_the_place_of_ours_and_others_stay(tmp_path: Path) -> None:
    folder = own(tmp_path / "t", "Subject: Ours, {{ customer.name }}\n\nPay!\n", "formal-notice")
    letter = render(DATA, folder)
    assert letter.subject == "Ours, Nordwerk GmbH"
    assert letter.blocks == (Block("text", "Pay!"),)
    assert render(data("statement"), folder) == render(data("statement"))
    assert render(data("formal-notice", "zh"), folder) == render(data("formal-notice", "zh"))


def test_a_letter_of_the_firm_alone(tmp_path: Path) -> None:
    text = (
        "Subject: Hello\nTo: nobody\n\n"
        "# Head\n- one {{ 1.5 | money('EUR') if false else 'x' }}\n- {% if false %}gone{% endif %}"
        "\n\n{# a remark #}\n\n[[ items ]]\n\n你好\n世界\n\nplain\nwrapped\n"
    )
    letter = render(data("own"), own(tmp_path / "t", text))
    assert letter.blocks == (
        Block("heading", "Head"),
        Block("bullet", "one x"),
        Block("items"),
        Block("text", "你好世界"),
        Block("text", "plain wrapped"),
    )
    assert "own" in letter_names("en", tmp_path / "t")


def test_the_money_filter_writes_amounts(tmp_path: Path) -> None:
    text = "Subject: S\n\n{% for i in items %}{{ i.open | money(i.currency) }};{% endfor %}"
    letter = render(data("own"), own(tmp_path / "t", text))
    assert letter.blocks[0].text == (
        "EUR 600.00;EUR 250.50;EUR 99.50;EUR 40.00;JPY 120,000;KWD 12.345;"
    )


ATTACKS = (
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ customer.__class__ }}",
    "{{ customer.__init__.__globals__ }}",
    "{{ items.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ '' | attr('__class__') }}",
    "{{ '{0.__class__}'.format(customer) }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self.__init__ }}",
    "{% import 'os' as os %}{{ os }}",
    "{% include '/etc/passwd' %}",
    "{% extends 'base' %}",
    "{{ __import__('os') }}",
    "{{ open_file('/etc/passwd') }}",
    "{{ extra.update({'a': 'b'}) }}",
    "{{ range(99999999) | list }}",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_template_cannot_leave_its_sandbox(tmp_path: Path, attack: str) -> None:
    folder = own(tmp_path / "t", f"Subject: S\n\nfirst\n\nsecond\n{attack}\n")
    with pytest.raises(PolicyError, match=r"^own\.en\.txt, line 6: cannot be filled in: ") as fault:
        render(data("own", extra={"policy_number": "4711"}), folder)
    assert fault.value.hint


def test_an_unknown_name_is_told_by_file_line_and_mend(tmp_path: Path) -> None:
    folder = own(tmp_path / "t", "Subject: S\n\none\n\n{{ day }}\ntwo {{ custmer_id }}\n")
    with pytest.raises(PolicyError, match=r"own\.en\.txt, line 6: .*'custmer_id'") as fault:
        render(data("own"), folder)
    assert fault.value.hint == "did you mean customer_id?"
    folder = own(tmp_path / "t", "Subject: {{ extra.contract }}\n\none\n")
    with pytest.raises(PolicyError, match=r"own\.en\.txt, line 1: .*'contract'") as fault:
        render(data("own"), folder)
    assert "a value of extra may be missing" in fault.value.hint
    folder = own(tmp_path / "t", "Subject: S\n\n{{ 1 / 0 }}\n")
    with pytest.raises(PolicyError, match=r"line 3: cannot be filled in: division by zero"):
        render(data("own"), folder)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Subject: S\n\n{% if overdue %}a\n\nb{% endif %}\n", 3),  # over two paragraphs
        ("Subject: S\n\nok\n\nfine\n{{ day }\n", 6),
        ("Subject: S {{\n\nok\n", 1),
        ("Subject: S\n\n{% frobnicate %}\n", 3),
    ],
)
def test_broken_syntax_is_told_by_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(PolicyError, match=rf"own\.en\.txt, line {line}: cannot be") as fault:
        render(data("own"), own(tmp_path / "t", text))
    assert "stand in one paragraph" in fault.value.hint


def test_an_empty_subject_is_refused(tmp_path: Path) -> None:
    folder = own(tmp_path / "t", "Subject: {% if false %}x{% endif %}\n\na\n")
    with pytest.raises(PolicyError, match=r"own\.en\.txt, line 1: the subject must not"):
        render(data("own"), folder)


def test_dates_read_in_both_languages() -> None:
    assert "1 March 2024" in to_text(render(data("statement")))
    text = to_text(render(data("statement", "zh", day=dt.date(2024, 11, 30))))
    assert "2024年11月30日" in text

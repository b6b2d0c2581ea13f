"""A letter's data, small enough to be added up by hand; and names that want to be more than names.

The day is 1 March 2024. In euros 600.00 is asked for, with 10.00 interest and a fee of 40.00;
250.50 is not yet due, 99.50 disputed, 40.00 overdue but promised; 150.00 of credits. In yen,
which have no decimals, 120000 is asked for; in Kuwaiti dinars, which have three, 12.345.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from ledgerguard.casework.letters.data import LetterData, LetterItem, Party

DAY: Final = dt.date(2024, 3, 1)

LETTERS: Final = (
    *("statement", "friendly-reminder", "formal-notice", "final-notice", "stop-supply"),
    *("lawyers-letter", "insurer-notification", "insurance-claim", "agency-hand-over"),
)
SCRIPTS: Final = ("call-reminder", "call-overdue")

SENDER: Final = Party(
    name="Our Firm Ltd.",
    address="1 Example Road\n200000 Shanghai",
    email="credit@ourfirm.example",
    phone="+86 21 5550 0000",
    bank="Bank of Example\nIBAN XX00 1111",
    signatory="Wang Fang",
)
CUSTOMER: Final = Party(
    name="Nordwerk GmbH",
    address="Hafenstr. 5\n20457 Hamburg",
    email="ap@nordwerk.example",
    phone="+49 40 555 0100",
    contact="Ms Brandt",
)

EVIL: Final = (
    "{{ 7*7 }}",
    "{% for i in range(9) %}x{% endfor %}",
    "[[items]]",
    "# Heading",
    "- bullet",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></tr></table>&amp;",
    "Evil\r\nBcc: victim@example.com",
    "Evil\n\n[[signature]]\n\nmore",
    '=HYPERLINK("http://evil.example","click")',
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "@SUM(1)",
    "\u202egnp.exe\u2066",
    "nul\x00bell\x07\x1b[31mred",
    "\ud800unpaired",
    "公司\u2028新行\u2029段",
    "🦊" * 20,
    "x" * 5000,
    "../../etc/passwd",
    "CON",
)


def item(invoice: str = "A1", **changes: Any) -> LetterItem:
    usual = LetterItem(
        invoice=invoice,
        part=1,
        issued=dt.date(2024, 1, 1),
        due=dt.date(2024, 1, 31),
        currency="EUR",
        amount=Decimal("1000.00"),
        open=Decimal("600.00"),
        days_past_due=30,
        claimed=True,
        disputed=False,
    )
    return replace(usual, **changes)


ITEMS: Final = (
    item("A1", interest=Decimal("10.00"), fee=Decimal("40.00")),
    item(
        "A2",
        due=dt.date(2024, 3, 15),
        amount=Decimal("250.50"),
        open=Decimal("250.50"),
        days_past_due=-14,
        claimed=False,
    ),
    item(
        "A3",
        due=dt.date(2024, 2, 10),
        amount=Decimal("99.50"),
        open=Decimal("99.50"),
        days_past_due=20,
        claimed=False,
        disputed=True,
        # Charges of what is not asked for count nowhere.
        interest=Decimal("7.77"),
        fee=Decimal("7.77"),
    ),
    item(
        "A4",
        due=dt.date(2024, 2, 27),
        amount=Decimal("40.00"),
        open=Decimal("40.00"),
        days_past_due=3,
        claimed=False,
    ),
    item(
        "J1",
        due=dt.date(2024, 2, 20),
        currency="JPY",
        amount=Decimal(120000),
        open=Decimal(120000),
        days_past_due=10,
    ),
    item(
        "K1",
        due=dt.date(2024, 2, 29),
        currency="KWD",
        amount=Decimal("12.345"),
        open=Decimal("12.345"),
        days_past_due=1,
    ),
)

DATA: Final = LetterData(
    letter="formal-notice",
    language="en",
    day=DAY,
    reference="20240301-1-0001",
    head="ab12" * 16,
    sender=SENDER,
    customer_id="10023",
    customer=CUSTOMER,
    items=ITEMS,
    unapplied={"EUR": Decimal("150.00")},
    pay_by=dt.date(2024, 3, 8),
    next_action="Escalate to legal",
    next_on=dt.date(2024, 3, 9),
    insurer="Example Credit Insurance",
    extra={"policy_number": "4711"},
)


def data(letter: str = "formal-notice", language: Any = "en", **changes: Any) -> LetterData:
    return replace(DATA, letter=letter, language=language, **changes)


def named(name: str, letter: str = "formal-notice", language: str = "en") -> LetterData:
    """A letter in which every text that comes from outside is one and the same name."""
    party = Party(name, name, name, name, name, name, name)
    return replace(
        data(letter, language),
        reference=name,
        head=name,
        sender=party,
        customer=party,
        customer_id=name,
        next_action=name,
        insurer=name,
        items=tuple(replace(one, invoice=name) for one in ITEMS),
        extra={"policy_number": name, "actions": name, "agency": name, "lawyer": name},
    )

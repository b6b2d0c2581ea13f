"""The packaged sample ledger, and what an invented department has typed beside it."""

from __future__ import annotations

import datetime as dt

from ledgerguard.ledger.read import read
from ledgerguard.ledger.sample import SAMPLE_AS_OF, sample_path
from ledgerguard.translation import mark
from ledgerguard.workbooks.template import Data


def _day(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


def sample() -> Data:
    """Sample data, made up for this template."""
    phone, mail = mark("Phone"), mark("E-mail")
    return Data(
        as_of=SAMPLE_AS_OF,
        ledger=read(sample_path()),
        values={"interest_regime": "DE", "letter_customer": "0038796"},
        tables={
            "calls": (
                ("0073352", _day(10, 12), "EUR", phone, mark("Asks for time until the year-end.")),
                ("0033757", _day(10, 21), "EUR", mail, None),
                ("0054634", _day(10, 29), "EUR", phone, mark("Payment run on Friday.")),
                ("0069751", _day(10, 30), "EUR", phone, mark("Wants copies of both invoices.")),
            ),
            "promises": (
                ("0073352", None, _day(9, 20), _day(10, 10), 50_000,
                 mark("The managing director, by phone")),
                ("0025838", "INV-102660", _day(10, 15), _day(10, 28), None, None),
                ("0065433", "INV-102723", _day(10, 20), _day(10, 31), None,
                 mark("Accounts payable, by e-mail")),
                ("0065433", "INV-102729", _day(10, 20), _day(10, 26), None,
                 mark("Accounts payable, by e-mail")),
                ("0025838", "INV-102663", _day(10, 29), _day(11, 6), None,
                 mark("In the next payment run")),
                ("0033036", None, _day(10, 30), _day(11, 4), None, None),
            ),
            "disputes": (
                ("0073352", "INV-102252", _day(7, 2), mark("Quality"), mark("Quality department"),
                 None),
                ("0025838", "INV-102528", _day(9, 10), mark("Late delivery"), mark("Logistics"),
                 _day(10, 5)),
                ("0065433", "INV-102692", _day(10, 12), mark("Price"), mark("Sales"), None),
                ("0025838", "INV-102684", _day(10, 27), mark("Quantity"), mark("Logistics"), None),
            ),
            "contacts": (
                ("0073352", "A. Fennick", "+49 30 5550 101", None, "en"),
                ("0065433", "M. Laurent", "+33 1 5550 0102", None, "en"),
                ("0025838", "S. Berg", "+45 5550 0103", None, "en"),
                ("0033757", "J. Calder", "+44 20 5550 0104", None, "en"),
                ("0054634", "P. Kelm", "+45 5550 0105", None, "en"),
                ("0069751", "H. de Wit", "+31 20 5550 106", None, "en"),
                ("0027997", "C. Pelletier", "+33 1 5550 0107", None, "en"),
                ("0038796", "R. Ness", "+44 20 5550 0108", None, "en"),
            ),
        },
        invented=True,
        source=mark("the sample ledger"),
    )  # fmt: skip

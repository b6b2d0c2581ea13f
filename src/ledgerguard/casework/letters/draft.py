"""A letter as the draft of an e-mail: opened, looked at and sent by a person, never by itself."""

from __future__ import annotations

import hashlib
import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any, Final

from ledgerguard.casework.letters.data import Party
from ledgerguard.casework.letters.render import Letter
from ledgerguard.casework.letters.text import to_text
from ledgerguard.casework.letters.web_page import to_html
from ledgerguard.casework.letters.wording import one_line

_SEPARATORS: Final = re.compile(r"[;,\s]+")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST: Final = 250  # characters: longer subjects are cut by mail programs, each in its own way
_WIDE: Final = SMTP.clone(max_line_length=998)  # the longest line that the format allows


class _Draft(EmailPolicy):
    """Headers in plain characters stay on one line.

    The library would begin a long one with an empty line, which some mail servers take for the
    whole header.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        policy = _WIDE if str(value).isascii() else SMTP
        return policy.fold_binary(name, value)


def to_eml(letter: Letter) -> bytes:
    """A letter as .eml, text and html alike; programs open it as a draft (``X-Unsent: 1``).

    It carries no date and no message id: the mail program sets them when it is sent. An address
    that is none is left out, and the draft asks for one.
    """
    message = EmailMessage(policy=_Draft(linesep="\r\n"))
    message["X-Unsent"] = "1"
    message["Subject"] = letter.subject[:_LONGEST]
    for header, party in (("From", letter.author), ("To", letter.addressee)):
        addresses = _addresses(party) if party else ()
        if addresses:
            # Only one person writes; several may receive.
            message[header] = addresses if header == "To" else addresses[:1]
    reference = one_line(letter.data.reference)
    if reference:
        message["X-Ledgerguard-Reference"] = reference[:_LONGEST]
    text, page = to_text(letter), to_html(letter)
    message.set_content(text + "\n", cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    # The library would draw a boundary by chance; the content's own hash does not occur in it.
    message.set_boundary(f"=_{hashlib.sha256((text + page).encode()).hexdigest()[:40]}")
    return message.as_bytes()


def _addresses(party: Party) -> tuple[Address, ...]:
    found = []
    for word in _SEPARATORS.split(party.email.strip()):
        if _ADDRESS.fullmatch(word):
            try:
                found.append(Address(one_line(party.name)[:_LONGEST], addr_spec=word))
            except (ValueError, MessageError):
                continue
    return tuple(found)

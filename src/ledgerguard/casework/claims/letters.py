"""The letters of a claim: the report of the overdue account, the claim, the statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from ledgerguard.casework.claims.causes import KINDS
from ledgerguard.casework.claims.records import ClaimedInvoice, ClaimFile, OpenItem
from ledgerguard.casework.letters.data import LetterData, LetterItem, Party
from ledgerguard.casework.letters.parties import outsiders
from ledgerguard.casework.letters.wording import long_day, money
from ledgerguard.casework.open_items import has_number
from ledgerguard.casework.records import ItemKey
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.currency import exact
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy
from ledgerguard.units import Language, from_serial

REPORT_LETTER: Final = "insurer-notification"
CLAIM_LETTER: Final = "insurance-claim"
STATEMENT_LETTER: Final = "statement"

_LISTED: Final[Mapping[Language, str]] = {"en": ", ", "zh": "、"}
_TAKEN: Final[Mapping[Language, str]] = {"en": "{} (last one on {})", "zh": "{}（最近一次：{}）"}
_STOPPED: Final[Mapping[Language, str]] = {
    "en": "on credit stopped on {}",
    "zh": "已于 {} 停止赊销供货",
}


def report_letter(claim: ClaimFile, policy: Policy, language: Language) -> LetterData:
    """What the report to the insurer says: every invoice that the file names is reported."""
    named = {one.key for one in claim.invoices}
    return _letter(claim, policy, language, REPORT_LETTER, named, _so_far(claim, language))


def claim_letter(claim: ClaimFile, policy: Policy, language: Language) -> LetterData:
    """What the claim says: the invoices without those that were delivered after a stop."""
    return _letter(
        claim,
        policy,
        language,
        CLAIM_LETTER,
        {one.key for one in claim.claimed},
        {**_so_far(claim, language), **_claim_words(claim, language)},
    )


def statement_letter(claim: ClaimFile, policy: Policy, language: Language) -> LetterData:
    """The statement of account for the customer to confirm: like every statement it only lists."""
    return _letter(claim, policy, language, STATEMENT_LETTER, set(), {})


def _all(claim: ClaimFile) -> list[OpenItem]:
    return [*(one.item for one in claim.invoices), *claim.others]


def _letter(
    claim: ClaimFile,
    policy: Policy,
    language: Language,
    letter: str,
    asked: set[ItemKey],
    extra: Mapping[str, str],
) -> LetterData:
    settings, sender = policy.settings(claim.customer_id), policy.sender(claim.entity)
    unapplied = {claim.currency: exact(claim.credits.minor, claim.currency)}
    return LetterData(
        letter=letter,
        language=language,
        day=from_serial(claim.as_of),
        reference=claim.reference,
        head=claim.head,
        sender=Party(
            name=sender.name,
            address=sender.address,
            email=sender.email,
            phone=sender.phone,
            bank=sender.bank,
            signatory=sender.signatory,
        ),
        customer_id=claim.customer_id,
        customer=Party(
            name=claim.customer,
            address=settings.address,
            email=settings.email,
            phone=settings.phone,
            contact=settings.contact,
        ),
        items=tuple(_item(item, item.key in asked) for item in _all(claim)),
        unapplied=unapplied if claim.credits.minor else {},
        pay_by=None,
        next_action="",
        next_on=None,
        insurer=claim.terms.insurer,
        extra={**outsiders(policy, claim.terms), **extra},
    )


def _item(item: OpenItem, asked: bool) -> LetterItem:
    return LetterItem(
        invoice=item.key.invoice if has_number(item.key.invoice) else "",
        part=item.key.part,
        issued=_day(item.issued),
        due=_day(item.due),
        currency=item.key.currency,
        amount=_exact(item.amount),
        open=_exact(item.open),
        days_past_due=item.days_past_due,
        claimed=asked,
        disputed=item.disputed,
    )


def _so_far(claim: ClaimFile, language: Language) -> dict[str, str]:
    """The steps taken so far, and whether deliveries go on: only what the log proves."""
    steps = [contact for contact in claim.correspondence if contact.is_step]
    found = {}
    if steps:
        words = dict.fromkeys(step.title.in_language(language) for step in steps)
        last = from_serial(steps[-1].on).isoformat()
        found["actions"] = _TAKEN[language].format(_LISTED[language].join(words), last)
    stops = [contact.on for contact in claim.correspondence if contact.step == "stop-supply"]
    if stops:
        found["supply"] = _STOPPED[language].format(from_serial(max(stops)).isoformat())
    return found


def _claim_words(claim: ClaimFile, language: Language) -> dict[str, str]:
    """What the claim says beside amounts and invoices; "" is left out."""
    cause, parts = claim.cause, claim.found.parts
    kind = KINDS[cause.kind].in_language(language)
    brackets = "（{}）" if language == "zh" else " ({})"
    found = {
        "amount": _money(parts.claimed),
        "cause": cause.title.in_language(language) + brackets.format(kind),
        "loss_day": "" if claim.loss_day == NO_DAY else _long(claim.loss_day, language),
        "reported": _reported(claim.claimed, language),
        "insured": _money(parts.insured) if parts.insured.minor else "",
        "expected": _money(claim.found.expected) if claim.found.expected.minor else "",
        "excluded": _LISTED[language].join(
            str(one.key) for one in claim.invoices if one.calendar.excluded
        ),
        "limit": _limits(claim.claimed, language),
        "missing": _LISTED[language].join(
            dict.fromkeys(
                one.paper.title.in_language(language) for one in claim.missing if one.paper.sent
            )
        ),
    }
    return {key: text for key, text in found.items() if text}


def _reported(invoices: Sequence[ClaimedInvoice], language: Language) -> str:
    """The days on which the claimed invoices were reported; "" unless all of them were."""
    days = sorted({one.calendar.reported_on for one in invoices})
    if not days or NO_DAY in days:
        return ""
    return _LISTED[language].join(_long(day, language) for day in days)


def _limits(invoices: Sequence[ClaimedInvoice], language: Language) -> str:
    """The limits that the deliveries found."""
    found = dict.fromkeys(
        Amount(one.loss.cover.minor, one.key.currency) for one in invoices if one.loss.cover.minor
    )
    return _LISTED[language].join(_money(amount) for amount in found)


def _money(amount: Amount) -> str:
    return money(_exact(amount), amount.currency)


def _exact(amount: Amount) -> Decimal:
    return exact(amount.minor, amount.currency)


def _long(number: int, language: Language) -> str:
    return long_day(from_serial(number), language)


def _day(number: int) -> dt.date | None:
    return None if number == NO_DAY else from_serial(number)

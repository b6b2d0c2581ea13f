"""The columns of a worklist that people fill in, and the ids by which its rows are read back.

Both ends need them: the workbook that is written, and the one that comes back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ledgerguard.policy.schema import Wording

ID: Final = Wording("Row id (leave as it is)", "行标识（请勿改动）")
"""The header of the column that reading back goes by."""

DONE_ON, CHANNEL, NOTE = "done_on", "channel", "note"
PROMISE_BY, PROMISE_AMOUNT, DISPUTE = "promise_by", "promise_amount", "dispute"
HOLD_UNTIL, HOLD_REASON, REASSESSED_ON = "hold_until", "hold_reason", "reassessed_on"

FIELDS: Final[Mapping[str, Wording]] = {
    DONE_ON: Wording("Done on", "办理日期"),
    CHANNEL: Wording("Channel used", "实际渠道"),
    PROMISE_BY: Wording("Promise to pay by", "承诺付款日"),
    PROMISE_AMOUNT: Wording("Promised amount", "承诺金额"),
    DISPUTE: Wording("Dispute reason", "争议原因"),
    HOLD_UNTIL: Wording("Hold until", "暂停至"),
    HOLD_REASON: Wording("Hold reason", "暂停原因"),
    NOTE: Wording("Reply / note", "回复 / 备注"),
    REASSESSED_ON: Wording("Re-assessed on", "复评日期"),
}
"""Headers by field."""

CUSTOMER, INVOICE, CURRENCY = "customer", "invoice", "currency"
PROMISED_ON, DISPUTED_ON, CLOSED_ON, OWNER = "promised_on", "disputed_on", "closed_on", "owner"

JOURNAL: Final[Mapping[str, Wording]] = {
    CUSTOMER: Wording("Customer number", "客户编号"),
    INVOICE: Wording("Invoice number", "发票号码"),
    CURRENCY: Wording("In currency", "币别"),
    PROMISED_ON: Wording("Promised on", "作出承诺日"),
    DISPUTED_ON: Wording("Disputed since", "争议起始日"),
    CLOSED_ON: Wording("Settled on", "争议解决日"),
    OWNER: Wording("Who settles it", "处理人"),
}
"""Headers of a list without ids, whose rows name the customer, beside those of :data:`FIELDS`."""

ABOUT: Final = (DONE_ON, PROMISE_BY, DISPUTE)
"""The field by which a list without ids is known as one of calls, promises or disputes."""

OWNED: Final = " · "
"""Stands in the reason of a dispute before who settles it."""

OF_TASK: Final = (
    *(DONE_ON, CHANNEL, PROMISE_BY, PROMISE_AMOUNT),
    *(DISPUTE, HOLD_UNTIL, HOLD_REASON, NOTE),
)
OF_ITEM: Final = (PROMISE_BY, DISPUTE, HOLD_UNTIL, HOLD_REASON, NOTE)
OF_CUSTOMER: Final = (REASSESSED_ON, NOTE)
"""The fields of a row that stands for a task, an item of a task, a customer to re-assess."""

SEAL: Final = 8
"""Digits of the log's head that an id carries, so that a row of another log is known as such."""

_ID = re.compile(
    r"(?P<run>.+)-(?:C(?P<customer>\d+)|(?P<task>\d+)(?:/(?P<item>\d+))?)(?:@(?P<seal>[0-9a-f]+))?"
)


@dataclass(frozen=True, slots=True)
class RowId:
    """What a row stands for: a task, one of its items, or a customer to re-assess."""

    run: str
    task: str = ""  # the id of the task; "" for a customer
    item: int = 0  # place among the items of the task, from 1; 0: the task itself
    customer: int = 0  # place among the customers to re-assess, from 1; 0: none
    seal: str = ""

    @property
    def name(self) -> str:
        """The id as people speak of it, without the seal."""
        if self.customer:
            return f"{self.run}-C{self.customer:04d}"
        return f"{self.task}/{self.item}" if self.item else self.task

    def __str__(self) -> str:
        return f"{self.name}@{self.seal}" if self.seal else self.name


def row_id(text: str) -> RowId | None:
    """What an id says; None for a text that is none."""
    found = _ID.fullmatch(text.strip())
    if found is None:
        return None
    run, seal = found["run"], found["seal"] or ""
    if found["customer"]:
        return RowId(run, customer=int(found["customer"]), seal=seal)
    return RowId(run, f"{run}-{found['task']}", int(found["item"] or 0), seal=seal)


def field_of(header: object) -> str | None:
    """The field that a header names in either language; ``"id"`` for the id's own column."""
    return _KNOWN.get(_plain(header)) if isinstance(header, str) else None


def journal_field_of(header: object) -> str | None:
    """The field that a header names in a list without ids, whose rows name their customer."""
    return field_of(header) or (_NAMING.get(_plain(header)) if isinstance(header, str) else None)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


_KNOWN: Final = {
    _plain(text): key
    for key, wording in [("id", ID), *FIELDS.items()]
    for text in (wording.en, wording.zh)
}
_NAMING: Final = {
    _plain(text): key for key, wording in JOURNAL.items() for text in (wording.en, wording.zh)
}

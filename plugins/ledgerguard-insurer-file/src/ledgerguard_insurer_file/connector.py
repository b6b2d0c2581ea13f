"""The connector: what ledgerguard asks an insurer, answered by folders of files."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Final

from ledgerguard.casework.insurers.writes import CAPABILITIES, kind_of
from ledgerguard.plugin.insurer import (
    BuyerMatch,
    BuyerQuery,
    Capability,
    ClaimFiling,
    ClaimState,
    Cover,
    Declined,
    EventPage,
    Grade,
    InsurerError,
    LimitRequest,
    NotOffered,
    OverdueDeclaration,
    Progress,
    Ticket,
    Write,
)

from ledgerguard_insurer_file import outcome
from ledgerguard_insurer_file.folders import Folders
from ledgerguard_insurer_file.incoming import Incoming
from ledgerguard_insurer_file.known import Known
from ledgerguard_insurer_file.layout import Layout
from ledgerguard_insurer_file.report import write_reports
from ledgerguard_insurer_file.sent import Sent, SentBook
from ledgerguard_insurer_file.understanding import understood
from ledgerguard_insurer_file.writes import file_of

_READS: Final[dict[str, tuple[Capability, ...]]] = {
    "decisions": ("covers", "events"),
    "receipts": ("events",),
    "claims": ("claim_status", "events"),
}

Clock = Callable[[], dt.datetime]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class FileInsurer:
    """A connector over folders. Making one touches nothing.

    Args:
        name: How the firm names the insurer.
        layout: How its files look.
        folders: Where they are.
        title: The insurer as people write it.
        stated: Policy and currency that hold where a file says nothing.
        settle_seconds: How long a file of the insurer must have rested before it is read.
        clock: Tells the moment.
    """

    def __init__(
        self,
        name: str,
        layout: Layout,
        folders: Folders,
        *,
        title: str = "",
        stated: dict[str, str] | None = None,
        settle_seconds: float = 5.0,
        clock: Clock = _now,
    ) -> None:
        self._name = name
        self._title = title or layout.title
        self._layout = layout
        self._folders = folders
        self._stated = stated or {}
        self._sent = SentBook(folders, clock)
        self._incoming = Incoming(folders, layout, self._stated, settle_seconds)

    @property
    def name(self) -> str:
        """How the firm names it."""
        return self._name

    @property
    def title(self) -> str:
        """The insurer as people write it."""
        return self._title

    @property
    def folders(self) -> Folders:
        """Where the files are."""
        return self._folders

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the layout describes files for."""
        stated = self._layout.stated()
        writes = {CAPABILITIES[kind] for kind in CAPABILITIES if kind in stated}
        reads = {one for section in stated for one in _READS.get(section, ())}
        return frozenset(writes | reads)

    def find_buyer(self, query: BuyerQuery) -> Sequence[BuyerMatch]:
        """Not offered: a person names the insurer's number of a buyer."""
        raise NotOffered(
            f"{self._name} must know a buyer by its number, got a question by name",
            hint=f"`ledgerguard insurer buyers --insurer {self._name} --confirm "
            f"{query.customer_id}=NUMBER --by NAME` names it",
        )

    def grade(self, reference: str) -> Grade | None:
        """Not offered: these files hold no grades."""
        raise NotOffered(f"{self._name} must offer grades, got files that hold none")

    def covers(self, reference: str | None = None) -> Sequence[Cover]:
        """The last word of the insurer's files on each line of cover."""
        self._offered("covers")
        return outcome.covers(self.known(), reference)

    def request_limit(self, request: LimitRequest) -> Ticket:
        """Have the file of a limit request leave."""
        return self._write(request)

    def declare_overdue(self, declaration: OverdueDeclaration) -> Ticket:
        """Have the file of an overdue report leave."""
        return self._write(declaration)

    def file_claim(self, claim: ClaimFiling) -> Ticket:
        """Have the file of a claim leave; its documents travel otherwise."""
        return self._write(claim)

    def find(self, key: str) -> Ticket | None:
        """The ticket of a write that has left: the name of its file."""
        found = self._sent.find(key)
        return None if found is None else found.ticket

    def poll(self, ticket: Ticket) -> Progress:
        """How far a write is, by what the insurer's files say of its rows."""
        found = self.fates().get(ticket.key)
        if found is None:
            raise InsurerError(
                f"{ticket.key} must have left for {self._name}, got a key without a record",
                hint="is this the folder from which it was sent?",
            )
        return outcome.progress(found)

    def claim_status(self, reference: str) -> ClaimState:
        """How far a claim is, by the insurer's number, our key or the name of our file."""
        self._offered("claim_status")
        found = outcome.claim_state(self.known(), self.sent(), reference)
        if found is None:
            raise InsurerError(
                f"{reference!r} must be a claim that {self._name} has told of, got none such",
                hint="`python -m ledgerguard_insurer_file report` shows what it has answered",
            )
        return found

    def events(self, cursor: str = "") -> EventPage:
        """The rows of the insurer's files after that whose number is the cursor."""
        self._offered("events")
        known = self.known()
        # Another text is none of our cursors: everything comes again, as events may.
        since = int(cursor) if re.fullmatch(r"[0-9]{1,12}", cursor) else 0
        events = tuple(event for number, event in known.events if number > since)
        return EventPage(events, str(max(known.files, since)) if known.files else cursor)

    def sent(self) -> dict[str, Sent]:
        """All that has left, by our key, the oldest first.

        Raises:
            InsurerError: when the records cannot be read.
        """
        return {one.write.key: one for one in self._sent.all()}

    def fates(self) -> dict[str, list[outcome.RowFate]]:
        """What became of each row that has left, by our key; takes in what has come.

        Raises:
            InsurerError: when the folders cannot be read.
        """
        return self._fates(self.known(), self.sent())

    def known(self) -> Known:
        """What the insurer's files say, with what could not be understood; takes in what has come.

        Raises:
            InsurerError: when the folders cannot be read.
        """
        took = self._incoming.take()
        sent = self.sent()
        known = understood(self._incoming.answers(), sent, self._incoming.left())
        if took:
            self._report(known, sent)
        return known

    def _fates(self, known: Known, sent: dict[str, Sent]) -> dict[str, list[outcome.RowFate]]:
        section = self._layout.decisions
        keyed = section is None or "key" in section.fields()
        return outcome.fates(known, sent, keyed=keyed)

    def _report(self, known: Known, sent: dict[str, Sent]) -> None:
        """Write the reports anew; a sheet that has one open must not cost the answer."""
        with contextlib.suppress(OSError):
            write_reports(self._folders, self._fates(known, sent), known.problems)

    def _write(self, write: Write) -> Ticket:
        before = self.find(write.key)
        if before is not None:  # even where the layout has changed since
            return before
        kind = kind_of(write)
        section = self._layout.section(kind)
        if section is None:
            raise NotOffered(
                f"the layout of {self._name} must describe the file of {kind}, got none such",
                hint=f"add a [{kind}] section to the layout",
            )
        policy = self._stated.get("policy")
        if policy and write.policy.strip() != policy:
            raise Declined(
                f"policy must be {policy}, to which the files of {self._name} belong, "
                f"got {write.policy!r}",
                hint="nothing was written",
            )

        def compose(day: dt.date) -> tuple[str, bytes, int]:
            data, rows = file_of(write, self._layout, day, self._stated)
            return section.file.format(key=write.key, date=f"{day:%Y%m%d}"), data, rows

        ticket = self._sent.release(write, compose)
        with contextlib.suppress(InsurerError):  # it has left; its report waits for the next time
            sent = self.sent()
            self._report(understood(self._incoming.answers(), sent, {}), sent)
        return ticket

    def _offered(self, capability: Capability) -> None:
        if capability not in self.capabilities:
            raise NotOffered(
                f"the layout of {self._name} must describe files for {capability}, got none",
                hint="`python -m ledgerguard_insurer_file check` shows what a layout offers",
            )

"""Cover of a buyer in a currency: what a delivery of any day finds, and how it stands today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.decisions.limits import Kind, LimitAmount, stated_limits
from ledgerguard.casework.insured.timeline import Named, Timeline, timeline
from ledgerguard.errors import NotAvailable
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.insurance_file import InsuranceEntry

State = Literal["in-force", "run-off", "discretionary", "refused", "cancelled", "expired", "none"]
"""How a delivery is covered: by a named limit, by one that was cut and runs off, by the firm's own
discretion; or not: refused, cancelled, ended by its last day, or nothing is there."""

COVERED: Final[frozenset[State]] = frozenset({"in-force", "run-off", "discretionary"})

BUYER_KIND: Final = "buyer_kind"
"""Item of the file that tells a buyer of the state (public) or of the own group (associated)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the deliveries of one day find: a state, the limit in minor units, and why.

    Attributes:
        state: How they are covered.
        minor: The limit that counts for them; 0 where they are not covered.
        reason: Code of the reason, as insured.words puts it into words.
        kind: Which kind of limit it is; blank: none.
        valid_from: First day of that limit; NO_DAY: since ever, or none.
        valid_to: Its last day; NO_DAY: no end is known.
        run_off_until: Last day on which the limit that was cut still holds; NO_DAY: none was.
        source: Who has granted it.
    """

    state: State
    minor: int = 0
    reason: str = ""
    kind: Kind | None = None
    valid_from: int = NO_DAY
    valid_to: int = NO_DAY
    run_off_until: int = NO_DAY
    source: str = ""


@dataclass(frozen=True)
class Cover:
    """Cover of one buyer in one currency, as it is known on a day."""

    customer_id: str
    currency: str
    as_of: int
    insurance: str  # name of the policy's terms; blank: none
    terms: InsuranceEntry | None
    named: Timeline
    own_discretion: tuple[Named, ...]  # discretionary limits of the buyer's file
    insolvent_from: int  # first day of the buyer's insolvency; NO_DAY: none is known
    barred: str  # reason for which this buyer is not insured at all; blank: none
    other_currencies: tuple[str, ...] = ()  # in which limits are named

    def on(self, day: int) -> Found:
        """What deliveries of a day find.

        Args:
            day: Serial number of the day; NO_DAY: not known, which finds no cover.
        """
        if self.barred or self.terms is None:
            return Found("none", reason=self.barred or "no-policy")
        if day == NO_DAY:
            return Found("none", reason="undated")
        if self.insolvent_from != NO_DAY and day >= self.insolvent_from:
            return Found("cancelled", reason="insolvent")
        running = self.named.run_off(day, self.terms.run_off_days)
        if running is not None:
            before, last = running
            return Found(
                "run-off", before.minor, "run-off", "insured", before.day, before.until, last,
                before.source,
            )  # fmt: skip
        named = self.named.on(day)
        if named is not None:
            return self._of_named(named)
        if self.named.said_before(day):
            return Found("expired", reason="limit-ended")
        return self._discretionary(day)

    @property
    def now(self) -> Found:
        """What a delivery of today finds."""
        return self.on(self.as_of)

    @property
    def limit(self) -> LimitAmount:
        """The limit of today; like every limit it can be added to nothing."""
        found = self.now
        amount = Amount(found.minor, self.currency)
        return LimitAmount.of_kind(amount, found.kind or "insured")

    @property
    def rate(self) -> float:
        """Share of a loss that the insurer bears.

        Raises:
            NotAvailable: when the terms name none.
        """
        if self.terms is None:
            return 0.0
        if self.terms.insured_rate is None:
            raise NotAvailable(
                f"insured_rate must be stated in the terms {self.insurance}, got nothing",
                hint="it stands in the policy: state insured_rate = 0.9 for 90 %",
            )
        return self.terms.insured_rate

    def leaves_out(self, what: str) -> bool:
        """Whether a part of an invoice (vat, interest, disputed) is not insured."""
        return self.terms is None or what in self.terms.excluded

    @property
    def cause(self) -> str:
        """The cause of a loss as things stand: insolvency where it is known, else default."""
        known = self.insolvent_from != NO_DAY and self.insolvent_from <= self.as_of
        return "insolvency" if known else "protracted-default"

    def _of_named(self, named: Named) -> Found:
        if named.minor > 0:
            return Found(
                "in-force", named.minor, "limit", "insured", named.day, named.until, NO_DAY,
                named.source,
            )  # fmt: skip
        had_one = any(step.minor > 0 and step.day < named.day for step in self.named.steps)
        if named.word == "limit":
            word: State = "cancelled" if had_one else "refused"
            return Found(word, reason=word, source=named.source)
        if named.word == "reduced":
            return Found("cancelled", reason="reduced-unknown", source=named.source)
        state: State = "refused" if named.word == "refused" else "cancelled"
        return Found(state, reason=named.word, source=named.source)

    def _discretionary(self, day: int) -> Found:
        """The firm's own discretion: the buyer's if its file names one, within the policy's."""
        assert self.terms is not None  # noqa: S101 - told by the caller
        agreed = self.terms.discretionary_limit.get(self.currency)
        most = None if agreed is None else Amount.of(agreed, self.currency).minor
        stated = Timeline(self.own_discretion)
        own = stated.on(day)
        if own is None:
            if stated.said_before(day):
                return Found("expired", reason="discretion-ended")
            if most:
                return Found("discretionary", most, "discretionary", "discretionary")
            return Found("none", reason=self._nothing())
        minor = own.minor if most is None else min(own.minor, most)
        if minor <= 0:
            return Found("none", reason=self._nothing())
        return Found(
            "discretionary", minor, "discretionary", "discretionary", own.day, own.until, NO_DAY,
            own.source,
        )  # fmt: skip

    def _nothing(self) -> str:
        return "other-currency" if self.other_currencies else "no-limit"


def cover_of(
    file: CustomerFile,
    terms: InsuranceEntry | None,
    currency: str,
    as_of: int,
    *,
    insurance: str = "",
) -> Cover:
    """Cover of a buyer in one currency.

    Args:
        file: What is known of the buyer; an own limit in it says nothing about cover.
        terms: Terms of the policy that insures it; None: it is not insured.
        currency: Currency of the invoices; limits of others do not count for them.
        as_of: Serial number of the day from which one looks.
        insurance: Name of the terms.
    """
    if terms is not None and not insurance:
        insurance = terms.title.en
    discretion = (limit for limit in stated_limits(file, currency) if limit.kind == "discretionary")
    own = tuple(
        sorted(
            (
                Named(limit.valid_from, max(0, limit.amount.minor), limit.valid_to, "limit",
                      limit.source)
                for limit in discretion
                if limit.valid_from <= as_of
            ),
            key=lambda step: step.day,
        )
    )  # fmt: skip
    others = {
        fact.currency
        for fact in file.facts
        if fact.item == "insured_limit" and fact.day <= as_of and fact.currency != currency
    }
    return Cover(
        file.customer_id, currency, as_of, insurance, terms, timeline(file, currency, as_of), own,
        _insolvent_from(file, as_of), _barred(file, terms, as_of), tuple(sorted(others)),
    )  # fmt: skip


def _insolvent_from(file: CustomerFile, as_of: int) -> int:
    """First day of an insolvency that is not over; one that nobody dates has been there since ever.

    A day since ever is given as 0: before any delivery.
    """
    found = []
    for item in ("insolvency", "registry_status"):
        latest = file.latest(item, as_of)
        if latest is None or not _is_insolvent(latest.value):
            continue
        # The newest fact says it is so; the first of an unbroken row says since when.
        first = latest.day
        for fact in file.known(item, as_of)[1:]:
            if not _is_insolvent(fact.value):
                break
            first = fact.day
        found.append(max(first, 0))
    return min(found, default=NO_DAY)


def _is_insolvent(value: float | str | bool) -> bool:
    return value is True or value == "insolvent"


def _barred(file: CustomerFile, terms: InsuranceEntry | None, as_of: int) -> str:
    """Why a buyer is not insured whatever its limit; blank: it may be."""
    kind = file.latest(BUYER_KIND, as_of)
    if terms is None or kind is None:
        return ""
    word = str(kind.value).strip().casefold()
    return f"{word}-buyer" if word in ("public", "associated") and word in terms.excluded else ""

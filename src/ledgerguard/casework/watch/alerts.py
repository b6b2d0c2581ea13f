"""All warnings of a day: of customers, of each currency's book, of the firm's own liquidity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.own_sales import ALL_SALES, CREDIT_SALES
from ledgerguard.casework.records import Reason
from ledgerguard.casework.watch.default_rates import yearly_default_rates
from ledgerguard.casework.watch.indicators import LEVELS, Level, advice_of, entry_of, title_of
from ledgerguard.casework.watch.own_signals import (
    OWN,
    bad_debt_reading,
    bank_reading,
    own_readings,
)
from ledgerguard.casework.watch.portfolio_shares import country_readings, sales_reading
from ledgerguard.casework.watch.portfolio_signals import account_readings, book_readings, owed_by
from ledgerguard.casework.watch.readings import Ahead, Crossing, Judgement, Reading, judged
from ledgerguard.casework.watch.score import warning_scores
from ledgerguard.casework.watch.series import NOTHING, Picture, picture
from ledgerguard.casework.watch.soft_signals import file_readings, limit_readings
from ledgerguard.ledger.portfolio import Frame, in_currency
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.firm import Policy
from ledgerguard.policy.schema import Wording

Scope = Literal["customer", "portfolio", "own"]

MENDS: Final[Mapping[str, Wording]] = {
    "stale": Wording("Renew the data", "更新资料"),
    "no-country": Wording("Enter the country of each customer", "补录客户所在国家"),
    "unpaired": Wording("State both sales of the period", "补录同期赊销额与全部销售额"),
}
"""What is to be done where there is an alert only because data is too old, or missing."""

NO_FILE: Final = CustomerFile("")


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning; amounts in minor units of its currency, days as serial numbers.

    Attributes:
        indicator: Key of the indicator.
        scope: Whom it is about: a customer, all receivables of a currency, the firm itself.
        customer_id: The customer; blank for the other scopes.
        customer: Its name.
        currency: Currency of the amount at stake; blank where nothing is owed.
        level: "watch", "warn" or "act".
        value: Today's figure; None where a fact calls by itself.
        threshold: The threshold that it has reached, or that it is going to reach.
        coming: Whether the threshold is only going to be reached, if the trend goes on.
        at_stake: Positive open items of the customer, or of all customers.
        share: The amount at stake as part of all positive open items of its currency.
        ahead: Where the trend leads after 90 and 180 days, with its band.
        crossing: The worst threshold that the trend reaches within the look-ahead, and when.
        reasons: Codes of :mod:`~ledgerguard.casework.watch.words`.
        title: How the indicator is called.
        advice: The advised step.
    """

    indicator: str
    scope: Scope
    customer_id: str
    customer: str
    currency: str
    level: Level
    value: float | None
    threshold: float | None
    coming: bool
    at_stake: int
    share: float
    ahead: tuple[Ahead, ...]
    crossing: Crossing | None
    reasons: tuple[Reason, ...]
    title: Wording
    advice: Wording

    @property
    def rank(self) -> tuple[int, float, str, str, str]:
        """The order of a list: the worst level first, then the most at stake.

        Amounts of two currencies cannot be compared: each counts by its share of its currency.
        """
        key = (self.customer_id, self.currency, self.indicator)
        return (-LEVELS.index(self.level), -self.share, *key)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom readings are about, and what is at stake."""

    scope: Scope
    customer_id: str = ""
    customer: str = ""
    currency: str = ""
    at_stake: int = 0
    share: float = 0.0


def alerts_of(
    frame: Frame,
    files: Mapping[str, CustomerFile],
    credit: CreditPolicy,
    as_of: int,
    *,
    currency: str | None = None,
    policy: Policy | None = None,
) -> tuple[Alert, ...]:
    """The warnings of a day, the worst level first, within a level the most at stake first.

    Args:
        frame: The ledger; what it holds of later days is not known yet.
        files: Files of customers by id; that of the firm itself under "own". Customers without a
            file are watched by the ledger alone.
        credit: Thresholds, advice, look-ahead, and rules of freshness.
        as_of: Serial number of the day.
        currency: Only this currency; None for all.
        policy: The firm's whole policy, for its own list of country classes; None: the packaged
            one.
    """
    frame = in_currency(frame, currency)
    seen = picture(frame, as_of)
    found = [
        alert
        for subject, reading in (
            *_of_accounts(frame, files, credit, seen),
            *_of_files(files, credit, seen),
            *_of_books(frame, files, credit, seen, policy),
        )
        if (alert := _alert(subject, reading, credit, as_of)) is not None
    ]
    return tuple(sorted(found, key=lambda alert: alert.rank))


def _of_accounts(
    frame: Frame, files: Mapping[str, CustomerFile], credit: CreditPolicy, seen: Picture
) -> Iterator[tuple[Subject, Reading]]:
    """Behaviour in the ledger, and the use of limits."""
    scores = warning_scores(frame, seen.as_of)
    for its in seen.currencies:
        accounts = seen.of_currency(its)
        owed = owed_by(accounts, seen)
        for customer_id, points in accounts.items():
            subject = _customer(seen, customer_id, its)
            score = scores.get((customer_id, its))
            file = files.get(customer_id, NO_FILE)
            yield from _each(subject, account_readings(points, score, owed, seen))
            yield from _each(subject, limit_readings(file, its, points, seen, credit))


def _of_files(
    files: Mapping[str, CustomerFile], credit: CreditPolicy, seen: Picture
) -> Iterator[tuple[Subject, Reading]]:
    """Soft signals: once for each currency in which the customer owes, or once without any."""
    for customer_id, file in files.items():
        if customer_id == OWN:
            continue
        owing = [its for its, points in seen.of_customer(customer_id).items() if points[-1].owed]
        readings = file_readings(file, seen.days, credit)
        for its in owing or [""]:
            yield from _each(_customer(seen, customer_id, its), readings)


def _of_books(
    frame: Frame,
    files: Mapping[str, CustomerFile],
    credit: CreditPolicy,
    seen: Picture,
    policy: Policy | None,
) -> Iterator[tuple[Subject, Reading]]:
    """Each currency's book, and the firm's own liquidity."""
    own = files.get(OWN)
    for its in seen.currencies:
        accounts, rows = seen.of_currency(its), in_currency(frame, its)
        at_stake = sum(points[-1].owed for points in accounts.values())
        book = Subject("portfolio", currency=its, at_stake=at_stake, share=1.0)
        yield from _each(book, book_readings(accounts, seen, yearly_default_rates(rows, seen)))
        yield from _each(book, country_readings(accounts, files, credit, seen, policy))
        if own is not None:
            yield book, bad_debt_reading(own, rows, its, seen)
    if own is not None:
        yield from _each(Subject("own"), own_readings(own, seen.days, credit))
        for its in sorted({fact.currency for fact in own if fact.item == "bank_line"}):
            yield Subject("own", currency=its), bank_reading(own, its, seen, credit)
        for its in sorted(
            {fact.currency for fact in own if fact.item in (CREDIT_SALES, ALL_SALES)}
        ):
            sold = sales_reading(own, its, seen, credit)
            yield from _each(Subject("own", currency=its), [sold] if sold else [])


def _customer(seen: Picture, customer_id: str, currency: str) -> Subject:
    points = seen.accounts.get((customer_id, currency), (NOTHING,))
    owed = points[-1].owed
    whole = seen.owed.get(currency, 0)
    name = seen.names.get(customer_id, customer_id)
    return Subject("customer", customer_id, name, currency, owed, owed / whole if whole else 0.0)


def _each(subject: Subject, readings: Iterable[Reading]) -> Iterator[tuple[Subject, Reading]]:
    return ((subject, reading) for reading in readings)


def _alert(subject: Subject, reading: Reading, credit: CreditPolicy, as_of: int) -> Alert | None:
    entry = entry_of(credit, reading.indicator)
    if entry is None:
        return None
    judgement = judged(reading, entry, as_of, credit.targets.lookahead_days)
    if judgement is None:
        return None
    return Alert(
        reading.indicator,
        subject.scope,
        subject.customer_id,
        subject.customer,
        subject.currency,
        judgement.level,
        judgement.value,
        judgement.threshold,
        judgement.coming,
        subject.at_stake,
        subject.share,
        judgement.ahead,
        judgement.crossing,
        judgement.reasons,
        title_of(reading.indicator, entry),
        _mend(judgement) or advice_of(entry, judgement.level),
    )


def _mend(judgement: Judgement) -> Wording | None:
    """What is to be done where the data alone raises the alert; None: it has another reason."""
    codes = {reason.code for reason in judgement.reasons}
    if judgement.value is not None or not codes or not codes <= set(MENDS):
        return None
    return MENDS[min(codes)]

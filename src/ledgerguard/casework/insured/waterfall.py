"""From every open invoice of a ledger to what the insurer pays, and the same of the portfolio."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.history import History
from ledgerguard.casework.insured.cover import Cover
from ledgerguard.casework.insured.drafts import Buyer, Drafting
from ledgerguard.casework.insured.losses import TERMS, Settled, Year, settle, shared, year_of
from ledgerguard.casework.insured.past import Past
from ledgerguard.casework.insured.rows import PARTS, BuyerRow, CurrencyRow, InvoiceRow, Waterfalls
from ledgerguard.casework.insured.stops import ALWAYS, stops
from ledgerguard.casework.open_items import OpenItems, open_items
from ledgerguard.casework.records import CLAIM, REPORT
from ledgerguard.formulas.checks import not_negative
from ledgerguard.ledger.portfolio import Frame
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.firm import Policy
from ledgerguard.policy.indemnity_timing import payment_days
from ledgerguard.units import from_serial

Drafts = dict[Buyer, list[InvoiceRow]]


def insured_waterfalls(
    frame: Frame,
    files: Mapping[str, CustomerFile],
    policy: Policy,
    as_of: int,
    *,
    vat_rate: float = 0.0,
    history: History | None = None,
    interest: Mapping[tuple[str, str], int] | None = None,
    premiums: Mapping[str, float] | None = None,
) -> Waterfalls:
    """What the insurance would pay of every open invoice, if none of them were paid any more.

    Of the open amount go, in this order: unapplied credits of the account (oldest due date first),
    VAT, interest, disputed invoices, deliveries without cover, deliveries after they had to stop,
    cover lost because a report or claim was late, and what lies over the limit that the delivery
    found, which older deliveries use up first. What is left is insured. The terms of the policy
    are applied to the insured loss of a whole buyer, buyers in the order of their oldest due date,
    because the aggregate first loss and the maximum liability are those of a year; what they leave
    is shared to the buyer's invoices by their insured amounts.

    Args:
        frame: The canonical frame of a ledger, its paid invoices included: they tell when
            deliveries had to have stopped.
        files: What is known of the buyers, by customer id; of one that is missing nothing is.
        policy: Says who is insured on which terms.
        as_of: Serial number of the day from which one looks.
        vat_rate: VAT in the invoices as a share of the net amount.
        history: What the log knows of reports, claims and disputes. None: there is no log, and
            what had to be reported was reported in time.
        interest: Interest and charges in an open amount, minor units, by customer id and invoice.
        premiums: Premium of the year in major units by name of the policy's terms, where its
            maximum liability is a multiple of it; left out: the minimum premium.

    Raises:
        OutOfDomain: when vat_rate is negative, or the ledger's total too large.
        NotAvailable: when the terms of an insured buyer name no insured rate.
    """
    not_negative(vat_rate=vat_rate)
    items = open_items(frame, as_of, history or History())
    past = Past(items, history or History())
    stopped = stops(frame, policy, as_of, past, files)
    drafting = Drafting(items, files, policy, as_of, stopped, history)
    set_off = _set_off(items)
    drafts: Drafts = defaultdict(list)
    for row in range(len(items)):
        draft = drafting.draft(row, set_off.get(row, 0), vat_rate, interest or {})
        drafts[draft.key.customer_id, draft.key.currency, draft.insurance].append(draft)
    for buyer, rows in drafts.items():
        drafts[buyer] = _within_limit(rows, drafting.cover(buyer))
    buyers = _settled(drafts, drafting, premiums or {}, as_of)
    invoices = [row for key in sorted(drafts) for row in drafts[key]]
    return Waterfalls(
        as_of, tuple(invoices), tuple(buyers), tuple(_totals(invoices, buyers, items))
    )


def _set_off(items: OpenItems) -> dict[int, int]:
    """What unapplied credits pay of each row: the oldest due date of the account first."""
    left = dict(items.credits)
    due, opened = items.numbers["due"].tolist(), items.numbers["open"].tolist()
    paid: dict[int, int] = {}
    for row in sorted(
        range(len(items)), key=lambda row: (due[row] if due[row] != NO_DAY else ALWAYS, row)
    ):
        account = items.accounts[int(items.account[row])]
        if left.get(account):
            paid[row] = min(left[account], opened[row])
            left[account] -= paid[row]
    return paid


def _within_limit(rows: Iterable[InvoiceRow], cover: Cover) -> list[InvoiceRow]:
    """The invoices of a buyer in the order of delivery, its limit shared to the older ones first.

    What is insured stands as retained until the terms of the policy have had their say.
    """
    found, used = [], 0
    for row in sorted(rows, key=lambda row: (_delivery(row), row.due, row.key)):
        free = max(0, cover.on(_delivery(row)).minor - used) if row.over_limit else 0
        insured = min(row.over_limit, free)
        used += insured
        over = row.over_limit - insured
        reason = "over-limit" if over else row.reason
        found.append(replace(row, over_limit=over, retained=insured, reason=reason))
    return found


def _settled(
    drafts: Drafts, drafting: Drafting, premiums: Mapping[str, float], as_of: int
) -> list[BuyerRow]:
    """Apply the terms of the policies to the insured losses, and share what they leave."""
    years: dict[tuple[str, str], Year] = {}
    found: dict[Buyer, BuyerRow] = {}
    for buyer in sorted(drafts, key=lambda buyer: (_oldest(drafts[buyer]), buyer)):
        customer_id, currency, insurance = buyer
        rows, cover = drafts[buyer], drafting.cover(buyer)
        loss = sum(row.retained for row in rows)
        settled = alone = Settled(0, (0,) * len(TERMS), 0, 0)
        if loss and cover.terms is not None:
            premium = premiums.get(insurance)
            year = years.setdefault((insurance, currency), year_of(cover.terms, currency, premium))
            fresh = year_of(cover.terms, currency, premium)
            alone = settle(loss, cover.terms, cover.rate, currency, fresh)
            settled = settle(loss, cover.terms, cover.rate, currency, year)
            year.take(settled)
        paid = shared(settled.indemnity, [row.retained for row in rows])
        drafts[buyer] = [
            _paid(row, indemnity, cover, drafting, as_of)
            for row, indemnity in zip(rows, paid, strict=True)
        ]
        parts = {part: sum(getattr(row, part) for row in drafts[buyer]) for part in PARTS}
        name = rows[0].customer
        found[buyer] = BuyerRow(
            customer_id, name, currency, insurance, cover, parts, settled, alone
        )
    return [found[buyer] for buyer in sorted(found)]


def _paid(
    row: InvoiceRow, indemnity: int, cover: Cover, drafting: Drafting, as_of: int
) -> InvoiceRow:
    """An invoice with its indemnity and the days of its payment."""
    found = replace(row, retained=row.retained - indemnity, indemnity=indemnity)
    if not row.retained or cover.terms is None or row.due == NO_DAY:
        return found
    lost = cover.insolvent_from if cover.cause == "insolvency" else NO_DAY
    days = payment_days(
        cover.terms,
        from_serial(row.due),
        from_serial(as_of),
        cause=cover.cause,
        issued=None if row.issued == NO_DAY else from_serial(row.issued),
        reported=drafting.done_on(row.key, REPORT),
        claimed=drafting.done_on(row.key, CLAIM),
        lost=from_serial(lost) if lost > 0 else None,
    )
    return replace(found, claim_from=days.claim_from, claim_by=days.claim_by, paid_by=days.paid_by)


def _delivery(row: InvoiceRow) -> int:
    return row.issued if row.delivered == NO_DAY else row.delivered


def _oldest(rows: Iterable[InvoiceRow]) -> int:
    """The oldest due date of what is insured."""
    return min((row.due for row in rows if row.retained and row.due != NO_DAY), default=ALWAYS)


def _totals(
    invoices: list[InvoiceRow], buyers: list[BuyerRow], items: OpenItems
) -> Iterator[CurrencyRow]:
    unused: dict[str, int] = defaultdict(int)
    for (_, _, currency), amount in items.credits.items():
        unused[currency] += amount
    by_currency: dict[str, list[InvoiceRow]] = {currency: [] for currency in unused}
    for row in invoices:
        unused[row.key.currency] -= row.credits
        by_currency.setdefault(row.key.currency, []).append(row)
    for currency, rows in sorted(by_currency.items()):
        terms = [buyer.settled.taken for buyer in buyers if buyer.currency == currency]
        yield CurrencyRow(
            currency,
            {part: sum(getattr(row, part) for row in rows) for part in PARTS},
            {term: sum(taken[place] for taken in terms) for place, term in enumerate(TERMS)},
            unused[currency],
        )

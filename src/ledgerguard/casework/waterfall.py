"""Insurance of a ledger in a cell: what it would pay of each invoice, how buyers are covered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.reading import NOBODY, files_from_cells
from ledgerguard.casework.insured.cover import Cover, cover_of
from ledgerguard.casework.insured.losses import TERMS
from ledgerguard.casework.insured.rows import CurrencyRow, InvoiceRow, Waterfalls
from ledgerguard.casework.insured.waterfall import insured_waterfalls
from ledgerguard.casework.insured.words import COLUMNS, REASONS, STATES, header, word
from ledgerguard.errors import InvalidValue
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative
from ledgerguard.ledger.captions import fitted
from ledgerguard.ledger.currency import to_major
from ledgerguard.ledger.portfolio import Frame, currencies, in_currency
from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.cover_clock import insurance_key
from ledgerguard.policy.firm import Policy, load_policy
from ledgerguard.units import Cell, Count, Date, Language, Rate, Table, Text, serial

PARTS: Final = ("credits", "vat", "disputed", "outside", "after_stop", "over_limit")
"""What keeps a part of an invoice uninsured; a cell knows no log and no interest charged."""

AMOUNTS: Final = ("gross", *PARTS, "insured", "retained", "indemnity", "firm")
KEYS: Final = ("customer_id", "customer", "currency", "invoice", "due")


@formula("WATERFALL")
def waterfall(
    ledger: Table,
    as_of: Date,
    facts: Table | None = None,
    insurance: Text | None = None,
    currency: Text | None = None,
    vat_rate: Rate = 0,
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """What the insurance would pay of each open invoice: from the open amount to the indemnity.

    Totals by currency first, then the invoices of each buyer in the order of delivery. Of the open
    amount go unapplied credits (oldest due date first), VAT, disputed invoices, deliveries that
    found no limit in force nor one in its run-off, deliveries after they had to stop, and what lies
    over the limit, which older deliveries use up first. The rest is the insured loss; what the
    terms of the policy leave of a buyer's loss is shared to its invoices. Losses are taken as
    though nothing open were paid any more, the buyer with the oldest due date first. Open is the
    sum of credits, VAT, disputed, without cover, after the stop, over the limit and insured; the
    insured loss is the sum of retained and indemnity. A cell knows no log: reports are presumed
    made in time.

    Args:
        ledger: Range of the ledger with its header row, its paid invoices included: they tell when
            deliveries had to have stopped.
        as_of: Day from which one looks.
        facts: Range with the customers' files: customer_id, item, value, date, until, currency,
            source. Items that count: insured_limit, insurer_decision, discretionary_limit,
            insolvency, registry_status; left out: only the policy's own discretionary limit is
            there.
        insurance: Terms of an insurance policy by name, as in DAYS_TO_COVER_LOSS, for all buyers;
            those of each customer by the firm's policy when left out.
        currency: Only this currency; all of them, each with its own total, when left out.
        vat_rate: VAT in the invoices as a share of the net amount: 0.13 for 13 %.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh", for headers and words.

    Errors: #VALUE! when the ledger or the facts have no header that can be read, no such insurance
        or currency is known, or facts name no customer where the ledger has several; #NUM! when
        vat_rate is negative or rows below 1; #N/A when the terms name no insured rate.
    Example: =INDEX(WATERFALL({"Customer","Invoice date","Due date","Amount","Currency";"A",45292,
        45322,113000,"EUR"}, 45340, {"Item","Value","Currency";"insured_limit",80000,"EUR"},
        "extension-sixty", , 0.13), 2, 15) -> 72000
    Example: =INDEX(WATERFALL({"Customer","Invoice date","Due date","Amount","Currency";"A",45292,
        45322,113000,"EUR"}, 45340, {"Item","Value","Currency";"insured_limit",80000,"EUR"},
        "extension-sixty", , 0.13), 3, 12) -> 20000
    Source: ledgerguard design, on the definitions of INSURED_LOSS and INDEMNITY.
    """
    found = _found(ledger, as_of, facts, insurance, currency, vat_rate, language)
    body = [_total(total, language) for total in found.totals]
    body += [_invoice(row, language) for row in found.invoices]
    head = header(language, *KEYS, *AMOUNTS, "state", "reason", "claim_from", "paid_by")
    return fitted(head, body, rows, language)


@formula("COVER_PORTFOLIO")
def cover_portfolio(
    ledger: Table,
    as_of: Date,
    facts: Table | None = None,
    insurance: Text | None = None,
    currency: Text | None = None,
    vat_rate: Rate = 0,
    language: Language = "en",
) -> Table:
    """The whole ledger under the insurance: each line from the open amount to what the firm keeps.

    One row a currency and line: open, what is taken out (negative), insured loss, what each term
    of the policy takes away (negative), indemnity, and what remains with the firm; with the share
    of the open amount. The same as WATERFALL, added up.

    Args:
        ledger: Range of the ledger with its header row, its paid invoices included.
        as_of: Day from which one looks.
        facts: Range with the customers' files, as in WATERFALL.
        insurance: Terms of an insurance policy by name for all buyers; those of each customer by
            the firm's policy when left out.
        currency: Only this currency; all of them, one below the other, when left out.
        vat_rate: VAT in the invoices as a share of the net amount.
        language: "en" or "zh", for headers and lines.

    Errors: #VALUE! when the ledger or the facts have no header that can be read, no such insurance
        or currency is known, or facts name no customer where the ledger has several; #NUM! when
        vat_rate is negative; #N/A when the terms name no insured rate.
    Example: =INDEX(COVER_PORTFOLIO({"Customer","Invoice date","Due date","Amount","Currency";"A",
        45292,45322,113000,"EUR"}, 45340, {"Item","Value","Currency";"insured_limit",80000,"EUR"},
        "extension-sixty", , 0.13), 16, 3) -> 72000
    Source: ledgerguard design, on the definitions of INSURED_LOSS and INDEMNITY.
    """
    found = _found(ledger, as_of, facts, insurance, currency, vat_rate, language)
    table: list[list[Cell]] = [header(language, "currency", "line", "amount", "share")]
    for total in found.totals:
        table += _lines(total, language)
    return table


@formula("COVER_STATUS")
def cover_status(
    facts: Table,
    as_of: Date,
    insurance: Text | None = None,
    language: Language = "en",
) -> Table:
    """How each buyer is covered for a delivery on a day: state, limit, validity, run-off, and why.

    One row a buyer and currency of its limits. A limit that the insurer has named counts from its
    date to its last day; a lower one, a refusal or a cancellation takes its place, and runs off as
    the policy says: deliveries until then keep the limit of before. Where the insurer has said
    nothing the discretionary limit stands in. Own limits of the firm are no cover and are left
    aside.

    Args:
        facts: Range with the customers' files: customer_id, item, value, date, until, currency,
            source.
        as_of: Day of the delivery.
        insurance: Terms of an insurance policy by name, as in DAYS_TO_COVER_LOSS, for all buyers;
            those of each customer by the firm's policy when left out.
        language: "en" or "zh", for headers and words.

    Errors: #VALUE! when the facts have no header that can be read or no such insurance is known.
    Example: =INDEX(COVER_STATUS({"Customer","Item","Value","Date","Currency";"A","insured_limit",
        80000,45000,"EUR";"A","insurer_decision","cancelled",45330,"EUR"}, 45340,
        "extension-sixty"), 2, 4) -> 80000
    Example: =INDEX(COVER_STATUS({"Customer","Item","Value","Date","Currency";"A","insured_limit",
        80000,45000,"EUR";"A","insurer_decision","cancelled",45330,"EUR"}, 45340,
        "extension-sixty"), 2, 7) -> 2024-03-09
    Source: ledgerguard design; run-off of 30 days as Allianz Trade and Atradius Belgium grant it.
    """
    policy = _policy(insurance)
    head = header(
        language,
        *("customer_id", "currency", "state", "limit", "valid_from", "valid_to", "run_off_until"),
        *("rate", "source", "why"),
    )
    body = []
    for customer_id, file in sorted(files_from_cells(facts, language=language).items()):
        name = policy.settings(customer_id).insurance
        terms = policy.insurances.get(name)
        for code in _currencies(file, "" if terms is None else terms.currency):
            cover = cover_of(file, terms, code, serial(as_of), insurance=name)
            body.append(_status(cover, language))
    return [head, *body]


def _found(
    ledger: Table,
    as_of: dt.date,
    facts: Table | None,
    insurance: str | None,
    currency: str | None,
    vat_rate: float,
    language: Language,
) -> Waterfalls:
    not_negative(vat_rate=vat_rate)
    frame = from_cells(ledger, language=language).frame
    files = {} if facts is None else _files(facts, frame, language)
    return insured_waterfalls(
        in_currency(frame, currency), files, _policy(insurance), serial(as_of), vat_rate=vat_rate
    )


def _policy(insurance: str | None) -> Policy:
    policy = load_policy()
    return policy.restated({"insurance": insurance_key(insurance)}) if insurance else policy


def _files(facts: Table, frame: Frame, language: Language) -> Mapping[str, CustomerFile]:
    """The customers' files; one that names no customer is that of the ledger's only one.

    Raises:
        InvalidValue: when it names none and the ledger has several.
    """
    names = currencies(frame)
    only = names[0] if len(names) == 1 else ""
    files = files_from_cells(facts, currency=only, language=language)
    nameless = files.get(NOBODY)
    if nameless is None or not nameless.facts:
        return files
    customers = frame.get_column("customer_id").unique().to_list()
    if len(customers) > 1:
        raise InvalidValue(
            f"facts must name the customer of each row, got rows without one for "
            f"{len(customers)} customers",
            hint="add a column customer_id with the ids of the ledger",
        )
    return dict.fromkeys(customers, nameless)


def _total(total: CurrencyRow, language: Language) -> list[Cell]:
    credits_and_indemnity = total.parts["credits"] + total.parts["indemnity"]
    amounts = {
        **total.parts,
        "gross": total.gross,
        "insured": total.insured,
        "firm": total.gross - credits_and_indemnity,
    }
    major = [to_major(amounts[key], total.currency) for key in AMOUNTS]
    word_total = COLUMNS["total"].in_language(language)
    return [word_total, "", total.currency, "", "", *major, "", "", "", ""]


def _invoice(row: InvoiceRow, language: Language) -> list[Cell]:
    key = row.key
    return [
        key.customer_id,
        row.customer,
        key.currency,
        str(key),
        _day(row.due),
        *(to_major(getattr(row, name), key.currency) for name in AMOUNTS),
        word(STATES, row.state, language),
        word(REASONS, row.reason, language),
        row.claim_from or "",
        row.paid_by or "",
    ]


def _lines(total: CurrencyRow, language: Language) -> Iterable[list[Cell]]:
    parts = total.parts
    lines: list[tuple[str, int]] = [
        ("gross", total.gross),
        *((part, -parts[part]) for part in PARTS),
        ("insured", total.insured),
        *((term, -total.taken[term]) for term in TERMS),
        ("indemnity", parts["indemnity"]),
        ("firm", total.gross - parts["credits"] - parts["indemnity"]),
    ]
    for key, amount in lines:
        share: Any = amount / total.gross if total.gross else ""
        name = COLUMNS[key].in_language(language)
        yield [total.currency, name, to_major(amount, total.currency), share]


def _currencies(file: CustomerFile, default: str) -> list[str]:
    found = {
        fact.currency
        for fact in file.facts
        if fact.item in ("insured_limit", "discretionary_limit")
    }
    return sorted(found) or [default]


def _status(cover: Cover, language: Language) -> list[Cell]:
    found = cover.now
    rate = None if cover.terms is None else cover.terms.insured_rate
    return [
        cover.customer_id,
        cover.currency,
        word(STATES, found.state, language),
        to_major(found.minor, cover.currency),
        _day(found.valid_from),
        _day(found.valid_to),
        _day(found.run_off_until),
        "" if rate is None else rate,
        found.source,
        word(REASONS, found.reason, language),
    ]


def _day(day: int) -> Cell:
    return "" if day == NO_DAY else day

"""Finds the header of a table of payments, and the column that holds each of its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, get_args

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.columns import Field, squash, synonyms
from ledgerguard.ledger.reading.headers import SEARCHED_ROWS

PaymentField = Literal[
    "payment", "customer_id", "customer", "currency", "paid_on", "paid", "reference"
]
FIELDS: Final[tuple[PaymentField, ...]] = get_args(PaymentField)

# Best first, as for ledgers; the headers of a ledger follow behind them.
_SYNONYMS: Final[Mapping[PaymentField, str]] = {
    "payment": """
        payment id, payment number, payment no, payment nr, payment code, receipt, receipt id,
        receipt number, receipt no, receipt nr, transaction id, transaction number, transaction no,
        transaction, bank transaction id, bank reference, entry number, entry no, document number,
        document no, doc no, doc number, document, belnr, voucher, voucher number, voucher no,
        statement line, line id, id, zahlungsnummer, zahlung, belegnummer, beleg,
        numéro de paiement, número de pago, 收款单号, 收款编号, 付款单号, 付款编号, 流水号,
        交易流水号, 银行流水号, 凭证号, 凭证编号, 单据号, 单据编号""",
    "customer": """
        payer name, payer, paid by, remitter, remitter name, ordering party, counterparty,
        zahler, auftraggeber, 付款人, 付款方, 付款单位, 对方户名, 对方名称""",
    "paid_on": """
        paid on, payment date, date of payment, receipt date, received on, received date,
        date received, value date, booking date, posting date, transaction date, bank date,
        entry date, buchungsdatum, wertstellung, valuta, valutadatum, date de valeur, fecha valor,
        收款日期, 付款日期, 到账日期, 回款日期, 入账日期, 记账日期, 交易日期, 交易时间""",
    "paid": """
        paid, payment amount, paid amount, amount paid, amount received, received amount, received,
        receipt amount, receipts, cash received, credit amount, credit, zahlbetrag,
        zahlungsbetrag, 收款金额, 到账金额, 回款金额, 付款金额, 实收金额, 贷方金额, 收入金额,
        交易金额""",
    "reference": """
        reference, invoice reference, invoice, invoice number, invoice no, invoice id, invoice nr,
        payment reference, remittance, remittance information, remittance reference,
        remittance info, applied to, applies to, allocated to, applied invoice, rebzg, purpose, ref,
        ref no, verwendungszweck, rechnungsnummer, rechnung, référence, numéro de facture,
        referencia, factura, 发票号码, 发票号, 核销发票, 对应发票, 发票编号, 账单号, 用途, 摘要""",
}
_OF_LEDGERS: Final[Mapping[Field, PaymentField]] = {
    "customer_id": "customer_id",
    "customer": "customer",
    "currency": "currency",
    "paid_on": "paid_on",
    "issued": "paid_on",
    "paid": "paid",
    "amount": "paid",
    "invoice": "reference",
}
_BEHIND: Final = 1_000
"""Rank of a ledger's header: below all of the payments' own."""

_WEAK: Final = "payment"
"""A header that may be an amount or a number; it is the number where another is the amount."""


@cache
def _known() -> Mapping[str, tuple[PaymentField, int]]:
    known: dict[str, tuple[PaymentField, int]] = {}
    for place, own in enumerate(_OF_LEDGERS):
        for name, (field, rank) in synonyms().items():
            if field == own:
                known[name] = _OF_LEDGERS[own], _BEHIND * (place + 1) + rank
    for target, names in _SYNONYMS.items():
        for rank, name in enumerate(names.split(",")):
            known[squash(name)] = target, rank
    return known


def payment_header(
    rows: Sequence[Sequence[Any]], column_map: Mapping[str, str] | None = None
) -> tuple[int, dict[PaymentField, str]]:
    """The header of a table of payments: the row that names the most fields.

    Args:
        rows: The first rows.
        column_map: Field of a payment -> header, for columns that are not recognised.

    Returns:
        Its index, and the header text of each field.

    Raises:
        LedgerError: when no row names an amount, a date and a customer, or ``column_map`` names
            what is not there.
    """
    wanted = dict(column_map or {})
    for field in wanted:
        if field not in FIELDS:
            raise LedgerError(
                f"a payment has no field {field!r}", hint="fields are " + ", ".join(FIELDS)
            )
    best: tuple[int, dict[PaymentField, str]] = 0, {}
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        found = _matched([cell.strip() if isinstance(cell, str) else "" for cell in row], wanted)
        if len(found) > len(best[1]):
            best = index, found
    _check(rows[best[0]] if rows else (), best[1], wanted)
    return best


def _matched(texts: Sequence[str], wanted: Mapping[str, str]) -> dict[PaymentField, str]:
    mapped = {squash(name): field for field, name in wanted.items()}
    claims: dict[PaymentField, list[tuple[int, int, str]]] = {}
    for place, text in enumerate(texts):
        name = squash(text)
        bare = squash(text.partition("(")[0].partition("（")[0])
        field, rank = _known().get(name) or _known().get(bare) or (None, 0)
        if name in mapped:
            field, rank = next(own for own in FIELDS if own == mapped[name]), -1
        elif field in wanted:
            continue
        if name and field:
            claims.setdefault(field, []).append((rank, place, text))
    weak = [claim for claim in claims.get("paid", ()) if squash(claim[2]) == _WEAK]
    if weak and len(claims["paid"]) > 1:
        claims["paid"].remove(weak[0])
        claims.setdefault("payment", weak)
    return {field: min(claims[field])[2] for field in FIELDS if field in claims}


def _check(
    row: Sequence[Any], found: Mapping[PaymentField, str], wanted: Mapping[str, str]
) -> None:
    headers = ", ".join(str(cell) for cell in row if cell) or "(none)"
    for field, name in wanted.items():
        if field not in found:
            raise LedgerError(
                f"{field}={name!r} names a column that is not there; the headers are {headers}"
            )
    missing = [field for field in ("paid", "paid_on") if field not in found]
    if "customer_id" not in found and "customer" not in found:
        missing.append("customer_id or customer")
    if missing:
        raise LedgerError(
            f"a table of payments must have columns for paid, paid_on and a customer, "
            f"got none for {' and '.join(missing)} among {headers}",
            hint="say which column it is in the map of the payments' columns",
        )

"""The fields of a ledger, and the headers under which exports of the world show them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal, get_args

from ledgerguard.units import Language

Field = Literal[
    "invoice",
    "customer_id",
    "customer",
    "currency",
    "issued",
    "due",
    "amount",
    "paid",
    "paid_on",
    "disputed",
    "delivered",
    "entity",
    "open",
    "baseline",
    "terms",
    "status",
    "kind",
]
FIELDS: tuple[Field, ...] = get_args(Field)
SHEET_FIELDS: tuple[Field, ...] = FIELDS[: FIELDS.index("open")]
"""The fields of our own Ledger sheet, in its order; the others are only read."""

DATE_FIELDS: tuple[Field, ...] = ("issued", "due", "paid_on", "delivered", "baseline")
AMOUNT_FIELDS: tuple[Field, ...] = ("amount", "paid", "open")
TEXT_FIELDS: tuple[Field, ...] = ("invoice", "customer_id", "customer", "entity")

HEADERS: Mapping[Language, Mapping[Field, str]] = {
    "en": {
        "invoice": "Invoice",
        "customer_id": "Customer ID",
        "customer": "Customer",
        "currency": "Currency",
        "issued": "Invoice date",
        "due": "Due date",
        "amount": "Amount",
        "paid": "Paid",
        "paid_on": "Paid on",
        "disputed": "Disputed",
        "delivered": "Delivered",
        "entity": "Entity",
    },
    "zh": {
        "invoice": "发票号码",
        "customer_id": "客户编号",
        "customer": "客户名称",
        "currency": "币种",
        "issued": "开票日期",
        "due": "到期日",
        "amount": "金额",
        "paid": "已付金额",
        "paid_on": "付款日期",
        "disputed": "争议",
        "delivered": "交货日期",
        "entity": "公司主体",
    },
}
"""The header texts of the Ledger sheet in our own workbooks."""

# Best first: where two headers of a ledger mean the same field, the earlier one here is taken.
_SYNONYMS: Mapping[Field, str] = {
    "invoice": """
        invoice, invoice number, invoice no, invoice nr, invoice num, invoice id, inv,
        inv no, inv number, bill number, bill no, billing document, vbeln, document number,
        document no, doc no, doc number, doc id, document id, document, belnr, voucher no, xblnr,
        reference number, reference, ref, number, no, rechnungsnummer, rechnung, numéro de facture,
        n° facture, facture, número de factura, factura, 发票号码, 发票号, 发票编号, 单据号,
        单据编号, 凭证号, 凭证编号, 账单号, 订单号""",
    "customer_id": """
        customer id, customer number, customer no, customer nr, customer code, cust id,
        cust number, cust no, cust code, client id, client number, client code, client no,
        debtor id, debtor number, debtor no, buyer id, kunnr, account number, account no, account,
        account id, sold to, sold to party, bill to, payer, kundennummer, debitor, code client,
        客户编号, 客户代码, 客户号, 客户编码, 客户ID, 买方编号""",
    "customer": """
        customer, customer name, name customer, cust name, client, client name, name1,
        debtor, debtor name, buyer, buyer name, account name, company, company name, name,
        customer full name, kunde, kundenname, nom client, nom du client, cliente,
        客户名称, 客户, 客户全称, 客户简称, 客户名, 买方, 买方名称, 购买方, 购方名称, 公司名称,
        单位名称, 往来单位""",
    "currency": """
        currency, currency code, curr, ccy, cur, iso currency, invoice currency, waers,
        document currency, transaction currency, currency key, währung, devise, moneda, 币种, 货币,
        币别, 货币代码, 结算币种""",
    "issued": """
        invoice date, date of invoice, invoice dt, inv date, issue date, issued, issued on,
        date issued, billing date, bill date, fkdat, document date, doc date, bldat,
        document create date, document creation date, created date, transaction date,
        posting date, budat, posted on, date, rechnungsdatum, belegdatum, date facture,
        date de facture, fecha factura, fecha de factura, 开票日期, 发票日期, 开票日, 单据日期,
        账单日期, 凭证日期, 记账日期, 过账日期, 日期""",
    "due": """
        due date, net due date, due, due on, date due, due dt, faedt, due in date, payment due date,
        payment due, invoice due date, maturity, maturity date, pay by, zfaedt, netdt,
        fälligkeitsdatum, fälligkeit, fällig am, date échéance, date d'échéance, échéance,
        fecha vencimiento, fecha de vencimiento, vencimiento, 到期日, 到期日期, 应付日期, 应收日期,
        付款到期日, 应付款日, 应收款日, 截止日期, 最迟付款日""",
    "amount": """
        amount, invoice amount, amount invoiced, invoiced amount, invoice total, total amount,
        gross amount, invoice value, inv amount, total, original amount, amount due original,
        billed amount, bill amount, transaction amount, document amount,
        amount in document currency, amount in doc curr, wrbtr, amount in local currency,
        amount in lc, dmbtr, value, gross, betrag, rechnungsbetrag, montant, montant ttc, importe,
        金额, 发票金额, 开票金额, 价税合计, 含税金额, 应收金额, 总金额, 账单金额, 原币金额,
        本币金额, 应收账款""",
    "paid": """
        paid, amount paid, paid amount, paid to date, payment amount, payments, payment, received,
        amount received, received amount, applied amount, cleared amount, settled amount, bezahlt,
        payé, montant payé, pagado, 已付金额, 已收金额, 已付, 已收, 付款金额, 收款金额, 回款金额,
        已回款, 已核销金额, 实收金额""",
    "paid_on": """
        paid on, paid date, date paid, payment date, date of payment, pay date, settled date,
        settled on, settlement date, date settled, clear date, clearing date, cleared date,
        cleared on, clearing, augdt, receipt date, received date, date received, closed date,
        close date, zahlungsdatum, bezahlt am, date paiement, date de paiement, fecha pago,
        fecha de pago, 付款日期, 收款日期, 回款日期, 付款日, 收款日, 到账日期, 结清日期, 清账日期,
        核销日期, 实际付款日""",
    "disputed": """
        disputed, dispute, in dispute, is disputed, dispute flag, dispute status, dispute reason,
        dispute case, 争议, 是否争议, 有争议, 争议标志, 争议状态""",
    "delivered": """
        delivered, delivery date, delivered on, date delivered, date of delivery, shipped,
        ship date, shipped on, shipping date, shipment date, dispatch date, goods issue date,
        wadat, lfdat, lieferdatum, date livraison, date de livraison, 交货日期, 交付日期, 发货日期,
        送货日期, 出库日期, 签收日期""",
    # Ours: "company" and "company name" are the customer's, "company code" is an ERP's word for us.
    "entity": """
        entity, legal entity, entity code, entity id, entity name, legal entity code,
        legal entity name, company code, bukrs, company code name, butxt, business code,
        data area id, dataareaid, subsidiary, our company, own company, selling entity,
        selling company, issuing entity, issuing company, billing entity, invoicing entity,
        ledger entity, business unit, operating unit, org, org unit, org id,
        buchungskreis, gesellschaft, société, societe, code société, sociedad, 公司主体, 公司代码,
        公司编码, 法人实体, 法人主体, 法人公司, 开票主体, 开票公司, 签约主体, 核算主体, 会计主体,
        核算组织, 结算组织, 销售组织, 账套, 账套名称, 所属公司, 我方公司, 我方主体, 销方名称,
        销售方, 销售方名称, 组织""",
    "open": """
        open amount, amount open, outstanding, outstanding amount, amount outstanding, balance,
        balance due, open balance, outstanding balance, remaining amount, remaining,
        residual amount, amount due, amount remaining, unpaid, unpaid amount, total open amount,
        amount due remaining, offen, offener betrag, solde, reste à payer, saldo, 未付金额,
        未收金额, 未结金额, 未清金额, 余额, 应收余额, 欠款, 欠款金额, 未回款, 未回款金额, 未付,
        未收""",
    "baseline": """
        baseline date, baseline payment date, baseline create date, base date, zfbdt,
        terms start date, 基准日, 基准日期, 起算日""",
    "terms": """
        payment terms, terms, terms of payment, payment term, cust payment terms, net days,
        terms days, credit terms, credit days, credit period, payment days, zterm,
        zahlungsbedingung, zahlungsziel, conditions de paiement, 付款条件, 账期, 付款期限, 信用期,
        信用期限, 信用天数, 账期天数, 结算方式, 付款方式""",
    "status": """
        status, invoice status, payment status, state, open closed, is open, paid status, is paid,
        is settled, is cleared, 状态, 付款状态, 收款状态, 结清状态, 发票状态, 是否付款, 是否已付,
        是否结清, 是否未付""",
    "kind": """
        kind, type, document type, doc type, invoice type, transaction type, entry type, blart,
        debit credit, debit credit indicator, dr cr, shkzg, belegart, type de document, 类型,
        单据类型, 发票类型, 凭证类型, 借贷, 借贷标志, 红蓝字""",
}

PAID_FLAGS = frozenset(
    {"ispaid", "issettled", "iscleared", "paid", "paidstatus", "是否付款", "是否已付", "是否结清"}
)
"""Squashed headers under which "yes" means paid; elsewhere in a status column it means open."""


def squash(header: str) -> str:
    """A header without case, spaces, punctuation and full-width forms: ``Due Date`` is duedate."""
    plain = unicodedata.normalize("NFKC", header).casefold().replace("#", "no")
    return "".join(character for character in plain if character.isalnum())


def synonyms() -> dict[str, tuple[Field, int]]:
    """Every known header, squashed, with its field and its rank within the field (0 is best)."""
    known: dict[str, tuple[Field, int]] = {}
    for field, names in _SYNONYMS.items():
        for rank, name in enumerate(names.split(",")):
            known[squash(name)] = field, rank
    return known

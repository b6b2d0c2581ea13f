import pytest

from ledgerguard.errors import LedgerError
from ledgerguard.ledger import columns
from ledgerguard.ledger.columns import FIELDS, HEADERS, SHEET_FIELDS, squash, synonyms
from ledgerguard.ledger.reading.headers import find
from ledgerguard.units import Cell, Language


def fields(*texts: str) -> dict[str, str]:
    return find([texts, ["x"]]).names


def test_no_header_means_two_fields() -> None:
    owners: dict[str, set[str]] = {}
    for field, names in columns._SYNONYMS.items():
        for name in names.split(","):
            owners.setdefault(squash(name), set()).add(field)
    assert [name for name, of in owners.items() if len(of) > 1] == []
    assert {field for field, _ in synonyms().values()} == set(FIELDS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_our_own_headers_are_recognised(language: Language) -> None:
    own = HEADERS[language]
    assert tuple(own) == SHEET_FIELDS
    assert fields(*own.values()) == own


def test_case_spaces_punctuation_and_width_do_not_matter() -> None:
    found = fields("INVOICE_NO.", "  due  DATE ", "Ａｍｏｕｎｔ", "Disputed?")
    assert list(found) == ["invoice", "due", "amount", "disputed"]


def test_sap_field_names() -> None:
    found = fields("BELNR", "KUNNR", "NAME1", "WAERS", "BLDAT", "FAEDT", "ZFBDT", "ZTERM", "WRBTR",
                   "AUGDT", "BUDAT", "DMBTR")  # fmt: skip
    assert found == {
        "invoice": "BELNR", "customer_id": "KUNNR", "customer": "NAME1", "currency": "WAERS",
        "issued": "BLDAT", "due": "FAEDT", "amount": "WRBTR", "paid_on": "AUGDT",
        "baseline": "ZFBDT", "terms": "ZTERM",
    }  # fmt: skip


def test_the_well_known_sap_export() -> None:
    found = fields("business_code", "cust_number", "name_customer", "clear_date", "doc_id",
                   "posting_date", "document_create_date", "due_in_date", "invoice_currency",
                   "document type", "total_open_amount", "baseline_create_date",
                   "cust_payment_terms", "invoice_id", "isOpen")  # fmt: skip
    assert found == {
        "invoice": "invoice_id", "customer_id": "cust_number", "customer": "name_customer",
        "currency": "invoice_currency", "issued": "document_create_date", "due": "due_in_date",
        "amount": "total_open_amount", "paid_on": "clear_date",
        "baseline": "baseline_create_date", "terms": "cust_payment_terms", "status": "isOpen",
        "kind": "document type", "entity": "business_code",
    }  # fmt: skip


def test_chinese_headers() -> None:
    assert list(fields("发票号码", "客户名称", "开票日期", "到期日", "金额（元）", "已收金额")) == [
        "invoice", "customer", "issued", "due", "amount", "paid",
    ]  # fmt: skip


def test_the_header_stands_below_title_lines() -> None:
    rows: list[list[Cell]] = [["Aged receivables"], [], [None, "as of", 45000], ["Date", "Amount"]]
    assert find(rows).row == 3


@pytest.mark.parametrize(
    "text", ["Amount (EUR)", "Amount EUR", "Amount in EUR", "Amount [€]", "AMOUNT_EUR"]
)
def test_a_header_may_name_the_currency(text: str) -> None:
    header = find([["Date", text]])
    assert header.names["amount"] == text
    assert header.currency == "EUR"


def test_a_note_in_brackets_is_not_part_of_the_name() -> None:
    assert fields("Date", "Amount (gross)")["amount"] == "Amount (gross)"


def test_of_two_headers_the_better_is_taken() -> None:
    header = find([["Posting date", "Invoice date", "Amount"]])
    assert header.names["issued"] == "Invoice date"
    assert header.spare == (("issued", 0),)


def test_a_map_overrides() -> None:
    header = find([["Date", "Amount", "Other"]], {"amount": "other"})
    assert header.names == {"issued": "Date", "amount": "Other"}


def test_open_amounts_alone_are_the_amounts() -> None:
    header = find([["Due date", "Balance", "Paid"]])
    assert header.names == {"due": "Due date", "amount": "Balance"}
    assert header.spare == (("paid", 2),)


def test_a_baseline_date_alone_is_the_invoice_date() -> None:
    assert fields("Baseline date", "Amount")["issued"] == "Baseline date"


def test_a_missing_column_names_headers_and_the_map_that_mends_it() -> None:
    with pytest.raises(LedgerError) as error:
        find([["Customer", "Fee", "When"], ["a", 1, 2]])
    text = str(error.value)
    assert "must have a column for amount and one for issued or due" in text
    assert "Customer, Fee, When" in text
    assert '--map amount="Fee"' in text
    assert '--map issued="When"' in text


def test_only_what_is_missing_is_asked_for() -> None:
    with pytest.raises(LedgerError, match=r"column for issued or due, .*HEADER"):
        find([["Amount"]])


def test_empty() -> None:
    with pytest.raises(LedgerError, match="the ledger must have a header row"):
        find([[], [None, ""]])


def test_a_map_to_nowhere() -> None:
    with pytest.raises(LedgerError, match="the headers are Date, Amount"):
        find([["Date", "Amount"]], {"due": "Falls on"})
    with pytest.raises(LedgerError, match="the field 'sum', which a ledger does not have"):
        find([["Date", "Amount"]], {"sum": "Amount"})


def test_only_so_far_down() -> None:
    with pytest.raises(LedgerError):
        find([*[["note"]] * 40, ["Date", "Amount"]])

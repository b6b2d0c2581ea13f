"""The pack for a collection agency: its files, the list that no sheet acts upon, the weighing."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sample_letters import DATA, ITEMS, data, item

from ledgerguard.casework.hand_over_pack import (
    inert,
    items_csv,
    weighing_page,
    weighings,
    write_hand_over,
)
from ledgerguard.casework.letters.data import Party
from ledgerguard.casework.letters.formats import to_docx
from ledgerguard.casework.letters.render import Letter, render
from ledgerguard.errors import InvalidValue
from ledgerguard.policy.firm_file import Agency, RecoveryStep

AGENCY = Agency(
    success_fee=0.2, recovery=(RecoveryStep(90, 0.7, 0.6), RecoveryStep(180, 0.5, 0.35))
)
OLD = (
    item("B1", open=Decimal(1000), days_past_due=60),
    item("B2", open=Decimal(2000), days_past_due=120),
    item("B3", open=Decimal(9999), days_past_due=200, claimed=False, disputed=True),
    item("Y1", currency="JPY", open=Decimal(50000), days_past_due=400),
)


def pack(language: str = "en", **changes: object) -> Letter:
    return render(data("agency-hand-over", language, items=OLD, unapplied={}, **changes))


def test_each_item_is_weighed_at_its_own_age_and_each_currency_apart() -> None:
    found = weighings(pack().data, AGENCY, {"EUR": 100.0})
    assert list(found) == ["EUR", "JPY"]
    euro = found["EUR"]
    # 1,000 * 0.7 + 2,000 * 0.5 = 1,700, a fifth of it the fee; 1,000 * 0.6 + 2,000 * 0.35 = 1,300.
    assert euro.amount == 3000
    assert euro.by_agency == pytest.approx(1700)
    assert euro.success_fee == pytest.approx(340)
    assert euro.own_net == pytest.approx(1200)
    assert euro.gain == pytest.approx(160)
    assert found["JPY"].by_agency == pytest.approx(25000)  # beyond the last age its share stays
    assert weighings(replace(DATA, items=ITEMS[1:2]), AGENCY) == {}


def test_without_a_recovery_of_its_own_only_the_agencys_side_is_shown() -> None:
    page = weighing_page(pack(), Agency())
    # 60 days: 69.6 %, 120 days: 52.1 %: 696 + 1,042 = 1,738, less a quarter 434.50.
    for said in ("1,738.00", "-434.50", "Less its success fee of 25.0%", "1,303.50"):
        assert said in page
    assert "Commercial Collection Agency Association" in page
    assert "Gain by handing over" not in page
    assert "own collection would recover less than 43.5% of the amount" in page  # 1,303.5 / 3,000


def test_the_page_with_the_firms_own_recoveries() -> None:
    page = weighing_page(pack(), AGENCY, {"EUR": 100.0})
    for said in ("3,000.00", "1,700.00", "-340.00", "1,360.00", "1,300.00", "-100.00", "160.00"):
        assert f">{said}</td>" in page
    assert ">50,000</td>" in page  # yen have no decimals
    # (1,360 + 100) / 3,000
    assert "EUR: the agency is worth its fee if our own collection would recover" in page
    assert "less than 48.7% of the amount" in page
    assert "Nothing is said here of how this customer will behave" in page
    chinese = weighing_page(pack("zh"), AGENCY)
    assert "委托催收的净收益" in chinese
    assert "自行催收的回收率低于 45.3%" in chinese  # 1,360 / 3,000


def test_the_list_by_hand() -> None:
    rows = list(csv.reader(io.StringIO(items_csv(DATA), newline="")))
    assert rows[0][:3] == ["Invoice", "Part", "Invoice date"]
    assert rows[1] == [
        *("A1", "1", "2024-01-01", "2024-01-31", "30", "EUR", "1000.00", "600.00"),
        *("10.00", "40.00", "yes", "no"),
    ]
    assert rows[5][5:8] == ["JPY", "120000", "120000"]
    assert rows[6][6] == "12.345"
    assert items_csv(replace(DATA, language="zh")).startswith("发票号,期次,")
    assert items_csv(DATA).endswith("\r\n")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-5", "'-5"),
        ("@SUM", "'@SUM"),
        ("\t=1", "'=1"),
        ("＝1", "'＝1"),
        ("INV-1", "INV-1"),
        ("", ""),
    ],
)
def test_what_could_act_gets_an_apostrophe(text: str, cell: str) -> None:
    assert inert(text) == cell


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pack_is_a_folder_of_the_customer(tmp_path: Path, language: str) -> None:
    letter = pack(language)
    paths = write_hand_over(letter, AGENCY, tmp_path)
    folder = tmp_path / "10023 Nordwerk GmbH"
    assert paths == [
        folder / name
        for name in ("hand-over.docx", "hand-over.html", "items.csv", "agency-or-own.html")
    ]
    assert paths[0].read_bytes() == to_docx(letter)
    assert paths[2].read_bytes().startswith(b"\xef\xbb\xbf")
    assert "20240301-1-0001" in paths[3].read_text(encoding="utf-8")
    assert write_hand_over(letter, AGENCY, tmp_path) == paths  # the same again changes nothing


def test_what_was_edited_stays(tmp_path: Path) -> None:
    paths = write_hand_over(pack(), AGENCY, tmp_path)
    paths[2].write_text("edited")
    paths[0].unlink()
    with pytest.raises(InvalidValue, match=r"items\.csv must not hold anything else"):
        write_hand_over(pack(), AGENCY, tmp_path)
    assert not paths[0].exists()
    write_hand_over(pack(), AGENCY, tmp_path, replace=True)
    assert paths[2].read_text(encoding="utf-8-sig").startswith("Invoice,")


def test_a_name_can_neither_leave_the_folder_nor_act_on_the_page(tmp_path: Path) -> None:
    evil = pack(customer=Party(name="../../<script>x</script>"), customer_id="")
    paths = write_hand_over(evil, AGENCY, tmp_path)
    assert paths[0].parent.parent == tmp_path
    page = paths[3].read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page

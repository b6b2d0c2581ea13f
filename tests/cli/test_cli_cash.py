"""``ledgerguard cash``: thirteen weeks, balances and the default of the largest buyers.

The ledger has no history of payments, so that everything rests on the stressed delay: what is not
due is paid 60 days after its due date, what is overdue 60 days after the day one looks from. What
gets more than 90 days past due loses 10.6 %. Seen on 30 June 2026, week 1 begins on 1 July:

- A: 1,000 due 10 July -> 8 September, the 70th day: week 10;
- B: 500 due 20 June -> 29 August, the 60th day: week 9; 70 days past due then, nothing is lost;
- C: 200 due 1 March -> 29 August: 181 days past due, so that 21.20 of it are lost.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from credit_sheet import facts_file, firm_file
from typer.testing import CliRunner, Result

from ledgerguard.cli import app

RUNNER = CliRunner()
DAY = "2026-06-30"
LEDGER = """\
Invoice,Customer ID,Customer,Currency,Invoice date,Due date,Amount
A-1,A,Alpha,EUR,2026-06-10,2026-07-10,1000
B-1,B,Beta,EUR,2026-05-20,2026-06-20,500
C-1,C,Gamma,EUR,2026-02-01,2026-03-01,200
"""


@pytest.fixture(autouse=True)
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_POLICY", str(firm_file(tmp_path)))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


@pytest.fixture
def payments(tmp_path: Path) -> Path:
    """650 to be paid in week 2, 400 in week 3 of which 100 to nobody in particular."""
    path = tmp_path / "payments.csv"
    path.write_text(
        'Date,Amount,Supplier\n2026-07-08,"650.00",Steel\n2026-07-20,300,Rent\n2026-07-21,100,\n',
        encoding="utf-8",
    )
    return path


def run(*arguments: str | Path, ok: bool = True) -> Result:
    result = RUNNER.invoke(app, [str(argument) for argument in arguments])
    if ok:
        assert result.exit_code == 0, result.output
    return result


def said(result: Result) -> str:
    return " ".join(result.output.split())


def cash(ledger: Path, *arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        run("cash", ledger, "--as-of", DAY, *arguments, "--json").stdout
    )
    return found


def by_line(found: dict[str, Any]) -> dict[Any, float]:
    """Receipts by number of the week or name of the line; nothing where nothing is."""
    return {each["week"] or each["line"]: each["receipts"] for each in found["lines"]
            if each["receipts"]}  # fmt: skip


def test_receipts_alone(ledger: Path) -> None:
    found = cash(ledger)
    assert by_line(found) == {9: 678.80, 10: 1_000.0, "loss": 21.20}
    assert (found["owed"], found["course"], found["shock"]) == (1_700.0, None, None)
    text = said(run("cash", ledger, "--as-of", DAY))
    assert "Receipts of 13 weeks, EUR from 2026-07-01" in text
    assert "9 2026-08-26 678.80 678.80 0.00 678.80" in text
    assert "total owed 1,700.00" in text
    assert "by policy: beyond what this ledger's history tells" in text
    assert "no balance: --opening AMOUNT names the cash of the day" in text


def test_balances_and_the_shortage(ledger: Path, payments: Path) -> None:
    """1,000 - 650 = 350 in week 2, 350 - 400 = -50 in week 3; 150 short of the floor of 100."""
    given = ("--opening", "1000", "--payments", payments, "--floor", "100")
    course = cash(ledger, *given)["course"]
    assert course["closing"][:3] == [1_000.0, 350.0, -50.0]
    assert course["closing"][8:] == [628.8, 1_628.8, 1_628.8, 1_628.8, 1_628.8]
    assert (course["lowest"], course["lowest_week"]) == (-50.0, 3)
    assert (course["shortage"], course["first_below"]) == (150.0, 3)
    text = said(run("cash", ledger, "--as-of", DAY, *given))
    assert "2 2026-07-08 0.00 0.00 0.00 0.00 650.00 350.00 3 2026-07-15" in text
    assert "400.00 -50.00 below the floor" in text
    assert "lowest balance EUR -50.00 at the end of week 3" in text
    assert "EUR 150.00 short of the floor of EUR 100.00, below it from week 3 on" in text


def test_an_overdrawn_account_and_a_floor_that_holds(ledger: Path) -> None:
    assert cash(ledger, "--opening", "-200")["course"]["lowest"] == -200
    text = said(run("cash", ledger, "--as-of", DAY, "--opening", "200"))
    assert "lowest balance EUR 200.00 at the end of week 1; the floor of EUR 0.00 holds" in text


def test_the_largest_buyer_fails_and_nothing_is_insured(ledger: Path, payments: Path) -> None:
    found = cash(ledger, "--opening", "1000", "--payments", payments, "--shock", "1")
    hit = found["shock"]
    assert [each["customer_id"] for each in hit["buyers"]] == ["A"]
    assert (hit["loss"], hit["indemnity"]) == (1_000.0, 0.0)
    assert hit["uninsured"]["closing"][-1] == pytest.approx(628.8)  # 1,628.80 without A's 1,000
    assert found["course"]["closing"][-1] == pytest.approx(1_628.8)
    text = said(run("cash", ledger, "--as-of", DAY, "--opening", "1000", "--shock", "1"))
    assert "A Alpha 1,000.00 58.8% 1,000.00 0.00 0.00 1,000.00" in text
    assert "Loss of receivables 0.00 1,000.00 1,000.00" in text
    assert "nothing is taken as insured: --file FACTS" in text


def test_insured_the_loss_is_lower_but_not_within_the_weeks(ledger: Path, tmp_path: Path) -> None:
    """800 of A's 1,000 are within its limit; 90 % of them are 720, paid after the waiting time."""
    facts = facts_file(tmp_path, (("A", "insured_limit", "800", "2026-01-01", "", "EUR"),))
    given = (ledger, "--as-of", DAY, "--opening", "0", "--shock", "1", "--file", facts)
    hit = json.loads(run("cash", *given, "--json").stdout)["shock"]
    assert hit["buyers"][0]["insured_loss"] == 800.0
    assert hit["indemnity"] == 720.0
    assert hit["insured"]["closing"] == hit["uninsured"]["closing"]
    text = said(run("cash", *given))
    assert "Charge on equity before tax 0.00 1,000.00 280.00" in text
    assert "nothing is taken as insured" not in text


def test_a_shock_needs_an_opening_balance(ledger: Path) -> None:
    refused = run("cash", ledger, "--as-of", DAY, "--shock", "1", ok=False)
    assert refused.exit_code == 2
    assert "--shock must come with an opening balance, got none" in said(refused)


def test_two_currencies_are_never_added(ledger: Path) -> None:
    with ledger.open("a", encoding="utf-8") as file:
        file.write("K-1,K,Kappa,CNY,2026-06-10,2026-07-10,7000\n")
    refused = run("cash", ledger, "--as-of", DAY, ok=False)
    assert refused.exit_code == 2
    assert "CNY, EUR" in said(refused)
    assert cash(ledger, "--currency", "cny")["owed"] == 7_000
    assert cash(ledger, "--currency", "EUR")["owed"] == 1_700


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Date,Sum\n2026-07-08,5\n", "payments must have a header row with amount, due"),
        ("Date,Amount\n31.06.2026,5\n", "the date in row 2 of payments must be a day"),
        ("Date,Amount\n03/07/2026,5\n", "must tell day from month, got 03/07/2026"),
        ("Date,Amount\n2026-07-08,-5\n", "must not be negative"),
        ("Date,Amount\n2026-07-08,five\n", "must be a number"),
        ("Date,Amount,Currency\n2026-07-08,5,CNY\n", "the currency in row 2 of payments must be"),
    ],
)
def test_payments_that_cannot_be_read(
    ledger: Path, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "payments.csv"
    path.write_text(text, encoding="utf-8")
    given = ("--opening", "0", "--payments", path)
    refused = run("cash", ledger, "--as-of", DAY, *given, ok=False)
    assert refused.exit_code == 2
    assert message in said(refused)


def test_payments_as_people_write_them(ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "payments.csv"
    path.write_text("到期日;金额;供应商\n2026-07-01;1.250,50;钢厂\n", encoding="gb18030")
    course = cash(ledger, "--opening", "2000", "--payments", path)["course"]
    assert course["payments"][0] == 1_250.50
    assert course["closing"][0] == 749.50
    path.write_text("Date,Amount\n01.07.2026,7\n13.7.2026,5\n", encoding="utf-8")  # weeks 1, 2
    assert cash(ledger, "--opening", "9", "--payments", path)["course"]["payments"][:3] == [7, 5, 0]


def test_a_stage_and_a_promise_change_the_receipts(ledger: Path, tmp_path: Path) -> None:
    """C is 121 days late: five-stage has given it to the agency.

    By its survey 52.1 % of debts up to 180 days old still come in, less its fee of 25 %, and that
    in 180 days: 200 * 0.521 * 0.75. B has promised to pay on 8 July: week 2.
    """
    firm = tmp_path / "none.toml"
    firm.write_text('[company]\ninsurance = "none"\n', encoding="utf-8")
    staged = by_line(cash(ledger, "--stages", "--policy", firm))
    assert staged["later"] == pytest.approx(200 * 0.521 * 0.75)
    log = tmp_path / "firm.log"
    run("worklist", ledger, "--as-of", DAY, "--log", log, "--policy", firm)
    run("log", "promise", "--customer", "B", "--pay-by", "2026-07-08", "--on", DAY, "--log", log)
    promised = by_line(cash(ledger, "--log", log, "--policy", firm))
    assert promised[2] == 500.0


def test_in_chinese(ledger: Path) -> None:
    given = ("--opening", "0", "--floor", "50", "--shock", "1", "--lang", "zh")
    text = run("cash", ledger, "--as-of", DAY, *given).stdout + run(
        "cash", ledger, "--as-of", DAY, "--lang", "zh").stdout  # fmt: skip
    left = set(re.findall(r"[A-Za-z_]{3,}", text))
    assert left <= {"EUR", "Alpha", "file", "FACTS", "opening", "AMOUNT"}
    assert "距下限 EUR 50.00 缺口 EUR 50.00，自第 1 周起低于下限" in text

"""Early warning in a cell: alerts, the mix of the portfolio by grade, and the bad-debt target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ledgerguard.casework.customer_file.reading import files_from_cells
from ledgerguard.casework.watch.alerts import Alert, alerts_of
from ledgerguard.casework.watch.grade_ranges import grades_of
from ledgerguard.casework.watch.indicators import LEVELS, entry_of
from ledgerguard.casework.watch.mix import MixRow, mix_of
from ledgerguard.casework.watch.words import LEVEL_WORDS, SCOPE_WORDS, reason_words
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import at_least, divisor, not_negative, share
from ledgerguard.formulas.grading import LABELS
from ledgerguard.ledger.captions import CAPTIONS, fitted
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.ledger.portfolio import balances, in_one_currency
from ledgerguard.ledger.read import from_cells
from ledgerguard.policy.firm import load_policy
from ledgerguard.units import Cell, Count, Date, Language, Money, Rate, Table, Text, serial

HEADERS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        *("Level", "About", "Customer ID", "Customer", "Currency", "Indicator"),
        *("Value", "Threshold", "At stake"),
    ),
    "zh": ("级别", "对象", "客户编号", "客户", "币种", "指标", "数值", "阈值", "涉及金额"),
}
AHEAD: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("In {0} days", "In {0} days: low", "In {0} days: high"),
    "zh": ("{0} 天后", "{0} 天后：下限", "{0} 天后：上限"),
}
LAST: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Reached about", "Why", "Advised step"),
    "zh": ("预计达到日", "原因", "建议措施"),
}

MIX_HEADERS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        *("Grade", "Meaning", "Customers", "Amount", "Share", "Target share", "Difference"),
        *("Expected loss", "Expected loss rate"),
    ),
    "zh": (
        *("信用等级", "含义", "客户数", "金额", "占比", "目标占比", "差异"),
        *("预期损失", "预期损失率"),
    ),
}
NOT_GRADED: Final[Mapping[Language, str]] = {"en": "not graded", "zh": "未评级"}

CHECK_LABELS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Bad-debt rate", "Target", "Target met", "Allowed to be written off", "Above it"),
    "zh": ("坏账率", "目标", "是否达标", "允许核销金额", "超出金额"),
}
CHECK_HEADERS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Figure", "Value"),
    "zh": ("指标", "数值"),
}
CHECK_LEVEL: Final[Mapping[Language, str]] = {"en": "Alert", "zh": "预警级别"}


@formula("ALERTS")
def alerts(
    ledger: Table,
    as_of: Date,
    facts: Table | None = None,
    currency: Text | None = None,
    rows: Count | None = None,
    language: Language = "en",
) -> Table:
    """Early warnings of a day: who pays later, which limit is nearly used, what is to be done.

    Each indicator has three thresholds (watch, warn, act) in the credit policy. The worst level
    stands first, within a level whatever has the most at stake. Trends run over six periods of 30
    days and are drawn on for the look-ahead of the policy (90 and 180 days) with the band that
    holds eight of ten values; a trend that chance explains raises no alert. A threshold that is
    not reached yet but will be, if the trend goes on, is watched, with the day. Of a slope, value
    and threshold are per 30 days and the figures ahead are what it leads to.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks; what is dated later is not known yet.
        facts: Range of customers' files: customer_id, item, value, date, until, currency, source.
            The firm's own bank lines, emergency money, late payments to suppliers, written_off,
            credit_sales and all_sales stand there under the customer_id own.
        currency: Only this currency; all of them when left out.
        rows: Rows below the header: filled up with "", the last one says how many are missing.
        language: "en" or "zh".

    Errors: #VALUE! when ledger or facts have no header that can be read or not that currency;
        #NUM! when rows is below 1.
    Example: =INDEX(ALERTS({"Customer","Invoice date","Due date","Amount";"A",45292,45322,100},
        45350), 2, 1) -> "act"
    Example: =INDEX(ALERTS({"Customer","Invoice date","Due date","Amount";"A",45292,45322,100},
        45310, {"customer_id","item","value","date";"A","extension_request",30,45300}), 4, 6)
        -> "Asks for longer terms"
    Source: Articles on bad debts and receivables: 可提前180天预警, 可提前90天预警, 设置三级预警阈值
        (warn 180 and 90 days ahead, three thresholds); figures: the firm's credit policy.
    """
    frame = from_cells(ledger, language=language).frame
    files = files_from_cells(facts, language=language) if facts else {}
    policy = load_policy()
    credit, day = policy.credit, serial(as_of)
    found = alerts_of(frame, files, credit, day, currency=currency or None, policy=policy)
    days = credit.targets.lookahead_days
    ahead = [word.format(day) for day in days for word in AHEAD[language]]
    header: list[Cell] = [*HEADERS[language], *ahead, *LAST[language]]
    body = [_cells(alert, days, language) for alert in found]
    return fitted(header, body, rows, language, text_column=len(header) - 2)


@formula("PORTFOLIO_MIX")
def portfolio_mix(
    ledger: Table,
    as_of: Date,
    grades: Table,
    currency: Text | None = None,
    lgd: Rate | None = None,
    language: Language = "en",
) -> Table:
    """Receivables by credit grade: customers, amount, share, target, and expected loss.

    A row for each grade from the best, one for whoever has none, and a total. Expected loss is the
    sum of probability of default * lgd * amount; net credits are no part of the mix. The target is
    that of the credit policy.

    Args:
        ledger: Range of the ledger with its header row.
        as_of: Day from which one looks.
        grades: One of three ranges with a header: customers' files (customer_id, item, value and
            so on), graded as CREDIT_DECISION does; factors as CUSTOMER_SUMMARY takes them; or the
            two columns customer_id and grade.
        currency: The currency; may be left out when the ledger has only one.
        lgd: Share of a defaulted amount that is lost in the end, before insurance; that of the
            credit policy (60 %) when left out.
        language: "en" or "zh".

    Errors: #VALUE! when the ledger has several currencies and none is given, or a range cannot be
        read; #NUM! when lgd is not from 0 to 1 or a grade is none of the scale; #N/A when grades
        is blank.
    Example: =INDEX(PORTFOLIO_MIX({"Customer","Invoice date","Due date","Amount";"A",45292,45322,
        300;"B",45292,45322,100}, 45310, {"customer_id","grade";"A",4;"B",10}), 11, 8) -> 60
    Source: IFRS 9 B5.5.44 (expected loss); mix and target: the firm's credit policy.
    """
    day, policy = serial(as_of), load_policy()
    lost = policy.credit.limits.loss_given_default if lgd is None else lgd
    share(lgd=lost)
    whole = from_cells(ledger, language=language).frame
    frame, name = in_one_currency(whole, currency)
    owing = balances(frame, day)
    graded = grades_of(grades, whole, owing, policy, name, day, language)
    mix = mix_of(owing, graded, policy.credit, lost)
    body = [_mix_cells(row, name, language) for row in mix]
    return [list(MIX_HEADERS[language]), *body, _total(mix, name, language)]


@formula("BAD_DEBT_CHECK")
def bad_debt_check(
    written_off: Money,
    credit_sales: Money,
    target: Rate | None = None,
    language: Language = "en",
) -> Table:
    """Bad debts against the target: rate, whether it is met, and what may still be written off.

    rate = written_off / credit_sales; allowed = target * credit_sales. The alert is that of the
    thresholds for bad_debt_rate in the credit policy.

    Args:
        written_off: What was written off in the period, less what came back.
        credit_sales: Credit sales of the same period; above 0.
        target: Rate that must not be passed; that of the credit policy (0.5 %) when left out.
        language: "en" or "zh".

    Errors: #DIV/0! when credit_sales is 0; #NUM! when an amount is negative or target not from 0
        to 1; #N/A when an amount is blank.
    Example: =BAD_DEBT_CHECK(60000, 10000000) -> {Figure,Value;Bad-debt rate,0.006;Target,0.005;
        Target met,FALSE;Allowed to be written off,50000;Above it,10000;Alert,warn}
    Source: Article on credit control: 坏账率控制在0.5%以下 (bad debts below 0.5 %).
    """
    not_negative(written_off=written_off)
    credit = load_policy().credit
    aim = credit.targets.bad_debt_rate if target is None else target
    share(target=aim)
    rate = written_off / divisor("credit_sales", credit_sales)
    allowed = aim * credit_sales
    above = max(0.0, written_off - allowed)
    met = rate <= aim
    values: list[Cell] = [rate, aim, met, allowed, above]
    rows: list[list[Cell]] = [[*pair] for pair in zip(CHECK_LABELS[language], values, strict=True)]
    return [
        list(CHECK_HEADERS[language]),
        *rows,
        [CHECK_LEVEL[language], _bad_debt_level(rate, language)],
    ]


def _cells(alert: Alert, days: Sequence[int], language: Language) -> list[Cell]:
    ahead = {one.days: (one.value, one.low, one.high) for one in alert.ahead}
    return [
        LEVEL_WORDS[alert.level][language],
        SCOPE_WORDS[alert.scope][language],
        alert.customer_id,
        alert.customer,
        alert.currency,
        alert.title.in_language(language),
        "" if alert.value is None else alert.value,
        "" if alert.threshold is None else alert.threshold,
        to_major(alert.at_stake, alert.currency) if alert.at_stake else "",
        *(cell for day in days for cell in ahead.get(day, ("", "", ""))),
        "" if alert.crossing is None else alert.crossing.on,
        reason_words(alert, language),
        alert.advice.in_language(language),
    ]


def _mix_cells(row: MixRow, currency: str, language: Language) -> list[Cell]:
    amount = to_major(row.amount, currency)
    loss = None if row.expected_loss is None else row.expected_loss / 10 ** exponent(currency)
    return [
        "" if row.grade is None else row.grade,
        NOT_GRADED[language] if row.grade is None else _label(row.grade, language),
        row.customers,
        amount,
        row.share,
        "" if row.target is None else row.target,
        "" if row.target is None else row.share - row.target,
        "" if loss is None else loss,
        loss / amount if loss is not None and amount else "",
    ]


def _total(mix: Sequence[MixRow], currency: str, language: Language) -> list[Cell]:
    amount = sum(row.amount for row in mix)
    loss = sum(row.expected_loss or 0.0 for row in mix)
    return [
        "",
        CAPTIONS[language]["total"],
        sum(row.customers for row in mix),
        to_major(amount, currency),
        sum(row.share for row in mix),
        "",
        "",
        loss / 10 ** exponent(currency),
        loss / amount if amount else "",
    ]


def _label(grade: int, language: Language) -> str:
    """The word of a grade; a scale of another length than ours has none."""
    labels = LABELS[language]
    return labels[grade - 1] if grade <= len(labels) else ""


def _bad_debt_level(rate: float, language: Language) -> str:
    entry = entry_of(load_policy().credit, "bad_debt_rate")
    bounds = (entry.watch, entry.warn, entry.act) if entry else ()
    reached = [
        level
        for level, bound in zip(LEVELS, bounds, strict=False)
        if rate > 0 and at_least(rate, bound)
    ]
    return LEVEL_WORDS[reached[-1]][language] if reached else ""

"""What an agency gets, and what decides whether it should: letter, list of items, the weighing."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Final

from ledgerguard.casework.hand_over import SURVEY, Weighing, recovery_at, weigh
from ledgerguard.casework.letters.data import LetterData
from ledgerguard.casework.letters.formats import safe_name, to_docx, to_html
from ledgerguard.casework.letters.layout import Grid, footer_line, ordered
from ledgerguard.casework.letters.render import Letter
from ledgerguard.casework.letters.web_page import page, table_markup
from ledgerguard.casework.letters.wording import one_line, plain_amount, short_day
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.currency import exponent
from ledgerguard.policy.firm_file import Agency
from ledgerguard.units import Language

_COLUMNS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        *("Invoice", "Part", "Invoice date", "Due date", "Days past due", "Currency", "Amount"),
        *("Unpaid", "Interest", "Fee", "Handed over", "Disputed"),
    ),
    "zh": (
        *("发票号", "期次", "开票日期", "到期日", "逾期天数", "币种", "发票金额"),
        *("未付金额", "逾期利息", "固定费用", "移交", "争议"),
    ),
}
_YES_NO: Final[Mapping[Language, tuple[str, str]]] = {"en": ("no", "yes"), "zh": ("否", "是")}

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "title": "Agency or own collection: {customer}",
        "amount": "Amount handed over",
        "by_agency": "Expected from the agency",
        "success_fee": "Less its success fee of {fee}",
        "agency_net": "Left by the agency",
        "by_ourselves": "Expected from our own collection",
        "own_cost": "Less our own cost",
        "own_net": "Left by our own collection",
        "gain": "Gain by handing over",
        "recoveries": "Expected recoveries are those of the firm's policy, for each invoice by its "
        "age. Beyond the last age of the policy its share is used.",
        "survey": "The policy states no recovery by age, so the agency's part follows a survey of "
        "agencies in the United States (Commercial Collection Agency Association: 69.6 % after "
        "three months, 52.1 % after six, 22.8 % after a year). It is what agencies say of "
        "themselves, and no forecast.",
        "break_even": "{currency}: the agency is worth its fee if our own collection would recover "
        "less than {share} of the amount.",
        "unknown": "Nothing is said here of how this customer will behave. Interest and fees are "
        "left out on both sides.",
    },
    "zh": {
        "title": "委托催收与自行催收对比：{customer}",
        "amount": "移交金额",
        "by_agency": "机构预计回收",
        "success_fee": "减：成功佣金（{fee}）",
        "agency_net": "委托催收净回收",
        "by_ourselves": "自行催收预计回收",
        "own_cost": "减：自行催收成本",
        "own_net": "自行催收净回收",
        "gain": "委托催收的净收益",
        "recoveries": "预计回收率取自本公司政策，按每张发票的逾期天数计算；"
        "超过政策所列最长账龄的，按最后一档计算。",
        "survey": "政策未规定按账龄的回收率，机构回收率暂按美国催收机构调查数据估算"
        "（商业催收机构协会：逾期三个月 69.6%，六个月 52.1%，一年 22.8%）。"
        "该数据为机构自述，并非预测。",
        "break_even": "{currency}：如自行催收的回收率低于 {share}，则委托机构更为合算。",
        "unknown": "本页不预测该客户的实际行为；双方均未计入利息及费用。",
    },
}
_SUMS: Final = (
    *("amount", "by_agency", "success_fee", "agency_net"),
    *("by_ourselves", "own_cost", "own_net", "gain"),
)
_NEGATED: Final = ("success_fee", "own_cost")
_AGENCY_ROWS: Final = 4  # the rows of _SUMS that need no knowledge of our own recoveries
_ACTING: Final = frozenset("=+-@＝＋－＠")


def weighings(
    data: LetterData, agency: Agency, own_cost: Mapping[str, float] | None = None
) -> dict[str, Weighing]:
    """Agency against own collection for the items that a letter hands over, by currency.

    Each item is weighed at its own age. Where the policy states no recovery by age, the agency's
    follows ``SURVEY`` and our own is 0: only the agency's side means something then.

    Args:
        data: What the letter says; its claimed items are handed over.
        agency: The firm's policy: success fee and recoveries by age.
        own_cost: What our own collection of all items costs, by currency.
    """
    by_agency = [(step.days, step.agency) for step in agency.recovery] or SURVEY
    by_ourselves = [(step.days, step.own) for step in agency.recovery] or [(0, 0.0)]
    found: dict[str, Weighing] = {}
    for currency in data.currencies:
        total = Weighing(0.0, 0.0, 0.0, 0.0, (own_cost or {}).get(currency, 0.0))
        for item in data.items:
            if item.claimed and item.currency == currency:
                total += weigh(
                    float(item.open),
                    agency.success_fee,
                    recovery_at(by_agency, item.days_past_due),
                    recovery_at(by_ourselves, item.days_past_due),
                )
        if total.amount:
            found[currency] = total
    return found


def write_hand_over(
    letter: Letter,
    agency: Agency,
    folder: Path,
    own_cost: Mapping[str, float] | None = None,
    *,
    replace: bool = False,
) -> list[Path]:
    """Write the pack of one customer into a folder of its own below ``folder``.

    The letter ``hand-over.docx`` and ``.html`` and the list ``items.csv`` are for the agency;
    ``agency-or-own.html`` weighs its fee against what it is expected to recover and stays in the
    house.

    Args:
        letter: The rendered letter agency-hand-over.
        agency: The firm's policy on agencies.
        folder: Where the customer's folder goes.
        own_cost: What our own collection would cost, by currency.
        replace: Overwrite files that hold something else.

    Raises:
        InvalidValue: when a file would be overwritten; nothing has been written then.
    """
    data = letter.data
    place = folder / safe_name(" ".join(filter(None, (data.customer_id, data.customer.name))))
    contents = {
        "hand-over.docx": to_docx(letter),
        "hand-over.html": to_html(letter).encode(),
        "items.csv": items_csv(data).encode("utf-8-sig"),  # so that Excel takes it for UTF-8
        "agency-or-own.html": weighing_page(letter, agency, own_cost).encode(),
    }
    paths = {place / name: content for name, content in contents.items()}
    for path, content in paths.items():
        if not replace and path.exists() and path.read_bytes() != content:
            raise InvalidValue(
                f"{path} must not hold anything else, got a file that differs",
                hint="take another folder, or allow to replace it",
            )
    place.mkdir(parents=True, exist_ok=True)
    for path, content in paths.items():
        path.write_bytes(content)
    return list(paths)


def items_csv(data: LetterData) -> str:
    """The items of a letter as csv; no text in it can act as a formula when a sheet opens it."""
    language = data.language
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS[language])
    for item in ordered(data.items):
        amounts = (item.amount, item.open, item.interest, item.fee)
        flags = (item.claimed, item.disputed)
        writer.writerow(
            [
                inert(item.invoice),
                item.part,
                short_day(item.issued),
                short_day(item.due),
                item.days_past_due,
                inert(item.currency),
                *(plain_amount(amount, item.currency).replace(",", "") for amount in amounts),
                *(_YES_NO[language][flag] for flag in flags),
            ]
        )
    return text.getvalue()


def inert(value: str) -> str:
    """Text for a cell of a csv: what a sheet would take for a formula gets an apostrophe first."""
    text = one_line(value)
    return f"'{text}" if text[:1] in _ACTING and text else text


def weighing_page(
    letter: Letter, agency: Agency, own_cost: Mapping[str, float] | None = None
) -> str:
    """The page that weighs an agency against our own collection, as html."""
    data = letter.data
    words = _WORDS[data.language]
    title = words["title"].format(customer=one_line(data.customer.name or data.customer_id))
    found = weighings(data, agency, own_cost)
    keys = _SUMS if agency.recovery else _SUMS[:_AGENCY_ROWS]
    rows = tuple(
        (
            words[key].format(fee=_percent(agency.success_fee)),
            *(_shown(key, weighed, currency) for currency, weighed in found.items()),
        )
        for key in keys
    )
    bold = frozenset(place for place, key in enumerate(keys) if key in ("agency_net", "gain"))
    grid = Grid(("", *found), rows, frozenset(range(1, len(found) + 1)), bold)
    notes = [
        words["recoveries"] if agency.recovery else words["survey"],
        *(
            words["break_even"].format(currency=currency, share=_percent(_break_even(weighed)))
            for currency, weighed in found.items()
        ),
        words["unknown"],
    ]
    body = [
        f"<h1>{escape(title)}</h1>",
        *table_markup(grid, "totals"),
        *(f"<p>{escape(note)}</p>" for note in notes),
    ]
    return page(title, body, footer_line(letter), data.language)


def _break_even(weighed: Weighing) -> float:
    """The share that our own collection has to recover to be worth as much as the agency."""
    return (weighed.agency_net + weighed.own_cost) / weighed.amount


def _shown(key: str, weighed: Weighing, currency: str) -> str:
    amount = getattr(weighed, key)
    exact = Decimal(-amount if key in _NEGATED else amount)
    shown = round(exact, exponent(currency))
    return plain_amount(shown + 0, currency)  # no "-0.00"


def _percent(rate: float) -> str:
    return f"{rate:.1%}"

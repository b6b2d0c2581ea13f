"""What can be wrong in a ledger and what is done about it: one table, two languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from ledgerguard.ledger.columns import DATE_FIELDS
from ledgerguard.ledger.schema import Problem
from ledgerguard.units import FIRST_SERIAL, LAST_SERIAL, Language, from_serial

_DETAIL = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Message:
    """The texts of one code: the problem and the action, each in English and Chinese."""

    problem: Mapping[Language, str]
    action: Mapping[Language, str]

    def of_many(self, language: Language) -> tuple[str, str]:
        """Problem and action of many rows: what differs from row to row is left open."""
        return _DETAIL.sub("...", self.problem[language]), _DETAIL.sub("...", self.action[language])


# code | problem | action, and below it the same in Chinese
_TABLE = """
total_row | total line, not an invoice | not counted
    合计行，不是发票 | 未计入
repeated_header | the header stands here again | not counted
    重复的表头 | 未计入
note_row | neither an amount nor a date: a note, not an invoice | not counted
    既无金额也无日期：是说明，不是发票 | 未计入
missing_amount | no amount | not counted
    没有金额 | 未计入
unreadable_amount | the amount cannot be read | not counted
    无法识别金额 | 未计入
too_large | the amount is too large for any ledger | not counted
    金额过大 | 未计入
unreadable_payment | what was paid cannot be read | taken as not paid
    无法识别付款金额 | 视为未付
unreadable_date | the date cannot be read | taken as blank
    无法识别日期 | 视为空白
implausible_date | the date lies before 1970 or after 2099 | taken as blank
    日期早于 1970 年或晚于 2099 年 | 视为空白
error_cell | the cell holds an error | taken as blank
    单元格是错误值 | 视为空白
missing_issued | no invoice date | counted at every as-of date
    没有开票日期 | 在任何截止日都计入
no_issued_column | no column for the invoice date ({count} rows) | counted at every as-of date
    台账没有开票日期列（{count} 行） | 在任何截止日都计入
issued_from_terms | no invoice date | taken as due date less terms: {day}
    没有开票日期 | 按到期日减账期推算：{day}
missing_due | no due date, and no terms to derive it from | shown as undated
    没有到期日，也没有可推算的账期 | 列入“无日期”
no_due_column | no column for due date or terms ({count} rows) | shown as undated
    台账没有到期日或账期列（{count} 行） | 列入“无日期”
due_from_terms | no due date | derived from the terms {terms}: {day}
    没有到期日 | 按账期 {terms} 推算：{day}
due_column_from_terms | the ledger has no due-date column | derived from the terms for {count} rows
    台账没有到期日列 | 按账期推算了 {count} 行
unknown_terms | the payment terms hold no number of days | no due date derived
    账期中没有天数 | 未推算到期日
due_before_issued | due before the invoice date {day} | kept
    到期日早于开票日期 {day} | 保留
paid_before_issued | paid before the invoice date {day} | kept
    付款早于开票日期 {day} | 保留
swapped_dates | {count} real dates had day and month swapped, as the text dates show | swapped back
    从文本日期可见，{count} 个真日期的日月被对调 | 已对调回来
date_order_differs | this column is written {order}, others are not | read as {order}
    此列日期写作 {order}，其他列不同 | 按 {order} 读取
missing_invoice | no invoice number | kept
    没有发票号码 | 保留
duplicate_invoice | the number already stands in row {row} | kept and counted
    该号码已出现在第 {row} 行 | 保留并计入
missing_customer | no customer | filed under (none)
    没有客户 | 归入 (none)
customer_spelling | another spelling of {customer} ({count} rows) | shown as {customer}
    “{customer}”的另一种写法（{count} 行） | 显示为 {customer}
number_as_id | numbers with .0 at the end ({count} cells) | .0 removed
    编号带有 .0（{count} 格） | 去掉 .0
damaged_id | the number was shortened by a spreadsheet | kept as it is
    编号被电子表格截短 | 原样保留
missing_currency | no currency | kept apart as a currency without name
    没有币种 | 作为无名币种单独列示
unknown_currency | not an ISO 4217 code | kept apart, two decimals
    不是 ISO 4217 代码 | 单独列示，按两位小数
currency_differs | the amount says {sign}, the currency column {currency} | taken as {currency}
    金额标为 {sign}，币种列为 {currency} | 按 {currency}
ambiguous_sign | ¥ may mean yuan or yen ({count} rows) | taken as CNY
    ¥ 可指人民币或日元（{count} 行） | 按 CNY
rounded | more decimals than {currency} has | rounded half away from zero to {amount}
    小数位数多于 {currency} 的规定 | 四舍五入为 {amount}
inexact | beyond 2^53 minor units: a workbook cannot show every unit | kept to the unit
    超过 2^53 个最小单位：工作簿无法精确显示 | 按最小单位保留
ambiguous_separator | {count} such numbers: thousands or decimals? | read as thousands
    {count} 个此类数字的分隔符可能是千位或小数点 | 按千位分隔读取
mixed_separators | decimal points and commas in one ledger ({count} cells) | each read by itself
    同一台账混用小数点和小数逗号（{count} 个此类数字） | 逐个识别
credit_sign | a credit note with a positive amount | taken as negative
    贷项单据金额为正 | 取负数
paid_sign | paid with the opposite sign | sign turned
    付款金额符号相反 | 已改号
paid_column_sign | payments have the opposite sign of their invoices ({count} rows) | signs turned
    付款金额均与发票符号相反（{count} 行） | 已改号
opposite_payment | a payment against the sign of the invoice | kept: it adds to what is open
    付款与发票符号相反 | 保留：增加未付余额
overpaid | more paid than invoiced | kept: the rest is unapplied credit
    付款多于发票金额 | 保留：余额为未核销贷项
paid_without_date | paid, but no payment date | counted as paid at every as-of date
    已付但没有付款日期 | 在任何截止日都视为已付
no_payment_dates | no payment dates ({count} rows are paid) | counted as paid at every as-of date
    台账没有付款日期（{count} 行已付） | 在任何截止日都视为已付
paid_in_full | a payment date without an amount | taken as paid in full
    有付款日期但没有付款金额 | 视为全额付清
date_without_payment | a payment date, but nothing was paid | kept as not paid
    有付款日期但未付款 | 保留为未付
status_differs | the status says {status}, the amounts do not | the amounts are taken
    状态为 {status}，与金额不符 | 以金额为准
unknown_status | neither open nor paid | not used
    状态不明 | 未使用
unknown_dispute | neither yes nor no | taken as a reason: disputed
    既非是也非否 | 视为争议原因：有争议
open_differs | amount less paid is not the open amount | the paid amount is taken
    金额减已付不等于未付 | 以已付金额为准
missing_open | no open amount | taken as not paid
    没有未付金额 | 视为未付
spare_column | a second column for {wanted} | not used: {taken} is
    {wanted} 的第二列 | 未使用：采用 {taken}
net_amounts | no column for the invoice amount | the open amount is taken, this column not used
    没有发票金额列 | 以未付金额为金额，此列未使用
"""


def _messages() -> dict[str, Message]:
    messages = {}
    lines = iter(_TABLE.strip().splitlines())
    for english, chinese in zip(lines, lines, strict=True):
        code, problem, action = english.split(" | ")
        problem_zh, action_zh = chinese.strip().split(" | ")
        messages[code] = Message({"en": problem, "zh": problem_zh}, {"en": action, "zh": action_zh})
    return messages


MESSAGES: Mapping[str, Message] = _messages()
"""Code of a problem -> its texts; braces are filled with the details of the case."""

STANDS_IN_FILE: Mapping[Language, str] = {
    "en": "the number already stands in row {row} of {file}",
    "zh": "该号码已出现在 {file} 第 {row} 行",
}
"""The problem ``duplicate_invoice`` where the number stood first in another file."""


def shown(value: Any, field: str = "") -> str:
    """A raw cell as the problem report shows it."""
    if value is None:
        return ""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number and field in DATE_FIELDS and FIRST_SERIAL <= value <= LAST_SERIAL:
        return from_serial(value).isoformat()  # nobody recognises 45808
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)


class Report:
    """Collects problems while a ledger is cleaned; each states where, what and what was done.

    Args:
        language: Language of the texts.
        header_row: Row number of the header; what concerns a whole column is reported there.
        columns: Header text of each field.
    """

    def __init__(self, language: Language, header_row: int, columns: Mapping[str, str]) -> None:
        self._language = language
        self._header_row = header_row
        self._columns = columns
        self._problems: list[Problem] = []

    def column(self, code: str, field: str, value: Any = "", **details: Any) -> None:
        """A problem of a whole column, reported once."""
        self.rows(code, field, [self._header_row], [value], [details] if details else None)

    def rows(
        self,
        code: str,
        field: str,
        rows: Iterable[int],
        values: Iterable[Any],
        details: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        """The same problem in several rows, given as row numbers of the source."""
        message = MESSAGES[code]
        problem, action = message.problem[self._language], message.action[self._language]
        column = self._columns.get(field, field)
        texts: Iterable[tuple[str, str, int]] = repeat((problem, action, 0))
        if details is not None:
            texts = [
                (problem.format(**more), action.format(**more), more.get("row", 0))
                for more in details
            ]
        self._problems.extend(
            Problem(row, column, shown(value, field), code, *words)
            for (row, value), words in zip(zip(rows, values, strict=True), texts, strict=False)
        )

    def finish(self) -> tuple[Problem, ...]:
        """All problems in the order of the rows."""
        return tuple(sorted(self._problems, key=lambda problem: problem.row))

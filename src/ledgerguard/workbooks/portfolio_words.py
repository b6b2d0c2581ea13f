"""Every text of the portfolio's workbook in English and Chinese, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.policy.schema import Wording

TEXTS: Final[Mapping[str, Wording]] = {
    # sheets
    "summary": Wording("Summary", "概览"),
    "customers": Wording("Customers", "客户"),
    "exposure": Wording("Exposure", "风险敞口"),
    "items": Wording("Open items", "未清款项"),
    "aging": Wording("Aging", "账龄"),
    "months": Wording("Months", "各月账龄"),
    "problems": Wording("Problems", "问题"),
    # titles and notes
    "title": Wording("Receivables portfolio", "应收账款组合"),
    "as_of": Wording("as of {day}", "截至 {day}"),
    "summary.note": Wording(
        "The amounts of the whole ledger. Two currencies are never added.",
        "整个台账的金额。不同货币从不相加。",
    ),
    "customers.note": Wording(
        "{shown} of {all} customers, the largest first. The others stand in the file.",
        "共 {all} 家客户，此处列示最大的 {shown} 家，其余见文件。",
    ),
    "exposure.note": Wording(
        "The largest customers of each currency. Shares are of all positive balances of the "
        "ledger, most of which are not on this sheet.",
        "各币种最大的客户。占比以台账全部正余额为基数，其中大部分不在本表。",
    ),
    "items.note": Wording(
        "{shown} of {all} open items to be chased, the largest first. The others stand in the "
        "file.",
        "共 {all} 笔应催收的未清款项，此处列示最大的 {shown} 笔，其余见文件。",
    ),
    "aging.note": Wording(
        "What is open, by days past due. Credits have no age: they stand apart as unapplied.",
        "按逾期天数列示未清金额。贷项没有账龄，单列为“未核销”。",
    ),
    "months.note": Wording(
        "The aging at every month end, the numbers behind the charts.",
        "各月末的账龄，即图表的数据。",
    ),
    "problems.note": Wording(
        "{read} rows read, {counted} counted. Debits and credits add up in the money affected; a "
        "row with two problems counts in both.",
        "共读入 {read} 行，计入 {counted} 行。涉及金额为借贷绝对值之和；一行有两个问题时分别计入。",
    ),
    "none": Wording("none", "无"),
    # sections
    "by_currency": Wording("By currency", "按币种"),
    "ties": Wording("Does it tie out?", "是否相符？"),
    "ties.note": Wording(
        "Sheet plus file must be the ledger. Amounts on a sheet are added up by formulas: remove a "
        "row there and the difference shows it.",
        "本工作簿与文件之和必须等于台账。各表金额由公式汇总：删去一行，差异即显示。",
    ),
    "files": Wording("What was left in the files", "留在文件中的内容"),
    "shares": Wording("Shares of what is owed", "占应收（不含贷项）比例"),
    "charts.left": Wording(
        "Charts show the {count} currencies with most open items; the sheet “{sheet}” has all.",
        "图表仅显示未清笔数最多的 {count} 个币种；“{sheet}”表含全部币种。",
    ),
    # columns
    "currency": Wording("Currency", "币种"),
    "customer_id": Wording("Customer ID", "客户编号"),
    "customer": Wording("Customer", "客户"),
    "rank": Wording("Rank", "排名"),
    "count": Wording("Items", "笔数"),
    "open": Wording("Open", "未清金额"),
    "owed": Wording("Owed (without credits)", "应收（不含贷项）"),
    "overdue": Wording("Overdue", "逾期金额"),
    "overdue_share": Wording("Overdue share", "逾期占比"),
    "disputed": Wording("Disputed", "争议金额"),
    "unapplied": Wording("Unapplied", "未核销"),
    "undated": Wording("Undated", "无日期"),
    "total": Wording("Total", "合计"),
    "share": Wording("Share of open", "占未清金额"),
    "of_positive": Wording("Share", "占比"),
    "cumulative_share": Wording("Cumulative share", "累计占比"),
    "oldest": Wording("Oldest days past due", "最长逾期天数"),
    "dso": Wording("DSO", "DSO"),
    "pay_index": Wording("Pay index", "付款指数"),
    "stage": Wording("Stage", "阶段"),
    "invoice": Wording("Invoice", "发票"),
    "issued": Wording("Issued", "开票日期"),
    "due": Wording("Due", "到期日"),
    "days_past_due": Wording("Days past due", "逾期天数"),
    "month": Wording("Month end", "月末"),
    "on_customers": Wording("Open on “Customers”", "“客户”表未清金额"),
    "left": Wording("Left in the file", "留在文件中"),
    "ledger": Wording("Ledger", "台账"),
    "difference": Wording("Difference", "差异"),
    "on_aging": Wording("Open on “Aging”", "“账龄”表未清金额"),
    "on_items": Wording("On “Open items”", "“未清款项”表金额"),
    "not_on_items": Wording("Owed, not on “Open items”", "应收但不在“未清款项”表"),
    "table": Wording("Table", "表"),
    "rows_in_file": Wording("Rows in the file", "文件行数"),
    "rows_here": Wording("Rows here", "此处行数"),
    "rows_left": Wording("Left in the file", "留在文件中"),
    "where": Wording("Where the file is", "文件位置"),
    "problem": Wording("Problem", "问题"),
    "column": Wording("Column", "列"),
    "rows": Wording("Rows", "行数"),
    "money": Wording("Money affected", "涉及金额"),
    "done": Wording("What was done", "处理方式"),
    "chart": Wording("Open by days past due, {currency}", "按逾期天数的未清金额，{currency}"),
    "page": Wording("Page &P of &N", "第 &P 页 / 共 &N 页"),
}

"""The words of the tables in each language, and how rows are fitted into a fixed space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ledgerguard.formulas.checks import SHEET_ROWS, counted
from ledgerguard.units import Cell, Language

CAPTIONS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "act_before": "Act before",
        "action": "Action",
        "action_now": "Action now",
        "add": "ADD",
        "amount_to_chase": "Amount to chase",
        "approval": "Approval by",
        "best_dso": "Best DSO",
        "channel": "Channel",
        "column": "Column",
        "countback_dso": "Count-back DSO",
        "credit_score": "Credit score",
        "cumulative_share": "Cumulative share",
        "currency": "Currency",
        "current_share": "Current share",
        "customer": "Customer",
        "customer_id": "Customer ID",
        "customers": "Customers",
        "date": "Date",
        "days_to_cover_loss": "Days until cover is lost",
        "dbt": "DBT",
        "disputed": "Disputed",
        "done": "What was done",
        "dso": "DSO",
        "file": "File",
        "grade": "Grade",
        "item": "Item",
        "items": "Items",
        "letter": "Letter",
        "mean_days_late": "Mean days late",
        "more": "+ {count} more",
        "next_stage": "Next stage",
        "next_stage_on": "Next stage on",
        "no_action": "No action",
        "oldest": "Oldest days past due",
        "open": "Open",
        "open_invoices": "Open invoices",
        "overdue": "Overdue",
        "overdue_share": "Overdue share",
        "owner": "Owner",
        "paid_late_share": "Paid late share",
        "pay_index": "Pay index",
        "priority": "Priority",
        "problem": "Problem",
        "rank": "Rank",
        "receivables": "Receivables",
        "row": "Row",
        "rows": "Rows",
        "money_affected": "Money affected",
        "sales": "Sales",
        "share": "Share",
        "since": "Since",
        "stage": "Stage",
        "total": "Total",
        "unapplied": "Unapplied",
        "undated": "Undated",
        "value": "Value",
        "why": "Why",
        "check_rows": "Rows with data",
        "check_counted": "Rows counted",
        "check_problems": "Problems",
        "check_currencies": "Currencies",
        "check_customers": "Customers",
        "check_later": "Rows issued after the as-of date",
        "check_open_items": "Open items",
        "check_invoiced": "Invoiced less credit notes",
        "check_paid": "Paid",
        "check_open": "Open amount",
        "check_owed": "Open invoices, amount",
        "check_overdue": "Overdue amount",
        "check_disputed": "Disputed amount",
        "check_undated": "Amount without due date",
        "check_unapplied": "Credits not applied",
        "check_difference": "Invoiced - paid - open (must be 0)",
    },
    "zh": {
        "act_before": "最迟行动日",
        "action": "措施",
        "action_now": "当前措施",
        "add": "平均拖欠天数（ADD）",
        "amount_to_chase": "应催金额",
        "approval": "批准人",
        "best_dso": "最佳 DSO",
        "channel": "渠道",
        "column": "列",
        "countback_dso": "倒推法 DSO",
        "credit_score": "信用评分",
        "cumulative_share": "累计占比",
        "currency": "币种",
        "current_share": "未到期占比",
        "customer": "客户",
        "customer_id": "客户编号",
        "customers": "客户数",
        "date": "日期",
        "days_to_cover_loss": "距丧失保障天数",
        "dbt": "加权逾期天数（DBT）",
        "disputed": "争议金额",
        "done": "处理方式",
        "dso": "DSO",
        "file": "文件",
        "grade": "信用等级",
        "item": "项目",
        "items": "笔数",
        "letter": "信函",
        "mean_days_late": "平均逾期天数",
        "more": "另有 {count} 行",
        "next_stage": "下一阶段",
        "next_stage_on": "下一阶段日期",
        "no_action": "无需行动",
        "oldest": "最长逾期天数",
        "open": "未清金额",
        "open_invoices": "未清发票数",
        "overdue": "逾期金额",
        "overdue_share": "逾期占比",
        "owner": "负责人",
        "paid_late_share": "逾期付款占比",
        "pay_index": "付款指数",
        "priority": "优先级",
        "problem": "问题",
        "rank": "排名",
        "receivables": "应收账款",
        "row": "行",
        "rows": "行数",
        "money_affected": "涉及金额",
        "sales": "赊销额",
        "share": "占比",
        "since": "起始日",
        "stage": "阶段",
        "total": "合计",
        "unapplied": "未核销",
        "undated": "无日期",
        "value": "值",
        "why": "原因",
        "check_rows": "有数据的行",
        "check_counted": "计入的行",
        "check_problems": "问题数",
        "check_currencies": "币种数",
        "check_customers": "客户数",
        "check_later": "截止日之后开票的行",
        "check_open_items": "未清款项数",
        "check_invoiced": "开票金额减贷项",
        "check_paid": "已付金额",
        "check_open": "未清净额",
        "check_owed": "未清发票金额",
        "check_overdue": "逾期金额",
        "check_disputed": "争议金额",
        "check_undated": "无到期日金额",
        "check_unapplied": "未核销贷项",
        "check_difference": "开票 - 已付 - 未清（应为 0）",
    },
}
"""Column headers and words by language and key; both languages hold the same keys."""


def headers(language: Language, *keys: str) -> list[Cell]:
    """A header row."""
    return [CAPTIONS[language][key] for key in keys]


def fitted(
    header: Sequence[Cell],
    body: Sequence[Sequence[Cell]],
    rows: int | None,
    language: Language,
    text_column: int = 0,
) -> list[list[Cell]]:
    """A header and exactly ``rows`` rows below it; all rows when ``rows`` is blank.

    A shorter body is filled up with "", so that a fixed matrix shows no #N/A. A longer one is
    cut, and the last row says how many are missing.
    """
    table = [list(row) for row in body]
    if rows is not None:
        counted(SHEET_ROWS, rows=rows)
        missing = len(table) - rows
        if missing > 0:
            note: list[Cell] = [""] * len(header)
            note[text_column] = CAPTIONS[language]["more"].format(count=missing + 1)
            table[rows - 1 :] = [note]
        table.extend([""] * len(header) for _ in range(-missing))
    return [list(header), *table]

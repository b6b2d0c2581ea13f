"""The words of the commands about credit in both languages, where no other room has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.policy.schema import Wording
from ledgerguard.units import Language

WORDS: Final[Mapping[str, Wording]] = {
    # review: what stands in the first table
    "verdict": Wording("Decision", "结论"),
    "up_to": Wording("Up to", "额度上限"),
    "terms": Wording("Terms", "交易条件"),
    "order": Wording("This order", "本订单"),
    "approval": Wording("May decide", "审批岗位"),
    "safe": Wording("How safe now", "当前风险"),
    "usable": Wording("Override in force", "生效中的特批"),
    "next_review": Wording("Next review", "下次复核"),
    "aliases": Wording("One customer with", "合并编号"),
    "not_merged": Wording("Not merged with", "未合并"),
    "unread": Wording("Rows not read", "未识别的行"),
    "bound_by": Wording("{0}, bound by: {1}", "{0}，约束因素：{1}"),
    "days_net": Wording("{0} days", "账期 {0} 天"),
    "no_days": Wording("no open terms", "不给账期"),
    "ahead": Wording("{0} ahead", "预付 {0}"),
    "security": Wording("security: {0}", "担保方式：{0}"),
    "insurance": Wording("insurance: {0}", "信用保险：{0}"),
    "tier": Wording("dunning: {0}", "催收级别：{0}"),
    "order_split": Wording("{0}: {1} ahead, {2} on credit", "{0}：预付 {1}，赊销 {2}"),
    "asked_for": Wording("{0} asked for: {1} may", "申请 {0}：由{1}审批"),
    "grade": Wording("grade {0} ({1}), PD {2}", "等级 {0}（{1}），违约概率 {2}"),
    "score": Wording("score {0}", "评分 {0}"),
    "override": Wording(
        "limit {0}, terms {1}, until {2} by {3}: {4}",
        "额度 {0}，账期 {1}，有效期至 {2}，审批：{3}，原因：{4}",
    ),
    "row": Wording("row {0} ({1}): {2}", "第 {0} 行（{1}）：{2}"),
    "more_rows": Wording(
        "and {0} more: `ledgerguard credit-file check` has all",
        "另有 {0} 行：用 `ledgerguard credit-file check` 查看全部",
    ),
    "rows_lost": Wording(
        "{0}: rows that could not be read: {1} (ledgerguard credit-file check)",
        "{0}：有 {1} 行无法读取（ledgerguard credit-file check）",
    ),
    "merged": Wording("{0}: {1}", "{0}：{1}"),
    "nothing_said": Wording("as decided", "按原决定"),
    # titles of tables
    "limits": Wording("Limits by kind, each used by itself", "各类额度（分别使用，不相加）"),
    "no_limits": Wording("No limit is on file in {0}", "档案中无 {0} 额度"),
    "bounds": Wording("What bounds the limit", "额度约束"),
    "why": Wording("Why this grade", "等级原因"),
    "path": Wording("Path to the next grade", "升级路径"),
    "exposure": Wording("Exposure", "敞口"),
    "group": Wording("Exposure of the group {0}", "集团 {0} 敞口"),
    "payment": Wording("How it pays and buys", "付款与采购情况"),
    "alerts": Wording("Alerts", "预警"),
    "no_alerts": Wording("No alerts", "无预警"),
    "nodes": Wording("Control nodes that have not passed", "未通过的控制节点"),
    "insured": Wording("What is insured of what is open", "未清金额的保险情况"),
    "default": Wording("If it defaults", "违约损失测算"),
    # columns
    "constraint": Wording("Constraint", "约束"),
    "amount": Wording("Comes to", "测算金额"),
    "counts": Wording("Counts", "计入金额"),
    "note": Wording("Note", "说明"),
    "binding": Wording("binding", "约束"),
    "step": Wording("Step", "措施"),
    "from_to": Wording("Now to", "由…至"),
    "to_grade": Wording("Then grade", "达到等级"),
    "to_score": Wording("Score", "评分"),
    "to": Wording("{0} to {1}", "{0} → {1}"),
    "line": Wording("Line", "项目"),
    "share": Wording("Share", "占比"),
    "overdue": Wording("Overdue", "逾期金额"),
    "oldest": Wording("Oldest, days", "最长逾期天数"),
    "dbt": Wording("Days beyond terms", "平均逾期天数"),
    "pay_index": Wording("Pay index", "付款指数"),
    "highest_paid": Wording("Highest paid in time", "按期付清的最高余额"),
    "sales": Wording("Sales of 12 months", "近 12 个月销售额"),
    "pd": Wording("PD", "违约概率"),
    "level": Wording("Level", "级别"),
    "about": Wording("About", "对象"),
    "indicator": Wording("Indicator", "指标"),
    "at_stake": Wording("At stake", "涉及金额"),
    "because": Wording("Why", "原因"),
    "advised": Wording("Advised step", "建议措施"),
    "node_owner": Wording("Node and owner", "控制节点及负责岗位"),
    "number": Wording("No.", "序号"),
    "evidence": Wording("Evidence, and what to do", "核查依据及建议"),
    "id": Wording("Decision", "决定编号"),
    "customer": Wording("Customer", "客户"),
    "day": Wording("Day", "日期"),
    "outcome": Wording("Outcome", "结论"),
    "grade_column": Wording("Grade", "等级"),
    "limit_column": Wording("Limit", "额度"),
    "by": Wording("By", "操作人"),
    "until": Wording("Until", "有效期至"),
    "reason": Wording("Reason", "原因"),
    "post": Wording("Post", "岗位"),
    "terms_days": Wording("Terms (days)", "账期（天）"),
    "currency": Wording("Currency", "币种"),
    "states": Wording("State", "状态"),
    # insurance
    "cover": Wording("cover {0}: {1}", "保障{0}：{1}"),
    "no_cover": Wording("cover: {0}", "保障：{0}"),
    "of_a_loss": Wording("{0} of a loss", "赔付比例 {0}"),
    "valid_from": Wording("from {0}", "自 {0} 起"),
    "valid_to": Wording("until {0}", "至 {0}"),
    "run_off": Wording("run-off until {0}", "延续承保至 {0}"),
    "no_rate": Wording("no stated share", "未载明赔付比例"),
    "nothing_open": Wording("nothing is open", "无未清金额"),
    "not_computed": Wording("not computed: {0}", "未计算：{0}"),
    # last lines
    "recorded": Wording("recorded as {0} in {1}; head {2}", "已记录为 {0}（{1}）；链首 {2}"),
    "not_recorded": Wording(
        "nothing was recorded: --log FILE records the decision",
        "未作记录：使用 --log FILE 记录决定",
    ),
    "no_ledger": Wording(
        "no ledger: nothing is taken as open (--ledger FILE)",
        "未提供台账：视为无未清金额（--ledger FILE）",
    ),
    "presumed_ids": Wording(
        "the customer has several ids: steps of the ladder are presumed done, whatever the log "
        "says",
        "该客户有多个编号：视为已完成催收步骤，不以日志为准",
    ),
    "presumed_no_run": Wording(
        "the log holds no run of the worklist: steps of the ladder are presumed done",
        "日志中没有工作清单运行记录：视为已完成催收步骤",
    ),
    "presumed_merged": Wording(
        "customers were merged of several ids: steps of the ladder are presumed done, whatever the "
        "log says",
        "存在由多个编号合并的客户：视为已完成催收步骤，不以日志为准",
    ),
    "passed": Wording("passed: {0}", "通过：{0}"),
    "not_applicable": Wording("not applicable: {0}", "不适用：{0}"),
    "cover_presumed": Wording(
        "the indemnity presumes the insurer's limit in the file; the firm's policy names no "
        "insurance for this customer",
        "赔付按档案中的保险限额估算；企业政策未注明该客户的保险条款",
    ),
    # decisions
    "no_decisions": Wording("the log has no such decision", "日志中无此类决定"),
    "overrides": Wording("Overrides", "特批"),
    "equal": Wording("{0}: the same, bit for bit: {1}", "{0}：逐位一致：{1}"),
    "not_equal": Wording(
        "{0}: does not come out as it was recorded: {1}", "{0}：与记录不一致，记录为：{1}"
    ),
    "not_equal_shown": Wording(
        "this version decides otherwise, and its decision is shown; recorded was: {0}",
        "本版本的决定与记录不同，以下为本版本的决定；记录为：{0}",
    ),
    "other_version": Wording(
        "recorded by ledgerguard {0}, made again by {1}", "由 ledgerguard {0} 记录，由 {1} 重算"
    ),
    "overridden": Wording(
        "recorded: {0}; it overrides {1}; head {2}", "已记录：{0}；替代 {1}；链首 {2}"
    ),
    # reviews
    "reviews_due": Wording("customers due: {0} of {1}", "应复核客户：{0} / {1}"),
    # credit-file
    "template_written": Wording("{0}: {1} items to fill in", "{0}：共 {1} 个项目待填写"),
    "file_counts": Wording(
        "facts: {0}; customers: {1}; rows that could not be read: {2}",
        "资料 {0} 条；客户 {1} 个；无法读取 {2} 行",
    ),
    "nothing_known": Wording("{0}: nothing is known of {1}", "{0}：尚无以下资料：{1}"),
    "own_file": Wording("{0}: the firm itself", "{0}：本企业"),
    "no_customer": Wording("without a customer id", "无客户编号"),
    "alias_title": Wording("Which files are one customer", "合并的客户"),
    # cash
    "cash_title": Wording("Receipts of 13 weeks, {0} from {1}", "未来 13 周回款（{0}，自 {1} 起）"),
    "week": Wording("Week", "周次"),
    "from": Wording("From", "起始日"),
    "receipts": Wording("Receipts", "预计回款"),
    "of_overdue": Wording("of overdue items", "其中逾期"),
    "of_disputed": Wording("of disputed items", "其中争议"),
    "by_policy": Wording("by policy", "其中按政策"),
    "payments": Wording("Payments", "付款"),
    "balance": Wording("Balance", "期末余额"),
    "below": Wording("below the floor", "低于下限"),
    "later": Wording("later", "之后"),
    "loss": Wording("expected loss", "预计损失"),
    "credits": Wording("set off against credits", "以贷项抵偿"),
    "undated": Wording("no due date", "无到期日"),
    "total_owed": Wording("total owed", "应收合计"),
    "lowest": Wording(
        "lowest balance {0} at the end of week {1}", "最低余额 {0}（第 {1} 周末）"
    ),
    "short": Wording(
        "{0} short of the floor of {1}, below it from week {2} on",
        "距下限 {1} 缺口 {0}，自第 {2} 周起低于下限",
    ),
    "holds": Wording("the floor of {0} holds", "未低于下限 {0}"),
    "no_opening": Wording(
        "no balance: --opening AMOUNT names the cash of the day",
        "未计算余额：使用 --opening AMOUNT 提供当日现金",
    ),
    "beyond_history": Wording(
        "by policy: beyond what this ledger's history tells", "按政策：超出台账历史所能说明的部分"
    ),
    "shock_title": Wording("If they pay nothing any more", "若以下买方不再付款"),
    "shock_cash": Wording("Cash and loss", "现金与损失"),
    "not_insured": Wording(
        "nothing is taken as insured: --file FACTS tells the insured limits",
        "视为均未投保：使用 --file FACTS 提供保险限额",
    ),
    # alerts and nodes
    "alert_counts": Wording(
        "{0} to act upon, {1} to warn of, {2} to watch", "行动 {0} 项，预警 {1} 项，关注 {2} 项"
    ),
    "no_log": Wording(
        "no log: steps of the ladder are presumed done (--log)",
        "未提供日志：视为已完成催收步骤（--log）",
    ),
    "all_passed": Wording("no node is left to be passed", "无待处理节点"),
}  # fmt: skip


def word(key: str, language: Language, *values: object) -> str:
    """A word or sentence by its key, filled with values."""
    text = WORDS[key].in_language(language)
    return text.format(*values) if values else text


def joined(parts: list[str], language: Language) -> str:
    """Parts of one line; blank ones are left out."""
    return ("; " if language == "en" else "；").join(filter(None, parts))


def listed(parts: list[str], language: Language) -> str:
    """The same with commas."""
    return (", " if language == "en" else "、").join(filter(None, parts))


def titled(parts: list[str], language: Language) -> str:
    """Parts of a heading."""
    return (", " if language == "en" else "，").join(filter(None, parts))

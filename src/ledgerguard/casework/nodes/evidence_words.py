"""What a finding of a control node says, by its code; braces are filled with its values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.policy.schema import Wording

# code | English, and below it Chinese
_TABLE: Final = """
nothing | nothing to control
    无须控制
no-name | no name on file
    档案中无名称
no-legal-id | no legal id on file
    档案中无信用代码
no-country | no country on file
    档案中无国家
two-ids | two legal ids in force: {0}
    存在不同的信用代码：{0}
unread-rows | rows of the file that could not be read: {0} ({1})
    档案中无法读取的行：{0}（{1}）
identity-refuted | the identity check of {0} failed
    {0} 的身份核实未通过
identity-checked | identity checked on {0}
    身份已于 {0} 核实
identity-checked-undated | identity checked, nobody knows when
    身份已核实，日期不详
identity-checked-stale | identity checked on {0}, good until {1}
    身份于 {0} 核实，有效期至 {1}
legal-id | legal id {0}, on file since {1}
    信用代码 {0}，{1} 录入
legal-id-undated | legal id {0}, without a date
    信用代码 {0}，无日期
legal-id-stale | legal id {0}, on file since {1}, good until {2}
    信用代码 {0}，{1} 录入，有效期至 {2}
no-registry | no registry status on file
    档案中无登记状态
registry-ended | registry status {0} on {1}
    {1} 登记状态为 {0}
registry | active by the register on {0}
    {0} 登记状态正常
registry-undated | active by the register, nobody knows when
    登记状态正常，日期不详
registry-stale | active by the register on {0}, good until {1}
    {0} 登记状态正常，有效期至 {1}
capital-unknown | capital paid in: not known
    实缴资本不详
capital | capital paid in {0} of {1}
    注册资本 {1}，实缴 {0}
no-statements | no statements on file
    档案中无财务报表
statements-none | the customer gives no statements
    客户不提供财务报表
statements | newest balance sheet {0}, {1} years on file
    最新资产负债表 {0}，共 {1} 年
statements-undated | statements without a balance-sheet date
    财务报表无资产负债表日
statements-stale | newest balance sheet {0}, good until {2}
    最新资产负债表 {0}，有效期至 {2}
statements-kind | statements: {0}
    报表质量：{0}
one-year | fewer than {0} years of statements
    报表不足 {0} 年
no-bank | no bank figures on file
    档案中无银行数据
bank | bank figures of {0}
    银行数据日期 {0}
bank-undated | bank figures without a date
    银行数据无日期
bank-stale | bank figures of {0}, good until {1}
    银行数据日期 {0}，有效期至 {1}
bank-optional | no bank figures on file, and the policy does not ask for them
    档案中无银行数据，政策未作要求
no-grade | no grade of our own
    尚无自有信用等级
agency-only | no grade of our own; {0} by {1} on {2}
    尚无自有信用等级；{1} 于 {2} 给出 {0}
grade-today | grade {0} by the facts of today; no decision is recorded
    按当日资料评定等级 {0}，尚无决策记录
grade-undated | grade {0}, without a day of review
    信用等级 {0}，无复评日
grade | grade {0} of {1}, next review {2}
    {1} 评定等级 {0}，下次复评 {2}
review-overdue | grade {0} of {1}, review was due on {2}
    {1} 评定等级 {0}，应于 {2} 复评
grade-behind | {0} of {1} is newer than the grade of {2}
    {0}（{1}）晚于 {2} 的评级
no-limit-yet | no limit, and nothing open
    无额度，亦无未清款项
limit-ended | the limit in {0} ended on {1}
    {0} 额度已于 {1} 到期
no-limit | no limit in {0}, and {1} open
    无 {0} 额度，未清 {1}
no-limit-in | no limit in {0}, and nothing open
    无 {0} 额度，亦无未清款项
limit | {0} limit {1} since {2}, by {3}
    {0}额度 {1}，自 {2} 起，核定人 {3}
limit-until | {0} limit {1} since {2}, by {3}, ends {4}
    {0}额度 {1}，自 {2} 起，核定人 {3}，{4} 到期
no-approval | nobody has noted an approval
    无审批记录
terms-refused | terms refused on {0}
    账期于 {0} 被否决
terms-approved | approved by {0} on {1}
    {0} 于 {1} 批准
limit-changed | limit {0} of {1} is newer than the approval of {2}
    额度 {0}（{1}）晚于 {2} 的审批
beyond-post | {0} may not grant {1}, at most {2}
    {0} 无权批准 {1}，上限 {2}
longer-terms | {0} items with terms of up to {1} days; grade {3} has {2}
    {0} 笔账期最长 {1} 天，等级 {3} 允许 {2} 天
nothing-to-compare | exposure {0}, and no limit to compare it with
    风险敞口 {0}，无额度可比
within-limit | exposure {0} within {1}, room {2}
    风险敞口 {0}，额度 {1}，余 {2}
over-limit | exposure {0} over the limit {1} by {2}
    风险敞口 {0}，超出额度 {1} 达 {2}
stop-in-force | an order waits while deliveries are stopped since {0}
    自 {0} 起停止供货，但有订单待放行
released | order released by {0} on {1}
    订单由 {0} 于 {1} 放行
no-contract | nobody has noted whether a contract is signed
    无合同签署记录
contract-unsigned | no signed contract on {0}
    {0} 合同尚未签署
contract-ended | the contract ended on {0}
    合同已于 {0} 到期
contract | contract signed on {0}
    合同于 {0} 签署
contract-until | contract signed on {0}, ends {1}
    合同于 {0} 签署，{1} 到期
clauses-lacking | the contract lacks: {all}
    合同缺少：{all}
clauses-unknown | not checked in the contract: {all}
    合同中未核对：{all}
clauses | {0} clauses of the checklist found
    清单条款已核对 {0} 项
insurance-unknown | nobody has noted whether the customer is insured
    未注明客户是否投保
insurer-refused | the insurer said {0} on {1}
    保险公司于 {1} 答复：{0}
insurer-agreed | the insurer said {0} on {1}
    保险公司于 {1} 答复：{0}
insurer-undecided | the insurer said {0} on {1}: not settled
    保险公司于 {1} 答复：{0}，尚未落实
nothing-to-cover | no insured limit, and nothing open
    无保险限额，亦无未清款项
no-cover | no insured limit in {0}
    无 {0} 保险限额
cover-ended | the insured limit in {0} ended on {1}
    {0} 保险限额已于 {1} 到期
beyond-cover | open {0}, insured limit {1}: {2} is our own risk
    未清 {0}，保险限额 {1}，自担 {2}
covered | insured limit {0}, open {1}, since {2}
    保险限额 {0}，未清 {1}，自 {2} 起
covered-until | insured limit {0}, open {1}, ends {2}
    保险限额 {0}，未清 {1}，{2} 到期
proven | receipt proven for {0} items
    {0} 笔已有收货凭证
no-deliveries | neither days of delivery nor proofs known for {0} items
    {0} 笔无交货日期及凭证
delivery-undated | {0} items with neither invoice date nor day of delivery
    {0} 笔无开票日期及交货日期
unproven | receipt not proven for {0} items, the first was to be by {1}
    {0} 笔无收货凭证，最早应于 {1} 前取得
to-prove | receipt to be proven for {0} items, the first by {1}
    {0} 笔待取得收货凭证，最早期限 {1}
disputed | {0} items disputed: {1}
    {0} 笔有争议：{1}
no-due-date | {0} items without due date: {1}
    {0} 笔无到期日：{1}
no-invoice-date | {0} items without invoice date: {1}
    {0} 笔无开票日期：{1}
no-number | {0} items without invoice number: {1}
    {0} 笔无发票号码：{1}
duplicate | {0} items with the same number, day and amount: {1}
    {0} 笔号码、到期日与金额相同：{1}
due-before-issued | {0} items due before they were issued: {1}
    {0} 笔到期日早于开票日期：{1}
problem | {0} × {1}
    {0} × {1}
unapplied | credits of {0} not set off
    未核销贷项 {0}
accurate | {0} items without fault
    {0} 笔无误
reminded | {0} items reminded by the log
    日志显示已提醒 {0} 笔
reminded-presumed | {0} items presumed reminded: no record
    推定已提醒 {0} 笔：无记录
reminder-held | {0} items held, not reminded
    {0} 笔暂停催收，未提醒
reminder-missed | {0} items fell due without a reminder: {1}
    {0} 笔到期前未提醒：{1}
to-remind | {0} items to be reminded, the first is due on {1}
    {0} 笔待提醒，最早 {1} 到期
noticed | {0} items with their last step in the log
    日志显示 {0} 笔已执行最近措施
noticed-presumed | {0} items with steps presumed done: no record
    推定 {0} 笔已执行措施：无记录
no-step-yet | {0} items overdue, no step has come yet
    {0} 笔逾期，尚未到催收日
notice-held | {0} items held back by a dispute, a promise, a hold or a pause
    {0} 笔因争议、承诺付款、暂停催收或等待期而搁置
notice-late | {0} items with a late step, the first since {1}: {2}
    {0} 笔催收延误，最早自 {1}：{2}
to-notice | {0} items with a step to take, the first by {1}
    {0} 笔待催收，最早期限 {1}
delivered-after-stop | {0} deliveries after the stop of {1}: {2}
    {1} 应停止供货后仍交货 {0} 次：{2}
stopped | deliveries stopped for {0} items, last on {1}
    {0} 笔已停止供货，最近 {1}
not-stopped | no stop noted for {0} items, it was to be by {1}
    {0} 笔未记录停止供货，应于 {1} 停止供货
to-stop | deliveries to be stopped for {0} items on {1}
    {0} 笔应于 {1} 停止供货
stop-presumed | nothing delivered since the stop of {1} for {0} items: no record
    {0} 笔自 {1} 应停止供货起无交货：无记录
insurance-of-items | {0} items overdue, nobody has noted whether they are insured
    {0} 笔逾期，未注明是否投保
report-undated | {0} items insured from an invoice date that nobody knows
    {0} 笔保险期限按开票日期起算，但日期不详
reported | {0} items reported in time
    {0} 笔已按期报损
reported-late | {0} items reported late, the first was to be by {1}: {2}
    {0} 笔报损逾期，最早应于 {1}：{2}
unreported | {0} items not reported, the first was to be by {1}: {2}
    {0} 笔未报损，最早应于 {1}：{2}
to-report | {0} items to be reported, the first by {1}
    {0} 笔待报损，最早期限 {1}
claimed | {0} items claimed in time
    {0} 笔已按期索赔
unclaimed | {0} items not claimed in time, the first was to be by {1}: {2}
    {0} 笔未按期索赔，最早应于 {1}：{2}
to-claim | {0} items may be claimed, the first until {1}
    {0} 笔可索赔，最早截止 {1}
reviewed | {0} old items reviewed on {1}, next on {2}
    {0} 笔陈旧款项已于 {1} 复核，下次 {2}
to-review | {0} items over {1} days past due to be reviewed by {2}
    {0} 笔逾期超过 {1} 天，应于 {2} 前复核
unreviewed | {0} items over {1} days past due not reviewed by {2}
    {0} 笔逾期超过 {1} 天，未于 {2} 前复核
"""


def _evidence() -> dict[str, Wording]:
    found = {}
    lines = iter(_TABLE.strip().splitlines())
    for english, chinese in zip(lines, lines, strict=True):
        code, words = english.split(" | ")
        found[code] = Wording(words, chinese.strip())
    return found


EVIDENCE: Final[Mapping[str, Wording]] = _evidence()
"""Code of a finding -> its words."""

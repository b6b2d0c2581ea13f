"""Every text of the cockpit in English and Chinese, side by side, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.errors import DefinitionError
from ledgerguard.units import Language

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    # sheets
    "sheet.dashboard": ("Dashboard", "仪表板"),
    "sheet.ledger": ("Ledger", "台账"),
    "sheet.customers": ("Customers", "客户"),
    "sheet.worklist": ("Worklist", "工作清单"),
    "sheet.data": ("Data", "数据"),
    "sheet.policy": ("Policy", "政策"),
    "sheet.factors": ("Factors", "评分因素"),
    "sheet.problems": ("Problems", "问题"),
    "sheet.about": ("About", "说明"),
    # printing
    "page": ("Page", "第"),
    "page.of": ("of", "页 / 共"),
    "page.end": ("", "页"),
    # dashboard
    "title": ("Credit control cockpit", "应收账款信用管控驾驶舱"),
    "as_of": ("As of", "截止日期"),
    "currency": ("Currency", "币种"),
    "as_of.title": ("As-of date", "截止日期"),
    "as_of.help": (
        "Any date, also in the past: every figure of this workbook follows.",
        "可填任意日期（包括过去的日期），全部数字随之重算。",
    ),
    "currency.title": ("Currency", "币种"),
    "currency.help": (
        "One currency at a time: two currencies are never added.",
        "每次只看一种货币：不同货币从不相加。",
    ),
    "drive": (
        "The two yellow cells drive every sheet.",
        "两个黄色单元格驱动所有工作表。",
    ),
    "tile.open": ("Open receivables", "应收账款余额"),
    "tile.overdue": ("Overdue", "逾期金额"),
    "tile.dso": ("DSO (days)", "应收账款周转天数 DSO"),
    "tile.best": ("Best possible DSO (days)", "最佳可能 DSO（天）"),
    "tile.add": ("Average days delinquent", "平均拖欠天数 ADD"),
    "tile.countback": ("Count-back DSO (days)", "倒推法 DSO（天）"),
    "tile.current": ("Not yet due", "未到期占比"),
    "tile.top": ("Top-ten share", "前十大客户占比"),
    "tile.hhi": ("Concentration (HHI)", "集中度（HHI）"),
    "tile.stage": ("Customers at stage 3 or above", "第 3 级及以上客户数"),
    "tile.unapplied": ("Unapplied credits", "未核销贷项"),
    "tile.disputed": ("Disputed", "争议金额"),
    "note.invoices": ('#,##0" open invoices"', '#,##0" 张未清发票"'),
    "note.share": ('0.0%" of open receivables"', '"占应收账款 "0.0%;"占应收账款 "-0.0%'),
    "note.window": ('"over the last "0" days of sales"', '"最近 "0" 天销售额"'),
    "note.gap": (
        '"DSO less best: "0.0" days";"DSO less best: "-0.0" days"',
        '"高于最佳值 "0.0" 天";"低于最佳值 "0.0" 天"',
    ),
    "note.previous": (
        '"month before: "0.0;"month before: "-0.0',
        '"上月末："0.0;"上月末："-0.0',
    ),
    "note.previous_share": ('"month before: "0.0%', '"上月末："0.0%'),
    "note.customers": ('"of "0" customers with a balance"', '"共 "0" 家有余额的客户"'),
    "note.largest": ('"largest customer: "0.0%', '"最大客户："0.0%'),
    "note.stage_open": ('#,##0" open with them"', '"涉及余额 "#,##0;"涉及余额 "-#,##0'),
    "note.points": ('"on a scale of 0 to "#,##0', '"取值 0 至 "#,##0'),
    "missing": ("n/a", "无"),
    "check": ("Checks", "校验"),
    "check.tie": ("Aging against SUMIFS over the ledger", "账龄合计与台账 SUMIFS 核对"),
    "check.tie.format": (
        '"✗ differs by "#,##0.00;"✗ differs by "-#,##0.00;"✓ ties out to the cent"',
        '"✗ 差异 "#,##0.00;"✗ 差异 "-#,##0.00;"✓ 分毫不差"',
    ),
    "check.rows": ("Ledger rows counted", "台账行数核对"),
    "check.rows.format": (
        '"▲ "#,##0" not counted: see Problems";"✗ "#,##0" too many";"✓ every row counted"',
        '"▲ "#,##0" 行未计入，见“问题”";"✗ 多计 "#,##0" 行";"✓ 全部计入"',
    ),
    "check.problems": ("Problems in the ledger", "台账数据问题"),
    "check.problems.format": (
        '"▲ "#,##0" to look at";;"✓ none"',
        '"▲ "#,##0" 项待查看";;"✓ 无"',
    ),
    "check.capacity": ("Room in the ledger range", "台账区域容量"),
    "check.capacity.good": ("✓ all rows within range", "✓ 全部行在范围内"),
    "check.capacity.full": ("✗ ledger range is full: ", "✗ 台账区域已满："),
    "check.capacity.beyond": (" cells beyond row ", " 个单元格位于第 "),
    "check.capacity.end": (" are NOT counted", " 行之后，未计入"),
    "check.self": ("Self-check of the formulas", "公式自检"),
    "check.self.format": (
        '"✗ "0" differ, see About";;"✓ all agree"',
        '"✗ "0" 项不符，见“说明”";;"✓ 全部一致"',
    ),
    "chart.aging": ("Aging: open by days past due", "账龄：按逾期天数"),
    "chart.trend": ("DSO against best possible DSO (days)", "DSO 与最佳可能 DSO（天）"),
    "chart.pareto": ("Ten largest exposures", "前十大风险敞口"),
    "chart.stages": ("Customers by escalation stage", "各催收级别客户数"),
    "series.open": ("Open", "余额"),
    "series.overdue": ("of which overdue", "其中逾期"),
    "series.cumulative": ("Cumulative share", "累计占比"),
    "series.dso": ("DSO", "DSO"),
    "series.best": ("Best possible DSO", "最佳可能 DSO"),
    "series.customers": ("Customers", "客户数"),
    "table.top": ("Ten largest customers", "前十大客户"),
    "table.stages": ("Escalation stages", "催收级别"),
    "table.aging": ("Aging", "账龄"),
    "table.trend": ("Thirteen month ends", "十三个月末"),
    "table.aging_customer": ("Aging by customer", "客户账龄"),
    "col.rank": ("Rank", "名次"),
    "col.customer": ("Customer", "客户"),
    "col.open": ("Open", "余额"),
    "col.overdue": ("Overdue", "逾期"),
    "col.share": ("Share", "占比"),
    "col.cumulative": ("Cumulative", "累计"),
    "col.stage": ("Stage", "级别"),
    "col.action": ("Action", "措施"),
    "col.customers": ("Customers", "客户数"),
    # tables
    "data.note": (
        "What the charts of the dashboard draw. Each table is one formula in its top left cell.",
        "仪表板图表的数据来源。每张表由其左上角的一个公式生成。",
    ),
    "customers.title": ("Customers", "客户"),
    "customers.note": (
        "Every customer in the dashboard's currency, largest open amount first.",
        "仪表板所选币种的全部客户，按余额从大到小。",
    ),
    "worklist.title": ("Worklist", "工作清单"),
    "worklist.note": (
        "Whom to act upon today, in every currency, the most urgent first. Disputed items are "
        "frozen; earlier steps are presumed done, because a cell knows no log.",
        "今天应处理的客户（全部币种），最紧急者在前。争议款项暂停催收；单元格不知催收日志，视此前步骤已办理。",
    ),
    # policy
    "policy.title": ("Policy", "政策"),
    "policy.note": (
        "Yellow cells are yours to change; every formula of the workbook uses them.",
        "黄色单元格可自行修改，全部公式均引用这些单元格。",
    ),
    "policy.ladder": ("Escalation ladder", "催收阶梯"),
    "policy.days": ("Days", "天数"),
    "policy.counted_from": ("Counted from", "起算日"),
    "policy.action": ("Action", "措施"),
    "policy.ladder.note": (
        "Days after the due date (negative: before it), delivery, the end of the month or the "
        "level before. A level fires on the day itself. Spare rows are free for further levels.",
        "自到期日（负数表示到期前）、交货日、月末或上一级起算的天数；当天即触发。空行可增加级别。",
    ),
    "due": ("due", "到期"),
    "delivery": ("delivery", "交货"),
    "month-end": ("month-end", "月末"),
    "previous": ("previous", "上一级"),
    "policy.kind": ("Kind", "类别"),
    "policy.letter": ("Letter", "信函"),
    "policy.channels": ("Channels", "渠道"),
    "policy.owner": ("Owner", "负责人"),
    "policy.approval": ("Approval by", "批准人"),
    "policy.insurance": (
        "Insurance terms of all items (blank: by the firm's policy; none: not insured)",
        "全部款项适用的保险条款（空白：按公司政策；none：未投保）",
    ),
    "policy.edges": ("Aging buckets", "账龄区间"),
    "policy.edges.note": (
        "Last day past due of each bucket, inclusive; the last bucket is open.",
        "每个区间的逾期天数上限（含）；最后一个区间不设上限。",
    ),
    "policy.edge": ("Up to (days)", "上限（天）"),
    "policy.bucket": ("Bucket", "区间"),
    "policy.settings": ("Settings", "参数"),
    "policy.grace": ("Grace days before the ladder counts", "阶梯起算前的宽限天数"),
    "policy.period": ("Days of sales behind DSO", "DSO 的销售期间（天）"),
    "policy.status": ("Status colours of the dashboard", "仪表板状态颜色"),
    "policy.figure": ("Figure", "指标"),
    "policy.watch": ("▲ watch from", "▲ 关注起点"),
    "policy.act": ("■ act from", "■ 行动起点"),
    "policy.status.note": (
        "Our suggestion, not a standard: set what your firm agreed on.",
        "仅为建议值，并非标准：请按公司约定设置。",
    ),
    "status.overdue": ("Overdue share of open receivables", "逾期占应收账款比例"),
    "status.gap": ("Days that DSO stands above best possible", "DSO 高于最佳值的天数"),
    "status.top": ("Share of the ten largest customers", "前十大客户占比"),
    "status.stage": ("Customers at stage 3 or above", "第 3 级及以上客户数"),
    "status.disputed": ("Disputed share of open receivables", "争议占应收账款比例"),
    # factors
    "factors.title": ("Factors of the credit score", "信用评分因素"),
    "factors.note": (
        "Fill what you know of a customer; the Customers sheet shows a score where at least 50 "
        "of the 100 weight are there.",
        "填入已知的客户信息；权重满 50（共 100）时，“客户”表即显示评分。",
    ),
    # problems
    "problems.title": ("Problems", "问题"),
    "problems.live": ("Now in the ledger sheet", "台账当前存在的问题"),
    "problems.live.note": (
        "Found by a formula over the Ledger sheet: repair a row there and its line disappears.",
        "由公式对“台账”实时检查：在台账中改正后，对应行即消失。",
    ),
    "problems.import": ("Found when the file was read", "读入文件时发现的问题"),
    "problems.import.note": (
        "Row numbers are those of the source file; the header is row 1.",
        "行号为源文件行号，标题为第 1 行。",
    ),
    "problems.none": ("none", "无"),
    "col.row": ("Row", "行"),
    "col.column": ("Column", "列"),
    "col.value": ("Value", "值"),
    "col.problem": ("Problem", "问题"),
    "col.done": ("What was done", "处理"),
    # about
    "about.title": ("About this workbook", "关于本工作簿"),
    "about.source": ("Ledger read from", "台账来源"),
    "about.made": ("Made by", "生成程序"),
    "about.name": (
        "Cells show #NAME? when the spreadsheet program recalculates without the ledgerguard "
        "add-in; until then they show the values computed in Python. `ledgerguard recalc FILE` "
        "recalculates this file in LibreOffice without installing anything into it.",
        "若在未启用 ledgerguard 加载项时重新计算，单元格会显示 #NAME?；在此之前显示的是 Python "
        "算出的数值。运行 `ledgerguard recalc 文件` 可在 "
        "LibreOffice 中重新计算本文件，无需安装扩展。",
    ),
    "about.live": (
        "Every figure is a formula over the Ledger sheet: change the as-of date, an invoice or "
        "the policy and it follows. Paste new rows below the last one.",
        "所有数字都是基于“台账”的公式：修改截止日期、发票或政策即自动重算；新行粘贴在末行之下。",
    ),
    "about.check": ("Self-check", "自检"),
    "about.check.note": (
        "Published or worked examples: what the formula must answer beside what it answers here.",
        "已发表或验算过的示例：左为应得结果，右为此处计算结果。",
    ),
    "about.formula": ("Formula", "公式"),
    "about.example": ("Example", "示例"),
    "about.expected": ("Expected", "应得"),
    "about.computed": ("Computed", "计算"),
    "about.result": ("Result", "结果"),
    "about.ok": ("OK", "一致"),
    "about.differs": ("differs", "不符"),
    "about.reference": ("What each figure means", "指标含义"),
    "about.means": ("Meaning", "含义"),
    "about.how": ("How it is computed", "计算方法"),
    "about.from": ("Source", "来源"),
}


class Labels:
    """The texts of one language: ``labels("title")``."""

    def __init__(self, language: Language) -> None:
        self._which = 0 if language == "en" else 1

    def __call__(self, key: str) -> str:
        """The text of a key."""
        try:
            return TEXTS[key][self._which]
        except KeyError:
            raise DefinitionError(f"no text is called {key!r}") from None

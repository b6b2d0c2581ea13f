"""Every text of the collector's workbook in English and Chinese, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.casework.records import Track
from ledgerguard.policy.schema import Wording

OPEN, DONE, PROMISED, DISPUTED, HELD, INCOMPLETE = (
    "open",
    "done",
    "promised",
    "disputed",
    "held",
    "incomplete",
)

STATUS: Final[Mapping[str, Wording]] = {
    OPEN: Wording("open", "待办"),
    DONE: Wording("done", "已办"),
    PROMISED: Wording("promised", "已承诺"),
    DISPUTED: Wording("disputed", "有争议"),
    HELD: Wording("held", "已暂停"),
    INCOMPLETE: Wording("incomplete", "未填完"),
}
"""What the status column says of a row, by what was filled in."""

TRACKS: Final[Mapping[Track, Wording]] = {
    "customer": Wording("ladder", "催收阶梯"),
    "cover": Wording("insurance", "信用保险"),
    "statement": Wording("statement", "对账"),
}
"""What a task belongs to."""

DISPUTES: Final = (
    Wording("Price", "价格"),
    Wording("Quantity", "数量"),
    Wording("Quality", "质量"),
    Wording("Late delivery", "交货延迟"),
    Wording("Not delivered", "未收到货物"),
    Wording("Order number missing", "缺少订单号"),
    Wording("Paid already", "已付款"),
    Wording("Other", "其他"),
)
HOLDS: Final = (
    Wording("Credit note to come", "待开贷项通知单"),
    Wording("Documents to come", "待补单据"),
    Wording("Payment on its way", "款项在途"),
    Wording("Agreed with sales", "已与销售商定"),
    Wording("Insolvency", "破产程序"),
    Wording("Other", "其他"),
)
"""Reasons that the lists of the workbook offer; any other words can be written instead."""

TEXTS: Final[Mapping[str, Wording]] = {
    "today": Wording("Today", "今日任务"),
    "overview": Wording("Overview", "概览"),
    "items": Wording("Items", "款项明细"),
    "held": Wording("On hold", "暂停中"),
    "reassess": Wording("Re-assess", "信用复评"),
    "about": Wording("About", "说明"),
    "title": Wording("Collector's worklist", "催收工作清单"),
    "subtitle": Wording(
        "{date} · run {run} · the most urgent first; fill in the yellow cells and read the file "
        "back",
        "{date} · 批次 {run} · 最紧急者在前；填写黄色单元格后回读本文件",
    ),
    "preview": Wording(
        "{date} · made without a log: earlier steps are presumed done, nothing can be read back",
        "{date} · 未使用日志生成：视此前步骤已办理，填写内容无法回读",
    ),
    "left": Wording(" of {0} tasks still open", " 项任务待办（共 {0} 项）"),
    "band.act": Wording("What to do", "应办事项"),
    "band.why": Wording("Why, and what follows", "原因与后续"),
    "band.fill": Wording("Fill in", "请填写"),
    "band.customer": Wording("Customer", "客户"),
    "band.invoice": Wording("Invoice", "发票"),
    "none.today": Wording(
        "Nobody is to be contacted today. Look at the sheets On hold and Re-assess.",
        "今日无须联系任何客户。请查看“暂停中”和“信用复评”两表。",
    ),
    "none.items": Wording("No invoice is to be acted upon today.", "今日没有需要处理的发票。"),
    "none.held": Wording("Nothing is on hold.", "没有暂停中的款项。"),
    "none.reassess": Wording("No customer is to be re-assessed.", "没有需要复评的客户。"),
    "items.title": Wording("Items of the tasks", "任务所含款项"),
    "items.note": Wording(
        "Fill in here what concerns one invoice alone; it prevails over the row of its task.",
        "仅涉及单张发票的情况填在此处；与任务行不一致时，以此处为准。",
    ),
    "items.cut": Wording(
        "{0} more items are not shown: a sheet cannot hold them.",
        "另有 {0} 项超出工作表容量，未列出。",
    ),
    "held.title": Wording("On hold", "暂停中"),
    "held.note": Wording(
        "A step is due, and yet nobody is asked: each thaws by itself after the day shown.",
        "步骤已到期但暂不催收；所示日期之后自动恢复。",
    ),
    "reassess.title": Wording("Customers to re-assess", "待复评客户"),
    "reassess.note": Wording(
        "Overdue, and their credit was not looked at anew for a quarter.",
        "已有逾期，且近一个季度未重新评估信用。",
    ),
    "overview.title": Wording("Overview", "概览"),
    "overview.note": Wording(
        "Every figure is a formula and follows what is filled in on the sheet Today; what is said "
        "of single invoices counts once the file is read back. Two currencies are never added.",
        "所有数字均由公式得出，随“今日任务”的填写内容变化；单张发票的填写内容在回读后计入。不同货币从不相加。",
    ),
    "overview.twice": Wording(
        "Steps for the insurer concern the same invoices once more: they are counted, not added.",
        "涉及保险公司的步骤针对同一批发票：只计任务数，不重复计金额。",
    ),
    "by.status": Wording("Tasks by status", "按状态统计任务"),
    "by.currency": Wording("Amounts by currency", "按币种统计金额"),
    "by.step": Wording("Tasks by step", "按步骤统计任务"),
    "by.owner": Wording("Tasks by owner", "按负责人统计任务"),
    "lapsed": Wording("Steps left out: they came too late", "已错过而略去的步骤"),
    "lapsed.step": Wording(
        "{action} ({ladder}, level {level})", "{action}（{ladder}，第 {level} 级）"
    ),
    "col.rank": Wording("#", "序"),
    "col.priority": Wording("Priority", "优先级"),
    "col.entity": Wording("Entity", "法人主体"),
    "col.customer_id": Wording("Customer id", "客户编号"),
    "col.customer": Wording("Customer", "客户"),
    "col.currency": Wording("Curr.", "币种"),
    "col.amount": Wording("Amount", "金额"),
    "col.items": Wording("Items", "笔数"),
    "col.oldest": Wording("Oldest, days past due", "最长逾期天数"),
    "col.track": Wording("Track", "类别"),
    "col.action": Wording("Step", "步骤"),
    "col.channel": Wording("Channel", "渠道"),
    "col.letter": Wording("Letter", "信函"),
    "col.owner": Wording("Owner", "负责人"),
    "col.approval": Wording("Approval by", "须批准人"),
    "col.since": Wording("Due since", "应办日"),
    "col.waits": Wording("If nobody acts", "若不处理"),
    "col.cover": Wording("Days until cover is lost", "距丧失保障天数"),
    "col.why": Wording("Why", "原因"),
    "col.status": Wording("Status", "状态"),
    "col.task": Wording("Task", "任务"),
    "col.invoice": Wording("Invoice", "发票"),
    "col.issued": Wording("Issued", "开票日"),
    "col.due": Wording("Due", "到期日"),
    "col.days": Wording("Days past due", "逾期天数"),
    "col.open": Wording("Open", "未清金额"),
    "col.level": Wording("Level", "级别"),
    "col.before": Wording("Level done before", "已办级别"),
    "col.disputed": Wording("Disputed", "争议"),
    "col.held": Wording("Why nobody acts", "暂停原因"),
    "col.until": Wording("Until", "至"),
    "col.overdue": Wording("Overdue", "逾期金额"),
    "col.last": Wording("Last re-assessed", "上次复评"),
    "col.tasks": Wording("Tasks", "任务数"),
    "col.still": Wording("Still open", "待办"),
    "col.filled": Wording("Filled in", "已填写"),
    "col.promised": Wording("Promised", "已承诺"),
    "col.in_dispute": Wording("Disputed", "有争议"),
    "col.asked": Wording("Asked of customers", "向客户催收"),
    "col.insurer": Wording("Insurer tasks", "保险任务数"),
    "col.on_hold": Wording("On hold", "暂停中"),
    "yes": Wording("yes", "是"),
    "nobody": Wording("–", "–"),
    "never": Wording("never", "从未"),
    "help.done_on": Wording(
        "The day on which the step was done: not before the run, not after today.",
        "办理该步骤的日期：不早于批次日，不晚于今日。",
    ),
    "help.channel": Wording("How the customer was reached.", "实际联系客户的方式。"),
    "help.promise_by": Wording(
        "The day by which the customer promised to pay: the ladder rests until then.",
        "客户承诺付款的日期：此前暂停催收。",
    ),
    "help.promise_amount": Wording(
        "Blank: all of it. Else the oldest items are taken as promised, as far as it reaches.",
        "留空表示全部。否则按最早到期的款项依次计为已承诺。",
    ),
    "help.dispute": Wording(
        "Every item of this row is disputed; a single one is told in the sheet Items.",
        "本行全部款项有争议；仅个别款项有争议时，请填在“款项明细”。",
    ),
    "help.hold_until": Wording(
        "Last day of the hold: until then nobody contacts this customer. Needs a reason.",
        "暂停的最后一日：此前不联系该客户。须填写原因。",
    ),
    "help.hold_reason": Wording("Why nobody acts until then.", "为何在此之前不催收。"),
    "help.note": Wording("What the customer answered, or a note.", "客户的回复或备注。"),
    "help.reassessed_on": Wording(
        "The day on which the credit was looked at anew.", "重新评估信用的日期。"
    ),
    "error": Wording("Does not fit", "填写有误"),
    "about.title": Wording("About this workbook", "关于本工作簿"),
    "about.run": Wording("Run", "批次"),
    "about.as_of": Wording("As of", "截止日期"),
    "about.policy": Wording("Policy version", "政策版本"),
    "about.ledger": Wording("Fingerprint of the ledger", "台账指纹"),
    "about.head": Wording("Head of the log", "日志头哈希"),
    "about.made": Wording("Made by", "生成程序"),
    "about.none": Wording("none", "无"),
    "about.head.note": Wording(
        "`ledgerguard log verify --head HASH` proves later that nothing recorded up to this run "
        "was changed or cut off. The same hash is printed at the foot of every page.",
        "日后运行 `ledgerguard log verify --head 哈希` 可证明截至本批次的记录未被改动或截断。"
        "每页页脚均印有同一哈希。",
    ),
    "about.how": Wording("How to use it", "使用步骤"),
    "about.step.one": Wording(
        "Work the sheet Today from the top: step, channel, letter and owner are decided by the "
        "policy; Why says where each row comes from.",
        "从上到下处理“今日任务”：步骤、渠道、信函和负责人由政策决定，“原因”说明每行的来由。",
    ),
    "about.step.two": Wording(
        "Where a post stands under Approval by, ask it before anything goes out.",
        "“须批准人”一栏有岗位时，发出前须先取得其批准。",
    ),
    "about.step.three": Wording(
        "Fill in the yellow cells: done, promised, disputed, on hold, or what was answered. "
        "Rows may be sorted, filtered or deleted and columns moved; leave the row ids alone.",
        "填写黄色单元格：已办、承诺、争议、暂停或回复。行可排序、筛选或删除，列可移动；请勿改动行标识。",
    ),
    "about.step.four": Wording(
        "Tell in the sheet Items what concerns one invoice alone, and in Re-assess whose credit "
        "was looked at anew.",
        "仅涉及单张发票的情况填在“款项明细”；已复评的客户填在“信用复评”。",
    ),
    "about.step.five": Wording(
        "Save the file and read it back: `ledgerguard log import FILE --log LOG`. What does not "
        "fit is rejected row by row, with the reason; reading it twice records nothing twice.",
        "保存后回读：`ledgerguard log import 文件 --log 日志`。不合要求的行逐行退回并说明原因；"
        "重复回读不会重复记录。",
    ),
    "about.colours": Wording("What the colours mean", "颜色含义"),
    "colour.input": Wording("yours to fill in", "由您填写"),
    "colour.good": Wording("done", "已办"),
    "colour.watch": Wording(
        "promised, disputed or held; cover is lost within 15 days",
        "已承诺、有争议或已暂停；15 天内丧失保障",
    ),
    "colour.act": Wording(
        "incomplete; cover is lost within 5 days or is lost already",
        "未填完；5 天内丧失或已丧失保障",
    ),
    "about.words": Wording("What the words mean", "术语说明"),
    "word.task": Wording(
        "Something to do about one customer in one currency: a step of its ladder about all items "
        "that are due for it, what the insurer wants, or a statement.",
        "针对一个客户、一种货币的一项工作：催收阶梯的一个步骤（涵盖所有到期款项）、保险公司的要求或对账。",
    ),
    "word.priority": Wording(
        "0 to 100: age × amount × risk × cover, each a factor from 0.05 to 1, weighted by the "
        "policy. Amounts are compared within their currency alone.",
        "0 至 100：账龄 × 金额 × 风险 × 保障，各因素为 0.05 至 1，按政策加权。"
        "金额只在同一币种内比较。",
    ),
    "word.waits": Wording(
        "The next step of the ladder and its day, or the last day of the insurance cover where "
        "that comes first.",
        "阶梯的下一步骤及日期；若保险保障先到期，则为保障的最后一日。",
    ),
    "word.cover": Wording(
        "Days until the insurer must have been told, or cover is lost; blank where nothing is "
        "insured or nothing is left to do for it.",
        "距必须通知保险公司（否则丧失保障）的天数；未投保或已无须办理时为空。",
    ),
    "word.status": Wording(
        "Follows what is filled in; of several, dispute goes before promise, hold and done. "
        "Incomplete: something is missing that reading back would ask for.",
        "随填写内容变化；同时填写多项时，依次以争议、承诺、暂停、已办为准。未填完：缺少回读所需的内容。",
    ),
    "word.since": Wording(
        "The day on which the step fell due. A task that nobody does comes again in the next run.",
        "步骤应办的日期。未办理的任务会在下一批次再次列出。",
    ),
    "page": Wording("Page &P of &N", "第 &P 页 / 共 &N 页"),
}
"""Every other text by its key."""

"""Every text of the self-check in English and Chinese, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.errors import DefinitionError
from ledgerguard.units import Language

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    # sheets
    "sheet.start": ("Start", "开始"),
    "sheet.formulas": ("Formulas", "公式"),
    "sheet.arrays": ("Arrays", "数组"),
    "sheet.cells": ("Cells", "单元格"),
    "sheet.inputs": ("Inputs", "输入值"),
    "page": ("Page &P of &N", "第 &P 页 / 共 &N 页"),
    # verdicts
    "ok": ("OK", "一致"),
    "differs": ("differs", "不符"),
    "missing": ("no add-in", "无加载项"),
    "skipped": ("not for this host", "不适用"),
    # start
    "title": ("ledgerguard self-check", "ledgerguard 自检"),
    "start.what": (
        "This workbook checks ledgerguard in your own spreadsheet program. Every formula stands in "
        "it with its documented example: what must come out is written beside what comes out here. "
        "No figure in it is yours, so you can pass the file on.",
        "本工作簿在您自己的电子表格程序中检查 ledgerguard。每个公式都附有文档中的示例："
        "应得结果与此处实际计算结果并列。文件不含您的任何数据，可放心转发。",
    ),
    "start.verdict": ("Verdict", "结论"),
    "start.of": (" of ", " / "),
    "start.agree": (" agree", " 项一致"),
    "start.computed": ("Computed by", "计算程序"),
    "start.windows": ("Excel for Windows, version ", "Excel（Windows 版），版本 "),
    "start.mac": ("Excel for Mac, version ", "Excel（Mac 版），版本 "),
    "start.web": ("Excel for the web", "Excel 网页版"),
    "start.not_yet": (
        "not by Excel yet: what stands here comes from Python",
        "尚未由 Excel 计算：此处为 Python 的计算结果",
    ),
    "start.calc": ("LibreOffice Calc, once step 2 is done", "LibreOffice Calc（完成第 2 步后）"),
    "start.steps": ("Three steps", "三个步骤"),
    "start.one.desktop": (
        "Install the add-in: ledgerguard addin install desktop",
        "安装加载项：ledgerguard addin install desktop",
    ),
    "start.one.calc": (
        "Install the extension: ledgerguard addin install calc",
        "安装扩展：ledgerguard addin install calc",
    ),
    "start.one.lite": (
        "Open xlwings Lite and put in our main.py and requirements.txt (see README)",
        "打开 xlwings Lite，放入我们的 main.py 与 requirements.txt（见 README）",
    ),
    "start.two.excel": (
        "Open this file, allow editing, and press Ctrl+Alt+F9 (Mac: Cmd+Option+F9): "
        "everything is computed anew.",
        "打开本文件，启用编辑，然后按 Ctrl+Alt+F9（Mac：Cmd+Option+F9），全部重新计算。",
    ),
    "start.two.calc": (
        "Open this file and press Ctrl+Shift+F9: everything is computed anew.",
        "打开本文件，然后按 Ctrl+Shift+F9，全部重新计算。",
    ),
    "start.three": (
        "Look at the verdict above, then change the yellow cell B5 of the sheet Inputs: "
        "C5 must follow.",
        "查看上方结论，再修改“输入值”表的黄色单元格 B5：C5 必须随之变化。",
    ),
    "start.sheets": ("What was checked", "检查结果"),
    "start.sheet": ("Sheet", "工作表"),
    "start.checks": ("Checks", "项数"),
    "start.total": ("Total", "合计"),
    "start.first": ("First that do not agree", "最先不一致的项目"),
    "start.facts": ("Please fill in", "请填写"),
    "start.version": ("Program and version", "程序与版本"),
    "start.system": ("Windows, Mac or web", "Windows、Mac 或网页"),
    "start.language": ("Language of the program", "程序语言"),
    "start.day": ("Day of this check", "检查日期"),
    "start.remarks": ("Anything noticed", "备注"),
    "start.version.where": ("Excel: File > Account. Calc: Help > About.",
                            "Excel：文件 > 账户；Calc：帮助 > 关于。"),
    "start.send": (
        "Where to send it: save the file and attach it to an issue of the ledgerguard project, "
        "or give it to whoever looks after ledgerguard in your firm. A check that differs is as "
        "welcome as one that agrees.",
        "发送至：保存后作为附件提交到 ledgerguard 项目的议题（issue），或交给贵公司负责 "
        "ledgerguard 的同事。不一致的结果同样有价值。",
    ),
    # tables of checks
    "formulas.title": ("Every formula with its documented examples", "全部公式及其文档示例"),
    "formulas.note": (
        "Expected is what the documentation prints. A number agrees within half a unit of its last "
        "printed digit. Examples that answer tables are compared cell by cell on the sheet Arrays.",
        "“应得”为文档所载结果。数字误差在末位半个单位之内即为一致。返回表格的示例在“数组”表中逐格比较。",
    ),
    "arrays.title": ("Examples that answer tables, cell by cell", "返回表格的示例：逐格比较"),
    "arrays.note": (
        "Each table is one formula that spills at the right, from column J on.",
        "每张表由右侧（自 J 列起）溢出的一个公式生成。",
    ),
    "cells.title": ("What the program does with values", "程序如何处理数值"),
    "cells.note": (
        "Arguments come from the sheet Inputs. Tables and columns spill at the right, from "
        "column J on.",
        "参数取自“输入值”表。表格与整列结果在右侧（自 J 列起）溢出。",
    ),
    "col.subject": ("Subject", "主题"),
    "col.formula": ("Formula", "公式"),
    "col.check": ("What is checked", "检查内容"),
    "col.call": ("Call", "调用"),
    "col.live": ("Computed here", "此处计算"),
    "col.expected": ("Expected", "应得"),
    "col.verdict": ("Verdict", "结论"),
    "col.within": ("May differ by", "容差"),
    "col.failed": ("Place", "序号"),
    "col.spill": ("Where they spill", "溢出区域"),
    "cells.agree": ('0" cells agree"', '0" 格一致"'),
    "element": ("{name}, R{row}C{column}", "{name}，第 {row} 行第 {column} 列"),
    # inputs
    "inputs.title": ("Inputs of the sheet Cells", "“单元格”表的输入值"),
    "inputs.note": (
        "Change B5: C5 must follow at once, and its verdict stays OK. Change another yellow cell "
        "and its check differs, as it should.",
        "修改 B5：C5 必须立即随之变化，结论保持“一致”。"
        "修改其他黄色单元格，则相应检查应显示“不符”。",
    ),
    "inputs.edit": ("Edit test", "编辑测试"),
    "inputs.ours": ("DSO by ledgerguard", "ledgerguard 计算的 DSO"),
    "inputs.native": ("Same by plain formula", "普通公式结果"),
    "inputs.receivables": ("Receivables", "应收账款"),
    "inputs.sales": ("Credit sales", "赊销收入"),
    "inputs.days": ("Days, in a row", "天数（横排）"),
    "inputs.customer": ("Customer {number}", "客户 {number}"),
    "inputs.single": ("Single cells", "单个单元格"),
    "inputs.value": ("Value", "值"),
    "inputs.blank": ("left blank", "空白"),
    "inputs.due": ("a date", "日期"),
    "inputs.as_of": ("another date", "另一日期"),
    "inputs.id": ("an id, as a number", "数字形式的编号"),
    "inputs.true": ("TRUE", "TRUE"),
    "inputs.language": ("a language", "语言"),
    "inputs.word": ("a word in capitals", "大写单词"),
    "inputs.text_number": ("a number as text", "文本形式的数字"),
    "inputs.text_date": ("a date as text", "文本形式的日期"),
    "inputs.division": ("an error", "错误值"),
    "inputs.not_available": ("another error", "另一错误值"),
    "inputs.ranges": ("Ranges", "区域"),
    "inputs.with_blank": ("with a blank", "含空白"),
    "inputs.with_empty": ("with empty text", "含空文本"),
    "inputs.with_error": ("with an error", "含错误值"),
    "inputs.numbers": ("column L holds only numbers", "L 列仅含数字"),
    "inputs.ledger": ("A small ledger", "小型台账"),
    # checks of cells
    "topic.arguments": ("Arguments", "参数"),
    "topic.blanks": ("Blanks", "空白"),
    "topic.dates": ("Dates", "日期"),
    "topic.ids": ("Ids", "编号"),
    "topic.booleans": ("Booleans", "逻辑值"),
    "topic.words": ("Text and Chinese", "文本与中文"),
    "topic.errors": ("Errors", "错误值"),
    "topic.columns": ("Columns", "整列"),
    "topic.tables": ("Tables", "表格"),
    "check.cells": ("Amounts come from cells", "金额取自单元格"),
    "check.one_cell": ("A range of one cell is a cell", "单格区域视同单元格"),
    "check.arithmetic": ("The answer can be added to", "结果可继续参与运算"),
    "check.skipped": ("An argument in the middle is left out", "省略中间参数"),
    "check.capitals": ("Capitals do not matter", "不区分大小写"),
    "check.text_number": ("A number as text is refused", "拒绝文本形式的数字"),
    "check.negative": ("A negative amount is refused", "拒绝负金额"),
    "check.edit": ("The edit test of the sheet Inputs", "“输入值”表的编辑测试"),
    "check.blank_text": ("A blank cell for an optional word", "可选文本参数为空白单元格"),
    "check.blank_number": ("A blank cell for an optional number", "可选数字参数为空白单元格"),
    "check.blank_required": ("A blank cell for what must be given", "必填参数为空白单元格"),
    "check.blank_range": ("A blank in a range counts nowhere", "区域中的空白不计入"),
    "check.empty_range": ("So does empty text in a range", "区域中的空文本同样不计入"),
    "check.date": ("A date cell is a date", "日期单元格即日期"),
    "check.date_sum": ("So is a date plus days", "日期加天数仍为日期"),
    "check.date_answer": ("The answer is a date", "结果为日期"),
    "check.text_date": ("A date as text is refused", "拒绝文本形式的日期"),
    "check.id_out": ("The number 1001 is the id 1001", "数字 1001 即编号 1001"),
    "check.id_in": ("It finds its customer; a long letter comes whole",
                    "可查到客户；长信函完整返回"),
    "check.true_in": ("TRUE from a cell", "单元格中的 TRUE"),
    "check.true_out": ("TRUE is an answer", "结果为 TRUE"),
    "check.true_if": ("IF understands it", "IF 可识别"),
    "check.chinese_out": ("Chinese out", "输出中文"),
    "check.chinese_name": ("Chinese in and out", "中文输入与输出"),
    "check.dash": ("A dash that is not ASCII", "非 ASCII 短横"),
    "check.own_error": ("A true error value", "真正的错误值"),
    "check.division": ("#DIV/0! in stays #DIV/0!", "传入 #DIV/0! 仍为 #DIV/0!"),
    "check.not_available": ("#N/A in stays #N/A", "传入 #N/A 仍为 #N/A"),
    "check.range_error": ("An error in a range", "区域中的错误值"),
    "check.iferror": ("IFERROR catches it", "IFERROR 可捕获"),
    "check.lift": ("A column in, a column out", "整列输入，整列输出"),
    "check.grid": ("A column against a row gives a grid", "列与行相配得到网格"),
    "check.whole": ("A whole column is trimmed", "整列引用自动截取"),
    "check.aging": ("A ledger in, a table out", "台账输入，表格输出"),
    "check.yes": ("yes", "是"),
    "check.no": ("no", "否"),
    "check.whole_letter": ("the whole letter", "完整信函"),
    "check.cut": ("cut off", "被截断"),
}  # fmt: skip


class Labels:
    """The texts of one language: ``labels("title")``."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._which = 0 if language == "en" else 1

    def __call__(self, key: str, **words: object) -> str:
        """The text of a key, with ``words`` in its places."""
        try:
            found = TEXTS[key][self._which]
        except KeyError:
            raise DefinitionError(f"no text is called {key!r}") from None
        return found.format(**words) if words else found

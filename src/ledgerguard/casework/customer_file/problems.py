"""What can be wrong with a row of a customer's file, told in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledgerguard.policy.schema import Wording
from ledgerguard.units import Language


class Unreadable(Exception):
    """A cell that is not what its item asks for: why, and how it is mended."""

    def __init__(self, code: str, /, **parts: object) -> None:
        self.code = code
        self.parts = parts
        super().__init__(code)

    def told(self, language: Language) -> tuple[str, str]:
        """The problem and the hint in one language."""
        what, mend = PROBLEMS[self.code]
        return (
            what.in_language(language).format(**self.parts),
            mend.in_language(language).format(**self.parts),
        )


PROBLEMS: Final[Mapping[str, tuple[Wording, Wording]]] = {
    "no-customer": (
        Wording("the row names no customer", "该行未填客户编号"),
        Wording("fill in the customer id on every row", "请在每一行填写客户编号"),
    ),
    "no-item": (
        Wording("the row names no item", "该行未填项目"),
        Wording("write the item, such as total_assets", "请填写项目，如总资产"),
    ),
    "unknown-item": (
        Wording("there is no such item", "没有该项目"),
        Wording("{near}", "{near}"),
    ),
    "no-value": (
        Wording("the value must be filled, got a blank", "值不能为空"),
        Wording(
            "fill in the value, or clear date, until and source as well",
            "请填写数值，或同时清空日期、截止日与来源",
        ),
    ),
    "error-cell": (
        Wording("the cell holds the error {code}", "单元格为错误值 {code}"),
        Wording("mend the cell that it comes from", "请修正其来源单元格"),
    ),
    "not-number": (
        Wording("the value must be a number", "值必须是数字"),
        Wording("write 1200000 or 1,200,000", "请填写 1200000 或 1,200,000"),
    ),
    "not-rate": (
        Wording("the value must be a fraction from 0 to 1", "值必须是 0 至 1 的比例"),
        Wording("write 12 % as 0.12 or 12%", "12 % 请写成 0.12 或 12%"),
    ),
    "negative": (
        Wording("the value must not be negative", "值不能为负数"),
        Wording("is the sign reversed?", "正负号是否颠倒？"),
    ),
    "too-large": (
        Wording("the value must be below 1E+15", "值必须小于 1E+15"),
        Wording("does an id stand where the number belongs?", "数字处是否误填了编号？"),
    ),
    "not-flag": (
        Wording("the value must be TRUE or FALSE", "值必须为 TRUE 或 FALSE"),
        Wording("yes and no will do", "也可填写是或否"),
    ),
    "not-word": (
        Wording("the value must be one of {allowed}", "值必须是以下之一：{allowed}"),
        Wording("write one of these words", "请从上述词语中选择"),
    ),
    "not-country": (
        Wording("the value must be two letters of ISO 3166", "值必须为 ISO 3166 两位国家代码"),
        Wording("Germany is DE, China is CN", "中国为 CN，德国为 DE"),
    ),
    "lost-digits": (
        Wording(
            "an id of more than 15 digits must be text: a number loses its last digits",
            "超过 15 位的编号必须为文本：数字格式会丢失末尾数位",
        ),
        Wording("format the cell as text and write it again", "请将单元格设为文本后重新填写"),
    ),
    "not-day": (
        Wording("{column} must be a date, got {got}", "{column}必须是日期，现为 {got}"),
        Wording("write it as 2024-03-31", "请写成 2024-03-31"),
    ),
    "ends-before": (
        Wording("until must not lie before the date", "截止日不能早于日期"),
        Wording("are the two exchanged?", "两者是否填反？"),
    ),
    "no-currency": (
        Wording(
            "an amount must name its currency where the file names {named}",
            "文件含多种货币（{named}）时，金额必须注明币种",
        ),
        Wording("fill in the column currency", "请填写币种列"),
    ),
    "not-currency": (
        Wording("there is no currency {got}", "没有币种 {got}"),
        Wording("use a code of ISO 4217 such as EUR", "请使用 ISO 4217 代码，如 CNY"),
    ),
    "two-currencies": (
        Wording(
            "the value says {value}, its currency {column}", "值注明 {value}，币种列为 {column}"
        ),
        Wording("clear the one that is wrong", "请清除错误的一处"),
    ),
}
"""What is wrong, and the mend, by code."""

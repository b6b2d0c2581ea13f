"""The columns of a customer's file: which header means which, in either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.columns import squash
from ledgerguard.ledger.columns import synonyms as ledger_synonyms
from ledgerguard.ledger.reading.headers import SEARCHED_ROWS
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Cell, Language

Column = Literal["customer_id", "item", "value", "date", "until", "currency", "source"]
COLUMNS: Final[tuple[Column, ...]] = get_args(Column)

TITLES: Final[Mapping[Column, Wording]] = {
    "customer_id": Wording("Customer ID", "客户编号"),
    "item": Wording("Item", "项目"),
    "value": Wording("Value", "值"),
    "date": Wording("Date", "日期"),
    "until": Wording("Until", "截止"),
    "currency": Wording("Currency", "币种"),
    "source": Wording("Source", "来源"),
}
"""The headers of a customer's file, in the order of a blank one."""

# Best first: where two headers of a file mean the same column, the earlier one here is taken.
_SYNONYMS: Final[Mapping[Column, str]] = {
    "customer_id": "customer_id, customer, 客户, customer name, 客户名称",
    "item": "item, fact, key, field, indicator, 项目, 指标, 事项, 科目, 资料项, 项目名称",
    "value": "value, amount, content, answer, 值, 数值, 内容, 金额, 数据, 结果",
    "date": """
        date, as of, dated, day, balance sheet date, valid from, from, reporting date, report date,
        日期, 数据日期, 基准日, 报表日期, 截至日期, 生效日, 生效日期, 起始日, 有效期自""",
    "until": """
        until, valid to, valid until, to, expires, expiry, expiry date, end date, 截止, 截止日,
        截止日期, 有效期至, 失效日期, 失效日, 到期日, 终止日期""",
    "currency": "currency",
    "source": """
        source, from whom, agency, origin, provider, scale, 来源, 出处, 机构, 数据来源, 资料来源,
        信息来源, 标尺""",
}


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands, and which place each column has."""

    row: int  # index into the rows that were searched
    places: Mapping[Column, int]
    texts: tuple[str, ...]

    def cell(self, row: Sequence[Cell], column: Column) -> Cell:
        """The cell of a column in a row; None where the file has no such column."""
        place = self.places.get(column)
        return row[place] if place is not None and place < len(row) else None


def find(rows: Sequence[Sequence[Cell]]) -> Header:
    """The header of a customer's file: the row that names the most columns.

    Raises:
        LedgerError: when no row names item and value.
    """
    best = Header(0, {}, ())
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        header = _match(index, row)
        if len(header.places) > len(best.places) or not any(best.texts):
            best = header
    missing = [column for column in ("item", "value") if column not in best.places]
    if missing:
        got = ", ".join(filter(None, best.texts)) or "none"
        raise LedgerError(
            f"a customer's file must have a header with item and value, got {got}",
            hint="one row a fact with the columns item, value, date, until, currency, source",
        )
    return best


def titles(language: Language, *columns: Column) -> list[Cell]:
    """The headers of some columns."""
    return [TITLES[column].in_language(language) for column in columns]


def _match(index: int, row: Sequence[Cell]) -> Header:
    texts = tuple(cell.strip() if isinstance(cell, str) else "" for cell in row)
    ranks: dict[Column, tuple[int, int]] = {}
    for place, text in enumerate(texts):
        found = _known().get(squash(text)) if text else None
        if found:
            column, rank = found
            ranks[column] = min(ranks.get(column, (rank, place)), (rank, place))
    return Header(index, {column: place for column, (_, place) in ranks.items()}, texts)


@cache
def _known() -> Mapping[str, tuple[Column, int]]:
    """Every squashed header with its column and its rank; the ledger's for id and currency."""
    found: dict[str, tuple[Column, int]] = {}
    for column, names in _SYNONYMS.items():
        for rank, name in enumerate(names.split(",")):
            found.setdefault(squash(name), (column, rank))
    for name, (field, rank) in ledger_synonyms().items():
        if field == "customer_id" or field == "currency":
            found.setdefault(name, (field, rank))
    return found
